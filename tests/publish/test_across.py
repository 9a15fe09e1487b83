"""Reports and JSON Lines of what is known across documents."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onrecord.publish import publish, publish_answers, publish_explanation, publish_timeline
from onrecord.publish.shared.words import quoted
from onrecord.store import Asked, Store, TimelineQuery
from tests.across import make_collection

MADE = make_collection()
RESULTS = (MADE.copy, MADE.incident, MADE.dispute, MADE.commitment)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(str(tmp_path_factory.mktemp("across") / "record.db")) as opened:
        MADE.put(opened)
        yield opened


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The same with words that would steer a terminal, and very long ones."""
    evil = "\x1b[2J\u202eDrevna " * 40
    sides = tuple(
        replace(side, value=evil, sources=(evil,), superseded_by=side.superseded_by and evil)
        for side in MADE.dispute.sides
    )
    made = replace(
        MADE,
        incident=replace(MADE.incident, title=evil, first_outlets=(evil,), reasons=(evil,), place=evil),
        dispute=replace(MADE.dispute, about=evil, sides=sides),
        commitment=replace(MADE.commitment, to=evil, reasons=(evil,)),
    )
    with Store(str(tmp_path_factory.mktemp("hostile") / "record.db")) as opened:
        made.put(opened)
        yield opened


def shown(answers: Any, form: str = "report", **given: Any) -> str:
    out = io.StringIO()
    publish_answers(answers, form=form, out=out, **given)
    return out.getvalue()


def drawn(store: Store, subject: str, form: str = "report", **given: Any) -> str:
    out = io.StringIO()
    publish_timeline(store.timeline(TimelineQuery(subject=subject, **given)), form=form, out=out)
    return out.getvalue()


def test_an_incident_counts_its_reports_and_names_its_copies(store: Store) -> None:
    page = shown(store.incidents(Asked()))
    assert "shelled, Drevna, 4 March 2026  incident-" in page
    assert "first reported 2026-03-05 by Sorvik Post and Tresk Echo" in page
    assert "3 independent reports (4 stories, 1 of them a copy)" in page
    assert "Wire Daily · Twelve die in Drevna  [copy of Sorvik Post]" in page
    assert "one because: same type, place and day" in page
    assert page.endswith("1 found\n")


def test_a_dispute_sets_its_sides_one_under_another(store: Store) -> None:
    page = shown(store.disputes(Asked()))
    lines = [line.strip() for line in page.splitlines()]
    assert [line for line in lines if line in ("9", "12", "15")] == ["12", "9", "15"]
    assert "superseded by 15 (same source, 2026-03-07)" in lines
    assert "said by Tove Lund · Tresk Echo · first 2026-03-05" in lines
    assert any(line.startswith("“Nine people were killed”  Tresk Echo, 2026-03-05  statement-") for line in lines)


def test_a_commitment_says_what_became_of_it_and_in_what_words(store: Store) -> None:
    page = shown(store.commitments(Asked()))
    for words in ("Brekke (= Ona Brekke) → the fishermen  [promise, KEPT]", "condition: “if the navy withdraws”",
                  "by when: 2026-03-08 (“by Sunday”)", "kept: “The harbour was reopened”  Sorvik Post, 2026-03-07"):  # fmt: skip
        assert words in page


@pytest.mark.parametrize("result", RESULTS, ids=lambda found: type(found).__name__)
def test_each_is_shown_by_its_id(store: Store, result: Any) -> None:
    page = shown([store.answer(result.id)], alone=True)
    assert f"onrecord why {result.id[: result.id.index('-') + 9]}" in page
    assert "found" not in page
    record = json.loads(shown([store.answer(result.id)], form="jsonl"))
    stored = store.get(result.id)
    assert record == stored | ({"incident": MADE.incident.id} if result is MADE.dispute else {})
    out = io.StringIO()
    publish_explanation(store.why(result.id), form="report", out=out)
    assert "⟦" in out.getvalue()


def test_nothing_found_says_so(store: Store) -> None:
    assert "nothing found" in shown(store.incidents(Asked(reports=9)))
    assert shown(store.incidents(Asked(reports=9)), form="jsonl") == ""
    assert "nothing found" in drawn(store, "Drevna", reports=9)


def test_a_timeline_has_each_day_once_and_marks_the_day_of_a_report(store: Store) -> None:
    page = drawn(store, "Pelmark navy")
    lines = page.splitlines()
    days = [line for line in lines if line.startswith(("2026", "reported"))]
    assert days == ["2026-03-04", "reported 2026-03-05", "reported 2026-03-07"]
    assert "disputed (open): people killed, Drevna: 12 / 9 / 15  dispute-" in page
    assert "Brekke" in page
    assert "accuses → the navy: “of lying”" in page
    assert page.endswith("3 rows\n")
    assert "1 more: raise --limit" in drawn(store, "Ona Brekke", limit=1)


def test_a_timeline_is_a_json_object_a_row(store: Store) -> None:
    found = [json.loads(line) for line in drawn(store, "Drevna", form="jsonl").splitlines()]
    (row,) = found
    assert (row["type"], row["subject"], row["row"], row["id"]) == (
        "timeline_row",
        "Drevna",
        "incident",
        MADE.incident.id,
    )
    assert row["disputes"][0]["values"] == ["12", "9", "15"]
    assert row["said"][0].keys() == {"statements", "source", "act", "words", "said_on", "outlets"}


def test_nothing_steers_the_terminal_or_is_wider_than_it(hostile: Store) -> None:
    pages = [shown(getattr(hostile, what)(Asked())) for what in ("incidents", "disputes", "commitments")]
    pages += [shown([hostile.answer(result.id)], alone=True) for result in RESULTS]
    pages += [drawn(hostile, "Pelmark navy"), drawn(hostile, MADE.incident.id)]
    for page in pages:
        assert not set(page) & {"\x1b", "\u202e"}
        assert max(map(len, page.splitlines())) <= 96


def test_a_story_and_a_document_say_what_they_copy(store: Store) -> None:
    wire = MADE.records[3]
    out = io.StringIO()
    publish_explanation(store.why(wire.stories[0].id), form="report", out=out)
    publish(store.document_objects(wire.document.id), form="report", out=out, copies=store.copies(wire.document.id))
    assert out.getvalue().count("copy of Pelmark shells Drevna · Sorvik Post · 2026-03-05  story-") == 2


def test_each_type_has_a_table(store: Store, tmp_path: Path) -> None:
    publish(store.objects(), form="csv", out=str(tmp_path / "csv"))
    tables = {
        name: list(csv.DictReader(io.StringIO((tmp_path / "csv" / f"{name}.csv").read_text(encoding="utf-8"))))
        for name in ("copy", "incident", "dispute", "commitment")
    }
    assert all(len(rows) == 1 for rows in tables.values())
    assert tables["incident"][0]["independent_reports"] == "3"
    assert [side["value"] for side in json.loads(tables["dispute"][0]["sides"])] == ["12", "9", "15"]
    assert tables["commitment"][0]["deadline_value"] == "2026-03-08"
    publish(store.objects(), form="parquet", out=str(tmp_path / "parquet"))
    from pyarrow import parquet

    assert parquet.read_table(tmp_path / "parquet" / "copy.parquet").to_pylist()[0]["share"] == 0.93


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("never", "“never”"),
        ("“never”", "“never”"),
        ('"never"', "“never”"),
        ('to "wait"', '“to "wait"”'),
        ('"a" or "b"', '“"a" or "b"”'),
        ("", "“”"),
    ],
)
def test_words_are_quoted_once(words: str, expected: str) -> None:
    assert quoted(words) == expected
