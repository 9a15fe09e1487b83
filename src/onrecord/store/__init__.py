"""The room that keeps records: one SQLite file or a database on a PostgreSQL server, one transaction a document, every table open to plain SQL."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import cache
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, Insert, Table, bindparam, delete, func, insert, select, text, update

from onrecord.errors import CorruptStore, StoreError
from onrecord.model import Entity, Issue, Joined, Judgement, KeyedDigest, Proposal, Reader, Record
from onrecord.serialize import check_object, check_record, record_objects, to_json_line, to_object
from onrecord.store.about import About
from onrecord.store.accounts import (
    Account,
    EventNote,
    IncidentNote,
    Passage,
    title_of,
)
from onrecord.store.across import (
    LayerLike,
    StoredCollection,
    across_problems,
    forget_oldest,
    put_digests,
    story_ids,
    take_digests,
    texts_of,
    waiting,
)
from onrecord.store.answering import SHORTEST
from onrecord.store.arriving import (
    Changed,
    Marks,
    NewStory,
)
from onrecord.store.asking import (
    Answer,
    Asked,
    CopyNote,
    StoryNote,
    copy_notes,
)
from onrecord.store.beside import Beside, StoryCount
from onrecord.store.deciding import Deciding
from onrecord.store.dialects import server_of
from onrecord.store.doings import DeedRow, SayingRow, Who
from onrecord.store.driver import ask, write
from onrecord.store.engine import named, open_engine, reading, translated
from onrecord.store.explain import Explanation, Quoted, explain, explain_across
from onrecord.store.found import HitContext, Look
from onrecord.store.happenings import Happening, Party
from onrecord.store.indexing import forget_document, give_numbers, index_document
from onrecord.store.joined import (
    Same,
    StoredJoining,
    put_joined,
    stored_entities,
)
from onrecord.store.judged import (
    forget_doubts,
    judged_documents,
    judgements_of,
    put_judgement,
    put_read,
    withdraw,
)
from onrecord.store.mapping import Acting, Edge, Mapped, Node, Placed, acting_rows
from onrecord.store.named import named_entities, names_of
from onrecord.store.paging import Paging, joined
from onrecord.store.parts import put_parts, take_parts
from onrecord.store.people import Counted, EntityNote, EntityRow, NameUse, Occurrence, PossibleTwin, Spot, list_entities
from onrecord.store.query import Hit, Query, search
from onrecord.store.rekeying import key_again, tell_before
from onrecord.store.reviewing import (
    Doubted,
    MaybeSame,
    Queue,
)
from onrecord.store.rows import DisputedHere, SaidAbout, Standing, TimelineRow
from onrecord.store.second import is_second_read, put_proposals, put_second
from onrecord.store.selecting import StoredSelection, objects_of
from onrecord.store.tables import (
    BY_TYPE,
    COUNTED,
    DERIVED,
    DOCUMENT,
    ISSUE,
    PROPOSAL,
    RESULTS,
    STORY,
    STORY_TEXT,
    rows_of,
    storable,
)
from onrecord.store.taking import TAKEN, forget_taken, put_judgements, put_taken
from onrecord.store.timeline import Timeline, TimelineQuery
from onrecord.store.versions import old_documents, outdated
from onrecord.store.watching import Arrived, FeedState, Unread, Watch, Watching
from onrecord.store.webhooks import Attempt, Webhook, Webhooks

__all__ = [
    "About", "Account", "Acting", "Answer", "Arrived", "Asked", "Attempt", "Beside", "Changed", "CopyNote", "Counted", "DeedRow",
    "DisputedHere", "Doubted", "Edge", "EntityNote", "EntityRow", "EventNote", "Explanation", "FeedState", "Happening",
    "Hit", "HitContext", "IncidentNote", "Look", "Mapped", "Marks", "MaybeSame", "NameUse", "NewStory", "Node",
    "Occurrence", "Party", "Passage", "Placed", "PossibleTwin", "Query", "Queue", "Quoted", "SaidAbout", "Same",
    "SayingRow", "Spot", "Standing", "Store", "StoredSelection", "StoryCount", "StoryNote", "Timeline", "TimelineQuery", "TimelineRow",
    "named", "title_of", "Paging", "Unread", "Watch", "Watching", "Webhook", "Webhooks", "Who",
]  # fmt: skip

IS_READ = select(DOCUMENT.c.id).where(
    DOCUMENT.c.id == bindparam("document"), DOCUMENT.c.version == bindparam("version")
)
ACROSS = {"incident": "incidents", "dispute": "disputes", "commitment": "commitments"}


class Store(Deciding):
    """A database of records; use it as a context manager.

    `Store(path)` makes the file where there is none (not with `must_exist`) and brings an older one up
    to date; `path` may be the address of a database on a server, as `postgresql://user:password@host/name`.
    Raises StoreError when it cannot be used.
    """

    def __init__(self, path: str, *, must_exist: bool = False) -> None:
        self.path = path
        self._kept: dict[tuple[str, int], Any] = {}
        self._engine = open_engine(path, must_exist=must_exist)
        self._watching = Watching(self._engine, path)
        self._webhooks = Webhooks(self._engine, path)
        self._paging = Paging(self._engine, path)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    @property
    def name(self) -> str:
        """The database as it is called in what is said: without a password."""
        return named(self.path)

    # --- writing ----------------------------------------------------------------------------------

    def add(self, record: Record, *, version: str, is_again: bool = False) -> bool:
        """Store a document whole, in one transaction; False when this version of it is there already, unless `is_again`.

        A document read before by another version loses what was derived from it, never a judgement.
        Raises CorruptStore when evidence does not hold its words; nothing is stored then.
        """
        check_record(record)
        if not is_again and self.is_read(record.document.id, version):
            return False
        objects = list(record_objects(record))
        groups = list(_grouped([*rows_of(record, version, objects), *acting_rows(record)]))
        by_table = {table.name: group for table, group in groups}
        with translated(self.path), self._engine.begin() as connection:
            known = _forget(connection, record.document.id)
            give_numbers(connection, by_table)
            for table, group in groups:
                if table is DOCUMENT and known:
                    connection.execute(update(DOCUMENT).where(DOCUMENT.c.id == record.document.id), group[0])
                else:
                    write(connection, _insertion(table), group)
            index_document(connection, by_table)
            put_read(connection, record.document.id, objects, is_new=not known)
            put_parts(connection, record.document.id)
            new = put_digests(connection, record.document.id, record.digests)
        self._kept |= new
        forget_oldest(self._kept)
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

    def add_proposals(
        self, document: str, reader: Reader, *, prompt: str, answered: Iterable[str], found: Iterable[Proposal | Issue]
    ) -> None:
        """Store what a second reader answered on stories of a stored document, in the place of its earlier answers on them.

        Nothing else that is stored changes.
        """
        with translated(self.path), self._engine.begin() as connection:
            put_second(connection, document, reader, prompt=prompt, answered=answered, found=found)

    def take(self, record: Record, *, is_again: bool = False) -> bool:
        """Store a document with what another database had of it, whole; False where the document is there, unless `is_again`.

        It counts as read by no version: this program reads it anew when it is given the news itself. Raises as `add` does.
        """
        with translated(self.path), self._reading() as connection:
            known = connection.execute(select(DOCUMENT.c.id).where(DOCUMENT.c.id == record.document.id)).first()
        if known and not is_again:
            return False
        return self.add(record, version=TAKEN, is_again=is_again)

    def take_proposals(self, document: str, proposals: Iterable[Proposal]) -> None:
        """Store what second readers proposed on a taken document as another database had it; a reader that is asked here is asked anew."""
        with translated(self.path), self._engine.begin() as connection:
            put_proposals(connection, document, proposals)

    def take_across(self, objects: Sequence[dict[str, Any]]) -> int:
        """Store records across documents as another database had them, and say how many; those are left out that are there already, and
        those that rest on a document which is not there or which this program read.
        """
        with translated(self.path), self._engine.begin() as connection:
            return put_taken(connection, objects)

    def take_judgements(self, judgements: Iterable[Judgement]) -> int:
        """Store judgements as another database had them, withdrawn ones too, and say how many are new."""
        with translated(self.path), self._engine.begin() as connection:
            return put_judgements(connection, judgements)

    def judge(self, judgement: Judgement) -> None:
        """Store what a person decided. It stands until it is withdrawn, whatever is read anew.

        Raises StoreError when it is about something that is not stored.
        """
        for identity in judgement.subject.split(" "):
            self._resolve(identity)
        with translated(self.path), self._engine.begin() as connection:
            put_judgement(connection, judgement)

    def withdraw(self, judgement: str, at: str) -> Judgement:
        """Take a judgement back; it stays in the database, and counts no longer. Raises StoreError where there is none."""
        with translated(self.path), self._engine.begin() as connection:
            return withdraw(connection, judgement, at)

    @contextmanager
    def collection(self) -> Iterator[StoredCollection]:
        """What is stored of many documents, for one transaction."""
        with translated(self.path), self._engine.begin() as connection:
            yield StoredCollection(connection, self._kept)

    def key_again(self, layer: LayerLike, make_keys: Callable[[Sequence[Any]], Sequence[KeyedDigest]]) -> int:
        """Key the digests of some documents anew that an older version of their layer keyed, in one transaction; 0 where none are left.

        `make_keys` gives digests of whole stories with their keys, in their order; they then wait to be settled.
        """
        with translated(self.path), self._engine.begin() as connection:
            return key_again(connection, layer, make_keys)

    def tell_before(self, layer: LayerLike) -> int:
        """Note what changed in some records of a layer that was made anew, in one transaction; 0 where none are left."""
        with translated(self.path), self._engine.begin() as connection:
            return tell_before(connection, layer.name)

    def put_joined(self, joined: Joined) -> None:
        """Store which entities are one across documents, in the place of what was stored of it before."""
        with translated(self.path), self._engine.begin() as connection:
            put_joined(connection, joined)

    @property
    def watching(self) -> Watching:
        """Saved searches and what is known of polled feeds."""
        return self._watching

    @property
    def webhooks(self) -> Webhooks:
        """Addresses that are told what comes in for saved searches."""
        return self._webhooks

    @property
    def paging(self) -> Paging:
        """Everything of a type, page after page."""
        return self._paging

    @contextmanager
    def joining(self) -> Iterator[StoredJoining]:
        """What is stored of joined entities, for one transaction."""
        with translated(self.path), self._engine.begin() as connection:
            yield StoredJoining(connection)

    # --- reading ----------------------------------------------------------------------------------

    def waiting(self, layers: Sequence[str]) -> list[str]:
        """Documents that wait to be set beside the others in any of these layers, in the order in which they were stored."""
        with translated(self.path), self._reading() as connection:
            return waiting(connection, layers)

    def outdated(self, layers: Sequence[LayerLike]) -> list[str]:
        """The names of those of these layers whose stored digests another version keyed, or whose records are not all made anew since."""
        with translated(self.path), self._reading() as connection:
            return outdated(connection, [(layer.name, layer) for layer in layers])

    def old_documents(self, layers: Sequence[str]) -> dict[str, int]:
        """By layer how many documents an older program kept less of than is compared now, or in a form that is not read any more."""
        with translated(self.path), self._reading() as connection:
            return old_documents(connection, layers)

    def is_read(self, document: str, version: str) -> bool:
        """True when this document is stored as this version read it."""
        with translated(self.path), self._reading() as connection:
            return bool(ask(connection, IS_READ, document=document, version=version))

    def read_by(self, version: str) -> list[str]:
        """The ids of the documents that are stored as this version read them."""
        wanted = select(DOCUMENT.c.id).where(DOCUMENT.c.version == version)
        with translated(self.path), self._reading() as connection:
            return list(connection.scalars(wanted))

    def is_second_read(self, document: str, reader: Reader, *, prompt: str) -> bool:
        """True when this second reader answered for every story of a stored document."""
        with translated(self.path), self._reading() as connection:
            return is_second_read(connection, document, reader, prompt=prompt)

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
        return joined(found)

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

    @contextmanager
    def about(self, identity: str) -> Iterator[About]:
        """Everything of an entity and of those that are one with it, as it is at one moment. Raises StoreError for one that is not stored."""
        _, full = self._resolve(identity)
        with translated(self.path), self._reading() as connection:
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
        """Everything stored, document by document, in the order in which it was read, then what is known across documents, then what
        people judged; memory stays flat.
        """
        with self.selection() as selection:
            yield from selection.objects()

    @contextmanager
    def selection(self, query: Query | None = None, about: str | None = None) -> Iterator[StoredSelection]:
        """What fits a search, what is about a record, or everything stored, as it is at one moment, to be written out.

        `query.limit` is not heard. `about` is the id of an entity (what it and all that are one with it do, say, have done to them and is
        said of them), of a record across documents, a document, a story, a statement or an event, or the first characters of one. Raises
        StoreError for one that is not stored, UsageError for a filter that cannot be.
        """
        full = self._resolve(about)[1] if about is not None else None
        with translated(self.path), self._reading() as connection:
            yield StoredSelection(connection, query, full)

    def _read_objects(self) -> Iterator[dict[str, Any]]:
        """What was read in documents, document by document."""
        with translated(self.path), self._reading() as connection:
            for document in list(connection.scalars(select(DOCUMENT.c.id).order_by(text("rowid")))):
                yield from objects_of(connection, document)

    def judged_documents(self) -> Iterator[tuple[list[dict[str, Any]], dict[str, tuple[Judgement, ...]]]]:
        """Every document that people judged records of: all its objects, and the judgements by the id of the record that they hold for."""
        with translated(self.path), self._reading() as connection:
            for document in judged_documents(connection):
                objects = list(objects_of(connection, document))
                yield objects, judgements_of(connection, [found["id"] for found in objects[1:]])

    def document_objects(self, identity: str) -> Iterator[dict[str, Any]]:
        """A document's object and all that was read in it."""
        _, full = self._resolve(identity)
        with translated(self.path), self._reading() as connection:
            yield from objects_of(connection, full)

    def counts(self) -> dict[str, int]:
        """How many of each type are stored."""
        with translated(self.path), self._reading() as connection:
            found = {row.type: row.number for row in connection.execute(select(COUNTED))}
            return {kind: found[kind] for kind in BY_TYPE}

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
            problems += _file_problems(connection) if server_of(connection) is None else []
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

    def _reading(self) -> AbstractContextManager[Connection]:
        return reading(self._engine)

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
            raise StoreError(f"{identity}: nothing in {self.name} has this id")
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
    forget_taken(connection, document)
    take_digests(connection, document)
    forget_document(connection, document)
    forget_doubts(connection, document)
    take_parts(connection, document)
    for table in (PROPOSAL, *DERIVED, ISSUE):
        connection.execute(delete(table).where(table.c.document == document))
    return True


