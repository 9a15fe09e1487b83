"""What is stored of entities that are one thing across documents: judgements, and the tables derived with them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select

from onrecord.model import Entity, EntityKind, Joined, Judgement, NameCount
from onrecord.serialize import from_object
from onrecord.store.tables import ENTITY_JOIN, ENTITY_READING, JUDGEMENT, SAME_ENTITY, storable


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
        found = json.loads(row)
        names = tuple(NameCount(name["text"], name["count"]) for name in found["names"])
        yield Entity(
            found["id"], EntityKind(found["kind"]), found["name"], names, (), found["country"], found["sector"], tuple(found["office"])
        )  # fmt: skip


def stored_judgements(connection: Connection) -> list[Judgement]:
    """Every judgement in the order of deciding, withdrawn ones too."""
    return [
        from_object(json.loads(row))
        for row in connection.scalars(select(JUDGEMENT.c.json).order_by(JUDGEMENT.c.at, JUDGEMENT.c.id))
    ]


def put_joined(connection: Connection, joined: Joined) -> None:
    """Put what was joined in the place of what was joined before."""
    connection.execute(delete(SAME_ENTITY))
    connection.execute(delete(ENTITY_JOIN))
    same: list[dict[str, Any]] = [
        {"entity": entity, "cluster": cluster.entities[0], "name": cluster.name}
        for cluster in joined.clusters
        for entity in cluster.entities
    ]
    joins = [(join, 1) for cluster in joined.clusters for join in cluster.joins] + [
        (join, 0) for join in joined.possible
    ]
    if same:
        connection.execute(insert(SAME_ENTITY), [storable(row) for row in same])
    if joins:
        rows = [{"one": j.one, "other": j.other, "is_joined": is_joined, "reason": j.reason} for j, is_joined in joins]
        connection.execute(insert(ENTITY_JOIN).prefix_with("OR IGNORE"), [storable(row) for row in rows])


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
