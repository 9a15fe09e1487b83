"""Saved searches, what came in for them since somebody last looked, and what is known of polled feeds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    Select,
    String,
    Table,
    func,
    insert,
    literal_column,
    select,
    update,
)

from onrecord.errors import StoreError
from onrecord.store.engine import translated
from onrecord.store.lists import one_of
from onrecord.store.query import Hit, Query, hit_of, selects
from onrecord.store.sentences import words_of
from onrecord.store.tables import BY_TYPE, DOCUMENT, METADATA, STATEMENT, STORY, storable

MOST_UNREAD = 100
"""Up to so many new hits are counted; more are said to be more."""
MOST_LOOKED = 1000
"""Of what came in since somebody looked, so many of the newest documents are looked through."""
MOST_WATCHES = 200
"""So many saved searches are listed."""
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

    # --- saved searches ---------------------------------------------------------------------------

    def watches(self) -> tuple[Watch, ...]:
        """The saved searches that are not gone, by name."""
        wanted = select(WATCH).where(WATCH.c.gone_at.is_(None)).order_by(func.lower(WATCH.c.name), WATCH.c.id)
        with translated(self._path), self._reading() as connection:
            return tuple(_watch(row) for row in connection.execute(wanted.limit(MOST_WATCHES)))

    def watch(self, identity: str) -> Watch:
        """A saved search, a gone one too. Raises StoreError when there is none of this id."""
        with translated(self._path), self._reading() as connection:
            row = connection.execute(select(WATCH).where(WATCH.c.id == identity)).first()
        if row is None:
            raise StoreError(f"{identity}: nothing in {self._path} has this id")
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
        with translated(self._path), self._reading() as connection:
            return _newest(connection)

    def unread(self, query: Query, after: int) -> Unread:
        """How many hits are in documents that came in after this one.

        Counts to `MOST_UNREAD`, in the newest `MOST_LOOKED` documents.
        """
        kinds, count, most = list(selects(query)), 0, MOST_UNREAD + 1
        with translated(self._path), self._reading() as connection:
            least = max(after, _newest(connection) - MOST_LOOKED)
            documents = _came_after(connection, least)
            for kind, wanted in kinds if documents else ():
                found = _in(documents, kind, wanted).limit(most - count).subquery()
                count += connection.scalar(select(func.count()).select_from(found)) or 0
                if count >= most:
                    return Unread(MOST_UNREAD, is_more=True)
        return Unread(count, is_more=least > after)

    def arrived(self, query: Query, after: int, *, limit: int) -> tuple[Arrived, ...]:
        """Hits in documents that came in after this one, the last to come first; in the newest `MOST_LOOKED` documents."""
        kinds, rows = list(selects(query)), []
        with translated(self._path), self._reading() as connection:
            documents = _came_after(connection, max(after, _newest(connection) - MOST_LOOKED))
            for kind, wanted in kinds if documents else ():
                ordered = _in(documents, kind, wanted).order_by(NUMBER.desc(), BY_TYPE[kind].c.start)
                rows += [(kind, row) for row in connection.execute(ordered.limit(limit))]
            rows.sort(key=lambda found: -found[1].number)
            return _told(connection, [(hit_of(connection, kind, row), row.number) for kind, row in rows[:limit]])

    def told(self, hits: list[Hit]) -> tuple[Arrived, ...]:
        """Hits of any search, with what a feed says of them."""
        with translated(self._path), self._reading() as connection:
            return _told(connection, [(hit, 0) for hit in hits])

    # --- feeds ------------------------------------------------------------------------------------

    def feed_state(self, url: str) -> FeedState:
        """What is known of a feed; nothing of one that was never asked."""
        with translated(self._path), self._reading() as connection:
            row = connection.execute(select(FEED).where(FEED.c.url == url)).first()
        return FeedState(**row._asdict()) if row is not None else FeedState(url)

    def put_feed_state(self, state: FeedState) -> None:
        """Keep what is known of a feed."""
        with translated(self._path), self._engine.begin() as connection:
            connection.execute(insert(FEED).prefix_with("OR REPLACE"), storable(asdict(state)))

    def is_fetched(self, url: str) -> bool:
        """True where the page of an entry was fetched before."""
        with translated(self._path), self._reading() as connection:
            return connection.execute(select(FETCHED_PAGE.c.url).where(FETCHED_PAGE.c.url == url)).first() is not None

    def put_fetched(self, url: str, at: str) -> None:
        """Say that the page of an entry was fetched."""
        with translated(self._path), self._engine.begin() as connection:
            connection.execute(insert(FETCHED_PAGE).prefix_with("OR IGNORE"), storable({"url": url, "at": at}))

    def _reading(self) -> Any:
        return self._engine.connect().execution_options(reading=True)


def _watch(row: Any) -> Watch:
    return Watch(**row._asdict())


def _newest(connection: Connection) -> int:
    return connection.scalar(select(func.max(NUMBER)).select_from(DOCUMENT)) or 0


def _came_after(connection: Connection, after: int) -> list[str]:
    return list(connection.scalars(select(DOCUMENT.c.id).where(after < NUMBER)))


def _in(documents: list[str], kind: str, wanted: Select[Any]) -> Select[Any]:
    """Only of these documents, in any order. A document is found by its rows, never its rows by all that a filter finds."""
    return (
        wanted.add_columns(NUMBER.label("number")).where(BY_TYPE[kind].c.document.in_(one_of(documents))).order_by(None)
    )


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
