"""The few places where the file and the server differ in what they are asked; how each is spoken to otherwise stands in its driver."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Column, ColumnElement, Connection, Dialect, literal
from sqlalchemy.sql.expression import ClauseElement
from sqlalchemy.types import UserDefinedType

SERVER = "postgresql://"
"""How the address of a server's database begins."""


def is_server(path: str) -> bool:
    """True for the address of a database on a server, False for a file."""
    return path.startswith(SERVER)


def server_of(connection: Connection) -> Any:
    """What speaks to the server's driver, None where the database is a file."""
    return getattr(connection.dialect, "server", None)


@dataclass(frozen=True, slots=True)
class Either:
    """A question in the words of the one and of the other; for `driver.ask`."""

    file: ClauseElement
    server: ClauseElement


class Question(UserDefinedType[str]):
    """What `matching` makes: a question to an index of words. The file takes it as it is, the server after translation."""

    cache_ok = True

    def __init__(self, columns: tuple[str, ...]) -> None:
        self.columns = columns

    def bind_processor(self, dialect: Dialect) -> Any:
        """How a value is given to the database."""
        server = getattr(dialect, "server", None)
        return server.questioner(self.columns) if server is not None else None


def matches(column: Column[Any], asked: str | BindParameter[Any]) -> ColumnElement[bool]:
    """True for a row of an index of words that a question fits; `column` is one of its columns, or the one with the name of the table,
    which is all of them.
    """
    table = column.table
    every = tuple(one.name for one in table.columns if one.name not in ("rowid", "story", table.name))
    kind = Question(every if column.name == table.name else (column.name,))
    if isinstance(asked, BindParameter):
        asked.type = kind
        return column.op("MATCH", is_comparison=True)(asked)
    return column.op("MATCH", is_comparison=True)(literal(asked, kind))
