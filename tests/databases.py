"""A PostgreSQL server for the tests, and databases on it in the place of files.

The server is a real one, started for one run in a folder of its own, heard on a socket in that folder alone. Where its programs are not, tests
that need it say so and are skipped; with `POSTGRES=required`, as in CI, they fail.
"""

from __future__ import annotations

import os
import pwd
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from onrecord.store import Store
from onrecord.store.dialects import is_server
from onrecord.store.postgresql.words import INDEXED, vector

PLACES = ("/usr/lib/postgresql", "/usr/local/pgsql", "/opt/homebrew/opt")
OWNER = "postgres"
"""Who runs the server where the tests are run by root, whom the server refuses."""
SETTINGS = {
    "listen_addresses": "''", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200",
    "shared_buffers": "128MB", "autovacuum": "off", "lc_messages": "C",
}  # fmt: skip


def programs() -> Path | None:
    """The folder of `initdb` and `pg_ctl`, the newest where there are several; None where there are none."""
    found = [path.parent for place in PLACES for path in Path(place).glob("**/bin/initdb")]
    on_path = shutil.which("initdb")
    found += [Path(on_path).resolve().parent] if on_path else []
    return max((path for path in found if (path / "pg_ctl").exists()), key=str, default=None)


@dataclass
class Server:
    """A server and the databases that were made on it, each by the file in the place of which it stands."""

    socket: Path
    known: dict[str, str] = field(default_factory=dict)
    free: list[str] = field(default_factory=list)

    def address(self, name: str) -> str:
        """The address of a database."""
        return f"postgresql://onrecord@/{name}?host={self.socket}"

    def driver(self, name: str) -> Any:
        """A connection of the driver itself, for what the store does not do."""
        import pg8000.dbapi

        found = pg8000.dbapi.connect(user="onrecord", database=name, unix_sock=f"{self.socket}/.s.PGSQL.5432")
        found.autocommit = True
        return found

    def run(self, name: str, sql: str) -> list[Any]:
        """The rows of a statement."""
        connection = self.driver(name)
        try:
            return [tuple(row) for row in connection.execute_simple(sql).rows or ()]
        finally:
            connection.close()

    def make(self, name: str, template: str = "template0") -> str:
        """A new database, a copy of another one; its address."""
        self.run("postgres", f'CREATE DATABASE "{name}" TEMPLATE {template} STRATEGY file_copy')
        return self.address(name)

    def in_place_of(self, path: str, *, is_new: bool) -> str:
        """The address of the database that stands for a file: always the same one. Only where it `is_new` one is made."""
        if path not in self.known and not is_new:
            return self.address("of_no_file")
        if path not in self.known:
            self.known[path] = self.free.pop() if self.free else self.make(f"of_{len(self.known)}", "new")
        return self.known[path]

    def forget(self) -> None:
        """Empty the databases that stand for files; other files get them. To make one costs more than most tests."""
        for address in self.known.values():
            self.run(address.partition("@/")[2].partition("?")[0], EMPTY)
        self.free += self.known.values()
        self.known.clear()


OF_SQLITE = """CREATE FUNCTION strung(text, text) RETURNS text LANGUAGE sql AS $$SELECT concat_ws(',', $1, $2)$$;
CREATE AGGREGATE group_concat(text) (SFUNC = strung, STYPE = text)"""
"""What the tests' own SQL asks for."""
EMPTY = """DO $$DECLARE found text; BEGIN
    PERFORM set_config('session_replication_role', 'replica', true);
    FOR found IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
        AND relname NOT IN ('schema_version', 'counted', 'last_number') LOOP EXECUTE format('DELETE FROM %I', found); END LOOP;
    FOR found IN SELECT relname FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace
        LOOP PERFORM setval(found::regclass, 1, false); END LOOP;
    UPDATE counted SET number = 0; UPDATE last_number SET number = 0;
END$$"""


RUNNING: list[Server] = []
"""The server of this run, once it is started."""


def connect(path: str) -> Any:
    """What anyone sees, and can do, who opens a database with SQL: of the file, or of the database that stands for it."""
    name = next((server.known[path] for server in RUNNING if path in server.known), path)
    return (
        Opened(RUNNING[0].driver(name.partition("@/")[2].partition("?")[0]))
        if is_server(name)
        else sqlite3.connect(path)
    )


