"""What came in last, and what it changed: nothing here asks the clock, everything counts in the order in which documents came."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Integer, func, insert, literal_column, select

from onrecord.store.lists import one_of
from onrecord.store.tables import CHANGE, DISPUTE, DOCUMENT, EVENT, RESULTS, STATEMENT, STORY, Row

CAME: Any = literal_column("document.rowid", Integer)
"""Rises with each new document; one that is read anew keeps its own."""
WATCHED = ("incident", "dispute", "commitment")
"""Types whose changes are noted."""
OPENING = 180
"""Characters of a story that are shown beside its title."""
PUT_CHANGES = insert(CHANGE).prefix_with("OR REPLACE")


@dataclass(frozen=True, slots=True)
class NewStory:
    """A story that came in: `number` is its document's, which rise in the order of coming."""

    number: int
    story: str
    document: str
    outlet: str | None
    title: str | None
    opening: str
    written_on: str | None
    statements: int
    events: int


@dataclass(frozen=True, slots=True)
class Changed:
    """A record across documents that became known (`new`) or says something else now: `what` is changed in a few words."""

    number: int
    what: str
    record: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Marks:
    """How far documents and changes have come."""

    document: int
    change: int


def marks(connection: Connection) -> Marks:
    """The highest numbers there are."""
    came = connection.scalar(select(func.max(CAME)).select_from(DOCUMENT)) or 0
    return Marks(came, connection.scalar(select(func.max(CHANGE.c.number))) or 0)


def newest_stories(connection: Connection, limit: int) -> tuple[NewStory, ...]:
    """The stories that came last, the last first."""
    columns = (CAME.label("number"), STORY.c.id, STORY.c.document, STORY.c.title, STORY.c.written_on, DOCUMENT.c.outlet)
    rows = connection.execute(
        select(*columns, STORY.c.json, DOCUMENT.c.json.label("whole"))
        .join(DOCUMENT, DOCUMENT.c.id == STORY.c.document)
        .where(DOCUMENT.c.id.in_(select(DOCUMENT.c.id).order_by(CAME.desc()).limit(limit)))
        .order_by(CAME.desc(), STORY.c.start)
        .limit(limit)
    ).all()
    said, done = (_counts(connection, table, [row.id for row in rows]) for table in (STATEMENT, EVENT))
    return tuple(
        NewStory(
            row.number, row.id, row.document, row.outlet, row.title, _opening(row), row.written_on,
            said.get(row.id, 0), done.get(row.id, 0),
        )
        for row in rows
    )  # fmt: skip


def _counts(connection: Connection, table: Any, stories: Sequence[str]) -> dict[str, int]:
    counted = select(table.c.story, func.count()).where(table.c.story.in_(one_of(stories))).group_by(table.c.story)
    return {story: count for story, count in connection.execute(counted)}  # noqa: C416


def _opening(row: Any) -> str:
    """The first words of the story's prose, or of whatever it has, at most `OPENING` characters."""
    story, text = json.loads(row.json), json.loads(row.whole)["text"]
    pieces = [span for one in story["paragraphs"] if one["kind"] == "prose" for span in one["spans"]]
    start, end = next(((a, b) for a, b in pieces), story["span"])
    words = " ".join(text[start : min(end, start + 4 * OPENING)].split())
    return words if len(words) <= OPENING else words[:OPENING].rpartition(" ")[0] + " …"


def changed_since(connection: Connection, number: int, limit: int) -> tuple[Changed, ...]:
    """What became known or changed after this number, the last first."""
    rows = connection.execute(
        select(CHANGE).where(CHANGE.c.number > number).order_by(CHANGE.c.number.desc()).limit(limit)
    ).all()
    packed: dict[str, str] = {}
    for kind in WATCHED:
        table = RESULTS[kind]
        ids = [row.result for row in rows if row.type == kind]
        packed |= dict(connection.execute(select(table.c.id, table.c.json).where(table.c.id.in_(one_of(ids)))).all())
    return tuple(Changed(row.number, row.what, json.loads(packed[row.result])) for row in rows if row.result in packed)


def count_since(connection: Connection, before: Marks) -> tuple[int, int]:
    """How many stories and changes there are beyond these marks."""
    came = select(func.count(STORY.c.id)).join(DOCUMENT, DOCUMENT.c.id == STORY.c.document)
    stories = connection.scalar(came.where(CAME.op(">")(before.document))) or 0
    changes = connection.scalar(select(func.count()).where(CHANGE.c.number > before.change)) or 0
    return stories, changes


def newest_disputes(connection: Connection, limit: int) -> tuple[str, ...]:
    """Ids of the open disputes that were said last."""
    found = select(DISPUTE.c.id).where(DISPUTE.c.state == "open").order_by(DISPUTE.c.first_said.desc(), DISPUTE.c.id)
    return tuple(connection.scalars(found.limit(limit)))


# --- noting what changes --------------------------------------------------------------------------


def note_changes(before: Mapping[str, Row], after: Iterable[Row]) -> list[Row]:
    """Rows of what is new or says something else, given the records of some components as they were and as they are."""
    found = []
    for record in after:
        if record["type"] not in WATCHED:
            continue
        old = before.get(record["id"])
        what = "new" if old is None else _difference(old, record)
        if what and not (what == "new" and record["type"] == "incident" and record["independent_reports"] < 2):
            found.append({"type": record["type"], "result": record["id"], "what": what})
    return found


def _difference(old: Row, new: Row) -> str | None:
    if old["type"] == "incident":
        more = new["independent_reports"] - old["independent_reports"]
        return f"{more} more independent report{'s' if more > 1 else ''}" if more > 0 else None
    if old["state"] != new["state"]:
        return f"{old['state']}, now {new['state']}"
    if old["type"] == "dispute":
        values = {side["value"] for side in new["sides"]} - {side["value"] for side in old["sides"]}
        return f"another side: {min(values)}"[:120] if values else None
    return None
