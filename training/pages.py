"""Pages put together from single news texts, for training and measuring story boundaries. No torch here."""

from __future__ import annotations

import gzip
import random
import re
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import numpy as np
from evaluation.pages import gold_bodies
from numpy.typing import NDArray

from onrecord.model import LineKind
from onrecord.segment.gaps import Unit, words_of

Array = NDArray[np.float32]
FURNITURE = (
    LineKind.PROMO,
    LineKind.PLAYER,
    LineKind.TEASER,
    LineKind.NAVIGATION,
    LineKind.ADVERT,
    LineKind.CAPTION,
    LineKind.CREDIT,
)


def is_held_out(name: str) -> bool:
    """True for the texts that only measuring may see."""
    return crc32(name.encode()) % 3 == 0


def load_texts(data: Path) -> dict[str, list[str]]:
    """Name -> paragraphs (the first may be a headline) of every single news text, read packed or laid out."""
    found = (
        dict(_bbc(data / "cleaning"))
        | dict(_polnear(data / "attribution"))
        | dict(_worldwide(data / "entities" / "worldwide-news"))
    )
    found |= {f"aeb/{name}": body for name, body in gold_bodies(data).items() if is_english(body)}
    cleaned = {
        name: [line.strip() for line in text.split("\n") if line.strip()] for name, text in sorted(found.items())
    }
    return {name: lines for name, lines in cleaned.items() if len(lines) >= 3}


def _bbc(folder: Path) -> Iterator[tuple[str, str]]:
    """The first line, a headline, is left out."""
    packed = folder / "bbc-2225.tar.gz"
    if packed.exists():
        with tarfile.open(packed) as archive:
            for member in archive.getmembers():
                opened = archive.extractfile(member) if member.name.endswith(".txt") else None
                if opened is not None:
                    yield (
                        f"bbc/{'/'.join(member.name.split('/')[-2:])}",
                        opened.read().decode("latin-1").partition("\n")[2],
                    )
    for path in (folder / "dataset" / "data_files").glob("*/*.txt"):
        yield f"bbc/{path.parent.name}/{path.name}", path.read_text(encoding="latin-1").partition("\n")[2]


def _polnear(folder: Path) -> Iterator[tuple[str, str]]:
    packed = folder / "polnear-train.zip"
    if packed.exists():
        with zipfile.ZipFile(packed) as archive:
            for name in archive.namelist():
                if name.endswith(".txt") and "/text/" in name:
                    yield f"polnear/{name.rpartition('/')[2]}", archive.read(name).decode("utf-8")
    for path in (folder / "polnear-train" / "text").glob("*.txt"):
        yield f"polnear/{path.name}", path.read_text(encoding="utf-8")


def is_english(text: str) -> bool:
    """By the share of five words that no other language has so often."""
    words = text.lower().split()
    return sum(word in ("the", "of", "and", "to", "in") for word in words) > 0.08 * len(words)


def _worldwide(folder: Path) -> Iterator[tuple[str, str]]:
    """Articles of many countries; their sentences are grouped to paragraphs of one to three."""
    plain, packed = folder / "train.tsv", folder / "train.tsv.gz"
    text = plain.read_text(encoding="utf-8") if plain.exists() else gzip.decompress(packed.read_bytes()).decode("utf-8")
    for block in text.split("# document ")[1:]:
        name, _, rows = block.partition("\n")
        sentences = [
            _detokenised([row.partition("\t")[0] for row in part.split("\n") if row])
            for part in rows.split("\n\n")
            if part.strip()
        ]
        source = random.Random(name)
        lines: list[str] = []
        while sentences:
            count = source.choice((1, 1, 2, 3))
            lines.append(" ".join(sentences[:count]))
            sentences = sentences[count:]
        yield f"worldwide/{name}", "\n".join(lines)


def _detokenised(words: list[str]) -> str:
    joined = re.sub(r" (?=[.,;:!?%)\]”’]|'s\b|n't\b|’s\b)", "", " ".join(words))
    return re.sub(r"(?<=[(\[“$£€]) ", "", joined)


