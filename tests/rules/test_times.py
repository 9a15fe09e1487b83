"""The words and patterns of time expressions: what holds for every row, and what a mistake says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from evaluation.times import read_cases

from onrecord.annotate import times
from onrecord.annotate.times import READERS, read_times
from onrecord.errors import RuleError
from onrecord.model import Span
from onrecord.rules.times import load_time_contexts, load_time_rules, parse_time_rules, words_beside

RULES = load_time_rules()
WORDS = "id,kind,words,value,case,note\n"
PATTERNS = "id,timex,reader,pattern,note\n"


def test_every_reader_is_known_and_every_reader_is_used() -> None:
    assert {rule.reader for rule in RULES.rules} == set(READERS) | {"trap"}


def test_the_last_row_has_the_names_that_are_no_times() -> None:
    assert [rule.id for rule in RULES.rules if rule.reader == "trap"] == [RULES.rules[-1].id]


@pytest.mark.parametrize(
    "kind",
    [
        "month",
        "mon",
        "weekday",
        "wday",
        "weekdays",
        "ord",
        "tens",
        "one",
        "unit",
        "big",
        "season",
        "part",
        "noon",
        "often",
        "ref",
        "side",
    ],
)
def test_words_have_values(kind: str) -> None:
    assert all(RULES.words[kind].values())


def test_most_rows_are_hit_by_a_case() -> None:
    hit = set()
    for case in read_cases():
        for found in read_times(case.text, [Span(0, len(case.text))], story="story-x", anchor=case.anchor):
            assert found.origin is not None
            hit.add(found.origin.by.split("/")[1])
    assert len(hit) > 0.6 * len(RULES.rules)


@pytest.mark.parametrize(
    ("words", "rules", "complaint"),
    [
        (WORDS + "m,month,May,5,small,", None, "time_words.csv:2: case must be any or capital, not 'small'"),
        (WORDS + "m,month,May||,5,any,", None, "time_words.csv:2: '' is empty or has two values"),
        (WORDS + "m,month,May,5,any,\nn,month,may,6,any,", None, "time_words.csv:3: 'may' is empty or has two values"),
        (None, PATTERNS + "r,DAY,iso,{iso},", "time_rules.csv:2: unknown type 'DAY'"),
        (None, PATTERNS + "r,DATE,iso,{isu},", "time_rules.csv:2: unknown kind 'isu'"),
        (None, PATTERNS + "r,DATE,iso,<ISU>,", "time_rules.csv:2: unknown part <ISU>"),
        (None, PATTERNS + "r,DATE,iso,(,", "time_rules.csv:2: no regular expression"),
    ],
)
def test_a_mistake_names_its_line(words: str | None, rules: str | None, complaint: str) -> None:
    with pytest.raises(RuleError) as error:
        parse_time_rules(words, rules)
    assert str(error.value).startswith(f"annotate/{complaint}")


def test_words_beside_are_known_by_kind() -> None:
    assert "until" in words_beside("lead_ahead")
    with pytest.raises(RuleError, match="no row of kind 'leed'"):
        words_beside("leed")
    used = {
        kind
        for path in Path(times.__file__).parent.glob("*.py")
        for kind in re.findall(r'words_beside\("(\w+)"\)', path.read_text(encoding="utf-8"))
    }
    assert used == set(load_time_contexts())
