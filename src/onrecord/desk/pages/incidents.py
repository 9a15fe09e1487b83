"""Incidents: the same happening in several reports, as a list and each with its tellings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from onrecord.desk.ledger import (
    Listed,
    Words,
    account_of,
    check_ending,
    copied,
    csv_file,
    limit_of,
    listed,
    note_of,
    words_of,
)
from onrecord.desk.page import Asking, Desk, Download, Page
from onrecord.store import Account, Answer, DisputedHere, IncidentNote, Standing, title_of

USED = ("words", "who", "event_type", "place", "outlet", "since", "until")
TELLINGS_SHOWN = 150
REPORTS = ("1", "2", "3", "5", "10")
"""Least numbers of independent reports to choose from; two unless another is chosen."""
COLUMNS = (
    "incident", "kind", "title", "date", "place", "actors", "recipients", "reports", "independent_reports", "first_reported", "first_outlets",
    "outlets", "standing", "disputes",
)  # fmt: skip
TELLING_COLUMNS = (
    "incident",
    "title",
    "day",
    "outlet",
    "story_title",
    "copy_of",
    "words",
    "status",
    "source",
    "story",
    "event",
)


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who takes part: the entity's id and name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An incident in a list. `standings` are statuses of its events with how often; empty where no event was read in its words."""

    id: str
    title: str
    kind: str | None
    date: str | None
    place: str | None
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    reports: int
    independent_reports: int
    first_reported: str | None
    first_outlets: tuple[str, ...]
    outlets: tuple[str, ...]
    standings: tuple[tuple[str, int], ...]
    disputes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Incidents:
    """The incidents that fit, the last reported first."""

    rows: tuple[IncidentRow, ...]
    listed: Listed
    reports: tuple[str, ...] = REPORTS


@dataclass(frozen=True, slots=True)
class Report:
    """A story that tells of it; `copy_of` is the outlet or the story that it repeats."""

    story: str
    outlet: str | None
    title: str | None
    day: str | None
    copy_of: str | None


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident with its reports and its tellings in the order of reporting; `left_out` is how many tellings are not shown."""

    row: IncidentRow
    standing: tuple[Standing, ...]
    figures: tuple[str, ...]
    told: tuple[Words, ...]
    left_out: int
    stories: tuple[Report, ...]
    disputes: tuple[DisputedHere, ...]
    reasons: tuple[str, ...]
    timeline: str
    csv: str


def view_list(desk: Desk, asking: Asking) -> Incidents:
    """The incidents that fit the bar, with at least so many independent reports."""
    rows, own, has_more = _asked(desk, asking)
    return Incidents(rows, listed("/incidents", asking, USED, own, has_more=has_more))


def _asked(desk: Desk, asking: Asking) -> tuple[tuple[IncidentRow, ...], dict[str, str], bool]:
    reports, limit = asking.number("reports", 2), limit_of(asking)
    asked = asking.filters.to_asked(kind=asking.filters.event_type, reports=reports, limit=limit + 1)
    found = list(desk.store.incidents(asked))
    notes = desk.store.incident_notes(found[:limit])
    rows = tuple(_row(answer, notes[answer.record["id"]]) for answer in found[:limit])
    return rows, {"reports": str(reports) if "reports" in asking.given else ""}, len(found) > limit


def _row(answer: Answer, note: IncidentNote) -> IncidentRow:
    record = answer.record
    return IncidentRow(
        record["id"], title_of(record), record["kind"], record["date"], record["place"], _parties(answer, "actors"),
        _parties(answer, "recipients"), len(record["stories"]), record["independent_reports"], record["first_reported"],
        tuple(record["first_outlets"]), tuple(record["outlets"]), note.standings, note.disputes,
    )  # fmt: skip


def _parties(answer: Answer, role: str) -> tuple[Party, ...]:
    return tuple(Party(one, answer.names.get(one, one)) for one in answer.record[role])


def view_one(desk: Desk, asking: Asking) -> Incident:
    """An incident with its tellings."""
    account = account_of(desk, asking, "incident")
    record, row = account.answer.record, account.row
    told = _told(account)
    note = desk.store.incident_notes([account.answer])[record["id"]]
    return Incident(
        _row(account.answer, note), row.standing if row else (), row.figures if row else (), told[:TELLINGS_SHOWN],
        max(0, len(told) - TELLINGS_SHOWN), _stories(account), row.disputes if row else (), tuple(record["reasons"]),
        f"/timeline?of={quote(record['id'])}", f"/incident/{record['id']}.csv",
    )  # fmt: skip


def _told(account: Account) -> tuple[Words, ...]:
    """The tellings, by day and then as they stand in their stories; what has no day comes last."""

    def order(telling: dict[str, Any]) -> tuple[Any, ...]:
        day = note_of(account, telling["story"]).day
        return (day is None, day or "", telling["story"], telling["span"])

    return tuple(words_of(account, telling) for telling in sorted(account.answer.record["told"], key=order))


def _stories(account: Account) -> tuple[Report, ...]:
    found = []
    for story in account.answer.record["stories"]:
        note = note_of(account, story)
        found.append(Report(story, note.outlet, note.title, note.day, copied(account, story)))
    return tuple(sorted(found, key=lambda one: (one.day is None, one.day or "", one.story)))


def view_list_file(desk: Desk, asking: Asking) -> Download:
    """The list as a table."""
    check_ending(asking, "csv")
    return csv_file("incidents.csv", COLUMNS, (_cells(row) for row in _asked(desk, asking)[0]))


def _cells(row: IncidentRow) -> Sequence[Any]:
    names = ([party.name for party in role] for role in (row.actors, row.recipients))
    standing = [f"{status} {count}" for status, count in row.standings]
    return (
        row.id, row.kind, row.title, row.date, row.place, *names, row.reports, row.independent_reports, row.first_reported,
        row.first_outlets, row.outlets, standing, row.disputes,
    )  # fmt: skip


def view_one_file(desk: Desk, asking: Asking) -> Download:
    """The tellings of an incident as a table."""
    account = account_of(desk, asking, "incident")
    record = account.answer.record
    return csv_file(f"{record['id']}.csv", TELLING_COLUMNS, _telling_cells(account, record))


def _telling_cells(account: Account, record: dict[str, Any]) -> Iterator[Sequence[Any]]:
    for one in _told(account):
        event = one.address.partition("#")[2] or None
        yield (
            record["id"], title_of(record), one.day, one.outlet, one.title, one.copy_of, one.words, one.status, one.source, one.story, event
        )  # fmt: skip


PAGES = (
    Page("/incidents", "incidents", "incidents.html", view_list, is_costly=True),
    Page("/incidents.{ending}", "incidents-file", "incidents.html", view_list_file, is_costly=True),
    Page("/incident/{identity}.csv", "incident-file", "incident.html", view_one_file),
    Page("/incident/{identity}", "incident", "incident.html", view_one),
)
