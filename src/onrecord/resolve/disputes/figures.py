"""Figures of two claims that measure the same thing."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.resolve.disputes.amounts import WEAK
from onrecord.resolve.disputes.claims import Claim, Figure
from onrecord.resolve.disputes.relating import Relation, Verdict
from onrecord.resolve.disputes.sameness import (
    Common,
    are_of_one_matter,
    common_ground,
    days_between,
    is_close,
    is_correction,
    is_same_extent,
    is_same_source,
    is_told_plainly,
    may_be_one_time,
    predicates_alike,
    tells_apart,
)
from onrecord.resolve.disputes.vocabulary import are_alike
from onrecord.rules.claims import load_claim_words, load_measures

LEAST = 2.0
"""Points from which two claims are of one happening."""
NEAR = 3
"""Days between two sources that give different figures without naming a day; further apart, the world has moved on."""
CLOSE = 3.5
LATER = 14
"""The same where much speaks for one happening."""
SOON = 5
"""Days between a figure and its correction, where no word says that it corrects."""
GIVING = frozenset(
    ("put", "estimate", "reckon", "calculate", "stand", "number", "correct", "revise", "restate", "total")
)
"""Verbs that only give a figure."""
PLAIN = 4.0
"""Points that two reports need whose figures are nobody's but their own; they must name one day, too."""
PEOPLE = frozenset(("people", "person", "man", "woman", "human", "other", "individual", "life", "civilian", "resident"))
"""Nouns for anybody: a count of them tells nothing without a measure."""
SEXES = frozenset(("woman", "boy", "girl"))
"""Nouns for a part of the people who are counted."""
WHOLE = frozenset(("measure-inspected", "measure-requested"))
"""Measures of all those of which another count tells a part."""
SINGLE = frozenset(
    ("debt", "magnitude", "turnout", "growth", "prices", "jobless", "attended", "earned", "lost-money", "spilled", "burned", "stake", "speed")
)  # fmt: skip
"""Measures of which a thing has but one at a time, so that its name and the measure suffice."""
SEES_SOME = frozenset(("hospital", "clinic", "morgue", "surgeon"))
"""Words of sources that count who came to them."""
PURSES = frozenset(("collected", "earned"))
"""Measures of what everybody has of his own."""
LONG = frozenset(("span:year", "span:decade", "span:century"))
"""Times over which other things are counted than in one happening."""
FINE = 0.02
"""Two large numbers that differ by less are one number rounded."""


def compare_figures(one: Claim, other: Claim) -> Iterator[Relation]:
    """The relations between the figures of two claims."""
    if not one.figures or not other.figures or not _are_asserted(one, other) or _are_of_two(one, other):
        return
    if not may_be_one_time(one, other) or tells_apart(one, other) or _is_wanted(one) != _is_wanted(other):
        return
    if _is_wanted(one) and one.subject and other.subject and not set(one.subject) & set(other.subject):
        return  # many bid for one thing
    ground = common_ground(one, other, without=_measuring(one, other))
    if is_told_plainly(one, other) and not is_same_source(one, other) and not _is_sure(ground, one, other):
        return
    for here, mine in enumerate(one.figures):
        for there, theirs in enumerate(other.figures):
            if not _is_same_sign(one, mine, other, theirs):
                continue
            measure = same_measure(one, mine, other, theirs)
            if (
                measure is not None
                and not (measure in PURSES and _are_two_purses(one, other))
                and _points(one, mine, other, theirs, ground, measure) >= LEAST
                and _is_of_one_matter(one, mine, other, theirs, ground, measure)
                and is_same_extent(one, mine, other, theirs)
            ):
                verdict = _verdict(one, mine, other, theirs, measure, ground.points)
                if verdict is not None:
                    about = ", ".join(sorted(ground.names)[:3] or ground.words[:3])
                    yield Relation("figure", verdict, here, there, ground.weight, f"{measure}, {about}")


def _are_two_purses(one: Claim, other: Claim) -> bool:
    """True where each names who raised or earned it, and they are not the same."""
    return bool(one.subject and other.subject) and not set(one.subject) & set(other.subject)


def _is_sure(ground: Common, one: Claim, other: Claim) -> bool:
    """True where what a report counts on its own account is what a source of another counts: reports bring in earlier happenings, too."""
    return is_close(ground, one, other)


