"""What is stored of entities that are one thing across documents: judgements, and the tables derived with them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, delete, insert, or_, select

from onrecord.model import (
    Entity,
    EntityKind,
    Joined,
    Judgement,
    NameCount,
    NameGround,
    Neighbours,
    SeenEntity,
    Strength,
)
from onrecord.serialize import from_object, pack, unpack
from onrecord.store.lists import one_of
from onrecord.store.tables import (
    ENTITY_GROUND,
    ENTITY_JOIN,
    ENTITY_READING,
    ENTITY_SEEN,
    JUDGED_ENTITY,
    JUDGEMENT,
    SAME_ENTITY,
    storable,
)

MOST_READINGS = 1_000
"""Readings of an entity that are looked at where it was not joined with all others since it had as many."""


@dataclass(frozen=True, slots=True)
class Same:
    """Another entity that is, or may be, the same as the one asked for, and why."""

    entity: str
    name: str
    reason: str
    is_joined: bool


def stored_entities(connection: Connection) -> Iterator[Entity]:
    """Every reading of every entity without its mentions: what joining needs."""
    for row in connection.scalars(select(ENTITY_READING.c.json).execution_options(yield_per=1000)):
        yield _entity(json.loads(row))


def _entity(found: dict[str, Any]) -> Entity:
    names = tuple(NameCount(name["text"], name["count"]) for name in found["names"])
    return Entity(
        found["id"], EntityKind(found["kind"]), found["name"], names, (), found["country"], found["sector"], tuple(found["office"])
    )  # fmt: skip


def stored_judgements(connection: Connection) -> list[Judgement]:
    """Every judgement in the order of deciding, withdrawn ones too."""
    return [
        from_object(json.loads(row))
        for row in connection.scalars(select(JUDGEMENT.c.json).order_by(JUDGEMENT.c.at, JUDGEMENT.c.id))
    ]


def judgements_on(connection: Connection, entities: Iterable[str]) -> list[Judgement]:
    """Judgements on any of these entities and another, withdrawn ones too, the newest first."""
    own = select(JUDGED_ENTITY.c.judgement).where(JUDGED_ENTITY.c.entity.in_(one_of(entities)))
    wanted = select(JUDGEMENT.c.json).where(JUDGEMENT.c.id.in_(own)).order_by(JUDGEMENT.c.at.desc(), JUDGEMENT.c.id)
    return [from_object(json.loads(row)) for row in connection.scalars(wanted)]


def put_joined(connection: Connection, joined: Joined) -> None:
    """Put what was joined in the place of what was joined before."""
    for table in (SAME_ENTITY, ENTITY_JOIN, ENTITY_GROUND, ENTITY_SEEN):
        connection.execute(delete(table))
    _put_clusters(connection, joined)
    _insert(connection, ENTITY_GROUND, [asdict(ground) for ground in joined.grounds])
    _insert(connection, ENTITY_SEEN, [{"entity": one.id, "json": pack(one)} for one in joined.seen])


def _put_clusters(connection: Connection, joined: Joined) -> None:
    same = [
        {"entity": entity, "cluster": cluster.entities[0], "name": cluster.name}
        for cluster in joined.clusters
        for entity in cluster.entities
    ]
    joins = [(join, 1) for cluster in joined.clusters for join in cluster.joins] + [
        (join, 0) for join in joined.possible
    ]
    _insert(connection, SAME_ENTITY, same)
    _insert(
        connection,
        ENTITY_JOIN,
        [{"one": j.one, "other": j.other, "is_joined": is_joined, "reason": j.reason} for j, is_joined in joins],
    )


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table).prefix_with("OR IGNORE"), [storable(row) for row in rows])


class StoredJoining:
    """What is stored of joined entities, for one transaction: some of them are joined anew as judgements and names say now."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def neighbours(self, entities: Iterable[str]) -> Neighbours:
        """All that these may be joined with, whatever people judge: whole components of what names and judgements tie together."""
        found = sorted(_tied(self._connection, set(entities)))
        seen = select(ENTITY_SEEN).where(ENTITY_SEEN.c.entity.in_(one_of(found)))
        kept = {row.entity: unpack(SeenEntity, row.json) for row in self._connection.execute(seen)}
        readings = [
            _entity(json.loads(row))
            for identity in found
            if identity not in kept
            for row in self._connection.scalars(
                select(ENTITY_READING.c.json).where(ENTITY_READING.c.id == identity).limit(MOST_READINGS)
            )
        ]
        c = ENTITY_GROUND.c
        between = select(ENTITY_GROUND).where(c.one.in_(one_of(found)), c.other.in_(one_of(found)))
        grounds = tuple(
            NameGround(row.one, row.other, None if row.strength is None else Strength(row.strength), row.reason)
            for row in self._connection.execute(between.order_by(c.one, c.other))
        )
        judgements = tuple(judgements_on(self._connection, found))
        return Neighbours(tuple(found), tuple(readings), tuple(kept.values()), grounds, judgements)

    def put(self, near: Neighbours, joined: Joined) -> None:
        """Put what is known now of these entities in the place of what was stored of them; all others stay."""
        own = one_of(near.entities)
        self._connection.execute(delete(SAME_ENTITY).where(SAME_ENTITY.c.entity.in_(own)))
        c = ENTITY_JOIN.c
        self._connection.execute(delete(ENTITY_JOIN).where(c.one.in_(own), c.other.in_(own)))
        _put_clusters(self._connection, joined)


