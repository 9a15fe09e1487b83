"""Our own passages: the markup, what of it is trained on, and that no passage is a row of the case table."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from evaluation.cases import read_table
from training.passages import as_article, read_passage, read_passages

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
    assert list(passage.outermost) == [promise, said]


def test_an_article_has_no_headline_sign_and_contents_keep_their_marks() -> None:
    article = as_article(read_passage("x", NESTED))
    contents = ["".join(article.text[n] for n in sorted(one.content)) for one in article.gold]
    assert contents == ["‘to quit pact’", "“We warned of this,”"]
    assert "#" not in article.text


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