def _points(one: Claim, mine: Figure, other: Claim, theirs: Figure, ground: Common, measure: str) -> float:
    """How much speaks for one happening and one count of it."""
    is_single = measure in SINGLE and bool(_strong(mine) and _strong(theirs))
    return ground.points + max(_is_telling(mine), _is_telling(theirs)) + is_same_source(one, other) + is_single


def _is_of_one_matter(one: Claim, mine: Figure, other: Claim, theirs: Figure, ground: Common, measure: str) -> bool:
    if are_of_one_matter(ground, one, other) or _takes_back(one, mine, other, theirs):
        return True
    if is_same_source(one, other) and _corrects(one) != _corrects(other) and ground.wide_words:
        return len(ground.wide_words) >= 2 or (one.outlet == other.outlet and _are_near(one, other))
    return measure in SINGLE and bool(ground.names) and bool(_strong(mine) and _strong(theirs))


def _are_asserted(one: Claim, other: Claim) -> bool:
    """True where both tell of what is, or both of what is planned."""
    if "ahead" in one.marks and "ahead" in other.marks:
        return True
    if not one.is_firm or not other.is_firm:
        return False
    return one.is_future == other.is_future or _is_reckoned(one, other)


def _is_same_sign(one: Claim, mine: Figure, other: Claim, theirs: Figure) -> bool:
    """True where both are negated or neither is, a nought being none of a count that is not negated."""
    if one.is_negated == other.is_negated:
        return True
    return any(
        claim.is_negated and not claim.is_denial and figure.high == 0
        for claim, figure in ((one, mine), (other, theirs))
    )


def _are_of_two(one: Claim, other: Claim) -> bool:
    """True where each clause has a subject with a name of which the other report knows nothing."""
    if not one.subject or not other.subject:
        return False
    here, there = {*one.names, *one.around_names}, {*other.names, *other.around_names}
    return not set(one.subject) & there and not set(other.subject) & here


def _takes_back(one: Claim, mine: Figure, other: Claim, theirs: Figure) -> bool:
    """True where one says that the number of the other was wrong."""
    is_named = mine.low in other.taken_back or theirs.low in one.taken_back
    return is_named and (is_same_source(one, other) or one.outlet == other.outlet)


def _is_reckoned(one: Claim, other: Claim) -> bool:
    """True where an amount may be told of in the future by one and not by the other: a cost that is reckoned, a truce that is agreed."""
    measures = {measure for claim in (one, other) for figure in claim.figures for measure in figure.measures}
    return bool(measures & {"measure-length", "measure-paid"}) and any(
        "cost" in claim.words or "price" in claim.words or "truce" in claim.words for claim in (one, other)
    )


def _is_wanted(claim: Claim) -> bool:
    """True where the amount is asked, offered or hoped for."""
    return claim.predicate.split("|")[0] in load_claim_words("unreal")


def _is_telling(figure: Figure) -> bool:
    """True where what is counted is more than people."""
    return figure.counted is not None and figure.counted not in load_claim_words("generic")


def _measuring(one: Claim, other: Claim) -> frozenset[str]:
    """Words that belong to what is measured and so say nothing of the happening."""
    both = {measure for claim in (one, other) for figure in claim.figures for measure in _plain(figure)}
    return frozenset(word for row in load_measures() if row.id in both for word in row.predicates | row.counted)


def same_measure(one: Claim, mine: Figure, other: Claim, theirs: Figure) -> str | None:
    """The measure that both figures are of; None where they count other things, or of another extent."""
    if mine.unit != theirs.unit or _is_limited(mine, theirs):
        return None
    both = tuple(measure for measure in _plain(mine) if measure in _plain(theirs))
    if not _is_same_counted(one, mine, other, theirs, both) and not _is_part_above_whole(mine, theirs, both):
        return None
    if _is_of_some(one, mine, theirs) or _is_of_some(other, theirs, mine):
        return None
    if mine.unit == "%" and one.source is None and other.source is None and _corrects(one) == _corrects(other):
        return None
    if both:
        return both[0].removeprefix("measure-")
    if _strong(mine) and _strong(theirs):
        return None
    if mine.unit not in (None, "kg", "ha") and mine.measures and theirs.measures and (_strong(mine) or _strong(theirs)):
        return None
    if mine.measures and theirs.measures and WHOLE & {*mine.measures, *theirs.measures}:
        return None
    if not _is_set_beside(one, other):
        return None
    is_one_voice = one.source is not None and is_same_source(one, other)
    if mine.unit == "%" and not is_one_voice and not (one.topic and other.topic and are_alike(one.topic, other.topic)):
        return None
    if (mine.counted is None and mine.unit is None) or {mine.counted, theirs.counted} & PEOPLE:
        return None
    return mine.counted or mine.unit


