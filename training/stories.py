"""Train the model of story boundaries: `python -m training.stories --data DIR`. Seeded; about half an hour on one core.

Pages are put together on the fly from single news texts (`training.pages`): a quarter bare, the rest dumped as text with
headlines, bylines and real furniture, read by `clean`; half of them of stories that resemble each other. Texts of every
third name (by hash) and furniture of every third site are held out: `evaluation.segmentation` measures on those texts.
Every twelfth text is kept for the threshold: at the end the figures there are printed for a row of them.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from pathlib import Path

import numpy as np
from evaluation.windows import window_errors
from numpy.typing import NDArray

from onrecord.models.sequence import probabilities
from onrecord.models.vectors import text_vectors
from onrecord.segment.gaps import BUCKETS, Unit, features, words_of
from onrecord.segment.stories import MODEL, PIECES
from training.export import MODELS, list_models
from training.pages import (
    Maker,
    Runs,
    dump_units,
    furniture_runs,
    is_for_tuning,
    is_held_out,
    load_headlines,
    load_texts,
    read_dump,
)
from training.sequence import Page, Settings, packed, train

Array = NDArray[np.float32]
NOISE = (0.0, 0.0, 0.05, 0.15)
"""Shares of sentence-like furniture that become prose on a page."""


def document_frequencies(texts: dict[str, list[str]]) -> Array:
    """Inverse document frequency of every bucket, 0 to about 8."""
    counts: Counter[int] = Counter()
    for lines in texts.values():
        counts.update(set(words_of(" ".join(lines))))
    table = np.full(BUCKETS, np.log(len(texts)), dtype=np.float32)
    for word, count in counts.items():
        table[word] = np.log(len(texts) / count)
    return table


def make_page(number: int, maker: Maker, runs: Runs, source: random.Random) -> tuple[list[Unit], list[int]]:
    """Units and boundaries of one page for training."""
    count = 1 if number % 10 == 0 else source.randint(2, 12)
    alike = number % 2 == 0
    if number % 4 == 1:
        return maker.bare(count, alike=alike)
    cleaned, owners = read_dump(maker.dump(count, alike=alike, runs=runs), source, source.choice(NOISE))
    return dump_units(cleaned, owners)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=6000)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--networks", type=int, default=3)
    parser.add_argument("--models", type=Path, default=MODELS)
    chosen = parser.parse_args()
    source = random.Random(chosen.seed)
    texts = {name: lines for name, lines in load_texts(chosen.data).items() if not is_held_out(name)}
    tuning = {name: texts.pop(name) for name in list(texts) if is_for_tuning(name)}
    frequencies = document_frequencies(texts)
    maker = Maker(texts, source, load_headlines(chosen.data))
    runs = furniture_runs(chosen.data, held_out=False)
    pages: list[Page] = []
    for number in range(chosen.pages):
        units, ends = make_page(number, maker, runs, source)
        if len(units) > 1:
            found = features(units, frequencies, text_vectors([unit.text for unit in units], PIECES))
            pages.append(Page(found, np.array(ends), np.ones(len(ends), dtype=np.float32)))
        if number % 500 == 0:
            print(number, flush=True)
    settings = Settings(layers=3, epochs=chosen.epochs, batch=16, rate=2e-3)
    networks = []
    for number in range(chosen.networks):
        networks.append(train(pages, settings, chosen.seed + number))
        print(f"network {number + 1}", flush=True)
    (chosen.models / MODEL).write_bytes(packed(networks, idf=frequencies.astype(np.float16)))
    list_models(chosen.models, (MODEL,))
    tuner = Maker(tuning, random.Random(chosen.seed), maker.headlines)
    tuned = [dump_units(*read_dump(tuner.dump(6, alike=n % 2 == 0, runs=runs))) for n in range(150)]
    scored = [
        (
            ends,
            probabilities(features(units, frequencies, text_vectors([unit.text for unit in units], PIECES)), networks),
        )
        for units, ends in tuned
        if len(units) > 1
    ]
    for threshold in (0.2, 0.3, 0.4, 0.5, 0.6):
        wrong = [window_errors(ends, [int(p >= threshold) for p in found])[0] for ends, found in scored]
        print(f"threshold {threshold}: Pk {100 * sum(wrong) / len(wrong):.2f}", flush=True)


if __name__ == "__main__":
    main()
