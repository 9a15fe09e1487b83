"""PLOVER's decision rules: each is a sentence or two of our own with the event that must be read in it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from onrecord.coder import Item, code_item
from onrecord.model import Event

TABLE = Path(__file__).parents[1] / "cases" / "decisions.csv"


def rows() -> list[dict[str, str]]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("# ")]
    return list(csv.DictReader(lines))


def show(event: Event, expected: str) -> str:
    """An event as the table writes it, with its mode where the expected one has one."""
    sides = (" + ".join(party.evidence.text for party in side) or "-" for side in (event.actors, event.recipients))
    moded = "/" in expected.split("|")[0]
    label = f"{event.event_type}/{event.mode}" if moded else event.event_type
    return "|".join((label, *sides, event.status.value))


@pytest.mark.parametrize("case", [row for row in rows() if row["quality"] == "STRONG"], ids=lambda case: case["id"])
def test_decision(case: dict[str, str]) -> None:
    events = code_item(Item(case["id"], "2026-11-25", case["input"])).events
    wanted = case["expected"].split(" // ")
    padded = [*wanted, *[""] * len(events)]
    assert [show(event, one) for event, one in zip(events, padded, strict=False)] == wanted, case["rule"]


def test_decisions_are_linted() -> None:
    cases = rows()
    assert len({case["id"] for case in cases}) == len({case["input"] for case in cases}) == len(cases)
    assert {case["quality"] for case in cases} <= {"STRONG", "MEDIUM"}
