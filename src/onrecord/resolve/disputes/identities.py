"""Two names for one person or thing that cannot both be right."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.model import EntityKind
from onrecord.names import compare
from onrecord.resolve.disputes.claims import Claim, Identity
from onrecord.resolve.disputes.relating import Relation, Verdict
from onrecord.resolve.disputes.sameness import is_same_source, is_told_plainly, may_be_one_time
from onrecord.resolve.disputes.vocabulary import shared, tokens_of
from onrecord.rules.claims import load_claim_words

COVERED = 0.5
UNLIKE = 0.75
"""Likeness of names below which they are no two spellings of one, where both are given as the name."""
LEAST = 2
"""Words that say who the bearer is, which both must have."""


def compare_identities(one: Claim, other: Claim) -> Iterator[Relation]:
    """The relation between two names that are given to one bearer."""
    if not one.identities or not other.identities or one.is_denial or other.is_denial or is_same_source(one, other):
        return
    if is_told_plainly(one, other) or not may_be_one_time(one, other):
        return
    for here, mine in enumerate(one.identities):
        for there, theirs in enumerate(other.identities):
            known = _known(one, mine, other, theirs)
            if not known or mine.is_denied or theirs.is_denied or _is_renamed(one, theirs) or _is_renamed(other, mine):
                continue
            if mine.name.lower() == theirs.name.lower():
                verdict = Verdict.AGREES
            elif _are_two(one, mine, other, theirs):
                verdict = Verdict.DISPUTES
            else:
                continue
            yield Relation("spelling", verdict, here, there, 0.8, ", ".join(known[:3]))


def _known(one: Claim, mine: Identity, other: Claim, theirs: Identity) -> tuple[str, ...]:
    """The words by which two names have one bearer; none where that is not told."""
    here, there = _bearer(one, mine), _bearer(other, theirs)
    known = shared(here, there)
    if not load_claim_words("held").isdisjoint(known):
        return ()
    is_sure = _is_ruled_out(mine, other) or _is_ruled_out(theirs, one) or _is_official(one) or _is_official(other)
    least = 1 if is_sure and one.said_on == other.said_on else LEAST
    return known if len(known) >= least and len(known) >= COVERED * min(len(here), len(there)) else ()


def _are_two(one: Claim, mine: Identity, other: Claim, theirs: Identity) -> bool:
    """True for names too unlike to be two spellings, and for like ones where the form itself is at stake."""
    here, there = set(tokens_of(mine.name)), set(tokens_of(theirs.name))
    if here <= there or there <= here:
        return False
    if compare(mine.name, theirs.name, EntityKind.PERSON).score < UNLIKE:
        return True
    if _is_ruled_out(mine, other) or _is_ruled_out(theirs, one):
        return True
    return any(_is_contrasted(claim) or _is_official(claim) for claim in (one, other))


def _is_official(claim: Claim) -> bool:
    """True where a paper or an error is spoken of, by which the form of a name matters."""
    return bool(load_claim_words("official") & {*claim.words, *claim.around, *claim.source_words})


def _is_ruled_out(identity: Identity, claim: Claim) -> bool:
    """True where the other report has the name too, so that it knows of whom it speaks."""
    tokens = tokens_of(identity.name)
    return bool(tokens) and set(tokens) <= {*claim.names, *claim.around_names}


def _bearer(claim: Claim, identity: Identity) -> tuple[str, ...]:
    """What is said of the bearer; "his client" is the client of whoever speaks."""
    telling = [word for word in identity.bearer if word not in load_claim_words("naming") | load_claim_words("called")]
    if "own" in claim.marks and len(telling) < LEAST:
        return (*telling, *claim.around)
    return tuple(telling)


def _is_renamed(claim: Claim, identity: Identity) -> bool:
    """True where a claim gives the name as another one of the same bearer."""
    return any(mark.startswith("alias:") for mark in claim.marks) and _is_ruled_out(identity, claim)


def _is_contrasted(claim: Claim) -> bool:
    return any(mark.startswith("exclude:") for mark in claim.marks)
