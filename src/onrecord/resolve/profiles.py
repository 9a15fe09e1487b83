"""What is known of an entity over all the documents it was read in: its names taken apart, its countries, its offices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.model import Entity, EntityKind, SeenEntity, content_id
from onrecord.names.words import ReadName, WordKind, read_body, read_person
from onrecord.rules.name_tables import body_words
from onrecord.rules.names import fold

BODIES = frozenset((EntityKind.ORGANISATION, EntityKind.GOVERNMENT, EntityKind.ARMED_GROUP))
"""Kinds that readers of news take one for another."""
SHORTENED = BODIES | {EntityKind.OTHER}
"""Kinds whose names are shortened to initials."""
MOST_OF_ANY_STATE = 2
"""Words beside the common ones that a ministry of any state may have: `foreign affairs`."""
FEWEST = 4
"""Letters of an acronym that may name its body without having been defined."""


@dataclass(frozen=True, slots=True)
class Profile:
    """An entity over all its readings. `full` are the names that tell it apart, `acronyms` its short forms in capitals."""

    id: str
    kind: EntityKind
    name: str
    full: tuple[str, ...]
    read: tuple[ReadName, ...]
    """The full names taken apart."""
    sketches: tuple[str, ...]
    """How the words of each sound, in the order of the alphabet and without the common ones."""
    rows: frozenset[str]
    """The rows of the table of given names that its words stand in."""
    acronyms: frozenset[str]
    defined: frozenset[str]
    """Short forms that two documents and more have beside a full name."""
    countries: frozenset[str]
    offices: frozenset[str]
    documents: int = 1

    is_short: bool = False
    """True where every name is a short form in capitals."""

    @property
    def is_weak(self) -> bool:
        """True where no name tells it apart from others: a surname, a surname kept back, an acronym alone."""
        return not self.full

    @property
    def family(self) -> str:
        """Kinds of one family may be one thing."""
        return "body" if self.kind in BODIES else self.kind.value


def gather(entities: Iterable[Entity]) -> tuple[SeenEntity, ...]:
    """Each entity over all its readings, whatever their order, sorted by id."""
    readings: dict[str, list[Entity]] = {}
    for entity in entities:
        readings.setdefault(entity.id, []).append(entity)
    return tuple(_gathered(identity, readings[identity]) for identity in sorted(readings))


def _gathered(identity: str, readings: list[Entity]) -> SeenEntity:
    kind = min(entity.kind for entity in readings)
    return SeenEntity(
        identity,
        kind,
        min(entity.name for entity in readings),
        tuple(sorted({text for entity in readings for text in (entity.name, *(name.text for name in entity.names))})),
        tuple(sorted({entity.country for entity in readings if entity.country})),
        tuple(sorted({fold(office) for entity in readings for office in entity.office})),
        tuple(sorted(_defined(readings, kind))),
        len(readings),
    )


def make_profiles(entities: Iterable[Entity]) -> tuple[Profile, ...]:
    """One profile an id, sorted by id."""
    return tuple(map(make_profile, gather(entities)))


def make_profile(seen: SeenEntity) -> Profile:
    """The profile of an entity.

    An id that is no hash of kind and name is held to its story by `identify`: `the coast guard` of nobody's coast. Such a name is
    not full unless its country is known.
    """
    kind, name, countries = seen.kind, seen.name, frozenset(seen.countries)
    is_held = not countries and seen.id != content_id("entity", kind.value, fold(name))
    full = tuple(
        text
        for text in seen.names
        if not is_held
        and is_full(text, kind)
        and not _is_part(text, name, kind)
        and (countries or not is_of_any_state(text, kind))
    )
    read = tuple(read_name(text, kind) for text in full)
    return Profile(
        seen.id,
        kind,
        name,
        full,
        read,
        tuple(sketch(found) for found in read),
        frozenset(row for found in read for word in found.words for rows in word.rows for row in rows),
        frozenset(found for text in seen.names if kind in SHORTENED and (found := read_body(text).acronym)),
        frozenset(seen.defined),
        countries,
        frozenset(seen.offices),
        seen.documents,
        kind in SHORTENED and all(read_body(text).acronym for text in seen.names),
    )


def _is_part(text: str, name: str, kind: EntityKind) -> bool:
    """True for a body's name cut short within its document: `Larkfield` of `Larkfield Harbour Federation`."""
    if kind is EntityKind.PERSON:
        return False
    one, other = ({word.text: word.kind for word in read_body(written).words} for written in (text, name))
    more = [other[word] for word in other.keys() - one.keys()]
    return one.keys() < other.keys() and any(kind is not WordKind.COMMON for kind in more)


def _defined(readings: list[Entity], kind: EntityKind) -> frozenset[str]:
    """Short forms that stand beside a longer name in two readings and more."""
    counts: Counter[str] = Counter()
    for entity in readings if kind in SHORTENED and len(readings) > 1 else ():
        found = {read_body(text).acronym for text in {entity.name, *(count.text for count in entity.names)}}
        counts.update(acronym for acronym in found if acronym and None in found)
    return frozenset(acronym for acronym, count in counts.items() if count > 1)


def read_name(text: str, kind: EntityKind) -> ReadName:
    """A name taken apart as its kind asks."""
    return read_person(text) if kind is EntityKind.PERSON else read_body(text)


def is_full(text: str, kind: EntityKind) -> bool:
    """True for a name that may stand for one thing in every document."""
    found = read_name(text, kind)
    if kind is EntityKind.PERSON:
        long = [word for word in found.words if word.kind is not WordKind.INITIAL and len(word.text) > 1]
        return len(long) >= 2 and not found.hidden
    if found.acronym:
        return False
    return any(word.kind is not WordKind.COMMON for word in found.words)


def is_of_any_state(text: str, kind: EntityKind) -> bool:
    """True for what every state has one of, without a word that says whose: `the Ministry of Health`."""
    if kind not in BODIES:
        return False
    words = read_body(text).words
    if any(word.kind is WordKind.COUNTRY for word in words):
        return False
    telling = sum(word.kind is not WordKind.COMMON for word in words)
    return telling <= MOST_OF_ANY_STATE and any(word.text in body_words().offices for word in words)


def sketch(name: ReadName) -> str:
    """How its telling words sound, in the order of the alphabet."""
    small = (WordKind.COMMON, WordKind.PATRONYMIC, WordKind.INITIAL)
    return " ".join(sorted(word.code or word.sounds[-1] for word in name.words if word.kind not in small))
