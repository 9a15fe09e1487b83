"""The lists for comparing stories word by word are consistent, and every row of them is hit by a case."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from onrecord.resolve.copies.words import fold_word
from onrecord.rules.copies import frames, is_frame, respell, spellings

CASES = Path(__file__).parents[1] / "cases"


def rows(name: str) -> list[dict[str, str]]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.mark.parametrize("row", rows("copy_frames.csv"), ids=lambda row: row["sentence"][:40])
def test_frames(row: dict[str, str]) -> None:
    hit = {frame.id for frame in frames() if frame.pattern.search(row["sentence"])}
    assert is_frame(row["sentence"]) == (row["expected"] != "none")
    assert row["expected"] in hit or not hit


def test_every_frame_has_a_case() -> None:
    assert {frame.id for frame in frames()} == {row["expected"] for row in rows("copy_frames.csv")} - {"none"}


def test_words_of_frames_are_small() -> None:
    assert all(word.isascii() and word.islower() and word.isalpha() for frame in frames() for word in frame.words)


@pytest.mark.parametrize("row", rows("copy_spellings.csv"), ids=lambda row: row["one"])
def test_spellings(row: dict[str, str]) -> None:
    assert fold_word(row["one"]) == fold_word(row["other"])


def test_every_spelling_is_used() -> None:
    words = [word for row in rows("copy_spellings.csv") for word in (row["one"].lower(), row["other"].lower())]
    unused = set()
    for spelling in spellings():
        before = {word: word for word in words}
        for earlier in spellings():
            if earlier is spelling:
                break
            before = {word: earlier.pattern.sub(earlier.replacement, now) for word, now in before.items()}
        if not any(spelling.pattern.search(now) for now in before.values()):
            unused.add(spelling.id)
    assert not unused


@pytest.mark.parametrize("pair", [("united", "untied"), ("centre", "central"), ("hour", "hair"), ("price", "prize")])
def test_other_words_stay_apart(pair: tuple[str, str]) -> None:
    assert respell(pair[0]) != respell(pair[1])