@cache
def _insertion(table: Table) -> Insert:
    """Of two values with one id the first is kept: an id is a hash of what makes a thing what it is."""
    return insert(table) if table is STORY_TEXT else insert(table).prefix_with("OR IGNORE")


def _file_problems(connection: Connection) -> list[str]:
    """Broken pages and references; a server looks after its own."""
    broken = [row for row in connection.scalars(text("PRAGMA integrity_check")) if row != "ok"]
    lost = connection.execute(text("PRAGMA foreign_key_check"))
    return broken + [f"{row[0]} row {row[1]} refers to nothing" for row in lost]


def _search_problems(connection: Connection) -> list[str]:
    """Stories that the search index does not have, or has without a story."""
    numbers = select(STORY_TEXT.c.rowid)
    lost = connection.scalar(select(func.count()).select_from(STORY).where(STORY.c.number.not_in(numbers)))
    left = connection.scalar(
        select(func.count()).select_from(STORY_TEXT).where(STORY_TEXT.c.rowid.not_in(select(STORY.c.number)))
    )
    found = [f"{lost} stories are missing from the search index; read them again with --again"] if lost else []
    return found + ([f"{left} rows of the search index have no story"] if left else [])


def _grouped(rows: Iterable[tuple[Any, dict[str, Any]]]) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """Rows by table, tables in the order in which they first come, so that parents are there before children."""
    groups: dict[str, tuple[Any, list[dict[str, Any]]]] = {}
    for table, row in rows:
        groups.setdefault(table.name, (table, []))[1].append(row)
    yield from groups.values()
