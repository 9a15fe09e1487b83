"""Which lines of a page are its main text: the extractor's words found again in ours."""

from __future__ import annotations

from onrecord.intake.html import read_html

LEDE = "The dam above Tolmen held through the night, officials said on Tuesday, although the water stood a hand below the crest."
MORE = "Engineers who had slept in their lorries told reporters that the gates would be opened before noon if the rain went on."
LAST = "The mayor thanked them and asked the ministry for pumps, tents and generators before the weekend, when more rain is due."
LATE = "Residents of the lower town were told to keep their bags packed and to listen to the local station for the next two days."


def page(inside: str) -> dict[str, bool | None]:
    source = f"<html><head><title>Dam holds</title></head><body><nav><ul><li>Home</li><li>World</li></ul></nav><article><h1>Dam holds</h1>{inside}</article><footer><p>All rights reserved by the Post and its partners everywhere.</p></footer></body></html>"
    found = read_html(source, url="https://post.example/1")
    return {words: line.main for words, line in zip(found.raw.split("\n"), found.markup, strict=True)}


def test_the_story_is_taken_and_the_frame_is_not() -> None:
    verdicts = page(f"<p>{LEDE}</p><p>{MORE}</p><p>{LAST}</p>")
    assert all(verdicts[words] for words in (LEDE, MORE, LAST))
    assert not verdicts["World"]
    assert not verdicts["All rights reserved by the Post and its partners everywhere."]


def test_inline_markup_does_not_hide_a_line() -> None:
    cut = LEDE.replace("officials", '<a href="/o"><b>officials</b></a>')
    assert page(f"<p>{cut}</p><p>{MORE}</p><p>{LAST}</p>")[LEDE]


def test_a_table_is_part_of_the_story() -> None:
    rows = "".join(f"<tr><td>Day {n}</td><td>{n * 10} mm of rain</td></tr>" for n in range(1, 5))
    verdicts = page(f"<p>{LEDE}</p><p>{MORE}</p><table>{rows}</table><p>{LAST}</p>")
    assert verdicts["10 mm of rain"]


def test_a_paragraph_like_those_taken_is_taken() -> None:
    verdicts = page(f"<p>{LEDE}</p><p>{MORE}</p><p>{LAST}</p><p>{LATE}</p>")
    assert verdicts[LATE]
