"""Commitments: promises, threats, demands, proposals and agreements, and what became of them."""

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

KINDS = ("promise", "threat", "demand", "proposal", "agreement")
STATES = ("open", "kept", "broken", "withdrawn", "unknown")
USED = ("words", "who", "outlet", "since", "until")
SAID_SHOWN = 100
COLUMNS = (
    "commitment", "kind", "state", "by", "by_name", "to", "content", "condition", "deadline", "deadline_words", "first_said", "reported_by",
    "source", "outcome", "outcome_words", "outcome_outlet", "outcome_on", "outcome_source", "story", "statements",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a report says became of it, in its words."""

    state: str
    words: Words


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """A commitment in a list: `by` in the words of the first report, `by_name` where these stand for another name.

    `deadline` is ISO 8601, None where the words alone say it. `sources` are who says that it was made, empty where the reports do.
    """

    id: str
    kind: str
    state: str
    by: str | None
    by_name: str | None
    by_entity: str | None
    to: str | None
    content: str
    condition: str | None
    deadline: str | None
    deadline_words: str | None
    first_said: str | None
    outlets: tuple[str, ...]
    sources: tuple[str, ...]
    is_said_by_reports: bool
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Commitments:
    """The commitments that fit, the newest first; those that are due before a day by deadline."""

    rows: tuple[CommitmentRow, ...]
    listed: Listed
    kinds: tuple[str, ...] = KINDS
    states: tuple[str, ...] = STATES


@dataclass(frozen=True, slots=True)
class Commitment:
    """A commitment with every report of it; `left_out` is how many reports are not shown."""

    row: CommitmentRow
    said: tuple[Words, ...]
    left_out: int
    reasons: tuple[str, ...]
    csv: str


def view_list(desk: Desk, asking: Asking) -> Commitments:
    """The commitments that fit the bar, and kind, state and deadline."""
    found, own, has_more = _asked(desk, asking)
    rows = tuple(_row(Account(answer, {}, {}, {})) for answer in found)
    return Commitments(rows, listed("/commitments", asking, USED, own, has_more=has_more))


def _asked(desk: Desk, asking: Asking) -> tuple[list[Answer], dict[str, str], bool]:
    kind, state, limit = one_of(asking, "commitment", KINDS), one_of(asking, "state", STATES), limit_of(asking)
    due = asking.given.get("due", "").strip() or None
    asked = asking.filters.to_asked(kind=kind, state=state, due_before=due, limit=limit + 1)
    found = list(desk.store.commitments(asked))
    return found[:limit], {"commitment": kind or "", "state": state or "", "due": due or ""}, len(found) > limit


def _row(account: Account) -> CommitmentRow:
    record, names = account.answer.record, account.answer.names
    by = (record["by"].get("core") or record["by"])["text"]
    name = names.get(record["by"]["entity"] or "")
    deadline, condition = record["deadline"] or {}, record["condition"] or {}
    outlets = dict.fromkeys(said["outlet"] for said in record["said"] if said["outlet"])
    sources = dict.fromkeys(said["source"] for said in record["said"] if said["source"])
    return CommitmentRow(
        record["id"], record["kind"], record["state"], by, name if name and name.casefold() not in (by or "").casefold() else None,
        record["by"]["entity"], names.get(record["to"], record["to"]), " … ".join(record["content"]["texts"]), condition.get("text"),
        deadline.get("value"), deadline.get("text"), record["first_said"], tuple(outlets), tuple(sources),
        any(not said["source"] for said in record["said"]), tuple(Outcome(one["state"], words_of(account, one)) for one in record["outcomes"]),
    )  # fmt: skip


def view_one(desk: Desk, asking: Asking) -> Commitment:
    """A commitment with every report of it."""
    account = account_of(desk, asking, "commitment")
    record = account.answer.record
    said = tuple(words_of(account, one, record["events"]) for one in record["said"][:SAID_SHOWN])
    left_out = max(0, len(record["said"]) - SAID_SHOWN)
    return Commitment(_row(account), said, left_out, tuple(record["reasons"]), f"/commitment/{record['id']}.csv")


def view_list_file(desk: Desk, asking: Asking) -> Download:
    """The ledger as a table: a row for each outcome of each commitment, one where there is none."""
    check_ending(asking, "csv")
    found, _, _ = _asked(desk, asking)
    return csv_file("commitments.csv", COLUMNS, (row for answer in found for row in _table(answer)))


def view_one_file(desk: Desk, asking: Asking) -> Download:
    """A commitment as a table."""
    account = account_of(desk, asking, "commitment")
    return csv_file(f"{account.answer.record['id']}.csv", COLUMNS, _table(account.answer))


def _table(answer: Answer) -> Iterator[tuple[Any, ...]]:
    row, record = _row(Account(answer, {}, {}, {})), answer.record
    for outcome in row.outcomes or (None,):
        words = outcome and outcome.words
        became = (
            (outcome.state, words.words, words.outlet, words.day, words.source) if outcome and words else (None,) * 5
        )
        yield (
            row.id, row.kind, row.state, row.by, row.by_name, row.to, row.content, row.condition, row.deadline, row.deadline_words,
            row.first_said, row.outlets, row.sources, *became, record["story"], record["statements"],
        )  # fmt: skip


PAGES = (
    Page("/commitments", "commitments", "commitments.html", view_list, is_costly=True),
    Page("/commitments.{ending}", "commitments-file", "commitments.html", view_list_file, is_costly=True),
    Page("/commitment/{identity}.csv", "commitment-file", "commitment.html", view_one_file),
    Page("/commitment/{identity}", "commitment", "commitment.html", view_one),
)
