"""What the ledger keeps of a story."""

from __future__ import annotations

from onrecord.model import StoryReading
from onrecord.resolve.commitments.engaging import find_engagements
from onrecord.resolve.commitments.outcomes import find_outcomes
from onrecord.resolve.commitments.reading import Reader
from onrecord.resolve.commitments.values import CommitmentReport


def digest(reading: StoryReading) -> tuple[CommitmentReport, ...]:
    """The commitments that a story tells and what it says became of commitments."""
    reader = Reader(reading)
    found = (*find_engagements(reader), *find_outcomes(reader))
    return tuple({one.id: one for one in found}.values())
