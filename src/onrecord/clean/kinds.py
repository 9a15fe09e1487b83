"""The kind of every line: by rules about its words, by the markup, and by a model of lines in their page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from onrecord.clean.network import body_probabilities, model_version
from onrecord.model import Document, Edit, Line, LineKind, RawLine, Span
from onrecord.rules.furniture import FurnitureRule, furniture_rules

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
SHORTEST = 8
"""Lines below which a page says nothing by its shape."""
FURNITURE = 0.5
"""Probability of body text under which a line is furniture."""
SURE = 0.001
"""The same for a whole paragraph of text: to lose one is worse than to keep a promo (recall 91.9 for 89.5, F1 88.6 for 89.6)."""
PARAGRAPH = 25
"""Words from which a line that ends like a sentence is taken for a paragraph."""
FINAL = frozenset(".!?…\"'”’»):;")
"""A line that ends with one of these may be prose; a headline seldom does."""


def line_kinds(document: Document, text: str, edits: Sequence[Edit]) -> tuple[Line, ...]:
    """One Line for every line of `text` that is not empty."""
    rules = furniture_rules()
    markup = _markup(document, text, edits)
    places = list(_places(text))
    known = [markup[number] for number, _ in places] if markup else None
    bodies = _bodies([text[span.start : span.end] for _, span in places], known)
    lines: list[Line] = []
    for place, (_, span) in enumerate(places):
        found = known[place] if known else None
        kind, origin = _kind(text[span.start : span.end], rules, found, bodies[place])
        confidence = round(abs(bodies[place] - 0.5) + 0.5, 3) if origin.startswith("clean/lines") else None
        lines.append(Line(span, kind, origin, found.xpath if found else None, confidence))
    return tuple(_settled(lines, text))


def _places(text: str) -> Iterator[tuple[int, Span]]:
    """Number and span of every line that is not empty."""
    start = 0
    for number, words in enumerate(text.split("\n")):
        if words:
            yield number, Span(start, start + len(words))
        start += len(words) + 1


def _bodies(lines: Sequence[str], markup: Sequence[RawLine] | None) -> Sequence[float]:
    """The probability that each line is body text.

    Where the main-text extractor has seen the markup its verdict stands: on pages of unseen sites it
    beats the line model (F1 95.3 against 93.6) and every mixture of the two that was tried. Plain text
    is read by the line model; a page too short to have a shape is all body.
    """
    if markup and any(line.main is not None for line in markup):
        return [1.0 if line.main else 0.0 for line in markup]
    if len(lines) < SHORTEST:
        return [1.0] * len(lines)
    found: list[float] = body_probabilities(lines, markup).tolist()
    return found


def _markup(document: Document, text: str, edits: Sequence[Edit]) -> list[RawLine]:
    """The markup of each clean line; a line end that an edit put in belongs to the raw line it was made in."""
    if not document.markup:
        return []
    ends = [edit.raw_start for edit in edits if edit.why == "line end"]
    return [
        document.markup[min(n - bisect_right(ends, -1), len(document.markup) - 1)] for n in range(text.count("\n") + 1)
    ]


def _kind(words: str, rules: Sequence[FurnitureRule], markup: RawLine | None, body: float) -> tuple[LineKind, str]:
    for rule in rules:
        if rule.matches(words):
            return rule.kind, f"clean/{rule.id}"
    if markup is not None and markup.kind is not None:
        return markup.kind, "clean/markup"
    if markup is not None and markup.main:
        tag = markup.xpath.rpartition("/")[2].partition("[")[0]
        return LineKind.HEADING if tag in HEADINGS else LineKind.PROSE, "clean/main-text"
    is_outside = markup is not None and markup.main is False
    if body < (FURNITURE if is_outside or not is_paragraph(words) else SURE):
        kind = (
            LineKind.PROMO if words[-1] in FINAL else LineKind.TEASER if words.count(" ") >= 4 else LineKind.NAVIGATION
        )
        return (
            kind,
            "clean/outside-main-text"
            if markup is not None and markup.main is not None
            else f"clean/lines-{model_version()}",
        )
    if words[-1] in FINAL and (words.count(" ") >= 3 or (words[-1] == "." and " " in words)):
        return LineKind.PROSE, "clean/sentence"
    if len(words) > 100:
        return LineKind.PROSE, "clean/long"
    return LineKind.HEADING, "clean/short"


def is_paragraph(words: str) -> bool:
    """True for a line as long as a paragraph that ends like a sentence."""
    return words[-1] in FINAL and words.count(" ") >= PARAGRAPH


def _settled(lines: list[Line], text: str) -> Iterator[Line]:
    """Short lines by their neighbours: one before prose is a heading, one among others is a teaser."""
    if sum(line.kind is LineKind.PROSE for line in lines) == 0:
        yield from (
            Line(line.span, LineKind.PROSE if line.kind is LineKind.HEADING else line.kind, line.origin, line.xpath)
            for line in lines
        )
        return
    for number, line in enumerate(lines):
        words = text[line.span.start : line.span.end]
        after = lines[number + 1].kind if number + 1 < len(lines) else None
        if line.origin in ("clean/main-text", "clean/markup"):
            yield line
        elif line.kind is LineKind.HEADING and words[-1] == ",":
            yield Line(line.span, LineKind.PROSE, "clean/broken-line", line.xpath)
        elif line.kind is LineKind.HEADING and after is not LineKind.PROSE:
            kind = LineKind.TEASER if words.count(" ") >= 3 else LineKind.NAVIGATION
            yield Line(line.span, kind, "clean/stray", line.xpath)
        else:
            yield line