def _is_same_counted(one: Claim, mine: Figure, other: Claim, theirs: Figure, both: tuple[str, ...]) -> bool:
    if mine.counted != theirs.counted and {mine.counted, theirs.counted} & SEXES:
        return False
    generic = _is_generic(mine, both), _is_generic(theirs, both)
    if both and {mine.counted, theirs.counted} & load_claim_words("tally"):
        return True
    if both and None in (mine.counted, theirs.counted) and _corrects(one) != _corrects(other):
        return True
    if all(generic):
        return True
    if any(generic):
        special = theirs.counted if generic[0] else mine.counted
        if (
            (both or predicates_alike(one, other))
            and special in load_claim_words("crowd")
            and one.source
            and other.source
            and not is_same_source(one, other)
        ):
            return True
        number = theirs.high if generic[0] else mine.high
        return (
            bool(both)
            and number != 0
            and any(
                measure.is_by for measure in load_measures() if measure.id in both and measure.id != "measure-aboard"
            )
        )
    return mine.counted is not None and theirs.counted is not None and are_alike(mine.counted, theirs.counted)


def _is_set_beside(one: Claim, other: Claim) -> bool:
    """True where two amounts of one thing may be of one measure though no table knows it: the verbs say the same, one only gives
    the figure, or two sources speak on one day.
    """
    if is_told_plainly(one, other) and not is_same_source(one, other):
        return False
    if (
        (one.source is not None and is_same_source(one, other))
        or predicates_alike(one, other)
        or any(claim.predicate.split("|")[0] in GIVING for claim in (one, other))
    ):
        return True
    return (
        one.source is not None
        and other.source is not None
        and one.said_on == other.said_on
        and one.story != other.story
    )


def _plain(figure: Figure) -> tuple[str, ...]:
    """The measures of a figure, those too that only a verb of many senses tells."""
    return tuple(measure.removeprefix(WEAK) for measure in figure.measures)


def _strong(figure: Figure) -> tuple[str, ...]:
    return tuple(measure for measure in figure.measures if not measure.startswith(WEAK))


def _is_part_above_whole(mine: Figure, theirs: Figure, both: tuple[str, ...]) -> bool:
    """True where a part of those counted is more than all of them: twelve soldiers dead, of five people."""
    if not both or _is_generic(mine, both) == _is_generic(theirs, both):
        return False
    whole, part = (mine, theirs) if _is_generic(mine, both) else (theirs, mine)
    return whole.high is not None and part.low is not None and part.low > whole.high


def _is_of_some(claim: Claim, mine: Figure, theirs: Figure) -> bool:
    """True where one who sees only a part of the counted, as a hospital does of the injured, gives the smaller figure."""
    if not set(claim.source_words) & SEES_SOME or not mine.high:
        return False
    return theirs.low is None or mine.high < theirs.low


def _is_generic(figure: Figure, both: tuple[str, ...]) -> bool:
    if figure.counted is None or figure.counted in load_claim_words("generic"):
        return True
    if both and figure.counted in load_claim_words("tally"):
        return True
    return any(figure.counted in measure.counted for measure in load_measures() if measure.id in both)


def _is_limited(mine: Figure, theirs: Figure) -> bool:
    """True where words limit one figure and not the other, or to another extent."""
    for kind in ("scope:", "period:", "span:"):
        ours, others = ({word for word in figure.with_words if word.startswith(kind)} for figure in (mine, theirs))
        if bool(ours & LONG) != bool(others & LONG):
            return True
        if (ours and others and not ours & others) or (kind == "period:" and ours != others):
            return True
    kinds = [{word for word in figure.with_words if word in ("sum:", "single:")} for figure in (mine, theirs)]
    if kinds[0] and kinds[1] and not kinds[0] & kinds[1]:
        return True
    more = load_claim_words("more") | load_claim_words("part") | load_claim_words("margin") | {"by"}
    told = [{word[5:] for word in figure.with_words if word.startswith("with:")} & more for figure in (mine, theirs)]
    if mine.unit == "%":
        told = [words - {"by"} for words in told]
    return told[0] != told[1]


