"""Asking across documents: incidents, disputes and commitments by words and filters."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, or_, select

from onrecord.errors import UsageError
from onrecord.rules.periods import period_of
from onrecord.store.driver import ask
from onrecord.store.lists import LISTED, listed, one_of
from onrecord.store.named import has_words, named_entities, names_of, stands_in
from onrecord.store.query import is_date, searchable
from onrecord.store.tables import (
    COMMITMENT,
    COPY,
    DISPUTE,
    DOCUMENT,
    INCIDENT,
    PARTICIPANT,
    RESULT_PART,
    RESULTS,
    STATEMENT,
    STORY,
    result_parts,
)

DISPUTE_KINDS = ("figure", "denial", "date", "place", "spelling", "attribution")
COMMITMENT_KINDS = ("promise", "threat", "demand", "proposal", "agreement")
DISPUTE_STATES = ("open", "superseded")
COMMITMENT_STATES = ("open", "kept", "broken", "withdrawn", "unknown")
_PROSE = frozenset({"text", "title", "about", "value", "place", "source", "to", "kind"})
_PROSE_LISTS = frozenset({"texts", "sources"})


COPIED = select(COPY.c.story, func.min(COPY.c.of)).where(COPY.c.story.in_(LISTED)).group_by(COPY.c.story)
NOTED = (
    select(STORY.c.id, STORY.c.title, DOCUMENT.c.outlet, func.coalesce(STORY.c.written_on, DOCUMENT.c.published))
    .join(DOCUMENT, DOCUMENT.c.id == STORY.c.document)
    .where(STORY.c.id.in_(LISTED))
)
WITH_PARTS = select(RESULT_PART.c.result).where(RESULT_PART.c.type == bindparam("kind"), RESULT_PART.c.part.in_(LISTED))
RECORDS = {
    kind: select(table.c.json).where(table.c.id.in_(LISTED)).order_by(table.c.id) for kind, table in RESULTS.items()
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What to look for across documents; every filter that is given must hold.

    `words` must all stand, whole, in what the record says or in a name in it; `who` is a whole name or whole words of one, in any
    document. `kind` is a type of PLOVER or a kind of accident for incidents, else a kind of dispute or commitment. `since` and
    `until` are of the happening for incidents, of the first saying for the others; a date less precise than a day holds where a
    day of it does. `reports` is the least number of independent reports of an incident; `due_before` is a commitment's.
    """

    words: str | None = None
    who: str | None = None
    place: str | None = None
    kind: str | None = None
    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    reports: int = 2
    state: str | None = None
    due_before: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class StoryNote:
    """What a report needs to know of a story; `copy_of` is a story that it repeats."""

    outlet: str | None
    title: str | None
    day: str | None
    copy_of: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """A record across documents as it is stored, with the names of its entities by id and notes on its stories by id.

    A dispute's `incident` is filled in from what is stored now.
    """

    record: dict[str, Any]
    names: dict[str, str]
    stories: dict[str, StoryNote]


def incidents(connection: Connection, asked: Asked) -> Iterator[Answer]:
    """Incidents that fit, the last reported first."""
    _check(asked)
    c = INCIDENT.c
    found = select(c.id, c.json, func.coalesce(c.date, c.first_reported).label("day")).where(
        c.independent_reports >= asked.reports
    )
    if asked.kind:
        found = found.where(func.lower(c.kind) == asked.kind.lower())
    if asked.place:
        found = found.where(has_words(c.place, searchable(asked.place) or ""))
    if asked.who:
        found = found.where(c.id.in_(_of_parts("incident", _doings(named_entities(connection, asked.who)))))
    yield from _answers(connection, found.order_by(c.first_reported.desc(), c.id), asked)


def disputes(connection: Connection, asked: Asked) -> Iterator[Answer]:
    """Disputes that fit, the newest first."""
    _check(asked, DISPUTE_KINDS, DISPUTE_STATES)
    c = DISPUTE.c
    found = _of_kind_and_state(c, asked)
    if asked.who:
        found = found.where(
            or_(
                c.id.in_(_of_parts("dispute", _doings(named_entities(connection, asked.who)))),
                _names_source(c.json, asked.who),
                has_words(c.about, asked.who),
            )
        )
    yield from _answers(connection, found.order_by(c.first_said.desc(), c.id), asked)


def commitments(connection: Connection, asked: Asked) -> Iterator[Answer]:
    """Commitments that fit, the newest first; with `due_before` only those with a deadline, the earliest first."""
    _check(asked, COMMITMENT_KINDS, COMMITMENT_STATES)
    c = COMMITMENT.c
    found = _of_kind_and_state(c, asked)
    if asked.who:
        entities = sorted(named_entities(connection, asked.who))
        to = func.json_extract(c.json, "$.to")
        found = found.where(or_(c.by_entity.in_(entities), has_words(c.by_text, asked.who), has_words(to, asked.who)))
    order = [c.first_said.desc(), c.id]
    if asked.due_before:
        found, order = found.where(c.deadline.is_not(None)), [c.deadline.asc(), c.id]
    yield from _answers(connection, found.order_by(*order), asked)


