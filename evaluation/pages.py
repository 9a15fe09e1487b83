"""Labelled pages: lines of text, HTML with its body text, and the benchmark's own scorer.

The scorer is that of the article extraction benchmark (Zyte, 2019-2026): shingles of four words,
counted per page so that each page weighs the same, precision and recall averaged over pages.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import tarfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from evaluation.corpora import DataAbsent, read_text
from onrecord.intake.html import HtmlPage, read_html

BODY = 0.7
"""Share of a line's shingles that must be gold for it to be body text (as in the labelled lines)."""
_WORD = re.compile(r"\w+")


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Runs of four words with counts; a shorter text is one run."""
    words = _WORD.findall(text)
    return Counter(tuple(words[n : n + 4]) for n in range(max(1, len(words) - 3)) if words)


def article_score(pairs: Sequence[tuple[str, str]]) -> dict[str, float]:
    """F1, precision and recall of (gold, found) texts, in per cent."""
    precisions, recalls = [], []
    for gold, found in pairs:
        one, two = shingles(gold), shingles(found)
        hit, extra, missed = (one & two).total(), (two - one).total(), (one - two).total()
        if hit + extra:
            precisions.append(hit / (hit + extra))
        if hit + missed:
            recalls.append(hit / (hit + missed))
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    return {
        "F1": 200 * precision * recall / max(precision + recall, 1e-9),
        "precision": 100 * precision,
        "recall": 100 * recall,
    }


def dumped_pages(folder: Path) -> Iterator[tuple[str, str, list[str], list[int]]]:
    """Name, address, lines and labels (1 body, 0 furniture, -1 neither) of the pages as text lines."""
    for row in read_text(folder, "cleaning/furniture-lines.jsonl").splitlines():
        page = json.loads(row)
        kept = [(line, label) for line, label in page["lines"] if line.strip()]
        yield (
            page["id"].partition("/")[2],
            page["url"],
            [" ".join(line.split()) for line, _ in kept],
            [label if label in (0, 1) else -1 for _, label in kept],
        )


def html_pages(folder: Path) -> Iterator[tuple[str, str, HtmlPage, str]]:
    """Name, address, our lines and the gold body of every HTML page."""
    gold = json.loads(_member(folder, "ground-truth.json"))
    for name, entry in sorted(gold.items()):
        data = gzip.decompress(_member(folder, f"html/{name}.html.gz"))
        yield name, entry["url"], read_html(data, url=entry["url"]), entry["articleBody"]


def gold_bodies(folder: Path) -> dict[str, str]:
    """The gold body of every page."""
    return {name: entry["articleBody"] for name, entry in json.loads(_member(folder, "ground-truth.json")).items()}


_ARCHIVES: dict[Path, dict[str, bytes]] = {}


def _member(folder: Path, name: str) -> bytes:
    laid_out = folder / "cleaning" / "aeb" / name
    if laid_out.exists():
        return laid_out.read_bytes()
    packed = folder / "cleaning" / "aeb.tar.gz"
    if not packed.exists():
        raise DataAbsent(f"{packed} is not there, packed or plain")
    if packed not in _ARCHIVES:
        with tarfile.open(fileobj=io.BytesIO(packed.read_bytes())) as archive:
            _ARCHIVES[packed] = {
                m.name.partition("/")[2]: f.read()
                for m in archive.getmembers()
                if (f := archive.extractfile(m)) is not None
            }
    return _ARCHIVES[packed][name]


def line_labels(lines: Sequence[str], body: str) -> Iterator[int]:
    """1 body, 0 furniture, -1 between the two or too short to tell."""
    gold = shingles(body)
    words = {word for run in gold for word in run}
    for line in lines:
        own = shingles(line)
        total = own.total()
        share = sum(count for run, count in own.items() if run in gold) / total if total else 0.0
        if len(_WORD.findall(line)) < 4:
            yield -1 if all(word in words for word in _WORD.findall(line)) else 0
        else:
            yield 1 if share >= BODY else 0 if share < 0.2 else -1
