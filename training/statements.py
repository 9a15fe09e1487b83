"""PolNeAR as the encoder learns it: words of the product's own rooms, tags, and for each cue its source and content."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from evaluation.polnear import polnear

from onrecord.annotate.windows import word_places
from onrecord.annotate.words import split_words
from onrecord.clean import clean
from onrecord.evaluate import Article, Attribution, read_articles
from onrecord.model import Document as RawDocument
from onrecord.model import content_id
from onrecord.segment.assembly import assemble
from training.corpora import Document, Link, Sentence


def read_statements(data: Path, part: str) -> list[Document]:
    """The articles of a part, sentence by sentence as the product reads them."""
    return [
        document
        for article in read_articles(polnear(data, part), marks=True)
        if (document := list(sentences_of(article)))
    ]


def sentences_of(article: Article) -> Iterator[Sentence]:
    """An article as the rooms before `annotate` cut it, each sentence with its tags and the links that begin in it.

    An attribution without a cue has tags but no link.
    """
    raw = RawDocument(
        content_id("document", article.name), "text/plain", None, None, None, None, None, None, "", article.text
    )
    cleaned = clean(raw)
    story, _ = assemble(raw, cleaned, cleaned.lines)
    text = cleaned.text
    parts = [
        [span for piece in sentence.spans for span in split_words(text, piece.start, piece.end)]
        for sentence in story.sentences
    ]
    words = [span for part in parts for span in part]
    letters = [frozenset(cleaned.to_raw(n) for n in range(*span)) for span in words]
    owner = {letter: number for number, found in enumerate(letters) for letter in found}
    tags = ["O"] * len(words)
    links: list[Link] = []
    for gold in article.gold:
        link = _link(gold, owner)
        if not link.content:
            continue
        if link.cue:
            links.append(link)
        for name, members in (("content", link.content), ("source", link.source), ("cue", link.cue)):
            for word in members:
                tags[word] = f"{'I' if word - 1 in members else 'B'}-{name}"
    places = word_places(story, parts)
    start = 0
    for part, where in zip(parts, places, strict=True):
        end = start + len(part)
        if part:
            yield Sentence(
                tuple(text[span.start : span.end] for span in part),
                {"statement": tuple(tags[start:end])},
                places=tuple(where),
                start=start,
                links=tuple(link for link in links if start <= min(link.cue) < end),
            )
        start = end


def _link(gold: Attribution, owner: dict[int, int]) -> Link:
    source, cue, content = (
        frozenset(owner[n] for n in part if n in owner) for part in (gold.source, gold.cue, gold.content)
    )
    return Link(source - cue - content, cue, content - cue)
