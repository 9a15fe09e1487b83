"""What is given to a worker, and what comes back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from onrecord.intake import IntakeOptions, Item, Piece, Place, weight_of
from onrecord.model import Document, Issue, Record
from onrecord.rules.actors import ActorDictionary
from onrecord.rules.authority import Authority

SHARD = 1_000
"""Pieces in a shard, if nothing else is said."""
PORTION, HEAVY = 8, 256 * 1024
"""Pieces in a portion, and roughly the bytes after which it takes no more."""


@dataclass(frozen=True, slots=True)
class Job:
    """What every worker of a run is told once. `known` is the packed ids of documents that are passed over (see `pack_ids`)."""

    options: IntakeOptions
    actors: ActorDictionary | None
    authority: Authority | None
    is_compared: bool
    known: bytes


@dataclass(frozen=True, slots=True)
class Portion:
    """What a worker reads at once: a few pieces of a shard.

    `number` counts the portions of a run and `shard` its shards, both from 0; `place` is that of the first piece in the portion as it was cut.
    """

    number: int
    shard: int
    pieces: tuple[Piece, ...]
    place: int = 0

    def alone(self) -> tuple[Portion, ...]:
        """Each piece as a portion of its own."""
        return tuple(Portion(self.number, self.shard, (piece,), place) for place, piece in enumerate(self.pieces))

    @property
    def name(self) -> str:
        """What it is called where it fails: the first of its pieces, and the last."""
        first, last = label_of(self.pieces[0]), label_of(self.pieces[-1])
        return first if first == last else f"{first} to {last}"


@dataclass(frozen=True, slots=True)
class PortionRead:
    """What a worker read in a portion; `skipped` documents were known."""

    records: tuple[Record, ...] = ()
    issues: tuple[Issue, ...] = ()
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Lost:
    """Why a portion was not read: its worker ended."""

    reason: str


class Reads(Protocol):
    """What a worker is inside."""

    def read(self, portion: Portion) -> PortionRead:
        """Everything in a portion."""
        ...


class Pool(Protocol):
    """Workers, each with its models loaded, that read one portion at a time. This is all that an engine has to be."""

    workers: int
    """How many there are."""

    def has_room(self) -> bool:
        """True when a portion can be given now."""
        ...

    def give(self, portion: Portion) -> None:
        """Give a portion to a worker that has none; it does not wait."""
        ...

    def take(self, *, wait: bool) -> list[tuple[Portion, PortionRead | Lost]]:
        """What came back since, in any order; with `wait` it waits for a while where nothing did. A worker that ended is replaced.

        Raises OnrecordError where workers cannot be started at all.
        """
        ...

    def close(self) -> None:
        """End all workers, at once."""
        ...


def cut_portions(pieces: Iterable[Piece], shard: int = SHARD) -> Iterator[Portion]:
    """Pieces in portions, `shard` pieces to a shard; where one ends depends on the pieces alone."""
    held: list[Piece] = []
    number = weight = 0
    place = -1
    for place, piece in enumerate(pieces):
        held.append(piece)
        weight += weight_of(piece)
        if len(held) >= PORTION or weight >= HEAVY or (place + 1) % shard == 0:
            yield Portion(number, place // shard, tuple(held))
            number, weight, held = number + 1, 0, []
    if held:
        yield Portion(number, place // shard, tuple(held))


def label_of(piece: Piece) -> str:
    """What a piece is called in messages."""
    if isinstance(piece, Place):
        return piece.target
    if isinstance(piece, Item):
        return piece.label
    return (piece.path or piece.url or piece.id) if isinstance(piece, Document) else piece.message


__all__ = ["SHARD", "Job", "Lost", "Pool", "Portion", "PortionRead", "Reads", "cut_portions", "label_of"]