def are_compatible(mine: Figure, theirs: Figure) -> bool:
    """True where one number may satisfy both."""
    low = max(bound for bound in (mine.low, theirs.low, float("-inf")) if bound is not None)
    high = min(bound for bound in (mine.high, theirs.high, float("inf")) if bound is not None)
    if low <= high:
        return True
    return (low >= 100 or mine.unit == "day") and (low - high) / low < FINE


def _adds_up(one: Claim, mine: Figure, other: Claim, theirs: Figure) -> bool:
    """True where a further figure of one of the clauses makes up the difference: eleven, and fourteen with three in hospital."""
    if mine.low is None or theirs.low is None or mine.low != mine.high or theirs.low != theirs.high:
        return False
    third = abs(mine.low - theirs.low), mine.low + theirs.low
    return any(
        figure.low == figure.high and figure.low in third and figure.low and figure.unit == mine.unit
        for claim in (one, other)
        for figure in claim.figures
        if figure not in (mine, theirs)
    )


def _verdict(one: Claim, mine: Figure, other: Claim, theirs: Figure, measure: str, points: float) -> Verdict | None:
    """Which it is for two figures of one measure; None where it cannot be told."""
    if are_compatible(mine, theirs):
        return Verdict.AGREES
    if not is_same_source(one, other) and _adds_up(one, mine, other, theirs):
        return None
    is_own = one.outlet == other.outlet and (_is_flash(one) != _is_flash(other) or _corrects(one) != _corrects(other))
    if is_same_source(one, other) or is_own:
        return Verdict.SUPERSEDES if _may_replace(one, mine, other, theirs, measure, points) else None
    if not _are_near(one, other):
        return None
    if (
        one.source is None
        and other.source is None
        and (points < PLAIN or one.first is None or one.first != other.first)
    ):
        return None
    if one.said_on != other.said_on and _grows(measure):
        return None
    return Verdict.DISPUTES


def _may_replace(one: Claim, mine: Figure, other: Claim, theirs: Figure, measure: str, points: float) -> bool:
    """True where a later figure of one source may stand for its earlier one: soon after, of the same day, or with words that correct.

    A count that grows falls by correction only.
    """
    later = later_of(one, other)
    if later is None or one.story == other.story:
        return False
    figures = (mine, theirs) if later is one else (theirs, mine)
    if is_correction(later) or _is_retold(figures[0]) or figures[1].low in later.taken_back:
        return True
    if _grows(measure) and not _has_grown(one, mine, other, theirs) and one.said_on != other.said_on:
        return False
    if one.first is not None and (one.first, one.last) == (other.first, other.last):
        return True
    return bool(one.said_on and other.said_on) and days_between(one.said_on or "", other.said_on or "") <= (
        LATER if points >= CLOSE else SOON
    )


def _is_retold(figure: Figure) -> bool:
    """True for a count that is brought up to date: "cut the number of missing to 38"."""
    words = set(figure.with_words)
    return bool(words & load_claim_words("tally")) and bool(words & load_claim_words("update"))


def _corrects(claim: Claim) -> bool:
    return any(mark.startswith("correct:") for mark in claim.marks)


def _are_near(one: Claim, other: Claim) -> bool:
    """True where both speak of one named day, or were said within a few days of one another."""
    if one.first is not None and (one.first, one.last) == (other.first, other.last):
        return True
    return bool(one.said_on and other.said_on) and days_between(one.said_on or "", other.said_on or "") <= NEAR


def _is_flash(claim: Claim) -> bool:
    """True where the only source is called a first one: "according to first information"."""
    return bool(set(claim.source_words) & load_claim_words("early"))


def later_of(one: Claim, other: Claim) -> Claim | None:
    """The claim that was made after the other, by its day or, on one day, by words that correct; None where nothing tells."""
    if one.said_on and other.said_on and one.said_on != other.said_on:
        return max((one, other), key=lambda claim: claim.said_on or "")
    corrects = [
        sum(mark.startswith(("correct:", "update:")) for mark in claim.marks)
        - sum(mark.startswith("early:") for mark in claim.marks)
        for claim in (one, other)
    ]
    if corrects[0] == corrects[1]:
        return None
    return one if corrects[0] > corrects[1] else other


def _grows(measure: str) -> bool:
    return any(row.grows for row in load_measures() if row.id == f"measure-{measure}")


def _has_grown(one: Claim, mine: Figure, other: Claim, theirs: Figure) -> bool:
    early, late = (mine, theirs) if (one.said_on or "") < (other.said_on or "") else (theirs, mine)
    return (late.high if late.high is not None else float("inf")) >= (early.low or 0)
