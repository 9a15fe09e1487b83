"""One commitment from the reports that tell of it, with what later reports say became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import repeat

from onrecord.model import Commitment, Content, Link, Origin, Outcome, Said, Source, SourceKind, content_id
from onrecord.resolve.commitments.values import CommitmentReport, Role
from onrecord.resolve.layers import Copies, components

VERSION = "1"


def settle(members: Sequence[CommitmentReport], links: Sequence[Link], copies: Copies) -> tuple[Commitment, ...]:
    """The commitments of one component, in the order of their ids.

    Reports are not counted, so a copy adds nothing to a state but its line in `said` or `outcomes`; what it repeats is as old as
    the report that it copies.
    """
    told = {one.id: one for one in members if one.role is Role.TOLD}
    between = [link for link in links if link.one in told and link.other in told]
    clusters = [tuple(sorted((told[one] for one in ids), key=_order)) for ids in components(told, between)]
    results = _assign(members, links, clusters)
    groups = [(*cluster, *found) for cluster, found in zip(clusters, results, strict=True)]
    place = {one.id: number for number, group in enumerate(groups) for one in group}
    reasons: list[set[str]] = [set() for _ in groups]
    for link in links:
        if link.one in place and place[link.one] == place.get(link.other):
            reasons[place[link.one]].add(link.reason)
    found = map(_commitment, clusters, results, map(sorted, reasons), repeat(copies))
    return tuple(sorted(found, key=lambda one: one.id))


def _order(report: CommitmentReport) -> tuple[str, bool, bool, str, int, str]:
    """The first report of a commitment as such goes first, its text before its headline."""
    return report.day or "9999", report.is_recalled, report.is_heading, report.story, report.place, report.id


def _assign(
    members: Sequence[CommitmentReport], links: Sequence[Link], clusters: Sequence[tuple[CommitmentReport, ...]]
) -> list[list[CommitmentReport]]:
    """Each outcome to the commitment that it is linked to most firmly; to none where two are linked alike."""
    place = {one.id: number for number, cluster in enumerate(clusters) for one in cluster}
    near: dict[str, list[tuple[str, float]]] = {}
    for link in links:
        near.setdefault(link.one, []).append((link.other, link.weight))
        near.setdefault(link.other, []).append((link.one, link.weight))
    found: list[list[CommitmentReport]] = [[] for _ in clusters]
    for outcome in sorted((one for one in members if one.role is not Role.TOLD), key=_order):
        best: dict[int, float] = {}
        for other, weight in near.get(outcome.id, ()):
            if other in place:
                best[place[other]] = max(best.get(place[other], 0.0), weight)
        ranked = sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))
        if ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
            found[ranked[0][0]].append(outcome)
    return found


def state_of(outcomes: Sequence[CommitmentReport], copies: Copies) -> str:
    """What the newest report says in its own voice; where only sources speak, what they agree on."""
    own = [one for one in outcomes if one.source is None]
    alike: dict[str, list[CommitmentReport]] = {}
    for one in own:
        alike.setdefault(one.words.text, []).append(one)
    days = {one.id: _first_day(one, alike[one.words.text], copies) for one in own}
    newest = max(days.values(), default="")
    counted = [one for one in own if days[one.id] == newest] or outcomes
    states = {one.state or "unknown" for one in counted}
    if not states:
        return "open"
    return states.pop() if len(states) == 1 else "unknown"


def _first_day(one: CommitmentReport, alike: Sequence[CommitmentReport], copies: Copies) -> str:
    """The day on which the words stood first in a story that shares passages with the report; `alike` are the reports in these words."""
    near = copies.get(one.story, frozenset())
    same = [other for other in alike if other.story in near] if near else []
    return min((other.day for other in (one, *same) if other.day), default="")


def _commitment(
    cluster: tuple[CommitmentReport, ...], outcomes: Sequence[CommitmentReport], reasons: Sequence[str], copies: Copies
) -> Commitment:
    first = cluster[0]
    return Commitment(
        content_id("commitment", first.id),
        first.kind,
        first.by or Source(SourceKind.UNSTATED, None, None),
        first.to,
        Content(first.content),
        first.condition,
        first.deadline,
        _ids(one.statement for one in cluster),
        _ids(one.event for one in cluster),
        state_of(outcomes, copies),
        first.story,
        tuple(_outcome(one) for one in outcomes),
        tuple(_said(one) for one in cluster),
        min((one.day for one in cluster if one.day and not one.is_recalled), default=first.day),
        tuple(reasons),
        Origin("resolve", f"commitments/{first.rule}", VERSION),
    )


def _ids(found: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in found if one is not None))


def _outcome(one: CommitmentReport) -> Outcome:
    return Outcome(
        one.state or "unknown", one.story, one.outlet, one.words, one.statement, one.event, one.day, one.source
    )


def _said(one: CommitmentReport) -> Said:
    return Said(one.story, one.outlet, one.words, one.source, one.statement, one.day)
