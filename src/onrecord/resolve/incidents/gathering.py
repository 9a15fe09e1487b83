"""What the parse and the readings say of a happening told by one word: who, when, where, how many."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from onrecord.model import Annotation, Entity, EntityKind, Event, Evidence, Place, StoryReading, Time, Timex
from onrecord.model.record import MentionForm, Participant, Quantity
from onrecord.resolve.incidents.alike import rarity
from onrecord.resolve.incidents.digests import Days, Figure, Party, Spot
from onrecord.rules.periods import period_of
from onrecord.rules.times import precision_of

SPOTS = frozenset((EntityKind.PLACE, EntityKind.FACILITY))
OBLIQUE = frozenset(("obl", "nmod"))
RECIPIENT_CASES = frozenset(("against", "on", "of", "at", "with", "to", "from", "into"))
CLAUSES = frozenset(("root", "conj", "advcl", "ccomp", "parataxis", "acl", "acl:relcl", "csubj"))
PRECISE = frozenset(("time", "day", "week", "month", "season", "half", "year"))
"""How near a date must be told to say when something happened."""
MOST_NAMES = 3
ABOUT = 20
HARM = {
    "killed": "kill dead die death toll fatality perish murder body drown victim slay lose massacre corpse burial bury".split(),
    "injured": "injure injured wound wounded hurt injury hospital hospitalise treat casualty maim".split(),
    "arrested": "arrest detain detention custody jail imprison round detainee".split(),
    "missing": "missing unaccounted trap miss".split(),
    "displaced": "evacuate displace flee homeless evacuee refugee".split(),
    "released": "release free swap exchange prisoner hostage hand".split(),
}
HARMS = {lemma: name for name, lemmas in HARM.items() for lemma in lemmas}


class Facts:
    """One story's readings, by word: made once, asked for each trigger."""

    def __init__(self, annotation: Annotation, reading: StoryReading) -> None:
        self.annotation = annotation
        self.entities = _by_word(annotation, reading)
        self.times = [
            (annotation.words_in(time.evidence.span), time)
            for time in reading.times
            if time.timex in (Timex.DATE, Timex.TIME)
        ]
        self.places = [(annotation.words_in(place.evidence.span), place) for place in reading.places]
        self.quantities = [(annotation.words_in(found.evidence.span), found) for found in reading.quantities]
        self.cast = _cast(reading)
        self.about = _about(annotation)

    def clause_of(self, word: int) -> int:
        """The head of the clause that a word stands in."""
        words, seen = self.annotation.words, 0
        while words[word].head >= 0 and words[word].relation not in CLAUSES and seen < 60:
            word, seen = words[word].head, seen + 1
        return word

    def sentence(self, word: int) -> range:
        """The words of its sentence."""
        return self.annotation.sentence(self.annotation.words[word].sentence)


def _by_word(annotation: Annotation, reading: StoryReading) -> dict[int, Entity]:
    """For each word of a mention its entity, the shortest mention winning; pronouns too."""
    found: dict[int, tuple[int, Entity]] = {}
    for entity in reading.entities:
        for mention in entity.mentions:
            if mention.story != reading.story.id:
                continue
            span = mention.evidence.span
            for word in annotation.words_in(span):
                if word not in found or found[word][0] > span.end - span.start:
                    found[word] = (span.end - span.start, entity)
    return {word: entity for word, (_, entity) in found.items()}


def _cast(reading: StoryReading) -> tuple[str, ...]:
    """Names that the story is full of, the most mentioned first."""
    counted = [
        (sum(mention.story == reading.story.id for mention in entity.mentions), entity.name)
        for entity in reading.entities
        if any(mention.form is MentionForm.NAME for mention in entity.mentions)
    ]
    return tuple(
        name for _, name in sorted((pair for pair in counted if pair[0]), key=lambda pair: (-pair[0], pair[1]))[:10]
    )


def _about(annotation: Annotation) -> tuple[str, ...]:
    """The content lemmas that come often and are rare elsewhere, the most telling first."""
    counts = Counter(
        word.lemma.lower()
        for word in annotation.words
        if word.upos in ("NOUN", "VERB", "PROPN", "ADJ") and len(word.lemma) > 2
    )
    weighed = sorted(counts, key=lambda lemma: (-round(rarity(lemma) * math.log1p(counts[lemma]), 6), lemma))
    return tuple(weighed[:ABOUT])


# --- who ------------------------------------------------------------------------------------------


