"""What waits while a selection is written out, on disk where it is large: memory does not grow with what is written."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import groupby
from operator import itemgetter
from typing import Any

_TABLES = (
    "CREATE TABLE part (number INTEGER PRIMARY KEY, owner TEXT NOT NULL, packed TEXT NOT NULL)",
    "CREATE TABLE seen (id TEXT PRIMARY KEY) WITHOUT ROWID",
)
_GROUPED = """
SELECT part.owner, part.packed
FROM part JOIN (SELECT owner, MIN(number) AS first FROM part GROUP BY owner) AS owners USING (owner)
ORDER BY owners.first, part.number
"""
AT_ONCE = 2000


@contextmanager
def scratch(*tables: str) -> Iterator[sqlite3.Connection]:
    """A database of its own that is gone at the end: in memory while it is small, else in a file without a name."""
    with closing(sqlite3.connect("", isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("BEGIN")
        for sql in tables:
            connection.execute(sql)
        yield connection


def pack(found: Any) -> str:
    """Any JSON value as ASCII, so that a database takes whatever words it holds."""
    return json.dumps(found, ensure_ascii=True, separators=(",", ":"))


class Gathering:
    """Parts by whom they belong to, and ids that were met."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._waiting: list[tuple[str, str]] = []

    def put(self, owner: str, part: dict[str, Any]) -> None:
        """Keep a part of what `owner` is."""
        self._waiting.append((owner, pack(part)))
        if len(self._waiting) >= AT_ONCE:
            self._flush()

    def groups(self) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
        """All parts by owner, both in the order in which they first came; the parts of an owner must be taken before the next owner."""
        self._flush()
        self._connection.execute("CREATE INDEX IF NOT EXISTS part_owner ON part(owner, number)")
        for owner, rows in groupby(self._connection.execute(_GROUPED), key=itemgetter(0)):
            yield owner, (json.loads(packed) for _, packed in rows)

    def is_new(self, identity: str) -> bool:
        """True the first time that an id is met."""
        return self._connection.execute("INSERT OR IGNORE INTO seen VALUES (?)", (identity,)).rowcount == 1

    def has(self, identity: str) -> bool:
        """True for an id that was met."""
        return self._connection.execute("SELECT 1 FROM seen WHERE id = ?", (identity,)).fetchone() is not None

    def _flush(self) -> None:
        self._connection.executemany("INSERT INTO part (owner, packed) VALUES (?, ?)", self._waiting)
        self._waiting.clear()


@contextmanager
def gathering() -> Iterator[Gathering]:
    """A place to gather in; it is gone afterwards."""
    with scratch(*_TABLES) as connection:
        yield Gathering(connection)
