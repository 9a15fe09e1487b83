"""What people judged, in the formats that training and the gate read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from evaluation import cases as statement_cases
from evaluation import events as event_cases
from hypothesis import given
from hypothesis import strategies as st
from training import event_passages, passages
from training.markup import read_marks

from onrecord.judging import ACCEPTED, AMENDED, REJECTED, judge_record
from onrecord.model import Judgement
from onrecord.publish import gold_lines, write_gold
from onrecord.publish.gold import _Mark, _nested, _written, gold_passages
from onrecord.serialize import record_objects
from tests.builders import TEXT, make_record

OBJECTS = list(record_objects(make_record()))
RECORDS = [found for found in OBJECTS if found["type"] in ("statement", "event")]
Judged = dict[str, tuple[Judgement, ...]]


def judged(verdicts: dict[str, str] | None = None, **amended: dict[str, Any]) -> Judged:
    """Every statement and event with a verdict, accepted where none is given; amendments by id."""
    found: Judged = {}
    for number, record in enumerate(RECORDS):
        verdict = (verdicts or {}).get(record["id"], ACCEPTED)
        if verdict != "none":
            found[record["id"]] = (judge_record(record, verdict, by="Ada", at=f"{number}", document=OBJECTS[0]["id"]),)
    for identity, value in amended.items():
        record = next(one for one in RECORDS if one["id"].replace("-", "_") == identity)
        one = judge_record(
            record, AMENDED, by="Bo", at="9", document=OBJECTS[0]["id"], field=next(iter(value)), value=value
        )
        found[record["id"]] = (*found.get(record["id"], ()), one)
    return found


def lines(marks: Judged) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gold_lines([(OBJECTS, marks)])]


def test_each_passage_is_read_by_the_readers_of_training() -> None:
    found = lines(judged())
    assert all(one["statements_whole"] and one["events_whole"] for one in found)
    read = [passages.read_passage(one["id"], one["statements"]) for one in found]
    assert [one.text for one in read] == [line["text"] for line in found]
    assert sum(len(one.statements) for one in read) == sum(record["type"] == "statement" for record in RECORDS)
    done = [event_passages.read_passage(one["id"], one["events"]) for one in found]
    assert {(e.event_type, e.status) for one in done for e in one.events} == {
        ("COERCE", "actual"),
        ("ASSAULT", "alleged"),
    }


def test_marks_are_on_the_words_of_the_record() -> None:
    (found,) = [one for one in lines(judged()) if "denied" in one["text"]]
    assert found["statements"] == "[s1 The navy] [q1:deny/denies denied] [c1 the claim]."
    assert found["statements_expected"] == "The navy|denied|the claim|deny|denies"
    (said,) = [one for one in lines(judged()) if "closed" in one["text"]]
    assert said["events_expected"] == "COERCE/restrict|The Pelmark navy|the harbour of Sorvik|closed|actual"
    read = event_passages.read_passage("x", said["events"])
    assert [said["text"][a:b] for a, b in read.events[0].spans["a"]] == ["The Pelmark navy"]


def test_nested_statements_stand_in_each_other() -> None:
    (found,) = [one for one in lines(judged()) if "accused" in one["text"]]
    assert "|within=" in found["statements_expected"]
    read = passages.read_passage("x", found["statements"])
    assert sorted(read.depth(one) for one in read.statements) == [0, 1]


def test_what_was_put_right_is_gold_and_what_was_rejected_is_not() -> None:
    denied = next(one for one in RECORDS if one.get("act") == "deny")
    told = next(one for one in RECORDS if one.get("act") == "accuse")
    source = {"kind": "named", "entity": None, "text": "the claim", "span": denied["content"]["spans"][0], "core": None}
    found = lines(judged({told["id"]: REJECTED}, **{denied["id"].replace("-", "_"): {"source": source}}))
    cells = [one["statements_expected"] for one in found]
    assert "the claim|denied|the claim|deny|denies" in cells
    assert not any("|accused|" in cell for cell in cells)
    assert {name for one in found for name in one["by"]} == {"Ada", "Bo"}


def test_a_passage_in_which_something_waits_is_not_whole(tmp_path: Path) -> None:
    told = next(one for one in RECORDS if one.get("act") == "accuse")
    found = lines(judged({told["id"]: "none"}))
    assert [one["statements_whole"] for one in found if "accused" in one["text"]] == [False]
    assert lines({}) == []


def test_the_files_are_read_by_the_gate_and_by_training(tmp_path: Path) -> None:
    assert write_gold([(OBJECTS, judged())], tmp_path) == len(lines(judged()))
    read = list(passages.read_passages(tmp_path / "passages"))
    assert sum(len(one.statements) for one in read) == 4
    assert sum(len(one.events) for one in event_passages.read_passages(tmp_path / "events")) == 2
    statements = statement_cases.read_table(tmp_path / "cases" / "phenomena.csv")
    assert [e.act for case in statements for e in case.expected] == ["state", "state", "accuse", "deny"]
    assert [case.text for case in statements] == [one["text"] for one in lines(judged())]
    events = event_cases.read_table(tmp_path / "cases" / "plover.csv")
    assert [event_cases.parts(cell)[0] for case in events for cell in case.expected] == ["COERCE", "ASSAULT"]


@pytest.mark.parametrize("spoilt", ["|", " … ", "//"])
def test_what_a_cell_cannot_hold_is_left_out(spoilt: str) -> None:
    text = TEXT.replace("the claim", f"the cla{spoilt}im")
    objects = list(record_objects(make_record(f"Ona said it{spoilt}so")))
    record = next(one for one in objects if one["type"] == "statement")
    marks = {record["id"]: (judge_record(record, ACCEPTED, by="Ada", at="1", document=objects[0]["id"]),)}
    (found,) = (json.loads(line) for line in gold_lines([(objects, marks)]))
    assert found["statements_expected"] is None
    assert found["statements"] is not None
    assert spoilt in text


def test_brackets_of_the_text_are_no_marks() -> None:
    objects = list(record_objects(make_record("He [the mayor] left.")))
    record = next(one for one in objects if one["type"] == "statement")
    marks = {record["id"]: (judge_record(record, ACCEPTED, by="Ada", at="1", document=objects[0]["id"]),)}
    (passage,) = gold_passages(objects, marks)
    assert passage.text == "He (the mayor) left."


SPANS = st.tuples(st.integers(0, 20), st.integers(1, 12)).map(lambda one: (one[0], one[0] + one[1]))


@given(spans=st.lists(SPANS, max_size=6))
def test_marks_that_cross_are_cut_and_hold_the_same_letters(spans: list[tuple[int, int]]) -> None:
    text = "abcdefghijklmnopqrstuvwxyzabcdefgh"
    marks = [_Mark(start, end, "c", number, "state") for number, (start, end) in enumerate(spans, start=1)]
    assert _nested(marks, frozenset()) is not None
    read, found = read_marks(_written(text, marks) or "", "c")
    assert read == text
    for number, (start, end) in enumerate(spans, start=1):
        letters = {n for mark in found if number in mark.numbers for n in range(mark.start, mark.end)}
        assert letters == set(range(start, end))
    assert sum(bool(mark.label) for mark in found) == len(spans)
