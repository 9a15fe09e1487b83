"""The index of words: what it holds after reading, reading anew and migrating, the order of what it gives, going on behind a hit."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.model import Record, Span, Story, content_id
from onrecord.pipeline import read_document, settle_stored
from onrecord.store import Asked, Query, Store
from onrecord.store.engine import migrations
from onrecord.store.matching import first_place, full_text, phrase
from onrecord.store.numbers import KINDS, kind_of, number_of, numbers_between
from onrecord.store.results import marks_between
from tests.builders import make_document, make_record
from tests.databases import check_index, connect

TEXTS = (
    ("Marsh Post", "2026-03-02", "Ida Renqvist, the harbour master of Sallow, said on Monday that two barges had sunk. The navy denied that it had rammed them."),
    ("Fen Herald", "2026-03-05", "Ida Renqvist said on Thursday that the navy would pay 40,000 crowns. Police arrested a pilot in Sallow."),
    ("Fen Herald", None, "The mayor of Sallow, Per Lundgren, promised a new quay. Tove Lund rejected the plan."),
)  # fmt: skip
COUNTED = {"document": 3, "story": 3}
OLD = "SELECT name FROM sqlite_master WHERE type = 'table' AND name IN ('record_text', 'result_text', 'entity_name')"


def fill(store: Store, version: str = "1") -> None:
    """Three documents, compared with each other."""
    for number, (outlet, published, words) in enumerate(TEXTS):
        document = replace(make_document(words, name=f"{number}.txt", outlet=outlet)[0], published=published)
        assert store.add(read_document(document), version=version)
    settle_stored(store)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    found = str(tmp_path_factory.mktemp("search") / "news.db")
    with Store(found) as store:
        fill(store)
    return found


@pytest.fixture(scope="module")
def store(path: str) -> Iterator[Store]:
    with Store(path) as opened:
        yield opened


def ids(store: Store, **filters: Any) -> list[str]:
    return [hit.record["id"] for hit in store.find(Query(**filters))]


def words_of(path: str) -> list[tuple[Any, ...]]:
    """What the index has, record by record, without the numbers that depend on the order of reading."""
    with closing(connect(path)) as connection:
        check_index(connection, "record_text")
        asked = "SELECT id, said, who, whom, place, outlet, marks, record_words.number >> 40 FROM record_words JOIN (SELECT * FROM numbered UNION ALL SELECT entity || name, number FROM entity_name) AS named USING (number)"
        return sorted(connection.execute(asked))


def test_the_newest_come_first_and_the_undated_last(store: Store) -> None:
    days = [hit.written_on for hit in store.find(Query(kind="story", outlet="herald"))]
    assert days == ["2026-03-05", None]
    numbers = [hit.number for hit in store.find(Query(kind="statement", words="navy"))]
    assert numbers == sorted(numbers, reverse=True)


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"who": "Lund", "kind": "statement"}, 1),
        ({"who": "Lund*", "kind": "statement"}, 3),
        ({"who": "Lu*", "kind": "statement"}, 0),
        ({"outlet": "Fen Herald", "kind": "story"}, 2),
        ({"outlet": "Fen", "since": "2026", "kind": "story"}, 1),
        ({"outlet": "Herald Fen", "kind": "story"}, 0),
        ({"kind": "story", "words": "harb*"}, 1),
        ({"kind": "story", "words": "harb"}, 0),
        ({"kind": "story", "since": "2026-03-03"}, 1),
        ({"kind": "story", "until": "2026-03-04"}, 1),
        ({"kind": "story"}, 3),
        ({"kind": "story", "who": "Lund"}, 0),
    ],
    ids=str,
)
def test_a_filter_finds(store: Store, filters: dict[str, Any], count: int) -> None:
    assert len(ids(store, **filters)) == count


def test_an_entity_is_found_by_its_id(store: Store) -> None:
    (hit,) = list(store.find(Query(who="Renqvist", kind="statement", until="2026-03-02")))
    entity = hit.record["source"]["entity"]
    assert len(ids(store, who=entity, kind="statement")) == len(ids(store, who="Ida Renqvist", kind="statement")) == 2


def test_pages_go_on_where_the_last_one_ended(store: Store) -> None:
    for filters in ({"outlet": "Herald"}, {"words": "navy"}, {"since": "2026"}):
        whole = ids(store, **filters)
        found: list[str] = []
        after = None
        while page := list(store.find(Query(limit=2, after=after, **filters))):
            found += [hit.record["id"] for hit in page]
            after = page[-1].number
        assert found == whole
        assert len(set(found)) == len(found) > 2


def test_counts_stop_at_the_most(store: Store) -> None:
    assert store.count(Query(words="navy"), most=1)["statement"] == 1
    assert store.count(Query(act="deny")) == {"statement": 1}
    assert store.count(Query(words="—")) == {}


def test_beside_an_event_are_its_amounts_and_the_words_around(store: Store) -> None:
    hits = list(store.find(Query(kind="event", words="arrested")))
    (told,) = store.hit_contexts(hits).values()
    assert told.words[told.start : told.stop] == "arrested"
    (story,) = store.find(Query(kind="story", words="quay"))
    assert "quay" in store.hit_contexts([story], "quay")[story.record["id"]].words


def test_beside_a_long_story_is_the_first_place_soon(tmp_path: Path) -> None:
    """What the index itself would show takes a time that goes with the square of how often the words stand there."""
    filler = "xxxx " * 5_000
    text = f"Ida Renqvist spoke.\n{filler}The Ferry-Man of Sällow cursed. " + "Cursed it was and cursed. " * 40_000
    document, clean = make_document(text)
    story = Story(content_id("story", "long"), document.id, Span(0, len(text)), None, None, None, None, (), (), ())
    with Store(str(tmp_path / "long.db")) as long:
        long.add(Record(document, clean, (story,), (), (), (), (), (), (), ()), version="1")
        begun = time.process_time()
        for words in ("cursed", "sallow", '"ferry man" cursed', "curs*"):
            (hit,) = long.find(Query(kind="story", words=words))
            shown = long.hit_contexts([hit], words)[hit.record["id"]].words
            assert "Ferry-Man of Sällow" in shown
            assert len(shown) < 300
        assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    ("words", "place"), [("b", 2), ("C d", 4), ('"D. e"', 6), ("É", 9), ("none", 0), ("", 0), ("e*", 9), ("(", 0)]
)
def test_the_first_place_of_words(words: str, place: int) -> None:
    assert first_place("A B C D, é (f)", words) == place


def test_reading_anew_leaves_one_entry_a_record(path: str, tmp_path: Path) -> None:
    again = str(tmp_path / "again.db")
    with Store(again) as store:
        fill(store)
        before = words_of(again)
        fill(store, "2")
        counts = store.counts()
        assert not store.check()
    assert words_of(again) == before == words_of(path)
    with closing(connect(again)) as connection:
        for kind, table in (("entity", "entity_reading"), *((kind, kind) for kind in counts if kind != "entity")):
            assert connection.execute(f"SELECT count(DISTINCT id) FROM {table}").fetchone() == (counts[kind],), kind
        assert connection.execute("SELECT count(*) FROM result_text").fetchone() == (
            counts["incident"] + counts["dispute"] + counts["commitment"],
        )


def make_old(path: str, of: str) -> None:
    """A database as it was before the index, with everything that another one has."""
    with closing(connect(path)) as connection:
        for number, _, script in migrations():
            if number < 7:
                connection.executescript(script)
        connection.execute("ATTACH ? AS new", (of,))
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%\\_text%' ESCAPE '\\'"
        )
        for (table,) in tables.fetchall():
            columns = ", ".join(f'"{row[1]}"' for row in connection.execute(f"PRAGMA table_info({table})"))
            connection.execute(f"DELETE FROM {table}")
            connection.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM new.{table}")
        connection.execute(
            "UPDATE story SET number = (SELECT count(*) FROM new.story AS other WHERE other.rowid <= story.number)"
        )
        connection.execute(
            "INSERT INTO story_text (rowid, story, title, text) SELECT story.number, story.id, title.title, title.text FROM story JOIN new.story_text AS title ON title.story = story.id"
        )
        connection.execute("PRAGMA application_id = 1869509219")
        connection.execute("PRAGMA user_version = 6")
        connection.commit()


@pytest.mark.file
def test_an_older_database_is_brought_up_to_date(path: str, tmp_path: Path) -> None:
    old = str(tmp_path / "old.db")
    make_old(old, path)
    asked: tuple[dict[str, Any], ...] = (
        {"words": "navy"},
        {"outlet": "herald"},
        {"kind": "story"},
        {"who": "lund*"},
        {"disputed_only": True},
    )
    with Store(path) as new, Store(old) as store:
        assert store.counts() == new.counts()
        for filters in asked:
            assert sorted(ids(store, **filters)) == sorted(ids(new, **filters)), filters
        for what in ("incidents", "disputes", "commitments"):
            asking = [[one.record for one in getattr(of, what)(Asked(reports=1, limit=99))] for of in (store, new)]
            assert asking[0] == asking[1]
            assert [one.record for one in getattr(store, what)(Asked(words="navy", reports=1))] == [
                one.record for one in getattr(new, what)(Asked(words="navy", reports=1))
            ]
        assert not store.check()
        assert words_of(old) == words_of(path)
        assert store.add(make_record(), version="1")


def test_numbers_are_in_the_order_of_days() -> None:
    days = [None, "1999", "2026-03", "2026-W11", "2026-03-31", "9999-12-31"]
    numbers = [number_of("event", day, 7) for day in days]
    assert numbers == sorted(numbers)
    assert {kind_of(number) for number in numbers} == {"event"}
    assert len({number_of(kind, "2026", 1) for kind in KINDS}) == 4


@given(st.dates(), st.dates(), st.dates())
def test_a_number_is_between_its_days(day: Any, since: Any, until: Any) -> None:
    least, most = numbers_between("statement", since.isoformat(), until.isoformat())
    is_within = min(since, until) == since and since <= day <= until
    if day.year < 5700 and until.year < 5700 and since.year < 5700:
        assert (least <= number_of("statement", day.isoformat(), 5) <= most) == is_within


@given(st.text(max_size=12))
def test_what_is_typed_is_a_question_of_the_index(words: str) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE VIRTUAL TABLE one USING fts5(said)")
        plain = words.replace("\0", " ").encode("utf-8", "replace").decode()
        for asked in (full_text(plain), phrase(plain) or '""'):
            connection.execute("SELECT * FROM one WHERE one MATCH ?", (f"{{said}} : ({asked})",)).fetchall()


def test_marks_of_a_span_are_its_months_and_the_years_inside() -> None:
    assert set(marks_between("2026-03-04", "2026-05")) == {"anyday", "month202603", "month202604", "month202605"}
    found = marks_between("2024-11", "2026-01")
    assert {"month202411", "month202412", "year2025", "month202601"} <= set(found)
    assert "year2024" not in found
    assert len(marks_between("1990", None)) < 200
