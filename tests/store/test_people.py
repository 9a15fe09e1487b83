"""People and bodies over all documents: one judgement joins anew what it touches, as joining everything would."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from onrecord.errors import StoreError, UsageError
from onrecord.model import Entity, EntityKind, NameCount, content_id
from onrecord.names.words import read_body
from onrecord.pipeline import join_stored, judge_same, withdraw_judgement
from onrecord.resolve import join_entities
from onrecord.rules.names import fold
from onrecord.store import Store
from tests.builders import make_record
from tests.databases import check_index, connect

PEOPLE = ["Herman Halushchenko", "Herman Galushchenko", "German Galushchenko", "George Bush", "George W. Bush", "George H. W. Bush",
          "Bill Harrow", "William Harrow", "Ada Brook", "Ada K. Brook", "Brook", "Tom Brook"]  # fmt: skip
BODIES = ["National Rail Bureau", "NRB", "Larkfield Motors", "Larkfield Motors Group", "Northern Reef Board"]


def make_entity(name: str, kind: EntityKind, document: int, country: str | None) -> Entity:
    is_held = " " not in name if kind is EntityKind.PERSON else bool(read_body(name).acronym)
    identity = content_id("entity", *([document] if is_held else []), kind.value, fold(name))
    return Entity(identity, kind, name, (NameCount(name, 1),), (), country)


@contextmanager
def stored(documents: list[list[Entity]]) -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as folder, Store(f"{folder}/news.db") as store:
        for number, entities in enumerate(documents):
            record = replace(
                make_record(name=f"{number}.txt"),
                entities=tuple({entity.id: entity for entity in entities}.values()),
                statements=(),
                events=(),
            )
            store.add(record, version="1")
        join_stored(store)
        yield store


def joins(store: Store) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    """The tables of what is joined."""
    with store._engine.connect() as connection:
        same = connection.execute(text("SELECT entity, cluster, name FROM same_entity"))
        found = connection.execute(text("SELECT one, other, is_joined, reason FROM entity_join"))
        return {tuple(row) for row in same}, {tuple(row) for row in found}


def expected(store: Store) -> tuple[set[tuple[str, ...]], set[tuple[object, ...]]]:
    """The same as joining everything would have them."""
    whole = join_entities(store.entities(), store.judgements())
    same = {(entity, found.entities[0], found.name) for found in whole.clusters for entity in found.entities}
    pairs = {(j.one, j.other, 1, j.reason) for found in whole.clusters for j in found.joins}
    return same, pairs | {(j.one, j.other, 0, j.reason) for j in whole.possible}


drawn = st.lists(
    st.lists(
        st.tuples(
            st.one_of(
                st.tuples(st.sampled_from(PEOPLE), st.just(EntityKind.PERSON)),
                st.tuples(st.sampled_from(BODIES), st.just(EntityKind.ORGANISATION)),
            ),
            st.sampled_from([None, None, "UKR", "USA"]),
        ),
        min_size=1,
        max_size=5,
    ),
    min_size=1,
    max_size=5,
)


@pytest.mark.thorough
@given(drawn, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_a_judgement_joins_what_joining_everything_would(drawn: list, chance: random.Random) -> None:  # type: ignore[type-arg]
    documents = [[make_entity(*found, n, country) for found, country in document] for n, document in enumerate(drawn)]
    ids = sorted({entity.id for entities in documents for entity in entities})
    with stored(documents) as store:
        for step in range(7 if len(ids) > 1 else 0):
            at = f"2026-05-0{step + 1}T10:00:00+00:00"
            standing = [judgement for judgement in store.judgements() if judgement.withdrawn_at is None]
            if standing and chance.random() < 0.4:
                withdraw_judgement(store, chance.choice(standing).id, at=at)
            else:
                one, other = chance.sample(ids, 2)
                judge_same(store, one, other, is_same=chance.random() < 0.6, by="an editor", at=at, reason=None)
            assert joins(store) == expected(store)


def people(*names: str) -> list[list[Entity]]:
    return [[make_entity(name, EntityKind.PERSON, n, None)] for n, name in enumerate(names)]


def test_joins_of_an_older_database_are_looked_at_again() -> None:
    with stored(people("Herman Halushchenko", "Herman Galushchenko", "Tom Brook", "Brook")) as store:
        with store._engine.begin() as connection:
            connection.execute(text("UPDATE entity_ground SET strength = NULL"))
        one, other, far = (make_entity(name, EntityKind.PERSON, 0, None).id for name in (*PEOPLE[:2], "Tom Brook"))
        for first, second, is_same in ((one, far, True), (one, other, False)):
            judge_same(store, first, second, is_same=is_same, by="an editor", at=f"2026-{is_same}", reason="seen")
            assert joins(store) == expected(store)


def test_many_readings_are_kept_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.resolve.joining.MANY", 2)
    with stored(people("Herman Halushchenko", *["Herman Galushchenko"] * 4)) as store:
        many, one = (make_entity(name, EntityKind.PERSON, 0, None).id for name in PEOPLE[1::-1])
        with store.joining() as joining:
            near = joining.neighbours((one,))
        assert near.entities == tuple(sorted((one, many)))
        assert [(seen.id, seen.documents) for seen in near.seen] == [(many, 4)]
        assert len(near.readings) == 1
        judge_same(store, one, many, is_same=False, by="an editor", at="2026-05-05", reason=None)
        assert joins(store) == expected(store)


def test_what_is_taken_back_stays_and_says_when() -> None:
    with stored(people("Ada Brook", "Tom Brook")) as store:
        one, other = (entity.id for entity in store.entities())
        judgement = judge_same(store, one, other, is_same=True, by="an editor", at="2026-05-05", reason="seen")
        assert [same.entity for same in store.same_as(one)] == [other]
        assert withdraw_judgement(store, judgement.id, at="2026-05-06").withdrawn_at == "2026-05-06"
        assert store.same_as(one) == ()
        assert withdraw_judgement(store, judgement.id, at="2026-05-07").withdrawn_at == "2026-05-06"
        judge_same(store, one, other, is_same=True, by="an editor", at="2026-05-08", reason=None)
        assert [found.withdrawn_at for found in store.judgements_on([other])] == [None, "2026-05-06"]
        assert [same.entity for same in store.same_as(other)] == [one]
        with pytest.raises(StoreError, match="nothing in"):
            store.withdraw("judgement-000000", "2026")
        with pytest.raises(UsageError, match="two different"):
            judge_same(store, one, one, is_same=True, by="an editor", at="2026", reason=None)


def test_totals_follow_what_is_read(tmp_path: Path) -> None:
    with Store(str(tmp_path / "news.db")) as store:
        record = make_record()
        store.add(record, version="1")
        store.add(make_record(name="other.txt"), version="1")
        store.add(record, version="2")
        with store._engine.connect() as connection:
            totals = set(map(tuple, connection.execute(text("SELECT entity, documents FROM entity_total"))))
            readings = "SELECT id, count(*) FROM entity_reading GROUP BY id"
            assert totals == set(map(tuple, connection.execute(text(readings))))
    with closing(connect(str(tmp_path / "news.db"))) as opened:
        check_index(opened, "entity_called")


def parts(store: Store) -> set[tuple[str, ...]]:
    with store._engine.connect() as connection:
        return set(map(tuple, connection.execute(text("SELECT entity, role, day, record FROM entity_part"))))


def test_parts_follow_what_is_read_and_are_what_the_step_makes_of_an_older_database(tmp_path: Path) -> None:
    filling = files("onrecord.store").joinpath("migrations", "0010_people.sql").read_text(encoding="utf-8")
    (fill,) = [line for line in filling.splitlines() if line.startswith("INSERT INTO entity_part ")]
    with Store(str(tmp_path / "news.db")) as store:
        record = make_record()
        store.add(record, version="1")
        once = parts(store)
        assert {role for _, role, _, _ in once} >= {"actor", "source", "named"}
        store.add(record, version="2")
        assert parts(store) == once
        with store._engine.begin() as connection:
            connection.execute(text("DELETE FROM entity_part"))
            connection.exec_driver_sql(fill)
        assert parts(store) == once
