"""Days and places of one happening that differ."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.resolve.disputes.claims import Claim, Placed
from onrecord.resolve.disputes.relating import Answer, Relation, Verdict
from onrecord.resolve.disputes.sameness import (
    Common,
    common_ground,
    days_between,
    is_same_source,
    may_be_one_time,
    predicates_alike,
    tells_apart,
)
from onrecord.resolve.disputes.vocabulary import shared
from onrecord.rules.claims import load_claim_words

REPEATED = frozenset(
    (
        "see",
        "spot",
        "sight",
        "film",
        "photograph",
        "visit",
        "speak",
        "talk",
        "call",
        "write",
        "say",
        "travel",
        "play",
        "work",
        "live",
    )
)
"""What one does on many days and in many places."""
FRESH = 3
"""Days in which news is told of."""
LEAST = 2.5
"""Points from which two claims are of one happening though they differ in its day or place."""


def _is_one_deed(one: Claim, other: Claim) -> Common | None:
    """What two claims share that tell of one deed; None where they need not."""
    if not one.is_firm or not other.is_firm or one.is_negated or other.is_negated:
        return None
    if is_same_source(one, other) or one.source is None or other.source is None:
        return None
    if REPEATED & {claim.predicate.split("|")[0] for claim in (one, other)}:
        return None
    if not predicates_alike(one, other) and not _is_one_topic(one, other):
        return None
    ground = common_ground(one, other)
    is_tied = (
        bool(ground.names and ground.words)
        or bool(ground.wide_names and len(ground.words) >= 2)
        or len(ground.words) >= 4
    )
    return ground if ground.points >= LEAST and is_tied else None


def _is_one_topic(one: Claim, other: Claim) -> bool:
    """True where one thing is said to have come, gone or reached: the verb tells little."""
    broad = load_claim_words("broad")
    is_broad = all(claim.predicate.split("|")[0] in broad for claim in (one, other))
    return is_broad and one.topic is not None and one.topic == other.topic and len(shared(one.words, other.words)) >= 3


def compare_dates(one: Claim, other: Claim) -> Iterator[Relation]:
    """The relation between two days that one happening is said to have been on."""
    mine, theirs = one.dated, other.dated
    if mine is None or theirs is None or not mine.is_day or not theirs.is_day or mine.first == theirs.first:
        return
    if _are_both_fresh(one, mine.first, other, theirs.first):
        return
    ground = _is_one_deed(one, other)
    if ground is not None:
        yield Relation(
            "date",
            Verdict.DISPUTES,
            Answer(one, mine.first, mine.evidence),
            Answer(other, theirs.first, theirs.evidence),
            min(1.0, ground.points / 8),
            ", ".join(ground.words[:3]),
        )


def _are_both_fresh(one: Claim, mine: str, other: Claim, theirs: str) -> bool:
    """True where each report tells of what had just happened, on days that lie as far apart as the reports."""
    if not one.said_on or not other.said_on or one.said_on == other.said_on:
        return False
    return days_between(one.said_on, mine) <= FRESH and days_between(other.said_on, theirs) <= FRESH


def compare_places(one: Claim, other: Claim) -> Iterator[Relation]:
    """The relation between two places that one happening is said to have been at."""
    if (
        one.figures
        or other.figures
        or not one.placed
        or not other.placed
        or not may_be_one_time(one, other)
        or tells_apart(one, other)
    ):
        return
    ground = _is_one_deed(one, other)
    if ground is None:
        return
    for mine in one.placed:
        for theirs in other.placed:
            if mine.way == theirs.way and _are_apart(mine, one, theirs, other):
                yield Relation(
                    "place",
                    Verdict.DISPUTES,
                    Answer(one, mine.evidence.text, mine.evidence),
                    Answer(other, theirs.evidence.text, theirs.evidence),
                    min(1.0, ground.points / 8),
                    ", ".join(ground.words[:3]),
                )


def _are_apart(mine: Placed, one: Claim, theirs: Placed, other: Claim) -> bool:
    """True where neither place is named beside the other, and both tell something."""
    if not (mine.names or theirs.names) or not (mine.names or mine.words) or not (theirs.names or theirs.words):
        return False
    if shared((*mine.names, *mine.words), (*theirs.names, *theirs.words)):
        return False
    here, there = {*one.names, *one.around_names}, {*other.names, *other.around_names}
    return _is_unnamed(mine, there, other) and _is_unnamed(theirs, here, one)


def _is_unnamed(place: Placed, names: set[str], claim: Claim) -> bool:
    """True where the other report does not bring the place in, unless to shut it out."""
    return not set(place.names) & names or any(mark.startswith(("exclude:", "whole:")) for mark in claim.marks)
