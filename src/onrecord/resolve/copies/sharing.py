"""Whether what two stories share makes one a copy of the other: from the words themselves, not from an estimate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from onrecord.model import Link
from onrecord.resolve.copies.digests import StoryText
from onrecord.resolve.copies.passages import GAP, Passage, copied_passages
from onrecord.resolve.copies.tiling import Tile
from onrecord.resolve.copies.words import Words, framed_in, words_of

MOST_OF, BRIEF = 0.6, 15
"""Part of a story that makes a copy whatever it says, and the least words of it outside quotation marks."""
NEARLY_ALL = 0.9
"""Part of both stories that makes a copy even where all of it is quoted: a statement printed as it came."""
SENTENCES, TOLD, PART = 2, 30, 0.2
"""Sentences, words and part of a story that two stories share when one took less than most from the other."""
LONG_SENTENCES, LONG, LONG_PART = 4, 100, 0.1
"""The same where much is shared that is a small part of two long stories."""
OF_SENTENCE = 6
"""Shared words by which a sentence counts."""
APART, LOOSE, BOUND = 0.5, 40, 1
"""Where less than this part of both stories is shared and fewer words than that, so many of the names and figures in them must occur
elsewhere in one of the stories: a notice that stands in everything an outlet prints has nothing to do with it."""
EDGE = 60
"""Shared words of a passage that counts there although both stories begin or end with it, as columns and bulletins do."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """What two stories share: tiles of words, how many words they are, and the part of each story that is."""

    tiles: tuple[Tile, ...]
    words: int
    share: float
    other_share: float
    sentences: int

    def turned(self) -> Sharing:
        """The same, seen from the other story."""
        tiles = tuple(sorted(Tile(found.other, found.one, found.length) for found in self.tiles))
        return Sharing(tiles, self.words, self.other_share, self.share, self.sentences)


def link(one: StoryText, other: StoryText) -> Link | None:
    """A link where one story is a copy of the other or of a part of it."""
    if one.id > other.id:
        one, other = other, one
    found = share(one, other)
    if found is None:
        return None
    lengths = f"{len(words_of(one))} and {len(words_of(other))}"
    reason = f"{found.words} words of {lengths} are the same, in {found.sentences} sentences"
    return Link(one.id, other.id, round(max(found.share, found.other_share), 4), reason)


def share(one: StoryText, other: StoryText) -> Sharing | None:
    """What the first story shares with the second, None where neither is a copy; their words say in which order they are compared."""
    if one.story == other.story:
        return None
    mine, theirs = words_of(one), words_of(other)
    if mine.keys > theirs.keys or (mine.keys == theirs.keys and one.id > other.id):
        found = _share(theirs, mine)
        return found.turned() if found else None
    return _share(mine, theirs)


@lru_cache(maxsize=2048)
def _share(mine: Words, theirs: Words) -> Sharing | None:
    passages = copied_passages(mine, theirs)
    tiles = tuple(found for passage in passages for found in passage)
    count = sum(found.length for found in tiles)
    if not count:
        return None
    sentences = count_sentences(tiles, mine, theirs)
    sharing = Sharing(tiles, count, count / len(mine), count / len(theirs), sentences)
    if _is_most(sharing, mine, theirs) or _is_part(passages, mine, theirs):
        return sharing
    return None


def _is_most(sharing: Sharing, mine: Words, theirs: Words) -> bool:
    part = max(sharing.share, sharing.other_share)
    if part < MOST_OF or sharing.words < BRIEF:
        return False
    unquoted = _told(sharing.tiles, (mine, bytes(len(mine))), (theirs, bytes(len(theirs))))
    return min(sharing.share, sharing.other_share) >= NEARLY_ALL or sum(found.length for found in unquoted) >= BRIEF


def _is_part(passages: Sequence[Passage], mine: Words, theirs: Words) -> bool:
    shortest = min(len(mine), len(theirs))
    tiles = [found for passage in passages for found in passage]
    is_apart = sum(found.length for found in tiles) < APART * shortest
    if is_apart:
        tiles = [found for passage in passages if not _is_edge(passage, mine, theirs) for found in passage]
    if sum(found.length for found in tiles) < TOLD:
        return False
    tiles = list(_told(tiles, (mine, framed_in(mine)), (theirs, framed_in(theirs))))
    told = sum(found.length for found in tiles)
    if is_apart and told < LOOSE and _bound(tiles, mine, theirs) < BOUND:
        return False
    sentences = count_sentences(tiles, mine, theirs)
    if sentences >= LONG_SENTENCES and told >= LONG and told >= LONG_PART * shortest:
        return True
    return sentences >= SENTENCES and told >= TOLD and told >= PART * shortest


def _is_edge(passage: Passage, mine: Words, theirs: Words) -> bool:
    """True for a short passage that both stories begin or end with."""
    if sum(found.length for found in passage) >= EDGE:
        return False
    first, last = passage[0], passage[-1]
    is_first = max(first.one, first.other) <= GAP
    return is_first or max(len(mine) - last.end_one(), len(theirs) - last.end_other()) <= GAP


def _told(tiles: Sequence[Tile], one: tuple[Words, bytes], other: tuple[Words, bytes]) -> Iterator[Tile]:
    """The parts of tiles that are neither quoted nor, as the marks beside the words say, what stands in many stories."""
    (mine, framed), (theirs, others_framed) = one, other
    for found in tiles:
        start = 0
        for step in range(found.length + 1):
            i, j = found.one + step, found.other + step
            if step < found.length and not (mine.quoted[i] or theirs.quoted[j] or framed[i] or others_framed[j]):
                continue
            if step > start:
                yield Tile(found.one + start, found.other + start, step - start)
            start = step + 1


def count_sentences(tiles: Sequence[Tile], mine: Words, theirs: Words) -> int:
    """Sentences, counted in the story where they are fewer, of which enough words are shared."""
    ours = Counter(mine.sentence[i] for found in tiles for i in range(found.one, found.end_one()))
    others = Counter(theirs.sentence[j] for found in tiles for j in range(found.other, found.end_other()))
    return min(sum(count >= OF_SENTENCE for count in counts.values()) for counts in (ours, others))


def _bound(tiles: Sequence[Tile], mine: Words, theirs: Words) -> int:
    """Names and figures of the shared words that occur elsewhere in one of the stories."""
    inside: set[str] = set()
    rest: set[str] = set()
    for words, covered in (
        (mine, {i for found in tiles for i in range(found.one, found.end_one())}),
        (theirs, {j for found in tiles for j in range(found.other, found.end_other())}),
    ):
        for i, key in enumerate(words.keys):
            if words.specific[i]:
                (inside if i in covered else rest).add(key)
    return len(inside & rest)