class Maker:
    """Pages from texts."""

    def __init__(self, texts: dict[str, list[str]], source: random.Random) -> None:
        self.names = sorted(texts)
        self.groups = sorted({name.partition("/")[0] for name in self.names})
        self.of_group = {
            group: [n for n, name in enumerate(self.names) if name.startswith(f"{group}/")] for group in self.groups
        }
        self.texts = texts
        self.source = source
        vectors = np.zeros((len(self.names), 2048), dtype=np.float32)
        for row, name in enumerate(self.names):
            for word, count in words_of(" ".join(texts[name])).items():
                vectors[row, word % 2048] += 1 + np.log(count)
        vectors *= np.log(len(self.names) / (1 + (vectors > 0).sum(0)))
        self.vectors = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-6)

    def choose(self, count: int, alike: bool) -> list[str]:
        """Names of the stories of a page, of one collection, for a page has one style; alike: each like the one before."""
        pool = self.of_group[self.source.choice(self.groups)]
        chosen = [self.source.choice(pool)]
        for _ in range(count - 1):
            rest = [n for n in pool if n not in chosen]
            if alike and rest:
                rest = sorted(rest, key=lambda n: -float(self.vectors[n] @ self.vectors[chosen[-1]]))[:12]
            chosen.append(self.source.choice(rest or pool))
        return [self.names[n] for n in dict.fromkeys(chosen)]

    def page(self, count: int, *, alike: bool, dressed: bool) -> tuple[list[Unit], list[int]]:
        """Units of a page and, for each gap, whether a story ends there."""
        units: list[Unit] = []
        ends: list[int] = []
        plain = self.source.random() < 0.35
        for name in self.choose(count, alike):
            paragraphs = self.texts[name][: self.source.randint(4, 40)]
            for number, text in enumerate(paragraphs):
                before = (self._between(number) if number else self._opening(plain)) if dressed else []
                if units:
                    ends.append(int(number == 0))
                units.append(Unit(self._led(text) if dressed and not number else text, tuple(before)))
        return units, ends

    def _led(self, text: str) -> str:
        """A lede as agencies and local papers print it: with a dateline, or its first words in capitals."""
        pick = self.source.random()
        if pick < 0.2:
            city = "".join(self.source.choice("AEIOULMNRSTKD") for _ in range(self.source.randint(4, 9)))
            agency = self.source.choice(
                (" (AP)", " (Reuters)", " (Atlas)", f", {city[:5].title()}ia", "", f", {city[::-1].title()} (AFP)")
            )
            return f"{city}{agency} {self.source.choice('—–-')} {text}"
        if pick < 0.25:
            first, second, *rest = [*text.split(" "), ""]
            return " ".join((first.upper(), second.upper(), *rest))
        return text

    def _opening(self, plain: bool) -> list[LineKind]:
        """What stands before a lede; on a plain page there are no headings, only furniture or nothing."""
        pick = self.source.random
        found = [self.source.choice(FURNITURE) for _ in range(self.source.choice((0, 0, 0, 1, 1, 2, 3, 4)))]
        if pick() < 0.1:
            found.append(LineKind.LEGAL)
        if not plain and pick() < 0.6:
            found.append(LineKind.HEADING)
        if not plain:
            for kind, rate in (
                (LineKind.BYLINE, 0.3),
                (LineKind.TIMESTAMP, 0.3),
                (LineKind.CAPTION, 0.15),
                (LineKind.DATELINE, 0.03),
            ):
                if pick() < rate:
                    found.append(kind)
        return found

    def _between(self, number: int) -> list[LineKind]:
        """What stands in the middle of a story; bylines and times often come behind the first paragraph."""
        pick = self.source.random()
        if number <= 2 and pick < 0.25:
            return [
                self.source.choice((LineKind.TIMESTAMP, LineKind.BYLINE, LineKind.CAPTION))
                for _ in range(self.source.choice((1, 1, 2, 3)))
            ]
        if pick < 0.72:
            return []
        if pick < 0.76:
            return [LineKind.HEADING]
        if pick < 0.84:
            return [LineKind.CAPTION] * self.source.choice((1, 1, 2))
        return [
            self.source.choice((*FURNITURE, LineKind.TIMESTAMP)) for _ in range(self.source.choice((1, 1, 2, 2, 3)))
        ]
