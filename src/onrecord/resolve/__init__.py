"""The room that sets a document against what is stored: here only what needs no judgement.

A full name of one kind has the same id in every document (see `onrecord.identify`), so the same name
needs no looking up. What is left is to point out where a stored entity may be the same one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from onrecord.model import Entity, EntityKind, PossibleSame

__all__ = ["KnownEntities", "resolve"]


class KnownEntities(Protocol):
    """What `resolve` asks of a store."""

    def with_surname(self, surname: str, kind: EntityKind) -> Sequence[tuple[str, str]]:
        """Ids and names of stored entities of a kind whose name ends in this word."""
        ...


def resolve(entities: Sequence[Entity], known: KnownEntities) -> tuple[Entity, ...]:
    """The entities with `possible_same` filled in for people known here by surname only. Nothing is merged."""
    return tuple(_resolved(entity, known) for entity in entities)


def _resolved(entity: Entity, known: KnownEntities) -> Entity:
    if entity.kind is not EntityKind.PERSON or " " in entity.name:
        return entity
    others = [
        (other, name)
        for other, name in known.with_surname(entity.name, entity.kind)
        if other != entity.id and " " in name
    ]
    same = tuple(PossibleSame(other, f"the surname of {name}, in another document") for other, name in sorted(others))
    return replace(entity, possible_same=(*entity.possible_same, *same))
