"""A component of linked digests cut into incidents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import combinations

from onrecord.model import Incident, Link, Origin, Telling, content_id
from onrecord.resolve.incidents.digests import Happening, Party
from onrecord.resolve.incidents.grouping import group
from onrecord.resolve.incidents.observing import may_be_one
from onrecord.resolve.incidents.pairing import LEAST, likeness_again
from onrecord.resolve.layers import Copies, split_twins
from onrecord.rules.names import fold

ONE = LEAST
"""Clusters whose pairs are as likely as this, by their mean and the best of them, are one incident."""
BEST = 0.3
"""How much of that is the best of these pairs, because words that refer back are unlike all but one telling."""
MISSING = 0.1
"""What a pair without a link counts in a component of more members than `LARGEST`."""
LARGEST = 40
MOST = 1000
"""Members of a component that are cut into incidents at once; of more, so many as hang together most firmly."""
Weights = Mapping[tuple[str, str], float]
ORIGIN = Origin("resolve", "incidents", "1")
MOST_REASONS = 8
MOST_MADE = 8192
"""Incidents that are remembered with what they were made of."""


def settle(members: Sequence[Happening], links: Sequence[Link], copies: Copies) -> tuple[Incident, ...]:
    """The incidents of a component; words of one story that only refer to something are none. Twins count once and go together."""
    by_id = {member.id: member for member in members}
    twins, between = split_twins(links)
    again = {identity for others in twins.values() for identity in others}
    compared = {identity: member for identity, member in by_id.items() if identity not in again}
    weights = {(found.one, found.other): found.weight for found in between}
    if len(compared) <= LARGEST:
        weights |= _unlinked(compared, weights)
    joined = [found for part, own in _parts(compared, weights) for found in group(part, own, ONE, MISSING, BEST)]
    groups = [frozenset(one for first in found for one in (first, *twins.get(first, ()))) for found in joined]
    inside = _links_inside(groups, links)
    found = [
        _made(tuple(own), tuple(inside.get(place, ())), _shared(own, copies))
        for place, own in enumerate([by_id[identity] for identity in sorted(members)] for members in groups)
        if is_told(own)
    ]
    return tuple(sorted(found, key=lambda incident: incident.id))


def _links_inside(groups: Sequence[Iterable[str]], links: Iterable[Link]) -> dict[int, list[Link]]:
    """The links between members of one group, by its place."""
    group_of = {identity: place for place, members in enumerate(groups) for identity in members}
    inside: dict[int, list[Link]] = {}
    for found in links:
        place = group_of[found.one]
        if place == group_of[found.other]:
            inside.setdefault(place, []).append(found)
    return inside


def _parts(ids: Collection[str], weights: Weights) -> list[tuple[Collection[str], Weights]]:
    """All of them, or, where they are too many, what the heaviest weights put together before any part is too large; each with its weights."""
    if len(ids) <= MOST:
        return [(ids, weights)]
    parts = {identity: {identity} for identity in ids}
    for one, other in sorted(weights, key=lambda pair: (-weights[pair], pair)):
        large, small = sorted((parts[one], parts[other]), key=len, reverse=True)
        if large is not small and len(large) + len(small) <= MOST:
            large |= small
            parts |= dict.fromkeys(small, large)
    first: dict[str, str] = {}
    for identity in sorted(parts):
        if identity not in first:
            first |= dict.fromkeys(parts[identity], identity)
    inside: dict[str, dict[tuple[str, str], float]] = {}
    for pair, weight in weights.items():
        if first[pair[0]] == first[pair[1]]:
            inside.setdefault(first[pair[0]], {})[pair] = weight
    return [(parts[one], inside.get(one, {})) for one in sorted(set(first.values()))]


def _shared(members: Sequence[Happening], copies: Copies) -> tuple[tuple[str, frozenset[str]], ...]:
    """Which of the stories of these digests share passages with which of them."""
    stories = {member.story for member in members}
    return tuple((story, copies[story] & stories) for story in sorted(stories) if story in copies)


@lru_cache(MOST_MADE)
def _made(
    members: tuple[Happening, ...], links: tuple[Link, ...], shared: tuple[tuple[str, frozenset[str]], ...]
) -> Incident:
    """The incident of a group, remembered: a new document changes few groups of a large component."""
    return make_incident(sorted(members, key=in_time), links, dict(shared))


def is_told(members: Sequence[Happening]) -> bool:
    """An event or a word that tells by itself, or the same in several stories."""
    return any(member.told for member in members) or len({member.story for member in members}) > 1


def _unlinked(by_id: Mapping[str, Happening], weights: Mapping[tuple[str, str], float]) -> dict[tuple[str, str], float]:
    """Pairs of the component that share no key, or are unlikely: as likely as they are."""
    return {
        pair: likeness_again(by_id[pair[0]], by_id[pair[1]]).weight
        for pair in combinations(sorted(by_id), 2)
        if pair not in weights and may_be_one(by_id[pair[0]], by_id[pair[1]])
    }


def in_time(happening: Happening) -> tuple[str, str, int, str]:
    """By the day of writing (none: last), then story, then place."""
    return happening.written or "9999", happening.story, happening.triggers[0].evidence.span.start, happening.id


def make_incident(members: Sequence[Happening], links: Iterable[Link], copies: Copies) -> Incident:
    """The record of these digests, the earliest first; `links` are those between them."""
    stories = tuple(dict.fromkeys(member.story for member in members))
    first = members[0].written
    triggers = [(member, trigger) for member in members for trigger in member.triggers]
    events = tuple(dict.fromkeys(trigger.event for _, trigger in triggers if trigger.event))
    day, place = _date(members), _place(members)
    return Incident(
        id=content_id("incident", members[0].id),
        events=events,
        stories=stories,
        outlets=tuple(dict.fromkeys(member.outlet for member in members if member.outlet)),
        independent_reports=_independent(members, copies),
        first_reported=first,
        first_outlets=tuple(
            sorted({member.outlet for member in members if member.outlet and first and member.written == first})
        ),
        kind=_kind(members),
        title=_title(members, day, place),
        date=day,
        place=place,
        actors=_entities(members, "actor"),
        recipients=_entities(members, "recipient"),
        told=tuple(Telling(member.story, trigger.evidence, trigger.event) for member, trigger in triggers),
        reasons=_reasons(links),
        origin=ORIGIN,
    )


def _reasons(links: Iterable[Link]) -> tuple[str, ...]:
    """The reasons of the likeliest links, each once."""
    best: dict[str, tuple[float, str, str]] = {}
    for found in links:
        rank = (-found.weight, found.one, found.other)
        if found.reason and (found.reason not in best or rank < best[found.reason]):
            best[found.reason] = rank
    return tuple(sorted(best, key=best.__getitem__)[:MOST_REASONS])


def _independent(members: Sequence[Happening], copies: Copies) -> int:
    """Stories that share passages with no earlier story of the incident."""
    earlier: set[str] = set()
    counted = 0
    for _, story in sorted({(member.written or "9999", member.story) for member in members}):
        counted += earlier.isdisjoint(copies.get(story, frozenset()))
        earlier.add(story)
    return counted


def _kind(members: Sequence[Happening]) -> str | None:
    counts = Counter(kind for member in members if member.told for kind in member.kinds[:1])
    return min(counts, key=lambda kind: (-counts[kind], kind), default=None)


def _date(members: Sequence[Happening]) -> str | None:
    """The day told most often, the surest and narrowest first; a month or a year where no day is told."""
    found = Counter(
        (not member.days.sure, member.days.first, member.days.last) for member in members if member.days is not None
    )
    if not found:
        return None
    narrow = {key: count for key, count in found.items() if key[1] == key[2]} or found
    _, first, last = min(narrow, key=lambda key: (key[0], -narrow[key], key))
    if first == last:
        return first
    return first[:7] if first[:7] == last[:7] else first[:4] if first[:4] == last[:4] else None


def _place(members: Sequence[Happening]) -> str | None:
    found = Counter((not spot.sure, spot.name) for member in members for spot in member.spots)
    return min(found, key=lambda key: (key[0], -found[key], key[1]), default=(False, None))[1]


def _entities(members: Sequence[Happening], role: str) -> tuple[str, ...]:
    """Those whom at least half as many tellings name as the most named; a place acts on nobody, nor does who published it."""
    found = Counter(
        party.entity
        for member in members
        for party in member.parties
        if party.role == role and party.entity and not (role == "actor" and _is_no_actor(party, member))
    )
    least = max(found.values(), default=0) / 2
    kept = (entity for entity, count in found.items() if count >= least)
    return tuple(sorted(kept, key=lambda entity: (-found[entity], entity)))[:6]


def _is_no_actor(party: Party, member: Happening) -> bool:
    return party.kind in ("place", "facility") or fold(member.outlet or "") in party.names


def _title(members: Sequence[Happening], day: str | None, place: str | None) -> str:
    """`shelled, Drevna, 4 March 2026`: the first words that tell of it, where and when."""
    telling = next((member for member in members if member.told), members[0])
    return ", ".join(part for part in (telling.triggers[0].evidence.text, place, _written_out(day)) if part)


def _written_out(day: str | None) -> str | None:
    if day is None or len(day) < 7:
        return day
    read = date.fromisoformat(day if len(day) == 10 else f"{day}-01")
    return f"{read.day} {read:%B %Y}" if len(day) == 10 else f"{read:%B %Y}"
