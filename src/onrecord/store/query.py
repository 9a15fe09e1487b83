"""Search: words and filters to statements, events and stories."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Connection, Integer, Select, Table, bindparam, select

from onrecord.errors import UsageError
from onrecord.model import Act, EventStatus
from onrecord.store.dialects import matches
from onrecord.store.driver import ask
from onrecord.store.lists import LISTED, listed
from onrecord.store.matching import full_text, in_columns, marked, named, others_of, phrase
from onrecord.store.numbers import kind_of, numbers_between
from onrecord.store.tables import (
    DISPUTED_NUMBER,
    DOCUMENT,
    EVENT,
    PARTICIPANT,
    RECORD_TEXT,
    RESULT_PART,
    STATEMENT,
    STORY,
    STORY_TEXT,
    plain_text,
)

KINDS = ("statement", "event", "story")
TABLES = {"statement": STATEMENT, "event": EVENT, "story": STORY}
GROUP = 500
"""Hits whose names are looked up at once."""
_TYPED = ("words", "who", "to_whom", "place", "outlet", "event_type")


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for; every filter that is given must hold, whatever the case and the accents of letters.

    `words` must all stand in what a hit itself says: a statement's words, source and cue, an event's trigger, parties and place, a story's
    text. `who`, `to_whom`, `place` and `outlet` are whole words of a name that stand together: Lund is in Tove Lund, not in Lundgren.
    Of each the last word may end in a `*` after three letters: `Lund*` is both. Who says or does something, and to whom it is done, is also
    found by the other names of the same in other documents, and by its id. An event is at its own date, else at its story's; a date
    less precise than a day counts as its first day.
    """

    words: str | None = None
    kind: str | None = None
    who: str | None = None
    to_whom: str | None = None
    event_type: str | None = None
    act: str | None = None
    status: str | None = None
    place: str | None = None
    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    alleged_only: bool = False
    disputed_only: bool = False
    limit: int = 50
    after: int | None = None
    """The number of a hit: only what comes behind it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its JSON object, and what is needed to show it."""

    record: dict[str, Any]
    outlet: str | None
    title: str | None
    written_on: str | None
    names: dict[str, str]
    """Names of the entities that the object mentions, by id."""
    disputes: tuple[str, ...] = ()
    """Ids of the disputes that it is a side of."""
    number: int = 0
    """Its place in the order of search: `Query.after` goes on behind it."""


def search(connection: Connection, query: Query) -> Iterator[Hit]:
    """Hits of one kind after the other: statements, events, stories; each newest first, those of a story in the order of its text."""
    cleaned = clean(query)
    if cleaned is None:
        return
    left = query.limit
    for kind in kinds_of(cleaned):
        found = numbers(connection, cleaned, kind, left)
        yield from hits_of(connection, kind, found)
        left -= len(found)
        if left <= 0:
            return


def clean(query: Query) -> Query | None:
    """A question as a database can compare it; None where a filter has nothing that could be found. Raises UsageError for what cannot be."""
    validate(query)
    typed: dict[str, Any] = {name: searchable(getattr(query, name)) for name in _TYPED}
    given = [name for name in _TYPED if getattr(query, name)]
    if any(typed[name] is None or not any(map(str.isalnum, typed[name])) for name in given):
        return None
    return replace(query, **typed)


def validate(query: Query) -> None:
    """Raise UsageError for a filter that cannot be."""
    for name, value, allowed in (
        ("act", query.act, [a.value for a in Act]),
        ("status", query.status, [s.value for s in EventStatus]),
    ):
        if value is not None and value not in allowed:
            raise UsageError(f"unknown {name} {value!r}; one of: {', '.join(allowed)}")
    if query.kind is not None and query.kind not in KINDS:
        raise UsageError(f"unknown kind {query.kind!r}; one of: {', '.join(KINDS)}")
    for name, value in (("since", query.since), ("until", query.until)):
        if value is not None and not is_date(value):
            raise UsageError(f"{name} must be an ISO date such as 2026-03-03, not {value!r}")
    if query.limit < 1:
        raise UsageError("limit must be at least 1")


def is_date(value: str) -> bool:
    """True for a year, a month or a day that the calendar has."""
    try:
        date.fromisoformat(f"{value}{'-01-01'[len(value) - 4 :] if len(value) in (4, 7) else ''}")
    except ValueError:
        return False
    return len(value) in (4, 7, 10)


def searchable(words: str | None) -> str | None:
    """Words that a database can compare: a NUL ends a string in C, and UTF-8 cannot hold a lone surrogate."""
    return plain_text(words.replace("\0", " ").strip()) or None if words else None


def kinds_of(query: Query) -> Iterator[str]:
    """The kinds that can hold what is asked, those that a page before this one was through with left out."""
    of_statements = bool(query.act)
    of_events = any((query.event_type, query.status, query.place))
    of_either = any((query.who, query.to_whom, query.alleged_only))
    is_possible = {
        "statement": not of_events,
        "event": not of_statements,
        "story": not (of_statements or of_events or of_either) and (query.kind == "story" or bool(query.words)),
    }
    last = kind_of(query.after) if query.after is not None else None
    behind = KINDS.index(last) if last in KINDS else 0
    yield from (kind for kind in KINDS[behind:] if is_possible[kind] and query.kind in (None, kind))


