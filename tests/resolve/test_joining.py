"""Entities joined across documents: the table of cases, judgements, and what holds for any set of entities."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

import pytest
from evaluation.joining import TABLE, many, outcome, own_pairs
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.model import Entity, EntityKind, Joined, Judgement, NameCount, content_id
from onrecord.resolve import join_entities, subject_of
from onrecord.resolve.grounds import is_slip
from onrecord.rules.names import fold

QUALITIES = [
    line.split(",")[-2] for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith(("#", "kind"))
]
ROWS = own_pairs()
NAMES = ["Herman Halushchenko", "Herman Galushchenko", "German Galushchenko", "George Bush", "George W. Bush", "George H. W. Bush",
         "Bill Harrow", "William Harrow", "Bill K. Harrow", "Ada Brook", "Tom Brook", "Brook", "Wael FM"]  # fmt: skip


def person(name: str, country: str | None = None, *, document: str = "") -> Entity:
    identity = content_id("entity", *filter(None, [document]), "person", fold(name))
    return Entity(identity, EntityKind.PERSON, name, (NameCount(name, 1),), (), country)


def body(*names: str) -> Entity:
    counts = tuple(NameCount(name, 1) for name in names)
    return Entity(content_id("entity", "organisation", fold(names[0])), EntityKind.ORGANISATION, names[0], counts, ())


def judged(one: Entity, other: Entity, verdict: str, at: str = "2026-05-05", withdrawn: str | None = None) -> Judgement:
    subject = subject_of(one.id, other.id)
    return Judgement(
        content_id("judgement", subject, at, verdict), subject, verdict, "an editor", at, "seen", withdrawn
    )


def groups(found: Joined) -> set[tuple[str, ...]]:
    return {cluster.entities for cluster in found.clusters}


@pytest.mark.parametrize("place", [n for n, quality in enumerate(QUALITIES) if quality == "STRONG"])
def test_strong_rows(place: int) -> None:
    one, two, expected = ROWS[place]
    assert outcome(one, two) == expected, f"{one.name} | {two.name}"


def test_there_are_rows_of_each_outcome() -> None:
    assert len(QUALITIES) == len(ROWS) >= 60
    assert {expected for _, _, expected in ROWS} == {"join", "possible", "apart"}


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from([None, "UKR", "USA"])), max_size=9), st.randoms())
@settings(max_examples=60)
def test_the_order_of_documents_changes_nothing(drawn: Sequence[tuple[str, str | None]], chance: random.Random) -> None:
    entities = [person(name, country) for name, country in drawn]
    turned = list(entities)
    chance.shuffle(turned)
    assert join_entities(entities) == join_entities(turned) == join_entities([*entities, *turned])


@given(st.lists(st.sampled_from(NAMES), max_size=9, unique=True))
def test_every_join_has_a_reason_and_every_cluster_its_joins(names: list[str]) -> None:
    found = join_entities([person(name) for name in names])
    for cluster in found.clusters:
        assert len(cluster.joins) >= len(cluster.entities) - 1
        assert all(join.reason and join.one < join.other for join in cluster.joins)
    ids = [identity for cluster in found.clusters for identity in cluster.entities]
    assert len(ids) == len(set(ids))
    assert all(join.reason for join in found.possible)


def test_what_answers_to_two_is_joined_to_neither() -> None:
    one, other, both = person("George W. Bush"), person("George H. W. Bush"), person("George Bush")
    found = join_entities([one, other, both])
    assert not found.clusters
    assert len(found.possible) == 2


def test_a_surname_joins_no_two_documents() -> None:
    entities = [person("Brook", document="a"), person("Brook", document="b"), person("Ada Brook")]
    assert not join_entities(entities).clusters


def test_a_name_that_is_held_to_its_story_joins_nothing() -> None:
    guards = [
        Entity(content_id("entity", story, "government", "coast guard"), EntityKind.GOVERNMENT, "Coast Guard", (), ())
        for story in ("a", "b")
    ]
    assert join_entities(guards) == Joined((), ())


def test_a_name_cut_short_in_its_document_stands_for_nothing_elsewhere() -> None:
    assert not join_entities([body("Larkfield Harbour Federation", "Larkfield"), body("Larkfield")]).clusters


def test_a_judgement_joins_and_keeps_apart() -> None:
    one, other, far = person("Herman Halushchenko"), person("Herman Galushchenko"), person("Tom Brook")
    assert groups(join_entities([one, other])) == {tuple(sorted((one.id, other.id)))}
    assert not join_entities([one, other], [judged(one, other, "different")]).clusters
    found = join_entities([one, far], [judged(one, far, "same")])
    assert found.clusters[0].joins[0].reason == "judged by an editor: seen"


def test_a_withdrawn_judgement_is_none_and_the_later_counts() -> None:
    one, other = person("Herman Halushchenko"), person("Herman Galushchenko")
    assert join_entities([one, other], [judged(one, other, "different", withdrawn="2026-05-06")]).clusters
    verdicts = [judged(one, other, "different", "2026-05-05"), judged(one, other, "same", "2026-05-07")]
    assert join_entities([one, other], verdicts).clusters
    assert join_entities([one, other], verdicts[::-1]).clusters


def test_what_is_judged_different_is_in_no_one_cluster() -> None:
    one, two, three = person("Ada Brook"), person("Tom Brook"), person("Eve Brook")
    verdicts = [judged(one, two, "same", "2026-05-05"), judged(two, three, "same", "2026-05-06"), judged(one, three, "different", "2026-05-07")]  # fmt: skip
    assert groups(join_entities([one, two, three], verdicts)) == {tuple(sorted((two.id, three.id)))}


def test_a_judgement_on_what_is_not_there_waits() -> None:
    one, other = person("Ada Brook"), person("Tom Brook")
    assert join_entities([one], [judged(one, other, "same")]) == Joined((), ())


def test_a_short_form_of_two_bodies_is_neither() -> None:
    entities = [body("National Anti-Corruption Bureau"), body("Northern Area Coast Board"), body("NACB")]
    assert not join_entities(entities).clusters


def test_two_letters_need_two_documents_that_define_them() -> None:
    defined, short = body("Larkfield Motors", "LM"), body("LM")
    assert not join_entities([defined, short]).clusters
    assert join_entities([defined, defined, short]).clusters


def test_slips() -> None:
    assert is_slip("energoatom", "energoatem")
    assert is_slip("lindqvist", "lindqvst")
    assert is_slip("lindqvist", "lindqvits")
    assert not is_slip("energoatom", "energoaton")
    assert not is_slip("brandy", "brandi")
    assert not is_slip("stefanishyn", "stefanishyna")
    assert not is_slip("stefanishyna", "stefanishyno")


def test_thousands_take_seconds() -> None:
    entities = many(3000)
    started = time.process_time()
    join_entities(entities)
    assert time.process_time() - started < 10
