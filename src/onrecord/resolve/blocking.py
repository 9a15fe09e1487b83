"""Which entities are worth comparing: those that share a key, so that a hundred thousand take seconds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import permutations

from rapidfuzz.distance import Indel

from onrecord.model import EntityKind
from onrecord.names.romanising import bones
from onrecord.names.words import Word, WordKind
from onrecord.resolve.grounds import LONG
from onrecord.resolve.profiles import Profile

LEAST, LEAST_OF_BODIES, LEAST_WITH_MORE = 0.72, 0.85, 0.6
"""How alike two names must sound to be looked at closely: of as many words, and where one has more."""
ACRONYM = " acronym "
MOST_MEANINGS = 5
"""Bodies of one short form that are compared with it."""
LEAST_LETTERS = 5
"""Letters of a first word that is a key by itself."""
LARGEST = 40
"""Entities of one key that are all compared; of more, each is compared with as many neighbours in the order of their names."""


def candidates(profiles: Sequence[Profile]) -> Iterator[tuple[Profile, Profile]]:
    """Pairs of profiles, by place, that share a key: each once, in the order of their ids."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for place, profile in enumerate(profiles):
        for key in sorted(keys_of(profile)):
            blocks[key].append(place)
    seen: set[int] = set()
    for key in sorted(blocks):
        for one, other in (_shortened if ACRONYM in key else _pairs)(blocks[key], profiles):
            number = one * len(profiles) + other
            if number not in seen:
                seen.add(number)
                if not _are_alike(profiles[one], profiles[other]):
                    continue
                yield profiles[one], profiles[other]


def _are_alike(one: Profile, other: Profile) -> bool:
    """A quick look at how the names sound; an acronym sounds like nothing, and Bill does not sound like William."""
    if not one.sketches or not other.sketches or not one.rows.isdisjoint(other.rows):
        return True
    same = LEAST if one.kind is EntityKind.PERSON else LEAST_OF_BODIES
    return any(_sound_alike(a, b, same) for a in one.sketches for b in other.sketches)


def _sound_alike(one: str, other: str, same: float) -> bool:
    least = same if one.count(" ") == other.count(" ") else LEAST_WITH_MORE
    return Indel.normalized_similarity(one, other, score_cutoff=least) >= least


def _shortened(block: list[int], profiles: Sequence[Profile]) -> Iterator[tuple[int, int]]:
    """Short forms with what they may stand for; more than a few of those leave the short form open anyway."""
    long = [place for place in block if not profiles[place].is_short][:MOST_MEANINGS]
    for one in block:
        if profiles[one].is_short:
            yield from ((min(one, other), max(one, other)) for other in long)


def _pairs(block: list[int], profiles: Sequence[Profile]) -> Iterator[tuple[int, int]]:
    if len(block) > LARGEST:
        block = sorted(block, key=lambda place: (profiles[place].name.lower(), place))
    for start, one in enumerate(block):
        for other in block[start + 1 : start + 1 + LARGEST]:
            yield min(one, other), max(one, other)


def keys_of(profile: Profile) -> frozenset[str]:
    """Keys that two names of one thing share whatever their spelling, mostly two words' consonants."""
    found: set[str] = {f"{profile.family}{ACRONYM}{acronym}" for acronym in profile.acronyms}
    for name in profile.read:
        if profile.kind is EntityKind.PERSON:
            found |= {f"person {key}" for key in _person_keys(name.words)}
        else:
            found |= {f"{profile.family} {key}" for key in _body_keys(name.words)}
            found |= {f"{profile.family}{ACRONYM}{initials}" for initials in name.initials if len(initials) > 2}
    return frozenset(found)


def _consonants(word: Word) -> frozenset[str]:
    """Of the sound of each reading; a word written without vowels has them as they stand."""
    return frozenset(bones(heard) for heard in word.sounds)


def _person_keys(words: Sequence[Word]) -> Iterator[str]:
    """Of every two words: the consonants of both, or of one with a row of given names or with an end of a long word."""
    kept = [word for word in words if word.kind not in (WordKind.PATRONYMIC, WordKind.INITIAL)]
    for one, other in permutations(kept, 2):
        for consonants in _consonants(one):
            yield from (" ".join(sorted((consonants, there))) for there in _consonants(other))
            yield from (f"{consonants} {row}" for row in _rows(other))
            if len(other.text) >= LONG:
                yield f"{consonants} {other.sounds[0][:4]}-"
                yield f"{consonants} -{other.sounds[0][-4:]}"


def _rows(word: Word) -> Iterator[str]:
    """Rows of the table of given names that a word stands in."""
    for rows in word.rows:
        yield from rows


def _body_keys(words: Sequence[Word]) -> Iterator[str]:
    """Of a name of one telling word its consonants or its beginning; of more, those of each two in the order of the alphabet."""
    telling = [word for word in words if word.kind is not WordKind.COMMON]
    if telling and telling[0].kind is WordKind.WORD and len(telling[0].text) >= LEAST_LETTERS:
        yield from (f"first {consonants}" for consonants in _consonants(telling[0]))
    if len(telling) == 1:
        yield from _consonants(telling[0])
        yield f"{telling[0].sounds[0][:5]}-"
    ordered = sorted(word.code or min(_consonants(word)) for word in telling)
    yield from (f"{one} {other}" for one, other in zip(ordered, ordered[1:], strict=False))
    if any(word.kind is WordKind.NUMBER for word in telling) and len(telling) > 1:
        yield from (f"number {word.sounds[0]}" for word in telling if word.kind is not WordKind.NUMBER)
