"""The gold is linted like code: every row stands in its sample, every label is a known one."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from lxml import html as markup

from onrecord.model import Act, EventStatus, LineKind, Polarity

GOLD = Path(__file__).parent
SAMPLES = GOLD.parents[1] / "samples"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
PLOVER = frozenset(
    {"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST"}
    | {"ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"}
)
BLOCKS = ("p", "h1", "h2", "h3", "h4", "li", "div", "figcaption", "button", "time", "span", "header")
FEWEST, MOST = 60, 150  # visible lines of a sample: long enough for stories to run together, short enough to read
LINED = sorted(path.name.removesuffix(".lines.tsv") for path in GOLD.glob("*.lines.tsv"))


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a gold file, by column; tabs part the columns and nothing is quoted."""
    head, *lines = (GOLD / name).read_text(encoding="utf-8").splitlines()
    columns = head.split("\t")
    return [dict(zip(columns, line.split("\t"), strict=True)) for line in lines]


def squeeze(text: str) -> str:
    return " ".join(text.split())


def strip_markup(text: str) -> list[str]:
    """The text of every block element; a link or a bold word inside one parts nothing."""
    tree = markup.fromstring(f"<div>{text}</div>")
    for element in tree.xpath("//script | //style | //head | //title | //comment()"):
        element.drop_tree()
    for element in tree.iter(*BLOCKS):
        element.tail = f"\n{element.tail or ''}"
    return [squeeze(line) for line in "".join(tree.itertext()).split("\n") if line.strip()]


def visible_lines(name: str) -> list[str]:
    """What a reader sees of a sample, in the order of the page."""
    text = (SAMPLES / name).read_text(encoding="utf-8")
    match Path(name).suffix:
        case ".html":
            return strip_markup(text)
        case ".xml":
            items = ElementTree.fromstring(text).iter("item")
            bodies = [(item.findtext("title", ""), strip_markup(item.findtext(CONTENT, ""))) for item in items]
            return [line for title, body in bodies for line in (title, *body)]
        case ".jsonl":
            records = [json.loads(line) for line in text.splitlines()]
            return [line for record in records for line in [record["title"], *record["body"].split("\n\n")]]
        case ".csv":
            records = list(csv.DictReader(text.splitlines(keepends=True)))
            return [line for record in records for line in [record["headline"], *record["body"].split("\n")]]
        case _:
            return [line for line in text.splitlines() if line.strip()]


TEXTS = {path.name: squeeze(" ".join(visible_lines(path.name))) for path in SAMPLES.iterdir() if path.suffix != ".md"}


def stands_in_order(pieces: Iterable[str], text: str) -> bool:
    """True when the pieces stand in the text one after the other, whatever stands between."""
    place = 0
    for piece in pieces:
        found = text.find(squeeze(piece), place)
        if found < 0:
            return False
        place = found + 1
    return True


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_samples_have_the_promised_length(name: str) -> None:
    lines = rows(f"{name}.lines.tsv") if name in LINED else visible_lines(name)
    assert FEWEST <= len(lines) <= MOST


def test_every_dumped_page_and_every_web_page_has_line_gold() -> None:
    assert [name for name in sorted(TEXTS) if name.endswith((".txt", ".html"))] == LINED


@pytest.mark.parametrize("name", LINED)
def test_line_gold_is_the_sample_line_by_line(name: str) -> None:
    texts = [row["text"] for row in rows(f"{name}.lines.tsv")]
    if name.endswith(".txt"):
        assert texts == visible_lines(name)
    else:
        # Nothing of the page is missing from the gold and nothing is twice in it.
        assert "".join(texts).replace(" ", "") == TEXTS[name].replace(" ", "")


@pytest.mark.parametrize("name", LINED)
def test_line_kinds_are_known_and_stories_count_up(name: str) -> None:
    gold = rows(f"{name}.lines.tsv")
    assert {row["kind"] for row in gold} <= {kind.value for kind in LineKind}
    stories = [int(row["story"]) for row in gold]
    assert stories == sorted(stories)
    assert set(range(1, stories[-1] + 1)) <= set(stories)
    assert stories[-1] >= 3


@pytest.mark.parametrize("row", rows("quotations.tsv"), ids=lambda row: row["quotation"][:30])
def test_quotation_and_its_source_stand_in_the_sample(row: dict[str, str]) -> None:
    text = TEXTS[row["sample"]]
    assert stands_in_order(row["quotation"].split(" || "), text)
    assert row["source"] == "-" or row["source"] in text


def test_sentences_are_the_prose_and_nothing_else() -> None:
    gold = rows("sentences.tsv")
    samples = {row["sample"] for row in gold}
    assert len(samples) == 3
    for sample in samples:
        prose = " ".join(row["text"] for row in rows(f"{sample}.lines.tsv") if row["kind"] == "prose")
        sentences = " ".join(row["sentence"].replace(" || ", " ") for row in gold if row["sample"] == sample)
        assert sentences == squeeze(prose)


def test_coded_sentences_stand_in_their_samples() -> None:
    for number, row in enumerate(rows("coded_sentences.tsv")):
        assert int(row["number"]) == number
        assert stands_in_order(row["sentence"].split(" || "), TEXTS[row["sample"]]), row


def words_near(row: dict[str, str], columns: Iterable[str]) -> list[str]:
    return [row[column] for column in columns if row[column] not in {"-", "unstated"}]


def test_statements_are_coded_from_their_sentences() -> None:
    sentences = rows("coded_sentences.tsv")
    for row in rows("statements.tsv"):
        sentence = sentences[int(row["sentence"])]
        assert row["sample"] == sentence["sample"]
        assert row["act"] in {act.value for act in Act}
        assert row["polarity"] in {polarity.value for polarity in Polarity}
        text = TEXTS[row["sample"]]
        assert all(words in text for words in words_near(row, ["source"])), row
        assert row["content"] == "-" or stands_in_order(row["content"].split(" … "), text), row
        assert row["cue"] == "-" or squeeze(row["cue"]) in text, row


def test_events_are_coded_from_their_sentences() -> None:
    sentences = rows("coded_sentences.tsv")
    for row in rows("events.tsv"):
        sentence = sentences[int(row["sentence"])]
        assert row["sample"] == sentence["sample"]
        assert row["type"] in PLOVER
        assert row["status"] in {status.value for status in EventStatus}
        assert row["trigger"] in sentence["sentence"], row
        text = TEXTS[row["sample"]]
        assert all(words in text for words in words_near(row, ["actor", "recipient"])), row


@pytest.mark.parametrize(
    ("name", "fewest"), [("quotations.tsv", 150), ("statements.tsv", 120), ("events.tsv", 80), ("sentences.tsv", 120)]
)
def test_gold_is_large_enough_and_has_no_row_twice(name: str, fewest: int) -> None:
    gold = rows(name)
    assert len(gold) >= fewest
    if name not in {"quotations.tsv"}:  # one report in two outlets is quoted twice
        counted = Counter(tuple(row.values()) for row in gold)
        assert not [row for row, count in counted.items() if count > 1]
