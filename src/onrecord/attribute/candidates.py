"""Candidates: a cue with the words of its source and its content, by sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.model import Annotation, LineKind, Quotation, Span, Story
from onrecord.rules.cues import Cue, Cues

RELATIVE = frozenset({"who", "which", "that", "whom"})
NEGATORS = frozenset({"not", "n't", "never", "no", "neither", "nor", "hardly"})
BESIDE = frozenset({"according", "per"})
ASIDE = ("acl:relcl", "parataxis", "punct")
"""Relations that do not belong to a source: what is told of it by the way."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One attribution as word numbers; `source` empty where the text leaves it open."""

    cue: Cue | None
    cue_words: tuple[int, ...]
    source: tuple[int, ...]
    source_head: int | None
    content: tuple[int, ...]
    quoted: tuple[Span, ...]
    """Pieces of the content that stand in marks and reach past the sentence."""
    negated: bool = False
    addressee: tuple[int, ...] = ()
    medium: tuple[int, ...] = ()
    target: tuple[int, ...] = ()
    rule: str = ""


def find_candidates(story: Story, annotation: Annotation, cues: Cues) -> Iterator[Candidate]:
    """Every candidate of the story's prose and captions."""
    finder = Finder(annotation, cues, story.quotations)
    for number, sentence in enumerate(story.sentences):
        if sentence.kind is not LineKind.HEADING:
            yield from finder.sentence(number)


