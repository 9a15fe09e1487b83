"""The type of what one party does to another, both given: `onrecord evaluate plv FILE.tsv`.

PLV (Hu et al., ACL 2024) has sentences with a source and a target marked, and the root of what the first does to the
second: PLOVER's types, CONCEDE and RETREAT taken together as YIELD. Macro-F1 over roots, over quad classes and over
cooperation against conflict, and sentences read a second. A party that the file does not mark is not given here either.

The released reader has learnt from `plv-train.tsv`: on that file it says what it remembers. Sentences that were not learnt
from are scored by `python -m training.pairs`, in five folds.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from onrecord.annotate.encoder import Parsed, Reader, load_reader
from onrecord.annotate.sentences import deeds_of
from onrecord.annotate.words import split_words
from onrecord.errors import InputError
from onrecord.events.heads import EventHead
from onrecord.model import Span
from onrecord.models.events import ROOTS
from onrecord.rules.triggers import TYPES

QUADS = {"YIELD": 2} | TYPES
"""Hu et al. count YIELD as material cooperation."""


@dataclass(frozen=True)
class Pair:
    """A sentence in words, those of its source and of its target (either may be empty), and the root."""

    words: tuple[str, ...]
    source: tuple[int, ...]
    target: tuple[int, ...]
    root: str


def read_pairs(path: Path) -> list[Pair]:
    """The rows of a file with the columns marked_sentence and root; InputError names a bad line."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error})") from error
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    if not {"marked_sentence", "root"} <= set(rows.fieldnames or ()):
        raise InputError(f"{path}: no tab-separated columns marked_sentence and root")
    return [_pair(row, f"{path}:{number}") for number, row in enumerate(rows, start=2)]


def _pair(row: dict[str, str], where: str) -> Pair:
    if row["root"] not in ROOTS:
        raise InputError(f"{where}: {row['root']!r} is none of {', '.join(ROOTS)}")
    plain, spans = unmarked(row["marked_sentence"])
    words = list(split_words(plain, 0, len(plain)))

    def inside(span: Span | None) -> tuple[int, ...]:
        return tuple(n for n, word in enumerate(words) if span is not None and word.overlaps(span))

    text = tuple(plain[word.start : word.end] for word in words)
    return Pair(text, inside(spans.get("s")), inside(spans.get("t")), row["root"])


def unmarked(marked: str) -> tuple[str, dict[str, Span]]:
    """A sentence without `<s>…</s>` and `<t>…</t>`, and where these stand in it."""
    places = sorted((marked.find(mark), mark) for mark in ("<s>", "</s>", "<t>", "</t>") if mark in marked)
    plain, at = "", 0
    ends: dict[str, list[int]] = {}
    for place, mark in places:
        plain += marked[at:place]
        at = place + len(mark)
        ends.setdefault(mark.strip("</>"), []).append(len(plain))
    plain += marked[at:]
    return plain, {kind: Span(*both) for kind, both in ends.items() if len(both) == 2}


def read_roots(pairs: Sequence[Pair], reader: Reader | None = None) -> list[str]:
    """The likeliest root of each pair."""
    parsed = (reader or load_reader()).read([pair.words for pair in pairs], groups=list(range(len(pairs))))
    return [_root(one, pair) for one, pair in zip(parsed, pairs, strict=True)]


def _root(parsed: Parsed, pair: Pair) -> str:
    deeds = deeds_of([parsed])
    assert deeds is not None
    return chosen_root(EventHead(deeds).between(pair.source, pair.target))


def chosen_root(chances: Mapping[str, float]) -> str:
    """One root from the probabilities of all: first cooperation or conflict, then a quad class of it, then a root of that."""
    left = dict(chances)
    for size in (2, 1):
        sums: dict[int, float] = {}
        for root, chance in left.items():
            sums[(QUADS[root] - 1) // size] = sums.get((QUADS[root] - 1) // size, 0.0) + chance
        best = max(sums, key=lambda number: sums[number])
        left = {root: chance for root, chance in left.items() if (QUADS[root] - 1) // size == best}
    return max(left, key=lambda root: left[root])


def macro_f1(gold: Sequence[str], given: Sequence[str]) -> float:
    """The mean F1 of the labels that occur in either, in points."""
    scores = []
    for label in sorted({*gold, *given}):
        both = sum(a == b == label for a, b in zip(gold, given, strict=True))
        scores.append(200 * both / sum((a == label) + (b == label) for a, b in zip(gold, given, strict=True)))
    return sum(scores) / max(len(scores), 1)


def figures(gold: Sequence[str], given: Sequence[str]) -> dict[str, float]:
    """Macro-F1 of roots, quad classes and cooperation against conflict."""

    def coarse(roots: Iterable[str], size: int) -> list[str]:
        return [str((QUADS[root] - 1) // size) for root in roots]

    return {
        "root": macro_f1(gold, given),
        "quad": macro_f1(coarse(gold, 1), coarse(given, 1)),
        "binary": macro_f1(coarse(gold, 2), coarse(given, 2)),
    }


def report(path: Path, *, limit: int | None = None, threads: int = 1) -> Iterator[str]:
    """What the command prints; speed on one core."""
    pairs = read_pairs(path)[:limit]
    reader = load_reader(threads)
    started = time.perf_counter()
    given = read_roots(pairs, reader)
    seconds = time.perf_counter() - started
    gold = [pair.root for pair in pairs]
    yield f"{len(pairs)} pairs, {len(pairs) / seconds:.0f} sentences a second on {threads} core"
    for name, value in figures(gold, given).items():
        yield f"{value:6.1f}  macro-F1, {name}"
    for root in sorted(set(gold)):
        both = sum(a == b == root for a, b in zip(gold, given, strict=True))
        yield f"{200 * both / (gold.count(root) + given.count(root)):6.1f}  {root} ({gold.count(root)})"
