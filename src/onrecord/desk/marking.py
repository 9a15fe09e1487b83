"""Spans to segments: a text is cut wherever a mark begins or ends, so that marks that overlap or cross are drawn side by side.

Offsets are in code points and stay here: a page finds the words of a record by the record's id, never by counting.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

LONGEST = 60_000
"""Characters of a text that are shown at once."""
MOST = 30_000
"""Segments, and marks over them, that are shown at once."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Words of a record: whose they are, what they are to it (`source`, `trigger`, …) and where they stand; one that is empty marks nothing."""

    record: str
    role: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the text over which no mark begins or ends; `marks` lie over all of it, the shortest first, `opens` begin here."""

    start: int
    end: int
    text: str
    marks: tuple[Mark, ...]
    opens: tuple[Mark, ...]


def split_text(text: str, marks: Iterable[Mark], start: int, end: int, cuts: Iterable[int] = ()) -> Iterator[Segment]:
    """The segments of `text[start:end]`, none of them empty, cut at `cuts` too; of a mark that reaches out of it the part that is inside."""
    inside = _inside(marks, start, end)
    beginning = _by_place(inside, lambda mark: max(mark.start, start))
    ending = _by_place(inside, lambda mark: min(mark.end, end))
    bounds = {start, end, *beginning, *ending, *(cut for cut in cuts if start < cut < end)}
    over: dict[Mark, None] = {}
    points = sorted(bounds)
    for first, last in zip(points, points[1:], strict=False):
        for mark in ending.get(first, ()):
            over.pop(mark, None)
        opening = sorted(beginning.get(first, ()), key=_narrowest, reverse=True)
        over.update(dict.fromkeys(opening))
        marked = tuple(sorted(over, key=_narrowest))
        yield Segment(first, last, text[first:last], marked, tuple(mark for mark in opening if mark.start == first))


def split_parts(
    text: str, marks: Iterable[Mark], start: int, end: int, breaks: Sequence[int], *, longest: int = LONGEST, most: int = MOST
) -> tuple[tuple[int, int], ...]:  # fmt: skip
    """What of `text[start:end]` is shown at once: bounds of parts that follow each other; one part where all of it can be.

    A part has at most `longest` characters and about `most` segments and marks over them. It ends at the last of `breaks` (where
    lines start, in order) in its second half, else where a mark begins or ends, else at a space.
    """
    points, costs = _costs(marks, start, end, breaks)
    found = [start]
    while True:
        reach = _reach(points, costs, found[-1], longest, most)
        if reach >= end:
            return tuple(zip(found, [*found[1:], end], strict=True))
        found.append(_cut(text, found[-1], reach, (breaks, points)))


def _costs(marks: Iterable[Mark], start: int, end: int, breaks: Iterable[int]) -> tuple[list[int], list[int]]:
    """Where segments begin and end, and at each such place how many there are before it, with the marks over them."""
    change: Counter[int] = Counter({start: 0, end: 0})
    change.update(dict.fromkeys((place for place in breaks if start < place < end), 0))
    for mark in _inside(marks, start, end):
        change[max(mark.start, start)] += 1
        change[min(mark.end, end)] -= 1
    points = sorted(change)
    over = accumulate(change[point] for point in points)
    return points, [0, *accumulate(1 + count for count in over)][: len(points)]


def _reach(points: Sequence[int], costs: Sequence[int], begin: int, longest: int, most: int) -> int:
    """How far a part that begins here may go; always beyond its beginning."""
    here = costs[bisect_right(points, begin) - 1]
    last = bisect_right(costs, here + most) - 1
    if last == len(points) - 1:
        return min(points[-1], begin + longest)
    far = points[last] if points[last] > begin else points[bisect_right(points, begin)]
    return min(far, begin + longest)


def _cut(text: str, begin: int, reach: int, places: Iterable[Sequence[int]]) -> int:
    """Where a part that may go so far ends."""
    middle = begin + (reach - begin) // 2
    for known in places:
        place = known[bisect_right(known, reach) - 1] if known else begin
        if middle < place <= reach:
            return place
    return text.rfind(" ", middle, reach) + 1 or reach


def _inside(marks: Iterable[Mark], start: int, end: int) -> list[Mark]:
    return [mark for mark in marks if mark.start < end and start < mark.end and mark.start < mark.end]


def _by_place(marks: Iterable[Mark], place: Callable[[Mark], int]) -> dict[int, list[Mark]]:
    found: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        found[place(mark)].append(mark)
    return found


def _narrowest(mark: Mark) -> tuple[int, int, str, str]:
    return mark.end - mark.start, mark.start, mark.record, mark.role
