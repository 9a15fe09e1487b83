"""Arc scores to trees: one root, no cycle (Chu and Liu 1965; Edmonds 1967)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


def is_tree(heads: list[int]) -> bool:
    """True when 1-based `heads` (0 for the root) have one root and every word leads up to it."""
    if heads.count(0) != 1:
        return False
    safe = [False] * (len(heads) + 1)
    safe[0] = True
    for word in range(1, len(heads) + 1):
        path: list[int] = []
        current = word
        while not safe[current] and len(path) <= len(heads):
            path.append(current)
            current = heads[current - 1]
        if not safe[current]:
            return False
        for visited in path:
            safe[visited] = True
    return True


def best_tree(scores: Scores) -> list[int]:
    """The heads of the highest-scoring tree.

    `scores[i, j]` is the score of word i + 1 (0-based row) hanging from j (column 0 is the root);
    returns 1-based heads, exactly one of them 0.
    """
    greedy: list[int] = scores.argmax(axis=1).tolist()
    if is_tree(greedy):
        return greedy
    full = np.full((len(scores) + 1, len(scores) + 1), -np.inf)
    full[1:] = scores
    np.fill_diagonal(full, -np.inf)
    heads = _edmonds(full)
    roots = [word for word in range(1, len(heads)) if heads[word] == 0]
    if len(roots) > 1:
        heads = max((_edmonds(_with_root(full, root)) for root in roots), key=lambda tree: _total(full, tree))
    return heads[1:]


def _with_root(scores: NDArray[np.float64], root: int) -> NDArray[np.float64]:
    limited = scores.copy()
    limited[1:, 0] = -1e9
    limited[root, 0] = scores[root, 0]
    return limited


def _total(scores: NDArray[np.float64], heads: list[int]) -> float:
    return float(sum(scores[word, head] for word, head in enumerate(heads) if word))


def _edmonds(scores: NDArray[np.float64]) -> list[int]:
    """The best arborescence rooted at 0 of a square score matrix; `heads[0]` is 0 and means nothing."""
    heads = scores.argmax(axis=1)
    heads[0] = 0
    cycle = _find_cycle(heads.tolist())
    if not cycle:
        return [int(head) for head in heads]
    inside = np.zeros(len(scores), dtype=bool)
    inside[cycle] = True
    looped = np.array(cycle)
    outside = np.flatnonzero(~inside)
    kept = scores[looped, heads[looped]]
    enter = scores[np.ix_(looped, outside)] - kept[:, None]
    leave = scores[np.ix_(outside, looped)]
    size = len(outside)
    smaller = np.full((size + 1, size + 1), -np.inf)
    smaller[:size, :size] = scores[np.ix_(outside, outside)]
    smaller[:size, size] = leave.max(axis=1)
    smaller[size, :size] = enter.max(axis=0)
    solved = _edmonds(smaller)
    result = heads.copy()
    for place in range(1, size):
        head = solved[place]
        result[outside[place]] = cycle[int(leave[place].argmax())] if head == size else outside[head]
    entry = solved[size]
    broken = cycle[int(enter[:, entry].argmax())]
    result[broken] = outside[entry]
    result[0] = 0
    return [int(head) for head in result]


def _find_cycle(heads: list[int]) -> list[int]:
    state = [0] * len(heads)
    state[0] = 2
    for word in range(1, len(heads)):
        path: list[int] = []
        current = word
        while state[current] == 0:
            state[current] = 1
            path.append(current)
            current = heads[current]
        if state[current] == 1:
            return path[path.index(current) :]
        for visited in path:
            state[visited] = 2
    return []
