"""The part of a text that answers a question best, as SQLite's index of words finds it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from onrecord.store.postgresql.words import phrases, tokens

NEW_PHRASE, SAME_PHRASE, AT_START, AT_SENTENCE = 1000, 1, 120, 100
"""What a part gains by a phrase that it has, by one that it has again, and by beginning with the text or with a sentence."""


class Instance(NamedTuple):
    """A phrase as it stands in a text: at which word, and how many words it has."""

    at: int
    phrase: int
    size: int


def snippet(text: str, asked: str, most: int, gap: str = " … ") -> str:
    """So many words of a text, those among which most of what is asked stands."""
    words = list(tokens(text))
    found = _instances([word for word, _, _ in words], asked)
    start = _best(found, _sentences(text, words), len(words), most)
    if not words:
        return text
    end = start + most - 1
    first = words[start][1] if start else 0
    last = len(text) if end >= len(words) - 1 else words[end][2]
    return f"{gap if start else ''}{text[first:last]}{gap if end < len(words) - 1 else ''}"


def _instances(words: Sequence[str], asked: str) -> list[Instance]:
    found = []
    for number, (phrase, is_start) in enumerate(phrases(asked)):
        size = len(phrase)
        for at in range(len(words) - size + 1 if size else 0):
            own = words[at : at + size]
            if own == phrase or (is_start and own[:-1] == phrase[:-1] and own[-1].startswith(phrase[-1])):
                found.append(Instance(at, number, size))
    return sorted(found)


def _sentences(text: str, words: Sequence[tuple[str, int, int]]) -> list[int]:
    """The words that begin a sentence: the first, and those behind a full stop or a colon and white space."""
    found, before = [], 0
    for place, (_, start, end) in enumerate(words):
        between = text[before:start]
        told = between.rstrip(" \t\n\r")
        if place == 0 or (len(told) < len(between) and told[-1:] in (".", ":")):
            found.append(place)
        before = end
    return found


def _best(found: Sequence[Instance], sentences: Sequence[int], count: int, most: int) -> int:
    best, start = 0, 0
    for instance in found:
        score, place = _score(found, instance.at, count, most)
        if score > best:
            best, start = score, place
        sentence = sentences[bisect_right(sentences, instance.at) - 1]
        if count > most and sentence < instance.at:
            score, _ = _score(found, sentence, count, most)
            score += AT_START if sentence == 0 else AT_SENTENCE
            if score > best:
                best, start = score, sentence
    return start


def _score(found: Sequence[Instance], at: int, count: int, most: int) -> tuple[int, int]:
    """How much of what is asked stands in the part that begins at a word, and where a part begins that has it in its middle."""
    inside = found[bisect_left(found, (at,)) : bisect_left(found, (at + most,))]
    seen = {one.phrase for one in inside}
    score = NEW_PHRASE * len(seen) + SAME_PHRASE * (len(inside) - len(seen))
    first, last = inside[0].at, inside[-1].at + inside[-1].size
    place = first - (most - (last - first)) // 2
    return score, max(0, min(place, count - most))
