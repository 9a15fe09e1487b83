"""Where one story ends and the next begins: a small trained model over the gaps between paragraphs."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from onrecord.model import CleanText, LineKind
from onrecord.models import load_bytes, version
from onrecord.models.sequence import load_networks, probabilities
from onrecord.models.vectors import text_vectors
from onrecord.segment.gaps import Unit, features, words_of
from onrecord.segment.quotations import opens_over

READ = (LineKind.PROSE, LineKind.HEADING, LineKind.CAPTION)
OWN = (LineKind.HEADING, LineKind.BYLINE, LineKind.TIMESTAMP, LineKind.DATELINE)
"""Kinds that open the story that follows them."""
LOOSE = (LineKind.HEADING, LineKind.TEASER, LineKind.PROMO, LineKind.NAVIGATION)
"""Kinds that a headline may have been given."""
REACH, SHARED, NEAR = 4, 0.4, 5
"""Lines between a headline and its story; the share of a headline's words that its story says; paragraphs looked at."""
THRESHOLD = 0.5
"""Probability from which a gap is a boundary; chosen of .2 to .6 on texts that neither train nor measure the model (Pk .023)."""
MODEL = "stories.npz"
AGENCY = re.compile(r"[A-Z][A-Z .'’-]{2,30}(?:, [A-Z]\w{2,20})?(?: \([A-Z][\w .]{1,24}\))? ?[—–-] ?[A-Z\"“]")
"""A dateline in front of a paragraph: "PORT AMARA, Ansara (Agency) — Talks ended …"."""
DATED = np.float32(0.9)
"""Where a paragraph begins with a dateline, whatever the words around it share."""

PIECES = 160
"""Word pieces of a paragraph that say what it is about."""

Array = NDArray[np.float32]


@cache
def _frequencies() -> Array:
    with np.load(io.BytesIO(load_bytes(MODEL))) as stored:
        found: Array = stored["idf"].astype(np.float32)
    return found


def model_version() -> str:
    """The version of the boundary model."""
    return version(MODEL)


def boundary_probabilities(units: Sequence[Unit]) -> Array:
    """For each gap between neighbouring units, the probability that a story ends there."""
    if len(units) < 2:
        return np.zeros(0, dtype=np.float32)
    vectors = text_vectors([unit.text for unit in units], PIECES)
    found = probabilities(features(units, _frequencies(), vectors), load_networks(MODEL))
    dated = np.array([AGENCY.match(unit.text[:120]) is not None for unit in units[1:]])
    return np.where(dated, np.maximum(found, DATED), found)


def story_ranges(clean_text: CleanText) -> list[tuple[int, int]]:
    """Half-open ranges of line numbers, one a story; none where there is nothing to read."""
    lines = clean_text.lines
    if not any(line.kind in READ for line in lines):
        return []
    prose, units = page_units(clean_text)
    starts = [0]
    for number, probability in enumerate(boundary_probabilities(units), start=1):
        if probability >= THRESHOLD:
            first = max(prose[number - 1] + 1, starts[-1] + 1)
            around = (
                _weights([unit.text for unit in units[max(0, number - NEAR) : number]]),
                _weights([unit.text for unit in units[number : number + NEAR]]),
            )
            starts.append(_opening(clean_text, first, prose[number], around))
    return list(zip(starts, [*starts[1:], len(lines)], strict=True))


def page_units(clean_text: CleanText) -> tuple[list[int], list[Unit]]:
    """The numbers of the lines of prose, and each as the model reads it."""
    text, lines = clean_text.text, clean_text.lines
    prose = [number for number, line in enumerate(lines) if line.kind is LineKind.PROSE]
    units: list[Unit] = []
    last = -1
    is_open = False
    for number in prose:
        words = text[lines[number].span.start : lines[number].span.end]
        between = lines[last + 1 : number]
        headings = " ".join(text[line.span.start : line.span.end] for line in between if line.kind is LineKind.HEADING)
        units.append(Unit(words, tuple(line.kind for line in between), is_open, headings))
        is_open = opens_over(words)
        last = number
    return prose, units


Words = dict[int, float]


def _weights(texts: Sequence[str]) -> Words:
    """The words of these texts, each with its rarity."""
    table = _frequencies()
    return {word: float(table[word]) for text in texts for word in words_of(text)}


def _opening(clean_text: CleanText, first: int, prose: int, around: tuple[Words, Words]) -> int:
    """The first of the lines before a lede that belong to it: its heading, byline, date.

    A line that `clean` took for furniture is the story's headline all the same when it says the story's words and
    not those of the story before.
    """
    lines = clean_text.lines
    start = prose
    for number in range(prose - 1, first - 1, -1):
        line = lines[number]
        if start == number + 1 and line.kind in (*OWN, LineKind.CAPTION, LineKind.CREDIT):
            start = number
        elif start - number <= REACH and line.kind in LOOSE:
            words = _weights([clean_text.text[line.span.start : line.span.end]])
            before, after = (sum(words[word] for word in words.keys() & side.keys()) for side in around)
            if len(words) >= 2 and after >= SHARED * sum(words.values()) and after > before:
                start = number
    return start
