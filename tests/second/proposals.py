"""Proposals on the small record of `tests.builders`, as a second reader's answer gives them."""

from __future__ import annotations

from typing import Any

from onrecord.issues import make_issue
from onrecord.model import Issue, Proposal, ProposalKind, Reader, Record
from onrecord.second.checking import check_proposal
from onrecord.second.comparing import compare
from onrecord.second.locating import Window
from tests.second.server import event, statement

READER = Reader("small-model", "localhost:8080")
GIVEN: tuple[tuple[str, dict[str, Any]], ...] = (
    ("statement", statement("Nobody asked the fishermen", "Ona Brekke", "said")),
    ("statement", statement("the claim", "The navy", "denied", act="reject", polarity="denies")),
    ("statement", statement("at least 40 boats were turned back", "The Pelmark navy")),
    ("event", event("closed", "COERCE", actors=["The Pelmark navy"], recipients=["the harbour of Sorvik"])),
    ("event", event("ramming", "COERCE", actors=["The Pelmark navy"], recipients=["two boats"])),
)
"""One agreed, one with another act, one that onrecord does not have; one agreed, one with another type and status."""


def make_proposals(record: Record, reader: Reader = READER) -> tuple[Proposal, ...]:
    """Proposals of a reader on a record, set beside it."""
    text, story = record.clean.text, record.stories[0].id
    window = Window(text, 0, len(text))
    found = [check_proposal(one, ProposalKind(kind), window, story=story, reader=reader) for kind, one in GIVEN]
    return compare(record, found)


def make_refusal(record: Record, reader: Reader = READER, code: str = "second-unquoted") -> Issue:
    """An issue of a reader about a record's story."""
    message = f"{reader.name}: statement refused: its content 'x' does not stand in the text"
    return make_issue(code, message, room="second", document=record.document.id, story=record.stories[0].id)
