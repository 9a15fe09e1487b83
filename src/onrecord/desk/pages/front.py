"""The front page: what came in, what is disputed, what changed since the last visit."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from onrecord.desk.page import Asking, Desk, Page
from onrecord.desk.visits import COOKIE, Visit, begin, go_on
from onrecord.store import Answer, Changed, NewStory

STORIES, DISPUTES, CHANGES = 25, 6, 12


@dataclass(frozen=True, slots=True)
class Since:
    """What came since the last visit (`at`, ISO 8601, UTC); `changes` are the last of `count`."""

    at: str
    stories: int
    count: int
    changes: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class Front:
    """The newest stories, the disputes that were said last, and what came since the last visit (None on the first)."""

    counts: dict[str, int]
    stories: tuple[NewStory, ...]
    disputes: tuple[Answer, ...]
    since: Since | None
    seen: int
    """Stories of documents with a higher number came since the last visit."""
    cookies: dict[str, str]


def view(desk: Desk, asking: Asking) -> Front:
    """The front page."""
    marks, now = desk.store.marks(), int(time.time())
    known = go_on(asking.cookies.get(COOKIE), marks, now)
    visit = known or begin(marks, now)
    return Front(
        desk.store.counts(),
        desk.store.newest_stories(STORIES),
        desk.store.newest_disputes(DISPUTES),
        _since(desk, known) if known else None,
        visit.before.document,
        {COOKIE: visit.cookie},
    )


def _since(desk: Desk, visit: Visit) -> Since:
    changes, stories, count = desk.store.changed_since(visit.before, CHANGES)
    at = datetime.fromtimestamp(visit.before_at, UTC).isoformat(timespec="minutes")
    return Since(at, stories, count, changes)


PAGES = (Page("/", "front", "front.html", view),)
