"""Records read in again from the formats that lose nothing of them: JSON Lines, Parquet and DuckDB."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import IO, Any

from onrecord.errors import InputError, UsageError
from onrecord.model.bundle import KINDS
from onrecord.publish.formats.lines import MARK, is_inside
from onrecord.publish.formats.tables.shapes import EXACT, Kind, Many, Shape, builder_of, column_names, shape_of
from onrecord.publish.registry import needed
from onrecord.publish.selection import ACROSS, Found
from onrecord.serialize import TYPES, to_json_line

FORMS = ("jsonl", "parquet", "duckdb")
AT_ONCE = 1_000
"""Rows that are held at once."""
ORDER = {kind: number for number, kind in enumerate((*KINDS, *ACROSS, "judgement"))}


def read_objects(path: str | Path, form: str | None = None, left_out: list[str] | None = None) -> Iterator[Found]:
    """The JSON objects of the record in what was written as `jsonl`, `parquet` (a folder, of tables or of parts) or `duckdb`; recognised by the file without `form`.

    They come in the order of JSON Lines: each document, then what was read in it, at the end what is known across documents and what
    people judged; memory stays flat. Raises InputError, as they are asked for, for what is none of these or is not whole (a document of
    JSON Lines that is not is left out and told of in `left_out`, where that is given), UsageError for another form, OnrecordError where
    a library is missing.
    """
    path = Path(path)
    if form is not None and form not in FORMS:
        raise UsageError(f"records are not read from {form!r}; they are from: {' '.join(FORMS)}")
    try:
        form = form or _form_of(path)
        if form == "jsonl":
            with path.open("rb") as opened:
                yield from read_lines(opened, str(path), left_out)
        else:
            yield from _in_order(_parquet_rows(path) if form == "parquet" else _duckdb_rows(path))
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or error})") from error


def read_lines(lines: Iterable[bytes] | IO[bytes], name: str, left_out: list[str] | None = None) -> Iterator[Found]:
    """The objects of JSON Lines, each document with all of its own or not at all.

    A document of which a line is no object of the record, or the last is not there, is left out and told of in `left_out`. Raises
    InputError that names the line for what is wrong outside of documents, and for all of that where there is no `left_out`.
    """
    held = _Held(name)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        try:
            found = _object_of(line, where)
        except InputError as error:
            if left_out is None or not held.is_begun:
                raise
            if held.is_closed:
                yield from held.taken(left_out)
            held.wrong = held.wrong or str(error)
            continue
        if held.is_closed or not is_inside(found):
            yield from held.taken(left_out)
        yield from held.put(found, where, is_marked=line.rstrip(b"\r\n").endswith(MARK.encode()))
    yield from held.taken(left_out)


class _Held:
    """The objects of a document, until all of them are there."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._objects: list[Found] = []
        self._is_open = False
        self.is_begun = self.is_closed = False
        """Whether lines are of a document; whether the last of its lines was there."""
        self.wrong: str | None = None

    def put(self, found: Found, where: str, *, is_marked: bool) -> Iterator[Found]:
        """Hold an object of a document; give at once what is of none."""
        if found["type"] == "document":
            self._objects, self._is_open, self.is_begun = [found], is_marked, True
        elif not is_inside(found) or not self.is_begun:
            self.is_begun = False
            yield found
        else:
            if not self._objects:
                self.wrong = self.wrong or f"{where}: comes before its document"
            self._objects += [] if self.wrong else [found]
            self.is_closed = is_marked

    def taken(self, left_out: list[str] | None) -> Iterator[Found]:
        """The objects of the document where it is whole. Raises InputError, or tells of it, where it is not."""
        own, wrong = self._objects, self.wrong
        if wrong is None and self._is_open and not self.is_closed:
            wrong = f"{self._name}: is cut off before the end of a document"
        self._objects, self.wrong, self._is_open, self.is_closed = [], None, False, False
        if wrong is None:
            yield from own
            return
        told = f"{wrong} ({own[0]['id'][:80]})" if own else wrong
        if left_out is None:
            raise InputError(told)
        left_out.append(told)


def _object_of(line: bytes, where: str) -> Found:
    try:
        found: Found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where}: not a line of JSON ({error})") from error
    is_object = isinstance(found, dict) and isinstance(found.get("type"), str) and isinstance(found.get("id"), str)
    if not is_object or found["type"] not in TYPES:
        raise InputError(f"{where}: not an object of the record: it has no type that is known, or no id")
    wrong = misfit(found, shape_of(found["type"]))
    if wrong is not None:
        raise InputError(
            f"{where}: not an object of the record: {wrong.lstrip('.')} of {found['id'][:80]} is no such value"
        )
    return found


PLAIN: dict[Kind, tuple[type, ...]] = {
    Kind.TEXT: (str,),
    Kind.WHOLE: (int,),
    Kind.REAL: (int, float),
    Kind.FLAG: (bool,),
}


def misfit(value: Any, shape: Shape, path: str = "") -> str | None:
    """The path of the first value that is not what its field holds, None where there is none; a field may be missing or null."""
    if value is None:
        return None
    if isinstance(shape, Kind):
        fits = isinstance(value, PLAIN[shape]) and (shape is Kind.FLAG or not isinstance(value, bool))
        return None if fits else path
    if isinstance(shape, Many):
        if not isinstance(value, list):
            return path
        return next((wrong for item in value if (wrong := misfit(item, shape.item, path)) is not None), None)
    if isinstance(value, list) and path == ".edits":
        value = {part.name: item for part, item in zip(shape.parts, value, strict=False)}
    if not isinstance(value, dict):
        return path
    parts = ((misfit(value.get(part.name), part.shape, f"{path}.{part.name}")) for part in shape.parts)
    return next((wrong for wrong in parts if wrong is not None), None)


