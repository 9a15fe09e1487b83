"""The keys of digests as numbers, which is how they are stored."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

MOST_NUMBER, SIGN = 2**64 - 1, 2**63
KEPT_BITS = 2**32 - 1, 2**44 - 1
"""Of the number of a key the bits that are its own beside another with the same words before the second bar, and before the first."""


def key_numbers(layer: str, keys: Iterable[str]) -> tuple[int, ...]:
    """Keys of a layer as numbers of 64 bits; two keys that meet by chance only cost a comparison.

    Numbers of keys with the same words before the first bar are neighbours, and so are among them those with the same before the second:
    the many keys of a document stand in few places of the table.
    """
    start = hashlib.blake2b(layer.encode() + b"\0", digest_size=8)
    beginnings: dict[str, int] = {}

    def beginning(words: str) -> int:
        number = beginnings.get(words)
        if number is None:
            number = beginnings[words] = _hash(start, words)
        return number

    found = set()
    for key in keys:
        number = _hash(start, key)
        first, bar, rest = key.partition("|")
        if bar:
            own, near = KEPT_BITS
            number = beginning(f"{first}|{rest.partition('|')[0]}") & ~own & MOST_NUMBER | number & own
            number = beginning(first) & ~near & MOST_NUMBER | number & near
        found.add(number - ((number & SIGN) << 1))
    return tuple(sorted(found))


def _hash(start: Any, words: str) -> int:
    digest = start.copy()
    digest.update(words.encode("utf-8", "surrogatepass"))
    return int.from_bytes(digest.digest(), "little")


def pack_keys(numbers: Sequence[int]) -> bytes:
    """Eight bytes a number."""
    return struct.pack(f"<{len(numbers)}q", *numbers)


def keys_in(packed: bytes) -> Iterator[int]:
    """The numbers that `pack_keys` packed."""
    return (number for (number,) in struct.iter_unpack("<q", packed))
