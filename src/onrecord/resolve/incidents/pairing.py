"""Whether two digests are of one happening: forbidden, or as likely as the scale says, with the reason."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from onrecord.model import Evidence, Link, Span
from onrecord.models import load_bytes
from onrecord.resolve.incidents.digests import Figure, Happening, Trigger
from onrecord.resolve.incidents.observing import have_little_in_common, may_be_one, observe

LEAST = 0.4
"""Pairs below are no link. What joins clusters is never more than the best of their pairs: so nothing is lost."""
MODEL = "incidents.csv"
UNDATED = 1.0
"""Taken off the log odds of two stories of which neither says when it was written, where not both tell a day: the weights come of stories with a date.

Our collection without its dates (c01 to c40, B³ over pairs of story and happening; c41 to c60 in brackets): precision 76.0 to 87.3 (76.6 to 91.2; with dates 89.9),
F1 68.9 to 65.4 (69.7 to 66.9), of what a story tells first 80.8 to 81.4, stories by affair 40.5 to 60.1; the largest component of all 2,737 tellings 1,381 to 28.
"""
COPIED = "told in the same words"
NOWHERE = Evidence("", Span(0, 1))
KEPT = 8_192
"""Pairs whose likeness is remembered: those of some hundred documents."""
FEWEST = 6
"""Content words that two sentences seldom share by chance."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely two digests are of one happening, 0 to 1, and why."""

    weight: float
    reason: str
    may_be_chance: bool = False
    """They are not linked, however likely: see `observing.Seen`."""


def likeness(one: Happening, other: Happening) -> Likeness:
    """How likely two digests are of one happening; the same whichever comes first."""
    seen = observe(one, other)
    if seen.forbidden is not None:
        return Likeness(0.0, seen.forbidden)
    weights = load_weights()["within" if one.story == other.story else "across"]
    total = sum(weights.get(name, 0.0) * value for name, value in seen.values.items())
    total -= UNDATED * _is_undated(one, other)
    weight = round(1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), 4)
    return Likeness(weight, "; ".join(seen.grounds[:5]), seen.may_be_chance)


def _is_undated(one: Happening, other: Happening) -> bool:
    """Two stories, and nothing tells when either was written or what it tells of was."""
    is_written = one.written is not None or other.written is not None
    return one.story != other.story and not is_written and (one.days is None or other.days is None)


def likeness_again(one: Happening, other: Happening) -> Likeness:
    """The same for two that are likely to be asked for again, as those of one component are with each document that joins it."""
    return _kept_likeness(one, other) if one.id < other.id else _kept_likeness(other, one)


_kept_likeness = lru_cache(KEPT)(likeness)


@cache
def load_weights() -> dict[str, dict[str, float]]:
    """Weights by name of feature, for pairs within a story and across stories."""
    text = load_bytes(MODEL).decode("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    found: dict[str, dict[str, float]] = {"within": {}, "across": {}}
    for row in csv.DictReader(io.StringIO("\n".join(lines))):
        found["within"][row["feature"]] = float(row["within"])
        found["across"][row["feature"]] = float(row["across"])
    return found


def link(one: Happening, other: Happening) -> Link | None:
    """Two digests that may be of one happening."""
    first, second = (one.id, other.id) if one.id < other.id else (other.id, one.id)
    if is_copied(one, other):
        return Link(first, second, 1.0, COPIED)
    if not may_be_one(one, other) or are_apart_in_copies(one, other):
        return None
    if one.story != other.story and have_little_in_common(one, other):
        return None
    found = likeness_again(one, other)
    if found.weight < LEAST or found.may_be_chance:
        return None
    return Link(first, second, found.weight, found.reason)


def form_of(happening: Happening) -> Happening:
    """All that keys and links look at: the digest without who tells it and where its words stand."""
    triggers = tuple(Trigger(NOWHERE, found.lemma, None) for found in happening.triggers)
    figures = tuple(Figure(found.value, found.of, NOWHERE) for found in happening.figures)
    return replace(happening, id="", story="", outlet=None, triggers=triggers, figures=figures)


def is_copied(one: Happening, other: Happening) -> bool:
    """The same words tell of it in the same sentences of two stories, on the same days: nothing more need be looked at.

    Few words are the same by chance, unless the two stories are full of the same words too, all of them. Words of one kind of
    trigger are of one kind of happening, and so `may_be_one` need not be asked.
    """
    return (
        one.words == other.words
        and one.story != other.story
        and (len(one.words) >= FEWEST or (one.about == other.about and len(one.about) >= FEWEST))
        and one.days == other.days
        and [(found.of, found.value) for found in one.figures] == [(found.of, found.value) for found in other.figures]
        and [found.lemma for found in one.triggers] == [found.lemma for found in other.triggers]
    )


def are_apart_in_copies(one: Happening, other: Happening) -> bool:
    """Two stories are full of the same words, all of them: each tells of these two in sentences of their own and held them apart."""
    if one.story == other.story or one.about != other.about or len(one.about) < FEWEST:
        return False
    shared = len(set(one.words).intersection(other.words))
    return 2 * shared < min(len(one.words), len(other.words))
