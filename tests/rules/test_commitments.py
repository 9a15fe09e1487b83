"""The lists of the ledger of commitments are consistent, and a wrong row is named."""

from __future__ import annotations

import pytest

from onrecord.errors import RuleError
from onrecord.rules import read_csv
from onrecord.rules.commitments import (
    ENGAGEMENTS,
    KINDS,
    OUTCOMES,
    WORDS,
    load_conditions,
    load_engagements,
    load_outcomes,
    load_words,
    make_engagement,
    make_outcome,
)


def test_every_kind_of_commitment_has_words() -> None:
    kinds = {row.kind for rows in load_engagements().values() for row in rows}
    assert kinds == set(KINDS)


def test_every_list_of_words_is_filled() -> None:
    assert all(load_words(kind) for kind in WORDS)


def test_no_word_is_a_refusal_and_a_success() -> None:
    assert not load_words("refusing") & load_words("implicative")


def test_a_deed_that_a_verb_of_outcome_says_is_said_by_its_rows_in_one_way() -> None:
    for lemma, rows in load_outcomes().items():
        seen: dict[tuple[str, str, str], str] = {}
        for row in rows:
            for particle in row.particles or ("",):
                for kind in row.kinds:
                    key = (particle, kind, row.object)
                    assert seen.setdefault(key, row.state) == row.state, f"{lemma} {key}"


def test_conditions_are_tried_from_the_longest() -> None:
    for rows in load_conditions().values():
        lengths = [len(row.words) for row in rows]
        assert lengths == sorted(lengths, reverse=True)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("x,adverb,promise,,promise,inf,,", "unknown position 'adverb'"),
        ("x,verb,promise,,hope,inf,,", "unknown kind 'hope'"),
        ("x,verb,promise,,promise,song,,", "unknown frame 'song'"),
        ("x,verb,promise,,promise,inf,loud,", "unknown flag 'loud'"),
    ],
)
def test_a_wrong_row_of_engagements_is_named(row: str, message: str) -> None:
    rows = read_csv("resolve/engagements.csv", ENGAGEMENTS, ",".join(ENGAGEMENTS) + "\n" + row)
    with pytest.raises(RuleError, match=f"engagements.csv:2: {message}"):
        make_engagement(rows[0])


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("x,keep,,object,promise,kept,lost,", "unknown state 'lost'"),
        ("x,keep,,object,hope,kept,,", "unknown kind 'hope'"),
        ("x,keep,,verb,promise,kept,,", "unknown object 'verb'"),
    ],
)
def test_a_wrong_row_of_outcomes_is_named(row: str, message: str) -> None:
    rows = read_csv("resolve/outcomes.csv", OUTCOMES, ",".join(OUTCOMES) + "\n" + row)
    with pytest.raises(RuleError, match=f"outcomes.csv:2: {message}"):
        make_outcome(rows[0])
