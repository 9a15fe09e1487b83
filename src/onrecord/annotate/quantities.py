"""Quantities: money, counts, rates, durations, distances, with ranges, approximation and equivalents.

One regular expression over the text; what is counted is the words after a number up to the noun. Years,
dates, clock times, ages, telephone numbers and names with numbers in them are no quantities.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from onrecord.model import Approximate, Origin, Quantity, QuantityKind, Span, content_id, evidence
from onrecord.rules.units import Unit, load_units

VERSION = "1"
ORIGIN = Origin("annotate", "quantities", VERSION)

ONES = {w: n for n, w in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"])}  # fmt: skip
TENS = {
    w: 10 * n
    for n, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2)
}
SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "lakh": 1e5, "crore": 1e7, "dozen": 12.0,
          "m": 1e6, "mn": 1e6, "bn": 1e9, "tn": 1e12, "k": 1e3, "b": 1e9}  # fmt: skip
ABOUT = {
    "about": Approximate.ABOUT, "around": Approximate.ABOUT, "approximately": Approximate.ABOUT, "roughly": Approximate.ABOUT, "some": Approximate.ABOUT,
    "an estimated": Approximate.ABOUT, "at least": Approximate.AT_LEAST, "no fewer than": Approximate.AT_LEAST, "no less than": Approximate.AT_LEAST,
    "a minimum of": Approximate.AT_LEAST, "more than": Approximate.MORE_THAN, "over": Approximate.MORE_THAN, "upwards of": Approximate.MORE_THAN,
    "in excess of": Approximate.MORE_THAN, "up to": Approximate.AT_MOST, "as many as": Approximate.AT_MOST, "as much as": Approximate.AT_MOST,
    "at most": Approximate.AT_MOST, "no more than": Approximate.AT_MOST, "less than": Approximate.AT_MOST, "fewer than": Approximate.AT_MOST,
    "under": Approximate.AT_MOST, "nearly": Approximate.NEARLY, "almost": Approximate.NEARLY, "close to": Approximate.NEARLY,
}  # fmt: skip

_DIGITS = r"\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,6})?"
_WORDS = "|".join((*TENS, *ONES))
_NUMBER = rf"(?:{_DIGITS}|(?:half )?an?(?= (?:thousand|million|billion|trillion|dozen)\b)|(?:(?:{_WORDS}|a) hundred(?: and (?:{_WORDS})(?:-(?:{_WORDS}))?)?|(?:{_WORDS})(?:-(?:{_WORDS}))?))"
_SCALE = r"(?:[ -]?(?:hundred|thousand|million|billion|trillion|lakh|crore|dozen)\b|(?:mn|bn|tn|m|k|b)\b)"
_JOIN = r"(?: ?[-–—] ?| to | and )"
_NOT_COUNTED = frozenset(
    (
        "january february march april may june july august september october november december am pm gmt bst "
        "utc years-old year-old th st nd rd of the in on at by and or to for from with after before as than "
        "is are was were has have had that which who when while but percent per if since until between "
        "against into it he she they we you i a an no more others each times it's"
    ).split()
)
_NOUN = re.compile(r"\s+((?:[a-z][\w’'-]{1,20}|[A-Z][\w’'-]{1,20})(?: (?:of )?[A-Za-z][\w’'-]{1,20}){0,4})")
_PLURAL = re.compile(
    r"(?:s|people|men|women|children|police|personnel|troops|dead|wounded|injured|staff|cattle|sheep|aircraft|crew|fish)$"
)


@dataclass(frozen=True, slots=True)
class _Found:
    span: Span
    value: float | None
    low: float | None
    high: float | None
    approximate: Approximate
    unit: str | None
    kind: QuantityKind
    of: str | None


@cache
def _pattern() -> re.Pattern[str]:
    before = "|".join(re.escape(u.words) for u in load_units() if u.is_before)
    after = "|".join(
        re.escape(u.words) + (r"\b" if u.words[-1].isalnum() else "") for u in load_units() if not u.is_before
    )
    about = "|".join(sorted((re.escape(words) for words in ABOUT), key=len, reverse=True))
    return re.compile(
        rf"(?:\b(?P<about>{about}) )?(?P<between>\bbetween )?(?<![\w.,/-])(?P<before>{before})? ?"
        rf"(?P<one>{_NUMBER})(?P<scale1>{_SCALE})?(?: ?(?P<unit1>%|per cent|percent))?"
        rf"(?:(?P<join>{_JOIN})(?P<before2>{before})?(?P<two>{_DIGITS})(?P<scale2>{_SCALE})?)?"
        rf"(?:[ -]?(?P<after>{after}))?(?![\w/]|[.,:]\d|-\w)",
        re.IGNORECASE,
    )


def read_quantities(text: str, spans: Sequence[Span], *, story: str) -> tuple[Quantity, ...]:
    """The quantities in the given pieces of a document's clean text, in order."""
    found: list[Quantity] = []
    for span in spans:
        for item in _matches(text, span):
            quantity = _quantity(text, item, story)
            previous = found[-1] if found else None
            if previous is not None and _restates(text, previous, quantity):
                quantity = replace(quantity, equivalent_of=previous.equivalent_of or previous.id)
            found.append(quantity)
    return tuple(found)


def _quantity(text: str, item: _Found, story: str) -> Quantity:
    words = evidence(text, item.span.start, item.span.end)
    identity = content_id("quantity", story, list(item.span), item.value, item.low, item.high, item.unit)
    return Quantity(
        identity,
        story,
        words,
        item.value,
        item.low,
        item.high,
        item.approximate,
        item.unit,
        item.kind,
        item.of,
        origin=ORIGIN,
    )


