"""One claims what the other denies, or what cannot be so beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.resolve.disputes.claims import Claim, Placed
from onrecord.resolve.disputes.relating import Relation, Verdict
from onrecord.resolve.disputes.sameness import (
    Common,
    common_ground,
    days_between,
    is_close,
    is_one_thing,
    is_same_source,
    is_told_plainly,
    may_be_one_time,
    predicates_alike,
    tells_apart,
    things_of,
)
from onrecord.resolve.disputes.vocabulary import (
    classes_of,
    classes_of_any,
    opposites_of,
    opposites_of_any,
    shared,
    stem,
)
from onrecord.rules.claims import load_claim_words

COVERED = 0.65
"""How much of what is denied the other claim must say."""
ENOUGH = 2
MOST = 0.6
"""Of the words of a denial, how many and what part a claim with another verb must have."""
MUCH = 0.7
"""The same where only an opposite tells that it is denied."""
CLOSE = 0.8
"""How much of one another two claims must say to count as one."""
LEAST = 2.0
"""Points of common ground from which two claims are compared."""
WEEK = 7
FEW = 3
"""Days between two reports of one charge in which hardly a word tells what it is about."""
REST = re.compile(r"\b(?:no one|no-one|nobody|nothing|none|anyone|anybody|anything) else\b|\bno others?\b", re.I)
"""Everybody but those who were named before."""
SELF = re.compile(r"(?:I|we|my|our)\b", re.I)
FIRST = "0001-01-01"
ROLES = frozenset(("involvement", "responsibility", "part", "hand", "role"))
"""Nouns for a part in a deed that itself is not denied."""
CHARGES = frozenset(("accuse", "allege", "claim"))


def compare_denials(one: Claim, other: Claim) -> Iterator[Relation]:
    """The relation between two claims that assert and deny one thing, or both assert it."""
    reason = _said_to_answer(one, other)
    if reason is not None:
        weight = 1.0 if one.answers == other.id or other.answers == one.id else 0.8
        yield Relation("denial", Verdict.DISPUTES, 0, 0, weight, reason)
    elif one.is_firm and other.is_firm and not tells_apart(one, other):
        yield from _compare_clauses(one, other)


def _said_to_answer(one: Claim, other: Claim) -> str | None:
    """Why one claim answers the other, where its own words say so; None where they do not."""
    if one.answers == other.id or other.answers == one.id:
        return "the one denies what the other says"
    for denial, charge in ((one, other), (other, one)):
        if _is_content_denied(denial, charge):
            return "the one denies what the other tells"
        if _is_charge_denied(denial, charge):
            return "the one denies what the other is named for saying"
    return None


def _compare_clauses(one: Claim, other: Claim) -> Iterator[Relation]:
    """The relation between two clauses, by their predicates and what they say besides."""
    if _is_noun_beside(one, other) or _is_of_the_rest(one, other):
        return
    opposed = _opposed(one, other)
    if not opposed and not one.is_negated and not other.is_negated:
        return
    alike = _sure(predicates_alike(one, other), one, other)
    if alike and _is_only_named(alike[0], one, other):
        return
    is_alive = bool(opposed) and _is_seen_alive(one, other)
    if not may_be_one_time(one, other) and not is_alive:
        return
    if not alike and one.is_negated != other.is_negated and one.story != other.story and _says_as_much(one, other):
        alike = ("nearly the same words",)
    is_dispute = (bool(alike) and one.is_negated != other.is_negated) or (
        bool(opposed) and not one.is_negated and not other.is_negated
    )
    if not is_dispute and not (alike and _agree(one, other)):
        return
    ground = common_ground(one, other)
    if ground.points < LEAST or not _is_one_matter(one, other, ground, alike) or _other_subject(one, other):
        return
    if is_told_plainly(one, other) and not (alike and _is_sure(ground, one, other)):
        return
    if one.story == other.story and len(ground.words) < ENOUGH:
        return  # what stands around two clauses of one story is the same anyhow
    if alike and (_is_of_other_place(one, other) or _is_of_other_place(other, one)):
        return
    known, least = _known(one, other, bool(alike)), COVERED if alike or is_alive else MUCH
    if known < least or (is_dispute and _may_both_be(one, other)):
        return
    verdict = Verdict.DISPUTES if is_dispute else Verdict.AGREES
    reason = ", ".join([*(alike or opposed)[:1], *sorted(ground.names)[:3]])
    yield Relation("denial", verdict, 0, 0, ground.weight, reason)


def _is_sure(ground: Common, one: Claim, other: Claim) -> bool:
    """True where a report's own words and a source's are of one thing without doubt."""
    if is_close(ground, one, other):
        return True
    is_verb = bool({*one.predicate.split("|")} & {*other.predicate.split("|")})
    return is_verb and len(ground.names) >= ENOUGH and bool(ground.words)


def _is_of_other_place(denying: Claim, asserting: Claim) -> bool:
    """True where a claim denies that it was here, and the other has it there: "never went into the clinic", "went into the hospital"."""
    if not denying.is_negated or not denying.placed or not asserting.placed:
        return False
    pairs = [
        (mine, theirs)
        for mine in denying.placed
        for theirs in asserting.placed
        if mine.way == theirs.way and _is_somewhere(mine) and _is_somewhere(theirs)
    ]
    there = [word for _, theirs in pairs for word in (*theirs.names, *theirs.words)] + [*asserting.names]
    return bool(pairs) and not any(shared((*mine.names, *mine.words), there) for mine, _ in pairs)


def _is_somewhere(placed: Placed) -> bool:
    """True for a place with a name, or a noun for where one is."""
    return bool(placed.names) or not load_claim_words("setting").isdisjoint(placed.words)


def _is_noun_beside(one: Claim, other: Claim) -> bool:
    """True where a claim that is no clause is not a charge or a denial: "the handling of the protests" asserts nothing."""
    return any("noun" in claim.marks and not claim.is_negated and claim.act not in CHARGES for claim in (one, other))


def _is_of_the_rest(one: Claim, other: Claim) -> bool:
    """True where what is denied is said of everybody else: "no one else was hurt"."""
    return any(claim.is_negated and REST.search(claim.evidence.text) for claim in (one, other))


def _is_only_named(predicate: str, one: Claim, other: Claim) -> bool:
    """True where the predicate is a pronoun or a piece of a name: a content such as "him" or "the Harrows" says nothing by itself."""
    names = {*one.names, *one.around_names, *other.names, *other.around_names}
    return predicate in load_claim_words("pronoun") or predicate in names


def _agree(one: Claim, other: Claim) -> bool:
    """True where two claims deny nearly the same, and not of two happenings that hardly a word tells apart.

    Two that assert the same are not set beside one another: whoever denies the one denies the other.
    """
    if not one.is_negated or not other.is_negated or min(coverage(one, other), coverage(other, one)) < CLOSE:
        return False
    is_near = days_between(one.said_on or FIRST, other.said_on or FIRST) <= FEW
    return is_near or len(common_ground(one, other).words) >= ENOUGH


def _known(one: Claim, other: Claim, is_alike: bool) -> float:
    """How much of the claim that denies the other says; where both assert, of either."""
    denying, asserting = (one, other) if one.is_negated else (other, one)
    found = coverage(denying, asserting)
    return found if is_alike else max(found, coverage(asserting, denying))


def _may_both_be(one: Claim, other: Claim) -> bool:
    """True where "not all" leaves some, and where nobody, or one and the same, says both."""
    denying, asserting = (one, other) if one.is_negated else (other, one)
    return _is_total(denying, asserting) or is_same_source(one, other) or _are_plain(one, other)


def _are_plain(one: Claim, other: Claim) -> bool:
    """True for two reports that name no source: what they seem to deny one another is mostly something else."""
    return one.source is None and other.source is None


def _sure(alike: tuple[str, ...], one: Claim, other: Claim) -> tuple[str, ...]:
    """The predicates alike, without verbs of many senses that no word of denial stands beside and that are said of nothing."""
    if one.is_denial or other.is_denial or is_one_thing(one, other) or _is_about_one(one, other):
        return alike
    broad = load_claim_words("broad") | load_claim_words("knowing")
    return tuple(word for word in alike if word.split(" ")[0] not in broad)


def _is_about_one(one: Claim, other: Claim) -> bool:
    """True where two claims share at least two names, of the source among them, and two words."""
    names = {*one.names, *one.source_names} & {*other.names, *other.source_names}
    return len(names) >= ENOUGH and len(shared(one.words, other.words)) >= ENOUGH


def _says_as_much(one: Claim, other: Claim) -> bool:
    """True where what is denied says nearly all that the other claim does, with another verb."""
    denying, asserting = (one, other) if one.is_negated else (other, one)
    words = [word for word in denying.words if not any(word.startswith(name) for name in denying.names)]
    inside = shared(words, asserting.words)
    if _is_deed_of_other(denying, asserting) or is_told_plainly(denying, asserting):
        return False
    if denying.predicate.split("|")[0] in load_claim_words("knowing"):
        return False
    names = {*denying.names, *denying.source_names} & {*asserting.names, *asserting.source_names}
    return len(inside) >= ENOUGH and len(inside) >= MOST * len(words) and bool(names)


def _is_deed_of_other(denying: Claim, asserting: Claim) -> bool:
    """True where only a part in the deed is denied: "did not order the beating" beside "were beaten"."""
    verb, deed = (claim.predicate.split("|")[0] for claim in (denying, asserting))
    things = denying.theme.words if denying.theme else ()
    return not shared((verb,), asserting.words) and bool(shared((deed,), things))


def _is_charge_denied(denial: Claim, charge: Claim) -> bool:
    """True where a denial names who made the charge, the charge names who denies, and both are of one week."""
    if not denial.charged or charge.act not in CHARGES or not denial.said_on or not charge.said_on:
        return False
    accusers = set(charge.source_names) - {*denial.source_names}
    if (
        is_same_source(denial, charge)
        or not set(denial.charged) & accusers
        or days_between(denial.said_on, charge.said_on) > WEEK
    ):
        return False
    return (
        bool(set(denial.source_names) & {*charge.names, *charge.around_names})
        and len(set(denial.charged) & {*charge.names, *charge.around_names}) > 1
    )


def _is_content_denied(denial: Claim, claim: Claim) -> bool:
    """True where a denial without a clause ("rejected the report about cash from X") tells by its nouns what a claim says."""
    pointing = {mark[5:] for mark in denial.marks if mark.startswith("bare:")}
    if not pointing or claim.is_denial or claim.is_negated or not claim.is_firm or is_same_source(denial, claim):
        return False
    if tells_apart(denial, claim) or not may_be_one_time(denial, claim):
        return False
    empty = load_claim_words("accusation") | load_claim_words("false") | {"pure", "total", "complete", "such"}
    words = [
        word for word in denial.words if word not in empty and not any(word.startswith(name) for name in denial.names)
    ]
    inside = shared(words, claim.words)
    names = set(denial.names) & set(claim.names)
    if len(inside) + len(names) < ENOUGH or len(inside) < MOST * len(words) or not inside:
        return False
    if not set(denial.names) <= {*claim.names, *claim.around_names, *denial.source_names}:
        return False
    return _is_denier_named(denial, claim, pointing)


def _is_denier_named(denial: Claim, claim: Claim, pointing: set[str]) -> bool:
    """True where a claim is about whoever denies; where he denies a part in a deed, it must be his deed there."""
    deniers = {*denial.source_names, *denial.names}
    if not pointing & ROLES:
        return bool(deniers & {*claim.names, *claim.around_names})
    doers = {*claim.subject, *(claim.agent.names if claim.agent else ())}
    if claim.act in CHARGES:
        doers |= {*claim.names, *claim.around_names} - set(claim.source_names)
    return bool(set(denial.source_names) & doers) or (claim.topic is not None and claim.topic in denial.words)


def _opposed(one: Claim, other: Claim) -> tuple[str, ...]:
    """Predicates that cannot hold of one thing: the same noun is done to or does it, and no class of the two says the same."""
    here, there = classes_of_any(one.predicate), classes_of_any(other.predicate)
    if opposites_of_any(one.predicate).isdisjoint(there):
        return ()
    common = things_of(one) & things_of(other)
    common |= (_first_things(one) & _words_of(other)) | (_first_things(other) & _words_of(one))
    is_person = "alike-alive" in here | there
    if not common - (frozenset() if is_person else frozenset((*one.subject, *other.subject))):
        return ()
    if here & there - {found for found in here if not found.startswith(("alike-", "word-"))}:
        return ()
    if (
        one.agent
        and other.agent
        and set(one.agent.names) & set(other.agent.names)
        and {"alike-hold", "alike-capture"} & here
    ):
        return ()
    return tuple(word for word in one.predicate.split("|") if opposites_of(word) & there)


def _first_things(claim: Claim) -> frozenset[str]:
    """Classes of the noun of the subject, and of the noun that the deed is done to, without what is told of it."""
    words = [claim.topic] if claim.topic else []
    words += claim.theme.words[:ENOUGH] if claim.theme else ()
    return frozenset(found for word in words for found in classes_of(word))


def _words_of(claim: Claim) -> frozenset[str]:
    """Classes of the words of a clause that are neither its predicate nor a name."""
    plain = [
        word
        for word in claim.words
        if word not in claim.predicate.split("|") and not any(word.startswith(name) for name in claim.names)
    ]
    return frozenset(found for word in plain for found in classes_of(word))


def _is_seen_alive(one: Claim, other: Claim) -> bool:
    """True where somebody is alive after the day on which the other claim has him dead."""
    alive, dead = (
        (one, other) if any("alike-alive" in classes_of(word) for word in one.predicate.split("|")) else (other, one)
    )
    if not any("alike-alive" in classes_of(word) for word in alive.predicate.split("|")):
        return False
    return (alive.first or alive.said_on or "") >= (dead.first or dead.said_on or "")


def _is_one_matter(one: Claim, other: Claim, ground: Common, alike: tuple[str, ...]) -> bool:
    """True where a name ties two claims together, or, where it only stands around one of them, other words too."""
    if ground.names:
        return True
    told = classes_of_any("|".join(alike)) if alike else frozenset()
    rest = [word for word in ground.words if classes_of(word).isdisjoint(told)]
    if ground.wide_names and len(ground.words) >= ENOUGH and rest:
        return True
    is_near = days_between(one.said_on or FIRST, other.said_on or FIRST) <= FEW
    stems = {stem(word) for word in one.predicate.split("|")} & {stem(word) for word in other.predicate.split("|")}
    if not is_near or not stems or one.source is None or other.source is None or _other_topic(one, other):
        return False
    return len(ground.wide_names) >= ENOUGH or (bool(ground.wide_names) and len(ground.wide_words) >= ENOUGH)


def _other_topic(one: Claim, other: Claim) -> bool:
    """True where each is about something, and it is not the same."""
    mine, theirs = things_of(one), things_of(other)
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def _other_subject(one: Claim, other: Claim) -> bool:
    """True where each names who it is about, and they are not the same."""
    if _is_of_self(one, other) or _is_of_self(other, one):
        return True
    if not one.subject or not other.subject:
        return False
    if _is_namesake(one, other):
        return True
    mine, theirs = _who(one, other), _who(other, one)
    return not set(one.subject) & theirs and not set(other.subject) & mine and not _is_topic_speaking(one, other)


def _is_of_self(claim: Claim, fellow: Claim) -> bool:
    """True where a person speaks of himself ("I support her"), of whom the other report knows nothing."""
    if not claim.subject or not SELF.match(claim.evidence.text):
        return False
    return not set(claim.subject) & {*fellow.names, *fellow.around_names, *fellow.source_names}


def _is_namesake(one: Claim, other: Claim) -> bool:
    """True for two names that have only a word in common: "Insurer Brisco" and "Insurer Halvard", two mines."""
    here, there = {*one.names, *one.around_names}, {*other.names, *other.around_names}
    mine, theirs = set(one.subject) - there, set(other.subject) - here
    return bool(mine and theirs) or (
        len(one.subject) > 1
        and len(other.subject) > 1
        and one.subject[0] == other.subject[0]
        and set(one.subject[1:]).isdisjoint(other.subject[1:])
    )


def _who(claim: Claim, fellow: Claim) -> set[str]:
    """The names of who does it or says it; all names where either says what was done to somebody."""
    is_passive = any(found.theme and found.subject and set(found.subject) <= set(found.theme.names) for found in (claim, fellow))  # fmt: skip
    return {*claim.subject, *claim.source_names, *(claim.names if is_passive else ())}


def _is_topic_speaking(one: Claim, other: Claim) -> bool:
    """True where one is about those for whom the other speaks: the rebels and a rebel envoy."""
    return any(
        claim.topic is not None
        and all(name.startswith(claim.topic) for name in claim.subject)
        and claim.topic in {*fellow.source_words, *fellow.source_names} - {"army", "police"}
        for claim, fellow in ((one, other), (other, one))
    )


def coverage(denying: Claim, asserting: Claim) -> float:
    """How much of the words and names of one claim the other has."""
    wanted = [
        word
        for word in denying.words
        if word not in denying.names
        and word not in denying.predicate
        and word not in load_claim_words("through") | load_claim_words("stress")
    ]
    there = (*asserting.words, *asserting.around, *asserting.names, *asserting.around_names)
    names = [name for name in denying.names if name not in denying.source_names] or list(denying.names)
    known = {*asserting.names, *asserting.around_names}
    found = len(shared(wanted, there)) + sum(name in known for name in names)
    return found / (len(wanted) + len(names)) if wanted or names else 1.0


def _is_total(denying: Claim, asserting: Claim) -> bool:
    """True for "not all", which leaves "some"."""
    mine, theirs = ({mark for mark in claim.marks if mark.startswith("whole:")} for claim in (denying, asserting))
    return bool(mine) and not theirs and denying.is_negated
