"""Timelines: what happened to a person, a body, a place, in an incident or a story, in the order in which it happened."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Select, String, func, literal_column, select, text

from onrecord.errors import StoreError, UsageError
from onrecord.model import Act, EventStatus
from onrecord.rules.periods import period_of
from onrecord.store.asking import Asked, check_dates, ids_with, incidents, is_within, records_of
from onrecord.store.driver import ask
from onrecord.store.lists import LISTED, listed, one_of
from onrecord.store.named import has_words, named_entities, names_of, with_joined
from onrecord.store.parts import EVER, count_parts, newest_parts
from onrecord.store.query import Query, search, searchable
from onrecord.store.rows import TimelineRow, events_of, happening_rows, said_once, statement_rows, with_source
from onrecord.store.tables import DISPUTED, DOCUMENT, EVENT, INCIDENT, RESULT_PART, STATEMENT, STORY

WEIGHTY = (
    Act.ACCUSE, Act.DENY, Act.ADMIT, Act.PROMISE, Act.THREATEN, Act.DEMAND, Act.PROPOSE, Act.ACCEPT, Act.REJECT,
)  # fmt: skip
"""Acts by word of mouth that stand in a timeline unasked."""
HAPPENINGS = ("actual", "reported", "alleged", "denied", "planned", "threatened", "historical")
"""Statuses of an event that has a row of its own where no incident has it: not what is only called for, supposed or ruled out."""
SUBJECTS = ("entity", "incident", "story")
FOUND_BY_WORDS, FEW_BY_WORDS = 5_000, 100
"""Events that a search gives: all, or where not everything is looked through."""
PLACE_NAME = literal_column("json_extract(event.json, '$.place.name')", String)
"""As the index `event_place_name` has it."""
WHEN = ("date", "first_reported", "independent_reports")
IN_TIME = (
    select(INCIDENT.c.id, *(INCIDENT.c[name] for name in WHEN)).where(INCIDENT.c.id.in_(LISTED)).order_by(INCIDENT.c.id)
)
TAKEN = select(RESULT_PART.c.part).where(RESULT_PART.c.type == "incident", RESULT_PART.c.part.in_(LISTED)).distinct()
"""Those of these events that an incident has."""
DOINGS, SAYINGS = ("actor", "recipient"), ("source", "target")
LATE = timedelta(days=31)
"""How long after a happening it is still looked for in reports, where not all of them are looked through."""


@dataclass(frozen=True, slots=True)
class TimelineQuery:
    """Whose timeline, and which rows of it.

    `subject` is an id of an entity, an incident or a story, or a name of a person, a body or a place; `words` are a search
    instead of one or within one. `said` adds every statement by and about an entity to those that accuse, deny, promise and the
    like. A row with a date holds in `since` and `until` where a day of its date does.
    """

    subject: str | None = None
    words: str | None = None
    kind: str | None = None
    place: str | None = None
    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    reports: int = 1
    said: bool = False
    limit: int = 100
    start: int = 0
    """Rows that are passed over."""
    status: str | None = None
    """A standing of one of its events; what was only said has none."""
    act: str | None = None
    """Only what was said, and in this way."""
    disputed: bool = False
    most: int | None = None
    """How many of the newest events and statements are looked through; None for all."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Rows in the order of happening; `subject` in words; `left_out` is how many more there are after them.

    `is_cut` is true where only the newest events and statements were looked through.
    """

    subject: str
    entities: tuple[str, ...]
    rows: tuple[TimelineRow, ...]
    left_out: int
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a timeline is drawn from: incidents and events by id, and whose words belong in it."""

    label: str
    incidents: frozenset[str]
    events: frozenset[str]
    entities: frozenset[str] = frozenset()
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A row before it is made."""

    day: str | None
    source: str | None
    type: str
    record: dict[str, Any]
    also: tuple[dict[str, Any], ...] = ()
    """Of a statement, those of other reports in the same words by the same source."""


def make_timeline(connection: Connection, query: TimelineQuery) -> Timeline:
    """The timeline of a subject or a search. Raises UsageError for what cannot be asked, StoreError for a subject that is not stored."""
    _check(query)
    subject = _bounded(connection, _subject(connection, query), query.most)
    found: list[_Candidate] = []
    if query.act is None:
        is_whole = bool(query.kind or query.place or query.outlet or query.status or query.disputed)
        found = _incidents(connection, subject.incidents, is_whole=is_whole)
        found += _loose(connection, subject.events, is_whole=is_whole)
        found = [one for one in found if query.reports <= one.record.get("independent_reports", 1)]
        if is_whole:
            found = _standing(connection, [one for one in found if _fits(connection, one, query)], query)
    if subject.entities and query.reports < 2 and not (query.place or query.kind or query.status):
        found += _disputed(connection, _spoken(connection, subject.entities, query), query)
    found = _once([one for one in found if is_within(one.day, query.since, query.until)])
    found.sort(key=_order)
    shown = found[query.start : query.start + query.limit]
    left = max(0, len(found) - query.start - len(shown))
    return Timeline(subject.label, tuple(sorted(subject.entities)), _rows(connection, shown), left, subject.is_cut)


def _once(found: Sequence[_Candidate]) -> list[_Candidate]:
    """The same words by the same source in several reports as one candidate, so that no two pages have them."""
    records = {one.record["id"]: one.record for one in found if one.type == "statement"}
    groups = {said.statements[0]: said.statements[1:] for said in said_once(records.values())}
    return [
        replace(one, also=tuple(records[other] for other in others))
        if (others := groups.get(one.record["id"]))
        else one
        for one in found
        if one.type != "statement" or one.record["id"] in groups
    ]


def _bounded(connection: Connection, subject: _Subject, most: int | None) -> _Subject:
    """A subject with no more than so many incidents, those reported last."""
    if most is None or len(subject.incidents) <= most:
        return subject
    c = INCIDENT.c
    last = select(c.id).where(c.id.in_(one_of(subject.incidents))).order_by(c.first_reported.desc(), c.id).limit(most)
    return replace(subject, incidents=frozenset(connection.scalars(last)), is_cut=True)


def _standing(connection: Connection, found: list[_Candidate], query: TimelineQuery) -> list[_Candidate]:
    """Those of which an event has the standing that is asked for."""
    if query.status:
        events = {event for one in found for event in _events_of(one)}
        wanted = select(EVENT.c.id).where(EVENT.c.id.in_(one_of(events)), EVENT.c.status == query.status)
        so = set(connection.scalars(wanted))
        found = [one for one in found if not so.isdisjoint(_events_of(one))]
    return _disputed(connection, found, query)


def _disputed(connection: Connection, found: list[_Candidate], query: TimelineQuery) -> list[_Candidate]:
    if not query.disputed:
        return found
    parts = {part for one in found for part in (*_events_of(one), one.record["id"])}
    so = set(connection.scalars(select(DISPUTED.c.subject).where(DISPUTED.c.subject.in_(one_of(parts)))))
    return [one for one in found if not so.isdisjoint((*_events_of(one), one.record["id"]))]


def _events_of(one: _Candidate) -> list[str]:
    return one.record["events"] if one.type == "incident" else [one.record["id"]]


def _check(query: TimelineQuery) -> None:
    if not (query.subject or query.words):
        raise UsageError("a timeline of whom or what? give a name, an id, or words to search for")
    check_dates(since=query.since, until=query.until)
    for name, number in (("limit", query.limit), ("reports", query.reports)):
        if number < 1:
            raise UsageError(f"{name} must be at least 1")
    for name, value, allowed in (("status", query.status, EventStatus), ("act", query.act, Act)):
        if value is not None and value not in list(allowed):
            raise UsageError(f"unknown {name} {value!r}; one of: {', '.join(allowed)}")


# --- subjects -------------------------------------------------------------------------------------


def _subject(connection: Connection, query: TimelineQuery) -> _Subject:
    searched = _by_words(connection, query) if query.words else None
    if not query.subject:
        return searched or _Subject("", frozenset(), frozenset())
    kind, _, digits = query.subject.partition("-")
    is_id = kind in SUBJECTS and digits.isalnum() and len(digits) >= 6
    subject = _by_id(connection, kind, query) if is_id else _by_name(connection, query)
    if searched is None:
        return subject
    both = (subject.incidents & searched.incidents, subject.events & searched.events)
    return _Subject(f"{subject.label}: {searched.label}", *both, is_cut=subject.is_cut or searched.is_cut)


def _by_words(connection: Connection, query: TimelineQuery) -> _Subject:
    """What the stories that hold the words tell with them, as `find` does, and incidents that say them."""
    most = FOUND_BY_WORDS if query.most is None else FEW_BY_WORDS
    hits = search(connection, Query(words=query.words, kind="event", limit=most))
    events = frozenset(str(hit.record["id"]) for hit in hits)
    if query.most is not None:
        return _Subject(
            f"“{query.words}”", ids_with(connection, "incident", events), events, is_cut=len(events) == most
        )
    asked = Asked(words=query.words, reports=1, limit=most)
    told = frozenset(str(answer.record["id"]) for answer in incidents(connection, asked))
    return _Subject(f"“{query.words}”", told | ids_with(connection, "incident", events), events)


def _by_id(connection: Connection, kind: str, query: TimelineQuery) -> _Subject:
    identity = query.subject or ""
    if kind == "entity":
        name = names_of(connection, {identity}).get(identity, identity)
        return _of_entities(connection, name, with_joined(connection, {identity}), query)
    if kind == "incident":
        label = connection.scalar(select(INCIDENT.c.title).where(INCIDENT.c.id == identity)) or identity
        return _Subject(label, frozenset({identity}), frozenset())
    label = connection.scalar(select(STORY.c.title).where(STORY.c.id == identity)) or identity
    events = frozenset(connection.scalars(select(EVENT.c.id).where(EVENT.c.story == identity)))
    return _Subject(label, ids_with(connection, "incident", [identity, *events]), events)


def _by_name(connection: Connection, query: TimelineQuery) -> _Subject:
    """The entities and the places that are called so."""
    name = query.subject or ""
    entities = named_entities(connection, name)
    events = _events_at(connection, name, query.most)
    places = select(INCIDENT.c.id).where(INCIDENT.c.place.collate("NOCASE") == (searchable(name) or ""))
    told = set(connection.scalars(places.limit(query.most))) | ids_with(connection, "incident", events)
    if not entities and not events and not told and query.most is None:
        called = select(INCIDENT.c.place).where(has_words(INCIDENT.c.place, searchable(name) or "")).distinct()
        wanted = select(INCIDENT.c.id).where(INCIDENT.c.place.collate("NOCASE").in_(called))
        told = set(connection.scalars(wanted.limit(query.most)))
    if not entities and not events and not told:
        raise StoreError(f"{name}: nobody and no place is called so; onrecord find {name!r} looks for the words")
    own = _of_entities(connection, name, entities, query)
    label = names_of(connection, {min(entities)}).get(min(entities), name) if entities else name
    is_cut = own.is_cut or (query.most is not None and max(len(events), len(told)) >= query.most)
    return _Subject(label, own.incidents | told, own.events | events, entities, is_cut)


def _of_entities(connection: Connection, label: str, entities: frozenset[str], query: TimelineQuery) -> _Subject:
    """What they take part in; where that is more than is to be looked through, the newest of what was reported in the time asked for."""
    count = sum(count_parts(connection, entities, role) for role in DOINGS)
    if query.most is None or count <= query.most:
        events = frozenset(newest_parts(connection, entities, DOINGS, max(1, count)))
        return _Subject(label, ids_with(connection, "incident", [*entities, *events]), events, entities)
    newest = newest_parts(connection, sorted(entities), DOINGS, query.most, _reported_in(query))
    return _Subject(label, ids_with(connection, "incident", newest), frozenset(newest), entities, is_cut=True)


def _reported_in(query: TimelineQuery) -> tuple[str, str]:
    """When what happened in the time asked for is reported: from its first day to a month after its last."""
    first, last = period_of(query.since), period_of(query.until)
    until = (date.fromisoformat(last[1]) + LATE).isoformat() if last and last[1] < "9999-11" else EVER[1]
    return (first[0] if first else EVER[0]), until


def _events_at(connection: Connection, name: str, most: int | None) -> frozenset[str]:
    """Events at a place of this name; of more than so many, the last that were read."""
    wanted = select(EVENT.c.id).where(PLACE_NAME.collate("NOCASE") == (searchable(name) or ""))
    if most is not None:
        wanted = wanted.order_by(text("event.rowid DESC")).limit(most)
    return frozenset(connection.scalars(wanted))


# --- rows -----------------------------------------------------------------------------------------


def _incidents(connection: Connection, ids: frozenset[str], *, is_whole: bool) -> list[_Candidate]:
    """Incidents: their records, or of each only what places it in time."""
    if is_whole:
        return [_of_incident(record) for record in records_of(connection, "incident", ids)]
    rows = ask(connection, IN_TIME, listed=listed(ids))
    return [_of_incident(dict(zip(("id", *WHEN), row, strict=True))) for row in rows]


def _of_incident(record: dict[str, Any]) -> _Candidate:
    if record["date"] is not None:
        return _Candidate(record["date"], "incident", "incident", record)
    return _Candidate(record["first_reported"], "reported" if record["first_reported"] else None, "incident", record)


def _loose(connection: Connection, events: frozenset[str], *, is_whole: bool) -> list[_Candidate]:
    """Events that no incident has, once where two entities of the subject take part: their records, or their ids alone."""
    taken = {part for (part,) in ask(connection, TAKEN, listed=listed(events))}
    of_these = (EVENT.c.id.in_(one_of(events - taken)), EVENT.c.status.in_(HAPPENINGS))
    wanted = _with_day(EVENT, EVENT.c.date, *[EVENT.c.json] * is_whole).where(*of_these).order_by(EVENT.c.id)
    return [
        _Candidate(*_dated(row.date, row.day), "event", json.loads(row.json) if is_whole else {"id": row.id})
        for row in connection.execute(wanted)
    ]


def _dated(day: str | None, reported: str | None) -> tuple[str | None, str | None]:
    if day is not None and period_of(day):
        return day, "event"
    return (reported[:10], "reported") if reported else (None, None)


def _with_day(table: Any, *columns: Any) -> Select[Any]:
    day = func.coalesce(STORY.c.written_on, DOCUMENT.c.published).label("day")
    return (
        select(table.c.id, DOCUMENT.c.outlet, day, *columns)
        .join(STORY, STORY.c.id == table.c.story)
        .join(DOCUMENT, DOCUMENT.c.id == STORY.c.document)
    )


def _fits(connection: Connection, one: _Candidate, query: TimelineQuery) -> bool:
    record = one.record
    kind = record.get("kind") if one.type == "incident" else record["event_type"]
    if query.kind and query.kind.casefold() != (kind or "").casefold():
        return False
    place = record["place"] if one.type == "incident" else _place_words(record["place"])
    if query.place and query.place.casefold() not in (place or "").casefold():
        return False
    if not query.outlet:
        return True
    outlets = record["outlets"] if one.type == "incident" else _outlets(connection, record["story"])
    return any(query.outlet.casefold() in outlet.casefold() for outlet in outlets)


def _place_words(place: dict[str, Any] | None) -> str | None:
    return " ".join(filter(None, (place["name"], place["text"]))) if place else None


def _outlets(connection: Connection, story: str) -> list[str]:
    wanted = select(DOCUMENT.c.outlet).join(STORY, STORY.c.document == DOCUMENT.c.id).where(STORY.c.id == story)
    return [outlet for outlet in connection.scalars(wanted) if outlet]


def _spoken(connection: Connection, entities: frozenset[str], query: TimelineQuery) -> list[_Candidate]:
    """Statements by an entity and those that are aimed at it, each on the day it was reported."""
    most = query.most or max(1, sum(count_parts(connection, entities, role) for role in SAYINGS))
    newest = newest_parts(connection, sorted(entities), SAYINGS, most, _reported_in(query))
    asked = _with_day(STATEMENT, STATEMENT.c.json, STATEMENT.c.source_text, STATEMENT.c.source_name)
    asked = asked.where(STATEMENT.c.id.in_(one_of(newest)))
    if query.act:
        asked = asked.where(STATEMENT.c.act == query.act)
    elif not query.said:
        asked = asked.where(STATEMENT.c.act.in_([act.value for act in WEIGHTY]))
    if query.outlet:
        asked = asked.where(DOCUMENT.c.outlet.icontains(query.outlet, autoescape=True))
    found: dict[str, _Candidate] = {}
    for row in connection.execute(asked):
        said = with_source(row.json, row.source_text, row.source_name, row.outlet, row.day)
        found[row.id] = _Candidate(said["day"], "reported" if said["day"] else None, "statement", said)
    return [found[identity] for identity in sorted(found)]


def _in_full(connection: Connection, happened: Sequence[_Candidate]) -> dict[str, dict[str, Any]]:
    """The records of these incidents and events by id, looked up where a candidate has only what places it in time."""
    parts = [one for one in happened if "type" not in one.record]
    incidents, events = ([one.record["id"] for one in parts if one.type == kind] for kind in ("incident", "event"))
    found = (*records_of(connection, "incident", incidents), *events_of(connection, events))
    return {one.record["id"]: one.record for one in happened} | {record["id"]: record for record in found}


def _order(one: _Candidate) -> tuple[Any, ...]:
    """By the first day of the date, the less precise of one day first; what has no date of its own after what has, sayings last."""
    period = period_of(one.day)
    identity, is_said = str(one.record["id"]), one.type == "statement"
    if period is None:
        return True, "", False, 0, "", is_said, 0, identity
    precision = len(one.day or "") if period[0] == period[1] else -_days(period)
    spans = one.record.get("content", {}).get("spans")
    return (
        False,
        period[0],
        one.source == "reported",
        precision,
        one.day,
        is_said,
        spans[0][0] if spans else 0,
        identity,
    )


def _days(period: tuple[str, str]) -> int:
    return (date.fromisoformat(period[1]) - date.fromisoformat(period[0])).days


def _rows(connection: Connection, found: Sequence[_Candidate]) -> tuple[TimelineRow, ...]:
    """The rows of candidates; a statement that stands under a happening or was told by another outlet before has none of its own."""
    happened = [one for one in found if one.type != "statement"]
    spoken = [one for one in found if one.type == "statement"]
    whole = _in_full(connection, happened)
    made = zip(happening_rows(connection, [whole[one.record["id"]] for one in happened]), happened, strict=True)
    rows = [replace(row, date=one.day, date_from=one.source) for row, one in made]
    told = {identity for row in rows for said in row.said for identity in said.statements}
    left = [record for one in spoken for record in (one.record, *one.also) if record["id"] not in told]
    rows += [
        replace(row, date=row.first_reported, date_from="reported" if row.first_reported else None)
        for row in statement_rows(connection, left)
    ]
    place = {record["id"]: number for number, one in enumerate(found) for record in (one.record, *one.also)}
    return tuple(sorted(rows, key=lambda row: place[row.id]))
