"""What the pages of incidents, disputes and commitments share: words with who says them and where, lists that are cut, tables to download."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from onrecord.desk.page import Asking, Desk, Download
from onrecord.store import Account, StoryNote
from onrecord.web.filters import NAMES, Filters
from onrecord.web.guard import Refused

SHOWN, MOST = 50, 500
"""Rows of a list, unless more are asked for, and at most."""
LABELS = {
    "words": "words", "kind": "kind", "who": "who", "to_whom": "to whom", "event_type": "event type", "act": "act", "status": "status", "place": "place",
    "outlet": "outlet", "since": "since", "until": "until", "alleged_only": "only alleged", "disputed_only": "only disputed",
}  # fmt: skip
EVENT_FILTERS = (
    "words", "who", "to_whom", "event_type", "status", "place", "outlet", "since", "until", "alleged_only", "disputed_only",
)  # fmt: skip
"""Fields of the bar that a search for events can use."""
_FORMULA = re.compile(r"[=+\-@\t\r]")
CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a story with what stands around them, according to whom they are, and where they are printed.

    `source` is None where the report itself says it; `status` is how an event stands, None where no event was read in the words.
    `copy_of` is the outlet or the story that this story repeats. `address` goes to the words in their story.
    """

    story: str
    address: str
    outlet: str | None
    title: str | None
    day: str | None
    before: str
    words: str
    after: str
    source: str | None
    act: str | None
    status: str | None
    copy_of: str | None


def words_of(account: Account, said: Mapping[str, Any], events: Sequence[str] = ()) -> Words:
    """A saying or a telling of a record as a page shows it; `events` are those that it may be."""
    story, span = said["story"], said["span"]
    note, found = note_of(account, story), account.passages.get((story, span[0], span[1]))
    event = account.events.get(said.get("event") or _nearest(account, story, span[0], events) or "")
    statement = said.get("statement")
    is_told = "source" not in said
    return Words(
        story, address_of(story, statement or (event.id if event else None)), said.get("outlet") or note.outlet,
        note.title, said.get("said_on") or note.day, found.before if found else "", said["text"],
        found.after if found else "", event.source if is_told and event else said.get("source"),
        event.act if is_told and event else account.acts.get(statement or ""), event.status if is_told and event else None,
        copied(account, story),
    )  # fmt: skip


def _nearest(account: Account, story: str, start: int, events: Sequence[str]) -> str | None:
    """The one of these events in this story that is nearest to the words."""
    here = [note for note in map(account.events.get, events) if note and note.story == story]
    return min(here, key=lambda note: (abs(note.start - start), note.id)).id if here else None


def note_of(account: Account, story: str) -> StoryNote:
    """What is known of a story; nothing where it is not stored any more."""
    return account.answer.stories.get(story) or StoryNote(None, None, None, None)


def copied(account: Account, story: str) -> str | None:
    """The outlet of the story that a story repeats, its id where that has none; None for a report of its own."""
    other = note_of(account, story).copy_of
    return (note_of(account, other).outlet or other) if other else None


def address_of(story: str, identity: str | None) -> str:
    """The page of a story with a record lit in it."""
    return f"/story/{quote(story)}" + (f"#{quote(identity)}" if identity else "")


def account_of(desk: Desk, asking: Asking, kind: str) -> Account:
    """The account of the record in the path. Raises Refused where it is of another type."""
    identity = asking.path["identity"]
    if not identity.startswith(f"{kind}-"):
        raise Refused(404, f"{identity}: no {kind} has this id")
    return desk.store.account(identity)


# --- lists ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listed:
    """How a list stands: its own filters, those of the bar that it cannot use (in words), and where it goes on.

    `more` is the address with more rows, None where all are shown; `csv` and `json` are those of the list as a file.
    """

    own: dict[str, str]
    unused: tuple[str, ...]
    more: str | None
    csv: str
    json: str
    has_more: bool


def limit_of(asking: Asking) -> int:
    """How many rows are asked for."""
    return asking.number("limit", SHOWN, most=MOST)


def listed(path: str, asking: Asking, used: Sequence[str], own: Mapping[str, str], *, has_more: bool) -> Listed:
    """How a list of `path` stands; `used` are fields of the bar, `own` are the page's filters as they were given."""
    limit = limit_of(asking)
    given = {name: value for name, value in own.items() if value}
    kept = given | ({"limit": str(limit)} if limit != SHOWN else {})
    more = (
        address(path, asking.filters, given | {"limit": str(min(MOST, limit * 2))})
        if has_more and limit < MOST
        else None
    )
    csv_address, json_address = (address(f"{path}.{ending}", asking.filters, kept) for ending in ("csv", "json"))
    return Listed(dict(own), unused(asking.filters, used), more, csv_address, json_address, has_more)


def unused(filters: Filters, used: Sequence[str]) -> tuple[str, ...]:
    """Names, in words, of the filters that are given and that a page cannot use."""
    known = set(used) | ({"kind"} if filters.kind == "event" and "event_type" in used else set())
    return tuple(LABELS[name] for name in NAMES.values() if getattr(filters, name) and name not in known)


def address(path: str, filters: Filters, own: Mapping[str, str]) -> str:
    """A page's address with its own parameters and the filters of the bar."""
    query = "&".join(part for part in (urlencode({k: v for k, v in own.items() if v}), filters.address) if part)
    return f"{path}?{query}" if query else path


def one_of(asking: Asking, name: str, allowed: Sequence[str]) -> str | None:
    """A parameter that has one of these values; None where it is not given. Raises Refused for another value."""
    value = asking.given.get(name, "").strip().lower()
    if value and value not in allowed:
        raise Refused(400, f"unknown {name} {value!r}; one of: {', '.join(allowed)}")
    return value or None


# --- downloads ------------------------------------------------------------------------------------


def check_ending(asking: Asking, *allowed: str) -> str:
    """The ending in the path. Raises Refused for one that a page does not have."""
    ending = asking.path["ending"]
    if ending not in allowed:
        raise Refused(404, f"no such file; a page has {', '.join(('json', *allowed))}")
    return ending


def csv_file(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Download:
    """A table as a file for a spreadsheet: a cell that one would take for a formula has an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return Download(name, CSV, (out.getvalue().encode("utf-8", "replace"),))


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        value = "; ".join(map(str, value))
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value
