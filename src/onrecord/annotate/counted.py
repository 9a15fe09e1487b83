"""What is counted, and what is no quantity: the words around a number, read without a parse."""

from __future__ import annotations

import re
from functools import cache

from onrecord.annotate.numbers import ONES, SCALES, TENS
from onrecord.rules.units import load_counting
from onrecord.rules.verbs import load_irregular

_PIECE = re.compile(r"[ \u00a0]((?:\d{2,3}mm|[A-Za-zÀ-ɏ])[\wÀ-ɏ’'.&-]{0,30})(?<![.-])")
MOST_WORDS = 6
_ENDS_IN_S = re.compile(r"(?<![su’'])s$")
_PARTICIPLE = re.compile(r"(?:ed|ing|ly)$")


@cache
def _numbers() -> frozenset[str]:
    return frozenset({*ONES, *TENS, *SCALES})


def noun_phrase(text: str, start: int, end: int, *, plural: bool) -> tuple[str, int] | None:
    """The counted noun with its adjectives from `start` on, and where it ends; None where none is counted.

    With `plural` the phrase must reach a plural ("six armed men"); without it the first run of words that may be one
    noun phrase is taken ("a six-hour standoff").
    """
    words = _run(text, start, end)
    words = words[: _plural_head(words) if plural else _singular_head(words)]
    while len(words) > 1 and (
        words[0][0].lower() in _SKIPPED or any(_is_possessive(word) for word, _, _ in words[:-1])
    ):
        words = words[1:]
    if not words:
        return None
    first, stop = words[0][1], words[-1][2]
    if _is_possessive(words[-1][0]):
        stop -= 2 if text[stop - 1] == "s" else 1
    return text[first:stop], stop


def _is_possessive(word: str) -> bool:
    return word.endswith(("'s", "’s", "s'", "s’"))


def _singular_head(words: list[tuple[str, int, int]]) -> int:
    """How many of the words are left when participles and verbs at their end are not counted."""
    last = len(words)
    while last and (_is_participle(words[last - 1][0].lower()) or words[last - 1][0].lower() in load_irregular()):
        last -= 1
    return last


_SKIPPED = frozenset({"more", "other", "further", "additional", "such", "same", "entire", "whole", "different"})


def _run(text: str, start: int, end: int) -> list[tuple[str, int, int]]:
    """The words that may be of one noun phrase."""
    found: list[tuple[str, int, int]] = []
    position, limit = start, min(end, start + 120)
    while len(found) < MOST_WORDS and (match := _PIECE.match(text, position, limit)) is not None:
        word = match[1]
        if _ends_phrase(word, found):
            break
        found.append((word, match.start(1), match.end(1)))
        position = match.end()
    return found


def _ends_phrase(word: str, before: list[tuple[str, int, int]]) -> bool:
    lower = word.lower()
    if lower in load_counting("stop") or lower in _numbers():
        return True
    if before and (
        lower in load_counting("verb")
        or lower in load_irregular()
        or (_is_participle(lower) and before[-1][0].islower())
    ):
        return lower not in load_counting("no-participle")
    return not before and lower in load_counting("verb") and lower not in load_counting("plural")


def _is_participle(lower: str) -> bool:
    return len(lower) > 4 and _PARTICIPLE.search(lower) is not None and lower not in load_counting("no-participle")


def _plural_head(words: list[tuple[str, int, int]]) -> int:
    """How many of the words lead up to the plural that is counted; 0 where there is none."""
    for number, (word, _, _) in enumerate(words):
        if not is_plural(word):
            continue
        follows = words[number + 1][0] if number + 1 < len(words) else ""
        if (
            follows
            and word[0].isupper()
            and not word.endswith("s")
            and any(is_plural(w) for w, _, _ in words[number + 1 :])
        ):
            continue
        if follows and follows.islower() and is_plural(follows) and follows not in load_counting("not-head"):
            return number + 2
        return number + 1
    return 0


def is_plural(word: str) -> bool:
    """True for a noun in the plural, as far as its form tells."""
    lower = word.lower()
    if lower in load_counting("plural"):
        return True
    return len(lower) > 2 and _ENDS_IN_S.search(lower) is not None and lower not in load_counting("singular")


_OF = re.compile(r" (of|in)(?: (?:the|its|his|her|their|our|all|all the|those|these|this|a|an)(?= ))?")


def of_after(text: str, start: int, end: int, *, also_in: bool) -> str | None:
    """The noun after "of": "1,000 hours of wiretaps", "12% of voters"; with `also_in` after "in" too: "$75m in aid"."""
    match = _OF.match(text, start, min(end, start + 20))
    if match is None or (match[1] == "in" and (not also_in or match.group() != " in")):
        return None
    found = noun_phrase(text, match.end(), end, plural=False)
    if found is None:
        return None
    words = found[0]
    first = words.split()[0].lower()
    if match[1] == "in" and (first in load_counting("not-of") or words[0].isupper()):
        return None
    return _to_head(words) if match[1] == "in" or first not in ("whom", "which", "them") else None


