"""Which place each name of a story stands for: a choice among candidates by what they are, what the text says beside the
name, and what else the story names.

All occurrences of a name in a story stand for one place, unless the text itself says otherwise ("Paris, Texas"). The
choice is a conditional logit over the candidates and "none of these"; what the story's other names stand for enters as
features, so the choice is made in rounds, each from the probabilities of the one before (`onrecord/models/gazetteer.md`).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.annotate.toponyms import Candidate, How
from onrecord.models.gazetteer import Known, PlaceKind, fold
from onrecord.rules.countries import country_of_capital

Array = NDArray[np.float64]
RADIUS = 6371.0
"""Kilometres."""
NEAR = (50.0, 161.0, 500.0)
"""Kilometres within which other places of the story count."""
KIN = 100.0
"""Kilometres within which two candidates of one name are one place for a reader of the news."""
TOWNS = 25.0
"""How much likelier a bare name is the town than the division of the same name and place."""
MOST = 8000
"""Candidates of a story that are weighed, and a tenth of them as neighbours."""
GREAT = 4.5
"""The logarithm of inhabitants from which a place is too well known to be missing in the gazetteer."""
FAMOUS = 500_000
"""Inhabitants of a town whose former names are well known."""
CAPITAL = 50_000
"""Inhabitants of a capital that is more than a namesake of one."""
BROAD = frozenset({PlaceKind.COUNTRY, PlaceKind.DIVISION})
"""What has parts that are named by it: "northern Iraq" is surer than a South Fallsburg in Fallsburg."""
PICKS = 3
"""Candidates of each name that count as neighbours, the likeliest first."""
INSIDE = {PlaceKind.DISTRICT: 120.0, PlaceKind.REGION: 250.0, PlaceKind.TOWN: 50.0}
"""Kilometres from the centre of what contains a place, where only the distance tells."""
KIND_HINTS = {
    PlaceKind.TOWN: frozenset({"town"}), PlaceKind.DIVISION: frozenset({"division"}), PlaceKind.DISTRICT: frozenset({"division"}),
    PlaceKind.COUNTRY: frozenset({"country"}),
}  # fmt: skip
OWN_FEATURES = (
    "town", "town inhabitants", "town without inhabitants", "division", "division inhabitants", "district", "district inhabitants",
    "country", "region", "other name", "bare name", "part", "site", "short form", "people", "share of inhabitants", "most inhabitants",
    "contained", "not contained", "around", "hinted", "not hinted", "other name unlike", "capital", "alone",
)  # fmt: skip
STORY_FEATURES = (
    "country share", "country named", "division share", "division named", "near 50", "near 161", "near 500", "nearest",
    "near share", "country holds others", "division holds others", "country alone",
)  # fmt: skip
NONE_FEATURES = (
    "none",
    "none inhabitants",
    "none great",
    "none weak",
    "none other names",
    "none contained",
    "none hinted",
)
NOT_HINTED = OWN_FEATURES.index("not hinted")
FEATURES = (*OWN_FEATURES, *STORY_FEATURES, *NONE_FEATURES)


@dataclass(frozen=True, slots=True)
class Group:
    """A name of the story and all that is known of it there; `weight` is how much it says of the others."""

    key: str
    candidates: tuple[Candidate, ...]
    hints: frozenset[str]
    containers: tuple[Known, ...]
    around: tuple[Known, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Scene:
    """The candidates of all groups of a story as columns: C candidates, G groups."""

    group: NDArray[np.int64]
    """[C] the group of each candidate; each group's stand together."""
    first: NDArray[np.int64]
    """[G + 1] where the candidates of each group begin."""
    weight: Array
    """[G]"""
    own: Array
    """[C + G, features] what does not depend on the other groups; the last G rows are "none of these"."""
    kind: NDArray[np.int64]
    country: NDArray[np.int64]
    division: NDArray[np.int64]
    """[C] numbers of countries and divisions within the story, -1 for none."""
    lat: Array
    lon: Array
    """[C] radians."""


def make_scene(groups: Sequence[Group]) -> Scene:
    """The columns of a story; every group has candidates."""
    sizes = [len(group.candidates) for group in groups]
    places = [candidate.place for group in groups for candidate in group.candidates]
    own = np.zeros((len(places) + len(groups), len(FEATURES)))
    row = 0
    for number, group in enumerate(groups):
        rows = _own(group)
        own[row : row + len(rows), : len(OWN_FEATURES)] = rows
        own[len(places) + number, len(FEATURES) - len(NONE_FEATURES) :] = _none(group)
        row += len(rows)
    return Scene(
        np.repeat(np.arange(len(groups)), sizes),
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        np.array([group.weight for group in groups]),
        own,
        np.array([place.kind for place in places], dtype=np.int64),
        _numbers([place.country or "" for place in places], ""),
        _numbers([place.admin1 for place in places], -1),
        np.radians([place.lat if place.lat is not None else math.nan for place in places]),
        np.radians([place.lon if place.lon is not None else math.nan for place in places]),
    )


