"""Every one of the ten commonest questions has its indexes on a server.

On a small database the server rightly reads tables from end to end, whatever indexes there are. Told that this costs very much, it still does so where
no index can answer: that is what is looked for here. What it does by itself with very much stored, `python -m evaluation.server` says.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from evaluation.server import BIG, copy_file, heard, questions, read_whole

from onrecord.store import Query, Store
from tests.across import make_collection
from tests.builders import many_records
from tests.databases import Server

pytestmark = pytest.mark.file
MADE = make_collection()
NO_SCAN = "SET enable_seqscan = off"


@pytest.fixture(scope="module")
def filled(server: Server) -> Iterator[Store]:
    with Store(server.make("plans", "new")) as store:
        for record in many_records(20):
            store.add(record, version="1")
        MADE.put(store)
        yield store


def test_ten_questions_read_no_big_table_from_end_to_end(filled: Store) -> None:
    asked = questions(filled)
    assert len(asked) == 10
    for name, ask in asked.items():
        assert read_whole(filled, ask, settings=NO_SCAN) == [], name


def test_what_no_index_answers_is_seen(filled: Store) -> None:
    def ask(store: Store) -> object:
        with store._engine.connect() as connection:
            return connection.exec_driver_sql("SELECT count(*) FROM statement WHERE content LIKE '%%navy%%'").all()

    assert [line.partition(":")[0] for line in read_whole(filled, ask, settings=NO_SCAN)] == ["statement"]


def test_what_the_server_is_asked_is_heard(filled: Store) -> None:
    with heard(filled) as asked:
        list(filled.find(Query(words="navy")))
    assert any("record_text" in sql for sql, _ in asked)
    assert "record_text" in BIG


def test_a_copy_of_a_file_says_what_the_file_says(server: Server, tmp_path: Path) -> None:
    path = str(tmp_path / "record.db")
    with Store(path) as file:
        for record in many_records(6):
            file.add(record, version="1")
        MADE.put(file)
        before, counts, found = list(file.objects()), file.counts(), list(file.find(Query(words="navy")))
    address = server.make("copy", "new")
    assert list(copy_file(Path(path), address))
    with Store(address) as store:
        assert store.counts() == counts
        assert list(store.objects()) == before
        assert list(store.find(Query(words="navy"))) == found
        assert store.check() == ()
        assert store.add(next(iter(many_records(8))), version="2")
