"""Exports stream: what a small machine writes in a moment, in as much memory for many as for few."""

from __future__ import annotations

from pathlib import Path

import pytest
from evaluation.exports import Measured, make_database, measure_apart
from pyarrow import parquet

from onrecord.publish import read_objects
from tests.builders import make_record

FEW, MANY = 50_000, 150_000
FLOOR = 2_000
"""Events a second, on a machine that has ten other things to do."""


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    folder = tmp_path_factory.mktemp("many")
    for count in (20_000, FEW, MANY):
        make_database(folder / f"{count}.db", count, [make_record()])
    return {count: folder / f"{count}.db" for count in (20_000, FEW, MANY)}


@pytest.mark.thorough
def test_events_are_written_quickly_and_all_of_them(databases: dict[int, Path], tmp_path: Path) -> None:
    found = measure_apart(databases[20_000], "parquet", tmp_path / "out")
    assert found.speed > FLOOR
    assert parquet.read_metadata(tmp_path / "out" / "event.parquet").num_rows == 20_000
    first = next(one for one in read_objects(tmp_path / "out") if one["type"] == "event")
    assert first["actors"][0]["text"] == "The Pelmark navy"


@pytest.mark.parametrize("alone", [True, False], ids=["writer", "database"])
@pytest.mark.thorough
def test_memory_stays_flat(alone: bool, databases: dict[int, Path], tmp_path: Path) -> None:
    few, many = (_measured(databases[count], tmp_path, alone) for count in (FEW, MANY))
    assert many.memory < 1.3 * few.memory


def _measured(database: Path, folder: Path, alone: bool) -> Measured:
    return measure_apart(database, "parquet", folder / database.stem, writer_alone=alone)
