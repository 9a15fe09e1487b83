"""What to look at first: records in the order in which they are doubted, and entities that may be one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, literal_column, or_, select

from onrecord.store.dialects import matches
from onrecord.store.doubt import LEAST
from onrecord.store.judged import put_read
from onrecord.store.lists import one_of
from onrecord.store.matching import full_text
from onrecord.store.named import named_entities
from onrecord.store.query import Query, searchable, validate
from onrecord.store.tables import (
    BY_TYPE,
    DISPUTED,
    DOCUMENT,
    DOUBT,
    ENTITY_JOIN,
    ENTITY_READING,
    EVENT,
    JUDGED,
    JUDGEMENT,
    MENTION,
    PARTICIPANT,
    SAME_ENTITY,
    STATEMENT,
    STORY,
    STORY_TEXT,
)

MOST = 5_000
"""Records that a queue looks at, the most doubted first."""
SHOWN = 1_000
"""Ids that a queue gives at once."""
SELECTIVE = 10_000
"""Up to so many stories or records that fit a filter are gathered before the queue is made; of more the queue meets enough by itself."""
TYPES = ("statement", "event", "issue")
REASONS = (
    "reread", "disputed", "confidence", "unstated", "unnamed", "floating", "pronoun", "actor", "carrier", "issue",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Queue:
    """Ids of the most doubted of what is still to be looked at, in order, and how many there are; `is_cut` where more was left than
    was looked at, and there may be more.
    """

    ids: tuple[str, ...]
    count: int
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Doubted:
    """A record with why it is doubted, and the story it stands in."""

    record: dict[str, Any]
    document: str | None
    score: float
    reasons: tuple[str, ...]
    is_settled: bool
    outlet: str | None
    title: str | None
    day: str | None
    names: dict[str, str]
    disputes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MaybeSame:
    """Two entities that may be one, by id in order, with their names and the reason."""

    one: str
    other: str
    names: tuple[str, str]
    kinds: tuple[str, str]
    documents: tuple[int, int]
    reason: str


def queue(connection: Connection, query: Query, why: str | None = None) -> Queue:
    """What is left to be looked at for a search, of the reason `why` where that is given. Raises UsageError for a filter that cannot be."""
    validate(query)
    c = DOUBT.c
    narrowed = [*_narrowing(query, why), *(c[name].in_(one_of(found)) for name, found in _gathered(connection, query))]
    left = select(c.record, c.story, c.document, c.score).where(c.is_settled == 0, c.score >= LEAST, *narrowed)
    looked = left.order_by(c.score.desc(), c.record).limit(MOST + 1).subquery("looked")
    count = func.count().over()
    wanted = select(looked.c.record, count.label("count")).where(*_conditions(connection, looked.c, query))
    rows = connection.execute(wanted.order_by(looked.c.score.desc(), looked.c.record).limit(SHOWN)).all()
    seen = connection.scalar(select(func.count()).select_from(looked)) or 0
    return Queue(tuple(row[0] for row in rows), min(rows[0][1], MOST) if rows else 0, seen > MOST)


def _narrowing(query: Query, why: str | None) -> Iterator[ColumnElement[bool]]:
    """What an index in the order of doubt answers."""
    c = DOUBT.c
    for reason in {why, "disputed" if query.disputed_only else None} & set(REASONS):
        # Written out, so that the index of this reason is seen to hold it.
        yield literal_column(f"instr(doubt.reasons, '{reason}') > 0")
    if query.kind is not None:
        yield c.type == query.kind
    if query.act:
        yield c.label == query.act
    if query.event_type:
        yield c.label == query.event_type.upper()
    if query.status:
        yield c.status == query.status
    if query.alleged_only:
        yield literal_column("doubt.is_alleged = 1")


def _gathered(connection: Connection, query: Query) -> Iterator[tuple[str, list[str]]]:
    """Of the filters that another index answers, the stories, documents or records that fit, where they are not too many."""
    for column, found in _sets(connection, query):
        values = list(connection.scalars(found.limit(SELECTIVE + 1)))
        if len(values) <= SELECTIVE:
            yield column, values


def _sets(connection: Connection, query: Query) -> Iterator[tuple[str, Any]]:
    if words := searchable(query.words):
        numbers = _matching(words).limit(SELECTIVE + 1)
        yield "story", select(STORY.c.id).where(STORY.c.number.in_(numbers))
    if query.who:
        yield "record", _doings(connection, query.who, "actor")
    if query.to_whom:
        yield "record", _doings(connection, query.to_whom, "recipient")
    if query.outlet:
        yield "document", select(DOCUMENT.c.id).where(DOCUMENT.c.outlet.in_(one_of(_outlets(connection, query.outlet))))
    if query.since or query.until:
        day = STORY.c.written_on
        yield "story", select(STORY.c.id).where(or_(day.is_(None), and_(day >= (query.since or ""), day <= f"{query.until or ''}~")))  # fmt: skip


def _doings(connection: Connection, name: str, role: str) -> Any:
    entities = one_of(named_entities(connection, name))
    done = select(PARTICIPANT.c.event).where(PARTICIPANT.c.entity.in_(entities), PARTICIPANT.c.role == role)
    said = select(STATEMENT.c.id).where(STATEMENT.c.source_entity.in_(entities))
    return said.union_all(done) if role == "actor" else done


def _outlets(connection: Connection, name: str) -> list[str]:
    """Outlets whose name holds these words; each is found by one step in the index."""
    first = select(func.min(DOCUMENT.c.outlet).label("outlet")).cte("outlets", recursive=True)
    after = select(func.min(DOCUMENT.c.outlet)).where(DOCUMENT.c.outlet > first.c.outlet).scalar_subquery()
    outlets = first.union_all(select(after).where(first.c.outlet.is_not(None)))
    return list(connection.scalars(select(outlets.c.outlet).where(outlets.c.outlet.icontains(name, autoescape=True))))


def _matching(words: str) -> Select[Any]:
    return select(STORY_TEXT.c.rowid).where(matches(STORY_TEXT.c.text, full_text(words)))


def _conditions(connection: Connection, row: Any, query: Query) -> Iterator[ColumnElement[bool]]:
    """Every filter that is not narrowed by; those that were gathered hold anew, for where they were too many."""
    story = STORY.c.id == row.story
    if words := searchable(query.words):
        yield exists().where(story, STORY.c.number.in_(_matching(words)))
    for name, role in ((query.who, "actor"), (query.to_whom, "recipient")):
        if name:
            yield row.record.in_(_doings(connection, name, role))
    if query.place:
        yield exists().where(EVENT.c.id == row.record, EVENT.c.place.icontains(query.place, autoescape=True))
    if query.outlet:
        outlets = one_of(_outlets(connection, query.outlet))
        yield exists().where(DOCUMENT.c.id == row.document, DOCUMENT.c.outlet.in_(outlets))
    day = func.substr(func.coalesce(STORY.c.written_on, DOCUMENT.c.published), 1, 10)
    if query.since:
        yield exists().where(story, DOCUMENT.c.id == STORY.c.document, day >= query.since)
    if query.until:
        bound = func.substr(day, 1, len(query.until)) <= query.until
        yield exists().where(story, DOCUMENT.c.id == STORY.c.document, bound)


def doubted(connection: Connection, ids: list[str]) -> list[Doubted]:
    """These statements, events and issues with why they are doubted, in this order; what is not stored is left out."""
    found = {one.record["id"]: one for kind in TYPES for one in _doubted(connection, kind, ids)}
    return [found[identity] for identity in ids if identity in found]


def _doubted(connection: Connection, kind: str, ids: list[str]) -> Iterator[Doubted]:
    table, own = BY_TYPE[kind], [identity for identity in ids if identity.startswith(f"{kind}-")]
    if not own:
        return
    day = func.coalesce(STORY.c.written_on, DOCUMENT.c.published).label("day")
    joined = (
        table.outerjoin(DOUBT, DOUBT.c.record == table.c.id)
        .outerjoin(STORY, STORY.c.id == table.c.story)
        .outerjoin(DOCUMENT, DOCUMENT.c.id == table.c.document)
    )
    wanted = select(table.c.json, table.c.document, DOUBT.c.score, DOUBT.c.reasons, DOUBT.c.is_settled, DOCUMENT.c.outlet,
                    func.coalesce(STORY.c.title, DOCUMENT.c.title).label("title"), day).select_from(joined)  # fmt: skip
    rows = connection.execute(wanted.where(table.c.id.in_(one_of(own)))).all()
    records = [json.loads(row.json) for row in rows]
    names = _names(connection, {entity for record in records for entity in _entities(record)})
    disputes: dict[str, list[str]] = {}
    for row in connection.execute(
        select(DISPUTED).where(DISPUTED.c.subject.in_(one_of(own))).order_by(DISPUTED.c.dispute)
    ):
        disputes.setdefault(row.subject, []).append(row.dispute)
    for row, record in zip(rows, records, strict=True):
        own_names = {entity: names[entity] for entity in _entities(record) if entity in names}
        yield Doubted(
            record, row.document, row.score or 0.0, tuple((row.reasons or "").split()), bool(row.is_settled), row.outlet,
            row.title, (row.day or "")[:10] or None, own_names, tuple(disputes.get(record["id"], ())),
        )  # fmt: skip


def _names(connection: Connection, entities: set[str]) -> dict[str, str]:
    """By id the name that an entity has across documents, else that of its first document; one step in an index each."""
    listed = func.json_each(json.dumps(sorted(entities))).table_valued("value")
    joined = select(SAME_ENTITY.c.name).where(SAME_ENTITY.c.entity == listed.c.value).scalar_subquery()
    own = select(ENTITY_READING.c.name).where(ENTITY_READING.c.id == listed.c.value)
    first = own.order_by(ENTITY_READING.c.document).limit(1).scalar_subquery()
    rows = connection.execute(select(listed.c.value, func.coalesce(joined, first).label("name")))
    return {row.value: row.name for row in rows if row.name is not None}


def _entities(record: dict[str, Any]) -> set[str]:
    parties = [*record.get("actors", ()), *record.get("recipients", ()), *filter(None, [record.get("source")])]
    return {party["entity"] for party in parties if party["entity"]}


def possible_same(connection: Connection, limit: int) -> list[MaybeSame]:
    """Pairs of entities that may be one and that nobody judged, by id."""
    c = ENTITY_JOIN.c
    is_judged = exists().where(
        JUDGED.c.record == c.one, JUDGEMENT.c.id == JUDGED.c.judgement, JUDGEMENT.c.withdrawn_at.is_(None),
        JUDGEMENT.c.subject == c.one + " " + c.other,
    )  # fmt: skip
    rows = connection.execute(select(c.one, c.other, c.reason).where(c.is_joined == 0, ~is_judged).limit(limit)).all()
    entity = BY_TYPE["entity"].c
    told = select(entity.id, func.min(entity.name).label("name"), func.min(entity.kind).label("kind"), func.count().label("documents"))  # fmt: skip
    ids = {identity for row in rows for identity in (row.one, row.other)}
    known = {row.id: row for row in connection.execute(told.where(entity.id.in_(one_of(ids))).group_by(entity.id))}
    return [
        MaybeSame(
            row.one, row.other, (known[row.one].name, known[row.other].name), (known[row.one].kind, known[row.other].kind),
            (known[row.one].documents, known[row.other].documents), row.reason,
        )
        for row in rows if row.one in known and row.other in known
    ]  # fmt: skip


def mentions_in(connection: Connection, document: str, start: int, end: int) -> list[tuple[str, int, int]]:
    """Entities mentioned inside a span of a document's text: id, start, end, in the order of the text."""
    c = MENTION.c
    wanted = select(c.entity, c.start, c.stop).where(c.document == document, c.start >= start, c.stop <= end)
    return [(row.entity, row.start, row.stop) for row in connection.execute(wanted.order_by(c.start, c.stop))]


def is_weighed(connection: Connection) -> bool:
    """False for a database that was made before there was a queue."""
    some = connection.scalar(select(DOUBT.c.record).limit(1))
    return some is not None or connection.scalar(select(STATEMENT.c.id).limit(1)) is None


def weigh(connection: Connection, document: str) -> None:
    """How much each record of a stored document is doubted, made again."""
    objects: list[dict[str, Any]] = []
    for kind in TYPES:
        table = BY_TYPE[kind]
        objects += map(json.loads, connection.scalars(select(table.c.json).where(table.c.document == document)))
    put_read(connection, document, objects, is_new=False)


__all__ = [
    "REASONS",
    "Doubted",
    "MaybeSame",
    "Queue",
    "doubted",
    "is_weighed",
    "mentions_in",
    "possible_same",
    "queue",
    "weigh",
]
