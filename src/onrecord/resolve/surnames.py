"""A surname alone joins no two documents; whom it may stand for is noted where few people have it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from onrecord.model import EntityKind, Join
from onrecord.names.words import WordKind, read_person
from onrecord.resolve.profiles import Profile

FEW = 3
"""People of one surname; of more, a note would say nothing."""


def surname_notes(profiles: Sequence[Profile]) -> Iterator[Join]:
    """For each person known by a surname only, the few whose full name ends or begins with it, by how it sounds."""
    people = [profile for profile in profiles if profile.kind is EntityKind.PERSON]
    bearers: dict[str, list[Profile]] = defaultdict(list)
    for profile in people:
        for sound in {
            sound for name in profile.read for word in (name.words[0], name.words[-1]) for sound in word.sounds
        }:
            bearers[sound].append(profile)
    for profile in people:
        found = _bearers(profile, bearers) if profile.is_weak else []
        for other in found if len(found) <= FEW else ():
            one, two = sorted((profile.id, other.id))
            yield Join(one, two, f"{profile.name} may stand for {other.name}")


def _bearers(weak: Profile, bearers: dict[str, list[Profile]]) -> list[Profile]:
    read = read_person(weak.name)
    if len(read.words) != 1 or read.words[0].kind is WordKind.INITIAL or read.hidden:
        return []
    found = {other.id: other for sound in read.words[0].sounds for other in bearers.get(sound, ())}
    return [
        o for _, o in sorted(found.items()) if not weak.countries or not o.countries or weak.countries & o.countries
    ]
