"""One story's events: triggers, roles, status, and the time, place and amounts bound to each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from onrecord.events.finding import choose_triggers
from onrecord.events.heads import EventHead, Links
from onrecord.events.parties import Phrase, read_parties, with_names, without_followers
from onrecord.events.roles import find_actors, find_recipients, find_victims, phrase_words
from onrecord.events.status import HISTORICAL_YEARS, carrier_of, grammatical_status, weigh
from onrecord.events.triggers import Trigger
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
    Place,
    Span,
    Statement,
    Story,
    Time,
    Timex,
    content_id,
)
from onrecord.rules.actors import ActorDictionary
from onrecord.rules.countries import country_of_adjective, country_of_capital
from onrecord.rules.ontology import CONTEXTS, context_words
from onrecord.rules.times import precision_of
from onrecord.rules.triggers import MODALITY, TYPES, EventRules

VERSION = "2"
UNLIKELY = -3.0
"""Mean log-odds under which the head rules out an actor that the parse proposes where it has none of its own."""
BETWEEN_GOVERNMENTS = frozenset(
    "AGREE CONSULT SUPPORT CONCEDE COOPERATE REQUEST ACCUSE REJECT THREATEN SANCTION".split()
)
"""Types whose party is the government where the text names a capital: nobody accuses a city."""
DISMISSED = frozenset({("RETREAT", "resign"), ("SANCTION", "expel")})
"""What is no event of its own where somebody calls for it."""
OWNED = frozenset(
    {("COERCE", "arrest"), ("COERCE", "deport"), ("RETREAT", "release"), ("ASSAULT", "abduct"), ("SANCTION", "convict")}
)
"""Deeds whose owner, where that is a person, suffers them."""
STATELESS = frozenset({"IGO", "NGO"})
"""What PLOVER writes in place of a country."""
MODE = 0.6
"""The probability of a mode, among those of its type, where the rule has none."""
FUTURE = 0.3
"""The probability of what a planned deed counts as, where only the head says that it is planned."""
DOUBTFUL = -4.0
"""Log-odds under which the head rules out what the grammar proposes."""
REFLEXIVE = frozenset("himself herself itself themselves myself yourself ourselves".split())
CALLED = frozenset("called named dubbed nicknamed".split())
"""Words between a party and its name."""
GOVERNED = frozenset("nsubj obj iobj".split())
BOUNDS = frozenset("since until till before after by ahead following".split())
"""Words before a date that is not the event's own: "their first talks since 2022"."""
VAGUE = "_REF"
"""The end of a value that is no date: "now", "recently"."""


