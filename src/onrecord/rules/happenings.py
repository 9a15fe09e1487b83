"""Words that name a happening: accidents, disasters, and nouns by which a story refers back to a deed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from onrecord.rules import read_csv
from onrecord.rules.triggers import TYPES

FILE = "resolve/happenings.csv"


@dataclass(frozen=True, slots=True)
class Happening:
    """One row: what a word names, and what must or must not stand around it."""

    id: str
    kind: str
    part: str
    is_back: bool
    not_before: frozenset[str]
    not_after: frozenset[str]

    @property
    def is_deed(self) -> bool:
        """True for an act of PLOVER, false for an accident or a disaster."""
        return self.kind in TYPES


COLUMNS = ("id", "kind", "part", "words", "needs", "not_before", "not_after")


@cache
def happenings() -> dict[tuple[str, str], tuple[Happening, ...]]:
    """Rows by part of speech (`n`, `v`) and lemma."""
    return parse_happenings()


def parse_happenings(text: str | None = None) -> dict[tuple[str, str], tuple[Happening, ...]]:
    """Rows of the table. Raises RuleError for a row that cannot be."""
    found: dict[tuple[str, str], list[Happening]] = {}
    for row in read_csv(FILE, COLUMNS, text):
        if row["part"] not in ("n", "v") or row["needs"] not in ("", "back") or not row["words"]:
            raise row.error("part is n or v, needs is `back` or nothing, and there must be words")
        if row["kind"].isupper() and row["kind"] not in TYPES:
            raise row.error(f"{row['kind']} is no type of PLOVER")
        one = Happening(row["id"], row["kind"], row["part"], row["needs"] == "back", _words(row["not_before"]), _words(row["not_after"]))  # fmt: skip
        for word in row["words"].split():
            found.setdefault((row["part"], word.replace("_", " ")), []).append(one)
    return {key: tuple(rows) for key, rows in found.items()}


def _words(cell: str) -> frozenset[str]:
    return frozenset(cell.split())
