"""Two clusterings of mentions set against each other: MUC, B³ and CEAF-e, as the CoNLL score takes them (Pradhan et al. 2014).

Each measure gives sums over the clusters of its first side, so that the sums of several documents can be added; with the
sides changed, recall becomes precision. A mention that the other side lacks counts nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence

Clusters = list[set[Hashable]]
Pairs = dict[tuple[int, int], float]
"""Of a cluster of either side, by number, how alike they are."""


def group(placed: Mapping[Hashable, Hashable]) -> Clusters:
    """The clusters of mentions that have each the name of its cluster."""
    clusters: dict[Hashable, set[Hashable]] = defaultdict(set)
    for mention, cluster in placed.items():
        clusters[cluster].add(mention)
    return list(clusters.values())


def muc(gold: Clusters, ours: Clusters) -> tuple[float, float]:
    """Links found, links there are: Vilain et al. 1995."""
    place = _places(ours)
    right = sum(len(c) - len({place.get(m, ("alone", m)) for m in c}) for c in gold)
    return right, sum(len(c) - 1 for c in gold)


def b_cubed(gold: Clusters, ours: Clusters) -> tuple[float, float]:
    """Of each mention of `gold` how much of its cluster stands with it, and the number of mentions: Bagga and Baldwin 1998."""
    place = _places(ours)
    total = 0.0
    for cluster in gold:
        shares = Counter(place[mention] for mention in cluster if mention in place)
        total += sum(count * count for count in shares.values()) / len(cluster)
    return total, sum(map(len, gold))


def ceaf(gold: Clusters, ours: Clusters) -> tuple[float, float, float]:
    """Likeness of the best one-to-one alignment, number of gold and of our clusters: Luo 2005 with phi4."""
    place = _places(ours)
    likeness: Pairs = {}
    for number, cluster in enumerate(gold):
        shares = Counter(place[mention] for mention in cluster if mention in place)
        for other, count in sorted(shares.items()):
            likeness[number, other] = 2 * count / (len(cluster) + len(ours[other]))
    return sum(map(_best_total, _parts(likeness))), len(gold), len(ours)


def f_score(precision: float, recall: float) -> float:
    """The harmonic mean, 0 where both are."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _places(clusters: Clusters) -> dict[Hashable, int]:
    return {mention: number for number, cluster in enumerate(clusters) for mention in cluster}


def _parts(likeness: Pairs) -> list[Pairs]:
    """The pairs in sets that share no cluster, so that each set is aligned by itself: the cost is cubic."""
    of_one, of_other = defaultdict(list), defaultdict(list)
    for pair in likeness:
        of_one[pair[0]].append(pair)
        of_other[pair[1]].append(pair)
    parts, seen = [], set()
    for start in likeness:
        part, waiting = {}, [start]
        while waiting:
            pair = waiting.pop()
            if pair not in seen:
                seen.add(pair)
                part[pair] = likeness[pair]
                waiting += of_one[pair[0]] + of_other[pair[1]]
        if part:
            parts.append(part)
    return parts


def _best_total(pairs: Pairs) -> float:
    """The greatest total of pairs of which no two share a side."""
    rows = {one: number for number, one in enumerate(dict.fromkeys(one for one, _ in pairs))}
    columns = {other: number for number, other in enumerate(dict.fromkeys(other for _, other in pairs))}
    table = [[0.0] * len(columns) for _ in rows]
    for (one, other), value in pairs.items():
        table[rows[one]][columns[other]] = value
    return best_alignment(table)


def best_alignment(weights: Sequence[Sequence[float]]) -> float:
    """The largest sum of weights of a one-to-one alignment (Kuhn 1955, with potentials)."""
    if not weights or not weights[0]:
        return 0.0
    if len(weights) > len(weights[0]):
        weights = [list(column) for column in zip(*weights, strict=True)]
    rows, columns = len(weights), len(weights[0])
    up, vp, match = [0.0] * (rows + 1), [0.0] * (columns + 1), [0] * (columns + 1)
    for row in range(1, rows + 1):
        match[0], column = row, 0
        slack, used, way = [float("inf")] * (columns + 1), [False] * (columns + 1), [0] * (columns + 1)
        while match[column]:
            used[column] = True
            at, delta, following = match[column], float("inf"), 0
            for j in range(1, columns + 1):
                if used[j]:
                    continue
                cost = -weights[at - 1][j - 1] - up[at] - vp[j]
                if cost < slack[j]:
                    slack[j], way[j] = cost, column
                if slack[j] < delta:
                    delta, following = slack[j], j
            for j in range(columns + 1):
                if used[j]:
                    up[match[j]] += delta
                    vp[j] -= delta
                else:
                    slack[j] -= delta
            column = following
        while column:
            match[column], column = match[way[column]], way[column]
    return sum(weights[match[j] - 1][j - 1] for j in range(1, columns + 1) if match[j])
