"""What speaks for and against a story ending between two paragraphs.

Cohesion alone fails on news (two stories of one war share their words; Stokes 2003), so most of these
features are cues: names introduced anew or taken up by surname, how a lede opens, what stands in
between. Used by the model's training and by the room alike.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from onrecord.model import LineKind

BUCKETS = 1 << 15
"""Buckets of the hashed table of document frequencies."""
STEM = 6
"""Letters of a word that count: a cheap stemmer, enough for cohesion."""
LONGEST = 4000
"""Characters of a paragraph that are looked at."""

_WORD = re.compile(r"[^\W\d_]{3,24}")
_CAPITAL = re.compile(
    r"(?<![.!?“\"‘] )(?<!^)\b[A-Z][\w’'-]{2,20}(?: (?:(?:of|the|al|de|van|von|bin|el) )?[A-Z][\w’'-]{1,20}){0,4}"
)
_FIRST_NAME = re.compile(r"^(?:The )?[A-Z][\w’'-]{2,20}(?: [A-Z][\w’'-]{1,20}){1,4}")
_TAKEN_UP = re.compile(
    r"^[“\"‘]?(He|She|They|It|His|Her|Their|Its|But|And|However|Meanwhile|Earlier|Later|That|This|These|Those|Such|Also|Still|Yet|Then|Instead|"
    r"Mr|Mrs|Ms|Asked|Both|Another|Others|Separately|In addition|As a result|For his part|For her part|Nevertheless|Nor|So|Because|Among)\b"
)
_ADDED = re.compile(
    r"\b(added|also|continued|went on|had earlier|earlier said|meanwhile|too|however|the former|the latter|as well)\b"
)
_QUOTE_START = re.compile(r"^[“\"‘«]")
_DATELINE = re.compile(
    r"^[A-Z][A-Z .'’-]{2,30}(?:, [A-Z][\w. ]{2,20})?(?: \([A-Z][\w .]{1,24}\))? ?[—–-]|^\([A-Z][\w .]{1,20}\) ?[—–-]|^[A-Z][a-z]+(?: [A-Z][a-z]+)?, [A-Z][\w. ]{2,16} \([A-Z][\w ]{1,12}\)"
)
_PERFECT = re.compile(r"\b(has|have) (?:been |now |also )?[a-z]+(ed|en|wn|ne|ld|de|t|ught)\b")
_DAY = re.compile(r"\b(on |late |early )?(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b")
_TITLED = re.compile(
    r"\b(president|minister|secretary|spokesman|spokeswoman|chief|chairman|director|leader|police|officials?|government|court|scientists|researchers|company|group)\b",
    re.IGNORECASE,
)
_INDEFINITE = re.compile(
    r"\b(A|An|Two|Three|Four|Five|Six|Several|Hundreds|Thousands|Dozens|At least|More than|Police|Officials|Scientists) "
)
_STOP = re.compile(r"[.!?][”\"’']?(?= |$)")
_SHORT = re.compile(r"\b(?:Mr|Mrs|Ms|Sir|Dr|Gen|President|Minister|Senator)\.? ([A-Z][\w’'-]{2,20})")
_HEAVY = (
    "heading",
    "byline",
    "timestamp",
    "dateline",
    "caption",
    "teaser",
    "player",
    "promo",
    "navigation",
    "legal",
    "advert",
    "credit",
)
FAR = 25
"""Paragraphs before and after a gap that are looked at."""
BLOCK = 400
"""Gaps worked on at once: a page of any length needs a bounded table."""

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Unit:
    """A prose paragraph, and the kinds of the lines that stand between it and the prose before."""

    text: str
    before: tuple[LineKind, ...] = ()
    open_quotation: bool = False
    """True when a quotation that opened before has not closed yet."""
    headings: str = ""
    """The words of the headings among those lines."""


@dataclass(frozen=True, slots=True)
class _Read:
    words: Counter[int]
    names: frozenset[str]
    full: frozenset[str]
    short: frozenset[str]
    flags: tuple[float, ...]


def bucket(word: str) -> int:
    """The bucket of a word's stem in the table of document frequencies."""
    return crc32(word[:STEM].encode()) % BUCKETS


def words_of(text: str) -> Counter[int]:
    """Buckets of the words of a text, with counts."""
    return Counter(bucket(word.lower()) for word in _WORD.findall(text[:LONGEST]))


