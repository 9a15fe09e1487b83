"""What a line looks like, for the line model: its shape, its place on the page, its words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from zlib import crc32

import numpy as np

from onrecord.model import LineKind
from onrecord.models.sequence import Array, Hashed
from onrecord.rules.furniture import FurnitureRule

BUCKETS = 8192
"""Buckets of hashed words."""
WORDS = 24
"""Hashed words a line: its first and its last; a paragraph's middle says nothing."""
LONG = 12
"""Words from which a line may be a paragraph."""
COMMON = 24
"""Words of a page that count as its function words."""
FAR = 1 << 30
"""Stands for no line at all."""
SEEN = 600
"""Characters of a line that are looked at."""

# Scripts written without spaces count as one word every two characters, so that a paragraph is long in them too.
_TOKEN = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]{1,2}|[^\W\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]+")
_STOPWORDS = frozenset(
    (
        "the of and to in a that is was for it on as with be by at he she his her they their from which this "
        "but had have has not are were been or an its who will would said after when there than into more "
        "over also"
    ).split()
)
_SPEECH = frozenset(["said", "says", "told", "added", "according", "announced", "reported"])
_READER = frozenset(
    (
        "you your sign subscribe follow share click read watch newsletter email log login account menu search "
        "cookies privacy terms contact"
    ).split()
)
_DATE = re.compile(
    r"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}|\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{2,4}"
)
_DATELINE = re.compile(r"[A-Z][A-Z .'’-]{2,30}(?:, [A-Z][\w.]{1,20})?(?: \([A-Z][\w .]{1,24}\))? ?[:—–-]")
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d{2}\b")
_KINDS = tuple(LineKind)


def line_features(lines: Sequence[str], rules: Sequence[FurnitureRule]) -> tuple[Array, Hashed]:
    """Features of the lines of a page, none of them empty [lines, columns], and their hashed words [lines, WORDS]."""
    counts = Counter(lines)
    tokens = [_TOKEN.findall(line[:SEEN]) for line in lines]
    sizes = np.array([len(found) for found in tokens], dtype=np.float32)
    longest = max(sizes.max(initial=1.0), 1.0)
    around, shared = _around(sizes), _shared(lines, tokens)
    common = _common(tokens)
    rows = [
        _own(line, tokens[n], counts[line], common) + _rule(line, rules)
        + [n / len(lines), sizes[n] / longest, min(len(lines) / 300, 2.0), *around[n], *shared[n]]
        for n, line in enumerate(lines)
    ]  # fmt: skip
    return np.array(rows, dtype=np.float32).reshape(len(rows), -1), np.array(
        [_hashes(found) for found in tokens], dtype=np.int64
    ).reshape(len(rows), WORDS)


def _common(tokens: Sequence[list[str]]) -> frozenset[str]:
    """The page's own function words, whatever its language: the short words that its long lines have most often."""
    counts = Counter(word for found in tokens if len(found) >= LONG for word in found if len(word) <= 4)
    return frozenset(word for word, _ in counts.most_common(COMMON))


def _own(line: str, tokens: list[str], count: int, common: frozenset[str]) -> list[float]:
    size = len(tokens) or 1
    lower = [token.lower() for token in tokens]
    letters = sum(ch.isalpha() for ch in line[:SEEN]) or 1
    return [
        np.log1p(len(line)) / 6, np.log1p(len(tokens)) / 4, float(line[-1] in ".!?…。！？।"), float(line[-1] in "”\"’'"), float(line[-1] == ":"),
        min(line[:SEEN].count(",") / 5, 2.0), sum(t in _STOPWORDS for t in lower) / size, sum(t[:1].isupper() for t in tokens) / size,
        float(line.isupper()), sum(ch.isdigit() for ch in line[:SEEN]) / letters, float(line[0].islower()), float(line[0] in "“\"‘«"),
        float(any(t in _SPEECH for t in lower)), sum(t in _READER for t in lower) / size, float("|" in line or "»" in line or "›" in line),
        float("@" in line or "http" in line or "www." in line), float("©" in line), float(_DATE.search(line[:SEEN]) is not None),
        float(_CLOCK.search(line[:SEEN]) is not None), float(line[-1] == "?"), min(count - 1, 3) / 3, letters / size / 8,
        float(line[:SEEN].count(". ") > 0), float(not line[0].isalnum()), sum(t.islower() for t in tokens) / size,
        sum(t in common for t in tokens) / size, float(line.endswith(("...", "…", "]", "»"))),
        float(_DATELINE.match(line[:80]) is not None),
    ]  # fmt: skip


