"""What two claims have to do with one another: they agree on a question, dispute it, or one takes the place of the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from onrecord.model import Link


class Verdict(StrEnum):
    """How two answers to one question stand to one another; the later one takes the place of the earlier in `SUPERSEDES`."""

    AGREES = "agrees"
    DISPUTES = "disputes"
    SUPERSEDES = "supersedes"


@dataclass(frozen=True, slots=True)
class Relation:
    """Two answers to one question of a `kind` of dispute.

    `one` and `other` say which answer of its claim is meant: the place of the figure, of the place or of the name among those of the
    claim, 1 for a clock time and 0 for everything that a claim has but one of.
    """

    kind: str
    verdict: Verdict
    one: int
    other: int
    weight: float
    reason: str


def write_link(one: str, other: str, relations: Sequence[Relation]) -> Link:
    """The link that says what two claims have to do with one another, so that settling need not compare them again."""
    lines = (f"{found.kind} {found.verdict} {found.one} {found.other}: {found.reason}" for found in relations)
    return Link(one, other, max(found.weight for found in relations), "\n".join(lines))


def read_link(link: Link) -> tuple[Relation, ...]:
    """The relations that `write_link` wrote."""
    return _read_lines(link.reason, link.weight)


@lru_cache(8192)
def _read_lines(reason: str, weight: float) -> tuple[Relation, ...]:
    """The relations of a link; those between copies of two claims are told in the same words."""
    return tuple(_read_line(line, weight) for line in reason.splitlines())


def _read_line(line: str, weight: float) -> Relation:
    head, _, reason = line.partition(": ")
    kind, verdict, one, other = head.split()
    return Relation(kind, Verdict(verdict), int(one), int(other), weight, reason)
