"""Judgements on records that are read anew: each is found again or listed as lost, and none is given to another record."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from onrecord.judging import ACCEPTED, AMENDED, REJECTED, Attached, attach, decide, judge_record, with_judgements
from onrecord.model import Judgement
from onrecord.serialize import from_object, record_objects, to_json, to_object
from tests.builders import make_record

RECORD = make_record()
DOCUMENT = RECORD.document.id
OBJECTS = [
    found
    for found in record_objects(RECORD)
    if found["type"] in ("statement", "event", "quantity", "time", "place", "issue")
]
TEXT = "the ferry was late and the harbour was shut because nobody had paid the pilots"
PLACES = st.integers(0, len(TEXT) - 1)
SPANS = st.tuples(PLACES, st.integers(1, 40)).map(lambda one: (one[0], min(one[0] + one[1], len(TEXT))))


def judged(record: dict[str, Any], verdict: str = ACCEPTED, **given: Any) -> Judgement:
    return judge_record(record, verdict, by="Ada", at=given.pop("at", "2026-05-05"), document=DOCUMENT, **given)


def said(identity: str, span: tuple[int, int], cue: tuple[int, int] | None = None) -> dict[str, Any]:
    """A statement of which no more is known than where it stands in `TEXT`."""
    return {
        "type": "statement", "id": f"statement-{identity}", "story": "story-1", "source": {"text": None, "span": None},
        "content": {"texts": [TEXT[slice(*span)]], "spans": [list(span)]}, "act": "state", "polarity": "affirms",
        "cue": {"text": TEXT[slice(*cue)], "span": list(cue)} if cue else None,
    }  # fmt: skip


def moved(record: dict[str, Any], by: int) -> dict[str, Any]:
    """The same record with another id, its words further on in the text."""

    def shifted(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: _shift(k, v) for k, v in value.items()}
        return [shifted(one) for one in value] if isinstance(value, list) else value

    def _shift(name: str, value: Any) -> Any:
        if name == "span" and value:
            return [place + by for place in value]
        return [[a + by, b + by] for a, b in value] if name == "spans" else shifted(value)

    return {**shifted(record), "id": record["id"][:-1] + ("0" if record["id"][-1] != "0" else "1")}


def subjects(found: Attached) -> dict[str, str]:
    return {one.subject: record for record, group in found.by_record.items() for one in group}


# --- finding again ----------------------------------------------------------------------------------


def test_each_judgement_holds_for_its_own_record_while_that_is_there() -> None:
    found = attach([judged(record) for record in OBJECTS], OBJECTS)
    assert subjects(found) == {record["id"]: record["id"] for record in OBJECTS}
    assert found.lost == ()


def test_a_record_with_another_id_is_found_by_its_words() -> None:
    again = [moved(record, 0) for record in OBJECTS]
    found = attach([judged(record) for record in OBJECTS], again)
    assert subjects(found) == {o["id"]: n["id"] for o, n in zip(OBJECTS, again, strict=True) if o["type"] != "issue"}
    assert [one.subject for one in found.lost] == [one["id"] for one in OBJECTS if one["type"] == "issue"]


def test_a_record_whose_words_stand_elsewhere_is_found_where_only_one_has_them() -> None:
    again = [moved(record, 3) for record in OBJECTS if record["type"] != "issue"]
    found = attach([judged(record) for record in OBJECTS if record["type"] != "issue"], again)
    assert found.lost == ()
    twice = [moved(record, by) | {"id": f"{record['type']}-{by}"} for record in OBJECTS[:1] for by in (500, 900)]
    assert attach([judged(OBJECTS[0])], twice).lost


@given(span=SPANS, spans=st.lists(SPANS, max_size=5))
def test_words_in_common_by_half_and_more_or_none(span: tuple[int, int], spans: list[tuple[int, int]]) -> None:
    records = [said(f"{number}", one) for number, one in enumerate(spans)]
    found = attach([judged(said("old", span))], records)
    same = {r["id"]: _common(span, one) for r, one in zip(records, spans, strict=True) if _common(span, one) >= 0.5}
    if same:
        (record,) = found.by_record
        assert same[record] == max(same.values())
    elif found.by_record:
        (record,) = found.by_record
        assert [r["id"] for r in records if r["content"]["texts"] == [TEXT[slice(*span)]]] == [record]


def _common(one: tuple[int, int], other: tuple[int, int]) -> float:
    first, second = set(range(*one)), set(range(*other))
    return len(first & second) / len(first | second)


@given(old=st.lists(SPANS, max_size=5), new=st.lists(SPANS, max_size=5), data=st.data())
def test_nothing_is_lost_and_the_order_says_nothing(
    old: list[tuple[int, int]], new: list[tuple[int, int]], data: st.DataObject
) -> None:
    judgements = [judged(said(f"old{number}", span), at=str(number)) for number, span in enumerate(old)]
    records = [said(f"{number}", span) for number, span in enumerate(new)]
    found = attach(judgements, records)
    given_back = [one.id for group in found.by_record.values() for one in group] + [one.id for one in found.lost]
    assert sorted(given_back) == sorted(one.id for one in judgements)
    shuffled = attach(data.draw(st.permutations(judgements)), data.draw(st.permutations(records)))
    assert shuffled == found


def test_what_was_said_inside_is_not_taken_for_what_was_said_outside() -> None:
    """The contents have most of their words in common; the cues part them."""
    outer, inner = said("outer", (0, 50), cue=(60, 64)), said("inner", (10, 50), cue=(4, 9))
    assert attach([judged(outer)], [inner]).lost
    assert attach([judged(outer)], [said("new", (0, 48), cue=(58, 64)), inner]).by_record.keys() == {"statement-new"}


def test_same_place_but_other_words_is_another_record() -> None:
    other = said("new", (0, 20))
    other["content"]["texts"] = ["x" * 20]
    assert attach([judged(said("old", (0, 20)))], [other]).lost


# --- seeing -----------------------------------------------------------------------------------------


def test_the_later_amendment_counts_and_a_withdrawn_one_does_not() -> None:
    record = OBJECTS[0]
    one = judged(record, AMENDED, field="act", value={"act": "deny"}, at="1")
    two = judged(record, AMENDED, field="act", value={"act": "admit"}, at="2")
    assert with_judgements(record, [two, one])["act"] == "admit"
    assert with_judgements(record, [replace(two, withdrawn_at="3"), one])["act"] == "deny"
    assert with_judgements(record, [])["act"] == record["act"] == "state"
    assert isinstance(from_object(with_judgements(record, [one])), type(RECORD.statements[0]))


def test_what_judgements_come_to() -> None:
    record = OBJECTS[0]
    amended = judged(record, AMENDED, field="act", value={"act": "deny"}, at="1")
    accepted, rejected = judged(record, at="2"), judged(record, REJECTED, at="3")
    assert decide(record, []) is None
    found = decide(record, [amended, accepted])
    assert found is not None
    assert (found.verdict, found.fields, found.by, found.at, found.is_current) == (AMENDED, ("act",), "Ada", "2", True)
    assert decide(record, [amended, accepted, rejected]).verdict == REJECTED  # type: ignore[union-attr]
    assert decide(record, [replace(rejected, withdrawn_at="4")]) is None


def test_a_decision_vouches_for_no_other_reading() -> None:
    record = OBJECTS[0]
    accepted = judged(record)
    amended = judged(record, AMENDED, field="act", value={"act": "deny"})
    other = record | {"act": "threaten"}
    assert decide(other, [accepted]).is_current is False  # type: ignore[union-attr]
    assert decide(other, [amended]).is_current is True  # type: ignore[union-attr]
    assert decide(record | {"polarity": "denies"}, [amended]).is_current is False  # type: ignore[union-attr]


def test_a_judgement_is_written_and_read() -> None:
    one = judged(
        OBJECTS[0], AMENDED, field="source", value={"source": {"text": "é\ud800", "span": [1, 3]}}, reason="heard"
    )
    assert from_object(json.loads(to_json(one))) == one
    assert from_object({name: value for name, value in to_object(one).items() if name not in ("field", "value", "anchor", "seen")}) == replace(one, field=None, value=None, anchor=None, seen=None)  # fmt: skip
