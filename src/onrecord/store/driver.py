"""Statements that are made for every document, given to the database's driver as they are: to prepare one costs SQLAlchemy more than
most of them take. They are written as all others, and made into SQL once. Those for a server go through `postgresql.driving`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import cache
from typing import Any, cast

from sqlalchemy import Connection
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.expression import BindParameter, ClauseElement

from onrecord.store.dialects import Either, server_of

DIALECT = sqlite.dialect(paramstyle="named")


def ask(connection: Connection, question: ClauseElement | Either, **values: Any) -> list[tuple[Any, ...]]:
    """All rows of a question whose bound parameters have these values."""
    if server := server_of(connection):
        return cast("list[tuple[Any, ...]]", server.ask(connection, question, values))
    sql, fixed = _sql(question)
    found: list[tuple[Any, ...]] = _driver(connection).execute(sql, fixed | values).fetchall()
    return found


def pages(connection: Connection, question: ClauseElement, most: int) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a question that is asked once, so many at a time, as the database finds them."""
    if server := server_of(connection):
        yield from server.pages(connection, question, most)
        return
    sql, fixed = _made(question, None)
    with closing(_driver(connection).execute(sql, fixed)) as rows:
        while page := rows.fetchmany(most):
            yield page


def run(connection: Connection, statement: ClauseElement, **values: Any) -> None:
    """Make a statement whose bound parameters have these values."""
    if server := server_of(connection):
        server.run(connection, statement, values)
        return
    sql, fixed = _sql(statement)
    _driver(connection).execute(sql, fixed | values)


def write(connection: Connection, statement: ClauseElement, rows: Sequence[dict[str, Any]]) -> None:
    """Make a statement for each of these rows, all of the same columns."""
    if server := server_of(connection):
        server.write(connection, statement, rows)
    elif rows:
        sql, fixed = _sql(statement, tuple(rows[0]))
        _driver(connection).executemany(sql, [fixed | row for row in rows] if fixed else rows)


@cache
def _sql(statement: ClauseElement | Either, columns: tuple[str, ...] | None = None) -> tuple[str, dict[str, Any]]:
    return _made(statement, columns)


def _made(statement: ClauseElement | Either, columns: tuple[str, ...] | None) -> tuple[str, dict[str, Any]]:
    """A statement as SQL, and the values that stand in it."""
    made = (statement.file if isinstance(statement, Either) else statement).compile(
        dialect=DIALECT, column_keys=columns
    )
    names: dict[BindParameter[Any], str] = getattr(made, "bind_names", {})
    fixed = {name: found.value for found, name in names.items() if not found.required}
    return str(made), fixed


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
