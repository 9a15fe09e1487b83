"""What stands around a number: the sign of a currency, a unit, "a barrel", and the words that say how near it is."""

from __future__ import annotations

import re
from functools import cache

from onrecord.model import Approximate
from onrecord.rules.units import Unit, load_approximators, load_counting, load_signs, load_units

_SHORT = 3
"""Up to this many letters a unit is read as written: MW is not mw, and in is no inch."""


LETTERS = {"R": "ZAR", "N": "NGN", "K": "ZMW", "P": "PHP"}
"""Letters that are a sign before an amount with the shape of money only."""


@cache
def _sign_pattern() -> re.Pattern[str]:
    signs = "|".join(re.escape(sign) for sign in sorted((*load_signs(), *LETTERS), key=len, reverse=True))
    return re.compile(rf"(?<![\w$€£¥])({signs})[  ]?$")


def sign_before(text: str, start: int, begin: int) -> tuple[str, int] | None:
    """The currency whose sign or code ends where a number begins, and where the sign begins."""
    left = max(begin, start - 8)
    match = _sign_pattern().search(text[left:start])
    if match is None:
        return None
    return load_signs().get(match[1]) or LETTERS[match[1]], left + match.start(1)


@cache
def _unit_pattern() -> re.Pattern[str]:
    short: list[str] = []
    long: list[str] = []
    for unit in load_units():
        words = re.escape(unit.words).replace(r"\ ", "[  -]")
        (short if len(unit.words) <= _SHORT else long).append(words)
    return re.compile(rf"([-  ]?)((?i:{'|'.join(long)})|{'|'.join(short)})(?![\w’'²³]|[./]\w)")


@cache
def _units_by_words() -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for unit in load_units():
        found.setdefault(unit.words if len(unit.words) <= _SHORT else unit.words.lower(), unit)
    return found


def unit_after(text: str, start: int, end: int) -> tuple[Unit, int, bool] | None:
    """The unit right behind a number, where it ends, and whether a hyphen joins it ("30-day")."""
    match = _unit_pattern().match(text, start, min(end, start + 40))
    if match is None:
        return None
    words = match[2]
    table = _units_by_words()
    unit = table.get(words) or table.get(re.sub("[  -]", " ", words.lower())) or table.get(words.lower())
    if unit is None or _is_no_unit(text, words, match[1], start):
        return None
    return unit, match.end(), match[1] == "-"


_ATTACHED = frozenset({"C", "F", "g", "t", "L", "p", "°", "º"})


def _is_no_unit(text: str, words: str, joint: str, start: int) -> bool:
    """A letter alone is a unit only right behind the digits, and "Ft" and such names are none."""
    return words in _ATTACHED and (joint not in ("",) or not text[start - 1].isdigit())


@cache
def _per_pattern() -> re.Pattern[str]:
    units = [unit.words for unit in load_units() if unit.is_per]
    nouns = "|".join(re.escape(word) for word in sorted((*units, *load_counting("per")), key=len, reverse=True))
    return re.compile(
        rf"(?:[- ](?:a|an|per|each|every|for each|for every)[- ](?:{nouns})| ?/ ?(?:{nouns})"
        rf"|,? (?:each|apiece|annually|daily|monthly|weekly|yearly|hourly))(?![\w’']|-)",
        re.IGNORECASE,
    )


def per_after(text: str, start: int, end: int) -> int | None:
    """Where "a barrel", "per person", "/kg", "each" behind an amount ends."""
    match = _per_pattern().match(text, start, min(end, start + 40))
    if match is None:
        return None
    follows = _WORD.match(text, match.end(), min(end, match.end() + 12))
    if follows and follows[1].lower() in load_counting("not-per"):
        return None
    return match.end()


_WORD = re.compile(r" ([A-Za-z]+)")


@cache
def _about_patterns() -> tuple[re.Pattern[str], re.Pattern[str], dict[tuple[bool, str], Approximate]]:
    table = {(one.is_before, one.words.lower().strip()): one.approximate for one in load_approximators()}
    before = [one.words for one in load_approximators() if one.is_before]
    after = [one.words for one in load_approximators() if not one.is_before]
    words = "|".join(re.escape(one) for one in before if one[-1].isalnum() or one[-1] == ".")
    signs = "|".join(re.escape(one) for one in before if not (one[-1].isalnum() or one[-1] == "."))
    behind = "|".join(re.escape(one) + ("(?![\\w’'])" if one[-1].isalnum() else "(?!\\w)") for one in after)
    return (
        re.compile(rf"(?:(?<![\w’'-])({words})(?: an?)? ?|({signs}) ?)$", re.IGNORECASE),
        re.compile(rf",? ?({behind})", re.IGNORECASE),
        table,
    )


def approximator_before(text: str, start: int, begin: int) -> tuple[Approximate, int, str] | None:
    """What the words that end at `start` say of the number there, where they begin, and the words."""
    if start <= begin or text[start - 1] not in " ~≈≥≤<>.":
        return None
    left = max(begin, start - 40)
    before, _, table = _about_patterns()
    piece = text[left:start]
    match = before.search(piece)
    if match is None or (match[1] and not piece.endswith(" ")):
        return None
    words = (match[1] or match[2]).lower()
    return table[True, words], left + match.start(), words


def approximator_after(text: str, start: int, end: int) -> tuple[Approximate, int] | None:
    """The same for words behind a number: "or so", "-plus"."""
    _, after, table = _about_patterns()
    match = after.match(text, start, min(end, start + 24))
    if match is None:
        return None
    return table[False, match[1].lower().strip()], match.end()
