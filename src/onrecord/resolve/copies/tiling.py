"""Which words two texts share, in whatever order the parts of one stand in the other: greedy string tiling (Wise 1993), the
measure by which reuse of agency copy in newspapers has been studied (Clough, Gaizauskas, Piao and Wilks 2002).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from heapq import heapify, heappop, heappush
from typing import NamedTuple

SHORTEST = 4
"""Words of a tile."""
PLACES = 12
"""Places that a run of words may have in a text to be looked for in another: a table of figures repeats itself without end."""


class Tile(NamedTuple):
    """A run of words that both texts have: where it begins in each, and its length in words."""

    one: int
    other: int
    length: int

    def end_one(self) -> int:
        """The word after its last in the first text."""
        return self.one + self.length

    def end_other(self) -> int:
        """The word after its last in the second text."""
        return self.other + self.length


def tile(one: Sequence[str], other: Sequence[str]) -> tuple[Tile, ...]:
    """The shared runs, longest first to be chosen, in the order of the first text; none overlaps another in either text."""
    waiting = [(-found.length, found.one, found.other) for found in _runs(one, other)]
    heapify(waiting)
    taken_one, taken_other = bytearray(len(one)), bytearray(len(other))
    tiles: list[Tile] = []
    while waiting:
        negative, start_one, start_other = heappop(waiting)
        run = Tile(start_one, start_other, -negative)
        free = tuple(_free(run, taken_one, taken_other))
        if free == (run,):
            tiles.append(run)
            taken_one[run.one : run.end_one()] = b"\1" * run.length
            taken_other[run.other : run.end_other()] = b"\1" * run.length
        else:
            for part in free:
                heappush(waiting, (-part.length, part.one, part.other))
    return tuple(sorted(tiles))


def _runs(one: Sequence[str], other: Sequence[str]) -> Iterator[Tile]:
    """Shared runs that can be made longer at neither end, each once."""
    ours, theirs = _places(tuple(one)), _places(tuple(other))
    ends: dict[int, int] = {}
    for i, j in sorted((i, j) for run in ours.keys() & theirs.keys() for i in ours[run] for j in theirs[run]):
        if ends.get(i - j, 0) <= i:
            found = _longest(one, other, i, j)
            ends[i - j] = found.end_one()
            yield found


@lru_cache(maxsize=256)
def _places(words: tuple[str, ...]) -> dict[tuple[str, ...], list[int]]:
    """Where each run stands that does not stand in too many places; kept, because one story is compared with many."""
    places: dict[tuple[str, ...], list[int]] = {}
    for i in range(len(words) - SHORTEST + 1):
        places.setdefault(words[i : i + SHORTEST], []).append(i)
    return {run: found for run, found in places.items() if len(found) <= PLACES}


def _longest(one: Sequence[str], other: Sequence[str], i: int, j: int) -> Tile:
    end = SHORTEST
    while i + end < len(one) and j + end < len(other) and one[i + end] == other[j + end]:
        end += 1
    start = 0
    while start < min(i, j) and one[i - start - 1] == other[j - start - 1]:
        start += 1
    return Tile(i - start, j - start, start + end)


def _free(run: Tile, taken_one: bytearray, taken_other: bytearray) -> Iterator[Tile]:
    """The parts of a run that no tile has yet."""
    start = 0
    for step in range(run.length + 1):
        if step < run.length and not taken_one[run.one + step] and not taken_other[run.other + step]:
            continue
        if step - start >= SHORTEST:
            yield Tile(run.one + start, run.other + start, step - start)
        start = step + 1
