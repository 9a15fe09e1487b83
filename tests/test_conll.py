"""The CoNLL score on examples whose values are known (Bagga and Baldwin 1998; Luo 2005)."""

from __future__ import annotations

import itertools

import pytest
from evaluation.clusters import best_alignment
from evaluation.conll import b_cubed, ceaf_e, conll, muc
from hypothesis import given
from hypothesis import strategies as st

GOLD = {
    "1": "a",
    "2": "a",
    "3": "a",
    "4": "a",
    "5": "a",
    "6": "b",
    "7": "b",
    "8": "c",
    "9": "c",
    "A": "c",
    "B": "c",
    "C": "c",
}
SMALL_MERGED = {mention: "x" if chain == "a" else "y" for mention, chain in GOLD.items()}
LARGE_MERGED = {mention: "y" if chain == "b" else "x" for mention, chain in GOLD.items()}
clusterings = st.integers(2, 7).flatmap(
    lambda count: st.tuples(*(st.lists(st.integers(0, 3), min_size=count, max_size=count) for _ in range(2)))
)


@pytest.mark.parametrize(
    ("found", "measured", "precision", "recall"),
    [
        (SMALL_MERGED, muc, 90.0, 100.0),
        (LARGE_MERGED, muc, 90.0, 100.0),
        (SMALL_MERGED, b_cubed, 76.19, 100.0),
        (LARGE_MERGED, b_cubed, 58.33, 100.0),
        (SMALL_MERGED, ceaf_e, 91.67, 61.11),
    ],
)
def test_known_examples(found, measured, precision, recall):
    score = measured(GOLD, found)
    assert score.precision == pytest.approx(precision, abs=0.01)
    assert score.recall == pytest.approx(recall, abs=0.01)


def test_what_is_right_is_right():
    assert conll(GOLD, GOLD) == {"MUC": 100.0, "B3": 100.0, "CEAF-e": 100.0, "CoNLL": 100.0}


def test_other_mentions_are_refused():
    with pytest.raises(ValueError, match="different mentions"):
        conll(GOLD, {"1": "a"})


@given(clusterings)
def test_scores_lie_between_nothing_and_all(sides):
    gold, found = (dict(enumerate(side)) for side in sides)
    for value in conll(gold, found).values():
        assert 0 <= value <= 100.0001


@given(
    st.integers(1, 4).flatmap(
        lambda n: st.lists(st.lists(st.integers(0, 9), min_size=n, max_size=n), min_size=n, max_size=n)
    )
)
def test_assigning_is_the_best_of_all(table):
    places = range(len(table))
    best = max(
        sum(table[row][column] for row, column in zip(places, order, strict=True))
        for order in itertools.permutations(places)
    )
    assert best_alignment(table) == best
