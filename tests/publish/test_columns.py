"""Parquet and DuckDB: all of the record is in them, their own readers open them, and it comes back as it was."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pyarrow
import pytest
from docs.generate import meanings_table
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from onrecord.errors import InputError, OnrecordError, UsageError
from onrecord.model import (
    Act,
    Content,
    Document,
    Evidence,
    Judgement,
    Origin,
    Polarity,
    Proposal,
    ProposalKind,
    ProposedStatement,
    Reader,
    Span,
)
from onrecord.model.bundle import KINDS
from onrecord.publish import ObjectSelection, export, format_named, read_lines, read_objects
from onrecord.publish.formats.tables.blocks import blocks_of, group_lines
from onrecord.publish.formats.tables.questions import QUESTIONS, column_meanings
from onrecord.publish.formats.tables.separated import COLUMNS
from onrecord.publish.formats.tables.shapes import EXACT, column_names, columns_of
from onrecord.serialize import TYPES, document_object, from_object, record_objects, to_json_line, to_object
from onrecord.store import Query, Store
from tests.across import make_collection
from tests.builders import make_record
from tests.second.proposals import make_proposals
from tests.strategies import values

LOSSLESS = ("jsonl", "parquet", "duckdb")
HOSTILE = (
    "",
    "\x00",
    "\ud800 lone",
    "\U0001f600",
    "=1+1",
    "</script>]]>",
    "a\u2028b\x85c\r\n\"'\\",
    "\\ud800",
    "NULL",
    "\ufeff",
    "'; DROP TABLE event; --",
)
Found = dict[str, Any]


def written(objects: list[Found], folder: Path, form: str) -> Path:
    path = folder / ("records" if form == "parquet" else f"records.{form}")
    export(ObjectSelection(objects), form=form, out=path)
    return path


def back(objects: list[Found], folder: Path, form: str) -> list[Found]:
    return list(read_objects(written(objects, folder, form)))


def in_lines(objects: Iterator[Found] | list[Found]) -> list[str]:
    """As lines, so that 5.0 is not 5, nor null what is not there."""
    return [to_json_line(found) for found in objects]


def judgement(number: int, **more: Any) -> Found:
    made = Judgement(f"judgement-{number:08x}", "event-1", "accepted", "Ada", "2026-03-04T00:00:00+00:00", None, None)
    return to_object(dataclasses.replace(made, **more))


def proposal() -> Proposal:
    reader, words = Reader("small", "localhost:8080"), Evidence("the dam holds", Span(0, 13))
    said = ProposedStatement(Evidence("Lund", Span(20, 24)), None, Content((words,)), Act.STATE, Polarity.AFFIRMS)
    origin = Origin("second", "small", "1")
    return Proposal("proposal-1", "story-1", reader, ProposalKind.STATEMENT, None, ("act",), said, None, origin)


def everything() -> list[Found]:
    """Several documents with everything in them and across them, and judgements, one of them withdrawn."""
    made = make_collection()
    objects = [found for record in (*made.records, make_record(""), make_record()) for found in record_objects(record)]
    objects += map(to_object, make_proposals(make_record()))
    objects += map(to_object, (made.copy, made.incident, made.dispute, made.commitment))
    objects += [
        judgement(1, field="status", value='{"status":"denied","x":[1.0,null]}'),
        judgement(2, withdrawn_at="2026-03-05", reason="wrong"),
    ]
    return objects


# --- there and back -------------------------------------------------------------------------------


@pytest.mark.parametrize("form", LOSSLESS)
def test_what_comes_back_is_what_was_written(form: str, tmp_path: Path) -> None:
    objects = everything()
    assert in_lines(back(objects, tmp_path, form)) == in_lines(objects)
    assert format_named(form).losses == ()


def test_no_lossless_format_loses_a_type() -> None:
    assert {found["type"] for found in everything()} == set(TYPES)


@st.composite
def objects_of_all_types(draw: st.DrawFn) -> list[Found]:
    """A document with up to two of everything that is read in one, then what is across documents: any values, with hostile words in them."""
    document = draw(values(Document))
    clean = dataclasses.replace(make_record("One line.").clean, text=draw(st.sampled_from(HOSTILE)))
    found = [document_object(document, clean)]
    for kind, cls in TYPES.items():
        if kind != "document":
            found += [to_object(value) for value in draw(st.lists(values(cls), max_size=2))]
    for one in found:
        if one["type"] in ("story", "issue"):
            one["document"] = found[0]["id"]
    order = [
        *KINDS,
        "copy",
        "incident",
        "dispute",
        "commitment",
        "judgement",
    ]
    found.sort(key=lambda one: order.index(one["type"]))
    words = draw(st.sampled_from(HOSTILE))
    return [roughened(one, words) if draw(st.booleans()) else one for one in found]


def roughened(value: Any, words: str, name: str = "") -> Any:
    """The value with these words behind every string of its own."""
    if isinstance(value, str):
        return value if name in ("type", "document") else value + words
    if isinstance(value, dict):
        return {
            key: roughened(part, words, key if value.get("type") != "document" or key != "id" else "type")
            for key, part in value.items()
        }
    return [roughened(part, words) for part in value] if isinstance(value, list) else value


@pytest.mark.parametrize(("form", "examples"), [("jsonl", 8), ("parquet", 12), ("duckdb", 4)])
@pytest.mark.thorough
def test_any_objects_come_back(form: str, examples: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(objects=objects_of_all_types())
    def check(objects: list[Found]) -> None:
        assert in_lines(back(objects, tmp_path_factory.mktemp("any"), form)) == in_lines(objects)

    check()


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("form", ["parquet", "duckdb"])
@pytest.mark.thorough
def test_hostile_words_come_back(form: str, words: str, tmp_path: Path) -> None:
    objects = [roughened(found, words) for found in everything()]
    assert in_lines(back(objects, tmp_path, form)) == in_lines(objects)


@pytest.mark.parametrize("form", ["parquet", "duckdb"])
def test_what_columns_cannot_hold_is_beside_them(form: str, tmp_path: Path) -> None:
    objects = everything()
    said = next(found for found in objects if found["type"] == "statement")
    said["content"]["texts"] = ["half \ud83d"]
    event = next(found for found in objects if found["type"] == "event")
    event["quad"] = 2**70
    objects[-1]["new_field"] = {"of": "a later version"}
    path = written(objects, tmp_path, form)
    assert in_lines(read_objects(path)) == in_lines(objects)
    statements, events = rows(path, form, "statement"), rows(path, form, "event")
    assert statements[0]["content_texts"] == ["half ?"]
    assert json.loads(statements[0][EXACT]) == said
    assert [row[EXACT] for row in statements[1:]] == [None] * (len(statements) - 1)
    assert (events[0]["id"], events[0]["status"]) == (event["id"], None)


def rows(path: Path, form: str, kind: str) -> list[Found]:
    if form == "parquet":
        return parquet.read_table(path / f"{kind}.parquet").to_pylist()  # type: ignore[no-any-return]
    with closing(duckdb.connect(str(path), read_only=True)) as database:
        return database.table(f'"{kind}"').to_arrow_table().to_pylist()  # type: ignore[no-any-return]


@pytest.mark.parametrize("form", ["parquet", "duckdb"])
def test_a_part_that_is_not_there_is_not_one_of_nulls(form: str, tmp_path: Path) -> None:
    objects = everything()
    statements = [found for found in objects if found["type"] == "statement"]
    assert any(found["cue"] is None for found in statements)
    assert any(found["cue"] is not None for found in statements)
    unstated = (
        next(found for found in statements if found["source"]["text"] is None)
        if any(found["source"]["text"] is None for found in statements)
        else None
    )
    found = {one["id"]: one for one in back(objects, tmp_path, form)}
    assert all(found[one["id"]] == one for one in statements)
    assert unstated is None or found[unstated["id"]]["source"]["span"] is None
    dated = next(one for one in objects if one["type"] == "event" and one["date"])
    assert found[dated["id"]]["date"] == dated["date"]
    dated["date"] = {"value": None, "precision": None, "text": "once", "span": [1, 2]}
    assert in_lines(back(objects, tmp_path, form)) == in_lines(objects)


def test_a_field_that_an_older_version_did_not_write_is_not_made_up(tmp_path: Path) -> None:
    objects = [found for found in everything() if found["type"] in ("document", "story", "event")]
    event = next(found for found in objects if found["type"] == "event")
    for name in ("contexts", "origin"):
        del event[name]
    found = next(one for one in back(objects, tmp_path, "parquet") if one["id"] == event["id"])
    assert "contexts" not in found
    assert from_object({**found, "contexts": []}) == from_object({**event, "contexts": []})


# --- the tables -----------------------------------------------------------------------------------


def test_every_type_has_its_table_and_every_column_its_type(tmp_path: Path) -> None:
    path = written(everything(), tmp_path, "parquet")
    assert sorted(file.stem for file in path.iterdir()) == sorted(TYPES)
    for kind in TYPES:
        schema = parquet.read_schema(path / f"{kind}.parquet")
        assert tuple(schema.names) == column_names(kind)
        assert len(set(schema.names)) == len(schema.names)
        assert not any(pyarrow.types.is_null(field.type) for field in schema)
    event = parquet.read_schema(path / "event.parquet")
    assert str(event.field("trigger_span").type) == "list<element: int64>"
    assert event.field("actors").type.value_type.get_field_index("country") >= 0
    assert str(event.field("confidence").type) == "double"


@pytest.mark.parametrize("kind", TYPES)
def test_columns_of_csv_have_the_same_names(kind: str) -> None:
    assert {name.replace(".", "_") for name in COLUMNS[kind]} <= {column.name for column in columns_of(kind)}


def test_duckdb_reads_the_parquet_files(tmp_path: Path) -> None:
    path = written(everything(), tmp_path, "parquet")
    with closing(duckdb.connect()) as database:
        found = database.execute(
            f"SELECT source_text, content_texts[1], source_span[2] - source_span[1] FROM '{path}/statement.parquet' WHERE act = 'deny'"
        ).fetchall()
        assert found
        assert all(len(source) == width for source, _, width in found)
        actors = database.execute(
            f"SELECT a.text FROM (SELECT unnest(actors) AS a FROM '{path}/event.parquet')"
        ).fetchall()
    assert ("The Pelmark navy",) in actors


def test_parquet_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    one, two = (written(everything(), tmp_path / name, "parquet") for name in ("one", "two"))
    assert all((one / file.name).read_bytes() == file.read_bytes() for file in two.iterdir())


def test_what_was_read_says_in_which_document(tmp_path: Path) -> None:
    objects = everything()
    path = written(objects, tmp_path, "parquet")
    stories = {found["id"]: found["document"] for found in objects if found["type"] == "story"}
    for kind in ("statement", "event", "quantity", "time", "place"):
        for row in rows(path, "parquet", kind):
            assert row["document"] == stories[row["story"]]
    assert {row["document"] for row in rows(path, "parquet", "entity")} <= set(stories.values())


def test_a_library_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(OnrecordError, match=r"pip install 'onrecord\[duckdb\]'"):
        written(everything(), tmp_path, "duckdb")
    with pytest.raises(OnrecordError, match=r"pip install 'onrecord\[duckdb\]'"):
        list(read_objects(tmp_path / "x", "duckdb"))


# --- questions ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The collection made by hand, out of a database."""
    folder = tmp_path_factory.mktemp("small")
    with Store(str(folder / "news.db")) as store:
        make_collection().put(store)
        with store.selection() as selection:
            export(selection, form="duckdb", out=folder / "news.duckdb")
    with closing(duckdb.connect(str(folder / "news.duckdb"), read_only=True)) as database:
        yield database


