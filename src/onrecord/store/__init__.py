"""The room that keeps records: one SQLite file, one transaction a document, every table open to plain SQL."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, Insert, Table, bindparam, delete, func, insert, select, text, update

from onrecord.errors import CorruptStore, StoreError
from onrecord.model import Entity, Issue, Joined, Judgement, Record
from onrecord.serialize import check_object, check_record, to_json_line, to_object
from onrecord.store.about import About
from onrecord.store.across import (
    MOST_KEPT,
    StoredCollection,
    across_problems,
    put_digests,
    result_objects,
    story_ids,
    take_digests,
    texts_of,
    waiting,
)
from onrecord.store.asking import (
    Answer,
    Asked,
    CopyNote,
    StoryNote,
    answer_for,
    commitments,
    copy_notes,
    disputes,
    incidents,
    with_incident,
)
from onrecord.store.doings import DeedRow, SayingRow, Who
from onrecord.store.engine import open_engine, translated
from onrecord.store.explain import Explanation, Quoted, explain, explain_across
from onrecord.store.joined import (
    Same,
    StoredJoining,
    judgements_on,
    put_joined,
    put_judgement,
    same_as,
    stored_entities,
    stored_judgements,
    withdraw,
)
from onrecord.store.named import named_entities, names_of
from onrecord.store.parts import put_parts, take_parts
from onrecord.store.people import Counted, EntityNote, EntityRow, NameUse, Occurrence, PossibleTwin, Spot, list_entities
from onrecord.store.query import Hit, Query, search
from onrecord.store.rows import DisputedHere, SaidAbout, Standing, TimelineRow
from onrecord.store.tables import BY_TYPE, DERIVED, DOCUMENT, ISSUE, RESULTS, STORY, STORY_TEXT, rows_of, storable
from onrecord.store.timeline import SUBJECTS, Timeline, TimelineQuery, make_timeline

__all__ = [
    "About", "Answer", "Asked", "CopyNote", "Counted", "DeedRow", "DisputedHere", "EntityNote", "EntityRow", "Explanation", "Hit", "NameUse",
    "Occurrence", "PossibleTwin", "Query", "Quoted", "SaidAbout", "Same", "SayingRow", "Spot", "Standing", "Store", "StoryNote", "Timeline",
    "TimelineQuery", "TimelineRow", "Who",
]  # fmt: skip

ORDER = ("story", "entity", "statement", "event", "quantity", "time", "place", "issue")
ACROSS = {"incident": "incidents", "dispute": "disputes", "commitment": "commitments"}
SHORTEST = 6
"""Characters of an id, after its type, that are enough to ask for it."""


class Store:
    """A database of records; use it as a context manager.

    `Store(path)` makes the file where there is none (not with `must_exist`) and brings an older one up
    to date. Raises StoreError when it cannot be used.
    """

    def __init__(self, path: str, *, must_exist: bool = False) -> None:
        self.path = path
        self._kept: dict[tuple[str, int], Any] = {}
        self._engine = open_engine(path, must_exist=must_exist)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    # --- writing ----------------------------------------------------------------------------------

    def add(self, record: Record, *, version: str) -> bool:
        """Store a document whole, in one transaction; False when this version of it is there already.

        A document read before by another version loses what was derived from it, never a judgement.
        Raises CorruptStore when evidence does not hold its words; nothing is stored then.
        """
        check_record(record)
        if self.is_read(record.document.id, version):
            return False
        rows = list(rows_of(record, version))
        with translated(self.path), self._engine.begin() as connection:
            known = _forget(connection, record.document.id)
            for table, group in _grouped(rows):
                if table is DOCUMENT and known:
                    connection.execute(update(DOCUMENT).where(DOCUMENT.c.id == record.document.id), group[0])
                else:
                    connection.execute(_insertion(table), group)
            put_parts(connection, record.document.id)
            new = put_digests(connection, record.document.id, record.digests)
        if len(self._kept) > MOST_KEPT:
            self._kept.clear()
        self._kept |= new
        return True

    def add_issues(self, issues: Iterable[Issue]) -> None:
        """Store issues that belong to no stored document; one that is there already stays as it is."""
        objects = [to_object(issue) for issue in issues]
        rows = [
            storable({column.name: found.get(column.name) for column in ISSUE.columns}) | {"json": to_json_line(found)}
            for found in objects
        ]
        if rows:
            with translated(self.path), self._engine.begin() as connection:
                connection.execute(insert(ISSUE).prefix_with("OR IGNORE"), rows)

    def judge(self, judgement: Judgement) -> None:
        """Store what a person decided. It stands until it is withdrawn, whatever is read anew.

        Raises StoreError when it is about something that is not stored.
        """
        for identity in judgement.subject.split(" "):
            self._resolve(identity)
        with translated(self.path), self._engine.begin() as connection:
            put_judgement(connection, judgement)

    @contextmanager
    def collection(self) -> Iterator[StoredCollection]:
        """What is stored of many documents, for one transaction."""
        with translated(self.path), self._engine.begin() as connection:
            yield StoredCollection(connection, self._kept)

    def put_joined(self, joined: Joined) -> None:
        """Store which entities are one across documents, in the place of what was stored of it before."""
        with translated(self.path), self._engine.begin() as connection:
            put_joined(connection, joined)

    @contextmanager
    def joining(self) -> Iterator[StoredJoining]:
        """What is stored of joined entities, for one transaction."""
        with translated(self.path), self._engine.begin() as connection:
            yield StoredJoining(connection)

    def withdraw(self, judgement: str, at: str) -> Judgement:
        """Take a judgement back: it stays, with the time at which it was withdrawn. Raises StoreError for one that is not stored."""
        _, full = self._resolve(judgement)
        with translated(self.path), self._engine.begin() as connection:
            return withdraw(connection, full, at)

    # --- reading ----------------------------------------------------------------------------------

    def waiting(self, layers: Sequence[str]) -> list[str]:
        """Documents that wait to be set beside the others in any of these layers, in the order in which they were stored."""
        with translated(self.path), self._reading() as connection:
            return waiting(connection, layers)

    def is_read(self, document: str, version: str) -> bool:
        """True when this document is stored as this version read it."""
        wanted = select(DOCUMENT.c.id).where(DOCUMENT.c.id == document, DOCUMENT.c.version == version)
        with translated(self.path), self._reading() as connection:
            return connection.execute(wanted).first() is not None

    def get(self, identity: str) -> dict[str, Any]:
        """The object of an id or of the beginning of one. An entity is joined over the documents it occurs in.

        Raises StoreError when nothing or more than one thing begins like that.
        """
        kind, full = self._resolve(identity)
        with translated(self.path), self._reading() as connection:
            table = BY_TYPE[kind]
            order = table.c.document if kind == "entity" else table.c.id
            found = [
                json.loads(row)
                for row in connection.scalars(select(table.c.json).where(table.c.id == full).order_by(order))
            ]
        return _joined(found)

    def text_of(self, document: str) -> str:
        """The clean text of a stored document."""
        with translated(self.path), self._reading() as connection:
            found: str = json.loads(connection.scalars(select(DOCUMENT.c.json).where(DOCUMENT.c.id == document)).one())[
                "text"
            ]
            return found

    def entities(self) -> list[Entity]:
        """Every reading of every entity, without mentions: what joining across documents needs."""
        with translated(self.path), self._reading() as connection:
            return list(stored_entities(connection))

    def judgements(self) -> list[Judgement]:
        """Every judgement, withdrawn ones too."""
        with translated(self.path), self._reading() as connection:
            return stored_judgements(connection)

    def judgements_on(self, entities: Iterable[str]) -> list[Judgement]:
        """Judgements on any of these entities and another, withdrawn ones too, the newest first."""
        with translated(self.path), self._reading() as connection:
            return judgements_on(connection, entities)

    def same_as(self, identity: str) -> tuple[Same, ...]:
        """Entities that are one with this one across documents, then those that may be, with the reasons."""
        _, full = self._resolve(identity)
        with translated(self.path), self._reading() as connection:
            return tuple(same_as(connection, full))

    @contextmanager
    def about(self, identity: str) -> Iterator[About]:
        """Everything of an entity and of those that are one with it, as it is at one moment. Raises StoreError for one that is not stored."""
        _, full = self._resolve(identity)
        with translated(self.path), self._reading() as connection, connection.begin():
            yield About(connection, full)

    def list_entities(
        self, *, name: str | None = None, kinds: Sequence[str] = (), words: str | None = None, most: int = 50, start: int = 0
    ) -> tuple[EntityRow, ...]:  # fmt: skip
        """Entities by words of their name, kind and words of stories that name them, those of most documents first; what is joined once."""
        with translated(self.path), self._reading() as connection:
            return list_entities(connection, name, kinds, words, most, start)

    def named(self, name: str) -> frozenset[str]:
        """Ids of the entities that a name means, those that are one with them too; none where nobody is called so."""
        with translated(self.path), self._reading() as connection:
            return named_entities(connection, name)

    def names_of(self, entities: Iterable[str]) -> dict[str, str]:
        """By id the names of entities across documents; what is not stored has none."""
        with translated(self.path), self._reading() as connection:
            return names_of(connection, set(entities))

    def full_id(self, identity: str) -> str:
        """The whole id that begins like this. Raises StoreError when nothing or more than one thing does."""
        return self._resolve(identity)[1]

    def find(self, query: Query) -> Iterator[Hit]:
        """Statements, events and stories that fit, newest first."""
        with translated(self.path), self._reading() as connection:
            yield from search(connection, query)

    def incidents(self, asked: Asked) -> Iterator[Answer]:
        """Incidents that fit, the last reported first."""
        with translated(self.path), self._reading() as connection:
            yield from incidents(connection, asked)

    def disputes(self, asked: Asked) -> Iterator[Answer]:
        """Disputes that fit, the newest first; each says which incident it is about."""
        with translated(self.path), self._reading() as connection:
            yield from disputes(connection, asked)

    def commitments(self, asked: Asked) -> Iterator[Answer]:
        """Commitments that fit, the newest first; with `due_before` by deadline."""
        with translated(self.path), self._reading() as connection:
            yield from commitments(connection, asked)

    def answer(self, identity: str) -> Answer:
        """A copy, incident, dispute or commitment by its id, with what is needed to show it."""
        record = self.get(identity)
        with translated(self.path), self._reading() as connection:
            return answer_for(connection, record)

    def timeline(self, query: TimelineQuery) -> Timeline:
        """What happened to a person, a body or a place, in an incident or a story, or as a search finds it, in the order of happening."""
        kind, _, digits = (query.subject or "").partition("-")
        if kind in SUBJECTS and len(digits) >= SHORTEST and digits.isalnum():
            query = replace(query, subject=self.full_id(query.subject or ""))
        with translated(self.path), self._reading() as connection:
            return make_timeline(connection, query)

    def copies(self, document: str) -> tuple[CopyNote, ...]:
        """What the stories of a document are copies of."""
        _, full = self._resolve(document)
        with translated(self.path), self._reading() as connection:
            return copy_notes(connection, connection.scalars(select(STORY.c.id).where(STORY.c.document == full)))

    def why(self, identity: str) -> Explanation:
        """A record with each of its pieces of evidence in context."""
        found = self.get(identity)
        if found["type"] in RESULTS:
            with translated(self.path), self._reading() as connection:
                return explain_across(found, texts_of(connection, story_ids(found)))
        documents = [found["id"]] if found["type"] == "document" else self._documents_of(found["type"], found["id"])
        explanation = explain(found, [(document, self.text_of(document)) for document in documents])
        if found["type"] != "story":
            return explanation
        with translated(self.path), self._reading() as connection:
            return replace(explanation, copies=copy_notes(connection, [found["id"]]))

    def objects(self) -> Iterator[dict[str, Any]]:
        """Everything stored, document by document, in the order in which it was read, then what is known across documents; memory stays flat."""
        yield from self._read_objects()
        with translated(self.path), self._reading() as connection:
            for kind in RESULTS:
                yield from (with_incident(connection, found) for found in result_objects(connection, kind))

    def _read_objects(self) -> Iterator[dict[str, Any]]:
        """What was read in documents, document by document."""
        with translated(self.path), self._reading() as connection:
            for document in list(connection.scalars(select(DOCUMENT.c.id).order_by(text("rowid")))):
                yield from _of_document(connection, document)

    def document_objects(self, identity: str) -> Iterator[dict[str, Any]]:
        """A document's object and all that was read in it."""
        _, full = self._resolve(identity)
        with translated(self.path), self._reading() as connection:
            yield from _of_document(connection, full)

    def counts(self) -> dict[str, int]:
        """How many of each type are stored."""
        with translated(self.path), self._reading() as connection:
            return {
                kind: connection.scalar(select(func.count(func.distinct(table.c.id)))) or 0
                for kind, table in BY_TYPE.items()
            }

    def counts_text(self) -> str:
        """The counts in words."""
        found = self.counts()
        shown = {
            "document": "documents",
            "story": "stories",
            "statement": "statements",
            "event": "events",
            "entity": "entities",
        }
        shown |= {kind: plural for kind, plural in ACROSS.items() if found[kind]}
        return ", ".join(f"{found[kind]:,} {plural}" for kind, plural in shown.items())

    def check(self) -> tuple[str, ...]:
        """What is wrong with the database: broken pages or references, evidence that does not hold its words."""
        problems: list[str] = []
        with translated(self.path), self._reading() as connection:
            problems += [row for row in connection.scalars(text("PRAGMA integrity_check")) if row != "ok"]
            problems += [
                f"{row[0]} row {row[1]} refers to nothing"
                for row in connection.execute(text("PRAGMA foreign_key_check"))
            ]
            problems += _search_problems(connection)
            problems += across_problems(connection)
        body = ""
        for found in self._read_objects():
            if found["type"] == "document":
                body = found["text"]
                continue
            try:
                check_object(found, body)
            except CorruptStore as error:
                problems.append(str(error))
        return tuple(problems)

    def _reading(self) -> Any:
        return self._engine.connect().execution_options(reading=True)

    def _resolve(self, identity: str) -> tuple[str, str]:
        kind, _, digits = identity.partition("-")
        if kind not in BY_TYPE or len(digits) < SHORTEST or not digits.isalnum():
            raise StoreError(
                f"{identity}: an id looks like event-5f0c12… (type, hyphen, at least {SHORTEST} characters)"
            )
        table = BY_TYPE[kind]
        wanted = select(table.c.id).where(table.c.id >= identity, table.c.id < identity + "~").distinct().limit(2)
        with translated(self.path), self._reading() as connection:
            found = list(connection.scalars(wanted))
        if not found:
            raise StoreError(f"{identity}: nothing in {self.path} has this id")
        if len(found) > 1:
            raise StoreError(f"{identity}: more than one id begins like this; give more of it")
        return kind, found[0]

    def _documents_of(self, kind: str, identity: str) -> list[str]:
        table = BY_TYPE[kind]
        if "document" not in table.c:
            return []
        with translated(self.path), self._reading() as connection:
            return [d for d in connection.scalars(select(table.c.document).where(table.c.id == identity)) if d]


