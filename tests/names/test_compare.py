"""Two names, one or two: the table of cases, and what holds for any two names."""

from __future__ import annotations

import time

import pytest
from evaluation.names import Case, own_cases
from hypothesis import given
from hypothesis import strategies as st

from onrecord.model import EntityKind
from onrecord.names import FORBIDDEN, SAME, compare
from onrecord.names.romanising import bones, readings, sound
from onrecord.names.words import WordKind, read_body, read_person

CASES = own_cases()
STRONG = [case for case in CASES if case.quality == "STRONG"]
KINDS = st.sampled_from(EntityKind)
NAMES = st.text(max_size=40) | st.lists(
    st.sampled_from(["Ada", "Brook", "Jr", "K.", "al-", "bin", "Олег", "习近平", "Bank", "Ltd", "of", "44", "O'Hara", "-"]), max_size=6
).map(" ".join)  # fmt: skip


@pytest.mark.parametrize("case", STRONG, ids=lambda case: f"{case.one} | {case.two}")
def test_strong_rows(case: Case) -> None:
    assert case.is_right, compare(case.one, case.two, case.kind)


def test_there_are_enough_rows() -> None:
    assert len(CASES) >= 120
    assert len({(case.one, case.two) for case in CASES}) == len(CASES)
    assert sum(not case.is_same for case in CASES) > 40


@given(NAMES, NAMES, KINDS)
def test_order_does_not_matter_and_a_score_is_a_share(one: str, two: str, kind: EntityKind) -> None:
    found = compare(one, two, kind)
    assert found == compare(two, one, kind)
    assert 0 <= found.score <= 1


@given(st.lists(st.sampled_from(["Ada", "Brook", "Lindqvist", "Omar", "Vell", "Orsk"]), min_size=1, max_size=4), KINDS)
def test_a_name_is_itself(words: list[str], kind: EntityKind) -> None:
    name = " ".join(words)
    assert compare(name, name, kind).score >= SAME
    assert compare(name, name.upper(), kind).score >= SAME


def test_what_forbids_is_the_last_ground() -> None:
    found = compare("Ruben Ostrow", "Ruben Ostrow Jr", EntityKind.PERSON)
    assert found.score <= FORBIDDEN
    assert found.grounds[-1] == "father and son"


def test_grounds_say_which_words_stand_for_which() -> None:
    found = compare("Pavlo Grinchuk", "Pavlo Hrynchuk", EntityKind.PERSON)
    assert found.grounds == ("same: pavlo", "transliteration: grinchuk, hrynchuk")


def test_two_readings_of_cyrillic() -> None:
    assert readings("Грицик") == ("gritsik", "hrytsyk")
    assert readings("Гринчишин") == ("grinchishin", "hrynchyshyn")
    assert readings("Ґалаґан") == ("galagan",)
    assert readings("Эдуард") == ("eduard",)
    assert readings("...") == ()


def test_sounds_and_bones() -> None:
    assert sound("halushchenko") == sound("galushchenko")
    assert bones("qadhafi") == bones("gaddafi")


def test_a_name_taken_apart() -> None:
    found = read_person("Prof. Lev Ivanovich Orsk Jr.")
    assert [word.text for word in found.words] == ["lev", "ivanovich", "orsk"]
    assert found.words[1].kind is WordKind.PATRONYMIC
    assert found.generation == "2"
    assert read_person("Wael FM").hidden == "fm"
    assert read_person("WAEL FM").hidden is None
    assert read_body("Larkfield Mining Co., Ltd.").form == "limited"
    assert "lmi" in read_body("Larkfield Mining Institute").initials


@pytest.mark.parametrize("letter", ["a", "Я", "习", "م", "a b ", "A.", "-", "'"])
def test_a_long_name_takes_no_longer(letter: str) -> None:
    started = time.perf_counter()
    for kind in (EntityKind.PERSON, EntityKind.ORGANISATION):
        compare(letter * 100_000, letter * 99_999 + "x", kind)
    assert time.perf_counter() - started < 1
