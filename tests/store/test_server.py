"""What a database on a server has of its own: its schema, its errors, many writers at a time, its index of words."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any
from unicodedata import ucd_3_2_0

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from onrecord.errors import StoreError
from onrecord.store import Query, Store
from onrecord.store.engine import migrations
from onrecord.store.matching import full_text
from onrecord.store.postgresql import engine
from onrecord.store.postgresql.snippets import snippet
from onrecord.store.postgresql.words import question, tokens
from tests.bounded import bounded
from tests.builders import TEXT, make_record, many_records
from tests.databases import Server, columns, connect

pytestmark = pytest.mark.file  # what needs no server is run once
NAMES = count()
OWN_OF_A_FILE = ("story_text", "record_text", "result_text", "entity_called")
"""Its indexes of words: the server keeps in tables of their names what they are made of."""


@pytest.fixture
def address(server: Server) -> str:
    """A database with our schema."""
    return server.make(f"own_{next(NAMES)}", "new")


@pytest.fixture
def bare(server: Server) -> str:
    """A database with nothing in it."""
    return server.make(f"own_{next(NAMES)}")


def opening(address: str, *, must_exist: bool = False) -> str:
    """The one line that comes instead of a store."""
    with pytest.raises(StoreError) as caught:
        Store(address, must_exist=must_exist).close()
    message = str(caught.value)
    assert "\n" not in message
    return message


# --- the schema -----------------------------------------------------------------------------------


def schema(path: str, asked: str) -> dict[str, list[str]]:
    with closing(connect(path)) as opened:
        names = [name for (name,) in opened.execute(asked) if not name.startswith(OWN_OF_A_FILE)]
        return {name: columns(opened, name) for name in names}


def test_both_have_the_same_tables_and_columns(server: Server, address: str, tmp_path: Path) -> None:
    path = str(tmp_path / "record.db")
    Store(path).close()
    of_file = schema(
        path, "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'"
    )
    asked = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_name <> 'schema_version'"
    assert schema(address, asked) == of_file


def test_the_last_step_of_both_is_the_same() -> None:
    assert engine.migrations()[-1][0] == migrations()[-1][0]


def test_a_database_is_opened_again_and_nothing_is_changed(address: str) -> None:
    with Store(address) as store:
        store.add(make_record(), version="1")
    with Store(address, must_exist=True) as store:
        assert store.counts()["document"] == 1
        assert not store.add(make_record(), version="1")


def test_two_that_open_a_new_database_at_once_make_it_once(bare: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        for store in pool.map(Store, [bare] * 4):
            store.close()
    with Store(bare, must_exist=True) as store:
        assert store.add(make_record(), version="1")


# --- databases that cannot be used ----------------------------------------------------------------


def test_a_newer_database_says_upgrade(server: Server, address: str) -> None:
    with closing(connect(address)) as opened:
        opened.execute("UPDATE schema_version SET number = 99")
    message = opening(address)
    assert "newer onrecord (schema 99, this program knows" in message
    assert "upgrade onrecord" in message


def test_the_database_of_another_program_is_left_alone(server: Server, bare: str) -> None:
    with closing(connect(bare)) as opened:
        opened.execute("CREATE TABLE document (id text)")
    assert "another program" in opening(bare)
    with closing(connect(bare)) as opened:
        assert columns(opened, "story") == []


def test_a_database_without_our_schema_where_one_must_be(server: Server, bare: str) -> None:
    assert "onrecord read" in opening(bare, must_exist=True)


def test_a_database_that_is_not_there(server: Server) -> None:
    assert "createdb" in opening(server.address("nothing"))


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    assert "does not answer" in opening(f"postgresql://onrecord@/news?host={tmp_path}")


@pytest.mark.parametrize(
    "address", ["postgresql://host", "postgresql://host/", "postgresql://h/n?what=1", "postgresql://h/n?sslmode=odd", "postgresql://h:x/n"]
)  # fmt: skip
def test_an_address_that_is_none(address: str) -> None:
    assert "address" in opening(address)


def test_no_password_is_ever_shown(server: Server, bare: str) -> None:
    secret = bare.replace("onrecord@", "nobody:verysecret@")
    message = opening(secret)
    assert "refused the user" in message
    assert "verysecret" not in message
    with Store(bare.replace("onrecord@", "onrecord:verysecret@")) as store:
        assert "verysecret" not in store.name
        with pytest.raises(StoreError) as caught:
            store.get("event-123456")
        assert "verysecret" not in str(caught.value)


def test_without_the_driver_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pg8000", None)
    monkeypatch.setitem(sys.modules, "pg8000.dbapi", None)
    assert "onrecord[postgresql]" in opening("postgresql://host/news")


def test_who_may_only_read_reads(server: Server, address: str) -> None:
    with Store(address) as store:
        store.add(make_record(), version="1")
    with closing(connect(address)) as opened:
        opened.execute("CREATE ROLE reader LOGIN")
        opened.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    with Store(address.replace("onrecord@", "reader@"), must_exist=True) as store:
        assert store.counts()["document"] == 1
        assert list(store.find(Query(words="harbour")))
        with pytest.raises(StoreError, match="cannot be written"):
            store.add(make_record(name="other.txt"), version="1")


# --- many at a time -------------------------------------------------------------------------------


def test_who_writes_waits_and_says_so(server: Server, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "SETTINGS", engine.SETTINGS.replace(str(engine.WAIT), "50"))
    with Store(address) as store, closing(connect(address)) as other:
        other.execute(f"SELECT pg_advisory_lock({engine.WRITING})")
        with pytest.raises(StoreError, match="another program is writing"):
            store.add(make_record(), version="1")
        assert store.counts()["document"] == 0
        other.execute(f"SELECT pg_advisory_unlock({engine.WRITING})")
        assert store.add(make_record(), version="1")


def test_many_writers_lose_nothing_and_double_nothing(address: str) -> None:
    records = list(many_records(12))

    def write(place: int) -> int:
        with Store(address) as store:
            return sum(store.add(record, version="1") for record in records[place:] + records[:place])

    with ThreadPoolExecutor(4) as pool:
        added = sum(pool.map(write, (0, 3, 6, 9)))
    assert added >= len(records)
    with Store(address) as store, closing(connect(address)) as opened:
        assert store.counts()["document"] == len(records)
        assert store.check() == ()
        assert opened.execute("SELECT count(*) FROM story_text") == [(len(records),)]


def test_a_question_is_planned_for_its_own_values(address: str) -> None:
    with Store(address) as store, store._reading() as connection:
        assert _setting(connection, "plan_cache_mode") == "force_custom_plan"
        assert _setting(connection, "transaction_isolation") == "repeatable read"
    with Store(address) as store, store._engine.begin() as connection:
        assert _setting(connection, "plan_cache_mode") == "auto"


def _setting(connection: Connection, name: str) -> str:
    driver: Any = connection.connection.driver_connection
    return str(driver.execute_simple(f"SHOW {name}").rows[0][0])


def test_a_reader_sees_one_moment(address: str) -> None:
    first, second = many_records(2)
    with Store(address) as store:
        store.add(first, version="1")
        with store.selection() as selection:
            before = list(selection.documents())
            store.add(second, version="1")
            assert list(selection.documents()) == before
        assert store.counts()["document"] == 2


# --- the index of words ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    """An index of words as a file has it."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE one USING fts5(title, body, tokenize = 'unicode61 remove_diacritics 2')"
        )
        connection.execute("CREATE VIRTUAL TABLE seen USING fts5vocab(one, instance)")
        yield connection


