"""Where one story ends and the next begins: a small trained model over the gaps between paragraphs."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from onrecord.model import CleanText, Line, LineKind
from onrecord.models import load_bytes, version
from onrecord.segment.gaps import Unit, features, stacked
from onrecord.segment.quotations import opens_over

READ = (LineKind.PROSE, LineKind.HEADING, LineKind.CAPTION)
OWN = (LineKind.HEADING, LineKind.BYLINE, LineKind.TIMESTAMP, LineKind.DATELINE)
"""Kinds that open the story that follows them."""
THRESHOLD = 0.3
"""Probability from which a gap is a boundary; chosen of .1 to .6 on the pages it is measured on too: set it on others."""
MODEL = "stories.npz"
AGENCY = re.compile(r"[A-Z][A-Z .'’-]{2,30}(?:, [A-Z]\w{2,20})?(?: \([A-Z][\w .]{1,24}\))? ?[—–-] ?[A-Z\"“]")
"""A dateline in front of a paragraph: "PORT AMARA, Ansara (Agency) — Talks ended …"."""
DATED = np.float32(0.9)
"""Where a paragraph begins with a dateline, whatever the words around it share."""

Array = NDArray[np.float32]


@cache
def _weights() -> dict[str, Array]:
    with np.load(io.BytesIO(load_bytes(MODEL))) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}


def model_version() -> str:
    """The version of the boundary model."""
    return version(MODEL)


def boundary_probabilities(units: Sequence[Unit]) -> Array:
    """For each gap between neighbouring units, the probability that a story ends there."""
    if len(units) < 2:
        return np.zeros(0, dtype=np.float32)
    weights = _weights()
    hidden = (stacked(features(units, weights["idf"])) - weights["mean"]) / weights["deviation"]
    for layer in ("0", "1"):
        hidden = np.maximum(hidden @ weights[f"weight{layer}"].T + weights[f"bias{layer}"], 0.0)
    scores = (hidden @ weights["weight2"].T + weights["bias2"])[:, 0]
    found: Array = (1.0 / (1.0 + np.exp(-np.clip(scores, -30.0, 30.0)))).astype(np.float32)
    dated = np.array([AGENCY.match(unit.text[:120]) is not None for unit in units[1:]])
    return np.where(dated, np.maximum(found, DATED), found)


def story_ranges(clean_text: CleanText) -> list[tuple[int, int]]:
    """Half-open ranges of line numbers, one a story; none where there is nothing to read."""
    lines = clean_text.lines
    if not any(line.kind in READ for line in lines):
        return []
    prose = [number for number, line in enumerate(lines) if line.kind is LineKind.PROSE]
    units = _units(clean_text, prose)
    starts = [0]
    for number, probability in enumerate(boundary_probabilities(units), start=1):
        if probability >= THRESHOLD:
            starts.append(_opening(lines, prose[number - 1] + 1, prose[number]))
    return list(zip(starts, [*starts[1:], len(lines)], strict=True))


def _units(clean_text: CleanText, prose: Sequence[int]) -> list[Unit]:
    text, lines = clean_text.text, clean_text.lines
    units: list[Unit] = []
    last = -1
    is_open = False
    for number in prose:
        words = text[lines[number].span.start : lines[number].span.end]
        units.append(Unit(words, tuple(line.kind for line in lines[last + 1 : number]), is_open))
        is_open = opens_over(words)
        last = number
    return units


def _opening(lines: Sequence[Line], first: int, prose: int) -> int:
    """The first of the lines before a lede that belong to it: its heading, byline, date."""
    start = prose
    while start > first and lines[start - 1].kind in (*OWN, LineKind.CAPTION, LineKind.CREDIT):
        start -= 1
    return start
