"""The server's connections, its transactions, its schema, and its errors in one line."""

from __future__ import annotations

import getpass
import os
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.dialects import registry
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import QueuePool

from onrecord.errors import StoreError

KEPT, MOST_MORE = 5, 45
"""Connections that are kept open, and how many more there may be for a while."""
WAIT = 15_000
"""Milliseconds to wait for another program's transaction."""
CONNECTING = 15
"""Seconds to wait for the server."""
MORE_TRIES = 6
AGAIN = 0.05
"""Seconds before a server that hung up is asked again; the next time twice as long."""
WRITING = 0x6F6E7263
"""The lock that one program at a time has, which writes ("onrc"); numbers of what is stored are in the order in which it is there."""
# A question is planned with its values each time: the one plan that a server makes for any values after the fifth read words of 200,000 documents in
# 300 ms where 75 do. What is asked to store a document is by its keys, whatever they are.
READ = "BEGIN ISOLATION LEVEL REPEATABLE READ; SET LOCAL plan_cache_mode = force_custom_plan"
WRITE = f"BEGIN; SELECT pg_advisory_xact_lock({WRITING})"
SETTINGS = (
    f"SET lock_timeout = {WAIT}; SET jit = off; SET client_min_messages = warning; SET standard_conforming_strings = on"
)
NUMBER = (
    "INSERT INTO schema_version VALUES ('onrecord', $1) ON CONFLICT (program) DO UPDATE SET number = excluded.number"
)
HINT = "install it with: pip install 'onrecord[postgresql]'"
MODES = ("disable", "require", "verify-full")


def shown(path: str) -> str:
    """The address of a database without its password."""
    return _url(path).render_as_string(hide_password=True)


def open_server(path: str, *, must_exist: bool) -> Engine:
    """An engine on the database, with our schema, which is brought up to date.

    Raises StoreError where there is none (or none of ours, with `must_exist`), it cannot be reached, or it is newer than this program.
    """
    url, name = _url(path), shown(path)
    if not url.database:
        raise StoreError(f"{name}: an address looks like postgresql://user:password@host/name")
    try:
        import pg8000.dbapi
    except ImportError as error:
        raise StoreError(f"a database on a server needs pg8000; {HINT}") from error
    at, given = _given(url, name)
    registry.register("onrecord_postgresql", "onrecord.store.postgresql.compiling", "ServerDialect")
    engine = create_engine(
        "onrecord_postgresql://", creator=lambda: _connect(pg8000.dbapi, at, given), poolclass=QueuePool, pool_size=KEPT,
        max_overflow=MOST_MORE, pool_pre_ping=True,
    )  # fmt: skip
    event.listen(engine, "begin", _begin)
    try:
        with translated(path):
            migrate(engine, name, must_exist=must_exist)
    except StoreError:
        engine.dispose()
        raise
    return engine


def _url(path: str) -> URL:
    try:
        return make_url(path)
    except (ArgumentError, ValueError) as error:
        raise StoreError("--db: an address looks like postgresql://user:password@host/name") from error


def _given(url: URL, name: str) -> tuple[str | tuple[str, int], dict[str, Any]]:
    """Where the server is, and what the driver is told. As everywhere with PostgreSQL, `?host=/folder` is where a server's socket is."""
    query = {key: value if isinstance(value, str) else value[-1] for key, value in url.query.items()}
    unknown = set(query) - {"host", "port", "sslmode", "user"}
    mode = query.get("sslmode", "disable")
    if unknown or mode not in MODES:
        raise StoreError(
            f"{name}: unknown part of an address; it may have host, port, user and sslmode ({', '.join(MODES)})"
        )
    host = query.get("host") or url.host or "localhost"
    port = url.port or (int(query["port"]) if query.get("port", "").isdigit() else 5432)
    at = f"{host}/.s.PGSQL.{port}" if host.startswith("/") else (host, port)
    context = ssl.create_default_context() if mode != "disable" else None
    if context is not None and mode == "require":
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    user = url.username or query.get("user") or getpass.getuser()
    password = url.password or os.environ.get("PGPASSWORD")
    return at, {"user": user, "password": password, "database": url.database, "host": url.host or "localhost", "ssl_context": context,
                "application_name": "onrecord"}  # fmt: skip


