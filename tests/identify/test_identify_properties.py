"""What holds for every text: words are where they are said to be, nothing is joined twice, nothing depends on chance."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.identify import identify
from tests.identify.reading import read_stories, read_text

PIECES = st.sampled_from(
    "Ada Brook|Brook|Ms Brook|Tom Hale|Tom Hale Jr|Hale|Karim A.|Karim B.|the foreign minister|Foreign Minister|Verania|Veranian|Verania’s|"
    "Orlan Energy|Orlan|(NRB)|National Rail Bureau|NRB|said|told|he|she|it|they|his|its|.|,|“|”|and|of|the agency|the company|HMS Dorran|"
    "Operation Lantern|dubbed the scheme “Amber”|the 54-year-old|, 54,|Kestria’s defence ministry|met|’s|(|)|\n|A|II".split(
        "|"
    )
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=40).map(" ".join))
def test_mentions_hold_their_words(text: str) -> None:
    read = read_text(text)
    seen: set[tuple[int, int]] = set()
    for entity in read.entities:
        assert entity.mentions
        assert entity.name
        for mention in entity.mentions:
            assert read.text[mention.evidence.span.start : mention.evidence.span.end] == mention.evidence.text
            assert mention.why
            assert mention.evidence.span not in seen
            seen.add(mention.evidence.span)
    identities = [entity.id for entity in read.entities]
    assert len(set(identities)) == len(identities)
    assert all(
        same.entity in identities and same.entity != entity.id
        for entity in read.entities
        for same in entity.possible_same
    )


@settings(max_examples=15, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=25).map(" ".join))
def test_the_same_again(text: str) -> None:
    read = read_text(text)
    assert identify(read.stories, read.annotations) == read.entities


def test_stories_join_by_full_name_only() -> None:
    read = read_stories(
        "Defence Minister Ada Brook quit. Brook gave no reason.",
        "Ada Brook was seen in Aldstadt. Mr Brook, a farmer, was not.",
        "Brook said nothing.",
    )
    names = {entity.name: entity for entity in read.entities if entity.kind.value == "person"}
    stories = {mention.story for mention in names["Ada Brook"].mentions}
    assert stories == {"story-1", "story-2"}
    assert [entity.name for entity in read.entities if any(m.story == "story-3" for m in entity.mentions)] == ["Brook"]


def test_full_names_have_one_id_in_every_document() -> None:
    first = read_text("Ada Brook resigned. Verania protested; Veranian troops moved.")
    other = read_text("In Aldstadt, Ada Brook spoke about Verania and the Veranian army.")
    identities = {entity.name: entity.id for entity in first.entities}
    assert {entity.name: entity.id for entity in other.entities}["Ada Brook"] == identities["Ada Brook"]
    assert {entity.name: entity.id for entity in other.entities}["Verania"] == identities["Verania"]


def test_nothing_to_read() -> None:
    assert identify([], []) == ()
    assert read_text("—").entities == ()


@pytest.mark.thorough
def test_a_long_list_of_names_stays_quick() -> None:
    letters = "bcdfghklmnprstvz"
    names = [f"{a.upper()}{b}a{c} {c.upper()}o{b}{a}er" for a in letters for b in letters for c in letters[:4]]
    read = read_text(", ".join(names[:800]) + " met.")
    assert len(read.entities) > 50
