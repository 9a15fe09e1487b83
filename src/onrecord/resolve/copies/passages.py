"""Which of the words that two stories share were copied: whole sentences that kept their names and figures, not phrases that any
report has, nor a form that was filled in twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from onrecord.resolve.copies.tiling import SHORTEST, Tile, tile
from onrecord.resolve.copies.words import Words

COVERED = 0.6
"""Part of a sentence, in one story at least, that a copied sentence shares."""
FORM = 0.4
"""Part of a sentence that is shared where it is a form; stories with more of those than of copied sentences share none."""
CONFLICT = 16
"""Shared words of a sentence for each name or figure in which the two differ: with fewer, a form was filled in ("Halvik beat Rask
2-1 at Quay Park to move up to third"); a toll that was brought up to date is one in twenty.
"""
GAP = 6
"""Words by which two tiles may lie apart in either story and still be one passage that was edited."""
LEAST = 8
"""Shared words of a passage."""
RUN = 6
"""Words of its longest tile."""
DENSE = 0.6
"""Part of the words of a passage that are shared."""

Passage = Sequence[Tile]


def copied_passages(mine: Words, theirs: Words) -> list[Passage]:
    """The passages that were copied, in the order of the first story, each as its tiles."""
    tiles = tuple(_whole_sentences(tile(mine.keys, theirs.keys), mine, theirs))
    return [passage for passage in _joined(tiles) if _is_passage(passage)]


def _whole_sentences(tiles: Sequence[Tile], mine: Words, theirs: Words) -> Iterator[Tile]:
    """The parts of tiles that lie in sentences of which enough is shared."""
    cut = [tuple(_by_sentence(found, mine, theirs)) for found in tiles]
    shared: dict[tuple[int, int], list[Tile]] = {}
    for part in chain.from_iterable(cut):
        shared.setdefault(_sentences_of(part, mine, theirs), []).append(part)
    copied: set[tuple[int, int]] = set()
    filled = 0
    for pair, parts in shared.items():
        ours, others = mine.sentences[pair[0]], theirs.sentences[pair[1]]
        covered = sum(found.length for found in parts) / min(len(ours), len(others))
        if _differ(parts, (mine, ours), (theirs, others)):
            filled += covered >= FORM
        elif covered >= COVERED:
            copied.add(pair)
    if filled > len(copied):
        return
    for pieces in cut:
        kept = [part for part in pieces if _sentences_of(part, mine, theirs) in copied]
        yield from (part for part in _rejoined(kept) if part.length >= SHORTEST)


def _sentences_of(part: Tile, mine: Words, theirs: Words) -> tuple[int, int]:
    return mine.sentence[part.one], theirs.sentence[part.other]


def _by_sentence(found: Tile, mine: Words, theirs: Words) -> Iterator[Tile]:
    """A tile cut where a sentence of either story ends."""
    one, other = found.one, found.other
    while one < found.end_one():
        ours, others = mine.sentences[mine.sentence[one]], theirs.sentences[theirs.sentence[other]]
        length = min(ours.stop - one, others.stop - other, found.end_one() - one)
        yield Tile(one, other, length)
        one, other = one + length, other + length


def _rejoined(parts: Sequence[Tile]) -> list[Tile]:
    joined: list[Tile] = []
    for part in parts:
        if joined and joined[-1].end_one() == part.one:
            joined[-1] = joined[-1]._replace(length=joined[-1].length + part.length)
        else:
            joined.append(part)
    return joined


def _differ(parts: Sequence[Tile], one: tuple[Words, range], other: tuple[Words, range]) -> bool:
    """True where two sentences have too many names and figures each that are not the other's."""
    (mine, ours), (theirs, others) = one, other
    differing = min(
        len(_unshared(mine, ours, {i for part in parts for i in range(part.one, part.end_one())})),
        len(_unshared(theirs, others, {j for part in parts for j in range(part.other, part.end_other())})),
    )
    return differing * CONFLICT > sum(part.length for part in parts)


def _unshared(words: Words, sentence: range, covered: set[int]) -> frozenset[str]:
    """Names and figures of a sentence outside what is shared."""
    return frozenset(words.keys[i] for i in sentence if words.specific[i] and i not in covered)


def _joined(tiles: Sequence[Tile]) -> list[list[Tile]]:
    """Tiles that follow one another closely in both stories, together."""
    passages: list[list[Tile]] = []
    for found in tiles:
        last = passages[-1][-1] if passages else None
        if last and 0 <= found.one - last.end_one() <= GAP and 0 <= found.other - last.end_other() <= GAP:
            passages[-1].append(found)
        else:
            passages.append([found])
    return passages


def _is_passage(passage: Passage) -> bool:
    count = sum(found.length for found in passage)
    first, last = passage[0], passage[-1]
    longest = max(last.end_one() - first.one, last.end_other() - first.other)
    return count >= LEAST and max(found.length for found in passage) >= RUN and count >= DENSE * longest