def parties_of(facts: Facts, word: int, event: Event | None) -> tuple[Party, ...]:
    """Who took part: what the event says, else what the parse says; and the named things beside it in the clause."""
    found: list[Party] = []
    if event is not None:
        found += [_coded(facts, "actor", one) for one in event.actors]
        found += [_coded(facts, "recipient", one) for one in event.recipients]
    heads: set[int] = set()
    for role, head in _roles(facts.annotation, word):
        heads.add(head)
        if not any(party.role == role for party in found) or event is None:
            found += _read(facts, role, head)
    found += _near(facts, word, found)
    return tuple(dict.fromkeys(found))[:10]


def _coded(facts: Facts, role: str, participant: Participant) -> Party:
    words = facts.annotation.words_in(participant.evidence.span)
    head = _head(facts.annotation, words) if words else None
    entity = facts.entities.get(head) if head is not None else None
    inside = [facts.entities[word] for word in words if word in facts.entities]
    if entity is None and inside:
        entity = inside[0]
    text = _core(facts.annotation, head) if head is not None else participant.evidence.text
    if entity is None:
        return Party(role, text, participant.entity, (), None, participant.country, participant.sector)
    return _party(role, text, entity, participant.country, participant.sector)


def _head(annotation: Annotation, words: Sequence[int]) -> int:
    inside = set(words)
    return next((word for word in words if annotation.words[word].head not in inside), words[0])


def _core(annotation: Annotation, head: int) -> str:
    """The head noun with its compounds, as lemmas in small letters."""
    words = [*annotation.dependents(head, "compound", "amod"), head]
    return " ".join(annotation.words[word].lemma.lower() for word in sorted(words))[:60]


def _party(role: str, words: str, entity: Entity, country: str | None = None, sector: str | None = None) -> Party:
    named = any(mention.form is MentionForm.NAME for mention in entity.mentions)
    names = tuple(dict.fromkeys((entity.name, *(count.text for count in entity.names))))[:MOST_NAMES] if named else ()
    return Party(role, words, entity.id, names, entity.kind.value, country or entity.country, sector or entity.sector)


def _read(facts: Facts, role: str, head: int) -> Iterator[Party]:
    """The party of a noun phrase, and those in it by an adjective, a compound, a possessive, or joined to it."""
    annotation = facts.annotation
    if annotation.words[head].upos not in ("NOUN", "PROPN", "PRON", "ADJ", "NUM"):
        return
    entity = facts.entities.get(head)
    text = _core(annotation, head)
    if entity is not None:
        yield _party(role, text, entity)
    elif annotation.words[head].upos in ("NOUN", "PROPN"):
        yield Party(role, text, None)
    for child in annotation.dependents(head, "amod", "compound", "nmod", "conj", "appos"):
        other = facts.entities.get(child)
        if other is not None and other is not entity:
            yield _party(role, _core(annotation, child), other)


def _roles(annotation: Annotation, word: int) -> Iterator[tuple[str, int]]:
    if annotation.words[word].upos in ("VERB", "AUX"):
        yield from _verb_roles(annotation, word)
    else:
        yield from _noun_roles(annotation, word)


def _verb_roles(annotation: Annotation, verb: int) -> Iterator[tuple[str, int]]:
    is_passive = bool(annotation.dependents(verb, "nsubj:pass", "aux:pass"))
    for child in annotation.children[verb]:
        relation = annotation.words[child].relation
        if relation == "nsubj":
            yield ("recipient" if is_passive else "actor"), child
        elif relation in ("nsubj:pass", "obj", "iobj"):
            yield "recipient", child
        elif relation.startswith("obl"):
            case = _case(annotation, child)
            if case == "by" and is_passive or relation == "obl:agent":
                yield "actor", child
            elif case in ("against", "on", "at", "with", "to", "into"):
                yield "recipient", child
    yield from _controlled(annotation, verb, is_passive)


def _controlled(annotation: Annotation, verb: int, is_passive: bool) -> Iterator[tuple[str, int]]:
    """The subject that a verb has from the one above it, or the noun that its clause describes."""
    word = annotation.words[verb]
    if annotation.dependents(verb, "nsubj", "csubj") or word.head < 0:
        return
    if word.relation.startswith("acl"):
        is_participle = word.xpos == "VBN" and not annotation.dependents(verb, "aux")
        yield ("recipient" if is_passive or is_participle else "actor"), word.head
    elif word.relation in ("xcomp", "advcl", "conj"):
        for child in annotation.dependents(word.head, "nsubj"):
            yield ("recipient" if is_passive else "actor"), child


