"""The CoNLL score of coreference: the mean of MUC, B³ and CEAF-e (Pradhan et al. 2014), where each mention has the name of its cluster."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from evaluation import clusters
from evaluation.clusters import f_score, group

Placed = Mapping[Hashable, Hashable]
"""Of each mention its cluster."""


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1, in per cent."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean, 0 where both are."""
        return f_score(self.precision, self.recall)


def muc(gold: Placed, found: Placed) -> Score:
    """Links that are kept."""
    chains, guesses = group(gold), group(found)
    return Score(_percent(*clusters.muc(guesses, chains)), _percent(*clusters.muc(chains, guesses)))


def b_cubed(gold: Placed, found: Placed) -> Score:
    """Of each mention of the gold how much of its cluster is of its chain, and of its chain in its cluster; 0 where it is not found."""
    chains, guesses = group(gold), group(found)
    right, whole = clusters.b_cubed(guesses, chains)[0], clusters.b_cubed(chains, guesses)[0]
    return Score(_percent(right, len(gold)), _percent(whole, len(gold)))


def ceaf_e(gold: Placed, found: Placed) -> Score:
    """Clusters set against chains one to one, as well as can be."""
    total, chains, guesses = clusters.ceaf(group(gold), group(found))
    return Score(_percent(total, guesses), _percent(total, chains))


def _percent(part: float, whole: float) -> float:
    return 100 * part / whole if whole else 0.0


def conll(gold: Placed, found: Placed) -> dict[str, float]:
    """F1 of the three and their mean, `CoNLL`; both sides must have the same mentions."""
    if gold.keys() != found.keys():
        raise ValueError("the two sides have different mentions")
    scores = {"MUC": muc(gold, found).f1, "B3": b_cubed(gold, found).f1, "CEAF-e": ceaf_e(gold, found).f1}
    return {**scores, "CoNLL": sum(scores.values()) / 3}
