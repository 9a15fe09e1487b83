"""What of the input is given to whoever reads it, when many read at once."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, replace
from pathlib import Path

from onrecord.intake.items import Item
from onrecord.intake.links import LinkedOut
from onrecord.intake.remote import is_of_process, is_remote
from onrecord.intake.targets import is_address
from onrecord.model import Document, Issue

SMALL = 64 * 1024
"""Bytes of a file up to which one reader reads the whole of it, however many documents it holds."""
HOLDING = (".zip", ".gz", ".zst", ".parquet", ".warc")
"""Endings of files that may hold very much more than their size says."""
TABLES = (".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".xml", ".rss", ".atom")
"""Endings of files that hold many documents."""


@dataclass(frozen=True, slots=True)
class Place:
    """A target that whoever reads it opens; `size` is its bytes, or what is assumed where that is not known. `data` are the bytes themselves,
    for those who have not this machine's files.
    """

    target: str
    size: int
    data: bytes | None = None


Piece = Place | Item | Document | Issue


def place_of(target: str) -> Place | None:
    """An expanded target that others can open and that is small, as it is; None for what must be opened here and taken apart."""
    name = target.lower()
    if (
        isinstance(target, LinkedOut)
        or target == "-"
        or is_of_process(target)
        or (not is_address(target) and name.endswith(HOLDING))
    ):
        return None
    if is_address(target):
        return Place(target, SMALL)
    if is_remote(target):
        return None if name.endswith(TABLES) else Place(target, SMALL)
    try:
        found = os.stat(target)
    except OSError:
        return Place(target, 0)
    return Place(target, found.st_size) if found.st_size <= SMALL and stat.S_ISREG(found.st_mode) else None


def with_data(place: Place) -> Place | None:
    """The same with its bytes, where it is a file of this machine; None where that cannot be opened."""
    if is_address(place.target) or is_remote(place.target):
        return place
    try:
        return replace(place, data=Path(place.target).read_bytes())
    except OSError:
        return None


def weight_of(piece: Piece) -> int:
    """Bytes or characters, roughly."""
    if isinstance(piece, Place):
        return piece.size
    return len(piece.data if isinstance(piece, Item) else piece.raw if isinstance(piece, Document) else piece.message)


__all__ = ["SMALL", "Piece", "Place", "place_of", "weight_of", "with_data"]
