"""Pages put together from single news texts, for training and measuring story boundaries. No torch here.

Bare pages are paragraphs alone. Dumped pages are text as it lies around: headlines, bylines, times, captions,
player lines and real runs of furniture between and inside the stories, with no mark where a story ends; they go
through `clean` like any page, so the boundary model learns from the kinds that it will be given.
"""

from __future__ import annotations

import gzip
import random
import re
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit
from zlib import crc32

import numpy as np
from evaluation.pages import dumped_pages, gold_bodies
from numpy.typing import NDArray

from onrecord.clean import clean
from onrecord.model import CleanText, Document, LineKind
from onrecord.segment.gaps import Unit, words_of
from onrecord.segment.stories import page_units

Array = NDArray[np.float32]
FIRST = "Ann Omar Lena Victor Ruth Samuel Nadia Peter Grace Ivan Clara Hugh Mina Tomas Ellen Yusuf".split()
LAST = "Hale Brandt Osei Marsh Kowal Reyes Lund Tan Doyle Weiss Abadi Novik Ferro Quist Baird Salo".split()
PLACES = "LONDON|WASHINGTON|BRUSSELS|NAIROBI|PORT MORROW|NEW DELHI|KYIV|ST. ALBAN|RIVERTON|SAN PAOLO".split("|")
AGENCIES = "AP|Reuters|AFP|Atlas|Meridian Press|PA".split("|")
PLAIN = (
    "Advertisement", "Read more", "Share", "Save", "Related Topics:", "Please use Chrome browser for a more accessible video player",
    "Story continues below", "Listen to this article", "Sign up to our morning briefing", "Follow us on social media",
    "Watch: the day in pictures", "Recommended", "Most read", "Topics", "Comments", "Back to top",
)  # fmt: skip
_NAME = re.compile(r"\b[A-Z][a-z]{2,15}(?: [A-Z][a-z]{2,15}){1,2}\b")


@dataclass(frozen=True, slots=True)
class Dump:
    """Lines of a page, the story each belongs to, and which of them are paragraphs of that story."""

    lines: tuple[str, ...]
    owners: tuple[int, ...]
    is_text: tuple[bool, ...]


Runs = tuple[tuple[str, ...], ...]
"""Runs of neighbouring lines of furniture."""


def furniture_runs(data: Path, *, held_out: bool) -> Runs:
    """Runs of real furniture of the labelled pages, by site: what training may see and what it may not."""
    found: list[tuple[str, ...]] = []
    for _, url, lines, labels in dumped_pages(data):
        if is_held_out(urlsplit(url).netloc) is not held_out:
            continue
        run: list[str] = []
        for line, label in zip(lines, labels, strict=True):
            if label == 0 and len(line) < 300:
                run.append(line)
            elif run:
                found.append(tuple(run))
                run = []
        found.append(tuple(run))
    return tuple(run for run in found if run)


def is_held_out(name: str) -> bool:
    """True for the texts that only measuring may see."""
    return crc32(name.encode()) % 3 == 0


def is_for_tuning(name: str) -> bool:
    """True for the texts on which a threshold is chosen: neither training nor measuring sees them."""
    return crc32(name.encode()) % 12 == 1


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


def load_headlines(data: Path) -> dict[str, str]:
    """Name -> headline, of the texts that have one."""
    return {name: text.partition("\n")[0].strip() for name, text in _bbc_whole(data / "cleaning")}


def _bbc(folder: Path) -> Iterator[tuple[str, str]]:
    """The first line, a headline, is left out."""
    for name, text in _bbc_whole(folder):
        yield name, text.partition("\n")[2]


