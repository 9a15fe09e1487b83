"""Where events happened, and who acts on whom: the newest events that fit a search, from the tables that are kept for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, func, or_, select

from onrecord.errors import UsageError
from onrecord.model import Event, EventStatus, Record
from onrecord.store.asking import check_dates
from onrecord.store.dialects import matches
from onrecord.store.happenings import dated
from onrecord.store.lists import one_of
from onrecord.store.matching import full_text, in_columns
from onrecord.store.named import named_entities, names_of
from onrecord.store.query import Query, searchable
from onrecord.store.tables import (
    DISPUTED,
    ENTITY_READING,
    EVENT,
    EVENT_PAIR,
    EVENT_PLACE,
    PARTICIPANT,
    RECORD_TEXT,
    RESULT_PART,
    SAME_ENTITY,
    Row,
    storable,
)

MOST_PARTIES = 10
"""Actors and recipients of one event that are looked at, as in the migration that made the tables."""
MOST_LOST = 1000
"""Events without a point that are counted by place."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An event and the point of its place. `incident` is the happening that it is a report of, None where no incident has it."""

    event: str
    status: str
    event_type: str
    name: str
    lat: float
    lon: float
    incident: str | None

    @property
    def happening(self) -> str:
        """What counts once however many reports have it."""
        return self.incident or self.event


@dataclass(frozen=True, slots=True)
class Mapped:
    """Events with a point, the newest first; `has_more` where more fit. `lost` are names of places without a point and how many events each has."""

    placed: tuple[Placed, ...]
    has_more: bool
    lost: tuple[tuple[str, int], ...]
    has_more_lost: bool


@dataclass(frozen=True, slots=True)
class Node:
    """Somebody who acts or is acted on; `weight` is how many happenings. `members` are the ids that are one with it across documents."""

    id: str
    name: str
    kind: str | None
    country: str | None
    sector: str | None
    weight: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """Acts of one type and standing between two nodes; `is_mutual` where they do it with each other. An incident counts once in `count`, each report in `events`."""

    actor: str
    recipient: str
    is_mutual: bool
    event_type: str
    quad: int
    status: str
    count: int
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Acting:
    """The heaviest nodes and the edges between them, heaviest first, and how many of either are left out; `has_more` where more events fit than were looked at."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    nodes_left_out: int
    edges_left_out: int
    has_more: bool


# --- writing --------------------------------------------------------------------------------------


def acting_rows(record: Record) -> Iterator[tuple[Table, Row]]:
    """The rows of a record's events in the tables of places and pairs."""
    places = {place.id: place for place in record.places}
    days = {story.id: story.written_on.value if story.written_on else None for story in record.stories}
    for event in record.events:
        day = dated(event.date.value if event.date else None) or days.get(event.story)
        shared = {"day": day or "", "event": event.id, "event_type": event.event_type, "quad": event.quad, "status": event.status.value,
                  "story": event.story, "outlet": record.document.outlet}  # fmt: skip
        if event.place:
            place = places.get(event.place.place or "")
            yield (
                EVENT_PLACE,
                storable(
                    shared
                    | {
                        "place": place and place.id,
                        "name": (place and place.name) or event.place.name or event.place.evidence.text,
                        "country": (place and place.country) or event.place.country,
                        "lat": place and place.lat,
                        "lon": place and place.lon,
                    }
                ),
            )
        for actor, recipient, is_mutual in sorted(_pairs(event)):
            yield EVENT_PAIR, storable(shared | {"actor": actor, "recipient": recipient, "is_mutual": is_mutual})


def _pairs(event: Event) -> set[tuple[str, str, int]]:
    actors, recipients = (
        {party.entity for party in role[:MOST_PARTIES] if party.entity} for role in (event.actors, event.recipients)
    )
    if not event.recipients:
        return {(one, other, 1) for one, other in combinations(sorted(actors), 2)}
    return {(one, other, 0) for one, other in product(actors, recipients) if one != other}


# --- what fits ------------------------------------------------------------------------------------


