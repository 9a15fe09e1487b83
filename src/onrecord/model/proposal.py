"""What a second reader proposes, kept beside the record and never in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from onrecord.model.record import Act, Content, EventStatus, Origin, Polarity
from onrecord.model.spans import Evidence


class ProposalKind(StrEnum):
    """What is proposed."""

    STATEMENT = "statement"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Reader:
    """A second reader: the model that was asked, and the host that answered for it, with its port where the address has one."""

    model: str
    host: str

    @property
    def name(self) -> str:
        """What it is called in messages and reports."""
        return f"{self.model} at {self.host}"


@dataclass(frozen=True, slots=True)
class ProposedStatement:
    """An attribution as a second reader has it; it has a source, a cue or both, and content always."""

    source: Evidence | None
    cue: Evidence | None
    content: Content
    act: Act
    polarity: Polarity


@dataclass(frozen=True, slots=True)
class ProposedEvent:
    """An event of PLOVER as a second reader has it."""

    event_type: str
    trigger: Evidence
    actors: tuple[Evidence, ...]
    recipients: tuple[Evidence, ...]
    date: Evidence | None
    place: Evidence | None
    status: EventStatus


@dataclass(frozen=True, slots=True)
class Proposal:
    """A statement or an event that a second reader proposes, all its words found in the text; no part of what onrecord reads.

    `agrees` is the id of the record that onrecord has on the same words, `differs` the fields of it that are read otherwise.
    """

    id: str
    story: str
    reader: Reader
    kind: ProposalKind
    agrees: str | None
    differs: tuple[str, ...]
    statement: ProposedStatement | None
    event: ProposedEvent | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one kind: what both readers have and read alike, what one of them alone has, and what both have and read otherwise."""

    agreed: int = 0
    only_second: int = 0
    only_onrecord: int = 0
    otherwise: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.agreed + other.agreed,
            self.only_second + other.only_second,
            self.only_onrecord + other.only_onrecord,
            self.otherwise + other.otherwise,
        )


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a second reader and onrecord agree. `differs` has each field that is read otherwise as often as it is; `refused` is how
    many proposals were refused, `unanswered` how many stories have no answer.
    """

    statements: Counts = Counts()
    events: Counts = Counts()
    differs: tuple[str, ...] = ()
    refused: int = 0
    unanswered: int = 0

    def __add__(self, other: Agreement) -> Agreement:
        return Agreement(
            self.statements + other.statements,
            self.events + other.events,
            tuple(sorted((*self.differs, *other.differs))),
            self.refused + other.refused,
            self.unanswered + other.unanswered,
        )

    @property
    def words(self) -> str:
        """The counts of both kinds in a line."""
        both = self.statements + self.events
        line = f"{both.agreed} agreed, {both.only_second} only it, {both.only_onrecord} only onrecord, {both.otherwise} read otherwise, {self.refused} refused"
        return line + (
            f", {self.unanswered} stor{'y' if self.unanswered == 1 else 'ies'} not answered" if self.unanswered else ""
        )


REFUSALS = frozenset(("second-unquoted", "second-ambiguous", "second-invalid"))
"""Codes of the issues of proposals that are refused."""
FAILURES = frozenset(("second-failed", "second-nonsense"))
"""Codes of the issues of stories that have no answer."""


def count_agreement(
    proposed: Iterable[tuple[str, str | None, Sequence[str]]],
    only_onrecord: Iterable[str],
    issues: Iterable[tuple[str, str | None]],
) -> Agreement:
    """The agreement over proposals (kind, `agrees`, `differs`), the kinds of what onrecord alone has, and issues (code, story)."""
    counts = {kind.value: Counts() for kind in ProposalKind}
    differs: list[str] = []
    for kind, agrees, fields in proposed:
        counts[kind] += (
            Counts(agreed=1) if agrees and not fields else Counts(otherwise=1) if agrees else Counts(only_second=1)
        )
        differs += fields
    for kind in only_onrecord:
        counts[kind] += Counts(only_onrecord=1)
    listed = list(issues)
    refused = sum(code in REFUSALS for code, _ in listed)
    unanswered = len({story for code, story in listed if code in FAILURES})
    return Agreement(counts["statement"], counts["event"], tuple(sorted(differs)), refused, unanswered)