def features(units: Sequence[Unit], idf: Array, vectors: Array) -> Array:
    """One row for each gap between two neighbouring units: [len(units) - 1, features].

    `idf` gives each bucket's inverse document frequency; `vectors` [units, size] says what each unit is about.
    """
    blocks = []
    for start in range(1, len(units), BLOCK):
        first, last = max(0, start - FAR), min(len(units), start + BLOCK + FAR)
        gaps = slice(start - first, min(start + BLOCK, len(units)) - first)
        read = [_read(unit.text) for unit in units[first:last]]
        words = _Table([one.words for one in read], idf)
        names = _Table([Counter({bucket(name.lower()): 1 for name in one.names}) for one in read], idf)
        numbers = range(gaps.start, gaps.stop)
        own = [_gap(units, read, first, n) + _heading(units[first + n].headings, read, n, idf) for n in numbers]
        shared = np.concatenate([*_shared(words, names), _about(vectors[first:last])], axis=1)
        blocks.append(np.concatenate([np.asarray(own, dtype=np.float32), shared[gaps]], axis=1))
    return np.concatenate(blocks) if blocks else np.zeros((0, 0), dtype=np.float32)


class _Table:
    """Counts of words, unit by unit, as sums up to each unit: what any run of units holds is one difference."""

    def __init__(self, counts: Sequence[Counter[int]], idf: Array) -> None:
        columns = {word: number for number, word in enumerate(dict.fromkeys(word for one in counts for word in one))}
        self.size = len(counts)
        self.weight = idf[np.fromiter(columns, dtype=np.int64, count=len(columns))]
        table = np.zeros((self.size + 1, len(columns)), dtype=np.float32)
        for row, one in enumerate(counts, start=1):
            for word, count in one.items():
                table[row, columns[word]] = count
        self.sums = np.cumsum(table, axis=0, dtype=np.float32)
        self.ends = np.arange(self.size)

    def before(self, reach: int) -> Array:
        """What the `reach` units before each unit hold: [units, words]."""
        found: Array = self.sums[self.ends] - self.sums[np.maximum(self.ends - reach, 0)]
        return found

    def after(self, reach: int) -> Array:
        """What each unit and those after it hold, `reach` in all."""
        found: Array = self.sums[np.minimum(self.ends + reach, self.size)] - self.sums[self.ends]
        return found


def _shared(words: _Table, names: _Table) -> Iterator[Array]:
    """Columns [units, .]: what both sides of the gap before each unit share, and what is new there or comes again."""
    for before, after in ((1, 1), (3, 3), (8, 8), (8, 1)):
        one, two = words.before(before) * words.weight, words.after(after) * words.weight
        norm = np.linalg.norm(one, axis=1) * np.linalg.norm(two, axis=1)
        there, here = names.before(before) > 0, names.after(after) > 0
        both, fewest = there & here, np.minimum(there.sum(1), here.sum(1))
        columns = ((one * two).sum(1) / np.maximum(norm, 1e-6), both.sum(1) / np.maximum(fewest, 1))
        yield np.stack([*columns, np.minimum(both @ names.weight / 20, 2.0)], axis=1).astype(np.float32)
    known, later = words.before(FAR) > 0, words.after(FAR) > 0
    here, last = words.after(1) > 0, words.before(1) > 0
    fresh = (here & ~known) @ words.weight / np.maximum(here @ words.weight, 1e-6)
    again = (last & later) @ words.weight / np.maximum(last @ words.weight, 1e-6)
    named = names.after(1) > 0
    new = (named & ~(names.before(FAR) > 0)).sum(1)
    yield np.stack([fresh, again, new / np.maximum(named.sum(1), 1), np.minimum(new / 6, 2.0)], axis=1).astype(
        np.float32
    )


def _about(vectors: Array) -> Array:
    """How near the paragraphs on both sides of each gap are in what they are about, at six ranges and across: [units, 7]."""
    sums = np.concatenate([np.zeros_like(vectors[:1]), np.cumsum(vectors, axis=0)])
    ends = np.arange(len(vectors))
    columns = []
    for before, after in ((1, 1), (3, 3), (8, 8), (3, 1), (1, 3), (20, 20)):
        one = sums[ends] - sums[np.maximum(ends - before, 0)]
        two = sums[np.minimum(ends + after, len(vectors))] - sums[ends]
        columns.append((one * two).sum(1) / (np.linalg.norm(one, axis=1) * np.linalg.norm(two, axis=1) + 1e-3))
    across = np.zeros(len(vectors), dtype=np.float32)
    across[1:-1] = (vectors[:-2] * vectors[2:]).sum(1)
    return np.stack([*columns, across], axis=1).astype(np.float32)