def _bbc_whole(folder: Path) -> Iterator[tuple[str, str]]:
    packed = folder / "bbc-2225.tar.gz"
    if packed.exists():
        with tarfile.open(packed) as archive:
            for member in archive.getmembers():
                opened = archive.extractfile(member) if member.name.endswith(".txt") else None
                if opened is not None:
                    yield (
                        f"bbc/{'/'.join(member.name.split('/')[-2:])}",
                        opened.read().decode("latin-1"),
                    )
    for path in (folder / "dataset" / "data_files").glob("*/*.txt"):
        yield f"bbc/{path.parent.name}/{path.name}", path.read_text(encoding="latin-1")


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

    def __init__(
        self, texts: dict[str, list[str]], source: random.Random, headlines: dict[str, str] | None = None
    ) -> None:
        self.headlines = headlines or {}
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

    def bare(self, count: int, *, alike: bool) -> tuple[list[Unit], list[int]]:
        """Paragraphs alone, and for each gap whether a story ends there."""
        units: list[Unit] = []
        ends: list[int] = []
        for name in self.choose(count, alike):
            for number, text in enumerate(self._cut(name)):
                if units:
                    ends.append(int(number == 0))
                units.append(Unit(text))
        return units, ends

    def dump(self, count: int, *, alike: bool, runs: Runs) -> Dump:
        """A page as text, with everything that stands around and inside its stories."""
        source = self.source
        style = _Style(
            headline=source.choice((0.0, 0.5, 1.0, 1.0)), byline=source.choice((0.0, 0.3, 0.9)), time=source.choice((0.0, 0.3, 0.9)),
            dateline=source.choice((0.0, 0.0, 0.2, 0.9)), caption=source.choice((0.0, 0.05, 0.2)), inside=source.choice((0.0, 0.05, 0.2)),
            around=source.choice((0, 1, 3, 8)), subheading=source.choice((0.0, 0.0, 0.06)),
        )  # fmt: skip
        rows: list[tuple[str, int, bool]] = []
        for story, name in enumerate(self.choose(count, alike)):
            paragraphs = self._cut(name)
            rows += [(line, max(story - 1, 0), False) for line in self._furniture(runs, style.around)]
            rows += [(line, story, False) for line in self._opening(name, paragraphs[0], style)]
            for number, text in enumerate(paragraphs):
                if number:
                    rows += [(line, story, False) for line in self._inside(paragraphs, style, runs)]
                lead = number == 0 and source.random() < style.dateline
                rows.append((self._dateline() + text if lead else text, story, True))
        rows += [(line, count - 1, False) for line in self._furniture(runs, style.around)]
        printed = [(_printed(line), owner, text) for line, owner, text in rows]
        lines, owners, is_text = zip(*(row for row in printed if row[0]), strict=True)
        return Dump(lines, owners, is_text)

    def _cut(self, name: str) -> list[str]:
        return self.texts[name][: self.source.choice((3, 5, 8, 12, 20, 40))]

    def _furniture(self, runs: Runs, most: int) -> list[str]:
        if not most or self.source.random() < 0.3:
            return []
        run = self.source.choice(runs)
        size = self.source.randint(1, most)
        start = self.source.randrange(max(len(run) - size, 0) + 1)
        return list(run[start : start + size])

    def _opening(self, name: str, lede: str, style: _Style) -> list[str]:
        """Headline, caption, byline and time, in the orders that sites have them."""
        source, found = self.source, []
        if source.random() < style.headline:
            found.append(self.headlines.get(name) or _headline(lede, source))
        rest = []
        if source.random() < style.byline:
            rest.append(
                source.choice(("By ", "By ", ""))
                + f"{source.choice(FIRST)} {source.choice(LAST)}"
                + source.choice(("", "", ", political correspondent", " and agencies"))
            )
        if source.random() < style.time:
            rest.append(_time(source))
        if source.random() < style.caption * 2:
            rest.append(_caption(lede, source))
        source.shuffle(rest)
        return found + rest

    def _inside(self, paragraphs: list[str], style: _Style, runs: Runs) -> list[str]:
        source = self.source
        if source.random() < style.caption:
            return [_caption(source.choice(paragraphs), source) for _ in range(source.choice((1, 1, 2)))]
        if source.random() < style.subheading:
            return [_headline(source.choice(paragraphs), source)]
        if source.random() < style.inside:
            if source.random() < 0.5:
                return [source.choice(PLAIN) for _ in range(source.choice((1, 1, 2)))]
            return self._furniture(runs, 3)
        return []

    def _dateline(self) -> str:
        place, agency = self.source.choice(PLACES), self.source.choice(AGENCIES)
        return self.source.choice(
            (
                f"{place} ({agency}) — ",
                f"{place} — ",
                f"{place} ({agency}) - ",
                f"{place.title()}: ",
                f"{place.title()} ({agency}) – ",
            )
        )


