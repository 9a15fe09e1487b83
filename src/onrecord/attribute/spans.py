"""How far a phrase reaches: sources as noun phrases, cues as verb groups."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.attribute.function_words import RELATIVE
from onrecord.attribute.tree import Tree


@dataclass(frozen=True)
class Spans(Tree):
    """The parse with the extent of its phrases."""

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

    def first_of(self, number: int) -> int:
        """The first of two verbs that are refused together: "refused to confirm or deny that"."""
        above = self.word(number).head
        joined = self.word(number).relation == "conj" and self.form(number - 1) in ("or", "nor")
        return above if joined and 0 < number - above <= 3 else number

    def _carried(self, number: int, first: int) -> int:
        top = self.first_of(number)
        word = self.word(top)
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
            n == top
            or (
                self.word(n).head in (above, top, number)
                and self.word(n).upos in ("ADV", "ADP", "PART", "SCONJ", "CCONJ")
            )
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
