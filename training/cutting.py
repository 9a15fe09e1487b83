"""A text in the words and sentences of the product's own rooms, for whoever marks it by letters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from onrecord.annotate.windows import word_places
from onrecord.annotate.words import split_words
from onrecord.clean import clean
from onrecord.model import Document, content_id
from onrecord.segment.assembly import assemble
from training.corpora import Deed, Dyad, Link, Sentence


@dataclass(frozen=True)
class Cut:
    """The words of each sentence with their places, and the number of the word that each letter of the text belongs to."""

    sentences: tuple[tuple[str, ...], ...]
    places: tuple[tuple[int, ...], ...]
    owner: Mapping[int, int]

    @property
    def size(self) -> int:
        """The number of words."""
        return sum(map(len, self.sentences))

    def words(self, letters: frozenset[int]) -> frozenset[int]:
        """The numbers of the words that have one of these letters."""
        return frozenset(self.owner[letter] for letter in letters if letter in self.owner)

    def labelled(
        self,
        labels: Mapping[str, Sequence[str]],
        links: Sequence[Link] = (),
        deeds: Sequence[Deed] = (),
        dyads: Sequence[Dyad] = (),
    ) -> Iterator[Sentence]:
        """The sentences with their share of the labels, one a word, and the links, events and pairs that begin in them."""
        start = 0
        for words, places in zip(self.sentences, self.places, strict=True):
            end = start + len(words)
            if words:
                yield Sentence(
                    words,
                    {task: tuple(row[start:end]) for task, row in labels.items()},
                    places=places,
                    start=start,
                    links=tuple(link for link in links if start <= min(link.cue) < end),
                    deeds=tuple(deed for deed in deeds if start <= min(deed.trigger) < end),
                    dyads=tuple(dyad for dyad in dyads if start <= min(dyad.source | dyad.target) < end),
                )
            start = end


def cut(name: str, raw: str) -> Cut:
    """A text as the rooms before `annotate` cut it."""
    document = Document(content_id("document", name), "text/plain", None, None, None, None, None, None, "", raw)
    cleaned = clean(document)
    story, _ = assemble(document, cleaned, cleaned.lines)
    text = cleaned.text
    parts = [
        [span for piece in sentence.spans for span in split_words(text, piece.start, piece.end)]
        for sentence in story.sentences
    ]
    spans = [span for part in parts for span in part]
    return Cut(
        tuple(tuple(text[span.start : span.end] for span in part) for part in parts),
        tuple(map(tuple, word_places(story, parts))),
        {cleaned.to_raw(n): number for number, span in enumerate(spans) for n in range(*span)},
    )
