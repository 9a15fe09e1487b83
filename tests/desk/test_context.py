"""A record's words in their text: every character in its place, nothing lit that is not meant."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from onrecord.desk.context import LONGEST, Part, show_context, split_words

TEXTS = st.text(st.sampled_from("ab’-. \n\t\u0301\u202e\u200b\U0001f600\ud800é"), max_size=60) | st.text(max_size=40)


@given(text=TEXTS)
def test_words_hold_every_character_but_white_space_once(text: str) -> None:
    words = list(split_words(text, 0, len(text)))
    assert [n for start, end in words for n in range(start, end)] == [n for n, c in enumerate(text) if not c.isspace()]


@given(text=TEXTS, data=st.data())
def test_what_is_lit_is_what_is_meant(text: str, data: st.DataObject) -> None:
    spans = [
        span
        for span in data.draw(st.lists(st.tuples(*[st.integers(0, len(text))] * 2), max_size=3))
        if span[0] < span[1]
    ]
    parts = [Part("content", *span) for span in spans]
    shown = show_context(text, [(0, len(text), "prose")] if text else [], parts)
    lit = {n for one in shown for word in one.words if word.roles for n in range(word.start, word.end)}
    meant = {n for start, end in spans for n in range(start, end) if not text[n].isspace()}
    assert lit == meant


def test_words_are_not_cut_at_apostrophes_hyphens_and_points() -> None:
    text = "The navy’s 12.5-metre boat (“Aino”) wasn't e\u0301te\u0301."
    assert [text[a:b] for a, b in split_words(text, 0, len(text))] == [
        "The", "navy’s", "12.5-metre", "boat", "(", "“", "Aino", "”", ")", "wasn't", "e\u0301te\u0301", ".",
    ]  # fmt: skip


def test_characters_that_turn_others_are_shown_by_number() -> None:
    text = "He said \u202egnihton\u202c at all"
    (shown,) = show_context(text, [(0, len(text), "prose")], [Part("content", 8, 17)])
    words = "".join(word.text for word in shown.words)
    assert "[U+202E]" in words
    assert "\u202e" not in words


def test_of_a_very_long_line_what_is_near_is_shown() -> None:
    text = "word " * 250_000
    shown = show_context(text, [(0, len(text), "prose")], [Part("content", 500_000, 500_004), Part("source", 5, 9)])
    assert sum(len(one.words) for one in shown) < 2 * LONGEST
    assert [one.is_cut for one in shown] == [False, True]
    whole = show_context(text, [(0, len(text), "prose")], [Part("content", 0, len(text) - 1)])
    assert sum(len(one.words) for one in whole) < 2 * LONGEST
    unbroken = "x" * 1_000_000
    (one,) = show_context(unbroken, [(0, len(unbroken), "prose")], [Part("content", 500_000, 500_009)])
    assert sum(word.end - word.start for word in one.words) < 2 * LONGEST
