"""Titles, and words in names that tell what they name: the rule data of `identify`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from onrecord.model import EntityKind
from onrecord.rules import read_csv


@dataclass(frozen=True, slots=True)
class Title:
    """A title or office before a name."""

    id: str
    words: tuple[str, ...]
    is_office: bool
    sex: str | None
    sector: str | None


@dataclass(frozen=True, slots=True)
class Head:
    """What a word in a name says of the thing named."""

    id: str
    kind: EntityKind
    sector: str | None


@dataclass(frozen=True, slots=True)
class Authority:
    """The tables that `identify` looks things up in."""

    titles: dict[tuple[str, ...], Title]
    heads: dict[str, Head]


@cache
def load_authority() -> Authority:
    """The shipped tables."""
    return Authority(parse_titles(), parse_heads())


def parse_titles(text: str | None = None) -> dict[tuple[str, ...], Title]:
    """Titles by their words. Raises RuleError for an unknown kind or sex."""
    found: dict[tuple[str, ...], Title] = {}
    for row in read_csv("identify/titles.csv", ("id", "words", "kind", "sex", "sector", "note"), text):
        if row["kind"] not in ("honorific", "office") or row["sex"] not in ("", "m", "f"):
            raise row.error(f"unknown kind {row['kind']!r} or sex {row['sex']!r}")
        words = tuple(row["words"].split())
        found[words] = Title(row["id"], words, row["kind"] == "office", row["sex"] or None, row["sector"] or None)
    return found


def parse_heads(text: str | None = None) -> dict[str, Head]:
    """Telling words. Raises RuleError for an unknown kind."""
    found: dict[str, Head] = {}
    for row in read_csv("identify/heads.csv", ("id", "word", "kind", "sector", "note"), text):
        try:
            found[row["word"]] = Head(row["id"], EntityKind(row["kind"]), row["sector"] or None)
        except ValueError as error:
            raise row.error(str(error)) from error
    return found
