"""What people decided: all of it, as a file, as training data, and the names that may be one."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from onrecord.desk.ledger import check_ending
from onrecord.desk.page import Asking, Desk, Download
from onrecord.judging import VERDICTS
from onrecord.model import Judgement
from onrecord.publish import gold_lines
from onrecord.serialize import to_json
from onrecord.store import MaybeSame

PAIRS = 100
LISTED = 100


@dataclass(frozen=True, slots=True)
class Pairs:
    """Entities that may be one; `is_cut` where there are more."""

    pairs: tuple[MaybeSame, ...]
    is_cut: bool


def pairs(desk: Desk, asking: Asking) -> Pairs:
    """Names that may be one person, body or place."""
    found = desk.store.possible_same(PAIRS + 1)
    return Pairs(tuple(found[:PAIRS]), len(found) > PAIRS)


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement with the record that it holds for now, None where that is no longer found."""

    judgement: Judgement
    record: str | None
    is_own: bool


@dataclass(frozen=True, slots=True)
class Judgements:
    """What people decided, the newest first."""

    judged: tuple[Judged, ...]
    by: str | None
    verdict: str | None
    is_lost: bool
    offset: int
    is_cut: bool
    verdicts: tuple[str, ...]
    query: str


def judgements(desk: Desk, asking: Asking) -> Judgements:
    """Every decision, or those of a person, of a kind, or whose record is no longer found."""
    by, verdict = asking.given.get("by") or None, asking.given.get("verdict") or None
    is_lost, offset = asking.given.get("lost") == "1", asking.number("offset", 0, least=0, most=10**8)
    found = desk.store.listed_judgements(by=by, verdict=verdict, is_lost=is_lost, limit=LISTED + 1, offset=offset)
    judged = tuple(Judged(one, record, one.by == desk.settings.person) for one, record in found[:LISTED])
    query = urlencode({name: value for name, value in (("by", by), ("verdict", verdict), ("lost", "1" if is_lost else None)) if value})  # fmt: skip
    return Judgements(
        judged, by, verdict, is_lost, offset, len(found) > LISTED, (*VERDICTS, "same", "different"), query
    )


def download_judgements(desk: Desk, asking: Asking) -> Download:
    """Every judgement as JSON Lines."""
    check_ending(asking, "jsonl")
    lines = tuple(f"{to_json(one)}\n".encode("utf-8", "replace") for one in desk.store.judgements())
    return Download("judgements.jsonl", "application/jsonl", lines)


def download_gold(desk: Desk, asking: Asking) -> Download:
    """What was judged as training and evaluation data: JSON Lines, a passage a line."""
    check_ending(asking, "jsonl")
    lines = gold_lines(desk.store.judged_documents())
    return Download("gold.jsonl", "application/jsonl", tuple(line.encode("utf-8", "replace") for line in lines))