def _forget(connection: Connection, document: str) -> bool:
    """Take away what was derived from a document; False when it is not stored."""
    if connection.execute(select(DOCUMENT.c.id).where(DOCUMENT.c.id == document)).first() is None:
        return False
    stories = select(STORY.c.number).where(STORY.c.document == document)
    connection.execute(delete(STORY_TEXT).where(STORY_TEXT.c.rowid.in_(stories)))
    take_digests(connection, document)
    take_parts(connection, document)
    for table in (*DERIVED, ISSUE):
        connection.execute(delete(table).where(table.c.document == document))
    return True


def _insertion(table: Table) -> Insert:
    """Of two values with one id the first is kept: an id is a hash of what makes a thing what it is."""
    if table is STORY_TEXT:
        number = select(STORY.c.number).where(STORY.c.id == bindparam("of")).scalar_subquery()
        return insert(STORY_TEXT).values(rowid=number)
    return insert(table).prefix_with("OR IGNORE")


def _search_problems(connection: Connection) -> list[str]:
    """Stories that the search index does not have, or has without a story."""
    numbers = select(STORY_TEXT.c.rowid)
    lost = connection.scalar(select(func.count()).select_from(STORY).where(STORY.c.number.not_in(numbers)))
    left = connection.scalar(
        select(func.count()).select_from(STORY_TEXT).where(STORY_TEXT.c.rowid.not_in(select(STORY.c.number)))
    )
    found = [f"{lost} stories are missing from the search index; read them again with --again"] if lost else []
    return found + ([f"{left} rows of the search index have no story"] if left else [])