def numbers(connection: Connection, query: Query, kind: str, most: int) -> list[int]:
    """The numbers of the first records of a kind that fit, newest first."""
    asked = asked_of(connection, query, kind)
    after = query.after if query.after is not None and kind_of(query.after) == kind else None
    least, greatest = numbers_between(kind, query.since, query.until, after)
    wanted = _numbers(kind, is_asked=bool(asked), is_disputed=query.disputed_only)
    given = {"asked": asked} if asked else {}
    return [number for (number,) in ask(connection, wanted, least=least, greatest=greatest, most=most, **given)]


def matching(connection: Connection, query: Query, kind: str) -> tuple[Select[Any], dict[str, Any]]:
    """A question for the numbers of all records of a kind that fit, and the values of its parameters; `query` is a cleaned one."""
    asked = asked_of(connection, query, kind)
    least, greatest = numbers_between(kind, query.since, query.until, None)
    given = {"asked": asked} if asked else {}
    return _numbers(kind, is_asked=bool(asked), is_disputed=query.disputed_only), {
        "least": least, "greatest": greatest, "most": -1, **given,
    }  # fmt: skip


@cache
def _numbers(kind: str, *, is_asked: bool, is_disputed: bool) -> Select[Any]:
    table, index = (STORY, STORY_TEXT) if kind == "story" else (TABLES[kind], RECORD_TEXT)
    disputed = DISPUTED_NUMBER.c.number
    if is_asked:
        number = index.c.rowid
        found = select(number).where(matches(index.c[index.name], bindparam("asked")))
        found = found.where(select(disputed).where(disputed == number).exists()) if is_disputed else found
    else:
        number = disputed if is_disputed else table.c.number
        found = select(number)
    between = number.between(bindparam("least"), bindparam("greatest"))
    return found.where(between).order_by(number.desc()).limit(bindparam("most", type_=Integer))


def hits_of(connection: Connection, kind: str, found: Sequence[int]) -> Iterator[Hit]:
    """What is shown of the records of these numbers, in their order."""
    for start in range(0, len(found), GROUP):
        rows = ask(connection, ROWS[kind], listed=listed(found[start : start + GROUP]))
        ids = listed(row[0] for row in rows)
        names: dict[str, dict[str, str]] = {}
        for identity, entity, name in ask(connection, NAMES[kind], listed=ids) if kind in NAMES else ():
            names.setdefault(identity, {})[entity] = name
        disputes: dict[str, list[str]] = {}
        for part, of, result in sorted(ask(connection, PARTS, listed=ids)):
            if of == "dispute":
                disputes.setdefault(part, []).append(result)
        for identity, number, packed, outlet, title, day in rows:
            own = names.get(identity, {}), tuple(disputes.get(identity, ()))
            yield Hit(json.loads(packed), outlet, title, day, *own, number)


def _rows_of(table: Table) -> Select[Any]:
    rows = table if table is STORY else table.join(STORY, STORY.c.id == table.c.story)
    return (
        select(table.c.id, table.c.number, table.c.json, DOCUMENT.c.outlet, STORY.c.title, STORY.c.written_on)
        .select_from(rows.join(DOCUMENT, DOCUMENT.c.id == STORY.c.document))
        .where(table.c.number.in_(LISTED))
        .order_by(table.c.number.desc())
    )


ROWS = {kind: _rows_of(table) for kind, table in TABLES.items()}
NAMES = {
    "statement": select(STATEMENT.c.id, STATEMENT.c.source_entity, STATEMENT.c.source_name).where(
        STATEMENT.c.id.in_(LISTED), STATEMENT.c.source_name.is_not(None)
    ),
    "event": select(PARTICIPANT.c.event, PARTICIPANT.c.entity, PARTICIPANT.c.name).where(
        PARTICIPANT.c.event.in_(LISTED), PARTICIPANT.c.name.is_not(None)
    ),
}
PARTS = select(RESULT_PART.c.part, RESULT_PART.c.type, RESULT_PART.c.result).where(RESULT_PART.c.part.in_(LISTED))


def asked_of(connection: Connection, query: Query, kind: str) -> str:
    """What is asked of the index; empty where nothing is."""
    if kind == "story":
        parts = [("title text", full_text(query.words))] if query.words else []
    else:
        parts = list(_parts(connection, query, kind))
    if query.outlet:
        parts.append(("outlet", phrase(query.outlet)))
    marks = list(_marks(query, kind))
    return " AND ".join([in_columns(columns, asked) for columns, asked in parts] + ([marked(*marks)] if marks else []))


def _parts(connection: Connection, query: Query, kind: str) -> Iterator[tuple[str, str]]:
    if query.words:
        yield "said who whom place", full_text(query.words)
    if query.who:
        yield "who", named(query.who, others_of(connection, query.who))
    if query.to_whom:
        yield "whom", named(query.to_whom, others_of(connection, query.to_whom) if kind == "event" else ())
    if query.place:
        yield "place", phrase(query.place)


def _marks(query: Query, kind: str) -> Iterator[str]:
    if query.act:
        yield f"act{query.act}"
    if query.event_type:
        yield f"type{query.event_type}"
    if query.status:
        yield f"status{query.status}"
    if query.alleged_only:
        yield "alleging"
