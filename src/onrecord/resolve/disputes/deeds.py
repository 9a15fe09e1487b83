"""One deed that is laid at the door of different parties."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.resolve.disputes.claims import Claim, Party
from onrecord.resolve.disputes.relating import Relation, Verdict
from onrecord.resolve.disputes.sameness import (
    Common,
    are_of_one_matter,
    are_of_two_heads,
    common_ground,
    count_shared,
    is_definite,
    is_same_source,
    is_told_plainly,
    may_be_one_time,
    predicates_alike,
    tells_apart,
)
from onrecord.resolve.disputes.vocabulary import shared, stem
from onrecord.rules.claims import load_claim_words

LEAST = 2.4
CLAUSES = 3
"""Words that two clauses share from which they are of one deed though they share no name."""


def compare_agents(one: Claim, other: Claim) -> Iterator[Relation]:
    """The relation between two parties, or two causes, that one thing is laid at the door of."""
    if one.agent is None or other.agent is None or one.theme is None or other.theme is None:
        return
    if not one.is_firm or not other.is_firm or one.is_negated or other.is_negated or is_same_source(one, other):
        return
    if (
        not _is_one_deed(one, other)
        or not may_be_one_time(one, other)
        or tells_apart(one, other)
        or _is_renamed(one)
        or _is_renamed(other)
    ):
        return
    if not _are_rivals(one, other):
        return
    if one.story == other.story and not (one.agent.names and other.agent.names):
        return  # a story that knows both calls one of them by what it is
    if is_told_plainly(one, other) or not _is_laid_at_doors(one, other):
        return
    ground = common_ground(one, other)
    is_known = is_definite(one, other) and count_shared(ground, one, other) >= 2
    if is_known or (ground.points >= LEAST and _is_tied(ground, one, other)):
        yield Relation(
            "attribution",
            Verdict.DISPUTES,
            0,
            0,
            ground.weight,
            ", ".join(sorted(ground.names)[:3] or ground.words[:3]),
        )


def _is_laid_at_doors(one: Claim, other: Claim) -> bool:
    """True where it matters who did it: a deed of which somebody is guilty, and, where a party is told by what it is alone, one deed that is known.

    Reports call one party by many names and nouns ("the navy", "an Indian warship"), and what is offered, found or seen many do.
    """
    if not all(_is_laid(claim) or _is_deed(claim) for claim in (one, other)):
        return False
    is_named = bool(one.agent and one.agent.names and other.agent and other.agent.names)
    return is_named or any("the" in claim.marks for claim in (one, other))


def _is_deed(claim: Claim) -> bool:
    """True for a verb for what is laid at a door."""
    words = {word for predicate in claim.predicate.split("|")[:1] for word in predicate.split()[:1]}
    return bool(words & load_claim_words("deed"))


def _is_tied(ground: Common, one: Claim, other: Claim) -> bool:
    least = CLAUSES - (_is_laid(one) and _is_laid(other))
    if ground.names and are_of_one_matter(ground, one, other):
        return True
    return len(ground.words) >= least and not are_of_two_heads(one, other)


def _is_one_deed(one: Claim, other: Claim) -> bool:
    """True where the same is done to the same: by the verb and its object, or by a noun for the whole deed."""
    if one.theme is None or other.theme is None:
        return False
    mine, theirs = one.theme, other.theme
    of_names = {*mine.names, *theirs.names}
    here, there = (
        [word for word in party.words if not any(word.startswith(name) for name in of_names)]
        for party in (mine, theirs)
    )
    if shared(here, there) and _is_laid(one) and _is_laid(other):
        return not (set(mine.names) and set(theirs.names)) or bool(set(mine.names) & set(theirs.names))
    if set(mine.names) & set(theirs.names):
        return (
            (
                bool(predicates_alike(one, other))
                and _is_one_thing(here, there, len(set(mine.names) & set(theirs.names)))
            )
            or bool(shared(here, [*there, *other.predicate.split("|")]))
            or bool(shared(there, one.predicate.split("|")))
        )
    plain = [word for word in mine.words if word not in load_claim_words("generic")]
    return bool(shared(plain, theirs.words)) and (
        bool(predicates_alike(one, other)) or _is_laid_and_done(one, other) or _is_laid_and_done(other, one)
    )


def _is_one_thing(here: list[str], there: list[str], names: int) -> bool:
    """False for "two nurses in Pell" and "an engineer in Pell"."""
    return not here or not there or names > 1 or bool(shared(here, there))


def _is_laid_and_done(one: Claim, other: Claim) -> bool:
    """True for "the bomb was the work of X" beside "Y planted the bomb"; not beside "Y found the bomb"."""
    return _is_laid(one) and _is_deed(other)


def _is_laid(claim: Claim) -> bool:
    """True where the verb only lays the deed at somebody's door, or the noun says what it was."""
    words = {word for predicate in claim.predicate.split("|")[:1] for word in predicate.split()[:1]}
    return bool(words & (load_claim_words("laying") | load_claim_words("cause")))


def _are_rivals(one: Claim, other: Claim) -> bool:
    """True where two different parties are named, and neither report brings the other in beside its own."""
    if one.agent is None or other.agent is None:
        return False
    mine, theirs = one.agent, other.agent
    if _is_told_of(mine, other) or _is_told_of(theirs, one):
        return False
    if set(mine.names) & set(theirs.names):
        return False
    if not (mine.names and theirs.names) and shared(mine.words, theirs.words):
        return False
    if not (mine.names or _specific(mine)) or not (theirs.names or _specific(theirs)):
        return False
    return _is_out(mine, other) and _is_out(theirs, one)


def _is_out(party: Party, claim: Claim) -> bool:
    """True where a claim does not bring a party in beside its own, unless to shut it out."""
    if any(mark.startswith("exclude:") for mark in claim.marks):
        return True
    own = {*claim.agent.words, *claim.agent.names} if claim.agent else set()
    of_theme = {*claim.theme.words, *claim.theme.names} if claim.theme else set()
    if (set(party.names) - of_theme) & {*claim.names}:
        return False
    telling = {stem(word) for word in _specific(party) if word not in of_theme}
    return bool(party.names) or not telling & {stem(word) for word in claim.words if word not in own}


def _is_told_of(party: Party, claim: Claim) -> bool:
    """True where the other claim has the party as that to which the deed was done: two deeds, not one."""
    return claim.theme is not None and bool(set(party.names) & set(claim.theme.names))


def _specific(party: Party) -> list[str]:
    return [word for word in party.words if word not in load_claim_words("generic")]


def _is_renamed(claim: Claim) -> bool:
    return any(mark.startswith("alias:") for mark in claim.marks)
