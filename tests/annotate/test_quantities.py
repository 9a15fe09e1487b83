"""Quantities: the table `tests/cases/quantities.csv`, and what must hold for any text."""

from __future__ import annotations

import time

import pytest
from evaluation.quantities import Case, read_table
from hypothesis import given
from hypothesis import strategies as st

from onrecord.annotate.quantities import read_quantities
from onrecord.model import Approximate, Quantity, Span

CASES = read_table()


def read(text: str) -> tuple[Quantity, ...]:
    return read_quantities(text, [Span(0, len(text))], story="story-x")


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES if case.quality == "STRONG"])
def test_strong_rows(case: Case) -> None:
    assert [one.core for one in case.found] == [one.core for one in case.expected]


def test_nineteen_rows_in_twenty_are_right() -> None:
    assert sum(case.is_right for case in CASES) >= 0.95 * len(CASES)


NONE = [
    "Su-35 jets met the S-400 missiles near Route 9",
    "the 2008-09 crisis, Between 2015 and 2020, in the 1990s",
    "At 10.30am, at 5pm, 1400 GMT, 18:00 local time",
    "on 12 and 13 March, March 3-5, from 3 to 5 November",
    "He won 4-3; she beat him 6-4, 6-3",
    "Resolution 2334, Article 5, Chapter 7, Room 101 and page 45",
    "call +44 20 7946 0958 or come to 10 Downing Street",
    "children under five, people aged 18 to 25 and over-65s",
    "the second half and a third man, no-one else",
    "155mm shells, a 9mm pistol and 7.62mm rounds",
    "at 21.2 degrees North",
    "in a second attack, in a year like this one",
]


@pytest.mark.parametrize("text", NONE)
def test_numbers_that_measure_nothing(text: str) -> None:
    assert [one.evidence.text for one in read(text)] == []


VAGUE = [
    ("Scores of people were hurt", "people"),
    ("dozens were arrested", None),
    ("tens of thousands of homes", "homes"),
]


@pytest.mark.parametrize(("text", "of"), VAGUE)
def test_words_without_a_number_have_no_value(text: str, of: str | None) -> None:
    (one,) = read(text)
    assert (one.value, one.low, one.approximate, one.of) == (None, None, Approximate.ABOUT, of)


def test_what_is_restated_in_one_bracket_restates_the_first() -> None:
    first, *others = read("fined 2,000 Swiss francs (about $2,250; £1,780)")
    assert [one.equivalent_of for one in others] == [first.id, first.id]


PIECES = ["1,000", "12", "five", "a ", "half ", "million", "bn", "$", "€", "%", " of ", " to ", "-", "–", "people", " (", ")", ".", " and ", "km", " ", "R", "m", "½"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_amounts_stand_in_their_text_in_order(text: str) -> None:
    found = read(text)
    spans = [one.evidence.span for one in found]
    assert all(text[one.evidence.span.start : one.evidence.span.end] == one.evidence.text for one in found)
    assert all(a.end <= b.start for a, b in zip(spans, spans[1:], strict=False))
    assert all(
        (one.approximate is Approximate.RANGE) == (one.low is not None) == (one.high is not None) for one in found
    )
    assert all(one.value is None for one in found if one.low is not None)


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    read(text) if text else None


HOSTILE = ["1," * 10_000, "1 " * 10_000, "one " * 4_000, "and " * 4_000, "$" * 20_000, "(" * 20_000, "1-" * 10_000, "a hundred " * 5_000,
           "half a " * 3_000, "1 to " * 4_000, "9" * 20_000, "000 " * 4_000, "of the " * 3_000, "about " * 3_000, "tens of " * 3_000,
           "1m " * 4_000, "minus " * 3_000, " " * 20_000, "two in " * 3_000, "1 million people or " * 2_500]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:10])
def test_hostile_lines_stay_linear(text: str) -> None:
    read("one")
    begun = time.process_time()
    read(text)
    assert time.process_time() - begun < 4


def test_pounds_in_the_bracket_of_a_mass_are_a_mass() -> None:
    first, second = read("38 kilograms (84 pounds) of it")
    assert (second.kind.value, second.unit, second.equivalent_of) == ("mass", "pound", first.id)


def test_a_currency_that_is_not_known_is_money_without_a_unit() -> None:
    first, second = read("about 310 million Ilmaran dollars ($205 million)")
    assert (first.evidence.text, first.kind.value, first.unit) == ("about 310 million Ilmaran dollars", "money", None)
    assert second.equivalent_of == first.id
