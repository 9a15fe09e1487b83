"""Everything of a type, page after page: each begins behind the last of the one before, so that what comes in meanwhile moves nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, Select, bindparam, or_, select, text

from onrecord.store.asking import Asked, commitments, disputes, incidents
from onrecord.store.driver import ask
from onrecord.store.engine import reading, translated
from onrecord.store.lists import one_of
from onrecord.store.named import named_entities
from onrecord.store.query import TABLES, Query, clean, hits_of, kinds_of, matching
from onrecord.store.results import number_range
from onrecord.store.tables import BY_TYPE, COPY, DOCUMENT, ENTITY_READING, JUDGED, JUDGEMENT, STORY

Found = dict[str, Any]
ANSWERING = {"incident": incidents, "dispute": disputes, "commitment": commitments}
ROWID = text("document.rowid")


class Paging:
    """Pages of one database."""

    def __init__(self, engine: Engine, path: str) -> None:
        self._engine, self._path = engine, path

    def found(
        self, query: Query, kind: str, *, document: str | None = None, story: str | None = None
    ) -> list[tuple[int, Found]]:
        """Statements, events or stories that fit, the newest first, with their numbers: up to `query.limit` behind `query.after`.

        Raises UsageError for a filter that cannot be.
        """
        cleaned = clean(replace(query, after=None))
        if cleaned is None or kind not in kinds_of(cleaned):
            return []
        with translated(self._path), reading(self._engine) as connection:
            wanted, given = matching(connection, cleaned, kind)
            if query.after is not None:
                given["greatest"] = min(given["greatest"], query.after - 1)
            for by, value in (("document", document), ("story", story)):
                if value is not None:
                    wanted, given = _within(wanted, kind, by), given | {by: value}
            rows = ask(connection, wanted, **given | {"most": query.limit})
            return [(hit.number, hit.record) for hit in hits_of(connection, kind, [number for (number,) in rows])]

    def answers(self, kind: str, asked: Asked) -> list[tuple[int, Found]]:
        """Incidents, disputes or commitments that fit, those told last first, with their numbers: up to `asked.limit` behind `asked.after`.

        Raises UsageError for a filter that cannot be.
        """
        behind = number_range(kind)[1] + 1 if asked.after is None else asked.after
        with translated(self._path), reading(self._engine) as connection:
            found = ANSWERING[kind](connection, replace(asked, after=behind))
            return [(answer.number, answer.record) for answer in found]

    def documents(self, after: int, most: int) -> list[tuple[int, Found]]:
        """Documents in the order in which they came in, with their numbers."""
        wanted = select(ROWID, DOCUMENT.c.json).select_from(DOCUMENT).where(text("document.rowid > :after"))
        with translated(self._path), reading(self._engine) as connection:
            rows = connection.execute(wanted.order_by(ROWID).limit(most), {"after": after})
            return [(number, json.loads(packed)) for number, packed in rows]

    def stored(
        self, kind: str, after: str, most: int, *, document: str | None = None, story: str | None = None, record: str | None = None
    ) -> list[Found]:  # fmt: skip
        """Records of any other type in the order of their ids; `record` is one that judgements are about."""
        table = BY_TYPE[kind]
        wanted = select(table.c.id)
        if story is not None and kind == "copy":
            wanted = wanted.where(or_(COPY.c.story == story, COPY.c["of"] == story))
        elif story is not None:
            own = select(STORY.c.document).where(STORY.c.id == story).scalar_subquery()
            wanted = wanted.where(table.c.document == own, table.c.story == story)
        if document is not None:
            wanted = wanted.where(table.c.document == document)
        if record is not None:
            wanted = wanted.where(JUDGEMENT.c.id.in_(select(JUDGED.c.judgement).where(JUDGED.c.record == record)))
        return self._following(kind, wanted, after, most)

    def entities(
        self, after: str, most: int, *, name: str | None = None, kind: str | None = None, document: str | None = None
    ) -> list[Found]:
        """Entities in the order of their ids; of a name, as `who` of a search finds them, those that are one with them too."""
        wanted = select(ENTITY_READING.c.id)
        if kind is not None:
            wanted = wanted.where(ENTITY_READING.c.kind == kind)
        if document is not None:
            wanted = wanted.where(ENTITY_READING.c.document == document)
        if name is not None:
            with translated(self._path), reading(self._engine) as connection:
                wanted = wanted.where(ENTITY_READING.c.id.in_(one_of(named_entities(connection, name))))
        return self._following("entity", wanted, after, most)

    def _following(self, kind: str, wanted: Select[Any], after: str, most: int) -> list[Found]:
        identity = BY_TYPE[kind].c.id
        with translated(self._path), reading(self._engine) as connection:
            page = wanted.where(identity > after).distinct().order_by(identity).limit(most)
            return readings_of(connection, kind, list(connection.scalars(page)))


@cache
def _within(wanted: Select[Any], kind: str, by: str) -> Select[Any]:
    """The same question, of one document or story alone."""
    table = TABLES[kind]
    column = table.c.id if kind == by else table.c[by]
    return wanted.where(wanted.selected_columns[0].in_(select(table.c.number).where(column == bindparam(by))))


def readings_of(connection: Connection, kind: str, ids: list[str]) -> list[Found]:
    """The objects of these ids, in their order; an entity is joined over the documents it occurs in."""
    table = BY_TYPE[kind]
    order = table.c.document if kind == "entity" else table.c.id
    found: dict[str, list[Found]] = {}
    wanted = select(table.c.id, table.c.json).where(table.c.id.in_(one_of(ids))).order_by(table.c.id, order)
    for identity, packed in connection.execute(wanted):
        found.setdefault(identity, []).append(json.loads(packed))
    return [joined(found[identity]) for identity in ids]


def joined(found: list[Found]) -> Found:
    """One object; of an entity's readings in several documents, names are counted together and mentions strung."""
    first = found[0]
    if first["type"] != "entity" or len(found) == 1:
        return first
    counts: dict[str, int] = {}
    for one in found:
        for name in one["names"]:
            counts[name["text"]] = counts.get(name["text"], 0) + name["count"]
    names = [
        {"text": words, "count": count} for words, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    office = sorted({title for reading in found for title in reading["office"]})
    mentions = [mention for reading in found for mention in reading["mentions"]]
    same = [other for reading in found for other in reading["possible_same"]]
    return {**first, "names": names, "office": office, "mentions": mentions, "possible_same": same}
