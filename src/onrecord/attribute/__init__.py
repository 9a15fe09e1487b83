"""The room that finds who says what: statements with source, cue, content, chain, act and stance.

From the parse, the quotation marks and a lexicon of cues. It would rather miss a statement than attribute
it wrongly: the accused is never the source, a declined or negated cue never a positive statement, an
unnamed source never resolved to a name.
"""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.attribute.building import Builder
from onrecord.attribute.finding import find_candidates
from onrecord.attribute.nesting import nest
from onrecord.model import Annotation, Entity, Statement, Story
from onrecord.rules.cues import Cues, load_cues

__all__ = ["attribute"]


def attribute(
    story: Story,
    annotation: Annotation,
    entities: Sequence[Entity],
    *,
    outlet: str | None = None,
    cues: Cues | None = None,
) -> tuple[Statement, ...]:
    """The statements of one story, in the order of the text; nested ones have `within` and a longer `chain`.

    `outlet` begins every chain where it is known.
    """
    lexicon = cues or load_cues()
    candidates = find_candidates(story, annotation, lexicon)
    builder = Builder(story, annotation, entities, lexicon.words)
    built = {s.id: s for s in map(builder.build, candidates) if s is not None}
    return nest(sorted(built.values(), key=_place), outlet, entities)


def _place(statement: Statement) -> tuple[int, int]:
    spans = [piece.span for piece in statement.content.pieces] + ([statement.cue.span] if statement.cue else [])
    return min(spans)[0], -max(span.end for span in spans)
