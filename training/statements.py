"""PolNeAR as the encoder learns it: words of the product's own rooms, tags, and for each cue its source and content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from evaluation.polnear import polnear

from onrecord.evaluate.polnear import Article, Attribution, read_articles
from training.corpora import Document, Link, Sentence
from training.cutting import Cut, cut


def read_statements(data: Path, part: str) -> list[Document]:
    """The articles of a part, sentence by sentence as the product reads them."""
    return [
        document
        for article in read_articles(polnear(data, part), marks=True)
        if (document := list(sentences_of(article)))
    ]


def sentences_of(
    article: Article,
    inner: Sequence[Attribution] | None = None,
    judged: Mapping[int, tuple[str, str]] | None = None,
    text: Cut | None = None,
) -> Iterator[Sentence]:
    """An article as the rooms before `annotate` cut it, each sentence with its tags and the links that begin in it.

    An attribution without a cue has tags but no link. `inner` are the attributions inside the article's own (None: not
    known); `judged` has act and polarity by the letter that their cue, or content without one, begins with; `text` is
    the article where it has been cut already.
    """
    text = text or cut(article.name, article.text)
    found = [link for gold in article.gold if (link := _link(gold, text)).content]
    labels = {"statement": tags_of(found, text.size)}
    if inner is not None:
        nested = [link for one in inner if (link := _link(one, text)).content]
        labels["inner"] = tags_of(nested, text.size)
        found += nested
    for number, task in enumerate(("act", "polarity")):
        labels[task] = [""] * text.size
        for letter, judgement in (judged or {}).items():
            if letter in text.owner:
                labels[task][text.owner[letter]] = judgement[number]
    yield from text.labelled(labels, [link for link in found if link.cue])


def tags_of(links: Sequence[Link], size: int) -> list[str]:
    """The tags of so many words; a cue wins over a source, and that over a content."""
    tags = ["O"] * size
    for link in links:
        for name, members in (("content", link.content), ("source", link.source), ("cue", link.cue)):
            for word in members:
                tags[word] = f"{'I' if word - 1 in members else 'B'}-{name}"
    return tags


def _link(gold: Attribution, text: Cut) -> Link:
    source, cue, content = (text.words(part) for part in (gold.source, gold.cue, gold.content))
    return Link(source - cue - content, cue, content - cue)
