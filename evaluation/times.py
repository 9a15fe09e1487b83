"""Time expressions: `python -m evaluation.times [--data DIR] [--errors]`.

On tables of our own (always): cases in `tests/cases/times.csv`. On real texts (where they lie): TimeBank,
AQUAINT and WikiWars with the definitions of TempEval-3 (UzZaman et al. 2013): relaxed counts an expression that
overlaps a true one, strict one of the same characters, value an overlapping one whose value is the same string;
each as F1, text bodies only, read against the document's creation time. A third of the documents, drawn by a
hash of the name, is held out: its figures are told apart and its errors are never listed. MEANTIME's times
(Wikinews) are shown beside them.
"""

from __future__ import annotations

import argparse
import csv
import re
import time
import xml.etree.ElementTree as ElementTree
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evaluation.corpora import data_folder, read_folder
from onrecord.annotate.times import read_times
from onrecord.model import Span
from onrecord.segment.sentences import split_sentences

SETS = {"TimeBank": "time/TimeBank", "AQUAINT": "time/AQUAINT", "WikiWars": "time/wikiwars-train"}
ANNOTATED = 5
"""The last sentence of a MEANTIME document that is annotated, counted from the title."""
TABLE = Path(__file__).parents[1] / "tests" / "cases" / "times.csv"
CLOSING = frozenset({",", ".", ";", ":", "?", "!", ")", "'s", "’s", "%", "''"})
OPENING = ("(", "``", "$", "£", "€")
"""Marks that stand close to the word before and after them, where a text comes as words."""


@dataclass(frozen=True)
class Gold:
    """A true expression: where it stands, its type and value."""

    start: int
    end: int
    timex: str
    value: str


@dataclass(frozen=True)
class Text:
    """A document of an annotated set; `anchor` is its creation time."""

    name: str
    text: str
    anchor: str | None
    times: tuple[Gold, ...]

    @property
    def is_held_out(self) -> bool:
        """A third of all documents, the same on every machine."""
        return zlib.crc32(self.name.rsplit("/", 1)[-1].encode()) % 3 == 0


