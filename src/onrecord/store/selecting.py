"""A part of what is stored, to be written out: chosen once into a table of the connection's own, then read document by document."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    String,
    Table,
    cast,
    delete,
    func,
    insert,
    or_,
    select,
    text,
)

from onrecord.errors import StoreError
from onrecord.model import Block, Bundle, Identity, group_objects, part_of
from onrecord.serialize import to_json_line, to_object
from onrecord.store.asking import with_incident
from onrecord.store.dialects import server_of
from onrecord.store.driver import pages, run
from onrecord.store.joined import stored_judgements
from onrecord.store.lists import one_of
from onrecord.store.query import Query, clean, kinds_of, matching
from onrecord.store.tables import (
    BY_TYPE,
    DISPUTE,
    DOCUMENT,
    ENTITY_PART,
    ENTITY_READING,
    EVENT,
    ISSUE,
    JUDGED,
    JUDGEMENT,
    MENTION,
    PARTICIPANT,
    RESULT_PART,
    RESULTS,
    SAME_ENTITY,
    STATEMENT,
    STORY,
)

Found = dict[str, Any]
READ = ("story", "entity", "statement", "event", "quantity", "time", "place", "issue", "proposal")
"""Types that are read in one document, in the order in which they are written."""
AT_ONCE = 500
"""Documents whose ids are held at once."""
ROWS_AT_ONCE = 100
"""Rows that are fetched at once; those of documents hold whole texts."""
BLOCK_LINES = 4_000
BLOCK_BYTES = 2_000_000
"""A block has no more lines and hardly more bytes than that."""

_CHOSEN = Table("chosen", MetaData(), Column("id", String), Column("type", String), Column("document", String))
_WANTED = Table("wanted", MetaData(), Column("id", String))
"""What an `about` is about, while a search is cut down to it."""
_MAKE = (
    "DROP TABLE IF EXISTS chosen", "DROP TABLE IF EXISTS wanted",
    "CREATE TEMP TABLE chosen (id TEXT NOT NULL, type TEXT NOT NULL, document TEXT, PRIMARY KEY (id, type)) WITHOUT ROWID",
    "CREATE TEMP TABLE wanted (id TEXT PRIMARY KEY) WITHOUT ROWID",
)  # fmt: skip
_INDEX = "CREATE INDEX chosen_document ON chosen(document, type)"
C = _CHOSEN.c
LABELS = {"kind": "only", "to_whom": "to whom", "event_type": "event type", "alleged_only": "only what is alleged", "disputed_only": "only what is disputed"}  # fmt: skip


class StoredSelection:
    """A part of what is stored as it is at one moment; it lives as long as its connection's transaction."""

    def __init__(self, connection: Connection, query: Query | None = None, about: str | None = None) -> None:
        self.about = about
        self.title = _title(connection, query, about)
        self._connection = connection
        self.is_all = query is None and about is None
        if not self.is_all:
            _choose(connection, query, about)

    def is_empty(self) -> bool:
        """Whether nothing is chosen, or nothing is stored."""
        wanted = select(DOCUMENT.c.id) if self.is_all else select(C.id)
        return self._connection.execute(wanted.limit(1)).first() is None

    def documents(self) -> Iterator[str]:
        """Ids of documents in the order in which they were read."""
        wanted = select(text("rowid"), DOCUMENT.c.id).select_from(DOCUMENT)
        if not self.is_all:
            wanted = wanted.where(DOCUMENT.c.id.in_(select(C.document)))
        last = -1
        while True:
            page = wanted.where(text("rowid > :last")).order_by(text("rowid")).limit(AT_ONCE)
            rows = self._connection.execute(page, {"last": last}).all()
            yield from (identity for _, identity in rows)
            if len(rows) < AT_ONCE:
                return
            last = rows[-1][0]

    def bundles(self) -> Iterator[Bundle]:
        """Documents with what was read in them, as far as it is chosen."""
        for document in self.documents():
            (bundle,) = group_objects(objects_of(self._connection, document))
            if self.is_all:
                yield bundle
                continue
            chosen: dict[str, set[str]] = {}
            for identity, kind in self._connection.execute(select(C.id, C.type).where(C.document == document)):
                chosen.setdefault(kind, set()).add(identity)
            records = frozenset().union(*(chosen.get(kind, ()) for kind in ("statement", "event", "story", "entity")))
            yield part_of(bundle, frozenset(chosen.get("whole", ())), records)

    def across(self, kind: str) -> Iterator[Found]:
        """Records across documents of a type that have a part in what is chosen."""
        table = RESULTS[kind]
        for (packed,) in self._rows(self._across(kind), table):
            found = json.loads(packed)
            yield with_incident(self._connection, found) if table is DISPUTE else found

    def _across(self, kind: str) -> Select[Any]:
        table = RESULTS[kind]
        wanted = select(table.c.json)
        if self.is_all:
            return wanted
        part = RESULT_PART.c
        if kind == "copy":
            stories = select(C.id).where(C.type.in_(("whole", "story")))
            return wanted.where(or_(table.c.story.in_(stories), table.c["of"].in_(stories)))
        own = select(part.result).where(
            part.type == kind, part.part.in_(select(C.id).where(C.type.in_(("statement", "event", "whole"))))
        )
        return wanted.where(or_(table.c.id.in_(own), table.c.id.in_(select(C.id).where(C.type == kind))))

    def judgements(self) -> Iterator[Found]:
        """What people judged of what is chosen, withdrawn judgements too."""
        if self.is_all:
            yield from map(to_object, stored_judgements(self._connection))
            return
        own = select(JUDGED.c.judgement).where(
            or_(JUDGED.c.record.in_(select(C.id)), *(JUDGED.c.record.in_(self._ids(kind)) for kind in RESULTS))
        )
        wanted = select(JUDGEMENT.c.json).where(JUDGEMENT.c.id.in_(own)).order_by(JUDGEMENT.c.at, JUDGEMENT.c.id)
        yield from map(json.loads, self._connection.scalars(wanted))

    def _ids(self, kind: str) -> Select[Any]:
        return self._across(kind).with_only_columns(RESULTS[kind].c.id)

    def same_as(self, entities: Iterable[str]) -> Mapping[str, Identity]:
        """By id of an entity what it is across documents; one that is not stored is left out."""
        ids = sorted(set(entities))
        found: dict[str, Identity] = {}
        for start in range(0, len(ids), AT_ONCE):
            own = one_of(ids[start : start + AT_ONCE])
            names = select(ENTITY_READING.c.id, func.min(ENTITY_READING.c.name)).where(ENTITY_READING.c.id.in_(own))
            for identity, name in self._connection.execute(names.group_by(ENTITY_READING.c.id)):
                found[identity] = Identity(identity, name)
            joined = select(SAME_ENTITY).where(SAME_ENTITY.c.entity.in_(own))
            for row in self._connection.execute(joined):
                found[row.entity] = Identity(row.cluster, row.name)
        return found

    def lines(self, kind: str) -> Iterator[str]:
        """The objects of a type, each as one line of JSON; of all that is stored they are given as they are stored."""
        if kind in RESULTS:
            yield from map(to_json_line, self.across(kind))
        elif kind == "judgement":
            yield from map(to_json_line, self.judgements())
        elif self.is_all:
            table = BY_TYPE[kind]
            for (packed,) in self._rows(select(table.c.json), table):
                yield packed
        else:
            for bundle in self.bundles():
                yield from map(to_json_line, bundle.of(kind))

    def objects(self) -> Iterator[Found]:
        """Everything: document by document, then issues of no document, what is known across documents, and judgements."""
        for bundle in self.bundles():
            yield from bundle.objects()
        if self.is_all:
            loose = select(ISSUE.c.json).where(ISSUE.c.document.is_(None)).order_by(text("rowid"))
            yield from map(json.loads, self._connection.scalars(loose))
        for kind in RESULTS:
            yield from self.across(kind)
        yield from self.judgements()

    def blocks(self) -> Iterator[Block]:
        """All that is stored, in blocks of one type: the fastest way through it, as nothing is unpacked that is packed already."""
        for kind in BY_TYPE:
            if kind in RESULTS or kind == "judgement":
                found: Iterable[Sequence[Any]] = ([(None, line.encode())] for line in self.lines(kind))
            else:
                table = BY_TYPE[kind]
                own = table.c.id if kind == "document" else table.c.document
                found = self._pages(select(own, cast(table.c.json, LargeBinary)), table)
            yield from _blocks(kind, found)

    def _rows(self, wanted: Select[Any], table: Table) -> Iterator[tuple[Any, ...]]:
        """Rows in the order of storing, stories in that of their document, what is known across documents by id, as they are fetched."""
        for page in self._pages(wanted, table):
            yield from page

    def _pages(self, wanted: Select[Any], table: Table) -> Iterator[Sequence[Any]]:
        order = {STORY: (STORY.c.document, STORY.c.start)} | dict.fromkeys(RESULTS.values(), (table.c.id,))
        ordered = wanted.order_by(*order.get(table, (text(f"{table.name}.rowid"),)))
        if self.is_all:
            yield from pages(self._connection, ordered, ROWS_AT_ONCE)
        else:
            with self._connection.execute(ordered.execution_options(yield_per=ROWS_AT_ONCE)) as rows:
                yield from rows.partitions()


