"""How far a text vouches for a deed, against people's judgement: `onrecord evaluate factuality FILE.jsonl --scale uds`.

One JSON object a line with `text` (words between spaces) and `targets`, each with `span1` (first word, end) and `label`
from -3 (surely did not happen) to 3 (surely did). UDS-IH2 (White et al. 2016, Rudinger et al. 2018) and UW (Lee et al. 2015)
score futures differently, so each has a scale of its own. Pearson's r and the mean absolute error.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from onrecord.annotate.encoder import LONGEST, load_reader
from onrecord.annotate.sentences import deeds_of
from onrecord.errors import InputError
from onrecord.events.heads import EventHead
from onrecord.models.events import SCALES


def read_targets(path: Path) -> list[tuple[list[str], list[tuple[int, float]]]]:
    """Words and (word, label) of each sentence; InputError names a bad line."""
    found = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error})") from error
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
            found.append((row["text"].split(), [(one["span1"][0], float(one["label"])) for one in row["targets"]]))
        except (ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
            raise InputError(f"{path}:{number}: no text and targets here ({error})") from error
    return found


def measure(path: Path, scale: str, *, limit: int | None = None) -> dict[str, float]:
    """Pearson's r in points and the mean absolute error."""
    reader = load_reader()
    rows = [row for row in read_targets(path)[:limit] if row[0] and reader.length(row[0]) <= LONGEST]
    parsed = reader.read([words for words, _ in rows], groups=list(range(len(rows))))
    given, gold = [], []
    for one, (_, targets) in zip(parsed, rows, strict=True):
        deeds = deeds_of([one])
        assert deeds is not None
        head = EventHead(deeds)
        for word, label in targets:
            given.append(head.vouched([word])[SCALES.index(scale)])
            gold.append(label)
    error = np.abs(np.array(given) - np.array(gold)).mean()
    return {"targets": len(gold), "r": float(100 * np.corrcoef(given, gold)[0, 1]), "MAE": float(error)}


def report(path: Path, scale: str, *, limit: int | None = None) -> Iterator[str]:
    """What the command prints."""
    found = measure(path, scale, limit=limit)
    yield f"{found['targets']:.0f} targets on the scale of {scale}"
    yield f"{found['r']:6.1f}  Pearson's r, in points"
    yield f"{found['MAE']:6.2f}  mean absolute error"
