"""Entities of many documents that are one thing: derived from the record, never part of a document's own."""

from __future__ import annotations

from dataclasses import dataclass


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
class Joined:
    """Clusters of two entities and more in the order of their first id, and pairs that may be one."""

    clusters: tuple[EntityCluster, ...]
    possible: tuple[Join, ...]
