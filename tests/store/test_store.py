"""One transaction a document, nothing written twice, and errors in one line."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Insert, func, select

from onrecord.errors import CorruptStore, StoreError
from onrecord.issues import CODES, make_issue
from onrecord.model import Evidence, Judgement, Record, Span
from onrecord.pipeline import read, settle_stored
from onrecord.serialize import TYPES, record_objects, to_json
from onrecord.store import Store
from onrecord.store import engine as engine_module
from onrecord.store.driver import ask, write
from onrecord.store.parts import ROLES
from onrecord.store.tables import DOCUMENT
from tests.builders import TEXT, make_record, many_records
from tests.databases import columns, connect

SAMPLE = Path(__file__).parents[2] / "samples" / "atlas_wire_dump.txt"
VERSION = "0.1.0+abc"
READ = ["document", "story", "entity", "statement", "event", "quantity", "time", "place", "issue"]
"""The types that one document gives."""
UNKNOWN = ["", "statement", "statement-", "statement-12", "statement-ffffffffff", "rumour-123456"]
UNKNOWN += ["é", "' OR 1=1 --", "%", "\0"]


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "record.db")


@pytest.fixture
def store(path: str) -> Iterator[Store]:
    with Store(path) as opened:
        yield opened


def rows(path: str, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """What anyone sees who opens the file with SQL."""
    connection = connect(path)
    try:
        return connection.execute(query, values).fetchall()
    finally:
        connection.close()


def dump(path: str) -> list[str]:
    connection = connect(path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


# --- adding ---------------------------------------------------------------------------------------


def test_what_goes_in_comes_out(store: Store) -> None:
    record = make_record()
    assert store.add(record, version=VERSION)
    stored = [to_line(found) for found in store.objects()]
    assert stored == [to_line(found) for found in record_objects(record)]


def to_line(found: dict[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False)


@settings(max_examples=20, deadline=None)
@given(text=st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_text_goes_in_and_comes_out(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    record = make_record(text)
    with Store(str(tmp_path_factory.mktemp("db") / "any.db")) as store:
        store.add(record, version=VERSION)
        assert list(map(to_line, store.objects())) == list(map(to_line, record_objects(record)))
        assert store.check() == ()


def test_every_type_is_a_table_with_an_id(store: Store, path: str) -> None:
    store.add(make_record(), version=VERSION)
    for name in TYPES:
        with closing(connect(path)) as connection:
            assert "id" in columns(connection, name), name
        rows(path, f'SELECT id FROM "{name}"')
    assert rows(path, "SELECT act, source_text FROM statement WHERE act = 'deny'") == [("deny", "The navy")]
    assert rows(path, "SELECT event_type, status FROM event WHERE status = 'alleged'") == [("ASSAULT", "alleged")]


def test_reading_twice_writes_nothing_new(store: Store, path: str) -> None:
    assert store.add(make_record(), version=VERSION) is True
    before = dump(path)
    assert store.add(make_record(), version=VERSION) is False
    assert dump(path) == before


def test_a_document_knows_by_which_version_it_was_read(store: Store) -> None:
    record = make_record()
    assert not store.is_read(record.document.id, VERSION)
    store.add(record, version=VERSION)
    assert store.is_read(record.document.id, VERSION)
    assert not store.is_read(record.document.id, "0.2.0+def")


def test_a_newer_version_replaces_what_was_derived(store: Store, path: str) -> None:
    record = make_record()
    store.add(record, version=VERSION)
    store.add(make_record(name="other.txt"), version=VERSION)
    fewer = dataclasses.replace(record, statements=record.statements[:1], events=())
    assert store.add(fewer, version="0.2.0+def")
    assert rows(path, "SELECT count(*) FROM statement") == [(1 + 4,)]
    assert rows(path, "SELECT count(*) FROM event") == [(2,)]
    assert rows(path, "SELECT count(*) FROM document") == [(2,)]
    assert store.is_read(record.document.id, "0.2.0+def")
    assert store.check() == ()


def test_judgements_stay_when_a_document_is_read_anew(store: Store, path: str) -> None:
    record = make_record()
    store.add(record, version=VERSION)
    judgement = Judgement("judgement-12", record.statements[0].id, "wrong", "an editor", "2026-05-05", None, None)
    connection = connect(path)
    with connection:
        connection.execute(
            'INSERT INTO judgement (id, subject, verdict, "by", at, json) VALUES (?, ?, ?, ?, ?, ?)',
            ("judgement-12", judgement.subject, "wrong", "an editor", "2026-05-05", to_json(judgement)),
        )
    connection.close()
    store.add(record, version="0.2.0+def")
    assert rows(path, "SELECT subject FROM judgement") == [(record.statements[0].id,)]


def test_an_interrupted_add_leaves_nothing(store: Store, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store.add(make_record(name="first.txt"), version=VERSION)
    before = dump(path)

    def interrupt(connection: Connection, statement: Insert, group: Sequence[Any]) -> None:
        if statement.table.name == "event_participant":
            raise KeyboardInterrupt
        write(connection, statement, group)

    with monkeypatch.context() as patched:
        patched.setattr("onrecord.store.write", interrupt)
        with pytest.raises(KeyboardInterrupt):
            store.add(make_record(), version=VERSION)
    assert dump(path) == before
    assert store.add(make_record(), version=VERSION)


def test_a_reader_sees_all_of_a_document_or_nothing(store: Store, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the first and the last row of a document, another connection sees the state before."""
    seen: list[int] = []

    def look(connection: Connection, statement: Insert, group: Sequence[Any]) -> None:
        write(connection, statement, group)
        seen.append(rows(path, "SELECT count(*) FROM document")[0][0])

    monkeypatch.setattr("onrecord.store.write", look)
    store.add(make_record(), version=VERSION)
    assert len(seen) > 5
    assert set(seen) == {0}
    assert rows(path, "SELECT count(*) FROM document") == [(1,)]


