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
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from onrecord.model import Judgement
from onrecord.publish.beside import Beside, amended, beside, dispute_parts, judged_words, pack, scratch
from onrecord.publish.context import Context, standing_words
from onrecord.publish.selection import Found, Selection
from onrecord.rules.periods import period_of

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
                self._line("incident", found["id"], *_dated_incident(found))
            for event in found["events"]:
                run("INSERT OR IGNORE INTO member VALUES (?, ?)", (event, found["id"]))
            for one in found["told"]:
                run(
                    "INSERT INTO telling VALUES (?, ?, ?, ?, ?)",
                    (one["story"], *one["span"], found["id"], one["event"]),
                )
        for found in selection.across("dispute"):
            run("INSERT OR IGNORE INTO dispute VALUES (?, ?)", (found["id"], pack(_dispute(found))))
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
        judged = self._known.judgements_in(context.bundle)
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
                packed = pack(_evidence(context, story, [start, stop], None) | _inside(context, story, start, stop))
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
        happening = _happening(context, event, judged)
        if rows == [event["id"]]:
            self._connection.execute("INSERT OR IGNORE INTO loose VALUES (?)", (event["id"],))
            self._line("event", event["id"], *_dated_event(happening))
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
        rows |= {row for start, stop, row in tellings if _holds(statement, start, stop)}
        rows.discard(statement["id"])
        found = _said(context, statement, judged)
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
            "INSERT INTO line VALUES (?, ?, ?)", (_place(kind, day, source, start), identity, packed)
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
        said = _once(self._all("SELECT packed FROM said WHERE row = ? ORDER BY statement", identity))
        disputes = self._all(
            "SELECT packed FROM disputed JOIN dispute ON dispute.id = disputed.dispute WHERE row = ? ORDER BY id",
            identity,
        )
        return _row_of(identity, line, incident, events, told, said, disputes) | {
            "judged": self._judged(identity, incident, events)
        }

    def _judged(self, identity: str, incident: Found | None, events: list[Found]) -> list[Found]:
        own = {
            "id": identity,
            "judged": judged_words(incident, self._known.judgements_of(identity)) if incident else None,
            "amended": None,
        }
        found = [own, *({name: one[name] for name in ("id", "judged", "amended")} for one in events)]
        return [one for one in found if one["judged"]]

    def _spoken(self, identity: str, line: Found) -> Found:
        wanted = "SELECT packed FROM spoken WHERE statement = ?"
        found = [one for other in (identity, *line["also"]) for one in self._all(wanted, other)]
        (said,) = _once(found)
        first = found[0]
        disputes = self._all(
            "SELECT packed FROM disputed JOIN dispute ON dispute.id = disputed.dispute WHERE row = ? ORDER BY id",
            identity,
        )
        judged = [
            {"id": one["id"], "judged": one["judged"], "amended": one["amended"]} for one in found if one["judged"]
        ]
        return {
            **_empty(identity, line), "what": f"{said['source'] or '[source not stated]'}: {said['words']}", "kind": said["act"],
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


# --- parts of rows ----------------------------------------------------------------------------------


def _happening(context: Context, event: Found, judged: Sequence[Judgement]) -> Found:
    """What a row needs of an event."""
    date, place = event["date"] or {}, event["place"]
    by = context.according_to(event)
    return {
        "id": event["id"], "story": event["story"], "day": context.day(event["story"]), "outlet": context.outlet,
        "kind": "/".join(filter(None, (event["event_type"], event["mode"]))),
        "actors": [context.name(party) for party in event["actors"]], "recipients": [context.name(party) for party in event["recipients"]],
        "trigger": event["trigger"]["text"], "date": date.get("value"), "precision": date.get("precision"), "date_words": date.get("text"),
        "place": (place["name"] or place["text"]) if place else None, "figures": context.figures(event), "status": event["status"], "by": by,
        "judged": judged_words(event, judged), "amended": amended(event, judged),
        "evidence": _evidence(context, event["story"], event["trigger"]["span"], event)
        | {"according_to": by, "standing": standing_words(event["status"], by)},
    }  # fmt: skip


def _evidence(context: Context, story: str, span: list[int], record: Found | None) -> Found:
    """Where the words stand: the sentence, its place in the document's text, and the report."""
    sentence = context.sentence(story, span)
    return {
        "record": record["id"] if record else None, "story": story, "document": context.document["id"], "outlet": context.outlet,
        "title": context.title(story), "url": context.document["url"], "path": context.document["path"], "reported_on": context.day(story),
        "words": context.document["text"][span[0] : span[1]], "span": list(span), "quotation": sentence["text"],
        "quotation_span": sentence["span"], "according_to": None, "standing": None,
    }  # fmt: skip


def _inside(context: Context, story: str, start: int, stop: int) -> Found:
    """According to whom it is that words stand in a story, where they are what somebody says there."""
    around = [one for one in context.bundle.statements if one["story"] == story and _holds(one, start, stop)]
    by = " and ".join(dict.fromkeys(context.who(one) or "[source not stated]" for one in around)) or None
    return {"according_to": by, "standing": standing_words("reported", by) if by else None}


def _said(context: Context, statement: Found, judged: Sequence[Judgement]) -> Found:
    spans = statement["content"]["spans"]
    start = spans[0] if spans else (statement["cue"] or statement["source"])["span"] or [0, 0]
    return {
        "id": statement["id"], "story": statement["story"], "source": context.who(statement), "chain": statement["chain"], "act": statement["act"],
        "polarity": statement["polarity"], "certainty": statement["certainty"], "quotation": statement["quotation"],
        "target": statement["target"]["text"] if statement["target"] else None, "words": " … ".join(statement["content"]["texts"]),
        "said_on": context.day(statement["story"]), "start": start[0], "outlet": context.outlet, "judged": judged_words(statement, judged),
        "amended": amended(statement, judged), "evidence": _evidence(context, statement["story"], start, statement),
    }  # fmt: skip


def _once(statements: list[Found]) -> list[Found]:
    """In the order of saying; the same words by the same source, as copies have them, once."""
    ordered = sorted(statements, key=lambda one: (one["said_on"] or "9999", one["story"], one["start"], one["id"]))
    groups: dict[tuple[str, str, str], list[Found]] = {}
    for one in ordered:
        key = ((one["source"] or "").casefold(), one["act"], " ".join(one["words"].casefold().split()))
        groups.setdefault(key, []).append(one)
    return [
        {
            "statements": [one["id"] for one in group],
            **{
                name: group[0][name]
                for name in (
                    "source",
                    "chain",
                    "act",
                    "polarity",
                    "certainty",
                    "quotation",
                    "target",
                    "words",
                    "said_on",
                )
            },
            "outlets": list(dict.fromkeys(one["outlet"] for one in group if one["outlet"])),
            "judged": [one["judged"] for one in group if one["judged"]],
            "evidence": [one["evidence"] for one in group],
        }
        for group in groups.values()
    ]


def _dispute(found: Found) -> Found:
    sides = [
        {
            "value": side["value"],
            "sources": side["sources"],
            "outlets": side["outlets"],
            "superseded_by": side["superseded_by"],
        }
        for side in found["sides"]
    ]
    return {"id": found["id"], "kind": found["kind"], "about": found["about"], "state": found["state"], "sides": sides}


def _holds(statement: Found, start: int, stop: int) -> bool:
    return any(first <= start and stop <= last for first, last in statement["content"]["spans"])


# --- rows -------------------------------------------------------------------------------------------


def _empty(identity: str, line: Found) -> Found:
    return {
        "id": identity, "type": line["type"], "date": line["date"], "date_precision": _precision(line["date"]), "date_from": line["date_from"],
        "date_words": [], "what": "", "kind": None, "actors": [], "recipients": [], "triggers": [], "place": None, "standing": [],
        "figures": [], "independent_reports": 1, "first_reported": None, "outlets": [], "said": [], "disputes": [], "events": [],
        "events_not_selected": 0, "stories": [], "evidence": [], "judged": [],
    }  # fmt: skip


def _row_of(
    identity: str,
    line: Found,
    incident: Found | None,
    events: list[Found],
    told: list[Found],
    said: list[Found],
    disputes: list[Found],
) -> Found:
    actors, recipients = _distinct(events, "actors"), _distinct(events, "recipients")
    triggers = list(dict.fromkeys(event["trigger"] for event in events))
    kinds = [event["kind"] for event in events]
    row = _empty(identity, line) | {
        "what": _happened(actors, kinds, recipients, triggers), "kind": kinds[0] if kinds else None, "actors": actors, "recipients": recipients,
        "triggers": triggers, "place": next((event["place"] for event in events if event["place"]), None), "standing": _standings(events) if events else _standing_of(told),
        "figures": _distinct(events, "figures"), "date_words": list(dict.fromkeys(one["date_words"] for one in events if one["date_words"])),
        "first_reported": min((one["day"] for one in events if one["day"]), default=None),
        "outlets": sorted({one["outlet"] for one in events if one["outlet"]}), "said": said, "disputes": disputes,
        "events": [one["id"] for one in events], "stories": sorted({one["story"] for one in events}),
        "evidence": [one["evidence"] for one in events] + told,
    }  # fmt: skip
    if incident is None:
        return row
    return row | {
        "what": incident["title"] or row["what"], "kind": incident["kind"] or row["kind"],
        "triggers": triggers or list(dict.fromkeys(one["text"] for one in incident["told"])), "place": incident["place"] or row["place"],
        "independent_reports": incident["independent_reports"], "first_reported": incident["first_reported"],
        "outlets": incident["outlets"], "events_not_selected": len(set(incident["events"]) - set(row["events"])),
        "stories": incident["stories"],
    }  # fmt: skip


def _distinct(events: list[Found], field: str) -> list[str]:
    found: dict[str, str] = {}
    for event in events:
        for words in event[field]:
            found.setdefault(words.casefold(), words)
    return list(found.values())


def _happened(actors: list[str], kinds: list[str], recipients: list[str], triggers: list[str]) -> str:
    parts = [" and ".join(actors) or "?", kinds[0] if kinds else ", ".join(triggers)]
    return " → ".join([*parts, " and ".join(recipients)] if recipients else parts)


def _standings(events: list[Found]) -> list[Found]:
    """Each status that one of the events has, according to whom, in which outlets."""
    found: dict[str, list[Found]] = {}
    for event in events:
        found.setdefault(event["status"], []).append(event)
    return [
        {
            "status": status,
            "words": standing_words(status, " and ".join(by) or None),
            "by": by,
            "outlets": sorted({one["outlet"] for one in group if one["outlet"]}),
            "events": [one["id"] for one in group],
        }
        for status, group in found.items()
        for by in [list(dict.fromkeys(one["by"] for one in group if one["by"]))]
    ]


def _standing_of(told: list[Found]) -> list[Found]:
    """How it stands where no event was read: only what sources say, where each telling is in the words of one; else it is not known."""
    by = list(dict.fromkeys(one["according_to"] for one in told if one["according_to"]))
    if not told or not all(one["according_to"] for one in told):
        return []
    outlets = sorted({one["outlet"] for one in told if one["outlet"]})
    return [
        {
            "status": "reported",
            "words": standing_words("reported", " and ".join(by)),
            "by": by,
            "outlets": outlets,
            "events": [],
        }
    ]


# --- dates ------------------------------------------------------------------------------------------


def _dated_incident(found: Found) -> tuple[str | None, str | None]:
    if found["date"] is not None:
        return found["date"], "incident"
    return found["first_reported"], "reported" if found["first_reported"] else None


def _dated_event(found: Found) -> tuple[str | None, str | None]:
    if found["date"] is not None and period_of(found["date"]):
        return found["date"], "event"
    return found["day"], "reported" if found["day"] else None


def _place(kind: str, day: str | None, source: str | None, start: int) -> str:
    """Where a row stands: by the first day of its date, the less precise of one day first; what has no date of its own after what has,
    sayings last, and what has no date at all in the end.
    """
    period = period_of(day)
    is_said = kind == "statement"
    if period is None or day is None:
        return f"1 {is_said:d} {start:012d}"
    width = len(day) if period[0] == period[1] else -_days(period)
    return f"0 {period[0]} {source == 'reported':d} {width + 10**6:07d} {day} {is_said:d} {start:012d}"


def _days(period: tuple[str, str]) -> int:
    return (date.fromisoformat(period[1]) - date.fromisoformat(period[0])).days


def _precision(day: str | None) -> str | None:
    """How precise a date is as it is written: day, time, week, month, quarter, half, season, year, decade or century."""
    if day is None:
        return None
    if "T" in day:
        return "time"
    whole: dict[int, str] = {2: "century", 3: "decade", 4: "year"}
    if len(day) in whole:
        return whole[len(day)]
    part = day[5:6]
    if part in _PARTS:
        return _PARTS[part] if part != "W" or day[6:7].isdigit() else "season"
    return "month" if len(day) == 7 else "day"


_PARTS: dict[str, Any] = {"W": "week", "Q": "quarter", "H": "half", "S": "season", "F": "season", "A": "season"}
