"""Keys that very many digests share: which of those are compared, and what is no longer so because others came between."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import Connection, bindparam, delete, func, select

from onrecord.model.blocks import is_beside, is_crowded, parted, places_beside, reach_of
from onrecord.store.driver import ask, write
from onrecord.store.keys import keys_in
from onrecord.store.lists import LISTED, listed
from onrecord.store.tables import DIGEST, DIGEST_KEY, DIGEST_LINK

Ring = tuple[tuple[int, int], ...]
"""Digests in the order of their ranks: rank and number."""
MANY = (
    select(DIGEST_KEY.c.key)
    .where(DIGEST_KEY.c.key.in_(LISTED))
    .group_by(DIGEST_KEY.c.key)
    .having(func.count() >= bindparam("least"))
)
HAVING_KEYS = select(DIGEST_KEY.c.key, DIGEST_KEY.c.digest).where(DIGEST_KEY.c.key.in_(LISTED))
RANKS = select(func.coalesce(DIGEST.c.rank, DIGEST.c.form, DIGEST.c.number), DIGEST.c.number).where(
    DIGEST.c.number.in_(LISTED)
)
HASHES = select(DIGEST.c.number, DIGEST.c.hashes).where(DIGEST.c.number.in_(LISTED))
LINKS_OF = select(DIGEST_LINK.c.one, DIGEST_LINK.c.other).where(DIGEST_LINK.c.one.in_(LISTED))
CUT = delete(DIGEST_LINK).where(DIGEST_LINK.c.one == bindparam("a"), DIGEST_LINK.c.other == bindparam("b"))


def pairs_to_compare(connection: Connection, layer: str, keys: Mapping[int, Sequence[int]]) -> set[tuple[int, int]]:
    """Each of these digests (by key) with those that share a key and stand beside it."""
    blocks: dict[int, list[int]] = {}
    for key, number in ask(connection, HAVING_KEYS, listed=listed(keys)):
        blocks.setdefault(key, []).append(number)
    crowded = {key: block for key, block in blocks.items() if is_crowded(len(block), layer)}
    found = {
        (one, other) for key, block in blocks.items() if key not in crowded for one in keys[key] for other in block
    }
    for ring, named in _rings(connection, crowded).items():
        places = {number: place for place, (_, number) in enumerate(ring)}
        for one in {number for key in named for number in keys[key] if number in places}:
            beside = places_beside(places[one], len(ring), reach_of(layer))
            found.update((one, ring[place][1]) for place in beside)
    return {(one, other) for one, other in found if one != other}


def crowded_rings(connection: Connection, layer: str, keys: Iterable[int]) -> dict[Ring, list[int]]:
    """The digests of those of these keys that so many have that not every two are compared, with the keys that the same ones share."""
    many = [key for (key,) in ask(connection, MANY, listed=listed(keys), least=2 * reach_of(layer) + 2)]
    blocks: dict[int, list[int]] = {}
    for key, number in ask(connection, HAVING_KEYS, listed=listed(many)) if many else ():
        blocks.setdefault(key, []).append(number)
    return _rings(connection, blocks)


def _rings(connection: Connection, blocks: Mapping[int, Sequence[int]]) -> dict[Ring, list[int]]:
    """Blocks in the order of ranks; what many keys share, which near copies do, is put in order once."""
    same: dict[tuple[int, ...], list[int]] = {}
    for key, block in blocks.items():
        same.setdefault(tuple(sorted(block)), []).append(key)
    every = {number for block in same for number in block}
    ranks = {number: rank for rank, number in ask(connection, RANKS, listed=listed(every))} if every else {}
    return {tuple(sorted((ranks[number], number) for number in block)): keys for block, keys in same.items()}


def part_crowds(connection: Connection, layer: str, keys: Iterable[int], new: Collection[int]) -> set[int]:
    """Take away the links between digests that these new ones, whose keys are given, have come between; the digests that lose one."""
    apart: set[tuple[int, int]] = set()
    for ring in crowded_rings(connection, layer, keys):
        before = [found for found in ring if found[1] not in new]
        apart.update((one, other) for (_, one), (_, other) in parted(before, ring, reach_of(layer)))
    apart |= {(other, one) for one, other in apart}
    linked = apart.intersection(ask(connection, LINKS_OF, listed=listed({one for one, _ in apart}))) if apart else set()
    lost = sorted(linked - _still_beside(connection, layer, linked)) if linked else []
    write(connection, CUT, [{"a": one, "b": other} for one, other in lost])
    return {number for pair in lost for number in pair}


def _still_beside(connection: Connection, layer: str, pairs: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of these pairs that a key is left by which they are compared."""
    numbers = {number for pair in pairs for number in pair}
    keys = {number: frozenset(keys_in(hashes)) for number, hashes in ask(connection, HASHES, listed=listed(numbers))}
    shared = {pair: keys[pair[0]] & keys[pair[1]] for pair in pairs}
    places: dict[int, tuple[Mapping[int, int], int]] = {}
    for ring, named in crowded_rings(connection, layer, frozenset().union(*shared.values())).items():
        at = {number: place for place, (_, number) in enumerate(ring)}
        places |= dict.fromkeys(named, (at, len(ring)))
    return {
        (one, other)
        for (one, other), own in shared.items()
        if any(
            ring is None or is_beside(ring[0][one], ring[0][other], ring[1], reach_of(layer))
            for ring in map(places.get, own)
        )
    }


def met_again(rings: Iterable[Ring], gone: Collection[int], layer: str) -> set[int]:
    """One of every two digests that stand beside one another now that these are gone from between them; they are not yet compared."""
    return {
        one
        for ring in rings
        for (_, one), _ in parted([found for found in ring if found[1] not in gone], ring, reach_of(layer))
    }
