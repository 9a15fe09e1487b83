"""Indexes of words on the server: the words of a text as SQLite's index parts them, and questions to that index as questions to this one.

A word stands in a row with the letter of its column before it (`t.harbour`), so that one index of words answers for every column.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

LETTERS = {
    "title": "h", "text": "t", "said": "s", "who": "w", "whom": "m", "place": "p", "outlet": "o", "marks": "k", "name": "n",
}  # fmt: skip
"""By column what its words have before them."""
INDEXED = {
    "story_text": ("title", "text", "outlet"),
    "record_text": ("said", "who", "whom", "place", "outlet", "marks"),
    "result_text": ("said", "who", "place", "outlet", "marks"),
}
"""By table the columns whose words it has."""
MOST_PLACES = 250
"""Places of one word in a text that are kept: the server keeps no more than 256."""
LAST_PLACE = 16_383
"""The last place that the server can tell from others; a phrase is not found behind it, a word is."""
MOST_BYTES = 900_000
"""Bytes of words in a row; the server takes a mebibyte."""
LONGEST = 500
"""Bytes of a word that are kept; the server takes two kibibytes."""
ACCENTS = frozenset(
    chr(768 + bit) for bit in range(64) if ((0x000361F8 << 32) | 0x08029FDF) >> bit & 1
)  # what SQLite takes for a part of the letter before it
NOTHING = "'!'"
"""A question that nothing answers: no word is written so."""
_TOKEN = re.compile(r'\{([^{}]*)\} : |"([^"]*)"( \*)?|(AND\b|OR\b|\(|\))|(\w+)')


def tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """The words of a text, without case and accents, and where each stands."""
    start, word = -1, ""
    for place, char in enumerate(text):
        if _is_of_word(char) or (start >= 0 and char in ACCENTS):
            if start < 0:
                start, word = place, ""
            word += _bare(char)
        elif start >= 0:
            if word:
                yield word, start, place
            start = -1
    if start >= 0 and word:
        yield word, start, len(text)


class _Kinds(dict[str, bool]):
    def __missing__(self, char: str) -> bool:
        kind = unicodedata.category(char)
        self[char] = found = kind[0] in "LN" or kind == "Co"
        return found


class _Letters(dict[str, str]):
    def __missing__(self, char: str) -> str:
        bare = unicodedata.normalize("NFD", char)[0].lower()
        self[char] = found = "" if char in ACCENTS else bare if len(bare) == 1 else char
        return found


_KINDS, _LETTERS = _Kinds(), _Letters()
_is_of_word = _KINDS.__getitem__
_bare = _LETTERS.__getitem__


def vector(columns: Mapping[str, str]) -> str:
    """The words of a row, by column, as the server writes them."""
    size = 0
    found: dict[str, str] = {}
    for column, text in columns.items():
        letter = LETTERS[column]
        places: dict[str, list[str]] = {}
        for place, (word, _, _) in enumerate(tokens(text), start=1):
            places.setdefault(_cut(word), []).append(str(min(place, LAST_PLACE)))
        for word, at in places.items():
            size += len(word.encode()) + 2 * len(at) + 12
            if size > MOST_BYTES:
                break
            found[f"{letter}.{word}"] = ",".join(at[:MOST_PLACES])
    return " ".join(f"'{word}':{at}" for word, at in found.items())


def _cut(word: str) -> str:
    if len(word) * 4 <= LONGEST:
        return word
    return word.encode()[:LONGEST].decode("utf-8", "ignore")


def question(asked: str, columns: tuple[str, ...]) -> str:
    """A question of `matching`, as the server takes it; `columns` are those that it is put to where it names none."""
    parts, at = [], 0
    bounds: list[tuple[int, tuple[str, ...]]] = [(-1, columns)]
    pending: tuple[str, ...] | None = None
    depth = 0
    while at < len(asked):
        found = _TOKEN.match(asked, at)
        if found is None:
            at += 1
            continue
        at = found.end()
        named, quoted, star, sign, word = found.groups()
        phrase = word if quoted is None else quoted
        if named is not None:
            pending = tuple(named.split())
        elif phrase is not None:
            parts.append(_phrase(phrase, pending or bounds[-1][1], is_start=star is not None))
            pending = None
        elif sign == "(":
            depth += 1
            bounds.append((depth, pending or bounds[-1][1]))
            pending = None
            parts.append("(")
        elif sign == ")":
            depth -= 1
            bounds.pop()
            parts.append(")")
        else:
            parts.append("&" if sign == "AND" else "|")
    return " ".join(parts) or NOTHING


def phrases(asked: str) -> list[tuple[list[str], bool]]:
    """The phrases of a question, each in its words, and whether the last word of it is the beginning of one."""
    found = ((one.group(2), one.group(3) is not None) for one in _TOKEN.finditer(asked) if one.group(2) is not None)
    return [([_cut(word) for word, _, _ in tokens(phrase)], is_start) for phrase, is_start in found]


def _phrase(phrase: str, columns: tuple[str, ...], *, is_start: bool) -> str:
    words = [_cut(word) for word, _, _ in tokens(phrase)]
    if not words:
        return NOTHING
    ends = ["" for _ in words[1:]] + [":*" if is_start else ""]
    ways = (
        " <-> ".join(f"'{LETTERS[column]}.{word}'{end}" for word, end in zip(words, ends, strict=True))
        for column in columns
    )
    return f"( {' | '.join(f'( {way} )' for way in ways)} )"
