"""The rows of a timeline: what happened, how it stands, and what was said about it at the time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, func, select

from onrecord.store.asking import StoryNote, disputes_of, story_notes
from onrecord.store.driver import ask
from onrecord.store.lists import LISTED, listed
from onrecord.store.named import names_of
from onrecord.store.tables import DOCUMENT, EVENT, QUANTITY, STATEMENT, STORY

Found = dict[str, Any]
TOGETHER = 100
"""Rows for which all that they are made of is looked up at once."""
ROLES = "actors", "recipients"
EVENTS = select(EVENT.c.json).where(EVENT.c.id.in_(LISTED)).order_by(EVENT.c.id)
FIGURES = select(QUANTITY.c.id, QUANTITY.c.text).where(QUANTITY.c.id.in_(LISTED))
DAY = func.coalesce(STORY.c.written_on, DOCUMENT.c.published)
STATEMENTS = {
    column.name: select(STATEMENT.c.json, STATEMENT.c.source_text, STATEMENT.c.source_name, DOCUMENT.c.outlet, DAY)
    .join(STORY, STORY.c.id == STATEMENT.c.story)
    .join(DOCUMENT, DOCUMENT.c.id == STORY.c.document)
    .where(column.in_(LISTED))
    .order_by(STATEMENT.c.story, STATEMENT.c.start, STATEMENT.c.id)
    for column in (STATEMENT.c.id, STATEMENT.c.story)
}
"""By the name of the column that is asked for."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A status of what happened and according to whom: sources in words, empty where the reports themselves say it."""

    status: str
    by: tuple[str, ...]
    outlets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SaidAbout:
    """What was said about it: source and act, the words, on which day and in which outlets; the same words in several reports are one."""

    statements: tuple[str, ...]
    source: str | None
    act: str
    words: str
    said_on: str | None
    outlets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DisputedHere:
    """A dispute about it: what is disputed, and the answers."""

    id: str
    kind: str
    about: str
    state: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One thing that happened or was said: `type` is incident, event (one that no incident has) or statement.

    `date` is ISO 8601 with the precision that is known; `date_from` says whose it is: `incident`, `event`, `reported` (nothing tells
    the day it happened: this is the day it was reported), None where there is none. `what` is its title in words.
    """

    id: str
    type: str
    date: str | None
    date_from: str | None
    what: str
    kind: str | None
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    triggers: tuple[str, ...]
    place: str | None
    standing: tuple[Standing, ...]
    figures: tuple[str, ...]
    independent_reports: int
    first_reported: str | None
    outlets: tuple[str, ...]
    said: tuple[SaidAbout, ...]
    disputes: tuple[DisputedHere, ...]
    events: tuple[str, ...]
    stories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Around:
    """What the rows of some incidents and events are made of, looked up for all of them together: by id, but where it says otherwise."""

    events: dict[str, Found]
    notes: dict[str, StoryNote]
    names: dict[str, str]
    figures: dict[str, str]
    statements: dict[str, Found]
    """Those that the events stand in, and those that take sides in the disputes."""
    told_in: dict[str, list[Found]]
    """By story all its statements, in their order."""
    disputes: dict[str, list[Found]]
    """By incident or event those about it."""


def happening_rows(connection: Connection, records: Sequence[Found]) -> Iterator[TimelineRow]:
    """The rows of incidents, and of events that no incident has, without dates."""
    for start in range(0, len(records), TOGETHER):
        group = records[start : start + TOGETHER]
        around = _look_around(connection, group)
        yield from (
            _incident_row(record, around) if record["type"] == "incident" else _row(record, [record], [], around)
            for record in group
        )


def _look_around(connection: Connection, records: Sequence[Found]) -> _Around:
    incidents = [record for record in records if record["type"] == "incident"]
    ids = {event for incident in incidents for event in incident["events"]}
    events = {event["id"]: event for event in records if event["type"] == "event"}
    events |= {event["id"]: event for event in events_of(connection, sorted(ids - events.keys()))}
    told = {telling["story"] for incident in incidents for telling in incident["told"]}
    stories = told | {event["story"] for event in events.values()}
    parties = {p["entity"] for event in events.values() for role in ROLES for p in event[role] if p["entity"]}
    parties |= {entity for incident in incidents for role in ROLES for entity in incident[role]}
    about = [record if record["type"] == "incident" else _as_incident(record) for record in records]
    disputes = {one["id"]: found for one, found in zip(records, disputes_of(connection, about), strict=True)}
    linked = {event["statement"] for event in events.values() if event["statement"]} | {
        one for found in disputes.values() for one in _taking_sides(found)
    }
    told_in: dict[str, list[Found]] = {}
    for one in statements_with_source(connection, "story", sorted(stories)):
        told_in.setdefault(one["story"], []).append(one)
    statements = {one["id"]: one for found in told_in.values() for one in found}
    statements |= {
        one["id"]: one for one in statements_with_source(connection, "id", sorted(linked - statements.keys()))
    }
    quantities = {quantity for event in events.values() for quantity in event["quantities"]}
    return _Around(
        events,
        story_notes(connection, stories),
        names_of(connection, parties),
        dict(ask(connection, FIGURES, listed=listed(sorted(quantities)))),
        statements,
        told_in,
        disputes,
    )


def _taking_sides(disputes: Iterable[Found]) -> set[str]:
    return {identity for dispute in disputes for side in dispute["sides"] for identity in side["statements"]}


def _incident_row(incident: Found, around: _Around) -> TimelineRow:
    events = [around.events[one] for one in sorted(set(incident["events"])) if one in around.events]
    told = [(t["story"], *t["span"]) for t in incident["told"]]
    row = _row(incident, events, told, around)
    kind = incident["kind"]
    triggers = row.triggers or tuple(dict.fromkeys(telling["text"] for telling in incident["told"]))
    return replace(
        row,
        type="incident",
        what=incident["title"] or _happened(row.actors, kind, row.recipients, triggers),
        kind=kind or row.kind,
        actors=tuple(dict.fromkeys(around.names.get(one, one) for one in incident["actors"])) or row.actors,
        recipients=tuple(dict.fromkeys(around.names.get(one, one) for one in incident["recipients"])) or row.recipients,
        triggers=triggers,
        place=incident["place"] or row.place,
        independent_reports=incident["independent_reports"],
        first_reported=incident["first_reported"],
        outlets=tuple(incident["outlets"]),
        stories=tuple(incident["stories"]),
    )


def statement_rows(connection: Connection, statements: Sequence[Found]) -> Iterator[TimelineRow]:
    """Rows of statements, one for the same words by the same source in several reports, under the id of the first."""
    for said in said_once(statements_with_source(connection, "id", [one["id"] for one in statements])):
        first = next(one for one in statements if one["id"] == said.statements[0])
        yield TimelineRow(
            said.statements[0], "statement", None, None, f"{said.source or '[source not stated]'}: {said.words}", said.act,
            (said.source,) if said.source else (), (first["target"]["text"],) if first["target"] else (), (), None, (), (),
            1, said.said_on, said.outlets, (said,), (), (),
            tuple(dict.fromkeys(one["story"] for one in statements if one["id"] in said.statements)),
        )  # fmt: skip


def _row(record: Found, events: Sequence[Found], told: Sequence[tuple[str, int, int]], around: _Around) -> TimelineRow:
    stories = sorted({event["story"] for event in events} | {story for story, _, _ in told})
    notes = {story: around.notes[story] for story in stories if story in around.notes}
    days = [note.day for note in notes.values() if note.day]
    actors, recipients = (tuple(_parties(events, role, around.names)) for role in ROLES)
    triggers = tuple(dict.fromkeys(event["trigger"]["text"] for event in events))
    kinds = tuple(dict.fromkeys(_kind(event) for event in events))
    places = [event["place"]["name"] or event["place"]["text"] for event in events if event["place"]]
    disputes = around.disputes[record["id"]]
    return TimelineRow(
        record["id"], "event", None, None, _happened(actors, kinds[0] if kinds else None, recipients, triggers),
        kinds[0] if kinds else None, actors, recipients, triggers, places[0] if places else None,
        tuple(_standings(events, around)), tuple(_figures(events, around)), 1, min(days, default=None),
        tuple(sorted({note.outlet for note in notes.values() if note.outlet})),
        tuple(said_once(_about(events, told, disputes, around))),
        tuple(DisputedHere(d["id"], d["kind"], d["about"], d["state"], tuple(side["value"] for side in d["sides"])) for d in disputes),
        tuple(event["id"] for event in events), tuple(stories),
    )  # fmt: skip


def _as_incident(event: Found) -> Found:
    telling = {"story": event["story"], "event": event["id"], **event["trigger"]}
    return {"type": "incident", "id": None, "events": [event["id"]], "stories": [event["story"]], "told": [telling]}


def events_of(connection: Connection, ids: Sequence[str]) -> Iterator[Found]:
    """The events of these ids."""
    yield from (json.loads(row) for (row,) in ask(connection, EVENTS, listed=listed(ids)))


def _kind(event: Found) -> str:
    return "/".join(filter(None, (event["event_type"], event["mode"])))


def _parties(events: Iterable[Found], role: str, names: dict[str, str]) -> Iterator[str]:
    seen: set[str] = set()
    for event in events:
        for party in event[role]:
            words: str = names.get(party["entity"]) or party["text"]
            if words.casefold() not in seen:
                seen.add(words.casefold())
                yield words


def _happened(actors: Sequence[str], kind: str | None, recipients: Sequence[str], triggers: Sequence[str]) -> str:
    parts = [" and ".join(actors) or "?", kind or ", ".join(triggers)]
    return " → ".join([*parts, " and ".join(recipients)] if recipients else parts)


def _standings(events: Sequence[Found], around: _Around) -> Iterator[Standing]:
    by: dict[str, list[str]] = {}
    outlets: dict[str, set[str]] = {}
    for event in events:
        known = by.setdefault(event["status"], [])
        source = around.statements.get(event["statement"], {}).get("who")
        if source and event["status"] not in ("actual", "historical", "negated") and source not in known:
            known.append(source)
        outlet = around.notes[event["story"]].outlet if event["story"] in around.notes else None
        outlets.setdefault(event["status"], set()).update({outlet} if outlet else ())
    for status, known in by.items():
        yield Standing(status, tuple(known), tuple(sorted(outlets[status])))


def _figures(events: Sequence[Found], around: _Around) -> Iterator[str]:
    seen: dict[str, str] = {}
    for quantity in sorted({quantity for event in events for quantity in event["quantities"]} & around.figures.keys()):
        seen.setdefault(around.figures[quantity].casefold(), around.figures[quantity])
    yield from seen.values()


def _about(
    events: Sequence[Found], told: Sequence[tuple[str, int, int]], disputes: Sequence[Found], around: _Around
) -> list[Found]:
    """Statements that the events stand in, whose content holds the words of one or of a telling, or that take sides in a dispute."""
    linked = _taking_sides(disputes) | {event["statement"] for event in events if event["statement"]}
    spans = [*((event["story"], *event["trigger"]["span"]) for event in events), *told]
    found = {one: around.statements[one] for one in linked & around.statements.keys()}
    for story in {story for story, _, _ in spans}:
        own = [(start, end) for of, start, end in spans if of == story]
        for one in around.told_in.get(story, ()):
            if any(_holds(one, start, end) for start, end in own):
                found[one["id"]] = one
    return list(found.values())


def _holds(statement: Found, start: int, end: int) -> bool:
    return any(first <= start and end <= last for first, last in statement["content"]["spans"])


def statements_with_source(connection: Connection, column: str, values: Sequence[str]) -> Iterator[Found]:
    """Statements with the words of their source (`who`), their day and their outlet."""
    for row in ask(connection, STATEMENTS[column], listed=listed(set(values))):
        yield with_source(*row)


def with_source(packed: str, text: str | None, name: str | None, outlet: str | None, day: str | None) -> Found:
    """A statement as `statements_with_source` gives it."""
    found: Found = json.loads(packed)
    return found | {"who": _who(text, name), "day": (day or "")[:10] or None, "outlet": outlet}


def _who(words: str | None, name: str | None) -> str | None:
    """The words for a source, its name where they are a pronoun or a description without it."""
    if words is None or name is None or name.casefold() in words.casefold():
        return words
    return f"{name} (“{words}”)" if len(words.split()) > 1 and words.casefold() not in name.casefold() else name


def said_once(statements: Iterable[Found]) -> list[SaidAbout]:
    """Of what `statements_with_source` gives, in the order of saying; the same words by the same source, as copies have them, once."""
    ordered = sorted(
        statements, key=lambda one: (one["day"] is None, one["day"] or "", one["story"], _start(one), one["id"])
    )
    groups: dict[tuple[str, str, str], list[Found]] = {}
    for one in ordered:
        words = " … ".join(one["content"]["texts"])
        key = ((one["who"] or "").casefold(), one["act"], " ".join(words.casefold().split()))
        groups.setdefault(key, []).append(one)
    return [
        SaidAbout(
            tuple(one["id"] for one in group), group[0]["who"], group[0]["act"], " … ".join(group[0]["content"]["texts"]),
            group[0]["day"], tuple(dict.fromkeys(one["outlet"] for one in group if one["outlet"])),
        )
        for group in groups.values()
    ]  # fmt: skip


def _start(statement: Found) -> int:
    spans = statement["content"]["spans"]
    return int(spans[0][0]) if spans else 0
