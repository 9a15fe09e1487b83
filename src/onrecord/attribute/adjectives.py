"""Adjectives as cues: "is confident that", "was unsure whether", "critical of", "the president, convinced that"."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.attribute.beside import Beside
from onrecord.attribute.candidates import Candidate
from onrecord.attribute.clauses import Clauses
from onrecord.attribute.function_words import QUESTIONS
from onrecord.attribute.grammar import Grammar
from onrecord.attribute.quotes import Quotes
from onrecord.rules.cues import Cue, Cues

INDIRECT = QUESTIONS - {"if", "when", "where"} | {"that"}
"""What begins a clause that is no clause of time or condition."""


@dataclass(frozen=True, slots=True)
class AdjectiveCues:
    """The search at one adjective, or at a participle that is used as one."""

    grammar: Grammar
    cues: Cues
    quotes: Quotes
    beside: Beside

    def at(self, number: int) -> Candidate | None:
        """The attribution that this word makes, if any: whose state of mind it is, and about what."""
        grammar = self.grammar
        rows = self.cues.find("adjective", grammar.form(number))
        if not rows or grammar.under(number, "obl:agent") or not grammar.is_adjective(number):
            return None
        source = self._holder(number)
        if source is None or not self._is_somebody(source):
            return None
        for cue in rows:
            for frame in cue.frames:
                content = self._content(frame, number, cue)
                if not content or source in content:
                    continue
                words = self.beside.phrase(source, number)
                return Candidate(
                    f"{cue.id}/adjective",
                    cue,
                    self._cue_words(number),
                    words,
                    source,
                    content,
                    self.quotes.spans(self.beside.whole(content, number)),
                    self.beside.is_negated(number),
                )
        return None

    def _holder(self, number: int) -> int | None:
        """Whose state it is: the subject of "is confident", or the noun that the adjective stands behind."""
        grammar, word = self.grammar, self.grammar.word(number)
        own = next(iter(grammar.under(number, "nsubj", "nsubj:pass")), None)
        if own is not None:
            return grammar.antecedent(own)
        if word.relation in ("acl", "acl:relcl", "amod", "appos") and 0 <= word.head < number:
            return word.head
        beside = self._named_before(number)
        if beside is not None:
            return beside
        if word.relation in ("advcl", "xcomp", "conj", "dep") and word.head >= 0:
            return grammar.subject(word.head)
        return None

    def _named_before(self, number: int) -> int | None:
        """`the president, convinced that …, has stopped`: the noun right before the comma, where the parser hung the
        participle on the verb."""
        grammar = self.grammar
        first = grammar.sentence(number).start
        if number - 2 < first or grammar.form(number - 1) != "," or grammar.word(number).relation != "advcl":
            return None
        noun = number - 2
        while grammar.word(noun).relation in ("flat", "compound") and grammar.word(noun).head < noun:
            noun = grammar.word(noun).head
        return noun if grammar.word(noun).relation in ("nsubj", "nsubj:pass") else None

    def _is_somebody(self, source: int) -> bool:
        grammar = self.grammar
        if not grammar.can_speak(source) or grammar.form(source) == "it":
            return False
        words = self.cues.words
        known = words.person | words.body | words.group
        return (
            grammar.word(source).upos != "NOUN" or grammar.word(source).xpos == "NNS" or grammar.lemma(source) in known
        )

    def _content(self, frame: str, number: int, cue: Cue) -> tuple[int, ...]:
        grammar = self.grammar
        for child in grammar.under(number, "ccomp", "xcomp", "advcl", "obl", "csubj", "nmod"):
            words = grammar.annotation.subtree(child)
            if child < number or words[0] < number:
                continue
            first = grammar.form(words[0])
            relation = grammar.word(child).relation
            clause = relation in ("ccomp", "csubj") or (relation == "advcl" and first in INDIRECT)
            fits = {
                "clause": clause and not grammar.is_infinitive(child),
                "inf": relation in ("xcomp", "advcl", "ccomp") and grammar.is_infinitive(child),
                "of": first in cue.particle and relation in ("obl", "nmod", "advcl"),
            }
            if fits.get(frame):
                kept = tuple(n for n in words if frame != "of" or n > words[0])
                return grammar.trimmed(Clauses(grammar, self.cues, self.quotes).conservative(child, kept))
        return ()

    def _cue_words(self, number: int) -> tuple[int, ...]:
        """The adjective with its verb, negation and adverbs before it."""
        grammar = self.grammar
        near = {number, *(n for n in grammar.under(number, "cop", "aux", "aux:pass", "advmod") if n < number)}
        first = number
        while first - 1 in near:
            first -= 1
        return tuple(range(first, number + 1))
