"""Disputes: what is found between two reports, and what must hold of every claim, link and record."""

from __future__ import annotations

import csv
import re
from functools import cache
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.model import Dispute, Document, Link, content_id
from onrecord.pipeline import read_stories
from onrecord.resolve.disputes import LAYER
from onrecord.resolve.disputes.claims import Claim
from onrecord.resolve.disputes.relating import Verdict
from onrecord.resolve.disputes.settling import Edge, _groups
from onrecord.resolve.layers import all_links, settle_all
from onrecord.serialize import pack, unpack

LINES = (Path(__file__).parents[1] / "cases" / "disputes.csv").read_text(encoding="utf-8").splitlines()
CASES = list(csv.DictReader(line for line in LINES if not line.startswith("#")))
MANY = [case for case in CASES if case["quality"] == "WEAK"] + CASES[::9]
"""Cases that are set beside one another as one collection; what holds of a single one is tested for each."""
MOST = 4000
"""Characters of a claim as JSON."""
ACCUSED = """Varland accused Kolm of firing on the market of Tessen, where 11 people died on Sunday, the mayor said.
Kolm denied it.
The civil defence office now gives 11 dead and four missing; the town hall speaks of 13 dead."""


@cache
def claims_of(outlet: str, day: str, text: str) -> tuple[Claim, ...]:
    document = Document(
        content_id("document", outlet, text), "text/plain", outlet, None, None, day, None, "en", "", text
    )
    return tuple(claim for reading in read_stories(document)[1] for claim in LAYER.digest(reading))


def piece(written: str) -> tuple[Claim, ...]:
    outlet, day, text = re.fullmatch(r"(.+?), (\S+): (.*)", written, re.S).groups()  # type: ignore[union-attr]
    return claims_of(outlet, day, text)


def of_case(case: dict[str, str]) -> tuple[Claim, ...]:
    return (*piece(case["one"]), *piece(case["other"]))


@cache
def many_claims() -> tuple[Claim, ...]:
    return tuple({claim.id: claim for case in MANY for claim in of_case(case)}.values())


@cache
def many_links() -> tuple[Link, ...]:
    return all_links(LAYER, many_claims())


def parameter(case: dict[str, str]) -> Any:
    """A case; one that is WEAK fails for the reason it gives, and is kept to be met one day."""
    # strict: it runs, and a row that passes fails the run until it is made MEDIUM; its reason is the row's own `why`
    marks = [pytest.mark.xfail(strict=True, reason=case["why"])] if case["quality"] == "WEAK" else []
    return pytest.param(case, id=case["id"], marks=marks)


def check_claims(claims: tuple[Claim, ...]) -> None:
    assert len({claim.id for claim in claims}) == len(claims)
    for claim in claims:
        written = pack(claim)
        assert len(written) < MOST
        assert unpack(Claim, written) == claim


def linked_pairs(claims: tuple[Claim, ...]) -> list[tuple[Claim, Claim]]:
    """The pairs that are linked, whether they share a key or not; the link is the same either way round."""
    found = []
    for one, other in combinations(claims, 2):
        link = LAYER.link(one, other)
        assert LAYER.link(other, one) == link
        found += [(one, other)] if link else []
    return found


@pytest.mark.parametrize("case", [parameter(case) for case in CASES])
def test_cases(case: dict[str, str]) -> None:
    claims = of_case(case)
    check_claims(claims)
    linked_pairs(claims)
    found = settle_all(LAYER, claims)
    if case["state"] == "none":
        assert not found
        return
    assert [(dispute.kind, dispute.state) for dispute in found] == [(case["kind"], case["state"])]
    assert len(found[0].sides) == 2


def test_a_side_says_who_and_where() -> None:
    case = next(case for case in CASES if case["id"] == "dis-toll")
    (dispute,) = settle_all(LAYER, of_case(case))
    first, second = dispute.sides
    assert {side.value for side in dispute.sides} == {"Five people", "Nine people"}
    assert {*first.sources, *second.sources} == {"the interior ministry", "the hospital"}
    assert {*first.outlets, *second.outlets} == {"Pine Wire", "Lake Post"}
    assert first.first_said == second.first_said == "2024-05-06"
    assert all(said.evidence.text in (case["one"] + case["other"]) for side in dispute.sides for said in side.said)


def test_the_later_figure_of_one_source_stands_in_the_place_of_the_earlier() -> None:
    case = next(case for case in CASES if case["id"] == "dis-toll-later")
    (dispute,) = settle_all(LAYER, of_case(case))
    early, late = dispute.sides
    assert early.superseded_by == late.value
    assert late.superseded_by is None


def test_within_one_report() -> None:
    found: tuple[Dispute, ...] = settle_all(LAYER, claims_of("Pine Wire", "2024-05-06", ACCUSED))
    assert {dispute.kind for dispute in found} == {"denial", "figure"}
    denial = next(dispute for dispute in found if dispute.kind == "denial")
    assert {side.sources for side in denial.sides} == {("Varland",), ("Kolm",)}


def test_copies_of_one_report_dispute_nothing() -> None:
    one = claims_of("Pine Wire", "2024-05-06", "Five people died when a footbridge collapsed in Orvale on Sunday.")
    other = claims_of("Lake Post", "2024-05-06", "Nine people died when a footbridge collapsed in Orvale on Sunday.")
    assert settle_all(LAYER, (*one, *other))
    stories = one[0].story, other[0].story
    assert not settle_all(
        LAYER, (*one, *other), {stories[0]: frozenset((stories[1],)), stories[1]: frozenset((stories[0],))}
    )


def test_what_is_linked_shares_a_key() -> None:
    check_claims(many_claims())
    linked = linked_pairs(many_claims())
    assert linked
    assert sum(bool(LAYER.keys(one) & LAYER.keys(other)) for one, other in linked) >= 0.9 * len(linked)


@settings(deadline=None, max_examples=10)
@given(st.randoms(use_true_random=False))
def test_the_result_does_not_depend_on_the_order(random: Random) -> None:
    claims, links = list(many_claims()), list(many_links())
    expected = LAYER.settle(claims, links, {})
    assert expected
    random.shuffle(claims)
    random.shuffle(links)
    assert LAYER.settle(claims, links, {}) == expected
    assert all_links(LAYER, claims[: len(claims) // 4]) == all_links(LAYER, claims[: len(claims) // 4][::-1])


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=30))
def test_answers_that_hang_together_are_one_group_however_long_their_chain(pairs: list[tuple[int, int]]) -> None:
    answer: Any = None
    nodes = [(f"claim-{number:02}", "figure", 0) for number in range(13)]
    edges = [Edge("figure", nodes[one], nodes[other], (answer, answer), Verdict.DISPUTES, "") for one, other in pairs]
    found = {frozenset(node for edge in group for node in (edge.one, edge.other)) for group in _groups(edges)}
    near: dict[int, set[int]] = {number: {number} for pair in pairs for number in pair}
    for one, other in pairs * len(pairs):
        for number in near[one] | near[other]:
            near[number] |= near[one] | near[other]
    assert found == {frozenset(nodes[number] for number in group) for group in near.values()}