def _fitting(connection: Connection, table: Table, query: Query) -> list[ColumnElement[bool]]:
    """The conditions of a search for events on the rows of a table of places or pairs."""
    _check(query)
    c = table.c
    found: list[ColumnElement[bool]] = []
    if query.event_type:
        found.append(c.event_type == query.event_type.upper())
    if query.status or query.alleged_only:
        found += [c.status == status for status in (query.status, "alleged" if query.alleged_only else None) if status]
    if query.since:
        found.append(c.day >= query.since)
    if query.until:
        found += [c.day <= f"{query.until}~", c.day > ""]  # the tilde is after every character of a date
    if query.outlet:
        found.append(c.outlet.icontains(searchable(query.outlet) or "", autoescape=True))
    if query.place:
        found.append(_at(table, searchable(query.place) or ""))
    if query.words:
        found += _of_words(c, searchable(query.words) or "")
    if query.disputed_only:
        found.append(c.event.in_(select(DISPUTED.c.subject)))
    for name, is_actor in ((query.who, True), (query.to_whom, False)):
        if name:
            entities = one_of(named_entities(connection, name))
            found.append(_takes_part(table, entities, is_actor=is_actor))
    return found


def _check(query: Query) -> None:
    check_dates(since=query.since, until=query.until)
    statuses = [status.value for status in EventStatus]
    if query.status is not None and query.status not in statuses:
        raise UsageError(f"unknown status {query.status!r}; one of: {', '.join(statuses)}")


def _takes_part(table: Table, entities: Select[Any], *, is_actor: bool) -> ColumnElement[bool]:
    """True for a pair in which one of these acts or is acted on (either, where they do it with each other), for an event that has them so."""
    if table is EVENT_PAIR:
        own, other = (table.c.actor, table.c.recipient) if is_actor else (table.c.recipient, table.c.actor)
        return or_(own.in_(entities), and_(table.c.is_mutual == 1, other.in_(entities)))
    c = PARTICIPANT.c
    return table.c.event.in_(
        select(c.event).where(c.entity.in_(entities), c.role == ("actor" if is_actor else "recipient"))
    )


def _at(table: Table, name: str) -> ColumnElement[bool]:
    if table is EVENT_PLACE:
        return table.c.name.icontains(name, autoescape=True)
    return table.c.event.in_(select(EVENT_PLACE.c.event).where(EVENT_PLACE.c.name.icontains(name, autoescape=True)))


def _of_words(c: Any, words: str) -> list[ColumnElement[bool]]:
    """As in a search for events: every word stands in what happened or in who took part."""
    asked = in_columns("said who whom place", full_text(words))
    matching = select(RECORD_TEXT.c.rowid).where(matches(RECORD_TEXT.c.record_text, asked))
    return [c.event.in_(select(EVENT.c.id).where(EVENT.c.number.in_(matching)))]


# --- places ---------------------------------------------------------------------------------------


def mapped(connection: Connection, query: Query, limit: int) -> Mapped:
    """Where events that fit happened, the newest first, no more than `limit`."""
    c = EVENT_PLACE.c
    fitting = _fitting(connection, EVENT_PLACE, query)
    incident = select(func.min(RESULT_PART.c.result)).where(
        RESULT_PART.c.part == c.event, RESULT_PART.c.type == "incident"
    )
    wanted = (
        select(c.event, c.status, c.event_type, c.name, c.lat, c.lon, incident.scalar_subquery().label("incident"))
        .where(c.lat.is_not(None), c.lon.is_not(None), *fitting)
        .order_by(c.day.desc(), c.event)
        .limit(limit + 1)
    )
    placed = [Placed(*row) for row in connection.execute(wanted)]
    lost = select(c.name).where(c.lat.is_(None), *fitting).order_by(c.day.desc(), c.event).limit(MOST_LOST + 1)
    names = list(connection.scalars(lost))
    counts = Counter(names[:MOST_LOST])
    return Mapped(
        tuple(placed[:limit]), len(placed) > limit, tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0]))),
        len(names) > MOST_LOST,
    )  # fmt: skip