def _blocks(kind: str, rows: Iterable[Sequence[Any]]) -> Iterator[Block]:
    documents: list[str | None] = []
    lines: list[bytes] = []
    size = 0
    for page in rows:
        documents += [row[0] for row in page]
        lines += [row[1] for row in page]
        size += sum(len(row[1]) for row in page)
        if size >= BLOCK_BYTES or len(lines) >= BLOCK_LINES:
            yield Block(kind, documents, lines)
            documents, lines, size = [], [], 0
    if lines:
        yield Block(kind, documents, lines)


def objects_of(connection: Connection, document: str) -> Iterator[Found]:
    """A document's object and all that was read in it."""
    yield json.loads(connection.scalars(select(DOCUMENT.c.json).where(DOCUMENT.c.id == document)).one())
    for kind in READ:
        table = BY_TYPE[kind]
        order = table.c.start if table is STORY else text("rowid")
        wanted = select(table.c.json).where(table.c.document == document).order_by(order)
        yield from map(json.loads, connection.scalars(wanted))


# --- choosing -------------------------------------------------------------------------------------


def _choose(connection: Connection, query: Query | None, about: str | None) -> None:
    """Fill `chosen`: statements and events, stories of which something is chosen (`story`), stories that are chosen whole (`whole`),
    entities that have a part, and the record across documents that was asked for.
    """
    for sql in _MAKE:
        connection.exec_driver_sql(sql.removesuffix(" WITHOUT ROWID") if server_of(connection) else sql)
    if about is not None:
        _choose_about(connection, about)
    if query is not None:
        if about is not None:
            connection.execute(insert(_WANTED).from_select(["id"], select(C.id)))
            connection.execute(delete(_CHOSEN))
        _choose_found(connection, query)
        if about is not None:
            connection.execute(delete(_CHOSEN).where(C.id.not_in(select(_WANTED.c.id))))
    connection.exec_driver_sql(_INDEX)
    _choose_carriers(connection)
    _choose_beside(connection)


