"""The lists of the quantity reader are consistent."""

from __future__ import annotations

import re

import pytest

from onrecord.errors import RuleError
from onrecord.model import QuantityKind
from onrecord.rules import read_csv
from onrecord.rules.units import load_approximators, load_counting, load_signs, load_units

KINDS = "a-while about-subject after determiner hyphen level metre million money month name no-participle not-head not-of not-per one-day over-time part-name per placing plural singular stop street toll verb weekday".split()


def test_no_form_of_a_unit_stands_twice() -> None:
    seen: dict[str, str] = {}
    for unit in load_units():
        key = unit.words if len(unit.words) <= 3 else unit.words.lower()
        assert seen.setdefault(key, unit.id) == unit.id, f"{unit.words}: {seen[key]} and {unit.id}"


def test_money_is_in_iso_4217_codes() -> None:
    assert all(re.fullmatch("[A-Z]{3}", code) for code in load_signs().values())
    assert all(u.unit is None or re.fullmatch("[A-Z]{3}", u.unit) for u in load_units() if u.kind is QuantityKind.MONEY)


def test_no_sign_belongs_to_two_currencies() -> None:
    rows = read_csv("annotate/currencies.csv", ("id", "name", "signs", "words", "note"))
    signs = [sign for row in rows for sign in row["signs"].split("|") if sign]
    assert sorted(signs) == sorted(set(signs))


def test_approximators_stand_once() -> None:
    found = [(one.is_before, one.words.lower()) for one in load_approximators()]
    assert len(found) == len(set(found))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_counting_word_is_there(kind: str) -> None:
    assert load_counting(kind)
    assert all(word and word == word.lower() for word in load_counting(kind))


def test_no_other_kinds() -> None:
    rows = read_csv("annotate/counting.csv", ("id", "kind", "words", "note"))
    assert {row["kind"] for row in rows} == set(KINDS)


def test_a_bad_row_is_named() -> None:
    with pytest.raises(RuleError, match=r"units\.csv:2: 2 values for 3 columns"):
        read_csv("units.csv", ("id", "words", "kind"), "id,words,kind\na,b\n")
