"""What is asked across documents: which incidents, disputes and commitments a filter finds, and timelines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, text

from onrecord.errors import StoreError, UsageError
from onrecord.rules.periods import period_of
from onrecord.store import Asked, Query, Store, TimelineQuery
from onrecord.store.across import put_results
from tests.across import make_collection

MADE = make_collection()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(str(tmp_path_factory.mktemp("asking") / "record.db")) as opened:
        MADE.put(opened)
        yield opened


ASKED: list[tuple[str, dict[str, Any], bool]] = [
    ("incidents", {}, True),
    ("incidents", {"reports": 4}, False),
    ("incidents", {"words": "DREVNA shelled"}, True),
    ("incidents", {"words": "drev"}, False),
    ("incidents", {"words": "Drevna navy"}, True),
    ("incidents", {"words": "Drevna Brekke"}, False),
    ("incidents", {"who": "pelmark navy"}, True),
    ("incidents", {"who": "Navy"}, True),
    ("incidents", {"who": "Pelm"}, False),
    ("incidents", {"who": "Ona Brekke"}, False),
    ("incidents", {"place": "drevna"}, True),
    ("incidents", {"place": "Sorvik"}, False),
    ("incidents", {"kind": "assault"}, True),
    ("incidents", {"kind": "AID"}, False),
    ("incidents", {"outlet": "wire"}, True),
    ("incidents", {"outlet": "Gazette"}, False),
    ("incidents", {"since": "2026-03-04", "until": "2026-03-04"}, True),
    ("incidents", {"since": "2026-03-05"}, False),
    ("incidents", {"until": "2026-02"}, False),
    ("incidents", {"since": "2026", "until": "2026"}, True),
    ("disputes", {}, True),
    ("disputes", {"kind": "figure"}, True),
    ("disputes", {"kind": "denial"}, False),
    ("disputes", {"state": "open"}, True),
    ("disputes", {"state": "superseded"}, False),
    ("disputes", {"who": "Brekke"}, True),
    ("disputes", {"who": "Pelmark navy"}, True),
    ("disputes", {"who": "Tove Lund"}, True),
    ("disputes", {"who": "Tove"}, True),
    ("disputes", {"who": "Nobody"}, False),
    ("disputes", {"words": "killed Lund"}, True),
    ("disputes", {"words": "zebra"}, False),
    ("disputes", {"outlet": "Tresk"}, True),
    ("disputes", {"since": "2026-03-06"}, False),
    ("commitments", {}, True),
    ("commitments", {"who": "Ona Brekke"}, True),
    ("commitments", {"who": "fishermen"}, True),
    ("commitments", {"who": "Tove Lund"}, False),
    ("commitments", {"kind": "Promise", "state": "kept"}, True),
    ("commitments", {"state": "broken"}, False),
    ("commitments", {"due_before": "2026-03-09"}, True),
    ("commitments", {"due_before": "2026-03-08"}, False),
    ("commitments", {"words": "harbour"}, True),
    ("commitments", {"until": "2026-03-04"}, False),
]


@pytest.mark.parametrize(
    ("what", "filters", "is_found"), ASKED, ids=[f"{what} {filters}" for what, filters, _ in ASKED]
)
def test_a_filter_finds(store: Store, what: str, filters: dict[str, Any], is_found: bool) -> None:
    assert len(list(getattr(store, what)(Asked(**filters)))) == is_found


def test_an_exported_dispute_says_its_incident(store: Store) -> None:
    (asked,) = (answer.record for answer in store.disputes(Asked()))
    (exported,) = (found for found in store.objects() if found["type"] == "dispute")
    assert exported == asked
    assert exported["incident"] == MADE.incident.id


@pytest.mark.parametrize(
    ("what", "filters", "message"),
    [
        ("incidents", {"since": "soon"}, "since must be an ISO date"),
        ("commitments", {"due_before": "2026-13"}, "due-before must be an ISO date"),
        ("disputes", {"kind": "colour"}, "unknown kind 'colour'; one of: figure"),
        ("disputes", {"state": "kept"}, "unknown state 'kept'; one of: open, superseded"),
        ("commitments", {"state": "superseded"}, "unknown state"),
        ("incidents", {"limit": 0}, "limit must be at least 1"),
        ("incidents", {"reports": 0}, "reports must be at least 1"),
    ],
)
def test_what_cannot_be_asked_is_said(store: Store, what: str, filters: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        list(getattr(store, what)(Asked(**filters)))


@pytest.fixture(scope="module")
def empty() -> Iterator[Store]:
    with Store(":memory:") as opened:
        yield opened


@given(words=st.text(max_size=20))
def test_nothing_that_is_typed_breaks_a_question(empty: Store, words: str) -> None:
    for what in (empty.incidents, empty.disputes, empty.commitments):
        assert not list(what(Asked(words=words, who=words, place=words, outlet=words)))


def test_a_dispute_says_which_incident_it_is_about(store: Store) -> None:
    (answer,) = store.disputes(Asked())
    assert answer.record["incident"] == MADE.incident.id
    assert store.get(MADE.dispute.id)["incident"] is None


def test_without_shared_events_words_that_meet_tie_a_dispute_to_an_incident(tmp_path: Path) -> None:
    told = MADE.incident.told[0]
    apart = tuple(replace(side, events=()) for side in MADE.dispute.sides)
    near = tuple(
        replace(
            side,
            said=tuple(
                replace(said, evidence=told.evidence) if said.story == told.story else said for said in side.said
            ),
        )
        for side in apart
    )
    for sides, incident in ((apart, None), (near, MADE.incident.id)):
        with Store(str(tmp_path / f"{incident}.db")) as opened:
            replace(MADE, dispute=replace(MADE.dispute, sides=sides)).put(opened)
            assert opened.answer(MADE.dispute.id).record["incident"] == incident


def test_notes_say_what_is_a_copy(store: Store) -> None:
    (answer,) = store.incidents(Asked())
    copied = {note.outlet for note in answer.stories.values() if note.copy_of}
    assert copied == {"Wire Daily"}
    (note,) = store.copies(MADE.records[3].document.id)
    assert (note.story, note.of, note.source and note.source.outlet) == (MADE.copy.story, MADE.copy.of, "Sorvik Post")
    assert not store.copies(MADE.records[0].document.id)


def test_hits_say_that_they_are_disputed(store: Store) -> None:
    hits = list(store.find(Query(disputed_only=True)))
    assert {hit.record["type"] for hit in hits} == {"statement", "event"}
    assert all(hit.disputes == (MADE.dispute.id,) for hit in hits)
    assert not any(hit.disputes for hit in store.find(Query(act="deny")))


def test_counts_name_what_is_known_across_documents(store: Store) -> None:
    assert store.counts_text().endswith("1 incidents, 1 disputes, 1 commitments")


# --- timelines ------------------------------------------------------------------------------------


def rows(store: Store, subject: str | None = None, **given: Any) -> list[tuple[str, str | None, str | None]]:
    return [(row.type, row.date, row.date_from) for row in store.timeline(TimelineQuery(subject=subject, **given)).rows]


SHELLING = ("incident", "2026-03-04", "incident")
PROMISE = ("statement", "2026-03-05", "reported")
ACCUSATION = ("statement", "2026-03-07", "reported")
DENIAL = ("statement", "2026-03-05", "reported")


@pytest.mark.parametrize(
    ("subject", "given", "expected"),
    [
        ("Drevna", {}, [SHELLING]),
        ("drevna", {"reports": 4}, []),
        ("pelmark NAVY", {}, [SHELLING, DENIAL, ACCUSATION]),
        ("pelmark NAVY", {"until": "2026-03-04"}, [SHELLING]),
        ("pelmark NAVY", {"since": "2026-03-05"}, [DENIAL, ACCUSATION]),
        ("pelmark NAVY", {"kind": "assault"}, [SHELLING]),
        ("pelmark NAVY", {"place": "Tresk"}, []),
        ("pelmark NAVY", {"outlet": "echo"}, [SHELLING, DENIAL]),
        ("Ona Brekke", {}, [PROMISE, ACCUSATION]),
        ("Ona Brekke", {"said": True}, [("statement", "2026-03-05", "reported"), PROMISE, ("statement", "2026-03-07", "reported"), ACCUSATION]),
        (None, {"words": "shelled"}, [SHELLING]),
        ("pelmark navy", {"words": "shelled"}, [SHELLING]),
        (MADE.incident.id, {}, [SHELLING]),
        (MADE.incident.id[:17], {}, [SHELLING]),
        (MADE.records[0].stories[0].id, {}, [SHELLING]),
        (MADE.records[0].entities[1].id, {}, [PROMISE, ACCUSATION]),
    ],
)  # fmt: skip
def test_a_timeline_is_in_the_order_of_happening(
    store: Store, subject: str | None, given: dict[str, Any], expected: list[tuple[str, str, str]]
) -> None:
    assert rows(store, subject, **given) == expected


def test_a_row_says_what_is_known(store: Store) -> None:
    (row,) = store.timeline(TimelineQuery(subject="Drevna")).rows
    assert row.actors == ("Pelmark navy",)
    assert row.triggers == ("shelled",)
    assert row.independent_reports == 3
    assert [(one.status, one.outlets) for one in row.standing] == [
        ("actual", ("Sorvik Post", "Tresk Echo", "Wire Daily"))
    ]
    assert [dispute.values for dispute in row.disputes] == [("12", "9", "15")]
    said = sorted((said.said_on or "", said.source or "", said.words, said.outlets) for said in row.said)
    assert said == [
        ("2026-03-05", "Ona Brekke", "12 people were killed", ("Sorvik Post",)),
        ("2026-03-05", "Tove Lund", "Nine people were killed", ("Tresk Echo",)),
        ("2026-03-07", "Ona Brekke", "Fifteen people were killed when Drevna was shelled", ("Sorvik Post",)),
    ]


def test_an_event_that_no_incident_has_is_a_row_of_its_own(tmp_path: Path) -> None:
    with Store(str(tmp_path / "loose.db")) as opened:
        for record in MADE.records[:2]:
            opened.add(record, version="1")
        assert rows(opened, "Drevna") == [("event", "2026-03-04", "event"), ("event", "2026-03-05", "reported")]


def test_what_nothing_dates_comes_last_and_says_so(tmp_path: Path) -> None:
    with Store(str(tmp_path / "undated.db")) as opened:
        opened.add(MADE.records[0], version="1")
        with opened.collection() as collection:
            undated = replace(MADE.incident, date=None, first_reported=None, events=())
            put_results(collection._connection, "test", [("x", (undated,))])
        assert rows(opened, "Drevna")[-1] == ("incident", None, None)


def test_a_timeline_says_how_much_it_leaves_out(store: Store) -> None:
    found = store.timeline(TimelineQuery(subject="Ona Brekke", limit=1))
    assert (len(found.rows), found.left_out) == (1, 1)


def test_a_subject_that_is_not_there_is_an_error(store: Store) -> None:
    for subject in ("Nobody", "entity-000000000000", "%", "' OR 1", "\0"):
        with pytest.raises(StoreError):
            store.timeline(TimelineQuery(subject=subject))
    with pytest.raises(UsageError, match="of whom or what"):
        store.timeline(TimelineQuery())
    with pytest.raises(UsageError, match="until must be"):
        store.timeline(TimelineQuery(subject="Drevna", until="March"))


def test_a_timeline_reads_no_table_from_end_to_end(store: Store) -> None:
    asked: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        asked.append((statement, parameters))

    event.listen(store._engine, "before_cursor_execute", note)
    for subject in ("Pelmark navy", "Drevna", "Ona Brekke"):
        store.timeline(TimelineQuery(subject=subject, said=True))
    event.remove(store._engine, "before_cursor_execute", note)
    plans = set()
    with store._engine.connect() as connection:
        for statement, parameters in asked:
            if statement.startswith("SELECT"):
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
                plans |= {row[3] for row in plan}
        connection.execute(text("SELECT 1"))
    assert plans
    scanned = (
        "SCAN event",
        "SCAN statement",
        "SCAN mention",
        "SCAN story",
        "SCAN document",
        "SCAN place",
        "SCAN quantity",
    )
    assert not [plan for plan in plans if plan.startswith(scanned)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-03-04", ("2026-03-04", "2026-03-04")),
        ("2026-03-04T14:30", ("2026-03-04", "2026-03-04")),
        ("2026-03", ("2026-03-01", "2026-03-31")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2026", ("2026-01-01", "2026-12-31")),
        ("199", ("1990-01-01", "1999-12-31")),
        ("19", ("1900-01-01", "1999-12-31")),
        ("2026-W10", ("2026-03-02", "2026-03-08")),
        ("2026-W10-WE", ("2026-03-07", "2026-03-08")),
        ("2026-Q2", ("2026-04-01", "2026-06-30")),
        ("2026-H2", ("2026-07-01", "2026-12-31")),
        ("2026-SU", ("2026-06-01", "2026-08-31")),
        ("2026-WI", ("2026-12-01", "2027-02-28")),
        ("2026-02-30", None),
        ("PRESENT_REF", None),
        ("XXXX-03-04", None),
        ("", None),
        (None, None),
    ],
)
def test_a_date_spans_days(value: str | None, expected: tuple[str, str] | None) -> None:
    assert period_of(value) == expected


@given(st.text(alphabet="0123456789-WQHTSUFAIP", max_size=12))
def test_any_words_are_a_date_or_none(value: str) -> None:
    found = period_of(value)
    assert found is None or found[0] <= found[1]
