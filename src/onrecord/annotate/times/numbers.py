"""Numbers as they stand before units of time."""

from __future__ import annotations

import re
from fractions import Fraction

from onrecord.rules.times import NUMBER_WORDS

_SMALL = {word: number for number, word in enumerate(NUMBER_WORDS[:21])}
_TENS = {word: 10 * number for number, word in enumerate(NUMBER_WORDS[20:28], start=2)}
_GROUPS = {"hundred": 100, "thousand": 1000, "dozen": 12}
_TWO = re.compile(r"(?:a )?couple")
_HALF = re.compile(r"(?<![\s-])[\s-]*(?:1/2|½)$")


def read_number(words: str) -> Fraction | None:
    """The number that the words name; None for a vague one ("a few")."""
    words = " ".join(words.lower().split())
    if words in ("a", "an"):
        return Fraction(1)
    if _TWO.match(words):
        return Fraction(2)
    if words == "a dozen":
        return Fraction(12)
    if words[0].isdigit():
        bare = _HALF.sub("", words)
        return Fraction(bare.replace(",", "")) + (Fraction(1, 2) if bare != words else 0)
    return _spoken(re.split(r"[ -]", words))


def _spoken(words: list[str]) -> Fraction | None:
    total = current = 0
    for word in words:
        if word in _GROUPS:
            current = max(current, 1) * _GROUPS[word]
            if word == "thousand":
                total, current = total + current, 0
        elif word in _SMALL or word in _TENS:
            current += _SMALL.get(word, 0) or _TENS.get(word, 0)
        elif word not in ("and", "a", "an"):
            return None
    return Fraction(total + current)
