"""Everything of a person, a body or a place over all documents: names, what it has a part in, who else it may be."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Integer, cast, func, or_, select, text

from onrecord.store.asking import ids_with, story_notes
from onrecord.store.dialects import matches
from onrecord.store.lists import one_of
from onrecord.store.matching import full_text
from onrecord.store.named import names_of, with_joined
from onrecord.store.query import searchable
from onrecord.store.tables import (
    COMMITMENT,
    ENTITY_CALLED,
    ENTITY_JOIN,
    ENTITY_READING,
    ENTITY_TOTAL,
    INCIDENT,
    MENTION,
    PLACE,
    RESULT_PART,
    SAME_ENTITY,
    STORY,
    STORY_TEXT,
)

LOOKED_AT = 200
"""Readings of an entity that are looked at for its country, office and sector."""
AROUND = 70
"""Characters shown on either side of a name."""
FOUND_BY_NAME = 2_000


@dataclass(frozen=True, slots=True)
class NameUse:
    """Words that stand for an entity and how often; `form` is name, description or pronoun."""

    text: str
    form: str
    count: int


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Where words that stand for an entity are: the entity's own id, the story, and the words around."""

    entity: str
    story: str
    outlet: str | None
    title: str | None
    day: str | None
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A value and in how many of the documents that were looked at."""

    value: str
    documents: int


@dataclass(frozen=True, slots=True)
class EntityNote:
    """An entity in short: `documents` in all, of which `looked_at` were read for what follows; names are the most frequent."""

    id: str
    name: str
    kind: str
    documents: int
    looked_at: int
    names: tuple[NameUse, ...]
    countries: tuple[Counted, ...]
    sectors: tuple[Counted, ...]
    offices: tuple[Counted, ...]
    kinds: tuple[Counted, ...]
    noted: tuple[tuple[str, str], ...]
    """Entities that a document says may be the same, with the reason."""


@dataclass(frozen=True, slots=True)
class PossibleTwin:
    """Two entities that may be one: `own` is of the one that is asked about."""

    own: str
    other: str
    reason: str


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a place name was taken to be, and in how many documents; without a point it is not known."""

    name: str
    country: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    geoname_id: int | None
    count: int


@dataclass(frozen=True, slots=True)
class EntityRow:
    """An entity in a list; `others` are joined with it."""

    id: str
    name: str
    kind: str
    documents: int
    others: tuple[str, ...]


def name_uses(connection: Connection, entities: Iterable[str]) -> tuple[NameUse, ...]:
    """All words that stand for any of these, names first, the most frequent first."""
    c = MENTION.c
    wanted = select(c.form, c.text, func.count().label("n")).where(c.entity.in_(one_of(entities)))
    rows = connection.execute(wanted.group_by(c.entity, c.form, c.text))
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        counts[row.form, row.text] += row.n
    order = {"name": 0, "description": 1, "pronoun": 2}
    found = [NameUse(words, form, count) for (form, words), count in counts.items()]
    return tuple(sorted(found, key=lambda use: (order.get(use.form, 3), -use.count, use.text)))


def occurrences(
    connection: Connection, entities: Iterable[str], words: str, form: str, most: int, start: int = 0
) -> tuple[Occurrence, ...]:
    """Where these words stand for any of these, the last that was read first."""
    rows: list[Any] = []
    c = MENTION.c
    number = text("mention.rowid DESC")
    for entity in entities:
        own = select(text("mention.rowid AS number"), c.entity, c.story, c.start, c.stop).select_from(MENTION)
        own = own.where(c.entity == entity, c.form == form, c.text == words).order_by(number).limit(start + most)
        rows += connection.execute(own)
    rows = sorted(rows, key=lambda row: -row.number)[start : start + most]
    stories = {row.story for row in rows}
    notes = story_notes(connection, stories)
    told = (
        select(STORY.c.id, STORY.c.start, STORY_TEXT.c.text)
        .join(STORY_TEXT, STORY_TEXT.c.rowid == STORY.c.number)
        .where(STORY.c.id.in_(one_of(stories)))
    )
    texts = {row.id: (row.start, row.text) for row in connection.execute(told)}
    return tuple(_occurrence(row, notes[row.story], *texts.get(row.story, (0, ""))) for row in rows)


