"""The time reader: our own table of cases, and what holds for every text."""

from __future__ import annotations

import re
import time

import pytest
from evaluation.times import Case, read_cases
from hypothesis import given
from hypothesis import strategies as st

from onrecord.annotate.times import dateline_day, is_narrative, read_times
from onrecord.annotate.times.feasts import feast_day
from onrecord.model import Annotation, Span, Time, Timex, Word

CASES = read_cases()
DAY = r"(?:(?:BC)?\d{4}|XXXX)(?:-(?:\d\d|XX)(?:-(?:\d\d|XX))?|-W(?:\d\d|XX)(?:-(?:WE|[1-7]))?|-Q[1-4]|-H[12]|-(?:SP|SU|FA|WI))?"
CLOCK = r"T(?:MO|MI|AF|EV|NI|\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d(?::?\d\d)?)?)"
VALUE = {
    Timex.DATE: rf"{DAY}|\d{{2,3}}|BC\d{{2,4}}|(?:PAST|PRESENT|FUTURE)_REF",
    Timex.TIME: rf"{DAY}{CLOCK}",
    Timex.DURATION: r"P(?:(?:\d+(?:\.\d+)?|X)(?:Y|M|W|D|DE|CE|ML))*(?:T(?:(?:\d+(?:\.\d+)?|X)[HMS])+)?",
    Timex.SET: rf"P(?:(?:\d+|X)(?:Y|M|W|D|DE|CE|ML))?(?:T(?:\d+|X)[HMS])?|{DAY}(?:{CLOCK})?",
}
"""The grammar of TIMEX3 values by type (ISO-TimeML; TIDES for BC)."""
WORDS = (
    "the a last next this past early late mid two three 3 12 45 1999 2026 1,500 10:30 p.m. GMT of in on by until since Monday Friday May March Nov. "
    "November week weeks month year years decade century BC day days hour half and a couple few ago later earlier before after Easter Christmas "
    "quarter third third-quarter 20th Yom Kippur ' - , . ; ( ) said will to 1914-18 the 1990s morning night now noon per every other daily fiscal Q3"
).split()
TEXTS = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join) | st.text(max_size=60)
ANCHORS = st.none() | st.sampled_from(["2026-03-03", "1999-12-31", "2024-02-29", "2026-01-01"])


def read(text: str, anchor: str | None = "2026-03-03") -> tuple[Time, ...]:
    return read_times(text, [Span(0, len(text))] if text else [], story="story-x", anchor=anchor)


def shown(text: str, anchor: str | None = "2026-03-03") -> list[str]:
    return [f"{t.evidence.text} = {t.value}" for t in read(text, anchor)]


@pytest.mark.parametrize("case", [case for case in CASES if case.quality == "STRONG"], ids=lambda case: case.id)
def test_cases(case: Case) -> None:
    assert case.found == case.expected, case.why


def test_the_table_is_large_and_each_row_stands_once() -> None:
    assert len(CASES) >= 120
    assert len({case.id for case in CASES}) == len({(case.text, case.anchor) for case in CASES}) == len(CASES)
    assert {case.quality for case in CASES} <= {"STRONG", "MEDIUM"}


@given(TEXTS, ANCHORS)
def test_evidence_holds_its_words_and_values_are_timex3(text: str, anchor: str | None) -> None:
    for found in read(text, anchor):
        assert text[found.evidence.span.start : found.evidence.span.end] == found.evidence.text
        assert found.value is None or re.fullmatch(VALUE[found.timex], found.value), found
        assert found.anchor is None or found.value is not None
        assert found.origin is not None
        assert found.origin.by.startswith("times/")


@given(TEXTS)
def test_the_same_text_gives_the_same_times(text: str) -> None:
    assert read(text) == read(text)
    identities = [found.id for found in read(text)]
    assert len(set(identities)) == len(identities)


RELATIVE = "Friday yesterday today tomorrow tonight last next week month ago summer now year this weekend in on the two".split()


@given(st.lists(st.sampled_from(RELATIVE), max_size=10).map(" ".join))
def test_without_a_day_to_count_from_nothing_relative_has_a_value(text: str) -> None:
    for found in read(text, None):
        if found.timex in (Timex.DATE, Timex.TIME):
            assert found.value is None or found.value.endswith("_REF") or "XX" in found.value


def test_a_day_told_in_the_text_serves_what_leans_on_it() -> None:
    text = "It burned on 3 May 1999; two days later it rained, and on Friday it snowed."
    found = read(text, None)
    assert [(t.value, t.anchor) for t in found] == [("1999-05-03", None), ("1999-05-05", "1999-05-03"), (None, None)]


