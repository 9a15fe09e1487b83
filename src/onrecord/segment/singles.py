"""Quotations in single marks: British papers' own, headlines', and those inside double marks.

The closing mark is also the apostrophe, so a pair is taken only where the mark stands as a mark: behind
punctuation, before it, or at the end; "the workers’ union" closes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.model import Quotation, Span

OPEN, CLOSE = "‘", "’"
BEFORE = frozenset('“"([—–- \n')
STOPS = frozenset(".,?!…;:—–)")
LONGEST = 2000
"""Characters after which an opening mark is no longer believed."""


def find_singles(
    text: str, paragraphs: Sequence[Sequence[Span]], doubles: Sequence[Quotation]
) -> tuple[Quotation, ...]:
    """Quotations in curly single marks, each inside one paragraph; `depth` 1 inside one of `doubles`, else 0."""
    outer = [span for quotation in doubles for span in quotation.spans]
    found: list[Quotation] = []
    for pieces in paragraphs:
        start, end = pieces[0].start, pieces[-1].end
        for opened, closed in _pairs(text, start, end):
            spans = tuple(
                Span(max(p.start, opened + 1), min(p.end, closed))
                for p in pieces
                if p.start < closed and opened + 1 < p.end
            )
            if any(text[a:b].strip() for a, b in spans):
                depth = int(any(span.start <= opened < span.end for span in outer))
                found.append(Quotation(spans, depth, Span(opened, opened + 1), Span(closed, closed + 1)))
    return tuple(found)


def _pairs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    place = text.find(OPEN, start, end)
    while place >= 0:
        after = place + 1
        if _opens(text, place, start, end):
            closed = _closing(text, place + 1, min(end, place + LONGEST))
            if closed is not None:
                yield place, closed
                after = closed + 1
        place = text.find(OPEN, after, end)


def _opens(text: str, place: int, start: int, end: int) -> bool:
    return (place == start or text[place - 1] in BEFORE) and place + 1 < end and not text[place + 1].isspace()


def _closing(text: str, start: int, end: int) -> int | None:
    """The mark that closes: behind or before punctuation, or last before a new opening or the end."""
    last = None
    stop = text.find(OPEN, start, end)
    place = text.find(CLOSE, start, end if stop < 0 else stop)
    while place >= 0:
        follows = text[place + 1] if place + 1 < len(text) else "\n"
        if text[place - 1] in STOPS and not follows.isalnum():
            return place
        if follows in STOPS or follows in '”"\n':
            return place
        if follows.isspace() and text[place - 1] != "s":
            last = last if last is not None else place
        place = text.find(CLOSE, place + 1, end if stop < 0 else stop)
    return last
