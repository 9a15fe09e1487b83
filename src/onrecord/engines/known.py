"""The ids of documents that need not be read, ten bytes each, so that every worker can have those of millions."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

WIDTH = 10
"""Bytes of an id: twenty hexadecimal digits."""
KIND = f"S{WIDTH}"


def pack_ids(ids: Iterable[str]) -> bytes:
    """Ids of documents, sorted and packed."""
    joined = b"".join(_packed(identity) for identity in ids)
    return np.sort(np.frombuffer(joined, KIND)).tobytes()


class KnownIds:
    """What `pack_ids` packed, to be asked."""

    def __init__(self, packed: bytes) -> None:
        self._ids = np.frombuffer(packed, KIND)

    def __contains__(self, identity: str) -> bool:
        wanted = np.frombuffer(_packed(identity), KIND)
        place = int(np.searchsorted(self._ids, wanted)[0])
        return place < len(self._ids) and bool(self._ids[place] == wanted[0])


def _packed(identity: str) -> bytes:
    return bytes.fromhex(identity.partition("-")[2]).ljust(WIDTH, b"\0")


__all__ = ["KnownIds", "pack_ids"]