def _form_of(path: Path) -> str:
    if path.is_dir():
        return "parquet"
    with path.open("rb") as opened:
        head = opened.read(16)
    if head[8:12] == b"DUCK":
        return "duckdb"
    if head == b"SQLite format 3\0":
        raise InputError(f"{path}: this is a database already; export it first (onrecord export --db {path})")
    if head[:4] == b"PAR1":
        raise InputError(f"{path}: one table of several; give the folder that it is in")
    return "jsonl"


# --- rows -----------------------------------------------------------------------------------------


def _parquet_rows(folder: Path) -> Iterator[tuple[str, Iterator[Found]]]:
    """Each type with the rows of its table, or of the parts of it."""
    if not _files_of(folder, "document"):
        raise InputError(
            f"{folder}: no folder of tables; document.parquet is not in it, nor a folder document with parts"
        )
    is_whole = (folder / "document.parquet").is_file()
    for kind in TYPES:
        if is_whole and not (folder / f"{kind}.parquet").is_file():
            raise InputError(f"{folder}: {kind}.parquet is not in it; give the whole of what was written out")
        for path in _files_of(folder, kind):
            yield from _file_rows(path, kind)


def _files_of(folder: Path, kind: str) -> list[Path]:
    """The file of a type, or its parts in the order of their names."""
    whole = folder / f"{kind}.parquet"
    return [whole] if whole.is_file() else sorted((folder / kind).glob("*.parquet"))


def _file_rows(path: Path, kind: str) -> Iterator[tuple[str, Iterator[Found]]]:
    parquet = needed("pyarrow.parquet", "parquet", "Parquet")
    arrow = needed("pyarrow", "parquet", "Parquet")
    try:
        with parquet.ParquetFile(path) as opened:
            _check_columns(str(path), kind, opened.schema_arrow.names)
            yield kind, _rows_of(opened.iter_batches(batch_size=AT_ONCE))
    except arrow.ArrowInvalid as error:
        raise InputError(f"{path}: not a whole Parquet file ({error})") from error


def _duckdb_rows(path: Path) -> Iterator[tuple[str, Iterator[Found]]]:
    duckdb = needed("duckdb", "duckdb", "DuckDB")
    needed("pyarrow", "duckdb", "DuckDB")
    try:
        with closing(duckdb.connect(str(path), read_only=True)) as database:
            own = {name for (name,) in database.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
            if "document" not in own:
                raise InputError(f"{path}: a database without the tables of the record")
            for kind in TYPES:
                if kind not in own:
                    raise InputError(f"{path}: has no table {kind}; was it written by another version of onrecord?")
                table = database.table(f'"{kind}"')
                _check_columns(f"{path}, table {kind}", kind, table.columns)
                yield kind, _rows_of(table.order("rowid").to_arrow_reader(AT_ONCE))
    except duckdb.Error as error:
        raise InputError(f"{path}: not a whole DuckDB file of records ({str(error).splitlines()[0]})") from error


def _check_columns(where: str, kind: str, names: Iterable[str]) -> None:
    missing = [name for name in column_names(kind) if name not in set(names)]
    if missing:
        raise InputError(f"{where}: has no column {missing[0]}; was it written by another version of onrecord?")


def _rows_of(batches: Iterable[Any]) -> Iterator[Found]:
    for batch in batches:
        yield from batch.to_pylist()


# --- order ----------------------------------------------------------------------------------------


def _in_order(tables: Iterable[tuple[str, Iterator[Found]]]) -> Iterator[Found]:
    """Rows of tables as objects, each document's together: put by in a file that goes away, so that memory stays flat."""
    with closing(sqlite3.connect("")) as held:
        held.execute("CREATE TABLE document (id TEXT PRIMARY KEY, number INTEGER NOT NULL)")
        held.execute("CREATE TABLE object (document INTEGER, kind INTEGER, number INTEGER, line TEXT, PRIMARY KEY (document, kind, number)) WITHOUT ROWID")  # fmt: skip
        numbers: dict[str, Iterator[int]] = {}
        for kind, rows in tables:
            _hold(held, kind, zip(numbers.setdefault(kind, count()), rows, strict=False))
        for (line,) in held.execute("SELECT line FROM object ORDER BY document, kind, number"):
            yield json.loads(line)


def _hold(held: sqlite3.Connection, kind: str, rows: Iterable[tuple[int, Found]]) -> None:
    build = builder_of(kind)
    for number, row in rows:
        if kind == "document":
            held.execute("INSERT OR IGNORE INTO document VALUES (?, ?)", (row["id"], number))
        found = json.loads(row[EXACT]) if row[EXACT] is not None else _with_listed_edits(build(row))
        place = _place(held, row["id"] if kind == "document" else row.get("document"))
        held.execute("INSERT INTO object VALUES (?, ?, ?, ?)", (place, ORDER[kind], number, to_json_line(found)))


def _with_listed_edits(found: Found) -> Found:
    if found["type"] == "document":
        found["edits"] = [list(edit.values()) for edit in found.get("edits", ())]
    return found


def _place(held: sqlite3.Connection, document: str | None) -> int:
    """The number of a document; after all of them comes what belongs to none."""
    found = held.execute("SELECT number FROM document WHERE id = ?", (document,)).fetchone()
    return found[0] if found else 2**62


__all__ = ["FORMS", "read_lines", "read_objects"]
