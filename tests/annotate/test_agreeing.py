"""One kind for the same name throughout a story."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from onrecord.annotate.agreeing import agree, name_spans

LABELS = ["O", "B-Person", "I-Person", "B-Location", "I-Location"]


def likely(*rows: dict[str, float]) -> NDArray[np.float32]:
    return np.array([[row.get(label, 0.001) for label in LABELS] for row in rows], dtype=np.float32)


def test_a_surname_that_is_a_town_elsewhere_is_what_it_is_more_likely_to_be():
    sentences = [["Vesk", "resigned"], ["in", "Vesk"], ["Vesk", "wept"]]
    tags = [["B-Person", "O"], ["O", "B-Location"], ["B-Person", "O"]]
    sure, unsure = {"B-Person": 0.95, "B-Location": 0.04}, {"B-Person": 0.4, "B-Location": 0.5}
    none = {"O": 0.99}
    found = agree(sentences, tags, [likely(sure, none), likely(none, unsure), likely(sure, none)], LABELS)
    assert found == [["B-Person", "O"], ["O", "B-Person"], ["B-Person", "O"]]
    assert tags[1] == ["O", "B-Location"]


def test_names_of_two_words_are_changed_whole_and_other_words_are_not():
    sentences = [["Port", "Vesk", "and", "Vesk"], ["Port", "Vesk"]]
    tags = [["B-Person", "I-Person", "O", "B-Person"], ["B-Location", "I-Location"]]
    town = {"B-Location": 0.9, "I-Location": 0.9}
    man = {"B-Person": 0.5, "I-Person": 0.5, "B-Location": 0.4, "I-Location": 0.4}
    found = agree(sentences, tags, [likely(man, man, {"O": 1.0}, man), likely(town, town)], LABELS)
    assert found == [["B-Location", "I-Location", "O", "B-Person"], ["B-Location", "I-Location"]]


def test_whose_ministry_it_is_says_nothing_of_its_kind():
    sentences = [["Vesk", "’s", "Port", "wept"], ["in", "Vesk"]]
    labels = [*LABELS, "B-Organization", "I-Organization"]
    tags = [["B-Organization", "O", "B-Organization", "O"], ["O", "B-Location"]]
    body, town = {"B-Organization": 0.97}, {"B-Location": 0.9, "B-Organization": 0.05}
    rows = [[body, {}, body, {}], [{}, town]]
    likely = [np.array([[row.get(label, 0.001) for label in labels] for row in own], dtype=np.float32) for own in rows]
    assert agree(sentences, tags, likely, labels)[0][0] == "B-Location"


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[list[str]], list[list[str]], list[NDArray[np.float32]]]:
    sentences, tags, probabilities = [], [], []
    for _ in range(draw(st.integers(1, 4))):
        words = draw(st.lists(st.sampled_from(["Vesk", "Port", "said"]), min_size=1, max_size=5))
        own: list[str] = []
        for _ in words:
            before = own[-1][2:] if own else ""
            own.append(draw(st.sampled_from(["O", "B-Person", "B-Location", *[f"I-{before}"] * bool(before)])))
        sentences.append(words)
        tags.append(own)
        rows = st.lists(st.floats(0, 1, width=32), min_size=len(LABELS), max_size=len(LABELS))
        probabilities.append(np.array([draw(rows) for _ in words], dtype=np.float32))
    return sentences, tags, probabilities


@given(stories())
def test_the_same_words_are_of_one_kind_and_names_stay_where_they_are(
    story: tuple[Sequence[Sequence[str]], Sequence[Sequence[str]], Sequence[NDArray[np.float32]]],
):
    sentences, tags, probabilities = story
    found = agree(sentences, tags, probabilities, LABELS)
    kinds: dict[tuple[str, ...], set[str]] = {}
    for words, before, after in zip(sentences, tags, found, strict=True):
        assert list(name_spans(before)) == list(name_spans(after))
        for start, stop in name_spans(after):
            kinds.setdefault(tuple(words[start:stop]), set()).add(after[start][2:])
    assert all(len(one) == 1 for one in kinds.values())
