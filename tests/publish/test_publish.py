"""The report, JSON Lines and the tables."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import OnrecordError, UsageError
from onrecord.model import Content, Record, Statement
from onrecord.publish import publish
from onrecord.serialize import record_objects
from tests.builders import make_record, make_statement, many_records


def objects(*records: Record) -> Iterator[dict[str, Any]]:
    for record in records:
        yield from record_objects(record)


def written(*records: Record, form: str = "report", colour: bool = False) -> str:
    out = io.StringIO()
    publish(objects(*records), form=form, out=out, colour=colour)
    return out.getvalue()


# --- the report -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "Pelmark seals its northern harbour",
        "The Sorvik Post",
        "2026-05-04",
        "Ona Brekke says",
        "“Nobody asked the fishermen”",
        "She (= Ona Brekke) accuses → the navy",
        "an aide to Brekke [unnamed] says",
        "to reporters",
        "The navy denies",
        "The Pelmark navy <PMK MIL> → COERCE/restrict → the harbour of Sorvik",
        "at least 40 boats",
        "2026-05-03",
        "ALLEGED by She (= Ona Brekke)",
        "Ona Brekke, harbour warden (also Brekke)",
        "a mark is never closed",
    ],
)
def test_an_editor_finds_it(words: str) -> None:
    flat = " ".join(written(make_record()).split())
    assert words in flat


def test_what_the_reporter_put_in_his_own_words_has_no_quotation_marks() -> None:
    assert "“ramming two boats”" not in written(make_record())


def test_a_statement_inside_another_stands_under_it() -> None:
    lines = written(make_record()).splitlines()
    outer = next(line for line in lines if "an aide to Brekke" in line)
    inner = next(line for line in lines if "She (= Ona Brekke) accuses" in line)
    assert lines.index(outer) < lines.index(inner)
    assert indent(inner) > indent(outer)


def indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def with_statements(statements: list[Statement]) -> Record:
    return dataclasses.replace(make_record(), statements=tuple(statements), events=())


def chained(count: int) -> list[Statement]:
    record = make_record()
    text = record.clean.text
    story = record.stories[0]
    statements = [make_statement(story, text, "The navy", "the claim", id=f"statement-{n:08x}") for n in range(count)]
    return [
        dataclasses.replace(statement, within=statements[number - 1].id if number else None)
        for number, statement in enumerate(statements)
    ]


def test_deep_nesting_loses_no_statement() -> None:
    report = written(with_statements(chained(1500)))
    assert report.count("The navy says") == 1500


def test_a_ring_of_statements_loses_none() -> None:
    first, second = chained(2)
    report = written(with_statements([dataclasses.replace(first, within=second.id), second]))
    assert report.count("The navy says") == 2


def test_it_fits_the_page() -> None:
    record = make_record()
    address = "https://press.example/" + "a" * 300
    long = dataclasses.replace(record.document, path=address)
    record = dataclasses.replace(record, document=long)
    lines = written(record, make_record("One " + "long " * 200 + "line.")).splitlines()
    assert max(map(len, lines)) <= 100


def test_colour_only_when_asked() -> None:
    assert "\x1b[" not in written(make_record())
    assert "\x1b[" in written(make_record(), colour=True)


def test_a_page_cannot_steer_the_terminal() -> None:
    """Escape sequences clear screens and write to the clipboard; marks of direction turn words round."""
    text = "Tresk\x1b]52;c;ZXZpbA==\x07 falls\u202e silent\nNothing was said."
    record = make_record(text, name="a\x1b[2J.txt", outlet="Tresk\x9b2JEcho")
    report = written(record)
    for mark in "\x1b\x07\x9b\u202e":
        assert mark not in report
    assert "Tresk" in report


def test_a_document_without_a_story_says_so() -> None:
    report = written(make_record(""))
    assert "has no text" in report


def test_nothing_makes_an_empty_report() -> None:
    assert written() == ""


# --- JSON Lines -----------------------------------------------------------------------------------


def test_json_lines_are_one_object_a_line_and_always_the_same() -> None:
    text = written(make_record(), make_record(""), form="jsonl")
    assert text == written(make_record(), make_record(""), form="jsonl")
    found = [json.loads(line) for line in text.splitlines()]
    assert found == list(objects(make_record(), make_record("")))


def test_line_separators_in_a_text_make_no_new_line() -> None:
    text = written(make_record("One\u2028two\x85three."), form="jsonl")
    assert len(text.split("\n")) == 4


# --- tables ---------------------------------------------------------------------------------------


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_one_csv_file_a_type(tmp_path: Path) -> None:
    publish(objects(make_record(), make_record("")), form="csv", out=str(tmp_path / "tables"))
    tables = {path.stem: rows(path.read_text(encoding="utf-8")) for path in (tmp_path / "tables").iterdir()}
    assert {name: len(table) for name, table in tables.items()} == {
        "document": 2, "story": 1, "entity": 2, "statement": 4, "event": 2,
        "quantity": 1, "time": 1, "place": 1, "issue": 2, "copy": 0, "incident": 0, "dispute": 0, "commitment": 0, "judgement": 0, "proposal": 0,
    }  # fmt: skip
    accused = next(row for row in tables["statement"] if row["act"] == "accuse")
    assert (accused["source_text"], accused["target_text"], accused["confidence"]) == ("She", "the navy", "0.5")
    assert tables["event"][0]["event_type"] == "COERCE"
    assert tables["quantity"][0]["value"] == "40.0"
    assert tables["statement"][0]["confidence"] == ""


def test_csv_on_a_stream_is_one_table_of_what_was_said_and_done() -> None:
    table = rows(written(make_record(), form="csv"))
    assert [row["type"] for row in table] == ["statement"] * 4 + ["event"] * 2
    assert [table[1][name] for name in ("who", "does", "to_whom")] == ["She", "accuse", "the navy"]


def test_parquet_has_numbers_as_numbers(tmp_path: Path) -> None:
    from pyarrow import parquet

    publish(objects(make_record()), form="parquet", out=str(tmp_path))
    quantity = parquet.read_table(tmp_path / "quantity.parquet").to_pylist()
    assert quantity[0]["value"] == 40.0
    assert quantity[0]["low"] is None
    places = parquet.read_table(tmp_path / "place.parquet")
    assert places.to_pylist()[0]["lat"] == 61.5
    assert str(places.schema.field("geoname_id").type) == "int64"
    assert str(parquet.read_schema(tmp_path / "document.parquet").field("characters").type) == "int64"
    assert len(list(tmp_path.iterdir())) == 15


def test_parquet_without_pyarrow_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(OnrecordError, match=r"pip install 'onrecord\[parquet\]'"):
        publish(objects(make_record()), form="parquet", out=str(tmp_path))


def test_parquet_on_a_stream_needs_a_folder() -> None:
    with pytest.raises(UsageError, match="--out"):
        written(make_record(), form="parquet")


@pytest.mark.parametrize("form", ["report", "jsonl", "csv", "parquet"])
def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path, form: str) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(OnrecordError) as caught:
        publish(objects(make_record()), form=form, out=str(file / "below"))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_table_that_cannot_be_opened_is_one_line(tmp_path: Path, form: str) -> None:
    (tmp_path / f"event.{form}").mkdir()
    with pytest.raises(OnrecordError) as caught:
        publish(objects(make_record()), form=form, out=str(tmp_path))
    assert "\n" not in str(caught.value)


# --- streaming ------------------------------------------------------------------------------------


class Nowhere(io.StringIO):
    def write(self, text: str) -> int:
        return len(text)


@pytest.mark.parametrize("form", ["report", "jsonl", "csv"])
def test_memory_stays_flat(form: str) -> None:
    """A hundred documents, kept, would need some two megabytes."""
    stream = (found for record in many_records(100) for found in record_objects(record))
    tracemalloc.start()
    publish(stream, form=form, out=Nowhere())
    _, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert highest < 1_000_000


def test_an_empty_content_is_shown() -> None:
    record = make_record()
    empty = dataclasses.replace(record.statements[0], content=Content(()))
    assert "Ona Brekke says" in written(with_statements([empty]))
