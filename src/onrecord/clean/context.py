"""The kind of a short line by the lines around it: what no pattern and no model of single lines can tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from onrecord.model import Line, LineKind
from onrecord.rules.furniture import furniture_rules

SURE = ("clean/main-text", "clean/markup")
"""Origins that their neighbours do not overrule."""
OPENING = (LineKind.BYLINE, LineKind.TIMESTAMP, LineKind.DATELINE)
"""What stands between a headline and its story, and not between a teaser and the next one."""
BESIDE = (*OPENING, LineKind.CAPTION, LineKind.CREDIT)
LOOSE = (LineKind.HEADING, LineKind.TEASER, LineKind.NAVIGATION, LineKind.PROMO)
"""Kinds that a line without a pattern of its own is given."""
BROKEN = 8
"""Words that a broken sentence has at least."""
NEAR = 4
"""Lines that may stand between a headline and the first paragraph."""
BUTTONS = 3
"""Lines of a page's buttons that may stand there besides."""
SUBHEADING = "subheading"

_NAME = re.compile(
    r"[A-Z][\w'’.-]+(?: (?:van |von |de |al-|bin )?[A-Z][\w'’.-]+){1,3}(?:(?: and |, )[A-Z][\w'’ .-]{2,40})?$"
)
_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d$")


def settle(lines: Sequence[Line], text: str) -> Iterator[Line]:
    """The lines with the kinds that their neighbours give them."""
    words = [text[line.span.start : line.span.end] for line in lines]
    if not any(line.kind is LineKind.PROSE for line in lines):
        yield from (replace(line, kind=LineKind.PROSE) if line.kind is LineKind.HEADING else line for line in lines)
        return
    found = list(lines)
    for number in range(len(found) - 1, -1, -1):
        kind, why = _kind(found, words, number)
        if kind is not found[number].kind:
            found[number] = replace(found[number], kind=kind, origin=f"clean/{why}", confidence=None)
    yield from found


def _kind(lines: Sequence[Line], words: Sequence[str], number: int) -> tuple[LineKind, str]:
    line, own = lines[number], words[number]
    after = lines[number + 1].kind if number + 1 < len(lines) else None
    before = lines[number - 1].kind if number else None
    if line.kind is LineKind.PLAYER and before is not LineKind.PLAYER and _CLOCK.match(own):
        return LineKind.TIMESTAMP, "clock"
    if line.kind is LineKind.PROMO and line.confidence is not None and before in OPENING and own.count(" ") >= 4:
        return LineKind.PROSE, "below-byline"
    if line.kind in LOOSE and line.confidence is not None and _is_broken(lines, words, number):
        return LineKind.PROSE, "broken-line"
    if line.origin in SURE or line.kind not in LOOSE or own[-1] in ".!?…:;":
        return line.kind, ""
    if after in OPENING and _NAME.match(own):
        return LineKind.BYLINE, "name-before-time"
    if own.count(" ") >= 2 and not _is_named(line):
        if _opens(lines, number):
            return LineKind.HEADING, "above-byline"
        if before in OPENING and after is LineKind.PROSE and line.confidence is not None:
            return LineKind.HEADING, SUBHEADING
    if line.kind is LineKind.HEADING and own[-1] == ",":
        return LineKind.PROSE, "broken-line"
    if line.kind is not LineKind.HEADING or after is LineKind.PROSE:
        return line.kind, ""
    return (LineKind.TEASER if own.count(" ") >= 3 else LineKind.NAVIGATION), "stray"


def _is_broken(lines: Sequence[Line], words: Sequence[str], number: int) -> bool:
    """A sentence that furniture broke: it ends in a comma, inside a quotation or with its rest in small letters below."""
    own = words[number]
    if own[-1] != "," or own.count(" ") < BROKEN:
        return False
    rest = next(
        (words[n] for n in range(number + 1, min(number + 2 + NEAR, len(lines))) if lines[n].kind is LineKind.PROSE), ""
    )
    return own.count("“") > own.count("”") or rest[:1].islower()


def _is_named(line: Line) -> bool:
    """True where a pattern says what the line is."""
    return line.origin in _patterns()


@cache
def _patterns() -> frozenset[str]:
    return frozenset(f"clean/{rule.id}" for rule in furniture_rules())


def _opens(lines: Sequence[Line], number: int) -> bool:
    """True where a byline or a time follows, and then a paragraph; buttons may stand between."""
    between = [line for line in lines[number + 1 : number + 2 + NEAR + BUTTONS] if not _is_button(line)][: NEAR + 1]
    beside = next((n for n, line in enumerate(between) if line.kind not in BESIDE), len(between))
    if beside == len(between) or not any(line.kind in OPENING for line in between[:beside]):
        return False
    return between[beside].kind is LineKind.PROSE or between[beside].origin == f"clean/{SUBHEADING}"


def _is_button(line: Line) -> bool:
    return line.kind in (LineKind.NAVIGATION, LineKind.PROMO) and _is_named(line)
