"""Incidents on our own set: `python -m evaluation.incidents [--held] [--errors] [--all] [--blind] [--undated]`.

`collections/incidents.jsonl`: affairs c01 to c40 are for development, c41 to c60 are measured apart. The whole program reads the
stories; a (story, happening) pair of the gold is found where one of its marked mentions overlaps a trigger of an incident, and
stands in the incident of most such mentions. B³ over these pairs: a pair that is not found is alone (its recall is one over
the size of its happening); `strict`: it counts nothing. Beside it B³ over all marked mentions, over stories by the happening
that each tells of first (`leads`), and over stories as affairs (stories that share an incident). What is found beside the gold's mentions is counted and measured by nothing.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation import conll
from evaluation.readings import read_collection, read_texts, text_of
from onrecord.model import Incident, Link, Span, StoryReading
from onrecord.resolve.incidents import LAYER, Happening
from onrecord.resolve.layers import all_links, components, settle_all

FIRST_HELD = 41


@dataclass(frozen=True, slots=True)
class Marked:
    """A gold mention: where it stands in the text of its story, and of which happening it is."""

    story: str
    span: Span
    incident: str
    type: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """A story of the collection with what we read in it and what the gold marks."""

    name: str
    cluster: str
    copy_of: str | None
    readings: tuple[StoryReading, ...]
    marked: tuple[Marked, ...]


def read_gold(rows: Sequence[dict[str, Any]]) -> Iterator[Told]:
    """The stories of the collection, read."""
    for row, (_, readings) in zip(rows, read_texts(map(text_of, rows)), strict=True):
        yield make_told(row, readings)


def make_told(row: dict[str, Any], readings: tuple[StoryReading, ...]) -> Told:
    """A row of the collection with its readings."""
    return Told(row["story"], row["cluster"], row["copy_of"], readings, tuple(_marked(row)))


def _marked(row: dict[str, Any]) -> Iterator[Marked]:
    for event in row["events"]:
        start = -1
        for _ in range(event["occurrence"]):
            start = row["text"].index(event["trigger"], start + 1)
        yield Marked(row["story"], Span(start, start + len(event["trigger"])), event["incident"], event["type"])


def is_held(told: Told) -> bool:
    """Of the affairs that are measured seldom."""
    return int(told.cluster[1:]) >= FIRST_HELD


def copies_of(told: Sequence[Told]) -> dict[str, frozenset[str]]:
    """The gold's copies, by ids of stories, either way."""
    ids = {one.name: one.readings[0].story.id for one in told if one.readings}
    found: dict[str, set[str]] = defaultdict(set)
    for one in told:
        if one.copy_of and one.name in ids and one.copy_of in ids:
            found[ids[one.name]].add(ids[one.copy_of])
            found[ids[one.copy_of]].add(ids[one.name])
    return {story: frozenset(others) for story, others in found.items()}


# --- scoring --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scores:
    """B³ in per cent."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean."""
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)


def b_cubed(gold: Mapping[Hashable, Hashable], found: Mapping[Hashable, Hashable], *, strict: bool = False) -> Scores:
    """B³ over the items of the gold; an item that is not found is alone, and where `strict` counts nothing."""
    guess = {item: found.get(item, ("alone", item)) for item in gold if item in found or not strict}
    scores = conll.b_cubed(gold, guess)
    return Scores(scores.precision, scores.recall)


def place_marked(told: Sequence[Told], incidents: Iterable[Incident]) -> dict[Marked, str]:
    """For each gold mention that a trigger overlaps the id of its incident; the longer overlap wins."""
    triggers: dict[str, list[tuple[Span, str]]] = defaultdict(list)
    for incident in incidents:
        for telling in incident.told:
            triggers[telling.story].append((telling.evidence.span, incident.id))
    found: dict[Marked, str] = {}
    for one in told:
        here = [trigger for reading in one.readings for trigger in triggers[reading.story.id]]
        for marked in one.marked:
            over = [
                (min(span.end, marked.span.end) - max(span.start, marked.span.start), identity)
                for span, identity in here
                if span.overlaps(marked.span)
            ]
            if over:
                found[marked] = min(over, key=lambda pair: (-pair[0], pair[1]))[1]
    return found


