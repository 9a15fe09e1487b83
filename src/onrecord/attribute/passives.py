"""Passives as cues: who is accused, feared or told something, and who says so where the text names him."""

from __future__ import annotations

from dataclasses import dataclass, replace

from onrecord.attribute.beside import AtVerb
from onrecord.attribute.candidates import Candidate
from onrecord.attribute.function_words import NOBODY, RELATIVE
from onrecord.rules.cues import Cue


@dataclass(frozen=True, slots=True)
class Passives(AtVerb):
    """The search at one verb that is, or may be, a passive."""

    def is_one(self, number: int, lemma: str) -> bool:
        """True for a passive, also one that the parser took for something else."""
        return (
            self.grammar.is_passive(number)
            or self._lacks_object(number, lemma)
            or self._is_impersonal(number)
            or self._is_told_by(number)
        )

    def agent(self, number: int, *, passive: bool) -> int | None:
        """Whoever does it, in a by-phrase."""
        agent = next((n for n in self.grammar.under(number, "obl:agent") if not self._is_means(n)), None)
        return self._by(number) if agent is None and passive else agent

    def at(self, number: int, lemma: str, agent: int | None) -> Candidate | None:
        """The attribution that this passive makes, if any."""
        passives = (self._passive(number, cue) for cue in self.cues.find("passive", lemma))
        found = next((candidate for candidate in passives if candidate is not None), None)
        return found if found is None or agent is None else self._with_agent(found, agent)

    def _lacks_object(self, number: int, lemma: str) -> bool:
        """`He's accused of spying`, however it was parsed: without an object he is not the accuser."""
        cues = self.cues.find("verb", lemma)
        if not any(cue.has("accusation") and "of" in cue.frames for cue in cues):
            return False
        bare = self.grammar.word(number).xpos == "VBN" or self._is_followed(number)
        return bare and not self.grammar.under(number, "obj", "iobj", "ccomp")

    def _is_told_by(self, number: int) -> bool:
        """`Ferry firm told by watchdog to refund`: a headline's participle with its agent, whatever its subject is called."""
        bare = self.grammar.word(number).xpos == "VBN" and not self.grammar.under(number, "aux", "obj")
        return bare and any(self.grammar.can_speak(n) for n in self.grammar.under(number, "obl:agent"))

    def _is_followed(self, number: int) -> bool:
        """`Pair suspected of arson`: what the object of an accuser would keep from the verb stands right behind it."""
        last = self.grammar.verb_group(number)[-1]
        return last + 1 < len(self.grammar.annotation.words) and self.grammar.form(last + 1) in ("of", "with")

    def _is_impersonal(self, number: int) -> bool:
        """`It’s claimed the guns were sold`: "it is", not "it has", so nobody is named who claims."""
        grammar = self.grammar
        shortened = any(grammar.form(n) in ("'s", "’s") for n in grammar.under(number, "aux"))
        subjects = grammar.under(number, "nsubj", "nsubj:pass", "expl")
        return (
            shortened
            and grammar.word(number).xpos == "VBN"
            and bool(grammar.under(number, "ccomp"))
            and any(grammar.form(n) == "it" for n in subjects)
        )

    def _is_means(self, number: int) -> bool:
        """`were told by text message`, `by Tuesday`: by what or when, and not by whom."""
        if self.grammar.lemma(number) in self.cues.words.time or self.grammar.form(number) == "whom":
            return True
        bare = not self.grammar.under(number, "det", "nmod:poss", "amod", "nummod")
        return bare and self.grammar.lemma(number) in self.cues.words.medium

    def _by(self, number: int) -> int | None:
        return next(
            (
                n
                for n in self.grammar.under(number, "obl", "nmod")
                if "by" in self.grammar.marks(n) and self.grammar.can_speak(n) and not self._is_means(n)
            ),
            None,
        )

    def _with_agent(self, found: Candidate, agent: int) -> Candidate:
        """`was accused by prosecutors of spying`: the by-phrase is the source."""
        branch = self.grammar.annotation.subtree(agent)
        content = tuple(n for n in found.content if n not in branch)
        return replace(
            found, source=self.grammar.noun_phrase(agent), source_head=agent, content=content or found.content
        )

    def _passive(self, number: int, cue: Cue) -> Candidate | None:
        """The content is the complement, with the passive subject as its subject; of an accusation the subject
        is the target."""
        grammar = self.grammar
        if "np" in cue.frames:
            return self._unverified(number, cue)
        clause = self._complement(number, cue)
        if clause is None or (cue.lemma == "charge" and not grammar.under(number, "aux:pass")):
            return None  # "a board charged with planting trees" has committed nothing
        word = grammar.word(number)
        subject = next(
            iter(grammar.under(number, "nsubj:pass", "nsubj")),
            word.head if word.relation in ("acl", "acl:relcl") else None,
        )
        subject = grammar.antecedent(subject) if subject is not None else None
        if subject is not None and grammar.lemma(subject) in self.cues.words.tribunal:
            subject = self._tried(subject)
        content = grammar.trimmed(self._joined(number, clause, self._with_raised(number, clause)))
        if "of" in cue.frames:
            content = self.frames.with_reason(number, self._with_means(number, content))
        agent = self._agent_inside(clause) if {"of", "name"} & set(cue.frames) else None
        content = tuple(n for n in content if agent is None or n not in grammar.annotation.subtree(agent))
        target: tuple[int, ...] = ()
        told: tuple[int, ...] = ()
        if subject is not None and grammar.form(subject) != "it" and subject not in content:
            own = set(grammar.annotation.subtree(number)) if word.relation in ("acl", "acl:relcl") else set()
            phrase = grammar.trimmed(tuple(n for n in grammar.noun_phrase(subject) if n not in own))
            if grammar.lemma(subject) in NOBODY:
                return None
            target = phrase if "of" in cue.frames else ()
            if cue.has("control"):
                told = phrase  # "were told to leave": whom it was said to
            elif "of" not in cue.frames:
                content = tuple(sorted({*phrase, *content}))
        source = grammar.noun_phrase(agent) if agent is not None else ()
        quoted = self.quotes.spans(self.beside.whole(content, number))
        group, negated = grammar.verb_group(number), self.beside.is_negated(number)
        return Candidate(f"{cue.id}/passive", cue, group, source, agent, content, quoted, negated, told, target=target)

    def _with_raised(self, number: int, clause: int) -> tuple[int, ...]:
        """`The masks, which he bought cheap, are believed to be copies`: a subject that the parser hangs on the infinitive
        stands before the cue without what a comma tells of it by the way."""
        grammar = self.grammar
        raised = next((n for n in grammar.under(clause, "nsubj", "nsubj:pass") if n < number), None)
        words = self.frames.clauses.conservative(clause, grammar.annotation.subtree(clause))
        if raised is None or not grammar.is_infinitive(clause):
            return words
        return (*(n for n in grammar.noun_phrase(raised) if n in words), *(n for n in words if n > number))

    def _joined(self, number: int, clause: int, words: tuple[int, ...]) -> tuple[int, ...]:
        """`is reported to have crossed the river and to have been met`: with a second infinitive, hung on the cue."""
        grammar = self.grammar
        for n in grammar.under(number, "conj"):
            branch = grammar.annotation.subtree(n)
            near = n > clause and grammar.is_infinitive(clause) and grammar.is_infinitive(n)
            if near and words and branch[0] == words[-1] + 1 and not grammar.under(n, "nsubj", "nsubj:pass"):
                words = (*words, *branch)
        return words

    def _with_means(self, number: int, content: tuple[int, ...]) -> tuple[int, ...]:
        """`accused of obtaining the grant by forging three signatures`, where the parser hangs the means on the accusing."""
        grammar = self.grammar
        for n in grammar.under(number, "advcl"):
            branch = grammar.annotation.subtree(n)
            if grammar.word(n).xpos == "VBG" and "by" in grammar.marks(n) and min(branch) == content[-1] + 1:
                return (*content, *sorted(m for m in branch if grammar.word(m).upos != "PUNCT"))
        return content

    def _tried(self, place: int) -> int | None:
        """`Four men went on trial accused of plotting`: the men, not the trial."""
        above = self.grammar.word(place).head
        return self.grammar.subject(above) if above >= 0 and self.grammar.word(above).upos == "VERB" else None

    def _unverified(self, number: int, cue: Cue) -> Candidate | None:
        """`The claim could not be verified`: doubt, of the report itself or of somebody it leaves out."""
        grammar = self.grammar
        subjects = grammar.under(number, "nsubj:pass", "expl")
        clauses = grammar.under(number, "ccomp", "csubj", "csubj:pass")
        if not (subjects or clauses) or not self.beside.is_negated(number):
            return None
        if clauses:
            content = grammar.trimmed(grammar.annotation.subtree(clauses[0]))
        elif grammar.form(subjects[0]) in RELATIVE or grammar.form(subjects[0]) == "it":
            return None
        else:
            content = grammar.noun_phrase(subjects[0])
        return Candidate(f"{cue.id}/passive", cue, grammar.verb_group(number), (), None, content, negated=True)

    def _agent_inside(self, clause: int) -> int | None:
        """`accused of fraud by the opposition`: the agent, where the parser hung it on the fraud; only who can
        accuse, not a means."""
        grammar = self.grammar
        for n in grammar.annotation.subtree(clause):
            word = grammar.word(n)
            if (
                n <= clause
                or word.relation not in ("nmod", "obl", "obl:agent", "nsubj")
                or "by" not in grammar.marks(n)
            ):
                continue
            several = word.xpos == "NNS" and (
                (word.head == clause and grammar.word(clause).upos == "NOUN")
                or grammar.lemma(n) in self.cues.words.person
            )
            if word.upos == "PROPN" or grammar.lemma(n) in self.cues.words.body or several:
                return n
        return None

    def _complement(self, number: int, cue: Cue) -> int | None:
        grammar = self.grammar
        if "of" in cue.frames:
            found = (
                n
                for n in grammar.under(number, "obl", "advcl", "ccomp", "xcomp")
                if n > number and grammar.marks(n) & {"of", "with", "for", "over"}
            )
            return next((n for n in found if grammar.lemma(n) not in ("year", "month", "week", "court")), None)
        if "name" in cue.frames:
            particle = set(cue.particle)
            names = [n for n in grammar.under(number, "xcomp", "obj", "obl") if n > number]
            return next((n for n in names if (grammar.marks(n) & particle if particle else not grammar.marks(n))), None)
        clauses = (n for n in grammar.under(number, "ccomp", "xcomp", "csubj", "advcl") if n > number)
        bare = {"ADJ"} if "inf" in cue.frames else set()  # "feared dead", "reported destroyed"
        return next(
            (
                n
                for n in clauses
                if grammar.word(n).relation == "ccomp"
                or grammar.word(n).upos in bare
                or (bare and grammar.word(n).xpos == "VBN" and grammar.word(n).relation == "xcomp")
                or (bare and grammar.is_infinitive(n))
            ),
            None,
        )
