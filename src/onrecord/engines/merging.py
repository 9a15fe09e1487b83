"""Portions given to workers as these come free, and what was read handed on in the order of the input."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from onrecord.engines.shards import Lost, Pool, Portion, PortionRead
from onrecord.issues import make_issue
from onrecord.model import Issue, Severity

AHEAD = 4
"""Portions for each worker that may be with workers or wait behind a slower one: past that no more are cut, so memory stays flat."""
TRIES = 2
"""How often a portion is given to a worker, and then, alone, each of its pieces."""


@dataclass(slots=True)
class _Asked:
    """A portion on its way: how much of it is out still, and what came back, by place."""

    portion: Portion
    out: int = 1
    back: dict[int, PortionRead] = field(default_factory=dict)

    def whole(self) -> PortionRead:
        """What came back, in order."""
        parts = [self.back[place] for place in sorted(self.back)]
        return PortionRead(
            tuple(record for part in parts for record in part.records),
            tuple(issue for part in parts for issue in part.issues),
            sum(part.skipped for part in parts),
        )


class Merging(Iterator[tuple[Portion, PortionRead]]):
    """Every portion with what was read in it, in order; `pump` keeps the workers busy in the meantime.

    A portion whose worker ends is given to another one; if that happens again each of its pieces is given alone, and a piece that no worker
    survives is named in an issue, `shard-failed`. Everything else goes on.
    """

    def __init__(self, pool: Pool, portions: Iterable[Portion]) -> None:
        self._pool = pool
        self._portions = iter(portions)
        self._is_cut = False
        self._asked: deque[_Asked] = deque()
        self._by_number: dict[int, _Asked] = {}
        self._again: deque[Portion] = deque()
        self._tries: Counter[tuple[int, int, int]] = Counter()

    def __next__(self) -> tuple[Portion, PortionRead]:
        """The next portion, once all before it were handed on. Raises OnrecordError where workers cannot be started."""
        self.pump()
        while self._asked[0].out if self._asked else not self._is_cut:
            self.pump(wait=True)
        if not self._asked:
            raise StopIteration
        first = self._asked.popleft()
        del self._by_number[first.portion.number]
        self.pump()
        return first.portion, first.whole()

    def pump(self, *, wait: bool = False) -> None:
        """Take what came back, and give what can be given."""
        self._give()
        for portion, found in self._pool.take(wait=wait):
            if isinstance(found, Lost):
                self._lose(portion, found)
            else:
                self._put(portion, found)
        self._give()

    def _give(self) -> None:
        while self._pool.has_room() and (portion := self._next()) is not None:
            self._pool.give(portion)

    def _next(self) -> Portion | None:
        """What is given next: what was lost, then what was not cut yet, as far as there may be."""
        if self._again:
            return self._again.popleft()
        if len(self._asked) >= AHEAD * self._pool.workers:
            return None
        portion = next(self._portions, None)
        if portion is None:
            self._is_cut = True
        else:
            asked = _Asked(portion)
            self._asked.append(asked)
            self._by_number[portion.number] = asked
        return portion

    def _put(self, portion: Portion, found: PortionRead) -> None:
        asked = self._by_number[portion.number]
        asked.back[portion.place] = found
        asked.out -= 1

    def _lose(self, portion: Portion, lost: Lost) -> None:
        key = (portion.number, portion.place, len(portion.pieces))
        self._tries[key] += 1
        if self._tries[key] < TRIES:
            self._again.append(portion)
            return
        del self._tries[key]
        if len(portion.pieces) > 1:
            alone = portion.alone()
            self._by_number[portion.number].out += len(alone) - 1
            self._again.extend(alone)
        else:
            self._put(portion, PortionRead(issues=(_failed(portion, lost),)))


def _failed(portion: Portion, lost: Lost) -> Issue:
    words = f"{portion.name}: could not be read, {TRIES} times over ({lost.reason}); left out of shard {portion.shard}, the rest went on"
    return make_issue("shard-failed", words, room="engines", severity=Severity.ERROR)


__all__ = ["AHEAD", "TRIES", "Merging"]
