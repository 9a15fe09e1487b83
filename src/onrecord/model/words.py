"""What `annotate` reads in a story: words with their parse, names, times, places, quantities."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from onrecord.model.record import Place, Quantity, Time
from onrecord.model.spans import Evidence, Span, evidence, merge_spans


class Word(NamedTuple):
    """One word in Universal Dependencies terms; a named tuple because there is one a word.

    `head` is an index into the same story's words, -1 for the root of a sentence; `xpos` is the Penn
    Treebank tag (VBD, NNS, …); `sentence` an index into `Story.sentences`.
    """

    text: str
    span: Span
    lemma: str
    upos: str
    xpos: str
    head: int
    relation: str
    sentence: int


class Name(NamedTuple):
    """A name as the encoder's name head reads it: words `[first, last)`.

    `kind` is the head's own label: Person, Organization, Location, Facility, NORP (nationalities,
    religions, parties), Product, Misc. `confidence` is the head's probability, not yet calibrated.
    """

    first: int
    last: int
    kind: str
    confidence: float


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """What the encoder's statement head says of the W words of a story, float32; `attribute` decodes it.

    `tags` [W, T] are scores of `onrecord.models.links.STATEMENT_TAGS`; `query` [W, 2L + 1] is what a word asks as the
    first of a cue (for its source, for its content, and the score of no source), `source` and `content` [W, L] what a
    word answers. `inner` [W, T] are the scores of the tags of statements inside statements; `judge` [W, acts + polarities]
    what a cue does, its words taken together (`onrecord.models.links.ACTS`, `POLARITIES`). `windows` has the first word of
    each run of words that were encoded together and, at its end, W: nothing is linked across.
    """

    tags: NDArray[np.float32]
    query: NDArray[np.float32]
    source: NDArray[np.float32]
    content: NDArray[np.float32]
    inner: NDArray[np.float32]
    judge: NDArray[np.float32]
    windows: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Deeds:
    """What the encoder's event head says of the W words of a story, float32; `events` decodes it.

    `scores` [W, types + modes + statuses + scales]: what a word triggers, in which mode and status, and how far the text
    vouches for it (`onrecord.models.events`). `asks` [W, roles (L + 1)] is what a trigger asks of the words in each role,
    `offers` [W, roles L] what a word answers. `value` [W, E] and `pair` [W, 2 E] tell the type between two given parties.
    `windows` as in `Speech`.
    """

    scores: NDArray[np.float32]
    asks: NDArray[np.float32]
    offers: NDArray[np.float32]
    value: NDArray[np.float32]
    pair: NDArray[np.float32]
    windows: tuple[int, ...]


@dataclass(frozen=True)
class Annotation:
    """Everything read in one story, word by word; no slots, so that the tree's indices can be cached.

    `starts` has the first word of each sentence and, at its end, the number of words.
    """

    text: str = field(repr=False)
    """The document's clean text, so that words become evidence here and nowhere else."""
    words: tuple[Word, ...]
    starts: tuple[int, ...]
    names: tuple[Name, ...]
    times: tuple[Time, ...] = ()
    places: tuple[Place, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    speech: Speech | None = field(default=None, repr=False, compare=False)
    deeds: Deeds | None = field(default=None, repr=False, compare=False)

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """The dependents of each word, from left to right."""
        found: list[list[int]] = [[] for _ in self.words]
        for number, word in enumerate(self.words):
            if word.head >= 0:
                found[word.head].append(number)
        return tuple(map(tuple, found))

    @cached_property
    def _related(self) -> tuple[tuple[tuple[int, str, str], ...], ...]:
        """The dependents of each word, each with its relation and that without a subtype."""
        named = [(word.relation, word.relation.partition(":")[0]) for word in self.words]
        return tuple(tuple((child, *named[child]) for child in row) for row in self.children)

    @cached_property
    def _begins(self) -> tuple[int, ...]:
        """Where each word begins."""
        return tuple(word.span.start for word in self.words)

    def sentence(self, number: int) -> range:
        """The words of sentence `number`."""
        return range(self.starts[number], self.starts[number + 1])

    def root(self, sentence: int) -> int | None:
        """The root word of a sentence, None where it has no words."""
        for number in self.sentence(sentence):
            if self.words[number].head < 0:
                return number
        return None

    def dependents(self, word: int, *relations: str) -> tuple[int, ...]:
        """The dependents of `word` whose relation is one of `relations`, or a subtype where the relation has no colon."""
        return tuple([child for child, own, broad in self._related[word] if own in relations or broad in relations])

    def subtree(self, word: int, without: frozenset[int] = frozenset()) -> tuple[int, ...]:
        """`word` and all below it, in order; branches that begin at a word in `without` are left out."""
        children = self.children
        found = [word]
        for current in found:
            if below := children[current]:
                found.extend([child for child in below if child not in without] if without else below)
        return tuple(sorted(found))

    def word_at(self, position: int) -> int | None:
        """The word that covers a character of the text, None between words."""
        number = self._first_from(position + 1) - 1
        return number if number >= 0 and self.words[number].span.end > position else None

    def words_in(self, span: Span) -> range:
        """The words that begin inside a span."""
        return range(self._first_from(span.start), self._first_from(span.end))

    def _first_from(self, position: int) -> int:
        return bisect_left(self._begins, position)

    def cover(self, words: tuple[int, ...] | range) -> tuple[Evidence, ...]:
        """Evidence for a set of words: one piece for each run with nothing but white space between."""
        spans = merge_spans((self.words[number].span for number in words), self.text)
        return tuple(evidence(self.text, span.start, span.end) for span in spans)

    def phrase(self, words: tuple[int, ...] | range) -> Evidence:
        """One piece of evidence from the first of the words to the last, whatever stands between."""
        return evidence(self.text, self.words[min(words)].span.start, self.words[max(words)].span.end)
