"""The collections of our own for what is read across documents are well formed."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

from onrecord.rules.triggers import TYPES

FOLDER = Path(__file__).parents[1] / "evaluation" / "collections"


def test_incidents_are_linted() -> None:
    lines = (FOLDER / "incidents.jsonl").read_text(encoding="utf-8").splitlines()
    stories = [json.loads(line) for line in lines]
    names = [story["story"] for story in stories]
    assert len(set(names)) == len(names)
    assert all(3 <= count <= 6 for count in Counter(story["cluster"] for story in stories).values())
    for story in stories:
        date.fromisoformat(story["published"])
        assert story["copy_of"] is None or story["copy_of"] in names
        for event in story["events"]:
            assert 1 <= event["occurrence"] <= story["text"].count(event["trigger"]), (story["story"], event)
            assert event["type"] is None or event["type"] in TYPES


def test_disputes_are_linted() -> None:
    text = (FOLDER / "disputes.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("# ")))
    assert Counter(row["label"] for row in rows) == {"dispute": 120, "none": 120, "superseded": 20}
    assert {row["kind"] for row in rows} == {"figure", "denial", "date", "place", "spelling", "attribution"}
    assert len({row["id"] for row in rows}) == len({row["one"] for row in rows} | {row["other"] for row in rows}) / 2


def test_leads_are_of_stories_that_are_there_and_are_no_copies_of_theirs() -> None:
    stories = {story["story"]: story["text"] for story in _objects("incidents.jsonl")}
    leads = _objects("leads.jsonl")
    assert len({lead["story"] for lead in leads}) == len(leads)
    for lead in leads:
        assert lead["lead"] not in stories[lead["story"]]
        assert lead["title"] != stories[lead["story"]].split("\n")[0]


def test_pieces_that_make_no_copy_are_linted() -> None:
    pieces = _objects("copies.jsonl")
    assert len({piece["id"] for piece in pieces}) == len(pieces)
    assert {piece["kind"] for piece in pieces} == {"notice", "quote", "background", "column", "template", "title"}
    for piece in pieces:
        if piece["kind"] == "template":
            named = {
                name for text in (piece["title"], *piece["sentences"]) for _, name, _, _ in Formatter().parse(text)
            }
            assert named - {None} <= piece["slots"].keys()


def _objects(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]
