"""Which digests are compared: those of one kind that share a name that tells and a stretch of time, or three such names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from itertools import combinations

from onrecord.resolve.incidents.alike import skeleton, tokens
from onrecord.resolve.incidents.digests import Happening
from onrecord.rules.countries import country_of_adjective, country_of_name

STEP = 12
"""Days from one stretch of time to the next, which overlap: two reports so far apart at most share one."""
OWN, CAST = 2, 5
"""Names of the digest, and of what its story is full of, that make keys."""
SINGLE, TRIPLE = 6, 4
"""Names that make keys one by one with a stretch of time, and three by three whenever it was."""
CONSONANTS = 5
"""Of a name that stand in a key: with three, two of which another name has by chance, twice as many were compared for nothing."""


def keys_of(happening: Happening) -> frozenset[str]:
    """A name that is no country's and a stretch of time; three such names whenever it was: follow-ups come months later.

    Each with the kind of happening: two kinds under which one is told are joined through what is told under both.
    """
    names = telling_names(happening)
    kinds = happening.kinds or ("none",)
    triples = [sorted(three) for three in combinations(names[:TRIPLE], 3)]
    times = stretches(happening)
    return frozenset(
        [f"{one}|{other} {third}|{kind}" for kind in kinds for one, other, third in triples]
        + [f"{name}|{when}|{kind}" for kind in kinds for name in names[:SINGLE] for when in times]
    )


def telling_names(happening: Happening) -> tuple[str, ...]:
    """The bones of the names of its parties and places, then of its story, that are no country's; no two alike."""
    own = _once(_bone(name) for name in _written(happening))
    return tuple(dict.fromkeys(own[:OWN] + _once(_bone(name) for name in happening.cast)[:CAST]))


def _once(found: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(bone for bone in found if bone))


def _bone(name: str) -> str | None:
    """The consonants of the last word: a surname stands alone later on."""
    if country_of_name(name) or country_of_adjective(name):
        return None
    words = re.findall(r"\w+", name)
    last = min(tokens(words[-1]), default=None) if words else None
    return skeleton(last)[:CONSONANTS] if last else None


def _written(happening: Happening) -> Iterable[str]:
    named = [party for party in happening.parties if party.names]
    yield from (party.names[0] for party in named if party.role != "near")
    yield from (spot.name for spot in happening.spots)
    yield from (party.names[0] for party in named if party.role == "near")


def stretches(happening: Happening) -> tuple[str, ...]:
    """Stretches of time in which it was written of, and the month of its own date."""
    found = []
    if happening.written is not None:
        step = date.fromisoformat(happening.written).toordinal() // STEP
        found = [str(step), str(step + 1)]
    if happening.days is not None and happening.days.first[:7] == happening.days.last[:7]:
        found.append(happening.days.first[:7])
    return tuple(found) or ("undated",)
