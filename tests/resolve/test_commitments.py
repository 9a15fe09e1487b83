"""The ledger of commitments: the table of cases, and what holds for any digests."""

from __future__ import annotations

import csv
import json
import random
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.model import Commitment, Document, content_id
from onrecord.pipeline import read_stories
from onrecord.resolve.commitments import LAYER
from onrecord.resolve.commitments.values import CommitmentReport, Role
from onrecord.resolve.layers import all_links, settle_all, share_passages
from onrecord.serialize import pack, unpack
from tests.strategies import values

TABLE = Path(__file__).parents[1] / "cases" / "commitments.csv"
DOSSIERS = Path(__file__).parents[2] / "evaluation" / "collections" / "commitments.jsonl"


def rows() -> list[dict[str, str]]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines))


@cache
def digests_of(reports: str) -> tuple[CommitmentReport, ...]:
    found: list[CommitmentReport] = []
    for number, report in enumerate(reports.split(" || ")):
        day, _, text = report.partition(": ")
        identity = content_id("document", text, number)
        document = Document(identity, "text/plain", f"Paper {number}", None, None, day, None, "en", identity, text)
        for reading in read_stories(document)[1]:
            found.extend(LAYER.digest(reading))
    return tuple(found)


@cache
def every_digest() -> tuple[CommitmentReport, ...]:
    return tuple(digest for row in rows() for digest in digests_of(row["reports"]))


def is_entry(found: Commitment, wanted: str) -> bool:
    kind, by, content, condition, deadline, state = (part.strip() for part in wanted.split("|"))
    words = " ".join(piece.text for piece in found.content.pieces)
    return (
        found.kind == kind
        and found.by.phrase is not None
        and by in found.by.phrase.text
        and content in words
        and (
            condition in found.condition.text
            if condition and found.condition
            else not condition and not found.condition
        )
        and (found.deadline.value if found.deadline else None) == (deadline or None)
        and found.state == state
    )


def parameter(row: dict[str, str]) -> Any:
    """A row that is not STRONG fails, for the reason that it gives; one that passes is to be made STRONG."""
    # strict: it runs, and a row that passes fails the run until it is made STRONG; its reason is the row's own `why`
    marks = () if row["quality"] == "STRONG" else (pytest.mark.xfail(strict=True, reason=row["why"]),)
    return pytest.param(row, id=row["why"], marks=marks)


@pytest.mark.parametrize("row", [parameter(row) for row in rows()])
def test_cases(row: dict[str, str]) -> None:
    found = settle_all(LAYER, digests_of(row["reports"]))
    wanted = [] if row["entries"] == "-" else row["entries"].split(" || ")
    told = [f"{one.kind} {one.by.phrase} {one.content} {one.condition} {one.deadline} {one.state}" for one in found]
    assert len(found) == len(wanted), told
    for entry in wanted:
        assert any(is_entry(one, entry) for one in found), told


def test_a_state_has_words_that_say_so() -> None:
    for row in rows():
        for one in settle_all(LAYER, digests_of(row["reports"])):
            assert one.state == "open" or one.outcomes


@given(st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_the_ledger_does_not_depend_on_the_order_of_reports(chance: random.Random) -> None:
    shuffled = list(every_digest())
    chance.shuffle(shuffled)
    assert settle_all(LAYER, shuffled) == settle_all(LAYER, every_digest())


def test_settling_does_not_depend_on_the_order_of_members_and_links() -> None:
    digests = every_digest()
    links = list(all_links(LAYER, digests))
    straight = LAYER.settle(digests, links, {})
    assert LAYER.settle(digests[::-1], links[::-1], {}) == straight


def test_links_are_symmetric() -> None:
    for one in every_digest()[:60]:
        for other in every_digest()[:60]:
            assert LAYER.link(one, other) == LAYER.link(other, one)


def test_an_id_stays_when_a_later_report_comes() -> None:
    reports = "2026-03-04: Drevna promised to reopen the harbour at Sel."
    later = f"{reports} || 2026-03-06: Drevna promised to reopen the harbour at Sel in spring."
    first = settle_all(LAYER, digests_of(reports))
    both = settle_all(LAYER, digests_of(later))
    assert [one.id for one in first] == [one.id for one in both]
    assert len(both[0].said) == 2


def test_a_copy_is_no_newer_than_what_it_copies() -> None:
    broken = "Norling Shipping has broken its promise to repay customers."
    digests = digests_of(
        "2026-03-04: Norling Shipping pledged to repay its customers."
        f" || 2026-04-04: {broken} || 2026-04-09: Norling Shipping kept its promise to repay customers. || 2026-04-12: {broken}"
    )
    first, copy = (one.story for one in digests if one.state == "broken")
    (apart,) = settle_all(LAYER, digests)
    (joined,) = settle_all(LAYER, digests, share_passages([(first, copy)]))
    assert (apart.state, joined.state) == ("broken", "kept")
    assert len(joined.outcomes) == len(apart.outcomes) == 3


@given(values(CommitmentReport))
@settings(max_examples=40, deadline=None)
def test_a_digest_links_to_itself_never(digest: CommitmentReport) -> None:
    assert LAYER.link(digest, digest) is None


def test_linked_digests_share_a_key() -> None:
    for one in every_digest():
        for other in every_digest():
            if one.id < other.id and LAYER.link(one, other) is not None and one.role is not Role.DEED:
                assert LAYER.keys(one) & LAYER.keys(other) or not (one.actor.is_known and other.actor.is_known)


@given(st.sampled_from(DOSSIERS.read_text(encoding="utf-8").splitlines()))
@settings(max_examples=15, deadline=None)
def test_the_digests_of_a_dossier_survive_being_stored(dossier: str) -> None:
    reports = " || ".join(f"{one['published']}: {one['text']}" for one in json.loads(dossier)["reports"])
    for digest in digests_of(reports):
        assert unpack(CommitmentReport, pack(digest)) == digest


@given(values(CommitmentReport))
@settings(max_examples=100, deadline=None)
def test_any_digest_survives_being_stored(digest: CommitmentReport) -> None:
    assert unpack(CommitmentReport, pack(digest)) == digest
