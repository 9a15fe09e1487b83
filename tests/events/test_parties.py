"""Parties as phrases."""

from __future__ import annotations

import pytest

from onrecord.events.coding import event_date
from onrecord.events.parties import Phrase, with_names
from onrecord.model import Evidence, Span, Time, Timex


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        ([range(3, 5)], [(3, 4), (7,)]),
        ([range(3, 4), range(4, 5)], [(3,), (4,), (7,)]),
        ([], [(3,), (4,), (7,)]),
    ],
)
def test_pieces_of_one_name_are_one_party(names: list[range], wanted: list[tuple[int, ...]]) -> None:
    """ "Samir FM": the parse took the second word for a conjunct of the first."""
    found = [Phrase((7,), 7, 0.5), Phrase((4,), 4, 0.1), Phrase((3,), 3, 0.2)]
    assert [phrase.words for phrase in with_names(found, names)] == wanted


@pytest.mark.parametrize(
    ("value", "precision"),
    [
        ("2026-03-04", "day"),
        ("2026-03", "month"),
        ("2025-Q3", "quarter"),
        ("2026-H1", "half"),
        ("2025-SU", "season"),
        ("2026-W12", "week"),
        ("2026-03-04T15:00", "time"),
        ("XXXX-10-01", "day"),
        ("199", "decade"),
        ("BC0044", "year"),
        (None, None),
        ("P3Y", None),
    ],
)
def test_a_date_is_as_near_as_its_value_tells(value: str | None, precision: str | None) -> None:
    time = Time("time-1", "story-1", Evidence("then", Span(0, 4)), Timex.DATE, value, None, None)
    found = event_date(time)
    assert (found.value, found.precision) == (value if precision else None, precision)