def _rule(line: str, rules: Sequence[FurnitureRule]) -> list[float]:
    found = next((rule.kind for rule in rules if rule.matches(line)), None)
    return [float(found is kind) for kind in _KINDS]


def _around(sizes: Array) -> Array:
    """Words in the lines near by, and the share of long lines among them, at two ranges, and the text still to come."""
    total = float(sizes.sum()) or 1.0
    columns = []
    for reach in (2, 6):
        kernel = np.ones(2 * reach + 1, dtype=np.float32)
        norm = _same(np.ones_like(sizes), kernel)
        summed = _same(sizes, kernel)
        columns += [np.log1p(summed / norm) / 4, _same((sizes >= LONG).astype(np.float32), kernel) / norm]
    long = np.where(sizes >= LONG, sizes, 0.0)
    columns += [np.cumsum(long) / max(float(long.sum()), 1.0), long / total]
    return np.stack(columns, axis=1)


def _shared(lines: Sequence[str], tokens: Sequence[list[str]]) -> Array:
    """The shares of a line's words that other long lines have: within 3 lines, within 10, anywhere, and the rarer words alone.

    A story says its words again; a teaser stands alone (and two copies of one teaser are no witness for each other).
    """
    words = [frozenset(t.lower() for t in found if len(t) > 3 or not t.isascii()) - _STOPWORDS for found in tokens]
    is_long = [len(found) >= LONG for found in tokens]
    held = Counter(word for found, long in zip(words, is_long, strict=True) if long for word in found)
    before = _distances(lines, words, is_long, range(len(lines)))
    after = _distances(lines, words, is_long, range(len(lines) - 1, -1, -1))
    common = max(len(lines) / 12, 6)
    rows = np.zeros((len(lines), 4), dtype=np.float32)
    for number, found in enumerate(words):
        if found:
            nearest = [(min(a, b), word) for a, b, word in zip(before[number], after[number], found, strict=True)]
            rare = [distance for distance, word in nearest if held[word] <= common]
            rows[number] = [
                sum(distance <= reach for distance, _ in nearest) / len(nearest) for reach in (3, 10, len(lines))
            ] + [sum(distance <= 10 for distance in rare) / (len(rare) + 2)]
    return rows


def _distances(
    lines: Sequence[str], words: Sequence[frozenset[str]], is_long: Sequence[bool], order: Sequence[int]
) -> dict[int, list[int]]:
    """For each line and word the lines to the last long line in this order that has the word and is no copy of this one."""
    seen: dict[str, tuple[int, int]] = {}
    found: dict[int, list[int]] = {}
    for number in order:
        row = found[number] = []
        for word in words[number]:
            last, other = seen.get(word, (-FAR, -FAR))
            if last != -FAR and lines[last] == lines[number]:
                last = other
            row.append(abs(number - last) if last != -FAR else FAR)
            if is_long[number]:
                seen[word] = (number, last)
    return found


def _same(values: Array, kernel: Array) -> Array:
    reach = len(kernel) // 2
    found: Array = np.convolve(np.pad(values, reach), kernel, "valid")
    return found


def _hashes(tokens: list[str]) -> list[int]:
    lower = [token.lower() for token in tokens]
    words = lower[:10] + lower[-4:]
    pairs = [f"{a} {b}" for a, b in zip(lower[:6], lower[1:7], strict=False)]
    ends = [f"^{lower[0]}", f"{lower[-1]}$"] if lower else []
    found = [1 + crc32(word.encode()) % (BUCKETS - 1) for word in (*words, *pairs, *ends)][:WORDS]
    return found + [0] * (WORDS - len(found))
