"""Words by which claims of two reports are compared: what says the same, what says the opposite, what is counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from onrecord.rules import Row, read_csv

KINDS = frozenset(
    ("generic", "scope", "period", "more", "part", "ordinal", "whole", "correct", "update", "early", "exclude", "alias", "light",
     "through", "stop", "unreal", "exist", "accusation", "naming", "called", "fiction", "held", "polling", "pronoun", "tally", "tallying", "taking", "broad", "margin", "sum", "single", "crowd", "false",
     "official", "setting", "cause", "laying", "presence", "lying", "relative", "hour", "deed", "branding", "stress", "knowing", "thing")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Likes:
    """Of a lemma the classes of words that it belongs to, and of a class the classes that cannot hold beside it."""

    classes: Mapping[str, frozenset[str]]
    opposite: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that news count: the words that it stands with, and whether it rises while a happening goes on."""

    id: str
    predicates: frozenset[str]
    counted: frozenset[str]
    grows: bool
    is_by: bool
    """True where the counted do it to something: the subjects of a verb with an object."""


@cache
def load_likes() -> Likes:
    """The shipped table of words that say the same."""
    return parse_likes()


def parse_likes(text: str | None = None) -> Likes:
    """The table. Raises RuleError for a row without words and for an opposite that is no row."""
    rows = read_csv("resolve/claim_likes.csv", ("id", "words", "opposite", "note"), text)
    ids = {row["id"] for row in rows}
    classes: dict[str, set[str]] = {}
    opposite: dict[str, set[str]] = {}
    for row in rows:
        for word in split_words(row, "words"):
            classes.setdefault(word, set()).add(row["id"])
        for other in row["opposite"].split():
            if other not in ids:
                raise row.error(f"unknown row {other!r}")
            opposite.setdefault(row["id"], set()).add(other)
            opposite.setdefault(other, set()).add(row["id"])
    return Likes(
        {word: frozenset(found) for word, found in classes.items()},
        {word: frozenset(found) for word, found in opposite.items()},
    )


@cache
def load_measures() -> tuple[Measure, ...]:
    """The shipped table of what is counted."""
    return parse_measures()


def parse_measures(text: str | None = None) -> tuple[Measure, ...]:
    """The table. Raises RuleError for a row without predicates, or one that neither grows nor does not."""
    rows = read_csv("resolve/claim_measures.csv", ("id", "predicates", "counted", "grows", "by", "note"), text)
    return tuple(_measure(row) for row in rows)


def _measure(row: Row) -> Measure:
    for column in ("grows", "by"):
        if row[column] not in ("yes", "no"):
            raise row.error(f"{column} must be yes or no, not {row[column]!r}")
    counted = split_words(row, "counted") if row["counted"] else ()
    return Measure(
        row["id"],
        frozenset(split_words(row, "predicates")),
        frozenset(counted),
        row["grows"] == "yes",
        row["by"] == "yes",
    )


@cache
def load_claim_words(kind: str) -> frozenset[str]:
    """Every word of a kind; the header of the file says what each kind is for."""
    return frozenset(word for found, words in _claim_words() if found == kind for word in words)


@cache
def load_ordinals() -> tuple[frozenset[str], ...]:
    """The sets of words of which each tells another happening."""
    return tuple(frozenset(words) for kind, words in _claim_words() if kind == "ordinal")


@cache
def _claim_words() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return parse_claim_words()


def parse_claim_words(text: str | None = None) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The kind and the words of each row. Raises RuleError for an unknown kind and a row without words."""
    rows = read_csv("resolve/claim_words.csv", ("id", "kind", "words", "note"), text)
    for row in rows:
        if row["kind"] not in KINDS:
            raise row.error(f"unknown kind {row['kind']!r}")
    return tuple((row["kind"], split_words(row, "words")) for row in rows)


def split_words(row: Row, column: str) -> tuple[str, ...]:
    """The words of a cell. Raises RuleError for an empty one and one with spaces around it."""
    words = tuple(row[column].split("|"))
    if any(not word or word != word.strip() for word in words):
        raise row.error(f"{column} has an empty word or spaces around one")
    return words