def _to_head(words: str) -> str:
    """A run that holds a plural ends with it: "voters back" is voters."""
    pieces = words.split()
    for number, piece in enumerate(pieces):
        if is_plural(piece) and not (number + 1 < len(pieces) and is_plural(pieces[number + 1])):
            return " ".join(pieces[: number + 1])
    return words


_BEFORE_WORDS = re.compile(r"(?<!\S)(\S*)\s$")
_LAST_WORDS = re.compile(r"(?:^|[\s(“\"‘])((?:[^\s,;:()]+ ){0,3})$")


def word_before(text: str, start: int, begin: int) -> str:
    """The word that ends right before a position, as written; empty at the beginning."""
    match = _BEFORE_WORDS.search(text[max(begin, start - 24) : start])
    return match[1].strip('“"‘(') if match else ""


def is_attributive(text: str, start: int, begin: int) -> bool:
    """True where a determiner stands not far before an amount: "a 25% tariff", "its proposed $5bn plan"."""
    match = _LAST_WORDS.search(text[max(begin, start - 48) : start])
    words = match[1].lower().split() if match else []
    return any(word in load_counting("determiner") for word in words)


_AGE_AFTER = re.compile(
    r"(?:[- ](?:year|month|week|day)s?[- ]olds?\b| (?:years|months|weeks|days) of age\b|s\b|(?:st|nd|rd|th)\b| (?:or|and) (?:older|younger|over|under)\b)",
    re.IGNORECASE,
)
_CLOCK_AFTER = re.compile(
    r" ?(?:am|pm|a\.m\.?|p\.m\.?|GMT|BST|UTC|EST|EDT|CET|CEST|hrs|hours GMT|o['’]clock|h\b(?! )|BC|AD|BCE|CE)(?![\w])|:\d|h\d\d",
    re.IGNORECASE,
)
_MONTH_AFTER = re.compile(r"(?:st|nd|rd|th)?(?: of)?(?:,? |-)(\w+\.?)")
_PHONE = re.compile(r"(?:\+|\(0|\b0)[\d\s()-]{0,20}$|\d[ -]$")


def is_no_quantity(text: str, start: int, stop: int, span: tuple[int, int], value: float) -> bool:
    """Ages, dates, clock times, names, addresses, numbers of telephones and pages around `text[start:stop]`."""
    begin, end = span
    after = text[stop : min(end, stop + 24)]
    if _AGE_AFTER.match(after) or _CLOCK_AFTER.match(after):
        return True
    before = word_before(text, start, begin)
    return (
        _is_date(text, start, after, before, value)
        or before.lower().rstrip(",;") in load_counting("name")
        or _is_named(text, start, before, begin)
        or _is_address(text, stop, end)
        or _PHONE.search(text[max(begin, start - 24) : start]) is not None
        or re.match(r"[ -]\d{3,}", after) is not None
        and text[start:stop].isdigit()
    )


def _is_date(text: str, start: int, after: str, before: str, value: float) -> bool:
    if not 1 <= value <= 31 or value % 1:
        return False
    follows = _MONTH_AFTER.match(after)
    if follows and follows[1].lower().rstrip(".") in load_counting("month") and follows[1][0].isupper():
        return True
    return before.lower() in load_counting("month") and before[:1].isupper()


def _is_named(text: str, start: int, before: str, begin: int) -> bool:
    """A capital right before digits in mid-sentence makes a name: "the Leopard 2 tanks"; not after "in Gaza"."""
    if not before[:1].isupper() or not text[start].isdigit() or before[-1] in ",;:.”\"’')":
        return False
    if before.lower() in load_counting("weekday") or before.lower() in load_counting("stop"):
        return False
    place = start - len(before) - 1
    if place <= begin:
        return False
    earlier = word_before(text, place, begin)
    return (
        bool(earlier) and earlier.lower() not in load_counting("placing") and not earlier.endswith((",", ";", ":", "."))
    )


_ADDRESS = re.compile(r"(?:[A-Z]?)((?: (?:[A-Z][\w’']+|de|la|des|du|St\.?)){1,4})")


def _is_address(text: str, stop: int, end: int) -> bool:
    match = _ADDRESS.match(text, stop, min(end, stop + 60))
    if match is None:
        return False
    words = match[1].lower().split()
    return any(word in load_counting("street") for word in words[1:])


def is_year(text: str, start: int, stop: int, value: float) -> bool:
    """Four digits without a comma from 1000 to 2100."""
    return stop - start == 4 and text[start:stop].isdigit() and 1000 <= value <= 2100


_BARE_AFTER = re.compile(r" ([a-z]+)|, (?:including|among|of whom|and)\b")
_TOLL = re.compile(r"[a-z]+")


def is_bare_count(text: str, start: int, stop: int, span: tuple[int, int]) -> bool:
    """True for a number without a noun that its neighbours show to be a count: "killing 12", "20 were children"."""
    begin, end = span
    follows = _BARE_AFTER.match(text, stop, min(end, stop + 24))
    if follows and follows[1] and follows[1] in load_counting("after"):
        return word_before(text, start, begin).lower() not in ("the", "these", "those", "all")
    near = text[max(begin, start - 48) : start].lower()
    words = set(_TOLL.findall(near)[-7:])
    return bool(words & load_counting("toll"))
