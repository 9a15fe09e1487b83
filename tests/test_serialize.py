"""Values to JSON and back, the schema, and whether evidence holds its words."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.errors import CorruptStore
from onrecord.model import Content, Document, Evidence, Record, Span
from onrecord.schema import FILE, schema_text
from onrecord.serialize import (
    TYPES,
    check_record,
    document_object,
    from_object,
    read_document_object,
    record_objects,
    to_json,
    to_object,
    type_name,
)
from tests.builders import TEXT, make_record
from tests.strategies import values

LARGE = [HealthCheck.too_slow, HealthCheck.data_too_large]
QUICK = settings(max_examples=15, deadline=None, suppress_health_check=LARGE)


def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(FILE.read_text(encoding="utf-8")))


# --- round trips ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(set(TYPES) - {"document"}))
@QUICK
@given(data=st.data())
def test_every_type_comes_back_from_its_json(name: str, data: st.DataObject) -> None:
    value = data.draw(values(TYPES[name]))
    assert type_name(value) == name
    line = to_json(value)
    assert "\n" not in line
    assert from_object(json.loads(line)) == value
    assert to_json(from_object(json.loads(line))) == line


@QUICK
@given(document=values(Document), text=st.text(st.characters(codec="utf-8")))
def test_a_document_comes_back_with_its_clean_text(document: Document, text: str) -> None:
    """The raw text is not part of the record; everything else of the document is."""
    clean = make_record("One line.").clean
    clean = dataclasses.replace(clean, text=text)
    found = json.loads(json.dumps(document_object(document, clean)))
    back, clean_back = read_document_object(found)
    assert back == dataclasses.replace(document, raw=text, markup=())
    assert clean_back == clean


def test_a_record_is_written_in_a_fixed_order_and_every_time_alike() -> None:
    lines = [json.dumps(found, ensure_ascii=False) for found in record_objects(make_record())]
    assert lines == [json.dumps(found, ensure_ascii=False) for found in record_objects(make_record())]
    found = [json.loads(line)["type"] for line in lines]
    assert found[:2] == ["document", "story"]
    assert found == sorted(found, key=list(dict.fromkeys(found)).index)
    assert set(found) == {"document", "story", "entity", "statement", "event", "quantity", "time", "place", "issue"}


def test_field_names_are_the_contract() -> None:
    first: dict[str, Any] = {}
    for found in record_objects(make_record()):
        first.setdefault(found["type"], found)
    said = first["statement"]
    assert list(said["source"]) == ["kind", "entity", "text", "span", "core"]
    assert said["content"] == {"texts": ["Nobody asked the fishermen"], "spans": [[155, 181]]}
    assert said["cue"] == {"text": "said", "span": [195, 199]}
    assert list(first["quantity"])[:6] == ["type", "id", "story", "text", "span", "value"]
    assert list(first["event"]["date"]) == ["value", "precision", "text", "span"]
    assert list(first["event"]["actors"][0]) == ["entity", "text", "span", "country", "sector"]
    assert list(first["entity"]["mentions"][0])[:4] == ["story", "text", "span", "form"]
    assert list(first["story"]["written_on"])[:3] == ["value", "precision", "how"]
    assert first["document"]["characters"] == len(TEXT)
    assert first["document"]["text"] == TEXT
    assert first["document"]["lines"][0] == {"span": [0, 34], "kind": "heading", "origin": "test"}


def test_every_object_has_type_and_id_first() -> None:
    for found in record_objects(make_record()):
        assert list(found)[:2] == ["type", "id"]


# --- the schema -----------------------------------------------------------------------------------


def test_the_schema_file_is_fresh() -> None:
    assert FILE.read_text(encoding="utf-8") == schema_text(), "run: python -m onrecord.schema"


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(schema_text()))


@pytest.mark.parametrize("text", ["", "One line.", TEXT], ids=["empty", "plain", "full"])
def test_what_is_written_fits_the_schema(text: str) -> None:
    for found in record_objects(make_record(text)):
        validator().validate(found)


@pytest.mark.parametrize("name", ["incident", "dispute", "commitment", "judgement", "statement"])
@settings(QUICK, max_examples=5)
@given(data=st.data())
def test_any_value_fits_the_schema(name: str, data: st.DataObject) -> None:
    value = dataclasses.replace(data.draw(values(TYPES[name])), id=f"{name}-0123abcd")
    validator().validate(to_object(value))


def test_the_schema_refuses_what_is_not_the_record() -> None:
    statement = next(found for found in record_objects(make_record()) if found["type"] == "statement")
    broken = {"cue": {"text": "said", "span": [1]}}
    for wrong in ({"act": "shout"}, {"source": None}, {"extra": 1}, {"id": "event-12"}, broken):
        assert not validator().is_valid(statement | wrong), wrong


# --- evidence -------------------------------------------------------------------------------------


def test_a_sound_record_passes() -> None:
    for text in ("", "One line.", TEXT):
        check_record(make_record(text))


def with_evidence(words: Evidence) -> Record:
    record = make_record()
    statement = dataclasses.replace(record.statements[0], content=Content((words,)))
    return dataclasses.replace(record, statements=(statement,))


@pytest.mark.parametrize(
    "words",
    [
        Evidence("Pelmork", Span(0, 7)),
        Evidence("Pelmark", Span(1, 8)),
        Evidence("", Span(4, 4)),
        Evidence("", Span(900, 905)),
        Evidence("claim.", Span(len(TEXT) - 6, len(TEXT) + 3)),
        Evidence("claim.", Span(-6, len(TEXT))),
    ],
    ids=["other words", "moved", "empty", "outside", "past the end", "before the beginning"],
)
def test_evidence_that_does_not_hold_its_words_is_a_corrupt_store(words: Evidence) -> None:
    with pytest.raises(CorruptStore) as caught:
        check_record(with_evidence(words))
    assert "\n" not in str(caught.value)
    assert "statement-" in str(caught.value)


# --- numbers and characters that JSON or UTF-8 cannot hold ------------------------------------------


def test_a_number_that_is_not_finite_is_refused() -> None:
    quantity = dataclasses.replace(make_record().quantities[0], value=float("nan"))
    with pytest.raises(CorruptStore, match="finite"):
        to_json(quantity)


def test_a_lone_surrogate_becomes_an_escape() -> None:
    """Broken escapes in a JSON feed make such strings, and UTF-8 cannot hold them."""
    entity = dataclasses.replace(make_record().entities[0], name="Sor\ud83dvik")
    line = to_json(entity)
    line.encode("utf-8")
    assert from_object(json.loads(line)) == entity


@pytest.mark.parametrize("wrong", [{"type": "rumour"}, {"type": "statement", "id": "statement-1"}, {}])
def test_what_is_not_a_record_is_a_corrupt_store(wrong: dict[str, Any]) -> None:
    with pytest.raises(CorruptStore):
        from_object(wrong)
