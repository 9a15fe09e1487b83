"""The decoding of the statement heads, on scores made by hand."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.attribute.tagging import Weights, best_tags, marginals, read_tags, spans_of
from onrecord.model import Act, Polarity, Speech
from onrecord.models.links import DISTANCES, STATEMENT_TAGS

LINK = 2
KINDS = len(STATEMENT_TAGS)
INDEX = {tag: number for number, tag in enumerate(STATEMENT_TAGS)}
SHORT = {"o": "O", "S": "B-source", "s": "I-source", "C": "B-cue", "c": "I-cue", "T": "B-content", "t": "I-content"}


def weights(transition: np.ndarray | None = None) -> Weights:
    plain = np.zeros((KINDS + 1, KINDS), dtype=np.float32) if transition is None else transition
    return Weights(plain, plain, np.zeros((2, DISTANCES), dtype=np.float32), np.zeros(5, dtype=np.float32))


def layer(tags: str) -> np.ndarray:
    """Scores of one letter a word (`SHORT`)."""
    scores = np.full((len(tags), KINDS), -5, dtype=np.float32)
    for place, letter in enumerate(tags):
        scores[place, INDEX[SHORT[letter]]] = 5
    return scores


def speech(tags: str, *, inner: str = "", windows: tuple[int, ...] = ()) -> Speech:
    """Every cue points at no source more than at any, and claims every content a little."""
    scores = layer(tags)
    query = np.zeros((len(tags), 2 * LINK + 1), dtype=np.float32)
    empty = np.zeros((len(tags), LINK), dtype=np.float32)
    nested = layer(inner or "o" * len(tags))
    judge = np.zeros((len(tags), len(Act) + len(Polarity)), dtype=np.float32)
    return Speech(scores, query, empty, empty, nested, judge, (*(windows or (0,)), len(tags)))


def test_a_cue_has_the_content_that_it_claims() -> None:
    (one,) = read_tags(speech("SsCcTttt"), weights()).tagged
    assert (one.cue, one.content) == ((2, 3), (4, 5, 6, 7))


def test_nothing_is_linked_across_windows() -> None:
    (one,) = read_tags(speech("CTtoCTt", windows=(0, 4)), weights()).tagged[:1]
    assert one.content == (1, 2)


def test_a_content_without_a_cue_has_the_source_beside_it() -> None:
    (one,) = read_tags(speech("TtttoSso"), weights()).tagged
    assert (one.cue, one.source, one.content) == ((), (5, 6), (0, 1, 2, 3))


@pytest.mark.parametrize("tags", ["Tttt", "TtttooooooooSs", "SsCoTttooooooTtt"])
def test_a_content_without_a_cue_and_without_a_source_is_nobodys(tags: str) -> None:
    assert all(one.cue for one in read_tags(speech(tags), weights()).tagged)


def test_an_attribution_inside_another_has_tags_of_its_own() -> None:
    found = read_tags(speech("SsCTttttt", inner="oooSsCTtt"), weights())
    (outer,), (inner,) = found.tagged, found.inner
    assert (outer.cue, outer.content) == ((2,), (3, 4, 5, 6, 7, 8))
    assert (inner.cue, inner.content) == ((5,), (6, 7, 8))
    assert float(found.inner_cue[5]) > 0.9 > 0.1 > float(found.cue[5])


def test_nothing_is_read_inside_without_a_cue() -> None:
    assert read_tags(speech("SsCTttttt", inner="oooSsoTtt"), weights()).inner == ()


def test_spans() -> None:
    tags = [INDEX[SHORT[letter]] for letter in "SsSoCTt"]
    assert spans_of(tags) == [(0, 2, "source"), (2, 3, "source"), (4, 5, "cue"), (5, 7, "content")]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 4))
def test_the_best_sequence_and_the_marginals_are_those_of_all_sequences(seed: int, width: int) -> None:
    source = np.random.default_rng(seed)
    scores = source.normal(size=(1, width, KINDS)).astype(np.float32)
    transition = source.normal(size=(KINDS + 1, KINDS)).astype(np.float32)
    there = np.ones((1, width), dtype=bool)
    total: dict[tuple[int, ...], float] = {}
    for tags in product(range(KINDS), repeat=width):
        steps = zip((KINDS, *tags), tags, strict=False)
        total[tags] = float(
            sum(scores[0, n, tag] for n, tag in enumerate(tags)) + sum(transition[a, b] for a, b in steps)
        )
    assert total[tuple(best_tags(scores, there, transition)[0])] == pytest.approx(max(total.values()), abs=1e-4)
    odds = np.zeros((width, KINDS))
    for tags, value in total.items():
        odds[np.arange(width), list(tags)] += np.exp(value)
    expected = odds / odds.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(marginals(scores, there, transition)[0], expected, atol=1e-4)