def test_evidence_that_does_not_hold_its_words_is_not_stored(store: Store, path: str) -> None:
    record = make_record()
    place = dataclasses.replace(record.places[0], evidence=Evidence("Sorvik", Span(0, 6)))
    with pytest.raises(CorruptStore):
        store.add(dataclasses.replace(record, places=(place,)), version=VERSION)
    assert rows(path, "SELECT count(*) FROM document") == [(0,)]


def test_of_two_values_with_one_id_the_first_is_kept(store: Store, path: str) -> None:
    record = make_record()
    twice = dataclasses.replace(record, statements=(*record.statements, record.statements[0]))
    store.add(twice, version=VERSION)
    assert rows(path, "SELECT count(*) FROM statement") == [(4,)]


def test_two_hundred_documents(store: Store) -> None:
    records = list(many_records(200))
    for record in records:
        assert store.add(record, version=VERSION)
    assert store.counts()["document"] == 200
    assert store.counts()["statement"] == 800
    order = [found["path"] for found in store.objects() if found["type"] == "document"]
    assert order == [record.document.path for record in records]


def test_issues_without_a_document_are_kept_once(store: Store, path: str) -> None:
    issue = make_issue("unreadable", "gone.txt: no permission", room="intake")
    store.add_issues([issue])
    store.add_issues([issue])
    store.add_issues([])
    assert rows(path, "SELECT code, document FROM issue") == [("unreadable", None)]
    assert "unreadable" in CODES


# --- asking ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", READ)
def test_any_type_is_found_by_the_beginning_of_its_id(store: Store, name: str) -> None:
    record = make_record()
    store.add(record, version=VERSION)
    wanted = next(found for found in record_objects(record) if found["type"] == name)
    assert store.get(wanted["id"]) == wanted
    assert store.get(wanted["id"][: len(name) + 1 + 10]) == wanted


