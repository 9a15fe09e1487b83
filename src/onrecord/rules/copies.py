"""What is passed over where two stories are compared word by word: other spellings, sentences that stand in many stories."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from onrecord.rules import Row, read_csv


@dataclass(frozen=True, slots=True)
class Spelling:
    """What is written in more than one way, and the one way that stands for all."""

    id: str
    pattern: re.Pattern[str]
    replacement: str


@dataclass(frozen=True, slots=True)
class Frame:
    """A sentence that says nothing of what a story reports."""

    id: str
    words: frozenset[str]
    pattern: re.Pattern[str]


WORD = re.compile("[a-z]+")


@cache
def spellings() -> tuple[Spelling, ...]:
    """The shipped spellings, in the order in which they are applied."""
    rows = read_csv("resolve/spellings.csv", ("id", "pattern", "replacement", "note"))
    return tuple(Spelling(row["id"], _pattern(row), row["replacement"]) for row in rows)


@cache
def frames() -> tuple[Frame, ...]:
    """The shipped frames."""
    rows = read_csv("resolve/frames.csv", ("id", "words", "pattern", "note"))
    return tuple(Frame(row["id"], frozenset(filter(None, row["words"].split("|"))), _pattern(row)) for row in rows)


@cache
def _frames_by_word() -> dict[str, tuple[Frame, ...]]:
    """Each word of a frame -> the frames; under "" those that need none."""
    found: dict[str, tuple[Frame, ...]] = {}
    for frame in frames():
        for word in frame.words or ("",):
            found[word] = (*found.get(word, ()), frame)
    return found


def is_frame(sentence: str) -> bool:
    """True for a sentence, without what it quotes, that stands in many stories whatever they report."""
    known = _frames_by_word()
    words = known.keys() & {"", *WORD.findall(sentence.lower())}
    return any(frame.pattern.search(sentence) for word in words for frame in known[word])


def respell(word: str) -> str:
    """A word in lower case in the one spelling that stands for all."""
    if not _any_spelling().search(word):
        return word
    for spelling in spellings():
        word = spelling.pattern.sub(spelling.replacement, word)
    return word


@cache
def _any_spelling() -> re.Pattern[str]:
    """What some row finds in a word: most words have nothing of it, and no row changes them."""
    return re.compile("|".join(f"(?:{spelling.pattern.pattern})" for spelling in spellings()))


def _pattern(row: Row) -> re.Pattern[str]:
    try:
        return re.compile(row["pattern"])
    except re.error as error:
        raise row.error(f"{row['pattern']!r} is no pattern: {error}") from error
