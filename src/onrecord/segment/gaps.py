"""What speaks for and against a story ending between two paragraphs.

Cohesion alone fails on news (two stories of one war share their words; Stokes 2003), so most of these
features are cues: names introduced anew or taken up by surname, how a lede opens, what stands in
between. Used by the model's training and by the room alike.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
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
WINDOWS = (1, 3, 8)

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Unit:
    """A prose paragraph, and the kinds of the lines that stand between it and the prose before."""

    text: str
    before: tuple[LineKind, ...] = ()
    open_quotation: bool = False
    """True when a quotation that opened before has not closed yet."""


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


def features(units: Sequence[Unit], idf: Array) -> Array:
    """One row for each gap between two neighbouring units: [len(units) - 1, features]."""
    read = [_read(unit.text) for unit in units]
    rows = [_gap(units, read, number, idf) for number in range(1, len(units))]
    return np.asarray(rows, dtype=np.float32).reshape(len(rows), -1)


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


def _gap(units: Sequence[Unit], read: Sequence[_Read], number: int, idf: Array) -> list[float]:
    row: list[float] = []
    for window in WINDOWS:
        before, after = read[max(0, number - window) : number], read[number : number + window]
        row += _cohesion(before, after, idf)
    row += _cohesion(read[max(0, number - 8) : number], read[number : number + 1], idf)
    row += _people(read, number)
    row += read[number].flags
    row += read[number - 1].flags
    kinds = Counter(kind.value for kind in units[number].before)
    row += [min(kinds[name], 3) / 3 for name in _HEAVY]
    row += [
        min(len(units[number].before), 10) / 10,
        float(bool(units[number].before) and units[number].before[-1] is LineKind.HEADING),
    ]
    row += [float(units[number].open_quotation), min(number, 20) / 20, min(len(units) - number, 20) / 20]
    return row


def _cohesion(before: Sequence[_Read], after: Sequence[_Read], idf: Array) -> list[float]:
    """Weighted word overlap (cosine) and shared names of two blocks."""
    one: Counter[int] = sum((r.words for r in before), Counter())
    two: Counter[int] = sum((r.words for r in after), Counter())
    shared = sum(one[w] * two[w] * float(idf[w]) ** 2 for w in one.keys() & two.keys())
    norm = (_norm(one, idf) * _norm(two, idf)) or 1.0
    names_before = {name for r in before for name in r.names}
    names_after = {name for r in after for name in r.names}
    overlap = names_before & names_after
    weight = sum(float(idf[bucket(name.lower())]) for name in overlap)
    return [shared / norm, len(overlap) / (min(len(names_before), len(names_after)) or 1), min(weight / 20, 2.0)]


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


def stacked(rows: Array, reach: int = 2) -> Array:
    """Each gap's features beside those of its neighbours, zeros past the ends: [gaps, features * (2 * reach + 1)]."""
    if not len(rows):
        return rows.reshape(0, 0)
    padded = np.pad(rows, ((reach, reach), (0, 0)))
    return np.concatenate([padded[shift : shift + len(rows)] for shift in range(2 * reach + 1)], axis=1)
