"""Which digests are compared, and which belong together."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import product

from onrecord.model import Link
from onrecord.resolve.commitments.parties import are_same, likeness, overlap, shared, stem, stems, turns_on_same
from onrecord.resolve.commitments.values import CommitmentReport, Role
from onrecord.rules.commitments import NOUNS, load_words

FAMILY = {"promise": "give", "proposal": "give", "agreement": "give", "threat": "press", "demand": "press"}
FAMILIES = ("give", "press")
LONG = 5
"""Letters of a word that tells one condition from another."""
NEAR = 0.6
"""How much a name counts that stands near an outcome whose own words do not say whose it is."""
TOGETHER = 60
"""Days within which two reports may tell of the same commitment as something new."""
MONTHS = 12
"""Months in which words that name a commitment only by its kind may be about it."""
QUARTERS = 6
MOST_TURNING = 3
MOST_WORDS = 10


@cache
def naming_nouns() -> frozenset[str]:
    """Nouns that name a commitment and say nothing of its content."""
    return frozenset().union(*map(load_words, NOUNS.values()))


def keys(report: CommitmentReport) -> frozenset[str]:
    """Who and which family in the months ahead; who and two words of the content; a deed by verb and object in the quarters ahead."""
    if report.role is Role.TOLD:
        return _of_months(report, MONTHS) | _of_content(report) | _of_deeds(report, QUARTERS)
    if report.role is Role.OUTCOME or report.kind:
        return _of_months(report, 1) | _of_deeds(report, 1)
    return _of_deeds(report, 1)


def _parties(report: CommitmentReport) -> frozenset[str]:
    found: set[str] = set()
    for party in (report.actor, report.addressee):
        found.update(word[:5] for word in party.telling)
        found.update(f"({role})" for role in party.roles)
        found.update(word[:5] for name in party.names for word in name.split()[:1])
    found.update(word[:5] for word in report.around)
    return frozenset(found)


def _of_months(report: CommitmentReport, ahead: int) -> frozenset[str]:
    month = _month(report.day)
    families = (FAMILY[report.kind],) if report.kind in FAMILY else FAMILIES
    months = [month + n for n in range(ahead)] if month is not None else [None]
    return frozenset(f"{who}|{at}|{family}:" for who, family, at in product(_parties(report), families, months))


def _of_content(report: CommitmentReport) -> frozenset[str]:
    """Two words of which one is what the content turns on, in this quarter and the next; with who or without."""
    quarters = _quarters(report, 2)
    turning = sorted({stem(word) for word in (*report.verbs, *report.objects)})[:MOST_TURNING]
    others = sorted({stem(word) for word in report.lemmas})[:MOST_WORDS]
    return frozenset(f"{min(a, b)}|{at}|{max(a, b)}" for a in turning for b in others if a != b for at in quarters)


def _of_deeds(report: CommitmentReport, ahead: int) -> frozenset[str]:
    """Verb and object, with who where it is known; of what is threatened or promised by a noun alone the noun."""
    verbs = sorted({stem(word) for word in report.verbs})[:MOST_TURNING]
    objects = sorted({stem(word) for word in report.objects})[:MOST_TURNING]
    is_told = report.role is Role.TOLD
    is_free = is_told or not report.actor.is_known
    who = [*sorted(_parties(report)), *([""] if is_free else [])]
    pairs = [f"{a}>{b}" for a, b in product(verbs, objects)]
    if (is_told and not verbs) or set(report.verbs) & load_words("realising"):
        pairs += [f">{b}" for b in objects]
    return frozenset(
        f"{pair}|{at}|{one}" for one, pair, at in product(who, pairs, _quarters(report, ahead)) if one or pair[0] != ">"
    )


def _quarters(report: CommitmentReport, ahead: int) -> list[int | None]:
    month = _month(report.day)
    return [month // 3 + n for n in range(ahead)] if month is not None else [None]


def _month(day: str | None) -> int | None:
    return int(day[:4]) * 12 + int(day[5:7]) - 1 if day and len(day) >= 7 else None


def link(one: CommitmentReport, other: CommitmentReport) -> Link | None:
    """Whether two reports tell of one commitment, or one tells what became of the other."""
    if one.id == other.id:
        return None
    if one.role is Role.TOLD and other.role is Role.TOLD:
        found = same_commitment(one, other)
    elif one.role is Role.TOLD or other.role is Role.TOLD:
        told, outcome = (one, other) if one.role is Role.TOLD else (other, one)
        found = outcome_of(told, outcome)
    else:
        return None
    first, second = sorted((one.id, other.id))
    return Link(first, second, *found) if found is not None else None


def days_between(one: CommitmentReport, other: CommitmentReport) -> int | None:
    """Days from the first report to the second, None where a day is unknown."""
    if not one.day or not other.day or min(len(one.day), len(other.day)) < 10:
        return None
    return (date.fromisoformat(other.day) - date.fromisoformat(one.day)).days


def same_commitment(one: CommitmentReport, other: CommitmentReport) -> tuple[float, str] | None:
    """The same one who commits, like content, near in time."""
    if FAMILY[one.kind] != FAMILY[other.kind]:
        return None
    apart = days_between(one, other)
    if apart is not None and abs(apart) > TOGETHER and not (one.is_recalled or other.is_recalled):
        return None
    who, common, part = likeness(one.actor, other.actor), shared(one, other), overlap(one, other)
    if who < 0 or not (turns_on_same(one, other) or share_terms(one, other)):
        return None
    is_enough = (who >= 1 and part >= 0.5 and len(common) >= 2) or (
        who > 0 and part >= 0.6 and len(common) >= (3 if who < 0.5 or part < 0.75 else 2)
    )
    is_terms = (
        who >= 1 and one.kind == other.kind and apart is not None and abs(apart) <= 14 and share_terms(one, other)
    )
    is_short = who >= 1 and part >= 1 and len(common) >= 1
    if not (is_enough or is_short or is_terms or (who == 0 and _may_be_same(one, other, part, len(common)))):
        return None
    return round(
        min(1.0, 0.4 * max(who, 0.5) + 0.6 * part), 3
    ), f"both tell of {', '.join(sorted(common)) or 'the same terms'}"


def share_terms(one: CommitmentReport, other: CommitmentReport) -> bool:
    """The same day that it is due, or conditions with a long word in common."""
    if (
        one.deadline
        and other.deadline
        and one.deadline.precision == "day"
        and one.deadline.value == other.deadline.value
    ):
        return True
    if one.condition is None or other.condition is None:
        return False
    words = [
        frozenset(stem(word.strip(".,").lower()) for word in term.text.split() if len(word) > LONG)
        for term in (one.condition, other.condition)
    ]
    return bool(words[0] & words[1])


def _may_be_same(one: CommitmentReport, other: CommitmentReport, part: float, common: int) -> bool:
    """A state and its minister: other names, but the same deed to the same ones within days."""
    apart = days_between(one, other)
    if apart is None or abs(apart) > 3 or one.kind != other.kind:
        return False
    return (part >= 0.75 and common >= 3) or (part >= 1 and common >= 2 and abs(apart) <= 1)


# --- outcomes -------------------------------------------------------------------------------------


def outcome_of(told: CommitmentReport, outcome: CommitmentReport) -> tuple[float, str] | None:
    """A later report that names the commitment, or tells its deed."""
    apart = days_between(told, outcome)
    if apart is not None and (apart < 0 or apart > 31 * 3 * QUARTERS):
        return None
    who = max(likeness(told.actor, outcome.actor), _other_party(told, outcome))
    if who < 0:
        return None
    if not who and _is_near(told, outcome):
        who = NEAR
    if outcome.role is Role.DEED:
        return _deed(told, outcome, who)
    return _named(told, outcome, who)


def _is_near(told: CommitmentReport, outcome: CommitmentReport) -> bool:
    """True where names of the commitment stand near words that do not say whose outcome they tell."""
    own = {*told.actor.telling, *told.addressee.telling, *(word for name in told.actor.names for word in name.split())}
    return any(are_same(a, b) for a in own for b in outcome.around) or bool(stems(told.lemmas) & stems(outcome.around))


def _other_party(told: CommitmentReport, outcome: CommitmentReport) -> float:
    """Who is asked does what is demanded."""
    if told.kind != "demand" and outcome.kind not in ("agreement", "demand", "deadline"):
        return 0.0
    return max(0.0, likeness(told.addressee, outcome.actor))


def _named(told: CommitmentReport, outcome: CommitmentReport, who: float) -> tuple[float, str] | None:
    is_kind = outcome.kind in ("", told.kind) or (outcome.kind == "deadline" and told.deadline is not None)
    if not is_kind and {outcome.kind, told.kind} != {"agreement", "proposal"}:
        return None
    common = shared(told, outcome)
    rest = stems(tuple(word for word in outcome.lemmas if word not in naming_nouns() and word not in outcome.verbs))
    if not outcome.kind and not (
        common & stems((*outcome.verbs, *outcome.objects)) & stems((*told.verbs, *told.objects))
    ):
        return None
    if common and (who > 0 or len(common) > 1 or not outcome.actor.is_known):
        return round(
            0.5 + 0.5 * len(common) / max(len(rest), len(common)) * max(who, 0.5), 3
        ), f"says {outcome.state} of {', '.join(sorted(common))}"
    if who >= NEAR and outcome.kind and not (rest - stems(outcome.actor.telling)):
        return round(0.4 * who, 3), f"says {outcome.state} of the {outcome.kind}"
    return None


def _deed(told: CommitmentReport, outcome: CommitmentReport, who: float) -> tuple[float, str] | None:
    """The deed itself: the same verb done to the same thing by the same one, in a later report."""
    if told.story == outcome.story or (days_between(told, outcome) or 0) < 1 or told.kind == "proposal":
        return None
    if outcome.state == "broken" and told.kind == "threat":
        return None
    if told.kind == "demand" and likeness(told.actor, outcome.actor) > 0:
        return None
    common = shared(told, outcome)
    objects = stems(told.objects) & stems(outcome.objects)
    verbs = stems(told.verbs) & stems(outcome.verbs)
    if _is_mentioned(told, outcome) and who >= 0.5 and (objects or verbs):
        return round(
            0.5 + 0.4 * who * len(common) / max(1, len(stems(told.lemmas))), 3
        ), f"tells the deed and names the commitment: {', '.join(sorted(common))}"
    realised = not told.verbs and bool(set(outcome.verbs) & load_words("realising"))
    if not objects or not (verbs or realised):
        return None
    is_free = not outcome.actor.is_known or not _has_own_doer(told, outcome)
    if who >= 0.5 and len(common) >= (2 if verbs else 1):
        return round(0.5 + 0.5 * overlap(told, outcome) * who, 3), f"tells the deed: {', '.join(sorted(common))}"
    if is_free and len(common) >= 3:
        return round(0.4 + 0.4 * overlap(told, outcome), 3), f"tells the deed: {', '.join(sorted(common))}"
    return None


def _is_mentioned(told: CommitmentReport, outcome: CommitmentReport) -> bool:
    return bool(outcome.kind) and (
        outcome.kind == told.kind or (outcome.kind == "deadline" and told.deadline is not None)
    )


def _has_own_doer(told: CommitmentReport, outcome: CommitmentReport) -> bool:
    """True where the deed has a doer of its own beside what it is done to."""
    return not stems(outcome.actor.telling + outcome.actor.roles) <= stems(told.lemmas)
