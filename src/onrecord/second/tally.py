"""What came of asking a second reader about a document, and how often it agrees with onrecord."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.model import Agreement, Event, Issue, Proposal, Reader, Record, Statement, count_agreement


@dataclass(frozen=True, slots=True)
class SecondReading:
    """A document's record, as it is without a second reader, and beside it what the second reader says.

    `answered` are ids of the stories that it answered for, `failures` say in a few words why there are others.
    """

    record: Record
    reader: Reader
    answered: tuple[str, ...]
    proposals: tuple[Proposal, ...]
    issues: tuple[Issue, ...]
    failures: tuple[str, ...]

    def only_onrecord(self) -> Iterator[Statement | Event]:
        """What onrecord alone reads in the stories that were answered for."""
        agreed = {proposal.agrees for proposal in self.proposals}
        read: tuple[Statement | Event, ...] = (*self.record.statements, *self.record.events)
        for found in read:
            if found.story in self.answered and found.id not in agreed:
                yield found

    @property
    def agreement(self) -> Agreement:
        """How many statements and events both have, or one alone."""
        proposed = ((one.kind.value, one.agrees, one.differs) for one in self.proposals)
        alone = ("statement" if isinstance(one, Statement) else "event" for one in self.only_onrecord())
        return count_agreement(proposed, alone, ((issue.code, issue.story) for issue in self.issues))
