"""Which two of many are compared: everybody in a small ring, neighbours in a large one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from onrecord.model.blocks import make_rank, pairs_beside, parted, places_beside

SETS = st.sets(st.integers(0, 60), max_size=24).map(sorted)
REACHES = st.integers(1, 5)


def near(ring: list[int], reach: int) -> set[tuple[int, int]]:
    return {
        (min(one, ring[other]), max(one, ring[other]))
        for place, one in enumerate(ring)
        for other in places_beside(place, len(ring), reach)
    }


@given(SETS, REACHES)
def test_each_has_as_many_beside_it(ring: list[int], reach: int) -> None:
    pairs = [(min(pair), max(pair)) for pair in pairs_beside(ring, reach)]
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == near(ring, reach)
    counts = {one: sum(one in pair for pair in pairs) for one in ring}
    assert set(counts.values()) <= {min(2 * reach, len(ring) - 1)}


@given(SETS, SETS, REACHES)
def test_those_that_others_came_between(before: list[int], new: list[int], reach: int) -> None:
    after = sorted({*before, *new})
    assert parted(before, after, reach) == near(before, reach) - near(after, reach)


def test_ranks_go_by_day() -> None:
    days = (None, "2026-03-04", "2026-03-05T10:00", "2027-01-01")
    ranks = [make_rank(day, None, f"digest-{number}") for number, day in enumerate(days)]
    assert ranks == sorted(ranks)
    assert make_rank("not a day", -3, "one") == make_rank(None, -3, "other")
    assert 0 <= make_rank("9999-12-31", -1, "one") < 1 << 63
