"""Names made comparable: folded letters, initials, spellings that sound alike."""

from __future__ import annotations

import re

from onrecord.names.romanising import sound
from onrecord.rules.names import fold

__all__ = ["answers_to", "demonym_stem", "fold", "initials", "is_acronym", "is_slip", "sound"]

SMALL = frozenset("of the for and on in to at by a an de la du des y et".split())
DEMONYM = re.compile(r"(?:ians?|eans?|ans?|ese|ish|ics?|is|i|ns?|s)$")


def is_slip(one: str, other: str) -> bool:
    """Two folded words apart by one letter left out or two neighbours exchanged; never by another letter instead."""
    if one == other or abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < 6:
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    if len(one) == len(other):
        return one[start : start + 2] == other[start : start + 2][::-1] and one[start + 2 :] == other[start + 2 :]
    short, long = sorted((one, other), key=len)
    return short[start:] == long[start + 1 :]


def initials(name: str) -> frozenset[str]:
    """First letters of a folded name's words, with and without the small words."""
    words = [word for word in re.split(r"[\s-]+", name) if word]
    content = [word for word in words if word not in SMALL]
    return frozenset(("".join(word[0] for word in words), "".join(word[0] for word in content)))


def is_acronym(text: str) -> bool:
    """`NRB`, `U.N.`, `NATO`: two to seven capitals, full stops aside."""
    plain = text.replace(".", "")
    return 2 <= len(plain) <= 7 and plain.isalpha() and plain.isupper() and plain.isascii()


def demonym_stem(word: str) -> str:
    """What an adjective or a people's name shares with its country: `veranian` -> `ver`."""
    return DEMONYM.sub("", fold(word)).rstrip("aeiouy")


def answers_to(adjective: str, country: str) -> bool:
    """True when a folded adjective looks made from a folded country: Kestrian and Kestria, Brennish and Brennland."""
    if (
        adjective == country
        or country in (adjective + "n", adjective + "an", adjective + "s")
        or DEMONYM.sub("", adjective) == adjective
    ):
        return False
    stem = DEMONYM.sub("", adjective)
    if len(stem) < 3 or " " in country:
        return len(stem) >= 4 and country.startswith(stem)
    short = stem.rstrip("aeiouy") or stem
    rest = country[len(short) :] if country.startswith(short) else None
    return (
        rest is not None
        and len(short) >= 3
        and (len(rest) <= 3 or rest.lstrip("aeiouy") in ("land", "stan", "istan", "mark"))
    )
