"""Annotated corpora as windows of neighbouring sentences: one form for every task of the encoder."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from onrecord.annotate.windows import next_cut


@dataclass(frozen=True)
class Link:
    """An attribution as numbers of words in its document."""

    source: frozenset[int]
    cue: frozenset[int]
    content: frozenset[int]


@dataclass(frozen=True)
class Deed:
    """An event as numbers of words in its document: its trigger, and the words of each role (None: not annotated)."""

    trigger: frozenset[int]
    roles: tuple[frozenset[int] | None, ...]


@dataclass(frozen=True)
class Dyad:
    """Two parties as numbers of words in their document, and the type of what one does to the other."""

    source: frozenset[int]
    target: frozenset[int]
    root: str


@dataclass(frozen=True)
class Sentence:
    """Words of one sentence and, for each task it is annotated for, one label a word."""

    words: tuple[str, ...]
    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    heads: tuple[int, ...] | None = None
    """1-based head of each word, 0 for the root."""
    places: tuple[int, ...] | None = None
    """The id of each word in `onrecord.models.pieces.PLACES`; where None, quotation marks among the words decide."""
    start: int = 0
    """How many words of the document stand before it."""
    links: tuple[Link, ...] = ()
    """The attributions whose cue begins here."""
    deeds: tuple[Deed, ...] = ()
    """The events whose trigger begins here."""
    dyads: tuple[Dyad, ...] = ()
    """The pairs whose first party begins here."""


Document = list[Sentence]


def read_conllu(path: Path) -> list[Document]:
    """Documents of a CoNLL-U file (`# newdoc` begins one): words, upos, xpos, lemma, relation, heads."""
    documents: list[Document] = []
    rows: list[list[str]] = []
    for line in [*path.read_text(encoding="utf-8").split("\n"), ""]:
        if line.startswith("# newdoc") or not documents:
            documents.append([])
        if line and not line.startswith("#"):
            columns = line.split("\t")
            if columns[0].isdigit():
                rows.append(columns)
        elif not line and rows:
            documents[-1].append(_sentence(rows))
            rows = []
    return [document for document in documents if document]


def _sentence(rows: list[list[str]]) -> Sentence:
    labels = {
        "upos": tuple(row[3] for row in rows),
        "xpos": tuple(row[4] for row in rows),
        "lemma": tuple(row[2] for row in rows),
        "relation": tuple(row[7] for row in rows),
    }
    return Sentence(tuple(row[1] for row in rows), labels, tuple(int(row[6]) for row in rows))


def read_bio(path: Path) -> list[Document]:
    """Documents of a two-column BIO file (`# document` begins one, an empty line ends a sentence)."""
    documents: list[Document] = []
    words: list[str] = []
    tags: list[str] = []
    for line in [*path.read_text(encoding="utf-8").split("\n"), ""]:
        if line.startswith("# document"):
            documents.append([])
        elif line.strip():
            word, tag = line.split("\t")
            words.append(word)
            tags.append(tag)
        elif words:
            documents[-1].append(Sentence(tuple(words), {"name": tuple(tags)}))
            words, tags = [], []
    return documents


def windows(
    documents: Iterable[Document], length_of: dict[int, int], limit: int, source: random.Random | None
) -> Iterator[Document]:
    """Cut documents into runs of whole sentences of at most `limit` pieces.

    `length_of` maps `id(sentence)` to its number of pieces. With `source`, each run has a limit of
    its own, drawn anew, so that the encoder learns lone sentences as well as whole paragraphs.
    """
    for document in documents:
        run: Document = []
        size, bound = 0, _bound(limit, source)
        for sentence in document:
            length = length_of[id(sentence)]
            if run and size + length > bound:
                yield run
                run, size, bound = [], 0, _bound(limit, source)
            run.append(sentence)
            size += length
        if run:
            yield run


def _bound(limit: int, source: random.Random | None) -> int:
    if source is None:
        return limit
    return source.choice((1, limit // 4, limit // 2, limit))


def paragraph_windows(
    documents: Iterable[Document], length_of: dict[int, int], limit: int, source: random.Random | None
) -> Iterator[Document]:
    """Like `windows`, but a window begins with a paragraph where one is near (`annotate.windows.cut`).

    With `source`, two windows in three have the whole length and the others half, a quarter or one sentence of it.
    """
    for document in documents:
        lengths = [length_of[id(sentence)] for sentence in document]
        first = [bool(sentence.places and sentence.places[0] >= 2) for sentence in document]
        inside = [bool(sentence.places and sentence.places[0] % 2) for sentence in document]
        place = 0
        while place < len(document):
            bound = limit if source is None else source.choice((limit,) * 5 + (limit // 2, limit // 4, 1))
            end = next_cut(lengths, first, inside, place, bound)
            yield document[place:end]
            place = end
