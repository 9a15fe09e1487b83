"""What happened, in the order of happening, with how it stands and what was said about it at the time: the rows of a timeline.

Ordered and worded as the timelines of the library are. What is gathered waits in a database of its own that is on disk where it is large,
so that memory does not grow with the selection: at once there are one document, and one row.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter

from onrecord.model import Judgement
from onrecord.publish.formats.timelines.rows import (
    dated_event,
    dated_incident,
    dispute_of,
    empty_row,
    evidence_at,
    happening_of,
    happening_row,
    holds,
    inside_words,
    place_in_order,
    said_of,
    said_once,
)
from onrecord.publish.selection import Found, Selection
from onrecord.publish.shared.beside import Beside, beside, dispute_parts
from onrecord.publish.shared.context import Context
from onrecord.publish.shared.judgements import judged_words
from onrecord.publish.shared.scratch import pack, scratch

WEIGHTY = frozenset({"accuse", "deny", "admit", "promise", "threaten", "demand", "propose", "accept", "reject"})
"""Acts by word of mouth that have a row of their own where nothing that happened has them."""
HAPPENINGS = frozenset({"actual", "reported", "alleged", "denied", "planned", "threatened", "historical"})
"""Statuses of an event that has a row of its own where no incident has it: not what is only called for, supposed or ruled out."""
_TABLES = (
    "CREATE TABLE incident (id TEXT PRIMARY KEY, packed TEXT) WITHOUT ROWID",
    "CREATE TABLE member (event TEXT, incident TEXT, PRIMARY KEY (event, incident)) WITHOUT ROWID",
    "CREATE TABLE telling (story TEXT, start INTEGER, stop INTEGER, incident TEXT, event TEXT)",
    "CREATE INDEX telling_story ON telling (story)",
    "CREATE TABLE dispute (id TEXT PRIMARY KEY, packed TEXT) WITHOUT ROWID",
    "CREATE TABLE about (part TEXT, dispute TEXT, PRIMARY KEY (part, dispute)) WITHOUT ROWID",
    "CREATE TABLE disputed (row TEXT, dispute TEXT, PRIMARY KEY (row, dispute)) WITHOUT ROWID",
    "CREATE TABLE side (statement TEXT, row TEXT, PRIMARY KEY (statement, row)) WITHOUT ROWID",
    "CREATE TABLE loose (id TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE happened (row TEXT, part TEXT, packed TEXT, PRIMARY KEY (row, part)) WITHOUT ROWID",
    "CREATE TABLE told (row TEXT, story TEXT, start INTEGER, packed TEXT)",
    "CREATE INDEX told_row ON told (row)",
    "CREATE TABLE said (row TEXT, statement TEXT, words TEXT, packed TEXT, PRIMARY KEY (row, statement)) WITHOUT ROWID",
    "CREATE TABLE spoken (statement TEXT PRIMARY KEY, words TEXT, day TEXT, story TEXT, start INTEGER, packed TEXT) WITHOUT ROWID",
    "CREATE TABLE quiet (statement TEXT PRIMARY KEY, act TEXT) WITHOUT ROWID",
    "CREATE TABLE line (place TEXT, row TEXT, packed TEXT)",
)
_ROWS = (
    "DELETE FROM said WHERE row NOT IN (SELECT id FROM incident) AND row NOT IN (SELECT id FROM loose)",
    "CREATE INDEX said_words ON said (words)",
    "CREATE INDEX said_statement ON said (statement)",
)
_QUIET = "SELECT act, count(*) FROM quiet WHERE statement NOT IN (SELECT statement FROM said) GROUP BY act ORDER BY act"
_SPOKEN = (
    "SELECT words, statement, day, start FROM spoken WHERE words NOT IN (SELECT words FROM said)"
    " ORDER BY words, day, story, start, statement"
)


class Happened:
    """The rows of a selection's timeline; they may be asked for again.

    `left_out` counts events that no incident has and that have no row, by status, and statements that have none, by act.
    """

    def __init__(self, connection: sqlite3.Connection, selection: Selection, known: Beside) -> None:
        self._connection, self._known = connection, known
        self.title, self.about = selection.title, selection.about
        self.left_out: Counter[str] = Counter()
        self.count = self.undated = 0
        self._across(selection)
        for bundle in selection.bundles():
            self._read(Context(bundle, selection))
        for sql in _ROWS:
            connection.execute(sql)
        self._say()
        connection.execute("CREATE INDEX line_place ON line (place, row)")

    def rows(self, *, dated: bool | None = None) -> Iterator[Found]:
        """Rows in order; only those that have a day, or only those that have none, where that is asked for."""
        wanted = "SELECT row, packed FROM line WHERE place BETWEEN ? AND ? ORDER BY place, row"
        bounds = {None: ("", "~"), True: ("", "0~"), False: ("1", "~")}[dated]
        for identity, packed in self._connection.execute(wanted, bounds):
            yield self._row(identity, json.loads(packed))

    # --- what is known across documents -----------------------------------------------------------

    def _across(self, selection: Selection) -> None:
        run = self._connection.execute
        for found in selection.across("incident"):
            if run("INSERT OR IGNORE INTO incident VALUES (?, ?)", (found["id"], pack(found))).rowcount:
                self._line("incident", found["id"], *dated_incident(found))
            for event in found["events"]:
                run("INSERT OR IGNORE INTO member VALUES (?, ?)", (event, found["id"]))
            for one in found["told"]:
                run(
                    "INSERT INTO telling VALUES (?, ?, ?, ?, ?)",
                    (one["story"], *one["span"], found["id"], one["event"]),
                )
        for found in selection.across("dispute"):
            run("INSERT OR IGNORE INTO dispute VALUES (?, ?)", (found["id"], pack(dispute_of(found))))
            rows = {row for part in dispute_parts(found) for row in self._rows_with(part)}
            for row in sorted(rows):
                run("INSERT OR IGNORE INTO disputed VALUES (?, ?)", (row, found["id"]))
                for statement in {one for side in found["sides"] for one in side["statements"]}:
                    run("INSERT OR IGNORE INTO side VALUES (?, ?)", (statement, row))

    def _rows_with(self, part: str) -> list[str]:
        """The rows that an incident, an event or a statement stands in: itself where no incident has it."""
        found = self._connection.execute("SELECT incident FROM member WHERE event = ? ORDER BY incident", (part,))
        return [one for (one,) in found] or [part]

    # --- reading ----------------------------------------------------------------------------------

    def _read(self, context: Context) -> None:
        judged = self._known.judgements.within(context.bundle)
        tellings: dict[str, list[tuple[int, int, str]]] = {}
        for story in context.stories:
            tellings[story] = self._tellings(context, story)
        for event in context.bundle.events:
            self._event(context, event, judged.get(event["id"], ()), tellings)
        for statement in context.bundle.statements:
            self._statement(context, statement, judged.get(statement["id"], ()), tellings.get(statement["story"], []))

    def _tellings(self, context: Context, story: str) -> list[tuple[int, int, str]]:
        """Where a story tells of a row; what is told without an event is kept as evidence of it."""
        found = []
        query = "SELECT start, stop, incident, event FROM telling WHERE story = ? ORDER BY start, stop, incident"
        for start, stop, incident, event in self._connection.execute(query, (story,)).fetchall():
            found.append((start, stop, incident))
            if event is None:
                packed = pack(
                    evidence_at(context, story, [start, stop], None) | inside_words(context, story, start, stop)
                )
                self._connection.execute("INSERT INTO told VALUES (?, ?, ?, ?)", (incident, story, start, packed))
        return found

    def _event(
        self,
        context: Context,
        event: Found,
        judged: Sequence[Judgement],
        tellings: dict[str, list[tuple[int, int, str]]],
    ) -> None:
        rows = self._rows_with(event["id"])
        if rows == [event["id"]] and event["status"] not in HAPPENINGS:
            self.left_out[event["status"]] += 1
            return
        happening = happening_of(context, event, judged)
        if rows == [event["id"]]:
            self._connection.execute("INSERT OR IGNORE INTO loose VALUES (?)", (event["id"],))
            self._line("event", event["id"], *dated_event(happening))
        packed = pack(happening)
        for row in rows:
            self._connection.execute("INSERT OR IGNORE INTO happened VALUES (?, ?, ?)", (row, event["id"], packed))
            tellings.setdefault(event["story"], []).append((*event["trigger"]["span"], row))
            if event["statement"]:
                self._connection.execute("INSERT OR IGNORE INTO side VALUES (?, ?)", (event["statement"], row))

    def _statement(
        self, context: Context, statement: Found, judged: Sequence[Judgement], tellings: list[tuple[int, int, str]]
    ) -> None:
        rows = {
            row for (row,) in self._connection.execute("SELECT row FROM side WHERE statement = ?", (statement["id"],))
        }
        rows |= {row for start, stop, row in tellings if holds(statement, start, stop)}
        rows.discard(statement["id"])
        found = said_of(context, statement, judged)
        words = pack([(found["source"] or "").casefold(), found["act"], " ".join(found["words"].casefold().split())])
        for row in sorted(rows):
            self._connection.execute(
                "INSERT OR IGNORE INTO said VALUES (?, ?, ?, ?)", (row, statement["id"], words, pack(found))
            )
        if statement["act"] not in WEIGHTY:
            self._connection.execute("INSERT OR IGNORE INTO quiet VALUES (?, ?)", (statement["id"], statement["act"]))
            return
        key = (statement["id"], words, found["said_on"] or "9999", statement["story"], found["start"])
        self._connection.execute("INSERT OR IGNORE INTO spoken VALUES (?, ?, ?, ?, ?, ?)", (*key, pack(found)))

    def _say(self) -> None:
        """Lines for the statements that nothing that happened has, nor another one in the same words."""
        for act, count in self._connection.execute(_QUIET):
            self.left_out[f"said: {act}"] += count
        for _, group in groupby(self._connection.execute(_SPOKEN), itemgetter(0)):
            (_, first, day, start), *others = group
            known = day if day != "9999" else None
            also = [other[1] for other in others]
            self._line("statement", first, known, "reported" if known else None, start, also)

    def _line(
        self, kind: str, identity: str, day: str | None, source: str | None, start: int = 0, also: Sequence[str] = ()
    ) -> None:
        packed = pack({"type": kind, "date": day, "date_from": source, "also": list(also)})
        self._connection.execute(
            "INSERT INTO line VALUES (?, ?, ?)", (place_in_order(kind, day, source, start), identity, packed)
        )
        self.count += 1
        self.undated += day is None

    # --- rows -------------------------------------------------------------------------------------

    def _row(self, identity: str, line: Found) -> Found:
        if line["type"] == "statement":
            return self._spoken(identity, line)
        incident = self._one("SELECT packed FROM incident WHERE id = ?", identity)
        events = self._all("SELECT packed FROM happened WHERE row = ? ORDER BY part", identity)
        told = self._all("SELECT packed FROM told WHERE row = ? ORDER BY story, start", identity)
        said = said_once(self._all("SELECT packed FROM said WHERE row = ? ORDER BY statement", identity))
        disputes = self._all(
            "SELECT packed FROM disputed JOIN dispute ON dispute.id = disputed.dispute WHERE row = ? ORDER BY id",
            identity,
        )
        return happening_row(identity, line, incident, events, told, said, disputes) | {
            "judged": self._judged(identity, incident, events)
        }

    def _judged(self, identity: str, incident: Found | None, events: list[Found]) -> list[Found]:
        own = {
            "id": identity,
            "judged": judged_words(incident, self._known.judgements.of(identity)) if incident else None,
            "amended": None,
        }
        found = [own, *({name: one[name] for name in ("id", "judged", "amended")} for one in events)]
        return [one for one in found if one["judged"]]

    def _spoken(self, identity: str, line: Found) -> Found:
        wanted = "SELECT packed FROM spoken WHERE statement = ?"
        found = [one for other in (identity, *line["also"]) for one in self._all(wanted, other)]
        (said,) = said_once(found)
        first = found[0]
        disputes = self._all(
            "SELECT packed FROM disputed JOIN dispute ON dispute.id = disputed.dispute WHERE row = ? ORDER BY id",
            identity,
        )
        judged = [
            {"id": one["id"], "judged": one["judged"], "amended": one["amended"]} for one in found if one["judged"]
        ]
        return {
            **empty_row(identity, line), "what": f"{said['source'] or '[source not stated]'}: {said['words']}", "kind": said["act"],
            "actors": [said["source"]] if said["source"] else [], "recipients": [first["target"]] if first["target"] else [],
            "first_reported": said["said_on"], "outlets": said["outlets"], "said": [said], "disputes": disputes,
            "stories": list(dict.fromkeys(one["story"] for one in found)), "evidence": said["evidence"], "judged": judged,
        }  # fmt: skip

    def _one(self, sql: str, identity: str) -> Found | None:
        return next(iter(self._all(sql, identity)), None)

    def _all(self, sql: str, identity: str) -> list[Found]:
        return [json.loads(packed) for (packed,) in self._connection.execute(sql, (identity,))]


@contextmanager
def happened_in(selection: Selection) -> Iterator[Happened]:
    """The timeline of a selection, as long as it is being written."""
    with beside(selection) as known, scratch(*_TABLES) as connection:
        yield Happened(connection, selection, known)