@dataclass(frozen=True, slots=True)
class Finder:
    """The search in one story."""

    annotation: Annotation
    cues: Cues
    quotations: tuple[Quotation, ...]

    def sentence(self, number: int) -> Iterator[Candidate]:
        """Candidates of one sentence."""
        for word in self.annotation.sentence(number):
            found = self._at(word)
            if found is not None:
                yield found

    def _at(self, number: int) -> Candidate | None:
        word = self.annotation.words[number]
        lemma = word.lemma.lower()
        if word.upos == "VERB" and word.relation not in ("amod", "case", "compound", "fixed"):
            return self._verb(number, lemma)
        if word.upos == "NOUN":
            return self._noun(number, lemma)
        if word.upos == "ADV" and self.cues.find("adverb", lemma):
            return self._adverb(number, self.cues.find("adverb", lemma)[0])
        if lemma in BESIDE:
            return self._according(number)
        return None

    # --- verbs ------------------------------------------------------------------------------------

    def _verb(self, number: int, lemma: str) -> Candidate | None:
        passive = self._is_passive(number)
        agents = self.annotation.dependents(number, "obl:agent")
        if passive and not agents:
            for cue in self.cues.find("passive", lemma):
                found = self._passive(number, cue)
                if found is not None:
                    return found
        for cue in self.cues.find("verb", lemma):
            if cue.particle and not self._has_particle(number, cue.particle):
                continue
            source_head = agents[0] if agents else None if passive else self._subject(number)
            found = self._with_content(number, cue, source_head, passive)
            if found is not None:
                return found
        return None

    def _with_content(self, number: int, cue: Cue, source_head: int | None, passive: bool) -> Candidate | None:
        content, used = self._content(number, cue)
        if not content:
            return None
        if source_head is None and not passive:
            return None
        if source_head is not None and (source_head in content or not self._can_speak(source_head)):
            return None
        target = self._target(number, cue, passive)
        quoted = self._quoted(content)
        return Candidate(
            cue, self._cue_words(number, cue), self._phrase(source_head) if source_head is not None else (), source_head,
            tuple(n for n in content if n not in target or used == "np"), quoted, self._is_negated(number),
            self._addressee(number, cue), self._medium(number, content), target, f"{cue.id}/{used}",
        )  # fmt: skip

    def _passive(self, number: int, cue: Cue) -> Candidate | None:
        """A cue without its source: what is said is the complement with the passive subject as its subject."""
        subject = next(iter(self.annotation.dependents(number, "nsubj:pass")), None)
        clause = self._clause(number, ("ccomp", "xcomp", "advcl", "csubj"), cue)
        if clause is None and "of" in cue.frames:
            clause = next((n for n in self.annotation.dependents(number, "obl") if self._case(n) & {"of", "with"}), None)
        if clause is None:
            return None
        content = list(self.annotation.subtree(clause))
        target: tuple[int, ...] = ()
        if subject is not None and self.annotation.words[subject].text.lower() != "it":
            if "of" in cue.frames:
                target = self._phrase(self._antecedent(subject))
            else:
                content = sorted({*self._phrase(self._antecedent(subject)), *content})
        return Candidate(cue, self._cue_words(number, cue), (), None, tuple(content), self._quoted(content), self._is_negated(number),
                         target=target, rule=f"{cue.id}/passive")  # fmt: skip

    def _content(self, number: int, cue: Cue) -> tuple[tuple[int, ...], str]:
        """The content's words and the frame that found them, by preference: clause, quotation, infinitive, of, noun phrase."""
        own = frozenset(self._around(number))
        if cue.frames & {"clause", "quote"}:
            clause = self._clause(number, ("ccomp",), cue)
            if clause is None and "clause" in cue.frames:
                clause = self._main_clause(number)
            if clause is not None:
                return self._trimmed(tuple(n for n in self.annotation.subtree(clause, own | {number}) if n not in own and n != number)), "clause"
        if "inf" in cue.frames:
            clause = self._clause(number, ("xcomp", "advcl") if cue.act.value in ("demand", "ask") else ("xcomp",), cue)
            if clause is not None and self._is_infinitive(clause):
                return self.annotation.subtree(clause), "inf"
        if "of" in cue.frames:
            for n in (*self.annotation.dependents(number, "obl", "advcl"), *self._of_objects(number)):
                if self._case(n) & {"of", "for", "on"}:
                    return self.annotation.subtree(n), "of"
        if "quote" in cue.frames:
            marked = self._marked(number, own)
            if marked:
                return marked, "quote"
        if "np" in cue.frames:
            objects = self.annotation.dependents(number, "obj")
            if objects and self.annotation.words[objects[0]].upos in ("NOUN", "PROPN"):
                return self.annotation.subtree(objects[0]), "np"
        return (), ""

    def _clause(self, number: int, relations: tuple[str, ...], cue: Cue) -> int | None:
        for child in self.annotation.dependents(number, *relations):
            word = self.annotation.words[child]
            if word.relation.startswith("advcl") and not ("of" in cue.frames and self._case(child) & {"of", "with", "for"}) and not self._is_infinitive(child):
                continue
            return child
        return None

    def _main_clause(self, number: int) -> int | None:
        """`The bridge, officials said, was closed`: the cue hangs as a parataxis on the clause it reports."""
        word = self.annotation.words[number]
        return word.head if word.relation == "parataxis" and word.head >= 0 and self.annotation.words[word.head].upos in ("VERB", "ADJ", "NOUN", "AUX") else None

    def _marked(self, number: int, own: frozenset[int]) -> tuple[int, ...]:
        """Words of the sentence in quotation marks, outside what belongs to the cue."""
        sentence = self.annotation.sentence(self.annotation.words[number].sentence)
        return tuple(n for n in sentence if n not in own and any(s.covers(self.annotation.words[n].span) for q in self.quotations for s in q.spans)
                     and n != number)  # fmt: skip

    def _quoted(self, content: tuple[int, ...] | list[int]) -> tuple[Span, ...]:
        """All pieces of the quotations that the content begins or lies in, where they are mostly quoted."""
        found: list[Span] = []
        for quotation in self.quotations:
            inside = [n for n in content if any(s.covers(self.annotation.words[n].span) for s in quotation.spans)]
            if inside and len(inside) * 2 >= len(content):
                found.extend(quotation.spans)
        return tuple(found)

    # --- other cues -------------------------------------------------------------------------------

    def _noun(self, number: int, lemma: str) -> Candidate | None:
        for cue in self.cues.find("noun", lemma):
            clause = next(iter(self.annotation.dependents(number, "acl", "ccomp")), None)
            if clause is None or self.annotation.words[clause].relation == "acl:relcl":
                continue
            marks = {self.annotation.words[n].text.lower() for n in self.annotation.dependents(clause, "mark")}
            if not marks & ({"that"} if "clause" in cue.frames else set()) and not (marks & {"to"} and "inf" in cue.frames):
                continue
            owner = next(iter(self.annotation.dependents(number, "nmod:poss")), None)
            if owner is None:
                owner = next((n for n in self.annotation.dependents(number, "nmod") if self._case(n) & {"by", "of", "from"}), None)
            if owner is None or not self._can_speak(owner):
                continue
            content = self.annotation.subtree(clause)
            return Candidate(cue, (number,), self._phrase(owner), owner, content, self._quoted(content), rule=f"{cue.id}/noun")
        return None

    def _adverb(self, number: int, cue: Cue) -> Candidate | None:
        head = self.annotation.words[number].head
        if head < 0 or self.annotation.words[head].upos not in ("VERB", "ADJ"):
            return None
        content = tuple(n for n in self._trimmed(self.annotation.subtree(head)) if n != number)
        subject = self._subject(head)
        if self.annotation.words[head].relation == "acl:relcl" and subject is not None and subject not in content:
            content = tuple(sorted({subject, *content}))
        return Candidate(cue, (number,), (), None, content, (), rule=cue.id)

    def _according(self, number: int) -> Candidate | None:
        """According to X: the source is the noun, the content the rest of the clause it hangs on."""
        word = self.annotation.words[number]
        noun = word.head if word.relation == "case" else None
        if noun is None or noun < 0 or not self._can_speak(noun):
            return None
        clause = self.annotation.words[noun].head
        if clause < 0 or self.annotation.words[noun].relation not in ("obl", "nmod", "parataxis", "advcl"):
            return None
        cue_words = (number, *(n for n in self.annotation.dependents(noun, "case") if n > number), *self.annotation.dependents(number, "fixed"))
        aside = frozenset(self.annotation.subtree(noun))
        content = self._trimmed(tuple(n for n in self.annotation.subtree(clause) if n not in aside))
        return Candidate(_ACCORDING, tuple(sorted(set(cue_words))), self._phrase(noun), noun, content, self._quoted(content), rule="cue-according-to")

    # --- parts ------------------------------------------------------------------------------------

    def _subject(self, number: int) -> int | None:
        subjects = [n for n in self.annotation.dependents(number, "nsubj") if self.annotation.words[n].relation == "nsubj"]
        if subjects:
            return self._antecedent(subjects[0])
        word = self.annotation.words[number]
        if word.head < 0:
            return None
        if word.relation == "conj" and self.annotation.words[word.head].upos == "VERB" and not self._is_passive(word.head):
            return self._subject(word.head)
        if word.relation == "xcomp" and self.annotation.words[word.head].upos == "VERB":
            return self._subject(word.head)
        if word.relation == "advcl" and word.xpos == "VBG" and self.annotation.words[word.head].upos == "VERB":
            return self._subject(word.head)
        if word.relation == "acl" and word.xpos == "VBG":
            return word.head
        return None

    def _antecedent(self, number: int) -> int:
        word = self.annotation.words[number]
        if word.text.lower() in RELATIVE and word.head >= 0:
            verb = self.annotation.words[word.head]
            if verb.relation == "acl:relcl" and verb.head >= 0:
                return verb.head
        return number

    def _can_speak(self, number: int) -> bool:
        word = self.annotation.words[number]
        return word.upos in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET") and word.text.lower() not in ("it", "this", "there", "what", "which", "these", "those")

    def _phrase(self, head: int) -> tuple[int, ...]:
        """The words of a source: the noun phrase with its appositions, without relative clauses."""
        without = frozenset(n for n in self.annotation.children[head] if self.annotation.words[n].relation in ASIDE)
        case = {n for n in self.annotation.dependents(head, "case") if n < head}
        clauses = {n for n in self.annotation.children[head] if self.annotation.words[n].relation in ("cop", "nsubj", "ccomp", "advcl", "aux")}
        kept = set(self.annotation.subtree(head, without | case | clauses))
        first = last = head
        while first - 1 in kept or (first - 2 in kept and self.annotation.words[first - 1].upos == "PUNCT"):
            first -= 1
        while last + 1 in kept or (last + 2 in kept and self.annotation.words[last + 1].upos == "PUNCT"):
            last += 1
        return tuple(range(first, last + 1))

    def _around(self, number: int) -> tuple[int, ...]:
        """The cue with what belongs to it: subject, auxiliaries, addressee, adverbs."""
        found = {number}
        for child in self.annotation.children[number]:
            if self.annotation.words[child].relation.partition(":")[0] in ("nsubj", "aux", "advmod", "obl", "iobj", "obj", "compound", "mark", "cc"):
                found.update(self.annotation.subtree(child))
        return tuple(found)

    def _cue_words(self, number: int, cue: Cue) -> tuple[int, ...]:
        """The verb group: auxiliaries and negation before it, a particle after it."""
        near = {n for n in self.annotation.dependents(number, "aux", "aux:pass", "advmod", "compound:prt")
                if self.annotation.words[n].relation != "advmod" or self.annotation.words[n].text.lower() in NEGATORS}  # fmt: skip
        first = last = number
        while first - 1 in near:
            first -= 1
        while last + 1 in near:
            last += 1
        return tuple(range(first, last + 1))

    def _target(self, number: int, cue: Cue, passive: bool) -> tuple[int, ...]:
        if cue.act.value not in ("accuse", "criticise", "praise", "warn", "demand", "threaten"):
            return ()
        relation = "nsubj:pass" if passive else "obj"
        heads = [*self.annotation.dependents(number, relation), *self.annotation.dependents(number, "iobj")]
        if not heads or self.annotation.words[heads[0]].upos not in ("NOUN", "PROPN", "PRON"):
            return ()
        return self._phrase(self._antecedent(heads[0]))

    def _addressee(self, number: int, cue: Cue) -> tuple[int, ...]:
        if cue.act.value in ("accuse", "criticise", "praise"):
            return ()
        people = list(self.annotation.dependents(number, "iobj"))
        if self.annotation.words[number].lemma in ("tell", "inform", "assure", "remind", "brief", "reassure"):
            people += self.annotation.dependents(number, "obj")
        people += [n for n in self.annotation.dependents(number, "obl") if self._case(n) == {"to"} and self._can_speak(n)]
        return self._phrase(people[0]) if people else ()

    def _medium(self, number: int, content: tuple[int, ...]) -> tuple[int, ...]:
        for n in self.annotation.dependents(number, "obl"):
            word = self.annotation.words[n]
            if n not in content and self._case(n) & {"in", "on", "via", "through"} and word.lemma.lower() in MEDIA:
                return self.annotation.subtree(n)
        return ()

    def _of_objects(self, number: int) -> tuple[int, ...]:
        return tuple(n for o in self.annotation.dependents(number, "obj") for n in self.annotation.dependents(o, "nmod", "acl"))

    def _case(self, number: int) -> set[str]:
        return {self.annotation.words[n].text.lower() for n in self.annotation.dependents(number, "case", "mark")}

    def _has_particle(self, number: int, particle: str) -> bool:
        near = self.annotation.dependents(number, "compound:prt", "obl", "advmod")
        words = {self.annotation.words[n].text.lower() for n in near} | {c for n in near for c in self._case(n)}
        return particle in words

    def _is_infinitive(self, number: int) -> bool:
        return any(self.annotation.words[n].text.lower() == "to" for n in self.annotation.dependents(number, "mark")) or self.annotation.words[number].xpos == "VB"

    def _is_passive(self, number: int) -> bool:
        word = self.annotation.words[number]
        return bool(self.annotation.dependents(number, "aux:pass", "nsubj:pass")) or (word.relation in ("acl", "advcl") and word.xpos == "VBN")

    def _is_negated(self, number: int) -> bool:
        return any(self.annotation.words[n].text.lower() in NEGATORS for n in self.annotation.dependents(number, "advmod", "det"))

    def _trimmed(self, content: tuple[int, ...]) -> tuple[int, ...]:
        """Without punctuation at either end."""
        start, end = 0, len(content)
        while start < end and self.annotation.words[content[start]].upos == "PUNCT":
            start += 1
        while end > start and self.annotation.words[content[end - 1]].upos == "PUNCT":
            end -= 1
        return content[start:end]


MEDIA = frozenset(
    "statement post tweet interview speech letter message video briefing conference television tv radio channel report article interview "
    "telegram facebook address email call hearing testimony broadcast x twitter press memo note blog column op-ed website account".split()
)
"""Nouns of what words are carried by; a place after the same prepositions is none."""


def _according_cue() -> Cue:
    from onrecord.model import Act, Certainty, Polarity

    return Cue("cue-according-to", "preposition", "according", None, Act.STATE, frozenset(), Polarity.AFFIRMS, Certainty.CERTAIN)


_ACCORDING = _according_cue()
