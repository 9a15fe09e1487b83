"""Which words of a text a search found, compared as the index compares them: whatever the case and the accents of letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TOKEN = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
SHORTEST_START = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `mark` says why it stands out: `match` (searched for), `trigger` (what tells the event), or nothing."""

    words: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class _Sought:
    tokens: tuple[str, ...]
    is_start: bool


def mark_words(text: str, *asked: str | None, trigger: tuple[int, int] | None = None) -> tuple[Piece, ...]:
    """A text in pieces, the words that were searched for and a trigger at `[start, stop)` marked; together they are the text."""
    marks = [""] * len(text)
    if trigger is not None:
        marks[slice(*trigger)] = ["trigger"] * (min(trigger[1], len(text)) - trigger[0])
    found = [(_folded(match[0]), *match.span()) for match in TOKEN.finditer(text)]
    for sought in _sought(asked):
        for start, stop in _places(found, sought):
            marks[start:stop] = [mark or "match" for mark in marks[start:stop]]
    return tuple(_joined(text, marks))


def _joined(text: str, marks: Sequence[str]) -> Iterator[Piece]:
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or marks[place] != marks[start]:
            yield Piece(text[start:place], marks[start])
            start = place


def _sought(asked: Sequence[str | None]) -> Iterator[_Sought]:
    for words in asked:
        for phrase, word in re.findall(r'"([^"]*)"|(\S+)', words or ""):
            bare = (phrase or word).replace('"', " ").strip()
            tokens = tuple(_folded(match[0]) for match in TOKEN.finditer(bare))
            if tokens:
                yield _Sought(tokens, bare.endswith("*") and len(tokens[-1]) >= SHORTEST_START)


def _places(found: Sequence[tuple[str, int, int]], sought: _Sought) -> Iterator[tuple[int, int]]:
    length = len(sought.tokens)
    for place in range(len(found) - length + 1):
        here = [token for token, _, _ in found[place : place + length]]
        is_last = here[-1].startswith(sought.tokens[-1]) if sought.is_start else here[-1] == sought.tokens[-1]
        if is_last and tuple(here[:-1]) == sought.tokens[:-1]:
            yield found[place][1], found[place + length - 1][2]


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFD", word.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def marked_pieces(text: str, first: str, last: str) -> tuple[Piece, ...]:
    """A text whose matched words stand between two code points, in pieces."""
    found = [part for part in re.split(f"([{first}{last}])", text) if part]
    pieces, is_match = [], False
    for part in found:
        if part in (first, last):
            is_match = part == first
        else:
            pieces.append(Piece(part, "match" if is_match else ""))
    return tuple(pieces)
