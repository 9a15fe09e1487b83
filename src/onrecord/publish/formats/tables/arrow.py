"""Blocks of JSON lines as Arrow tables, with the columns that `onrecord.publish.formats.tables.shapes` says; parsed by Arrow itself."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from types import ModuleType
from typing import Any

from onrecord.model import Block, Edit
from onrecord.publish.formats.tables.shapes import (
    EXACT,
    SAME,
    WITH_DOCUMENT,
    Group,
    Kind,
    Many,
    Shape,
    columns_of,
    shape_of,
)
from onrecord.publish.registry import needed
from onrecord.publish.selection import Found, Selection
from onrecord.serialize import to_json_line

EDIT = tuple(Edit.__dataclass_fields__)
THREADS = 2
"""Blocks that are parsed at once."""
KEPT = ("id", "story", "document")
"""What columns have of an object that they cannot hold at all."""


class Tables:
    """Makes the tables of a selection's blocks. Raises OnrecordError where pyarrow is not installed, which `extra` has."""

    def __init__(self, selection: Selection, *, extra: str = "parquet") -> None:
        self.pa: Any = needed("pyarrow", extra, extra.capitalize())
        self._json, self._compute = needed("pyarrow.json", extra, extra), needed("pyarrow.compute", extra, extra)
        self._selection = selection

    def empty(self, kind: str) -> Any:
        """The table of a type without a row."""
        return arrow_schema(self.pa, kind).empty_table()

    def tables(self, blocks: Iterable[Block]) -> Iterator[tuple[str, Any]]:
        """The rows of each block in order, with their type; they are parsed beside the fetching and the writing, a few blocks ahead."""
        with ThreadPoolExecutor(THREADS) as pool:
            ahead: deque[tuple[str, Future[Any]]] = deque()
            for block in blocks:
                more = self._beside(block)
                ahead.append((block.kind, pool.submit(self._table, block, more)))
                while len(ahead) > THREADS:
                    yield _done(ahead.popleft())
            while ahead:
                yield _done(ahead.popleft())

    def _table(self, block: Block, more: dict[str, Any]) -> Any:
        pieces = list(self._parsed(block.kind, block.lines))
        found = self.pa.concat_tables([table for table, _ in pieces])
        columns = {column.name: self._column(found, column.path) for column in columns_of(block.kind)} | more
        columns[EXACT] = self.pa.array([exact for _, own in pieces for exact in own], self.pa.string())
        schema = arrow_schema(self.pa, block.kind)
        return self.pa.Table.from_arrays([columns[name] for name in schema.names], schema=schema)

    def _beside(self, block: Block) -> dict[str, Any]:
        """The columns that are no fields of the object."""
        if block.kind not in WITH_DOCUMENT:
            return {}
        found = {"document": self.pa.array(block.documents, self.pa.string())}
        return found | self._same(block.lines) if block.kind == "entity" else found

    def _column(self, table: Any, path: tuple[str, ...]) -> Any:
        column = table.column(path[0])
        for name in path[1:]:
            column = self._compute.struct_field(column, name)
        return column

    def _same(self, lines: Sequence[bytes]) -> dict[str, Any]:
        ids = [json.loads(line)["id"] for line in lines]
        same = self._selection.same_as(ids)
        found = [same.get(one, (None, None)) for one in ids]
        plain = (_plain([one[number] for one in found]) for number in range(2))
        return {name: self.pa.array(values, self.pa.string()) for name, values in zip(SAME, plain, strict=True)}

    def _parsed(self, kind: str, lines: Sequence[bytes]) -> Iterator[tuple[Any, list[str | None]]]:
        """Tables of nested columns, and for each of their rows the line itself where the columns do not hold it."""
        try:
            yield self._read(kind, lines, "error"), [None] * len(lines)
        except self.pa.ArrowInvalid:
            if len(lines) == 1:
                yield self._read_what_fits(kind, lines[0]), [lines[0].decode()]
                return
            middle = len(lines) // 2
            yield from self._parsed(kind, lines[:middle])
            yield from self._parsed(kind, lines[middle:])

    def _read(self, kind: str, lines: Sequence[bytes], unexpected: str) -> Any:
        data = b"\n".join(map(_with_named_edits, lines) if kind == "document" else lines)
        reading = self._json.ReadOptions(use_threads=False, block_size=len(data) + 1)
        parsing = self._json.ParseOptions(
            explicit_schema=_nested_schema(self.pa, kind), unexpected_field_behavior=unexpected
        )
        return self._json.read_json(self.pa.BufferReader(data), read_options=reading, parse_options=parsing)

    def _read_what_fits(self, kind: str, line: bytes) -> Any:
        found = json.loads(line)
        plain = to_json_line(_plain(found)).encode()
        try:
            return self._read(kind, [plain], "ignore")
        except self.pa.ArrowInvalid:
            kept = {name: value for name, value in _plain(found).items() if name in KEPT and isinstance(value, str)}
            return self._read(kind, [to_json_line(kept).encode()], "ignore")


def _done(found: tuple[str, Future[Any]]) -> tuple[str, Any]:
    return found[0], found[1].result()


def _with_named_edits(line: bytes) -> bytes:
    """A document whose edits are objects: an array of numbers and words is no column."""
    found: Found = json.loads(line)
    found["edits"] = [dict(zip(EDIT, edit, strict=True)) for edit in found.get("edits", ())]
    return to_json_line(found).encode()


def _plain(value: Any) -> Any:
    """A value whose words UTF-8 can hold: a lone surrogate is a question mark."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_plain(name): _plain(part) for name, part in value.items()}
    return list(map(_plain, value)) if isinstance(value, list) else value


# --- schemas --------------------------------------------------------------------------------------


@cache
def arrow_schema(pa: ModuleType, kind: str) -> Any:
    """The columns of a type's table, with their Arrow types."""
    fields: list[Any] = [pa.field(column.name, _type(pa, column.shape)) for column in columns_of(kind)]
    if kind in WITH_DOCUMENT:
        fields.insert(1, pa.field("document", pa.string()))
    more = (*(SAME if kind == "entity" else ()), EXACT)
    return pa.schema([*fields, *(pa.field(name, pa.string()) for name in more)], metadata={"onrecord": kind})


@cache
def _nested_schema(pa: ModuleType, kind: str) -> Any:
    parts = shape_of(kind).parts
    return pa.schema([("type", pa.string()), *((part.name, _type(pa, part.shape)) for part in parts)])


def _type(pa: Any, shape: Shape) -> Any:
    if isinstance(shape, Many):
        return pa.list_(_type(pa, shape.item))
    if isinstance(shape, Group):
        return pa.struct([(part.name, _type(pa, part.shape)) for part in shape.parts])
    plain = {Kind.TEXT: pa.string, Kind.WHOLE: pa.int64, Kind.REAL: pa.float64, Kind.FLAG: pa.bool_}
    return plain[shape]()


__all__ = ["Tables", "arrow_schema"]
