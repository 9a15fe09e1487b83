"""The yard-stick itself, on an invented text with invented gold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from evaluation.corpora import DataAbsent
from evaluation.polnear import polnear

from onrecord.errors import InputError
from onrecord.evaluate.polnear import (
    FORBIDDEN,
    Attribution,
    buckets,
    forbidden_in,
    measure,
    pair_up,
    read_articles,
    same_source,
)
from onrecord.model import Polarity
from tests.attribute.reading import read_text

TEXT = "Lund said the dam would hold. It is feared that the mill will close.\n"


def span(words: str) -> str:
    start = TEXT.index(words)
    return f"{start} {start + len(words)}"


def annotations(content: str) -> str:
    return (
        f"T1\tSource {span('Lund')}\tLund\nT2\tCue {span('said')}\tsaid\n"
        f"T3\tContent {span(content)}\t{content}\nE1\tAttribution:T2 Content:T3 Cue:T2 Source:T1\n"
        f"T4\tCue {span('is feared')}\tis feared\nT5\tContent {span('that the mill will close')}\tx\n"
        "E2\tAttribution-no-source:T4 Content:T5 Cue:T4\nnot a line of the format\n"
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    part = tmp_path / "attribution" / "polnear-dev"
    (part / "text").mkdir(parents=True)
    (part / "attributions").mkdir()
    (part / "text" / "mill.txt").write_text(TEXT, encoding="utf-8")
    (part / "attributions" / "mill_b.ann").write_text(annotations("dam"), encoding="utf-8")
    (part / "attributions" / "mill_a.ann").write_text(annotations("the dam would hold"), encoding="utf-8")
    return tmp_path


def test_the_first_annotator_counts(folder: Path) -> None:
    (article,) = read_articles(polnear(folder, "dev"))
    assert [len(gold.content) for gold in article.gold] == [15, 20]
    assert not article.gold[1].source


def test_a_perfect_reading_scores_hundred(folder: Path) -> None:
    figures = measure(polnear(folder, "dev")).figures()
    assert figures["relation F"] == pytest.approx(100)
    assert figures["exact content F"] == pytest.approx(100)


def test_absent_data_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataAbsent):
        polnear(tmp_path, "dev")
    with pytest.raises(InputError, match="no such folder or archive"):
        measure(tmp_path / "nowhere")
    with pytest.raises(InputError, match="no article"):
        measure(tmp_path)


def test_pairs_are_one_to_one_and_need_half_the_letters() -> None:
    none: frozenset[int] = frozenset()
    whole = Attribution(none, none, frozenset(range(10)))
    most = Attribution(frozenset({20}), none, frozenset(range(8)))
    few = Attribution(none, none, frozenset(range(4)))
    assert pair_up([whole], [few]) == []
    assert pair_up([whole], [most, whole]) == [(0, 1)]
    assert pair_up([whole, whole], [most]) == [(0, 0)]
    assert same_source(whole, few)
    assert not same_source(whole, most)


def test_buckets() -> None:
    text = "He said “go” and left"
    at = {word: frozenset(range(text.index(word), text.index(word) + len(word))) for word in ("He", "said", "go")}
    found = set(buckets(Attribution(at["He"], at["said"], at["go"]), text))
    assert {"ALL", "direct", "pronoun source", "cue: core", "order source-cue-content"} <= found


def test_what_must_not_happen_is_seen() -> None:
    accused = read_text("Orlan was accused of fraud.")
    (statement,) = accused.statements
    assert statement.target is not None
    wrong = replace(statement, source=replace(statement.source, evidence=statement.target))
    silent = read_text("The firm did not say who paid.")
    (declined,) = silent.statements
    affirmed = replace(declined, polarity=Polarity.AFFIRMS)
    assert list(forbidden_in(statement, [accused.annotation])) == []
    assert list(forbidden_in(wrong, [accused.annotation])) == [FORBIDDEN[0]]
    assert list(forbidden_in(declined, [silent.annotation])) == []
    assert list(forbidden_in(affirmed, [silent.annotation])) == [FORBIDDEN[1]]
