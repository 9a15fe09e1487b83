"""What a model proposes is a proposal only where all its words stand in the text and all its values can be."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.issues import CODES
from onrecord.model import REFUSALS, Proposal, ProposalKind, Reader
from onrecord.second.checking import Refused, check_proposal, shown
from onrecord.second.form import PROMPT, SCHEMA
from onrecord.second.locating import Window
from onrecord.serialize import check_object, from_object, to_object
from tests.builders import TEXT
from tests.second.server import event, statement

READER = Reader("small-model", "localhost:8080")


def check(given: Any, kind: str = "statement", text: str = TEXT) -> Proposal:
    window = Window(text, 0, len(text))
    return check_proposal(given, ProposalKind(kind), window, story="story-0123456789", reader=READER)


def refusal(given: Any, kind: str = "statement", text: str = TEXT) -> tuple[str, str]:
    with pytest.raises(Refused) as caught:
        check(given, kind, text)
    assert caught.value.code in REFUSALS & set(CODES)
    return caught.value.code, str(caught.value)


SAID = statement("Nobody asked the fishermen", "Ona Brekke", "said")
CLOSED = event(
    "closed", "COERCE", actors=["The Pelmark navy"], recipients=["the harbour of Sorvik"], date="3 May", place="Sorvik",
    passage="The Pelmark navy closed the harbour of Sorvik on 3 May",
)  # fmt: skip


def test_a_statement_holds_the_words_of_the_text() -> None:
    found = check(SAID)
    assert found.statement is not None
    assert found.event is None
    assert (found.agrees, found.differs, found.kind) == (None, (), "statement")
    assert [
        found.statement.source and found.statement.source.text,
        found.statement.cue and found.statement.cue.text,
    ] == ["Ona Brekke", "said"]
    assert found.origin.by == "exact"
    assert found.origin.version == PROMPT
    check_object(to_object(found), TEXT)
    assert from_object(to_object(found)) == found


def test_an_event_holds_the_words_of_the_text() -> None:
    found = check(CLOSED, "event").event
    assert found is not None
    assert [found.trigger.text, found.actors[0].text, found.recipients[0].text] == [
        "closed",
        "The Pelmark navy",
        "the harbour of Sorvik",
    ]
    assert found.place
    assert TEXT[slice(*found.place.span)] == "Sorvik"


def test_the_id_is_of_what_is_proposed_and_by_whom() -> None:
    assert check(SAID).id == check(SAID | {"passage": "x"}).id
    assert (
        len(
            {
                check(one).id
                for one in (SAID, SAID | {"act": "claim"}, SAID | {"cue": None}, SAID | {"content": ["Nobody asked"]})
            }
        )
        == 4
    )
    other = check_proposal(
        SAID,
        ProposalKind.STATEMENT,
        Window(TEXT, 0, len(TEXT)),
        story="story-0123456789",
        reader=dataclasses.replace(READER, host="elsewhere"),
    )
    assert other.id != check(SAID).id


def test_other_marks_are_said_so_and_the_words_kept_are_the_texts() -> None:
    text = "“Nobody came,” Vell’s aide – a lawyer – said."
    found = check(statement('"Nobody came,"', "Vell's aide", "said"), text=text)
    assert found.origin.by == "typography"
    assert found.statement
    assert [piece.text for piece in found.statement.content.pieces] == ["“Nobody came,”"]
    assert found.statement.source
    assert found.statement.source.text == "Vell’s aide"


def test_a_cue_may_hold_its_content_and_be_a_colon() -> None:
    declined = check(
        statement("comment", "Orr", "declined to comment", act="decline"), text="Orr declined to comment."
    ).statement
    assert declined
    assert declined.content.pieces[0].text == "comment"
    labelled = check(statement("No, never", "LUND", ":"), text="ORR: Yes.\nLUND: No, never.").statement
    assert labelled
    assert labelled.cue
    assert labelled.cue.span.start == 14


TWICE = "Vell said the port was shut. Orr left. Vell said the port was open, Orr said."


def test_words_in_several_places_are_told_apart_by_nearness() -> None:
    found = check(statement("the port was open", "Vell", "said"), text=TWICE)
    assert found.origin.by == "exact+nearest"
    assert found.statement
    assert found.statement.source
    assert found.statement.source.span.start == 39


def test_words_in_several_places_are_told_apart_by_the_passage() -> None:
    given = statement("the port", "Vell", "said", passage="Vell said the port was shut.")
    found = check(given, text=TWICE)
    assert found.origin.by == "exact+around"
    assert found.statement
    assert found.statement.content.pieces[0].span.start == 10
    code, why = refusal(given | {"passage": ""}, text=TWICE)
    assert code == "second-ambiguous"
    assert "'the port'" in why


@pytest.mark.parametrize(
    ("kind", "changed", "code", "quoted"),
    [
        ("statement", {"content": ["Nobody asked the sailors"]}, "second-unquoted", "Nobody asked the sailors"),
        ("statement", {"source": "Ona Brekke-Lund"}, "second-unquoted", "Ona Brekke-Lund"),
        ("statement", {"source": "na Brekke"}, "second-unquoted", "na Brekke"),
        ("statement", {"cue": "SAID"}, "second-unquoted", "SAID"),
        ("statement", {"content": []}, "second-invalid", "no content"),
        ("statement", {"content": None}, "second-invalid", "no content"),
        ("statement", {"content": ["…"]}, "second-invalid", "no words"),
        ("statement", {"content": [["Nobody"]]}, "second-invalid", "a list, not text"),
        ("statement", {"content": {"text": "Nobody"}}, "second-invalid", "an object, not a list"),
        ("statement", {"content": ["Nobody"] * 21}, "second-invalid", "21 parts"),
        ("statement", {"content": ["Nobody asked", "asked the fishermen"]}, "second-invalid", "overlap"),
        ("statement", {"content": ["Nobody asked the fishermen,\" Ona Brekke said"]}, "second-invalid", "inside its content"),
        ("statement", {"source": None, "cue": None}, "second-invalid", "neither a source nor a cue"),
        ("statement", {"source": 7}, "second-invalid", "a number, not text"),
        ("statement", {"act": "shout"}, "second-invalid", "'shout'"),
        ("statement", {"act": None}, "second-invalid", "act is missing"),
        ("statement", {"act": ["state"]}, "second-invalid", "act is a list"),
        ("statement", {"polarity": True}, "second-invalid", "a truth value"),
        ("event", {"trigger": "sealed off"}, "second-unquoted", "sealed off"),
        ("event", {"trigger": None}, "second-invalid", "no trigger"),
        ("event", {"event_type": "BOMB"}, "second-invalid", "'BOMB'"),
        ("event", {"event_type": "coerce"}, "second-invalid", "'coerce'"),
        ("event", {"event_type": {}}, "second-invalid", "an object"),
        ("event", {"status": "true"}, "second-invalid", "'true'"),
        ("event", {"actors": ["The Pelmark army"]}, "second-unquoted", "The Pelmark army"),
        ("event", {"actors": 3}, "second-invalid", "a number, not a list"),
        ("event", {"date": "4 June"}, "second-unquoted", "4 June"),
        ("event", {"place": [0, 7]}, "second-invalid", "a list, not text"),
    ],
)  # fmt: skip
def test_what_does_not_check_is_refused_with_its_reason(
    kind: str, changed: dict[str, Any], code: str, quoted: str
) -> None:
    found, why = refusal((SAID if kind == "statement" else CLOSED) | changed, kind)
    assert found == code
    assert quoted in why
    assert "\n" not in why


@pytest.mark.parametrize("given", [None, 3, "text", [], True, {}, {"content": "x"}])
def test_what_is_no_proposal_is_refused(given: Any) -> None:
    assert refusal(given)[0] == "second-invalid"
    assert refusal(given, "event")[0] == "second-invalid"


def test_a_message_repeats_nothing_that_steers_a_terminal() -> None:
    _, why = refusal(SAID | {"source": "Ona\x1b[2J\u202e\ud800" + "x" * 500})
    assert why.isprintable()
    assert len(why) < 400
    assert shown("a" * 500) == "a" * 120 + "…"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["said", "Ona Brekke", "the navy", "state", "COERCE", "actual"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
FIELDS = "passage source cue content act polarity trigger actors recipients date place status event_type".split()


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, JSON)), st.sampled_from(list(ProposalKind)))
def test_anything_is_a_sound_proposal_or_a_refusal(proposed: dict[str, Any], kind: ProposalKind) -> None:
    try:
        found = check({**(SAID if kind == "statement" else CLOSED), **proposed}, kind.value)
    except Refused:
        return
    check_object(to_object(found), TEXT)
    assert from_object(json.loads(json.dumps(to_object(found)))) == found


def test_the_schema_asks_for_every_field_and_no_other() -> None:
    for name, proposed in (("statements", SAID), ("events", CLOSED)):
        item = SCHEMA["properties"][name]["items"]
        assert set(item["properties"]) == set(item["required"]) == set(proposed)
        assert item["additionalProperties"] is False
