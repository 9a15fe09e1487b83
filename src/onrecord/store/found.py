"""What is shown beside hits: how many there are, whose word an event rests on, its amounts, the words around what was found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, literal_column, select

from onrecord.store.dialects import Either, matches, server_of
from onrecord.store.driver import ask
from onrecord.store.lists import LISTED, listed
from onrecord.store.matching import first_place, full_text, in_columns
from onrecord.store.query import Hit, Query, clean, hits_of, kinds_of, numbers, searchable
from onrecord.store.tables import DOCUMENT, EVENT, QUANTITY, STATEMENT, STORY, STORY_TEXT

BEFORE, AROUND = 220, 520
"""Code points before a trigger, and in all, that a sentence is looked for in."""
SNIPPET = 40
"""Words of a story that are shown."""
LONG, LED = 20_000, 60
"""Code points of the longest story whose best part the index is asked for: its time goes with the square of how often the words stand there. Of
a longer one the first place is shown, with so many code points before it."""
_FIRST_SHOWN = func.max(EVENT.c.start - BEFORE, STORY.c.start)
CARRIED = select(STATEMENT.c.id, STATEMENT.c.source_text, STATEMENT.c.source_name, STATEMENT.c.act).where(
    STATEMENT.c.id.in_(LISTED)
)
AMOUNTS = select(QUANTITY.c.id, QUANTITY.c.text).where(QUANTITY.c.id.in_(LISTED))
AROUND_TRIGGER = (
    select(EVENT.c.id, func.substr(STORY_TEXT.c.text, _FIRST_SHOWN - STORY.c.start + 1, AROUND), _FIRST_SHOWN)
    .join(STORY, STORY.c.id == EVENT.c.story)
    .join(STORY_TEXT, STORY_TEXT.c.rowid == STORY.c.number)
    .where(EVENT.c.id.in_(LISTED))
)
BEGINNINGS = select(STORY_TEXT.c.rowid, func.substr(STORY_TEXT.c.text, 1, BEFORE)).where(STORY_TEXT.c.rowid.in_(LISTED))
LONG_TEXTS = select(STORY_TEXT.c.rowid, STORY_TEXT.c.text).where(
    STORY_TEXT.c.rowid.in_(LISTED), func.length(STORY_TEXT.c.text) > LONG
)
# One walk through the index between the first and the last: a list of numbers would be looked up in it one by one.
MATCHED = (
    select(STORY_TEXT.c.rowid, func.snippet(literal_column("story_text"), 2, "", "", " … ", SNIPPET))
    .select_from(STORY_TEXT)
    .where(
        matches(STORY_TEXT.c.story_text, bindparam("asked")),
        STORY_TEXT.c.rowid.between(bindparam("least"), bindparam("greatest")),
        (STORY_TEXT.c.rowid + 0).in_(LISTED),
        func.length(STORY_TEXT.c.text) <= LONG,
    )
)

MATCHED_TEXTS = Either(MATCHED, MATCHED.with_only_columns(STORY_TEXT.c.rowid, STORY_TEXT.c.text))
"""On a server the best part is found in the text."""


@dataclass(frozen=True, slots=True)
class HitContext:
    """What is shown beside a hit.

    `source` and `act` are of the statement that carries an event; `amounts` its quantities in words. `words` are those around the trigger
    of an event, the trigger at `[start, stop)`; of a story a part of its text in which the words stand that were searched for.
    """

    source: str | None = None
    source_name: str | None = None
    act: str | None = None
    amounts: tuple[str, ...] = ()
    words: str = ""
    start: int = 0
    stop: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """A kind that a search looked at: how many fit, counted up to a number, and the first of them."""

    kind: str
    count: int
    hits: tuple[Hit, ...]


def look(connection: Connection, query: Query, most: int) -> Iterator[Look]:
    """Each kind that can hold what is asked, with as many hits as the limit says."""
    cleaned = clean(query)
    if cleaned is None:
        return
    for kind in kinds_of(cleaned):
        found = numbers(connection, cleaned, kind, max(most, query.limit))
        yield Look(kind, min(len(found), most), tuple(hits_of(connection, kind, found[: query.limit])))


def count(connection: Connection, query: Query, most: int) -> dict[str, int]:
    """By kind how many fit, counted up to `most`; kinds that cannot hold what is asked are left out."""
    cleaned = clean(query)
    kinds = kinds_of(cleaned) if cleaned else ()
    return {kind: len(numbers(connection, cleaned, kind, most)) for kind in kinds if cleaned}


def hit_contexts(connection: Connection, hits: Sequence[Hit], words: str | None) -> dict[str, HitContext]:
    """By id what is shown beside events and stories."""
    events = [hit.record for hit in hits if hit.record["type"] == "event"]
    stories = {hit.number: str(hit.record["id"]) for hit in hits if hit.record["type"] == "story"}
    found = _of_events(connection, events) if events else {}
    snippets = _snippets(connection, list(stories), words) if stories else {}
    return found | {stories[number]: HitContext(words=told) for number, told in snippets.items()}


def _of_events(connection: Connection, events: Sequence[dict[str, Any]]) -> dict[str, HitContext]:
    carried = listed(event["statement"] for event in events if event["statement"])
    sources = {row[0]: row[1:] for row in ask(connection, CARRIED, listed=carried)}
    ids = {quantity for event in events for quantity in event["quantities"]}
    amounts: dict[str, str] = dict(ask(connection, AMOUNTS, listed=listed(ids)))
    around = {row[0]: row[1:] for row in ask(connection, AROUND_TRIGGER, listed=listed(one["id"] for one in events))}
    found = {}
    for event in events:
        start, stop = event["trigger"]["span"]
        words, first = around.get(event["id"], ("", start))
        own = tuple(dict.fromkeys(amounts[one] for one in event["quantities"] if one in amounts))
        source, name, act = sources.get(event["statement"], (None, None, None))
        found[event["id"]] = HitContext(source, name, act, own, words, start - first, stop - first)
    return found


def _snippets(connection: Connection, numbers: Sequence[int], words: str | None) -> dict[int, str]:
    """By number a part of a story in which words stand, else its beginning."""
    found: dict[int, str] = dict(ask(connection, BEGINNINGS, listed=listed(numbers)))
    asked = full_text(cleaned) if (cleaned := searchable(words)) else ""
    if not asked:
        return found
    between = {"least": min(numbers), "greatest": max(numbers)}
    matched = ask(connection, MATCHED_TEXTS, asked=in_columns("title text", asked), listed=listed(numbers), **between)
    if server := server_of(connection):
        matched = [(number, server.snippet(text, asked, SNIPPET)) for number, text in matched]
    parts = ((number, _part(text, words or "")) for number, text in ask(connection, LONG_TEXTS, listed=listed(numbers)))
    return found | dict(matched) | dict(parts)


def _part(text: str, words: str) -> str:
    """So much of a text as is shown of one, from where the first of these words stands."""
    start = max(first_place(text, words) - LED, 0)
    part = text[start : start + BEFORE]
    return f"{' … ' if start else ''}{part}{' … ' if start + BEFORE < len(text) else ''}"


def outlets(connection: Connection, most: int) -> list[str]:
    """The first outlets in the order of the alphabet; each costs a step in an index, whatever is stored."""
    first = select(func.min(DOCUMENT.c.outlet).label("outlet")).cte("outlets", recursive=True)
    after = select(func.min(DOCUMENT.c.outlet)).where(DOCUMENT.c.outlet > first.c.outlet).scalar_subquery()
    every = first.union_all(select(after).where(first.c.outlet.is_not(None)))
    return [found for found in connection.scalars(select(every.c.outlet).limit(most)) if found]
