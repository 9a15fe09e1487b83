"""From a story to its tellings: events as they were coded, accidents and disasters, and nouns that refer back to a deed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from onrecord.model import (
    Act,
    Entity,
    EntityKind,
    Event,
    Evidence,
    NameCount,
    Participant,
    Quantity,
    Span,
    Statement,
    StoryReading,
    Timex,
    content_id,
)
from onrecord.models.vectors import text_vectors
from onrecord.resolve.incidents.telling import Figure, InStory, Party, Telling
from onrecord.rules.happenings import Happening, happenings
from onrecord.rules.names import fold
from onrecord.rules.triggers import event_rules

LONGEST = 64
"""Word pieces of a sentence that its vector is made of."""
LEAD = 3
"""Sentences that say what a story is about."""
MOST_NAMES = 12
NAMED = frozenset(
    (
        "person",
        "organisation",
        "government",
        "armed_group",
        "country",
        "place",
        "facility",
        "vessel",
        "operation",
        "other",
    )
)
CONTENT = frozenset(("NOUN", "VERB", "PROPN", "ADJ"))
BACK = frozenset(
    ("the", "this", "that", "these", "those", "its", "their", "his", "her", "such", "both", "latest", "same")
)
UNREAL = frozenset(("if", "unless", "whether", "case"))
NUMBERS = frozenset(
    (
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "another",
        "new",
        "further",
        "previous",
        "earlier",
        "separate",
        "similar",
        "last",
        "first",
    )
)
SPEECH = {
    Act.DENY: "REJECT", Act.REJECT: "REJECT", Act.ACCUSE: "ACCUSE", Act.ALLEGE: "ACCUSE", Act.THREATEN: "THREATEN", Act.DEMAND: "REQUEST",
    Act.PROMISE: "AGREE", Act.ACCEPT: "AGREE", Act.PRAISE: "SUPPORT", Act.CRITICISE: "ACCUSE",
}  # fmt: skip
"""The type of an act of speech that a statement is."""
DAY = re.compile(r"^\d{4}(-\d\d(-\d\d)?)?")


def tell(reading: StoryReading) -> tuple[Telling, ...]:
    """Every telling of a story, in the order of the text."""
    found = sorted(_Maker(reading).tellings(), key=lambda telling: (telling.trigger.span.start, telling.id))
    of_kind = Counter(telling.kind for telling in found)
    return tuple(replace(telling, others=of_kind[telling.kind] - 1) for telling in found)


def tell_word(reading: StoryReading, words: Sequence[int], kind: str) -> Telling:
    """A telling of any words of the story, for data whose mentions are given; parties, place and time come from the parse."""
    return _Maker(reading).of_words(words, kind)


class _Maker:
    """Describes the tellings of one story."""

    def __init__(self, reading: StoryReading) -> None:
        self.reading, self.annotation = reading, reading.annotation
        self.mentions = self._mentions()
        self.countries = {
            fold(name.text)
            for e in reading.entities
            if e.kind is EntityKind.COUNTRY
            for name in (*e.names, NameCount(e.name, 1))
        }
        self.by_sentence: dict[int, list[Entity]] = {}
        for span, entity in self.mentions:
            word = self.annotation.word_at(span.start)
            if word is not None:
                self.by_sentence.setdefault(self.annotation.words[word].sentence, []).append(entity)
        texts = [self._text(number) for number in range(len(self.annotation.starts) - 1)]
        self.meanings = [_packed(row) for row in text_vectors(texts, LONGEST)] if texts else []
        self.about = self._about(texts)

    def _mentions(self) -> list[tuple[Span, Entity]]:
        story = self.reading.story.id
        found = [
            (m.evidence.span, entity) for entity in self.reading.entities for m in entity.mentions if m.story == story
        ]
        return sorted(found, key=lambda one: (one[0].start, -one[0].end))

    def tellings(self) -> Iterator[Telling]:
        taken: set[int] = set()
        for event in self.reading.events:
            words = tuple(self.annotation.words_in(event.trigger.span))
            if words:
                taken.update(words)
                yield self.of_event(event, words)
        for statement in self.reading.statements:
            kind = SPEECH.get(statement.act)
            if kind is None or statement.cue is None:
                continue
            words = tuple(self.annotation.words_in(statement.cue.span))
            if words and not taken & set(words):
                taken.update(words)
                yield self.of_statement(statement, words, kind)
        for number, kind in self._spotted(taken):
            yield self.of_words((number,), kind)

    # --- words that name a happening --------------------------------------------------------------

    def _spotted(self, taken: set[int]) -> Iterator[tuple[int, str]]:
        """Words that name a happening and were not coded, with its kind."""
        for number, word in enumerate(self.annotation.words):
            part = {"NOUN": "n", "VERB": "v"}.get(word.upos)
            if number in taken or part is None or self._is_unreal(number):
                continue
            kind = self._kind_of(number, part, word.lemma.lower())
            if kind is not None and (word.relation not in ("compound", "amod") or kind.islower()):
                yield number, kind

    def _kind_of(self, number: int, part: str, lemma: str) -> str | None:
        for row in happenings().get((part, lemma), ()):
            if (
                not self._has_before(number, row)
                and not self._has_after(number, row)
                and (not row.is_back or self._is_definite(number))
            ):
                return row.kind
        rules = event_rules()
        groups = rules.verbs.get(lemma, ()) if part == "v" else rules.nouns.get(lemma, ())
        kinds = {group.event_type for group, rest in groups if not rest and not group.with_words}
        return kinds.pop() if len(kinds) == 1 else None

    def _has_before(self, number: int, row: Happening) -> bool:
        words = self.annotation.words
        around = {
            words[n].lemma.lower()
            for n in self.annotation.children[number]
            if words[n].relation in ("compound", "amod", "nmod:poss")
        }
        return bool(around & row.not_before)

    def _has_after(self, number: int, row: Happening) -> bool:
        words = self.annotation.words
        below = {words[n].lemma.lower() for n in self.annotation.children[number] if words[n].relation == "nmod"}
        head = words[number].head
        above = words[head].lemma.lower() if head >= 0 and words[number].relation == "compound" else ""
        after = words[number + 1].lemma.lower() if number + 1 < len(words) else ""
        return bool((below | {above, after}) & row.not_after)

    def _is_definite(self, number: int) -> bool:
        """The attack, Monday's raid, the army's shelling: a noun that points at one happening."""
        words = self.annotation.words
        for child in self.annotation.children[number]:
            if words[child].relation == "nmod:poss" or (
                words[child].relation == "det" and words[child].text.lower() in BACK
            ):
                return True
            if words[child].relation in ("compound", "nmod:tmod", "nmod:unmarked") and words[child].text.endswith(
                "day"
            ):
                return True
        return False

    def _is_unreal(self, number: int) -> bool:
        """In a condition, or denied: nothing happened."""
        words = self.annotation.words
        if any(words[n].text.lower() in ("no", "any", "not", "never") for n in self.annotation.children[number]):
            return True
        head = words[number].head
        chain = [number, head] if head >= 0 else [number]
        return any(
            words[n].text.lower() in UNREAL and words[n].relation == "mark"
            for up in chain
            for n in self.annotation.children[up]
        )

    # --- one telling ------------------------------------------------------------------------------

    def of_event(self, event: Event, words: Sequence[int]) -> Telling:
        head = self._head(words)
        sentence = self.annotation.words[head].sentence
        day, precision = (event.date.value, event.date.precision) if event.date else (None, None)
        place, country, shown = self._place_of(event, sentence)
        return Telling(
            id=content_id("telling", self.reading.story.id, event.id), story=self.reading.story.id, outlet=self.reading.document.outlet,
            written_on=_day(self.reading.written_on), event=event.id, kind=event.event_type, mode=event.mode, status=event.status.value, statement=event.statement,
            lemma=self._lemma(words), trigger=event.trigger, sentence=sentence,
            actors=tuple(map(self._party, event.actors)), recipients=tuple(map(self._party, event.recipients)),
            day=_day(day), precision=precision, place=place, place_words=shown, country=country, figures=self._figures(event, sentence),
            names=self._names(sentence), countries=self._names(sentence, is_country=True), meaning=self.meanings[sentence], words=self._content(sentence), refers_back=self._is_definite(head),
            number=self._number(head), about=self.about,
        )  # fmt: skip

    def of_statement(self, statement: Statement, words: Sequence[int], kind: str) -> Telling:
        """An act of speech that was not coded as an event: "Kestria rejected that"."""
        found = self.of_words(words, kind)
        source = self._phrase(statement.source.phrase, statement.source.entity)
        target = self._phrase(statement.target or statement.addressee, None)
        identity = content_id("telling", self.reading.story.id, statement.id)
        return replace(
            found,
            id=identity,
            statement=statement.id,
            actors=source or found.actors,
            recipients=target or found.recipients,
        )

    def _phrase(self, words: Evidence | None, identity: str | None) -> tuple[Party, ...]:
        if words is None:
            return ()
        inside = tuple(self.annotation.words_in(words.span))
        head = self.annotation.words[self._head(inside)].lemma.lower() if inside else words.text.lower()
        entity = next((e for e in self.reading.entities if e.id == identity), None) or self._entity_in(words.span)
        return (_make_party(entity, head, None, None),)

    def of_words(self, words: Sequence[int], kind: str) -> Telling:
        head = self._head(words)
        sentence = self.annotation.words[head].sentence
        actors, recipients = self._sides(head)
        day, precision = self._time_near(head, sentence)
        place, country, shown = self._place_near(sentence)
        trigger = self.annotation.phrase(tuple(words))
        return Telling(
            id=content_id("telling", self.reading.story.id, trigger.span.start, trigger.span.end), story=self.reading.story.id,
            outlet=self.reading.document.outlet, written_on=_day(self.reading.written_on), event=None, kind=kind, mode=None, status=None, statement=None,
            lemma=self._lemma(words), trigger=trigger, sentence=sentence, actors=actors, recipients=recipients,
            day=_day(day), precision=precision, place=place, place_words=shown, country=country, figures=self._figures_in(sentence),
            names=self._names(sentence), countries=self._names(sentence, is_country=True), meaning=self.meanings[sentence], words=self._content(sentence), refers_back=self._is_definite(head),
            number=self._number(head), about=self.about,
        )  # fmt: skip

    def _head(self, words: Sequence[int]) -> int:
        inside = set(words)
        tops = [n for n in words if self.annotation.words[n].head not in inside]
        verbs = [n for n in tops if self.annotation.words[n].upos == "VERB"]
        return (verbs or tops or list(words))[0]

    def _lemma(self, words: Sequence[int]) -> str:
        return self.annotation.words[self._head(words)].lemma.lower()

    def _text(self, sentence: int) -> str:
        inside = self.annotation.sentence(sentence)
        return " ".join(self.annotation.words[n].text for n in inside)

    def _about(self, texts: Sequence[str]) -> InStory:
        title = self.reading.story.title.text if self.reading.story.title else ""
        counts: Counter[str] = Counter()
        for _, entity in self.mentions:
            if entity.kind.value != "country" and entity.name[:1].isupper():
                counts[fold(entity.name)] += 1
        counts.update(
            fold(place.name)
            for place in self.reading.places
            if place.country is None or fold(place.name) not in self.countries
        )
        names = tuple(name for name, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_NAMES])
        vector = text_vectors([" ".join([title, *texts[:LEAD]])], 4 * LONGEST)[0]
        return InStory(names, _packed(vector))

    def _names(self, sentence: int, *, is_country: bool = False) -> tuple[str, ...]:
        entities = (e for e in self.by_sentence.get(sentence, ()) if (e.kind is EntityKind.COUNTRY) is is_country)
        return tuple(sorted({fold(entity.name) for entity in entities if entity.name[:1].isupper()}))

    def _content(self, sentence: int) -> tuple[str, ...]:
        words = (self.annotation.words[n] for n in self.annotation.sentence(sentence))
        return tuple(sorted({word.lemma.lower() for word in words if word.upos in CONTENT and len(word.text) > 2}))

    def _number(self, head: int) -> str | None:
        for child in self.annotation.children[head]:
            text = self.annotation.words[child].text.lower()
            if text in NUMBERS:
                return text
        return None

    # --- parties ----------------------------------------------------------------------------------

    def _party(self, found: Participant) -> Party:
        words = tuple(self.annotation.words_in(found.evidence.span))
        head = self.annotation.words[self._head(words)].lemma.lower() if words else found.evidence.text.lower()
        entity = next((e for e in self.reading.entities if e.id == found.entity), None)
        entity = entity or self._entity_in(found.evidence.span)
        return _make_party(entity, head, found.country, found.sector)

    def _entity_in(self, span: Span) -> Entity | None:
        """The named entity that stands last in a phrase: the head of "rebel commander Ana Voska"."""
        inside = [e for s, e in self.mentions if span.start <= s.start and s.end <= span.end and e.name[:1].isupper()]
        return inside[-1] if inside else None

    def _sides(self, head: int) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
        words = self.annotation.words
        if words[head].upos == "VERB":
            actors = [*self.annotation.dependents(head, "obl:agent")]
            actors += [n for n in self.annotation.dependents(head, "nsubj") if words[n].relation == "nsubj"]
            recipients = [*self.annotation.dependents(head, "nsubj:pass", "obj", "iobj")]
        else:
            actors = [
                *self.annotation.dependents(head, "nmod:poss"),
                *self._with(head, "by"),
                *self._with(head, "between"),
            ]
            recipients = [
                *self._with(head, "of"),
                *self._with(head, "on"),
                *self._with(head, "against"),
                *self._with(head, "with"),
            ]
        return tuple(map(self._noun, actors)), tuple(map(self._noun, recipients))

    def _with(self, head: int, preposition: str) -> list[int]:
        found = []
        for child in self.annotation.dependents(head, "nmod", "obl"):
            cases = self.annotation.dependents(child, "case")
            if any(self.annotation.words[n].text.lower() == preposition for n in cases):
                found.append(child)
        return found

    def _noun(self, number: int) -> Party:
        word = self.annotation.words[number]
        entity = next((e for s, e in self.mentions if s.start <= word.span.start and word.span.end <= s.end), None)
        return _make_party(entity, word.lemma.lower(), None, None)

    # --- time, place, figures ---------------------------------------------------------------------

    def _time_near(self, head: int, sentence: int) -> tuple[str | None, str | None]:
        """The day that hangs on a word: "was shot on Monday", "Monday's raid"; one that only stands in the sentence may be another's."""
        inside = self._span(sentence)
        for time in self.reading.times:
            start = time.evidence.span.start
            if not inside.start <= start < inside.end or time.timex not in (Timex.DATE, Timex.TIME):
                continue
            if time.value and DAY.match(time.value) and self._hangs_on(time.evidence, head):
                return time.value, None
        return None, None

    def _hangs_on(self, words: Evidence, head: int) -> bool:
        inside = set(self.annotation.words_in(words.span))
        above = {self.annotation.words[n].head for n in inside} - inside
        return head in above

    def _place_of(self, event: Event, sentence: int) -> tuple[str | None, str | None, str | None]:
        if event.place is not None:
            return fold(event.place.name or event.place.evidence.text), event.place.country, event.place.evidence.text
        for party in event.recipients:
            for place in self.reading.places:
                if party.evidence.span.start <= place.evidence.span.start < party.evidence.span.end:
                    return fold(place.name), place.country, place.evidence.text
        return self._place_near(sentence)

    def _place_near(self, sentence: int) -> tuple[str | None, str | None, str | None]:
        """The one place of the sentence that follows a preposition of place, else none."""
        inside = self._span(sentence)
        found = [
            place
            for place in self.reading.places
            if inside.start <= place.evidence.span.start < inside.end and self._is_where(place.evidence)
        ]
        names = {fold(place.name) for place in found}
        return (
            (fold(found[0].name), found[0].country, found[0].evidence.text) if len(names) == 1 else (None, None, None)
        )

    def _is_where(self, words: Evidence) -> bool:
        for number in self.annotation.words_in(words.span):
            for child in self.annotation.children[number]:
                word = self.annotation.words[child]
                if word.relation == "case" and word.text.lower() in (
                    "in",
                    "at",
                    "near",
                    "outside",
                    "off",
                    "on",
                    "around",
                    "over",
                    "from",
                ):
                    return True
        return False

    def _figures(self, event: Event, sentence: int) -> tuple[Figure, ...]:
        known = [q for q in self.reading.quantities if q.id in event.quantities]
        return _figures(known) or self._figures_in(sentence)

    def _figures_in(self, sentence: int) -> tuple[Figure, ...]:
        inside = self._span(sentence)
        return _figures([q for q in self.reading.quantities if inside.start <= q.evidence.span.start < inside.end])

    def _span(self, sentence: int) -> Span:
        inside = self.annotation.sentence(sentence)
        return Span(self.annotation.words[inside[0]].span.start, self.annotation.words[inside[-1]].span.end)


def _figures(quantities: Sequence[Quantity]) -> tuple[Figure, ...]:
    found = {Figure(_last(q.of), float(q.value)) for q in quantities if q.value is not None and q.of}
    return tuple(sorted(found, key=lambda one: (one.of, one.value)))[:6]


@lru_cache(maxsize=4096)
def _last(of: str) -> str:
    return fold(of).rpartition(" ")[2]


def _make_party(entity: Entity | None, head: str, country: str | None, sector: str | None) -> Party:
    if entity is None:
        return Party(None, (), None, head, country, sector)
    names = tuple(
        sorted(
            {fold(name.text) for name in entity.names if name.text[:1].isupper()}
            | ({fold(entity.name)} if entity.name[:1].isupper() else set())
        )
    )[:5]
    return Party(entity.id, names, entity.kind.value, head, country or entity.country, sector or entity.sector)


def _day(value: str | None) -> str | None:
    found = DAY.match(value or "")
    return found[0] if found else None


def _packed(vector: np.ndarray) -> tuple[int, ...]:
    return tuple(int(x) for x in np.clip(np.rint(vector * 200), -127, 127))
