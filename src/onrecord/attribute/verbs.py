"""Verbs as cues: who is their source, which words are their content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from onrecord.attribute.candidates import Candidate
from onrecord.attribute.frames import Frames
from onrecord.attribute.grammar import RELATIVE, Grammar
from onrecord.attribute.quotes import Quotes
from onrecord.rules.cues import Cue, Cues

ADDRESSED = ("state", "claim", "ask", "demand", "warn", "promise", "threaten", "admit", "deny", "allege", "propose")
CITING = frozenset({"cite", "quote"})
NOBODY = frozenset({"nobody", "no-one", "none", "neither"})


@dataclass(frozen=True, slots=True)
class VerbCues:
    """The search at one verb."""

    grammar: Grammar
    cues: Cues
    quotes: Quotes
    frames: Frames

    def at(self, number: int) -> Candidate | None:
        """The attribution that this verb makes, if any."""
        word, lemma = self.grammar.word(number), self.grammar.lemma(number)
        if word.relation in ("amod", "case", "compound", "fixed", "flat"):
            return None
        cited = self.citing(number)
        if cited is not None:
            return cited
        passive = self.grammar.is_passive(number)
        agent = next(iter(self.grammar.under(number, "obl:agent")), None)
        agent = agent if agent is not None else self._by(number) if passive else None
        for cue in self.cues.find("verb", lemma):
            if cue.particle and not self._has_particle(number, cue):
                continue
            if (
                cue.has("accusation")
                and "of" in cue.frames
                and not (passive or self.grammar.under(number, "obj", "iobj", "ccomp"))
            ):
                passive = True  # "He's accused of spying": whoever this is, he is not the accuser
            if passive and agent is None:
                break
            found = self._active(number, cue, agent if passive else self._source(number, cue), passive=passive)
            if found is not None:
                return found
        if passive and agent is None:
            passives = self.cues.find("passive", lemma)
            return next((found for cue in passives if (found := self._passive(number, cue))), None)
        behind = next((n for n in self.grammar.under(number, "advcl") if self.grammar.lemma(n) in CITING), None)
        return self._report_behind(number, behind) if behind is not None else None

    def _by(self, number: int) -> int | None:
        return next(
            (
                n
                for n in self.grammar.under(number, "obl", "nmod")
                if "by" in self.grammar.marks(n) and self.grammar.can_speak(n)
            ),
            None,
        )

    def citing(self, number: int) -> Candidate | None:
        """`Local media, citing an aide, reported …`: the aide is whose words the report hands on, so the
        content is the report's."""
        grammar = self.grammar
        word = grammar.word(number)
        objects = grammar.under(number, "obj")
        if (
            grammar.lemma(number) not in CITING
            or word.xpos != "VBG"
            or word.relation not in ("advcl", "acl")
            or not objects
        ):
            return None
        verb = word.head if word.relation == "advcl" else grammar.word(word.head).head
        if verb < 0 or grammar.word(verb).upos != "VERB" or not grammar.can_speak(objects[0]):
            return None
        report = self.at(verb) or self._report_behind(verb, number)
        if report is None or report.source_head is None or objects[0] in report.content:
            return None
        source = grammar.noun_phrase(objects[0])
        rule = f"{report.rule}/citing"
        bare = replace(report, negated=False, addressee=(), medium=(), target=())
        return replace(bare, rule=rule, cue_words=(number,), source=source, source_head=objects[0])

    def _report_behind(self, verb: int, cited: int) -> Candidate | None:
        """`The paper reported, citing two officials, that …`: the clause hung on the officials."""
        grammar = self.grammar
        source = grammar.subject(verb)
        cue = next((c for c in self.cues.find("verb", grammar.lemma(verb)) if c.has("speech") and not c.particle), None)
        branch = grammar.annotation.subtree(cited)
        that = next((n for n in branch if grammar.form(n) == "that" and grammar.word(n).relation == "mark"), None)
        if source is None or cue is None or that is None or not self._may_say(source, cue):
            return None
        content = grammar.trimmed(tuple(n for n in branch if n >= that))
        return Candidate(
            f"{cue.id}/clause", cue, grammar.verb_group(verb), grammar.noun_phrase(source), source, content
        )

    # --- active -----------------------------------------------------------------------------------

    def _active(self, number: int, cue: Cue, source: int | None, *, passive: bool) -> Candidate | None:
        if source is None or not self._may_say(source, cue):
            return None
        for frame in cue.frames:
            if frame == "np" and cue.has("evidence") and self.grammar.lemma(source) not in self.cues.words.document:
                continue
            content = self.frames.content(frame, number, cue, passive=passive)
            content = tuple(n for n in content if n != number)
            if not content or source in content:
                continue
            target = tuple(n for n in self._target(number, cue, passive) if n not in content or frame in ("np", "name"))
            return Candidate(
                f"{cue.id}/{frame}",
                cue,
                self._cue_words(number, cue, content),
                self.grammar.noun_phrase(source),
                source,
                content,
                self.quotes.spans(self._whole(content, number)),
                self._negated(number),
                self._addressee(number, cue),
                self._medium(number, content),
                target,
            )
        return None

    def _source(self, number: int, cue: Cue) -> int | None:
        """The subject; for a verb of speech outside marks it cannot stand inside them, so then, or where there
        is none, it is the noun beside the verb."""
        source = self._reporter(number) if cue.has("speech") else None
        source = source if source is not None else self.grammar.subject(number)
        if (
            number in self.quotes.owner
            or not cue.has("speech")
            or self.grammar.word(number).xpos not in ("VBD", "VBZ", "VBP")
        ):
            return source
        if source is None or source in self.quotes.owner:
            return self.grammar.beside(number, frozenset(self.quotes.owner)) or (
                None if source in self.quotes.owner else source
            )
        return source

    def _reporter(self, number: int) -> int | None:
        """`Brook said the dam would hold, adding that …`: the participle behind a comma is Brook's, not the dam's."""
        grammar = self.grammar
        word = grammar.word(number)
        if word.xpos != "VBG" or word.relation != "advcl" or grammar.form(number - 1) != "," or word.head < 0:
            return None
        clause = grammar.word(word.head)
        report = clause.head if clause.relation == "ccomp" and clause.head >= 0 else None
        speech = report is not None and any(c.has("speech") for c in self.cues.find("verb", grammar.lemma(report)))
        return grammar.subject(report) if report is not None and speech else None

    def _may_say(self, source: int, cue: Cue) -> bool:
        grammar = self.grammar
        if not grammar.can_speak(source) or grammar.lemma(source) in NOBODY:
            return False
        word = grammar.word(source)
        if cue.has("written"):
            return grammar.lemma(source) in self.cues.words.document
        if word.upos != "NOUN" or word.xpos == "NNS":
            return True
        if cue.has("evidence"):
            return grammar.lemma(source) in self.cues.words.document
        return not cue.has("plain") or self._is_somebody(source)

    def _is_somebody(self, source: int) -> bool:
        """A weak cue ("backs", "wants") needs a person, a body, or a noun with a name or an identifying phrase
        beside it: policies back things too."""
        grammar = self.grammar
        return grammar.lemma(source) in self.cues.words.body | self.cues.words.person or any(
            grammar.word(n).upos == "PROPN" for n in grammar.under(source, "appos", "flat", "compound")
        )

    # --- passive without a source -----------------------------------------------------------------

    def _passive(self, number: int, cue: Cue) -> Candidate | None:
        """The content is the complement, with the passive subject as its subject; of an accusation the subject
        is the target."""
        grammar = self.grammar
        if "np" in cue.frames:
            return self._unverified(number, cue)
        clause = self._complement(number, cue)
        if clause is None:
            return None
        word = grammar.word(number)
        subject = next(
            iter(grammar.under(number, "nsubj:pass", "nsubj")),
            word.head if word.relation in ("acl", "acl:relcl") else None,
        )
        subject = grammar.antecedent(subject) if subject is not None else None
        content = grammar.trimmed(self.frames.clauses.conservative(clause, grammar.annotation.subtree(clause)))
        agent = self._agent_inside(clause) if "of" in cue.frames else None
        content = tuple(n for n in content if agent is None or n not in grammar.annotation.subtree(agent))
        target: tuple[int, ...] = ()
        if subject is not None and grammar.form(subject) != "it" and subject not in content:
            own = set(grammar.annotation.subtree(number)) if word.relation in ("acl", "acl:relcl") else set()
            phrase = grammar.trimmed(tuple(n for n in grammar.noun_phrase(subject) if n not in own))
            if grammar.lemma(subject) in NOBODY:
                return None
            target = phrase if "of" in cue.frames else ()
            content = content if "of" in cue.frames else tuple(sorted({*phrase, *content}))
        source = grammar.noun_phrase(agent) if agent is not None else ()
        quoted = self.quotes.spans(self._whole(content, number))
        group, negated = grammar.verb_group(number), self._negated(number)
        return Candidate(f"{cue.id}/passive", cue, group, source, agent, content, quoted, negated, target=target)

    def _unverified(self, number: int, cue: Cue) -> Candidate | None:
        """`The claim could not be verified`: doubt, of the report itself or of somebody it leaves out."""
        subjects = self.grammar.under(number, "nsubj:pass")
        if not subjects or not self._negated(number) or self.grammar.form(subjects[0]) in RELATIVE:
            return None
        return Candidate(
            f"{cue.id}/passive",
            cue,
            self.grammar.verb_group(number),
            (),
            None,
            self.grammar.noun_phrase(subjects[0]),
            negated=True,
        )

    def _agent_inside(self, clause: int) -> int | None:
        """`accused of fraud by the opposition`: the agent, where the parser hung it on the fraud; only who can
        accuse, not a means."""
        grammar = self.grammar
        for n in grammar.annotation.subtree(clause):
            word = grammar.word(n)
            if n <= clause or word.relation not in ("nmod", "obl", "obl:agent") or "by" not in grammar.marks(n):
                continue
            several = word.xpos == "NNS" and word.head == clause and grammar.word(clause).upos == "NOUN"
            if word.upos == "PROPN" or grammar.lemma(n) in self.cues.words.body or several:
                return n
        return None

    def _complement(self, number: int, cue: Cue) -> int | None:
        grammar = self.grammar
        if "of" in cue.frames:
            found = (
                n
                for n in grammar.under(number, "obl", "advcl", "ccomp", "xcomp")
                if n > number and grammar.marks(n) & {"of", "with", "for", "in"}
            )
            return next((n for n in found if grammar.lemma(n) not in ("year", "month", "week", "court")), None)
        clauses = (n for n in grammar.under(number, "ccomp", "xcomp", "csubj", "advcl") if n > number)
        bare = {"ADJ"} if "inf" in cue.frames else set()  # "feared dead"
        return next(
            (
                n
                for n in clauses
                if grammar.word(n).relation == "ccomp"
                or grammar.word(n).upos in bare
                or (bare and grammar.is_infinitive(n))
            ),
            None,
        )

    # --- beside the content -----------------------------------------------------------------------

    def _cue_words(self, number: int, cue: Cue, content: Sequence[int]) -> tuple[int, ...]:
        group = self.grammar.verb_group(number)
        end = group[-1]
        if cue.act == "decline":
            said = next(
                (
                    n
                    for n in self.grammar.under(number, "xcomp")
                    if self.cues.find("verb", self.grammar.lemma(n)) and end < n <= end + 3
                ),
                None,
            )
            end = said if said is not None else end
        while (
            end + 1 not in content
            and self.grammar.form(min(end + 1, len(self.grammar.annotation.words) - 1)) in cue.particle
        ):
            end += 1
        return tuple(range(group[0], end + 1))

    def _has_particle(self, number: int, cue: Cue) -> bool:
        grammar = self.grammar
        near = [
            n
            for n in grammar.under(number, "compound:prt", "obl", "advmod", "advcl", "ccomp", "xcomp", "obj", "nmod")
            if n > number
        ]
        words = {grammar.form(n) for n in near if n - number <= 4} | {mark for n in near for mark in grammar.marks(n)}
        return bool(words & set(cue.particle))

    def _negated(self, number: int) -> bool:
        grammar = self.grammar
        above = grammar.word(number).head
        carried = grammar.word(number).relation == "xcomp" and above >= 0
        return grammar.is_negated(number) or (
            carried and (grammar.is_negated(above) or grammar.lemma(above) in ("refuse", "decline", "fail"))
        )

    def _target(self, number: int, cue: Cue, passive: bool) -> tuple[int, ...]:
        if not (cue.has("target") or cue.has("accusation")):
            return ()
        if "on" in cue.particle:
            blamed = [n for n in self.grammar.under(number, "obl") if "on" in self.grammar.marks(n)]
            return (
                tuple(n for n in self.grammar.noun_phrase(blamed[0]) if n >= blamed[0] or self.grammar.form(n) != "on")
                if blamed
                else ()
            )
        heads = [*self.grammar.under(number, "nsubj:pass" if passive else "obj"), *self.grammar.under(number, "iobj")]
        if not heads and passive and self.grammar.word(number).relation in ("acl", "acl:relcl"):
            heads = [self.grammar.word(number).head]
        if not heads or self.grammar.word(heads[0]).upos not in ("NOUN", "PROPN", "PRON"):
            return ()
        return self.grammar.noun_phrase(self.grammar.antecedent(heads[0]))

    def _addressee(self, number: int, cue: Cue) -> tuple[int, ...]:
        grammar = self.grammar
        if cue.act not in ADDRESSED and not cue.has("speech"):
            return ()
        people = list(grammar.under(number, "iobj"))
        if grammar.lemma(number) in self.cues.words.telling or cue.has("control"):
            people += (
                grammar.under(number, "obj")
                if grammar.lemma(number) in self.cues.words.telling or self.frames.infinitive(number, cue)
                else ()
            )
        people += self.frames.called_on(number, cue) if cue.has("control") else ()
        people += [
            n
            for n in grammar.under(number, "obl")
            if grammar.marks(n) == {"to"} and grammar.can_speak(n) and cue.has("speech")
        ]
        people = [n for n in people if grammar.can_speak(n) and n not in self.quotes.owner]
        return grammar.noun_phrase(people[0]) if people else ()

    def _medium(self, number: int, content: Sequence[int]) -> tuple[int, ...]:
        grammar = self.grammar
        for n in grammar.under(number, "obl"):
            if (
                n not in content
                and grammar.marks(n) & {"in", "on", "via", "through", "at", "during"}
                and grammar.lemma(n) in self.cues.words.medium
            ):
                return grammar.trimmed(tuple(m for m in grammar.annotation.subtree(n) if m not in content))
        return ()

    def _whole(self, content: tuple[int, ...], number: int) -> list[int]:
        """The quotations that the content touches, unless the cue itself stands in them."""
        return [place for place in self.quotes.touching(content) if number not in self.quotes.words[place]]