def _occurrence(row: Any, note: Any, first: int, body: str) -> Occurrence:
    start, stop = row.start - first, row.stop - first
    before, after = body[max(0, start - AROUND) : start], body[stop : stop + AROUND]
    return Occurrence(
        row.entity,
        row.story,
        note.outlet,
        note.title,
        note.day,
        " ".join(before.split("\n")[-1:]),
        body[start:stop],
        " ".join(after.split("\n")[:1]),
    )


def entity_note(connection: Connection, entities: Sequence[str], most_names: int = 6) -> EntityNote:
    """What is known in short of entities that are one; the first is the one that was asked for."""
    totals = select(ENTITY_TOTAL).where(ENTITY_TOTAL.c.entity.in_(one_of(entities)))
    known = {row.entity: row for row in connection.execute(totals)}
    readings = [found for entity in entities for found in _readings(connection, entity)]
    names = [use for use in name_uses(connection, entities) if use.form == "name"]
    first = known.get(entities[0])
    name = names_of(connection, {entities[0]}).get(entities[0], entities[0])
    return EntityNote(
        entities[0],
        name,
        first.kind if first else "",
        sum(row.documents for row in known.values()),
        len(readings),
        tuple(names[:most_names]),
        _counted(found["country"] for found in readings),
        _counted(found["sector"] for found in readings),
        _counted(title for found in readings for title in set(found["office"])),
        _counted(found["kind"] for found in readings),
        tuple(sorted({(same["entity"], same["reason"]) for found in readings for same in found["possible_same"]})),
    )


def _readings(connection: Connection, entity: str) -> Iterator[dict[str, Any]]:
    c = ENTITY_READING.c
    yield from map(json.loads, connection.scalars(select(c.json).where(c.id == entity).limit(LOOKED_AT)))


