"""The parts of an attribution as the encoder has them, made the product's: who a source is, which word a cue hangs on, which
row of the lexicon it has, which quotations a content holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from onrecord.attribute.candidates import Candidate
from onrecord.attribute.function_words import DEMONSTRATIVE, EXPLETIVE, FOCUS, POSSESSIVE, RELATIVE
from onrecord.attribute.grammar import Grammar
from onrecord.attribute.quotes import Quotes
from onrecord.attribute.tagging import Tagged
from onrecord.model import Span
from onrecord.rules.cues import Cue, Cues

HELD = 0.5
"""Share of a quotation that a content must hold to have the whole."""
FROM = frozenset({"from", "at", "in", "on", "through", "via", "outside", "inside", "during", "after", "before", "near"})


@dataclass(frozen=True, slots=True)
class Parts:
    """Questions about word numbers of one story."""

    grammar: Grammar
    quotes: Quotes
    cues: Cues

    def who(self, source: tuple[int, ...]) -> tuple[tuple[int, ...], int | None]:
        """The noun phrase that says who a source is, and its head.

        Of "a pilot who said" the pilot; without the clitic of "the army's claim" and without an aside behind a comma.
        """
        grammar = self.grammar
        source = self.bare(source)
        if not source or (len(source) == 1 and grammar.form(source[0]) in DEMONSTRATIVE):
            return (), None
        first = source[0]
        if grammar.form(first) in RELATIVE and grammar.word(first).xpos != "DT" and grammar.antecedent(first) != first:
            noun = grammar.antecedent(first)
            phrase = tuple(n for n in grammar.noun_phrase(noun) if n < first)
            return (phrase or (noun,)), noun
        return self._whole(self._with_age(source)), self.head(source)

    def _whole(self, source: tuple[int, ...]) -> tuple[int, ...]:
        """With the rest of a clause that is part of it ("two diplomats briefed on the call", "the tables he was given"), and
        with the trade behind an age ("Mara Venn, 54, a trader from Halmyr")."""
        grammar = self.grammar
        following = range(source[-1] + 1, grammar.sentence(source[-1]).stop)
        if not following:
            return source
        above = grammar.word(source[-1]).head
        top = None
        doubted = len(following) > 1 and bool(self.cues.find("adverb", grammar.form(following[0])))
        participle = following[1] if doubted else following[0]  # "a video purportedly filmed inside"
        next_ = grammar.word(participle)
        if next_.xpos == "VBN" and next_.head in source and next_.relation in ("acl", "amod"):
            top = participle
        elif above > source[-1] and grammar.word(above).relation == "acl:relcl" and grammar.word(above).head in source:
            top = above
        elif grammar.form(following[0]) == "," and grammar.form(source[-1]).isdigit():
            described = [n for n in grammar.under(self.head(source) or source[0], "appos") if n > following[0]]
            branch = {n for n in grammar.annotation.subtree(described[0]) if n > following[0]} if described else set()
            end = max(branch, default=0) + 1
            closed = end in following and grammar.form(end) == "," and following[0] + 1 in branch
            return tuple(range(source[0], end)) if closed else source
        if top is None:
            return source
        branch = {top, *grammar.annotation.subtree(top), *(following[:2] if top == participle and doubted else ())}
        stop = next((n for n in following if n not in branch or grammar.form(n) == ","), following.stop)
        return (*source, *range(following[0], stop))

    def _with_age(self, source: tuple[int, ...]) -> tuple[int, ...]:
        """With the age behind a comma: "Jun Arai, 17", "Venn, 71, regards"."""
        grammar = self.grammar
        age = source[-1] + 2
        if age >= grammar.sentence(source[-1]).stop or grammar.form(age - 1) != ",":
            return source
        named = grammar.word(source[-1]).upos == "PROPN"
        closed = age + 1 >= grammar.sentence(age).stop or grammar.form(age + 1) in (",", ".", ":", ";", "”", '"')
        aged = grammar.form(age).isdigit() and len(grammar.form(age)) < 4
        return (*source, age - 1, age) if named and closed and aged else source

    def bare(self, source: tuple[int, ...]) -> tuple[int, ...]:
        """The phrase without a clause behind a comma, an aside, a possessive clitic."""
        grammar = self.grammar
        for n in source[1:]:
            behind = grammar.form(n - 1) == "," and n - 1 > source[0]
            participle = grammar.word(n).xpos == "VBG" or (
                grammar.word(n).xpos == "VBN" and grammar.word(n).relation in ("acl", "advcl")
            )
            if behind and (grammar.form(n) in RELATIVE or participle):
                source = tuple(m for m in source if m < n - 1)
                break
        while len(source) > 1 and grammar.form(source[0]) in FOCUS:
            source = source[1:]
        source = self._without_end(grammar.trimmed(source))
        while len(source) > 1 and grammar.form(source[-1]) in POSSESSIVE and self._is_owner(source):
            source = source[:-1]
        return source

    def _is_owner(self, source: tuple[int, ...]) -> bool:
        """True where the clitic at the end is the whole phrase's ("the army's"), not that of a name inside it ("midwives
        at St Brannock's")."""
        owner = self.grammar.word(source[-1]).head
        return owner not in source or self.grammar.word(owner).head not in source

    def _without_end(self, source: tuple[int, ...]) -> tuple[int, ...]:
        """Without brackets, an aside between dashes, a description without a noun ("the judge, visibly tired"), a day."""
        grammar = self.grammar
        head = self.head(source)
        for n in source[1:]:
            form = grammar.form(n)
            rest = [m for m in source if m > n]
            nominal = any(
                grammar.word(m).upos in ("NOUN", "PROPN", "NUM") and grammar.word(m).xpos != "VBN" for m in rest
            )
            among = form == "," and bool(rest) and grammar.form(rest[0]) in ("among", "including")
            aside = form == "(" or form in ("—", "–", "--") or among or (form == "," and rest and not nominal)
            day = (
                form in ("on", "in", "at")
                and n - 1 == head
                and rest
                and all(grammar.lemma(m) in self.cues.words.time for m in rest)
            )
            if aside or day or self._is_circumstance(n, source):
                return grammar.trimmed(tuple(m for m in source if m < n))
        return source

    def _is_circumstance(self, number: int, source: tuple[int, ...]) -> bool:
        """True where a phrase begins that says from where, in what or through whom somebody speaks and not who he is: behind
        a comma, or behind the name of a person."""
        grammar = self.grammar
        form = grammar.form(number)
        if form == ",":
            rest = [n for n in source if n > number]
            marked = bool(rest) and rest[0] not in self.quotes.owner and grammar.form(rest[0]) in ("“", '"', "„", "«")
            several = marked or any(grammar.form(n) in ("whom", "whose", "which") for n in rest[:3])
            led = bool(rest) and grammar.word(rest[0]).upos == "ADP" and grammar.form(rest[0]) in FROM
            return several or led
        name = grammar.named.get(number - 1)
        alone = name is not None and name.last - name.first == 1 and grammar.form(number - 1).endswith("s")
        several = alone and grammar.form(number - 1)[:-1] in self.cues.words.person  # "Bakers in Solmere"
        person = name is not None and name.kind == "Person" and name.last == number and not several
        if not person or form not in FROM or grammar.word(number).upos not in ("ADP", "SCONJ"):
            return False
        place = grammar.word(number).head  # "from the deck" is where he stands, "from Ohio" who he is
        return form != "from" or (place > number and grammar.word(place).upos == "NOUN")

    def cue_head(self, words: Sequence[int]) -> int | None:
        """The word of a cue that the others hang on; a verb rather than the noun of a time beside it."""
        own = set(words)
        heads = [n for n in words if self.grammar.word(n).head not in own]
        verbs = [n for n in heads if self.grammar.word(n).upos == "VERB"] or [
            n for n in words if self.grammar.word(n).upos == "VERB" and self.grammar.word(n).relation != "amod"
        ]
        return next(iter(verbs or heads or list(words)), None)

    def head(self, words: Sequence[int]) -> int | None:
        """The word that the others hang on."""
        own = set(words)
        heads = [n for n in words if self.grammar.word(n).head not in own and self.grammar.word(n).upos != "PUNCT"]
        nominal = [n for n in heads if self.grammar.word(n).upos in ("NOUN", "PROPN", "PRON", "VERB")]
        return next(iter(nominal or heads or list(words)), None)

    def quoted(self, content: Sequence[int], cue: Sequence[int] = ()) -> tuple[Span, ...]:
        """The quotations most of whose words the content holds, and not the one that the cue itself stands in."""
        own = set(content)
        words = self.quotes.words
        whole = [
            q
            for q in self.quotes.touching(content)
            if sum(n in own for n in words[q]) >= HELD * len(words[q]) and not set(cue) & set(words[q])
        ]
        return self.quotes.spans(whole)

    def row(self, word: int, words: Sequence[int]) -> Cue | None:
        """The lexicon's row for a cue whose head is `word`."""
        grammar = self.grammar
        adjective = next(iter(self.cues.find("adjective", grammar.form(word))), None)
        if adjective is not None and grammar.is_adjective(word):
            return adjective
        position = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "ADV": "adverb"}.get(grammar.word(word).upos, "")
        positions = ("passive", "verb") if position == "verb" and grammar.is_passive(word) else (position,)
        forms = {grammar.form(n) for n in words}
        for place in positions:
            for cue in self.cues.find(place, grammar.lemma(word)):
                if not cue.particle or forms & set(cue.particle):
                    return cue
        return None

    def carried(self, cue: Sequence[int]) -> Cue | None:
        """The row of the noun or adjective that a cue carries where its verb has none: "has expressed misgivings about"."""
        for n in reversed(cue):
            noun = self.cues.find("noun", self.grammar.lemma(n)) if self.grammar.word(n).upos == "NOUN" else ()
            for row in (*noun, *self.cues.find("adjective", self.grammar.form(n))):
                return row
        return None

    def cue(self, rule: Candidate | None, one: Tagged) -> tuple[int, ...]:
        """The cue without a colon, without the article of a noun, and without the medium that the rules have; none where
        no word of saying leads a quotation in ("Brook was blunt")."""
        taken = {*one.source, *(rule.content if rule is not None and rule.rule.endswith("/np") else ())}
        cue = tuple(n for n in one.cue if n not in taken) or one.cue
        grammar = self.grammar
        medium = set(rule.medium) if rule is not None else set()
        carried = next((n for n in cue[1:] if self._is_carrier(n)), None)
        kept = grammar.trimmed(tuple(n for n in cue if n not in medium and (carried is None or n < carried))) or cue
        while len(kept) > 1 and grammar.word(kept[0]).upos == "DET" and grammar.form(kept[0]) != "no":
            kept = kept[1:]
        leads = rule is None and bool(self.quotes.touching(one.content[:2]))
        if (
            rule is not None
            and rule.negated
            and set(kept) < set(rule.cue_words)
            and not set(rule.cue_words) & set(one.source)
        ):
            return rule.cue_words  # "declined to say" where the encoder sees "declined"
        adjective = leads and all(grammar.word(n).upos in ("ADJ", "AUX", "ADV") for n in kept)
        return () if adjective else kept

    def _is_carrier(self, number: int) -> bool:
        """True for the preposition of "on social media", "in a statement"."""
        grammar = self.grammar
        above = grammar.word(number).head
        return grammar.word(number).upos == "ADP" and above > number and grammar.lemma(above) in self.cues.words.medium

    def yielded(self, cue: tuple[int, ...]) -> tuple[int, ...]:
        """The cue behind a negated verb of holding back, for the thing was said: "adding" of "could not resist adding"."""
        grammar = self.grammar
        for n in cue:
            if grammar.lemma(n) in self.cues.words.yielding and grammar.is_negated(n):
                rest = [m for m in cue if m > n and grammar.word(m).upos in ("VERB", "AUX", "ADV", "NOUN")]
                return tuple(m for m in cue if m >= rest[0]) if rest else cue
        return cue

    def is_implicative(self, verb: int) -> bool:
        """True for a verb that says what came about, also where the lemmatiser cuts its last e ("dared")."""
        lemma, words = self.grammar.lemma(verb), self.cues.words.implicative
        return lemma in words or (f"{lemma}e" in words and self.grammar.form(verb).startswith(f"{lemma}e"))

    def is_somebody(self, number: int) -> bool:
        """True for a name, a pronoun of persons, persons and bodies: who may be the source where the encoder points at
        nobody."""
        grammar, words = self.grammar, self.cues.words
        if not grammar.can_speak(number) or grammar.form(number) in EXPLETIVE:
            return False
        known = words.person | words.body | words.group | words.document
        return grammar.word(number).upos in ("PROPN", "PRON") or grammar.lemma(number) in known

    def without(self, candidate: Candidate, words: set[int]) -> Candidate:
        """The candidate without words in its content that belong to somebody who is cited."""
        kept = tuple(n for n in candidate.content if n not in words)
        return (
            replace(candidate, content=self.grammar.trimmed(kept))
            if words and kept and len(kept) < len(candidate.content)
            else candidate
        )


class OfParts:
    """What is asked through `parts`: the parse, the quotations and the lexicon of the story."""

    __slots__ = ()
    parts: Parts

    @property
    def grammar(self) -> Grammar:
        """The story's parse."""
        return self.parts.grammar

    @property
    def quotes(self) -> Quotes:
        """The story's quotations."""
        return self.parts.quotes

    @property
    def cues(self) -> Cues:
        """The lexicon."""
        return self.parts.cues
