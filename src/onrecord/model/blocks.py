"""Which two of the digests that share a key are compared, where they are too many for every two.

Digests under one key stand in a ring in the order of their ranks. Each is compared with so many on either side of it: in a small ring with all
others. So a digest costs no more however many share its keys, and what is compared depends on which digests there are, not on how they came.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TypeVar

from onrecord.model.across import COPIES_LAYER

T = TypeVar("T", int, str, tuple[int, int], tuple[int, str])
REACHES = {COPIES_LAYER: 200}
REACH = 40
"""Steps to either side within which digests are compared: every two of up to 81 (of the words of stories 401). In ordinary collections of
thousands of stories no key has half as many. Copies reach further, since whether a report is independent depends on them.
"""
TIES = 40
"""Bits of a rank that part digests of one day."""


def reach_of(layer: str) -> int:
    """Steps to either side within which digests of a layer are compared."""
    return REACHES.get(layer, REACH)


def is_crowded(size: int, layer: str) -> bool:
    """True where so many digests of a layer share a key that not every two are compared."""
    return size > 2 * reach_of(layer) + 1


def make_rank(day: str | None, form: int | None, identity: str) -> int:
    """The place of a digest among others, by its day (ISO 8601), those without one first; twins, which have one form, have one rank."""
    own = identity.encode() if form is None else b"%d" % form
    return _ordinal(day) << TIES | int.from_bytes(hashlib.blake2b(own, digest_size=TIES // 8).digest(), "big")


def _ordinal(day: str | None) -> int:
    try:
        return date.fromisoformat((day or "")[:10]).toordinal()
    except ValueError:
        return 0


def places_beside(place: int, size: int, reach: int) -> Iterator[int]:
    """The other places of a ring that are within reach of one."""
    if size <= 2 * reach + 1:
        yield from (other for other in range(size) if other != place)
    else:
        yield from ((place + step) % size for step in range(-reach, reach + 1) if step)


def is_beside(one: int, other: int, size: int, reach: int) -> bool:
    """True for two places of a ring that are within reach of one another."""
    apart = abs(one - other)
    return min(apart, size - apart) <= reach


def pairs_beside(ring: Sequence[T], reach: int) -> Iterator[tuple[T, T]]:
    """Every two of a ring that are within reach of one another, once."""
    for place, one in enumerate(ring):
        for step in range(1, min(reach, len(ring) // 2) + 1):
            if 2 * step < len(ring) or place < step:
                yield one, ring[(place + step) % len(ring)]


def parted(before: Sequence[T], after: Sequence[T], reach: int) -> set[tuple[T, T]]:
    """Which two were within reach of one another in a ring (in order) and are no longer, now that it has more in it. Costs what is new."""
    if len(after) <= 2 * reach + 1 or len(before) < 2:
        return set()
    was = {one: place for place, one in enumerate(before)}
    now = {one: place for place, one in enumerate(after)}
    new = sorted(place for one, place in now.items() if one not in was)
    found: set[tuple[T, T]] = set()
    for place in {(spot - step) % len(after) for spot in new for step in range(1, reach + 1)}.difference(new):
        one = after[place]
        between = bisect_right(new, place + reach) - bisect_right(new, place)
        between += bisect_right(new, place + reach - len(after))
        for step in range(max(1, reach - between + 1), min(reach, len(before) - 1) + 1):
            other = before[(was[one] + step) % len(before)]
            if not is_beside(place, now[other], len(after), reach):
                found.add((min(one, other), max(one, other)))
    return found
