"""Where the verb looks that governs an expression, read from the parse."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from onrecord.model import Annotation, Word
from onrecord.rules.times import words_beside

STEPS = 12
"""How far the tree is climbed."""


class Tree:
    """The words of a story by place, for looking up what governs a piece of text; a sentence that goes on behind a
    caption has its words out of the text's order."""

    def __init__(self, annotation: Annotation) -> None:
        self.words: Sequence[Word] = annotation.words
        self.children = annotation.children
        self.order = sorted(range(len(annotation.words)), key=lambda number: annotation.words[number].span.start)
        self.starts = [annotation.words[number].span.start for number in self.order]

    def direction(self, start: int, end: int) -> int:
        """-1, 0 or 1: where the verb looks that governs `text[start:end]`."""
        place = bisect_right(self.starts, end - 1) - 1
        number = self.order[place] if place >= 0 else -1
        for _ in range(STEPS):
            if number < 0:
                return 0
            word = self.words[number]
            if word.upos in ("VERB", "AUX") and not start <= word.span.start < end:
                found = self._verb(number)
                if found is not None:
                    return found
            elif self._has_copula(number):
                return self._copula(number)
            number = word.head
        return 0

    def _auxiliaries(self, verb: int) -> list[Word]:
        return [self.words[n] for n in self.children[verb] if self.words[n].relation.startswith(("aux", "cop"))]

    def _has_copula(self, number: int) -> bool:
        return any(self.words[n].relation == "cop" for n in self.children[number])

    def _copula(self, number: int) -> int:
        """`is due`, `was ready`: an adjective that looks ahead, or the copula's tense."""
        helpers = self._auxiliaries(number)
        if self.words[number].lemma.lower() in words_beside("ahead_to") or any(
            word.text.lower() in words_beside("ahead_firm") for word in helpers
        ):
            return 1
        return -1 if any(word.xpos == "VBD" for word in helpers) else 0

    def _verb(self, number: int) -> int | None:
        """None where the verb has no tense of its own, and the one above it is asked."""
        word, helpers = self.words[number], self._auxiliaries(number)
        lower = [helper.text.lower() for helper in helpers]
        if any(helper in words_beside("ahead_firm") for helper in lower) or (
            word.xpos == "VB" and self._is_ahead_to(number)
        ):
            return 1
        if word.xpos == "VBD" or any(
            helper in ("had", "have", "has", "was", "were", "did", "'ve", "'d") for helper in lower
        ):
            return 1 if word.text.lower() in words_beside("planned") and "been" not in lower else -1
        if word.xpos == "VBN" and not lower:
            return 1 if word.text.lower() in words_beside("planned") else -1
        if word.xpos in ("VBZ", "VBP"):
            return 1 if word.lemma.lower() not in words_beside("state") else 0
        if word.xpos == "VBG" and any(helper in ("is", "are", "'s", "'re", "am") for helper in lower):
            return 1
        return None

    def _is_ahead_to(self, verb: int) -> bool:
        """True for an infinitive behind a word that looks ahead: "due to begin", "agreed with them to meet"."""
        marks = [n for n in (*self.children[verb], verb - 1) if n >= 1 and self.words[n].text.lower() == "to"]
        if not marks:
            return False
        before = [
            self.words[marks[-1] - 1],
            *([self.words[self.words[verb].head]] if self.words[verb].head >= 0 else []),
        ]
        return any({word.text.lower(), word.lemma.lower()} & words_beside("ahead_to") for word in before)
