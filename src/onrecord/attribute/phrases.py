"""Cues that are no verbs: nouns, "according to", "in her view", "allegedly"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.attribute.candidates import Candidate
from onrecord.attribute.grammar import Grammar
from onrecord.attribute.quotes import Quotes
from onrecord.rules.cues import Cue, Cues

CLAUSE_HEADS = ("root", "conj", "parataxis", "ccomp", "advcl", "acl:relcl", "acl", "xcomp", "csubj")


@dataclass(frozen=True, slots=True)
class PhraseCues:
    """The search at words that are no verbs."""

    grammar: Grammar
    cues: Cues
    quotes: Quotes

    def at(self, number: int) -> Candidate | None:
        """The attribution that this word makes, if any."""
        word = self.grammar.word(number)
        if word.upos == "NOUN":
            return self._view(number) or self._noun(number)
        return None

    def adverb(self, number: int) -> Candidate | None:
        """The attribution of `allegedly` and its like, whatever the tagger takes them for."""
        cues = self.cues.find("adverb", self.grammar.form(number))
        return next((found for cue in cues if (found := self._adverb(number, cue))), None)

    # --- according to, per, in the words of -------------------------------------------------------

    def prepositions(self, sentence: range) -> Iterator[Candidate]:
        """`According to X, …` in any place of a sentence; matched by its words, for the parser hangs it on
        many a thing."""
        forms = [self.grammar.form(n) for n in sentence]
        for parts, cue in self.cues.prepositions:
            if parts[0] not in forms:
                continue
            for start in range(len(forms) - len(parts)):
                if forms[start : start + len(parts)] == parts:
                    found = self._preposition(tuple(range(sentence[start], sentence[start] + len(parts))), cue)
                    if found is not None:
                        yield found

    def _preposition(self, cue_words: tuple[int, ...], cue: Cue) -> Candidate | None:
        grammar = self.grammar
        noun = self._noun_after(cue_words)
        if noun is None or not grammar.can_speak(noun) or grammar.lemma(noun) in self.cues.words.measure:
            return None
        if (
            cue.lemma == "per"
            and not (
                grammar.word(noun).upos == "PROPN"
                or grammar.lemma(noun) in self.cues.words.document | self.cues.words.body
            )
            or grammar.word(noun).upos == "NUM"
        ):
            return None
        source = tuple(n for n in grammar.noun_phrase(noun) if n > cue_words[-1])
        stop = next((n for n in source if grammar.form(n) in (";", "“", '"') and n > source[0]), None)
        source = grammar.trimmed(tuple(n for n in source if stop is None or n < stop))
        if not source:
            return None
        return self._around(cue, cue_words, source, noun)

    def _noun_after(self, cue_words: tuple[int, ...]) -> int | None:
        grammar = self.grammar
        sentence = grammar.sentence(cue_words[0])
        for n in range(cue_words[-1] + 1, min(sentence.stop, cue_words[-1] + 12)):
            if (
                grammar.word(n).upos in ("NOUN", "PROPN", "PRON", "NUM")
                and not cue_words[-1] < grammar.word(n).head < n + 12
            ):
                return n
            if grammar.word(n).upos in ("NOUN", "PROPN", "PRON") and grammar.word(grammar.word(n).head).upos not in (
                "NOUN",
                "PROPN",
            ):
                return n
        return None

    def _around(self, cue: Cue, cue_words: tuple[int, ...], source: tuple[int, ...], noun: int) -> Candidate | None:
        """The content is the clause round the phrase: all of the sentence where the phrase begins or ends it,
        else the nearest clause."""
        grammar = self.grammar
        sentence = grammar.sentence(cue_words[0])
        phrase = range(cue_words[0], source[-1] + 1)
        aside = set(phrase) | {
            n
            for n in grammar.annotation.subtree(noun)
            if n >= cue_words[0] and grammar.word(noun).head not in grammar.annotation.subtree(noun)
        }
        figure = self._figure(cue_words[0])
        clause = self._clause_of(noun, phrase)
        if clause is None and not figure:
            return None
        words = tuple(n for n in grammar.annotation.subtree(clause) if n not in aside) if clause is not None else ()
        words = figure or self._between_semicolons(words, phrase) or words
        if phrase.start <= sentence.start + 2 and not words:
            return None
        quotation = self.quotes.owner.get(cue_words[0])
        if quotation is not None:  # a cue in marks reports only what stands in the same marks
            words = tuple(n for n in words if self.quotes.owner.get(n) == quotation)
        content = self._tidy(words, aside)
        if not content or not any(grammar.word(n).upos in ("VERB", "AUX", "NOUN", "NUM") for n in content):
            return None
        quoted = [q for q in self.quotes.touching(content) if cue_words[0] not in self.quotes.words[q]]
        return Candidate(cue.id, cue, cue_words, source, noun, content, self.quotes.spans(quoted))

    def _figure(self, cue: int) -> tuple[int, ...]:
        """`14 according to the coalition, 52 according to the council`: a bare number between marks, right before the cue."""
        grammar = self.grammar
        start, first = grammar.sentence(cue).start, cue
        while first > start and grammar.word(first - 1).upos == "NUM":
            first -= 1
        if first == cue:
            return ()
        while first > start and grammar.form(first - 1) in self.cues.words.vague:
            first -= 1
        apart = first > start and grammar.word(first - 1).upos in ("PUNCT", "CCONJ")
        return tuple(range(first, cue)) if apart else ()

    def _between_semicolons(self, words: Sequence[int], phrase: range) -> tuple[int, ...]:
        """The words on the phrase's own side of a semicolon."""
        grammar = self.grammar
        stops = [n for n in grammar.sentence(phrase.start) if grammar.form(n) == ";"]
        before = max((n for n in stops if n < phrase.start), default=-1)
        after = min((n for n in stops if n >= phrase.stop), default=len(grammar.annotation.words))
        return tuple(n for n in words if before < n < after)

    def _clause_of(self, noun: int, phrase: range) -> int | None:
        grammar = self.grammar
        current = grammar.word(noun).head
        if current < 0:
            inside = [
                n
                for n in grammar.annotation.children[noun]
                if n not in phrase and grammar.word(n).upos in ("VERB", "AUX")
            ]
            return inside[0] if inside else None
        sentence = grammar.sentence(noun)
        edge = phrase.stop >= sentence.stop - 2 or phrase.start <= sentence.start + 1
        for _ in range(12):
            if current < 0:
                return None
            heads = ("root",) if edge else CLAUSE_HEADS
            if current not in phrase and grammar.word(current).relation in heads and self._is_clause(current):
                return self._up(current)
            current = grammar.word(current).head
        return None

    def _is_clause(self, number: int) -> bool:
        return self.grammar.word(number).relation == "root" or bool(
            self.grammar.under(number, "nsubj", "nsubj:pass", "expl", "csubj")
        )

    def _up(self, number: int) -> int:
        """A second verb that shares its subject with the first belongs to one clause with it."""
        grammar = self.grammar
        while (
            grammar.word(number).relation == "conj"
            and not grammar.under(number, "nsubj", "nsubj:pass")
            and grammar.word(number).head >= 0
        ):
            number = grammar.word(number).head
        return number

    def _tidy(self, words: Sequence[int], aside: set[int]) -> tuple[int, ...]:
        grammar = self.grammar
        kept = [
            n for n in words if not (grammar.form(n) in (",", "—", "–", "--") and (n - 1 in aside or n + 1 in aside))
        ]
        while (
            kept
            and (grammar.word(kept[0]).relation in ("cc", "mark") or grammar.word(kept[0]).upos == "PUNCT")
            and kept[0] not in self.quotes.owner
        ):
            kept.pop(0)
        return grammar.trimmed(tuple(kept))

    # --- nouns ------------------------------------------------------------------------------------

    def _view(self, number: int) -> Candidate | None:
        """`in her view`, `in the coach's words`."""
        grammar = self.grammar
        cue = next((c for c in self.cues.find("preposition", grammar.lemma(number)) if c.has("light")), None)
        owner = next(iter(grammar.under(number, "nmod:poss")), None)
        start = next((n for n in grammar.under(number, "case") if grammar.form(n) in ("in", "by", "to")), None)
        if cue is None or owner is None or start is None or not grammar.can_speak(owner) or number - start > 8:
            return None
        source = self._owner(owner)
        clause = self._clause_of(number, range(start, number + 1))
        if clause is None or not source:
            return None
        aside = set(range(start, number + 1))
        words = tuple(n for n in grammar.annotation.subtree(clause) if n not in aside)
        content = self._tidy(self._between_semicolons(words, range(start, number + 1)) or words, aside)
        return (
            Candidate(cue.id, cue, (number,), source, owner, content, self.quotes.spans(self.quotes.touching(content)))
            if content
            else None
        )

    def _owner(self, owner: int) -> tuple[int, ...]:
        phrase = self.grammar.noun_phrase(owner)
        return phrase[:-1] if len(phrase) > 1 and self.grammar.word(phrase[-1]).xpos == "POS" else phrase

    def _noun(self, number: int) -> Candidate | None:
        grammar = self.grammar
        above = grammar.word(number).head
        if (
            grammar.word(number).relation in ("obl", "nmod")
            and above >= 0
            and grammar.lemma(number) in self.cues.words.medium
            and self.cues.find("verb", grammar.lemma(above))
        ):
            return None  # "said in a statement that": the verb is the cue
        for cue in self.cues.find("noun", grammar.lemma(number)):
            content = self._noun_content(number, cue)
            if not content:
                continue
            source, cue_words = self._noun_source(number, content)
            if source is None and not self._has_subject(number):
                continue
            if source is None and cue.act.value not in ("allege", "claim", "believe", "deny", "warn", "state"):
                continue
            if source is None and ("clause" not in cue.frames or grammar.form(content[0]) != "that"):
                continue
            words = (
                tuple(n for n in self._owner(source) if n not in content and n not in cue_words)
                if source is not None
                else ()
            )
            if source is not None and not words:
                continue
            quoted = [q for q in self.quotes.touching(content) if number not in self.quotes.words[q]]
            return Candidate(
                f"{cue.id}/noun",
                cue,
                cue_words,
                words,
                source,
                content,
                self.quotes.spans(quoted),
                grammar.is_negated(number),
            )
        return None

    def _noun_content(self, number: int, cue: Cue) -> tuple[int, ...]:
        grammar = self.grammar
        for child in grammar.under(number, "acl", "ccomp"):
            inner = self._before_predicate(number, child)
            if inner and "clause" in cue.frames:
                return inner
            that = "that" in grammar.marks(child) and "clause" in cue.frames
            wanted = that or (grammar.is_infinitive(child) and "inf" in cue.frames)
            if child > number and wanted and grammar.word(child).relation != "acl:relcl":
                return self._with_condition(grammar.trimmed(grammar.reach(grammar.annotation.subtree(child))))
        if "clause" in cue.frames and grammar.word(number).relation == "nsubj":
            be = grammar.word(number).head
            if be >= 0 and grammar.lemma(be) == "be":
                clause = next((n for n in grammar.under(be, "ccomp") if n > be), None)
                if clause is not None:
                    return grammar.trimmed(grammar.annotation.subtree(clause))
        if "of" in cue.frames:
            for child in grammar.under(number, "nmod", "acl"):
                first = min(grammar.annotation.subtree(child))
                counted = grammar.lemma(number) in self.cues.words.tally
                led = ("of",) if counted else ("of", "for", "against", "about")
                led = led if counted or cue.has("accusation") else (*led, "to")
                if child > number and first == number + 1 and grammar.form(first) in led:
                    words = grammar.annotation.subtree(child)
                    if counted and not any(grammar.word(n).upos == "NUM" for n in words):
                        continue
                    return grammar.trimmed(tuple(n for n in words if n != first or counted))
        return ()

    def _before_predicate(self, number: int, clause: int) -> tuple[int, ...]:
        """`said her warning that the dam leaked had come too late`: where the parser gives the noun a clause without a
        subject with another before it, the first is the content and the noun the subject of the second."""
        grammar = self.grammar
        that = next((n for n in grammar.under(clause, "mark") if grammar.form(n) == "that"), None)
        own = grammar.under(clause, "nsubj", "nsubj:pass", "csubj", "expl")
        before = [c for c in grammar.under(number, "acl", "ccomp") if number < c < clause]
        if that is None or own or not before or not number < that < before[0]:
            return ()
        if not grammar.under(before[0], "nsubj", "nsubj:pass", "expl"):
            return ()
        return grammar.trimmed((that, *(n for n in grammar.annotation.subtree(before[0]) if n > that)))

    def _with_condition(self, words: tuple[int, ...]) -> tuple[int, ...]:
        """With a condition that follows at once: "a threat to revoke the licence if a breach is found"."""
        grammar = self.grammar
        following = words[-1] + 1
        if following >= len(grammar.annotation.words) or grammar.form(following) not in ("if", "unless"):
            return words
        condition = (
            grammar.annotation.subtree(grammar.word(following).head) if grammar.word(following).head >= 0 else ()
        )
        return (*words, *(n for n in condition if n > words[-1])) if condition and min(condition) > words[0] else words

    def _has_subject(self, number: int) -> bool:
        """False for a relative clause that the parser took for a that-clause ("reports that question his past")."""
        return any(
            self.grammar.under(c, "nsubj", "nsubj:pass", "expl", "csubj")
            for c in self.grammar.under(number, "acl", "ccomp")
        )

    def _noun_source(self, number: int, content: Sequence[int]) -> tuple[int | None, tuple[int, ...]]:
        """The owner ("the army's claim", "a warning by the army"), or the subject of a verb that only carries
        the noun."""
        grammar = self.grammar
        owner = next(iter(grammar.under(number, "nmod:poss")), None)
        if owner is None:
            owner = next(
                (
                    n
                    for n in grammar.under(number, "nmod")
                    if grammar.marks(n) & {"by", "from", "among"} and n not in content
                ),
                None,
            )
        if owner is None and grammar.lemma(number) in self.cues.words.tally:  # "a police count of 70 detainees"
            bodies = (n for n in grammar.under(number, "compound") if grammar.lemma(n) in self.cues.words.body)
            owner = next(bodies, None)
        if owner is None:
            owner = self._holders(number, content)
        if owner is not None:
            return (owner, (number,)) if grammar.can_speak(owner) else (None, (number,))
        verb = grammar.word(number).head
        if (
            verb >= 0
            and grammar.word(number).relation == "obj"
            and grammar.lemma(verb) in self.cues.words.light
            and verb < number
            and not grammar.is_passive(verb)
        ):
            subject = grammar.subject(verb)
            if subject is not None and grammar.can_speak(subject) and number - verb < 6:
                return subject, grammar.reach((grammar.verb_group(verb)[0], number))
        return None, (number,)

    def _holders(self, number: int, content: Sequence[int]) -> int | None:
        """`a belief among skippers that`: who stands right behind "among", wherever the parser hung them."""
        grammar = self.grammar
        following = number + 1
        if following >= len(grammar.annotation.words) or grammar.form(following) not in ("among", "amongst"):
            return None
        noun = grammar.word(following).head
        return (
            noun if noun > following and noun not in content and grammar.word(noun).upos in ("NOUN", "PROPN") else None
        )

    # --- allegedly --------------------------------------------------------------------------------

    def _adverb(self, number: int, cue: Cue) -> Candidate | None:
        grammar = self.grammar
        head = grammar.word(number).head
        if head < 0:  # "is reportedly on the brink", with the adverb at the top
            rest = [n for n in grammar.sentence(number) if n != number]
            whole = self._tidy(rest, {number})
            return Candidate(cue.id, cue, (number,), (), None, whole) if whole else None
        predicate = head >= 0 and (
            grammar.word(head).upos in ("VERB", "ADJ", "AUX") or bool(grammar.under(head, "cop"))
        )
        following = number + 1
        near = following < grammar.sentence(number).stop and grammar.word(following).upos == "VERB"
        if near and grammar.word(number).upos != "ADV":
            head, predicate = following, True  # whatever the tagger takes the adverb for
        if not predicate:
            return None
        clause = self._up(head)
        content = [n for n in grammar.annotation.subtree(clause) if n != number]
        if grammar.word(head).relation in ("acl:relcl", "acl"):
            noun = grammar.word(head).head
            content += [n for n in grammar.noun_phrase(noun) if n not in content and n != number]
        content = [
            n
            for n in sorted(content)
            if grammar.form(n) not in ("who", "which") or grammar.word(head).relation != "acl:relcl"
        ]
        kept = self._tidy(content, {number})
        return Candidate(cue.id, cue, (number,), (), None, kept) if kept else None
