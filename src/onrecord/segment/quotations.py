"""The quotation state machine: what stands between marks, over paragraphs and in spite of captions between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from onrecord.model import Quotation, Span
from onrecord.segment.singles import find_singles

OPENING, CLOSING = frozenset("“«„"), frozenset("”»")
LOW = "„"
FAR = 20_000
"""Characters at the end of a paragraph that are looked at for a quotation left open."""
LONGEST = 40
"""Paragraphs after which an opening-only quotation is no longer believed."""


@dataclass
class _Open:
    mark: Span
    start: int
    pieces: list[Span] = field(default_factory=list)
    reopened: int = 0


def find_quotations(text: str, paragraphs: Sequence[Sequence[Span]]) -> tuple[tuple[Quotation, ...], tuple[Span, ...]]:
    """Quotations of a story and the marks that are never closed. A paragraph is a list of pieces of `text`."""
    found: list[Quotation] = []
    unbalanced: list[Span] = []
    current: _Open | None = None
    for number, pieces in enumerate(paragraphs):
        marks = list(_marks(text, pieces))
        if current is not None and not (
            marks and marks[0][1] in ("open", "both") and _leads(text, pieces, marks[0][0])
        ):
            unbalanced.append(current.mark)
            found.append(_closed(text, current, None))
            current = None
        elif current is not None:
            current.start = marks[0][0] + 1
            marks = marks[1:]
        for place, kind in marks:
            if current is not None and text[current.mark.start] == LOW and text[place] == "“":
                kind = "close"  # „…“ as German and Czech papers write
            if current is None and kind != "close":
                current = _Open(Span(place, place + 1), place + 1)
            elif current is not None and kind != "open":
                _extend(text, current, pieces, place)
                found.append(_closed(text, current, Span(place, place + 1)))
                current = None
            elif current is not None:
                _extend(text, current, pieces, place)
                unbalanced.append(current.mark)
                found.append(_closed(text, current, None))
                current = _Open(Span(place, place + 1), place + 1)
        if current is not None:
            _extend(text, current, pieces, pieces[-1].end)
            current.reopened += 1
            if number + 1 == len(paragraphs) or current.reopened > LONGEST:
                unbalanced.append(current.mark)
                found.append(_closed(text, current, None))
                current = None
    doubles = [quotation for quotation in found if quotation.spans]
    every = [*doubles, *find_singles(text, paragraphs, doubles)]
    return tuple(sorted(every, key=lambda quotation: quotation.opened)), tuple(unbalanced)


def _marks(text: str, pieces: Sequence[Span]) -> Iterator[tuple[int, str]]:
    for piece in pieces:
        for place in range(piece.start, piece.end):
            character = text[place]
            if character in OPENING:
                yield place, "open"
            elif character in CLOSING:
                yield place, "close"
            elif character == '"' and not _is_inches(text, place):
                yield place, _direction(text, piece, place)


def _is_inches(text: str, place: int) -> bool:
    return (
        place > 0
        and text[place - 1].isdigit()
        and not (place + 1 < len(text) and text[place + 1] in ",.;" and '"' in text[max(0, place - 200) : place])
    )


def _direction(text: str, piece: Span, place: int) -> str:
    before = text[place - 1] if place > piece.start else " "
    after = text[place + 1] if place + 1 < piece.end else " "
    if (before.isspace() or before in "([—–-") and not after.isspace():
        return "open"
    if not before.isspace() and (after.isspace() or after in ".,;:!?)]—–-"):
        return "close"
    return "both"


def _leads(text: str, pieces: Sequence[Span], place: int) -> bool:
    return not text[pieces[0].start : place].strip()


def _extend(text: str, current: _Open, pieces: Sequence[Span], end: int) -> None:
    """Add what is quoted in these pieces, from where the quotation stands to `end`."""
    for piece in pieces:
        start, stop = max(piece.start, current.start), min(piece.end, end)
        if start < stop and text[start:stop].strip():
            current.pieces.append(Span(start, stop))
    current.start = end


def _closed(text: str, current: _Open, closing: Span | None) -> Quotation:
    return Quotation(tuple(current.pieces), 0, current.mark, closing)


def opens_over(words: str) -> bool:
    """True when a paragraph ends inside a quotation that it opened."""
    tail = words[-FAR:]
    kinds = [kind for _, kind in _marks(tail, [Span(0, len(tail))])] if tail else []
    depth = 0
    for kind in kinds:
        depth = 1 if kind == "open" or (kind == "both" and not depth) else 0
    return bool(depth)
