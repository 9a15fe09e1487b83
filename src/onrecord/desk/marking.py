"""Which words of a text a search found, compared as the index compares them: whatever the case and the accents of letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

TOKEN = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
SHORTEST_START = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text: whether it was searched for, and whether it is what tells an event."""

    words: str
    is_match: bool = False
    is_trigger: bool = False


@dataclass(frozen=True, slots=True)
class _Sought:
    tokens: tuple[str, ...]
    is_start: bool


def mark_words(text: str, *asked: str | None, trigger: tuple[int, int] | None = None) -> tuple[Piece, ...]:
    """A text in pieces, the words that were searched for and a trigger at `[start, stop)` marked; together they are the text."""
    edges = {0, len(text)}
    matches = [place for sought in _sought(asked) for place in _places(_tokens(text), sought)]
    first, last = trigger or (0, 0)
    edges |= {min(edge, len(text)) for place in [*matches, (first, last)] for edge in place}
    cut = sorted(edges)
    return tuple(
        Piece(
            text[start:stop],
            any(one <= start and stop <= other for one, other in matches),
            first <= start and stop <= last,
        )
        for start, stop in pairwise(cut)
    )


def _tokens(text: str) -> list[tuple[str, int, int]]:
    return [(_folded(match[0]), *match.span()) for match in TOKEN.finditer(text)]


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
    if word.isascii():
        return word.lower()
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
            pieces.append(Piece(part, is_match))
    return tuple(pieces)
