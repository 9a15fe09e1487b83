"""The tables of the layer of disputes are consistent."""

from __future__ import annotations

import pytest

from onrecord.errors import RuleError
from onrecord.rules.claims import (
    KINDS,
    load_claim_words,
    load_likes,
    load_measures,
    load_ordinals,
    parse_claim_words,
    parse_likes,
    parse_measures,
)


def test_every_kind_has_words() -> None:
    assert all(load_claim_words(kind) for kind in KINDS)


def test_words_are_lemmas_in_lower_case() -> None:
    words = [*load_likes().classes, *(word for kind in KINDS for word in load_claim_words(kind))]
    assert all(word == word.lower() for word in words)


def test_opposites_go_both_ways() -> None:
    opposite = load_likes().opposite
    assert all(row in opposite[other] for row, others in opposite.items() for other in others)


def test_no_word_is_its_own_opposite() -> None:
    table = load_likes()
    shut = {
        word for word, rows in table.classes.items() if any(rows & table.opposite.get(row, frozenset()) for row in rows)
    }
    assert shut <= {
        "lose",
        "hold",
        "keep",
        "execute",
        "gain",
        "break",
        "shoot",
        "stop",
        "start",
        "close",
        "fall",
        "defeat",
    }


def test_words_of_a_set_stand_once() -> None:
    words = [word for found in load_ordinals() for word in found]
    assert len(words) == len(set(words))


def test_measures_have_predicates() -> None:
    assert all(measure.predicates for measure in load_measures())
    assert any(measure.grows for measure in load_measures())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,words,opposite,note\nx,a|b,y,\n", "unknown row 'y'"),
        ("id,words,opposite,note\nx,a||b,,\n", "empty word"),
    ],
)
def test_a_mistake_among_likes_is_named(text: str, message: str) -> None:
    with pytest.raises(RuleError, match=message):
        parse_likes(text)


def test_a_mistake_among_measures_is_named() -> None:
    with pytest.raises(RuleError, match="grows must be yes or no"):
        parse_measures("id,predicates,counted,grows,by,note\nx,a,b,maybe,no,\n")


def test_a_mistake_among_words_is_named() -> None:
    with pytest.raises(RuleError, match="unknown kind 'rubbish'"):
        parse_claim_words("id,kind,words,note\nx,rubbish,a,\n")
