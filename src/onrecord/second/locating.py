"""Where quoted words stand in a text: exactly, else but for typography, and which of several places is meant."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from onrecord.model import Span

EXACT, TYPOGRAPHY, AROUND, NEAREST = "exact", "typography", "around", "nearest"
"""How words were found: as they are or but for typography; and, where they stand more than once, by the passage around or by nearness."""

SAME = dict.fromkeys("‘’‚‛ʼ′`´", "'") | dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‐‑‒–—―−", "-") | {"…": "..."}
"""Characters that differ in typography alone."""
UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
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


def find_places(window: Window, words: str) -> Places:
    """Every place of whole words in a piece of a text: as they are, and where there is none, but for typography."""
    words = words.strip()
    exact = tuple(span for span in _exact(window, words) if _is_whole(window.text, span))
    if exact:
        return Places(exact, EXACT)
    return Places(tuple(span for span in _folded(window, words) if _is_whole(window.text, span)), TYPOGRAPHY)


def _exact(window: Window, words: str) -> Iterator[Span]:
    for found in _all(window.text, words, window.start, window.end):
        yield Span(found, found + len(words))


def _all(text: str, words: str, start: int, end: int) -> Iterator[int]:
    """Every place of words, those that overlap too."""
    found = text.find(words, start, end) if words else -1
    while found >= 0:
        yield found
        found = text.find(words, found + 1, end)


def _folded(window: Window, words: str) -> Iterator[Span]:
    wanted, folded = fold(words).text.strip(), window.folded
    starts = folded.starts
    for first in _all(folded.text, wanted, 0, len(folded.text)):
        last = first + len(wanted)
        # An ellipsis is three characters here: words end before or behind all of them.
        is_cut = any(0 < edge < len(starts) and starts[edge] == starts[edge - 1] for edge in (first, last))
        if not is_cut:
            yield Span(window.start + starts[first], window.start + folded.ends[last - 1])


def _is_whole(text: str, span: Span) -> bool:
    """False where an edge cuts a word, or a letter from its accent."""
    for edge in span:
        if 0 < edge < len(text):
            before, after = text[edge - 1], text[edge]
            if unicodedata.combining(after) or (before.isalnum() and after.isalnum()):
                return False
    return True


def inside(places: Places, passages: Sequence[Span]) -> Places:
    """The places inside one of these passages, all where none is."""
    kept = tuple(span for span in places.spans if any(passage.covers(span) for passage in passages))
    return Places(kept, places.how) if kept else places


def choose_places(quoted: Sequence[Places]) -> tuple[Span, ...] | None:
    """One place for each quotation of a proposal, all as near together as can be; None where two choices are as good.

    There is a quotation, and each has a place to choose from. The one with the fewest decides: from each of its places the others take the nearest,
    if it can be one that none has taken, and the choice that takes up the least of the text wins.
    """
    order = sorted(range(len(quoted)), key=lambda index: len(quoted[index].spans))
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
