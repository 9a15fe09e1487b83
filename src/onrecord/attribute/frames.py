"""The shapes that content takes beside a verb: clause, quotation, infinitive, phrase, object."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.attribute.clauses import Clauses
from onrecord.attribute.function_words import ABOUT, CHARGED, CONDITIONS, FOR, OBJECTIVE, REFLEXIVE
from onrecord.attribute.grammar import Grammar
from onrecord.attribute.quotes import Quotes
from onrecord.rules.cues import Cue, Cues

GERUND = ("admit", "deny", "propose")
"""What may be admitted, denied or proposed as a gerund: "admitted sleeping"."""
LATER = ("promise", "threaten", "believe", "demand", "propose")
"""Acts whose infinitive is yet to be done, so that a time behind it is the deed's and not the saying's."""
OCCASION = frozenset({"after", "before", "during", "since", "until", "amid"})
"""What leads to the time at which something is said, and to nothing said."""
NO_CONTENT = REFLEXIVE | {"what", "who", "which", "each"}


@dataclass(frozen=True, slots=True)
class Frames:
    """The content of a verb, frame by frame."""

    grammar: Grammar
    cues: Cues
    quotes: Quotes

    @property
    def clauses(self) -> Clauses:
        """The search for clauses."""
        return Clauses(self.grammar, self.cues, self.quotes)

    def content(self, frame: str, number: int, cue: Cue, *, passive: bool) -> tuple[int, ...]:
        """The content in one frame, empty where the verb has none of that shape."""
        if cue.has("tally") and not self._is_tally(number, passive=passive):
            return ()
        match frame:
            case "clause":
                return self.clauses.clause(number, cue)
            case "quote":
                return self._quote(number)
            case "inf":
                return self.infinitive(number, cue)
            case "of":
                return self._of(number, cue)
            case "reason":
                return self._reason(number)
            case "name":
                return self._name(number, cue, passive)
            case _:
                return self._object(number, cue, passive=passive)

    def _is_tally(self, number: int, *, passive: bool) -> bool:
        """True where what is raised, given or revised is a count: "raised the toll to 31" says how many, "raised rates to
        5 per cent" is a deed; of "gave a figure" a number must follow."""
        grammar = self.grammar
        things = grammar.under(number, "nsubj:pass") if passive else grammar.under(number, "obj")
        counted = any(grammar.lemma(n) in self.cues.words.tally or self._is_tally_before(n) for n in things)
        behind = [m for n in (number, *things) for m in grammar.under(n, "obl", "nmod") if m > number]
        return counted and any(self._is_number(m) and grammar.marks(m) & {"to", "as", "of", "at"} for m in behind)

    def _is_tally_before(self, number: int) -> bool:
        """`which had given the magnitude as 6.1, revised it to 5.8`: a pronoun behind a count in the same sentence."""
        if self.grammar.form(number) not in ("it", "them"):
            return False
        before = range(self.grammar.sentence(number).start, number)
        return any(self.grammar.lemma(n) in self.cues.words.tally for n in before)

    def _quote(self, number: int) -> tuple[int, ...]:
        """The quoted words of the sentence with nothing but the verb's own words between."""
        grammar = self.grammar
        sentence = grammar.sentence(number)
        own = set(grammar.clause_words(number))
        after = {
            m
            for n in grammar.under(number, "obl")
            if grammar.marks(n) & OCCASION
            for m in grammar.annotation.subtree(n)
        }  # "seethed after the news that his “private notes” were sold"
        found: list[int] = []
        for place in self.quotes.touching(n for n in sentence):
            words = [n for n in self.quotes.words[place] if n in sentence]
            between = range(words[-1] + 1, number) if words[-1] < number else range(number + 1, words[0])
            if number in self.quotes.words[place] or (not self.quotes.is_whole(place) and after.issuperset(words)):
                continue
            clear = all(
                n in own
                or n in found
                or n in self.quotes.owner
                or grammar.word(n).upos in ("PUNCT", "ADP", "DET", "CCONJ", "SCONJ", "ADV")
                for n in between
            )
            if clear and len(words) > 1:
                found.extend(words)
        return tuple(sorted(found))

    def infinitive(self, number: int, cue: Cue) -> tuple[int, ...]:
        """`vowed to strike`; of a demand with who is asked: "urged both sides to stop"."""
        grammar = self.grammar
        for child in grammar.under(number, "xcomp", "ccomp", *(("advcl",) if cue.has("control") else ())):
            gerund = cue.act in GERUND and grammar.word(child).xpos == "VBG" and grammar.word(child).relation == "xcomp"
            if child < number or not (gerund or grammar.is_infinitive(child)):
                continue
            words = self._without_finite(child)
            if cue.act == "decline" and grammar.lemma(child) in self.cues.words.saying:
                return self._not_said(child)
            if cue.has("control") and grammar.lemma(number) not in self.cues.words.told:
                asked = [
                    o
                    for o in (*grammar.under(number, "obj", "iobj"), *self.called_on(number, cue))
                    if number < o < child
                ]
                words = (
                    grammar.reach((*words, *(n for o in asked for n in grammar.annotation.subtree(o) if n < child)))
                    if asked
                    else words
                )
                called = {c for o in asked for c in grammar.under(o, "case")}
                words = tuple(n for n in words if n not in called)
            words = self.clauses.conservative(child, words)
            if cue.act in LATER:
                words = self._with_rest(number, words)
            return grammar.trimmed(words)
        return ()

    def _with_rest(self, number: int, words: tuple[int, ...]) -> tuple[int, ...]:
        """What is to be done, with its time, place and condition where the parser hung them on the cue: "hopes to sail on
        Tuesday", "threatened to leave, he said, unless the books were opened"."""
        grammar = self.grammar
        for child in grammar.under(number, "obl", "obl:unmarked", "advcl"):
            branch = grammar.annotation.subtree(child)
            last = max(words)
            if child < last:
                continue
            at_once = branch[0] == last + 1 and grammar.word(child).relation != "advcl"
            condition = grammar.word(child).relation == "advcl" and bool(grammar.marks(child) & CONDITIONS)
            if at_once or condition:
                words = (*words, *(n for n in branch if n > last))
        return words

    def with_reason(self, number: int, words: tuple[int, ...]) -> tuple[int, ...]:
        """A charge with what it is over, where the parser hung that on the verb: "with manslaughter over the deaths"."""
        grammar = self.grammar
        for child in grammar.under(number, "obl"):
            branch = grammar.annotation.subtree(child)
            if words and branch[0] == words[-1] + 1 and grammar.form(branch[0]) in ("over", "for"):
                words = (*words, *branch)
        return words

    def _without_finite(self, child: int) -> tuple[int, ...]:
        """An infinitive without the finite clause that the parser joined to it ("promised to be home, and here I am")."""
        grammar = self.grammar
        finite = {
            n
            for n in grammar.under(child, "conj")
            if grammar.word(n).xpos in ("VBZ", "VBD", "VBP") or grammar.under(n, "nsubj", "nsubj:pass")
        }
        words = grammar.annotation.subtree(child, frozenset(finite))
        return tuple(n for n in words if not finite or n < min(min(grammar.annotation.subtree(f)) for f in finite))

    def _not_said(self, child: int) -> tuple[int, ...]:
        """`declined to comment on the leak`: the leak; `declined to comment`: the infinitive; a clause belongs
        to the verb of speech itself."""
        grammar = self.grammar
        if grammar.under(child, "ccomp"):
            return ()
        rest = [n for n in grammar.annotation.subtree(child) if n > child and grammar.word(n).upos != "PUNCT"]
        return grammar.trimmed(tuple(range(rest[0], rest[-1] + 1)) if rest else grammar.annotation.subtree(child))

    def called_on(self, number: int, cue: Cue) -> tuple[int, ...]:
        """Who stands behind the cue's particle: "called on the army to withdraw"."""
        return tuple(n for n in self.grammar.under(number, "obl") if self.grammar.marks(n) & set(cue.particle))

    def _of(self, number: int, cue: Cue) -> tuple[int, ...]:
        """A phrase behind its preposition; of an accusation the preposition stays, as the clause needs it."""
        grammar = self.grammar
        wanted = frozenset(cue.particle) or (CHARGED if cue.has("accusation") else ABOUT)
        heads = [*grammar.under(number, "obl", "advcl", "ccomp", "nmod")]
        heads += (
            [n for o in grammar.under(number, "obj") for n in grammar.under(o, "nmod", "acl")]
            if cue.has("accusation")
            else []
        )
        for child in sorted(heads):
            cases = {n for n in grammar.led_by(child) if grammar.form(n) in wanted}
            introduced = {grammar.form(n) for n in cases}
            if (
                child > number
                and introduced
                and grammar.lemma(child) not in self.cues.words.time
                and grammar.form(min(grammar.annotation.subtree(child))) in introduced
            ):
                words = grammar.annotation.subtree(child)
                cut = set() if cue.has("accusation") else cases
                return grammar.trimmed(
                    self.clauses.conservative(child, tuple(n for n in words if n not in cut and n > number))
                )
        return ()

    def _reason(self, number: int) -> tuple[int, ...]:
        """`blamed the army for the fire`: what stands behind the object; the object itself is the target."""
        grammar = self.grammar
        objects = [n for n in grammar.under(number, "obj") if n > number]
        if not objects or grammar.word(objects[0]).upos not in ("NOUN", "PROPN", "PRON"):
            return ()
        heads = [*grammar.under(number, "obl", "advcl"), *grammar.under(objects[0], "nmod", "acl")]
        for child in sorted(heads):
            words = grammar.annotation.subtree(child)
            if (
                child > objects[0]
                and grammar.form(min(words)) in FOR
                and "for" in grammar.marks(child) | {grammar.form(min(words))}
            ):
                return grammar.trimmed(self.clauses.conservative(child, words))
        return ()

    def _is_number(self, number: int) -> bool:
        return self.grammar.word(number).upos == "NUM" or bool(self.grammar.under(number, "nummod"))

    def _name(self, number: int, cue: Cue, passive: bool) -> tuple[int, ...]:
        """`calls it a scandal`, `described her as brave`: the thing with its name."""
        grammar = self.grammar
        word = grammar.word(number)
        behind = [word.head] if word.relation == "acl" and word.head >= 0 else []  # "Kesh, described by Orr as brave"
        objects = (
            list(grammar.under(number, "nsubj:pass")) or behind
            if passive
            else [n for n in grammar.under(number, "obj") if n > number]
        )
        named = [n for n in (*grammar.under(number, "xcomp"), *grammar.under(number, "obj")[1:]) if n > number]
        named += [
            n
            for n in (
                *grammar.under(number, "obl", "advcl"),
                *(m for o in objects for m in grammar.under(o, "nmod", "acl")),
            )
            if grammar.marks(n) & (set(cue.particle) or {"as"}) and n > number
        ]
        if not objects and word.relation == "acl:relcl" and word.head < number and named and not passive:
            thing = tuple(n for n in grammar.noun_phrase(word.head) if n <= word.head)  # "a number she called a guess"
            return grammar.trimmed((*thing, *self.clauses.conservative(named[0], grammar.annotation.subtree(named[0]))))
        if not objects or not named or ({"at", "to"} & set(cue.particle) and not self._is_number(named[0])):
            return ()
        thing, name = grammar.annotation.subtree(objects[0]), grammar.annotation.subtree(named[0])
        if passive and objects == behind:
            own = set(grammar.annotation.subtree(number))
            thing = tuple(n for n in grammar.noun_phrase(objects[0]) if n not in own)
        return grammar.trimmed(
            self.clauses.conservative(named[0], (*thing, *name) if passive else grammar.reach((*thing, *name)))
        )

    def _object(self, number: int, cue: Cue, *, passive: bool) -> tuple[int, ...]:
        grammar = self.grammar
        if passive:
            subjects = grammar.under(number, "nsubj:pass")
            named = subjects and not grammar.under(number, "obj", "xcomp")  # "were denied a third plane" is no denial
            word = grammar.word(number)
            if not subjects and word.relation == "acl" and 0 <= word.head < number:  # "the laws proposed by Orr"
                own = set(grammar.annotation.subtree(number))
                return grammar.trimmed(tuple(n for n in grammar.noun_phrase(word.head) if n not in own))
            return grammar.noun_phrase(grammar.antecedent(subjects[0])) if named else ()
        objects = [
            n for n in grammar.under(number, "obj") if n > number and grammar.word(n).upos in ("NOUN", "PROPN", "PRON")
        ]
        word = grammar.word(number)
        if (
            not objects
            and word.relation == "acl:relcl"
            and word.head < number
            and grammar.lemma(word.head) in self.cues.words.claim
        ):
            return tuple(n for n in grammar.noun_phrase(word.head) if n <= word.head)
        if not objects or grammar.form(objects[0]) in NO_CONTENT:
            return ()
        if cue.act in ("reject", "accept") and grammar.form(objects[0]) in OBJECTIVE:
            return ()  # "dismissed him" lost him his post; what "approve them" approves is not said here
        if cue.act == "threaten" and (grammar.word(objects[0]).upos == "PROPN" or self._is_person(objects[0])):
            return ()  # whom, not with what
        words = self.clauses.conservative(objects[0], grammar.annotation.subtree(objects[0]))
        if cue.lemma == "want":  # "wants the minister out by Friday", "wants that written down"
            rest = (
                n
                for child in grammar.under(number, "xcomp", "advmod", "obl", "compound:prt")
                for n in grammar.annotation.subtree(child)
            )
            for n in sorted(rest):
                words = (*words, n) if n == words[-1] + 1 else words
        return grammar.trimmed(words)

    def _is_person(self, number: int) -> bool:
        lemma = self.grammar.lemma(number)
        return lemma in self.cues.words.person | self.cues.words.body | self.cues.words.group
