"""Judgements in the store: kept, taken back, and holding for the same words when a document is read anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from onrecord.errors import StoreError
from onrecord.judging import ACCEPTED, AMENDED, REJECTED, decide, judge_record, with_judgements
from onrecord.model import Judgement, Record, Statement
from onrecord.store import Store
from tests.builders import make_record

RECORD = make_record()
SAID = RECORD.statements[0]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    with Store(str(tmp_path / "news.db")) as opened:
        opened.add(RECORD, version="1")
        yield opened


def judge(store: Store, subject: str, verdict: str = ACCEPTED, *, at: str = "2026-05-05", **given: object) -> Judgement:
    found = judge_record(store.get(subject), verdict, by="Ada", at=at, **given)  # type: ignore[arg-type]
    store.judge(found)
    return store.judgements_of([subject])[subject][-1]


def read_anew(statement: Statement) -> Record:
    """The document as another version reads it: the first statement is this one."""
    others = tuple(
        replace(one, within=statement.id if one.within == SAID.id else one.within) for one in RECORD.statements[1:]
    )
    return replace(RECORD, statements=(statement, *others))


def test_where_a_judged_record_stands_is_kept(store: Store) -> None:
    found = judge(store, SAID.id)
    assert found.anchor is not None
    assert found.anchor.document == RECORD.document.id
    assert {part.field for part in found.anchor.parts} == {"content", "cue", "source"}


def test_a_judgement_holds_for_the_same_words_under_another_id(store: Store) -> None:
    amended = judge(store, SAID.id, AMENDED, field="act", value={"act": "criticise"})
    again = replace(SAID, id="statement-00ff00")
    store.add(read_anew(again), version="2")
    assert store.judgements_of([SAID.id, again.id]) == {again.id: (amended,)}
    assert with_judgements(store.get(again.id), [amended])["act"] == "criticise"
    assert store.get(again.id)["act"] == "state", "the machine's value stays"
    store.add(RECORD, version="3")
    assert store.judgements_of([SAID.id, again.id]) == {SAID.id: (amended,)}


def test_what_is_no_longer_found_is_listed_and_comes_back(store: Store) -> None:
    found = judge(store, SAID.id)
    store.add(replace(RECORD, statements=(), events=()), version="2")
    assert store.judgements_of([SAID.id]) == {}
    assert store.listed_judgements(is_lost=True) == [(found, None)]
    store.add(RECORD, version="3")
    assert store.listed_judgements(is_lost=True) == []
    assert store.listed_judgements() == [(found, SAID.id)]


def test_what_is_taken_back_stays_and_counts_no_longer(store: Store) -> None:
    found = judge(store, SAID.id, REJECTED)
    store.withdraw(found.id, "2026-05-06")
    store.withdraw(found.id, "2026-05-07")
    (kept,) = store.judgements_of([SAID.id])[SAID.id]
    assert kept == replace(found, withdrawn_at="2026-05-06")
    assert store.judgements() == [kept]
    assert decide(store.get(SAID.id), [kept]) is None
    with pytest.raises(StoreError):
        store.withdraw("judgement-000000", "2026-05-06")


def test_the_last_judgement_of_a_person(store: Store) -> None:
    assert store.last_judgement("Ada") is None
    first = judge(store, SAID.id, at="2026-05-05")
    second = judge(store, RECORD.events[0].id, at="2026-05-06")
    assert store.last_judgement("Ada") == second
    store.withdraw(second.id, "2026-05-07")
    assert store.last_judgement("Ada") == first
    assert store.last_judgement("Bo") is None


def test_entities_have_their_judgements_whatever_is_read(store: Store) -> None:
    one, other = sorted(entity.id for entity in RECORD.entities)
    store.judge(Judgement("judgement-1", f"{one} {other}", "different", "Ada", "2026", None, None))
    store.add(RECORD, version="2")
    assert [found.id for found in store.judgements_of([one])[one]] == ["judgement-1"]
    assert [found.id for found in store.judgements_of([other])[other]] == ["judgement-1"]


def test_judgements_are_written_out_behind_the_record(store: Store) -> None:
    found = judge(store, SAID.id)
    assert [one["id"] for one in store.objects() if one["type"] == "judgement"] == [found.id]