# --- pairs ----------------------------------------------------------------------------------------


def acting(connection: Connection, query: Query, limit: int, nodes: int) -> Acting:
    """Who acts on whom in the newest `limit` pairs that fit; entities that are one across documents are one node."""
    c = EVENT_PAIR.c
    incident = select(func.min(RESULT_PART.c.result)).where(
        RESULT_PART.c.part == c.event, RESULT_PART.c.type == "incident"
    )
    wanted = (
        select(c.event, c.actor, c.recipient, c.is_mutual, c.event_type, c.quad, c.status, incident.scalar_subquery().label("incident"))
        .where(*_fitting(connection, EVENT_PAIR, query))
        .order_by(c.day.desc(), c.event)
        .limit(limit + 1)
    )  # fmt: skip
    rows = list(map(tuple, connection.execute(wanted)))
    clusters = _clusters(connection, {entity for row in rows for entity in row[1:3]})
    edges = _edges(rows[:limit], clusters)
    return _heaviest(connection, edges, clusters, nodes, has_more=len(rows) > limit)


def _clusters(connection: Connection, entities: set[str]) -> dict[str, str]:
    """By id, the id of the node that an entity belongs to."""
    wanted = select(SAME_ENTITY.c.entity, SAME_ENTITY.c.cluster).where(SAME_ENTITY.c.entity.in_(one_of(entities)))
    return {entity: entity for entity in entities} | dict(map(tuple, connection.execute(wanted)))


def _edges(rows: Sequence[tuple[Any, ...]], clusters: dict[str, str]) -> list[Edge]:
    found: dict[tuple[Any, ...], dict[str, str]] = {}
    for event, one, other, is_mutual, event_type, quad, status, incident in rows:
        actor, recipient = clusters[one], clusters[other]
        if actor == recipient:
            continue
        if is_mutual and recipient < actor:
            actor, recipient = recipient, actor
        key = (actor, recipient, bool(is_mutual), event_type, quad, status)
        found.setdefault(key, {})[event] = incident or event
    made = [_edge(key, events) for key, events in found.items()]
    return sorted(made, key=lambda edge: (-edge.count, edge.actor, edge.recipient, edge.event_type, edge.status))


def _edge(key: tuple[Any, ...], events: dict[str, str]) -> Edge:
    actor, recipient, is_mutual, event_type, quad, status = key
    return Edge(actor, recipient, is_mutual, event_type, quad, status, len(set(events.values())), tuple(events))


def _heaviest(
    connection: Connection, edges: list[Edge], clusters: dict[str, str], most: int, *, has_more: bool
) -> Acting:
    weights: Counter[str] = Counter()
    for edge in edges:
        weights[edge.actor] += edge.count
        weights[edge.recipient] += edge.count
    order = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    kept = dict(order[:most])
    shown = tuple(edge for edge in edges if edge.actor in kept and edge.recipient in kept)
    linked = {node for edge in shown for node in (edge.actor, edge.recipient)}
    nodes = tuple(_nodes(connection, {node: weight for node, weight in kept.items() if node in linked}, clusters))
    return Acting(nodes, shown, len(weights) - len(nodes), len(edges) - len(shown), has_more)


def _nodes(connection: Connection, weights: dict[str, int], clusters: dict[str, str]) -> Iterator[Node]:
    c = ENTITY_READING.c
    names = names_of(connection, set(weights))
    members: dict[str, list[str]] = {}
    for entity, cluster in clusters.items():
        members.setdefault(cluster, []).append(entity)
    for identity, weight in weights.items():
        first = select(c.kind, c.country, c.sector).where(c.id == identity).order_by(c.document).limit(1)
        row = connection.execute(first).first()
        yield Node(
            identity, names.get(identity, identity), row and row.kind, row and row.country, row and row.sector, weight,
            tuple(sorted(members.get(identity, ()))),
        )  # fmt: skip
