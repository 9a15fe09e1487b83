"""Candidates: a cue with the words of its source and its content."""

from __future__ import annotations

from dataclasses import dataclass, field

from onrecord.model import Span
from onrecord.rules.cues import Cue


@dataclass(frozen=True, slots=True)
class Candidate:
    """One attribution as word numbers, whoever proposes it (rules here; a trained tagger can stand in their place)."""

    rule: str
    cue: Cue | None
    cue_words: tuple[int, ...]
    source: tuple[int, ...]
    """Empty where the text leaves it open."""
    source_head: int | None
    content: tuple[int, ...]
    quoted: tuple[Span, ...] = ()
    """Quotations that belong to the content, whole, wherever they go on."""
    negated: bool = False
    addressee: tuple[int, ...] = ()
    medium: tuple[int, ...] = ()
    target: tuple[int, ...] = ()
    extra: tuple[int, ...] = field(default=())
    """Content that follows in later sentences."""
    certainties: tuple[float, float, float] | None = None
    """How sure the encoder is of cue, source and content; None where only the rules see the attribution."""
    wording: tuple[int, ...] = ()
    """The source as it stands at the cue, where that is not `source`: a relative pronoun, or with an aside."""

    @property
    def last(self) -> int:
        """The last word of the content."""
        return max((*self.content, *self.extra), default=-1)
