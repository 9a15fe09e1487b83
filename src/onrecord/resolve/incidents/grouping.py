"""Clusters by average linkage over weighted pairs: the same whatever the order of the pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def group(
    ids: Sequence[str],
    weights: Mapping[tuple[str, str], float],
    least: float,
    missing: float,
    apart: frozenset[tuple[str, str]] = frozenset(),
) -> tuple[frozenset[str], ...]:
    """Joins the two clusters with the highest mean weight of their pairs as long as it is `least`; a pair without a weight has
    `missing`. Equal means are taken in the order of the clusters' smallest ids. Pairs in `apart` (in the order of ids) never meet.
    """
    clusters: dict[str, set[str]] = {identity: {identity} for identity in sorted(ids)}
    sums: dict[tuple[str, str], float] = {}
    for (one, other), weight in sorted(weights.items()):
        key = (min(one, other), max(one, other))
        sums[key] = weight - missing
    banned = {(min(pair), max(pair)) for pair in apart}
    while True:
        best = _best(clusters, sums, banned, missing)
        if best is None or best[0] < least:
            break
        _, one, other = best
        _merge(clusters, sums, banned, one, other)
    return tuple(frozenset(members) for _, members in sorted(clusters.items()))


def _best(
    clusters: Mapping[str, set[str]],
    sums: Mapping[tuple[str, str], float],
    banned: set[tuple[str, str]],
    missing: float,
) -> tuple[float, str, str] | None:
    found = None
    for (one, other), total in sums.items():
        if (one, other) in banned:
            continue
        mean = round(missing + total / (len(clusters[one]) * len(clusters[other])), 9)
        key = (-mean, one, other)
        if found is None or key < found:
            found = key
    return None if found is None else (-found[0], found[1], found[2])


def _merge(
    clusters: dict[str, set[str]],
    sums: dict[tuple[str, str], float],
    banned: set[tuple[str, str]],
    one: str,
    other: str,
) -> None:
    """`other` goes into `one`, which is the smaller id."""
    clusters[one] |= clusters.pop(other)
    sums.pop((one, other), None)
    for key in [key for key in sums if other in key]:
        there = key[0] if key[1] == other else key[1]
        new = (min(one, there), max(one, there))
        sums[new] = sums.get(new, 0.0) + sums.pop(key)
    for key in [key for key in banned if other in key]:
        there = key[0] if key[1] == other else key[1]
        banned.discard(key)
        banned.add((min(one, there), max(one, there)))
