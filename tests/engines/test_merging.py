"""Portions on their way to workers and back: order, bounds, and what happens to what workers do not survive."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator

from hypothesis import given
from hypothesis import strategies as st

from onrecord.engines.merging import AHEAD, TRIES, Merging
from onrecord.engines.shards import HEAVY, PORTION, Lost, Portion, PortionRead, cut_portions
from onrecord.intake import Place
from onrecord.issues import make_issue


class Drawn:
    """A pool whose workers answer in an order that is drawn, and end at what they are told to end at, so many times."""

    def __init__(self, workers: int, seed: int, ends: dict[str, int] | None = None) -> None:
        self.workers = workers
        self.given: Counter[str] = Counter()
        self._out: list[Portion] = []
        self._order = random.Random(seed)
        self._ends = Counter(ends or {})

    def has_room(self) -> bool:
        return len(self._out) < self.workers

    def give(self, portion: Portion) -> None:
        self._out.append(portion)

    def take(self, *, wait: bool) -> list[tuple[Portion, PortionRead | Lost]]:
        if not self._out or (not wait and self._order.random() < 0.5):
            return []
        portion = self._out.pop(self._order.randrange(len(self._out)))
        names = [piece.target for piece in portion.pieces if isinstance(piece, Place)]
        self.given.update(names)
        for name in names:
            if self._ends[name] > 0:
                self._ends[name] -= 1
                return [(portion, Lost("its worker was ended by SIGKILL"))]
        return [(portion, PortionRead(issues=tuple(make_issue("empty", name, room="t") for name in names)))]

    def close(self) -> None:
        self._out.clear()


def places(count: int) -> list[Place]:
    return [Place(f"{number:04}", 1) for number in range(count)]


def names_of(found: Iterable[tuple[Portion, PortionRead]]) -> list[str]:
    return [issue.message for _, read in found for issue in read.issues]


@given(st.integers(0, 120), st.integers(1, 9), st.integers(1, 40), st.integers())
def test_everything_comes_once_and_in_order(count: int, workers: int, shard: int, seed: int) -> None:
    pieces = places(count)
    found = list(Merging(Drawn(workers, seed), cut_portions(pieces, shard)))
    assert names_of(found) == [piece.target for piece in pieces]
    assert [portion.number for portion, _ in found] == list(range(len(found)))
    assert [portion.shard for portion, _ in found for _ in portion.pieces] == [place // shard for place in range(count)]


@given(st.dictionaries(st.integers(0, 59), st.integers(1, 9), max_size=8), st.integers(1, 5), st.integers())
def test_what_no_worker_survives_is_named_and_the_rest_goes_on(ends: dict[int, int], workers: int, seed: int) -> None:
    pool = Drawn(workers, seed, {f"{place:04}": times for place, times in ends.items()})
    found = names_of(Merging(pool, cut_portions(places(60), 20)))
    assert len(found) == 60
    for place, message in enumerate(found):
        assert message.startswith(f"{place:04}")
        assert ("left out of shard" in message) == (message != f"{place:04}")
    assert all(times <= 2 * TRIES for times in pool.given.values()), "nothing is tried without end"
    lost = [place for place, message in enumerate(found) if message != f"{place:04}"]
    assert set(lost) <= {place for place, times in ends.items() if times >= TRIES}


def test_a_worker_that_is_ended_once_loses_nothing() -> None:
    assert names_of(Merging(Drawn(2, 1, {"0003": 1, "0044": 1}), cut_portions(places(60)))) == [
        p.target for p in places(60)
    ]


def test_the_issue_says_what_and_why() -> None:
    ((portion, read),) = Merging(Drawn(1, 1, {"0001": 99}), cut_portions([Place("0000", 1), Place("0001", 1)], 1_000))
    (_, issue) = read.issues
    assert (issue.code, issue.room, issue.severity.value) == ("shard-failed", "engines", "error")
    assert (
        issue.message
        == "0001: could not be read, 2 times over (its worker was ended by SIGKILL); left out of shard 0, the rest went on"
    )
    assert portion.name == "0000 to 0001"


def test_no_more_is_cut_than_may_wait() -> None:
    """The first portion never comes back while it may not: behind it no more than a window is cut."""
    cut = 0

    def counted() -> Iterator[Portion]:
        nonlocal cut
        for portion in cut_portions(places(10_000)):
            cut += 1
            yield portion

    class Stuck(Drawn):
        def take(self, *, wait: bool) -> list[tuple[Portion, PortionRead | Lost]]:
            later = [portion for portion in self._out if portion.number > 0]
            if not later:
                self._out.clear()
                return [(Portion(0, 0, tuple(places(PORTION))), PortionRead())] if wait else []
            self._out.remove(later[0])
            return [(later[0], PortionRead())]

    merging = Merging(Stuck(3, 1), counted())
    assert next(merging)[0].number == 0
    assert cut <= AHEAD * 3 + 3


def test_portions_are_small() -> None:
    heavy = [Place(f"{number}", HEAVY // 3 + 1) for number in range(10)]
    assert [len(portion.pieces) for portion in cut_portions(heavy)] == [3, 3, 3, 1]
    assert [len(portion.pieces) for portion in cut_portions(places(20), 10)] == [8, 2, 8, 2]
    assert list(cut_portions([])) == []
