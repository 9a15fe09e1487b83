"""A record's words in their text: paragraphs, cut to what is near, each word with its place and what it is to the record."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

NEAR = 700
"""Characters shown before and behind the words of a record."""
LONGEST = 4_000
"""Of words that are longer only the beginning and the end are shown."""
MARKS = "'’-‐‑_."
CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
"""Characters that turn the direction of what follows; they are shown by their number, so that they turn nothing."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a mark of the text with its place in code points and what it is to the record; `is_spaced` where white space
    follows, and `spanned` what that is to the record.
    """

    start: int
    end: int
    text: str
    roles: tuple[str, ...]
    is_spaced: bool
    spanned: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A paragraph or a part of one; `is_cut` where something before it is left out."""

    words: tuple[Word, ...]
    kind: str
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a record: what they are to it and where they stand."""

    role: str
    start: int
    end: int


def parts_of(record: dict[str, Any]) -> tuple[Part, ...]:
    """The words of a statement, an event or an issue."""
    if record["type"] == "statement":
        return tuple(_parts(record, ("source", "cue", "content", "addressee", "medium", "target")))
    if record["type"] == "event":
        return tuple(_parts(record, ("actors", "trigger", "recipients", "date", "place")))
    return (Part("issue", *record["span"]),) if record.get("span") else ()


def _parts(record: dict[str, Any], fields: Sequence[str]) -> Iterator[Part]:
    for field in fields:
        value = record[field]
        for one in value if isinstance(value, list) else [value]:
            spans = (one or {}).get("spans") or ([one["span"]] if one and one.get("span") else [])
            yield from (Part(field, *span) for span in spans)


def show_context(text: str, lines: Iterable[tuple[int, int, str]], parts: Sequence[Part]) -> tuple[Shown, ...]:
    """The lines of a text (start, end, kind) that are near the parts, word by word; a line is cut only where it is very long."""
    windows = list(_windows(text, parts))
    found: list[Shown] = []
    last = 0
    for start, end, kind in lines:
        near = [(max(start, first), min(end, stop)) for first, stop in windows if first < end and start < stop]
        for begin, until in [(start, end)] if near and end - start <= LONGEST else near:
            words = tuple(_marked(text, split_words(text, begin, until), parts, until))
            found.append(Shown(words, kind, bool(text[last:begin].strip())))
            last = until
    return tuple(found)


def _windows(text: str, parts: Sequence[Part]) -> Iterator[tuple[int, int]]:
    """What is shown of a text, in order, without overlap, cut between words."""
    wanted: list[tuple[int, int]] = []
    for part in parts:
        if part.end - part.start <= LONGEST:
            wanted.append((part.start - NEAR, part.end + NEAR))
        else:
            wanted += [(part.start - NEAR, part.start + NEAR), (part.end - NEAR, part.end + NEAR)]
    joined: list[tuple[int, int]] = []
    for start, end in sorted((max(0, a), min(len(text), b)) for a, b in wanted):
        if joined and start <= joined[-1][1] + NEAR:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    for start, end in joined:
        yield _edge(text, start, -1), _edge(text, end, 1)


def _edge(text: str, place: int, step: int) -> int:
    """The next place where a word ends, at most a hundred characters on."""
    for moved in range(place, place + 100 * step, step):
        if not 0 < moved < len(text) or text[moved - 1].isspace() or text[moved].isspace():
            return max(0, min(moved, len(text)))
    return place


def split_words(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Words and marks of a stretch of a text, in order: every character but white space is in one of them.

    A character that goes with the one before it (an accent, a joiner) stays with it.
    """
    place = start
    while place < end:
        if text[place].isspace():
            place += 1
            continue
        last = place + 1
        is_word = _is_word(text[place])
        while last < end and not text[last].isspace() and (_goes_on(text, last) if is_word else _clings(text[last])):
            last += 1
        while is_word and last > place + 1 and text[last - 1] in MARKS:
            last -= 1
        yield place, last
        place = last


def _is_word(char: str) -> bool:
    return char.isalnum() or _clings(char)


def _clings(char: str) -> bool:
    return char > "\x7f" and char not in CONTROLS and unicodedata.category(char) in ("Mn", "Me", "Mc", "Cf")


def _goes_on(text: str, place: int) -> bool:
    """Apostrophes, hyphens and points go on with a word where letters follow: the navy's, 12.5."""
    char = text[place]
    return _is_word(char) or (char in MARKS and place + 1 < len(text) and _is_word(text[place + 1]))


def _marked(text: str, words: Iterable[tuple[int, int]], parts: Sequence[Part], until: int) -> Iterator[Word]:
    bounds = sorted({place for part in parts for place in (part.start, part.end)})
    for start, end in _cut(words, bounds):
        roles = tuple(dict.fromkeys(part.role for part in parts if part.start < end and start < part.end))
        spanned = tuple(dict.fromkeys(part.role for part in parts if part.start < end and end < part.end))
        yield Word(start, end, _shown(text[start:end]), roles, end < until and text[end].isspace(), spanned)


def _cut(words: Iterable[tuple[int, int]], bounds: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The words, cut where a part begins or ends inside of one: nothing is lit that is not meant."""
    for start, end in words:
        inside = bounds[bisect_right(bounds, start) : bisect_left(bounds, end)]
        yield from pairwise((start, *inside, end))


def _shown(words: str) -> str:
    """Characters that turn the direction of others, and those that cannot be shown, as their numbers."""
    return "".join(
        f"[U+{ord(c):04X}]" if c in CONTROLS or unicodedata.category(c) in ("Cc", "Cs") else c for c in words
    )
