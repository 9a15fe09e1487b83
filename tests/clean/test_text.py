"""Clean text: every change recorded, every character knows its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.clean import clean
from onrecord.clean.text import clean_text
from onrecord.model import CleanText, Document, LineKind

DIRTY = st.text(st.sampled_from("ab “”\n\r\t\u00a0\u200b\u00ad\ufeff\u2028\x00é"), max_size=60)


def document(raw: str) -> Document:
    return Document("document-x", "text/plain", None, None, None, None, None, None, "", raw)


@given(DIRTY)
def test_cleaning_is_idempotent(raw: str) -> None:
    text, _ = clean_text(raw)
    assert clean_text(text) == (text, ())


@given(DIRTY)
def test_every_character_knows_its_place(raw: str) -> None:
    text, edits = clean_text(raw)
    mapped = CleanText(text, edits, ())
    places = [mapped.to_raw(position) for position in range(len(text))]
    assert places == sorted(places)
    for position, place in enumerate(places):
        assert text[position] == raw[place] or text[position] in " \n"


@given(DIRTY)
def test_lines_hold_their_words(raw: str) -> None:
    found = clean(document(raw))
    for line in found.lines:
        assert found.text[line.span.start : line.span.end].strip()
    assert "".join(found.text[line.span.start : line.span.end] for line in found.lines) == found.text.replace("\n", "")


KINDS = [
    ("Image: Envoys at the palace gate. Pic: Atlas", "caption"),
    ("3:31", "player"),
    ("Please use Chrome browser for a more accessible video player", "player"),
    ("More on Verania", "promo"),
    ("Read more: Five maps of a siege", "promo"),
    ("Related Topics:", "navigation"),
    ("Advertisement", "advert"),
    ("© 2026 Northgate Media. All rights reserved.", "legal"),
    ("Updated 14:05, Tuesday 3 March 2026", "timestamp"),
    ("By Ada Brook and Ines Valdoro, world correspondent", "byline"),
    ("The minister said the dam would hold until the spring.", "prose"),
    ("“No,” he said.", "prose"),
]


@pytest.mark.parametrize(("words", "kind"), KINDS)
def test_kinds_of_lines(words: str, kind: str) -> None:
    page = f"The talks in Port Amara ended late on Monday, officials said.\n{words}\nThe next round is due within ten days, they said."
    found = clean(document(page))
    assert found.lines[1].kind is LineKind(kind)


def test_a_plain_story_stays_prose() -> None:
    story = "\n".join(
        f"Paragraph {n} of the report said that the dam held and that nobody was hurt in the village."
        for n in range(12)
    )
    assert {line.kind for line in clean(document(story)).lines} == {LineKind.PROSE}


def test_a_long_line_is_quick() -> None:
    text, edits = clean_text("word \u00a0" * 100_000)
    assert len(text) == 5 * 100_000 - 1
    assert edits