def _restates(text: str, previous: Quantity, quantity: Quantity) -> bool:
    """ "A$12.5bn (£6.2bn)": the second, in brackets right behind, of the same kind in another unit."""
    between = text[previous.evidence.span.end : quantity.evidence.span.start]
    return (
        between.strip() == "("
        and previous.kind is quantity.kind
        and previous.unit != quantity.unit
        and quantity.unit is not None
    )


def _matches(text: str, span: Span) -> Iterator[_Found]:
    for match in _pattern().finditer(text, span.start, span.end):
        found = _interpret(text, match, span)
        if found is not None:
            yield found


def _interpret(text: str, match: re.Match[str], span: Span) -> _Found | None:
    unit = _unit(match)
    one = _value(match["one"], match["scale1"])
    if one is None:
        return None
    end = match.end()
    if match["two"] is not None and not _is_range(match, unit):
        match_end = match.start("join")
        return _single(text, match, unit if match["before"] or match["unit1"] else None, one, match_end, span)
    if match["two"] is None:
        return _single(text, match, unit, one, end, span)
    two = _value(match["two"], match["scale2"])
    if two is None or two <= one and match["scale1"]:
        return None
    low = _value(match["one"], match["scale1"] or match["scale2"]) or one
    of = None if unit else _counted(text, end, span)
    if unit is None and of is None:
        return None
    kind, name = (unit.kind, _name(unit, match)) if unit else (QuantityKind.COUNT, None)
    return _Found(Span(_start(match), end), None, low, two, Approximate.RANGE, name, kind, of)


def _single(text: str, match: re.Match[str], unit: Unit | None, value: float, end: int, span: Span) -> _Found | None:
    about = ABOUT.get((match["about"] or "").lower(), Approximate.EXACT)
    if unit is None and _is_no_count(text, match, value):
        return None
    of = (
        _counted(text, end, span)
        if unit is None or unit.kind in (QuantityKind.DURATION, QuantityKind.MASS, QuantityKind.OTHER)
        else None
    )
    if unit is None and of is None:
        return None
    kind, name = (unit.kind, _name(unit, match)) if unit else (QuantityKind.COUNT, None)
    if kind is QuantityKind.DURATION and text[end : end + 4] in ("-old", " old"):
        return None
    return _Found(Span(_start(match), end), value, None, None, about, name, kind, of)


def _start(match: re.Match[str]) -> int:
    """Where the amount begins: its approximator belongs to it, a leading space does not."""
    return match.start() + len(match.group()) - len(match.group().lstrip())


def _unit(match: re.Match[str]) -> Unit | None:
    for group, before in (("before", True), ("unit1", False), ("after", False)):
        words = match[group]
        if words:
            exact = next((u for u in load_units() if u.is_before is before and u.words == words), None)
            return exact or next(
                (
                    u
                    for u in load_units()
                    if u.is_before is before and u.words.lower() == words.lower() and len(words) > 2
                ),
                None,
            )
    return None


def _name(unit: Unit, match: re.Match[str]) -> str:
    return unit.unit


def _value(words: str, scale: str | None) -> float | None:
    factor = SCALES.get(scale.strip(" -").lower(), 1.0) if scale else 1.0
    lower = words.lower()
    if lower[0].isdigit():
        return float(lower.replace(",", "")) * factor
    if lower in ("a", "an"):
        return factor if scale else None
    if lower.startswith("half "):
        return factor / 2
    if " hundred" in lower:
        hundreds, _, rest = lower.partition(" hundred")
        below = _value(rest.removeprefix(" and "), None) if rest else 0.0
        above = 1.0 if hundreds == "a" else _value(hundreds, None)
        return None if above is None or below is None else (above * 100 + below) * factor
    parts = lower.split("-")
    if not all(part in ONES or part in TENS for part in parts):
        return None
    return float(sum(ONES.get(part, TENS.get(part, 0)) for part in parts)) * factor


def _is_range(match: re.Match[str], unit: Unit | None) -> bool:
    """ "between 3 and 5" and "10% to 15%" are ranges, "two and 40" is none."""
    joined = match["join"].strip().lower()
    return bool(match["between"]) if joined == "and" else not match["between"]


def _is_no_count(text: str, match: re.Match[str], value: float) -> bool:
    """Years, ages, dates, scores, names with numbers, and "one" as a pronoun."""
    digits = match["one"]
    before = text[max(0, match.start("one") - 24) : match.start("one")]
    after = text[match.end() : match.end() + 12].lower()
    if digits.isdigit() and len(digits) == 4 and 1800 <= value <= 2100 and not match["scale1"]:
        return True
    if digits.lower() == "one" or after.startswith(("-year-old", "st ", "nd ", "rd ", "th ")):
        return True
    last = before.rstrip().rpartition(" ")[2]
    return last.lower() in (
        "no.",
        "no",
        "number",
        "article",
        "section",
        "chapter",
        "page",
        "unit",
        "group",
        "room",
        "route",
        "channel",
        "aged",
        "phase",
        "flight",
    )


def _counted(text: str, end: int, span: Span) -> str | None:
    """The words after a number up to the head of the noun phrase: "eight Glock pistols" counts Glock pistols."""
    found = _NOUN.match(text, end, min(span.end, end + 90))
    if found is None:
        return None
    words = found.group(1).split()
    kept: list[str] = []
    for word in words:
        lower = word.lower()
        if lower in _NOT_COUNTED and not (lower == "of" and kept):
            break
        kept.append(word)
        if _PLURAL.search(lower) and (len(kept) == len(words) or words[len(kept)].lower() != "of"):
            break
    while kept and kept[-1].lower() == "of":
        kept.pop()
    if not kept or not any(_PLURAL.search(word.lower()) for word in kept):
        return None
    return " ".join(kept)
