"""Incidents on our own affairs: `python -m evaluation.incidents [--blind] [--errors]`.

The stories are read end to end. Main figure: B³ over the stories, gold clusters the affairs, ours the stories that
tell, in their headline or first sentences, of one incident. Beside it B³ over pairs of a story and a happening marked in it (a pair is found when one of its mentions
overlaps a telling; a pair that is not found is a cluster of its own), and over the pairs that were found.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.joining import b_cubed
from evaluation.readings import read_collection, read_texts, text_of
from onrecord.model import Incident, Link
from onrecord.resolve.incidents import LAYER
from onrecord.resolve.incidents.telling import Telling
from onrecord.resolve.layers import components, settle_all

HEAD = 2
"""Sentences of a story, the headline counted, that say what it is about."""


@dataclass(frozen=True)
class Marked:
    """A telling with the affair and the happening that are marked where it stands; None where nothing is."""

    cluster: str
    happening: str | None
    telling: Telling


@dataclass(frozen=True)
class Affairs:
    """A collection with what was read in it."""

    stories: list[dict[str, Any]]
    tellings: dict[str, tuple[Telling, ...]]
    """By the name of the story."""


def read_affairs(name: str = "incidents.jsonl") -> Affairs:
    """The collection and our tellings of each story."""
    stories = read_collection(name)
    found = {
        text.name: tuple(telling for reading in readings for telling in LAYER.digest(reading))
        for text, readings in read_texts(map(text_of, stories))
    }
    return Affairs(stories, found)


def read_marked(name: str = "incidents.jsonl") -> list[Marked]:
    """Every telling of the collection with its gold."""
    affairs = read_affairs(name)
    return [
        Marked(story["cluster"], _happening(story, telling), telling) for story in affairs.stories for telling in affairs.tellings[story["story"]]
    ]  # fmt: skip


def _happening(story: dict[str, Any], telling: Telling) -> str | None:
    for event in story["events"]:
        start, stop = span_of(story["text"], event)
        if telling.trigger.span.start < stop and start < telling.trigger.span.end:
            return str(event["incident"])
    return None


def span_of(text: str, event: dict[str, Any]) -> tuple[int, int]:
    """Where a marked mention stands."""
    start = -1
    for _ in range(event["occurrence"]):
        start = text.index(event["trigger"], start + 1)
    return start, start + len(event["trigger"])


def score(affairs: Affairs, clusters: Iterable[str]) -> dict[str, float]:
    """All figures on some of the affairs, which are read as one collection."""
    wanted = set(clusters)
    stories = [story for story in affairs.stories if story["cluster"] in wanted]
    tellings = [telling for story in stories for telling in affairs.tellings[story["story"]]]
    incidents: list[Incident] = list(settle_all(LAYER, tellings))
    of = {(told.story, told.evidence.span): incident.id for incident in incidents for told in incident.told}
    found = _by_story(stories, affairs, of)
    gold = [story["cluster"] for story in stories]
    by_affair = b_cubed(gold, _affairs_of(stories, affairs, of))
    pairs = b_cubed([happening for _, happening in found], [one or f"none {n}" for n, one in enumerate(found.values())])
    hit = [(happening, one) for (_, happening), one in found.items() if one]
    inside = b_cubed([happening for happening, _ in hit], [one for _, one in hit])
    return {
        "affairs B³ F1": by_affair[0], "affairs B³ P": by_affair[1], "affairs B³ R": by_affair[2],
        "happenings B³ F1": pairs[0], "happenings B³ P": pairs[1], "happenings B³ R": pairs[2],
        "happenings found": 100 * len(hit) / max(1, len(found)),
        "found happenings B³ F1": inside[0], "found happenings B³ P": inside[1], "found happenings B³ R": inside[2],
    }  # fmt: skip


def _by_story(
    stories: Sequence[dict[str, Any]], affairs: Affairs, of: dict[Any, str]
) -> dict[tuple[str, str], str | None]:
    """The incident of each pair of a story and a happening: that of most of its mentions which were found."""
    votes: dict[tuple[str, str], list[str]] = {}
    for story in stories:
        for event in story["events"]:
            start, stop = span_of(story["text"], event)
            mine = votes.setdefault((story["story"], event["incident"]), [])
            for telling in affairs.tellings[story["story"]]:
                span = telling.trigger.span
                if span.start < stop and start < span.end and (telling.story, span) in of:
                    mine.append(of[telling.story, span])
    return {pair: max(sorted(set(mine)), key=mine.count) if mine else None for pair, mine in votes.items()}


def _affairs_of(stories: Sequence[dict[str, Any]], affairs: Affairs, of: dict[Any, str]) -> list[Hashable]:
    """Clusters of stories that tell of one incident in their first sentences."""
    heads: dict[str, set[str]] = defaultdict(set)
    for story in stories:
        for telling in affairs.tellings[story["story"]]:
            if telling.sentence < HEAD and (telling.story, telling.trigger.span) in of:
                heads[of[telling.story, telling.trigger.span]].add(story["story"])
    links = [Link(min(names), other, 1.0, "") for names in heads.values() for other in names if other != min(names)]
    parts = components([story["story"] for story in stories], links)
    number = {name: place for place, part in enumerate(parts) for name in part}
    return [number[story["story"]] for story in stories]


def gate() -> dict[str, float]:
    """B³ on all affairs of our own."""
    affairs = read_affairs()
    return score(affairs, {story["cluster"] for story in affairs.stories})


def main() -> None:
    """Print figures on the affairs for development, on the others and on all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--blind", action="store_true", help="the affairs that nobody looked at while the layer was made"
    )
    given = parser.parse_args()
    affairs = read_affairs("incidents-blind.jsonl" if given.blind else "incidents.jsonl")
    names = sorted({story["cluster"] for story in affairs.stories})
    parts = {"all": names} if given.blind else {"c01-c40": names[:40], "c41-c60": names[40:], "all": names}
    for part, clusters in parts.items():
        print(part)
        for name, value in score(affairs, clusters).items():
            print(f"  {value:6.1f}  {name}")


if __name__ == "__main__":
    main()
