"""What each entity has a part in, newest first without sorting: a row for each event and statement, kept with its document."""

from __future__ import annotations

import heapq
from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from onrecord.store.driver import ask, write
from onrecord.store.tables import DOCUMENT, ENTITY_PART, ENTITY_PART_READ, STORY

ROLES = ("actor", "recipient", "source", "named", "target")
"""Who does it, to whom it is done, who says it, who is named in what another says, at whom it is aimed."""
C = ENTITY_PART.c
DAY = func.substr(func.coalesce(STORY.c.written_on, DOCUMENT.c.published, ""), 1, 10)
OF_DOCUMENT = (
    select(ENTITY_PART_READ.c.entity, ENTITY_PART_READ.c.role, DAY.label("day"), ENTITY_PART_READ.c.record)
    .join(STORY, STORY.c.id == ENTITY_PART_READ.c.story)
    .join(DOCUMENT, DOCUMENT.c.id == ENTITY_PART_READ.c.document)
    .where(ENTITY_PART_READ.c.document == bindparam("read"))
)
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
    write(connection, PUT, [dict(zip(names, row, strict=True)) for row in ask(connection, OF_DOCUMENT, read=document)])


def take_parts(connection: Connection, document: str) -> None:
    """Take away what `put_parts` stored; the document's rows are still there."""
    names = ("old_entity", "old_role", "old_day", "old_record")
    write(connection, TAKE, [dict(zip(names, row, strict=True)) for row in ask(connection, OF_DOCUMENT, read=document)])


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
