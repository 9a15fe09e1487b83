"""Saved searches and what came in for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote

from onrecord.desk.feeds import Entry, Feed, as_atom, as_json_feed, entry_of, make_feed
from onrecord.desk.page import Action, Asking, Desk, Download, Page
from onrecord.desk.pages.webhooks import Hook, hooks_of
from onrecord.errors import UsageError
from onrecord.model import content_id
from onrecord.store import Watch
from onrecord.store.watching import MOST_LOOKED, MOST_WATCHES
from onrecord.web.filters import Filters, filters_of

LABELS = {
    "words": "words", "kind": "kind", "who": "who", "to_whom": "to whom", "event_type": "event type", "act": "act", "status": "status",
    "place": "place", "outlet": "outlet", "since": "since", "until": "until", "alleged_only": "only alleged", "disputed_only": "only disputed",
}  # fmt: skip
SHOWN = 50
"""Hits of a saved search on its page, and entries of its feeds."""
LONGEST = 120
"""Characters of a name."""


@dataclass(frozen=True, slots=True)
class Part:
    """A filter in words; `value` is empty for a tick."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved search: what it asks for, how many hits are new (`is_more`: that many or more), what is wrong with it, how many webhooks it
    has and how many of them fail.
    """

    id: str
    name: str
    address: str
    asked: tuple[Part, ...]
    by: str
    at: str
    looked_at: str
    unread: int = 0
    is_more: bool = False
    trouble: str | None = None
    webhooks: int = 0
    failing: int = 0


@dataclass(frozen=True, slots=True)
class Offered:
    """The search that was asked for, which may be saved; `known_as` where it is saved already."""

    address: str
    name: str
    asked: tuple[Part, ...]
    known_as: str | None


@dataclass(frozen=True, slots=True)
class Watching:
    """Every saved search, the one that is offered, the one that was just deleted; `newest` is the number of the last document."""

    saved: tuple[Saved, ...]
    offered: Offered | None
    gone: Saved | None
    newest: int


@dataclass(frozen=True, slots=True)
class Watched:
    """A saved search with what came in since somebody looked, the last first; `newest` is the number of the last document."""

    saved: Saved
    entries: tuple[Entry, ...]
    newest: int
    looked_through: int
    hooks: tuple[Hook, ...]


def view(desk: Desk, asking: Asking) -> Watching:
    """Every saved search with how much is new."""
    watches = desk.store.watching.watches()
    newest = desk.store.watching.newest()
    gone = asking.given.get("gone")
    found = desk.store.watching.watch(gone) if gone else None
    return Watching(
        _counted(desk, watches),
        _offered(asking.filters, watches),
        _saved(found) if found and found.gone_at else None,
        newest,
    )


def view_one(desk: Desk, asking: Asking) -> Watched:
    """What came in for one saved search since somebody looked."""
    watch = desk.store.watching.watch(asking.path["identity"])
    newest = desk.store.watching.newest()
    query = _filters(watch).to_query(limit=SHOWN)
    arrived = desk.store.watching.arrived(query, watch.looked_to, limit=SHOWN)
    return Watched(
        _counted(desk, [watch])[0], tuple(entry_of(found, watch.at) for found in arrived), newest, MOST_LOOKED,
        hooks_of(desk, watch.id, asking.given.get("made")),
    )  # fmt: skip


def view_atom(desk: Desk, asking: Asking) -> Download:
    """The hits of a saved search as Atom."""
    return Download("watch.atom", "application/atom+xml", (as_atom(_feed(desk, asking)),), is_shown=True)


def view_json_feed(desk: Desk, asking: Asking) -> Download:
    """The hits of a saved search as JSON Feed."""
    return Download("watch.json", "application/feed+json", (as_json_feed(_feed(desk, asking)),), is_shown=True)


def _feed(desk: Desk, asking: Asking) -> Feed:
    """What came in last, whether or not somebody looked; filled up with the newest that a search finds."""
    watch = desk.store.watching.watch(asking.path["identity"])
    query = _filters(watch).to_query(limit=SHOWN)
    arrived = desk.store.watching.arrived(query, 0, limit=SHOWN)
    known = {found.hit.record["id"] for found in arrived}
    if len(arrived) < SHOWN:
        more = [hit for hit in desk.store.find(query) if hit.record["id"] not in known]
        arrived += desk.store.watching.told(more[: SHOWN - len(arrived)])
    return make_feed(watch.id, watch.name, asking.base, [entry_of(found, watch.at) for found in arrived], watch.at)


def _filters(watch: Watch) -> Filters:
    return filters_of(dict(parse_qsl(watch.filters)))


def _saved(watch: Watch) -> Saved:
    return Saved(watch.id, watch.name, watch.filters, _parts(_filters(watch)), watch.by, watch.at, watch.looked_at)


def _counted(desk: Desk, watches: Sequence[Watch]) -> tuple[Saved, ...]:
    asked = [(_filters(watch).to_query(), watch.looked_to) for watch in watches]
    return tuple(
        _with_hooks(desk, replace(_saved(watch), unread=unread.count, is_more=unread.is_more, trouble=unread.trouble))
        for watch, unread in zip(watches, desk.store.watching.unread(asked), strict=True)
    )


def _with_hooks(desk: Desk, saved: Saved) -> Saved:
    found = desk.store.webhooks.of_watch(saved.id)
    return replace(saved, webhooks=len(found), failing=sum(bool(one.failures) for one in found))


def _parts(filters: Filters) -> tuple[Part, ...]:
    given = ((label, getattr(filters, name)) for name, label in LABELS.items())
    return tuple(Part(label, "" if value is True else value) for label, value in given if value)


def _offered(filters: Filters, watches: tuple[Watch, ...]) -> Offered | None:
    if filters.is_empty:
        return None
    known = next((watch.name for watch in watches if watch.filters == filters.address), None)
    parts = _parts(filters)
    return Offered(filters.address, ", ".join(part.value or part.label for part in parts)[:LONGEST], parts, known)


def add(desk: Desk, asking: Asking, form: Mapping[str, str]) -> str:
    """Save a search; what came in before counts as looked at."""
    filters = filters_of(dict(parse_qsl(form.get("filters", ""))))
    if filters.is_empty:
        raise UsageError("a search that asks for nothing cannot be watched; give words or a filter")
    watching, now = desk.store.watching, _now()
    newest = watching.newest()
    watching.arrived(filters.to_query(), newest, limit=1)
    if len(watching.watches()) >= MOST_WATCHES:
        raise UsageError(f"{MOST_WATCHES} searches are saved, and no more can be; delete one first")
    identity = content_id("watch", filters.address, desk.settings.person, now)
    name = _name(form)
    watching.put(Watch(identity, name, filters.address, desk.settings.person, now, newest, now))
    return "/watch"


def rename(desk: Desk, asking: Asking, form: Mapping[str, str]) -> str:
    """Give a saved search another name."""
    desk.store.watching.put(replace(desk.store.watching.watch(asking.path["identity"]), name=_name(form)))
    return "/watch"


def drop(desk: Desk, asking: Asking, form: Mapping[str, str]) -> str:
    """Delete a saved search, so that it can be brought back."""
    watch = desk.store.watching.watch(asking.path["identity"])
    desk.store.watching.put(replace(watch, gone_at=_now()))
    return f"/watch?gone={quote(watch.id)}"


def restore(desk: Desk, asking: Asking, form: Mapping[str, str]) -> str:
    """Bring a deleted search back."""
    desk.store.watching.put(replace(desk.store.watching.watch(asking.path["identity"]), gone_at=None))
    return "/watch"


def look(desk: Desk, asking: Asking, form: Mapping[str, str]) -> str:
    """Say that what was shown has been looked at: what came in up to the document that was the last then, and nothing after it."""
    watch, shown = desk.store.watching.watch(asking.path["identity"]), form.get("to", "")
    if not (shown.isascii() and shown.isdigit() and len(shown) < 16):
        raise UsageError("say up to which document you have looked")
    desk.store.watching.look(watch.id, min(int(shown), desk.store.watching.newest()), _now())
    return "/watch"


def _name(form: Mapping[str, str]) -> str:
    name = " ".join(form.get("name", "").split())[:LONGEST]
    if not name:
        raise UsageError("a saved search needs a name")
    return name


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


PAGES = (
    Page("/watch", "watch", "watch.html", view, is_costly=True),
    Page("/watch/{identity}.atom", "watch-atom", "watched.html", view_atom, is_costly=True),
    Page("/watch/{identity}.json", "watch-feed", "watched.html", view_json_feed, is_costly=True),
    Page("/watch/{identity}", "watched", "watched.html", view_one, is_costly=True),
)
ACTIONS = (
    Action("/watch/add", "watch-add", add),
    Action("/watch/{identity}/rename", "watch-rename", rename),
    Action("/watch/{identity}/delete", "watch-delete", drop),
    Action("/watch/{identity}/restore", "watch-restore", restore),
    Action("/watch/{identity}/looked", "watch-looked", look),
)
