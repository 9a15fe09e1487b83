"""Mentions of one story that are of one happening, made one digest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import TypeVar

from onrecord.model import content_id
from onrecord.resolve.incidents.bounding import likely_pairs
from onrecord.resolve.incidents.digests import Days, Happening, Party
from onrecord.resolve.incidents.grouping import group
from onrecord.resolve.incidents.pairing import likeness

T = TypeVar("T")
ONE = 0.5
"""Two mentions of a story as likely as this are one."""
FEW = 0.1
"""Two that are less likely than this count as if nothing were seen of them."""


def join_mentions(alone: Sequence[Happening]) -> tuple[Happening, ...]:
    """The digests of the happenings that these mentions tell of, in the order of their first words."""
    alone = list({mention.id: mention for mention in alone}.values())
    weights: dict[tuple[str, str], float] = {}
    for one, other in likely_pairs(alone, FEW):
        found = likeness(alone[one], alone[other]).weight
        if found >= FEW:
            weights[alone[one].id, alone[other].id] = found
    groups = group([mention.id for mention in alone], weights, ONE, 0.05)
    joined = _rank([combine([mention for mention in alone if mention.id in members]) for members in groups])
    return tuple(sorted(joined, key=lambda happening: (happening.triggers[0].evidence.span, happening.id)))


def _rank(joined: Sequence[Happening]) -> list[Happening]:
    """The same with how many rivals each has in its story, and whether it is the foremost of them."""
    ranked = []
    for one in joined:
        rivals = [other for other in joined if other is not one and set(other.kinds) & set(one.kinds)]
        foremost = all(_weight(one) <= _weight(other) for other in rivals)
        ranked.append(replace(one, rivals=len(rivals), foremost=foremost))
    return ranked


def _weight(happening: Happening) -> tuple[int, int, str]:
    """The more words tell of it the smaller, then the earlier."""
    return -len(happening.triggers), happening.place_in_story, happening.id


def combine(mentions: Sequence[Happening]) -> Happening:
    """One digest of the mentions of one happening; what several say is kept once, the surer first."""
    if len(mentions) == 1:
        return mentions[0]
    first = mentions[0]
    told = [mention for mention in mentions if mention.told] or list(mentions)
    kinds = _common(mentions)
    triggers = tuple(
        sorted(chain.from_iterable(mention.triggers for mention in mentions), key=lambda found: found.evidence.span)
    )
    return replace(
        first,
        id=content_id(
            "happening", first.story, *((found.evidence.span.start, found.evidence.span.end) for found in triggers)
        ),
        triggers=triggers[:8],
        kinds=kinds,
        mode=next((mention.mode for mention in mentions if mention.mode), None),
        statuses=_once(chain.from_iterable(mention.statuses for mention in mentions)),
        told=any(mention.told for mention in mentions),
        place_in_story=min(mention.place_in_story for mention in mentions),
        parties=_parties(told, mentions),
        days=_days(mentions),
        spots=tuple(
            sorted(_once(chain.from_iterable(mention.spots for mention in mentions)), key=lambda spot: not spot.sure)
        )[:4],
        figures=_once(chain.from_iterable(mention.figures for mention in mentions))[:6],
        words=_once(chain.from_iterable(mention.words for mention in mentions))[:40],
        ordinals=_once(chain.from_iterable(mention.ordinals for mention in mentions)),
        definite=all(mention.definite for mention in mentions),
    )


def _once(found: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(found))


def _common(mentions: Sequence[Happening]) -> tuple[str, ...]:
    """Kinds of what was told; of words that only refer, the kinds that most of them may have."""
    told = [kind for mention in mentions if mention.told for kind in mention.kinds]
    kinds = told or [kind for mention in mentions for kind in mention.kinds]
    counts = {kind: kinds.count(kind) for kind in kinds}
    most = max(counts.values(), default=0)
    return tuple(kind for kind in counts if counts[kind] == most or told)[:4]


def _parties(told: Sequence[Happening], mentions: Sequence[Happening]) -> tuple[Party, ...]:
    found = _once(chain.from_iterable(mention.parties for mention in (*told, *mentions)))
    kept = [party for party in found if party.role != "near"] + [party for party in found if party.role == "near"]
    seen: set[tuple[str, str]] = set()
    once = []
    for party in kept:
        key = (party.role, party.entity or party.words)
        if key not in seen:
            seen.add(key)
            once.append(party)
    return tuple(once[:10])


def _days(mentions: Sequence[Happening]) -> Days | None:
    """The narrowest of the sure days."""
    found = [mention.days for mention in mentions if mention.days is not None]
    return min(found, key=lambda days: (not days.sure, days.last > days.first, days.first), default=None)
