"""Our own passages: the markup, what of it is trained on, and that no passage is a row of the case table."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from evaluation.cases import read_table
from training.framed import wrapped
from training.passages import as_layers, read_passage, read_passages

from onrecord.evaluate.polnear import Article, Attribution

NESTED = (
    "# [s1 Varon] [c1:promise ‘to quit pact’]\n“[c2 We [q3:warn warned] [c3 of this]],” [s2 Pia Lund] [q2:state said]."
)
RUN = 10
"""So many words in a row are more than a formula; a row of the table that shares them is no longer unseen."""


def test_marks_come_out_of_the_text_and_nest() -> None:
    passage = read_passage("x", NESTED)
    promise, said, warned = passage.statements
    assert passage.text.startswith("# Varon ‘to quit pact’\n“We warned of this,” Pia Lund")
    assert (promise.act, promise.letters("q"), said.act, warned.act) == ("promise", frozenset(), "state", "warn")
    assert list(passage.at_depth(0)) == [promise, said]
    assert list(passage.at_depth(1)) == [warned]


def test_an_article_has_no_headline_sign_and_contents_keep_their_marks() -> None:
    article = as_layers(read_passage("x", NESTED)).article
    contents = ["".join(article.text[n] for n in sorted(one.content)) for one in article.gold]
    assert contents == ["‘to quit pact’", "“We warned of this,”"]
    assert "#" not in article.text


def test_a_statement_inside_another_has_a_layer_and_a_judgement_of_its_own() -> None:
    layers = as_layers(read_passage("x", NESTED))
    (inner,) = layers.inner
    text = layers.article.text
    assert "".join(text[n] for n in sorted(inner.cue)) == "warned"
    assert {text[n:].split()[0]: judged for n, judged in layers.judged.items()} == {
        "‘to": ("promise", "affirms"),
        "warned": ("warn", "affirms"),
        "said.": ("state", "affirms"),
    }


def test_a_sentence_in_a_frame_keeps_what_is_said_in_it_on_the_inner_layer() -> None:
    text = "It rained all night. The ferry is full, Orla Venn said."
    said = Attribution(
        *(frozenset(range(text.index(w), text.index(w) + len(w))) for w in ("Orla Venn", "said", "The ferry is full"))
    )
    (document,) = wrapped([Article("x", text, (said,))], 5, seed=3)
    words = [word for sentence in document for word in sentence.words]
    inner = [tag for sentence in document for tag in sentence.labels["inner"]]
    outer = [tag for sentence in document for tag in sentence.labels["statement"]]
    cue = inner.index("B-cue")
    assert words[cue] == "said"
    assert outer[cue] == "I-content"
    assert [word for word, tag in zip(words, inner, strict=True) if tag.endswith("source")] == ["Orla", "Venn"]


@pytest.mark.parametrize(
    ("block", "why"),
    [
        ("[s1 Lund] [q1:state said] no more", "no content"),
        ("[s1 Lund] said [c1 no]", "no act"),
        ("[s1 Lund [q1:state said] [c1 no]", "not closed"),
        ("[s1 Lund] [q1:shout said] [c1 no]", "no act of a cue"),
        ("[s1 Lund] [q1:state/maybe said] [c1 no]", "no polarity"),
        ("Lund] said", "closes nothing"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(block: str, why: str) -> None:
    with pytest.raises(ValueError, match=f"p-7 .*{why}"):
        read_passage("p-7", block)


def test_every_passage_reads_and_none_stands_in_the_case_table() -> None:
    rows = {run: case.id for case in read_table() for run in _runs(case.text)}
    passages = list(read_passages())
    shared = Counter((passage.name, rows[run]) for passage in passages for run in _runs(passage.text) if run in rows)
    assert len(passages) > 1500
    assert not shared


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[n : n + RUN]) for n in range(len(words) - RUN + 1)}
