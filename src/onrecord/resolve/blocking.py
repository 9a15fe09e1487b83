"""Which entities are worth comparing: those that share a key, so that a hundred thousand take seconds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from onrecord.model import EntityKind
from onrecord.names.romanising import bones
from onrecord.names.words import Word, WordKind, read_body
from onrecord.resolve.profiles import Profile, read_name

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
        for one, other in _pairs(blocks[key], profiles):
            number = one * len(profiles) + other
            if number not in seen:
                seen.add(number)
                yield profiles[one], profiles[other]


def _pairs(block: list[int], profiles: Sequence[Profile]) -> Iterator[tuple[int, int]]:
    if len(block) > LARGEST:
        block = sorted(block, key=lambda place: (profiles[place].name.lower(), place))
    for start, one in enumerate(block):
        for other in block[start + 1 : start + 1 + LARGEST]:
            yield min(one, other), max(one, other)


def keys_of(profile: Profile) -> frozenset[str]:
    """Keys that two names of one thing share whatever their spelling, mostly two words' consonants."""
    found: set[str] = {f"{profile.family} acronym {acronym}" for acronym in profile.acronyms}
    for name in profile.full:
        words = read_name(name, profile.kind).words
        if profile.kind is EntityKind.PERSON:
            found |= {f"person {key}" for key in _person_keys(words)}
        else:
            found |= {f"{profile.family} {key}" for key in _body_keys(words)}
            found |= {f"{profile.family} acronym {initials}" for initials in read_body(name).initials if len(initials) > 2}
    return frozenset(found)


def _consonants(word: Word) -> frozenset[str]:
    """Of the reading and of its sound: the second joins what transliterations put for one another."""
    return frozenset((*word.bones, *(bones(heard) for heard in word.sounds)))


def _person_keys(words: Sequence[Word]) -> Iterator[str]:
    """Of every two words: the consonants of one and the first consonant of the other."""
    kept = [word for word in words if word.kind is not WordKind.PATRONYMIC]
    for place, word in enumerate(kept):
        for other in (*kept[:place], *kept[place + 1 :]):
            for one in _consonants(word):
                yield from (f"{one} {there[:1]}" for there in _consonants(other))


def _body_keys(words: Sequence[Word]) -> Iterator[str]:
    """Of a name of one telling word its consonants; of more, those of each two neighbours in the order of the alphabet."""
    telling = [word for word in words if word.kind is not WordKind.COMMON]
    first = sorted(word.code or min(_consonants(word)) for word in words)
    if len(telling) == 1:
        yield from _consonants(telling[0])
        yield f"beginning {telling[0].text[:5]}"
    yield from (f"{one} {other}" for one, other in zip(first, first[1:], strict=False))
