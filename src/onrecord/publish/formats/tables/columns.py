"""Tables for programs: Parquet files and a DuckDB file, a table a type, with all of the record in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

from onrecord.errors import InputError
from onrecord.model import Block
from onrecord.publish.formats.tables.arrow import Tables, arrow_schema
from onrecord.publish.formats.tables.blocks import blocks_of
from onrecord.publish.formats.tables.questions import statements
from onrecord.publish.registry import Format, Shape, needed
from onrecord.publish.selection import Found, ObjectSelection, Selection
from onrecord.serialize import TYPES

MOST_ROWS = 50_000
MOST_BYTES = 32_000_000
"""Rows and bytes of one type that wait in memory before a row group is written."""


def write_parquet(selection: Selection, folder: Path) -> None:
    """A Parquet file a type in `folder`, those of types without a row too; everything in the record is in them.

    Raises OnrecordError where pyarrow is not installed.
    """
    made = Tables(selection)
    parquet = needed("pyarrow.parquet", "parquet", "Parquet")
    with ExitStack() as stack:
        writers = {
            kind: stack.enter_context(
                parquet.ParquetWriter(folder / f"{kind}.parquet", arrow_schema(made.pa, kind), compression="zstd")
            )
            for kind in TYPES
        }
        for kind, table in _row_groups(made, blocks_of(selection)):
            writers[kind].write_table(table, row_group_size=MOST_ROWS)


def write_parquet_objects(objects: Iterable[Found], folder: Path) -> None:
    """As `write_parquet`, of JSON objects that come one by one, each document's together and its `document` first."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: cannot be made or is not a folder; choose another --out") from error
    write_parquet(_Passing(objects), folder)


class _Passing(ObjectSelection):
    """Objects that pass by once and are not held."""

    def __init__(self, objects: Iterable[Found]) -> None:
        super().__init__(())
        self._passing = objects

    def objects(self) -> Iterator[Found]:
        yield from self._passing


def write_duckdb(selection: Selection, path: Path) -> None:
    """A DuckDB file with the tables of `write_parquet`, `same_entity`, and a view for each of the questions of `QUESTIONS`.

    Raises OnrecordError where duckdb or pyarrow is not installed.
    """
    duckdb = needed("duckdb", "duckdb", "DuckDB")
    made = Tables(selection, extra="duckdb")
    settings = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "memory_limit": "300MB"}
    with closing(duckdb.connect(str(path), config=settings)) as database:
        for kind in TYPES:
            database.from_arrow(made.empty(kind)).create(f'"{kind}"')
        for kind, table in _row_groups(made, blocks_of(selection)):
            database.from_arrow(table).insert_into(f'"{kind}"')
        with database.cursor() as cursor:
            cursor.begin()
            for statement in statements():
                cursor.execute(statement)
            cursor.commit()


def _row_groups(made: Tables, blocks: Iterable[Block]) -> Iterator[tuple[str, Any]]:
    """Tables of a type, each big enough to be worth a row group of its own."""
    waiting: dict[str, list[Any]] = {}
    size: Counter[str] = Counter()
    for kind, table in made.tables(blocks):
        waiting.setdefault(kind, []).append(table)
        size[kind] += table.nbytes
        if size[kind] >= MOST_BYTES or sum(map(len, waiting[kind])) >= MOST_ROWS:
            yield kind, made.pa.concat_tables(waiting.pop(kind))
            del size[kind]
    for kind in list(waiting):
        yield kind, made.pa.concat_tables(waiting.pop(kind))


FORMATS = (
    Format(
        "parquet", "a table a type as Parquet", "application/vnd.apache.parquet", Shape.FOLDER, {"parquet": write_parquet}, extra="parquet",
    ),
    Format(
        "duckdb", "a DuckDB database: a table a type, and views for the questions that come first", "application/vnd.duckdb", Shape.BINARY,
        {"duckdb": write_duckdb}, extra="duckdb",
    ),
)  # fmt: skip
