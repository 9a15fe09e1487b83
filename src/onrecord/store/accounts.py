"""What a page about an incident, a dispute or a commitment shows beside it: its words where they stand, how its events stand, the disputes about it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from onrecord.store.asking import Answer, answer_for, disputes_of
from onrecord.store.lists import one_of
from onrecord.store.rows import TimelineRow, happening_rows
from onrecord.store.tables import EVENT, INCIDENT, STATEMENT, STORY, STORY_TEXT, plain_text

MOST_WORDS = 300
"""Pieces of evidence of one record that are shown in their context."""
CONTEXT = 160
"""Characters of the paragraph on either side of the words."""
ITS_OWN = ("actual", "historical", "negated")
"""Statuses that the report itself asserts, whoever is heard beside it."""
Place = tuple[str, int, int]
"""A story, and a span of its document's text."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words as they stand in a paragraph: what is before them and after them there, with … where it is cut."""

    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class EventNote:
    """How an event stands and according to whom: `source` and `act` are None where the report itself says it."""

    id: str
    story: str
    start: int
    event_type: str
    status: str
    source: str | None
    act: str | None


@dataclass(frozen=True, slots=True)
class Account:
    """A record across documents with what a page of it shows; passages by story and span, events and the acts of statements by id.

    A passage is missing where the words do not stand in the story any more or there are more than can be shown. `incident` is the
    title of a dispute's; `row` is an incident as a timeline has it, with its standing, its figures and the disputes about it.
    """

    answer: Answer
    passages: dict[Place, Passage]
    events: dict[str, EventNote]
    acts: dict[str, str]
    incident: str | None = None
    row: TimelineRow | None = None


@dataclass(frozen=True, slots=True)
class IncidentNote:
    """How the events of an incident stand, statuses with how often, the most frequent first; and ids of the disputes about it."""

    standings: tuple[tuple[str, int], ...]
    disputes: tuple[str, ...]


def account_of(connection: Connection, record: dict[str, Any]) -> Account:
    """The account of an incident, a dispute or a commitment."""
    answer = answer_for(connection, record)
    evidence = list(_evidence(answer.record))[:MOST_WORDS]
    return Account(
        answer,
        passages(connection, evidence),
        event_notes(connection, _events(answer.record)),
        acts_of(connection, _statements(answer.record)),
        _incident_title(connection, answer.record.get("incident")),
        next(happening_rows(connection, [record])) if record["type"] == "incident" else None,
    )


def incident_notes(connection: Connection, incidents: Sequence[dict[str, Any]]) -> dict[str, IncidentNote]:
    """How incidents of a list stand, by id."""
    notes = event_notes(connection, {event for record in incidents for event in record["events"]})
    found: dict[str, IncidentNote] = {}
    for record, about in zip(incidents, disputes_of(connection, incidents), strict=True):
        counts = Counter(notes[event].status for event in record["events"] if event in notes)
        found[record["id"]] = IncidentNote(tuple(counts.most_common()), tuple(dispute["id"] for dispute in about))
    return found


def _statements(record: dict[str, Any]) -> set[str]:
    said = [one for side in record.get("sides", ()) for one in side["said"]]
    return {
        one["statement"] for one in (*said, *record.get("said", ()), *record.get("outcomes", ())) if one["statement"]
    }


def _events(record: dict[str, Any]) -> set[str]:
    found = set(record.get("events", ()))
    found |= {event for side in record.get("sides", ()) for event in side["events"]}
    return found | {one["event"] for one in record.get("outcomes", ()) if one["event"]}


