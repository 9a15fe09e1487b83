"""Two names for one person or thing that cannot both be right."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.model import EntityKind
from onrecord.names import compare
from onrecord.resolve.disputes.claims import Claim, Identity
from onrecord.resolve.disputes.relating import Answer, Relation, Verdict
from onrecord.resolve.disputes.sameness import is_same_source
from onrecord.resolve.disputes.vocabulary import shared

COVERED = 0.6
UNLIKE = 0.75
"""Likeness of names below which they are no two spellings of one, where both are given as the name."""
LEAST = 2
"""Words that say who the bearer is, which both must have."""


def compare_identities(one: Claim, other: Claim) -> Iterator[Relation]:
    """The relation between two names that are given to one bearer."""
    if one.source is None or other.source is None:
        return
    if is_same_source(one, other) or one.is_negated or other.is_negated or _is_renamed(one) or _is_renamed(other):
        return
    for mine in one.identities:
        for theirs in other.identities:
            known = shared(_bearer(one, mine), _bearer(other, theirs))
            if len(known) < LEAST or len(known) < COVERED * min(len(_bearer(one, mine)), len(_bearer(other, theirs))):
                continue
            if mine.name.lower() == theirs.name.lower():
                verdict = Verdict.AGREES
            elif (
                compare(mine.name, theirs.name, EntityKind.PERSON).score < UNLIKE
                or _is_contrasted(one)
                or _is_contrasted(other)
            ):
                verdict = Verdict.DISPUTES
            else:
                continue
            yield Relation(
                "spelling",
                verdict,
                Answer(one, mine.name, mine.evidence),
                Answer(other, theirs.name, theirs.evidence),
                0.8,
                ", ".join(known[:3]),
            )


def _bearer(claim: Claim, identity: Identity) -> tuple[str, ...]:
    """What is said of the bearer; "his client" is the client of whoever speaks."""
    return (
        (*identity.bearer, *claim.around) if "own" in claim.marks and len(identity.bearer) < LEAST else identity.bearer
    )


def _is_renamed(claim: Claim) -> bool:
    return any(mark.startswith("alias:") for mark in claim.marks)


def _is_contrasted(claim: Claim) -> bool:
    return any(mark.startswith("exclude:") for mark in claim.marks)
