"""Polling: feeds are asked, politely, and what came in is read into the database, one document a transaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from onrecord.errors import OnrecordError, StoreError
from onrecord.intake import Answer, IntakeOptions, Item, ask, dated, is_feed, item_of, read_item, unpack
from onrecord.model import Document, Issue
from onrecord.pipeline import join_stored, program_version, read_document, settle_stored
from onrecord.store import FeedState, Store
from onrecord.watching.robots import Rules, ask_rules, site_of
from onrecord.watching.schedule import parse_retry_after, wait_after
from onrecord.watching.subscriptions import Subscription

PAUSE = 2.0
"""Seconds between two questions to one host."""
JOINED_AT_ONCE = 20_000
"""Entities up to which names are joined after each round that brought something."""
ACCEPT_FEED = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
GONE = 410
PUT_OFF = (429, 503)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Clock(Protocol):
    """The time, and waiting for it."""

    def now(self) -> datetime:
        """The time, in UTC."""
        ...

    def wait(self, seconds: float) -> None:
        """Come back after so many seconds."""
        ...


class SystemClock:
    """This machine's."""

    def now(self) -> datetime:
        """The time, in UTC."""
        return datetime.now(UTC)

    def wait(self, seconds: float) -> None:
        """Sleep."""
        time.sleep(max(0.0, seconds))


@dataclass(frozen=True, slots=True)
class Options:
    """How feeds are polled: how often, how they are read, whether the pages of entries are fetched, seconds between questions to a host."""

    every: timedelta
    intake: IntakeOptions = field(default_factory=IntakeOptions)
    fetches_pages: bool = False
    pause: float = PAUSE


@dataclass(slots=True)
class _Count:
    """What came of one feed."""

    new: int = 0
    known: int = 0
    trouble: list[str] = field(default_factory=list)


class _Failed(Exception):
    """A feed that could not be had; `asked` is how long the server wants us to wait."""

    def __init__(self, words: str, asked: timedelta | None = None) -> None:
        super().__init__(words)
        self.asked = asked


