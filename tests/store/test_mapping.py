"""Where events happened and who acts on whom: the tables that are kept for it, what fits a search, and words in their paragraphs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import UsageError
from onrecord.model import EventStatus
from onrecord.pipeline import program_version, read
from onrecord.store import Query, Store
from onrecord.store.accounts import passage
from tests.across import make_collection
from tests.databases import connect

MADE = make_collection()
SAMPLES = Path(__file__).parents[2] / "samples"
TABLES = ("event_place", "event_pair")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(str(tmp_path / "record.db")) as opened:
        MADE.put(opened)
        yield opened


def contents(path: str) -> dict[str, list[tuple[object, ...]]]:
    connection = connect(path)
    try:
        return {table: sorted(connection.execute(f"SELECT * FROM {table}"), key=repr) for table in TABLES}
    finally:
        connection.close()


@pytest.mark.thorough
@pytest.mark.file
def test_an_older_database_gets_the_rows_that_reading_makes(tmp_path: Path) -> None:
    path = str(tmp_path / "record.db")
    with Store(path) as store:
        for name in ("harbour_courier_page.txt", "northgate_world_page.txt"):
            for record in read([str(SAMPLES / name)]):
                store.add(record, version=program_version())
        MADE.put(store)
    made = contents(path)
    assert all(made.values())
    script = files("onrecord.store").joinpath("migrations", "0013_mapping.sql").read_text(encoding="utf-8")
    connection = sqlite3.connect(path)
    connection.executescript("".join(f"DROP TABLE {table};" for table in TABLES))
    connection.executescript(script)
    connection.close()
    assert contents(path) == made


def test_a_document_that_is_read_anew_leaves_no_row_behind(store: Store) -> None:
    before = contents(store.path)
    for record in MADE.records:
        assert store.add(record, version="2")
    assert contents(store.path) == before


def test_an_incident_counts_once_however_many_reports_have_it(store: Store) -> None:
    placed = store.mapped(Query(), 10).placed
    assert {one.incident for one in placed} == {MADE.incident.id}
    assert len({one.happening for one in placed}) == 1
    assert len(placed) == 4
    assert store.mapped(Query(), 3).has_more
    assert not store.mapped(Query(), 4).has_more


@pytest.mark.parametrize(
    ("query", "count"),
    [
        (Query(event_type="assault"), 4),
        (Query(event_type="AID"), 0),
        (Query(status="actual"), 4),
        (Query(status="denied"), 0),
        (Query(alleged_only=True), 0),
        (Query(status="actual", alleged_only=True), 0),
        (Query(disputed_only=True), 1),
        (Query(place="drev"), 4),
        (Query(place="Sorvik"), 0),
        (Query(outlet="wire"), 1),
        (Query(who="Pelmark navy"), 4),
        (Query(who="Ona Brekke"), 0),
        (Query(to_whom="Pelmark navy"), 0),
        (Query(since="2026-03-04", until="2026-03-04"), 2),
        (Query(since="2026-03-05"), 2),
        (Query(until="2026-03"), 4),
        (Query(until="2025"), 0),
        (Query(words="shelled wednesday"), 0),
        (Query(words='"nowhere said'), 0),
    ],
)
def test_what_fits(store: Store, query: Query, count: int) -> None:
    assert len(store.mapped(query, 100).placed) == count


@pytest.mark.parametrize("query", [Query(status="certain"), Query(since="yesterday"), Query(until="2026-13")])
def test_what_cannot_be_asked_is_refused(store: Store, query: Query) -> None:
    with pytest.raises(UsageError):
        store.mapped(query, 1)
    with pytest.raises(UsageError):
        store.acting(query, limit=1, nodes=2)


def test_entities_that_are_one_are_one_node(tmp_path: Path) -> None:
    with Store(str(tmp_path / "record.db")) as store:
        MADE.put(store)
        connection = connect(store.path)
        one, other = sorted(record.entities[1].id for record in (MADE.records[0], MADE.records[2]))
        third = MADE.records[1].entities[0].id
        for record, actor, recipient, status in (
            (MADE.records[0], one, third, "alleged"), (MADE.records[2], other, third, "alleged"), (MADE.records[3], third, one, "actual"),
        ):  # fmt: skip
            event = record.events[0]
            row = ("2026-03-04", event.id, actor, recipient, 0, "ASSAULT", 4, status, event.story, None)
            connection.execute("INSERT INTO event_pair VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        connection.commit()
        connection.close()
        found = store.acting(Query(), limit=10, nodes=10)
    assert {(node.id, node.name) for node in found.nodes} == {(one, "Ona Brekke"), (third, "Pelmark navy")}
    assert [(edge.actor, edge.recipient, edge.status, edge.count, len(edge.events)) for edge in found.edges] == [
        (edge[0], edge[1], edge[2], 1, edge[3])
        for edge in sorted([(one, third, "alleged", 2), (third, one, "actual", 1)])
    ]
    assert next(node.members for node in found.nodes if node.id == one) == (one, other)


def test_a_happening_says_how_it_stands_and_when(store: Store) -> None:
    events = [record.events[0].id for record in MADE.records]
    rows = store.happenings([*events, "event-nothing"])
    assert [row.id for row in rows] == events
    assert {row.status for row in rows} == {EventStatus.ACTUAL}
    assert {(row.day, row.is_day_of_report) for row in rows} == {
        ("2026-03-04", False),
        ("2026-03-05", True),
        ("2026-03-07", True),
    }
    assert {row.source for row in rows} == {None}
    assert [row.disputes for row in rows].count((MADE.dispute.id,)) == 1


def test_an_account_leaves_out_words_that_do_not_stand_there(store: Store) -> None:
    assert len(store.account(MADE.dispute.id).passages) == 3
    connection = connect(store.path)
    connection.execute("UPDATE story_text SET text = replace(text, 'Nine', 'Nein')")
    connection.commit()
    connection.close()
    assert len(store.account(MADE.dispute.id).passages) == 2


@given(st.text(max_size=900), st.data())
def test_a_passage_is_cut_from_the_text_and_holds_the_words(text: str, data: st.DataObject) -> None:
    text = f"{text}x"
    start = data.draw(st.integers(0, len(text) - 1))
    stop = data.draw(st.integers(start + 1, len(text)))
    found = passage(text, start, stop)
    assert found.words == text[start:stop]
    assert text[:start].endswith(found.before.removeprefix("…"))
    assert text[stop:].startswith(found.after.removesuffix("…"))
    assert "\n" not in found.before + found.after
    assert max(len(found.before), len(found.after)) <= 162
