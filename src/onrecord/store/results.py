"""The index of what is known across documents: incidents, disputes and commitments by words, names, days and kinds, newest first."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from string import hexdigits
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from onrecord.rules.periods import period_of
from onrecord.store.driver import ask, run, write
from onrecord.store.lists import LISTED, listed, one_of
from onrecord.store.numbers import COUNTING, day_number
from onrecord.store.tables import (
    ENTITY_NAME,
    PARTICIPANT,
    RESULT_TEXT,
    RESULTS,
    STATEMENT,
    Row,
    plain_text,
    result_parts,
)

KINDS = {"incident": 0, "dispute": 1, "commitment": 2}
KIND_AT = 61
FIRST_YEAR, LAST_YEAR = 1800, 2100
MOST_MONTHS = 24
"""A period of more months than this is found by any span of days, and compared afterwards."""
MOST_MARKED_REPORTS = 9
GROUP = 1_000
_PROSE = frozenset({"text", "title", "about", "value", "place", "source", "to", "kind"})
_PROSE_LISTS = frozenset({"texts", "sources"})
NAMES = select(ENTITY_NAME.c.entity, ENTITY_NAME.c.name).where(ENTITY_NAME.c.entity.in_(LISTED))
DOERS = select(PARTICIPANT.c.event, PARTICIPANT.c.entity).where(
    PARTICIPANT.c.event.in_(LISTED), PARTICIPANT.c.entity.is_not(None)
)
SOURCES = select(STATEMENT.c.id, STATEMENT.c.source_entity).where(
    STATEMENT.c.id.in_(LISTED), STATEMENT.c.source_entity.is_not(None)
)
PUT = insert(RESULT_TEXT).prefix_with("OR REPLACE")
FORGET = {
    kind: delete(RESULT_TEXT).where(
        RESULT_TEXT.c.rowid.in_(select(RESULTS[kind].c.number).where(RESULTS[kind].c.id.in_(LISTED)))
    )
    for kind in KINDS
}


def result_number(found: Row) -> int:
    """The place of a record in the order of asking: by kind, the last told first, then by id."""
    told = found["first_reported"] if found["type"] == "incident" else first_said(found)
    digits = hashlib.sha256(found["id"].encode()).hexdigest()[: COUNTING // 4]
    own = found["id"].rpartition("-")[2][: COUNTING // 4]
    place = int(own if len(own) == len(digits) and set(own) <= set(hexdigits) else digits, 16)
    return (KINDS[found["type"]] << KIND_AT) + day_number(told) + (1 << COUNTING) - 1 - place


def first_said(found: Row) -> str | None:
    """When a dispute or a commitment was first told."""
    if found["type"] == "commitment":
        first: str | None = found["first_said"]
        return first
    return min((side["first_said"] for side in found["sides"] if side["first_said"]), default=None)


def number_range(kind: str) -> tuple[int, int]:
    """The least and the greatest number of a kind."""
    return KINDS[kind] << KIND_AT, (KINDS[kind] + 1 << KIND_AT) - 1


def put_words(connection: Connection, rows: Sequence[tuple[Row, int]]) -> None:
    """Index records by their numbers."""
    parts = {part for found, _ in rows for part in result_parts(found)}
    names = _by_first(ask(connection, NAMES, listed=listed(p for p in parts if p.startswith("entity-"))))
    doers = _by_first(ask(connection, DOERS, listed=listed(p for p in parts if p.startswith("event-"))))
    doers |= _by_first(ask(connection, SOURCES, listed=listed(p for p in parts if p.startswith("statement-"))))
    # The index takes rows in their order at once, any other order one by one.
    ordered = sorted(rows, key=lambda one: one[1])
    write(connection, PUT, [_words_of(found, names, doers) | {"rowid": number} for found, number in ordered])


def fill_words(connection: Connection) -> None:
    """Number and index every record that is stored."""
    for kind in KINDS:
        c = RESULTS[kind].c
        numbered = update(RESULTS[kind]).where(c.id == bindparam("of")).values(number=bindparam("given"))
        every = select(c.id, c.json).execution_options(yield_per=GROUP)
        numbers = [(result_number(json.loads(row.json)), row.id) for row in connection.execute(every)]
        write(connection, numbered, [{"of": identity, "given": number} for number, identity in numbers])
        numbers.sort()
        for start in range(0, len(numbers), GROUP):
            group = numbers[start : start + GROUP]
            wanted = select(c.number, c.json).where(c.id.in_(one_of(identity for _, identity in group)))
            put_words(connection, [(json.loads(row.json), row.number) for row in connection.execute(wanted)])


def forget_words(connection: Connection, kind: str, ids: Iterable[str]) -> None:
    """Take records out of the index; their rows must still be there."""
    if kind in KINDS:
        run(connection, FORGET[kind], listed=listed(ids))


def _by_first(rows: Iterable[tuple[Any, ...]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one, other in rows:
        found.setdefault(one, []).append(other)
    return found


def _words_of(found: Row, names: dict[str, list[str]], doers: dict[str, list[str]]) -> Row:
    parts = sorted(result_parts(found))
    called = {name for part in parts for name in names.get(part, ())}
    words = {
        "said": " … ".join([*prose_of(found), *sorted(called)]),
        "who": " … ".join(_who(found, parts, doers)),
        "place": found.get("place") or "",
        "outlet": " … ".join(sorted(outlets_of(found))),
        "marks": " ".join(_marks(found)),
    }
    return {name: plain_text(value) for name, value in words.items()}


def _who(found: Row, parts: Sequence[str], doers: dict[str, list[str]]) -> Iterator[str]:
    """The digits of the ids of who has a part in it; of a dispute also the words for its sources and what it is about."""
    if found["type"] == "commitment":
        by = found["by"].get("core") or found["by"]
        yield from (words for words in (_digits(found["by"]["entity"] or ""), by["text"], found["to"]) if words)
        return
    own = {part for part in parts if part.startswith("entity-")} | {
        one for part in parts for one in doers.get(part, ())
    }
    yield from map(_digits, sorted(own))
    if found["type"] == "dispute":
        yield found["about"]
        yield from (source for side in found["sides"] for source in _sources(side))


def _sources(found: Any, name: str = "") -> Iterator[str]:
    if isinstance(found, dict):
        for key, value in found.items():
            yield from [value] if key == "source" and isinstance(value, str) else _sources(value, key)
    elif isinstance(found, list):
        for value in found:
            yield from [value] if name == "sources" and isinstance(value, str) else _sources(value)


def _digits(entity: str) -> str:
    return entity.removeprefix("entity-")


def prose_of(found: Any, name: str = "") -> Iterator[str]:
    """What a record says, without what it is made of and why."""
    if isinstance(found, dict):
        for key, value in found.items():
            if key not in ("origin", "reasons"):
                yield from prose_of(value, key)
    elif isinstance(found, list):
        for value in found:
            yield from [value] if isinstance(value, str) and name in _PROSE_LISTS else prose_of(value)
    elif isinstance(found, str) and name in _PROSE:
        yield found


def outlets_of(found: Row) -> set[str]:
    """The outlets that tell it."""
    outlets = set(found.get("outlets", ()))
    outlets |= {name for side in found.get("sides", ()) for name in side["outlets"]}
    return outlets | {said["outlet"] for said in found.get("said", ()) if said["outlet"]}


# --- marks ----------------------------------------------------------------------------------------


def _marks(found: Row) -> Iterator[str]:
    if found.get("kind"):
        yield mark("kind", found["kind"])
    if found.get("state"):
        yield mark("state", found["state"])
    yield from (
        f"reports{least}" for least in range(2, min(found.get("independent_reports", 0), MOST_MARKED_REPORTS) + 1)
    )
    yield from _days_of(period_of(day_of(found)))


def mark(name: str, value: str) -> str:
    """A value of a list as a mark of the index."""
    return name + "".join(char for char in value.lower() if char.isalnum())


def day_of(found: Row) -> str | None:
    """The date that a span of days is compared with: of the happening, else of the first telling."""
    day: str | None = found["date"] or found["first_reported"] if found["type"] == "incident" else first_said(found)
    return day


def _days_of(period: tuple[str, str] | None) -> Iterator[str]:
    if period is None:
        return
    first, last = (date.fromisoformat(one) for one in period)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if months > MOST_MONTHS or first.year < FIRST_YEAR or last.year > LAST_YEAR:
        yield "anyday"
        return
    for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield _month(month)
    yield from (f"year{year}" for year in range(first.year, last.year + 1))


def _month(number: int) -> str:
    return f"month{number // 12}{number % 12 + 1:02}"


def marks_between(since: str | None, until: str | None) -> list[str]:
    """Marks one of which everything has that holds a day of a span: whole years inside, months at its ends."""
    first, last = period_of(since), period_of(until)
    start = date.fromisoformat(first[0]) if first else date(FIRST_YEAR, 1, 1)
    end = date.fromisoformat(last[1]) if last else date(LAST_YEAR, 12, 31)
    start, end = max(start, date(FIRST_YEAR, 1, 1)), min(end, date(LAST_YEAR, 12, 31))
    months = range(start.year * 12 + start.month - 1, end.year * 12 + end.month)
    ends = {start.year, end.year} if first and last else {start.year} if first else {end.year}
    found = [_month(month) for month in months if month // 12 in ends]
    return ["anyday", *found, *(f"year{year}" for year in range(start.year, end.year + 1) if year not in ends)]