def score(told: Sequence[Told], incidents: Sequence[Incident]) -> dict[str, Scores]:
    """B³ over pairs of story and happening (and the strict one), mentions, and stories as affairs."""
    placed = place_marked(told, incidents)
    mentions = [marked for one in told for marked in one.marked]
    pairs: dict[Hashable, Hashable] = {(marked.story, marked.incident): marked.incident for marked in mentions}
    votes: dict[Hashable, Counter[str]] = defaultdict(Counter)
    for marked in mentions:
        if marked in placed:
            votes[marked.story, marked.incident][placed[marked]] += 1
    found: dict[Hashable, Hashable] = {
        pair: min(count, key=lambda identity: (-count[identity], identity)) for pair, count in votes.items()
    }
    every = {marked: marked.incident for marked in mentions}
    return {
        "pairs": b_cubed(pairs, found),
        "pairs, strict": b_cubed(pairs, found, strict=True),
        "mentions": b_cubed(every, placed),  # type: ignore[arg-type]
        "leads": _leads(told, placed),
        "stories": b_cubed({one.name: one.cluster for one in told}, _affairs(told, incidents)),
    }


def _leads(told: Sequence[Told], placed: Mapping[Marked, str]) -> Scores:
    """B³ over stories by the happening that each tells of first: the gold's, and the incident that most of its found mentions stand in."""
    gold: dict[Hashable, Hashable] = {}
    found: dict[Hashable, Hashable] = {}
    for one in told:
        if not one.marked:
            continue
        lead = min(one.marked, key=lambda marked: marked.span.start).incident
        gold[one.name] = lead
        votes = Counter(placed[marked] for marked in one.marked if marked.incident == lead and marked in placed)
        if votes:
            found[one.name] = min(votes, key=lambda identity: (-votes[identity], identity))
    return b_cubed(gold, found)


def _affairs(told: Sequence[Told], incidents: Sequence[Incident]) -> dict[Hashable, Hashable]:
    """Stories that share an incident, directly or through others."""
    names = {reading.story.id: one.name for one in told for reading in one.readings}
    top = {one.name: one.name for one in told}

    def find(name: str) -> str:
        while top[name] != name:
            name = top[name]
        return name

    for incident in incidents:
        here = [names[story] for story in incident.stories if story in names]
        for name in here[1:]:
            top[find(name)] = find(here[0])
    return {name: find(name) for name in top}


def digest_all(told: Iterable[Told]) -> list[Happening]:
    """The digests of all stories."""
    return [digest for one in told for reading in one.readings for digest in LAYER.digest(reading)]


def measure(told: Sequence[Told]) -> tuple[dict[str, Scores], tuple[Incident, ...]]:
    """The scores of these stories, joined with each other."""
    incidents = settle_all(LAYER, digest_all(told), copies_of(told))
    return score(told, incidents), incidents


def gate(folder: Path | None) -> dict[str, float]:
    """B³ on the affairs for development, in per cent; a minute of reading where nothing is cached."""
    scores, _ = measure([one for one in read_gold(read_collection()) if not is_held(one)])
    return {f"{name} B3 F1": found.f1 for name, found in scores.items()}


# --- the clock ------------------------------------------------------------------------------------


