"""Saved searches, what came in for them since somebody last looked, and what is known of polled feeds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from itertools import islice, pairwise
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    Select,
    String,
    Table,
    and_,
    bindparam,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from onrecord.errors import StoreError, UsageError
from onrecord.store.dialects import matches
from onrecord.store.driver import ask
from onrecord.store.engine import named, reading, translated
from onrecord.store.indexing import LAST
from onrecord.store.lists import one_of
from onrecord.store.numbers import COUNTED, COUNTING, numbers_between
from onrecord.store.query import TABLES, Hit, Query, asked_of, clean, hits_of, kinds_of
from onrecord.store.sentences import words_of
from onrecord.store.tables import (
    DISPUTED_NUMBER,
    DOCUMENT,
    METADATA,
    RECORD_TEXT,
    STATEMENT,
    STORY,
    STORY_TEXT,
    storable,
)

MOST_UNREAD = 100
"""Up to so many new hits are counted; more are said to be more."""
MOST_LOOKED = 1000
"""Of what came in since somebody looked, so many of the newest documents are looked through."""
MOST_WATCHES = 200
"""So many saved searches are listed."""
MOST_SPANS = 4
"""In so many pieces the numbers of new records are looked for."""
GREATEST = (1 << 63) - 1
NUMBER: Any = literal_column("document.rowid", Integer)
"""The order in which documents came in."""

WATCH = Table(
    "watch", METADATA, *(Column(name, String) for name in ("id", "name", "filters", "by", "at", "looked_at", "gone_at")),
    Column("looked_to", Integer),
)  # fmt: skip
FEED = Table(
    "feed", METADATA, *(Column(name, String) for name in ("url", "etag", "modified", "asked_at", "next_at", "said")),
    Column("failures", Integer),
)  # fmt: skip
FETCHED_PAGE = Table("fetched_page", METADATA, Column("url", String), Column("at", String))


@dataclass(frozen=True, slots=True)
class Watch:
    """A saved search: `filters` as an address has them; `looked_to` is the number of the last document when somebody last looked.

    One that was deleted has `gone_at`, and may be brought back.
    """

    id: str
    name: str
    filters: str
    by: str
    at: str
    looked_to: int
    looked_at: str
    gone_at: str | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """How many hits are new; `is_more` where there may be more than were counted."""

    count: int
    is_more: bool
    trouble: str | None = None
    """Why the search cannot be asked."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A hit with the number and the time of arrival of its document, the words it was read from in their sentence, and who says so."""

    hit: Hit
    number: int
    came_at: str | None
    words: str
    source: str | None


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is known of a polled feed; times are ISO 8601 in UTC, `failures` are in a row, `said` is what went wrong last."""

    url: str
    etag: str | None = None
    modified: str | None = None
    asked_at: str = ""
    next_at: str = ""
    failures: int = 0
    said: str | None = None


class Watching:
    """Saved searches and polled feeds of one database."""

    def __init__(self, engine: Engine, path: str) -> None:
        self._engine, self._path = engine, path
        self._counted: dict[tuple[Query, int, int], Unread] = {}
        """The last counts, by what was asked, from which document on, and how much was stored then."""

    # --- saved searches ---------------------------------------------------------------------------

    def watches(self) -> tuple[Watch, ...]:
        """The saved searches that are not gone, by name."""
        wanted = select(WATCH).where(WATCH.c.gone_at.is_(None)).order_by(func.lower(WATCH.c.name), WATCH.c.id)
        with translated(self._path), reading(self._engine) as connection:
            return tuple(_watch(row) for row in connection.execute(wanted.limit(MOST_WATCHES)))

    def watch(self, identity: str) -> Watch:
        """A saved search, a gone one too. Raises StoreError when there is none of this id."""
        with translated(self._path), reading(self._engine) as connection:
            row = connection.execute(select(WATCH).where(WATCH.c.id == identity)).first()
        if row is None:
            raise StoreError(f"{identity}: nothing in {named(self._path)} has this id")
        return _watch(row)

    def put(self, watch: Watch) -> None:
        """Save a search, in the place of the one with its id."""
        with translated(self._path), self._engine.begin() as connection:
            connection.execute(insert(WATCH).prefix_with("OR REPLACE"), storable(asdict(watch)))

    def look(self, identity: str, to: int, at: str) -> None:
        """Say that somebody has looked at what came in up to this document; never goes back."""
        looked = {"looked_to": func.max(WATCH.c.looked_to, to), "looked_at": at}
        with translated(self._path), self._engine.begin() as connection:
            connection.execute(update(WATCH).where(WATCH.c.id == identity).values(looked))

    def newest(self) -> int:
        """The number of the document that came in last; 0 where there is none."""
        with translated(self._path), reading(self._engine) as connection:
            return _newest(connection)

    def unread(self, asked: Sequence[tuple[Query, int]]) -> tuple[Unread, ...]:
        """For each search how many hits are in documents that came in after the one of this number.

        Counts to `MOST_UNREAD`, in the newest `MOST_LOOKED` documents.
        """
        with translated(self._path), reading(self._engine) as connection:
            newest, stored = _newest(connection), int(connection.scalar(LAST) or 0)
            keys = [(query, after, stored) for query, after in asked]
            # What a document's disputes are is settled after it is stored, so such a count is never kept.
            found = {key: self._counted[key] for key in keys if key in self._counted and not key[0].disputed_only}
            missing, least = [key for key in keys if key not in found], newest - MOST_LOOKED
            spans = _spans(connection, max(least, min((key[1] for key in missing), default=newest)))
            for key in missing:
                found[key] = _unread(connection, key[0], max(key[1], least), key[1] < least, spans)
        self._counted = found
        return tuple(found[key] for key in keys)

    def arrived(
        self, query: Query, after: int, *, limit: int, before: tuple[int, int] | None = None
    ) -> tuple[Arrived, ...]:
        """Hits in documents that came in after this one, the last to come first; in the newest `MOST_LOOKED` documents.

        `before` are the numbers of a document and of a hit in it: only what comes behind it in that order.
        Raises UsageError for a search that cannot be.
        """
        cleaned, came = clean(query), list[tuple[int, int, str]]()
        with translated(self._path), reading(self._engine) as connection:
            after = max(after, _newest(connection) - MOST_LOOKED)
            spans = _spans(connection, after)
            for kind in kinds_of(cleaned) if cleaned else ():
                came += [
                    (-at, -number, kind)
                    for number, at in _rows(connection, cleaned, kind, spans[kind], after, limit, before)
                ]
            came = sorted(came)[:limit]
            return _told(connection, [(hit, -at) for hit, at in _hits(connection, came)])

    def told(self, hits: list[Hit]) -> tuple[Arrived, ...]:
        """Hits of any search, with what a feed says of them."""
        with translated(self._path), reading(self._engine) as connection:
            return _told(connection, [(hit, 0) for hit in hits])

    # --- feeds ------------------------------------------------------------------------------------

    def feed_state(self, url: str) -> FeedState:
        """What is known of a feed; nothing of one that was never asked."""
        with translated(self._path), reading(self._engine) as connection:
            row = connection.execute(select(FEED).where(FEED.c.url == url)).first()
        return FeedState(**row._asdict()) if row is not None else FeedState(url)

    def put_feed_state(self, state: FeedState) -> None:
        """Keep what is known of a feed."""
        with translated(self._path), self._engine.begin() as connection:
            connection.execute(insert(FEED).prefix_with("OR REPLACE"), storable(asdict(state)))

    def is_fetched(self, url: str) -> bool:
        """True where the page of an entry was fetched before."""
        with translated(self._path), reading(self._engine) as connection:
            return connection.execute(select(FETCHED_PAGE.c.url).where(FETCHED_PAGE.c.url == url)).first() is not None

    def put_fetched(self, url: str, at: str) -> None:
        """Say that the page of an entry was fetched."""
        with translated(self._path), self._engine.begin() as connection:
            connection.execute(insert(FETCHED_PAGE).prefix_with("OR IGNORE"), storable({"url": url, "at": at}))


def _watch(row: Any) -> Watch:
    return Watch(**row._asdict())


def _newest(connection: Connection) -> int:
    return connection.scalar(select(func.max(NUMBER)).select_from(DOCUMENT)) or 0


@dataclass(frozen=True, slots=True, order=True)
class _Span:
    """Numbers of new records: from the first to the last, and how many records had been stored before them."""

    first: int
    last: int
    stored_from: int


def _spans(connection: Connection, after: int) -> dict[str, list[_Span]]:
    """By kind where the records of documents that came in after this one have their numbers.

    They are days next to days; where there are many, the widest gaps part them.
    """
    came = select(DOCUMENT.c.id).where(after < NUMBER)
    found: dict[str, list[_Span]] = {}
    for kind, table in TABLES.items():
        number, day = table.c.number, table.c.number.op(">>")(COUNTING)
        stored = number.op("&")(COUNTED)
        wanted = (
            select(func.min(number), func.max(number), func.min(stored)).where(table.c.document.in_(came)).group_by(day)
        )
        found[kind] = _gathered(sorted(_Span(*row) for row in connection.execute(wanted)))
    return found


def _gathered(days: list[_Span]) -> list[_Span]:
    gaps = sorted(range(1, len(days)), key=lambda place: days[place].first - days[place - 1].last)[-MOST_SPANS + 1 :]
    bounds = [0, *sorted(gaps), len(days)]
    groups = [days[start:stop] for start, stop in pairwise(bounds) if start < stop]
    return [_Span(group[0].first, group[-1].last, min(day.stored_from for day in group)) for group in groups]


def _unread(connection: Connection, query: Query, after: int, is_cut: bool, spans: dict[str, list[_Span]]) -> Unread:
    try:
        cleaned = clean(query)
    except UsageError as error:
        return Unread(0, is_more=False, trouble=str(error))
    if cleaned is None:
        return Unread(0, is_more=False)
    count, most = 0, MOST_UNREAD + 1
    for kind in kinds_of(cleaned):
        count += sum(
            1 for _ in islice(_rows(connection, cleaned, kind, spans[kind], after, most - count), most - count)
        )
        if count >= most:
            return Unread(MOST_UNREAD, is_more=True)
    return Unread(count, is_more=is_cut)


def _rows(
    connection: Connection, query: Query | None, kind: str, spans: Sequence[_Span], after: int, most: int,
    before: tuple[int, int] | None = None,
) -> Iterator[tuple[int, int]]:  # fmt: skip
    """Numbers of the records of a kind that fit, of documents that came in after this one, and the numbers of their documents; of each
    span the last to come first, at most so many.
    """
    if query is None:
        return
    asked = asked_of(connection, query, kind)
    wanted = _fresh(kind, is_asked=bool(asked), is_disputed=query.disputed_only)
    until, below = before or (GREATEST, GREATEST)
    given: dict[str, Any] = {"after": after, "most": most, "until": until, "below": below}
    given |= {"asked": asked} if asked else {}
    least, greatest = numbers_between(kind, query.since, query.until)
    for span in spans:
        bounds = {
            "least": max(least, span.first),
            "greatest": min(greatest, span.last),
            "stored_from": span.stored_from,
        }
        yield from ((number, came) for number, came in ask(connection, wanted, **given, **bounds))


@cache
def _fresh(kind: str, *, is_asked: bool, is_disputed: bool) -> Select[Any]:
    table, index = (STORY, STORY_TEXT) if kind == "story" else (TABLES[kind], RECORD_TEXT)
    disputed = DISPUTED_NUMBER.c.number
    number = index.c.rowid if is_asked else disputed if is_disputed else table.c.number
    found = select(number.label("number")).where(
        number.between(bindparam("least"), bindparam("greatest")), number.op("&")(COUNTED) >= bindparam("stored_from")
    )
    if is_asked:
        found = found.where(matches(index.c[index.name], bindparam("asked")))
        found = found.where(select(disputed).where(disputed == number).exists()) if is_disputed else found
    fitting = found.subquery("found")
    rows = fitting.join(table, table.c.number == fitting.c.number).join(DOCUMENT, DOCUMENT.c.id == table.c.document)
    until: Any = bindparam("until")
    is_behind = or_(until > NUMBER, and_(until == NUMBER, table.c.number < bindparam("below")))
    wanted = select(table.c.number, NUMBER).select_from(rows).where(bindparam("after") < NUMBER, is_behind)
    return wanted.order_by(NUMBER.desc(), table.c.number.desc()).limit(bindparam("most", type_=Integer))


def _hits(connection: Connection, came: Sequence[tuple[int, int, str]]) -> Iterator[tuple[Hit, int]]:
    """Hits in this order, each with the first number that stands with it."""
    kinds = {kind: [-number for _, number, own in came if own == kind] for _, _, kind in came}
    hits = {hit.number: hit for kind, found in kinds.items() for hit in hits_of(connection, kind, found)}
    yield from ((hits[-number], at) for at, number, _ in came)


def _told(connection: Connection, hits: list[tuple[Hit, int]]) -> tuple[Arrived, ...]:
    """Hits with their words; the order stays."""
    stories = {_story_of(hit.record) for hit, _ in hits}
    texts = dict(_texts(connection, stories))
    sources = dict(_sources(connection, {hit.record.get("statement") or hit.record["id"] for hit, _ in hits}))
    found: list[Arrived] = []
    for hit, number in hits:
        text, own, came_at = texts[_story_of(hit.record)]
        source = sources.get(hit.record.get("statement") or hit.record["id"])
        found.append(Arrived(hit, number or own, came_at, words_of(hit.record, text), source))
    return tuple(found)


def _story_of(record: dict[str, Any]) -> str:
    return str(record["id"] if record["type"] == "story" else record["story"])


def _texts(connection: Connection, stories: set[str]) -> Iterator[tuple[str, tuple[str, int, str | None]]]:
    """By story the text of its document, that document's number, and when it came."""
    wanted = (
        select(STORY.c.id, DOCUMENT.c.id.label("document"), DOCUMENT.c.json, DOCUMENT.c.fetched, NUMBER.label("number"))
        .join(DOCUMENT, DOCUMENT.c.id == STORY.c.document)
        .where(STORY.c.id.in_(one_of(stories)))
        .order_by(DOCUMENT.c.id)
    )
    last, text = None, ""
    for row in connection.execute(wanted):
        if row.document != last:
            last, text = row.document, json.loads(row.json)["text"]
        yield row.id, (text, row.number, row.fetched)


def _sources(connection: Connection, statements: set[str]) -> Iterator[tuple[str, str | None]]:
    wanted = select(STATEMENT.c.id, STATEMENT.c.source_name, STATEMENT.c.source_text)
    for row in connection.execute(wanted.where(STATEMENT.c.id.in_(one_of(statements)))):
        yield row.id, row.source_name or row.source_text