def _numbers(values: Sequence[object], none: object) -> NDArray[np.int64]:
    known: dict[object, int] = {}
    return np.array([-1 if v == none else known.setdefault(v, len(known)) for v in values], dtype=np.int64)


def _own(group: Group) -> Array:
    """[candidates, OWN_FEATURES]"""
    total = sum(c.place.population for c in group.candidates) + 1
    most = max(c.place.population for c in group.candidates)
    inside = [is_inside(c.place, group.containers) for c in group.candidates]
    hinted = [bool(group.hints & _kinds(c.place)) for c in group.candidates]
    rows = np.zeros((len(group.candidates), len(OWN_FEATURES)))
    for number, (place, how) in enumerate((c.place, c.how) for c in group.candidates):
        size = math.log10(place.population + 1)
        town, division, district = (place.kind is k for k in (PlaceKind.TOWN, PlaceKind.DIVISION, PlaceKind.DISTRICT))
        capital = town and place.population > CAPITAL and country_of_capital(place.name) == place.country
        rows[number] = (
            town, town * size, town and not place.population, division, division * size, district, district * size,
            place.kind is PlaceKind.COUNTRY, place.kind is PlaceKind.REGION, how is How.OTHER, how is How.BARE, how is How.PART and place.kind not in BROAD,
            how is How.SITE, how is How.SHORT, how is How.PEOPLE, math.log10((place.population + 1) / total), place.population == most,
            inside[number], any(inside) and not inside[number], is_inside(place, group.around), hinted[number],
            any(hinted) and not hinted[number], is_unlike(group.key, place, how), capital, len(rows) == 1,
        )  # fmt: skip
    return rows


def is_unlike(key: str, place: Known, how: How) -> bool:
    """True for another name of a place that is no spelling of its own: Stalingrad."""
    small = place.kind is PlaceKind.TOWN and place.population < FAMOUS
    return how is How.OTHER and small and not key.startswith(fold(place.name)[:2])


def _none(group: Group) -> tuple[float, ...]:
    most = max(c.place.population for c in group.candidates)
    weak = all(
        (c.how in (How.PART, How.SITE, How.BARE) and c.place.kind not in BROAD) or is_unlike(group.key, c.place, c.how)
        for c in group.candidates
    )
    other = all(c.how is How.OTHER for c in group.candidates)
    inside = any(is_inside(c.place, group.containers) for c in group.candidates)
    hinted = any(group.hints & _kinds(c.place) for c in group.candidates)
    size = math.log10(most + 1)
    return 1.0, size, max(0.0, size - GREAT), weak, other, bool(group.containers) and not inside, hinted


def _kinds(place: Known) -> frozenset[str]:
    return KIND_HINTS.get(place.kind) or frozenset({place.feature})


def is_inside(place: Known, containers: Sequence[Known]) -> bool:
    """True when a place lies in one of these, by its country, its division or its distance."""
    for other in containers:
        if other.row == place.row:
            continue
        if other.kind is PlaceKind.COUNTRY:
            found = place.country == other.country and place.kind is not PlaceKind.COUNTRY
        elif other.kind is PlaceKind.DIVISION:
            found = place.admin1 == other.row and place.kind is not PlaceKind.DIVISION
        else:
            found = place.kind is not PlaceKind.COUNTRY and distance(place, other) < INSIDE[other.kind]
        if found:
            return True
    return False


def distance(one: Known, other: Known) -> float:
    """Kilometres between two points, infinite where one is unknown."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return math.inf
    a, b, c, d = map(math.radians, (one.lat, one.lon, other.lat, other.lon))
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * RADIUS * math.asin(min(1.0, math.sqrt(half)))


def softmax(scene: Scene, scores: Array) -> Array:
    """[C + G] probabilities: those of a group's candidates and of its "none" make one."""
    count = len(scene.group)
    groups = np.concatenate([scene.group, np.arange(len(scene.weight))])
    most = np.full(len(scene.weight), -np.inf)
    np.maximum.at(most, groups, scores)
    powers = np.exp(scores - most[groups])
    total = np.bincount(groups, powers, len(scene.weight))
    found: Array = powers / total[groups]
    assert len(found) == count + len(scene.weight)
    return found


