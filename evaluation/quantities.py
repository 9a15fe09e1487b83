"""Quantities: a table of 150 sentences of our own, and MEANTIME's VALUE annotations as an outside check.

`python -m evaluation.quantities [--wrong] [--data FOLDER]`. The table (`tests/cases/quantities.csv`, its header says how it is
written) always counts: a sentence is right when exactly the expected quantities are found, each with its value, unit and
approximation; kind, what is counted, the words and restatements are figures of their own over the expected quantities.
MEANTIME (Minard et al. 2016, CC BY 4.0) marks numbers, percentages and money; its spans are compared by overlap.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from evaluation.corpora import DataAbsent, data_folder, read_folder
from onrecord.annotate.quantities import read_quantities
from onrecord.model import Approximate, Quantity, QuantityKind, Span

TABLE = Path(__file__).parents[1] / "tests" / "cases" / "quantities.csv"
LAST_SENTENCE = 5
"""MEANTIME annotates the title and the first sentences of an article only."""
MEANTIME = "entities/meantime/intra_cross-doc_annotation"


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity as the table writes it; numbers to four digits."""

    words: str
    value: str
    unit: str
    approximate: str
    kind: str
    of: str
    restates: bool

    @property
    def core(self) -> tuple[str, str, str]:
        return self.value, self.unit, self.approximate


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    text: str
    quality: str
    expected: tuple[Amount, ...]
    found: tuple[Amount, ...]
    why: str

    @property
    def is_right(self) -> bool:
        """True when value, unit and approximation of all quantities are as expected, and there are no others."""
        return [one.core for one in self.expected] == [one.core for one in self.found]


def read_table(path: Path = TABLE) -> list[Case]:
    """The rows with what is read in them."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("# ")]
    return [
        Case(
            row["id"],
            row["input"],
            row["quality"],
            tuple(_expected(row["expected"])),
            found_in(row["input"]),
            row["why"],
        )
        for row in csv.DictReader(lines)
    ]


def _expected(cell: str) -> Iterator[Amount]:
    for part in filter(None, cell.split(" ; ")):
        words, value, unit, approximate, kind, of, *more = (bit.strip() for bit in part.split(" | "))
        yield Amount(words, _plain(value), unit, approximate, kind, of, more == ["="])


def _plain(value: str) -> str:
    if value in ("", "-"):
        return "-"
    return "..".join(f"{float(bit):.4f}" for bit in value.split(".."))


def found_in(text: str) -> tuple[Amount, ...]:
    """What is read in a sentence, as the table would write it: without words that have no number ("dozens")."""
    read = read_quantities(text, [Span(0, len(text))], story="story")
    return tuple(_written(one) for one in read if one.value is not None or one.low is not None)


def _written(one: Quantity) -> Amount:
    if one.approximate is Approximate.RANGE:
        value = f"{one.low}..{one.high}"
    else:
        value = "-" if one.value is None else str(one.value)
    return Amount(
        one.evidence.text, _plain(value), one.unit or "-", one.approximate.value, one.kind.value, one.of or "-", one.equivalent_of is not None
    )  # fmt: skip


def score_table(cases: Sequence[Case]) -> dict[str, float]:
    """Percentages: of sentences right, and of the expected quantities with the right kind, noun, words and restatement."""
    strong = [case for case in cases if case.quality == "STRONG"]
    pairs = [(one, two) for case in cases for one, two in _aligned(case)]
    share = 100 / sum(len(case.expected) for case in cases)
    return {
        "sentences right": 100 * sum(case.is_right for case in cases) / len(cases),
        "strong sentences right": 100 * sum(case.is_right for case in strong) / len(strong),
        "kind": share * sum(one.kind == two.kind for one, two in pairs),
        "what is counted": share * sum(one.of.lower() == two.of.lower() for one, two in pairs),
        "words": share * sum(one.words.lower() == two.words.lower() for one, two in pairs),
        "restatements": share * sum(one.restates == two.restates for one, two in pairs),
    }


def _aligned(case: Case) -> Iterator[tuple[Amount, Amount]]:
    """Expected and found quantities with the same value, in order."""
    rest = list(case.found)
    for one in case.expected:
        match = next((two for two in rest if two.core == one.core), None) or next(
            (two for two in rest if two.value == one.value), None
        )
        if match is not None:
            rest.remove(match)
            yield one, match


def words_a_second(cases: Sequence[Case]) -> float:
    """Speed on one core over the table's sentences, thirty times."""
    text = " ".join(case.text for case in cases) * 30
    bounds = range(0, len(text), 400)
    spans = [Span(start, min(len(text), start + 400)) for start in bounds]
    begun = time.process_time()
    read_quantities(text, spans, story="story")
    return len(text.split()) / (time.process_time() - begun)


