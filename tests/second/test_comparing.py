"""Proposals beside what onrecord reads: the same words, and what is read of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from onrecord.model import Entity, EntityKind, Mention, MentionForm, Proposal, ProposalKind, Reader, Record
from onrecord.second.checking import check_proposal
from onrecord.second.comparing import compare
from onrecord.second.locating import Window
from tests.builders import TEXT, at, make_record, make_story
from tests.second.server import event, statement

RECORD = make_record()
SAID, ACCUSED, TOLD, DENIED = RECORD.statements
CLOSED, RAMMED = RECORD.events


def propose(given: dict[str, Any], kind: str, record: Record = RECORD) -> Proposal:
    text = record.clean.text
    return check_proposal(
        given,
        ProposalKind(kind),
        Window(text, 0, len(text)),
        story=record.stories[0].id,
        reader=Reader("m", "localhost"),
    )


def beside(given: dict[str, Any], kind: str = "statement") -> tuple[str | None, tuple[str, ...]]:
    (found,) = compare(RECORD, [propose(given, kind)])
    return found.agrees, found.differs


@pytest.mark.parametrize(
    ("given", "agrees", "differs"),
    [
        (statement("Nobody asked the fishermen", "Ona Brekke", "said"), SAID.id, ()),
        (statement('"Nobody asked the fishermen,"', "Brekke", "said", passage='"Nobody asked the fishermen," Ona Brekke said.'), SAID.id, ()),
        (statement("Nobody asked", "Ona Brekke", "said"), SAID.id, ("content",)),
        (statement("asked", "Ona Brekke", "said"), SAID.id, ("content",)),
        (statement("Nobody asked the fishermen", "Ona Brekke", act="claim"), SAID.id, ("act",)),
        (statement("Nobody asked the fishermen", None, "said", polarity="denies"), SAID.id, ("source", "polarity")),
        (statement("Nobody asked the fishermen", "an aide to Brekke"), SAID.id, ("source",)),
        (statement("ramming two boats", "She", "accused", act="accuse"), ACCUSED.id, ()),
        (statement("ramming two boats", "Ona Brekke", "accused", act="accuse"), ACCUSED.id, ()),
        (statement("She accused the navy of ramming two boats", "aide", "told"), TOLD.id, ()),
        (statement("She accused the navy of ramming two boats", "Brekke", "told", passage="an aide to Brekke told reporters"), TOLD.id, ("source",)),
        (statement("the claim", "The navy", "denied", act="deny", polarity="denies"), DENIED.id, ()),
        (statement("at least 40 boats were turned back", "The Pelmark navy"), None, ()),
    ],
)  # fmt: skip
def test_statements_on_the_same_words(given: dict[str, Any], agrees: str | None, differs: tuple[str, ...]) -> None:
    assert beside(given) == (agrees, differs)


WHOLE: dict[str, Any] = {
    "actors": ["The Pelmark navy"],
    "recipients": ["the harbour of Sorvik"],
    "date": "on 3 May",
    "place": None,
}


@pytest.mark.parametrize(
    ("given", "agrees", "differs"),
    [
        (event("closed", "COERCE", **WHOLE), CLOSED.id, ()),
        (event("closed the harbour", "COERCE", **WHOLE), CLOSED.id, ()),
        (event("closed", "COERCE", **WHOLE | {"recipients": ["harbour"], "passage": "closed the harbour of Sorvik"}), CLOSED.id, ()),
        (event("closed", "ASSAULT", **WHOLE, status="alleged"), CLOSED.id, ("event_type", "status")),
        (event("closed", "COERCE", **WHOLE | {"actors": []}), CLOSED.id, ("actors",)),
        (event("closed", "COERCE", **WHOLE | {"actors": ["The Pelmark navy", "at least 40 boats"]}), CLOSED.id, ("actors",)),
        (event("closed", "COERCE", **WHOLE | {"recipients": ["Sorvik"], "passage": "the harbour of Sorvik"}), CLOSED.id, ("recipients",)),
        (event("closed", "COERCE", **WHOLE | {"date": "4 May"}), CLOSED.id, ("date",)),
        (event("ramming", "ASSAULT", actors=["the navy"], recipients=["boats"], status="alleged", passage="ramming two boats"), RAMMED.id, ()),
        (event("were turned back", "COERCE", recipients=["at least 40 boats"]), None, ()),
    ],
)  # fmt: skip
def test_events_on_the_same_words(given: dict[str, Any], agrees: str | None, differs: tuple[str, ...]) -> None:
    assert beside(given, "event") == (agrees, differs)


def test_one_record_goes_with_one_proposal_the_most_alike() -> None:
    near = propose(statement("Nobody asked the fishermen", "Ona Brekke", "said"), "statement")
    far = propose(statement("Nobody asked", "Ona Brekke"), "statement")
    for given in ([near, far], [far, near]):
        found = {one.id: one.agrees for one in compare(RECORD, given)}
        assert found == {near.id: SAID.id, far.id: None}


def test_another_story_is_another_matter() -> None:
    found = propose(statement("Nobody asked the fishermen", "Ona Brekke", "said"), "statement")
    assert compare(RECORD, [replace(found, story="story-ffffff")])[0].agrees is None


def test_a_name_within_a_name_is_not_the_source() -> None:
    """ "Brekke" stands in "an aide to Brekke" and is somebody else, whatever the words have in common."""
    story = make_story(RECORD.document, TEXT)
    aide = Entity(
        "entity-1",
        EntityKind.PERSON,
        "aide",
        (),
        (Mention(story.id, at(TEXT, "an aide to Brekke"), MentionForm.DESCRIPTION),),
    )
    told = replace(TOLD, source=replace(TOLD.source, entity="entity-1"))
    record = replace(RECORD, entities=(*RECORD.entities, aide), statements=(told,))
    given = propose(
        statement("She accused the navy of ramming two boats", "Brekke", "told", passage="an aide to Brekke told"),
        "statement",
    )
    assert compare(record, [given])[0].differs == ("source",)
