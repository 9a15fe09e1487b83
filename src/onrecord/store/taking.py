"""Records that were written out of another database, taken into this one as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, bindparam, func, insert, select

from onrecord.model import Judgement
from onrecord.serialize import from_object, to_json_line, to_object
from onrecord.store.across import put_results, unsettle
from onrecord.store.driver import ask
from onrecord.store.judged import attach_read, hold, withdraw
from onrecord.store.lists import LISTED, listed
from onrecord.store.selecting import objects_of
from onrecord.store.tables import (
    DOCUMENT,
    JUDGEMENT,
    RESULT_PART,
    RESULTS,
    SETTLED,
    STORY,
    Row,
    result_parts,
    storable,
)

TAKEN = "imported"
"""The version of documents that were taken and not read here: reading one by this program reads it anew. Also the layer of the records
across documents that came with them.
"""
KNOWN = {kind: select(table.c.id).where(table.c.id.in_(LISTED)) for kind, table in RESULTS.items()}
TAKEN_STORIES = (
    select(STORY.c.id)
    .join(DOCUMENT, DOCUMENT.c.id == STORY.c.document)
    .where(STORY.c.id.in_(LISTED), DOCUMENT.c.version == TAKEN)  # fmt: skip
)
RESTING_ON = (
    select(SETTLED.c.component)
    .join(RESULT_PART, (RESULT_PART.c.result == SETTLED.c.result) & (RESULT_PART.c.type == SETTLED.c.type))
    .join(STORY, STORY.c.id == RESULT_PART.c.part)
    .where(SETTLED.c.layer == TAKEN, STORY.c.document == bindparam("read"))
    .distinct()
)


def put_taken(connection: Connection, objects: Sequence[Row]) -> int:
    """Store records across documents as they came, and say how many; one that is stored stays as it is, and one that rests on a document
    which is not here, or which this program read, is left out: what is known of those is found here.
    """
    known: set[str] = set()
    for kind, question in KNOWN.items():
        ids = [found["id"] for found in objects if found["type"] == kind]
        known.update(identity for (identity,) in ask(connection, question, listed=listed(ids)))
    parts = {found["id"]: _stories(found) for found in objects}
    stories = {story for own in parts.values() for story in own}
    taken = {story for (story,) in ask(connection, TAKEN_STORIES, listed=listed(stories))}
    wanted = [found for found in objects if found["id"] not in known and parts[found["id"]] <= taken]
    put_results(connection, TAKEN, [(found["id"], (from_object(found),)) for found in wanted])
    return len(wanted)


def _stories(found: Row) -> set[str]:
    return {part for part in result_parts(found) if part.startswith("story-")}


def forget_taken(connection: Connection, document: str) -> None:
    """Before a document is read anew: records across documents that came with it are found anew too."""
    unsettle(connection, TAKEN, [component for (component,) in ask(connection, RESTING_ON, read=document)])


def put_judgements(connection: Connection, judgements: Iterable[Judgement]) -> int:
    """Store judgements as they came, withdrawn ones too, and say how many are new; one that is stored and withdrawn there is withdrawn here."""
    before = connection.scalar(select(func.count()).select_from(JUDGEMENT))
    documents: dict[str, None] = {}
    for judgement in judgements:
        found = to_object(judgement)
        row = {column.name: found.get(column.name) for column in JUDGEMENT.columns if column.name != "document"}
        row |= {"document": judgement.anchor.document if judgement.anchor else None, "json": to_json_line(found)}
        connection.execute(insert(JUDGEMENT).prefix_with("OR IGNORE"), storable(row))
        if judgement.withdrawn_at is not None:
            withdraw(connection, judgement.id, judgement.withdrawn_at)
        if judgement.anchor is None:
            hold(connection, judgement)
        else:
            documents[judgement.anchor.document] = None
    for document in documents:
        if connection.execute(select(DOCUMENT.c.id).where(DOCUMENT.c.id == document)).first():
            attach_read(connection, document, list(objects_of(connection, document)))
    return (connection.scalar(select(func.count()).select_from(JUDGEMENT)) or 0) - (before or 0)


__all__ = ["TAKEN", "forget_taken", "put_judgements", "put_taken"]
