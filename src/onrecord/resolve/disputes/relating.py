"""What two claims have to do with one another: they agree on a question, dispute it, or one takes the place of the other."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from onrecord.model import Evidence
from onrecord.resolve.disputes.claims import Claim


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
