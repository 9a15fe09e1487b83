"""Which digests are compared: those that share a family of kinds, a stretch of time, and a name or two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import combinations

from onrecord.resolve.incidents.alike import bones
from onrecord.resolve.incidents.digests import Happening
from onrecord.rules.countries import country_of_adjective, country_of_name

WEEK = 7
AFTER = 10
"""Days after a happening in which a report without a date speaks of it."""
LONGEST = 93
"""Days of a stretch that still says when."""
MOST = 7
"""Names of a digest that make keys."""


def keys_of(happening: Happening) -> frozenset[str]:
    """A kind with a name that is no country's and a week, a kind with two names and a month, two names that are no country's and a week."""
    names = list(_names(happening))[:MOST]
    families = happening.kinds or tuple(sorted({found.lemma for found in happening.triggers}))
    rare = sorted(name for name, is_country in names if not is_country)
    pairs = [" ".join(sorted(pair)) for pair in combinations(sorted({name for name, _ in names}), 2)]
    weeks, months = stretches(happening)
    found = {
        f"{family}|{name}|{when}"
        for family in families
        for group, times in ((rare, weeks), (pairs, months))
        for name in group
        for when in times
    }
    return frozenset(found | {f"{one} {other}|{week}" for one, other in combinations(rare, 2) for week in weeks})


def _names(happening: Happening) -> Iterator[tuple[str, bool]]:
    """The bones of the names that tell most of each party and place, and whether it is a country's."""
    seen: set[str] = set()
    for name in _written(happening):
        code = country_of_name(name) or country_of_adjective(name)
        found = code or max(sorted(bones(name)), key=len, default="")
        if found and found not in seen:
            seen.add(found)
            yield found, code is not None


def _written(happening: Happening) -> Iterable[str]:
    named = [party for party in happening.parties if party.names]
    yield from (party.names[0] for party in named if party.role != "near")
    yield from (spot.name for spot in happening.spots)
    yield from (party.names[0] for party in named if party.role == "near")
    yield from happening.cast[:5]


def stretches(happening: Happening) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Weeks and months in which it may have happened."""
    if happening.days is not None:
        first, last = date.fromisoformat(happening.days.first), date.fromisoformat(happening.days.last)
        first, last = first - timedelta(days=1), last + timedelta(days=1)
    elif happening.written is not None:
        last = date.fromisoformat(happening.written)
        first = last - timedelta(days=AFTER)
    else:
        return (), ("undated",)
    if (last - first).days > LONGEST:
        return (), (str(first.year),)
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    weeks = tuple(dict.fromkeys(f"w{day.toordinal() // WEEK}" for day in days))
    return weeks, tuple(dict.fromkeys(day.isoformat()[:7] for day in days))
