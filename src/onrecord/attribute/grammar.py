"""Questions to the parse that every kind of cue asks: who is the subject, what belongs to the verb, how far a
phrase reaches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from onrecord.model import Annotation, Name, Word
from onrecord.rules.cues import Words

RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
NEGATORS = frozenset({"not", "n't", "n’t", "never", "no", "neither", "nor", "hardly"})
EMPTY = frozenset(
    {
        "this",
        "there",
        "what",
        "that",
        "which",
        "these",
        "those",
        "how",
        "why",
        "when",
        "where",
        "nothing",
        "everything",
        "something",
        "you",
        "one",
        "it's",
    }
)
"""Subjects that nobody speaks through: "this suggests", "you say"."""
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "SYM", "X"})

NOMINATIVE = frozenset({"i", "we", "he", "she", "they"})
REACH = 250
"""Words on either side that count as one sentence, so that a page without a full stop takes no time without bound."""
DATELINE = 10
"""A dash among the first so many words of a sentence may end a dateline."""


@dataclass(frozen=True)
class Grammar:
    """One story's parse; no slots, so that its index can be cached."""

    annotation: Annotation
    lists: Words

    def word(self, number: int) -> Word:
        """The word itself."""
        return self.annotation.words[number]

    def form(self, number: int) -> str:
        """The word in lower case."""
        return self.annotation.words[number].text.lower()

    def lemma(self, number: int) -> str:
        """The lemma in lower case."""
        return self.annotation.words[number].lemma.lower()

    def under(self, number: int, *relations: str) -> tuple[int, ...]:
        """The dependents with one of these relations."""
        return self.annotation.dependents(number, *relations)

    def marks(self, number: int) -> set[str]:
        """Prepositions and conjunctions that introduce a phrase or clause; "as to" counts as both."""
        return {self.form(n) for n in self.under(number, "case", "mark")}

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
        if self.form(number) in ("those", "one") and self.under(number, "acl", "acl:relcl", "nmod"):
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

    # --- subject ----------------------------------------------------------------------------------

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
                if self.word(current).relation == "acl:relcl" and self.word(current).head >= 0:
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

    # --- spans ------------------------------------------------------------------------------------

    def reach(self, numbers: Iterable[int]) -> tuple[int, ...]:
        """Every word from the first to the last of these."""
        found = tuple(numbers)
        return tuple(range(min(found), max(found) + 1)) if found else ()

    def noun_phrase(self, head: int) -> tuple[int, ...]:
        """A source: the noun phrase with titles, appositions and what identifies it, without asides.

        A relative clause behind a comma tells something by the way; one without a comma says who is meant.
        """
        without = {n for n in self.annotation.children[head] if self._is_aside(head, n)}
        kept = set(self.annotation.subtree(head, frozenset(without)))
        first = last = head
        while first - 1 in kept or (first - 2 in kept and self._joins(first - 1)):
            first -= 1
        while last + 1 in kept or (last + 2 in kept and self._joins(last + 1)):
            last += 1
        first = max((n + 1 for n in range(first, head) if self.form(n) == ";"), default=first)
        last = min((n - 1 for n in range(head, last + 1) if self.form(n) == ";"), default=last)
        last = self._before_aside(head, last)
        first, last = self._with_names(first, last)
        if (
            first > self.sentence(head).start
            and self.word(first - 1).upos == "DET"
            and not self._is_relative(first - 1)
        ):
            first -= 1  # an article that the parser hung elsewhere
        return self.trimmed(tuple(range(first, last + 1)))

    def _is_relative(self, number: int) -> bool:
        return self.form(number) in RELATIVE and self.word(number).xpos != "DT"

    def _before_aside(self, head: int, last: int) -> int:
        """Where a phrase ends that goes on, behind a comma, with a clause hung on some noun inside it."""
        for n in range(head + 1, last + 1):
            if self.word(n).relation in ("acl:relcl", "acl", "advcl"):
                first = min(self.annotation.subtree(n))
                if head < first - 1 and "," in (self.form(first), self.form(first - 1)):
                    return first - 1
        return last

    def _with_names(self, first: int, last: int) -> tuple[int, int]:
        """The phrase with the whole of a name that it cuts, or that follows a title at once: "nominee Pia Lund"."""
        sentence = self.sentence(first)
        if first in self.named:
            first = max(min(first, self.named[first].first), sentence.start)
        titled = self.word(last).upos in ("NOUN", "PROPN") and last + 1 in self.named and last + 1 < sentence.stop
        for place in (last, last + 1) if titled else (last,):
            name = self.named.get(place)
            if name is not None and (place == last or name.kind == "Person"):
                last = min(max(last, name.last - 1), sentence.stop - 1)
        return first, last

    @cached_property
    def named(self) -> dict[int, Name]:
        """For each word of a name the name."""
        return {n: name for name in self.annotation.names for n in range(name.first, name.last)}

    def _joins(self, number: int) -> bool:
        return self.word(number).upos == "PUNCT" and self.form(number) in (
            ",",
            "(",
            ")",
            "-",
            "–",
            "/",
            "'",
            '"',
            "“",
            "”",
            "’",
            "&",
        )

    def _is_aside(self, head: int, child: int) -> bool:
        word = self.word(child)
        relation = word.relation.partition(":")[0]
        if relation in (
            "case",
            "mark",
            "cop",
            "nsubj",
            "ccomp",
            "advcl",
            "aux",
            "parataxis",
            "dep",
            "csubj",
            "xcomp",
            "discourse",
        ):
            return child < head or relation not in ("case", "mark")
        if relation == "acl":
            return child > head and any(
                self.form(n) == "," for n in range(head + 1, min(self.annotation.subtree(child)) + 1)
            )
        if relation == "conj":
            return word.upos in ("VERB", "AUX") or bool(self.under(child, "nsubj", "cop"))
        return relation in ("obl", "advmod") and child > head and word.upos != "NUM" and word.relation != "nmod"

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

    def verb_group(self, number: int) -> tuple[int, ...]:
        """The cue: auxiliaries, negation and adverbs beside the verb, its particle, and a verb that only
        carries it ("went on to say")."""
        near = {
            number,
            *(
                n
                for n in self.under(number, "aux", "compound", "mark")
                if self.word(n).relation != "mark" or self.form(n) == "to"
            ),
        }
        near.update(n for n in self.under(number, "advmod") if n < number or self.word(n).relation == "compound:prt")
        first = last = number
        while first - 1 in near:
            first -= 1
        while last + 1 in near:
            last += 1
        first = self._carried(number, first)
        while self.form(first) == "to" and first < number:
            first += 1
        return tuple(range(first, last + 1))

    def _carried(self, number: int, first: int) -> int:
        word = self.word(number)
        above = word.head
        if (
            word.relation not in ("xcomp", "advcl")
            or above < 0
            or above >= number
            or self.lemma(above) not in self.lists.catenative
        ):
            return first
        between = range(above + 1, first)
        if all(
            self.word(n).head in (above, number) and self.word(n).upos in ("ADV", "ADP", "PART", "SCONJ")
            for n in between
        ):
            return self.verb_group(above)[0] if above < number else first
        return first

    def clause_words(self, number: int) -> tuple[int, ...]:
        """The verb with all that is its own and not what is said: subject, auxiliaries, addressee, place, time."""
        found = {number}
        for child in self.annotation.children[number]:
            if self.word(child).relation.partition(":")[0] in (
                "nsubj",
                "aux",
                "advmod",
                "obl",
                "iobj",
                "obj",
                "compound",
                "cc",
                "cop",
                "discourse",
                "vocative",
            ):
                found.update(self.annotation.subtree(child))
        return tuple(sorted(found))

    def sentence(self, number: int) -> range:
        """The words of the sentence that a word stands in, as far as `REACH` on either side."""
        whole = self.annotation.sentence(self.word(number).sentence)
        return range(max(whole.start, number - REACH), min(whole.stop, number + REACH))
