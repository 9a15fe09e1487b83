"""One story's parse as every question to it needs it: words, dependents, sentences, runs of words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from onrecord.model import Annotation, Name, Word
from onrecord.rules.cues import Words

REACH = 250
"""Words on either side that count as one sentence, so that a page without a full stop takes no time without bound."""


@dataclass(frozen=True)
class Tree:
    """Words and what hangs on them; no slots, so that its index can be cached."""

    annotation: Annotation
    lists: Words

    def word(self, number: int) -> Word:
        """The word itself."""
        return self.annotation.words[number]

    def form(self, number: int) -> str:
        """The word in lower case."""
        return self._forms[number]

    def lemma(self, number: int) -> str:
        """The lemma in lower case."""
        return self.annotation.words[number].lemma.lower()

    def under(self, number: int, *relations: str) -> tuple[int, ...]:
        """The dependents with one of these relations."""
        return self.annotation.dependents(number, *relations)

    def marks(self, number: int) -> set[str]:
        """Prepositions and conjunctions that introduce a phrase or clause; "as to" counts as both."""
        return {self.form(n) for n in self.under(number, "case", "mark")}

    def led_by(self, number: int) -> tuple[int, ...]:
        """The words that introduce a phrase or clause; of a figure also the one that the parser hangs inside it ("of fewer
        than 40,000")."""
        own = self.under(number, "case", "mark")
        return own if own or self.word(number).upos != "NUM" else self.annotation.subtree(number)[:1]

    def sentence(self, number: int) -> range:
        """The words of the sentence that a word stands in, as far as `REACH` on either side."""
        whole = self.annotation.sentence(self.word(number).sentence)
        return range(max(whole.start, number - REACH), min(whole.stop, number + REACH))

    @cached_property
    def _forms(self) -> tuple[str, ...]:
        return tuple(word.text.lower() for word in self.annotation.words)

    @cached_property
    def named(self) -> dict[int, Name]:
        """For each word of a name the name."""
        return {n: name for name in self.annotation.names for n in range(name.first, name.last)}

    def reach(self, numbers: Iterable[int]) -> tuple[int, ...]:
        """Every word from the first to the last of these."""
        found = tuple(numbers)
        return tuple(range(min(found), max(found) + 1)) if found else ()

    def trimmed(self, words: tuple[int, ...]) -> tuple[int, ...]:
        """Without punctuation and loose conjunctions at either end."""
        start, end = 0, len(words)
        while start < end and (self.word(words[start]).upos == "PUNCT"):
            start += 1
        while end > start and (
            self.word(words[end - 1]).upos == "PUNCT"
            and self.form(words[end - 1]) not in (")",)
            or self.word(words[end - 1]).relation == "cc"
            or (end - start > 1 and self.form(words[end - 1]) in ("who", "which"))
        ):
            end -= 1
        return words[start:end]
