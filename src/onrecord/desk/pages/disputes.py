"""Disputes: a list, and each with its sides in columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from onrecord.desk.ledger import (
    Listed,
    Words,
    account_of,
    check_ending,
    csv_file,
    limit_of,
    listed,
    one_of,
    words_of,
)
from onrecord.desk.page import Asking, Desk, Download, Page
from onrecord.store import Account, Answer

KINDS = ("figure", "denial", "date", "place", "spelling", "attribution")
STATES = ("open", "superseded")
USED = ("words", "who", "outlet", "since", "until")
SIDE_SHOWN = 40
"""Pieces of words of one side that a page shows."""
COLUMNS = (
    "dispute", "kind", "state", "about", "incident", "side", "value", "put_right_by", "put_right_on", "source", "outlet", "said_on", "words",
    "story", "statement",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PutRight:
    """What the same source said in its place later, and the day, where that is known."""

    value: str
    day: str | None


@dataclass(frozen=True, slots=True)
class SideRow:
    """A side in a list: its value, who says it (nobody: the reports themselves), and whether it was put right."""

    value: str
    sources: tuple[str, ...]
    outlets: tuple[str, ...]
    first_said: str | None
    put_right: PutRight | None


@dataclass(frozen=True, slots=True)
class DisputeRow:
    """A dispute in a list."""

    id: str
    kind: str
    state: str
    about: str
    sides: tuple[SideRow, ...]
    incident: str | None


@dataclass(frozen=True, slots=True)
class Disputes:
    """The disputes that fit, the newest first."""

    rows: tuple[DisputeRow, ...]
    listed: Listed
    kinds: tuple[str, ...] = KINDS
    states: tuple[str, ...] = STATES


@dataclass(frozen=True, slots=True)
class Side:
    """A side with the words that say it; `left_out` is how many more there are."""

    side: SideRow
    words: tuple[Words, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Dispute:
    """A dispute with all that is said on each side."""

    row: DisputeRow
    sides: tuple[Side, ...]
    reasons: tuple[str, ...]
    incident_title: str | None
    csv: str


def view_list(desk: Desk, asking: Asking) -> Disputes:
    """The disputes that fit the bar, and kind and state."""
    found, own, has_more = _asked(desk, asking)
    return Disputes(
        tuple(_row(answer.record) for answer in found), listed("/disputes", asking, USED, own, has_more=has_more)
    )


def _asked(desk: Desk, asking: Asking) -> tuple[list[Answer], dict[str, str], bool]:
    kind, state, limit = one_of(asking, "dispute", KINDS), one_of(asking, "state", STATES), limit_of(asking)
    found = list(desk.store.disputes(asking.filters.to_asked(kind=kind, state=state, limit=limit + 1)))
    return found[:limit], {"dispute": kind or "", "state": state or ""}, len(found) > limit


def _row(record: dict[str, Any]) -> DisputeRow:
    sides = tuple(_side_row(side, record["sides"]) for side in record["sides"])
    return DisputeRow(record["id"], record["kind"], record["state"], record["about"], sides, record["incident"])


def _side_row(side: dict[str, Any], sides: list[dict[str, Any]]) -> SideRow:
    return SideRow(
        side["value"], tuple(side["sources"]), tuple(side["outlets"]), side["first_said"], _put_right(side, sides)
    )


def _put_right(side: dict[str, Any], sides: list[dict[str, Any]]) -> PutRight | None:
    value = side["superseded_by"]
    if value is None:
        return None
    days = sorted(other["first_said"] for other in sides if other["value"] == value and other["first_said"])
    return PutRight(value, days[0] if days else None)


def view_one(desk: Desk, asking: Asking) -> Dispute:
    """A dispute with its sides."""
    account = account_of(desk, asking, "dispute")
    record = account.answer.record
    row = _row(record)
    sides = tuple(
        _side(account, shown, side, len(record["sides"]))
        for shown, side in zip(row.sides, record["sides"], strict=True)
    )
    return Dispute(row, sides, tuple(record["reasons"]), account.incident, f"/dispute/{record['id']}.csv")


def _side(account: Account, shown: SideRow, side: dict[str, Any], sides: int) -> Side:
    most = max(5, min(SIDE_SHOWN, 300 // sides))
    words = tuple(words_of(account, said, side["events"]) for said in side["said"][:most])
    return Side(shown, words, max(0, len(side["said"]) - most))


def view_list_file(desk: Desk, asking: Asking) -> Download:
    """The list as a table: a row for each piece of words of each side."""
    check_ending(asking, "csv")
    found, _, _ = _asked(desk, asking)
    return csv_file("disputes.csv", COLUMNS, (row for answer in found for row in _table(answer.record)))


def view_one_file(desk: Desk, asking: Asking) -> Download:
    """A dispute as a table."""
    record = account_of(desk, asking, "dispute").answer.record
    return csv_file(f"{record['id']}.csv", COLUMNS, _table(record))


def _table(record: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    for number, side in enumerate(record["sides"], 1):
        right = _put_right(side, record["sides"])
        for said in side["said"]:
            yield (
                record["id"], record["kind"], record["state"], record["about"], record["incident"], number, side["value"],
                right and right.value, right and right.day, said["source"], said["outlet"], said["said_on"], said["text"], said["story"],
                said["statement"],
            )  # fmt: skip


PAGES = (
    Page("/disputes", "disputes", "disputes.html", view_list, is_costly=True),
    Page("/disputes.{ending}", "disputes-file", "disputes.html", view_list_file, is_costly=True),
    Page("/dispute/{identity}.csv", "dispute-file", "dispute.html", view_one_file),
    Page("/dispute/{identity}", "dispute", "dispute.html", view_one),
)
