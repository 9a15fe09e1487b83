"""Where quoted words stand: exactly, but for typography, and which place is meant."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.model import Span
from onrecord.second.locating import (
    EXACT,
    MOST_PLACES,
    SAME,
    TYPOGRAPHY,
    UNSEEN,
    Places,
    Window,
    choose_places,
    find_inside,
    find_places,
    fold,
    fold_words,
)


def find(text: str, words: str) -> tuple[list[str], str]:
    places = find_places(Window(text, 0, len(text)), words)
    return [text[start:end] for start, end in places.spans], places.how


@pytest.mark.parametrize(
    ("text", "words", "found", "how"),
    [
        ("Vell closed the port.", "closed", ["closed"], EXACT),
        ("Vell closed the port.", " closed\n", ["closed"], EXACT),
        ("“Nobody came,” she said.", '"Nobody came,"', ["“Nobody came,”"], TYPOGRAPHY),
        ("the port’s gate", "the port's gate", ["the port’s gate"], TYPOGRAPHY),
        ("the port's gate", "the port’s gate", ["the port's gate"], TYPOGRAPHY),
        ("a well–known man", "a well-known man", ["a well–known man"], TYPOGRAPHY),
        ("closed\n  the\u00a0port", "closed the port", ["closed\n  the\u00a0port"], TYPOGRAPHY),
        ("clo\u00adsed the port", "closed the port", ["clo\u00adsed the port"], TYPOGRAPHY),
        ("we … will go", "we ... will go", ["we … will go"], TYPOGRAPHY),
        ("we ... will go", "we … will go", ["we ... will go"], TYPOGRAPHY),
        ("the navy and the navy", "the navy", ["the navy", "the navy"], EXACT),
        ("na na na", "na na", ["na na", "na na"], EXACT),
        ('“a” and "a"', '"a"', ['"a"'], EXACT),
    ],
)
def test_words_are_found_as_they_stand(text: str, words: str, found: list[str], how: str) -> None:
    assert find(text, words) == (found, how)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("they said", "he"),
        ("they said", "say"),
        ("killing", "kill"),
        ("Nobody came", "nobody came"),
        ("Nobody came", "Nobody  came to the port"),
        ("Nobody came", ""),
        ("Nobody came", "\u200b"),
        ("cafe\u0301 owners", "cafe"),
        ("we … will", "we .."),
        ("1,000 boats", "1 000 boats"),
    ],
    ids=str,
)
def test_other_words_are_not_found(text: str, words: str) -> None:
    assert find(text, words)[0] == []


def test_a_piece_is_looked_at_alone() -> None:
    text = "One said so. Two said so."
    places = find_places(Window(text, 13, len(text)), "said so")
    assert places.spans == (Span(17, 24),)
    assert find_places(Window(text, 13, len(text)), "One").spans == ()


@given(st.text(max_size=60), st.integers(0, 60), st.integers(1, 60))
def test_whatever_is_found_is_in_the_text_and_says_what_was_quoted(text: str, start: int, length: int) -> None:
    words = text[start : start + length]
    for span in find_places(Window(text, 0, len(text)), words).spans:
        assert 0 <= span.start < span.end <= len(text)
        assert fold(text[span.start : span.end]).text.strip() == fold(words).text.strip()


@given(st.text("ab .’'“\"–-…\u00a0\n\u00ad", min_size=1, max_size=30))
def test_typography_alone_hides_no_whole_words(text: str) -> None:
    """A text whose marks are all others is found in itself, once its edges are words."""
    text = f"x{text}x"
    other = "".join({"'": "’", '"': "“", "-": "–", " ": "\u00a0"}.get(part, part) for part in fold(text).text)
    places = find_places(Window(text, 0, len(text)), other)
    assert Span(0, len(text)) in places.spans


def test_folding_keeps_letters() -> None:
    assert not any(unicodedata.category(mark).startswith("L") and mark != "ʼ" for mark in {*SAME, *UNSEEN})


# --- which place ------------------------------------------------------------------------------------


def places(*starts: int, length: int = 4) -> Places:
    return Places(tuple(Span(start, start + length) for start in starts), EXACT)


def test_the_nearest_place_is_meant() -> None:
    assert choose_places([places(100), places(0, 90, 300)]) == (Span(100, 104), Span(90, 94))


def test_what_stands_in_one_place_decides_for_all() -> None:
    assert choose_places([places(0, 50, 100), places(10, 60, 110), places(64)]) == (
        Span(50, 54),
        Span(60, 64),
        Span(64, 68),
    )


@pytest.mark.parametrize(
    "quoted",
    [
        [places(0, 50)],
        [places(0, 50), places(10, 60)],
        [places(50), places(40, 60)],
        [places(*range(0, 5_000, 5)), places(*range(1, 5_000, 5))],
    ],
    ids=["alone", "the same twice", "as near on both sides", "too common"],
)
def test_two_choices_as_good_are_none(quoted: list[Places]) -> None:
    assert choose_places(quoted) is None


def test_of_two_as_near_that_counts_which_is_nearer_to_all() -> None:
    assert choose_places([places(50), places(10), places(40, 60)]) == (Span(50, 54), Span(10, 14), Span(40, 44))


def test_two_parts_take_one_place_each_where_there_are_two() -> None:
    assert choose_places([places(20), places(10, 30), places(12, 30)]) is None
    assert choose_places([places(20), places(10, 40), places(10, 40)]) == (Span(20, 24), Span(10, 14), Span(40, 44))


def test_places_inside_a_passage() -> None:
    text = "Vell’s ship and Vell's ship and Vell’s ship"
    window = Window(text, 0, len(text))
    assert find_inside(window, "Vell’s", [Span(16, 27)]) == Places((Span(16, 22),), TYPOGRAPHY)
    assert find_inside(window, "Vell’s", [Span(16, 27), Span(32, 43)]) == Places((Span(32, 38),), EXACT)
    assert find_inside(window, "and", [Span(0, 11), Span(16, 27)]) is None
    assert find_inside(window, "and", []) is None


def test_words_that_are_everywhere_are_not_all_looked_at() -> None:
    text = "a " * 9_000
    found = find_places(Window(text, 0, len(text)), "a")
    assert len(found.spans) == MOST_PLACES + 1
    assert choose_places([found, places(4)]) is None
    assert find_inside(Window(text, 0, len(text)), "a", [Span(17_000, 17_001)]) == Places(
        (Span(17_000, 17_001),), EXACT
    )


@given(st.text(max_size=80))
def test_words_are_folded_as_texts_are(text: str) -> None:
    assert fold_words(text) == fold(text).text
