"""The kind of every line: by rules about its words, by the markup, and by a model of lines in their page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from onrecord.clean.context import settle
from onrecord.clean.network import body_probabilities, model_version
from onrecord.model import Document, Edit, Line, LineKind, RawLine, Span
from onrecord.rules.furniture import FurnitureRule, furniture_rules

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
SHORTEST = 8
"""Lines below which a page says nothing by its shape."""
FURNITURE = 0.5
"""Probability of body text under which a line is furniture."""
SURE = 0.02
"""The same for a whole paragraph of text: to lose one is worse than to keep a promo."""
LIKELY = 0.1
"""The same for a line that reads like a sentence."""
SENTENCE, PARAGRAPH = 11, 25
"""Words from which a line that ends like a sentence is taken for one, and for a paragraph."""
HEADLINE = 90
"""Characters that a headline seldom passes."""
CLOSING = frozenset("\"'”’»")
FINAL = frozenset(".!?…):;") | CLOSING
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
    return tuple(settle(lines, text))


def _places(text: str) -> Iterator[tuple[int, Span]]:
    """Number and span of every line that is not empty."""
    start = 0
    for number, words in enumerate(text.split("\n")):
        if words:
            yield number, Span(start, start + len(words))
        start += len(words) + 1


def _bodies(lines: Sequence[str], markup: Sequence[RawLine] | None) -> Sequence[float]:
    """The probability that each line is body text.

    Where the main-text extractor has seen the markup its verdict stands (F1 96.9 on the labelled pages, 91.3 for the
    line model on their text); mixtures of the two, tried with the models before these, were worse than the verdict. Plain text
    is read by the line model; a page too short to have a shape is all body.
    """
    if markup and any(line.main is not None for line in markup):
        return [1.0 if line.main else 0.0 for line in markup]
    if len(lines) < SHORTEST:
        return [1.0] * len(lines)
    found: list[float] = body_probabilities(lines).tolist()
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
    if body < (FURNITURE if is_outside else least_probability(words)):
        kind = (
            LineKind.PROMO if words[-1] in FINAL else LineKind.TEASER if words.count(" ") >= 4 else LineKind.NAVIGATION
        )
        return (
            kind,
            "clean/outside-main-text"
            if markup is not None and markup.main is not None
            else f"clean/lines-{model_version()}",
        )
    if is_final(words) and (words.count(" ") >= 3 or (words[-1] == "." and " " in words)):
        return LineKind.PROSE, "clean/sentence"
    if len(words) > 100:
        return LineKind.PROSE, "clean/long"
    return LineKind.HEADING, "clean/short"


def is_final(words: str) -> bool:
    """True for a line that may end a sentence; a short one that ends in a quoted word is a headline ("‘Too much to ask’")."""
    closes = words[-1] in "\"'”’»" and words[-2:-1] not in FINAL - CLOSING and len(words) < HEADLINE
    return words[-1] in FINAL and not closes


def least_probability(words: str) -> float:
    """The probability of body text that a line needs: the more it reads like text, the less.

    A line that ends in a comma is a sentence that furniture broke. Chosen on the labelled pages, folds by site: against
    one threshold for all lines F1 loses half a point and recall gains two.
    """
    if not is_final(words) and words[-1] != ",":
        return FURNITURE
    size = words.count(" ") + 1
    return SURE if size > PARAGRAPH else LIKELY if size >= SENTENCE else FURNITURE
