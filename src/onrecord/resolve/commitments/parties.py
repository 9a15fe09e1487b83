"""Whether two parties may be the same one, and whether two contents are about the same."""

from __future__ import annotations

from functools import lru_cache

from onrecord.resolve.commitments.values import CommitmentReport, Party

STEM = 6
"""Letters by which words of one family are known: withdraw and withdrawal, resign and resignation."""
SHORTEST = 5


def stem(lemma: str) -> str:
    """The first letters of a lemma."""
    return lemma[:STEM]


def are_same(one: str, other: str) -> bool:
    """The same name, or a state and what is of it: Varonia and Varonian."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    return len(short) >= SHORTEST and len(long) - len(short) <= 3 and long.startswith(short[:-1])


def likeness(one: Party, other: Party) -> float:
    """1 for a shared name, 0.5 for a shared description alone, 0 for neither, -1 for two people of other names."""
    if not one.is_known or not other.is_known:
        return 0.0
    if any(are_same(a, b) for a in one.telling for b in other.telling):
        return -1.0 if _are_others(one, other) else 1.0
    if set(one.roles) & set(other.roles):
        return 0.25 if one.telling and other.telling else 0.5
    return 0.0


def _are_others(one: Party, other: Party) -> bool:
    """Two full names of people with one surname and other given names."""
    if not one.names or not other.names:
        return False
    return not any(
        a.split()[0][0] == b.split()[0][0] and a.split()[-1] == b.split()[-1] for a in one.names for b in other.names
    )


@lru_cache(maxsize=8192)
def stems(lemmas: tuple[str, ...]) -> frozenset[str]:
    """The stems of lemmas."""
    return frozenset(map(stem, lemmas))


def shared(one: CommitmentReport, other: CommitmentReport) -> frozenset[str]:
    """Stems that both contents have."""
    return stems(one.lemmas) & stems(other.lemmas)


def overlap(one: CommitmentReport, other: CommitmentReport) -> float:
    """The part of the shorter content that the other has too."""
    fewest = min(len(stems(one.lemmas)), len(stems(other.lemmas)))
    return len(shared(one, other)) / fewest if fewest else 0.0


def turns_on_same(one: CommitmentReport, other: CommitmentReport) -> bool:
    """True where verb or object are shared."""
    return bool(stems((*one.verbs, *one.objects)) & stems((*other.verbs, *other.objects)))