@dataclass
class Tally:
    """Counts behind the three figures."""

    gold: int = 0
    found: int = 0
    relaxed: int = 0
    strict: int = 0
    value: int = 0
    timex: int = 0
    errors: list[tuple[str, str, str, str]] = field(default_factory=list)

    def f1(self, hits: int) -> float:
        """A count of hits as F1, in per cent."""
        return 200 * hits / max(self.gold + self.found, 1)

    def figures(self) -> dict[str, float]:
        """All figures by name."""
        counts = {"relaxed": self.relaxed, "strict": self.strict, "value": self.value, "type": self.timex}
        return {f"{name} F1": self.f1(hits) for name, hits in counts.items()}

    def add(self, other: Tally) -> None:
        """Count another text's."""
        for name in ("gold", "found", "relaxed", "strict", "value", "timex"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.errors.extend(other.errors)


def read_timeml(name: str, source: str) -> Text:
    """A TimeML document: the text of its body and the expressions in it."""
    root = ElementTree.fromstring(source)
    anchor = next(iter(root.iter("DCT")), None)
    created = None if anchor is None else next(iter(anchor.iter("TIMEX3")), None)
    pieces: list[str] = []
    times: list[Gold] = []
    body = next(root.iter("TEXT"))
    _collect(body, pieces, times)
    return Text(name, "".join(pieces), None if created is None else created.get("value"), tuple(times))


def _collect(element: ElementTree.Element, pieces: list[str], times: list[Gold]) -> None:
    start = sum(map(len, pieces))
    pieces.append(element.text or "")
    for child in element:
        _collect(child, pieces, times)
        pieces.append(child.tail or "")
    if element.tag == "TIMEX3":
        times.append(Gold(start, sum(map(len, pieces)), element.get("type", ""), element.get("value", "")))


def read_meantime(folder: Path) -> Iterator[Text]:
    """MEANTIME's documents; the words are joined by spaces, the creation time is the first expression without words."""
    for name, source in read_folder(folder, "entities/meantime"):
        if name.startswith("intra-doc_annotation") and name.endswith(".xml"):
            yield _meantime(name, ElementTree.fromstring(source))


def _meantime(name: str, root: ElementTree.Element) -> Text:
    places: dict[str, tuple[int, int]] = {}
    text, last = "", "0"
    for token in root.iter("token"):
        words, sentence = token.text or "", token.get("sentence", "0")
        if int(sentence) > ANNOTATED:
            break
        if text:
            text += "\n\n" if sentence != last else "" if words in CLOSING or text.endswith(OPENING) else " "
        places[token.get("t_id", "")] = (len(text), len(text) + len(words))
        text, last = text + words, sentence
    times, anchor = [], None
    for timex in root.iter("TIMEX3"):
        inside = [places[a.get("t_id", "")] for a in timex.iter("token_anchor") if a.get("t_id", "") in places]
        if inside:
            times.append(Gold(inside[0][0], inside[-1][1], timex.get("type", ""), timex.get("value", "")))
        if timex.get("functionInDocument") == "CREATION_TIME":
            anchor = timex.get("value")
    return Text(name, text, anchor, tuple(sorted(times, key=lambda one: one.start)))


def sentences(text: str) -> list[Span]:
    """The sentences of a text whose paragraphs are lines, or blocks between blank lines where lines are wrapped."""
    found: list[Span] = []
    for block in re.finditer(r"\S(?:[^\n]|\n(?!\s*\n))*", text):
        for start, end in split_sentences(block.group()):
            piece = block.group()[start:end]
            left = len(piece) - len(piece.lstrip())
            if piece.strip():
                found.append(Span(block.start() + start + left, block.start() + start + left + len(piece.strip())))
    return found


Reader = Callable[[Text], Sequence[Gold]]


def read(document: Text) -> list[Gold]:
    """What our reader finds in a document."""
    found = read_times(document.text, sentences(document.text), story="story-x", anchor=document.anchor)
    return [Gold(t.evidence.span.start, t.evidence.span.end, t.timex.value, t.value or "") for t in found]


def score(document: Text, found: Sequence[Gold]) -> Tally:
    """TempEval-3's counts for one document; each true expression is matched once, in order."""
    tally = Tally(gold=len(document.times), found=len(found))
    free = sorted(document.times, key=lambda one: one.start)
    for one in found:
        match = next((g for g in free if g.start < one.end and one.start < g.end), None)
        words = document.text[one.start : one.end]
        if match is None:
            tally.errors.append(("extra", f"{words} = {one.timex} {one.value}", _context(document, one), document.name))
            continue
        free.remove(match)
        tally.relaxed += 1
        tally.strict += (match.start, match.end) == (one.start, one.end)
        tally.value += match.value == one.value
        tally.timex += match.timex == one.timex
        true = document.text[match.start : match.end]
        if (match.start, match.end) != (one.start, one.end):
            tally.errors.append(("span", f"{words} / {true}", _context(document, match), document.name))
        if match.value != one.value:
            shown = f"{words} = {one.timex} {one.value} / {match.timex} {match.value}"
            tally.errors.append(("value", shown, _context(document, match), document.name))
    for match in free:
        shown = f"{document.text[match.start : match.end]} = {match.timex} {match.value}"
        tally.errors.append(("missed", shown, _context(document, match), document.name))
    return tally


def _context(document: Text, one: Gold) -> str:
    words = document.text[max(one.start - 70, 0) : one.end + 40]
    return f"{document.anchor} .. {' '.join(words.split())}"


def load(folder: Path, name: str) -> list[Text]:
    """The documents of one of the sets."""
    if name == "MEANTIME":
        return list(read_meantime(folder))
    return [read_timeml(n, source) for n, source in read_folder(folder, SETS[name]) if n.endswith(".tml")]


def measure(documents: Sequence[Text], reader: Reader = read) -> dict[str, Tally]:
    """Counts of the whole set, of its held-out third, and of the rest."""
    tallies = {"all": Tally(), "held out": Tally(), "open": Tally()}
    for document in documents:
        tally = score(document, reader(document))
        tallies["all"].add(tally)
        tallies["held out" if document.is_held_out else "open"].add(tally)
    return tallies


@dataclass(frozen=True)
class Case:
    """A row of our own table, and what was read in it."""

    id: str
    anchor: str | None
    text: str
    expected: str
    quality: str
    why: str

    @property
    def found(self) -> str:
        """What the reader finds, written as in the table."""
        times = read_times(self.text, sentences(self.text), story="story-x", anchor=self.anchor)
        return " // ".join(f"{t.evidence.text} = {t.timex.value} {t.value or '-'}" for t in times)


def read_cases() -> list[Case]:
    """The rows of `tests/cases/times.csv`."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [
        Case(row["id"], row["anchor"] or None, row["input"], row["expected"], row["quality"], row["why"])
        for row in csv.DictReader(lines)
    ]


def gate(folder: Path | None) -> dict[str, float]:
    """Rows of our own table that are read exactly, in per cent."""
    cases = read_cases()
    return {"cases right": 100 * sum(case.found == case.expected for case in cases) / len(cases)}


def gate_data(folder: Path | None) -> dict[str, float]:
    """F1 on TimeBank, AQUAINT and WikiWars."""
    where = data_folder(folder)
    figures: dict[str, float] = {}
    for name in SETS:
        found = measure(load(where, name))["all"].figures()
        figures |= {f"{name} {figure}": value for figure, value in found.items()}
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--errors", action="store_true", help="list the errors outside the held-out third")
    parser.add_argument("--kind", help="list errors of this kind only: missed, extra, span, value")
    parser.add_argument("--set", action="append", default=[], help="this set only")
    chosen = parser.parse_args()
    for case in read_cases():
        if case.found != case.expected:
            print(f"{case.id} {case.quality}: {case.text}\n  expected {case.expected}\n  found    {case.found}")
    print(f"our own cases right: {gate(None)['cases right']:.1f}")
    where = data_folder(chosen.data)
    words, seconds = 0, 0.0
    for name in chosen.set or (*SETS, "MEANTIME"):
        documents = load(where, name)
        words += sum(len(document.text.split()) for document in documents)
        started = time.perf_counter()
        tallies = measure(documents)
        seconds += time.perf_counter() - started
        for part, tally in tallies.items():
            figures = "  ".join(f"{figure} {value:5.1f}" for figure, value in tally.figures().items())
            print(f"{name:9} {part:9} {tally.gold:5} gold  {figures}")
        if chosen.errors:
            _list(tallies["open"], chosen.kind)
    print(f"{words / seconds:,.0f} words a second, sentences split and scores taken")


def _list(tally: Tally, kind: str | None) -> None:
    counts = Counter(error[0] for error in tally.errors)
    print("  ".join(f"{name}: {count}" for name, count in counts.most_common()))
    for error in sorted(tally.errors):
        if kind is None or error[0] == kind:
            print("  " + "\t".join(error))


if __name__ == "__main__":
    main()
