"""From linked tellings to incidents: who belongs together although chains of links would say more, and what the record says of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from onrecord.model import Incident, Link, Origin, content_id
from onrecord.model import Telling as Told
from onrecord.resolve.incidents.comparing import may_be_one
from onrecord.resolve.incidents.telling import Telling
from onrecord.resolve.layers import Copies

ENOUGH = 0.5
"""The mean probability, over all pairs between two groups, from which they are one incident."""
MOST_REASONS = 6
VERSION = "1"


def settle(members: Sequence[Telling], links: Sequence[Link], copies: Copies) -> tuple[Incident, ...]:
    """The incidents of a component, each telling in exactly one."""
    by_id = {telling.id: telling for telling in members}
    found = []
    for ids in group(sorted(by_id), links, by_id):
        tellings = [by_id[identity] for identity in ids]
        inside = [link for link in links if link.one in ids and link.other in ids]
        found.append(make_incident(tellings, inside, copies))
    return tuple(found)


def group(ids: Sequence[str], links: Sequence[Link], tellings: dict[str, Telling]) -> list[frozenset[str]]:
    """Average linkage over the probabilities of links, a pair without a link counting nothing; groups that something forbids stay apart.

    The pair of groups with the highest mean is joined first; of equal ones that with the smallest ids.
    """
    weight = {(link.one, link.other): link.weight for link in links}
    groups: dict[str, list[str]] = {identity: [identity] for identity in ids}
    total: dict[tuple[str, str], float] = dict(weight)
    while total:
        best, pair = max(
            ((value / (len(groups[a]) * len(groups[b])), (a, b)) for (a, b), value in total.items()), key=lambda one: (one[0], _backwards(one[1]))
        )  # fmt: skip
        if best < ENOUGH:
            break
        one, other = pair
        if _is_forbidden(groups[one], groups[other], tellings):
            del total[pair]
            continue
        groups[one] += groups.pop(other)
        total = _merged(total, one, other)
    return sorted((frozenset(found) for found in groups.values()), key=min)


def _backwards(pair: tuple[str, str]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Sorts the smallest ids last, so that the greatest of equals is the smallest pair."""
    return (tuple(-ord(letter) for letter in pair[0]), tuple(-ord(letter) for letter in pair[1]))


def _merged(total: dict[tuple[str, str], float], one: str, other: str) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = {}
    for (a, b), value in total.items():
        a, b = (one if a == other else a), (one if b == other else b)
        if a != b:
            pair = (min(a, b), max(a, b))
            found[pair] = found.get(pair, 0.0) + value
    return found


def _is_forbidden(ours: Iterable[str], theirs: Iterable[str], tellings: dict[str, Telling]) -> bool:
    """Days that cannot agree, whatever the chain between them says."""
    theirs = list(theirs)
    return any(
        not may_be_one(tellings[a], tellings[b]) and tellings[a].day and tellings[b].day for a in ours for b in theirs
    )


# --- the record -----------------------------------------------------------------------------------


def make_incident(tellings: Sequence[Telling], links: Sequence[Link], copies: Copies) -> Incident:
    """The record of tellings that are one."""
    ordered = sorted(tellings, key=_when)
    first = ordered[0]
    firsts = [t for t in ordered if t.written_on is not None and t.written_on == first.written_on]
    chosen = max(
        ordered, key=lambda t: (t.event is not None, t.place is not None, t.day is not None, -t.sentence, _order(t))
    )
    day = _common(
        [t.day for t in ordered if t.day and (t.precision in (None, "day", "time") or len(t.day) == 10)]
    ) or _common([t.day for t in ordered])
    place = _common([t.place_words for t in ordered])
    reasons = sorted({link.reason: link.weight for link in links}.items(), key=lambda item: (-item[1], item[0]))
    stories = tuple(sorted({t.story for t in ordered}))
    return Incident(
        id=content_id("incident", first.id),
        events=tuple(sorted({t.event for t in ordered if t.event})),
        stories=stories,
        outlets=tuple(sorted({t.outlet for t in ordered if t.outlet})),
        independent_reports=_independent(ordered, copies),
        first_reported=first.written_on,
        first_outlets=tuple(sorted({t.outlet for t in firsts if t.outlet})),
        kind=_common([t.kind for t in ordered]),
        title=", ".join(part for part in (chosen.trigger.text, place, day) if part),
        date=day,
        place=place,
        actors=_entities(t.actors for t in ordered),
        recipients=_entities(t.recipients for t in ordered),
        told=tuple(Told(t.story, t.trigger, t.event) for t in ordered),
        reasons=tuple(reason for reason, _ in reasons[:MOST_REASONS]),
        origin=Origin("resolve", "incidents", VERSION),
    )


def _when(telling: Telling) -> tuple[str, str, int, str]:
    return (telling.written_on or "9999", telling.story, telling.trigger.span.start, telling.id)


def _order(telling: Telling) -> tuple[int, ...]:
    return tuple(-ord(letter) for letter in telling.id)


def _common(values: Iterable[str | None]) -> str | None:
    """The value that most tellings have; of equally common ones the smallest."""
    counts = Counter(value for value in values if value)
    return min(counts, key=lambda value: (-counts[value], value)) if counts else None


def _entities(sides: Iterable[Sequence[object]]) -> tuple[str, ...]:
    return tuple(sorted({identity for side in sides for party in side if (identity := getattr(party, "entity", None))}))


def _independent(tellings: Sequence[Telling], copies: Copies) -> int:
    """Stories that share passages with no earlier story of the incident."""
    stories = list(dict.fromkeys(telling.story for telling in tellings))
    return sum(not copies.get(story, frozenset()) & set(stories[:place]) for place, story in enumerate(stories))
