"""Measures of segmentation: what a found division into stories shares with the true one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def window_errors(gold: Sequence[int], found: Sequence[int]) -> tuple[float, float]:
    """Pk and WindowDiff; `gold` and `found` say for each gap whether a story ends there."""
    units = len(gold) + 1
    size = max(2, round(units / (sum(gold) + 1) / 2))
    one, two = ([0, *_cumulated(ends)] for ends in (gold, found))
    windows = [(one[n + size] - one[n], two[n + size] - two[n]) for n in range(units - size)]
    if not windows:
        return 0.0, 0.0
    pk = sum((a == 0) != (b == 0) for a, b in windows) / len(windows)
    return pk, sum(a != b for a, b in windows) / len(windows)


def _cumulated(ends: Sequence[int]) -> Iterator[int]:
    total = 0
    for end in ends:
        total += end
        yield total


def recovered(gold: Sequence[int], found: Sequence[int]) -> float:
    """Mean over the true stories of the F1 (in units) with the best output story."""
    one, two = _stories(gold), _stories(found)
    return sum(max(2 * len(a & b) / (len(a) + len(b)) for b in two) for a in one) / len(one)


def _stories(ends: Sequence[int]) -> list[set[int]]:
    stories: list[set[int]] = [{0}]
    for number, end in enumerate(ends, start=1):
        if end:
            stories.append(set())
        stories[-1].add(number)
    return stories