def _counted(values: Iterable[str | None]) -> tuple[Counted, ...]:
    counts = Counter(value for value in values if value)
    return tuple(Counted(value, count) for value, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def possible_twins(connection: Connection, entities: Sequence[str]) -> tuple[PossibleTwin, ...]:
    """Entities that may be one with any of these, each once, for what their names have in common."""
    c, own = ENTITY_JOIN.c, set(entities)
    wanted = select(ENTITY_JOIN).where(or_(c.one.in_(one_of(own)), c.other.in_(one_of(own))), c.is_joined == 0)
    found: dict[str, PossibleTwin] = {}
    for row in connection.execute(wanted.order_by(c.one, c.other)):
        mine, other = (row.one, row.other) if row.one in own else (row.other, row.one)
        if other not in own:
            found.setdefault(other, PossibleTwin(mine, other, row.reason))
    return tuple(found.values())


def spots(connection: Connection, entities: Iterable[str], most: int = 8) -> tuple[Spot, ...]:
    """Where the names of places that are these entities were taken to be, the most frequent first."""
    c = PLACE.c
    names = [use.text for use in name_uses(connection, entities) if use.form == "name"][:most]
    part = func.json_extract(c.json, "$.admin1")
    number = cast(func.json_extract(c.json, "$.geoname_id"), Integer)
    found: Counter[tuple[Any, ...]] = Counter()
    for name in names:
        wanted = select(c.name, c.country, part, number, c.lat, c.lon).where(c.name.collate("NOCASE") == name)
        found.update(tuple(row) for row in connection.execute(wanted.limit(LOOKED_AT)))
    return tuple(
        Spot(name, country, admin1, lat, lon, geoname, count)
        for (name, country, admin1, geoname, lat, lon), count in found.most_common(most)
    )


def results_of(connection: Connection, kind: str, parts: Sequence[str]) -> frozenset[str]:
    """Ids of the incidents, disputes or commitments that have these entities, events or statements for a part."""
    found = ids_with(connection, kind, parts)
    if kind == "commitment":
        own = select(COMMITMENT.c.id).where(COMMITMENT.c.by_entity.in_(one_of(parts))).limit(LOOKED_AT)
        found |= set(connection.scalars(own))
    return found


def count_results(connection: Connection, kind: str, entities: Iterable[str]) -> int:
    """How many have any of these for a part; what two of them share counts twice."""
    c = RESULT_PART.c
    wanted = select(func.count()).where(c.part.in_(one_of(entities)), c.type == kind)
    return connection.scalar(wanted) or 0


def newest_incidents(connection: Connection, ids: Iterable[str], most: int) -> tuple[str, ...]:
    """These incidents by their last first report, so many."""
    c = INCIDENT.c
    return tuple(
        connection.scalars(
            select(c.id).where(c.id.in_(one_of(ids))).order_by(c.first_reported.desc(), c.id).limit(most)
        )
    )


# --- lists ----------------------------------------------------------------------------------------


def list_entities(
    connection: Connection, name: str | None, kinds: Sequence[str], words: str | None, most: int, start: int = 0
) -> tuple[EntityRow, ...]:
    """Entities in most documents first: by words of their name (the last may be the beginning of one), kind, and words of stories
    that name them. What is joined stands once, under the first of it."""
    c = ENTITY_TOTAL.c
    wanted = select(c.entity, c.name, c.kind, c.documents).order_by(c.documents.desc(), c.entity)
    if kinds:
        wanted = wanted.where(c.kind.in_(one_of(kinds)))
    if searchable(name):
        called = select(ENTITY_CALLED.c.rowid).where(matches(ENTITY_CALLED.c.name, _beginning(searchable(name) or "")))
        wanted = wanted.where(c.number.in_(called.limit(FOUND_BY_NAME)))
    if searchable(words):
        matching = select(STORY_TEXT.c.story).where(matches(STORY_TEXT.c.text, full_text(searchable(words) or "")))
        documents = select(STORY.c.document).where(STORY.c.id.in_(matching.limit(FOUND_BY_NAME)))
        wanted = wanted.where(c.entity.in_(select(ENTITY_READING.c.id).where(ENTITY_READING.c.document.in_(documents))))
    rows = list(connection.execute(wanted.limit(start + 2 * most)))
    return tuple(_once(connection, rows))[start : start + most]


def _beginning(name: str) -> str:
    return full_text(name) + ("*" if name[-1:].isalnum() else "")


def _once(connection: Connection, rows: Sequence[Any]) -> Iterator[EntityRow]:
    own = select(SAME_ENTITY).where(SAME_ENTITY.c.entity.in_(one_of(row.entity for row in rows)))
    clusters = {row.entity: row for row in connection.execute(own)}
    members: dict[str, list[str]] = {}
    of_clusters = select(SAME_ENTITY.c.cluster, ENTITY_TOTAL.c.entity, ENTITY_TOTAL.c.name, ENTITY_TOTAL.c.documents)
    of_clusters = of_clusters.join(ENTITY_TOTAL, ENTITY_TOTAL.c.entity == SAME_ENTITY.c.entity)
    of_clusters = of_clusters.where(SAME_ENTITY.c.cluster.in_(one_of({row.cluster for row in clusters.values()})))
    totals: Counter[str] = Counter()
    for row in connection.execute(of_clusters):
        members.setdefault(row.cluster, []).append(row.name)
        totals[row.cluster] += row.documents
    seen: set[str] = set()
    for row in rows:
        cluster = clusters.get(row.entity)
        if cluster is None:
            yield EntityRow(row.entity, row.name, row.kind, row.documents, ())
        elif cluster.cluster not in seen:
            seen.add(cluster.cluster)
            others = tuple(sorted(set(members[cluster.cluster]) - {cluster.name}))
            yield EntityRow(row.entity, cluster.name, row.kind, totals[cluster.cluster], others)


def cluster_of(connection: Connection, entity: str) -> tuple[str, ...]:
    """This entity, then those that are one with it."""
    return (entity, *sorted(with_joined(connection, {entity}) - {entity}))


def own_names(connection: Connection, entities: Iterable[str]) -> dict[str, str]:
    """By id the name that an entity has in its own documents, whatever it is joined with."""
    c = ENTITY_TOTAL.c
    return {row.entity: row.name for row in connection.execute(select(c.entity, c.name).where(c.entity.in_(one_of(entities))))}  # fmt: skip
