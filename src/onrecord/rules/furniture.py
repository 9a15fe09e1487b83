"""Lines that are not the story, told by their words: the rule data of `clean`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from onrecord.model import LineKind
from onrecord.rules import read_csv

LONGEST = 400
"""Characters after which a line is not looked at: furniture is short, and a pattern must not meet a whole page."""


@dataclass(frozen=True, slots=True)
class FurnitureRule:
    """A pattern that names the kind of a whole line."""

    id: str
    kind: LineKind
    pattern: re.Pattern[str]

    def matches(self, line: str) -> bool:
        """True when the rule names this line."""
        return len(line) <= LONGEST and self.pattern.search(line) is not None


@cache
def furniture_rules() -> tuple[FurnitureRule, ...]:
    """The shipped rules, in the order they are tried."""
    return parse_furniture()


def parse_furniture(text: str | None = None) -> tuple[FurnitureRule, ...]:
    """Rules from CSV. Raises RuleError for an unknown kind or a pattern that does not compile."""
    found: list[FurnitureRule] = []
    for row in read_csv("clean/furniture.csv", ("id", "kind", "pattern", "note"), text):
        try:
            found.append(FurnitureRule(row["id"], LineKind(row["kind"]), re.compile(row["pattern"])))
        except (ValueError, re.error) as error:
            raise row.error(str(error)) from error
    return tuple(found)
