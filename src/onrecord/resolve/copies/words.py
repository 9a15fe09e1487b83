"""The words of a story, folded so that one that was respelled or written as a figure is the same."""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from onrecord.model import Evidence, Span
from onrecord.resolve.copies.digests import StoryText, moved
from onrecord.rules.copies import is_frame, respell
from onrecord.rules.name_tables import numbers

WORD = re.compile(
    r"\d+(?:[.,]\d+)*"
    r"|(?i:twen|thir|for|fif|six|seven|eigh|nine)(?i:ty)-(?i:one|two|three|four|five|six|seven|eight|nine)\b"
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*|%"
)
MOST = 50_000
"""Words of a story that are compared: what is longer is no news story."""


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of a story in order; all lists but `sentences` and `pieces` are of one length. Places count from its first character.

    `keys` are the folded words, `starts` and `ends` their places. `passage` and `sentence` number what they stand in,
    `sentences` are the words of each sentence. `specific` marks names and figures, `quoted` what stands in quotation marks.
    `pieces` are the passages as they were written, `quotations` where they quote. Stories that are printed alike have one and
    the same, so that what is made of it can be kept by it.
    """

    keys: tuple[str, ...]
    starts: array[int]
    ends: array[int]
    passage: array[int]
    sentence: array[int]
    sentences: tuple[range, ...]
    specific: bytes
    quoted: bytes
    pieces: tuple[Evidence, ...]
    quotations: tuple[Span, ...]

    def __len__(self) -> int:
        return len(self.keys)


def first_of(story: StoryText) -> int:
    """The place in the document's text from which the places of a story's words count."""
    return story.passages[0].span.start if story.passages else 0


@lru_cache(maxsize=4096)
def words_of(story: StoryText) -> Words:
    """The words of a story's prose."""
    first = first_of(story)
    pieces = tuple(Evidence(piece.text, moved(piece.span, first)) for piece in story.passages)
    quotations = tuple(moved(span, first) for span in story.quoted)
    return _read(pieces, tuple(start - first for start in story.starts), quotations)


@lru_cache(maxsize=512)
def _read(pieces: tuple[Evidence, ...], sentence_starts: tuple[int, ...], quotations: tuple[Span, ...]) -> Words:
    written: list[str] = []
    borders: list[int] = []
    starts, ends, passage, sentence = array("q"), array("q"), array("q"), array("q")
    last = None
    for number, piece in enumerate(pieces):
        for found in WORD.finditer(piece.text):
            start = piece.span.start + found.start()
            here = max(bisect_right(sentence_starts, start) - 1, 0)
            if here != last:
                borders.append(len(written))
                last = here
            written.append(found[0])
            starts.append(start)
            ends.append(piece.span.start + found.end())
            passage.append(number)
            sentence.append(len(borders) - 1)
        if len(written) > MOST:
            break
    keys = tuple(map(fold_word, written))
    sentences = tuple(range(start, end) for start, end in pairwise([*borders, len(keys)]))
    specific, quoted = _specific(written, keys, sentence), _inside(starts, quotations)
    return Words(keys, starts, ends, passage, sentence, sentences, specific, quoted, pieces, quotations)


@lru_cache(maxsize=512)
def framed_in(words: Words) -> bytes:
    """The words of sentences that stand in many stories whatever they report, marked."""
    marked = bytearray(len(words))
    for inside in words.sentences:
        if is_frame(_unquoted(words, inside)):
            marked[inside.start : inside.stop] = b"\1" * len(inside)
    return bytes(marked)


@lru_cache(maxsize=8192)
def fold_word(word: str) -> str:
    """A word in small letters without accents, in one spelling, a number in figures."""
    small = unicodedata.normalize("NFKD", word.casefold())
    small = "".join(letter for letter in small if not unicodedata.combining(letter)) or small
    if small[0].isdigit():
        return small.replace(",", "")
    if small == "%":
        return "percent"
    if "-" in small:
        return str(sum(int(numbers().get(part, 0)) for part in small.split("-")))
    small = small.replace("’", "'").removesuffix("'s").replace("'", "")
    return numbers().get(small) or respell(small)


def fold_words(text: str) -> tuple[str, ...]:
    """The folded words of a text."""
    return tuple(fold_word(found[0]) for found in WORD.finditer(text))


def _specific(written: Sequence[str], keys: Sequence[str], sentence: Sequence[int]) -> bytes:
    """Figures, and words with a capital: the first of a sentence where it is long and one more follows ("Lubno United")."""
    marks = bytearray(len(written))
    for i, word in enumerate(written):
        is_first = not i or sentence[i] != sentence[i - 1]
        is_name = word[0].isupper() and not is_first
        if is_name and i and written[i - 1][0].isupper() and len(written[i - 1]) > 3:
            marks[i - 1] = 1
        marks[i] = is_name or keys[i][0].isdigit()
    return bytes(marks)


def _inside(places: Sequence[int], spans: Sequence[Span]) -> bytes:
    """Which of the places lie in one of the spans."""
    marks = bytearray(len(places))
    for start, end in spans:
        first, last = bisect_left(places, start), bisect_left(places, end)
        marks[first:last] = b"\1" * (last - first)
    return bytes(marks)


def _unquoted(words: Words, inside: range) -> str:
    piece = words.pieces[words.passage[inside.start]]
    place, end = words.starts[inside.start], words.ends[inside.stop - 1]
    parts: list[str] = []
    for span in words.quotations:
        if place < span.end and span.start < end:
            parts.append(piece.text[place - piece.span.start : max(place, span.start) - piece.span.start])
            place = max(place, span.end)
    parts.append(piece.text[place - piece.span.start : max(place, end) - piece.span.start])
    return " ".join(parts)
