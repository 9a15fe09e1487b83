"""Of what each story is a copy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache

from onrecord.model import Copy, Evidence, Link, Origin, SharedPassage, Span, content_id
from onrecord.resolve.copies.digests import StoryText
from onrecord.resolve.copies.sharing import Sharing, share
from onrecord.resolve.copies.tiling import SHORTEST
from onrecord.resolve.copies.words import Words, first_of, fold_words, words_of
from onrecord.resolve.layers import Copies, split_twins

ORIGIN = Origin("resolve", "copies", "1")
NEAR = 0.8
"""Part of each of two stories that is the same where one is nearly the other."""
ADDED = 15
"""Shared words that no earlier record of a story's copies has, for which another story is named as well."""
NEVER = ("9999", "")


def settle(members: Sequence[StoryText], links: Sequence[Link], _: Copies) -> tuple[Copy, ...]:
    """Each story beside the earliest that it shares passages with, and beside every other that adds some of its words.

    A story whose day is not known comes after all that have one; on one day the longest came first.
    """
    twins, between = split_twins(links)
    stories = sorted(members, key=lambda story: (*_when(story), -len(words_of(story)), story.story))
    order = {story.id: place for place, story in enumerate(stories)}
    alike = {story.id: [order[story.id]] for story in members}
    for first, others in twins.items():
        alike[first] = sorted(order[identity] for identity in (first, *others))
    near: dict[str, set[str]] = {first: {first} for first in twins}
    for found in between:
        near.setdefault(found.one, set()).add(found.other)
        near.setdefault(found.other, set()).add(found.one)
    copies: list[Copy] = []
    for first, linked in near.items():
        sources = sorted(alike[identity][0] for identity in linked)  # a twin adds nothing to the earliest of them
        for place in alike[first]:
            copies += _copies(stories[place], (stories[source] for source in sources if source < place))
    return tuple(sorted(copies, key=lambda copy: copy.id))


def _when(story: StoryText) -> tuple[str, str]:
    """The day and, where it is known, the time of it, both in UTC; a time that is not known is after all others."""
    if story.written_on is None:
        return NEVER
    if "T" not in story.written_on:
        return story.written_on, "~"
    try:
        read = datetime.fromisoformat(story.written_on)
    except ValueError:
        return story.written_on[:10], "~"
    read = read.astimezone(UTC) if read.tzinfo else read
    return read.date().isoformat(), read.time().isoformat()


def _copies(story: StoryText, sources: Iterable[StoryText]) -> Iterable[Copy]:
    words = words_of(story)
    covered = bytearray(len(words))
    open_runs: list[tuple[int, int]] | None = None
    for source in sources:
        if open_runs is not None and not _may_add(open_runs, source):
            continue
        found = share(story, source)
        if found is None:
            continue
        places = [i for each in found.tiles for i in range(each.one, each.end_one())]
        if open_runs is not None and sum(not covered[i] for i in places) < ADDED:
            continue
        for i in places:
            covered[i] = 1
        open_runs = [run for run in enumerate(_runs(words.keys)) if not any(covered[run[0] : run[0] + SHORTEST])]
        yield _copy(story, source, found)
        if len(open_runs) + SHORTEST <= ADDED:
            return


def _may_add(open_runs: Sequence[tuple[int, int]], source: StoryText) -> bool:
    """True where a source has enough of the short runs of words that are not covered: spares comparing a hundred copies in pairs."""
    there = _runs_of(words_of(source))
    found = {place for start, run in open_runs if run in there for place in range(start, start + SHORTEST)}
    return len(found) >= ADDED


@lru_cache(maxsize=1024)
def _runs_of(words: Words) -> frozenset[int]:
    return frozenset(_runs(words.keys))


def _runs(keys: tuple[str, ...]) -> Iterable[int]:
    """Every run of words that could begin a tile, as a number that is the same while the program runs."""
    return (hash(keys[i : i + SHORTEST]) for i in range(len(keys) - SHORTEST + 1))


def _copy(story: StoryText, source: StoryText, found: Sharing) -> Copy:
    return Copy(
        content_id("copy", story.story, source.story),
        _kind(story, source, found),
        story.story,
        source.story,
        round(found.share, 4),
        round(found.other_share, 4),
        tuple(_passages(story, source, found)),
        ORIGIN,
    )


def _kind(story: StoryText, source: StoryText, found: Sharing) -> str:
    titles = {fold_words(one.title or "") for one in (story, source)}
    if words_of(story).keys == words_of(source).keys and len(titles) == 1:
        return "exact"
    return "near" if min(found.share, found.other_share) >= NEAR else "partial"


def _passages(story: StoryText, source: StoryText, found: Sharing) -> Iterable[SharedPassage]:
    """The shared words, cut where a paragraph of either story ends."""
    mine, theirs = words_of(story), words_of(source)
    first, other = first_of(story), first_of(source)
    for each in found.tiles:
        start = 0
        for step in range(1, each.length + 1):
            if step < each.length and _is_whole(mine, each.one + step) and _is_whole(theirs, each.other + step):
                continue
            inside = range(each.one + start, each.one + step)
            there = range(each.other + start, each.other + step)
            yield SharedPassage(
                Evidence(_written(mine, inside), _span(mine, inside, first)), _span(theirs, there, other)
            )
            start = step


def _is_whole(words: Words, place: int) -> bool:
    return words.passage[place] == words.passage[place - 1]


def _span(words: Words, inside: range, first: int) -> Span:
    return Span(first + words.starts[inside.start], first + words.ends[inside.stop - 1])


def _written(words: Words, inside: range) -> str:
    piece = words.pieces[words.passage[inside.start]]
    return piece.text[words.starts[inside.start] - piece.span.start : words.ends[inside.stop - 1] - piece.span.start]
