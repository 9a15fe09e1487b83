"""Spans to segments: nothing of the text is lost, and each mark has exactly its words, however marks lie."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from onrecord.desk.marking import Mark, split_parts, split_text

TEXT = "Ada Lund said “we” fired. 🎈 é שלום end"
PLACES = st.integers(-3, len(TEXT) + 3)
MARKS = st.lists(st.builds(Mark, st.sampled_from("abc"), st.sampled_from(["source", "content"]), PLACES, PLACES), max_size=12)  # fmt: skip
BOUNDS = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(sorted)


@given(MARKS, BOUNDS, st.lists(PLACES, max_size=4))
def test_segments_are_the_text_and_never_empty(marks: list[Mark], bounds: list[int], cuts: list[int]) -> None:
    start, end = bounds
    segments = list(split_text(TEXT, marks, start, end, cuts))
    assert "".join(segment.text for segment in segments) == TEXT[start:end]
    assert all(segment.text and segment.text == TEXT[segment.start : segment.end] for segment in segments)
    assert set(cuts) & set(range(start + 1, end)) <= {segment.start for segment in segments}


@given(MARKS)
def test_each_mark_lies_over_exactly_its_words(marks: list[Mark]) -> None:
    segments = list(split_text(TEXT, marks, 0, len(TEXT)))
    for mark in marks:
        own = [segment for segment in segments if mark in segment.marks]
        assert "".join(segment.text for segment in own) == (
            TEXT[max(mark.start, 0) : max(mark.end, 0)] if mark.start < mark.end else ""
        )
        opening = [segment.start for segment in segments if mark in segment.opens]
        assert opening in ([], [mark.start])
        assert len(opening) == (1 if own and mark.start >= 0 else 0)


@given(MARKS)
def test_the_words_of_a_record_are_where_any_of_its_marks_is(marks: list[Mark]) -> None:
    segments = list(split_text(TEXT, marks, 0, len(TEXT)))
    for record in "abc":
        own = {place for mark in marks if mark.record == record for place in range(mark.start, mark.end)}
        shown = "".join(segment.text for segment in segments if any(mark.record == record for mark in segment.marks))
        assert shown == "".join(char for place, char in enumerate(TEXT) if place in own)


@given(MARKS, BOUNDS, st.lists(PLACES).map(sorted), st.integers(1, 50), st.integers(1, 30))
def test_parts_follow_each_other_and_are_bounded(
    marks: list[Mark], bounds: list[int], breaks: list[int], longest: int, most: int
) -> None:
    start, end = bounds
    parts = split_parts(TEXT, marks, start, end, breaks, longest=longest, most=most)
    assert parts[0][0] == start
    assert parts[-1][1] == end
    assert [first for first, _ in parts[1:]] == [last for _, last in parts[:-1]]
    assert all(first < last <= first + longest for first, last in parts) or start == end


def test_crossing_marks_are_cut_at_every_bound() -> None:
    one, other = Mark("a", "content", 0, 8), Mark("b", "content", 4, 13)
    found = [
        (segment.text, [mark.record for mark in segment.marks]) for segment in split_text(TEXT, [one, other], 0, 17)
    ]
    assert found == [("Ada ", ["a"]), ("Lund", ["a", "b"]), (" said", ["b"]), (" “we", [])]


def test_a_long_text_is_cut_where_a_line_starts() -> None:
    text = "a line of words\n" * 100
    breaks = range(0, len(text), 16)
    parts = split_parts(text, [], 0, len(text), list(breaks), longest=100)
    assert all(first % 16 == 0 for first, _ in parts)
    assert len(parts) == 17


def test_a_line_without_end_is_cut_at_spaces() -> None:
    text = "word " * 1000
    parts = split_parts(text, [], 0, len(text), [0], longest=99)
    assert all(text[first - 1] == " " for first, _ in parts[1:])


def test_a_part_has_no_more_marks_than_it_may() -> None:
    marks = [Mark(str(number), "content", number, 2000 - number) for number in range(900)]
    text = "x" * 2000
    parts = split_parts(text, marks, 0, len(text), [0], most=5000)
    for first, last in parts:
        shown = list(split_text(text, marks, first, last))
        assert sum(1 + len(segment.marks) for segment in shown) <= 5000 or len(shown) == 1