@pytest.fixture(scope="module")
def samples(read_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Any]]:
    """The samples, and the DuckDB file of them."""
    path = tmp_path_factory.mktemp("samples") / "news.duckdb"
    with Store(str(read_once)) as store, store.selection() as selection:
        export(selection, form="duckdb", out=path)
    with closing(duckdb.connect(str(path), read_only=True)) as database:
        yield read_once, database


def ask(database: Any, question: str) -> list[Found]:
    found = database.execute(question)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.mark.parametrize("view", QUESTIONS)
def test_every_answer_says_how_it_stands_and_according_to_whom(
    view: str, small: Any, samples: tuple[Path, Any]
) -> None:
    for database in (small, samples[1]):
        found = ask(database, f"SELECT * FROM {view}")
        assert all(row["status"] and row["source"] for row in found)
    (comment,) = database.execute("SELECT comment FROM duckdb_views() WHERE view_name = ?", [view]).fetchone()
    assert "?" in comment
    assert found or view in ("figures_by_source",)


def test_every_table_and_column_is_described(small: Any) -> None:
    tables = small.execute("SELECT table_name, comment FROM duckdb_tables()").fetchall()
    assert {name for name, _ in tables} == {*TYPES, "same_entity"}
    columns = small.execute(
        "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal AND table_name IN (SELECT table_name FROM duckdb_tables())"
    ).fetchall()
    assert all(comment for *_, comment in (*tables, *columns))
    views = small.execute("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall()
    assert {*QUESTIONS} <= {name for name, _ in views}
    assert all(comment for _, comment in views)


def test_meanings_are_those_of_the_page_of_the_record() -> None:
    file = Path(sys.modules["onrecord.publish.formats.tables"].__file__ or "").with_name("meanings.csv")
    assert file.read_text(encoding="utf-8") == meanings_table(), "run: python -m docs.generate"
    assert all(column_meanings(kind) for kind in TYPES)


def test_one_person_is_one(small: Any) -> None:
    made = make_collection()
    brekkes = {one.id for record in made.records for one in record.entities if one.name == "Ona Brekke"}
    joined = ask(small, "SELECT entity, same_as FROM same_entity WHERE name = 'Ona Brekke'")
    assert {row["entity"] for row in joined} == brekkes
    assert len({row["same_as"] for row in joined}) == len(brekkes) - 1
    said = ask(
        small, "SELECT DISTINCT source_id FROM who_said_what WHERE source = 'Ona Brekke' AND source_id IS NOT NULL"
    )
    assert len(said) == 1


def test_who_reported_first(small: Any) -> None:
    found = ask(small, "SELECT * FROM who_reported_first")
    assert [row["place_in_order"] for row in found] == [1, 2, 3, 4]
    assert found[0]["day"] == "2026-03-05"
    assert [row["outlet"] for row in found if row["is_copy"]] == ["Wire Daily"]


def test_figures_stand_beside_each_other(small: Any) -> None:
    found = {row["figure"]: row for row in ask(small, "SELECT * FROM figures_by_source")}
    assert list(found) == ["12", "9", "15"]
    assert found["12"]["status"] == "superseded"
    assert found["9"]["source"] == "Tove Lund"


def test_a_commitment_and_what_became_of_it(small: Any) -> None:
    (found,) = ask(small, "SELECT * FROM commitments_and_outcomes")
    assert (found["source"], found["status"], found["outcome"]) == ("Brekke", "kept", "kept") or found[
        "source"
    ] == "Ona Brekke"
    assert found["condition"]
    assert found["outcome_source"]
    assert ask(small, "SELECT * FROM threats") == []


def test_reports_that_copy_are_no_second_witness(small: Any) -> None:
    (found,) = ask(small, "SELECT * FROM independent_reports")
    assert (found["independent_reports"], found["stories"]) == (3, 4)


def test_what_is_only_alleged_is_no_deed(samples: tuple[Path, Any]) -> None:
    database = samples[1]
    alleged = ask(database, "SELECT * FROM allegations")
    assert {row["status"] for row in alleged} == {"alleged"} | {
        row["status"] for row in alleged if row["polarity"] == "denies"
    }
    assert {row["status"] for row in ask(database, "SELECT DISTINCT status FROM events_by_place")} <= {
        row["status"] for row in ask(database, "SELECT DISTINCT status FROM event")
    }
    only = ask(database, "SELECT * FROM only_reported")
    actual = {
        row["id"] for row in ask(database, "SELECT id FROM event WHERE status NOT IN ('reported', 'alleged', 'denied')")
    }
    assert not actual & {event for row in only for event in row["events"]}
    assert sum(row["events"] for row in ask(database, "SELECT events FROM who_acts_on_whom")) > 0
    own = {(row["id"], row["status"]) for row in ask(database, "SELECT id, status FROM event")}
    assert {(row["event"], row["status"]) for row in ask(database, "SELECT event, status FROM deed")} == own


def test_judged_is_said(tmp_path: Path) -> None:
    objects = everything()
    said = next(found for found in objects if found["type"] == "statement")
    objects += [
        judgement(3, subject=said["id"], verdict="rejected"),
        judgement(4, subject=said["id"], verdict="accepted", withdrawn_at="2026-03-06"),
    ]
    with closing(duckdb.connect(str(written(objects, tmp_path, "duckdb")), read_only=True)) as database:
        (found,) = ask(database, f"SELECT judged FROM who_said_what WHERE statement = '{said['id']}'")
    assert found["judged"] == "rejected"


# --- out of a database ----------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["parquet", "duckdb"])
def test_all_that_is_stored_comes_back_in_its_order(form: str, samples: tuple[Path, Any], tmp_path: Path) -> None:
    with Store(str(samples[0]), must_exist=True) as store:
        objects = in_lines(store.objects())
        with store.selection() as selection:
            export(selection, form=form, out=tmp_path / "out")
            assert in_lines(read_objects(tmp_path / "out")) == objects
            own = {
                kind: [line for block in blocks_of(selection) if block.kind == kind for line in block.lines]
                for kind in TYPES
            }
            assert {kind: len(lines) for kind, lines in own.items() if lines} == store_counts(objects)
            for kind in ("event", "dispute", "issue"):
                assert [line.encode() for line in selection.lines(kind)] == own[kind]


def store_counts(lines: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in lines:
        kind = json.loads(line)["type"]
        found[kind] = found.get(kind, 0) + 1
    return found


def test_a_search_comes_back_too(samples: tuple[Path, Any], tmp_path: Path) -> None:
    with Store(str(samples[0]), must_exist=True) as store, store.selection(Query(act="deny")) as selection:
        export(selection, form="parquet", out=tmp_path / "out")
        found = in_lines(read_objects(tmp_path / "out"))
        assert found == in_lines(selection.objects())
        assert 0 < len(found) < len(list(store.objects()))


def test_blocks_know_documents() -> None:
    objects = everything()
    loose = to_object(dataclasses.replace(make_record("").issues[0], document=None, id="issue-0000aa"))
    found = {block.kind: block for block in group_lines([*objects, loose])}
    assert found["issue"].documents[-1] is None
    assert found["judgement"].lines[-1] == to_json_line(objects[-1]).encode()


# --- what is no such file -------------------------------------------------------------------------


def test_what_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    path = written(everything(), tmp_path, "parquet")
    (tmp_path / "words.jsonl").write_text('{"type":"event","id":"event-1"}\nnonsense\n')
    (tmp_path / "other.jsonl").write_text('{"a":1}\n')
    (tmp_path / "bad.duckdb").write_bytes(b"\0" * 8 + b"DUCK" + b"\0" * 9000)
    duckdb.connect(str(tmp_path / "other.duckdb")).close()
    for name, words in (
        ("missing", "cannot be read"), ("empty", r"document\.parquet is not in it"), ("words.jsonl", r"words\.jsonl:2: not a line of JSON"),
        ("other.jsonl", "no type that is known"), ("bad.duckdb", "not a whole DuckDB"), ("other.duckdb", "without the tables"),
        (str(path / "event.parquet"), "give the folder"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=words) as caught:
            list(read_objects(tmp_path / name))
        assert "\n" not in str(caught.value)
    with pytest.raises(UsageError, match="not read from 'stix'"):
        list(read_objects(path, "stix"))
    (path / "event.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(InputError, match="not a whole Parquet"):
        list(read_objects(path))
    parquet.write_table(pyarrow.table({"id": ["event-1"]}), path / "event.parquet")
    with pytest.raises(InputError, match="has no column"):
        list(read_objects(path))


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("event", "quad", "4"), ("event", "actors", {}), ("event", "actors", [5]), ("statement", "cue", "said"), ("document", "outlet", 5),
        ("document", "edits", [["0", 1, "", ""]]), ("place", "lat", "north"), ("statement", "content", {"texts": [5], "spans": [[0, 1]]}),
        ("event", "quad", True), ("story", "span", [0, "end"]),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_no_record(kind: str, field: str, value: Any) -> None:
    objects = everything()
    found = next(one for one in objects if one["type"] == kind)
    found[field] = value
    with pytest.raises(InputError, match=f"{field}.* of {found['id']}"):
        list(read_lines([line.encode() for line in in_lines(objects)], "lines"))


def test_lines_may_come_from_a_stream() -> None:
    objects = everything()
    assert list(read_lines([line.encode() + b"\n" for line in in_lines(objects)], "standard input")) == objects