def _put(connection: Connection, wanted: Select[Any]) -> None:
    connection.execute(insert(_CHOSEN).prefix_with("OR IGNORE").from_select(["id", "type", "document"], wanted))


def _choose_found(connection: Connection, query: Query) -> None:
    cleaned = clean(query)
    if cleaned is None:
        return
    tables = {"statement": STATEMENT, "event": EVENT, "story": STORY}
    for kind in kinds_of(cleaned):
        wanted, given = matching(connection, cleaned, kind)
        table = tables[kind]
        # A story that holds the words is kept as the place where they stand; all that it says only where stories were asked for.
        name = ("whole" if cleaned.kind == "story" else "story") if kind == "story" else kind
        found = select(table.c.id, text(f"'{name}'"), table.c.document).where(table.c.number.in_(wanted))
        run(
            connection,
            insert(_CHOSEN).prefix_with("OR IGNORE").from_select(["id", "type", "document"], found),
            **given,
        )


def _choose_about(connection: Connection, about: str) -> None:
    kind = about.partition("-")[0]
    if kind == "entity":
        clusters = select(SAME_ENTITY.c.cluster).where(SAME_ENTITY.c.entity == about)
        same = select(SAME_ENTITY.c.entity).where(SAME_ENTITY.c.cluster.in_(clusters))
        own = select(ENTITY_PART.c.record).where(or_(ENTITY_PART.c.entity == about, ENTITY_PART.c.entity.in_(same)))
        _choose_records(connection, own)
        _choose_records(connection, _happened_at(or_(MENTION.c.entity == about, MENTION.c.entity.in_(same))))
        for part in ("incident", "dispute", "commitment"):  # also where no statement and no event has the entity in it
            c = RESULT_PART.c
            found = select(c.result).where(c.type == part, or_(c.part == about, c.part.in_(same)))
            _put(connection, found.add_columns(text(f"'{part}'"), text("NULL")))
            stories = select(c.part).where(c.type == part, c.result.in_(found))
            _put(connection, select(STORY.c.id, text("'story'"), STORY.c.document).where(STORY.c.id.in_(stories)))
        _choose_mentions(connection, or_(MENTION.c.entity == about, MENTION.c.entity.in_(same)))
    elif kind in RESULTS:
        own = select(RESULT_PART.c.part).where(RESULT_PART.c.result == about, RESULT_PART.c.type == kind)
        _choose_records(connection, own)
        _put(connection, select(STORY.c.id, text("'story'"), STORY.c.document).where(STORY.c.id.in_(own)))
        connection.execute(insert(_CHOSEN).values(id=about, type=kind, document=None))
    elif kind in ("document", "story"):
        column = STORY.c.document if kind == "document" else STORY.c.id
        _put(connection, select(STORY.c.id, text("'whole'"), STORY.c.document).where(column == about))
        _put(connection, select(DOCUMENT.c.id, text("'document'"), DOCUMENT.c.id).where(DOCUMENT.c.id == about))
    elif kind in ("statement", "event"):
        _choose_records(connection, select(_literal(about)))
    else:
        raise StoreError(f"{about}: a {kind} is no part of a record that can be written out alone")


