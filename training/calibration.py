"""Fit the confidence of statements: `python -m training.calibration --data DIR`, after `training.export`.

The articles of PolNeAR dev, which no weight was trained on, are read as the product reads them; a statement is right
when its content overlaps one of the gold by half and its source is that one's. Five numbers are fitted (Platt 1999) and
written into `reader-statements.npz`; the reliability table printed comes from five folds by article.
"""

from __future__ import annotations

import argparse
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from evaluation.polnear import polnear
from numpy.typing import NDArray

from onrecord.attribute.building import TAGS, Builder
from onrecord.attribute.finding import find_candidates
from onrecord.attribute.tagging import calibration_features
from onrecord.evaluate.polnear import (
    Reading,
    as_attribution,
    pair_up,
    read_article,
    read_articles,
    same_source,
    statements_of,
)
from onrecord.models import load_bytes
from onrecord.rules.cues import load_cues
from training.export import MODELS, list_models

FOLDS = 5
RIDGE = 1e-3
Array = NDArray[np.float64]


def examples(data: Path) -> Iterator[tuple[int, Array, bool]]:
    """Number of the article, features, and whether the statement is right."""
    for number, article in enumerate(read_articles(polnear(data, "dev"))):
        reading = read_article(article)
        outer = {s.id: s for s in statements_of(reading) if s.within is None}
        found = [(one, as_attribution(outer[key], reading)) for key, one in _features(reading) if key in outer]
        pairs = {f: g for g, f in pair_up(article.gold, [attribution for _, attribution in found])}
        for place, (one, attribution) in enumerate(found):
            right = place in pairs and same_source(article.gold[pairs[place]], attribution)
            yield number, one, right


def _features(reading: Reading) -> Iterator[tuple[str, Array]]:
    """Id and features of each statement that the encoder sees."""
    cues = load_cues()
    for story, annotation in zip(reading.stories, reading.annotations, strict=True):
        builder = Builder(story, annotation, reading.entities, cues.words)
        for candidate in find_candidates(story, annotation, cues):
            statement = builder.build(candidate)
            if statement is not None and candidate.certainties is not None:
                features = calibration_features(candidate.certainties, ruled=candidate.rule != TAGS)
                yield statement.id, features.astype(np.float64)


def fit(features: Array, right: Array) -> Array:
    """Weights of a logistic regression by Newton's method."""
    weights = np.zeros(features.shape[1])
    for _ in range(30):
        odds = 1 / (1 + np.exp(-features @ weights))
        slope = features.T @ (right - odds) - RIDGE * weights
        curve = (features * (odds * (1 - odds))[:, None]).T @ features + RIDGE * np.eye(len(weights))
        weights = weights + np.linalg.solve(curve, slope)
    return weights


def reliability(probabilities: Array, right: Array) -> Iterator[str]:
    """A table of ten bins: how sure on average, how often right."""
    yield "| confidence | statements | mean | right |\n|---|---:|---:|---:|"
    gap = 0.0
    for low in np.arange(0, 1, 0.1):
        inside = (probabilities >= low) & (probabilities < low + 0.1)
        if inside.any():
            mean, share = probabilities[inside].mean(), right[inside].mean()
            gap += abs(mean - share) * inside.mean()
            yield f"| {low:.1f} to {low + 0.1:.1f} | {inside.sum()} | {mean:.2f} | {share:.2f} |"
    yield f"\nExpected calibration error {gap:.3f}, Brier score {((probabilities - right) ** 2).mean():.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--models", type=Path, default=MODELS)
    chosen = parser.parse_args()
    rows = list(examples(chosen.data))
    article = np.array([number for number, _, _ in rows])
    features = np.stack([one for _, one, _ in rows])
    right = np.array([float(one) for _, _, one in rows])
    held_out = np.zeros(len(rows))
    for fold in range(FOLDS):
        inside = article % FOLDS == fold
        held_out[inside] = 1 / (1 + np.exp(-features[inside] @ fit(features[~inside], right[~inside])))
    print("\n".join(reliability(held_out, right)))
    weights = fit(features, right)
    print("weights", np.round(weights, 3).tolist())
    with np.load(io.BytesIO(load_bytes("reader-statements.npz"))) as stored:
        kept = {name: stored[name] for name in stored.files}
    np.savez(chosen.models / "reader-statements.npz", **(kept | {"calibration": weights.astype(np.float32)}))
    list_models(chosen.models, ("reader-statements.npz",))


if __name__ == "__main__":
    main()