def clock(told: Sequence[Told]) -> str:
    """What linking and settling one new story among the others costs of the processor, and how large blocks get."""
    digests = digest_all(told)
    by_story: dict[str, list[Happening]] = defaultdict(list)
    blocks: dict[str, list[Happening]] = defaultdict(list)
    for digest in digests:
        by_story[digest.story].append(digest)
        for key in LAYER.keys(digest):
            blocks[key].append(digest)
    links = list(all_links(LAYER, sorted(digests, key=lambda digest: digest.id)))
    members = {digest.id: digest for digest in digests}
    home = {identity: component for component in components(members, links) for identity in component}
    inside: dict[tuple[str, ...], list[Link]] = defaultdict(list)
    for found in links:
        inside[home[found.one]].append(found)
    took: list[float] = []
    for new in by_story.values():
        others = {digest.id: digest for one in new for key in LAYER.keys(one) for digest in blocks[key]}
        start = time.process_time()
        for one in new:
            for other in others.values():
                if one.id < other.id or other.story != one.story:
                    LAYER.link(one, other)
        for component in {home[one.id] for one in new}:
            LAYER.settle([members[identity] for identity in component], inside[component], {})
        took.append(1000 * (time.process_time() - start))
    largest = sorted(blocks.items(), key=lambda block: (-len(block[1]), block[0]))[:5]
    sizes = ", ".join(f"{len(block)} {key}" for key, block in largest)
    return (
        f"{len(digests)} digests, {len(links)} links, largest component {max(map(len, home.values()))}; one story: median {statistics.median(took):.1f} ms, "
        f"worst {max(took):.1f} ms; largest blocks: {sizes}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held", action="store_true", help="measure c41 to c60, which are seldom looked at")
    parser.add_argument("--all", action="store_true", help="measure all affairs together, and the clock")
    parser.add_argument("--errors", action="store_true", help="list what was joined wrongly, left apart, not found")
    parser.add_argument("--blind", action="store_true", help="measure the affairs that nobody looked at, all together")
    parser.add_argument("--undated", action="store_true", help="read the stories as if nothing said when they came out")
    chosen = parser.parse_args()
    rows = read_collection("incidents-blind.jsonl" if chosen.blind else "incidents.jsonl")
    told = list(read_gold([row | {"published": None} for row in rows] if chosen.undated else rows))
    kept = told if chosen.all or chosen.blind else [one for one in told if is_held(one) == chosen.held]
    scores, incidents = measure(kept)
    report(kept, scores, incidents)
    if chosen.all:
        print(clock(kept))
    if chosen.errors:
        list_errors(kept, incidents)


def report(told: Sequence[Told], scores: Mapping[str, Scores], incidents: Sequence[Incident]) -> None:
    """The figures in words."""
    placed = place_marked(told, incidents)
    mentions = [marked for one in told for marked in one.marked]
    pairs = {(marked.story, marked.incident) for marked in mentions}
    reached = {(marked.story, marked.incident) for marked in placed}
    beside = len({incident.id for incident in incidents} - set(placed.values()))
    print(f"{len(told)} stories, {len(pairs)} pairs, {len(reached)} found; {len(mentions)} mentions, {len(placed)} found; "
          f"{len(incidents)} incidents, {beside} of them marked by nobody")  # fmt: skip
    for name, found in scores.items():
        print(f"{name:14} B3 F1 {found.f1:5.1f}  P {found.precision:5.1f}  R {found.recall:5.1f}")


def list_errors(told: Sequence[Told], incidents: Sequence[Incident]) -> None:
    """Incidents that mix happenings, and happenings in pieces."""
    placed = place_marked(told, incidents)
    text = {one.name: one.readings[0].annotation.text for one in told if one.readings}
    by_guess: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    by_gold: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for one in told:
        for marked in one.marked:
            words = f"{marked.story}:{text[one.name][marked.span.start : marked.span.end]}"
            by_gold[marked.incident][placed.get(marked, "-")].append(words)
            if marked in placed:
                by_guess[placed[marked]][marked.incident].append(words)
    for title, groups in (("MIXED", by_guess), ("IN PIECES", by_gold)):
        for name, parts in sorted(groups.items()):
            if len(parts) > 1:
                print(
                    title, name, " || ".join(f"{part[:16]}: {' '.join(words)}" for part, words in sorted(parts.items()))
                )


if __name__ == "__main__":
    main()
