"""Numbers of records: of which kind a record is, its day, and when it was stored, so that the order of numbers is the order of search.

From the highest bit: two for the kind, 21 for the day (1 for none, 2 for the first of January of the year 1), 40 that count upwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from onrecord.rules.periods import period_of

COUNTING = 40
"""Bits of a number below its day."""
COUNTED = (1 << COUNTING) - 1
"""The part of a number that counts what was stored."""
KIND_AT = 61
KINDS = {"story": 0, "statement": 1, "event": 2, "name": 3}
NUMBERED = {"story": "story", "statement": "statement", "event": "event", "entity_name": "name"}
"""Tables whose rows have numbers, and of which kind."""
LATEST = (1 << (KIND_AT - COUNTING)) - 1


def day_number(value: str | None) -> int:
    """The first day of an ISO 8601 value as part of a number; what is no date is before all that is."""
    period = period_of(value)
    return _of_day(date.fromisoformat(period[0])) if period else 1 << COUNTING


def _of_day(day: date) -> int:
    return min(day.toordinal() + 1, LATEST) << COUNTING


def number_of(kind: str, day: str | None, count: int) -> int:
    """The number of a record."""
    return (KINDS[kind] << KIND_AT) + day_number(day) + count


def kind_of(number: int) -> str:
    """Of which kind a number is; the last for what is no number of a record."""
    return next((kind for kind, place in KINDS.items() if number >> KIND_AT == place), "story")


def numbers_between(kind: str, since: str | None, until: str | None, after: int | None = None) -> tuple[int, int]:
    """The least and the greatest number of a kind that is not before one date nor after another, and comes after a number where the newest
    are first. What has no day is in no span of days.
    """
    start = KINDS[kind] << KIND_AT
    first, last = period_of(since), period_of(until)
    least = start + (day_number(first[0]) if first else 2 << COUNTING if last else 0)
    most = start + ((_of_day(date.fromisoformat(last[1])) if last else LATEST << COUNTING) | (1 << COUNTING) - 1)
    return least, most if after is None else min(most, after - 1)


def number_rows(groups: Mapping[str, Sequence[dict[str, Any]]], last: int) -> int:
    """Give the rows of a document, by table, their numbers, the first in its text the highest; the last that is given.

    `last` is the last that any row of any document has.
    """
    published = next((row["published"] for row in groups.get("document", ())), None)
    days = {row["id"]: row["written_on"] or published for row in groups.get("story", ())}
    for table, kind in NUMBERED.items():
        for row in sorted(groups.get(table, ()), key=lambda row: row.get("start", 0), reverse=True):
            last += 1
            own = row.get("date") if period_of(row.get("date")) else None
            row["number"] = number_of(kind, own or days.get(row["id"] if kind == "story" else row.get("story")), last)
    return last
