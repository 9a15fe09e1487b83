"""Asking across documents: incidents, disputes and commitments by words and filters."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, bindparam, func, select

from onrecord.errors import UsageError
from onrecord.rules.periods import period_of
from onrecord.store.dialects import matches
from onrecord.store.driver import ask
from onrecord.store.lists import LISTED, listed, one_of
from onrecord.store.matching import NOTHING, full_text, in_columns, named, phrase
from onrecord.store.named import named_entities, names_of
from onrecord.store.query import is_date, searchable
from onrecord.store.results import MOST_MARKED_REPORTS, mark, marks_between, number_range
from onrecord.store.tables import (
    COMMITMENT,
    COPY,
    DISPUTE,
    DOCUMENT,
    INCIDENT,
    RESULT_PART,
    RESULT_TEXT,
    RESULTS,
    STORY,
    result_parts,
)

DISPUTE_KINDS = ("figure", "denial", "date", "place", "spelling", "attribution")
COMMITMENT_KINDS = ("promise", "threat", "demand", "proposal", "agreement")
DISPUTE_STATES = ("open", "superseded")
COMMITMENT_STATES = ("open", "kept", "broken", "withdrawn", "unknown")
TOGETHER = 50
"""Records whose names and stories are looked up at once."""


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
    after: int | None = None
    """The number of a record: only what comes behind it, in the order of numbers, commitments that are due too."""


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
    number: int = 0
    """Its place in the order of asking: `Asked.after` goes on behind it."""


def incidents(connection: Connection, asked: Asked) -> Iterator[Answer]:
    """Incidents that fit, the last reported first."""
    _check(asked)
    parts = _shared_parts(asked)
    if asked.kind:
        parts.append(in_columns("marks", f'"{mark("kind", asked.kind)}"'))
    if asked.reports > 1:
        parts.append(in_columns("marks", f"reports{min(asked.reports, MOST_MARKED_REPORTS)}"))
    if asked.place:
        parts.append(in_columns("place", phrase(searchable(asked.place) or "") or NOTHING))
    if asked.who:
        parts.append(in_columns("who", _any_of(named_entities(connection, asked.who))))
    c = INCIDENT.c
    found = _numbered(INCIDENT, "incident", parts, func.coalesce(c.date, c.first_reported), asked.after)
    yield from _answers(connection, found.where(c.independent_reports >= asked.reports), asked)


def disputes(connection: Connection, asked: Asked) -> Iterator[Answer]:
    """Disputes that fit, the newest first."""
    _check(asked, DISPUTE_KINDS, DISPUTE_STATES)
    parts = _shared_parts(asked) + _of_kind_and_state(asked)
    if asked.who:
        parts.append(in_columns("who", named(searchable(asked.who) or "", named_entities(connection, asked.who))))
    yield from _answers(connection, _numbered(DISPUTE, "dispute", parts, DISPUTE.c.first_said, asked.after), asked)


def commitments(connection: Connection, asked: Asked) -> Iterator[Answer]:
    """Commitments that fit, the newest first; with `due_before` only those with a deadline, the earliest first."""
    _check(asked, COMMITMENT_KINDS, COMMITMENT_STATES)
    c = COMMITMENT.c
    parts = _shared_parts(asked) + _of_kind_and_state(asked)
    if asked.who:
        parts.append(in_columns("who", named(searchable(asked.who) or "", named_entities(connection, asked.who))))
    if not asked.due_before or asked.after is not None:
        wanted = _numbered(COMMITMENT, "commitment", parts, c.first_said, asked.after).add_columns(c.deadline)
        yield from _answers(connection, wanted, asked)
        return
    found = select(c.id, c.json, c.first_said.label("day"), c.number, c.deadline).where(c.deadline.is_not(None))
    if parts:
        index = RESULT_TEXT.c
        found = found.where(c.number.in_(select(index.rowid).where(matches(index.result_text, " AND ".join(parts)))))
    yield from _answers(connection, found.order_by(c.deadline.asc(), c.id), asked)


def _shared_parts(asked: Asked) -> list[str]:
    """What every kind of record is asked in the index."""
    parts = []
    if asked.words:
        parts.append(in_columns("said", full_text(searchable(asked.words) or "")))
    if asked.outlet:
        parts.append(in_columns("outlet", phrase(searchable(asked.outlet) or "") or NOTHING))
    if asked.since or asked.until:
        parts.append(in_columns("marks", " OR ".join(marks_between(asked.since, asked.until))))
    return parts


def _of_kind_and_state(asked: Asked) -> list[str]:
    given = (("kind", asked.kind), ("state", asked.state))
    return [in_columns("marks", f'"{mark(name, value)}"') for name, value in given if value]


def _any_of(entities: Iterable[str]) -> str:
    return " OR ".join(f'"{one.removeprefix("entity-")}"' for one in sorted(entities)) or NOTHING


def _numbered(table: Table, kind: str, parts: Sequence[str], day: ColumnElement[Any], after: int | None) -> Select[Any]:
    """The records of a kind that the index has for this, in its order; those behind a number."""
    index = RESULT_TEXT.c
    number = index.rowid if parts else table.c.number
    least, most = number_range(kind)
    most = most if after is None else min(most, after - 1)
    found = select(table.c.id, table.c.json, day.label("day"), table.c.number).where(number.between(least, most))
    if parts:
        joined = RESULT_TEXT.join(table, table.c.number == index.rowid)
        found = found.select_from(joined).where(matches(index.result_text, " AND ".join(parts)))
    return found.order_by(number.desc())


def answer_for(connection: Connection, record: dict[str, Any]) -> Answer:
    """A record across documents with what is needed to show it."""
    (answer,) = answers_for(connection, [record])
    return answer


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


def disputes_of(connection: Connection, incidents: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The disputes about each of these incidents, by id: those that share an event with it, and those that no event but their words tie to it."""
    parts = [{*incident["events"], *incident["stories"]} for incident in incidents]
    near = [
        (record, result_parts(record)) for record in results_with(connection, "dispute", sorted(set().union(*parts)))
    ]

    @cache
    def is_about(number: int) -> str | None:
        record, _ = near[number]
        return record["incident"] or incident_of(connection, record)

    return [
        [
            record
            for number, (record, about) in enumerate(near)
            if not own.isdisjoint(about)
            and (
                not set(incident["events"]).isdisjoint(_events_of(record))
                or (incident["id"] and incident["id"] == is_about(number))
            )
        ]
        for incident, own in zip(incidents, parts, strict=True)
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
    found: list[dict[str, Any]] = []
    numbers: list[int] = []
    for row in connection.execute(wanted.execution_options(yield_per=500)):
        if is_within(row.day, asked.since, asked.until) and _is_due(row, asked.due_before):
            found.append(json.loads(row.json))
            numbers.append(row.number)
        if len(found) == asked.limit:
            break
    for start in range(0, len(found), TOGETHER):
        group = answers_for(connection, found[start : start + TOGETHER])
        yield from (replace(one, number=number) for one, number in zip(group, numbers[start:], strict=False))


def answers_for(connection: Connection, records: Sequence[dict[str, Any]]) -> Iterator[Answer]:
    """Records across documents with what is needed to show them, looked up together."""
    whole = [with_incident(connection, record) for record in records]
    parts = [result_parts(record) for record in whole]
    every = set().union(*parts) if parts else set()
    names = names_of(connection, {part for part in every if part.startswith("entity-")})
    notes = story_notes(connection, {part for part in every if part.startswith("story-")})
    for record, own in zip(whole, parts, strict=True):
        yield Answer(
            record,
            {part: names[part] for part in names.keys() & own},
            {part: notes[part] for part in notes.keys() & own},
        )


def _is_due(row: Any, before: str | None) -> bool:
    if before is None:
        return True
    last, due = period_of(before), period_of(getattr(row, "deadline", None))
    return last is not None and due is not None and due[1] < last[0]


def _of_parts(kind: str, parts: Select[Any]) -> Select[Any]:
    return select(RESULT_PART.c.result).where(RESULT_PART.c.type == kind, RESULT_PART.c.part.in_(parts))
