"""The weights of the matcher of names: `python -m training.names --data DIR`, one second.

Logistic regression by Newton's method with a penalty on the weights, over the observations of `onrecord.names.observing`, on the
826 labelled pairs that OpenSanctions publishes (MIT): 548 of people, 278 of everything else. Pairs that a rule forbids, and
acronyms, are left out: their score is not weighed. Nothing but the weights comes from the pairs.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from onrecord.model import EntityKind
from onrecord.names import Likeness, look, weigh
from onrecord.names.observing import OBSERVATIONS, Seen

WEIGHTS = Path(__file__).parents[1] / "src/onrecord/rules/data/names/weights.csv"
PENALTY = 1.0
STEPS = 30
KINDS = {"Person": EntityKind.PERSON, "Vessel": EntityKind.VESSEL}
HEAD = """# What each observation in two names counts for or against their being one: a logistic regression made by training/names.py.
# id; kind: person, or body for everything else; observation: see onrecord.names.observing, `always` is added to every pair; weight; note: why.
id,kind,observation,weight,note
"""


@dataclass(frozen=True)
class Pair:
    """Two names, whether they are one, and what is seen in them."""

    one: str
    two: str
    kind: EntityKind
    is_same: bool
    seen: Seen | Likeness

    @property
    def table(self) -> str:
        """Which weights hold for it."""
        return "person" if self.kind is EntityKind.PERSON else "body"


def read_pairs(text: str) -> list[Pair]:
    """The labelled pairs of `nk_cases.csv`."""
    found = []
    for row in csv.DictReader(text.splitlines()):
        kind = KINDS.get(row["schema"], EntityKind.ORGANISATION)
        one, two = row["name1"], row["name2"]
        found.append(Pair(one, two, kind, row["is_match"] == "true", look(one, two, kind)))
    return found


def fit(pairs: Sequence[Pair], table: str) -> dict[str, float]:
    """Weights by observation, `always` among them, from the pairs of one table that nothing forbids."""
    names = OBSERVATIONS[table]
    used = [
        (pair.seen, pair.is_same)
        for pair in pairs
        if pair.table == table and isinstance(pair.seen, Seen) and not pair.seen.forbidden
    ]
    seen = np.array([[1.0, *(one.values.get(name, 0.0) for name in names)] for one, _ in used])
    same = np.array([float(is_same) for _, is_same in used])
    found = _newton(seen, same)
    return dict(zip(("always", *names), (round(float(weight), 2) for weight in found), strict=True))


def _newton(seen: NDArray[np.float64], same: NDArray[np.float64]) -> NDArray[np.float64]:
    penalty = np.full(seen.shape[1], PENALTY)
    penalty[0] = 1e-6
    weights = np.zeros(seen.shape[1])
    for _ in range(STEPS):
        expected = 1 / (1 + np.exp(-(seen @ weights)))
        slope = seen.T @ (expected - same) + penalty * weights
        curve = (seen.T * (expected * (1 - expected))) @ seen + np.diag(penalty)
        weights = weights - np.linalg.solve(curve, slope)
    return weights


def score(pair: Pair, weights: dict[str, float]) -> float:
    """The score of a pair under weights."""
    return pair.seen.score if isinstance(pair.seen, Likeness) else weigh(pair.seen, weights).score


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    pairs = read_pairs((parser.parse_args().data / "names" / "nk_cases.csv").read_text(encoding="utf-8"))
    rows = [
        f"weight-{table}-{name},{table},{name},{weight},"
        for table in OBSERVATIONS
        for name, weight in fit(pairs, table).items()
    ]
    WEIGHTS.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
