"""Line kinds and main text: `python -m evaluation.cleaning [--data DIR] [--folds FILE]`.

On our own gold (always): kinds of the sample pages' lines. On the 181 labelled pages (where they lie):
the body text found from HTML and from their text lines alone, by the benchmark's scorer. The shipped
model has seen these pages, so the honest figures need `--folds`: for every page the predictions of a
model that never saw its site, as `python -m training.lines --folds 5` writes them.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from evaluation.corpora import DataAbsent, data_folder
from evaluation.pages import article_score, dumped_pages, gold_bodies, html_pages
from evaluation.segmentation import GOLD, SAMPLES
from onrecord.clean import clean
from onrecord.clean.kinds import least_probability
from onrecord.clean.network import body_probabilities
from onrecord.intake import IntakeOptions, read_documents
from onrecord.model import CleanText, Document, LineKind, Span
from onrecord.rules.furniture import furniture_rules

TEXT = (LineKind.PROSE, LineKind.HEADING)


def gate(_: Path | None) -> dict[str, float]:
    """Figures on our own samples."""
    pairs: list[tuple[str, str]] = []
    for path in sorted(GOLD.glob("*.lines.tsv")):
        target = str(SAMPLES / path.name.removesuffix(".lines.tsv"))
        document = next(
            found for found in read_documents([target], options=IntakeOptions()) if isinstance(found, Document)
        )
        rows = [line.split("\t") for line in path.read_text(encoding="utf-8").split("\n")[1:] if line]
        pairs.extend(_aligned([(row[0], row[2]) for row in rows], document))
    prose = [(one in TEXT_GOLD, two in TEXT_GOLD) for one, two in pairs]
    kinds = sorted({one for one, _ in pairs})
    return {
        "samples: prose against furniture F1": _f1(prose),
        "samples: line kinds macro F1": sum(_f1([(a == kind, b == kind) for a, b in pairs]) for kind in kinds)
        / len(kinds),
        "samples: line kinds right": 100 * sum(a == b for a, b in pairs) / len(pairs),
    }


TEXT_GOLD = frozenset({"prose"})


def _aligned(gold: Sequence[tuple[str, str]], document: Document) -> list[tuple[str, str]]:
    """Pairs of gold and found kind, line by line; lines are matched by their words, in order."""
    cleaned = clean(document)
    found = [(cleaned.text[line.span.start : line.span.end], line.kind.value) for line in cleaned.lines]
    pairs, place = [], 0
    for kind, words in gold:
        ahead = next((n for n in range(place, min(place + 12, len(found))) if _key(found[n][0]) == _key(words)), None)
        if ahead is None:
            pairs.append((kind, "missing"))
            continue
        pairs.append((kind, found[ahead][1]))
        place = ahead + 1
    return pairs


def _key(words: str) -> str:
    return "".join(character for character in words if character.isalnum())


def _f1(pairs: Sequence[tuple[bool, bool]]) -> float:
    counts = Counter(pairs)
    hit = counts[True, True]
    return 200 * hit / max(2 * hit + counts[True, False] + counts[False, True], 1)


def body_of(lines: Sequence[str], probabilities: Sequence[float]) -> str:
    """The lines taken for body text."""
    pairs = zip(lines, probabilities, strict=True)
    kept = (line for line, p in pairs if p >= least_probability(line))
    return "\n".join(line for line in kept if not any(rule.matches(line) for rule in furniture_rules()))


def _body_lines(cleaned: CleanText) -> Iterator[Span]:
    """Prose and subheadings; the page's own title is no part of the benchmark's body."""
    for line in cleaned.lines:
        title = line.xpath is not None and line.xpath.rpartition("/")[2].startswith("h1")
        if line.kind in TEXT and not title:
            yield line.span


def gate_data(folder: Path | None) -> dict[str, float]:
    """What the gate holds on the labelled pages: HTML, where no trained model of ours decides.

    The figure for text lines needs models that never saw a page's site (`--folds`) and stands in the model's card.
    """
    return {name.rpartition(", ")[2]: value for name, value in page_figures(folder).items() if "HTML" in name}


def page_figures(folder: Path | None, folds: Path | None = None) -> dict[str, float]:
    """Figures on the labelled pages, with the shipped model or with predictions across folds."""
    found = data_folder(folder)
    predictions: dict[str, list[float]] = json.loads(folds.read_text(encoding="utf-8")) if folds else {}
    gold = gold_bodies(found)
    text, html = [], []
    for name, _, lines, _ in dumped_pages(found):
        chosen = predictions.get(name) or body_probabilities(lines).tolist()
        text.append((gold[name], body_of(lines, chosen)))
    for name, _, page, body in html_pages(found):
        document = Document(name, "text/html", None, None, None, None, None, None, "", page.raw, markup=page.markup)
        cleaned = clean(document)
        html.append((body, "\n".join(cleaned.text[a:b] for (a, b) in _body_lines(cleaned))))
    title = "sites unseen" if folds else "shipped model, sites seen"
    return {
        f"{title}, {kind}: {key}": value
        for kind, pairs in (("text lines", text), ("HTML", html))
        for key, value in article_score(pairs).items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--folds", type=Path, help="predictions of models that never saw a page's site")
    chosen = parser.parse_args()
    for name, value in gate(None).items():
        print(f"{value:7.2f}  {name}")
    try:
        for name, value in page_figures(chosen.data, chosen.folds).items():
            print(f"{value:7.2f}  {name}")
    except DataAbsent as absent:
        print(f"not run on real pages: {absent}")


if __name__ == "__main__":
    main()
