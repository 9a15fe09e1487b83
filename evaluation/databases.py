"""What a database file of ours holds, as digests to compare, and databases of older schemas, for `evaluation.killing`."""

from __future__ import annotations

# ruff: noqa: S608 -- names of tables and columns are those of our schema
import hashlib
import json
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from onrecord.store import Store
from onrecord.store.engine import APPLICATION, migrations
from onrecord.store.tables import BY_TYPE

OF_READING = [BY_TYPE[kind].name for kind in "document story entity statement event quantity time place issue".split()]
OF_DOCUMENTS = {
    "document": "id", "story": "document", "entity_reading": "document", "mention": "document", "statement": "document", "event": "document",
    "quantity": "document", "time": "document", "place": "document", "issue": "document", "digest": "document",
}  # fmt: skip
"""Tables with what was read in a document, and the column that says in which."""
LATER = frozenset(("number", "form", "rank", "is_linked", "is_old", "component"))
"""Columns that depend on what else is stored."""


def contents(path: Path) -> dict[str, str]:
    """A digest of each table, whatever the order of its rows; of the search indexes, that they agree with what they are of."""
    found: dict[str, str] = {}
    with closing(sqlite3.connect(path)) as connection:
        plain, indexes = _tables(connection)
        for table in plain:
            rows = sorted(repr(row) for row in connection.execute(f"SELECT * FROM {table}"))
            found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
        for index in indexes:
            found[index] = str(connection.execute(f"SELECT count(*) FROM {index}").fetchone()[0])
    return found


def _tables(connection: sqlite3.Connection) -> tuple[list[str], list[str]]:
    """Tables that hold rows themselves, and indexes of words, without the tables that those keep."""
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    indexes = [name for name, sql in rows if sql.startswith("CREATE VIRTUAL")]
    inside = tuple(f"{index}_{part}" for index in indexes for part in ("data", "idx", "content", "docsize", "config"))
    return [name for name, _ in rows if name not in indexes and name not in inside], indexes


def documents_of(path: Path) -> dict[str, str]:
    """The stored documents in their order, each with a digest of all that was read in it."""
    with closing(sqlite3.connect(path)) as connection:
        found = {
            identity: hashlib.sha256() for (identity,) in connection.execute("SELECT id FROM document ORDER BY rowid")
        }
        for table, of in OF_DOCUMENTS.items():
            named = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] not in LATER]
            columns = ", ".join(f'"{name}"' for name in named)
            for identity, *row in connection.execute(f"SELECT {of}, {columns} FROM {table} ORDER BY 1, rowid"):
                if identity in found:
                    found[identity].update(repr((table, row)).encode())
    return {identity: digest.hexdigest() for identity, digest in found.items()}


def broken(path: Path) -> list[str]:
    """What SQLite finds wrong with a file, its references and its indexes of words."""
    with closing(sqlite3.connect(path)) as connection:
        found = [row for (row,) in connection.execute("PRAGMA integrity_check") if row != "ok"]
        found += [f"{row[0]} row {row[1]} refers to nothing" for row in connection.execute("PRAGMA foreign_key_check")]
        for index in _tables(connection)[1]:
            try:
                connection.execute(f"INSERT INTO {index} ({index}) VALUES ('integrity-check')")
            except sqlite3.DatabaseError as error:
                found.append(f"{index}: {error}")
        connection.rollback()
    return found


def exported(path: Path) -> str:
    """Everything stored as JSON Lines, as a digest."""
    digest = hashlib.sha256()
    with Store(str(path), must_exist=True) as store:
        for found in store.objects():
            digest.update(json.dumps(found, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def copied(path: Path, to: Path, *, log: int | None = None, torn: bytes = b"") -> Path:
    """A copy of a database as a killed process left it; its log cut off behind so many bytes, and torn from there on."""
    shutil.copyfile(path, to)
    kept = Path(f"{path}-wal")
    for ending in ("-wal", "-shm"):
        Path(f"{to}{ending}").unlink(missing_ok=True)
    if kept.exists():
        data = kept.read_bytes()
        Path(f"{to}-wal").write_bytes(data if log is None else data[:log] + torn)
    return to


def make_old(path: Path, of: Path, number: int) -> None:
    """A database as the program made it that had so many migrations, with what another one has, as far as it had tables for it."""
    for ending in ("", "-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.create_function("day_number", 1, lambda day: 0, deterministic=True)
        for one, _, script in migrations():
            if one <= number:
                connection.executescript(script)
        connection.execute("ATTACH ? AS new", (str(of),))
        new = {name for (name,) in connection.execute("SELECT name FROM new.sqlite_master WHERE type = 'table'")}
        triggers = connection.execute("SELECT name, sql FROM main.sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        plain, indexes = _tables(connection)
        for table in [name for name in plain if name in new and name != "sqlite_sequence"]:
            theirs = {row[1] for row in connection.execute(f"PRAGMA new.table_info({table})")}
            columns = ", ".join(f'"{row[1]}"' for row in connection.execute(f"PRAGMA main.table_info({table})") if row[1] in theirs)  # fmt: skip
            known = " WHERE type IN (SELECT type FROM main.counted)" if table == "counted" else ""
            connection.execute(
                f"INSERT OR REPLACE INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}{known}"
            )
        _index_old(connection, number, indexes)
        for _, sql in triggers:
            connection.execute(sql)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {number}")
        connection.commit()
        connection.execute("PRAGMA journal_mode = WAL")


def _index_old(connection: sqlite3.Connection, number: int, indexes: Sequence[str]) -> None:
    """Fill the indexes of words; before the seventh migration stories were numbered from one on."""
    outlet = ", outlet" if number >= 7 else ""
    if number < 7:
        connection.execute(
            "UPDATE main.story SET number = (SELECT count(*) FROM new.story AS other WHERE other.rowid <= story.number)"
        )
    connection.execute(
        f"INSERT INTO main.story_text (rowid, story, title, text{outlet}) SELECT story.number, story.id, title.title, title.text{outlet} FROM main.story AS story JOIN new.story_text AS title ON title.story = story.id"
    )
    for index in indexes:
        if index in ("record_text", "entity_called"):
            connection.execute(f"INSERT INTO main.{index} ({index}) VALUES ('rebuild')")


def untouched(path: Path) -> dict[str, str]:
    """What no migration may touch: the JSON of all that was read, by type."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: hashlib.sha256(repr(sorted(connection.execute(f"SELECT json FROM {table}"))).encode()).hexdigest()
            for table in OF_READING
        }


def schema_of(path: Path) -> int:
    """The number of its last migration."""
    with closing(sqlite3.connect(path)) as connection:
        found: int = connection.execute("PRAGMA user_version").fetchone()[0]
        return found
