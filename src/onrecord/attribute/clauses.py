"""Clauses as content: what a verb of saying or thinking governs, wherever it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.attribute.function_words import RELATIVE
from onrecord.attribute.grammar import Grammar
from onrecord.attribute.quotes import Quotes
from onrecord.rules.cues import Cue, Cues


@dataclass(frozen=True, slots=True)
class Clauses:
    """The search for a clause, and the rule for where content ends."""

    grammar: Grammar
    cues: Cues
    quotes: Quotes

    def clause(self, number: int, cue: Cue) -> tuple[int, ...]:
        """A clause that the verb governs, or the one that it comments on from a place behind or inside it."""
        grammar = self.grammar
        words: tuple[int, ...] = ()
        clause = self._governed(number)
        if clause is not None:
            words = self._spoken(number, clause)
        elif grammar.word(number).relation == "parataxis" and (
            cue.has("speech") or cue.has("evidence") or cue.act == "believe"
        ):
            words = self._commented(number)
        if not cue.has("speech"):
            return words or (self._enclosed(number) if cue.act == "believe" or cue.has("evidence") else ())
        words = (
            self._whole_before(number, words)
            or self._misparsed(number)
            or self._rest(number)
            or self._enclosed(number)
            or self._behind_medium(number)
        )
        return self._with_adjacent(number, words) if words else words

    def _whole_before(self, number: int, words: tuple[int, ...]) -> tuple[int, ...]:
        """`Four men held since May are free, aid groups said.`: all that stands before, where the parser hung but a
        part of it on the cue."""
        start = self.grammar.sentence(number).start
        if not words or max(words) > number or min(words) == start or self.quotes.touching(words):
            return words
        whole = self._misparsed(number)
        return whole if set(whole) > set(words) else words

    def _governed(self, number: int) -> int | None:
        """The clause that is the verb's object; of two, the one in marks before it or else the one behind it."""
        grammar = self.grammar
        clauses = [
            c
            for c in grammar.under(number, "ccomp")
            if not (c > number and grammar.word(c).xpos == "VBG" and not grammar.under(c, "nsubj", "mark"))
        ]
        if not clauses:  # "wrote in her diary that the ward was full", read as an adverbial
            clauses = [c for c in grammar.under(number, "advcl") if c > number and grammar.marks(c) == {"that"}]
        after = [c for c in clauses if c > number]
        before = [c for c in clauses if c < number]
        if before and (not after or before[0] in self.quotes.owner):
            return before[0]
        return after[0] if after else None

    def _spoken(self, number: int, clause: int) -> tuple[int, ...]:
        """The clause without the cue; where it stands on both sides of the cue, both belong to it only if both
        are in marks or neither."""
        grammar = self.grammar
        own = set(grammar.clause_words(number)) - set(grammar.annotation.subtree(clause)) | {number}
        own.update(n for n in (grammar.pronoun_before(number),) if n is not None)
        first = min((n for n in own if n > number - 12), default=number)
        words = [n for n in grammar.annotation.subtree(clause) if n not in own]
        left, right = [n for n in words if n < number], tuple(n for n in words if n > number)
        quoted = any(n in self.quotes.owner for n in left[-3:])
        if clause > number:
            kept = left if quoted and left[-1] >= first - 3 else self._preface(number)
            body = self.conservative(clause, self._carried_on(number, self._from_that(clause, right)))
            return grammar.trimmed((*kept, *body))
        if quoted:
            right = tuple(n for n in right if n in self.quotes.owner)
        return grammar.trimmed((*left, *right))

    def _preface(self, number: int) -> list[int]:
        """`For years, Brook said, the dam had leaked`: what stands before a comment between commas is said, too."""
        grammar = self.grammar
        sentence, group = grammar.sentence(number), grammar.verb_group(number)
        subject = {n for s in grammar.under(number, "nsubj") for n in grammar.annotation.subtree(s)}
        first, behind = min({*group, *subject}), max({*group, *subject}) + 1
        if first - 2 < sentence.start or behind >= sentence.stop or behind - first > 15:
            return []
        if grammar.form(first - 1) != "," or grammar.form(behind) not in (",", ":"):
            return []
        before = range(sentence.start, first - 1)
        return (
            []
            if any(n in self.quotes.owner or grammar.word(n).xpos in ("VBD", "VBZ", "VBP") for n in before)
            else [*before]
        )

    def _from_that(self, clause: int, words: tuple[int, ...]) -> tuple[int, ...]:
        """`said on the radio that …`: what stands before "that" is no part of the clause, whatever the parser says."""
        that = [n for n in self.grammar.under(clause, "mark") if self.grammar.form(n) == "that" and n in words]
        return tuple(n for n in words if n >= that[0]) if that and that[0] - words[0] < 12 else words

    def _carried_on(self, number: int, words: tuple[int, ...]) -> tuple[int, ...]:
        """The clause with what follows it at once and the parser hung on the cue: "said he fell ill and was
        taken home by car"."""
        grammar = self.grammar
        for child in grammar.annotation.children[number]:
            branch = grammar.annotation.subtree(child)
            relation = grammar.word(child).relation.partition(":")[0]
            if (
                child < number
                or branch[0] != max(words) + 1
                or relation not in ("obl", "advcl", "conj", "ccomp", "advmod", "obj")
            ):
                continue
            if relation == "conj" and (
                self._is_report(child) or grammar.under(child, "nsubj") or grammar.word(child).xpos == "VBG"
            ):
                continue
            if (
                relation == "obl"
                and grammar.lemma(child) in self.cues.words.medium
                or grammar.lemma(child) in self.cues.words.time
            ):
                continue
            if relation == "advcl" and (grammar.form(branch[0]) == "," or grammar.form(branch[0] - 1) == ","):
                continue
            words = (*words, *branch)
        return words

    def _is_report(self, number: int) -> bool:
        return bool(self.cues.find("verb", self.grammar.lemma(number)))

    def _commented(self, number: int) -> tuple[int, ...]:
        """`The bridge, officials said, was closed`: everything that the clause above has, without the comment."""
        grammar = self.grammar
        above = grammar.word(number).head
        if above < 0 or grammar.word(above).upos == "PUNCT":
            return ()
        own = set(grammar.reach(grammar.annotation.subtree(number)))
        words = tuple(n for n in grammar.annotation.subtree(above) if n not in own)
        return self._without_edges(words, own)

    def _without_edges(self, words: tuple[int, ...], own: set[int]) -> tuple[int, ...]:
        kept = [
            n
            for n in words
            if not (
                self.grammar.word(n).upos == "PUNCT" and (n - 1 in own or n + 1 in own) and n not in self.quotes.owner
            )
        ]
        return self.grammar.trimmed(tuple(kept))

    def _misparsed(self, number: int) -> tuple[int, ...]:
        """`…, X said.` at the end of a sentence whose clause the parser did not hang on the cue."""
        grammar = self.grammar
        sentence = grammar.sentence(number)
        subjects = grammar.under(number, "nsubj")
        if (
            not subjects
            or grammar.under(number, "obj")
            or grammar.word(number).relation not in ("root", "parataxis", "ccomp", "conj", "dep")
        ):
            return ()
        first = min((number, *grammar.annotation.subtree(subjects[0])))
        if first - 1 <= sentence.start or grammar.form(first - 1) not in (",", "”", '"') or number - first > 12:
            return ()
        before = tuple(range(sentence.start, first))
        verbs = [n for n in before if grammar.word(n).upos in ("VERB", "AUX") and n not in self.quotes.owner]
        after = [n for n in range(number + 1, sentence.stop) if grammar.word(n).upos in ("VERB", "AUX")]
        return (
            grammar.trimmed(before) if verbs and not after and grammar.word(sentence.start).relation != "mark" else ()
        )

    def _rest(self, number: int) -> tuple[int, ...]:
        """`adding that …` with a clause that the parser hung elsewhere: the rest of the sentence."""
        grammar = self.grammar
        end = grammar.verb_group(number)[-1]
        stop = grammar.sentence(number).stop
        if end + 3 >= stop or grammar.form(end + 1) != "that" or grammar.word(end + 1).relation != "mark":
            return ()
        return grammar.trimmed(tuple(range(end + 1, stop)))

    def _enclosed(self, number: int) -> tuple[int, ...]:
        """`The bridges, officials said, were closed` read as a relative clause: a subject and its cue between
        two commas."""
        grammar = self.grammar
        word = grammar.word(number)
        subjects = grammar.under(number, "nsubj")
        if (
            word.relation not in ("acl:relcl", "ccomp", "appos", "dep")
            or len(subjects) != 1
            or grammar.form(subjects[0]) in RELATIVE
            or any(grammar.form(n) in ("where", "when") for n in grammar.under(number, "advmod"))
            or word.head < 0
        ):
            return ()
        branch = grammar.reach(grammar.annotation.subtree(number))
        inside = [n for n in branch if grammar.word(n).upos != "PUNCT"]
        sentence = grammar.sentence(number)
        if (
            inside[0] - 1 < sentence.start
            or inside[-1] + 1 >= sentence.stop
            or grammar.form(inside[0] - 1) != ","
            or grammar.form(inside[-1] + 1) != ","
        ):
            return ()
        above = word.head
        while grammar.word(above).upos not in ("VERB", "ADJ") and grammar.word(above).head >= 0:
            above = grammar.word(above).head
        return self._without_edges(tuple(n for n in grammar.annotation.subtree(above) if n not in branch), set(inside))

    def _behind_medium(self, number: int) -> tuple[int, ...]:
        """`said in a statement that …`: the clause hangs on the statement."""
        grammar = self.grammar
        for noun in grammar.under(number, "obl", "obj"):
            for clause in grammar.under(noun, "acl", "ccomp"):
                if noun > number and grammar.lemma(noun) in self.cues.words.medium and "that" in grammar.marks(clause):
                    return grammar.trimmed(self.conservative(clause, grammar.annotation.subtree(clause)))
        return ()

    def _with_adjacent(self, number: int, words: tuple[int, ...]) -> tuple[int, ...]:
        """The words with those in marks right before or right behind the cue and its subject."""
        grammar = self.grammar
        if number in self.quotes.owner:
            return words
        sentence = grammar.sentence(number)
        own = {n for n in grammar.clause_words(number) if abs(n - number) < 20 and n not in self.quotes.owner}
        left, right = min(own) - 1, max(grammar.verb_group(number)) + 1
        while left >= sentence.start and grammar.word(left).upos == "PUNCT" and left not in self.quotes.owner:
            left -= 1
        while (
            right < sentence.stop
            and (grammar.word(right).upos == "PUNCT" or right in own)
            and right not in self.quotes.owner
        ):
            right += 1
        found = set(words)
        has_subject = bool(
            grammar.under(number, "nsubj")
        )  # "… “too late” and said that": the words in marks are another verb's
        for edge in (left, right) if has_subject else (right,):
            if edge in self.quotes.owner and sentence.start <= edge < sentence.stop:
                found.update(n for n in self.quotes.words[self.quotes.owner[edge]] if n in sentence)
        return tuple(sorted(found))

    def conservative(self, clause: int, words: tuple[int, ...]) -> tuple[int, ...]:
        """Without what a comma hangs on at the end outside the marks: a participle or relative clause is the
        writer's as often as not."""
        grammar = self.grammar
        kept = set(words) - self._next_report(words)
        for n in sorted(words, reverse=True):
            if n == clause or n in self.quotes.owner or not self._is_loose(n):
                continue
            branch = grammar.annotation.subtree(n)
            behind = [m for m in kept if m > max(branch) and grammar.word(m).upos != "PUNCT"]
            if not behind and min(branch) > clause and min(branch) > words[0] and self._after_pause(branch):
                kept -= set(range(min(branch), max(words) + 1))
        return tuple(sorted(kept))

    def _is_loose(self, number: int) -> bool:
        word = self.grammar.word(number)
        if word.relation in ("acl:relcl", "parataxis"):
            return True
        if word.relation not in ("advcl", "acl"):
            return False
        return word.xpos in ("VBG", "VBN") or bool(self.grammar.marks(number) & {"although", "though", "while", "as"})

    def _after_pause(self, branch: Sequence[int]) -> bool:
        first = min(branch)
        return any(self.grammar.form(n) in (",", "—", "–", "--", "(") for n in (first, first - 1))

    def _next_report(self, words: tuple[int, ...]) -> set[int]:
        """`said he would go and added that …`, `… but did not say when`: a second report that the parser
        joined to the content of the first."""
        for n in words:
            if self.parallel(n) is not None or self._contrasted(n):
                return set(range(min(self.grammar.annotation.subtree(n)), max(words) + 1))
        return set()

    def _contrasted(self, number: int) -> bool:
        """`said he would sue, while the board wrote: …`: the second report has its own subject and is no content."""
        grammar = self.grammar
        return (
            grammar.word(number).relation == "advcl"
            and number not in self.quotes.owner
            and bool(grammar.marks(number) & {"while", "whereas", "though", "although"})
            and bool(grammar.under(number, "nsubj"))
            and any(cue.has("speech") for cue in self.cues.find("verb", grammar.lemma(number)))
            and self._after_pause(grammar.annotation.subtree(number))
        )

    def _is_of_things(self, clause: int) -> bool:
        """True where the subject of a clause is no one who speaks: "said the drowning was an accident but criticised the
        lifeguards"."""
        grammar = self.grammar
        known = self.cues.words
        while grammar.word(clause).relation == "conj" and grammar.word(clause).head >= 0:
            clause = grammar.word(clause).head
        subjects = grammar.under(clause, "nsubj", "nsubj:pass")
        if not subjects or grammar.word(subjects[0]).upos != "NOUN":
            return False
        somebody = known.person | known.body | known.group | known.document
        named = any(grammar.word(n).upos == "PROPN" for n in grammar.under(subjects[0], "appos", "flat"))
        return grammar.word(subjects[0]).xpos == "NN" and grammar.lemma(subjects[0]) not in somebody and not named

    def parallel(self, number: int) -> int | None:
        """The verb of saying that a second one, joined to the content of the first, truly stands beside.

        "denied that shots had been fired and accused the rebels": past tense beside an auxiliary, so "accused"
        belongs to "denied" and has its subject.
        """
        grammar = self.grammar
        word = grammar.word(number)
        past = word.xpos == "VBD" or any(grammar.form(a) == "did" for a in grammar.under(number, "aux"))
        if word.relation != "conj" or not past or number in self.quotes.owner or grammar.under(number, "nsubj"):
            return None
        cues = self.cues.find("verb", grammar.lemma(number))
        speech = any(c.has("speech") for c in cues) and grammar.under(number, "ccomp", "obj", "obl")
        beside = word.head
        things = self._is_of_things(beside) and any(not c.has("evidence") for c in cues)
        mismatch = things or bool(grammar.under(beside, "aux")) or grammar.word(beside).xpos in ("VB", "VBN", "JJ")
        if not speech and not (mismatch and any(c.act != "believe" for c in cues)):
            return None
        for _ in range(4):
            above = grammar.word(beside)
            if above.head < 0:
                return None
            if above.relation == "ccomp":
                report = grammar.word(above.head)
                return above.head if report.xpos == "VBD" and self._is_report(above.head) else None
            beside = above.head
        return None
