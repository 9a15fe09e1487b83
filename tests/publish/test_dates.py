"""Dates in words: as precise as they are written, and none made up."""

from __future__ import annotations

import pytest

from onrecord.publish.shared.dates import date_parts, date_words, day_words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2026-05-03", "3 May 2026"), ("2026-05", "May 2026"), ("2026", "2026"), ("2026-W18", "week 18 of 2026"),
        ("2026-W18-WE", "weekend of week 18 of 2026"), ("2026-Q2", "second quarter of 2026"), ("2026-H1", "first half of 2026"),
        ("2026-SU", "summer of 2026"), ("202", "2020s"), ("20", "2000s"), ("2026-05-03T14:30", "3 May 2026, 14:30"), ("2026-99-01", "2026-99-01"),
        ("soon", "soon"),
    ],
)  # fmt: skip
def test_dates_in_words_are_as_precise_as_they_are_written(value: str, words: str) -> None:
    assert date_words(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2026-05-03T14:30:00+02:00", "3 May 2026"), ("2026-05-03 14:30", "3 May 2026"), ("XXXX-05-03", "3 May (year not known)"),
        ("XXXX-05", "May (year not known)"), ("2026-W18-3", "2026-W18-3"), ("2026-02-30", "2026-02-30"), ("20260503", "20260503"),
        ("", None), (None, None),
    ],
)  # fmt: skip
def test_a_day_in_words_leaves_the_time_out_and_nothing_else(value: str | None, words: str | None) -> None:
    assert day_words(value) == words


@pytest.mark.parametrize(
    ("value", "parts"),
    [("2026-05-03T14:30", (2026, 5, 3)), ("2026-05", (2026, 5)), ("2026-W18", (2026,)), ("2026-13", ()), (None, ())],
)
def test_parts_of_a_date_are_those_of_the_calendar(value: str | None, parts: tuple[int, ...]) -> None:
    assert date_parts(value) == parts