# --- MEANTIME -------------------------------------------------------------------------------------


def meantime(folder: Path) -> dict[str, float]:
    """Precision, recall and F1 of spans that overlap (durations are its time expressions, and left out); exact F1 beside them."""
    gold, found, right, exact = 0, 0, 0, 0
    for name, written in read_folder(folder, MEANTIME):
        if not name.endswith(".xml"):
            continue
        text, sentences, values = _document(written)
        read = [one for one in read_quantities(text, sentences, story="story") if one.kind is not QuantityKind.DURATION]
        spans = [one.evidence.span for one in read]
        gold, found = gold + len(values), found + len(spans)
        right += len(_paired(values, spans))
        exact += len(set(values) & set(spans))
    return {
        "MEANTIME precision": 100 * right / max(1, found),
        "MEANTIME recall": 100 * right / max(1, gold),
        "MEANTIME F1": 200 * right / max(1, gold + found),
        "MEANTIME exact F1": 200 * exact / max(1, gold + found),
    }


def _paired(values: Sequence[Span], spans: Sequence[Span]) -> list[Span]:
    rest = list(spans)
    paired = []
    for value in values:
        match = next((span for span in rest if span.overlaps(value)), None)
        if match is not None:
            rest.remove(match)
            paired.append(value)
    return paired


def _document(written: str) -> tuple[str, list[Span], list[Span]]:
    """Text (sentences as lines), the spans of its sentences, and those of its VALUE mentions."""
    root = ET.fromstring(written)
    pieces: list[str] = []
    places: dict[str, Span] = {}
    sentences: list[Span] = []
    begin, size, last = 0, 0, "0"
    for token in root.iter("token"):
        if int(token.get("sentence") or 0) > LAST_SENTENCE:
            break
        if token.get("sentence") != last:
            pieces.append("\n")
            sentences.append(Span(begin, size)) if size > begin else None
            begin = size = size + 1
            last = token.get("sentence") or ""
        words = token.text or ""
        glue = "" if size == begin or not _is_spaced(pieces[-1] if pieces else "", words) else " "
        places[token.get("t_id") or ""] = Span(size + len(glue), size + len(glue) + len(words))
        pieces.append(glue + words)
        size += len(glue) + len(words)
    if size > begin:
        sentences.append(Span(begin, size))
    values = []
    for value in root.iter("VALUE"):
        tokens = [place for anchor in value.iter("token_anchor") if (place := places.get(anchor.get("t_id") or ""))]
        if tokens:
            values.append(Span(tokens[0].start, tokens[-1].end))
    return "".join(pieces), sentences, values


def _is_spaced(before: str, words: str) -> bool:
    """White space was lost with tokenisation: put it back but around marks and behind signs."""
    return words not in {",", ".", "%", ")", ";", ":", "?", "!", "'s", "’s", "n't", "'"} and before.strip() not in {
        "(",
        "$",
        "€",
        "£",
        "US$",
    }


# --- gate and command -----------------------------------------------------------------------------


def gate(folder: Path | None) -> dict[str, float]:
    """Figures for the gate, on our own table."""
    return score_table(read_table())


def gate_data(folder: Path | None) -> dict[str, float]:
    """Figures for the gate, on MEANTIME."""
    if folder is None:
        raise DataAbsent("no annotated data")
    return meantime(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--wrong", action="store_true", help="show the sentences that are not right")
    chosen = parser.parse_args()
    cases = read_table()
    for case in cases if chosen.wrong else ():
        if (
            not case.is_right
            or [o.of for o in case.expected] != [o.of for o in case.found]
            or [o.kind for o in case.expected] != [o.kind for o in case.found]
        ):
            _show(case)
    for name, value in score_table(cases).items():
        print(f"{value:8.1f}  {name}")
    print(f"{words_a_second(cases):8.0f}  words a second")
    try:
        for name, value in meantime(data_folder(chosen.data)).items():
            print(f"{value:8.1f}  {name}")
    except DataAbsent as absent:
        print(f"MEANTIME not measured: {absent}")


def _show(case: Case) -> None:
    print(f"{'ok   ' if case.is_right else 'WRONG'} {case.id} {case.quality} {case.text}\n      ({case.why})")
    for name, amounts in (("wanted", case.expected), ("found ", case.found)):
        for one in amounts:
            print(
                f"      {name} {one.words} | {one.value} | {one.unit} | {one.approximate} | {one.kind} | {one.of}{' | =' if one.restates else ''}"
            )


if __name__ == "__main__":
    main()
