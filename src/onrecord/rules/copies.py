"""What is passed over where two stories are compared word by word: other spellings, sentences that stand in many stories."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from onrecord.errors import RuleError
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
    pattern: re.Pattern[str]


@cache
def spellings() -> tuple[Spelling, ...]:
    """The shipped spellings, in the order in which they are applied."""
    rows = read_csv("resolve/spellings.csv", ("id", "pattern", "replacement", "note"))
    return tuple(Spelling(row["id"], _pattern(row), row["replacement"]) for row in rows)


@cache
def frames() -> tuple[Frame, ...]:
    """The shipped frames."""
    rows = read_csv("resolve/frames.csv", ("id", "pattern", "note"))
    return tuple(Frame(row["id"], _pattern(row)) for row in rows)


def is_frame(sentence: str) -> bool:
    """True for a sentence, without what it quotes, that stands in many stories whatever they report."""
    return any(frame.pattern.search(sentence) for frame in frames())


def respell(word: str) -> str:
    """A word in lower case in the one spelling that stands for all."""
    for spelling in spellings():
        word = spelling.pattern.sub(spelling.replacement, word)
    return word


def _pattern(row: Row) -> re.Pattern[str]:
    try:
        return re.compile(row["pattern"])
    except re.error as error:
        raise _wrong(row, error) from error


def _wrong(row: Row, error: re.error) -> RuleError:
    return row.error(f"{row['pattern']!r} is no pattern: {error}")
