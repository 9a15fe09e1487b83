"""What is looked at first: how doubt is made, and the queue that comes of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from onrecord.judging import ACCEPTED, judge_record
from onrecord.model import Join, Joined, Judgement, Record
from onrecord.serialize import record_objects
from onrecord.store import Query, Store
from onrecord.store.doubt import DISPUTED, LEAST, doubts_of
from onrecord.store.tables import RESULT_PART
from tests.builders import make_record, many_records
from tests.databases import connect

RECORD = make_record()
SAID, ACCUSED, TOLD, DENIED = RECORD.statements


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "news.db")


@pytest.fixture
def store(path: str) -> Any:
    with Store(path) as opened:
        opened.add(RECORD, version="1")
        yield opened


def doubts(record: Record = RECORD) -> dict[str, Any]:
    return {found.record: found for found in doubts_of(record_objects(record))}


# --- doubt ------------------------------------------------------------------------------------------


def test_reasons_add_up_and_the_strongest_is_named_first() -> None:
    sure = replace(SAID, confidence=0.9)
    record = replace(RECORD, statements=(sure, ACCUSED, TOLD, DENIED), issues=())
    found = doubts(record)
    assert (found[sure.id].score, found[sure.id].reasons) == (0.1, ("confidence",))
    assert (found[TOLD.id].score, found[TOLD.id].reasons) == (0.15, ("unnamed",))
    unstated = replace(sure, source=replace(sure.source, kind="unstated", evidence=None, entity=None), cue=None)
    made = doubts(replace(record, statements=(unstated, ACCUSED, TOLD, DENIED)))[unstated.id]
    assert made.score == pytest.approx(1 - 0.9 * 0.65 * 0.6)
    assert made.reasons == ("floating", "unstated", "confidence")


def test_an_event_is_doubted_with_the_statement_that_carries_it() -> None:
    rammed = RECORD.events[1]
    found = doubts(replace(RECORD, issues=(), events=(replace(rammed, confidence=None),)))
    assert found[rammed.id].score == pytest.approx(found[ACCUSED.id].score / 2)
    nobody = replace(rammed, actors=(), confidence=None, statement=None)
    assert doubts(replace(RECORD, issues=(), events=(nobody,)))[nobody.id].reasons == ("actor",)


def test_what_an_issue_stands_in_is_doubted() -> None:
    issue = replace(RECORD.issues[0], span=SAID.content.pieces[0].span)
    assert "issue" in doubts(replace(RECORD, issues=(issue,)))[SAID.id].reasons
    assert doubts()[RECORD.issues[0].id].score == 0.4


# --- the queue --------------------------------------------------------------------------------------


def test_only_what_is_worth_a_look_and_not_decided(store: Store) -> None:
    ids = store.queue(Query()).ids
    assert set(ids) == {found.record for found in doubts().values() if found.score >= LEAST}
    first = store.get(ids[0])
    judgement = judge_record(first, ACCEPTED, by="Ada", at="1")
    store.judge(judgement)
    assert store.queue(Query()).ids == ids[1:]
    store.withdraw(judgement.id, "2")
    assert store.queue(Query()).ids == ids


def test_reading_again_changes_nothing_that_was_decided(store: Store) -> None:
    ids = store.queue(Query()).ids
    store.judge(judge_record(store.get(ids[0]), ACCEPTED, by="Ada", at="1"))
    store.add(RECORD, version="2")
    assert store.queue(Query()).ids == ids[1:]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Query(words="fishermen"), True), (Query(words="zebra"), False), (Query(act="accuse"), True), (Query(act="ask"), False),
        (Query(who="Ona Brekke"), True), (Query(who="Nobody"), False), (Query(outlet="sorvik"), True), (Query(outlet="gazette"), False),
        (Query(since="2026-05-04"), True), (Query(until="2026-05-03"), False), (Query(status="alleged"), True),
        (Query(event_type="assault"), True), (Query(event_type="AID"), False), (Query(disputed_only=True), False),
        (Query(kind="story"), False), (Query(kind="statement"), True), (Query(alleged_only=True), True),
    ],
    ids=str,
)  # fmt: skip
def test_filters(store: Store, query: Query, expected: bool) -> None:
    assert bool(store.queue(query).ids) is expected


def test_what_a_dispute_rests_on_comes_before_most(path: str) -> None:
    from onrecord.store.judged import lower_disputed, raise_disputed

    with Store(path) as store:
        store.add(RECORD, version="1")
        with store._engine.begin() as connection:
            raise_disputed(connection, [SAID.id, ACCUSED.id, RECORD.events[0].id, "story-1"])
        found = {one.record["id"]: one for one in store.doubted([SAID.id, ACCUSED.id, RECORD.events[0].id])}
        assert [one.score for one in found.values()] == [DISPUTED] * 3
        assert found[ACCUSED.id].reasons == ("disputed", "confidence")
        with store._engine.begin() as connection:
            connection.execute(insert(RESULT_PART).values(type="dispute", result="dispute-1", part=ACCUSED.id))
            lower_disputed(connection, ["dispute-1"])
        (left,) = store.doubted([ACCUSED.id])
        assert (left.score, left.reasons) == (0.5, ("confidence",))


def test_names_that_may_be_one_wait_until_somebody_decides(store: Store) -> None:
    one, other = sorted(entity.id for entity in RECORD.entities)
    store.put_joined(Joined((), (Join(one, other, "alike"),)))
    (pair,) = store.possible_same(9)
    assert (pair.one, pair.other, pair.reason, pair.documents) == (one, other, "alike", (1, 1))
    store.judge(Judgement("judgement-1", f"{one} {other}", "different", "Ada", "1", None, None))
    assert store.possible_same(9) == []
    store.withdraw("judgement-1", "2")
    assert store.possible_same(9) == [pair]


def test_a_database_from_before_there_was_a_queue_is_weighed_once(path: str) -> None:
    with Store(path) as store:
        for record in many_records(3):
            store.add(record, version="1")
        ids = store.queue(Query()).ids
    connection = connect(path)
    with connection:
        connection.execute("DELETE FROM doubt")
    connection.close()
    with Store(path) as store:
        assert store.queue(Query()).ids == ids
