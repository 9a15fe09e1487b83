"""Annotated data for measuring, read where it lies: packed or laid out. It never ships with the project."""

from __future__ import annotations

import gzip
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DEFAULT = Path("../shared/data")


class DataAbsent(Exception):
    """The annotated data is not here; gates that need it say so and are not run."""


def data_folder(given: Path | None = None) -> Path:
    """The folder of annotated data: given, or `ONRECORD_DATA`, or beside the project.

    Raises DataAbsent when there is none.
    """
    folder = given or Path(os.environ.get("ONRECORD_DATA", DEFAULT))
    if not folder.is_dir():
        raise DataAbsent(f"no annotated data at {folder}: give --data DIR or set ONRECORD_DATA")
    return folder


def read_text(folder: Path, name: str) -> str:
    """A text file of the data, plain or gzipped."""
    path = folder / name
    if path.exists():
        return path.read_text(encoding="utf-8")
    packed = path.with_name(path.name + ".gz")
    if packed.exists():
        return gzip.decompress(packed.read_bytes()).decode("utf-8")
    raise DataAbsent(f"{path} is not there, packed or plain")


def read_folder(folder: Path, name: str) -> Iterator[tuple[str, str]]:
    """Name and text of every file below a folder of the data, plain or in the `.zip` of that name, sorted."""
    path = folder / name
    if path.is_dir():
        for found in sorted(path.rglob("*")):
            if found.is_file():
                yield str(found.relative_to(path)), found.read_text(encoding="utf-8", errors="replace")
        return
    packed = path.with_name(path.name + ".zip")
    if not packed.exists():
        raise DataAbsent(f"{path} is not there, packed or plain")
    with zipfile.ZipFile(packed) as archive:
        for member in sorted(archive.namelist()):
            if not member.endswith("/"):
                yield member, archive.read(member).decode("utf-8", "replace")


@dataclass(frozen=True)
class GoldSentence:
    """A treebank sentence: columns by word, and its raw text."""

    text: str
    words: tuple[str, ...]
    upos: tuple[str, ...]
    xpos: tuple[str, ...]
    lemmas: tuple[str, ...]
    heads: tuple[int, ...]
    relations: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    """Where each word stands in `text`; empty where the text does not hold the words."""
    begins_paragraph: bool = False


def read_conllu(text: str) -> list[list[GoldSentence]]:
    """Documents of a CoNLL-U file, each a list of sentences."""
    documents: list[list[GoldSentence]] = []
    rows: list[list[str]] = []
    raw = ""
    begins = True
    for line in [*text.split("\n"), ""]:
        if line.startswith("# newdoc") or not documents:
            documents.append([])
        begins = begins or line.startswith(("# newpar", "# newdoc"))
        if line.startswith("# text = "):
            raw = line.removeprefix("# text = ")
        elif line and line[0].isdigit() and "." not in line.split("\t", 1)[0]:
            rows.append(line.split("\t"))
        elif not line and rows:
            documents[-1].append(_sentence(raw, rows, begins))
            rows, begins = [], False
    return [document for document in documents if document]


def _sentence(raw: str, rows: list[list[str]], begins: bool) -> GoldSentence:
    words = [row for row in rows if row[0].isdigit()]

    def column(number: int) -> tuple[str, ...]:
        return tuple(row[number] for row in words)

    heads = tuple(int(row[6]) for row in words)
    return GoldSentence(
        raw, column(1), column(3), column(4), column(2), heads, column(7), tuple(_spans(raw, rows)), begins
    )


def _spans(raw: str, rows: list[list[str]]) -> list[tuple[int, int]]:
    """Places of the words; the words of a fused form ("don't") share out its characters in order."""
    spans: list[tuple[int, int]] = []
    place, fused_until, end = 0, 0, 0
    for row in rows:
        if "-" in row[0]:
            start = raw.find(row[1], place)
            fused_until, end = int(row[0].split("-")[1]), start + len(row[1])
            place = start
            continue
        inside = int(row[0]) <= fused_until
        start = place if inside else raw.find(row[1], place)
        if start < 0:
            return []
        stop = end if int(row[0]) == fused_until else start + len(row[1])
        spans.append((start, stop))
        place = stop
    return spans


def read_bio(text: str) -> list[list[tuple[tuple[str, ...], tuple[str, ...]]]]:
    """Documents of a two-column BIO file: sentences of words and tags."""
    documents: list[list[tuple[tuple[str, ...], tuple[str, ...]]]] = []
    words: list[str] = []
    tags: list[str] = []
    for line in [*text.split("\n"), ""]:
        if line.startswith("# document"):
            documents.append([])
        elif line.strip():
            word, tag = line.split("\t")
            words.append(word)
            tags.append(tag)
        elif words:
            documents[-1].append((tuple(words), tuple(tags)))
            words, tags = [], []
    return documents