def _connect(driver: Any, at: Any, given: dict[str, Any]) -> Any:
    """A connection of the driver. A server that refuses one hangs up, sometimes before what it said is heard: then it is asked again."""
    for tried in range(MORE_TRIES + 1):
        try:
            reached = _reach(at)
        except OSError as error:
            raise driver.InterfaceError(error.strerror or str(error)) from error
        try:
            connection = driver.connect(sock=reached, **given)
        except driver.Error as error:
            reached.close()
            if tried == MORE_TRIES or isinstance(error.args[0] if error.args else None, dict):
                raise
            time.sleep(AGAIN * 2**tried)
            continue
        reached.settimeout(None)
        connection.execute_simple(SETTINGS)
        return connection
    return None


def _reach(at: str | tuple[str, int]) -> socket.socket:
    if isinstance(at, tuple):
        return socket.create_connection(at, CONNECTING)
    reached = socket.socket(socket.AF_UNIX)
    reached.settimeout(CONNECTING)
    try:
        reached.connect(at)
    except OSError:
        reached.close()
        raise
    return reached


def _begin(connection: Connection) -> None:
    """A reader sees one moment; a writer waits for the one before it, as with the file."""
    reading = connection.get_execution_options().get("reading", False)
    connection.connection.driver_connection.execute_simple(READ if reading else WRITE)  # type: ignore[union-attr]


@contextmanager
def translated(path: str) -> Iterator[None]:
    """Errors of the server as StoreError: one line that says what to do, without the password."""
    from pg8000.exceptions import Error

    try:
        yield
    except (DBAPIError, Error) as error:
        raise StoreError(_said(shown(path), getattr(error, "orig", None) or error)) from error


SAID = {
    "55P03": "another program is writing to this database; try again when it is done",
    "53100": "the server's disk is full; what was stored before is safe",
    "25006": "the database cannot be written; it is open for reading alone",
    "42501": "the database cannot be written; the user may not",
    "3D000": "the server has no such database; make it with: createdb NAME",
    "28P01": "the server refused the user or the password",
    "28000": "the server refused the user or the password",
}
"""By code of the server's errors."""


def _said(name: str, error: BaseException) -> str:
    found = error.args[0] if error.args else ""
    if isinstance(found, dict):
        return f"{name}: {SAID.get(found.get('C', ''), 'the database refused: ' + str(found.get('M', '')))}"
    return f"{name}: the server does not answer: {found}"


def migrations() -> list[tuple[int, str]]:
    """Number and SQL of every migration of the server's schema, in order; the first makes what the file has by the same number."""
    folder = files("onrecord.store").joinpath("migrations", "postgresql")
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".sql")), key=lambda entry: entry.name)
    return [(int(entry.name[:4]), entry.read_text(encoding="utf-8")) for entry in found]


def migrate(engine: Engine, name: str, *, must_exist: bool = False) -> None:
    """Bring the database to this program's schema, each step in a transaction of its own."""
    known = migrations()
    with engine.connect().execution_options(reading=True) as connection:
        current = _current(connection, name)
        encoding = connection.scalar(text("SHOW server_encoding"))
    if current is None and must_exist:
        raise StoreError(f"{name}: no onrecord database; make one with: onrecord read PATH --db {name}")
    if encoding != "UTF8":
        raise StoreError(f"{name}: the database must hold UTF-8, it holds {encoding}; make another one for onrecord")
    if current is not None and current > known[-1][0]:
        raise StoreError(
            f"{name}: written by a newer onrecord (schema {current}, this program knows {known[-1][0]}); upgrade onrecord"
        )
    for number, script in known:
        if number > (current or 0):
            _apply(engine, number, script, name)


def _current(connection: Connection, name: str) -> int | None:
    """The number of the last step; None where nothing is there. Raises StoreError where another program's tables are."""
    if connection.scalar(text("SELECT to_regclass('schema_version')")) is not None:
        return int(connection.scalar(text("SELECT number FROM schema_version WHERE program = 'onrecord'")) or 0)
    if connection.scalar(
        text("SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace")
    ):
        raise StoreError(f"{name}: a database of another program; choose another one for --db")
    return None


def _apply(engine: Engine, number: int, script: str, name: str) -> None:
    with engine.begin() as connection:
        driver: Any = connection.connection.driver_connection
        if (_current(connection, name) or 0) >= number:
            return
        driver.execute_simple(script)
        driver.execute_simple(
            "CREATE TABLE IF NOT EXISTS schema_version (program text PRIMARY KEY, number bigint NOT NULL)"
        )
        driver.execute_unnamed(NUMBER, (number,))