def _evidence(record: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    """Every piece of evidence that says in which story it stands."""
    said = [one for side in record.get("sides", ()) for one in side["said"]]
    for one in (*said, *record.get("told", ()), *record.get("said", ()), *record.get("outcomes", ())):
        yield (one["story"], *one["span"]), one["text"]
    if record["type"] == "commitment" and record["story"]:
        for words, span in zip(record["content"]["texts"], record["content"]["spans"], strict=True):
            yield (record["story"], *span), words


def passages(connection: Connection, wanted: Sequence[tuple[Place, str]]) -> dict[Place, Passage]:
    """Words in their paragraphs, by where they stand; a story's text is read once, and words that are not there are left out."""
    by_story: dict[str, list[tuple[Place, str]]] = {}
    for place, words in wanted:
        by_story.setdefault(place[0], []).append((place, words))
    found: dict[Place, Passage] = {}
    for story, pieces in by_story.items():
        row = connection.execute(
            select(STORY.c.start, STORY_TEXT.c.text)
            .join(STORY_TEXT, STORY_TEXT.c.rowid == STORY.c.number)
            .where(STORY.c.id == story)
        ).first()
        for place, words in pieces if row else ():
            start, stop = place[1] - row.start, place[2] - row.start  # type: ignore[union-attr]
            if 0 <= start < stop and row.text[start:stop] == plain_text(words):  # type: ignore[union-attr]
                found[place] = passage(row.text, start, stop)  # type: ignore[union-attr]
    return found


def passage(text: str, start: int, stop: int) -> Passage:
    """A span of a text with what stands around it in its paragraph."""
    first = text.rfind("\n", max(0, start - 10 * CONTEXT), start) + 1
    last = text.find("\n", stop, stop + 10 * CONTEXT)
    before = text[max(first, start - 10 * CONTEXT) : start]
    after = text[stop : last if last >= 0 else stop + 10 * CONTEXT]
    return Passage(_end_of(before), text[start:stop], _start_of(after))


def _end_of(words: str) -> str:
    if len(words) <= CONTEXT:
        return words
    cut = words[-CONTEXT:]
    return "…" + cut[cut.find(" ") if " " in cut[:40] else 0 :]


def _start_of(words: str) -> str:
    if len(words) <= CONTEXT:
        return words
    cut = words[:CONTEXT]
    return cut[: cut.rfind(" ") + 1 if " " in cut[-40:] else CONTEXT] + "…"


def event_notes(connection: Connection, events: Iterable[str]) -> dict[str, EventNote]:
    """How events stand and who says so, by id."""
    wanted = (
        select(EVENT.c.id, EVENT.c.story, EVENT.c.start, EVENT.c.event_type, EVENT.c.status, STATEMENT.c.act,
               STATEMENT.c.source_text, STATEMENT.c.source_name)
        .outerjoin(STATEMENT, STATEMENT.c.id == EVENT.c.statement)
        .where(EVENT.c.id.in_(one_of(events)))
    )  # fmt: skip
    return {row.id: _event_note(row) for row in connection.execute(wanted)}


def _event_note(row: Any) -> EventNote:
    is_said = row.act is not None and row.status not in ITS_OWN
    source = named_source(row.source_text, row.source_name) if is_said else None
    return EventNote(row.id, row.story, row.start, row.event_type, row.status, source, row.act if is_said else None)


def named_source(words: str | None, name: str | None) -> str:
    """Who says it in the words of the report, with the name that they stand for where it is another."""
    if not words:
        return name or "a source that is not stated"
    return f"{words} ({name})" if name and name.casefold() not in words.casefold() else words


def acts_of(connection: Connection, statements: Iterable[str]) -> dict[str, str]:
    """What statements do (say, deny, accuse), by id."""
    wanted = select(STATEMENT.c.id, STATEMENT.c.act).where(STATEMENT.c.id.in_(one_of(statements)))
    return {row.id: row.act for row in connection.execute(wanted)}


def _incident_title(connection: Connection, incident: str | None) -> str | None:
    if incident is None:
        return None
    packed = connection.scalar(select(INCIDENT.c.json).where(INCIDENT.c.id == incident))
    return title_of(json.loads(packed)) if packed else None


def title_of(incident: dict[str, Any]) -> str:
    """What an incident is called: its title, else the words that tell of it."""
    return incident["title"] or ", ".join(dict.fromkeys(telling["text"] for telling in incident["told"])) or "?"
