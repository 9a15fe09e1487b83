"""Our own passages with their statements marked: `python -m training.passages` checks and counts them.

PolNeAR's articles are American politics of one decade and forbid attributions inside attributions; what they have few
of (passives without a source, ultimatums, labels, headlines, captions, placards) is written here, about invented
people and places. One file a topic under `training/passages`, an empty line between passages, a line a paragraph,
`# ` before a headline, `%` before a remark. Inside a passage `[s1 words]` is the source of statement 1, `[q1:ACT/POLARITY
words]` its cue (`affirms` is not written), `[c1 words]` a piece of its content; also `a` addressee, `m` medium, `t`
target. Where there is no cue, act and polarity stand on the content. Marks may nest; `[s1,2 words]` serves two.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from onrecord.evaluate import Article, Attribution
from onrecord.model import Act, Polarity
from training.corpora import Document
from training.statements import sentences_of

FOLDER = Path(__file__).parent / "passages"
MARK = re.compile(r"\[(?P<part>[sqcamt])(?P<numbers>[0-9,]+)(?::(?P<act>[a-z]+)(?:/(?P<polarity>[a-z_]+))?)? |\]")
OPENING, CLOSING = "\"'“‘«„`", "\"'”’»“"


@dataclass
class Marked:
    """One statement of a passage: letters of each part, by the part's letter."""

    spans: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    act: str = ""
    polarity: str = "affirms"

    def letters(self, part: str) -> frozenset[int]:
        return frozenset(n for start, end in self.spans.get(part, ()) for n in range(start, end))


@dataclass(frozen=True)
class Passage:
    """A text of ours and what is said in it, in the order of the numbers."""

    name: str
    text: str
    statements: tuple[Marked, ...]

    @property
    def outermost(self) -> Iterator[Marked]:
        """The statements that stand in no other's content."""
        for one in self.statements:
            core = one.letters("q") or one.letters("c")
            if not any(core <= other.letters("c") for other in self.statements if other is not one):
                yield one


def read_passage(name: str, block: str) -> Passage:
    """A passage without its marks; ValueError names it and what is wrong."""
    text, at = "", 0
    opened: list[tuple[str, list[int], int]] = []
    found: dict[int, Marked] = {}
    try:
        for mark in MARK.finditer(block):
            text += block[at : mark.start()]
            at = mark.end()
            if mark[0] != "]":
                numbers = [int(number) for number in mark["numbers"].split(",") if number]
                _judge(mark, [found.setdefault(number, Marked()) for number in numbers])
                opened.append((mark["part"], numbers, len(text)))
                continue
            if not opened:
                raise ValueError(f"] closes nothing behind {block[max(0, mark.start() - 30) : mark.start()]!r}")
            part, numbers, start = opened.pop()
            for number in numbers:
                found[number].spans.setdefault(part, []).append((start, len(text)))
        text += block[at:]
        if opened or "[" in text:
            raise ValueError(f"a mark is not closed or not well formed: {opened}")
        for number, one in found.items():
            if not one.letters("c") or not one.act:
                raise ValueError(f"statement {number} has no {'act' if one.act == '' else 'content'}")
    except ValueError as error:
        raise ValueError(f"{name} ({block[:40]!r}…): {error}") from None
    return Passage(name, text, tuple(found[number] for number in sorted(found)))


def _judge(mark: re.Match[str], statements: Iterable[Marked]) -> None:
    if mark["act"] is None:
        return
    if mark["part"] not in "qc" or mark["act"] not in list(Act):
        raise ValueError(f"{mark[0]!r} is no act of a cue or content")
    if mark["polarity"] and mark["polarity"] not in list(Polarity):
        raise ValueError(f"{mark[0]!r} is no polarity")
    for one in statements:
        one.act, one.polarity = mark["act"], mark["polarity"] or "affirms"


def read_passages(folder: Path = FOLDER) -> Iterator[Passage]:
    """All passages, in the order of their files."""
    for path in sorted(folder.glob("*.txt")):
        blocks = re.split(r"\n\s*\n", path.read_text(encoding="utf-8").strip())
        for number, block in enumerate((b for b in blocks if b and not b.startswith("%")), start=1):
            yield read_passage(f"{path.stem}-{number}", block)


def as_article(passage: Passage) -> Article:
    """In PolNeAR's manner: outermost statements, contents with the marks around them, headlines without their sign."""
    text = passage.text
    dropped = {n for start in (m.start() for m in re.finditer(r"^# ", text, re.M)) for n in (start, start + 1)}
    moved: dict[int, int] = {}
    for n in range(len(text)):
        if n not in dropped:
            moved[n] = len(moved)
    gold = []
    for one in passage.outermost:
        content = frozenset(n for start, end in one.spans["c"] for n in range(*_with_marks(text, start, end)))
        parts = (one.letters("s"), one.letters("q"), content - one.letters("q") - one.letters("s"))
        gold.append(Attribution(*(frozenset(moved[n] for n in part if n in moved) for part in parts)))
    return Article(passage.name, "".join(c for n, c in enumerate(text) if n not in dropped), tuple(gold))


def _with_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """A piece of content with the quotation marks that stand directly around it."""
    while start and text[start - 1] in OPENING and (start == 1 or not text[start - 2].isalnum()):
        start -= 1
    after = end
    while after < len(text) and text[after] in ",.!?" + CLOSING:
        after += 1
        if text[after - 1] in CLOSING:
            end = after
    return start, end


def read_documents(folder: Path = FOLDER) -> list[Document]:
    """The passages as the encoder learns them."""
    return [document for passage in read_passages(folder) if (document := list(sentences_of(as_article(passage))))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    passages = list(read_passages(parser.parse_args().folder))
    statements = [one for passage in passages for one in passage.statements]
    outer = sum(len(list(passage.outermost)) for passage in passages)
    words = sum(len(passage.text.split()) for passage in passages)
    print(
        f"{len(passages)} passages of {words} words, {sum(not p.statements for p in passages)} without a statement; "
        f"{len(statements)} statements, {len(statements) - outer} inside others"
    )


if __name__ == "__main__":
    main()
