"""Entities of many documents as clusters: which ids are one thing, and why.

The result depends on what is given and not on its order, so it can be thrown away and made again. Only pairs that share a key
are compared. A ground joins two entities where nothing forbids it; a component of joined entities in which two forbid one another
loses its weaker grounds, then all of them, and what is lost is noted. People's judgements stand above every ground and are never undone by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from onrecord.model import Entity, EntityCluster, Join, Joined, Judgement, NameGround, Neighbours, Strength
from onrecord.resolve.blocking import candidates
from onrecord.resolve.grounds import Ground, ground_of
from onrecord.resolve.layers import connected
from onrecord.resolve.profiles import Profile, gather, make_profile
from onrecord.resolve.surnames import surname_notes

SAME_VERDICT, DIFFERENT_VERDICT = "same", "different"
JUDGED_BY = "judged by"
Ids = tuple[str, str]
Grounds = dict[Ids, Ground]
Reasons = dict[Ids, str]
MOST = 60
"""Entities of a component in which every two are compared; a larger one is taken for a mistake and keeps its full grounds only."""
MANY = 100
"""Readings of an entity of which more are kept together, so that one judgement does not ask for all of them."""


def subject_of(one: str, other: str) -> str:
    """What a judgement on two entities is about: both ids in order, with a space between them."""
    return " ".join(sorted((one, other)))


def join_entities(entities: Iterable[Entity], judgements: Iterable[Judgement] = ()) -> Joined:
    """Clusters of entities over documents, from their readings and what people judged of them."""
    seen = gather(entities)
    profiles = tuple(map(make_profile, seen))
    grounds = _compare(profiles)
    found = _join(profiles, grounds, judgements)
    return replace(found, grounds=grounds, seen=tuple(one for one in seen if one.documents > MANY))


def join_neighbours(near: Neighbours) -> Joined:
    """What `join_entities` would say of these entities if it were given all others too."""
    known = {one.id: one for one in (*gather(near.readings), *near.seen)}
    profiles = tuple(make_profile(known[identity]) for identity in sorted(known))
    return _join(profiles, _looked_at(near.grounds, {profile.id: profile for profile in profiles}), near.judgements)


def _compare(profiles: Sequence[Profile]) -> tuple[NameGround, ...]:
    """Everything that names have in common, pairs in order."""
    found = {(note.one, note.other): NameGround(note.one, note.other, Strength.NOTED, note.reason) for note in surname_notes(profiles)}  # fmt: skip
    for one, other in candidates(profiles):
        ground = ground_of(one, other)
        if ground.strength >= Strength.NOTED:
            found[one.id, other.id] = NameGround(one.id, other.id, ground.strength, ground.reason)
    return tuple(found[pair] for pair in sorted(found))


def _looked_at(grounds: Iterable[NameGround], known: dict[str, Profile]) -> Iterator[NameGround]:
    """Grounds between known entities; those whose strength was not kept with the one that they have now."""
    for ground in grounds:
        if ground.one not in known or ground.other not in known:
            continue
        if ground.strength is not None:
            yield ground
            continue
        now = ground_of(known[ground.one], known[ground.other])
        if now.strength >= Strength.NOTED:
            yield NameGround(ground.one, ground.other, now.strength, now.reason)
        elif not ground.reason.startswith(JUDGED_BY):
            yield replace(ground, strength=Strength.NOTED)


def _join(profiles: Sequence[Profile], grounds: Iterable[NameGround], judgements: Iterable[Judgement]) -> Joined:
    known = {profile.id: profile for profile in profiles}
    same, different = _judged(judgements)
    same = {pair: reason for pair, reason in same.items() if pair[0] in known and pair[1] in known}
    noted = {(one.one, one.other): Ground(one.strength or Strength.NOTED, one.reason) for one in grounds}
    joining = {pair: g for pair, g in noted.items() if g.strength > Strength.NOTED and pair not in different}
    kept = _without_conflicts(joining, same, different, known)
    reasons = {pair: ground.reason for pair, ground in kept.items()} | same
    open_pairs = sorted(pair for pair in noted if pair not in different and pair not in reasons)
    return Joined(_clusters(reasons, known), tuple(Join(*pair, noted[pair].reason) for pair in open_pairs))


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
    return f"{JUDGED_BY} {judgement.by}" + (f": {judgement.reason}" if judgement.reason else "")


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
