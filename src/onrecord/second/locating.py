"""Where quoted words stand in a text: exactly, else but for typography, and which of several places is meant."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from onrecord.model import Span

EXACT, TYPOGRAPHY, AROUND, NEAREST = "exact", "typography", "around", "nearest"
"""How words were found: as they are or but for typography; and, where they stand more than once, by the passage around or by nearness."""

SAME = dict.fromkeys("‘’‚‛ʼ′`´", "'") | dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‐‑‒–—―−", "-") | {"…": "..."}
"""Characters that differ in typography alone."""
UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
_SAME = str.maketrans(SAME | dict.fromkeys(UNSEEN, ""))
_SPACE = re.compile(r"\s+")
MOST_PLACES = 200
"""Words that stand in more places are too common to say which is meant."""
MOST_HITS = 2_000
"""Places that are looked at, whole words or not."""
MOST_CHOICES = 2_000
"""Where there is more to choose from than this, the words are too common to say which are meant."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A text without its typography; character `i` stands for `[starts[i], ends[i])` of the text."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def fold(text: str) -> Folded:
    """One kind of quotation mark and of dash, one space for any white space, nothing for what is not seen."""
    folded: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for place, character in enumerate(text):
        if character in UNSEEN:
            continue
        if character.isspace() and folded and folded[-1] == " ":
            ends[-1] = place + 1
            continue
        for part in " " if character.isspace() else SAME.get(character, character):
            folded.append(part)
            starts.append(place)
            ends.append(place + 1)
    return Folded("".join(folded), tuple(starts), tuple(ends))


def fold_words(words: str) -> str:
    """The text of `fold`, which is all that is needed of what is looked for."""
    return _SPACE.sub(" ", words.translate(_SAME))


@dataclass(frozen=True)
class Window:
    """The piece `[start, end)` of a document's text that words are looked for in."""

    text: str
    start: int
    end: int

    @property
    def words(self) -> str:
        """The piece itself."""
        return self.text[self.start : self.end]

    @cached_property
    def folded(self) -> Folded:
        """The piece without its typography."""
        return fold(self.words)


@dataclass(frozen=True, slots=True)
class Places:
    """Where the same words stand, in spans of the document's text, and how they were found: `exact` or `typography`."""

    spans: tuple[Span, ...]
    how: str


def find_places(window: Window, words: str, within: Span | None = None) -> Places:
    """Every place of whole words in a piece of a text: as they are, and where there is none, but for typography.

    `within` is a part of the piece to look at alone. Of words that stand in more than `MOST_PLACES` some are left out, and more
    than so many given.
    """
    words, where = words.strip(), within or Span(window.start, window.end)
    for found, how in ((_exact, EXACT), (_folded, TYPOGRAPHY)):
        hits = islice(found(window, words, where), MOST_HITS)
        spans = tuple(islice((span for span in hits if _is_whole(window.text, span)), MOST_PLACES + 1))
        if spans:
            return Places(spans, how)
    return Places((), TYPOGRAPHY)


def _exact(window: Window, words: str, where: Span) -> Iterator[Span]:
    for found in _all(window.text, words, *where):
        yield Span(found, found + len(words))


def _folded(window: Window, words: str, where: Span) -> Iterator[Span]:
    wanted, folded = fold_words(words).strip(), window.folded
    starts = folded.starts
    edges = (bisect_left(starts, edge - window.start) for edge in where)
    for first in _all(folded.text, wanted, *edges):
        last = first + len(wanted)
        # An ellipsis is three characters here: words end before or behind all of them.
        is_cut = any(0 < edge < len(starts) and starts[edge] == starts[edge - 1] for edge in (first, last))
        if not is_cut:
            yield Span(window.start + starts[first], window.start + folded.ends[last - 1])


def _all(text: str, words: str, start: int, end: int) -> Iterator[int]:
    """Every place of words, those that overlap too."""
    found = text.find(words, start, end) if words else -1
    while found >= 0:
        yield found
        found = text.find(words, found + 1, end)


def _is_whole(text: str, span: Span) -> bool:
    """False where an edge cuts a word, or a letter from its accent."""
    for edge in span:
        if 0 < edge < len(text):
            before, after = text[edge - 1], text[edge]
            if unicodedata.combining(after) or (before.isalnum() and after.isalnum()):
                return False
    return True


def find_inside(window: Window, words: str, passages: Sequence[Span]) -> Places | None:
    """The places inside passages of the piece, None where there is none."""
    for how in (EXACT, TYPOGRAPHY):
        found = [
            places for places in (find_places(window, words, passage) for passage in passages) if places.how == how
        ]
        spans = tuple(dict.fromkeys(span for places in found for span in places.spans))
        if spans:
            return Places(spans, how)
    return None


def choose_places(quoted: Sequence[Places]) -> tuple[Span, ...] | None:
    """One place for each quotation of a proposal, all as near together as can be; None where two choices are as good.

    There is a quotation, and each has a place to choose from. The one with the fewest decides: from each of its places the others take the nearest,
    if it can be one that none has taken, and the choice that takes up the least of the text wins.
    """
    order = sorted(range(len(quoted)), key=lambda index: len(quoted[index].spans))
    if any(len(places.spans) > MOST_PLACES for places in quoted):
        return None
    if len(quoted[order[0]].spans) * sum(len(places.spans) for places in quoted) > MOST_CHOICES:
        return None
    choices = sorted((_choice(quoted, order, first) for first in quoted[order[0]].spans), key=lambda found: found[0])
    extent, spans, is_tied = choices[0]
    if is_tied or (len(choices) > 1 and choices[1][0] == extent):
        return None
    return spans


def _choice(quoted: Sequence[Places], order: Sequence[int], first: Span) -> tuple[int, tuple[Span, ...], bool]:
    """How much of the text a choice takes up, its spans, and whether it could as well have been another."""
    taken, is_tied = {order[0]: first}, False
    for index in order[1:]:
        spans = quoted[index].spans
        free = [span for span in spans if not any(span.overlaps(other) for other in taken.values())] or spans
        ranked = sorted((*_nearness(span, taken.values()), span) for span in free)
        is_tied |= len(ranked) > 1 and ranked[0][:2] == ranked[1][:2]
        taken[index] = ranked[0][2]
    extent = max(span.end for span in taken.values()) - min(span.start for span in taken.values())
    return extent, tuple(taken[index] for index in range(len(quoted))), is_tied


def _nearness(span: Span, others: Iterable[Span]) -> tuple[int, int]:
    """Characters to the nearest of the others, and to all of them together."""
    gaps = [_gap(span, other) for other in others]
    return min(gaps), sum(gaps)


def _gap(one: Span, other: Span) -> int:
    return max(one.start - other.end, other.start - one.end, 0)
