"""Partitioned Parquet: a shard is there whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds
import pytest

from onrecord.publish import Parts, read_objects
from onrecord.serialize import record_objects, to_object
from tests.across import make_collection
from tests.builders import make_record

RECORD = list(record_objects(make_record()))
LOOSE = {"type": "issue", "id": "issue-0f", "document": None, "story": None, "room": "intake", "code": "empty", "message": "x.txt: is empty", "span": None, "severity": "warning"}  # fmt: skip


def rows(folder: Path, kind: str) -> int:
    found: int = ds.dataset(folder / kind).count_rows()
    return found


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    parts = Parts(tmp_path, version="1")
    assert parts.write(0, [*RECORD, LOOSE]) == 1
    parts.close()
    assert sorted(map(str, read_objects(tmp_path))) == sorted(map(str, [*RECORD, LOOSE]))


def test_what_is_there_is_left_out(tmp_path: Path) -> None:
    parts = Parts(tmp_path, version="1")
    parts.write(0, [*RECORD, *RECORD, LOOSE, LOOSE])
    assert parts.write(1, [*RECORD, LOOSE]) == 0
    parts.close()
    again = Parts(tmp_path, version="1")
    assert again.is_known(RECORD[0]["id"])
    assert list(again.documents()) == [RECORD[0]["id"]]
    assert again.write(2, [*RECORD, LOOSE]) == 0
    again.close()
    assert rows(tmp_path, "document") == 1
    assert rows(tmp_path, "issue") == 1 + sum(found["type"] == "issue" for found in RECORD)


def test_an_interrupted_part_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> Iterator[dict[str, Any]]:
        yield from RECORD
        raise KeyboardInterrupt

    parts = Parts(tmp_path, version="1")
    with pytest.raises(KeyboardInterrupt):
        parts.write(0, broken())
    assert rows(tmp_path, "document") == rows(tmp_path, "story") == 0
    assert parts.write(0, RECORD) == 1
    parts.close()


def test_a_part_without_its_documents_is_taken_away(tmp_path: Path) -> None:
    """As a kill between two files leaves it."""
    parts = Parts(tmp_path, version="1")
    parts.write(0, RECORD)
    parts.close()
    for path in (tmp_path / "document").glob("part-*"):
        path.unlink()
    assert rows(tmp_path, "story") == 1
    again = Parts(tmp_path, version="1")
    assert rows(tmp_path, "story") == 0
    again.write(0, RECORD)
    again.close()
    assert rows(tmp_path, "story") == 1


def test_what_is_known_across_documents_is_there_once(tmp_path: Path) -> None:
    made = make_collection()
    parts = Parts(tmp_path, version="1")
    for _ in range(2):
        parts.write_across([to_object(made.incident), to_object(made.dispute)])
    parts.close()
    assert rows(tmp_path, "incident") == rows(tmp_path, "dispute") == 1
    Parts(tmp_path, version="2", is_again=True).close()
    assert rows(tmp_path, "incident") == 0
