"""Across documents: what may be the same is said, nothing is merged."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.model import Entity, EntityKind, NameCount
from onrecord.resolve import resolve
from onrecord.rules.names import fold


class Shelf:
    """Stored entities in a list."""

    def __init__(self, *entities: Entity) -> None:
        self.entities = entities

    def by_name(self, folded: str, kind: EntityKind) -> Sequence[Entity]:
        return [e for e in self.entities if e.kind is kind and folded in {fold(name.text) for name in e.names}]


def person(identity: str, *names: str, country: str | None = None) -> Entity:
    return Entity(
        identity, EntityKind.PERSON, names[0], tuple(NameCount(name, 1) for name in names), (), country=country
    )


def test_a_surname_is_only_noted() -> None:
    (found,) = resolve([person("weak", "Brook")], Shelf(person("full", "Ada Brook", "Brook")))
    assert found.id == "weak"
    assert [(same.entity, same.reason) for same in found.possible_same] == [
        ("full", "Brook stands for Ada Brook in another document")
    ]


def test_the_same_full_name_is_the_same_id_already() -> None:
    entity = person("full", "Ada Brook")
    assert resolve([entity], Shelf(person("full", "Ada Brook", "Brook"))) == (entity,)


def test_two_full_names_with_one_surname_are_two() -> None:
    entity = person("one", "Tom Brook", "Brook")
    assert resolve([entity], Shelf(person("other", "Ada Brook", "Brook"))) == (entity,)


def test_two_countries_contradict() -> None:
    entity = person("weak", "Brook", country="GBR")
    assert resolve([entity], Shelf(person("full", "Ada Brook", "Brook", country="FRA"))) == (entity,)


def test_an_undefined_acronym_is_noted() -> None:
    short = Entity("weak", EntityKind.ORGANISATION, "NRB", (NameCount("NRB", 2),), ())
    long = Entity(
        "full",
        EntityKind.ORGANISATION,
        "National Rail Bureau",
        (NameCount("National Rail Bureau", 1), NameCount("NRB", 1)),
        (),
    )
    (found,) = resolve([short], Shelf(long))
    assert found.possible_same[0].entity == "full"


def test_order_and_second_reading_change_nothing() -> None:
    known = Shelf(person("a", "Ada Brook", "Brook"), person("b", "Tom Brook", "Brook"))
    once = resolve([person("weak", "Brook")], known)
    assert resolve(once, known) == once
    assert resolve([person("weak", "Brook")], Shelf(*reversed(known.entities))) == once