def columns(opened: Any, table: str) -> list[str]:
    """The columns of a table or a view, by name, but for those that a server has for itself."""
    if isinstance(opened, sqlite3.Connection):
        return sorted(row[1] for row in opened.execute("SELECT * FROM pragma_table_info(?)", (table,)))
    asked = "SELECT column_name FROM information_schema.columns WHERE table_name = ? AND table_schema = 'public'"
    return sorted(name for (name,) in opened.execute(asked, (table,)) if name not in ("rowid", "words"))


WORDS = {
    "record_text": "SELECT number, {} FROM record_words",
    "entity_called": "SELECT rowid, {} FROM entity_called",
}


def check_index(opened: Any, table: str) -> None:
    """Raise where an index of words does not hold the words of its rows, and nothing else."""
    if isinstance(opened, sqlite3.Connection):
        opened.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")
        return
    names = INDEXED.get(table, ("name",))
    made = {
        number: vector(dict(zip(names, row, strict=True)))
        for number, *row in opened.execute(WORDS[table].format(", ".join(names)))
    }
    kept = opened.execute(f"SELECT rowid, words::text FROM {table}")
    assert dict(kept) == {
        number: opened.execute("SELECT ?::tsvector::text", (words,))[0][0] for number, words in made.items()
    }


class Opened:
    """A database of a server, opened with SQL as tests open a file."""

    def __init__(self, driver: Any) -> None:
        self._driver = driver

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Rows:
        """The rows of a statement whose values stand where its question marks are."""
        parts = sql.split("?")
        numbered = "".join(f"{part}${number}" for number, part in enumerate(parts[:-1], start=1)) + parts[-1]
        return Rows(self._driver.execute_unnamed(numbered, tuple(values)).rows)

    def iterdump(self) -> Iterator[str]:
        """Every row of every table."""
        tables = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
        for (table,) in self.execute(tables):
            yield from (f"{table}: {row}" for row in sorted(self.execute(f'SELECT * FROM "{table}"'), key=repr))

    def commit(self) -> None:
        """Nothing is left to be done: every statement is there at once."""

    def close(self) -> None:
        """Let go of it."""
        self._driver.close()

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *_: object) -> None:
        """As with a file, it stays open."""


class Rows(list[tuple[Any, ...]]):
    """Rows, asked for as those of a file."""

    def __init__(self, rows: Any) -> None:
        super().__init__(tuple(row) for row in rows or ())

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All of them."""
        return list(self)

    def fetchone(self) -> tuple[Any, ...] | None:
        """The first."""
        return self[0] if self else None


@contextmanager
def started() -> Iterator[Server]:
    """A server, as long as it is needed; `new` on it is a database with our schema and nothing else."""
    bin_folder = programs()
    if bin_folder is None:
        if os.environ.get("POSTGRES") == "required":
            pytest.fail("no PostgreSQL here (initdb, pg_ctl), and POSTGRES=required; see tests/store/get-postgresql.sh")
        # A server is no part of Python: who works on something else need not have one. In CI it is required, just above.
        pytest.skip("no PostgreSQL here: tests/store/get-postgresql.sh gets it")
    folder = Path(tempfile.mkdtemp(prefix="onrecord-pg-"))
    user = _owner()
    if user is not None:
        shutil.chown(folder, user)
    data = folder / "data"
    settings = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
    _as(
        user,
        bin_folder / "initdb",
        "-D",
        data,
        "-U",
        "onrecord",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-locale",
        "--no-sync",
    )
    _as(user, bin_folder / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", f"-k {folder} {settings}", "start")
    try:
        server = Server(folder)
        Store(server.make("new")).close()
        server.run("new", OF_SQLITE)
        RUNNING.append(server)
        yield server
    finally:
        RUNNING.clear()
        _as(user, bin_folder / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _owner() -> str | None:
    if os.getuid() != 0:
        return None
    try:
        return pwd.getpwnam(OWNER).pw_name
    except KeyError:
        return "nobody"


def _as(user: str | None, *command: object) -> None:
    subprocess.run(
        [str(part) for part in command],
        user=user,
        cwd="/",
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