OLD = st.characters(codec="utf-8", exclude_characters="\0").filter(lambda char: ucd_3_2_0.category(char) != "Cn")
"""What has long been in Unicode: of later characters SQLite takes each for a letter."""


@given(text=st.text(OLD, max_size=60))
def test_words_are_parted_as_in_a_file(index: sqlite3.Connection, text: str) -> None:
    index.execute("DELETE FROM one")
    index.execute("INSERT INTO one (title, body) VALUES ('', ?)", (text,))
    at = [place for (place,) in index.execute("SELECT offset FROM seen ORDER BY offset")]
    assert at == list(range(len(list(tokens(text)))))


LETTERS = st.text("abc éÉ.: \n", max_size=120)


@settings(max_examples=200)
@given(
    text=LETTERS, asked=st.lists(st.sampled_from(["a", "b", "ab", '"a b"', "abc*", "c", "É"]), min_size=1, max_size=3)
)
def test_the_best_part_is_that_of_a_file(index: sqlite3.Connection, text: str, asked: list[str]) -> None:
    index.execute("DELETE FROM one")
    index.execute("INSERT INTO one (title, body) VALUES ('', ?)", (text,))
    question = full_text(" ".join(asked))
    for (part,) in index.execute("SELECT snippet(one, 1, '', '', ' … ', 6) FROM one WHERE one MATCH ?", (question,)):
        assert snippet(text, question, 6) == part


def test_the_best_part_of_a_book_is_found_in_time_that_goes_with_its_length() -> None:
    book = "The ferry waits. Nobody sails: not today. " * 20_000
    assert bounded(snippet, book, full_text("ferry sails"), 6, seconds=10, megabytes=500).startswith("The ferry waits.")


ASKED = [
    "harbour", "harb*", '"said that"', "the navy", "NAVY", "sorvik's", "12", "no-such", "a", '"', "é", "sealed harbour", '"harbour of sorvik"',
]  # fmt: skip


def test_questions_find_what_they_find_in_a_file(address: str, tmp_path: Path) -> None:
    words = sorted({*ASKED, *TEXT.split()})
    with Store(str(tmp_path / "record.db")) as file, Store(address) as store:
        for record in many_records(4):
            file.add(record, version="1")
            store.add(record, version="1")
        for asked in words:
            for query in (
                Query(words=asked),
                Query(who=asked),
                Query(to_whom=asked),
                Query(place=asked),
                Query(outlet=asked),
            ):
                assert list(store.find(query)) == list(file.find(query)), query


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ('{said} : ("a b" AND "c" *)', "( ( ( 's.a' <-> 's.b' ) ) & ( ( 's.c':* ) ) )"),
        ('{who marks} : ("a" OR "b")', "( ( ( 'w.a' ) | ( 'k.a' ) ) | ( ( 'w.b' ) | ( 'k.b' ) ) )"),
        ("{marks} : (reports2 OR anyday)", "( ( ( 'k.reports2' ) ) | ( ( 'k.anyday' ) ) )"),
        ('""', "'!'"), ("", "'!'"), ('"Sørvik\'s"', "( ( 's.sørvik' <-> 's.s' ) )"),
    ],
)  # fmt: skip
def test_questions_in_the_words_of_the_server(asked: str, expected: str) -> None:
    assert question(asked, ("said",)) == expected
