"""What a pattern's matches must hold: never more than they do, or a match would be missed."""

from __future__ import annotations

import re

import pytest
from evaluation.times import read_cases
from hypothesis import given
from hypothesis import strategies as st

from onrecord.rules.needed import Clause, Sentence, needed
from onrecord.rules.times import load_time_rules

KINDS: dict[str, tuple[str, ...]] = {"unit": ("day", "week"), "which": ("last", "this"), "mark": ("p.m.", "am")}
SLOT = re.compile(r"\{([a-z]+)(\?)?\} ?")


def clauses_of(kind: str) -> tuple[Clause, ...]:
    return (frozenset(KINDS[kind]),)


def written_out(pattern: str) -> str:
    """As the time rules write a slot out, without its name."""
    return SLOT.sub(lambda slot: f"(?:{'|'.join(map(re.escape, KINDS[slot[1]]))})" + ("?" if slot[2] else ""), pattern)


ATOMS = st.sampled_from(
    ["a", "the", "of ", "{unit}", "{which} ", "{mark?} ", r"\d", "[ab]", "x{0,2}", "9/1", "o+n", "-", r"\.", "."]
)
PATTERNS = st.recursive(
    ATOMS,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map("".join)
        | st.lists(inner, min_size=1, max_size=3).map(lambda found: f"(?:{'|'.join(found)})")
        | st.tuples(inner, st.sampled_from(["?", "*", "+", "{2}", "{0,1}", "{1,2}"])).map(
            lambda one: f"(?:{one[0]}){one[1]}"
        )
        | inner.map(lambda found: f"(?={found})")
        | inner.map(lambda found: f"(?!{found})")
    ),
    max_leaves=8,
)


@given(PATTERNS, st.data())
def test_no_match_lacks_what_is_needed(pattern: str, data: st.DataObject) -> None:
    compiled = re.compile(written_out(pattern), re.IGNORECASE)
    pieces = st.sampled_from(
        [*"ab xX9/1-.", "the", "OF ", "day", "Week", "last ", "THIS ", "p.m.", "AM", "oon", "on", "5"]
    )
    text = data.draw(st.lists(pieces, max_size=10).map("".join))
    if compiled.search(text):
        assert Sentence(text).may_hold(needed(pattern, clauses_of))


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("the {which} {unit}", [{"the"}, {"last", "this"}, {"day", "week"}]),
        ("(?:the )?{unit}s?", [{"day", "week"}]),
        ("{which?} now(?!here)", [{"now"}]),
        ("now(?= and again)", [{"now"}, {"and"}, {"again"}]),
        ("(?:mid|late|early)-?{unit}", [{"mid", "late", "early"}, {"day", "week"}]),
        ("(?:the end of {unit}|tonight|x)", []),
        ("colou?r", [{"colo"}]),
        (r"\d{1,2}/{unit}", [{"/"}, {"day", "week"}]),
    ],
)
def test_what_is_needed(pattern: str, wanted: list[set[str]]) -> None:
    assert list(map(set, needed(pattern, clauses_of))) == wanted


def test_what_is_rarest_stands_for_an_alternative() -> None:
    assert needed("(?:at {mark} of noon|midnight)", clauses_of) == (frozenset({"noon", "midnight"}),)


@pytest.mark.parametrize("text", ["next wee\u212a", "\u0661 o'clock", "\u017funday"])
def test_letters_that_fold_otherwise_are_left_to_the_pattern(text: str) -> None:
    assert Sentence(text).may_hold((frozenset({"nothing of it"}),))


def test_no_case_of_ours_is_kept_from_a_rule_that_matches_it() -> None:
    for text in sorted({case.text for case in read_cases()}):
        sentence = Sentence(text)
        for rule in load_time_rules().rules:
            if not sentence.may_hold(rule.needs):
                assert not rule.pattern.search(text), (rule.id, text)
