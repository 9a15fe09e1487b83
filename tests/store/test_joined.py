"""Entities joined across documents in the store: rebuilt on reading, judged by people, found by every name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from onrecord.errors import StoreError
from onrecord.model import Entity, Judgement, NameCount, Record, content_id
from onrecord.pipeline import join_stored
from onrecord.resolve import subject_of
from onrecord.rules.names import fold
from onrecord.store import Query, Store
from tests.builders import make_record

VERSION = "1"


def with_name(record: Record, old: str, new: str) -> Record:
    """The record as though one of its entities had another name; its words stay."""
    identity = content_id("entity", "person", fold(new))
    before = next(entity for entity in record.entities if entity.name == old)

    def renamed(entity: Entity) -> Entity:
        return replace(entity, id=identity, name=new, names=(NameCount(new, 1),)) if entity is before else entity

    statements = tuple(
        replace(s, source=replace(s.source, entity=identity)) if s.source.entity == before.id else s
        for s in record.statements
    )
    return replace(record, entities=tuple(map(renamed, record.entities)), statements=statements)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    with Store(str(tmp_path / "news.db")) as opened:
        opened.add(with_name(make_record(), "Ona Brekke", "Ona Brekke"), version=VERSION)
        opened.add(with_name(make_record(name="other.txt"), "Ona Brekke", "Ona Breke"), version=VERSION)
        join_stored(opened)
        yield opened


def ids(store: Store) -> tuple[str, str]:
    found = {entity.name: entity.id for entity in store.entities()}
    return found["Ona Brekke"], found["Ona Breke"]


def test_an_entity_knows_its_other_names(store: Store) -> None:
    one, other = ids(store)
    (same,) = store.same_as(one)
    assert (same.entity, same.name, same.is_joined) == (other, "Ona Breke", True)
    assert "spellings of one name" in same.reason


def test_it_is_found_by_each_name(store: Store) -> None:
    named = list(store.find(Query(who="Ona Breke")))
    assert len(named) == len(list(store.find(Query(who="Ona Brekke")))) > 0


def test_a_judgement_wins_and_survives_reading_again(store: Store) -> None:
    one, other = ids(store)
    subject = subject_of(one, other)
    store.judge(Judgement("judgement-1", subject, "different", "an editor", "2026-05-05", "sisters", None))
    join_stored(store)
    assert store.same_as(one) == ()
    store.add(with_name(make_record(name="other.txt"), "Ona Brekke", "Ona Breke"), version="2")
    join_stored(store)
    assert store.same_as(one) == ()
    assert [judgement.reason for judgement in store.judgements()] == ["sisters"]


def test_a_judgement_is_about_what_is_stored(store: Store) -> None:
    one, _ = ids(store)
    with pytest.raises(StoreError, match="nothing in"):
        store.judge(Judgement("judgement-1", subject_of(one, "entity-000000"), "same", "an editor", "2026", None, None))


def test_joining_again_changes_nothing(store: Store) -> None:
    one, _ = ids(store)
    before = store.same_as(one)
    assert join_stored(store) == join_stored(store)
    assert store.same_as(one) == before
    assert store.check() == ()
