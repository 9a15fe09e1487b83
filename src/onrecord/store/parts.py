"""What each entity has a part in, newest first without sorting: a row for each event and statement, kept with its document."""

from __future__ import annotations

import heapq
import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import BindParameter, Connection, bindparam, delete, func, insert, select

from onrecord.store.driver import ask, write
from onrecord.store.tables import DOCUMENT, ENTITY_PART, EVENT, MENTION, PARTICIPANT, STATEMENT, STORY, Row

ROLES = ("actor", "recipient", "source", "named", "target")
"""Who does it, to whom it is done, who says it, who is named in what another says, at whom it is aimed."""
C = ENTITY_PART.c
READ: BindParameter[str] = bindparam("read")
DAY = func.substr(func.coalesce(STORY.c.written_on, DOCUMENT.c.published, ""), 1, 10)
DAYS_OF = select(STORY.c.id, DAY).join(DOCUMENT, DOCUMENT.c.id == STORY.c.document).where(STORY.c.document == READ)
DOING = (
    select(PARTICIPANT.c.entity, PARTICIPANT.c.role, EVENT.c.story, PARTICIPANT.c.event)
    .join(EVENT, EVENT.c.id == PARTICIPANT.c.event)
    .where(EVENT.c.document == READ, PARTICIPANT.c.entity.is_not(None))
)
SAYING = select(STATEMENT.c.id, STATEMENT.c.story, STATEMENT.c.source_entity, STATEMENT.c.json).where(
    STATEMENT.c.document == READ
)
NAMING = select(MENTION.c.story, MENTION.c.entity, MENTION.c.start, MENTION.c.stop).where(MENTION.c.document == READ)
PUT = insert(ENTITY_PART).prefix_with("OR IGNORE")
TAKE = delete(ENTITY_PART).where(*(C[name] == bindparam(f"old_{name}") for name in ("entity", "role", "day", "record")))
NEWEST = (
    select(C.day, C.record)
    .where(
        C.entity == bindparam("who"), C.role == bindparam("as"), C.day >= bindparam("since"), C.day < bindparam("until")
    )
    .order_by(C.day.desc(), C.record.desc())
    .limit(bindparam("most"))
)
COUNT = select(func.count()).where(C.entity == bindparam("who"), C.role == bindparam("as"))
EVER = ("", "~")


def put_parts(connection: Connection, document: str) -> None:
    """Store who has a part in what a document tells; its rows are stored already."""
    names = ("entity", "role", "day", "record")
    write(connection, PUT, [dict(zip(names, row, strict=True)) for row in sorted(parts_of(connection, document))])


def take_parts(connection: Connection, document: str) -> None:
    """Take away what `put_parts` stored; the document's rows are still there."""
    names = ("old_entity", "old_role", "old_day", "old_record")
    write(connection, TAKE, [dict(zip(names, row, strict=True)) for row in parts_of(connection, document)])


def parts_of(connection: Connection, document: str) -> set[tuple[str, str, str, str]]:
    """Entity, role, day and event or statement, of everything that is stored of a document: its rows of the view `entity_part_read`,
    for which SQLite would look at every document.
    """
    day: dict[str, str] = {story: told for story, told in ask(connection, DAYS_OF, read=document)}  # noqa: C416
    found = {(entity, role, day[story], event) for entity, role, story, event in ask(connection, DOING, read=document)}
    mentions: dict[str, list[tuple[int, int, str]]] = {}
    for story, entity, start, stop in ask(connection, NAMING, read=document):
        mentions.setdefault(story, []).append((start, stop, entity))
    for identity, story, source, packed in ask(connection, SAYING, read=document):
        own = sorted(found_in for found_in in mentions.get(story, ()) if found_in[2] != source)
        roles = {(source, "source")} if source is not None else set()
        roles.update(_named(own, json.loads(packed)))
        found |= {(entity, role, day[story], identity) for entity, role in roles}
    return found


def _named(mentions: Sequence[tuple[int, int, str]], said: Row) -> Iterator[tuple[str, str]]:
    """Who of these mentions (start, stop, entity; in order) stands in what is said, and at whom that is aimed."""
    for start, stop in said["content"]["spans"]:
        first = bisect_left(mentions, (start,))
        for begins, ends, entity in mentions[first:]:
            if begins > stop:
                break
            if ends <= stop:
                yield entity, "named"
    if said["target"] is not None:
        start, stop = said["target"]["span"]
        for begins, ends, entity in mentions:
            if begins < stop and ends > start:
                yield from ((entity, "named"), (entity, "target"))


def newest_parts(
    connection: Connection, entities: Iterable[str], roles: Iterable[str], most: int, period: tuple[str, str] = EVER
) -> list[str]:
    """Ids of the events and statements in which any of these has one of the roles, newest first, at most so many."""
    rows = [
        ask(connection, NEWEST, **{"who": one, "as": role, "since": period[0], "until": period[1], "most": most})
        for one in entities
        for role in roles
    ]
    merged = heapq.merge(*rows, reverse=True)
    found: dict[str, None] = {}
    for _, record in merged:
        found.setdefault(record)
        if len(found) == most:
            break
    return list(found)


def count_parts(connection: Connection, entities: Iterable[str], role: str) -> int:
    """How often any of these has the role; what two of them share counts twice."""
    return sum(ask(connection, COUNT, **{"who": one, "as": role})[0][0] for one in entities)
