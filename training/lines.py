"""Train the line model: `python -m training.lines --data DIR [--folds 5]`. Seeded; about ten minutes on one core.

With `--folds` it also writes, for every page, the prediction of networks that never saw its site (`--out`): what
`evaluation.cleaning` measures. A page comes as the text lines that lie in the data, whole and with most of its furniture
gone; pages of several stories are put together from the middles of pages, so that a second story is no furniture.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from evaluation.pages import dumped_pages

from onrecord.clean.features import BUCKETS, line_features
from onrecord.clean.network import MODEL, body_probabilities
from onrecord.models.sequence import Array
from onrecord.rules.furniture import furniture_rules
from training.export import MODELS, list_models
from training.pages import load_texts
from training.sequence import Page, Settings, packed, train

SETTINGS = Settings(buckets=BUCKETS, width=96)
NETWORKS = 3
PLAIN, THINNED, JOINED = 60, 0.3, 0.15
"""Texts without furniture, and the shares of pages that come thinned and joined as well.

With 120, all and half (and 64 wide) the figure is a point lower, without thinned pages 64 wide more than that.
"""


@dataclass(frozen=True)
class Lines:
    """Lines with labels (1 body, 0 furniture, -1 not asked)."""

    name: str
    site: str
    lines: tuple[str, ...]
    labels: tuple[int, ...]


def load_pages(data: Path) -> list[Lines]:
    """The labelled pages."""
    return [
        Lines(name, urlsplit(url).netloc, tuple(lines), tuple(labels))
        for name, url, lines, labels in dumped_pages(data)
    ]


def plain_pages(data: Path, count: int, source: random.Random) -> list[Lines]:
    """Single texts without any furniture: a page may well be all body."""
    texts = [(name, lines) for name, lines in load_texts(data).items() if not name.startswith("aeb/")]
    return [Lines(f"plain/{name}", "", tuple(lines), (1,) * len(lines)) for name, lines in source.sample(texts, count)]


def thinned(page: Lines, source: random.Random) -> Lines:
    """Most furniture gone, as when somebody copied the text from a page by hand."""
    keep = source.choice((0.05, 0.15, 0.4))
    return _chosen(page, [n for n, label in enumerate(page.labels) if label == 1 or source.random() < keep])


def joined(pages: Sequence[Lines], source: random.Random) -> Lines:
    """The middles of several pages, one after the other: a page of several stories."""
    parts = [_middle(source.choice(pages), source) for _ in range(source.randint(2, 5))]
    return Lines(
        "joined",
        "",
        tuple(line for part in parts for line in part.lines),
        tuple(n for part in parts for n in part.labels),
    )


def _middle(page: Lines, source: random.Random) -> Lines:
    body = [number for number, label in enumerate(page.labels) if label == 1] or [0]
    start, stop = max(body[0] - source.randint(0, 10), 0), body[-1] + 1 + source.randint(0, 10)
    return _chosen(page, range(start, min(stop, len(page.lines))))


def _chosen(page: Lines, numbers: Sequence[int]) -> Lines:
    return Lines(page.name, page.site, tuple(page.lines[n] for n in numbers), tuple(page.labels[n] for n in numbers))


def train_networks(
    pages: Sequence[Lines], extra: Sequence[Lines], settings: Settings, seed: int
) -> list[dict[str, Array]]:
    """NETWORKS networks, each from its own seed and its own thinned and joined pages."""
    found = []
    for number in range(seed, seed + NETWORKS):
        source = random.Random(number)
        everything = [*pages, *(thinned(page, source) for page in pages if source.random() < THINNED), *extra]
        everything += [joined(pages, source) for _ in range(int(len(pages) * JOINED))]
        found.append(train([encoded(page) for page in everything if len(page.lines) > 1], settings, number))
    return found


def encoded(page: Lines) -> Page:
    """The page for training; a line weighs as the root of its words."""
    features, hashed = line_features(page.lines, furniture_rules())
    words = np.array([line.count(" ") + 1 for line in page.lines], dtype=np.float32)
    return Page(features, np.array(page.labels), np.sqrt(words + 2), hashed)


def predictions(
    pages: Sequence[Lines], extra: Sequence[Lines], folds: int, settings: Settings, seed: int
) -> dict[str, list[float]]:
    """For every page the probabilities by networks that never saw its site."""
    sites = sorted({page.site for page in pages})
    random.Random(seed).shuffle(sites)
    found: dict[str, list[float]] = {}
    for fold in range(folds):
        held = set(sites[fold::folds])
        networks = train_networks([page for page in pages if page.site not in held], extra, settings, seed)
        for page in pages:
            if page.site in held:
                found[page.name] = [round(float(p), 4) for p in body_probabilities(page.lines, networks)]
        print(f"fold {fold + 1}", flush=True)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--folds", type=int, default=0, help="also predict every page by networks that never saw its site"
    )
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--out", type=Path, default=Path("build/training/lines.json"))
    parser.add_argument("--models", type=Path, default=MODELS)
    chosen = parser.parse_args()
    pages = load_pages(chosen.data)
    extra = plain_pages(chosen.data, PLAIN, random.Random(chosen.seed))
    (chosen.models / MODEL).write_bytes(packed(train_networks(pages, extra, SETTINGS, chosen.seed)))
    list_models(chosen.models, (MODEL,))
    if chosen.folds:
        chosen.out.parent.mkdir(parents=True, exist_ok=True)
        found = predictions(pages, extra, chosen.folds, SETTINGS, chosen.seed)
        chosen.out.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
