"""The words of a story, folded so that one that was respelled or written as a figure is the same."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from onrecord.model import Span
from onrecord.resolve.copies.digests import StoryText
from onrecord.rules.copies import is_frame, respell
from onrecord.rules.name_tables import numbers

WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|%")
MOST = 50_000
"""Words of a story that are compared: what is longer is no news story."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a story in order; all lists are of one length but `sentences`.

    `keys` are the folded words, `starts` and `ends` their places in the document's text. `passage` and `sentence` number them.
    `specific` marks names and figures, `quoted` what stands in quotation marks, `framed` words of sentences that stand in
    many stories whatever they report.
    """

    keys: tuple[str, ...]
    starts: array[int]
    ends: array[int]
    passage: array[int]
    sentence: array[int]
    specific: bytes
    quoted: bytes
    framed: bytes

    def __len__(self) -> int:
        return len(self.keys)

    def sentences(self) -> tuple[range, ...]:
        """The words of each sentence."""
        borders = [0, *(i for i in range(1, len(self)) if self.sentence[i] != self.sentence[i - 1]), len(self)]
        return tuple(range(start, end) for start, end in pairwise(borders) if start < end)


@lru_cache(maxsize=512)
def words_of(story: StoryText) -> Words:
    """The words of a story's prose."""
    keys: list[str] = []
    starts, ends, passage, sentence = array("q"), array("q"), array("q"), array("q")
    specific, quoted = bytearray(), bytearray()
    last = -1
    for number, piece in enumerate(story.passages):
        for found in WORD.finditer(piece.text):
            start = piece.span.start + found.start()
            current = max(bisect_right(story.starts, start) - 1, 0)
            keys.append(fold_word(found[0]))
            starts.append(start)
            ends.append(piece.span.start + found.end())
            passage.append(number)
            sentence.append(current)
            specific.append(_is_specific(found[0], keys[-1], is_first=current != last))
            quoted.append(_is_inside(start, story.quoted))
            last = current
        if len(keys) > MOST:
            break
    words = Words(tuple(keys), starts, ends, passage, sentence, bytes(specific), bytes(quoted), b"")
    return Words(words.keys, starts, ends, passage, sentence, words.specific, words.quoted, _framed(story, words))


@lru_cache(maxsize=200_000)
def fold_word(word: str) -> str:
    """A word in small letters, in one spelling, a number in figures."""
    small = word.casefold()
    if small[0].isdigit():
        return small.replace(",", "")
    if small == "%":
        return "percent"
    small = small.replace("’", "'").removesuffix("'s").replace("'", "")
    return numbers().get(small) or respell(small)


def _is_specific(word: str, key: str, *, is_first: bool) -> bool:
    return key[0].isdigit() or (word[0].isupper() and not is_first)


def _is_inside(place: int, spans: tuple[Span, ...]) -> bool:
    return any(start <= place < end for start, end in spans)


def _framed(story: StoryText, words: Words) -> bytes:
    marked = bytearray(len(words))
    for inside in words.sentences():
        if is_frame(_unquoted(story, words, inside)):
            marked[inside.start : inside.stop] = b"\1" * len(inside)
    return bytes(marked)


def _unquoted(story: StoryText, words: Words, inside: range) -> str:
    piece = story.passages[words.passage[inside.start]]
    place, end = words.starts[inside.start], words.ends[inside.stop - 1]
    parts: list[str] = []
    for span in story.quoted:
        if place < span.end and span.start < end:
            parts.append(piece.text[place - piece.span.start : max(place, span.start) - piece.span.start])
            place = max(place, span.end)
    parts.append(piece.text[place - piece.span.start : max(place, end) - piece.span.start])
    return " ".join(parts)
