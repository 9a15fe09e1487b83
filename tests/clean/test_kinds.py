"""The kind of a line: by its words (a table of cases), and by the lines around it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from onrecord.clean import clean
from onrecord.clean.kinds import is_final, least_probability
from onrecord.model import Document, LineKind
from onrecord.rules.furniture import furniture_rules

CASES = Path(__file__).parents[1] / "cases" / "clean.csv"
STORY = [
    "Talks broke down on Tuesday after both delegations refused to sign the draft, officials said.",
    "The mediator told reporters that nobody had left the room and that the talks would go on next week.",
    "A spokesman for the ministry said that the army had not fired, and that the claim was false.",
    "Residents of the town said they had heard two explosions before dawn, and then nothing more.",
    "The governor asked for tents and generators, and the ministry promised to send both by Friday.",
    "Prosecutors said that nine people had been charged and that the inquiry would last until May.",
]


def rows() -> list[dict[str, str]]:
    lines = [line for line in CASES.read_text(encoding="utf-8").splitlines() if not line.startswith("# ")]
    return list(csv.DictReader(lines))


def kinds(lines: list[str]) -> list[LineKind]:
    document = Document("document-t", "text/plain", None, None, "t", None, None, None, "", "\n".join(lines))
    return [line.kind for line in clean(document).lines]


@pytest.mark.parametrize("case", rows(), ids=lambda case: case["id"])
def test_rules_name_whole_lines(case: dict[str, str]) -> None:
    found = next((rule.kind.value for rule in furniture_rules() if rule.matches(case["input"])), "-")
    assert found == case["expected"], case["why"]


def test_a_short_line_above_a_byline_is_a_headline() -> None:
    found = kinds(["Ferry strike shuts the port for a third day", "By Ola Renn", "4 May 2026", *STORY, *STORY[::-1]])
    assert found[:3] == [LineKind.HEADING, LineKind.BYLINE, LineKind.TIMESTAMP]


def test_buttons_may_stand_below_the_headline_of_a_live_page() -> None:
    above = ["LIVE", "Ferry strike live: port shut as talks break down", "Key events", "Show key events only"]
    below = ["4 May 2026", "Ola Renn (now) and Ada Brook (earlier)", "What we know so far", *STORY, *STORY[::-1]]
    found = kinds([*above, *below])
    assert found[:7] == [
        LineKind.NAVIGATION,
        LineKind.HEADING,
        LineKind.NAVIGATION,
        LineKind.NAVIGATION,
        LineKind.TIMESTAMP,
        LineKind.BYLINE,
        LineKind.HEADING,
    ]
    assert set(found[7:]) == {LineKind.PROSE}


def test_a_name_above_a_time_is_a_byline() -> None:
    assert kinds([*STORY, "Ola Renn", "4 May 2026", *STORY[::-1]])[6:8] == [LineKind.BYLINE, LineKind.TIMESTAMP]


def test_a_clock_is_a_time_unless_a_player_stands_before_it() -> None:
    found = kinds(
        [*STORY, "10:15", *STORY[::-1], "Please use Chrome browser for a more accessible video player", "03:31"]
    )
    assert found[6] is LineKind.TIMESTAMP
    assert found[-1] is LineKind.PLAYER


def test_a_sentence_that_a_caption_breaks_stays_text() -> None:
    first = "Envoys who had flown to the capital overnight were less patient: “If the answer on Thursday is no,"
    rest = "then the next round of sanctions will be on the table by Friday, and it will hurt,” said the premier."
    found = kinds([*STORY, first, "Image: The premier arrives. Pic: Atlas", rest, *STORY[::-1]])
    assert found[6:9] == [LineKind.PROSE, LineKind.CAPTION, LineKind.PROSE]


def test_what_is_no_english_has_paragraphs_too() -> None:
    lines = [
        "大臣は火曜日、港での協議が決裂したことを認め、両国の代表団が合意文書に署名しなかったと述べた。",
        "仲介役の外相は記者団に対し、誰も席を立たなかったと語り、来週には協議を再開したいと述べた。",
    ] * 5
    assert set(kinds(lines)) == {LineKind.PROSE}


def test_a_paragraph_needs_less_than_a_stray_word() -> None:
    assert is_final("The dam held, officials said.")
    assert not is_final("‘Silence was too much to ask’")
    assert is_final("She called it “a disgrace.”")
    long = " ".join(["word"] * 30) + "."
    assert (
        least_probability(long)
        < least_probability("The dam held for a day and a night, officials said.")
        < least_probability("Share")
    )
