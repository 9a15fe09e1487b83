"""Entities of many documents that are one thing: derived from the record, never part of a document's own."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from onrecord.model.record import Entity, EntityKind, Judgement


class Strength(IntEnum):
    """How much a ground carries: one that is noted joins nothing."""

    FORBIDDEN = 0
    NOTHING = 1
    NOTED = 2
    LESS = 3
    """A word more or less: joins as long as nothing else answers to the shorter name."""
    FULL = 4


@dataclass(frozen=True, slots=True)
class Join:
    """Two entities, by id in order, and the reason why they are one or may be one."""

    one: str
    other: str
    reason: str


@dataclass(frozen=True, slots=True)
class EntityCluster:
    """Entities that are one thing: their ids in order, the name most documents have, and the reasons."""

    entities: tuple[str, ...]
    name: str
    joins: tuple[Join, ...]


@dataclass(frozen=True, slots=True)
class NameGround:
    """What two entities have in common by their names, whatever people judged of them; ids in order.

    `strength` is None where it was not kept.
    """

    one: str
    other: str
    strength: Strength | None
    reason: str


@dataclass(frozen=True, slots=True)
class SeenEntity:
    """An entity over all its readings, as joining needs it; every field is sorted. `defined` are short forms that two readings
    and more have beside a full name.
    """

    id: str
    kind: EntityKind
    name: str
    names: tuple[str, ...]
    countries: tuple[str, ...]
    offices: tuple[str, ...]
    defined: tuple[str, ...]
    documents: int


@dataclass(frozen=True, slots=True)
class Joined:
    """Clusters of two entities and more in the order of their first id, and pairs that may be one.

    `grounds` and `seen` (entities of many documents) are what joining a part of them anew needs.
    """

    clusters: tuple[EntityCluster, ...]
    possible: tuple[Join, ...]
    grounds: tuple[NameGround, ...] = ()
    seen: tuple[SeenEntity, ...] = ()


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Whole components of entities, with what joins and parts them: enough to join them as joining everything would."""

    entities: tuple[str, ...]
    readings: tuple[Entity, ...]
    seen: tuple[SeenEntity, ...]
    grounds: tuple[NameGround, ...]
    judgements: tuple[Judgement, ...]
