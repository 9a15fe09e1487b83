"""Events and statements as a list shows them: how each stands and according to whom, in words that need nothing looked up."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from onrecord.store.asking import story_notes
from onrecord.store.lists import one_of
from onrecord.store.named import names_of
from onrecord.store.rows import statements_with_source
from onrecord.store.tables import DISPUTED, EVENT

Found = dict[str, Any]
MARKS = '“”"«»„'
SAID_BY = frozenset(
    {"reported", "alleged", "denied", "planned", "threatened", "called_for", "conditional", "historical", "negated"}
)
"""Statuses beside which the source of the statement stands."""


@dataclass(frozen=True, slots=True)
class Who:
    """A party: the words that stand there, and whose they are where that is known."""

    words: str
    entity: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class DeedRow:
    """An event in a list. `by` is according to whom: None where the report itself says it. `day` is that of the report."""

    id: str
    story: str
    day: str | None
    outlet: str | None
    event_type: str
    mode: str | None
    trigger: str
    actors: tuple[Who, ...]
    recipients: tuple[Who, ...]
    date: str | None
    date_words: str | None
    place: str | None
    status: str
    by: str | None
    statement: str | None
    disputes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SayingRow:
    """A statement in a list. `told_by` are those who say that it was said, from the outside in; empty where the report does."""

    id: str
    story: str
    day: str | None
    outlet: str | None
    source: Who | None
    act: str
    polarity: str
    certainty: str
    words: str
    is_quoted: bool
    has_marks: bool
    """True where the words have quotation marks of their own."""
    target: str | None
    told_by: tuple[str, ...]
    disputes: tuple[str, ...]


def doing_rows(connection: Connection, ids: Iterable[str]) -> tuple[DeedRow | SayingRow, ...]:
    """The rows of events and statements, in the order of their ids as given; what is not stored has none."""
    wanted = list(ids)
    events = {identity for identity in wanted if identity.startswith("event-")}
    disputes = _disputes(connection, wanted)
    found: dict[str, DeedRow | SayingRow] = {row.id: row for row in _deeds(connection, events, disputes)}
    found |= {row.id: row for row in _sayings(connection, set(wanted) - events, disputes)}
    return tuple(found[identity] for identity in wanted if identity in found)


def _disputes(connection: Connection, ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    wanted = select(DISPUTED).where(DISPUTED.c.subject.in_(one_of(ids))).order_by(DISPUTED.c.dispute)
    for row in connection.execute(wanted):
        found[row.subject] = (*found.get(row.subject, ()), row.dispute)
    return found


def _deeds(connection: Connection, ids: set[str], disputes: dict[str, tuple[str, ...]]) -> Iterator[DeedRow]:
    events = [json.loads(row) for row in connection.scalars(select(EVENT.c.json).where(EVENT.c.id.in_(one_of(ids))))]
    notes = story_notes(connection, {event["story"] for event in events})
    sources = {
        said["id"]: said["who"]
        for said in statements_with_source(connection, "id", [e["statement"] for e in events if e["statement"]])
    }
    names = names_of(connection, {party["entity"] for event in events for role in ("actors", "recipients") for party in event[role] if party["entity"]})  # fmt: skip
    for event in events:
        note, date, place = notes.get(event["story"]), event["date"] or {}, event["place"] or {}
        yield DeedRow(
            event["id"], event["story"], note.day if note else None, note.outlet if note else None, event["event_type"], event["mode"], event["trigger"]["text"],
            _parties(event["actors"], names), _parties(event["recipients"], names), date.get("value"), date.get("text"),
            place.get("name") or place.get("text"), event["status"],
            sources.get(event["statement"]) if event["status"] in SAID_BY else None, event["statement"], disputes.get(event["id"], ()),
        )  # fmt: skip


def _parties(found: Iterable[Found], names: dict[str, str]) -> tuple[Who, ...]:
    return tuple(Who(party["text"], party["entity"], names.get(party["entity"])) for party in found)


def _sayings(connection: Connection, ids: set[str], disputes: dict[str, tuple[str, ...]]) -> Iterator[SayingRow]:
    found = list(statements_with_source(connection, "id", sorted(ids)))
    names = names_of(connection, {said["source"]["entity"] for said in found if said["source"]["entity"]})
    for said in found:
        source = said["source"]
        words, content = (source.get("core") or source)["text"], " … ".join(said["content"]["texts"])
        yield SayingRow(
            said["id"], said["story"], said["day"], said["outlet"],
            Who(words, source["entity"], names.get(source["entity"])) if words else None, said["act"], said["polarity"], said["certainty"],
            content, said["quotation"] == "direct", any(mark in content for mark in MARKS), (said["target"] or {}).get("text"),
            tuple(one for one in said["chain"][:-1] if one != said["outlet"]) if said["within"] else (), disputes.get(said["id"], ()),
        )  # fmt: skip
