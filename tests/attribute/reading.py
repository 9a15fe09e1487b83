"""From a few lines of text to statements, through the rooms before `attribute`; only tests may join rooms."""

from __future__ import annotations

from dataclasses import dataclass, replace

from onrecord.annotate.encoder import load_reader
from onrecord.annotate.sentences import read_sentences
from onrecord.attribute import attribute
from onrecord.identify import identify
from onrecord.model import Annotation, Entity, LineKind, Statement, Story
from onrecord.segment.quotations import find_quotations
from tests.naive import make_story


@dataclass(frozen=True)
class Read:
    """A text and what was read in it."""

    text: str
    story: Story
    annotation: Annotation
    entities: tuple[Entity, ...]
    statements: tuple[Statement, ...]


def read_text(text: str, *, outlet: str | None = None) -> Read:
    """A line is a paragraph; one that begins with "# " (the mark is left out) is a headline."""
    lines = text.split("\n")
    plain = "\n".join(line.removeprefix("# ") for line in lines)
    story = make_story(plain)
    headings = {number for number, line in enumerate(line for line in lines if line.strip()) if line.startswith("# ")}
    story = replace(
        story,
        paragraphs=tuple(
            replace(p, kind=LineKind.HEADING) if n in headings else p for n, p in enumerate(story.paragraphs)
        ),
        sentences=tuple(replace(s, kind=LineKind.HEADING) if s.paragraph in headings else s for s in story.sentences),
        quotations=find_quotations(plain, [p.spans for p in story.paragraphs])[0],
    )
    annotations, _ = read_sentences([story], plain, load_reader())
    entities = identify([story], annotations)
    return Read(
        plain, story, annotations[0], tuple(entities), attribute(story, annotations[0], entities, outlet=outlet)
    )


def show(statement: Statement) -> str:
    """`source|cue|content|act|polarity`, as the cases have it; pieces of content are joined with ` … `."""
    source = statement.source.phrase.text if statement.source.phrase else "-"
    content = " … ".join(piece.text for piece in statement.content.pieces)
    return "|".join(
        (source, statement.cue.text if statement.cue else "-", content, statement.act.value, statement.polarity.value)
    )
