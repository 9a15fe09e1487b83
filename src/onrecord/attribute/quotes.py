"""Which words stand in quotation marks, and which quotation a word belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from onrecord.model import Annotation, Quotation, Span, Story


@dataclass(frozen=True)
class Quotes:
    """The outermost quotations of a story by word; no slots, so that its indices can be cached."""

    story: Story
    annotation: Annotation

    @cached_property
    def outer(self) -> tuple[Quotation, ...]:
        """Quotations that stand in no other."""
        return tuple(q for q in self.story.quotations if q.depth == 0)

    @cached_property
    def words(self) -> tuple[tuple[int, ...], ...]:
        """The words of each outer quotation."""
        return tuple(tuple(n for span in q.spans for n in self.annotation.words_in(span)) for q in self.outer)

    @cached_property
    def owner(self) -> dict[int, int]:
        """For each quoted word the number of its quotation."""
        return {word: number for number, words in enumerate(self.words) for word in words}

    @cached_property
    def mixed(self) -> frozenset[int]:
        """Sentences with words outside marks."""
        words = enumerate(self.annotation.words)
        return frozenset(word.sentence for n, word in words if n not in self.owner and word.upos != "PUNCT")

    def touching(self, words: Iterable[int]) -> list[int]:
        """The quotations that hold any of these words, in order."""
        return sorted({self.owner[n] for n in words if n in self.owner})

    def spans(self, numbers: Sequence[int]) -> tuple[Span, ...]:
        """The quoted pieces of these quotations."""
        return tuple(span for number in numbers for span in self.outer[number].spans)

    def is_whole(self, number: int) -> bool:
        """True when the sentences of a quotation have nothing outside marks: it is no title, term or scare quote."""
        return not any(self.annotation.words[n].sentence in self.mixed for n in self.words[number])
