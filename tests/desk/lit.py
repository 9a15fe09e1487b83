"""What a page marks, read back from its HTML, and what it must mark, said by the record alone."""

from __future__ import annotations

from html.parser import HTMLParser

from onrecord.desk.words import shown
from onrecord.serialize import evidence_in
from onrecord.store import Beside


class Marked(HTMLParser):
    """The text of a story page, and by id of a record the words of it that are marked."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words: dict[str, str] = {}
        self.text = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._marks: list[str] = []
        self._is_text = self._is_line = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        self._is_text |= given.get("id") == "text"
        self._is_line |= self._is_text and tag == "p"
        if self._is_line and tag == "span":
            self._marks = (given.get("data-marks") or "").split()

    def handle_endtag(self, tag: str) -> None:
        self._is_text &= tag != "article"
        self._is_line &= tag != "p"
        if tag == "span":
            self._marks = []

    def handle_data(self, data: str) -> None:
        if not self._is_line:
            return
        self.text += data
        for record in self._marks:
            self.words[record] = self.words.get(record, "") + data


def words_of(found: Beside) -> dict[str, str]:
    """By id of each record of a text, the words that it stands on, as a page holds them."""
    text = found.document["text"]
    stories = {story["id"] for story in found.stories}
    wanted: dict[str, str] = {}
    for group in found.read.values():
        for record in group:
            kept = record | {"mentions": [m for m in record.get("mentions", ()) if m["story"] in stories]}
            spans = [span for _, span in evidence_in(kept)]
            if record["type"] == "issue" and record["span"]:
                spans.append(record["span"])
            places = {place for start, end in spans for place in range(start, end)}
            if places:
                wanted[record["id"]] = shown("".join(text[place] for place in sorted(places)))
    return wanted
