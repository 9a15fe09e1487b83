"""Events as the rows of a table: who did what to whom, how it stands and according to whom, when and where, and which report says it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from onrecord.store.accounts import EventNote, event_notes
from onrecord.store.lists import one_of
from onrecord.store.named import names_of
from onrecord.store.tables import DOCUMENT, EVENT, EVENT_PLACE, RESULT_PART, STORY


@dataclass(frozen=True, slots=True)
class Party:
    """Who takes part: the name of the entity, else the words; `entity` is its id, None where none is known."""

    entity: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Happening:
    """An event as one report has it.

    `source` is who says it, None where the report itself does; `day` is that of the event, or with `is_day_of_report` that of its
    story, and `day_words` what the story says of the day where that tells no date. `lat` and `lon` are None where no point is known.
    """

    id: str
    story: str
    event_type: str
    mode: str | None
    status: str
    source: str | None
    act: str | None
    trigger: str
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    day: str | None
    is_day_of_report: bool
    day_words: str | None
    place: str | None
    country: str | None
    lat: float | None
    lon: float | None
    outlet: str | None
    title: str | None
    incident: str | None
    disputes: tuple[str, ...]


def happenings(connection: Connection, events: Sequence[str]) -> Iterator[Happening]:
    """Events in this order."""
    wanted = one_of(events)
    rows = connection.execute(
        select(EVENT.c.id, EVENT.c.json, STORY.c.title, STORY.c.written_on, DOCUMENT.c.outlet, EVENT_PLACE.c.name, EVENT_PLACE.c.country,
               EVENT_PLACE.c.lat, EVENT_PLACE.c.lon)
        .join(STORY, STORY.c.id == EVENT.c.story)
        .join(DOCUMENT, DOCUMENT.c.id == STORY.c.document)
        .outerjoin(EVENT_PLACE, EVENT_PLACE.c.event == EVENT.c.id)
        .where(EVENT.c.id.in_(wanted))
    ).all()  # fmt: skip
    found = {row.id: (row, json.loads(row.json)) for row in rows}
    entities = {p["entity"] for _, event in found.values() for p in (*event["actors"], *event["recipients"])} - {None}
    names, notes = names_of(connection, entities), event_notes(connection, found)
    incidents, disputes = _results(connection, "incident", events), _results(connection, "dispute", events)
    for identity in events:
        if identity in found:
            row, event = found[identity]
            yield _happening(
                row, event, names, notes[identity], incidents.get(identity, ()), tuple(disputes.get(identity, ()))
            )


def _happening(
    row: Any, event: Any, names: dict[str, str], note: EventNote, incidents: Sequence[str], disputes: tuple[str, ...]
) -> Happening:
    date = event["date"] or {}
    day = dated(date.get("value"))
    return Happening(
        event["id"], event["story"], event["event_type"], event["mode"], event["status"], note.source, note.act, event["trigger"]["text"],
        _parties(event["actors"], names), _parties(event["recipients"], names), day or row.written_on,
        day is None and row.written_on is not None, None if day else date.get("text"), row.name, row.country, row.lat, row.lon, row.outlet, row.title,
        incidents[0] if incidents else None, disputes,
    )  # fmt: skip


def dated(value: str | None) -> str | None:
    """A date that can be put in order: one whose year is known."""
    return value if value and value[:4].isdecimal() and value[:4].isascii() else None


def _parties(found: Sequence[Any], names: dict[str, str]) -> tuple[Party, ...]:
    return tuple(Party(party["entity"], names.get(party["entity"]) or party["text"]) for party in found)


def _results(connection: Connection, kind: str, events: Sequence[str]) -> dict[str, list[str]]:
    """Records across documents that events are a part of, by event."""
    c = RESULT_PART.c
    found: dict[str, list[str]] = {}
    # Without an order: the index that has one would be read from end to end.
    wanted = select(c.part, c.result).where(c.part.in_(one_of(events)), c.type == kind)
    for row in sorted(connection.execute(wanted).all()):
        found.setdefault(row.part, []).append(row.result)
    return found
