"""Questions to the parse that every kind of cue asks: who is the subject, what belongs to the verb, how far a
phrase reaches."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.attribute.function_words import EMPTY, NEGATORS, NOMINATIVE, RELATIVE
from onrecord.attribute.spans import Spans

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "SYM", "X"})
DATELINE = 10
"""A dash among the first so many words of a sentence may end a dateline."""


@dataclass(frozen=True)
class Grammar(Spans):
    """One story's parse: what its verbs are, who does what they say."""

    def is_infinitive(self, number: int) -> bool:
        """True for "to" and a verb."""
        bare = self.word(number).xpos in ("VB", "VBN", "NN", "JJ", "IN", "RB") or bool(self.under(number, "cop"))
        return bare and "to" in self.marks(number)

    def is_adjective(self, number: int) -> bool:
        """True for an adjective and for a participle used as one ("is convinced", "the king, convinced that")."""
        word = self.word(number)
        if word.upos == "ADJ" or word.xpos == "JJ":
            return True
        if word.xpos == "VBD" and word.relation in ("acl", "advcl"):
            return not self.under(number, "nsubj", "aux")
        return word.xpos in ("VBN", "VBD") and (bool(self.under(number, "cop")) or self.is_passive(number))

    def is_passive(self, number: int) -> bool:
        """True for a passive or a bare participle behind a noun ("the minister accused of")."""
        word = self.word(number)
        near = self.under(number, "aux", "aux:pass")
        if near and word.relation not in ("acl", "amod") and all(self.lemma(n) in ("have", "do") for n in near):
            return False  # "had not expected", whatever the parser calls its subject
        if self.under(number, "nsubj:pass", "aux:pass"):
            return True
        if word.xpos != "VBN" or self.under(number, "aux", "nsubj"):
            return False
        return word.relation in ("acl", "advcl", "amod", "root")

    def negators(self, number: int) -> tuple[int, ...]:
        """What negates the word: "not", "never", "no longer", "nor" that hang on it."""
        near = self.under(number, "advmod", "det", "aux", "cc")
        negators = [n for n in near if self.form(n) in NEGATORS]
        return (*negators, *(n for n in near if self.form(n) in ("longer", "more") and self._has_no(n)))

    def _has_no(self, number: int) -> bool:
        return number > 0 and self.form(number - 1) == "no"

    def is_negated(self, number: int) -> bool:
        """True when a negation hangs on the word."""
        return bool(self.negators(number))

    def can_speak(self, number: int) -> bool:
        """True when the word may be the head of a source."""
        word = self.word(number)
        several = number + 1 < len(self.annotation.words) and self.form(number + 1) == "of"  # wherever "them" hangs
        if self.form(number) in ("those", "one") and (several or self.under(number, "acl", "acl:relcl", "nmod")):
            return True
        return word.upos in NOMINAL and self.form(number) not in EMPTY and (word.upos != "PRON" or word.xpos != "EX")

    def is_quotable(self, number: int) -> bool:
        """True for who or what is cited as a source: a name, a person, a body, a document, not a reason ("citing her
        age")."""
        lists = self.lists
        known = lists.person | lists.body | lists.group | lists.document | lists.medium
        named = any(self.word(n).upos == "PROPN" for n in self.under(number, "appos", "flat"))
        return self.can_speak(number) and (
            self.word(number).upos in ("PROPN", "PRON", "NUM") or named or self.lemma(number) in known
        )

    def subject(self, number: int, depth: int = 4) -> int | None:
        """Who does it: the subject, one shared with the verb before ("said X and added Y"), or the controller
        of an infinitive."""
        own = [n for n in self.under(number, "nsubj") if self.word(n).relation in ("nsubj", "nsubj:outer")]
        if own:
            return self.antecedent(self._behind_dateline(own[0], number))
        near = self.pronoun_before(number)
        if near is not None:
            return near
        passive = self.under(number, "nsubj:pass")
        if passive and not self.is_passive(number):
            return self.antecedent(passive[0])
        word = self.word(number)
        if passive and depth < 4:
            return self.antecedent(passive[0])
        if word.head < 0 or depth == 0 or passive:
            return None
        governor = self.word(word.head)
        if word.relation == "conj":
            agent = self._related_agent(word.head, number)
            if agent is not None:
                return agent
            return self.subject(word.head, depth - 1) if governor.upos in ("VERB", "AUX", "ADJ", "NOUN") else None
        if word.relation in ("xcomp", "advcl", "parataxis", "ccomp", "dep"):
            return self._controller(number, depth)
        if word.relation == "acl" and word.xpos in ("VBG", "VB"):
            return self._participle(number, depth)
        return None

    def pronoun_before(self, number: int) -> int | None:
        """`I think the pact is dead`: who stands right before a finite verb is its subject, though the parser may give him
        to the clause behind."""
        if self.word(number).xpos not in ("VBP", "VBZ", "VBD"):
            return None
        before = self.verb_group(number)[0] - 1
        if before < self.sentence(number).start or self.form(before) not in NOMINATIVE:
            return None
        owner = self.word(before).head
        return before if owner in self.annotation.subtree(number) and self.word(before).relation == "nsubj" else None

    def _related_agent(self, above: int, number: int) -> int | None:
        """`The dam was inspected by engineers, who found cracks and advised …`: the engineers advised, wherever the
        parser hung the verb."""
        for agent in self.under(above, "obl:agent"):
            if agent < number and any(agent < clause < number for clause in self.under(agent, "acl:relcl")):
                return agent
        return None

    def beside(self, number: int, quoted: frozenset[int]) -> int | None:
        """The noun phrase that ends right before the verb, or begins right behind it, outside marks: what must
        be its subject if the parser saw none."""
        sentence = self.sentence(number)
        group = self.verb_group(number)
        left = group[0] - 2 if self.form(group[0] - 1) == "," and group[0] - 1 not in quoted else group[0] - 1
        inverted = self.form(group[0] - 1) == "," and bool(self.under(number, "ccomp"))  # ", warns spy chief"
        for start, step in ((left, -1), (group[-1] + 1, 1))[inverted:]:
            if (
                not sentence.start <= start < sentence.stop
                or start in quoted
                or self.word(start).upos not in ("NOUN", "PROPN", "PRON", "DET", "ADJ")
            ):
                continue
            current = start
            while (
                0 <= self.word(current).head < number if step < 0 else number < self.word(current).head < sentence.stop
            ):
                above = self.word(current).head
                if self.word(above).upos not in ("NOUN", "PROPN") or above in quoted:
                    break
                current = above
            relation = self.word(current).relation.partition(":")[0]
            told = relation in ("obj", "iobj", "obl") and step > 0 and not (inverted and relation != "obl")
            if self.can_speak(current) and self.word(current).upos in ("NOUN", "PROPN", "PRON") and not told:
                return current
        return None

    def _behind_dateline(self, subject: int, verb: int) -> int:
        """`PORT AMARA (WN) — The minister said`: a parser likes to take the place for the subject."""
        sentence = self.sentence(verb)
        dash = next((n for n in sentence[:DATELINE] if self.form(n) in ("—", "–", "--", "―", "-")), None)
        if (
            dash is None
            or not subject < dash < verb
            or not self.word(sentence.start).text[:2].isupper()
            and self.word(dash - 1).text != ")"
        ):
            return subject
        nominal = (n for n in range(dash + 1, verb) if self.word(n).upos in ("NOUN", "PROPN", "PRON"))
        return next((n for n in nominal if not dash < self.word(n).head < verb), subject)

    def _controller(self, number: int, depth: int) -> int | None:
        word = self.word(number)
        governed = self.under(word.head, "obj", "iobj")
        quoted = "as" in self.marks(number) and self.lemma(word.head) in ("quote", "cite")
        steered = quoted or (word.relation == "xcomp" and self.lemma(word.head) in self.lists.steering)
        if governed and steered and governed[0] < number:
            return governed[0] if self.can_speak(governed[0]) else None
        having = any(self.form(n) == "having" for n in self.under(number, "aux"))
        participle = word.xpos == "VBG" or having
        if word.relation == "xcomp" or participle or (word.relation == "advcl" and "to" in self.marks(number)):
            return self.subject(word.head, depth - 1)
        return None

    def _participle(self, number: int, depth: int) -> int | None:
        """A participle behind a noun: its own noun, unless a comma parts them or the noun is what somebody
        else sent."""
        noun = self.word(number).head
        if self.marks(number) & {"of", "for", "about", "without"}:
            return None  # "charges of planning": the charges plan nothing
        comma = number > 0 and self.form(number - 1) == ","
        verb = self._clause_above(noun)
        if verb is not None and (comma or self.lemma(noun) in self.lists.carrier) and not self._is_subject(noun):
            return self.subject(verb, depth - 1)
        return noun

    def _is_subject(self, number: int) -> bool:
        return self.word(number).relation.startswith("nsubj")

    def _clause_above(self, number: int) -> int | None:
        current = self.word(number).head
        for _ in range(4):
            if current < 0:
                return None
            if self.word(current).upos in ("VERB", "AUX"):
                return current
            current = self.word(current).head
        return None

    def antecedent(self, number: int) -> int:
        """The noun that a relative pronoun stands for; any other word itself."""
        if self.form(number) in RELATIVE:
            current = self.word(number).head
            for _ in range(3):
                if current < 0:
                    break
                if self.word(current).relation in ("acl:relcl", "acl") and self.word(current).head >= 0:
                    return self._thing_before(self._one_of(self.word(current).head, number), number)
                current = self.word(current).head
        return number

    def _one_of(self, noun: int, number: int) -> int:
        """`one of his drivers, who asked`: behind a comma and with a single verb it is the one."""
        above = self.word(noun).head
        single = above >= 0 and self.form(above) == "one" and self.word(noun).relation == "nmod"
        return above if single and number > 0 and self.form(number - 1) == "," else noun

    def _thing_before(self, noun: int, number: int) -> int:
        """`Mireille Tang, head of Asterhold, which announced`: "which" is no person but what stands right before it."""
        name = self.named.get(noun)
        person = (name is not None and name.kind == "Person") or self.lemma(noun) in self.lists.person
        near = number - 2
        if self.form(number) != "which" or not person or near <= noun or self.form(number - 1) != ",":
            return noun
        while self.word(near).relation in ("flat", "compound") and self.word(near).head < near:
            near = self.word(near).head
        return near if self.word(near).upos in ("NOUN", "PROPN") else noun
