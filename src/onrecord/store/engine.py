"""Everything that is SQLite's own: opening, transactions, migrations, errors. What is PostgreSQL's own is in `postgresql`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib.resources import files
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import QueuePool

from onrecord.errors import StoreError
from onrecord.store.dialects import is_server
from onrecord.store.numbers import day_number
from onrecord.store.results import fill_words

APPLICATION = 0x6F6E7263
"""`PRAGMA application_id` of our files ("onrc"), so that another program's database is never written to."""
CHECKPOINT = 16_000
"""Pages of 4 KiB in the write-ahead log before they go into the database."""
CACHE = 65_536
"""KiB of pages that a connection keeps in memory, at most."""
KEPT, MOST_MORE = 5, 45
"""Connections that are kept open, and how many more there may be for a while: many readers at a time, and exports beside them."""
WAIT = 15_000
"""Milliseconds to wait for another process's transaction."""

STEPS: dict[int, Callable[[Connection], None]] = {7: fill_words}
"""What SQL alone cannot do, after the SQL of a migration."""


def open_engine(path: str, *, must_exist: bool) -> Engine:
    """An engine on the file, created and migrated where needed; on the database of a server where it is the address of one.

    Raises StoreError when the file is missing (and must not be), not a database of ours, newer than
    this program, locked or not writable.
    """
    if is_server(path):
        from onrecord.store.postgresql import open_server

        return open_server(path, must_exist=must_exist)
    if must_exist and not Path(path).exists():
        raise StoreError(f"{path}: no such database; make one with: onrecord read PATH --db {path}")
    if Path(path).is_dir() or not Path(path).resolve().parent.is_dir():
        raise StoreError(f"{path}: a database must be a file in a folder that exists")
    engine = create_engine(
        "sqlite://", creator=lambda: _connect(path), poolclass=QueuePool, pool_size=KEPT, max_overflow=MOST_MORE
    )
    event.listen(engine, "begin", _begin)
    with translated(path):
        migrate(engine, path)
    return engine


def _connect(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=WAIT / 1000, check_same_thread=False)
    connection.execute(f"PRAGMA busy_timeout = {WAIT}")
    connection.execute("PRAGMA foreign_keys = ON")
    # With WAL a crash of the machine may lose the last documents, never half of one; they are read again.
    connection.execute("PRAGMA synchronous = NORMAL")
    # A document touches some hundred pages of keys: written back after every few documents they cost more than all else.
    connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT}")
    connection.execute(f"PRAGMA cache_size = -{CACHE}")
    connection.create_function("day_number", 1, day_number, deterministic=True)
    return connection


def _begin(connection: Connection) -> None:
    """Python's driver opens transactions late; ours begin where they are written."""
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that reads what is stored as it is at one moment, however many questions are put to it."""
    with engine.connect().execution_options(reading=True) as connection, connection.begin():
        yield connection


def named(path: str) -> str:
    """A database as it is called in what is said: without a password."""
    if not is_server(path):
        return path
    from onrecord.store.postgresql import shown

    return shown(path)


def translated(path: str) -> AbstractContextManager[None]:
    """Errors of the database as StoreError: one line that says what to do."""
    if not is_server(path):
        return _translated(path)
    from onrecord.store import postgresql

    return postgresql.translated(path)


@contextmanager
def _translated(path: str) -> Iterator[None]:
    try:
        yield
    except (DatabaseError, sqlite3.DatabaseError) as error:
        words = str(getattr(error, "orig", error))
        if "locked" in words:
            raise StoreError(
                f"{path}: another program is writing to this database; try again when it is done"
            ) from error
        if "readonly" in words or "unable to open" in words:
            raise StoreError(
                f"{path}: the database cannot be written; check the permissions of the file and its folder"
            ) from error
        if "not a database" in words or "malformed" in words:
            raise StoreError(f"{path}: not a database, or a damaged one; choose another file for --db") from error
        if "full" in words:
            raise StoreError(f"{path}: the disk is full; what was stored before is safe") from error
        raise StoreError(f"{path}: the database refused: {words}") from error


def migrations() -> list[tuple[int, str, str]]:
    """Number, name and SQL of every migration, in order."""
    found = [entry for entry in files("onrecord.store").joinpath("migrations").iterdir() if entry.name.endswith(".sql")]
    return [
        (int(entry.name[:4]), entry.name, entry.read_text(encoding="utf-8"))
        for entry in sorted(found, key=lambda e: e.name)
    ]


def migrate(engine: Engine, path: str) -> None:
    """Bring the file to this program's schema, each step in a transaction of its own."""
    known = migrations()
    with reading(engine) as connection:
        application = connection.execute(text("PRAGMA application_id")).scalar_one()
        tables = connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar_one()
        current = int(connection.execute(text("PRAGMA user_version")).scalar_one())
    if tables and application != APPLICATION:
        raise StoreError(f"{path}: a database of another program; choose another file for --db")
    if current > known[-1][0]:
        raise StoreError(
            f"{path}: written by a newer onrecord (schema {current}, this program knows {known[-1][0]}); upgrade onrecord"
        )
    if current == known[-1][0]:
        return
    with engine.connect() as connection:
        connection.connection.execute("PRAGMA journal_mode = WAL")
    for number, _, script in known:
        if number > current:
            _apply(engine, number, script)


def _apply(engine: Engine, number: int, script: str) -> None:
    with engine.begin() as connection:
        if int(connection.execute(text("PRAGMA user_version")).scalar_one()) >= number:
            return
        for statement in script.split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement)
        if number in STEPS:
            STEPS[number](connection)
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION}")
        connection.exec_driver_sql(f"PRAGMA user_version = {number}")
