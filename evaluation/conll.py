"""The CoNLL score of coreference: the mean of MUC, B³ and CEAF-e (Pradhan et al. 2014), over the same mentions on both sides."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

Clusters = Mapping[Hashable, Hashable]
"""Of each mention its cluster."""


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1, in per cent."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean, 0 where both are."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def muc(gold: Clusters, found: Clusters) -> Score:
    """Links that are kept (Vilain et al. 1995)."""
    return Score(_kept_links(found, gold), _kept_links(gold, found))


def _kept_links(key: Clusters, response: Clusters) -> float:
    groups = _groups(key)
    links = sum(len(members) - 1 for members in groups)
    kept = sum(len(members) - len({response[mention] for mention in members}) for members in groups)
    return 100 * kept / links if links else 0.0


def b_cubed(gold: Clusters, found: Clusters) -> Score:
    """Of each mention how much of its cluster is of its chain, and of its chain in its cluster (Bagga and Baldwin 1998)."""
    both = Counter((gold[mention], found[mention]) for mention in gold)
    chains, clusters = Counter(gold.values()), Counter(found.values())
    count = max(1, len(gold))
    precision = sum(n * n / clusters[cluster] for (_, cluster), n in both.items())
    recall = sum(n * n / chains[chain] for (chain, _), n in both.items())
    return Score(100 * precision / count, 100 * recall / count)


def ceaf_e(gold: Clusters, found: Clusters) -> Score:
    """Clusters set against chains one to one, as well as can be (Luo 2005, entity based)."""
    both = Counter((gold[mention], found[mention]) for mention in gold)
    chains, clusters = Counter(gold.values()), Counter(found.values())
    likeness = {pair: 2 * n / (chains[pair[0]] + clusters[pair[1]]) for pair, n in both.items()}
    total = sum(_best_total(part) for part in _parts(likeness))
    return Score(100 * total / max(1, len(clusters)), 100 * total / max(1, len(chains)))


def _parts(likeness: Mapping[tuple[Hashable, Hashable], float]) -> list[dict[tuple[Hashable, Hashable], float]]:
    """The pairs in sets that share no chain and no cluster, so that each set is matched by itself."""
    of_chain, of_cluster = defaultdict(list), defaultdict(list)
    for pair in likeness:
        of_chain[pair[0]].append(pair)
        of_cluster[pair[1]].append(pair)
    parts, seen = [], set()
    for start in likeness:
        part, waiting = {}, [start]
        while waiting:
            pair = waiting.pop()
            if pair not in seen:
                seen.add(pair)
                part[pair] = likeness[pair]
                waiting += of_chain[pair[0]] + of_cluster[pair[1]]
        if part:
            parts.append(part)
    return parts


def _best_total(pairs: Mapping[tuple[Hashable, Hashable], float]) -> float:
    """The greatest total of pairs of which no two share a side."""
    rows = {chain: n for n, chain in enumerate(dict.fromkeys(chain for chain, _ in pairs))}
    columns = {cluster: n for n, cluster in enumerate(dict.fromkeys(cluster for _, cluster in pairs))}
    size = max(len(rows), len(columns))
    table = [[0.0] * size for _ in range(size)]
    for (chain, cluster), value in pairs.items():
        table[rows[chain]][columns[cluster]] = value
    return assign(table)


def assign(table: Sequence[Sequence[float]]) -> float:
    """The greatest total of one value a row and a column of a square table: the Hungarian method, cubic in its side."""
    size = len(table)
    of_row, of_column = [0.0] * (size + 1), [0.0] * (size + 1)
    match = [0] * (size + 1)
    for row in range(1, size + 1):
        match[0], column = row, 0
        least, before, used = [float("inf")] * (size + 1), [0] * (size + 1), [False] * (size + 1)
        while match[column]:
            used[column] = True
            here, step, following = match[column], float("inf"), 0
            for other in range(1, size + 1):
                if used[other]:
                    continue
                cost = -table[here - 1][other - 1] - of_row[here] - of_column[other]
                if cost < least[other]:
                    least[other], before[other] = cost, column
                if least[other] < step:
                    step, following = least[other], other
            for other in range(size + 1):
                if used[other]:
                    of_row[match[other]] += step
                    of_column[other] -= step
                else:
                    least[other] -= step
            column = following
        while column:
            match[column] = match[before[column]]
            column = before[column]
    return sum(table[match[column] - 1][column - 1] for column in range(1, size + 1))


def conll(gold: Clusters, found: Clusters) -> dict[str, float]:
    """F1 of the three and their mean, `CoNLL`; both sides must have the same mentions."""
    if gold.keys() != found.keys():
        raise ValueError("the two sides have different mentions")
    scores = {"MUC": muc(gold, found).f1, "B3": b_cubed(gold, found).f1, "CEAF-e": ceaf_e(gold, found).f1}
    return {**scores, "CoNLL": sum(scores.values()) / 3}


def _groups(clusters: Clusters) -> list[list[Hashable]]:
    groups: dict[Hashable, list[Hashable]] = defaultdict(list)
    for mention, cluster in clusters.items():
        groups[cluster].append(mention)
    return list(groups.values())