def _of_document(connection: Connection, document: str) -> Iterator[dict[str, Any]]:
    yield json.loads(connection.scalars(select(DOCUMENT.c.json).where(DOCUMENT.c.id == document)).one())
    for kind in ORDER:
        table = BY_TYPE[kind]
        wanted = select(table.c.json).where(table.c.document == document).order_by(text("rowid"))
        yield from map(json.loads, connection.scalars(wanted))


def _grouped(rows: list[tuple[Any, dict[str, Any]]]) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """Rows by table, tables in the order in which they first come, so that parents are there before children."""
    groups: dict[str, tuple[Any, list[dict[str, Any]]]] = {}
    for table, row in rows:
        groups.setdefault(table.name, (table, []))[1].append(row)
    yield from groups.values()


def _joined(found: list[dict[str, Any]]) -> dict[str, Any]:
    """One object; of an entity's readings in several documents, names are counted together and mentions strung."""
    first = found[0]
    if first["type"] != "entity" or len(found) == 1:
        return first
    counts: dict[str, int] = {}
    for reading in found:
        for name in reading["names"]:
            counts[name["text"]] = counts.get(name["text"], 0) + name["count"]
    names = [
        {"text": words, "count": count} for words, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    office = sorted({title for reading in found for title in reading["office"]})
    mentions = [mention for reading in found for mention in reading["mentions"]]
    same = [other for reading in found for other in reading["possible_same"]]
    return {**first, "names": names, "office": office, "mentions": mentions, "possible_same": same}
