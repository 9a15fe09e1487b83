"""Quantities and times: tables of our own."""

from __future__ import annotations

import pytest

from onrecord.annotate.quantities import read_quantities
from onrecord.annotate.times import read_times
from onrecord.model import Span

AMOUNTS = [
    ("a $100m (£76m) contract", ["$100m|100000000|USD|money|exact", "£76m|76000000|GBP|money|exact"]),
    ("cost A$12.5bn last year", ["A$12.5bn|12500000000|AUD|money|exact"]),
    ("€500m for the port", ["€500m|500000000|EUR|money|exact"]),
    ("2.4bn yen", ["2.4bn yen|2400000000|JPY|money|exact"]),
    ("50 lakh rupees", ["50 lakh rupees|5000000|INR|money|exact"]),
    ("between 10% and 15% of it", ["between 10% and 15%|10-15|%|rate|range"]),
    ("At least seven people died", ["At least seven|7|people|count|at_least"]),
    ("more than 600 pieces of ammunition", ["more than 600|600|pieces|count|more_than"]),
    ("Two hundred and fifty families", ["Two hundred and fifty|250|families|count|exact"]),
    ("18km (11 miles) below", ["18km|18|km|distance|exact", "11 miles|11|mile|distance|exact"]),
    ("a 30-day truce", ["30-day|30|day|duration|exact"]),
    ("the 54-year-old left in 2023", []),
    ("Unit 4417 and No. 10 and an F-16", []),
    ("one of them", []),
]


@pytest.mark.parametrize(("text", "expected"), AMOUNTS)
def test_quantities(text: str, expected: list[str]) -> None:
    found = read_quantities(text, [Span(0, len(text))], story="story-x")
    shown = [
        "|".join((q.evidence.text, f"{q.value:g}" if q.value is not None and q.value < 1e4 else str(int(q.value)) if q.value is not None else f"{q.low:g}-{q.high:g}",
                  q.unit or q.of or "", q.kind.value, q.approximate.value)) for q in found
    ]  # fmt: skip
    assert shown == expected


def test_equivalents_point_to_what_they_restate() -> None:
    found = read_quantities("A$12.5bn (£6.2bn)", [Span(0, 17)], story="story-x")
    assert found[1].equivalent_of == found[0].id


TIMES = [
    ("arrested on Wednesday", ["Wednesday|DATE|2026-02-25"]),
    ("will resume on Friday", ["Friday|DATE|2026-03-06"]),
    ("on 12 November, 2025", ["12 November, 2025|DATE|2025-11-12"]),
    ("in November", ["November|DATE|2025-11"]),
    ("last week and two days ago", ["last week|DATE|2026-W09", "two days ago|DATE|2026-03-01"]),
    ("a 15-month investigation", ["15-month|DURATION|P15M"]),
    ("every Wednesday", ["every Wednesday|SET|XXXX-WXX-3"]),
    ("in the 1990s", ["the 1990s|DATE|199"]),
    ("the third quarter of 2025", ["the third quarter of 2025|DATE|2025-Q3"]),
    ("Tuesday night", ["Tuesday night|TIME|2026-03-03TNI"]),
    ("beaten by men in plain clothes on Thursday evening", ["Thursday evening|TIME|2026-02-26TEV"]),
    ("must be gone by Thursday", ["Thursday|DATE|2026-03-05"]),
    ("He may march on", []),
    ("rose year on year", []),
]


@pytest.mark.parametrize(("text", "expected"), TIMES)
def test_times(text: str, expected: list[str]) -> None:
    found = read_times(text, [Span(0, len(text))], story="story-x", anchor="2026-03-03")
    assert [f"{t.evidence.text}|{t.timex.value}|{t.value}" for t in found] == expected


def test_without_a_day_to_count_from_relative_times_stay_open() -> None:
    found = read_times("on Wednesday", [Span(0, 12)], story="story-x", anchor=None)
    assert found[0].value is None
