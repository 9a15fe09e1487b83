"""What is known of a record beside what was read in its document: its incident, disputes, what people decided, and which stories repeat which."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from onrecord.publish.selection import Found, Selection
from onrecord.publish.shared.judgements import Judgements
from onrecord.publish.shared.scratch import scratch

_TABLES = (
    "CREATE TABLE incident (part TEXT, incident TEXT, PRIMARY KEY (part, incident)) WITHOUT ROWID",
    "CREATE TABLE dispute (part TEXT, dispute TEXT, PRIMARY KEY (part, dispute)) WITHOUT ROWID",
    "CREATE TABLE copy (story TEXT, of TEXT, kind TEXT, PRIMARY KEY (story, of)) WITHOUT ROWID",
)


class Beside:
    """What is known of records beside what was read, on disk, and `judgements`, in memory."""

    def __init__(self, connection: sqlite3.Connection, selection: Selection) -> None:
        self._connection = connection
        connection.executemany("INSERT OR IGNORE INTO incident VALUES (?, ?)", _incidents(selection))
        connection.executemany("INSERT OR IGNORE INTO dispute VALUES (?, ?)", _disputes(selection))
        copies = ((one["story"], one["of"], one["kind"]) for one in selection.across("copy"))
        connection.executemany("INSERT OR IGNORE INTO copy VALUES (?, ?, ?)", copies)
        self.judgements = Judgements(selection)

    def incident(self, event: str) -> str | None:
        """The incident that an event is told of in, by id."""
        row = self._connection.execute("SELECT min(incident) FROM incident WHERE part = ?", (event,)).fetchone()
        found: str | None = row[0]
        return found

    def disputes(self, *parts: str) -> list[str]:
        """Ids of the disputes on one of these events, statements or incidents."""
        found: set[str] = set()
        for part in parts:
            found.update(
                one for (one,) in self._connection.execute("SELECT dispute FROM dispute WHERE part = ?", (part,))
            )
        return sorted(found)

    def copied(self, story: str) -> list[tuple[str, str]]:
        """The stories that a story repeats passages of, by id, each with the kind of copy that it is."""
        found = self._connection.execute("SELECT of, kind FROM copy WHERE story = ? ORDER BY of", (story,))
        return list(found)

    def independent(self, stories: Iterable[tuple[str, str]]) -> int:
        """How many of these stories, each with its day, repeat none that came before it, nor what one of those repeats."""
        seen: set[str] = set()
        counted = 0
        for _, story in sorted(set(stories)):
            own = {story, *(of for (of,) in self._connection.execute("SELECT of FROM copy WHERE story = ?", (story,)))}
            counted += seen.isdisjoint(own)
            seen |= own
        return counted


@contextmanager
def beside(selection: Selection) -> Iterator[Beside]:
    """What is known beside the records of a selection, while it is being written."""
    with scratch(*_TABLES) as connection:
        yield Beside(connection, selection)


def dispute_parts(dispute: Found) -> set[str]:
    """The incident, events and statements that a dispute is about."""
    parts = {part for side in dispute["sides"] for part in (*side["events"], *side["statements"])}
    return parts | ({dispute["incident"]} if dispute.get("incident") else set())


def _incidents(selection: Selection) -> Iterator[tuple[str, str]]:
    for found in selection.across("incident"):
        yield from ((event, found["id"]) for event in found["events"])


def _disputes(selection: Selection) -> Iterator[tuple[str, str]]:
    for found in selection.across("dispute"):
        yield from ((part, found["id"]) for part in sorted(dispute_parts(found)))
