"""Search: words and filters to statements, events and stories."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select, true

from onrecord.errors import UsageError
from onrecord.model import Act, EventStatus
from onrecord.store.joined import of_joined
from onrecord.store.tables import (
    DISPUTED,
    DOCUMENT,
    ENTITY_READING,
    EVENT,
    PARTICIPANT,
    STATEMENT,
    STORY,
    STORY_TEXT,
    plain_text,
)

ALLEGING = ("allege", "accuse", "claim")
KINDS = ("statement", "event", "story")
_TYPED = ("words", "who", "to_whom", "place", "outlet", "event_type")


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for; every filter that is given must hold. Names match parts of names, whatever their case.

    Who says or does something, and to whom, is also found by the other names of the same in other documents.
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


def search(connection: Connection, query: Query) -> Iterator[Hit]:
    """Hits of one kind after the other: statements, events, stories; each newest first."""
    validate(query)
    typed: dict[str, Any] = {name: searchable(getattr(query, name)) for name in _TYPED}
    query = replace(query, **typed)
    left = query.limit
    for kind, statement in _selects(query):
        for row in connection.execute(statement.limit(left)):
            left -= 1
            names, disputes = _names(connection, kind, row.id), _disputes(connection, row.id)
            yield Hit(json.loads(row.json), row.outlet, row.title, row.written_on, names, disputes)
        if left <= 0:
            return


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


def _selects(query: Query) -> Iterator[tuple[str, Select[Any]]]:
    of_statements = any((query.act,))
    of_events = any((query.event_type, query.status, query.place))
    if query.kind in (None, "statement") and not of_events:
        yield "statement", _statements(query)
    if query.kind in (None, "event") and not of_statements:
        yield "event", _events(query)
    if query.kind == "story" or (
        query.kind is None and query.words and not (of_statements or of_events or query.who or query.to_whom)
    ):
        yield "story", _stories(query)


def _base(table: Any, story: ColumnElement[Any]) -> Select[Any]:
    joined = table if table is STORY else table.join(STORY, STORY.c.id == story)
    return (
        select(table.c.id, table.c.json, DOCUMENT.c.outlet, STORY.c.title, STORY.c.written_on)
        .select_from(joined.join(DOCUMENT, DOCUMENT.c.id == STORY.c.document))
        .order_by(STORY.c.written_on.desc(), STORY.c.id, table.c.start)
    )


def _statements(query: Query) -> Select[Any]:
    c = STATEMENT.c
    found = _base(STATEMENT, c.story).where(*_common(query, c.story, STORY.c.written_on, c.id))
    if query.who:
        found = found.where(_is_who(query.who, c.source_entity, c.source_text, c.source_name))
    if query.to_whom:
        found = found.where(or_(_like(c.addressee, query.to_whom), _like(c.target, query.to_whom)))
    if query.act:
        found = found.where(c.act == query.act)
    if query.alleged_only:
        found = found.where(c.act.in_(ALLEGING))
    return found.where(_own_words(query, c.content, c.cue, c.source_text, c.source_name)) if query.words else found


def _events(query: Query) -> Select[Any]:
    c = EVENT.c
    found = _base(EVENT, c.story).where(*_common(query, c.story, func.coalesce(c.date, STORY.c.written_on), c.id))
    for role, name in (("actor", query.who), ("recipient", query.to_whom)):
        if name:
            found = found.where(exists().where(PARTICIPANT.c.event == c.id, PARTICIPANT.c.role == role,
                                               _is_who(name, PARTICIPANT.c.entity, PARTICIPANT.c.text, PARTICIPANT.c.name)))  # fmt: skip
    if query.event_type:
        found = found.where(c.event_type == query.event_type.upper())
    if query.status:
        found = found.where(c.status == query.status)
    if query.place:
        found = found.where(_like(c.place, query.place))
    if query.alleged_only:
        found = found.where(c.status == "alleged")
    if query.words:
        participant = exists().where(
            PARTICIPANT.c.event == c.id, or_(*(_like(PARTICIPANT.c.text, w) for w in query.words.split()))
        )
        found = found.where(or_(participant, *(_like(c.trigger_text, word) for word in query.words.split())))
    return found


def _stories(query: Query) -> Select[Any]:
    return _base(STORY, STORY.c.id).where(*_common(query, STORY.c.id, STORY.c.written_on, STORY.c.id))


def _common(
    query: Query, story: ColumnElement[Any], day: ColumnElement[Any], identity: ColumnElement[Any]
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.words:
        matching = select(STORY_TEXT.c.story).where(STORY_TEXT.c.text.op("MATCH")(full_text(query.words)))
        found.append(story.in_(matching))
    if query.outlet:
        found.append(_like(DOCUMENT.c.outlet, query.outlet))
    if query.since:
        found.append(func.substr(day, 1, 10) >= query.since)
    if query.until:
        found.append(func.substr(day, 1, len(query.until)) <= query.until)
    if query.disputed_only:
        found.append(exists().where(DISPUTED.c.subject == identity))
    return found


def full_text(words: str) -> str:
    """A user's words as an FTS5 query: each a quoted string, so that no syntax can be wrong; phrases in marks stay whole."""
    parts = re.findall(r'"([^"]*)"|(\S+)', words)
    tokens = [one or two for one, two in parts]
    quoted = [f'"{token.replace(chr(34), "")}"' for token in tokens if any(ch.isalnum() for ch in token)]
    return " AND ".join(quoted) or '""'


def _own_words(query: Query, *columns: ColumnElement[Any]) -> ColumnElement[bool]:
    words = [word for word in (query.words or "").replace('"', " ").split() if word]
    return and_(true(), *(or_(*(_like(column, word) for column in columns)) for word in words))


def _is_who(name: str, entity: ColumnElement[Any], *columns: ColumnElement[Any]) -> ColumnElement[bool]:
    """Named so here, or one across documents with an entity that is named so there."""
    return or_(*(_like(column, name) for column in columns), of_joined(entity, _like(ENTITY_READING.c.name, name)))


def _like(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    return column.icontains(name, autoescape=True)


def _names(connection: Connection, kind: str, identity: str) -> dict[str, str]:
    if kind == "event":
        rows = connection.execute(
            select(PARTICIPANT.c.entity, PARTICIPANT.c.name).where(PARTICIPANT.c.event == identity)
        )
    elif kind == "statement":
        rows = connection.execute(
            select(STATEMENT.c.source_entity, STATEMENT.c.source_name).where(STATEMENT.c.id == identity)
        )
    else:
        return {}
    return {entity: name for entity, name in rows if entity and name}


def _disputes(connection: Connection, identity: str) -> tuple[str, ...]:
    wanted = select(DISPUTED.c.dispute).where(DISPUTED.c.subject == identity)
    return tuple(connection.scalars(wanted.order_by(DISPUTED.c.dispute)))
