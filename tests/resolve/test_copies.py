"""Copies: what is one, which words are shared, and that nothing depends on an order."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rensa import RMinHash

from onrecord import serialize
from onrecord.clean import clean
from onrecord.model import Annotation, Copy, Evidence, LineKind, Span, StoryReading, content_id
from onrecord.resolve.copies import LAYER, StoryText
from onrecord.resolve.copies.fingerprints import hash_shingle, signatures
from onrecord.resolve.copies.settling import settle
from onrecord.resolve.copies.tiling import SHORTEST, tile
from onrecord.resolve.copies.words import words_of
from onrecord.resolve.layers import all_links, settle_all
from onrecord.segment import segment
from tests.builders import make_document

CASES = Path(__file__).parents[1] / "cases" / "copies.csv"
FERRY = (
    "The ferry Ona Brekke sank off Sorvik on Friday and at least 14 people drowned, the coastguard of Pelmark said.",
    "Divers found the wreck at a depth of 40 metres, and the search went on through the night with six boats.",
    "Her captain, Hugo Ferl, was held for questioning in Sorvik on Saturday; he had asked for a pilot in vain.",
)
MINE = (
    "Nine miners were brought up alive from a shaft near Tolmere on Thursday after sixty hours in the dark.",
    "Their foreman, Abel Mensah, had let nobody sleep alone and counted the drops that fell from the roof.",
    "The owners of the pit, Grey Mill, were fined 40,000 crowns in 2019 for pumps that did not work.",
)
WORDS = "the ferry sank off Sorvik on Friday with 14 people and a dog named Rask when nobody looked".split()


def rows() -> list[dict[str, str]]:
    lines = CASES.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def read(text: str, name: str, day: str | None = "2026-05-04") -> StoryText:
    document, _ = make_document(text, name=name)
    cleaned = clean(document)
    (story,) = segment(document, cleaned)[0]
    reading = StoryReading(document, story, Annotation(cleaned.text, (), (), ()), (), (), (), (), (), ())
    (digest,) = LAYER.digest(reading)
    return StoryText(digest.id, digest.story, day, digest.title, digest.passages, digest.starts, digest.quoted)


def settled(*digests: StoryText) -> tuple[Copy, ...]:
    return settle_all(LAYER, digests)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["id"])
def test_cases(row: dict[str, str]) -> None:
    earlier = read(row["earlier"].replace("¶", "\n"), "earlier.txt", "2026-05-04")
    later = read(row["later"].replace("¶", "\n"), "later.txt", "2026-05-05")
    found = settled(earlier, later)
    assert [(copy.kind, copy.story, copy.of) for copy in found] == (
        [] if row["expected"] == "none" else [(row["expected"], later.story, earlier.story)]
    )


def test_shared_words_are_shown_where_they_stand() -> None:
    text = "\n".join(["At sea", "A night of grief.", *FERRY[1:], "It rained."])
    source = "\n".join(["Ferry sinks", " ".join(FERRY)])
    (copy,) = settled(read(source, "a", "2026-05-04"), read(text, "b", "2026-05-05"))
    assert [passage.evidence.text for passage in copy.shared] == [words.rstrip(".") for words in FERRY[1:]]
    for passage in copy.shared:
        start, end = passage.evidence.span
        assert text[start:end] == passage.evidence.text
        start, end = passage.of_span
        assert source[start:end] == passage.evidence.text
    assert copy.share == pytest.approx(38 / 44, abs=0.03)
    assert copy.of_share == pytest.approx(38 / 57, abs=0.03)


def test_a_story_joined_of_two_is_a_copy_of_each() -> None:
    ferry, mine, both = made(FERRY, 1), made(MINE, 2), made([*FERRY, *MINE], 3)
    assert {(copy.story, copy.of) for copy in settled(ferry, mine, both)} == {
        (both.story, ferry.story),
        (both.story, mine.story),
    }


def test_a_copy_of_a_copy_is_one_of_the_first() -> None:
    stories = [
        read("\n".join([f"Headline {number}", *FERRY]), f"{number}", f"2026-05-0{number}") for number in range(1, 5)
    ]
    assert [copy.of for copy in settled(*stories)] == [stories[0].story] * 3


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("2026-05-04", "2026-05-05"),
        ("2026-05-04", None),
        ("2026-05-04T08:00:00+00:00", "2026-05-04T08:30:00+00:00"),
        ("2026-05-04T23:30:00-04:00", "2026-05-05T06:00:00+02:00"),
        ("2026-05-04T08:00:00+00:00", "2026-05-04"),
        ("2026-05", "2026-05-04"),
    ],
)
def test_which_came_before(earlier: str, later: str | None) -> None:
    first, second = read("\n".join(["One", *FERRY]), "b", earlier), read("\n".join(["Two", *FERRY]), "a", later)
    (copy,) = settled(first, second)
    assert (copy.story, copy.of) == (second.story, first.story)


def test_on_one_day_the_longest_came_first() -> None:
    long, short = read("\n".join(["One", *FERRY]), "b"), read("\n".join(["Two", *FERRY[:2]]), "a")
    (copy,) = settled(short, long)
    assert copy.of == long.story


def test_a_story_without_prose_has_no_digest() -> None:
    document, cleaned = make_document("Ferry sinks\nMiners saved", name="x")
    for story in segment(document, clean(document))[0]:
        bare = replace(story, paragraphs=tuple(part for part in story.paragraphs if part.kind is not LineKind.PROSE))
        reading = StoryReading(document, bare, Annotation(cleaned.text, (), (), ()), (), (), (), (), (), ())
        assert LAYER.digest(reading) == ()


@pytest.mark.thorough
def test_hundreds_of_copies_are_settled_at_once() -> None:
    stories = [
        made([f"Lead number {number} is its own and has nothing of the others in it at all.", *FERRY], number)
        for number in range(150)
    ]
    links = list(all_links(LAYER, stories))
    copies = settle(stories, links, {})
    assert len(copies) == 149
    assert len({copy.of for copy in copies}) == 1


def test_signatures_stay_as_they_are() -> None:
    """Keys are stored: if this fails, the library hashes otherwise, and the layer needs another version."""
    hashes = [hash_shingle(shingle) for shingle in ("the ferry sank", "ferry sank off", "sank off sorvik")]
    assert hashes[0] == 8545367152777345979
    assert RMinHash.ALGORITHM_VERSION == 2
    assert signatures([hashes]) == [
        [
            2197006972, 1263940011, 3672433865, 3373720011, 3541877258, 3344984851, 3306712912, 3700889083, 3375588249, 3539360130, 3052389548,
            615073142, 3264963265, 3489765684, 3313394956, 3623886456, 2056309136, 2230283070, 486229243, 72360003, 3721782526,
        ]
    ]  # fmt: skip


def test_keys_stay_as_they_are() -> None:
    assert sorted(LAYER.keys(read("\n".join(["Ferry", FERRY[0]]), "f"))) == [
        "0:82f3aa7c|0:5467108305c91ad9",
        "0:82f3aa7c|1:4af446b891c9e417",
        "0:82f3aa7c|2:0553fd193306c154",
        "1:4b5631ab|3:106dd18018bdfddf",
        "1:4b5631ab|4:5183aa2f3498db54",
        "1:4b5631ab|5:533b6c7228bbdedb",
        "2:01dacbdb|6:463395a64f52aa05",
        "2:01dacbdb|7:227d615b1cfb44fb",
        "2:01dacbdb|8:157dbf88c02dc646",
        "all:fc010442d3d58e2e",
    ]


# --- properties -----------------------------------------------------------------------------------

LINES = st.lists(
    st.one_of(st.sampled_from([*FERRY, *MINE]), st.lists(st.sampled_from(WORDS), min_size=1, max_size=20).map(lambda w: " ".join(w) + ".")),
    min_size=1,
    max_size=6,
)  # fmt: skip


def made(lines: Sequence[str], number: int) -> StoryText:
    """A digest of these paragraphs, without the rooms before."""
    passages, place = [], 0
    for line in lines:
        passages.append(Evidence(line, Span(place, place + len(line))))
        place += len(line) + 1
    starts = tuple(passage.span.start for passage in passages)
    return StoryText(
        content_id("story-text", number),
        f"story-{number}",
        f"2026-05-0{number % 9 + 1}",
        None,
        tuple(passages),
        starts,
        (),
    )


@given(LINES, LINES)
def test_linking_is_the_same_either_way(one: list[str], other: list[str]) -> None:
    first, second = made(one, 1), made(other, 2)
    assert LAYER.link(first, second) == LAYER.link(second, first)


@given(st.lists(LINES, min_size=2, max_size=4))
def test_settling_is_the_same_in_any_order(texts: list[list[str]]) -> None:
    digests = [made(lines, number) for number, lines in enumerate(texts)]
    links = list(all_links(LAYER, digests))
    expected = settle(digests, links, {})
    for order in list(permutations(range(len(digests))))[:6]:
        assert settle([digests[i] for i in order], links[::-1], {}) == expected


@given(LINES)
def test_a_digest_survives_json(lines: list[str]) -> None:
    digest = made(lines, 1)
    plain: Any = json.loads(json.dumps({name: serialize._plain(getattr(digest, name)) for name in digest.__slots__}))
    assert serialize._build(StoryText, plain) == digest


@given(LINES, LINES)
def test_a_copy_shows_words_that_both_have(one: list[str], other: list[str]) -> None:
    first, second = made(one, 1), made(other, 2)
    texts = {"story-1": "\n".join(one), "story-2": "\n".join(other)}
    for copy in settled(first, second):
        assert 0 < copy.share <= 1
        assert 0 < copy.of_share <= 1
        for passage in copy.shared:
            assert texts[copy.story][slice(*passage.evidence.span)] == passage.evidence.text
            assert texts[copy.of][slice(*passage.of_span)].lower() == passage.evidence.text.lower()


@given(st.lists(st.sampled_from("abcd"), max_size=40), st.lists(st.sampled_from("abcd"), max_size=40))
def test_tiles_are_shared_and_do_not_overlap(one: list[str], other: list[str]) -> None:
    tiles = tile(one, other)
    for found in tiles:
        assert found.length >= SHORTEST
        assert one[found.one : found.end_one()] == other[found.other : found.end_other()]
    for starts in ([(t.one, t.end_one()) for t in tiles], [(t.other, t.end_other()) for t in tiles]):
        assert all(end <= start for (_, end), (start, _) in zip(sorted(starts), sorted(starts)[1:], strict=False))


@given(st.lists(st.sampled_from("abcd"), max_size=30), st.lists(st.sampled_from("abcd"), max_size=30))
def test_no_shared_run_is_left(one: list[str], other: list[str]) -> None:
    tiles = tile(one, other)
    ours = {i for found in tiles for i in range(found.one, found.end_one())}
    others = {j for found in tiles for j in range(found.other, found.end_other())}
    for i in range(len(one) - SHORTEST + 1):
        for j in range(len(other) - SHORTEST + 1):
            if one[i : i + SHORTEST] == other[j : j + SHORTEST]:
                assert ours & set(range(i, i + SHORTEST)) or others & set(range(j, j + SHORTEST))


def test_what_repeats_itself_takes_no_longer() -> None:
    line = "0 " * 20_000
    assert LAYER.link(made([line], 1), made([line + "end"], 2)) is None


@given(LINES)
def test_a_story_that_comes_twice_is_found_and_is_exact(lines: list[str]) -> None:
    first, second = made(lines, 1), made(lines, 2)
    if len(words_of(first)) >= 30:
        assert LAYER.keys(first) & LAYER.keys(second)
