"""What came in for a saved search as a feed: Atom 1.0 (RFC 4287) and JSON Feed 1.1, with the same entries."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any
from xml.etree import ElementTree

from onrecord.desk.words import day, path_to, spaced
from onrecord.publish.shared.words import SAID, STANDINGS
from onrecord.store import Arrived

ATOM = "http://www.w3.org/2005/Atom"
JSON_FEED = "https://jsonfeed.org/version/1.1"
NAMESPACE = uuid.UUID("6f1c7f0e-2a3d-5b64-9a51-0c2f6d1e8b47")
"""Ids of records become UUIDs in this namespace: the same record has the same id in every feed of every desk."""
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction of what follows: one in a name must not turn what is said about it."""
EPOCH = "1970-01-01T00:00:00+00:00"
TITLE = 140
"""Characters of words in a title."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A hit as a feed has it: `words` are exact, `told` says in parts how it stands, who says so and where; `updated` is RFC 3339."""

    id: str
    path: str
    title: str
    words: str
    told: tuple[str, ...]
    type: str
    standing: str
    source: str | None
    outlet: str | None
    story: str
    written_on: str | None
    updated: str
    is_disputed: bool


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed and where it is: `base` is the address of the desk, `path` the page that shows the same."""

    id: str
    title: str
    base: str
    path: str
    updated: str
    entries: tuple[Entry, ...]


def entry_of(arrived: Arrived, otherwise: str) -> Entry:
    """A hit as an entry; `otherwise` is its time where neither its arrival nor the day of its story is known."""
    record, hit = arrived.hit.record, arrived.hit
    kind, source = record["type"], arrived.source
    stands = standing_of(record)
    head = _head(record, stands, source)
    told = [head or "story", _label(hit.outlet or "outlet unknown"), *([day(hit.written_on)] if hit.written_on else [])]
    if hit.disputes:
        told.append("disputed")
    title = _label(f"{head}: {_short(arrived.words)}" if head else hit.title or _short(arrived.words))
    story = record["id"] if kind == "story" else record["story"]
    path = path_to(story) + ("" if kind == "story" else f"#{record['id']}")
    times = (arrived.came_at, hit.written_on, otherwise)
    updated = next(found for value in times if (found := _time(value)))
    return Entry(record["id"], path, title, arrived.words, tuple(told), kind, stands, source, hit.outlet, story, hit.written_on,
                 updated, bool(hit.disputes))  # fmt: skip


def standing_of(record: dict[str, Any]) -> str:
    """How a record stands, in words: `alleged`, `said, leaving it open`; for an event its status."""
    if record["type"] == "statement":
        more = {"denies": ", denying it", "leaves_open": ", leaving it open"}.get(str(record["polarity"]), "")
        act = str(record["act"])
        return SAID.get(act, spaced(act)) + ("" if act in ("deny", "decline", "ask") else more)
    status = str(record.get("status"))
    return STANDINGS.get(status, spaced(status)) if record["type"] == "event" else "story"


def _head(record: dict[str, Any], stands: str, source: str | None) -> str | None:
    """Who says it and how it stands; nothing of a story."""
    if record["type"] == "statement":
        return f"{_label(source or record['source']['text'] or 'a source that is not named')} {stands}"
    if record["type"] == "event":
        return f"{spaced(record['event_type'])} – {stands}" + (f", according to {_label(source)}" if source else "")
    return None


def _label(words: str) -> str:
    return _TURNS.sub("", words)


def _short(words: str) -> str:
    return words if len(words) <= TITLE else words[:TITLE].rsplit(" ", 1)[0] + " …"


def _time(value: str | None) -> str | None:
    """A time as RFC 3339 has it, in UTC where no zone is given; of a day its beginning. None for what is no day."""
    try:
        found = datetime.fromisoformat(value or "")
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).isoformat(timespec="seconds")


def make_feed(identity: str, title: str, base: str, entries: Sequence[Entry], made_at: str) -> Feed:
    """A feed; it was updated with its newest entry, or when it was made."""
    updated = max((entry.updated for entry in entries), key=datetime.fromisoformat, default=_time(made_at) or EPOCH)
    return Feed(identity, title, base, f"/watch/{identity}", updated, tuple(entries))


def as_atom(feed: Feed) -> bytes:
    """The feed as Atom 1.0; characters that XML cannot hold are replaced."""
    ElementTree.register_namespace("", ATOM)
    root = ElementTree.Element(f"{{{ATOM}}}feed")
    _put(root, "id", _urn(feed.id))
    _put(root, "title", feed.title)
    _put(root, "updated", feed.updated)
    _link(root, "self", f"{feed.base}{feed.path}.atom", "application/atom+xml")
    _link(root, "alternate", feed.base + feed.path, "text/html")
    _put(_put(root, "author"), "name", "onrecord")
    for entry in feed.entries:
        _entry(_put(root, "entry"), entry, feed.base)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(under: ElementTree.Element, entry: Entry, base: str) -> None:
    _put(under, "id", _urn(entry.id))
    _put(under, "title", entry.title)
    _put(under, "updated", entry.updated)
    _link(under, "alternate", base + entry.path, "text/html")
    _put(_put(under, "author"), "name", entry.outlet or "outlet unknown")
    for term in (entry.type, entry.standing, *(["disputed"] if entry.is_disputed else [])):
        _put(under, "category").set("term", _legal(term))
    told = " · ".join(f"<bdi>{escape(part)}</bdi>" for part in entry.told)
    body = f'<blockquote dir="auto">{escape(entry.words)}</blockquote><p>{told}</p>'
    _put(under, "content", body).set("type", "html")


def _put(under: ElementTree.Element, name: str, words: str | None = None) -> ElementTree.Element:
    found = ElementTree.SubElement(under, f"{{{ATOM}}}{name}")
    found.text = None if words is None else _legal(words)
    return found


def _link(under: ElementTree.Element, relation: str, address: str, media_type: str) -> None:
    _put(under, "link").attrib.update(rel=relation, href=address, type=media_type)


def _legal(words: str) -> str:
    return _ILLEGAL.sub("\ufffd", words)


def _urn(identity: str) -> str:
    return uuid.uuid5(NAMESPACE, identity).urn


def as_json_feed(feed: Feed) -> bytes:
    """The feed as JSON Feed 1.1; what a program wants beside the text is in `_onrecord`."""
    found = {
        "version": JSON_FEED, "title": feed.title, "home_page_url": feed.base + feed.path, "feed_url": f"{feed.base}{feed.path}.json",
        "items": [_item(entry, feed.base) for entry in feed.entries],
    }  # fmt: skip
    return json.dumps(found, ensure_ascii=False).encode("utf-8", "replace")


def _item(entry: Entry, base: str) -> dict[str, object]:
    more = {"type": entry.type, "words": entry.words, "standing": entry.standing, "source": entry.source, "outlet": entry.outlet,
            "story": entry.story, "written_on": entry.written_on, "is_disputed": entry.is_disputed}  # fmt: skip
    return {
        "id": entry.id, "url": base + entry.path, "title": entry.title, "content_text": f"{entry.words}\n\n– {' · '.join(entry.told)}",
        "date_published": entry.updated, "authors": [{"name": entry.outlet or "outlet unknown"}],
        "tags": [entry.type, entry.standing, *(["disputed"] if entry.is_disputed else [])], "_onrecord": more,
    }  # fmt: skip
