"""What a line looks like, for the line model: its own features and hashed words, in the order of the page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from onrecord.model import LineKind, RawLine
from onrecord.rules.furniture import FurnitureRule

BUCKETS = 8192
"""Buckets of hashed words."""
WORDS = 24
"""Hashed words a line: its first and its last; a paragraph's middle says nothing."""
SEEN = 600
"""Characters of a line that are looked at."""

_TOKEN = re.compile(r"\w+")
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
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d{2}\b")
_KINDS = tuple(LineKind)

Dense = NDArray[np.float32]
Hashed = NDArray[np.int64]


def line_features(
    lines: Sequence[str], rules: Sequence[FurnitureRule], markup: Sequence[RawLine] | None = None
) -> tuple[Dense, Hashed]:
    """Dense features [lines, features] and hashed words [lines, WORDS] (0 is padding)."""
    counts = Counter(lines)
    tokens = [_TOKEN.findall(line[:SEEN]) for line in lines]
    sizes = np.array([len(found) for found in tokens], dtype=np.float32)
    longest = max(sizes.max(initial=1.0), 1.0)
    around = _around(sizes)
    rows = [
        _own(line, tokens[n], counts[line]) + _rule(line, rules) + _markup(markup[n] if markup else None)
        + [n / len(lines), sizes[n] / longest, min(len(lines) / 300, 2.0), *around[n]]
        for n, line in enumerate(lines)
    ]  # fmt: skip
    return np.array(rows, dtype=np.float32).reshape(len(rows), -1), np.array(
        [_hashes(found) for found in tokens], dtype=np.int64
    ).reshape(len(rows), WORDS)


def _own(line: str, tokens: list[str], count: int) -> list[float]:
    size = len(tokens) or 1
    lower = [token.lower() for token in tokens]
    letters = sum(ch.isalpha() for ch in line[:SEEN]) or 1
    return [
        np.log1p(len(line)) / 6, np.log1p(len(tokens)) / 4, float(line[-1] in ".!?…"), float(line[-1] in "”\"’'"), float(line[-1] == ":"),
        min(line[:SEEN].count(",") / 5, 2.0), sum(t in _STOPWORDS for t in lower) / size, sum(t[:1].isupper() for t in tokens) / size,
        float(line.isupper()), sum(ch.isdigit() for ch in line[:SEEN]) / letters, float(line[0].islower()), float(line[0] in "“\"‘«"),
        float(any(t in _SPEECH for t in lower)), sum(t in _READER for t in lower) / size, float("|" in line or "»" in line or "›" in line),
        float("@" in line or "http" in line or "www." in line), float("©" in line), float(_DATE.search(line[:SEEN]) is not None),
        float(_CLOCK.search(line[:SEEN]) is not None), float(line[-1] == "?"), min(count - 1, 3) / 3, letters / size / 8,
        float(line[:SEEN].count(". ") > 0), float(not line[0].isalnum()),
    ]  # fmt: skip


def _rule(line: str, rules: Sequence[FurnitureRule]) -> list[float]:
    found = next((rule.kind for rule in rules if rule.matches(line)), None)
    return [float(found is kind) for kind in _KINDS]


def _markup(found: RawLine | None) -> list[float]:
    """Nothing known gives zeros, so that one model reads pages with and without markup."""
    if found is None:
        return [0.0] * 6
    kind = found.kind
    verdict = 0.0 if found.main is None else 1.0 if found.main else -1.0
    return [1.0, verdict, float(kind is LineKind.NAVIGATION), float(kind is LineKind.CAPTION), float(kind is LineKind.HEADING),
            float(_in_paragraph(found.xpath))]  # fmt: skip


def _in_paragraph(xpath: str) -> bool:
    """True for the text of a `<p>`."""
    return xpath.rpartition("/")[2].partition("[")[0] == "p"


def _around(sizes: NDArray[np.float32]) -> NDArray[np.float32]:
    """Words in the lines near by, and the share of long lines among them, at two ranges, and the text still to come."""
    total = float(sizes.sum()) or 1.0
    columns = []
    for reach in (2, 6):
        kernel = np.ones(2 * reach + 1, dtype=np.float32)
        norm = _same(np.ones_like(sizes), kernel)
        summed = _same(sizes, kernel)
        columns += [np.log1p(summed / norm) / 4, _same((sizes >= 12).astype(np.float32), kernel) / norm]
    long = np.where(sizes >= 12, sizes, 0.0)
    columns += [np.cumsum(long) / max(float(long.sum()), 1.0), long / total]
    return np.stack(columns, axis=1)


def _same(values: NDArray[np.float32], kernel: NDArray[np.float32]) -> NDArray[np.float32]:
    reach = len(kernel) // 2
    found: NDArray[np.float32] = np.convolve(np.pad(values, reach), kernel, "valid")
    return found


def _hashes(tokens: list[str]) -> list[int]:
    lower = [token.lower() for token in tokens]
    words = lower[:10] + lower[-4:]
    pairs = [f"{a} {b}" for a, b in zip(lower[:6], lower[1:7], strict=False)]
    ends = [f"^{lower[0]}", f"{lower[-1]}$"] if lower else []
    found = [1 + crc32(word.encode()) % (BUCKETS - 1) for word in (*words, *pairs, *ends)][:WORDS]
    return found + [0] * (WORDS - len(found))
