"""Which digests are compared: those of one group of kinds that share two names that tell, or one and a stretch of time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from itertools import combinations

from onrecord.resolve.incidents.alike import bones
from onrecord.resolve.incidents.digests import Happening
from onrecord.rules.countries import country_of_adjective, country_of_name

GROUPS = (
    "ASSAULT explosion fire death crash collapse accident spill blackout drought outbreak MOBILIZE launch rescue earthquake flood storm landslide eruption",
    "COERCE SANCTION theft RETREAT CONCEDE PROTEST",
    "AGREE CONSULT COOPERATE SUPPORT REQUEST AID",
    "REJECT ACCUSE THREATEN",
    "election appointment",
)
"""Kinds under which one happening may be told; each is in one group, so that a digest has few keys."""
GROUP = {kind: str(place) for place, row in enumerate(GROUPS) for kind in row.split()}
STEP = 20
"""Days from one stretch of time to the next, which overlap: two reports so far apart at most share one."""
OWN, CAST = 2, 5
"""Names of the digest, and of what its story is full of, that make keys."""
PAIRED, SINGLE = 6, 4
"""Names that make keys two by two whenever it was, and one by one with a stretch of time."""


def keys_of(happening: Happening) -> frozenset[str]:
    """Two names that are no country's, whenever it was: follow-ups come months later; one such name and a stretch of time."""
    names = telling_names(happening)
    groups = sorted({GROUP.get(kind, kind) for kind in happening.kinds}) or ["none"]
    pairs = [" ".join(sorted(pair)) for pair in combinations(names[:PAIRED], 2)]
    times = stretches(happening)
    return frozenset(
        [f"{group}|{pair}" for group in groups for pair in pairs]
        + [f"{group}|{name}|{when}" for group in groups for name in names[:SINGLE] for when in times]
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
    return min(bones(words[-1]), default=None) if words else None


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
