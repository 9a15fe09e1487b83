"""Verbs as cues: who is their source, which words are their content."""

from __future__ import annotations

from dataclasses import dataclass, replace

from onrecord.attribute.beside import AtVerb
from onrecord.attribute.candidates import Candidate
from onrecord.attribute.function_words import COMPLEMENTIZERS, NOBODY, OBJECTIVE
from onrecord.attribute.grammar import NOMINAL
from onrecord.attribute.passives import Passives
from onrecord.model import Act, Certainty, Polarity
from onrecord.rules.cues import Cue

CITING = frozenset({"cite", "quote"})
GAP = 8
"""Words between a verb and what the parser took for its clause that may be the clause's subject."""
FINITE = ("VBD", "VBZ", "VBP", "MD")
SCRAP = 4
"""Fewer words in marks are no speech behind an infinitive."""


@dataclass(frozen=True, slots=True)
class VerbCues(AtVerb):
    """The search at one verb."""

    def at(self, number: int) -> Candidate | None:
        """The attribution that this verb makes, if any."""
        word, lemma = self.grammar.word(number), self.grammar.lemma(number)
        if word.relation in ("amod", "case", "compound", "fixed", "flat"):
            return None
        cited = self.citing(number) or self._unanswered(number, lemma)
        if cited is not None:
            return cited
        passives = Passives(self.grammar, self.cues, self.quotes, self.frames)
        passive = passives.is_one(number, lemma)
        agent = passives.agent(number, passive=passive)
        found = passives.at(number, lemma, agent) if passive else None
        if found is not None or (passive and agent is None):
            return found
        return self._as_active(number, lemma, agent if passive else None) or self._behind_citing(number)

    def _unanswered(self, number: int, lemma: str) -> Candidate | None:
        """`did not respond to a request for comment`, `has not returned calls`."""
        grammar = self.grammar
        if lemma not in self.cues.words.answering or not self.beside.is_negated(number):
            return None
        objects = (
            *grammar.under(number, "obj"),
            *(n for n in grammar.under(number, "obl") if "to" in grammar.marks(n)),
        )
        asked = next((n for n in objects if n > number and grammar.lemma(n) in self.cues.words.request), None)
        source = grammar.subject(number)
        if asked is None or source is None or not grammar.can_speak(source):
            return None
        cue = Cue(
            "cue-unanswered",
            "verb",
            lemma,
            (),
            Act.DECLINE,
            ("of",),
            Polarity.LEAVES_OPEN,
            Certainty.UNKNOWN,
            frozenset(),
        )
        words = grammar.trimmed(grammar.annotation.subtree(asked))
        group = grammar.verb_group(number)
        return Candidate(cue.id, cue, group, self.beside.phrase(source, number), source, words, negated=True)

    def _as_active(self, number: int, lemma: str, agent: int | None) -> Candidate | None:
        """With its subject as the source, or with the agent of a passive."""
        particles = {self.grammar.form(n) for n in self.grammar.under(number, "compound:prt")}
        for cue in self.cues.find("verb", lemma):
            if (cue.particle and not self.beside.has_particle(number, cue)) or particles - set(cue.particle):
                continue  # "call off" is no call
            source = agent if agent is not None else self._source(number, cue)
            found = self._active(number, cue, source, passive=agent is not None)
            if found is not None:
                return found
        return None

    def _behind_citing(self, number: int) -> Candidate | None:
        behind = next((n for n in self.grammar.under(number, "advcl") if self.grammar.lemma(n) in CITING), None)
        return self._report_behind(number, behind) if behind is not None else None

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
        verb = word.head
        if word.relation == "acl":
            verb = grammar.word(verb).head
            while verb >= 0 and grammar.word(verb).relation in ("appos", "flat", "compound"):
                verb = grammar.word(verb).head
            while verb >= 0 and grammar.word(verb).upos in ("NOUN", "PROPN"):
                verb = grammar.word(verb).head
        near = number - 2  # "…, the agency reported, citing an official"
        if grammar.form(number - 1) == "," and any(
            c.has("speech") for c in self.cues.find("verb", grammar.lemma(near))
        ):
            verb = near
        verb = self._reporting(verb)
        if verb < 0 or grammar.word(verb).upos != "VERB" or not grammar.is_quotable(objects[0]):
            return None
        report = self.at(verb) or self._report_behind(verb, number)
        if report is None or report.source_head is None or objects[0] in report.content:
            return None
        source = self._with_knowledge(number, grammar.noun_phrase(objects[0]))
        rule = f"{report.rule}/citing"
        bare = replace(report, negated=False, addressee=(), medium=(), target=())
        return replace(bare, rule=rule, cue_words=(number,), source=source, source_head=objects[0])

    def _with_knowledge(self, number: int, source: tuple[int, ...]) -> tuple[int, ...]:
        """`citing two aides with knowledge of the plan`: who they are goes on, where the parser hung it on the citing."""
        grammar = self.grammar
        for n in grammar.under(number, "obl"):
            branch = grammar.annotation.subtree(n)
            if "with" in grammar.marks(n) and branch[0] == source[-1] + 1:
                return grammar.trimmed((*source, *branch))
        return source

    def _reporting(self, verb: int) -> int:
        """`The paper reported that he had resigned, citing two aides`: who cites is who reports, not who resigned."""
        grammar = self.grammar
        above = grammar.word(verb).head if verb >= 0 else -1
        speech = [
            n
            for n in (verb, above)
            if n >= 0 and any(c.has("speech") for c in self.cues.find("verb", grammar.lemma(n)))
        ]
        return speech[0] if speech and grammar.word(verb).relation in ("ccomp", "xcomp") else verb

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

    def _active(self, number: int, cue: Cue, source: int | None, *, passive: bool) -> Candidate | None:
        if source is None or not self._may_say(source, cue) or (cue.has("plain") and self.beside.is_negated(number)):
            return None
        if cue.act == "decline" and any(self.grammar.word(n).xpos == "MD" for n in self.grammar.under(number, "aux")):
            return None  # "both states shall refrain from"
        if self._is_unreal(number):
            return None
        for frame in cue.frames:
            if frame == "np" and cue.has("evidence") and self.grammar.lemma(source) not in self.cues.words.document:
                continue
            content = self.frames.content(frame, number, cue, passive=passive)
            content = self._in_same_marks(number, self._filled(number, content, frame))
            if frame == "quote" and self._is_phrase_of(number, content):
                continue
            if not content or source in content or self._is_theirs(number, source):
                continue
            if cue.has("heard"):  # "the court heard that": who is told, not who says it
                told = self.beside.phrase(source, number)
                words = self.beside.cue_words(number, cue, content)
                return Candidate(f"{cue.id}/{frame}", cue, words, (), None, content, addressee=told)
            target = self.beside.target(number, cue, passive)
            if (
                frame in ("of", "reason") and not passive
            ):  # "accused Kesh of spying": the object is part of what is said
                content = self.grammar.reach((*(n for n in target if n > number), *content))
            return Candidate(
                f"{cue.id}/{frame}",
                cue,
                self.beside.cue_words(number, cue, content),
                self.beside.phrase(source, number),
                source,
                content,
                self.quotes.spans(self.beside.whole(content, number)),
                self.beside.is_negated(number),
                self._addressee(number, cue, source),
                self.beside.medium(number, content),
                target,
            )
        return None

    def _is_unreal(self, number: int) -> bool:
        """`could have told you`, `would have said`: what nobody said."""
        forms = [self.grammar.form(n) for n in self.grammar.under(number, "aux")]
        return "have" in forms and bool({"could", "would", "should", "might"} & set(forms))

    def _is_phrase_of(self, number: int, content: tuple[int, ...]) -> bool:
        """`vowed to answer “in kind”`: a scrap in marks behind an infinitive is how it is done and not what is said."""
        grammar = self.grammar
        few = len([n for n in content if grammar.word(n).upos != "PUNCT"]) < SCRAP
        return few and grammar.word(number).xpos == "VB" and grammar.is_infinitive(number)

    def _is_theirs(self, number: int, source: int) -> bool:
        """A verb outside marks whose subject the parser found inside them: the words of somebody else."""
        owner = self.quotes.owner
        return number not in owner and source in owner and self.quotes.is_whole(owner[source])

    def _filled(self, number: int, content: tuple[int, ...], frame: str) -> tuple[int, ...]:
        """A clause behind its verb without holes, and from right behind the verb on where no "that" begins it: what
        stands there is the clause's subject, wherever the parser hung it."""
        grammar = self.grammar
        owner = self.quotes.owner
        if (
            not content
            or content[0] <= number
            or frame not in ("clause", "inf")
            or owner.get(content[0]) != owner.get(number)
        ):
            return content
        whole = grammar.reach(content)
        last = grammar.verb_group(number)[-1]
        gap = range(last + 1, content[0])
        cut = self._cut_subject(number, content, gap) if frame == "clause" else ()
        if cut:
            return (*cut, *whole)
        own = {
            n
            for child in grammar.under(number, "obl", "iobj", "obj", "advmod", "compound")
            for n in grammar.annotation.subtree(child)
        }
        bare = frame == "clause" and grammar.form(content[0]) not in COMPLEMENTIZERS and len(gap) <= GAP
        if gap and bare and not own.intersection(gap) and all(grammar.word(n).upos in NOMINAL for n in gap):
            return (*gap, *whole)
        return whole

    def _cut_subject(self, number: int, content: tuple[int, ...], gap: range) -> tuple[int, ...]:
        """`told her the dispute over fish was settled`: a finite clause without a subject of its own has what stands
        between it and the verb, less who is told."""
        grammar = self.grammar
        inside = set(content)
        top = next((n for n in grammar.under(number, "ccomp") if n in inside), None)
        if top is None or not gap or grammar.under(top, "nsubj", "nsubj:pass", "nsubj:outer", "csubj", "expl", "mark"):
            return ()
        finite = [n for n in (top, *grammar.under(top, "aux", "aux:pass", "cop")) if grammar.word(n).xpos in FINITE]
        if not finite or grammar.form(content[0]) in COMPLEMENTIZERS:
            return ()
        told = {n for o in grammar.under(number, "iobj") for n in grammar.annotation.subtree(o)}
        rest = [n for n in gap if n not in told]
        if grammar.lemma(number) in self.cues.words.telling and grammar.form(gap[0]) in OBJECTIVE:
            rest = [n for n in rest if n != gap[0]]
        if not rest or rest[-1] - rest[0] + 1 != len(rest):
            return ()
        nominal = any(grammar.word(n).upos in ("NOUN", "PROPN", "PRON") or grammar.form(n - 1) == "the" for n in rest)
        clear = not any(grammar.word(n).upos in ("PUNCT", "VERB", "AUX", "SCONJ", "CCONJ") for n in rest)
        phrase = grammar.word(rest[0]).upos not in ("ADP", "ADV")
        return tuple(rest) if nominal and clear and phrase else ()

    def _addressee(self, number: int, cue: Cue, source: int) -> tuple[int, ...]:
        told = self.beside.addressee(number, cue)
        return () if source in told else told

    def _in_same_marks(self, number: int, content: tuple[int, ...]) -> tuple[int, ...]:
        """A cue in marks reports only what stands in the same marks."""
        quotation = self.quotes.owner.get(number)
        if quotation is None:
            return tuple(n for n in content if n != number)
        return tuple(n for n in content if n != number and self.quotes.owner.get(n) == quotation)

    def _source(self, number: int, cue: Cue) -> int | None:
        """The subject; for a verb of speech outside marks it cannot stand inside them, so then, or where there
        is none, it is the noun beside the verb."""
        source = self._reporter(number) if cue.has("speech") or self.grammar.word(number).relation == "conj" else None
        source = source if source is not None else self.grammar.subject(number)
        if source is not None and self.grammar.lemma(source) in self.cues.words.time:
            source = self._behind_time(number)
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

    def _behind_time(self, number: int) -> int | None:
        """`An aide who has been abroad since Easter told …`: the aide, for Easter tells nobody."""
        grammar = self.grammar
        word = grammar.word(number)
        if word.relation not in ("acl", "acl:relcl") or not grammar.can_speak(word.head):
            return None
        if grammar.lemma(word.head) not in self.cues.words.time:
            return word.head
        above = grammar.word(word.head).head  # "nurses marched on Friday chanting “Safe wards”"
        return grammar.subject(above) if above >= 0 and grammar.word(above).upos == "VERB" else None

    def _reporter(self, number: int) -> int | None:
        """`Brook said the dam would hold, adding that …`: the participle behind a comma is Brook's, not the
        dam's; nor is a second report that the parser joined to the content of the first."""
        grammar = self.grammar
        word = grammar.word(number)
        report = self.frames.clauses.parallel(number)
        if word.xpos == "VBG" and word.relation == "advcl" and grammar.form(number - 1) == "," and word.head >= 0:
            clause = grammar.word(word.head)
            report = clause.head if clause.relation == "ccomp" and clause.head >= 0 else None
        if report is None or not any(c.has("speech") for c in self.cues.find("verb", grammar.lemma(report))):
            return grammar.subject(report) if report is not None and word.relation == "conj" else None
        return grammar.subject(report)

    def _may_say(self, source: int, cue: Cue) -> bool:
        grammar = self.grammar
        if not grammar.can_speak(source) or grammar.lemma(source) in NOBODY:
            return False
        word = grammar.word(source)
        if cue.has("heard"):
            return grammar.lemma(source) in self.cues.words.court
        if cue.has("written"):
            return grammar.lemma(source) in self.cues.words.document or any(
                grammar.lemma(n) in self.cues.words.document for n in grammar.under(source, "nmod")
            )
        if word.upos != "NOUN":
            return True
        if cue.has("evidence"):
            return grammar.lemma(source) in self.cues.words.document or self._is_somebody(source)
        if word.xpos == "NNS":
            return True
        return not cue.has("plain") or self._is_somebody(source)

    def _is_somebody(self, source: int) -> bool:
        """A weak cue ("backs", "wants") needs a person, a body, or a noun with a name or an identifying phrase
        beside it: policies back things too."""
        grammar = self.grammar
        return grammar.lemma(source) in self.cues.words.body | self.cues.words.person or any(
            grammar.word(n).upos == "PROPN" for n in grammar.under(source, "appos", "flat", "compound")
        )
