"""Sentences and quotations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.clean import clean
from onrecord.model import Document, Span
from onrecord.segment import segment
from onrecord.segment.quotations import find_quotations
from onrecord.segment.sentences import split_sentences

SENTENCES = [
    ("“Don’t!” he said. The guard ran.", ["“Don’t!” he said.", "The guard ran."]),
    ("“Who fired first?” she asked. “We did not!”", ["“Who fired first?” she asked.", "“We did not!”"]),
    ('"Stop!" Minister Brook said. He left.', ['"Stop!" Minister Brook said.', "He left."]),
    (
        "Mr. Lund met Gen. Orr at 5 p.m. on Friday. They agreed.",
        ["Mr. Lund met Gen. Orr at 5 p.m. on Friday.", "They agreed."],
    ),
    ("The U.S. envoy left. So did J. R. Tamm.", ["The U.S. envoy left.", "So did J. R. Tamm."]),
    ("It fell 3.2 per cent. Why? Nobody knew…", ["It fell 3.2 per cent.", "Why?", "Nobody knew…"]),
    ("No. 10 said no. No one knew.", ["No. 10 said no.", "No one knew."]),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in split_sentences(text)] == expected


@given(st.text("aB.!?“”\"' \n…", max_size=80))
def test_sentences_leave_out_only_space(text: str) -> None:
    found = split_sentences(text)
    assert "".join("".join(text[a:b].split()) for a, b in found) == "".join(text.split())


QUOTATIONS = [
    (["“The dam,” she said, “will hold.”"], [["The dam,"], ["will hold."]]),
    (["“First we dug.", "“Then we waited,” she said."], [["First we dug.", "Then we waited,"]]),
    (['"It held," he said.'], [["It held,"]]),
    (["‘It held,’ she said, ‘and it will.’"], [["It held,"], ["and it will."]]),
    (["“He told me ‘run’ and I ran,” she said."], [["He told me ‘run’ and I ran,"], ["run"]]),
    (["The ‘corridor’, as he calls the workers’ road, isn’t safe."], [["corridor"]]),
    (["The workers’ union didn’t strike in the ’90s."], []),
    (['The 6" shell hit a wall.'], []),
    (["“Nobody closes this.", "The next paragraph is plain."], [["Nobody closes this."]]),
]


@pytest.mark.parametrize(("paragraphs", "expected"), QUOTATIONS)
def test_quotations(paragraphs: list[str], expected: list[list[str]]) -> None:
    text = "\n".join(paragraphs)
    spans, place = [], 0
    for paragraph in paragraphs:
        spans.append([Span(place, place + len(paragraph))])
        place += len(paragraph) + 1
    found, _ = find_quotations(text, spans)
    assert [[text[a:b] for a, b in q.spans] for q in found] == expected


@given(st.lists(st.text("ab“”\"'’ .,", min_size=1, max_size=30), max_size=6))
def test_marks_of_any_kind_lose_no_page(paragraphs: list[str]) -> None:
    text = "\n".join(paragraphs)
    spans, place = [], 0
    for paragraph in paragraphs:
        spans.append([Span(place, place + len(paragraph))])
        place += len(paragraph) + 1
    for quotation in find_quotations(text, spans)[0]:
        assert all(0 <= a < b <= len(text) for a, b in quotation.spans)


def test_a_caption_breaks_no_sentence() -> None:
    page = (
        "European envoys were less patient. “If the answer on Thursday is no,\n"
        "Image: The prime minister arrives at the palace on Monday. Pic: Atlas\n"
        "then the next round of sanctions will be on the table,” said the prime minister."
    )
    document = Document("document-x", "text/plain", None, None, None, None, None, None, "", page)
    cleaned = clean(document)
    stories, _ = segment(document, cleaned)
    pieces = [[cleaned.text[a:b] for a, b in s.spans] for s in stories[0].sentences]
    assert [
        "“If the answer on Thursday is no,",
        "then the next round of sanctions will be on the table,” said the prime minister.",
    ] in pieces
    assert len(stories[0].quotations[0].spans) == 2