class Poller:
    """Polls feeds into an open store; `say` is given a line for whatever came in or went wrong."""

    def __init__(
        self,
        store: Store,
        feeds: Sequence[Subscription],
        options: Options,
        *,
        say: Callable[[str], None],
        clock: Clock | None = None,
    ) -> None:
        self._store, self._feeds, self._options, self._say = store, feeds, options, say
        self._clock = clock or SystemClock()
        self._rules: dict[str, Rules] = {}
        self._asked: dict[str, datetime] = {}
        self._held: dict[str, datetime] = {}
        """Until when feeds are put off, where the database could not be told."""
        self._told = self._is_joined = False

    def run(self) -> None:
        """Poll for ever: each feed when its time has come. Ends only by KeyboardInterrupt."""
        while True:
            due = [feed for feed in self._feeds if self._next(feed) <= self._clock.now()]
            if due:
                self._round(due)
            soonest = min(self._next(feed) for feed in self._feeds)
            left = (soonest - self._clock.now()).total_seconds()
            if left > 0:
                if due:
                    self._say(f"next at {_hour(soonest)}")
                self._clock.wait(left)

    def run_once(self) -> int:
        """Poll each feed once, but for those that failed and whose time has not come; how many documents came in."""
        due: list[Subscription] = []
        for feed in self._feeds:
            state, until = self._store.watching.feed_state(feed.url), self._next(feed)
            if state.failures and until > self._clock.now():
                self._say(f"{feed.name}: not asked before {_hour(until)} ({state.said})")
            else:
                due.append(feed)
        return self._round(due)

    def _next(self, feed: Subscription) -> datetime:
        state = self._store.watching.feed_state(feed.url)
        if not state.next_at:
            return self._held.get(feed.url, _LONG_AGO)
        until = max(datetime.fromisoformat(state.next_at), self._held.get(feed.url, _LONG_AGO))
        # An interval made shorter counts at once; what a failure put off stays put off.
        return (
            until
            if state.failures or feed.url in self._held
            else min(until, datetime.fromisoformat(state.asked_at) + self._options.every)
        )

    def _round(self, feeds: Sequence[Subscription]) -> int:
        count = sum(self._poll(feed) for feed in _in_turn(feeds))
        # A run before this one may have been ended between storing and joining.
        if count or not self._is_joined:
            self._join()
            self._is_joined = True
        self._say(f"{len(feeds)} feeds asked, {count} documents came in")
        return count

    def _poll(self, feed: Subscription) -> int:
        """Ask one feed; what goes wrong is a line, and the next feed's turn."""
        state = self._store.watching.feed_state(feed.url)
        try:
            answer = self._ask_feed(feed, state)
            count = self._read_feed(feed, answer) if answer.status != 304 else _Count()
        except _Failed as failed:
            self._put_off(feed, state, str(failed), failed.asked)
            return 0
        except OnrecordError as error:
            self._put_off(feed, state, str(error), None)
            return 0
        for words in count.trouble:
            self._say(f"{feed.name}: {words}")
        if count.new:
            self._say(f"{feed.name}: {count.new} new" + (f", {count.known} read before" if count.known else ""))
        self._held.pop(feed.url, None)
        # Only now: had this been kept before, what an interruption left out would never be asked for again.
        kept = answer.headers if answer.status != 304 else {"etag": state.etag, "last-modified": state.modified}
        now = self._clock.now()
        self._store.watching.put_feed_state(
            FeedState(feed.url, kept.get("etag"), kept.get("last-modified"), _iso(now), _iso(now + self._options.every))
        )
        return count.new

    def _put_off(self, feed: Subscription, state: FeedState, words: str, asked: timedelta | None) -> None:
        failures, now = state.failures + 1, self._clock.now()
        until = now + wait_after(self._options.every, failures, asked)
        self._say(f"{feed.name}: {words}; asked again at {_hour(until)}")
        self._held[feed.url] = until
        with suppress(StoreError):
            self._store.watching.put_feed_state(
                replace(state, asked_at=_iso(now), next_at=_iso(until), failures=failures, said=words)
            )

    def _ask_feed(self, feed: Subscription, state: FeedState) -> Answer:
        """The feed, or a 304 where it is as it was. Raises _Failed."""
        headers = {"Accept": ACCEPT_FEED}
        if state.etag:
            headers["If-None-Match"] = state.etag
        if state.modified:
            headers["If-Modified-Since"] = state.modified
        answer = self._ask(feed.url, headers)
        if answer.status == GONE:
            raise _Failed("is gone for good (status 410); take it out of the list", timedelta(days=7))
        if answer.status != 304 and not 200 <= answer.status < 300:
            asked = parse_retry_after(answer.headers.get("retry-after"), self._clock.now())
            raise _Failed(f"status {answer.status}", asked if answer.status in PUT_OFF else None)
        if answer.status != 304 and not is_feed(self._item(answer, feed.url)):
            raise _Failed("what is there is no feed")
        return answer

    def _ask(self, url: str, headers: dict[str, str] | None = None) -> Answer:
        """Ask one address where the site lets us, after its pause. Raises _Failed where nothing is answered or nothing may be asked."""
        site = site_of(url)
        rules = self._rules_of(site, url)
        if rules.is_closed:
            raise _Failed(f"its robots.txt cannot be had, so nothing is asked ({rules.why})")
        if not rules.allows(url):
            raise _Failed("its robots.txt does not let it be read")
        self._pause(site, max(self._options.pause, rules.pause))
        found = ask(url, self._options.intake, headers, may_follow=self._may_follow)
        self._asked[site] = self._clock.now()
        if isinstance(found, Issue):
            raise _Failed(found.message.removeprefix(f"{url}: "))
        return found

    def _may_follow(self, url: str) -> bool:
        """True where the site that a redirect leads to lets us; its pause is kept too."""
        site = site_of(url)
        rules = self._rules_of(site, url)
        self._pause(site, max(self._options.pause, rules.pause))
        return rules.allows(url)

    def _rules_of(self, site: str, url: str) -> Rules:
        found = self._rules.get(site)
        if found is None or found.until <= self._clock.now():
            self._pause(site, self._options.pause)
            found = self._rules[site] = ask_rules(url, self._options.intake, self._clock.now())
        return found

    def _pause(self, site: str, seconds: float) -> None:
        last = self._asked.get(site)
        if last is not None:
            left = seconds - (self._clock.now() - last).total_seconds()
            if left > 0:
                self._clock.wait(left)
        self._asked[site] = self._clock.now()

    # --- reading ----------------------------------------------------------------------------------

    def _read_feed(self, feed: Subscription, answer: Answer) -> _Count:
        count = _Count()
        for found in read_item(self._item(answer, feed.url)):
            if isinstance(found, Issue):
                if found.code not in ("no-date", "empty"):
                    count.trouble.append(found.message.removeprefix(f"{feed.url}: "))
                continue
            for document in self._documents(found, count):
                self._store_document(document, count)
        return count

    def _item(self, answer: Answer, url: str) -> Item:
        """What was answered; opened where a server packs it though nobody asked it to."""
        item = item_of(answer, url, self._options.intake)
        return next((found for found in unpack(item) if isinstance(found, Item)), item)

    def _documents(self, entry: Document, count: _Count) -> Iterator[Document]:
        """What is read of an entry: its page where pages are fetched and it can be had, else what the feed says."""
        if not self._options.fetches_pages or not entry.url:
            yield entry
        elif self._store.watching.is_fetched(entry.url):
            count.known += 1
        else:
            yield from self._page(entry, count) or [entry]
            self._store.watching.put_fetched(entry.url, _iso(self._clock.now()))

    def _page(self, entry: Document, count: _Count) -> list[Document]:
        url = entry.url or ""
        try:
            answer = self._ask(url)
            if not 200 <= answer.status < 300:
                raise _Failed(f"status {answer.status}")
        except (_Failed, ValueError) as failed:
            count.trouble.append(f"{url}: {failed}; the feed's own text is read")
            return []
        found = [document for document in read_item(self._item(answer, url)) if isinstance(document, Document)]
        return [dated(document, entry.published, entry.published_from or "feed") for document in found]

    def _store_document(self, document: Document, count: _Count) -> None:
        if self._store.is_read(document.id, program_version()):
            count.known += 1
            return
        self._store.add(read_document(document), version=program_version())
        settle_stored(self._store, say=self._say)
        count.new += 1

    def _join(self) -> None:
        """Names are joined across documents while that takes seconds."""
        if self._store.counts()["entity"] <= JOINED_AT_ONCE:
            join_stored(self._store)
        elif not self._told:
            self._told = True
            self._say("names are not joined anew in a database of this size; when you want it: onrecord join")


def _in_turn(feeds: Sequence[Subscription]) -> list[Subscription]:
    """One feed of each site after the other, so that a pause for one is time for another."""
    by_site: dict[str, list[Subscription]] = {}
    for feed in feeds:
        by_site.setdefault(site_of(feed.url), []).append(feed)
    most = max(map(len, by_site.values()), default=0)
    return [group[turn] for turn in range(most) for group in by_site.values() if turn < len(group)]


def _iso(when: datetime) -> str:
    return when.isoformat(timespec="seconds")


def _hour(when: datetime) -> str:
    local = when.astimezone()
    return f"{local:%H:%M}" if local.date() == datetime.now(UTC).astimezone().date() else f"{local:%d %B %H:%M}"
