"""How alike two names, two words, two runs of words are: pure, and remembered, because the same come again and again."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from onrecord.model import EntityKind
from onrecord.models.vectors import text_vectors
from onrecord.names import SAME, compare
from onrecord.resolve.incidents.digests import Party, Spot

LEAST_LETTERS = 3
EARTH = 6371.0
PIECES = 48
COMMON = frozenset("the of and for in on at de la el al".split())
BODIES = frozenset(("organisation", "government", "armed_group"))


@lru_cache(maxsize=8192)
def tokens(name: str) -> frozenset[str]:
    """The words of a name in small letters without marks."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(char))
    return frozenset(word for word in re.findall(r"\w+", plain) if word not in COMMON)


@lru_cache(maxsize=8192)
def bones(name: str) -> frozenset[str]:
    """The first three consonants of each word (its first letter whatever it is): names that are one mostly share one."""
    return frozenset(skeleton(token)[:3] for token in tokens(name))


@lru_cache(maxsize=8192)
def skeleton(token: str) -> str:
    """The consonants of a word in small letters, after its first letter whatever it is; those that one spelling has for another are one."""
    rest = re.sub(r"[aeiouywh]", "", token[1:].replace("v", "f").replace("w", "f"))
    return token[0].replace("c", "k").replace("w", "v") + re.sub(r"(.)\1", r"\1", rest)


@lru_cache(maxsize=8192)
def are_names_one(one: str, other: str, kind: str | None) -> bool:
    """Whether two names may be of one thing: one's words all in the other's, or the comparison of names says so."""
    first, second = tokens(one), tokens(other)
    if not first or not second:
        return False
    if first == second:
        return True
    if first <= second or second <= first:
        shorter = first if len(first) <= len(second) else second
        return max(map(len, shorter)) >= LEAST_LETTERS
    if not bones(one) & bones(other):
        return kind in BODIES and _are_same(one, other, EntityKind.ORGANISATION)
    return _are_same(one, other, EntityKind.PERSON if kind == "person" else EntityKind.ORGANISATION)


def _are_same(one: str, other: str, kind: EntityKind) -> bool:
    return compare(one, other, kind).score >= SAME


@lru_cache(maxsize=8192)
def word_vector(word: str) -> NDArray[np.float32]:
    """The vector of a word or of words, of length 0 to 1."""
    found: NDArray[np.float32] = text_vectors([word], PIECES)[0]
    return found


@lru_cache(maxsize=8192)
def rarity(word: str) -> float:
    """How rare a word is, about 0 to 1: the length of its vector, which is weighted by rarity."""
    return round(float(np.linalg.norm(word_vector(word))), 4) ** 2


@lru_cache(maxsize=8192)
def weight_of(words: tuple[str, ...]) -> float:
    """The rarity of all these words."""
    return sum(rarity(word) for word in words)


@lru_cache(maxsize=8192)
def overlap(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """The rarity of the words of both as a part of that of the poorer one, 0 to 1; a few words more make it sure."""
    theirs = frozenset(other)
    shared = sum(rarity(word) for word in sorted(word for word in one if word in theirs))
    return shared / (1.0 + min(weight_of(one), weight_of(other)))


@lru_cache(maxsize=8192)
def shared_names(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """How many of the one's names may be of something that the other names too."""
    return sum(any(are_names_one(a, b, None) for b in other) for a in one)


@lru_cache(maxsize=8192)
def word_likeness(one: str, other: str) -> float:
    """The cosine of two words, rounded so that every machine has the same."""
    if one == other:
        return 1.0
    return round(float(word_vector(one) @ word_vector(other)), 3)


@lru_cache(maxsize=4096)
def words_vector(words: tuple[str, ...]) -> NDArray[np.float32]:
    """The vector of the words of a digest."""
    return word_vector(" ".join(words))


def words_likeness(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """The cosine of two runs of words."""
    return round(float(words_vector(one) @ words_vector(other)), 3)


def are_parties_one(one: Party, other: Party) -> bool:
    """The same entity, or names that may be one of kinds that may be one."""
    if one.entity is not None and one.entity == other.entity:
        return True
    if (
        one.kind == "person" != other.kind
        and other.kind in ("organisation", "government", "country")
        and one.country
        and other.country
    ):
        return False
    if one.names and other.names:
        return any(
            are_names_one(a, b, one.kind if one.kind == other.kind else None) for a in one.names for b in other.names
        )
    return False


def kilometres(one: Spot, other: Spot) -> float | None:
    """How far apart two points are, None where one is unknown."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    a, b, c, d = map(math.radians, (one.lat, one.lon, other.lat, other.lon))
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return round(2 * EARTH * math.asin(min(1.0, math.sqrt(half))), 1)
