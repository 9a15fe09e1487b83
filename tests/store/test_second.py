"""Proposals of second readers in the database: beside the record, and nothing of it changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onrecord.model import Judgement, Reader
from onrecord.serialize import to_object
from onrecord.store import Store
from tests.builders import make_record
from tests.databases import connect
from tests.second.proposals import READER, make_proposals, make_refusal

RECORD = make_record()
STORY = RECORD.stories[0].id
OTHER = Reader("other-model", "models.example")
BUILT = "document story entity_reading mention statement event event_participant quantity time place doubt record_text counted".split()


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "news.db")


@pytest.fixture
def store(path: str) -> Iterator[Store]:
    with Store(path) as opened:
        opened.add(RECORD, version="1")
        yield opened


def put(store: Store, reader: Reader = READER, *, answered: tuple[str, ...] = (STORY,), found: Any = None) -> None:
    proposals = make_proposals(RECORD, reader) if found is None else found
    store.add_proposals(RECORD.document.id, reader, prompt="p1", answered=answered, found=proposals)


def rows(path: str, query: str) -> list[tuple[Any, ...]]:
    with closing(connect(path)) as connection:
        return connection.execute(query).fetchall()


def proposals(store: Store) -> list[dict[str, Any]]:
    return [found for found in store.objects() if found["type"] == "proposal"]


def test_proposals_come_back_behind_the_objects_of_their_document(store: Store) -> None:
    before = list(store.objects())
    put(store)
    found = list(store.objects())
    assert found[: len(before)] == before
    assert found[len(before) :] == [to_object(one) for one in make_proposals(RECORD)]
    assert store.check() == ()


def test_nothing_else_in_the_database_changes(store: Store, path: str) -> None:
    tables = {
        name: rows(
            path, f"SELECT * FROM {name} WHERE {'type' if name == 'counted' else 'CAST(1 AS TEXT)'} <> 'proposal'"
        )
        for name in BUILT
    }
    put(store)
    assert tables == {
        name: rows(
            path, f"SELECT * FROM {name} WHERE {'type' if name == 'counted' else 'CAST(1 AS TEXT)'} <> 'proposal'"
        )
        for name in BUILT
    }


def test_agreement_is_a_question_of_sql(store: Store, path: str) -> None:
    put(store)
    assert rows(path, "SELECT kind, differs, coalesce(act, event_type) FROM proposal WHERE agrees IS NOT NULL ORDER BY start") == [
        ("event", "", "COERCE"), ("statement", "", "state"), ("event", "event_type status", "COERCE"), ("statement", "act", "reject"),
    ]  # fmt: skip
    alone = "SELECT count(*) FROM statement JOIN second_read USING (story) WHERE statement.id NOT IN (SELECT agrees FROM proposal WHERE agrees IS NOT NULL)"
    assert rows(path, alone) == [(2,)]
    assert store.counts()["proposal"] == 5
    assert rows(path, "SELECT model, host, source_text, content FROM proposal WHERE agrees IS NULL") == [
        ("small-model", "localhost:8080", "The Pelmark navy", "at least 40 boats were turned back")
    ]


def test_asking_again_puts_the_new_answer_in_the_place_of_the_old(store: Store, path: str) -> None:
    put(store, found=(*make_proposals(RECORD), make_refusal(RECORD)))
    put(store, found=make_proposals(RECORD)[:1])
    assert len(proposals(store)) == 1
    assert rows(path, "SELECT count(*) FROM issue WHERE room = 'second'") == [(0,)]
    assert store.counts()["proposal"] == 1


def test_a_story_without_a_new_answer_keeps_its_old_one(store: Store, path: str) -> None:
    put(store)
    put(store, answered=(), found=[make_refusal(RECORD, code="second-failed")])
    assert len(proposals(store)) == 5
    assert rows(path, "SELECT code FROM issue WHERE room = 'second'") == [("second-failed",)]
    assert store.is_second_read(RECORD.document.id, READER, prompt="p1")


def test_readers_stand_side_by_side(store: Store, path: str) -> None:
    put(store, found=(*make_proposals(RECORD), make_refusal(RECORD)))
    put(store, OTHER, found=(*make_proposals(RECORD, OTHER), make_refusal(RECORD, OTHER)))
    put(store, OTHER, found=())
    assert {found["reader"]["model"] for found in proposals(store)} == {"small-model"}
    assert rows(path, "SELECT count(*) FROM issue WHERE room = 'second'") == [(1,)]


def test_it_is_known_who_answered_which_question(store: Store) -> None:
    assert not store.is_second_read(RECORD.document.id, READER, prompt="p1")
    put(store, found=())
    assert store.is_second_read(RECORD.document.id, READER, prompt="p1")
    assert not store.is_second_read(RECORD.document.id, READER, prompt="p2")
    assert not store.is_second_read(RECORD.document.id, OTHER, prompt="p1")


def test_proposals_go_with_what_they_were_set_beside(store: Store, path: str) -> None:
    """A document that another version reads anew has other records to agree with."""
    put(store)
    store.add(RECORD, version="2")
    assert proposals(store) == []
    assert rows(path, "SELECT count(*) FROM second_read") == [(0,)]
    assert store.counts()["proposal"] == 0


def test_a_proposal_can_be_asked_for_and_judged(store: Store) -> None:
    put(store)
    first = make_proposals(RECORD)[0]
    assert store.get(first.id) == to_object(first)
    assert {quoted.words for quoted in store.why(first.id).quoted} >= {
        "Nobody asked the fishermen",
        "Ona Brekke",
        "said",
    }
    store.judge(Judgement("judgement-0123456789", first.id, "rejected", "Ada", "2026-05-05T10:00:00+00:00", None, None))
    assert store.judgements_of([first.id])[first.id][0].verdict == "rejected"


def test_names_that_no_database_holds_are_stored_all_the_same(store: Store) -> None:
    odd = replace(READER, model="m\ud800 100%_")
    put(store, odd, found=(*make_proposals(RECORD, odd), make_refusal(RECORD, odd)))
    put(store, odd, found=make_proposals(RECORD, odd))
    assert len(proposals(store)) == 5
    assert store.is_second_read(RECORD.document.id, odd, prompt="p1")


@pytest.mark.file
def test_a_database_from_before_has_none_and_takes_them(path: str) -> None:
    with Store(path) as old:
        old.add(RECORD, version="1")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(
            "DROP TABLE webhook_attempt; DROP TABLE webhook; DROP TABLE proposal; DROP TABLE second_read; DELETE FROM counted WHERE type = 'proposal'; PRAGMA user_version = 14;"
        )
    with Store(path) as store:
        assert store.counts()["proposal"] == 0
        put(store)
        assert len(proposals(store)) == 5
