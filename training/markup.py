"""Marks in our own passages: `[s1 words]` is part `s` of thing 1, `[q1:label words]` has a label, `[s1,2 words]` serves two.

Marks may nest, and a part may have several pieces. What parts and labels there are is the reader's business
(`passages.py` for statements, `event_passages.py` for events).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

MARK = re.compile(r"\[(?P<part>[a-z])(?P<numbers>[0-9]+(?:,[0-9]+)*)(?::(?P<label>[^\s\[\]]+))? |\]")


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked piece: part, the things it belongs to, its label ("" for none), first letter and the one behind the last."""

    part: str
    numbers: tuple[int, ...]
    label: str
    start: int
    end: int


@dataclass
class Spans:
    """What is marked of one thing: the letters of each part, by the part's letter."""

    spans: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    def letters(self, part: str) -> frozenset[int]:
        """All letters of a part."""
        return frozenset(n for start, end in self.spans.get(part, ()) for n in range(start, end))


def read_marks(block: str, parts: str) -> tuple[str, list[Mark]]:
    """The text without its marks, and these in the order in which they close. ValueError says what is wrong."""
    text, at = "", 0
    opened: list[tuple[re.Match[str], int]] = []
    marks: list[Mark] = []
    for found in MARK.finditer(block):
        text += block[at : found.start()]
        at = found.end()
        if found[0] != "]":
            if found["part"] not in parts:
                raise ValueError(f"{found[0]!r} is no part")
            opened.append((found, len(text)))
            continue
        if not opened:
            raise ValueError(f"] closes nothing behind {block[max(0, found.start() - 30) : found.start()]!r}")
        begun, start = opened.pop()
        numbers = tuple(int(number) for number in begun["numbers"].split(","))
        marks.append(Mark(begun["part"], numbers, begun["label"] or "", start, len(text)))
    text += block[at:]
    if opened or "[" in text:
        raise ValueError(f"a mark is not closed or not well formed: {[found[0] for found, _ in opened]}")
    return text, marks


def blocks(folder: Path) -> Iterator[tuple[str, str]]:
    """Name and words of every passage below a folder, in the order of the files; `%` begins a remark."""
    for path in sorted(folder.glob("*.txt")):
        found = re.split(r"\n\s*\n", path.read_text(encoding="utf-8").strip())
        for number, block in enumerate((b for b in found if b and not b.startswith("%")), start=1):
            yield f"{path.stem}-{number}", block
