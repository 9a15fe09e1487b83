"""Fits the weights of `onrecord/models/incidents.json`: `python -m training.incidents [--affairs 40]`.

Pairs of tellings in our own collection of affairs that share a key, labelled by the happenings marked there; a logistic regression with a
Gaussian prior, fitted by Newton's method. Pairs within a story and pairs across stories have weights of their own. A few seconds, no seed needed.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from evaluation.incidents import Marked, read_marked
from numpy.typing import NDArray

from onrecord.resolve.incidents.comparing import features, keys_of, may_be_one

FILE = Path(__file__).parents[1] / "src" / "onrecord" / "models" / "incidents.json"
PRIOR = 3.0
Pairs = tuple[NDArray[np.float64], NDArray[np.float64], tuple[str, ...]]


def pairs_of(marked: Sequence[Marked]) -> tuple[list[dict[str, float]], list[bool], list[bool]]:
    """Features, whether both are of one happening, whether they stand in one story."""
    rows, labels, within = [], [], []
    keys = {one.telling.id: keys_of(one.telling) for one in marked}
    for one, other in combinations(marked, 2):
        if keys[one.telling.id] & keys[other.telling.id] and may_be_one(one.telling, other.telling):
            first, second = sorted((one, other), key=lambda found: found.telling.id)
            rows.append(dict(features(first.telling, second.telling)))
            labels.append(bool(one.happening) and one.happening == other.happening)
            within.append(one.telling.story == other.telling.story)
    return rows, labels, within


def fit(rows: Sequence[dict[str, float]], labels: Sequence[bool]) -> dict[str, float]:
    """Weights by feature."""
    names = sorted({name for row in rows for name in row})
    x = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    y = np.array(labels, dtype=np.float64)
    found = np.zeros(len(names))
    for _ in range(30):
        p = 1 / (1 + np.exp(-np.clip(x @ found, -30, 30)))
        slope = x.T @ (p - y) + found / PRIOR
        curve = (x * (p * (1 - p))[:, None]).T @ x + np.eye(len(names)) / PRIOR
        found -= np.linalg.solve(curve, slope)
    return {name: round(float(value), 3) for name, value in zip(names, found, strict=True)}


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--affairs", type=int, default=60, help="only the first so many affairs")
    given = parser.parse_args()
    marked = [one for one in read_marked() if int(one.cluster[1:]) <= given.affairs]
    rows, labels, within = pairs_of(marked)
    table = {
        name: fit([row for row, here in zip(rows, within, strict=True) if here is inside], [label for label, here in zip(labels, within, strict=True) if here is inside])
        for name, inside in (("within", True), ("across", False))
    }  # fmt: skip
    FILE.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    print(f"{len(rows)} pairs, {sum(labels)} of one happening")


if __name__ == "__main__":
    main()