def _noun_roles(annotation: Annotation, noun: int) -> Iterator[tuple[str, int]]:
    for child in annotation.children[noun]:
        relation = annotation.words[child].relation
        if relation == "nmod:poss":
            yield "actor", child
        elif relation.startswith("nmod"):
            case = _case(annotation, child)
            if case == "by":
                yield "actor", child
            elif case in ("against", "on", "of", "at", "with", "to", "between"):
                yield "recipient", child
        elif relation in ("compound", "amod") and annotation.words[child].upos in ("PROPN", "ADJ", "NOUN"):
            yield "actor" if annotation.words[child].upos != "NOUN" else "recipient", child
    word = annotation.words[noun]
    if word.head >= 0 and word.relation in ("obj", "obl", "nsubj:pass") and annotation.words[word.head].upos == "VERB":
        for child in annotation.dependents(word.head, "nsubj"):
            if child != noun:
                yield "actor", child


def _case(annotation: Annotation, word: int) -> str | None:
    return next((annotation.words[child].lemma.lower() for child in annotation.dependents(word, "case")), None)


def _near(facts: Facts, word: int, found: Sequence[Party]) -> list[Party]:
    """Named things in the same sentence that have no role yet."""
    known = {party.entity for party in found}
    near: list[Party] = []
    for number in facts.sentence(word):
        entity = facts.entities.get(number)
        if entity is None or entity.id in known:
            continue
        known.add(entity.id)
        party = _party("near", _core(facts.annotation, number), entity)
        if party.names:
            near.append(party)
    return near[:5]


# --- when -----------------------------------------------------------------------------------------


def days_of(facts: Facts, word: int, event: Event | None) -> Days | None:
    """When: the event's date, else a date in the trigger's clause, else the only one of the sentence."""
    if event is not None and event.date is not None and event.date.value:
        read = read_days(event.date.value)
        if read:
            return Days(*read, sure=True)
    sentence = facts.sentence(word)
    dates = [
        (words, read)
        for words, time in facts.times
        if words and words[0] in sentence and time.value and (read := read_days(time.value))
    ]
    own = [read for words, read in dates if facts.clause_of(_head(facts.annotation, words)) == facts.clause_of(word)]
    if own:
        return Days(*min(own, key=_width), sure=True)
    if len({read for _, read in dates}) == 1:
        return Days(*dates[0][1], sure=False)
    return None


def _width(read: tuple[str, str]) -> int:
    return (date.fromisoformat(read[1]) - date.fromisoformat(read[0])).days


def read_days(value: str) -> tuple[str, str] | None:
    """First and last day of an ISO or TIMEX3 value; None for what is no year, season, month, week or day."""
    return period_of(value) if precision_of(value) in PRECISE else None


# --- where, how many ------------------------------------------------------------------------------


def spots_of(facts: Facts, word: int, event: Event | None) -> tuple[Spot, ...]:
    """Where: the event's place, then places of the trigger's clause, then those of the sentence."""
    found: list[Spot] = []
    sentence, clause = facts.sentence(word), facts.clause_of(word)
    for words, place in facts.places:
        if not words or words[0] not in sentence:
            continue
        named = (
            event is not None and event.place is not None and event.place.evidence.span.overlaps(place.evidence.span)
        )
        sure = named or facts.clause_of(_head(facts.annotation, words)) == clause
        found.append(Spot(place.name, place.country, place.lat, place.lon, sure))
    return tuple(sorted(dict.fromkeys(found), key=lambda spot: (not spot.sure, spot.name)))[:4]


def figures_of(facts: Facts, word: int) -> tuple[Figure, ...]:
    """The amounts of the sentence, each with what it is of."""
    found: list[Figure] = []
    sentence = facts.sentence(word)
    for words, quantity in facts.quantities:
        if not words or words[0] not in sentence or quantity.value is None:
            continue
        of = _of(facts.annotation, words, quantity)
        if of:
            found.append(Figure(quantity.value, of, quantity.evidence))
    return tuple(dict.fromkeys(found))[:5]


def _of(annotation: Annotation, words: Sequence[int], quantity: Quantity) -> str | None:
    if quantity.unit:
        return quantity.unit
    head = _head(annotation, words)
    for _ in range(3):
        lemma = annotation.words[head].lemma.lower()
        if lemma in HARMS:
            return HARMS[lemma]
        for child in annotation.dependents(head, "amod", "acl", "xcomp", "advcl"):
            if annotation.words[child].lemma.lower() in HARMS:
                return HARMS[annotation.words[child].lemma.lower()]
        head = annotation.words[head].head
        if head < 0:
            break
    return quantity.of.lower() if quantity.of else None


def evidence_of(annotation: Annotation, words: Iterable[int]) -> Evidence:
    """The trigger's words as one piece."""
    return annotation.phrase(tuple(words))


__all__ = ["Facts", "Place", "Time", "days_of", "evidence_of", "figures_of", "parties_of", "read_days", "spots_of"]