@dataclass(frozen=True, slots=True)
class Coder:
    """The coding of one story."""

    story: Story
    annotation: Annotation
    entities: Sequence[Entity]
    statements: Sequence[Statement]
    rules: EventRules
    head: EventHead
    names: tuple[range, ...] = ()
    """The words of every name of the story."""
    actors: ActorDictionary | None = None

    def events(self) -> tuple[Event, ...]:
        """Every event of the story, each once, in the order of the triggers; of a heading what the body does not tell."""
        found: dict[str, Event] = {}
        headings: list[Event] = []
        for number, sentence in enumerate(self.story.sentences):
            events = self._sentence(number)
            if sentence.kind is LineKind.HEADING:
                headings.extend(events)
            else:
                found |= {event.id: event for event in events if event.id not in found}
        told = {event.event_type for event in found.values()}
        found |= {event.id: event for event in headings if event.event_type not in told}
        return tuple(sorted(found.values(), key=lambda event: event.trigger.span))

    def _sentence(self, number: int) -> list[Event]:
        found: list[Event] = []
        triggers = choose_triggers(self.annotation, self.rules, self.head, number)
        for trigger in triggers:
            event = None if self._repeats(trigger, triggers) else self._event(trigger)
            if event is None:
                continue
            event = self._asked(event, trigger, found)
            if not (self._is_promised(event, trigger, found) or self._is_dismissal(event, trigger, found)):
                found.append(event)
        forces = [{party.evidence.span for party in e.actors} for e in found if e.event_type == "ASSAULT"]
        return [event for event in found if event.event_type != "MOBILIZE" or not _is_used(event, forces)]

    def _above(self, trigger: Trigger, found: Sequence[Event]) -> list[Event]:
        """Those of the events whose trigger is what this one hangs on."""
        above = self.annotation.words[trigger.word].head
        return [] if above < 0 else [e for e in found if e.trigger.span.overlaps(self.annotation.words[above].span)]

    def _asked(self, event: Event, trigger: Trigger, found: Sequence[Event]) -> Event:
        """What somebody is asked to do, done by whom the request addresses: not by who asks."""
        if event.status is not EventStatus.CALLED_FOR or trigger.nominal:
            return event
        for one in self._above(trigger, found):
            asking = [party.evidence.span for party in one.actors]
            own = all(any(span.overlaps(party.evidence.span) for span in asking) for party in event.actors)
            if one.event_type == "REQUEST" and one.recipients and own:
                return replace(event, actors=one.recipients)
        return event

    def _is_dismissal(self, event: Event, trigger: Trigger, found: Sequence[Event]) -> bool:
        """True for a dismissal or a resignation that somebody calls for: that is the request (PLOVER: REQUEST, change)."""
        wanted = event.status is EventStatus.CALLED_FOR and (event.event_type, event.mode) in DISMISSED
        return wanted and any(one.event_type == "REQUEST" for one in self._above(trigger, found))

    def _is_promised(self, event: Event, trigger: Trigger, found: Sequence[Event]) -> bool:
        """True for what an event of this type and these actors before it promises or refuses: "agreed to share data", "refused to
        receive them"."""
        if event.status is not EventStatus.PLANNED and self.annotation.words[trigger.word].relation != "xcomp":
            return False
        parties = {party.evidence.span for party in event.actors}
        return any(
            one.event_type == event.event_type and parties <= {party.evidence.span for party in one.actors}
            for one in self._above(trigger, found)
        )

    def _repeats(self, trigger: Trigger, triggers: Sequence[Trigger]) -> bool:
        """True for a noun that names again what a verb of its own clause names, "attacked … the attack", and for a verb that says
        nothing more than its subject: "the ceasefire took effect"."""
        annotation = self.annotation
        same = [other for other in triggers if other.event_type == trigger.event_type and other is not trigger]
        if trigger.nominal:
            above = annotation.words[trigger.word].head
            return any(other.word == above and not self._is_empty(other, trigger) for other in same)
        return any(self._is_empty(trigger, other) for other in same)

    def _is_empty(self, verb: Trigger, noun: Trigger) -> bool:
        """True for a verb that no rule names with a deed as its subject."""
        subjects = self.annotation.dependents(verb.word, "nsubj", "nsubj:pass")
        return verb.sure and not verb.nominal and noun.nominal and noun.word in subjects

    def _event(self, trigger: Trigger) -> Event | None:
        group = trigger.group
        links = self.head.links(trigger.words)
        actors, recipients = read_parties(self.annotation, trigger, links)
        if not trigger.sure:
            actors, recipients = self._with_listed(trigger, actors, recipients, links)
        actors = without_followers(self.annotation, trigger, actors, recipients)
        recipients = self._blamed(trigger, recipients, actors)
        actors, recipients = self._named(actors, "actor", links), self._named(recipients, "recipient", links)
        if any(self._is_reflexive(number) for number in self.annotation.dependents(trigger.word, "obj")) and not (
            REFLEXIVE & group.objects
        ):
            return None  # "defended himself" is done to nobody else
        if self._is_done_to(trigger, actors, recipients):
            actors, recipients = [], actors
        if group.reciprocal:
            actors, recipients = [*actors, *recipients], []
        if group.means and not trigger.sure:
            victims = find_victims(self.annotation, trigger)
            actors, recipients = [], [self._phrase(head) for head in victims] or recipients
        if not (actors or recipients):
            return None
        grammar = grammatical_status(self.annotation, self.rules, trigger)
        carrier = carrier_of(self.statements, self.annotation.words[trigger.word].span)
        date = self._date(trigger, links)
        status = weigh(grammar, carrier, self.head.status(trigger.words), speech=group.speech)
        if status is EventStatus.ACTUAL and self._is_history(date):
            status = EventStatus.HISTORICAL
        event_type = trigger.event_type
        if group.future and status is EventStatus.PLANNED:
            likely = self.head.kind(trigger.words, group.future) > FUTURE
            event_type = group.future if likely or grammar is EventStatus.PLANNED else event_type
        return self._build(trigger, event_type, (actors, recipients), (status, carrier), date, links)

    def _with_listed(
        self, trigger: Trigger, actors: list[Phrase], recipients: list[Phrase], links: Links
    ) -> tuple[list[Phrase], list[Phrase]]:
        """Where the head finds nobody on a side, those whom the parse and the rule take for it, unless the head rules them
        out."""

        def proposed(role: str, heads: Sequence[int], other: Sequence[Phrase]) -> list[Phrase]:
            taken = {word for party in other for word in party.words}
            phrases = map(self._phrase, heads)
            return [p for p in phrases if not taken & set(p.words) and links.mean(role, p.words) > UNLIKELY]

        if not actors:
            heads = self._parties(find_actors(self.annotation, trigger), ("both",))
            actors = proposed("actor", heads, recipients)
        together = trigger.group.reciprocal and len(actors) == 1
        if not recipients and (actors or not trigger.group.reciprocal):
            heads = self._parties(find_recipients(self.annotation, trigger), ("both", "recipient"))
            recipients = proposed("actor" if together else "recipient", heads, actors)
        return actors, recipients

    def _phrase(self, head: int) -> Phrase:
        """The noun phrase of a head that the parse gives, without a score of its own."""
        return Phrase(phrase_words(self.annotation, head), head, 0.0)

    def _named(self, found: Sequence[Phrase], role: str, links: Links) -> list[Phrase]:
        """The parties with the names that belong to them, "a colonel called Orlan", and whom a bare "his" or "her" is only the owner of."""
        whole = [self._with_called(self._with_owned(one, role, links)) for one in found]
        return with_names(
            [one for n, one in enumerate(whole) if one.words not in [w.words for w in whole[:n]]], self.names
        )

    def _with_owned(self, party: Phrase, role: str, links: Links) -> Phrase:
        """For a bare possessive what it owns, where that may act and the head does not rule it out: "his listeners"."""
        owner = self.annotation.words[party.head]
        if len(party.words) > 1 or owner.xpos != "PRP$" or owner.relation != "nmod:poss":
            return party
        whole = self._phrase(owner.head)
        likely = party.head in whole.words and links.mean(role, whole.words) > UNLIKELY
        governed = self.annotation.words[owner.head].relation in GOVERNED
        return whole if governed and likely and self._party(owner.head) == "both" else party

    def _with_called(self, party: Phrase) -> Phrase:
        """A party together with the name that it is said to have."""
        words, last = self.annotation.words, party.words[-1]
        names = [name for name in self.names if name.start == last + 2]
        if not names or words[last + 1].text.lower() not in CALLED or words[last + 1].head not in party.words:
            return party
        return Phrase(tuple(range(party.words[0], names[0].stop)), party.head, party.score)

    def _blamed(self, trigger: Trigger, recipients: list[Phrase], actors: Sequence[Phrase]) -> list[Phrase]:
        """Who is blamed: "blamed the failure on the mayor", not for what."""
        words = self.annotation.words
        if trigger.nominal or words[trigger.word].lemma.lower() != "blame":
            return recipients
        things = self.annotation.dependents(trigger.word, "obj", "nsubj:pass")
        below = [n for head in (trigger.word, *things) for n in self.annotation.dependents(head, "obl", "nmod")]
        cases = {n: {words[c].lemma.lower() for c in self.annotation.dependents(n, "case")} for n in below}
        blamed = [self._phrase(n) for n in below if cases[n] == {"on"} and self._party(n) in ("both", "recipient")]
        taken = {word for party in actors for word in party.words}
        return [one for one in blamed if not taken & set(one.words)] or recipients

    def _is_done_to(self, trigger: Trigger, actors: Sequence[Phrase], recipients: Sequence[Phrase]) -> bool:
        """True where a person owns what is done to people: "the mayor's arrest", "her release"."""
        if not trigger.nominal or recipients or len(actors) != 1 or (trigger.event_type, trigger.mode) not in OWNED:
            return False
        owner = self.annotation.words[actors[0].head]
        entity = self._entity_at(owner.span)
        human = owner.upos == "PRON" or (entity is not None and entity.kind is EntityKind.PERSON)
        return human and owner.relation == "nmod:poss" and owner.head == trigger.word

    def _is_reflexive(self, word: int) -> bool:
        return self.annotation.words[word].text.lower() in REFLEXIVE

    def _build(
        self,
        trigger: Trigger,
        event_type: str,
        roles: tuple[list[Phrase], list[Phrase]],
        standing: tuple[EventStatus, Statement | None],
        date: EventDate | None,
        links: Links,
    ) -> Event:
        status, carrier = standing
        group = trigger.group
        words = self.annotation.phrase(trigger.words)
        actors, recipients = (tuple(self._participant(one, event_type) for one in phrases) for phrases in roles)
        mode = trigger.mode or self.head.mode(trigger.words, trigger.event_type, MODE)
        mode = mode if event_type == trigger.event_type else None
        identity = [list(p.evidence.span) for p in (*actors, *recipients)]
        return Event(
            id=content_id("event", self.story.id, event_type, mode, list(words.span), identity),
            story=self.story.id,
            event_type=event_type,
            mode=mode,
            contexts=self._contexts(trigger, mode, (*actors, *recipients)),
            quad=TYPES[event_type],
            actors=actors,
            recipients=recipients,
            trigger=words,
            date=date,
            place=self._place(trigger, links),
            quantities=self._quantities(trigger, roles, links),
            status=status,
            modality=MODALITY.get(status),
            statement=carrier.id if carrier else None,
            origin=Origin("events", group.id, VERSION),
        )

    def _contexts(self, trigger: Trigger, mode: str | None, parties: Sequence[Participant]) -> tuple[str, ...]:
        """PLOVER's contexts: those of the rule and the mode, and what the words of the clause and the parties tell."""
        told = context_words()
        spans = [party.evidence.span for party in parties]
        near = set(self.annotation.subtree(trigger.word)) | {
            n for span in spans for n in self.annotation.words_in(span)
        }
        found = set(trigger.group.contexts) | ({mode} & {"cyber", "misinformation"} if mode else set())
        for number in near:
            found |= told.get(self.annotation.words[number].lemma.lower(), frozenset())
        return tuple(context for context in CONTEXTS if context in found)

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

    def _participant(self, party: Phrase, event_type: str) -> Participant:
        phrase = self.annotation.phrase(party.words)
        head = self.annotation.words[party.head]
        entity = self._entity_at(head.span)
        country = entity.country if entity else None
        sector = entity.sector if entity else None
        if country is None:
            country = self._country_inside(phrase.span)
        if sector is None:
            before = self.annotation.words[party.head - 1].lemma.lower() if party.head - 1 in party.words else ""
            lemma = head.lemma.lower()
            sector = self.rules.sectors.get(f"{before} {lemma}", self.rules.sectors.get(lemma))
        if sector is None and entity is not None and entity.kind is EntityKind.COUNTRY:
            sector = "GOV"
        if country is None and event_type in BETWEEN_GOVERNMENTS:
            country = country_of_capital(phrase.text)
            sector = sector or ("GOV" if country else None)
        if sector in STATELESS:
            country, sector = country or sector, None
        if self.actors is not None:
            code, role = self.actors.find(phrase.text, self._day())
            country, sector = code or country, role or sector
        return Participant(entity.id if entity else None, phrase, country, sector)

    def _day(self) -> str | None:
        """The day on which the story was written, as far as it is known."""
        return self.story.written_on.value[:10] if self.story.written_on else None

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
        """The country that a phrase names, by its name, its adjective or its capital: "Danish police", "Beijing's envoy"."""
        found = {
            entity.country
            for entity in self.entities
            if entity.kind is EntityKind.COUNTRY and entity.country
            for mention in entity.mentions
            if mention.story == self.story.id and span.covers(mention.evidence.span)
        }
        if not found:
            inside = [self.annotation.words[n] for n in self.annotation.words_in(span)]
            owners = {country_of_capital(word.text) for word in inside if word.relation == "nmod:poss"}
            peoples = {country_of_adjective(word.text) for word in inside if word.text[:1].isupper()}
            found = {country for country in owners | peoples if country}
        return found.pop() if len(found) == 1 else None

    # --- time, place, amounts ---------------------------------------------------------------------

    def _date(self, trigger: Trigger, links: Links) -> EventDate | None:
        """The date that the head links to the trigger, or the only one in its own clause that the head does not rule out."""
        times = [t for t in self.annotation.times if t.timex in (Timex.DATE, Timex.TIME)]
        times = [t for t in times if not (t.value or "").endswith(VAGUE)]
        scored = [(links.mean("date", self.annotation.words_in(t.evidence.span)), t) for t in times]
        near = [t for t in times if self._governor(t.evidence, trigger.word) and not self._is_bound(t.evidence)]
        only = len({t.value or t.evidence.text for t in near}) == 1
        scored = [(score, t) for score, t in scored if score > 0 or (only and t in near and score > DOUBTFUL)]
        best = max(scored, key=lambda one: one[0], default=None)
        return event_date(best[1]) if best else None

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

    def _place(self, trigger: Trigger, links: Links) -> EventPlace | None:
        """The place that the head links to the trigger, or the first that hangs on it by in, at, near and their like."""
        best: tuple[float, Place] | None = None
        for place in self.annotation.places:
            inside = self.annotation.words_in(place.evidence.span)
            score = links.mean("place", inside)
            if score > 0 or (score > DOUBTFUL and inside and self._is_location(inside, trigger.word)):
                best = max(best, (score, place), key=lambda one: one[0]) if best else (score, place)
        if best is None:
            return None
        place = best[1]
        return EventPlace(place.id, place.evidence, place.name, place.country)

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

    def _quantities(self, trigger: Trigger, roles: tuple[list[Phrase], list[Phrase]], links: Links) -> tuple[str, ...]:
        """Amounts that the head links to the trigger, and those inside the parties and its object."""
        objects = self.annotation.dependents(trigger.word, "obj", "nsubj:pass")
        phrases = [
            *(party.words for side in roles for party in side),
            *(phrase_words(self.annotation, n) for n in objects),
        ]
        spans = [self.annotation.phrase(words).span for words in phrases]
        found = []
        for quantity in self.annotation.quantities:
            score = links.mean("amount", self.annotation.words_in(quantity.evidence.span))
            within = any(span.overlaps(quantity.evidence.span) for span in spans)
            if score > 0 or (within and score > DOUBTFUL):
                found.append(quantity.id)
        return tuple(found)

    def _is_history(self, date: EventDate | None) -> bool:
        written = self.story.written_on
        if date is None or date.value is None or written is None or date.value.startswith("X"):
            return False
        if date.value.startswith("BC"):
            return True
        year = int(date.value.partition("-")[0].partition("T")[0].ljust(4, "9"))
        return int(written.value[:4]) - year >= HISTORICAL_YEARS


def _is_used(event: Event, forces: list[set[Span]]) -> bool:
    """True when the force that an event shows is used in the same sentence: PLOVER codes the assault alone."""
    own = {party.evidence.span for party in event.actors}
    return any(not own or not other or own & other for other in forces)


def event_date(time: Time) -> EventDate:
    """The date of an event from its time expression; what is no date has neither value nor precision."""
    value = time.value
    precision = precision_of(value) if value else None
    return EventDate(value if precision else None, precision, time.evidence)
