"""What two claims have to do with one another: they agree on a question, dispute it, or one takes the place of the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from onrecord.model import Evidence, Link
from onrecord.resolve.disputes.claims import Claim
from onrecord.resolve.disputes.sameness import is_same_source


class Verdict(StrEnum):
    """How two answers to one question stand to one another; the later one takes the place of the earlier in `SUPERSEDES`."""

    AGREES = "agrees"
    DISPUTES = "disputes"
    SUPERSEDES = "supersedes"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a claim answers to a question: in a few words, what it is compared by, and the words that say it."""

    claim: Claim
    value: str
    evidence: Evidence
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """Two answers to one question of a `kind` of dispute."""

    kind: str
    verdict: Verdict
    one: Answer
    other: Answer
    weight: float
    reason: str


def relate(one: Claim, other: Claim) -> tuple[Relation, ...]:
    """Every question that two claims answer both, `one` having the smaller id."""
    from onrecord.resolve.disputes.denials import compare_denials
    from onrecord.resolve.disputes.figures import compare_figures
    from onrecord.resolve.disputes.identities import compare_identities
    from onrecord.resolve.disputes.places import compare_dates, compare_places
    from onrecord.resolve.disputes.deeds import compare_agents

    if one.story == other.story and (is_same_source(one, other) or one.source is None or other.source is None):
        return ()
    is_answer = one.answers == other.id or other.answers == one.id
    if one.story == other.story and not is_answer and one.evidence.span.overlaps(other.evidence.span):
        return ()
    found: list[Relation] = []
    for compare in (compare_figures, compare_denials, compare_dates, compare_places, compare_identities, compare_agents):
        found.extend(compare(one, other))
    return tuple(found)


def link_claims(one: Claim, other: Claim) -> Link | None:
    """The link between two claims that answer one question; None where they do not."""
    one, other = sorted((one, other), key=lambda claim: claim.id)
    found = relate(one, other)
    if not found:
        return None
    best = max(found, key=lambda relation: (relation.verdict is not Verdict.AGREES, relation.weight, relation.kind))
    return Link(one.id, other.id, best.weight, f"{best.kind}: {best.verdict}: {best.reason}")
