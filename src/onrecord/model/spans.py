"""Spans and evidence: where words stand, and the words themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from onrecord.errors import SpanError


class Span(NamedTuple):
    """`[start, end)` in code points of the document's clean text; never empty.

    A named tuple, not a dataclass: there is one a word, and it sorts and serialises as it is.
    """

    start: int
    end: int

    def covers(self, other: Span) -> bool:
        """True when `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """True when the two share at least one character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words and where they stand: `text` is exactly the document's text over `span`."""

    text: str
    span: Span


def evidence(text: str, start: int, end: int) -> Evidence:
    """The one place where evidence is made.

    Raises SpanError when the span is empty or outside `text`.
    """
    if not 0 <= start < end <= len(text):
        raise SpanError(f"span [{start}, {end}) does not lie inside a text of {len(text)} characters")
    return Evidence(text[start:end], Span(start, end))


def merge_spans(spans: Iterable[Span], text: str) -> tuple[Span, ...]:
    """Join spans with only white space between them; the rest stay apart, in order of their start.

    Furniture between two pieces of a sentence therefore keeps the pieces apart.
    """
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and not text[merged[-1].end : span.start].strip():
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)
