"""Reading with many workers: processes of this machine, or Ray's on one machine or many. The rooms know nothing of it.

The input is cut into shards and these into portions of a few documents; every portion is read by one worker, and what was read is handed
on in the order of the input, so that it is the same as what one process reads, to the byte. An engine is a `Pool`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from onrecord.engines.known import pack_ids
from onrecord.engines.merging import Merging
from onrecord.engines.shards import SHARD, Job, Lost, Pool, Portion, PortionRead, cut_portions
from onrecord.intake import IntakeOptions, cut
from onrecord.model import Document, Issue, Record
from onrecord.rules.actors import ActorDictionary
from onrecord.rules.authority import Authority

__all__ = ["Engine", "Job", "Lost", "Pool", "Portion", "PortionRead", "Spread", "Workers", "read_many"]


class Engine(StrEnum):
    """Where workers are."""

    LOCAL = "local"
    RAY = "ray"


@dataclass(frozen=True, slots=True)
class Workers:
    """Who reads: `count` workers, as many as there are processors where it is None; `shard` is how many pieces of the input (files, pages,
    rows) are one shard.
    """

    engine: Engine = Engine.LOCAL
    count: int | None = None
    shard: int = SHARD


def read_many(
    targets: Sequence[str],
    *,
    workers: Workers | None = None,
    options: IntakeOptions | None = None,
    known: Callable[[Document], bool] | None = None,
    passed_over: Iterable[str] = (),
    actors: ActorDictionary | None = None,
    authority: Authority | None = None,
    is_compared: bool = True,
) -> Spread:
    """As `onrecord.pipeline.read`, by many workers: the same records in the same order. Close it, or use it as a context manager.

    `passed_over` are ids of documents that workers need not read; `known` has the last word, when a record is handed on.
    Raises InputError for a target that is not there, OnrecordError where workers cannot be started.
    """
    chosen = options or IntakeOptions()
    wanted = workers or Workers()
    pieces = cut(targets, options=chosen, is_elsewhere=wanted.engine is Engine.RAY)
    job = Job(chosen, actors, authority, is_compared, pack_ids(passed_over))
    return Spread(_open_pool(wanted, job), cut_portions(pieces, wanted.shard), known)


def _open_pool(workers: Workers, job: Job) -> Pool:
    if workers.engine is Engine.RAY:
        from onrecord.engines.cluster import RayPool

        return RayPool(job, workers.count)
    from onrecord.engines.local import LocalPool

    return LocalPool(job, workers.count or _processors())


def _processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Spread(Iterator[Record]):
    """Records one by one, in the order of the input, and beside them the issues of what could not be read."""

    total: int | None = None
    """How many items there are: not known beforehand."""

    def __init__(
        self, pool: Pool, portions: Iterable[Portion], known: Callable[[Document], bool] | None = None
    ) -> None:
        self._pool = pool
        self._merging = Merging(pool, portions)
        self._known = known
        self._waiting: Iterator[Record] = iter(())
        self.issues: list[Issue] = []
        """Trouble met so far before there was a document to hang it on."""
        self.count = self.skipped = 0
        """Documents read, and documents passed over because they are known."""
        self.shard = 0
        """The number of the shard of the last record, from 0."""

    def __enter__(self) -> Spread:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the workers, wherever they are in their work."""
        self._pool.close()

    def __next__(self) -> Record:
        """The next record; workers are given what comes next in the meantime."""
        while True:
            self._merging.pump()
            for record in self._waiting:
                if self._known is not None and self._known(record.document):
                    self.skipped += 1
                else:
                    self.count += 1
                    return record
            portion, found = next(self._merging)
            self.shard = portion.shard
            self.issues += found.issues
            self.skipped += found.skipped
            self._waiting = iter(found.records)