def _tied(connection: Connection, entities: set[str]) -> set[str]:
    found: set[str] = set()
    while entities:
        found |= entities
        entities = {other for asked in _ties(one_of(entities)) for other in connection.scalars(asked)} - found
    return found


def _ties(own: Select[Any]) -> Iterator[Select[Any]]:
    """The others of pairs whose names may join them, of pairs that somebody judged, and of clusters."""
    c = ENTITY_GROUND.c
    may_join = or_(c.strength > Strength.NOTED, c.strength.is_(None))
    yield select(c.other).where(c.one.in_(own), may_join)
    yield select(c.one).where(c.other.in_(own), may_join)
    yield select(JUDGED_ENTITY.c.entity).where(JUDGED_ENTITY.c.judgement.in_(select(JUDGED_ENTITY.c.judgement).where(JUDGED_ENTITY.c.entity.in_(own))))  # fmt: skip
    clusters = select(SAME_ENTITY.c.cluster).where(SAME_ENTITY.c.entity.in_(own))
    yield select(SAME_ENTITY.c.entity).where(SAME_ENTITY.c.cluster.in_(clusters))


def same_as(connection: Connection, entity: str) -> Iterator[Same]:
    """The others of an entity's cluster, then those that may be the same; the reason is that of a join with it, or of one with another of the cluster."""
    reasons: dict[str, str] = {}
    possible: dict[str, str] = {}
    for row in connection.execute(select(ENTITY_JOIN).where(or_(ENTITY_JOIN.c.one == entity, ENTITY_JOIN.c.other == entity))):  # fmt: skip
        other = row.other if row.one == entity else row.one
        (reasons if row.is_joined else possible)[other] = row.reason
    own = select(SAME_ENTITY.c.cluster).where(SAME_ENTITY.c.entity == entity).scalar_subquery()
    members = connection.scalars(select(SAME_ENTITY.c.entity).where(SAME_ENTITY.c.cluster == own)).all()
    for other in sorted(set(members) - {entity}):
        yield Same(other, _name(connection, other), reasons.get(other) or _any_reason(connection, other), True)
    for other in sorted(set(possible) - set(members)):
        yield Same(other, _name(connection, other), possible[other], False)


def _any_reason(connection: Connection, entity: str) -> str:
    wanted = select(ENTITY_JOIN.c.reason).where(
        ENTITY_JOIN.c.is_joined == 1, or_(ENTITY_JOIN.c.one == entity, ENTITY_JOIN.c.other == entity)
    )
    return connection.scalars(wanted.order_by(ENTITY_JOIN.c.one, ENTITY_JOIN.c.other)).first() or ""


def _name(connection: Connection, entity: str) -> str:
    wanted = select(ENTITY_READING.c.name).where(ENTITY_READING.c.id == entity).order_by(ENTITY_READING.c.document)
    return connection.scalars(wanted).first() or entity


def of_joined(column: ColumnElement[Any], matches: ColumnElement[bool]) -> ColumnElement[bool]:
    """True for an entity of a cluster one of whose entities matches; `matches` is on the table `entity_reading`."""
    clusters = (
        select(SAME_ENTITY.c.cluster).join(ENTITY_READING, ENTITY_READING.c.id == SAME_ENTITY.c.entity).where(matches)
    )
    return column.in_(select(SAME_ENTITY.c.entity).where(SAME_ENTITY.c.cluster.in_(clusters)))
