"""CSV: every field is in it, and what is lost is what is said to be lost."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from onrecord.publish import ObjectSelection, export, format_named
from onrecord.publish.formats.tables.separated import COLUMNS, FIRST
from onrecord.publish.formats.tables.shapes import columns_of
from onrecord.serialize import TYPES, record_objects
from tests.builders import make_record
from tests.publish.test_columns import everything, roughened

Found = dict[str, Any]


@pytest.fixture(autouse=True)
def whole_texts() -> Iterator[None]:
    """A cell may hold the text of a document."""
    before = csv.field_size_limit(sys.maxsize)
    yield
    csv.field_size_limit(before)


def tables(objects: list[Found], folder: Path) -> dict[str, list[dict[str, str]]]:
    export(ObjectSelection(objects), form="csv", out=folder)
    found = {}
    for kind in TYPES:
        with (folder / f"{kind}.csv").open(encoding="utf-8", newline="") as opened:
            found[kind] = list(csv.DictReader(opened))
    return found


def value_at(found: Found, path: tuple[str, ...]) -> Any:
    value: Any = found
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def cell_of(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def test_every_field_of_every_record_is_in_a_cell(tmp_path: Path) -> None:
    objects = everything()
    found = tables(objects, tmp_path)
    for kind in TYPES:
        own = [one for one in objects if one["type"] == kind]
        assert len(found[kind]) == len(own) > 0
        for row, one in zip(found[kind], own, strict=True):
            for column in columns_of(kind):
                assert row[column.name] == cell_of(value_at(one, column.path)), (kind, column.name)


def test_the_columns_that_were_there_come_first() -> None:
    for kind, first in FIRST.items():
        assert COLUMNS[kind][: len(first)] == first
        assert len(set(COLUMNS[kind])) == len(COLUMNS[kind])


@pytest.mark.parametrize("words", ["=1+1", "+x", "-y", "@z", "\t=2", "a\r\nb", '"', "\x00", "</script>", "\u2028"])
def test_words_stay_as_they_are(words: str, tmp_path: Path) -> None:
    objects = [roughened(one, words) for one in everything()]
    document = next(one for one in objects if one["type"] == "document")
    document["title"] = words
    found = tables(objects, tmp_path)
    assert found["document"][0]["title"] == words
    assert found["statement"][0]["cue_text"] == cell_of(
        value_at(next(one for one in objects if one["type"] == "statement"), ("cue", "text"))
    )


def test_what_is_lost_is_said(tmp_path: Path) -> None:
    """Null and empty words are one; half a surrogate is a question mark; a stream has statements and events alone."""
    empty, half, alone = format_named("csv").losses
    objects = list(record_objects(make_record()))
    document = objects[0]
    document |= {"title": "", "byline": None, "language": "\ud800n"}
    (row,) = tables(objects, tmp_path)["document"]
    assert "empty cell" in empty
    assert row["title"] == row["byline"] == ""
    assert "surrogate" in half
    assert row["language"] == "?n"
    out = io.StringIO()
    export(ObjectSelection(objects), form="csv", out=out)
    assert "statements and events" in alone
    assert {line["type"] for line in csv.DictReader(io.StringIO(out.getvalue()))} == {"statement", "event"}
