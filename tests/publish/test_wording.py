"""Statements and events in plain words, and whom a phrase means."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onrecord.model import Act, Certainty, Content, EventStatus, Polarity, QuotationForm
from onrecord.publish.shared.cast import cast_of, is_named
from onrecord.publish.shared.judgements import put_right
from onrecord.publish.shared.wording import VERBS, attributed, standing, statement_details, title_of
from onrecord.serialize import record_objects, to_object
from tests.builders import make_record
from tests.publish.cyber import cyber_record, entity_id, selection_of


def test_every_act_has_a_verb() -> None:
    assert VERBS.keys() == {act.value for act in Act}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "Ona Brekke says: “Nobody asked the fishermen”"),
        ({"quotation": QuotationForm.MIXED}, "Ona Brekke says (in the report's words): Nobody asked the fishermen"),
        ({"polarity": Polarity.DENIES}, "Ona Brekke says (denying it): “Nobody asked the fishermen”"),
        ({"polarity": Polarity.DENIES, "act": Act.DENY}, "Ona Brekke denies: “Nobody asked the fishermen”"),
        ({"polarity": Polarity.LEAVES_OPEN}, "Ona Brekke says (leaving it open): “Nobody asked the fishermen”"),
        ({"certainty": Certainty.POSSIBLE}, "Ona Brekke says (as possible): “Nobody asked the fishermen”"),
        ({"act": Act.DECLINE, "content": Content(())}, "Ona Brekke declines to comment"),
    ],
)
def test_a_line_keeps_who_says_it_and_how(changes: dict[str, object], expected: str) -> None:
    statement = replace(make_record().statements[0], **changes)  # type: ignore[arg-type]
    assert attributed(to_object(statement)) == expected


def test_details() -> None:
    accused = [*statement_details(to_object(make_record().statements[1]))]
    assert "target: the navy" in accused
    assert accused[-1].startswith("reported within: statement-")


def test_how_an_event_stands() -> None:
    record = make_record()
    statements = {one.id: to_object(one) for one in record.statements}
    closed, rammed = map(to_object, record.events)
    assert standing(closed, statements) == "actual, asserted by the report itself"
    assert standing(rammed, statements) == "alleged, according to She"
    assert standing(rammed, {}) == "alleged, as the report puts it"
    assert title_of({**closed, "status": EventStatus.CALLED_FOR.value}).startswith(
        "Called for: The Pelmark navy – closed"
    )


@pytest.mark.parametrize(
    ("group", "means"),
    [
        ("The hacking group", "Sable Heron"),
        ("A crew calling itself", "Sable Heron"),
        ("A crew known to firms as the", "Sable Heron"),
        ("A firm near", None),
        ("Friends of the", None),
        ("Watchers behind", None),
    ],
)
def test_whom_a_phrase_means(group: str, means: str | None) -> None:
    record = cyber_record(group=group)
    selection = selection_of(record)
    (bundle,) = put_right(selection)
    cast = cast_of(bundle, selection)
    found = cast.who(to_object(record.events[0])["actors"][0])
    assert (found and found["name"]) == means
    assert cast.who(None) is None
    assert cast.of(None) is None


def test_the_entity_that_was_read_counts_where_the_phrase_names_it() -> None:
    record = cyber_record(group="The crew of")
    selection = selection_of(record)
    (bundle,) = selection.bundles()
    cast = cast_of(bundle, selection)
    party = {**to_object(record.events[0])["actors"][0], "entity": entity_id("Sable Heron")}
    found = cast.who(party)
    assert found is not None
    assert found["id"] == entity_id("Sable Heron")
    assert is_named(found)


def test_documents_without_judgements_are_as_they_are() -> None:
    record = make_record()
    selection = selection_of(record)
    assert [found for bundle in put_right(selection) for found in bundle.objects()] == [*record_objects(record)]
