"""Clusters by linkage over weighted pairs: the same whatever the order of the pairs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.float64]
DIGITS = 9


def group(
    ids: Iterable[str],
    weights: Mapping[tuple[str, str], float],
    least: float,
    missing: float,
    best: float = 0.0,
) -> tuple[frozenset[str], ...]:
    """Joins the two clusters that are most alike as long as they are so by `least`: `best` parts of the highest weight of their
    pairs, the rest of the mean. A pair without a weight has `missing`. Of equals the clusters with the smallest ids come first.
    Time and space go with the square of the ids.
    """
    names = sorted(ids)
    if len(names) < 2:
        return tuple(frozenset((name,)) for name in names)
    return tuple(
        frozenset(names[place] for place in members)
        for members in _Clusters(*_tables(names, weights, missing), best).join(least)
    )


def _tables(names: Sequence[str], weights: Mapping[tuple[str, str], float], missing: float) -> tuple[Table, Table]:
    """Sums and highest weights of the pairs of names, where each is a cluster."""
    place = {name: number for number, name in enumerate(names)}
    sums, highest = np.full((len(names), len(names)), missing), np.zeros((len(names), len(names)))
    here, there = (np.array([place[pair[side]] for pair in weights], dtype=np.intp) for side in (0, 1))
    values = np.fromiter(weights.values(), dtype=np.float64, count=len(weights))
    for table in (sums, highest):
        table[here, there] = table[there, here] = values
    return sums, highest


class _Clusters:
    """Clusters of places, each in the row of its smallest; `nearest` is for each the row of the most alike, the first of equals."""

    def __init__(self, sums: Table, highest: Table, best: float) -> None:
        self.sums, self.highest, self.best = sums, highest, best
        self.members = [[place] for place in range(len(sums))]
        self.alive = np.ones(len(sums), dtype=bool)
        self.sizes = np.ones(len(sums))
        self.alike = np.vstack([self._row(place) for place in range(len(sums))])
        self.nearest = self.alike.argmax(axis=1)

    def _row(self, place: int) -> Table:
        mean = self.sums[place] / (self.sizes * self.sizes[place])
        row: Table = np.round(self.best * self.highest[place] + (1 - self.best) * mean, DIGITS)
        row[~self.alive] = -1.0
        row[place] = -1.0
        return row

    def join(self, least: float) -> list[list[int]]:
        """The members of the clusters when no two are alike enough."""
        every = np.arange(len(self.alike))
        while True:
            likes = np.where(self.alive, self.alike[every, self.nearest], -1.0)
            one = int(likes.argmax())
            if likes[one] < least:
                break
            self._merge(*sorted((one, int(self.nearest[one]))))
        return [members for members, is_alive in zip(self.members, self.alive, strict=True) if is_alive]

    def _merge(self, one: int, other: int) -> None:
        """`other` goes into `one`, which is the smaller."""
        self.members[one] += self.members[other]
        self.alive[other] = False
        self.sizes[one] += self.sizes[other]
        self.sums[one] += self.sums[other]
        self.sums[:, one] = self.sums[one]
        self.highest[one] = np.maximum(self.highest[one], self.highest[other])
        self.highest[:, one] = self.highest[one]
        row = self._row(one)
        self.alike[one] = self.alike[:, one] = row
        self.alike[:, other] = self.alike[other] = -1.0
        self.nearest[one] = row.argmax()
        lost = np.flatnonzero(self.alive & ((self.nearest == one) | (self.nearest == other)))
        self.nearest[lost] = self.alike[lost].argmax(axis=1)
        likes = self.alike[np.arange(len(row)), self.nearest]
        self.nearest[(row > likes) | (row == likes) & (one < self.nearest)] = one
