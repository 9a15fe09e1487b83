"""Web Annotations, read by the rules of the standard."""

from __future__ import annotations

import gc
import io
import json
import tracemalloc
from typing import Any

import pytest

from onrecord.publish import ObjectSelection, export, format_named
from onrecord.publish.formats.training.annotations import write_annotations
from onrecord.serialize import evidence_in
from tests.builders import make_record, many_records
from tests.training import HOSTILE, hostile_record, judged, objects, records, selection

WORDS = {"story", "entity", "statement", "event", "quantity", "time", "place"}


def collection(chosen: ObjectSelection | None = None) -> dict[str, Any]:
    out = io.StringIO()
    export(chosen or selection(), form="webannotation", out=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def items(chosen: ObjectSelection | None = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = collection(chosen)["first"]["items"]
    return found


def said(found: dict[str, Any]) -> dict[str, Any]:
    record: dict[str, Any] = found["body"][1]["record"]
    return record


def tags(found: list[dict[str, Any]], words: str) -> list[str]:
    return [one["body"][0]["value"] for one in found if one["target"]["selector"][1]["exact"] == words]


def test_it_is_a_collection_of_annotations_as_the_standard_has_them() -> None:
    found = collection()
    assert found["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert (found["type"], found["first"]["type"]) == ("AnnotationCollection", "AnnotationPage")
    assert found["total"] == len(found["first"]["items"])
    for one in found["first"]["items"]:
        assert one["type"] == "Annotation"
        assert one["id"].startswith("urn:onrecord:annotation-")
        assert [body["type"] for body in one["body"]] == ["TextualBody", "Dataset"]
        assert [selector["type"] for selector in one["target"]["selector"]] == [
            "TextPositionSelector",
            "TextQuoteSelector",
        ]
    identities = [one["id"] for one in found["first"]["items"]]
    assert len(set(identities)) == len(identities)


def test_positions_count_code_points_and_quotations_have_what_is_around_them() -> None:
    text = HOSTILE.replace("\ud800", "\ufffd")
    for one in items(selection(hostile_record())):
        position, quote = one["target"]["selector"]
        start, end = position["start"], position["end"]
        assert text[start:end] == quote["exact"]
        assert text[max(0, start - 32) : start] == quote["prefix"]
        assert text[end : end + 32] == quote["suffix"]


def test_each_annotation_has_a_name_of_its_own_also_of_somebody_whom_two_documents_name() -> None:
    """An entity may be one and the same in several documents: its mentions there are others."""
    one, other = (make_record(name=f"{name}.txt") for name in "ab")
    shared = [entity.id for entity in one.entities]
    same = dict(zip((entity.id for entity in other.entities), shared, strict=True))
    known = [json.loads(_renamed(json.dumps(found), same)) for found in objects(one, other)]
    out = io.StringIO()
    write_annotations(ObjectSelection(known), out)
    found = [json.loads(line) for line in out.getvalue().splitlines()]
    assert len({annotation["id"] for annotation in found}) == len(found)


def _renamed(words: str, names: dict[str, str]) -> str:
    for old, new in names.items():
        words = words.replace(old, new)
    return words


def test_all_words_of_every_record_have_an_annotation() -> None:
    wanted = {
        (one["id"], tuple(span))
        for one in objects(make_record())
        if one["type"] in WORDS
        for _, span in evidence_in(one)
    }
    found = items(selection(make_record()))
    given = {
        (said(one)["id"], (selector["start"], selector["end"]))
        for one in found
        for selector in one["target"]["selector"][:1]
    }
    assert wanted <= given


def test_the_first_of_a_document_is_its_text() -> None:
    first = items(selection(make_record()))[0]
    assert first["motivation"] == "describing"
    assert first["target"]["selector"][1]["exact"] == make_record().clean.text
    assert said(first)["outlet"] == "The Sorvik Post"


def test_a_denial_and_an_allegation_say_what_they_are_at_each_of_their_words() -> None:
    found = items(selection(make_record()))
    denied = [said(one) for one in found if said(one).get("act") == "deny"]
    assert {one["field"] for one in denied} == {"source", "cue", "content"}
    assert all((one["polarity"], one["source"]["text"]) == ("denies", "The navy") for one in denied)
    rammed = [said(one) for one in found if said(one).get("event_type") == "ASSAULT"]
    assert {one["field"] for one in rammed} == {"trigger", "actors", "recipients"}
    assert all((one["status"], one["said_by"]["text"]) == ("alleged", "She") for one in rammed)
    assert tags(found, "denied") == ["statement.cue"]


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("https://post.example/a", "https://post.example/a"),
        ("javascript:alert(1)", None),
        ("https://post.example/a b", None),
        ("https://post.example/\ud800", None),
        (None, None),
    ],
)
def test_the_source_is_the_address_of_the_page_where_that_is_one(url: str | None, source: str | None) -> None:
    found = list(objects(make_record()))
    found[0]["url"] = url
    assert items(ObjectSelection(found))[1]["target"]["source"] == (source or f"urn:onrecord:{found[0]['id']}")


def test_a_line_an_annotation_has_the_same_and_stands_alone() -> None:
    out = io.StringIO()
    write_annotations(selection(), out)
    lines = [json.loads(line) for line in out.getvalue().split("\n") if line]
    assert [{key: value for key, value in one.items() if key != "@context"} for one in lines] == items()
    assert all(one["@context"] for one in lines)
    out.getvalue().encode("utf-8")


@pytest.mark.thorough
def test_memory_stays_flat() -> None:
    def peak(count: int) -> int:
        chosen = _Many(count)
        tracemalloc.start()
        export(chosen, form="webannotation", out=_Nowhere())
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    peak(5)
    assert peak(150) < 2 * peak(50)


class _Many(ObjectSelection):
    def __init__(self, count: int) -> None:
        super().__init__([])
        self.count = count

    def bundles(self) -> Any:
        for number, record in enumerate(many_records(self.count)):
            if number % 10 == 0:
                gc.collect()
            yield from ObjectSelection(objects(record)).bundles()


class _Nowhere(io.StringIO):
    def write(self, words: str) -> int:
        return len(words)


def test_what_people_rejected_is_left_out_and_what_they_amended_stands() -> None:
    found = [said(one) for one in items(judged())]
    assert not [one for one in found if one.get("act") == "deny"]
    assert [one["act"] for one in found if one["type"] == "statement"][0] == "ask"
    assert "an editor" not in json.dumps(found)


def test_it_loses_what_it_says() -> None:
    words = json.dumps(items(selection(make_record())))
    assert not [lost for lost in ("a mark is never closed", "cue-said", "a test") if lost in words]
    assert all(one["target"]["selector"][1]["exact"] for one in items(selection(*records())))
    assert len(format_named("webannotation").losses) == 6