@pytest.mark.parametrize("identity", UNKNOWN, ids=ascii)
def test_an_id_that_is_not_there_is_one_line(store: Store, identity: str) -> None:
    store.add(make_record(), version=VERSION)
    with pytest.raises(StoreError) as caught:
        store.get(identity)
    assert "\n" not in str(caught.value)


def test_an_explanation_shows_the_words_in_context(store: Store) -> None:
    record = make_record()
    store.add(record, version=VERSION)
    explanation = store.why(record.statements[0].id)
    fields = {quoted.field: quoted for quoted in explanation.quoted}
    assert set(fields) == {"source", "cue", "content"}
    content = fields["content"]
    assert content.words == "Nobody asked the fishermen"
    assert TEXT[content.start : content.start + len(content.words)] == content.words
    assert content.before == TEXT[max(0, content.start - 120) : content.start]
    assert content.after == TEXT[content.start + len(content.words) :][:120]
    assert "cue-said" in explanation.origin


@pytest.mark.parametrize("name", READ)
def test_every_type_can_be_explained(store: Store, name: str) -> None:
    record = make_record()
    store.add(record, version=VERSION)
    wanted = next(found for found in record_objects(record) if found["type"] == name)
    explanation = store.why(wanted["id"])
    assert explanation.record == wanted
    for quoted in explanation.quoted:
        assert quoted.words in TEXT


# --- checking -------------------------------------------------------------------------------------


def test_a_sound_store_has_no_problems(store: Store) -> None:
    for record in many_records(3):
        store.add(record, version=VERSION)
    assert store.check() == ()


@pytest.mark.file
@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE statement SET json = replace(json, 'Nobody', 'Noboby')", "statement-"),
        ("UPDATE document SET json = replace(json, 'harbour of Sorvik', 'harbour in Sorvik')", "harbour"),
        ("DELETE FROM document", "refers to nothing"),
    ],
    ids=["words", "text", "reference"],
)
def test_damage_is_found(store: Store, path: str, damage: str, said: str) -> None:
    store.add(make_record(), version=VERSION)
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(damage)
    connection.close()
    problems = store.check()
    assert problems
    assert any(said in problem for problem in problems), problems
    assert all("\n" not in problem for problem in problems)


def test_a_search_index_that_lost_a_story_is_found(store: Store, path: str) -> None:
    store.add(make_record(), version=VERSION)
    connection = connect(path)
    with connection:
        connection.execute("DELETE FROM story_text")
    connection.close()
    assert any("search" in problem for problem in store.check())


# --- files that cannot be used --------------------------------------------------------------------


def opening(path: str, **given: Any) -> str:
    """The one line that comes instead of a store."""
    with pytest.raises(StoreError) as caught:
        Store(path, **given).close()
    message = str(caught.value)
    assert "\n" not in message
    assert path in message
    return message


