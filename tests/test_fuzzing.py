"""Every reader against a handful of inputs that nobody thought of, and what `evaluation.fuzzing` found once."""

from __future__ import annotations

import random

import pytest
from evaluation.fuzz_targets import targets
from evaluation.fuzzing import Tried, fuzz, mutate

from onrecord.coder import read_xml_items
from onrecord.errors import InputError, RuleError
from onrecord.intake import IntakeOptions, Item, papers, read_item
from onrecord.model import Document, Issue
from onrecord.publish.formats.tables.reading import read_lines
from onrecord.rules.triggers import parse_triggers

INPUTS = {"attribute": 3, "rules": 6, "import": 8, "segment": 10, "clean": 10}
TARGETS = targets()


@pytest.mark.parametrize("name", TARGETS)
def test_what_nobody_thought_of(name: str) -> None:
    tried = Tried()
    fuzz(TARGETS[name], tried, random.Random(7), inputs=INPUTS.get(name, 15), is_measured=False)
    assert tried.inputs >= 3
    assert not tried.findings, f"{tried.findings[0].what}\n{tried.findings[0].data!r}\n{tried.findings[0].detail}"


def test_the_same_seed_makes_the_same_inputs() -> None:
    seed = TARGETS["html"].seeds[0]
    one, other = ([mutate(seed, [seed], random.Random(n), 9_000) for n in range(20)] for _ in range(2))
    assert one == other
    assert len(set(one)) > 15


def read(data: bytes, label: str) -> list[Document | Issue]:
    return list(read_item(Item(label, data, IntakeOptions())))


@pytest.mark.parametrize(
    "inside",
    ["<description></description><content:encoded/>", "<description>&#xD800;</description>", "<description>&#55296; x<b</description>"],
)  # fmt: skip
def test_a_feed_with_nothing_or_no_character_in_an_entry(inside: str) -> None:
    head = "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><item><title>Port shut</title>"
    assert read(f"{head}{inside}</item></channel></rss>".encode(), "a.rss")
    assert read(f"{head}{inside}<p>".encode(), "a.rss")


def test_a_feed_with_a_character_beyond_all_numbers_is_damaged() -> None:
    found = read(
        b"<feed><title>&#xD99999999999999999;</title><entry><title>&#xD99999999999999999;</title></entry></fNaN>.",
        "a.atom",
    )
    assert [one.code for one in found if isinstance(one, Issue)] == ["unreadable"]


@pytest.mark.parametrize("line", [b'{"type": {"a": 1}, "id": "event-0"}', b'{"type": ["document"], "id": "x"}'])
def test_a_line_whose_type_is_no_word_is_named(line: bytes) -> None:
    with pytest.raises(InputError, match=r"^given\.jsonl:1: .*no type that is known"):
        list(read_lines([line], "given.jsonl"))


def test_what_a_paper_is_refused_for_is_the_same_in_every_run(monkeypatch: pytest.MonkeyPatch) -> None:
    from pypdf.errors import LimitReachedError

    def round_in_a_circle(*_: object) -> None:
        raise LimitReachedError(f"Detected loop with self reference for IndirectObject(5, 0, {id(object())})")

    monkeypatch.setattr(papers, "_read", round_in_a_circle)
    (issue,) = read(b"%PDF-1.4\n", "a.pdf")
    assert isinstance(issue, Issue)
    assert issue.code == "too-large"
    assert "IndirectObject" not in issue.message


@pytest.mark.parametrize(
    "given",
    [b'<Sentences><Sentence id="a\xed\xa0\x80" date="2026"><Text>x</Text></Sentence></Sentences>', b"<Sentences><Sentence id='a'><![CDATA[\nof\n<Text>"],
)  # fmt: skip
def test_sentences_with_broken_markup_are_told_of_in_a_line(given: bytes) -> None:
    found = list(read_xml_items(given, "given"))
    assert any(isinstance(one, InputError) for one in found)
    assert all("\n" not in str(one) for one in found if isinstance(one, InputError))


@pytest.mark.parametrize(
    "text",
    ["type: [", "just words", "type: AID\nquad: 2\ntriggers: x", "type: AID\nquad: 2\ntriggers: [x]", "type: [a]\nquad: 2",
     "type: AID\nquad: 2\ntriggers:\n  - {id: a, verbs: help}", "type: AID\nquad: 2\ntriggers:\n  - {id: a, verbs: [help], speech: perhaps}",
     "type: AID\nquad: 2\ntriggers:\n  - {id: a, verbs: [help], quad: 3}"],
)  # fmt: skip
def test_a_rule_file_that_is_none_is_named(text: str) -> None:
    with pytest.raises(RuleError, match=r"^given\.yml") as caught:
        parse_triggers("given.yml", text)
    assert "\n" not in str(caught.value)
