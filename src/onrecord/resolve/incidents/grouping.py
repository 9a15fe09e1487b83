"""Clusters by linkage over weighted pairs: the same whatever the order of the pairs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from heapq import heapify, heappop, heappush

DIGITS = 9
Shared = tuple[float, int, float]
"""Of the pairs with a weight between two clusters: the sum of their weights, how many, the highest."""
Entry = tuple[float, int, int, int, int]
"""How alike two clusters are, below zero, so that the most alike come first; the two; how often each had been joined by then."""


def group(
    ids: Iterable[str],
    weights: Mapping[tuple[str, str], float],
    least: float,
    missing: float,
    best: float = 0.0,
) -> tuple[frozenset[str], ...]:
    """Joins the two clusters that are most alike as long as they are so by `least`: `best` parts of the highest weight of their
    pairs, the rest of the mean. A pair without a weight has `missing`. Of equals the clusters with the smallest ids come first.

    Only clusters with a weight between them can be joined: ValueError where `missing` alone would do. Time and space go with the weights, not
    with the square of the ids.
    """
    if missing * (1 - best) >= least:
        raise ValueError(
            f"pairs without a weight count {missing}, which alone joins clusters that are alike by {least}"
        )
    names = sorted(ids)
    place = {name: number for number, name in enumerate(names)}
    clusters = _Clusters(len(names), missing, best)
    for (one, other), weight in weights.items():
        clusters.put(place[one], place[other], weight)
    return tuple(frozenset(names[number] for number in members) for members in clusters.join(least))


class _Clusters:
    """Clusters of numbers, each under its smallest."""

    def __init__(self, count: int, missing: float, best: float) -> None:
        self.missing, self.best = missing, best
        self.members: list[list[int]] = [[number] for number in range(count)]
        self.joined = [0] * count
        """How often each was joined with another; less than none: it is in another."""
        self.near: list[dict[int, Shared]] = [{} for _ in range(count)]

    def put(self, one: int, other: int, weight: float) -> None:
        """A pair with its weight."""
        self.near[one][other] = self.near[other][one] = (weight, 1, weight)

    def join(self, least: float) -> list[list[int]]:
        """The members of the clusters when no two are alike enough."""
        pairs = ((one, other) for one, near in enumerate(self.near) for other in near if one < other)
        waiting = [entry for entry in (self._entry(*pair) for pair in pairs) if -entry[0] >= least]
        heapify(waiting)
        while waiting:
            _, one, other, *joined = heappop(waiting)
            if joined != [self.joined[one], self.joined[other]]:
                continue  # since then one of the two was joined with another
            self._merge(one, other)
            for third in self.near[one]:
                entry = self._entry(*sorted((one, third)))
                if -entry[0] >= least:
                    heappush(waiting, entry)
        return [members for members, joined in zip(self.members, self.joined, strict=True) if joined >= 0]

    def _entry(self, one: int, other: int) -> Entry:
        total, count, highest = self.near[one][other]
        pairs = len(self.members[one]) * len(self.members[other])
        mean = (total + self.missing * (pairs - count)) / pairs
        alike = round(self.best * highest + (1 - self.best) * mean, DIGITS)
        return -alike, one, other, self.joined[one], self.joined[other]

    def _merge(self, one: int, other: int) -> None:
        """`other` goes into `one`, which is the smaller."""
        self.members[one] += self.members[other]
        self.joined[one] += 1
        self.joined[other] = -1
        own = self.near[one]
        del own[other]
        for third, shared in self.near[other].items():
            if third == one:
                continue
            total, count, highest = own.get(third, (0.0, 0, 0.0))
            own[third] = self.near[third][one] = (total + shared[0], count + shared[1], max(highest, shared[2]))
            del self.near[third][other]
        self.near[other] = {}
