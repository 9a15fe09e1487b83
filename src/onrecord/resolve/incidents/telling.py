"""A telling: a happening as one story tells it at one place, with what tells it apart from others."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.model import Evidence


@dataclass(frozen=True, slots=True)
class Party:
    """Who did it or suffered it, as this story has it: `names` are folded, empty for a party without a name; `head` is the lemma of its noun."""

    entity: str | None
    names: tuple[str, ...]
    kind: str | None
    head: str
    country: str | None
    sector: str | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number bound to a happening, and the lemma of what it counts."""

    of: str
    value: float


@dataclass(frozen=True, slots=True)
class InStory:
    """What the telling's story is about: its names by weight (folded), and its headline and first sentences as a vector."""

    names: tuple[str, ...]
    about: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Telling:
    """One mention of a happening.

    `kind` is PLOVER's type, or a kind of accident or disaster; `lemma` the trigger's. `day` is an ISO date with `precision` as of an event,
    `written_on` the day of the story. `place` is folded, `country` ISO 3166. `names` are all names of the sentence, folded, `countries` those of countries; `meaning` is
    the sentence as a vector of bytes. `statement` is the statement that carries it, or that it is. `refers_back` is true for a mention like "the attack". `number` tells the how-manieth it says it is,
    `others` how many tellings of this kind the story has beside it.
    """

    id: str
    story: str
    outlet: str | None
    written_on: str | None
    event: str | None
    kind: str
    mode: str | None
    status: str | None
    statement: str | None
    lemma: str
    trigger: Evidence
    sentence: int
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    day: str | None
    precision: str | None
    place: str | None
    place_words: str | None
    country: str | None
    figures: tuple[Figure, ...]
    names: tuple[str, ...]
    countries: tuple[str, ...]
    meaning: tuple[int, ...]
    words: tuple[str, ...]
    refers_back: bool
    number: str | None
    about: InStory
    others: int = 0
