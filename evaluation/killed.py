"""What `evaluation.killing` starts, kills and starts again, each in a process of its own.

`onrecord read` runs as it is, but for the reading itself, which takes nearly all of its time: its records are taken from a file
into which they were read once (`python -m evaluation.killed NEWS FILE`), so that nearly every moment is one of writing.
"""

from __future__ import annotations

import os
import pickle
import resource
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from onrecord import pipeline
from onrecord.cli import main as command_line
from onrecord.model import Document, Record
from onrecord.store import Store
from onrecord.store import engine as sqlite

NOBODY = 65_534
"""A user that may write nothing here: root may write whatever the permissions say."""


class Kept:
    """Records that were read before, given as `pipeline.read` gives them; `told` is written a byte to whenever one is stored and settled."""

    def __init__(self, records: Sequence[Record], known: Callable[[Document], bool] | None, told: int) -> None:
        self.total = None
        self.issues: list[Any] = []
        self.count = self.skipped = 0
        self._records, self._known, self._told = records, known, told

    def __iter__(self) -> Iterator[Record]:
        os.write(self._told, b"\xff")
        for number, record in enumerate(self._records):
            if self._known is not None and self._known(record.document):
                self.skipped += 1
            else:
                self.count += 1
                yield record
            os.write(self._told, bytes((number,)))


def read_news(news: str, db: str, records: Sequence[Record], told: int, said: str, limits: dict[str, Any]) -> None:
    """`onrecord read NEWS --db DB --quiet` in a group of processes of its own; what it says goes to the file `said`."""
    _by_itself(said)
    _limit(**limits)
    pipeline.read = lambda targets, *, known=None, **_: Kept(records, known, told)  # type: ignore[assignment]
    sys.argv = ["onrecord", "read", news, "--db", db, "--quiet"]
    command_line()


def migrate(db: str, told: int, said: str) -> None:
    """Open a database, which brings an older one up to date."""
    _by_itself(said)
    os.write(told, b"\xff")
    Store(db).close()


def hold(db: str, told: int, seconds: float) -> None:
    """Hold the lock of a database for so long."""
    with closing(sqlite3.connect(db, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        os.write(told, b"\xff")
        time.sleep(seconds)
        connection.execute("ROLLBACK")


def _by_itself(said: str) -> None:
    os.setsid()
    opened = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    os.dup2(opened, 1)
    os.dup2(opened, 2)


def _limit(
    *,
    checkpoint: int = sqlite.CHECKPOINT,
    wait: int = sqlite.WAIT,
    pages: int = 0,
    size: int = 0,
    is_nobody: bool = False,
) -> None:
    """Pages of the log before they go into the database, milliseconds to wait for a lock; no more pages or bytes than these; a user with no rights."""
    sqlite.CHECKPOINT, sqlite.WAIT = checkpoint, wait
    connect = sqlite._connect

    def bounded(path: str) -> sqlite3.Connection:
        connection = connect(path)
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    if pages:
        sqlite._connect = bounded
    if size:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    if is_nobody and os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def main(news: str, out: str) -> None:
    """Read the news once and keep the records."""
    Path(out).write_bytes(pickle.dumps(list(pipeline.read(news))))


if __name__ == "__main__":
    main(*sys.argv[1:])
