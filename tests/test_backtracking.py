"""No regular expression of the program goes back without end: a quick round of `evaluation.backtracking`, and what it found once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from onrecord.annotate.times.numbers import _HALF, read_number
from onrecord.outside.claims import _listed, _without_brackets
from onrecord.rules.times import load_time_rules
from onrecord.second.answer import Nonsense, _object_in
from tests.bounded import bounded


@pytest.mark.thorough
def test_no_pattern_grows_with_more_than_the_length() -> None:
    found = subprocess.run([sys.executable, "-m", "evaluation.backtracking", "--quick"], capture_output=True, text=True)
    assert found.returncode == 0, found.stdout + found.stderr
    assert int(found.stdout.split()[0]) > 400, "hardly any pattern was found"


def thoughts(words: str) -> str:
    try:
        return repr(_object_in(words))
    except Nonsense as error:
        return str(error)


def times(words: str) -> int:
    return sum(
        rule.pattern.match(words, place) is not None for rule in load_time_rules().rules for place in range(0, 2_000, 4)
    )


def halved(words: str) -> str:
    return _HALF.sub("", words)


@pytest.mark.parametrize(
    ("work", "given"),
    [
        (thoughts, "<think>" * 150_000),
        (thoughts, "```" + "\n" * 150_000),
        (_listed, "[" + "\"\\" * 100_000 + "]"),
        (_without_brackets, "(" * 300_000 + "a"),
        (_without_brackets, " " * 300_000 + "(a"),
        (halved, "1" + "-" * 300_000 + "a"),
        (times, "1,111,111," * 20_000),
    ],
    ids=["thoughts", "fence", "list", "brackets", "spaces", "half", "figures"],
)  # fmt: skip
def test_what_was_slow_once(work: Callable[[str], Any], given: str) -> None:
    bounded(work, given, seconds=10, megabytes=300)


def test_what_is_read_is_what_was_read() -> None:
    assert _listed("['GOV', \"it's\", 'a\\'b', '']") == ["GOV", "it's", "a\\'b"]
    assert _listed("['GOV', 'open]") == ["GOV"]
    assert _without_brackets("Police (Kenya)") == "Police"
    assert _without_brackets("Police (a) (b (c)") == "Police (a)"
    assert _without_brackets("Police (Kenya) x") == "Police (Kenya) x"
    assert _object_in('<think>{"a": 1}</think> x ```json\n\n{"b": 2}\n``` y') == {"b": 2}
    assert read_number("2-1/2") == read_number("2 1/2") == read_number("2½")
