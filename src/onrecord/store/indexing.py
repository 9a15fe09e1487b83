"""The index of what records say: filled with each document, emptied with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select, text, union_all

from onrecord.store.dialects import server_of
from onrecord.store.driver import ask, run, write
from onrecord.store.lists import LISTED, listed
from onrecord.store.numbers import NUMBERED, number_rows
from onrecord.store.tables import (
    ENTITY_NAME,
    ENTITY_READING,
    EVENT,
    RECORD_TEXT,
    STATEMENT,
    STORY,
    STORY_TEXT,
    WORDS,
)

LAST = text("SELECT number FROM last_number")
MOVE = text("UPDATE last_number SET number = :number")
COLUMNS = [column.name for column in RECORD_TEXT.columns if column.name != "record_text"]
WORDS_OF = tuple(select(words).where(words.c.number.in_(LISTED)).order_by(words.c.number) for words in WORDS.values())
INDEX = tuple(insert(RECORD_TEXT).from_select(COLUMNS, words) for words in WORDS_OF)
PUT = insert(RECORD_TEXT)
INDEXED = tuple(table for table in NUMBERED if table != "story")


def give_numbers(connection: Connection, groups: Mapping[str, Sequence[dict[str, Any]]]) -> None:
    """Give the rows of a document, by table, the numbers by which they are searched."""
    ((last,),) = ask(connection, LAST)
    run(connection, MOVE, number=number_rows(groups, last))
    numbers = {row["id"]: row["number"] for row in groups.get("story", ())}
    for row in groups.get("story_text", ()):
        row["rowid"] = numbers[row["story"]]


def index_document(connection: Connection, groups: Mapping[str, Sequence[dict[str, Any]]]) -> None:
    """Index what was stored of these rows."""
    server = server_of(connection)
    for table, words, statement in zip(INDEXED, WORDS_OF, INDEX, strict=True):
        numbers = listed(row["number"] for row in groups.get(table, ()))
        if server is None and table in groups:
            run(connection, statement, listed=numbers)
        elif table in groups:
            rows = ask(connection, words, listed=numbers)
            write(connection, PUT, [dict(zip(COLUMNS, row, strict=True)) for row in rows])
    if server is not None:
        server.name_entities(connection)


def forget_document(connection: Connection, document: str) -> None:
    """Take a document out of the index, with the names of what no other document has; its rows must still be there."""
    stories = select(STORY.c.number).where(STORY.c.document == document)
    connection.execute(delete(STORY_TEXT).where(STORY_TEXT.c.rowid.in_(stories)))
    said = [select(table.c.number).where(table.c.document == document) for table in (STATEMENT, EVENT)]
    gone = union_all(*said, _lonely_names(document)).subquery()
    connection.execute(delete(RECORD_TEXT).where(RECORD_TEXT.c.rowid.in_(select(gone.c[0]).order_by(gone.c[0]))))
    connection.execute(delete(ENTITY_NAME).where(ENTITY_NAME.c.number.in_(_lonely_names(document))))


def _lonely_names(document: str) -> Select[Any]:
    own = select(ENTITY_READING.c.id).where(ENTITY_READING.c.document == document)
    other = ENTITY_READING.alias()
    elsewhere = select(other.c.id).where(other.c.id == ENTITY_NAME.c.entity, other.c.document != document)
    return select(ENTITY_NAME.c.number).where(ENTITY_NAME.c.entity.in_(own), ~elsewhere.exists())
