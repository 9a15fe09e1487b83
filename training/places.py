"""The weights of the choice among places: `python -m training.places --data DIR`. Two minutes on one core; nothing is drawn.

A conditional logit, fitted to the half of GeoVirus and of the Local-Global Lexicon that `evaluation.places` calls read,
GeoVirus with twice the weight, the toponyms given. Rounds after the first are fitted to the probabilities of the round
before, until they no longer change.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from evaluation.places import SETS, WITHIN, GoldPlace, GoldText, kilometres, read_gold
from numpy.typing import NDArray
from scipy.optimize import minimize

from onrecord.annotate.places import make_groups, scan
from onrecord.annotate.placing import (
    FEATURES,
    STORY_FEATURES,
    Scene,
    likeliest,
    make_scene,
    softmax,
    story_features,
    weigh,
)
from onrecord.annotate.toponyms import Candidate, Lookup, Toponym, find_toponyms
from onrecord.model import Span
from onrecord.models.gazetteer import PlaceKind, load_gazetteer
from onrecord.models.places import MODEL
from training.export import MODELS, list_models

Array = NDArray[np.float64]
ROUNDS = 4
LEAST = 0.5
"""The probability under which a place has no point: a wrong one is worse than none."""
AREAL = 1500.0
"""Kilometres between two centres of one region or water: where a sea has its middle is a matter of taste."""
BOUNDS: dict[str, tuple[float | None, float | None]] = {
    "contained": (8.0, None), "not contained": (None, 0.0), "hinted": (1.5, None), "not hinted": (None, -1.5), "capital": (1.5, None),
    "region": (0.0, None), "town inhabitants": (0.2, None), "division inhabitants": (0.0, None), "none inhabitants": (None, 0.0),
    "none great": (None, -2.0),
}  # fmt: skip
"""What is known beforehand, as the least and the most that a weight may be: that the text says "Paris, Texas" outweighs
everything else, that its words tell what a place is, that a capital and a region of the table are likelier readings, that the
greater a place the less likely it is another that is meant. The Lexicon was made of papers from towns that share their names
with greater ones (Athens, Paris, Dublin)."""
SHARES = {"GeoVirus": 2000, "lgl": 1000}
"""The weight of each set: most news are of the world at large."""
DIVISIONS, A_MILLION = 400.0, 1_000_000
"""The same for great divisions."""
LACKING, SMALL = 0.4, 30_000
"""The weight of the texts as if the gazetteer lacked places, and the inhabitants of places that it may lack."""
PENALTY = 0.3
"""Of squared weights, per hundred toponyms."""


@dataclass(frozen=True)
class Story:
    """One text: its columns, and of each group the share of its toponyms for which each row is right."""

    scene: Scene
    right: Array
    """[C + G]"""
    count: Array
    """[G] toponyms with gold."""
    share: float
    """The weight of one toponym of its set."""


def is_candidate_right(gold: GoldPlace, candidate: Candidate) -> bool:
    place = candidate.place
    if place.kind is PlaceKind.COUNTRY and gold.country is not None:
        return place.country == gold.country
    if gold.geoname_id is not None and place.geoname_id == gold.geoname_id:
        return True
    if place.kind is PlaceKind.REGION and place.feature not in ("site", "quarter"):
        within = AREAL
    else:
        within = DIVISIONS if place.kind is PlaceKind.DIVISION and place.population > A_MILLION else WITHIN
    return kilometres(gold.lat, gold.lon, place) <= within


def read_story(gold: GoldText, share: float) -> Iterator[Story]:
    """The text as it is, and, with less weight, as if the gazetteer lacked some of its places."""
    spans = [*(place.span for place in gold.places), *gold.unknown]
    lookup = Lookup(load_gazetteer())
    toponyms = find_toponyms(gold.text, spans, lookup)
    others = scan(gold.text, [Span(0, len(gold.text))], spans, lookup)
    wanted: list[GoldPlace | None] = [*gold.places, *(None for _ in gold.unknown)]
    yield from make_story(toponyms, others, wanted, share)
    lacking = [
        replace(one, candidates=without(one, place)) if is_lacking(one.key, gold.name) else one
        for one, place in zip(toponyms, wanted, strict=True)
    ]
    yield from make_story(lacking, others, wanted, share * LACKING)


def is_lacking(key: str, name: str) -> bool:
    """True for a fifth of the names of a text, drawn by their letters."""
    return hashlib.sha256(f"{name} {key}".encode()).digest()[0] % 5 == 0


def without(toponym: Toponym, place: GoldPlace | None) -> tuple[Candidate, ...]:
    """The candidates without those that are right, where they are small: great places are never missing."""
    right = [c for c in toponym.candidates if place is not None and is_candidate_right(place, c)]
    small = all(c.place.population < SMALL and c.place.kind in (PlaceKind.TOWN, PlaceKind.DISTRICT) for c in right)
    return tuple(c for c in toponym.candidates if c not in right) if small else toponym.candidates


def make_story(
    toponyms: Sequence[Toponym], others: Sequence[Toponym], wanted: Sequence[GoldPlace | None], share: float
) -> Iterator[Story]:
    """The columns of a text and what is right in it; nothing for one without a candidate."""
    groups, members = make_groups(toponyms, others)
    if not groups:
        return
    scene = make_scene(groups)
    right, count = np.zeros(len(scene.group) + len(groups)), np.zeros(len(groups))
    for place, number in zip(wanted, members, strict=True):
        if number is None:
            continue
        count[number] += 1
        fits = [place is not None and is_candidate_right(place, candidate) for candidate in groups[number].candidates]
        start = int(scene.first[number])
        right[start : start + len(fits)] += fits
        right[len(scene.group) + number] += not any(fits)
    groups_of = np.concatenate([scene.group, np.arange(len(groups))])
    yield Story(scene, right / np.maximum(count, 1)[groups_of], count, share)


def fit(stories: Sequence[Story], rows: Sequence[Array], start: Array, free: Array) -> Array:
    """The weights with the best likelihood: of every toponym the sum over the rows that are right."""
    feature = np.concatenate(rows)
    offset, groups, right, weight = 0, [], [], []
    for story in stories:
        groups.append(np.concatenate([story.scene.group, np.arange(len(story.count))]) + offset)
        right.append(story.right)
        weight.append(story.count * story.share)
        offset += len(story.count)
    group, good, much = np.concatenate(groups), np.concatenate(right), np.concatenate(weight)

    def loss(weights: Array) -> tuple[float, Array]:
        scores = feature @ weights
        most = np.full(offset, -np.inf)
        np.maximum.at(most, group, scores)
        powers = np.exp(scores - most[group])
        chance = powers / np.bincount(group, powers, offset)[group]
        hit = np.bincount(group, chance * good, offset)
        wanted = chance * good / np.maximum(hit, 1e-12)[group]
        slope = feature.T @ ((chance - wanted) * much[group]) + 2 * PENALTY / 100 * weights * much.sum() / len(weights)
        value = -np.log(np.maximum(hit, 1e-12)) @ much + PENALTY / 100 * weights @ weights * much.sum() / len(weights)
        return float(value), slope * free

    bounds = [BOUNDS.get(name, (None, None)) for name in FEATURES]
    found = minimize(loss, start * free, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500})
    result: Array = found.x * free
    return result


def train(stories: Sequence[Story]) -> tuple[Array, Array]:
    """The weights of the first round and of those after it."""
    alone = np.array([float(name not in STORY_FEATURES) for name in FEATURES])
    first = fit(stories, [story.scene.own for story in stories], np.zeros(len(FEATURES)), alone)
    chances = [softmax(story.scene, story.scene.own @ first) for story in stories]
    weights = first
    for _ in range(6):
        rows = [story_features(story.scene, chance) for story, chance in zip(stories, chances, strict=True)]
        weights = fit(stories, rows, weights, np.ones(len(FEATURES)))
        chances = []
        for story in stories:
            chances.append(weigh(story.scene, first, weights, ROUNDS))
    return first, weights


def read_stories(folder: Path, unread: bool) -> dict[str, list[Story]]:
    found: dict[str, list[Story]] = {}
    for name in SETS:
        gold = [text for text in read_gold(folder, name) if text.unread is unread and text.places]
        share = SHARES[name] / sum(len(text.places) for text in gold)
        found[name] = [story for text in gold for story in read_story(text, share)]
    return found


def outcomes(stories: Sequence[Story], first: Array, weights: Array) -> Array:
    """[groups, 3] the probability of the best candidate, whether it is right, and the weight of its toponyms."""
    found = []
    for story in stories:
        chance = weigh(story.scene, first, weights, ROUNDS)
        for number in np.flatnonzero(story.count).tolist():
            best, probability = likeliest(story.scene, number, chance)
            found.append((probability, story.right[best], story.count[number] * story.share))
    return np.array(found)


def calibrate(outcome: Array) -> tuple[float, float]:
    """Scale and shift of the log-odds under which probabilities are those that were seen."""
    inside = np.clip(outcome[:, 0], 1e-6, 1 - 1e-6)
    odds = np.log(inside / (1 - inside))

    def loss(line: Array) -> float:
        chance = np.clip(1 / (1 + np.exp(-(line[0] * odds + line[1]))), 1e-9, 1 - 1e-9)
        right = outcome[:, 1]
        return float(-(outcome[:, 2] * (right * np.log(chance) + (1 - right) * np.log(1 - chance))).sum())

    scale, shift = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return float(scale), float(shift)


def reliability(outcome: Array, scale: float, shift: float) -> list[str]:
    """Lines of a table: the calibrated probability, and how often it was right."""
    inside = np.clip(outcome[:, 0], 1e-6, 1 - 1e-6)
    chance = 1 / (1 + np.exp(-(scale * np.log(inside / (1 - inside)) + shift)))
    lines = []
    for low, high in (
        (0.0, 0.3),
        (0.3, 0.5),
        (0.5, 0.7),
        (0.7, 0.8),
        (0.8, 0.9),
        (0.9, 0.95),
        (0.95, 0.99),
        (0.99, 1.01),
    ):
        here = (chance >= low) & (chance < high)
        if here.any():
            much = outcome[here, 2]
            mean, right = (much * chance[here]).sum() / much.sum(), (much * outcome[here, 1]).sum() / much.sum()
            lines.append(
                f"{low:.2f} to {min(high, 1):.2f}: said {mean:.3f}, right {right:.3f}, share {much.sum() / outcome[:, 2].sum():.3f}"
            )
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    chosen = parser.parse_args()
    stories = [story for found in read_stories(chosen.data, unread=False).values() for story in found]
    first, weights = train(stories)
    scale, shift = calibrate(outcomes(stories, first, weights))
    table = {
        name: [round(float(a), 4), round(float(b), 4)] for name, a, b in zip(FEATURES, first, weights, strict=True)
    }
    stored = {"features": table, "rounds": ROUNDS, "least": LEAST, "scale": round(scale, 4), "shift": round(shift, 4)}
    (MODELS / MODEL).write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    list_models(MODELS, (MODEL,))
    unread = [story for found in read_stories(chosen.data, unread=True).values() for story in found]
    print("\n".join(reliability(outcomes(unread, first, weights), scale, shift)))


if __name__ == "__main__":
    main()
