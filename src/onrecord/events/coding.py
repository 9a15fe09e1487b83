"""One story's events: triggers, roles, status, and the time, place and amounts bound to each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.events.roles import find_actors, find_recipients, phrase_words
from onrecord.events.status import HISTORICAL_YEARS, carrier_of, combine, grammatical_status
from onrecord.events.triggers import Trigger, find_triggers
from onrecord.model import (
    Annotation,
    Entity,
    EntityKind,
    Event,
    EventDate,
    EventPlace,
    EventStatus,
    Evidence,
    LineKind,
    Origin,
    Participant,
    Span,
    Statement,
    Story,
    Time,
    Timex,
    content_id,
)
from onrecord.rules.triggers import TYPES, EventRules

VERSION = "2"
REFLEXIVE = frozenset("himself herself itself themselves myself yourself ourselves".split())
BOUNDS = frozenset("since until till before after by ahead following".split())
"""Words before a date that is not the event's own: "their first talks since 2022"."""
PRECISION = {3: "decade", 4: "year", 7: "month", 8: "week", 10: "day"}


@dataclass(frozen=True, slots=True)
class Coder:
    """The coding of one story."""

    story: Story
    annotation: Annotation
    entities: Sequence[Entity]
    statements: Sequence[Statement]
    rules: EventRules

    def events(self) -> tuple[Event, ...]:
        """Every event of the story, each once, in the order of the triggers."""
        found: dict[str, Event] = {}
        for number, sentence in enumerate(self.story.sentences):
            if sentence.kind is LineKind.HEADING:
                continue
            for event in self._sentence(number):
                found.setdefault(event.id, event)
        return tuple(sorted(found.values(), key=lambda event: event.trigger.span))

    def _sentence(self, number: int) -> Iterator[Event]:
        coded: list[tuple[str, str | None, int]] = []
        for trigger in find_triggers(self.annotation, self.rules, number):
            event = self._event(trigger)
            if event is None or self._repeats(trigger, coded):
                continue
            coded.append((trigger.group.event_type, trigger.group.mode, trigger.word))
            yield event

    def _repeats(self, trigger: Trigger, coded: list[tuple[str, str | None, int]]) -> bool:
        """True for a noun that names again what a verb of its own clause names: "attacked … the attack"."""
        if not trigger.nominal:
            return False
        above = self.annotation.words[trigger.word].head
        return any(kind == trigger.group.event_type and word == above for kind, _, word in coded)

    def _event(self, trigger: Trigger) -> Event | None:
        group = trigger.group
        found = find_recipients(self.annotation, trigger)
        if any(self.annotation.words[n].text.lower() in REFLEXIVE for n in found):
            return None  # "defended himself" is done to nobody else
        actors = self._parties(find_actors(self.annotation, trigger), ("both",))
        recipients = [n for n in self._parties(found, ("both", "recipient")) if n not in actors]
        if group.reciprocal:
            actors, recipients = [*actors, *recipients], []
        needed = {
            "actor": bool(actors),
            "recipient": bool(found) or (group.reciprocal and len(actors) > 1),
            "object": True,
        }
        if not (actors or recipients) or not all(needed[need] for need in group.needs):
            return None
        grammar, modality = grammatical_status(self.annotation, self.rules, trigger)
        span = self.annotation.words[trigger.word].span
        carrier = carrier_of(self.statements, span)
        date = self._date(trigger)
        status = combine(grammar, carrier, speech=group.speech)
        if status is EventStatus.ACTUAL and self._is_history(date):
            status, modality = EventStatus.HISTORICAL, "historical"
        event_type = group.future if group.future and status is EventStatus.PLANNED else group.event_type
        return self._build(trigger, event_type, (actors, recipients), (status, modality, carrier), date)

    def _build(
        self,
        trigger: Trigger,
        event_type: str,
        roles: tuple[list[int], list[int]],
        standing: tuple[EventStatus, str | None, Statement | None],
        date: EventDate | None,
    ) -> Event:
        status, modality, carrier = standing
        group = trigger.group
        words = self.annotation.phrase((trigger.word, *(n for n in trigger.parts if abs(n - trigger.word) <= 3)))
        actors, recipients = (tuple(self._participant(n) for n in heads) for heads in roles)
        mode = group.mode if event_type == group.event_type else None
        identity = [list(p.evidence.span) for p in (*actors, *recipients)]
        return Event(
            id=content_id("event", self.story.id, event_type, mode, list(words.span), identity),
            story=self.story.id,
            event_type=event_type,
            mode=mode,
            contexts=group.contexts,
            quad=TYPES[event_type],
            actors=actors,
            recipients=recipients,
            trigger=words,
            date=date,
            place=self._place(trigger),
            quantities=self._quantities(trigger, roles),
            status=status,
            modality=modality,
            statement=carrier.id if carrier else None,
            origin=Origin("events", group.id, VERSION),
        )

    # --- participants -----------------------------------------------------------------------------

    def _parties(self, heads: Sequence[int], wanted: tuple[str, ...]) -> list[int]:
        """Those that may be a party; for a thing whose owner may, the owner: "Brook's remarks" are Brook's."""
        found: list[int] = []
        for head in heads:
            owners = self.annotation.dependents(head, "nmod:poss")
            chosen = (
                head if self._party(head) in wanted else next((o for o in owners if self._party(o) in wanted), None)
            )
            if chosen is not None and chosen not in found:
                found.append(chosen)
        return found

    def _party(self, head: int) -> str:
        word = self.annotation.words[head]
        if any(time.evidence.span.covers(word.span) for time in self.annotation.times):
            return "none"
        entity = self._entity_at(word.span)
        if word.upos != "NOUN" or (entity is not None and entity.kind is not EntityKind.OTHER):
            return "both"
        return self.rules.party(word.lemma.lower())

    def _participant(self, head: int) -> Participant:
        words = phrase_words(self.annotation, head)
        phrase = self.annotation.phrase(words)
        entity = self._entity_at(self.annotation.words[head].span)
        country = entity.country if entity else None
        sector = entity.sector if entity else None
        if country is None:
            country = self._country_inside(phrase.span)
        if sector is None:
            sector = self.rules.sectors.get(self.annotation.words[head].lemma.lower())
        if sector is None and entity is not None and entity.kind is EntityKind.COUNTRY:
            sector = "GOV"
        return Participant(entity.id if entity else None, phrase, country, sector)

    def _entity_at(self, span: Span) -> Entity | None:
        """The entity with the shortest mention over these characters."""
        best: tuple[int, Entity] | None = None
        for entity in self.entities:
            for mention in entity.mentions:
                if mention.story == self.story.id and mention.evidence.span.covers(span):
                    length = len(mention.evidence.text)
                    if best is None or length < best[0]:
                        best = (length, entity)
        return best[1] if best else None

    def _country_inside(self, span: Span) -> str | None:
        found = {
            entity.country
            for entity in self.entities
            if entity.kind is EntityKind.COUNTRY and entity.country
            for mention in entity.mentions
            if mention.story == self.story.id and span.covers(mention.evidence.span)
        }
        return found.pop() if len(found) == 1 else None

    # --- time, place, amounts ---------------------------------------------------------------------

    def _date(self, trigger: Trigger) -> EventDate | None:
        """The date in the trigger's own clause; where the sentence has just one date and one verb of its own, that."""
        times = [t for t in self.annotation.times if t.timex in (Timex.DATE, Timex.TIME) and t.value]
        near = [t for t in times if self._governor(t.evidence, trigger.word) and not self._is_bound(t.evidence)]
        chosen = near[0] if len({t.value for t in near}) == 1 else None
        return _event_date(chosen) if chosen else None

    def _is_bound(self, words: Evidence) -> bool:
        inside = self.annotation.words_in(words.span)
        before = {
            self.annotation.words[c].text.lower() for n in inside for c in self.annotation.dependents(n, "case", "mark")
        }
        return bool(before & BOUNDS)

    def _governor(self, words: Evidence, verb: int) -> bool:
        """True when the words hang on `verb` directly, or on its object or subject phrase."""
        inside = self.annotation.words_in(words.span)
        if not inside:
            return False
        heads = {self.annotation.words[n].head for n in inside} - set(inside)
        above = {
            self.annotation.words[h].head
            for h in heads
            if h >= 0 and self.annotation.words[h].upos in ("NOUN", "PROPN", "NUM")
        }
        return verb in heads or verb in above

    def _place(self, trigger: Trigger) -> EventPlace | None:
        """The place that hangs on the trigger by in, at, near, on, outside or off."""
        for place in self.annotation.places:
            inside = self.annotation.words_in(place.evidence.span)
            if inside and self._is_location(inside, trigger.word):
                return EventPlace(place.id, place.evidence, place.name, place.country)
        return None

    def _is_location(self, inside: range, verb: int) -> bool:
        for number in inside:
            word = self.annotation.words[number]
            if word.head in inside:
                continue
            cases = {self.annotation.words[c].lemma.lower() for c in self.annotation.dependents(number, "case")}
            return (
                word.head == verb
                and word.relation in ("obl", "nmod")
                and bool(cases & {"in", "at", "near", "on", "outside", "off", "around"})
            )
        return False

    def _quantities(self, trigger: Trigger, roles: tuple[list[int], list[int]]) -> tuple[str, ...]:
        """Amounts inside the participants and the object of the trigger."""
        heads = [*roles[0], *roles[1], *self.annotation.dependents(trigger.word, "obj", "nsubj:pass")]
        spans = [self.annotation.phrase(phrase_words(self.annotation, head)).span for head in heads]
        return tuple(q.id for q in self.annotation.quantities if any(span.overlaps(q.evidence.span) for span in spans))

    def _is_history(self, date: EventDate | None) -> bool:
        written = self.story.written_on
        if date is None or written is None or not date.value[:4].isdigit():
            return False
        return int(written.value[:4]) - int(date.value[:4]) >= HISTORICAL_YEARS


def _event_date(time: Time) -> EventDate:
    value = time.value or ""
    day = value.partition("T")[0]
    precision = "time" if "T" in value else PRECISION.get(len(day), "day")
    return EventDate(value, precision, time.evidence)
