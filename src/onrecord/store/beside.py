"""A document or a story with all that was read in it, and what is known of it across documents: what a page beside its text needs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, func, select, text

from onrecord.store.asking import StoryNote, records_of, story_notes
from onrecord.store.lists import one_of
from onrecord.store.named import names_of
from onrecord.store.tables import (
    BY_TYPE,
    DOCUMENT,
    ENTITY_READING,
    EVENT,
    MENTION,
    RESULT_PART,
    RESULTS,
    STATEMENT,
    STORY,
    result_parts,
)

Found = dict[str, Any]
READ = ("statement", "event", "quantity", "time", "place", "issue")
MOST_RESULTS = 200
"""Records of each type across documents that are given with a story."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a text: the document, the stories asked for, what was read in them by type, in the order of the text.

    `results` are the copies, incidents, disputes and commitments that the stories have a part in, at most MOST_RESULTS of a type
    (`left_out` says how many more); `results_of` has their ids by the id of a statement or an event that is a part of them.
    `names` are those of entities across documents; `notes` are on the other stories of the results.
    """

    document: Found
    stories: tuple[Found, ...]
    read: dict[str, tuple[Found, ...]]
    results: dict[str, tuple[Found, ...]]
    left_out: dict[str, int]
    results_of: dict[str, tuple[str, ...]]
    names: dict[str, str]
    notes: dict[str, StoryNote]


@dataclass(frozen=True, slots=True)
class StoryCount:
    """A story of a document: how many statements and events were read in it."""

    id: str
    title: str | None
    written_on: str | None
    statements: int
    events: int


def beside(connection: Connection, document: str, story: str | None) -> Beside:
    """What stands beside a document's text, or beside one of its stories."""
    whole = json.loads(connection.scalars(select(DOCUMENT.c.json).where(DOCUMENT.c.id == document)).one())
    stories = tuple(_objects(connection, STORY, document, STORY.c.id, story))
    read = {kind: tuple(_objects(connection, BY_TYPE[kind], document, BY_TYPE[kind].c.story, story)) for kind in READ}
    read["entity"] = tuple(_entities(connection, document, story))
    results, left_out = _results(connection, [one["id"] for one in stories])
    parts = {part for group in results.values() for found in group for part in result_parts(found)}
    own = {one["id"] for kind in ("statement", "event") for one in read[kind]}
    entities = {one["id"] for one in read["entity"]} | {part for part in parts if part.startswith("entity-")}
    others = {part for part in parts if part.startswith("story-")} - {one["id"] for one in stories}
    return Beside(
        whole, stories, read, results, left_out, _results_of(connection, own),
        names_of(connection, entities), story_notes(connection, others),
    )  # fmt: skip


def story_counts(connection: Connection, document: str) -> tuple[StoryCount, ...]:
    """The stories of a document in the order of the text."""
    statements, events = (_counted(connection, table, document) for table in (STATEMENT, EVENT))
    c = STORY.c
    wanted = select(c.id, c.title, c.written_on).where(c.document == document).order_by(c.start, c.id)
    return tuple(
        StoryCount(row.id, row.title, row.written_on, statements.get(row.id, 0), events.get(row.id, 0))
        for row in connection.execute(wanted)
    )


def _counted(connection: Connection, table: Table, document: str) -> dict[str, int]:
    wanted = select(table.c.story, func.count()).where(table.c.document == document).group_by(table.c.story)
    return {story: count for story, count in connection.execute(wanted)}  # noqa: C416


def _objects(connection: Connection, table: Table, document: str, column: Any, story: str | None) -> Iterator[Found]:
    wanted = select(table.c.json).where(table.c.document == document).order_by(text("rowid"))
    if story is not None:
        wanted = wanted.where(column == story)
    yield from map(json.loads, connection.scalars(wanted))


def _entities(connection: Connection, document: str, story: str | None) -> Iterator[Found]:
    """Entities that are mentioned, with the mentions in the document."""
    wanted = select(ENTITY_READING.c.json).where(ENTITY_READING.c.document == document)
    if story is not None:
        here = select(MENTION.c.entity).where(MENTION.c.document == document, MENTION.c.story == story)
        wanted = wanted.where(ENTITY_READING.c.id.in_(here))
    yield from map(json.loads, connection.scalars(wanted.order_by(text("rowid"))))


def _results(connection: Connection, stories: Iterable[str]) -> tuple[dict[str, tuple[Found, ...]], dict[str, int]]:
    found: dict[str, tuple[Found, ...]] = {}
    left_out: dict[str, int] = {}
    wanted = select(RESULT_PART.c.type, RESULT_PART.c.result).where(RESULT_PART.c.part.in_(one_of(stories)))
    ids: dict[str, list[str]] = {}
    for row in connection.execute(wanted.distinct().order_by(RESULT_PART.c.type, RESULT_PART.c.result)):
        ids.setdefault(row.type, []).append(row.result)
    for kind in RESULTS:
        known = ids.get(kind, [])
        found[kind] = tuple(records_of(connection, kind, known[:MOST_RESULTS])) if known else ()
        left_out[kind] = max(0, len(known) - MOST_RESULTS)
    return found, left_out


def _results_of(connection: Connection, own: Iterable[str]) -> dict[str, tuple[str, ...]]:
    c = RESULT_PART.c
    found: dict[str, tuple[str, ...]] = {}
    for row in connection.execute(select(c.part, c.result).where(c.part.in_(one_of(own))).order_by(c.part, c.result)):
        found[row.part] = (*found.get(row.part, ()), row.result)
    return found
