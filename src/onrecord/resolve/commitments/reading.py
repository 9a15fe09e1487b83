"""A story as the ledger asks it: who stands in a phrase, what a verb's subject is, which statement and event a word is in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from onrecord.model import (
    Act,
    Entity,
    EntityKind,
    Event,
    Evidence,
    LineKind,
    Source,
    SourceKind,
    Statement,
    StoryReading,
    Time,
)
from onrecord.model.words import Annotation, Word
from onrecord.names.words import WordKind, read_body, read_person
from onrecord.resolve.commitments.values import NOBODY, Party
from onrecord.rules.commitments import load_words
from onrecord.rules.cues import load_cues
from onrecord.rules.names import fold

NOMINAL = frozenset(("NOUN", "PROPN", "PRON", "NUM", "SYM"))
TELLING = frozenset(("NOUN", "PROPN", "VERB", "ADJ", "NUM", "SYM"))
ACTORS = frozenset(
    (EntityKind.PERSON, EntityKind.ORGANISATION, EntityKind.GOVERNMENT, EntityKind.ARMED_GROUP, EntityKind.COUNTRY)
)
NEGATIONS = frozenset(("not", "n't", "n’t", "never", "no", "nobody", "neither", "nor", "none"))
RELATIVES = frozenset(("who", "which", "that", "whom"))
FIRST = frozenset(("i", "we"))
MOST_NAMES = 6
PLURAL = {"they": True, "their": True, "it": False, "its": False}
PARTS = frozenset(("flat", "compound"))
"""Words of a noun phrase that name what its head names."""


@dataclass(frozen=True)
class Reader:
    """One story with its indices; nothing of it is kept."""

    reading: StoryReading

    @property
    def annotation(self) -> Annotation:
        """The story's words."""
        return self.reading.annotation

    @property
    def words(self) -> tuple[Word, ...]:
        """The words themselves."""
        return self.reading.annotation.words

    @cached_property
    def _mentions(self) -> dict[int, Entity]:
        """The entity of each word that a mention of it begins or holds; the shortest mention wins."""
        found: dict[int, tuple[int, Entity]] = {}
        for entity in self.reading.entities:
            for mention in entity.mentions:
                if mention.story != self.reading.story.id:
                    continue
                span = mention.evidence.span
                for number in self.annotation.words_in(span):
                    if number not in found or span.end - span.start < found[number][0]:
                        found[number] = (span.end - span.start, entity)
        return {number: entity for number, (_, entity) in found.items()}

    @cached_property
    def _entities(self) -> dict[str, Entity]:
        return {entity.id: entity for entity in self.reading.entities}

    @cached_property
    def statements_by_cue(self) -> dict[int, Statement]:
        """The statement that each word of a cue belongs to."""
        found: dict[int, Statement] = {}
        for statement in self.reading.statements:
            if statement.cue is not None:
                for number in self.annotation.words_in(statement.cue.span):
                    found.setdefault(number, statement)
        return found

    @cached_property
    def events_by_trigger(self) -> dict[int, Event]:
        """The event that each word of a trigger belongs to."""
        found: dict[int, Event] = {}
        for event in self.reading.events:
            for number in self.annotation.words_in(event.trigger.span):
                found.setdefault(number, event)
        return found

    @cached_property
    def _contents(self) -> dict[int, list[Statement]]:
        """The statements whose content holds a word, the innermost first."""
        pieces = [(piece.span, one) for one in self.reading.statements for piece in one.content.pieces]
        found: dict[int, list[Statement]] = {}
        for span, one in sorted(pieces, key=lambda pair: (pair[0].end - pair[0].start, pair[0].start, pair[1].id)):
            for number in self.annotation.words_in(span):
                found.setdefault(number, []).append(one)
        return found

    def statement_over(self, number: int, *, but: Statement | None = None) -> Statement | None:
        """The innermost statement whose content holds a word."""
        return next((one for one in self._contents.get(number, ()) if one is not but), None)

    def source_over(self, number: int, *, but: Statement | None = None) -> str | None:
        """According to whom a word is said; None where the report itself says it."""
        found = self.statement_over(number, but=but)
        if found is None or found.source.phrase is None:
            return None
        return found.source.phrase.text

    @cached_property
    def has_prose(self) -> bool:
        """False for a story that is a heading alone."""
        return any(sentence.kind is LineKind.PROSE for sentence in self.reading.story.sentences)

    def around(self, number: int) -> tuple[str, ...]:
        """The telling words of what is named in the same sentence and the two before."""
        sentence = self.words[number].sentence
        found: set[str] = set()
        for n in range(self.annotation.starts[max(0, sentence - 2)], self.annotation.starts[sentence + 1]):
            entity = self.entity_at(n)
            if entity is not None and self.words[n].upos == "PROPN":
                found.update(telling_words(entity.name, is_person=entity.kind is EntityKind.PERSON)[0])
        return tuple(sorted(found))

    # --- grammar --------------------------------------------------------------------------------

    def governor(self, number: int) -> int | None:
        """The verb that a clause hangs on as its complement or as one of a series."""
        word = self.words[number]
        kind = word.relation.partition(":")[0]
        return word.head if word.head >= 0 and kind in ("xcomp", "ccomp", "advcl", "conj", "acl") else None

    def subject(self, number: int) -> int | None:
        """The word that a verb's subject turns on; of a passive verb the agent; of a participle who its clause is about."""
        seen: set[int] = set()
        while number not in seen:
            seen.add(number)
            if self.is_passive(number):
                return next(iter(self._agents(number)), None)
            own = [n for n in self.annotation.dependents(number, "nsubj") if n < number or self.words[n].upos != "VERB"]
            if own:
                return self.antecedent(own[0], number)
            word = self.words[number]
            if word.relation.startswith("acl"):
                return word.head
            above = self.governor(number)
            if above is None:
                return None
            number = above
        return None

    def antecedent(self, number: int, verb: int) -> int:
        """What a relative pronoun stands for, else the word itself."""
        if self.words[number].text.lower() not in RELATIVES or self.words[number].upos not in ("PRON", "SCONJ", "DET"):
            return number
        if self.words[verb].relation == "acl:relcl":
            return self.words[verb].head
        before = number - 1
        while before > 0 and self.words[before].text in (",", "-", "—"):
            before -= 1
        while before > 0 and self.words[before].relation.partition(":")[0] in ("flat", "compound", "appos"):
            before = self.words[before].head
        return before if self.words[before].upos in NOMINAL else number

    def _agents(self, number: int) -> tuple[int, ...]:
        return tuple(
            n
            for n in self.annotation.dependents(number, "obl")
            if any(self.words[c].text.lower() == "by" for c in self.annotation.dependents(n, "case"))
            and self.words[n].upos in NOMINAL
        )

    def is_passive(self, number: int) -> bool:
        """True for a verb in the passive, with its auxiliary or as a participle."""
        if self.annotation.dependents(number, "aux:pass"):
            return True
        is_participle = self.words[number].relation.startswith("acl") or self.words[number].xpos == "VBN"
        return is_participle and bool(self._passive_subject(number)) and self.is_heading(number)

    def _passive_subject(self, number: int) -> bool:
        return any(self.words[n].relation == "nsubj:pass" for n in self.annotation.children[number])

    def is_heading(self, number: int) -> bool:
        """True inside a heading."""
        return self.reading.story.sentences[self.words[number].sentence].kind is LineKind.HEADING

    def has_negation(self, number: int) -> bool:
        """True for a verb that is negated itself, or whose subject or object is nobody or nothing."""
        if any(self._is_no(n) for n in self.annotation.children[number] if n < number):
            return True
        near = self.annotation.dependents(number, "nsubj", "obj")
        return any(self._is_no(n) for child in near for n in self.annotation.dependents(child, "det", "advmod"))

    def _is_no(self, number: int) -> bool:
        word = self.words[number]
        return word.text.lower() in NEGATIONS and word.relation.partition(":")[0] not in ("obj", "conj", "cc")

    def auxiliaries(self, number: int) -> frozenset[str]:
        """The auxiliary verbs of a verb, as written in lower case."""
        return frozenset(self.words[n].text.lower() for n in self.annotation.dependents(number, "aux"))

    def clause_marks(self, number: int) -> frozenset[str]:
        """The words that introduce a verb's clause, in lower case."""
        marks = {self.words[n].text.lower() for n in self.annotation.dependents(number, "mark")}
        first = self.words[min(self.annotation.subtree(number))].text.lower()
        return frozenset(marks | ({first} & {"whether", "if", "unless"}))

    def is_inverted(self, number: int) -> bool:
        """True for `should they refuse`: a condition without a word for it."""
        subject = next(iter(self.annotation.dependents(number, "nsubj")), None)
        first = [n for n in self.annotation.dependents(number, "aux", "mark") if self.words[n].text.lower() == "should"]
        return subject is not None and bool(first) and first[0] < subject

    def particles(self, number: int) -> dict[str, int]:
        """Particles and prepositions of a verb or noun, each with the word that it introduces (itself for a particle)."""
        found: dict[str, int] = {}
        for n in self.annotation.children[number]:
            relation = self.words[n].relation
            if relation.startswith("compound:prt") or relation == "advmod":
                found.setdefault(self.words[n].text.lower(), n)
            for case in self.annotation.dependents(n, "case", "mark"):
                if relation.partition(":")[0] in ("obl", "nmod", "advcl", "acl"):
                    found.setdefault(self.words[case].text.lower(), n)
        return found

    @cached_property
    def times(self) -> tuple[tuple[Time, range], ...]:
        """The time expressions with their words, in the order of the text."""
        ordered = sorted(self.reading.times, key=lambda one: one.evidence.span)
        return tuple((time, self.annotation.words_in(time.evidence.span)) for time in ordered)

    @cached_property
    def _of_times(self) -> frozenset[int]:
        return frozenset(n for _, words in self.times for n in words)

    def is_time(self, number: int) -> bool:
        """True for a word of a time expression."""
        return number in self._of_times

    # --- who ------------------------------------------------------------------------------------

    def noun_phrase(self, number: int) -> tuple[int, ...]:
        """The words of a noun phrase without clauses, asides and series."""
        out = frozenset(
            n
            for n in self.annotation.subtree(number)
            if n != number
            and self.words[n].relation.partition(":")[0] in ("acl", "advcl", "appos", "conj", "cc", "punct", "parataxis", "ccomp")
            and not (self.words[n].relation == "punct" and self.words[n].text in ("-", "’", "'", "."))
        )  # fmt: skip
        return self.annotation.subtree(number, out)

    def entity_at(self, number: int) -> Entity | None:
        """The entity that a word is a mention of."""
        return self._mentions.get(number)

    def source_of(self, number: int, *, with_series: bool = False) -> Source:
        """Who stands at a word, as a source, without its preposition; a pronoun that nothing resolves tells nobody."""
        before = {n for n in self.annotation.dependents(number, "case") if n < number}
        words = tuple(n for n in self.noun_phrase(number) if n not in before)
        if with_series:
            words = tuple(
                sorted(
                    {*words, *(n for one in self.annotation.dependents(number, "conj") for n in self.noun_phrase(one))}
                )
            )
        start = min(words)
        evidence = self.annotation.phrase(range(start, max(words) + 1))
        entity = self.entity_at(number) or self.entity_at(start)
        bound = self._bound(number) if entity is None and self.words[number].upos == "PRON" else None
        if bound is not None:
            found = self.source_of(bound)
            return Source(found.kind, found.entity, evidence, found.phrase)
        return Source(SourceKind.NAMED if entity else SourceKind.UNNAMED, entity.id if entity else None, evidence)

    def _bound(self, number: int) -> int | None:
        """What the text binds a pronoun to: the subject of the sentence before, where nothing else since then can be meant.

        Inside quotation marks nothing is bound: who speaks need not mean what the report spoke of.
        """
        sentence, is_plural = self.words[number].sentence - 1, PLURAL.get(self.words[number].text.lower())
        if is_plural is None or sentence < 0 or self._is_quoted(number):
            return None
        since = range(self.annotation.starts[sentence], number)
        found = [n for n in since if self._may_be_meant(n, is_plural=is_plural)]
        is_subject = len(found) == 1 and self.words[found[0]].relation in ("nsubj", "nsubj:pass")
        return found[0] if is_subject and self.words[found[0]].sentence == sentence else None

    def _is_quoted(self, number: int) -> bool:
        start = self.words[number].span.start
        return any(span.start <= start < span.end for one in self.reading.story.quotations for span in one.spans)

    def _may_be_meant(self, number: int, *, is_plural: bool) -> bool:
        word = self.words[number]
        return (
            word.upos in ("NOUN", "PROPN")
            and word.relation.partition(":")[0] not in PARTS
            and (word.xpos in ("NNS", "NNPS")) is is_plural
            and self.is_actor(number)
            and (is_plural or not self.is_person(number))
        )

    def is_actor(self, number: int) -> bool:
        """True for a word that stands for people, a body or a state."""
        entity = self.entity_at(number)
        if entity is not None and entity.kind in ACTORS:
            return True
        word = self.words[number]
        return word.text.lower() in ("he", "she", "we", "i", "they", "who") or word.lemma.lower() in actor_nouns()

    def is_person(self, number: int) -> bool:
        """True for one person."""
        entity = self.entity_at(number)
        if entity is not None:
            return entity.kind is EntityKind.PERSON
        return self.words[number].lemma.lower() in load_cues().words.person and self.words[number].xpos == "NN"

    def party(self, source: Source | None) -> Party:
        """The words that tell who a source is."""
        if source is None or source.phrase is None:
            return NOBODY
        entity = self._entities.get(source.entity or "")
        return self._party(source.phrase, entity)

    def party_at(self, number: int) -> Party:
        """The words that tell who stands at a word."""
        words = self.noun_phrase(number)
        return self._party(self.annotation.phrase(words), self.entity_at(number))

    def _party(self, phrase: Evidence, entity: Entity | None) -> Party:
        words = [self.words[n] for n in self.annotation.words_in(phrase.span)]
        roles = {word.lemma.lower() for word in words if word.upos == "NOUN"}
        telling: set[str] = set()
        names: set[str] = set()
        if entity is not None:
            written = sorted({entity.name, *(name.text for name in entity.names[:MOST_NAMES])})
            for name in written:
                found, full = telling_words(name, is_person=entity.kind is EntityKind.PERSON)
                telling.update(found)
                names.update([full] if full else ())
            if not telling:
                roles.update(word.split()[-1] for word in (fold(name) for name in written) if word)
            roles.update(office.lower().split()[-1] for office in entity.office if office.split())
        if entity is None or entity.kind is not EntityKind.PERSON:
            telling.update(fold(word.text) for word in words if word.upos == "PROPN" or word.xpos in ("NNP", "NNPS"))
        void = load_words("void")
        clean = {word for word in telling if len(word) > 2 and word not in void}
        return Party(tuple(sorted(clean)), tuple(sorted(roles)), tuple(sorted(names)))


@lru_cache(maxsize=8192)
def telling_words(name: str, *, is_person: bool) -> tuple[tuple[str, ...], str]:
    """The words that tell a name from others, and of a person's full name the name itself."""
    if is_person:
        read = read_person(name)
        long = [word.text for word in read.words if word.kind is not WordKind.INITIAL and len(word.text) > 1]
        return tuple(long[-1:]), " ".join(long) if len(long) > 1 else ""
    body = read_body(name)
    own = [word.text for word in body.words if word.kind is not WordKind.COMMON]
    short = [body.acronym] if body.acronym else []
    return tuple(own + short), ""


def is_denied(statement: Statement | None) -> bool:
    """True inside a denial."""
    return statement is not None and statement.act is Act.DENY


@cache
def actor_nouns() -> frozenset[str]:
    """Lemmas of nouns that stand for people and bodies."""
    words = load_cues().words
    return words.person | words.group | words.body | load_words("actor")