def _of_kind_and_state(c: Any, asked: Asked) -> Select[Any]:
    found = select(c.id, c.json, c.first_said.label("day"))
    if asked.kind:
        found = found.where(c.kind == asked.kind.lower())
    return found.where(c.state == asked.state.lower()) if asked.state else found


def answer_for(connection: Connection, record: dict[str, Any]) -> Answer:
    """A record across documents with what is needed to show it."""
    record = with_incident(connection, record)
    parts = result_parts(record)
    names = names_of(connection, {part for part in parts if part.startswith("entity-")})
    return Answer(record, names, story_notes(connection, {part for part in parts if part.startswith("story-")}))


def with_incident(connection: Connection, record: dict[str, Any]) -> dict[str, Any]:
    """A record; a dispute with the incident that it is about, as far as that is stored now."""
    if record["type"] != "dispute" or record["incident"] is not None:
        return record
    return record | {"incident": incident_of(connection, record)}


def story_notes(connection: Connection, stories: Iterable[str]) -> dict[str, StoryNote]:
    """Outlet, title and day of stories, and what they copy."""
    wanted = listed(set(stories))
    copied = dict(ask(connection, COPIED, listed=wanted))
    return {
        story: StoryNote(outlet, title, (day or "")[:10] or None, copied.get(story))
        for story, title, outlet, day in ask(connection, NOTED, listed=wanted)
    }


@dataclass(frozen=True, slots=True)
class CopyNote:
    """A story of which another is a copy: `story` repeats `of`, `share` of its own words."""

    story: str
    of: str
    kind: str
    share: float
    source: StoryNote | None


def copy_notes(connection: Connection, stories: Iterable[str]) -> tuple[CopyNote, ...]:
    """What these stories are copies of, the longest share first."""
    copied = select(COPY).where(COPY.c.story.in_(one_of(stories))).order_by(COPY.c.share.desc(), COPY.c.id)
    rows = connection.execute(copied).all()
    notes = story_notes(connection, {row.of for row in rows})
    return tuple(CopyNote(row.story, row.of, row.kind, row.share, notes.get(row.of)) for row in rows)


def incident_of(connection: Connection, dispute: dict[str, Any]) -> str | None:
    """The incident that a dispute is about: the one with most of its events, else the only one whose words its own meet in a story."""
    own = set(_events_of(dispute))
    near = results_with(connection, "incident", own)
    if near:
        near.sort(
            key=lambda record: (-len(own & set(record["events"])), record["first_reported"] or "9999", record["id"])
        )
        return str(near[0]["id"])
    said = said_spans(dispute)
    stories = {story for story, _, _ in said}
    met = [record for record in results_with(connection, "incident", stories) if overlaps(record, said)]
    return str(met[0]["id"]) if len(met) == 1 else None


def disputes_of(connection: Connection, incident: dict[str, Any]) -> list[dict[str, Any]]:
    """The disputes about an incident, by id: those that share an event with it, and those that no event but their words tie to it."""
    own = set(incident["events"])
    return [
        record
        for record in results_with(connection, "dispute", [*incident["events"], *incident["stories"]])
        if own & set(_events_of(record))
        or (incident["id"] and incident["id"] == (record["incident"] or incident_of(connection, record)))
    ]


def _events_of(dispute: dict[str, Any]) -> list[str]:
    return [event for side in dispute["sides"] for event in side["events"]]


def results_with(connection: Connection, kind: str, parts: Iterable[str]) -> list[dict[str, Any]]:
    """The records of a type that are made of any of these parts, by id."""
    return records_of(connection, kind, ids_with(connection, kind, parts))


def ids_with(connection: Connection, kind: str, parts: Iterable[str]) -> frozenset[str]:
    """The ids of the records of a type that are made of any of these parts."""
    return frozenset(result for (result,) in ask(connection, WITH_PARTS, listed=listed(parts), kind=kind))


def records_of(connection: Connection, kind: str, ids: Iterable[str]) -> list[dict[str, Any]]:
    """The records of these ids, by id."""
    return [json.loads(row) for (row,) in ask(connection, RECORDS[kind], listed=listed(ids))]


def said_spans(dispute: dict[str, Any]) -> list[tuple[str, int, int]]:
    """Where the sides' words stand: story, start, end."""
    return [(said["story"], *said["span"]) for side in dispute["sides"] for said in side["said"]]


