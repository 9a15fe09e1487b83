"""The cases: sentences over the phenomena of attribution, each with what must be read in it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.attribute.reading import read_text, show

CASES = Path(__file__).parents[1] / "cases" / "attribute.csv"


def rows() -> list[dict[str, str]]:
    lines = [line for line in CASES.read_text(encoding="utf-8").splitlines() if not line.startswith("# ")]
    return list(csv.DictReader(lines))


def read(case: dict[str, str]) -> str:
    return " // ".join(show(statement) for statement in read_text(case["input"].replace(" ¶ ", "\n")).statements)


@pytest.mark.parametrize("case", [row for row in rows() if row["quality"] == "STRONG"], ids=lambda case: case["id"])
def test_strong_case(case: dict[str, str]) -> None:
    assert read(case) == case["expected"], case["why"]


def test_cases_are_linted() -> None:
    cases = rows()
    assert len(cases) >= 150
    assert len({case["id"] for case in cases}) == len(cases)
    assert len({case["input"] for case in cases}) == len(cases)
    assert {case["quality"] for case in cases} <= {"STRONG", "MEDIUM", "WEAK"}
    for case in cases:
        for statement in filter(None, case["expected"].split(" // ")):
            assert statement.count("|") == 4, case["id"]