def _printed(line: str) -> str:
    """The line as one that `clean` leaves alone."""
    return " ".join("".join(c for c in line if c.isprintable() or c.isspace()).split())


@dataclass(frozen=True, slots=True)
class _Style:
    """How often a page has each thing: a page has one style."""

    headline: float
    byline: float
    time: float
    dateline: float
    caption: float
    inside: float
    around: int
    subheading: float


def _headline(text: str, source: random.Random) -> str:
    """The first words of a paragraph, as a headline would have them; they end in no mark."""
    words = re.split(r"[.,;:!?“”\"]", text)[0].split()[: source.randint(5, 11)]
    kept = [
        word for word in words if word.lower() not in ("the", "a", "an", "has", "have", "was", "were", "is", "that")
    ]
    kept = [word for word in kept if source.random() > 0.2] or kept
    joined = " ".join(kept or words or ["News"])
    return joined[0].upper() + joined[1:]


def _caption(text: str, source: random.Random) -> str:
    names = _NAME.findall(text) or [f"{source.choice(FIRST)} {source.choice(LAST)}"]
    name, agency = source.choice(names), source.choice(AGENCIES)
    return source.choice(
        (
            f"Image: {name}. Pic: {agency}",
            f"{name} in a file photograph. Photograph: {source.choice(LAST)}/{agency}",
            f"{name}, pictured last year (Photo: {agency})",
            f"Image: {name} – file image. Pic: {agency}",
        )
    )


def _time(source: random.Random) -> str:
    day, month, year = (
        source.randint(1, 28),
        source.choice("January March May June August October".split()),
        source.randint(2009, 2026),
    )
    clock = f"{source.randint(0, 23):02d}:{source.randint(0, 59):02d}"
    return source.choice(
        (
            f"{day} {month} {year}",
            f"Updated {clock}, {day} {month} {year}",
            f"{month} {day}, {year} {clock}",
            f"Published {day} {month} {year}",
            f"{source.randint(2, 20)} hours ago",
        )
    )


def read_dump(dump: Dump, source: random.Random | None = None, noise: float = 0.0) -> tuple[CleanText, list[int]]:
    """The page after `clean`, and the story of each of its lines.

    With `source`, lines of furniture as long as a sentence become prose at the rate of `noise`, as on sites
    that the line model does not know as well as it knows the labelled ones.
    """
    raw = "\n".join(dump.lines)
    cleaned = clean(Document("document-dump", "text/plain", None, None, "dump", None, None, None, "", raw))
    if len(cleaned.lines) != len(dump.lines):
        raise ValueError("a line of a page was lost or split")
    if source is not None:
        lines = tuple(
            replace(line, kind=LineKind.PROSE)
            if line.kind not in (LineKind.PROSE, LineKind.HEADING)
            and len(words.split()) > 6
            and source.random() < noise
            else line
            for line, words in zip(cleaned.lines, dump.lines, strict=True)
        )
        cleaned = replace(cleaned, lines=lines)
    return cleaned, list(dump.owners)


def dump_units(cleaned: CleanText, owners: list[int]) -> tuple[list[Unit], list[int]]:
    """The units that the boundary model sees, and for each gap whether a story ends there."""
    prose, units = page_units(cleaned)
    return units, [int(owners[a] != owners[b]) for a, b in zip(prose, prose[1:], strict=False)]
