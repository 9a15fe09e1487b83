"""Days and places of one happening that differ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import cos, hypot, radians

from onrecord.resolve.disputes.claims import Claim, Dated, Placed
from onrecord.resolve.disputes.denials import coverage
from onrecord.resolve.disputes.relating import Relation, Verdict
from onrecord.resolve.disputes.sameness import (
    FRESH,
    Common,
    are_of_two_heads,
    common_ground,
    count_shared,
    days_between,
    is_close,
    is_definite,
    is_same_source,
    is_told_plainly,
    may_be_one_time,
    predicates_alike,
    tells_apart,
)
from onrecord.resolve.disputes.vocabulary import are_alike, classes_of, opposites_of, shared
from onrecord.resolve.disputes.when_where import is_clock as tells_no_day
from onrecord.rules.claims import load_claim_words

REPEATED = frozenset(
    ("see", "spot", "sight", "film", "photograph", "visit", "speak", "talk", "call", "write", "say", "travel", "play", "work", "live")
)  # fmt: skip
"""What one does on many days and in many places."""
SPREAD = frozenset(
    ("protest", "rally", "demonstration", "march", "vigil", "clash", "fighting", "strike", "attack", "raid", "explosion", "blast", "shelling", "election", "fire", "storm",
     "flood", "rain", "celebration", "event", "school", "shop", "soldier", "troop", "force")
)  # fmt: skip
"""What there is in many places at a time: two places of it are no dispute where no name ties them."""
TAKING = frozenset(("take", "seize", "abduct", "kidnap", "snatch", "drag"))
"""What is done to somebody at the place that he is taken from."""
GROUND = frozenset(("water", "soil", "territory", "airspace", "side", "land", "ground"))
"""Nouns for what belongs to a state, whichever it is."""
ZONES = ("gmt", "utc", "greenwich", "local", "coordinated", "cet", "est", "edt", "pst", "pdt", "bst", "zulu")
LEAST = 2.5
"""Points from which two claims are of one happening though they differ in its day or place."""
APART = 60
"""Minutes between two clock times from which they are no rounding."""
WRITTEN = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\b(?:1[89]|20)\d\d\b", re.I)
"""A date that says by itself which day, month or year it is."""
MOSTLY = 0.8
"""How much of one another two reports that name no source must say."""
NEAR = 60.0
"""Kilometres between two points that may be one place, told more or less closely."""


def _is_one_deed(one: Claim, other: Claim) -> Common | None:
    """What two claims share that tell of one deed; None where they need not."""
    if not one.is_firm or not other.is_firm or one.is_negated or other.is_negated or is_same_source(one, other):
        return None
    if REPEATED & {_verb(one), _verb(other)} or _are_opposite(_verb(one), _verb(other)):
        return None
    if not predicates_alike(one, other) and not _is_one_topic(one, other):
        return None
    if _are_of_two(one, other):
        return None
    ground = common_ground(one, other)
    if is_told_plainly(one, other) and not is_close(ground, one, other):
        return None
    if is_definite(one, other) and count_shared(ground, one, other) >= 2:
        return ground
    return ground if ground.points >= LEAST and _is_tied(ground, one, other) else None


def _are_opposite(one: str, other: str) -> bool:
    return not are_alike(one, other) and bool(opposites_of(one) & classes_of(other))


def _verb(claim: Claim) -> str:
    return claim.predicate.split("|")[0]


def _are_of_two(one: Claim, other: Claim) -> bool:
    """True where the subjects, or what it is done to, bear two names."""
    themes = [set(claim.theme.names) if claim.theme else set() for claim in (one, other)]
    for mine, theirs in ((set(one.subject), set(other.subject)), themes):
        if mine and theirs and not (mine & theirs or mine & set(other.names) or theirs & set(one.names)):
            return True
    is_bare = one.theme is None and other.theme is None and not set(one.subject) & set(other.subject)
    return is_bare and bool(one.topic and other.topic) and not shared((one.topic or "",), (other.topic or "",))


def _is_tied(ground: Common, one: Claim, other: Claim) -> bool:
    """True where names and words tie two claims together, or words alone in reports of the same days."""
    if all("a" in claim.marks for claim in (one, other)) and len(ground.words) < 3:
        return False
    if len(ground.names) > 1 and predicates_alike(one, other):
        return True
    if (ground.names and ground.words) or (ground.wide_names and len(ground.words) >= 2):
        return True
    is_near = bool(one.said_on and other.said_on) and days_between(one.said_on or "", other.said_on or "") <= FRESH
    return len(ground.words) >= (3 if is_near else 4) and not are_of_two_heads(one, other)


def _is_one_topic(one: Claim, other: Claim) -> bool:
    """True where one thing is said to have come, gone or reached: the verb tells little."""
    broad = load_claim_words("broad")
    is_broad = all(_verb(claim) in broad for claim in (one, other))
    return is_broad and one.topic is not None and one.topic == other.topic and len(shared(one.words, other.words)) >= 3


def compare_dates(one: Claim, other: Claim) -> Iterator[Relation]:
    """The relation between two days, months, years or clock times that one happening is said to have been at."""
    mine, theirs = one.dated, other.dated
    if mine is None or theirs is None:
        return
    is_clock = _are_two_hours(mine, one, theirs, other)
    if not is_clock and (mine.first <= theirs.last and theirs.first <= mine.last):
        return
    if not is_clock and (tells_no_day(mine) or tells_no_day(theirs)):
        return
    if _are_both_fresh(one, mine, other, theirs) or _are_two_in_order(one, other):
        return
    if _is_later(mine, other) or _is_later(theirs, one):
        return
    if is_told_plainly(one, other) and (is_clock or not _are_both_written(mine, one, theirs, other)):
        return
    ground = _is_one_deed(one, other)
    if ground is not None:
        words = ", ".join(ground.words[:3])
        yield Relation("date", Verdict.DISPUTES, int(is_clock), int(is_clock), ground.weight, words)


def _are_both_written(mine: Dated, one: Claim, theirs: Dated, other: Claim) -> bool:
    """True where two reports that name no source tell the same in nearly the same words, but for a day or a month that each writes out.

    "Yesterday" and "Thursday" are one day as often as not where the day of a report is that of its page.
    """
    if mine.is_day != theirs.is_day or not all(WRITTEN.search(dated.evidence.text) for dated in (mine, theirs)):
        return False
    return min(coverage(one, other), coverage(other, one)) >= MOSTLY


def _is_later(dated: Dated, claim: Claim) -> bool:
    """True for a day on which the other report had already told of it."""
    return claim.said_on is not None and dated.first > claim.said_on


def _are_two_hours(mine: Dated, one: Claim, theirs: Dated, other: Claim) -> bool:
    """True for two clock times of one day, where no report speaks of a time zone."""
    if mine.minute is None or theirs.minute is None or mine.first != theirs.first:
        return False
    words = re.findall(r"[a-z]+", f"{one.evidence.text} {other.evidence.text}".lower())
    return abs(mine.minute - theirs.minute) >= APART and not any(zone in words for zone in ZONES)


def _are_two_in_order(one: Claim, other: Claim) -> bool:
    """True where words of order tell two happenings apart; parts of the day do not, which may be what is disputed."""
    hours = load_claim_words("hour")
    mine, theirs = (
        {mark for mark in claim.marks if mark.startswith("is:") and mark[3:] not in hours} for claim in (one, other)
    )
    return bool(mine and theirs) and tells_apart(one, other) and not mine & theirs


def _are_both_fresh(one: Claim, mine: Dated, other: Claim, theirs: Dated) -> bool:
    """True where each report tells of what had just happened, on days that lie as far apart as the reports."""
    if not one.said_on or not other.said_on or one.said_on == other.said_on:
        return False
    return days_between(one.said_on, mine.first) <= FRESH and days_between(other.said_on, theirs.first) <= FRESH


def compare_places(one: Claim, other: Claim) -> Iterator[Relation]:
    """The relation between two places that one happening is said to have been at, or that somebody is said to have been in at one time."""
    if (
        _are_of_counts(one, other)
        or not one.placed
        or not other.placed
        or not may_be_one_time(one, other)
        or tells_apart(one, other)
    ):
        return
    if is_told_plainly(one, other) and not _lies_for_good(one, other):
        return
    ground = _is_one_presence(one, other) if _is_presence(one) and _is_presence(other) else _is_one_deed(one, other)
    if ground is None or (not ground.names and {one.topic, other.topic} & SPREAD):
        return
    for here, mine in enumerate(one.placed):
        for there, theirs in enumerate(other.placed):
            if _is_one_way(mine, one, theirs, other) and _are_apart(mine, one, theirs, other):
                yield Relation("place", Verdict.DISPUTES, here, there, ground.weight, ", ".join(ground.words[:3]))


def _are_of_counts(one: Claim, other: Claim) -> bool:
    """True where two numbers may tell two things apart: "two died in Tarn", "three died in Pell"."""
    here, there = ({figure.low for figure in claim.figures} for claim in (one, other))
    return bool(here or there) and not here & there


def _is_presence(claim: Claim) -> bool:
    """True for a claim that only says where somebody or something is."""
    return _verb(claim) in load_claim_words("presence") or any(
        found.startswith("be ") for found in claim.predicate.split("|")
    )


def _lies_for_good(one: Claim, other: Claim) -> bool:
    """True where both say of one named thing that it is a country, a town or the like somewhere: that changes with no day and needs no source."""
    kinds = ({found.removeprefix("be ") for found in claim.predicate.split("|")} for claim in (one, other))
    return not set.intersection(*kinds).isdisjoint(load_claim_words("lying")) and bool(
        set(one.subject) & set(other.subject)
    )


def _is_one_presence(one: Claim, other: Claim) -> Common | None:
    """What two claims share by which one bearer is in a place at one time; None where they need not."""
    if not one.is_firm or not other.is_firm or one.is_negated or other.is_negated or is_same_source(one, other):
        return None
    is_one_day = (one.first, one.last) == (other.first, other.last) and (
        one.first is not None or one.said_on == other.said_on
    )
    ground = common_ground(one, other)
    is_one = bool(set(one.subject) & set(other.subject)) or (
        one.topic is not None and one.topic == other.topic and not (one.subject and other.subject)
    )
    return ground if is_one and is_one_day and (ground.names or ground.words) else None


def _is_one_way(mine: Placed, one: Claim, theirs: Placed, other: Claim) -> bool:
    if mine.way == theirs.way:
        return True
    taken = one if mine.way == "from" else other
    return {mine.way, theirs.way} == {"from", "at"} and _verb(taken) in TAKING


def _are_apart(mine: Placed, one: Claim, theirs: Placed, other: Claim) -> bool:
    """True where neither place is named beside the other, neither may hold the other, and both tell something."""
    if not (mine.names or mine.words) or not (theirs.names or theirs.words):
        return False
    if not mine.names or not theirs.names:
        return _are_two_settings(mine, theirs)
    if _are_two_waters(mine, theirs):
        return True
    here, there = ([word for word in (*place.names, *place.words) if word not in GROUND] for place in (mine, theirs))
    if shared(here, there) or not here or not there or _may_be_one(mine, theirs):
        return False
    return _is_unnamed(mine, other) and _is_unnamed(theirs, one)


def _are_two_settings(mine: Placed, theirs: Placed) -> bool:
    """True for a cell and a hospital, or for two waters."""
    settings = load_claim_words("setting")
    here, there = ([word for word in place.words if word in settings] for place in (mine, theirs))
    return (bool(here and there) and not shared(mine.words, theirs.words)) or _are_two_waters(mine, theirs)


def _are_two_waters(mine: Placed, theirs: Placed) -> bool:
    """True for the waters of a state and those of none."""
    is_water = all("water" in place.words for place in (mine, theirs))
    return is_water and ("international" in mine.words) != ("international" in theirs.words)


def _may_be_one(mine: Placed, theirs: Placed) -> bool:
    """True where the gazetteer has one in the other, or both close together."""
    if mine.country and mine.country == theirs.country and (mine.is_country or theirs.is_country):
        return True
    if (mine.is_country and theirs.country is None) or (theirs.is_country and mine.country is None):
        return True
    if mine.lat is None or mine.lon is None or theirs.lat is None or theirs.lon is None:
        return False
    east = (mine.lon - theirs.lon) * cos(radians((mine.lat + theirs.lat) / 2))
    return not (mine.is_country or theirs.is_country) and hypot(mine.lat - theirs.lat, east) * 111 < NEAR


def _is_unnamed(place: Placed, claim: Claim) -> bool:
    """True where the other report does not bring the place in, unless as that of whoever speaks, or to shut it out."""
    names = {*claim.names, *(name for name in claim.around_names if name not in claim.source_names)}
    return not set(place.names) & names or any(mark.startswith(("exclude:", "whole:")) for mark in claim.marks)