def _happened_at(is_it: ColumnElement[bool]) -> Select[Any]:
    """Ids of the events whose place is said in words that hold a mention of it."""
    start, end = (cast(func.json_extract(EVENT.c.json, f"$.place.span[{edge}]"), Integer) for edge in (0, 1))
    inside = (MENTION.c.document == EVENT.c.document) & (MENTION.c.start >= start) & (MENTION.c.stop <= end)
    return select(EVENT.c.id).join(MENTION, inside).where(is_it)


def _choose_mentions(connection: Connection, is_it: ColumnElement[bool]) -> None:
    """The stories that mention what nobody says or does anything to, bare, and it itself."""
    if connection.execute(select(C.id).limit(1)).first() is not None:
        return
    stories = select(MENTION.c.story).where(is_it)
    _put(connection, select(STORY.c.id, text("'story'"), STORY.c.document).where(STORY.c.id.in_(stories)))
    _put(connection, select(MENTION.c.entity, text("'entity'"), MENTION.c.document).where(is_it))


def _literal(words: str) -> ColumnElement[Any]:
    return one_of([words]).selected_columns[0]


def _choose_records(connection: Connection, ids: Select[Any]) -> None:
    for kind, table in (("statement", STATEMENT), ("event", EVENT)):
        _put(connection, select(table.c.id, text(f"'{kind}'"), table.c.document).where(table.c.id.in_(ids)))


def _choose_carriers(connection: Connection) -> None:
    """The statements that carry chosen events, and those that chosen statements were found in."""
    whole = select(C.id).where(C.type == "whole")
    for kind, table in (("statement", STATEMENT), ("event", EVENT)):
        _put(connection, select(table.c.id, text(f"'{kind}'"), table.c.document).where(table.c.story.in_(whole)))
    events = select(C.id).where(C.type == "event")
    _choose_records(connection, select(EVENT.c.statement).where(EVENT.c.id.in_(events), EVENT.c.statement.is_not(None)))
    counts: list[int | None] = []
    while len(counts) < 2 or counts[-1] != counts[-2]:
        counts.append(connection.scalar(select(func.count()).where(C.type == "statement")))
        inner = select(C.id).where(C.type == "statement")
        _choose_records(
            connection, select(STATEMENT.c.within).where(STATEMENT.c.id.in_(inner), STATEMENT.c.within.is_not(None))
        )


def _choose_beside(connection: Connection) -> None:
    """The stories that chosen records stand in, and the entities that have a part in them."""
    for kind, table in (("statement", STATEMENT), ("event", EVENT)):
        own = select(C.id).where(C.type == kind)
        stories = select(table.c.story).where(table.c.id.in_(own))
        _put(connection, select(STORY.c.id, text("'story'"), STORY.c.document).where(STORY.c.id.in_(stories)))
    said = select(STATEMENT.c.source_entity).where(STATEMENT.c.id.in_(select(C.id).where(C.type == "statement")))
    done = select(PARTICIPANT.c.entity).where(PARTICIPANT.c.event.in_(select(C.id).where(C.type == "event")))
    documents = select(C.document)
    for ids in (said, done):
        row = ENTITY_READING.c
        _put(
            connection,
            select(row.id, text("'entity'"), row.document).where(row.id.in_(ids), row.document.in_(documents)),
        )


def _title(connection: Connection, query: Query | None, about: str | None) -> str:
    parts = [_name_of(connection, about)] if about else []
    for field in fields(Query) if query is not None else ():
        value = getattr(query, field.name)
        if field.name in ("limit", "after") or value in (None, False):
            continue
        label = LABELS.get(field.name, field.name)
        parts.append(label if value is True else f"{label}: {value}")
    return "; ".join(parts) or "everything"


def _name_of(connection: Connection, about: str) -> str:
    kind = about.partition("-")[0]
    if kind == "entity":
        joined = connection.scalars(select(SAME_ENTITY.c.name).where(SAME_ENTITY.c.entity == about)).first()
        return joined or connection.scalars(select(ENTITY_READING.c.name).where(ENTITY_READING.c.id == about)).first() or about  # fmt: skip
    column = {"incident": "title", "dispute": "about", "commitment": "content", "story": "title", "document": "title"}
    if kind not in column:
        return about
    table = BY_TYPE[kind]
    return connection.scalars(select(table.c[column[kind]]).where(table.c.id == about)).first() or about
