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
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from onrecord.evaluate.polnear import Article, Attribution
from onrecord.model import Act, Polarity
from training.corpora import Document
from training.cutting import Cut
from training.markup import Mark, Spans, blocks, read_marks
from training.statements import sentences_of

HELD_OUT = 12
"""One in so many is kept to watch and measure by."""
FOLDER = Path(__file__).parent / "passages"
PARTS = "sqcamt"
OPENING, CLOSING = "\"'“‘«„`", "\"'”’»“"


@dataclass
class Marked(Spans):
    """One statement of a passage."""

    act: str = ""
    polarity: str = "affirms"


@dataclass(frozen=True)
class Passage:
    """A text of ours and what is said in it, in the order of the numbers."""

    name: str
    text: str
    statements: tuple[Marked, ...]

    def depth(self, one: Marked) -> int:
        """In how many others' contents a statement stands."""
        core = one.letters("q") or one.letters("c")
        return sum(core <= other.letters("c") for other in self.statements if other is not one)

    def at_depth(self, depth: int) -> Iterator[Marked]:
        """The statements that stand in so many others' contents."""
        return (one for one in self.statements if self.depth(one) == depth)


def read_passage(name: str, block: str) -> Passage:
    """A passage without its marks; ValueError names it and what is wrong."""
    found: dict[int, Marked] = {}
    try:
        text, marks = read_marks(block, PARTS)
        for mark in marks:
            statements = [found.setdefault(number, Marked()) for number in mark.numbers]
            _judge(mark, statements)
            for one in statements:
                one.spans.setdefault(mark.part, []).append((mark.start, mark.end))
        for number, one in found.items():
            if not one.letters("c") or not one.act:
                raise ValueError(f"statement {number} has no {'act' if one.act == '' else 'content'}")
    except ValueError as error:
        raise ValueError(f"{name} ({block[:40]!r}…): {error}") from None
    return Passage(name, text, tuple(found[number] for number in sorted(found)))


def _judge(mark: Mark, statements: Iterable[Marked]) -> None:
    if not mark.label:
        return
    act, _, polarity = mark.label.partition("/")
    if mark.part not in "qc" or act not in list(Act):
        raise ValueError(f"{mark.part}:{mark.label} is no act of a cue or content")
    if polarity and polarity not in list(Polarity):
        raise ValueError(f"{mark.part}:{mark.label} is no polarity")
    for one in statements:
        one.act, one.polarity = act, polarity or "affirms"


def read_passages(folder: Path = FOLDER) -> Iterator[Passage]:
    """All passages, in the order of their files."""
    for name, block in blocks(folder):
        yield read_passage(name, block)


@dataclass(frozen=True)
class Layered:
    """A text with its attributions, those inside them, and what each does."""

    article: Article
    inner: tuple[Attribution, ...]
    judged: Mapping[int, tuple[str, str]]
    """Act and polarity by the letter that a cue, or a content without one, begins with."""


def as_layers(passage: Passage) -> Layered:
    """In PolNeAR's manner: contents with the marks around them, headlines without their sign."""
    text = passage.text
    moved = moved_letters(text)
    layers: list[list[Attribution]] = [[], []]
    judged: dict[int, tuple[str, str]] = {}
    for depth, layer in enumerate(layers):
        for one in passage.at_depth(depth):
            content = frozenset(n for start, end in one.spans["c"] for n in range(*_with_marks(text, start, end)))
            parts = (one.letters("s"), one.letters("q"), content - one.letters("q") - one.letters("s"))
            layer.append(Attribution(*(frozenset(moved[n] for n in part if n in moved) for part in parts)))
            judged[moved[min(one.letters("q") or one.letters("c"))]] = (one.act, one.polarity)
    article = Article(passage.name, "".join(text[n] for n in moved), tuple(layers[0]))
    return Layered(article, tuple(layers[1]), judged)


def moved_letters(text: str) -> dict[int, int]:
    """For each letter its place in the text without the signs of headlines, which have none."""
    dropped = {n for start in (m.start() for m in re.finditer(r"^# ", text, re.M)) for n in (start, start + 1)}
    return {n: place for place, n in enumerate(n for n in range(len(text)) if n not in dropped)}


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
    return [document for passage in read_passages(folder) if (document := as_document(as_layers(passage)))]


def is_held_out(document: Document) -> bool:
    """By its first sentence, so that no passage changes sides when others are written."""
    return crc32(" ".join(document[0].words).encode()) % HELD_OUT == 0


def held_out() -> Iterator[Passage]:
    """The passages that no training sees."""
    for passage in read_passages():
        document = as_document(as_layers(passage))
        if document and is_held_out(document):
            yield passage


def as_document(layers: Layered, text: Cut | None = None) -> Document:
    """A text as the encoder learns it; `text` is the same where it has been cut already."""
    return list(sentences_of(layers.article, layers.inner, layers.judged, text))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    passages = list(read_passages(parser.parse_args().folder))
    statements = [one for passage in passages for one in passage.statements]
    outer = sum(len(list(passage.at_depth(0))) for passage in passages)
    words = sum(len(passage.text.split()) for passage in passages)
    print(
        f"{len(passages)} passages of {words} words, {sum(not p.statements for p in passages)} without a statement; "
        f"{len(statements)} statements, {len(statements) - outer} inside others"
    )


if __name__ == "__main__":
    main()
