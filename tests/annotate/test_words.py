"""Words, pieces, lemmas and trees: the parts under the encoder."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.annotate.lemmas import apply_script, edit_script, inflected_from, regular_base
from onrecord.annotate.trees import best_tree, is_tree
from onrecord.annotate.words import split_words
from onrecord.models.pieces import SHAPES, WordPieces, case_shape

WORDS = [
    ("The army didn't fire.", "The army did n't fire ."),
    ("Kesh’s envoy can’t stay", "Kesh ’s envoy ca n’t stay"),
    ("the workers' union", "the workers ' union"),
    ("live-fire drills", "live - fire drills"),
    ("post-war non-military co-operation", "post-war non-military co-operation"),
    ("Lee Min-woo and the Orel-Tamm line", "Lee Min-woo and the Orel - Tamm line"),
    ("$4.2bn (£3.1bn)", "$ 4.2bn ( £ 3.1bn )"),
    ("about 10% of A$12.5m", "about 10 % of A $ 12.5m"),
    ("at 14:05 on 3/4/2026", "at 14:05 on 3/4/2026"),
    ("Mr. J. R. Tamm of the U.S. said so.", "Mr. J. R. Tamm of the U.S. said so ."),
    ("“Stop!” she cried—twice...", "“ Stop ! ” she cried — twice ..."),
    ("see https://example.org/a?b=1, or not", "see https://example.org/a?b=1 , or not"),
    ("call 555-0142-77 now", "call 555-0142-77 now"),
    ("the 2025-26 season", "the 2025 - 26 season"),
    ("he cannot, will not", "he can not , will not"),
    ("O'Neill's d'Arvin", "O'Neill 's d'Arvin"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), WORDS)
def test_words(text: str, expected: str) -> None:
    assert " ".join(text[a:b] for a, b in split_words(text, 0, len(text))) == expected


@given(st.text(max_size=200))
def test_words_leave_out_only_space(text: str) -> None:
    spans = split_words(text, 0, len(text))
    assert all(a.end <= b.start for a, b in zip(spans, spans[1:], strict=False))
    assert "".join(text[a:b] for a, b in spans).split() == "".join(text.split()).split()


@pytest.mark.thorough
def test_long_lines_stay_linear() -> None:
    for text in (
        "-" * 200_000,
        "a-" * 100_000,
        "'" * 200_000,
        "a." * 100_000,
        "1," * 100_000,
        "http://" + "a" * 200_000,
        "@" * 100_000,
    ):
        assert split_words(text, 0, len(text))


@given(st.text("abcdeingsyABC", min_size=1, max_size=12), st.text("abcdeingsyABC", min_size=1, max_size=12))
def test_scripts_round_trip(word: str, lemma: str) -> None:
    assert apply_script(edit_script(word, lemma), word) == lemma


def test_scripts_are_about_endings() -> None:
    assert edit_script("denied", "deny") == "k3|y"
    assert edit_script("Talks", "talk") == "l1|"
    assert edit_script("was", "be") == "=be"
    assert apply_script("k9|x", "so") == "so"


def test_regular_endings() -> None:
    assert "deny" in inflected_from("denied", "VBD")
    assert "stop" in inflected_from("stopped", "VBN")
    assert "make" in inflected_from("making", "VBG")
    assert inflected_from("cities", "NNS")[0] == "city"
    assert inflected_from("red", "JJ") == ()


def test_case_shapes() -> None:
    found = {word: SHAPES[case_shape(word)] for word in ("the", "Kesh", "NRB", "A", "iPad", "F-16", "…")}
    assert found == {
        "the": "lower",
        "Kesh": "title",
        "NRB": "upper",
        "A": "initial",
        "iPad": "mixed",
        "F-16": "digit",
        "…": "other",
    }


def test_pieces() -> None:
    pieces = WordPieces(("[UNK]", "[CLS]", "[SEP]", "un", "##said", "'", "a"))
    assert pieces.ids("Unsaid") == (3, 4)
    assert pieces.ids("’A") == (5, 6)
    assert pieces.ids("xyz") == (0,)
    assert pieces.ids("\u200b") == (0,)
    assert pieces.ids("a" * 1000) == (0,)


def test_trees_have_one_root_and_no_cycle() -> None:
    assert is_tree([0, 1, 1])
    assert not is_tree([0, 0, 1])
    assert not is_tree([2, 1, 0])
    assert not is_tree([])


@given(st.integers(1, 9), st.randoms(use_true_random=False))
def test_best_tree_is_a_tree(size: int, source) -> None:  # type: ignore[no-untyped-def]
    scores = np.array([[source.uniform(-5, 5) for _ in range(size + 1)] for _ in range(size)], dtype=np.float32)
    for word in range(size):
        scores[word, word + 1] = -1e4
    assert is_tree(best_tree(scores))


def test_best_tree_beats_every_other() -> None:
    """Against all trees of four words."""
    source = np.random.default_rng(7)
    for _ in range(20):
        scores = source.normal(size=(4, 5)).astype(np.float32)
        every = [
            list(h) for h in np.ndindex(5, 5, 5, 5) if all(a != n + 1 for n, a in enumerate(h)) and is_tree(list(h))
        ]
        best = max(every, key=lambda heads: sum(scores[n, h] for n, h in enumerate(heads)))
        found = best_tree(scores)
        assert sum(scores[n, h] for n, h in enumerate(found)) == pytest.approx(
            sum(scores[n, h] for n, h in enumerate(best))
        )


@pytest.mark.parametrize(
    ("word", "xpos", "base"),
    [
        ("recounted", "VBD", "recount"),
        ("quipped", "VBD", "quip"),
        ("grumbled", "VBD", "grumble"),
        ("ratified", "VBN", "ratify"),
        ("conceded", "VBN", "concede"),
        ("deplored", "VBD", "deplore"),
        ("rebelling", "VBG", "rebel"),
        ("bellowing", "VBG", "bellow"),
        ("enquiring", "VBG", "enquire"),
        ("decries", "VBZ", "decry"),
        ("quashes", "VBZ", "quash"),
        ("concedes", "VBZ", "concede"),
        ("praise", "VBP", "praise"),
        ("mislaid", "VBN", None),
        ("led", "VBD", None),
        ("denied", "JJ", None),
    ],
)
def test_the_base_of_a_verb_that_no_list_has_follows_from_its_spelling(word: str, xpos: str, base: str | None) -> None:
    assert regular_base(word, xpos) == base


def test_a_letter_with_its_accent_apart_is_one_letter() -> None:
    text = "Noe\u0308l Mo\u0308ller's and Andre\u0301 left."
    assert [text[a:b] for a, b in split_words(text, 0, len(text))] == [
        "Noe\u0308l", "Mo\u0308ller", "'s", "and", "Andre\u0301", "left", ".",
    ]  # fmt: skip
