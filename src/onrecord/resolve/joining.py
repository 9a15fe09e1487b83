"""Entities of many documents as clusters: which ids are one thing, and why.

The result depends on what is given and not on its order, so it can be thrown away and made again. Only pairs that share a key
are compared. A ground joins two entities where nothing forbids it; a component of joined entities in which two forbid one another
loses its weaker grounds, then all of them, and what is lost is noted. People's judgements stand above every ground and are never undone by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from onrecord.model import Entity, EntityCluster, Join, Joined, Judgement
from onrecord.resolve.blocking import candidates
from onrecord.resolve.grounds import Ground, Strength, ground_of
from onrecord.resolve.layers import connected
from onrecord.resolve.profiles import Profile, make_profiles
from onrecord.resolve.surnames import surname_notes

SAME_VERDICT, DIFFERENT_VERDICT = "same", "different"
Ids = tuple[str, str]
Grounds = dict[Ids, Ground]
Reasons = dict[Ids, str]
MOST = 60
"""Entities of a component in which every two are compared; a larger one is taken for a mistake and keeps its full grounds only."""


def subject_of(one: str, other: str) -> str:
    """What a judgement on two entities is about: both ids in order, with a space between them."""
    return " ".join(sorted((one, other)))


def join_entities(entities: Iterable[Entity], judgements: Iterable[Judgement] = ()) -> Joined:
    """Clusters of entities over documents, from their readings and what people judged of them."""
    profiles = make_profiles(entities)
    known = {profile.id: profile for profile in profiles}
    same, different = _judged(judgements)
    same = {pair: reason for pair, reason in same.items() if pair[0] in known and pair[1] in known}
    looked = ((one.id, other.id, ground_of(one, other)) for one, other in candidates(profiles))
    found = {(one, other): ground for one, other, ground in looked if ground.strength >= Strength.NOTED}
    grounds = {pair: g for pair, g in found.items() if g.strength > Strength.NOTED and pair not in different}
    kept = _without_conflicts(grounds, same, different, known)
    reasons = {pair: ground.reason for pair, ground in kept.items()} | same
    noted = {(note.one, note.other): note.reason for note in surname_notes(profiles)}
    noted |= {pair: ground.reason for pair, ground in found.items()}
    open_pairs = sorted(pair for pair in noted if pair not in different and pair not in reasons)
    return Joined(_clusters(reasons, known), tuple(Join(*pair, noted[pair]) for pair in open_pairs))


def _judged(judgements: Iterable[Judgement]) -> tuple[Reasons, frozenset[Ids]]:
    """Pairs judged the same, with the reason, and pairs judged different. Of two verdicts on a pair the later counts; an
    older `same` that would unite what is judged different does not count either.
    """
    latest: dict[Ids, Judgement] = {}
    for judgement in sorted(judgements, key=lambda found: (found.at, found.id)):
        ids = judgement.subject.split(" ")
        if len(ids) == 2 and judgement.withdrawn_at is None and judgement.verdict in (SAME_VERDICT, DIFFERENT_VERDICT):
            pair = (min(ids), max(ids))
            latest.pop(pair, None)
            latest[pair] = judgement
    different = frozenset(pair for pair, found in latest.items() if found.verdict == DIFFERENT_VERDICT)
    same: Reasons = {}
    for pair, found in reversed(latest.items()):
        if found.verdict == SAME_VERDICT:
            component = next(ids for ids in connected((), [*same, pair]) if pair[0] in ids)
            if not any(one in component and other in component for one, other in different):
                same[pair] = _judgement_reason(found)
    return same, different


def _judgement_reason(judgement: Judgement) -> str:
    return f"judged by {judgement.by}" + (f": {judgement.reason}" if judgement.reason else "")


def _without_conflicts(
    grounds: Grounds, same: Reasons, different: frozenset[Ids], known: dict[str, Profile]
) -> Grounds:
    """Grounds that no two entities of their component forbid: all of it, else its full grounds, else none."""
    kept: Grounds = {}
    for inside, judged in _by_component(grounds, same):
        if not _conflict([*inside, *judged], same, different, known):
            kept |= inside
            continue
        full = {pair: ground for pair, ground in inside.items() if ground.strength is Strength.FULL}
        for part, part_judged in _by_component(full, judged):
            if not _conflict([*part, *part_judged], same, different, known):
                kept |= part
    return kept


def _by_component(grounds: Grounds, same: Reasons) -> list[tuple[Grounds, Reasons]]:
    """Grounds and judgements of each component."""
    components = connected((), [*grounds, *same])
    number = {identity: place for place, component in enumerate(components) for identity in component}
    found: list[tuple[Grounds, Reasons]] = [({}, {}) for _ in components]
    for pair, ground in grounds.items():
        found[number[pair[0]]][0][pair] = ground
    for pair, reason in same.items():
        found[number[pair[0]]][1][pair] = reason
    return found


def _conflict(pairs: Sequence[Ids], same: Reasons, different: frozenset[Ids], known: dict[str, Profile]) -> bool:
    """True when two entities of these joined pairs forbid one another, or there are too many to look.

    Short forms forbid nothing by themselves: the bodies that they might stand for do.
    """
    component = {identity for pair in pairs for identity in pair}
    if any(one in component and other in component for one, other in different):
        return True
    full = sorted(identity for identity in component if not known[identity].is_weak)
    return len(full) > MOST or any(
        pair not in same and ground_of(known[pair[0]], known[pair[1]]).strength is Strength.FORBIDDEN
        for pair in combinations(full, 2)
    )


def _clusters(reasons: Reasons, known: dict[str, Profile]) -> tuple[EntityCluster, ...]:
    by_entity = defaultdict(list)
    for pair in sorted(reasons):
        by_entity[pair[0]].append(Join(*pair, reasons[pair]))
    found = []
    for ids in connected((), reasons):
        best = max((known[identity] for identity in ids), key=_standing)
        found.append(
            EntityCluster(ids, best.name, tuple(join for identity in ids for join in by_entity.get(identity, ())))
        )
    return tuple(sorted(found, key=lambda cluster: cluster.entities))


def _standing(profile: Profile) -> tuple[bool, int, int, str]:
    return (not profile.is_weak, profile.documents, len(profile.name), profile.id)