def story_features(scene: Scene, probability: Array) -> Array:
    """[C + G, features] with what the story's other groups say, by their probabilities [C + G]."""
    rows = scene.own.copy()
    count = len(scene.group)
    mass = probability[:count] * scene.weight[scene.group]
    total = mass.sum() - np.bincount(scene.group, mass, len(scene.weight))[scene.group] + 1e-9
    at = len(OWN_FEATURES)
    is_country, is_division = scene.kind == PlaceKind.COUNTRY, scene.kind == PlaceKind.DIVISION
    country = _others(scene, scene.country, mass)
    named = _others(scene, scene.country, mass * is_country)
    division = _others(scene, scene.division, mass * ~is_division)
    divided = _others(scene, scene.division, mass * is_division)
    near = _near(scene, mass, probability[:count])
    rows[:count, at : at + len(STORY_FEATURES)] = np.column_stack(
        [
            country / total * ~is_country,
            np.log1p(named),
            division / total * ~is_division,
            np.log1p(divided),
            *(np.log1p(one) for one in near[:3]),
            near[3],
            near[1] / total,
            is_country * np.log1p(country - named),
            is_division * np.log1p(division),
            is_country * (country - named < 0.5),
        ]
    )
    return rows


def _others(scene: Scene, area: NDArray[np.int64], mass: Array) -> Array:
    """[C] the mass of the other groups in the same area."""
    areas = int(area.max(initial=-1)) + 1
    known = area >= 0
    whole = np.bincount(area[known], mass[known], areas) if areas else np.zeros(0)
    by_group: dict[tuple[int, int], float] = defaultdict(float)
    for group, number, value in zip(scene.group.tolist(), area.tolist(), mass.tolist(), strict=True):
        by_group[group, number] += value
    return np.array(
        [whole[n] - by_group[g, n] if n >= 0 else 0.0 for g, n in zip(scene.group.tolist(), area.tolist(), strict=True)]
    )


def _near(scene: Scene, mass: Array, probability: Array) -> tuple[Array, Array, Array, Array]:
    """[C] each: the mass of other groups within each radius, and how near the nearest likely one is (1 at hand, 0 far away)."""
    likely = np.zeros(len(mass), dtype=bool)
    for start, end in zip(scene.first[:-1].tolist(), scene.first[1:].tolist(), strict=True):
        likely[start + np.argsort(-probability[start:end], kind="stable")[:PICKS]] = True
    areal = (scene.kind == PlaceKind.COUNTRY) | np.isnan(scene.lat)
    picks = np.flatnonzero(likely & ~areal)
    picks = np.sort(picks[np.argsort(-mass[picks], kind="stable")[: MOST // 10]])
    found = [np.zeros(len(mass)) for _ in range(4)]
    if len(picks) == 0:
        return found[0], found[1], found[2], found[3]
    for start in range(0, len(mass), 500):
        part = slice(start, min(start + 500, len(mass)))
        far = _kilometres(scene.lat[part, None], scene.lon[part, None], scene.lat[picks], scene.lon[picks])
        far[scene.group[part, None] == scene.group[picks]] = np.inf
        far[areal[part]] = np.inf
        for number, radius in enumerate(NEAR):
            found[number][part] = (far < radius) @ mass[picks]
        found[3][part] = (probability[picks] / (1 + far / 30)).max(axis=1)
    return found[0], found[1], found[2], found[3]


def _kilometres(a: Array, b: Array, c: Array, d: Array) -> Array:
    half = np.sin((c - a) / 2) ** 2 + np.cos(a) * np.cos(c) * np.sin((d - b) / 2) ** 2
    found: Array = 2 * RADIUS * np.arcsin(np.minimum(1.0, np.sqrt(half)))
    return found


def likeliest(scene: Scene, number: int, probability: Array) -> tuple[int, float]:
    """The row of a group's best candidate, and the probability that the name stands for it or for one close by.

    A town, its district and its division are often one place by three records: what lies within `KIN` kilometres of a
    candidate speaks for it.
    """
    rows = np.arange(scene.first[number], scene.first[number + 1])
    own, lat, lon = probability[rows], scene.lat[rows], scene.lon[rows]
    close = _kilometres(lat[:, None], lon[:, None], lat, lon) < KIN
    areal = scene.kind[rows] == PlaceKind.COUNTRY
    close &= ~areal[:, None] & ~areal
    np.fill_diagonal(close, val=True)
    together = close @ own
    best = int(together.argmax())
    kin = np.flatnonzero(close[best])
    bare = (scene.kind[rows[kin]] == PlaceKind.TOWN) & (scene.own[rows[kin], NOT_HINTED] == 0)
    much = own[kin] * np.where(bare, TOWNS, 1.0)
    return int(rows[kin[much.argmax()]]), min(1.0, float(together[best]))


def weigh(scene: Scene, first: Array, weights: Array, rounds: int) -> Array:
    """[C + G] the probability of each candidate and of "none", group by group."""
    probability = softmax(scene, scene.own @ first)
    for _ in range(rounds):
        probability = softmax(scene, story_features(scene, probability) @ weights)
    return probability
