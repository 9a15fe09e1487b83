"""How alike two names are: across spellings, alphabets, orders and languages, with the grounds.

Nothing of this reads text or knows documents. `compare` sets two names beside one another; `SAME` is the score from which
they may be taken for one name. A name is not a person: two people may bear one name, and whoever joins records asks for more.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from onrecord.model import EntityKind
from onrecord.names.aligning import align
from onrecord.names.observing import Seen, observe
from onrecord.names.words import ReadName, is_same_letters, read_body, read_person
from onrecord.rules.name_tables import weights

__all__ = ["SAME", "Likeness", "compare"]

SAME = 0.5
"""The score from which two names are more likely one than two."""
FORBIDDEN = 0.2
"""The highest score of two names that something forbids to be one."""
ACRONYM = 0.8
"""The score of an acronym and a name that it may stand for; two letters stand for too much."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two names are, from 0 to 1, and on what grounds; the last ground is what forbids, where something does."""

    score: float
    grounds: tuple[str, ...]


def compare(one: str, two: str, kind: EntityKind) -> Likeness:
    """How alike two names of things of one kind are; the same whichever comes first.

    >>> compare("Herman Halushchenko", "German Galushchenko", EntityKind.PERSON).score > SAME
    True
    >>> compare("Kim Jong Un", "Kim Jong Il", EntityKind.PERSON).score > SAME
    False
    """
    seen = look(one, two, kind)
    if isinstance(seen, Likeness):
        return seen
    return weigh(seen, weights("person" if kind is EntityKind.PERSON else "body"))


def look(one: str, two: str, kind: EntityKind) -> Seen | Likeness:
    """What is seen in two names; their likeness where that is settled without weighing."""
    first, second = sorted((one, two))
    is_person = kind is EntityKind.PERSON
    read = read_person if is_person else read_body
    a, b = read(first), read(second)
    if not a.words or not b.words:
        return Likeness(
            float(first.split() == second.split() and bool(first.strip())), ("no word that can be compared",)
        )
    if not is_person and (short := _acronym(a, b)):
        return short
    if is_same_letters(a, b):
        return Likeness(1.0, (f"same letters: {a.whole}",))
    return observe(a, b, align(a.words, b.words), is_person=is_person)


def _acronym(one: ReadName, other: ReadName) -> Likeness | None:
    for short, long in ((one, other), (other, one)):
        if short.acronym and len(short.acronym) > 2 and short.acronym in long.initials:
            return Likeness(ACRONYM, (f"initials: {short.acronym.upper()}",))
    return None


def weigh(seen: Seen, table: Mapping[str, float]) -> Likeness:
    """The likeness of what was seen, by a table of weights."""
    total = table["always"] + sum(table.get(name, 0.0) * value for name, value in seen.values.items())
    score = 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
    if seen.forbidden:
        return Likeness(min(score, FORBIDDEN), (*seen.grounds, seen.forbidden))
    return Likeness(score, seen.grounds)