def _read(text: str) -> _Read:
    text = text[:LONGEST]
    found = [match.group() for match in _CAPITAL.finditer(text)]
    lead = _FIRST_NAME.match(text)
    if lead:
        found.append(lead.group().removeprefix("The "))
    full = frozenset(name for name in found if " " in name)
    tokens = frozenset(token for name in found for token in name.split() if token[0].isupper())
    short = frozenset(name for name in found if " " not in name) | frozenset(_SHORT.findall(text))
    return _Read(words_of(text), tokens, full, short, _flags(text))


def _flags(text: str) -> tuple[float, ...]:
    stop = _STOP.search(text)
    first = text[: stop.end()] if stop else text
    return (
        float(_TAKEN_UP.match(text) is not None),
        float(_QUOTE_START.match(text) is not None),
        float(_DATELINE.match(text) is not None),
        float(_PERFECT.search(first) is not None),
        float(_DAY.search(first) is not None),
        float(_ADDED.search(first) is not None),
        float(_TITLED.search(first) is not None),
        float(_INDEFINITE.match(first) is not None),
        float("said" in first and not _FIRST_NAME.match(first)),
        min(len(first) / 200, 2.0),
        min(len(text) / 400, 3.0),
        float(text[:1].islower()),
        float(text.rstrip()[-1:] in '.!?”"’'),
        float(text.count("“") + text.count('"') > 0),
        float(any(ch.isdigit() for ch in first)),
    )


def _gap(units: Sequence[Unit], read: Sequence[_Read], first: int, number: int) -> list[float]:
    """Names, openings and what stands between, at the gap before unit `first + number`."""
    place = first + number
    unit = units[place]
    kinds = Counter(kind.value for kind in unit.before)
    return [
        *_people(read, number), *read[number].flags, *read[number - 1].flags, *(min(kinds[name], 3) / 3 for name in _HEAVY),
        min(len(unit.before), 10) / 10, float(bool(unit.before) and unit.before[-1] is LineKind.HEADING),
        float(unit.open_quotation), min(place, 20) / 20, min(len(units) - place, 20) / 20,
    ]  # fmt: skip


def _heading(words: str, read: Sequence[_Read], number: int, idf: Array) -> list[float]:
    """What the headings at the gap share with the paragraphs after and before."""
    if not words:
        return [0.0] * 5
    title = [_read(words)]
    after = _cohesion(title, read[number : number + 4], idf)
    before = _cohesion(title, read[max(0, number - 4) : number], idf)
    return [1.0, *after, *before]


def _cohesion(before: Sequence[_Read], after: Sequence[_Read], idf: Array) -> tuple[float, float]:
    """Weighted word overlap (cosine) and shared names of two blocks."""
    one: Counter[int] = sum((r.words for r in before), Counter())
    two: Counter[int] = sum((r.words for r in after), Counter())
    shared = sum(one[w] * two[w] * float(idf[w]) ** 2 for w in one.keys() & two.keys())
    norm = (_norm(one, idf) * _norm(two, idf)) or 1.0
    names_before = {name for r in before for name in r.names}
    names_after = {name for r in after for name in r.names}
    return shared / norm, len(names_before & names_after) / (min(len(names_before), len(names_after)) or 1)


def _norm(words: Counter[int], idf: Array) -> float:
    return math.sqrt(sum((count * float(idf[word])) ** 2 for word, count in words.items()))


def _people(read: Sequence[_Read], number: int) -> list[float]:
    """Names new at the gap, names taken up by their last word, and what the paragraphs after still refer back to."""
    before = read[max(0, number - 12) : number]
    known = {token for r in before for token in r.names}
    surnames = {name.split()[-1] for r in before for name in r.full}
    here = read[number]
    new_full = sum(not (set(name.split()) & known) for name in here.full)
    old_full = sum(name.split()[-1] in surnames for name in here.full)
    taken = len(here.short & surnames)
    orphan = len(here.short - known)
    later = read[number + 1 : number + 5]
    introduced_later = {name.split()[-1] for r in read[number : number + 5] for name in r.full}
    back = sum(len(r.short & surnames - introduced_later) for r in later)
    recent = {token for r in read[max(0, number - 3) : number] for token in r.names}
    return [min(new_full, 4) / 4, min(old_full, 3) / 3, min(taken, 3) / 3, min(orphan, 4) / 4, min(back, 4) / 4,
            len(here.names & recent) / (len(here.names) or 1), float(not here.names)]  # fmt: skip