@pytest.mark.file
def test_a_newer_database_says_upgrade(path: str) -> None:
    Store(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    message = opening(path)
    assert "newer onrecord (schema 99, this program knows" in message
    assert "upgrade onrecord" in message


@pytest.mark.file
def test_a_file_that_is_not_a_database(path: str) -> None:
    Path(path).write_text("Pelmark seals its northern harbour\n" * 90, encoding="utf-8")
    assert "not a database" in opening(path)
    assert Path(path).read_text(encoding="utf-8").startswith("Pelmark")


@pytest.mark.file
def test_the_database_of_another_program_is_left_alone(path: str) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("CREATE TABLE document (id TEXT)")
    connection.close()
    assert "another program" in opening(path)
    assert rows(path, "SELECT name FROM sqlite_master") == [("document",)]


@pytest.mark.file
def test_a_missing_database_where_one_must_be(path: str) -> None:
    assert "onrecord read" in opening(path, must_exist=True)
    assert not Path(path).exists()


@pytest.mark.file
def test_a_folder_is_not_a_database(tmp_path: Path) -> None:
    opening(str(tmp_path))
    opening(str(tmp_path / "no such folder" / "record.db"))


@pytest.mark.file
def test_an_empty_file_becomes_a_database(path: str) -> None:
    Path(path).touch()
    with Store(path) as store:
        assert store.add(make_record(), version=VERSION)


@pytest.mark.file
def test_a_locked_database_waits_and_says_so(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "WAIT", 50)
    with Store(path) as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another program is writing") as caught:
            store.add(make_record(), version=VERSION)
        assert "\n" not in str(caught.value)
        other.execute("ROLLBACK")
        other.close()
        assert store.add(make_record(), version=VERSION)


@pytest.mark.file
def test_a_database_that_may_only_be_read(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(path) as store:
        store.add(make_record(name="first.txt"), version=VERSION)

    def read_only(*_: Any) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None, check_same_thread=False)

    monkeypatch.setattr(engine_module, "_connect", read_only)
    with Store(path) as store:
        assert store.counts()["document"] == 1
        with pytest.raises(StoreError, match="cannot be written"):
            store.add(make_record(), version=VERSION)


def test_opening_twice_changes_nothing(path: str) -> None:
    with Store(path) as store:
        store.add(make_record(), version=VERSION)
    before = dump(path)
    Store(path, must_exist=True).close()
    assert dump(path) == before


def test_a_record_without_a_story(store: Store) -> None:
    record: Record = make_record("")
    assert store.add(record, version=VERSION)
    assert [found["type"] for found in store.objects()] == ["document", "issue"]


# --- what a document costs does not depend on how many there are ----------------------------------

SMALL = re.compile(r"SCAN (last_number|digest_layer|sqlite_sequence|result_before|main\.\w+_config)$")
"""Tables of a few rows, looked through whole."""
LOOKED_UP = re.compile(r"SCAN \w+ VIRTUAL TABLE INDEX (\d+:=|1:)")
"""Rows of a search index by their numbers, and the values of a list."""


@pytest.mark.file
def test_nothing_is_looked_through_to_store_a_document(
    read_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither when it is new nor when it is read anew: everything is found by an index, as SQLite itself says."""
    asked: list[str] = []
    connect = engine_module._connect

    def traced(path: str) -> sqlite3.Connection:
        connection = connect(path)
        connection.set_trace_callback(asked.append)
        return connection

    monkeypatch.setattr(engine_module, "_connect", traced)
    path = shutil.copy(read_once, tmp_path / "news.db")
    record = next(iter(read([str(SAMPLE)])))
    assert all((record.statements, record.events, record.digests))
    with Store(str(path)) as store:
        asked.clear()
        for version in ("1", "2"):
            store.add(record, version=version)
            settle_stored(store)
    with closing(engine_module._connect(str(path))) as connection:
        plans = {
            step: question
            for question in dict.fromkeys(asked)
            if question.split()[0] in ("SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE")
            for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {question}")
        }
    through = [step for step in plans if step.startswith("SCAN") or ">?" in step]
    assert len(plans) > 50
    assert [(step, plans[step]) for step in through if not SMALL.match(step) and not LOOKED_UP.match(step)] == []


@pytest.mark.file
def test_who_has_a_part_is_found_as_the_view_says(read_once: Path) -> None:
    day = "substr(coalesce(s.written_on, d.published, ''), 1, 10)"
    wanted = f"SELECT r.entity, r.role, {day}, r.record FROM entity_part_read r JOIN story s ON s.id = r.story JOIN document d ON d.id = r.document"
    stored = rows(str(read_once), "SELECT entity, role, day, record FROM entity_part")
    assert {role for _, role, _, _ in stored} == set(ROLES)
    assert sorted(stored) == sorted(rows(str(read_once), wanted))


def test_what_is_read_is_of_one_moment_whoever_asks(store: Store) -> None:
    first, second = many_records(2)
    store.add(first, version="1")
    documents = select(func.count()).select_from(DOCUMENT)
    with store._reading() as connection:
        assert ask(connection, documents) == [(1,)]
        store.add(second, version="1")
        assert ask(connection, documents) == [(1,)]
    with store._reading() as connection:
        assert ask(connection, documents) == [(2,)]
