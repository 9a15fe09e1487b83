"""The kind of every line, from the markup and from rules about its words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from onrecord.model import Document, Edit, Line, LineKind, RawLine, Span
from onrecord.rules.furniture import FurnitureRule, furniture_rules

FINAL = frozenset(".!?…\"'”’»):;")
"""A line that ends with one of these may be prose; a headline seldom does."""


def line_kinds(document: Document, text: str, edits: Sequence[Edit]) -> tuple[Line, ...]:
    """One Line for every line of `text` that is not empty."""
    rules = furniture_rules()
    markup = _markup(document, text, edits)
    lines: list[Line] = []
    start = 0
    for number, words in enumerate(text.split("\n")):
        if words:
            found = markup[number] if markup else None
            kind, origin = _kind(words, rules, found)
            lines.append(Line(Span(start, start + len(words)), kind, origin, found.xpath if found else None))
        start += len(words) + 1
    return tuple(_settled(lines, text))


def _markup(document: Document, text: str, edits: Sequence[Edit]) -> list[RawLine]:
    """The markup of each clean line; a line end that an edit put in belongs to the raw line it was made in."""
    if not document.markup:
        return []
    ends = [edit.raw_start for edit in edits if edit.why == "line end"]
    return [document.markup[min(n - bisect_right(ends, -1), len(document.markup) - 1)] for n in range(text.count("\n") + 1)]


def _kind(words: str, rules: Sequence[FurnitureRule], markup: RawLine | None) -> tuple[LineKind, str]:
    for rule in rules:
        if rule.matches(words):
            return rule.kind, f"clean/{rule.id}"
    if markup is not None and markup.kind is not None:
        return markup.kind, "clean/markup"
    if markup is not None and markup.main is False:
        return LineKind.NAVIGATION, "clean/outside-main-text"
    if words[-1] in FINAL and words.count(" ") >= 3:
        return LineKind.PROSE, "clean/sentence"
    if len(words) > 100:
        return LineKind.PROSE, "clean/long"
    return LineKind.HEADING, "clean/short"


def _settled(lines: list[Line], text: str) -> Iterator[Line]:
    """Short lines by their neighbours: one before prose is a heading, one among others is a teaser."""
    if sum(line.kind is LineKind.PROSE for line in lines) == 0:
        yield from (Line(line.span, LineKind.PROSE if line.kind is LineKind.HEADING else line.kind, line.origin, line.xpath) for line in lines)
        return
    for number, line in enumerate(lines):
        words = text[line.span.start : line.span.end]
        after = lines[number + 1].kind if number + 1 < len(lines) else None
        if line.kind is LineKind.HEADING and words[-1] == ",":
            yield Line(line.span, LineKind.PROSE, "clean/broken-line", line.xpath)
        elif line.kind is LineKind.HEADING and after is not LineKind.PROSE:
            kind = LineKind.TEASER if words.count(" ") >= 3 else LineKind.NAVIGATION
            yield Line(line.span, kind, "clean/stray", line.xpath)
        else:
            yield line
