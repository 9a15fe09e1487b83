"""A DocBin written piece by piece: what `spacy.tokens.DocBin.to_bytes` makes of the same Docs, without holding them.

A DocBin is a map of MessagePack behind zlib whose values hold a column of all Docs each (version 0.1, spaCy 3). The columns are gathered
in files that go away, the strings in a table that puts them in order, and all are packed one behind the other at the end.
"""

from __future__ import annotations

import sqlite3
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

from onrecord.errors import OnrecordError
from onrecord.publish.registry import needed
from onrecord.publish.shared.scratch import scratch

ATTRIBUTES = ("ENT_IOB", "ENT_TYPE")
"""What is written of each word beside its letters."""
COLUMNS = ("tokens", "spaces", "lengths", "cats", "flags", "span_groups", "user_data")
MOST = 2**32 - 1
"""Bytes or members that one value of MessagePack has at most."""
AT_ONCE = 1 << 20
_STRINGS = "CREATE TABLE string (letters BLOB PRIMARY KEY) WITHOUT ROWID"


class Bin:
    """Docs that are put by as they come, and written in the end."""

    def __init__(self, columns: dict[str, IO[bytes]], strings: sqlite3.Connection) -> None:
        self._columns, self._strings = columns, strings
        self._dumps = needed("srsly", "spacy", "docbin").msgpack_dumps
        self._made = needed("spacy.tokens", "spacy", "docbin").DocBin
        self._head = self._one()
        self._count = 0

    def add(self, doc: Any) -> None:
        """Put a Doc by. It may be forgotten then."""
        one = self._one()
        one.add(doc)
        (tokens,), (spaces,) = one.tokens, one.spaces
        self._columns["tokens"].write(tokens.tobytes("C"))
        self._columns["spaces"].write(spaces.tobytes("C"))
        self._columns["lengths"].write(len(tokens).to_bytes(4, "little"))
        for name in ("cats", "flags", "span_groups", "user_data"):
            (value,) = getattr(one, name)
            self._columns[name].write(self._dumps(value))
        found = ((string.encode("utf-8"),) for string in one.strings)
        self._strings.executemany("INSERT OR IGNORE INTO string VALUES (?)", found)
        self._count += 1

    def write(self, path: Path) -> None:
        """Write all of them. Raises OnrecordError where one DocBin cannot hold so many."""
        packed = zlib.compressobj()
        with path.open("wb") as out:
            for piece in self._pieces():
                out.write(packed.compress(piece))
            out.write(packed.flush())

    def _one(self) -> Any:
        return self._made(attrs=list(ATTRIBUTES), store_user_data=True)

    def _pieces(self) -> Iterator[bytes]:
        """The map, in the order of `to_bytes`."""
        yield bytes([0x80 | (len(COLUMNS) + 3)])
        for name, value in (("version", self._head.version), ("attrs", self._head.attrs)):
            yield self._dumps(name) + self._dumps(value)
        for name in COLUMNS[:3]:
            yield self._dumps(name) + _bytes_head(self._columns[name].tell())
            yield from self._column(name)
        (count,) = self._strings.execute("SELECT count(*) FROM string").fetchone()
        yield self._dumps("strings") + _list_head(count)
        for (letters,) in self._strings.execute("SELECT letters FROM string ORDER BY letters"):
            yield self._dumps(letters.decode("utf-8"))
        for name in COLUMNS[3:]:
            yield self._dumps(name) + _list_head(self._count)
            yield from self._column(name)

    def _column(self, name: str) -> Iterator[bytes]:
        column = self._columns[name]
        column.seek(0)
        while piece := column.read(AT_ONCE):
            yield piece


@contextmanager
def binning() -> Iterator[Bin]:
    """A place to put Docs by; it is gone afterwards."""
    with ExitStack() as opened, scratch(_STRINGS) as strings:
        yield Bin({name: opened.enter_context(tempfile.TemporaryFile()) for name in COLUMNS}, strings)


def _bytes_head(size: int) -> bytes:
    if size < 1 << 8:
        return b"\xc4" + size.to_bytes(1, "big")
    if size < 1 << 16:
        return b"\xc5" + size.to_bytes(2, "big")
    return b"\xc6" + _fitting(size).to_bytes(4, "big")


def _list_head(count: int) -> bytes:
    if count < 1 << 4:
        return bytes([0x90 | count])
    if count < 1 << 16:
        return b"\xdc" + count.to_bytes(2, "big")
    return b"\xdd" + _fitting(count).to_bytes(4, "big")


def _fitting(size: int) -> int:
    if size > MOST:
        raise OnrecordError("more than one DocBin can hold: export it in parts, by --outlet or by --since and --until")
    return size


__all__ = ["Bin", "binning"]
