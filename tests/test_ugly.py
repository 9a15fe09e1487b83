"""The time that a whole document takes goes with its length, whatever is in it."""

from __future__ import annotations

import time

import pytest
from evaluation.readings import Text, make_document

from onrecord.pipeline import read_document

SAID = "Mayor Ana Lund said the navy had closed the port of Sorvik on Tuesday and 40 boats were turned back, "
UGLY = {
    "one paragraph": SAID,
    "quotations": "“No,” she said. ",
    "never closed": '“No, said Ana Lund ‘and "yes ',
    "brackets": "((([[ a ) Lund ",
    "commas": "a, 1,111, , Lund, ",
    "figures": "$5.2m 1,111 12 May 3% ",
    "lines": "Lund said\n",
}
SHORT = 1_500
"""Characters of the shorter text; the other has four times as many."""
GROWTH = 9.0
"""Linear is 4, the square 16."""


def seconds_of(words: str) -> float:
    began = time.process_time()
    read_document(make_document(Text("ugly", words)))
    return time.process_time() - began


@pytest.mark.thorough
@pytest.mark.parametrize("kind", UGLY)
def test_four_times_the_text_takes_four_times_as_long(kind: str) -> None:
    words = UGLY[kind] * (SHORT // len(UGLY[kind]))
    seconds_of(words)
    one = min(seconds_of(words) for _ in range(2))
    four = seconds_of(words * 4)
    assert four < GROWTH * one or seconds_of(words * 4) < GROWTH * one, f"{one:.2f} s, then {four:.2f} s"
