"""The room that sets documents beside one another: whose names are one, and what is only noted.

The decision about ids: a full name of a person (two words or more, the last no bare initial), of an
organisation, a place or a country gives the same id wherever it is read, `content_id("entity", kind,
folded name)`, and `identify` gives it. So the same name with the same kind is the same entity without
looking anything up, in whatever order documents come, and reading twice changes nothing. A weak name (a
surname alone, `Karim A.`, an acronym that its story does not define) has an id that holds in its story only.

`join_entities` says which ids are one thing in spite of their spelling, with the reason of each join: clusters beside the ids,
made anew from all that is stored and from what people judged, so that nothing depends on the order of reading. To give an
entity the id of a stored one would. A surname alone joins no two documents, two countries speak against it, and a
judgement wins over every name.

`resolve` says of one document's entities where a stored one may be the same: `possible_same`, with the reason. It never merges.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Protocol

from onrecord.model import Entity, EntityKind, KeyedDigest, PossibleSame, StoryReading
from onrecord.resolve.commitments import LAYER as COMMITMENTS
from onrecord.resolve.copies import LAYER as COPIES
from onrecord.resolve.disputes import LAYER as DISPUTES
from onrecord.resolve.incidents import LAYER as INCIDENTS
from onrecord.resolve.joining import DIFFERENT_VERDICT, SAME_VERDICT, join_entities, join_neighbours, subject_of
from onrecord.resolve.layers import Layer, keyed, settle_layers
from onrecord.resolve.settling import Collection, settle_documents
from onrecord.rules.names import fold

__all__ = [
    "DIFFERENT_VERDICT",
    "LAYERS",
    "SAME_VERDICT",
    "Collection",
    "KnownEntities",
    "Layer",
    "join_entities",
    "join_neighbours",
    "keyed",
    "make_digests",
    "resolve",
    "settle_documents",
    "settle_layers",
    "subject_of",
]

LAYERS: tuple[Layer[Any], ...] = (COPIES, INCIDENTS, DISPUTES, COMMITMENTS)
"""In the order in which a document is settled: the others must know the copies."""

MOST_WORDS = 20_000
"""Words of a story that is compared in full; what is longer is no news report but a dump, a book, a table."""


def make_digests(reading: StoryReading) -> Iterator[KeyedDigest]:
    """What of a story must be kept to set it beside others, layer by layer; of a text too long for news, for its copies alone."""
    for layer in LAYERS if len(reading.annotation.words) <= MOST_WORDS else (COPIES,):
        yield from keyed(layer, layer.digest(reading))


class KnownEntities(Protocol):
    """What `resolve` asks of a store."""

    def by_name(self, folded: str, kind: EntityKind) -> Sequence[Entity]:
        """Stored entities of a kind that have this name, folded by `onrecord.rules.names.fold`, among their names."""
        ...


def resolve(entities: Sequence[Entity], known: KnownEntities) -> tuple[Entity, ...]:
    """The entities in their order, with `possible_same` filled in from what is known. Nothing is merged."""
    return tuple(_resolved(entity, known) for entity in entities)


def _resolved(entity: Entity, known: KnownEntities) -> Entity:
    noted = {same.entity for same in entity.possible_same}
    found: dict[str, str] = {}
    for other, name in _namesakes(entity, known):
        if other.id != entity.id and other.id not in noted and not _contradict(entity, other):
            found.setdefault(other.id, _reason(other, name))
    if not found:
        return entity
    added = tuple(PossibleSame(identity, reason) for identity, reason in sorted(found.items()))
    return replace(entity, possible_same=(*entity.possible_same, *added))


def _namesakes(entity: Entity, known: KnownEntities) -> Iterator[tuple[Entity, str]]:
    names = dict.fromkeys([entity.name, *(name.text for name in entity.names)])
    for name in names:
        for other in known.by_name(fold(name), entity.kind):
            yield other, name


def _contradict(one: Entity, other: Entity) -> bool:
    """Two countries, or two full names of people that are not the same."""
    if one.country and other.country and one.country != other.country:
        return True
    both_full = " " in one.name and " " in other.name
    return one.kind is EntityKind.PERSON and both_full and fold(one.name) != fold(other.name)


def _reason(other: Entity, name: str) -> str:
    if fold(name) == fold(other.name):
        return f"the same name, {other.name}, in another document"
    return f"{name} stands for {other.name} in another document"