@pytest.mark.parametrize(
    ("head", "value"),
    [
        ("NORBURG, 12 November 2025 (ANP) - Two men fled yesterday.", "2025-11-11"),
        ("NORBURG, Verania, Nov. 12, 2025 — Two men fled yesterday.", "2025-11-11"),
        ("NORBURG, Nov 12 (ANP) - Two men fled yesterday.", None),
        ("On 12 November 2025 - a cold day - two men fled; yesterday they came back.", None),
    ],
)
def test_the_day_of_writing_may_stand_in_a_dateline(head: str, value: str | None) -> None:
    last = read(head, None)[-1]
    assert last.value == value
    assert last.origin is not None
    assert last.origin.by.endswith("/dateline") is (value is not None)


def test_a_line_that_is_a_date_dates_what_follows() -> None:
    text = "12 November 2025\nTwo men fled yesterday."
    spans = [Span(0, 16), Span(17, len(text))]
    assert dateline_day(text, spans) is not None
    assert read_times(text, spans, story="story-x", anchor=None)[-1].value == "2025-11-11"


def test_a_story_of_the_past_counts_from_the_date_named_last() -> None:
    text = (
        "The war began in 1914. By March 1915 the town had fallen. In August the river froze late. The following year, 1916, was worse. "
        "On 4 May 1917 the bridge went; three days later the army crossed. In June the king fled. It ended in 1918, and the treaty of 1919 held."
    )
    assert is_narrative(text, [Span(0, len(text))], None)
    values = [found.split(" = ")[1] for found in shown(text)]
    assert values == [
        "1914", "1915-03", "1915-08", "1916", "1916", "1917-05-04", "1917-05-07", "1917-06", "1918", "1919",
    ]  # fmt: skip


def test_news_with_a_few_years_is_no_story_of_the_past() -> None:
    assert shown("He was jailed in 1998 and in 2004. In November he was freed.")[-1] == "November = 2025-11"


def test_a_parse_tells_whether_a_day_is_to_come() -> None:
    text = "The sides meet Friday"
    places = [(0, 3), (4, 9), (10, 14), (15, 21)]
    tags = [
        ("DET", "DT", 1, "det"),
        ("NOUN", "NNS", 2, "nsubj"),
        ("VERB", "VBP", -1, "root"),
        ("PROPN", "NNP", 2, "obl:tmod"),
    ]
    words = tuple(
        Word(text[a:b], Span(a, b), text[a:b].lower(), upos, xpos, head, relation, 0)
        for (a, b), (upos, xpos, head, relation) in zip(places, tags, strict=True)
    )
    annotation = Annotation(text, words, (0, 4), ())
    spans = [Span(0, len(text))]
    assert read_times(text, spans, story="s", anchor="2026-03-03", annotation=annotation)[0].value == "2026-03-06"
    assert read_times(text, spans, story="s", anchor="2026-03-03")[0].value == "2026-02-27"


@pytest.mark.parametrize(
    ("rule", "year", "day"),
    [
        ("easter+0", 2024, "2024-03-31"),
        ("easter+0", 2000, "2000-04-23"),
        ("easter-46", 2026, "2026-02-18"),
        ("hebrew-7-10", 2023, "2023-09-25"),
        ("hebrew-7-10", 1973, "1973-10-06"),
        ("hebrew-7-1", 2025, "2025-09-23"),
        ("hebrew-1-15", 2024, "2024-04-23"),
        ("hebrew-9-25", 2024, "2024-12-26"),
        ("4Thu11", 2026, "2026-11-26"),
        ("-1Mon5", 2026, "2026-05-25"),
        ("election", 2024, "2024-11-05"),
        ("12-25", 1914, "1914-12-25"),
        ("", 2024, None),
    ],
)
def test_feasts(rule: str, year: int, day: str | None) -> None:
    found = feast_day(rule, year)
    assert (found.isoformat() if found else None) == day


HOSTILE = [
    "the ",
    "1 ",
    "1,",
    "1914-",
    "May ",
    "10:30 ",
    "3 May and ",
    "last ",
    "3 4 5 6 ",
    "the end of the ",
    "one two three ",
    "early in late in ",
    "'",
    "noon x x x x x x ",
]


@pytest.mark.thorough
@pytest.mark.parametrize("piece", HOSTILE)
def test_long_lines_stay_linear(piece: str) -> None:
    def seconds(count: int) -> float:
        text = piece * count
        started = time.process_time()
        read(text)
        return time.process_time() - started

    count = 4_000 // len(piece)
    short, long = min(seconds(count) for _ in range(2)), seconds(8 * count)
    assert long < 40 * short + 0.5  # eight times the length: 8 when linear, 64 when quadratic


def test_a_gap_of_white_space_is_bounded() -> None:
    assert shown("the" + " " * 50_000 + "week") == []