def overlaps(incident: dict[str, Any], said: Sequence[tuple[str, int, int]]) -> bool:
    """True where the words of an incident meet these in one story."""
    told = [(telling["story"], *telling["span"]) for telling in incident["told"]]
    return any(one[0] == two[0] and one[1] < two[2] and two[1] < one[2] for one in told for two in said)


def is_within(day: str | None, since: str | None, until: str | None) -> bool:
    """True where a day of a date is between the two; what has no date is in no span."""
    if since is None and until is None:
        return True
    period, first, last = period_of(day), period_of(since), period_of(until)
    if period is None:
        return False
    return (first is None or period[1] >= first[0]) and (last is None or period[0] <= last[1])


def check_dates(**dates: str | None) -> None:
    """Raise UsageError for what is no year, month or day."""
    for name, value in dates.items():
        if value is not None and not is_date(value):
            raise UsageError(f"{name.replace('_', '-')} must be an ISO date such as 2026-03-03, not {value!r}")


def _check(asked: Asked, kinds: Sequence[str] = (), states: Sequence[str] = ()) -> None:
    check_dates(since=asked.since, until=asked.until, due_before=asked.due_before)
    for name, value, allowed in (("kind", asked.kind, kinds), ("state", asked.state, states)):
        if value is not None and allowed and value.lower() not in allowed:
            raise UsageError(f"unknown {name} {value!r}; one of: {', '.join(allowed)}")
    for name, number in (("limit", asked.limit), ("reports", asked.reports)):
        if number < 1:
            raise UsageError(f"{name} must be at least 1")


def _answers(connection: Connection, wanted: Select[Any], asked: Asked) -> Iterator[Answer]:
    left = asked.limit
    words = (searchable(asked.words) or "").replace('"', " ").split()
    for row in connection.execute(wanted.execution_options(yield_per=500)):
        if not is_within(row.day, asked.since, asked.until):
            continue
        record = json.loads(row.json)
        if not _is_due(record, asked.due_before) or not _is_published(record, asked.outlet):
            continue
        if words and not _holds(connection, record, words):
            continue
        yield answer_for(connection, record)
        left -= 1
        if left == 0:
            return


def _is_due(record: dict[str, Any], before: str | None) -> bool:
    if before is None:
        return True
    last, due = period_of(before), period_of((record["deadline"] or {}).get("value"))
    return last is not None and due is not None and due[1] < last[0]


def _is_published(record: dict[str, Any], outlet: str | None) -> bool:
    if not outlet:
        return True
    outlets = set(record.get("outlets", ()))
    outlets |= {name for side in record.get("sides", ()) for name in side["outlets"]}
    outlets |= {said["outlet"] for said in record.get("said", ()) if said["outlet"]}
    return any(outlet.casefold() in name.casefold() for name in outlets)


def _holds(connection: Connection, record: dict[str, Any], words: Sequence[str]) -> bool:
    """True where every word stands in what the record says, or in a name of an entity in it."""
    text = " \n ".join(_prose(record))
    missing = [word for word in words if not stands_in(word, text)]
    if not missing:
        return True
    names = " \n ".join(names_of(connection, {p for p in result_parts(record) if p.startswith("entity-")}).values())
    return all(stands_in(word, names) for word in missing)


def _prose(found: Any, name: str = "") -> Iterator[str]:
    if isinstance(found, dict):
        for key, value in found.items():
            if key not in ("origin", "reasons"):
                yield from _prose(value, key)
    elif isinstance(found, list):
        for value in found:
            yield from [value] if isinstance(value, str) and name in _PROSE_LISTS else _prose(value)
    elif isinstance(found, str) and name in _PROSE:
        yield found


def _doings(entities: frozenset[str]) -> Select[Any]:
    """Entities with their events and statements, as parts of results."""
    wanted = one_of(entities)
    events = select(PARTICIPANT.c.event).where(PARTICIPANT.c.entity.in_(wanted))
    said = select(STATEMENT.c.id).where(STATEMENT.c.source_entity.in_(wanted))
    parts = wanted.union(events, said).subquery()
    return select(parts.c[0])


def _names_source(packed: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """True where a side of a dispute is said by somebody of this name."""
    node = func.json_tree(packed, "$.sides").table_valued("key", "value", "type", "path", name="node")
    is_source = or_(node.c.key == "source", node.c.path.like("%.sources"))
    return select(node.c.key).where(node.c.type == "text", is_source, has_words(node.c.value, name)).exists()


def _of_parts(kind: str, parts: Select[Any]) -> Select[Any]:
    return select(RESULT_PART.c.result).where(RESULT_PART.c.type == kind, RESULT_PART.c.part.in_(parts))
