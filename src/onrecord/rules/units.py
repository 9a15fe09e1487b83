"""Units and currencies: the rule data of the quantity reader."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from onrecord.model import QuantityKind
from onrecord.rules import read_csv


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written, and what it is."""

    id: str
    words: str
    kind: QuantityKind
    unit: str
    is_before: bool


@cache
def load_units() -> tuple[Unit, ...]:
    """Every written form, longest first, so that `US$` is tried before `$`."""
    found: list[Unit] = []
    for row in read_csv("annotate/units.csv", ("id", "words", "kind", "unit", "where", "note")):
        if row["where"] not in ("before", "after"):
            raise row.error(f"where must be before or after, not {row['where']!r}")
        try:
            kind = QuantityKind(row["kind"])
        except ValueError as error:
            raise row.error(str(error)) from error
        found.extend(
            Unit(row["id"], words, kind, row["unit"] or words, row["where"] == "before")
            for words in row["words"].split("|")
        )
    return tuple(sorted(found, key=lambda unit: -len(unit.words)))
