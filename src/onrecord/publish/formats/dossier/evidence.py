"""Numbered evidence: words in their context, marked, with everything that is needed to find them again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Spans = tuple[tuple[int, int], ...]

AROUND = 130
"""Characters before and after the words."""
APART = 700
"""Pieces further apart than this are shown each in its own context."""
LONGEST = 2_400
"""Characters of one piece that are shown."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words of a context: `role` is `words` for what is cited, `beside` for who, whom, when and where, else empty."""

    text: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words in a story, and the record that they are the evidence of."""

    story: str
    spans: Spans
    runs: tuple[Run, ...]
    record: str


@dataclass(frozen=True, slots=True)
class Cite:
    """A number in the text; the first with it is where its evidence leads back to."""

    number: int
    is_first: bool


@dataclass(frozen=True, slots=True)
class Exhibit:
    """Evidence as it is listed."""

    number: int
    evidence: Evidence
    records: tuple[str, ...]


class Numbering:
    """Gives evidence its numbers in the order in which it is cited; the same words have one number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, Spans], int] = {}
        self._evidence: list[Evidence] = []
        self._records: list[dict[str, None]] = []

    def cite(self, evidence: Evidence) -> Cite:
        """The number of evidence, a new one where it has none."""
        key = evidence.story, evidence.spans
        number = self._numbers.get(key)
        if number is not None:
            self._records[number - 1][evidence.record] = None
            return Cite(number, False)
        self._evidence.append(evidence)
        self._records.append({evidence.record: None})
        self._numbers[key] = len(self._evidence)
        return Cite(len(self._evidence), True)

    def cite_all(self, evidence: Iterable[Evidence]) -> tuple[Cite, ...]:
        """The numbers of several, each once."""
        found = {cite.number: cite for cite in reversed([self.cite(one) for one in evidence])}
        return tuple(sorted(found.values(), key=lambda cite: cite.number))

    def exhibits(self) -> tuple[Exhibit, ...]:
        """All that was cited, by number."""
        both = enumerate(zip(self._evidence, self._records, strict=True), 1)
        return tuple(Exhibit(number, evidence, tuple(records)) for number, (evidence, records) in both)


def show(
    text: str, words: Spans, beside: Iterable[Sequence[int]] = (), *, within: Sequence[int] | None = None
) -> tuple[Run, ...]:
    """The words in their context, cut between words; gaps are dots in brackets. Nothing outside of `within`, a story, is shown."""
    first, end_of_all = within or (0, len(text))
    if within and not all(first <= start < end <= end_of_all for start, end in words):
        return show(text, words, beside)
    others = [(start, end) for start, end in beside]
    runs: list[Run] = []
    for start, end in _windows(words, first, end_of_all):
        low, high = _whole_words(text, start, end, first, end_of_all)
        runs += [Run(" […] ")] if runs else [Run("… ")] if low > first else []
        runs += _runs(text, low, high, words, others)
        last = high
    return (*runs, Run(" …")) if runs and last < end_of_all else tuple(runs)


def show_sentence(text: str, spans: Sequence[Sequence[int]], words: Spans, most: int) -> tuple[Run, ...]:
    """The sentence in these spans with the words in it that are cited, no more of it than so much around them."""
    runs: list[Run] = []
    for start, end in spans:
        low, high = max(start, words[0][0] - most // 2), min(end, words[-1][1] + most // 2)
        if low >= high:
            continue
        low, high = _whole_words(text, low, high, start, end)
        runs += [Run("… ")] if low > start else [Run(" ")] if runs else []
        runs += [Run(" ".join(run.text.split("\n")), run.role) for run in _runs(text, low, high, words, [])]
        runs += [Run(" …")] if high < end else []
    return tuple(runs)


def _windows(words: Spans, first: int, last: int) -> list[tuple[int, int]]:
    """Stretches of the text to show."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(words):
        window = max(first, start - AROUND), min(last, min(end, start + LONGEST) + AROUND)
        if found and window[0] - found[-1][1] < APART and window[1] - found[-1][0] < LONGEST + APART:
            found[-1] = found[-1][0], max(found[-1][1], window[1])
        else:
            found.append((max(window[0], found[-1][1]) if found else window[0], window[1]))
    return [window for window in found if window[0] < window[1]]


def _whole_words(text: str, start: int, end: int, first: int, last: int) -> tuple[int, int]:
    """A stretch without the parts of words at its ends, where a space is near and the text goes on."""
    if start > first and (space := re.search(r"\s", text[start : start + 30])):
        start += space.end()
    if end < last and (space := re.search(r"\s\S*$", text[max(start, end - 30) : end])):
        end = max(start, end - 30) + space.start()
    return start, end


def _runs(text: str, low: int, high: int, words: Spans, beside: list[tuple[int, int]]) -> list[Run]:
    edges = {low, high} | {edge for span in (*words, *beside) for edge in span if low < edge < high}
    runs: list[Run] = []
    for start, end in zip(sorted(edges), sorted(edges)[1:], strict=False):
        role = "words" if _covers(words, start, end) else "beside" if _covers(beside, start, end) else ""
        piece = re.sub(r"(?<!\s)\s*\n\s*", "\n", text[start:end])
        if runs and runs[-1].role == role:
            runs[-1] = Run(runs[-1].text + piece, role)
        else:
            runs.append(Run(piece, role))
    return runs


def _covers(spans: Iterable[Sequence[int]], start: int, end: int) -> bool:
    return any(span[0] <= start and end <= span[1] for span in spans)
