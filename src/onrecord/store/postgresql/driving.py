"""How the server's driver is spoken to: each statement is parsed once a connection, and rows are given as one list.

The functions are those of `store.driver`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import count
from typing import Any

from sqlalchemy import Connection, Float, Insert, Integer, LargeBinary, Table

from onrecord.store.dialects import Either
from onrecord.store.postgresql.copying import copy_rows
from onrecord.store.postgresql.snippets import snippet
from onrecord.store.postgresql.words import INDEXED, question, vector

COPIED = 500
"""Rows of one list that are sent by COPY, where none of them may be there already."""
AT_ONCE = 200
"""Statements that are sent before the first of them is answered."""
_CURSORS = count()


def questioner(columns: tuple[str, ...]) -> Any:
    """What translates questions to an index of words."""
    return lambda asked: question(asked, columns) if asked is not None else None


def ask(connection: Connection, asked: Any, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """All rows of a question whose bound parameters have these values."""
    sql, names, fixed = _sql(asked)
    rows = _prepared(connection, sql, [_plain(_value(name, fixed, values)) for name in names]).rows
    return [tuple(row) for row in rows or ()]


def run(connection: Connection, statement: Any, values: dict[str, Any]) -> None:
    """Make a statement whose bound parameters have these values."""
    sql, names, fixed = _sql(statement)
    _prepared(connection, sql, [_plain(_value(name, fixed, values)) for name in names])


def pages(connection: Connection, asked: Any, most: int) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a question that is asked once, so many at a time, as the database finds them."""
    sql, names, fixed = _made(asked, None)
    driver, cursor = _driver(connection), f"pages_{next(_CURSORS)}"
    driver.execute_unnamed(f"DECLARE {cursor} NO SCROLL CURSOR FOR {sql}", [_value(name, fixed, {}) for name in names])
    try:
        while rows := driver.execute_simple(f"FETCH {most} FROM {cursor}").rows:
            yield [tuple(row) for row in rows]
    finally:
        driver.execute_simple(f"CLOSE {cursor}")


def write(connection: Connection, statement: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Make a statement for each of these rows, all of the same columns."""
    if not rows:
        return
    if isinstance(statement, Insert):
        table: Any = statement.table
        prefixes: Any = statement._prefixes
        put(connection, table, rows, way=" ".join(prefix.text for prefix, _ in prefixes))
        return
    sql, names, fixed = _sql(statement, tuple(rows[0]))
    values = [[_plain(_value(name, fixed, row)) for name in names] for row in rows]
    execute_many(_driver(connection), sql, values)


def put(connection: Connection, table: Table, rows: Sequence[dict[str, Any]], *, way: str = "") -> None:
    """Put rows into a table as one list; `way` is SQLite's word for what happens to those that are there."""
    if table.name in INDEXED:
        rows = [_with_words(table.name, row) for row in rows]
    if len(rows) >= COPIED and not way:
        columns = tuple(rows[0])
        copy_rows(connection, table.name, columns, ([row[name] for name in columns] for row in rows))
        return
    sql = _insertion(table, tuple(rows[0]), way)
    _prepared(connection, sql, [json.dumps([_storable(row) for row in rows], ensure_ascii=False)])


def name_entities(connection: Connection) -> None:
    """Make the words of the names that entities have got."""
    rows = _prepared(connection, "SELECT number, name FROM entity_total WHERE words IS NULL ORDER BY number", []).rows
    if rows:
        given = json.dumps([{"number": number, "words": vector({"name": name})} for number, name in rows])
        _prepared(connection, _NAMED, [given])


_NAMED = """UPDATE entity_total SET words = given.words::tsvector
FROM json_to_recordset($1) AS given(number bigint, words text) WHERE entity_total.number = given.number"""


def execute_many(driver: Any, sql: str, rows: Sequence[Sequence[Any]]) -> None:
    """A statement for each of these lists of values; many are on their way at a time."""
    name, columns, readers = _statement(driver, sql)
    for start in range(0, len(rows), AT_ONCE):
        group = [driver_values(driver, row) for row in rows[start : start + AT_ONCE]]
        for values in group[:-1]:
            driver.send_BIND(name, values)
            driver.send_EXECUTE()
        driver.execute_named(name, group[-1], columns, readers, sql)


def _with_words(table: str, row: dict[str, Any]) -> dict[str, Any]:
    words = {"words": vector({column: row[column] for column in INDEXED[table]})}
    return row | words if table == "story_text" else {"rowid": row["rowid"]} | words


def _storable(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "\ufffd") if "\0" in value else value
    if isinstance(value, bool):
        return int(value)
    return "\\x" + value.hex() if isinstance(value, bytes) else value


@cache
def _insertion(table: Table, columns: tuple[str, ...], way: str) -> str:
    from onrecord.store.postgresql.compiling import conflict

    own = ", ".join(f'"{column}"' for column in columns)
    kinds = ", ".join(f'"{column}" {_kind_of(table, column)}' for column in columns)
    given = f"SELECT {own} FROM json_to_recordset($1) AS given({kinds})"  # noqa: S608
    made = f"INSERT INTO {table.name} ({own}) {given}"
    return made + conflict(way, table, made)


def _kind_of(table: Table, column: str) -> str:
    if column == "words":
        return "tsvector"
    kind = table.c[column].type
    kinds = ((Integer, "bigint"), (Float, "double precision"), (LargeBinary, "bytea"))
    return next((name for of, name in kinds if isinstance(kind, of)), "text")


def _value(name: str, fixed: dict[str, tuple[Any, Any]], values: dict[str, Any]) -> Any:
    own, processor = fixed[name]
    value = values.get(name, own)
    return processor(value) if processor is not None else value


@cache
def _sql(statement: Any, columns: tuple[str, ...] | None = None) -> tuple[str, list[str], dict[str, tuple[Any, Any]]]:
    return _made(statement, columns)


def _made(statement: Any, columns: tuple[str, ...] | None) -> tuple[str, list[str], dict[str, tuple[Any, Any]]]:
    """A statement as SQL, the names of its parameters in their order, and by name what stands in it and how a value is given."""
    made: Any = (statement.server if isinstance(statement, Either) else statement).compile(
        dialect=_dialect(), column_keys=columns
    )
    fixed = {
        name: (found.value, found.type._cached_bind_processor(_dialect())) for found, name in made.bind_names.items()
    }
    return str(made), list(made.positiontup or ()), fixed


@cache
def _dialect() -> Any:
    from onrecord.store.postgresql.compiling import ServerDialect

    return ServerDialect(paramstyle="numeric_dollar")


def _prepared(connection: Connection, sql: str, values: list[Any]) -> Any:
    driver = _driver(connection)
    name, columns, readers = _statement(driver, sql)
    return driver.execute_named(name, driver_values(driver, values), columns, readers, sql)


def driver_values(driver: Any, values: Sequence[Any]) -> tuple[Any, ...]:
    """Values as the driver sends them."""
    from pg8000.core import make_params

    found: tuple[Any, ...] = make_params(driver.py_types, values)
    return found


def _statement(driver: Any, sql: str) -> Any:
    """A statement, parsed once a connection."""
    known = driver.__dict__.setdefault("onrecord_statements", {})
    if sql not in known:
        known[sql] = driver.prepare_statement(sql, ())
    return known[sql]


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


__all__ = ["ask", "execute_many", "name_entities", "pages", "put", "questioner", "run", "snippet", "write"]
