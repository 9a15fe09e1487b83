"""Stories, sentences and quotations: `python -m evaluation.segmentation [--data DIR]`.

On our own gold (always): story boundaries, sentences, quotations of the sample pages, from gold line
kinds. On real texts (where they lie): pages put together from single news texts that training never
saw, as paragraphs alone and as text with headlines, bylines and furniture, read by `clean` first. Units are
the true paragraphs: Pk (Beeferman et al. 1999), WindowDiff (Pevzner and Hearst 2002), exact boundaries,
recovered stories; sentence boundaries on treebanks.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from training.pages import (
    Dump,
    Maker,
    Runs,
    furniture_runs,
    is_held_out,
    load_headlines,
    load_texts,
    read_dump,
)

from evaluation.corpora import DataAbsent, data_folder, read_conllu, read_text
from evaluation.windows import recovered, window_errors
from onrecord.model import CleanText, Document, Line, LineKind, Span, Story
from onrecord.segment import segment
from onrecord.segment.gaps import Unit
from onrecord.segment.sentences import split_sentences
from onrecord.segment.stories import THRESHOLD, boundary_probabilities, story_ranges

GOLD = Path("tests/gold")
SAMPLES = Path("samples")
PAGES = 60


Ends = tuple[list[int], list[int]]
"""Gold and found ends of stories, one for each gap between neighbouring paragraphs."""


def score_pages(pages: Sequence[Ends]) -> dict[str, float]:
    """Mean figures over pages, in per cent (Pk and WindowDiff as 1 - error, so that more is better)."""
    pks, diffs, stories = [], [], []
    hit = true = predicted = 0
    for gold, found in pages:
        pk, diff = window_errors(gold, found)
        pks.append(pk)
        diffs.append(diff)
        stories.append(recovered(gold, found))
        hit += sum(a and b for a, b in zip(gold, found, strict=True))
        true, predicted = true + sum(gold), predicted + sum(found)
    return {
        "1-Pk": 100 - _mean(pks),
        "1-WindowDiff": 100 - _mean(diffs),
        "boundary F1": 200 * hit / max(true + predicted, 1),
        "recovered stories F1": _mean(stories),
    }


def bare_ends(units: list[Unit], gold: list[int]) -> Ends:
    """Paragraphs alone, given as such."""
    return gold, [int(p >= THRESHOLD) for p in boundary_probabilities(units)]


def dump_ends(dump: Dump) -> Ends:
    """A page of text through `clean` and the stories of `segment`; its true paragraphs are the units."""
    cleaned, _ = read_dump(dump)
    ranges = story_ranges(cleaned) or [(0, len(dump.lines))]
    text = [number for number, is_text in enumerate(dump.is_text) if is_text]
    mine = [next(place for place, (start, stop) in enumerate(ranges) if start <= number < stop) for number in text]
    gold = [int(dump.owners[a] != dump.owners[b]) for a, b in zip(text, text[1:], strict=False)]
    return gold, [int(a != b) for a, b in zip(mine, mine[1:], strict=False)]


def _mean(values: Sequence[float]) -> float:
    return 100 * sum(values) / len(values)


def gate_data(folder: Path | None) -> dict[str, float]:
    """Figures on held-out real texts."""
    found = data_folder(folder)
    figures: dict[str, float] = {}
    held = {name: lines for name, lines in load_texts(found).items() if is_held_out(name)}
    runs = (*furniture_runs(found, held_out=True), *own_runs())
    headlines = load_headlines(found)
    for group in ("aeb", "bbc", "polnear", "worldwide"):
        texts = {name: lines for name, lines in held.items() if name.startswith(f"{group}/")}
        maker = Maker(texts, random.Random(11), headlines)
        for choice, alike in (("mixed", False), ("alike", True)):
            bare = score_pages([bare_ends(*maker.bare(6, alike=alike)) for _ in range(PAGES)])
            dumped = score_pages([dump_ends(maker.dump(6, alike=alike, runs=runs)) for _ in range(PAGES)])
            figures |= {f"{group}, bare, {choice}: {name}": value for name, value in bare.items()}
            figures |= {f"{group}, as text, {choice}: {name}": value for name, value in dumped.items()}
        single = [dump_ends(maker.dump(1, alike=False, runs=runs)) for _ in range(PAGES)]
        figures[f"{group}, as text: single stories left whole"] = (
            100 * sum(not any(ends) for _, ends in single) / len(single)
        )
    for title, name in (("EWT", "syntax/ewt-dev.conllu"), ("GUM", "syntax/gum/gum-dev.conllu")):
        figures[f"{title}: sentence F1"] = treebank_sentences(read_text(found, name))
    return figures


def treebank_sentences(text: str) -> float:
    """F1 of sentence spans over paragraphs whose sentences are run together with a space."""
    hit = true = predicted = 0
    paragraphs: list[list[str]] = []
    for document in read_conllu(text):
        for sentence in document:
            if sentence.begins_paragraph or not paragraphs:
                paragraphs.append([])
            paragraphs[-1].append(sentence.text)
    for paragraph in paragraphs:
        joined = " ".join(paragraph)
        gold, place = set(), 0
        for words in paragraph:
            gold.add((place, place + len(words)))
            place += len(words) + 1
        found = set(split_sentences(joined))
        hit, true, predicted = hit + len(gold & found), true + len(gold), predicted + len(found)
    return 200 * hit / (true + predicted)


# --- our own gold ---------------------------------------------------------------------------------


def gold_pages() -> Iterator[tuple[str, Document, CleanText, list[int]]]:
    """Every sample page with gold lines: its clean text with gold kinds, and the story of each line."""
    for path in sorted(GOLD.glob("*.lines.tsv")):
        rows = [line.split("\t") for line in path.read_text(encoding="utf-8").split("\n")[1:] if line]
        text = "\n".join(row[2] for row in rows)
        lines, place = [], 0
        for kind, _, words in rows:
            lines.append(Line(Span(place, place + len(words)), LineKind(kind), "gold"))
            place += len(words) + 1
        name = path.name.removesuffix(".lines.tsv")
        document = Document(f"document-{name}", "text/plain", None, None, name, None, None, None, "", text)
        yield name, document, CleanText(text, (), tuple(lines)), [int(row[1]) for row in rows]


def gate(_: Path | None) -> dict[str, float]:
    """Figures on our own samples, from gold line kinds."""
    pages, sentences, quotations = [], [0, 0, 0], [0, 0, 0]
    wanted_sentences, wanted_quotations = _rows("sentences.tsv"), _rows("quotations.tsv")
    for name, document, clean_text, owners in gold_pages():
        stories, _issues = segment(document, clean_text)
        pages.append(_boundaries(clean_text, owners, stories))
        text = clean_text.text
        if name in wanted_sentences:
            found = {_joined(text, s.spans) for story in stories for s in story.sentences if s.kind is LineKind.PROSE}
            _add(sentences, {_plain(row) for row in wanted_sentences[name]}, found)
        quoted = {_joined(text, q.spans) for story in stories for q in story.quotations if q.depth == 0}
        _add(quotations, {_plain(row) for row in wanted_quotations.get(name, [])}, quoted)
    pks = [window_errors(gold, found)[0] for gold, found in pages]
    stories_f1 = [recovered(gold, found) for gold, found in pages]
    hit, true, predicted = sentences
    return {
        "samples: 1-Pk": 100 - 100 * sum(pks) / len(pks),
        "samples: recovered stories F1": 100 * sum(stories_f1) / len(stories_f1),
        "samples: sentence F1": 200 * hit / max(true + predicted, 1),
        "samples: quotation recall": 100 * quotations[0] / max(quotations[1], 1),
    }


def own_runs() -> Runs:
    """Runs of neighbouring lines of furniture of our own sample pages, which no model has seen."""
    found: list[tuple[str, ...]] = []
    for _, _, cleaned, _ in gold_pages():
        run: list[str] = []
        for line in cleaned.lines:
            if line.kind in (LineKind.PROSE, LineKind.HEADING, LineKind.CAPTION, LineKind.BYLINE):
                found.append(tuple(run))
                run = []
            else:
                run.append(cleaned.text[line.span.start : line.span.end])
        found.append(tuple(run))
    return tuple(run for run in found if run)


def _rows(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with (GOLD / name).open(encoding="utf-8", newline="") as opened:
        for row in csv.reader(opened, delimiter="\t", quoting=csv.QUOTE_NONE):
            found.setdefault(row[0], []).append(row[1])
    return found


def _add(counts: list[int], gold: set[str], found: set[str]) -> None:
    for place, value in enumerate((len(gold & found), len(gold), len(found))):
        counts[place] += value


def _plain(words: str) -> str:
    return "".join(c for c in words if c.isalnum()).lower()


def _joined(text: str, spans: Sequence[Span]) -> str:
    return _plain("".join(text[a:b] for a, b in spans))


def _boundaries(clean_text: CleanText, owners: Sequence[int], stories: Sequence[Story]) -> tuple[list[int], list[int]]:
    """Gold and found ends between neighbouring prose lines."""
    prose = [n for n, line in enumerate(clean_text.lines) if line.kind is LineKind.PROSE]
    mine = [next(i for i, story in enumerate(stories) if story.span.covers(clean_text.lines[n].span)) for n in prose]
    gold = [int(owners[a] != owners[b]) for a, b in zip(prose, prose[1:], strict=False)]
    return gold, [int(a != b) for a, b in zip(mine, mine[1:], strict=False)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    chosen = parser.parse_args()
    for name, value in gate(None).items():
        print(f"{value:7.2f}  {name}")
    try:
        for name, value in gate_data(chosen.data).items():
            print(f"{value:7.2f}  {name}")
    except DataAbsent as absent:
        print(f"not run on real texts: {absent}")


if __name__ == "__main__":
    main()
