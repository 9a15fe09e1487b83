"""What is kept of a story for each happening that it tells of."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.model import Evidence


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words that tell of the happening: with the event read there, or None; `lemma` of their head."""

    evidence: Evidence
    lemma: str
    event: str | None


@dataclass(frozen=True, slots=True)
class Party:
    """Who took part: `role` is actor, recipient or near (in the same clause). `names` are the entity's, none for one without a name."""

    role: str
    words: str
    entity: str | None
    names: tuple[str, ...] = ()
    kind: str | None = None
    country: str | None = None
    sector: str | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """When, as ISO days from first to last (the same where the day is told); `sure` where the date stands in the trigger's own clause."""

    first: str
    last: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Spot:
    """Where; `sure` where the place stands in the trigger's own clause."""

    name: str
    country: str | None
    lat: float | None
    lon: float | None
    sure: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """How many or how much, of what (`killed`, `injured`, `arrested`, else the noun counted or the unit)."""

    value: float
    of: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Happening:
    """One happening as one story tells it.

    `kinds` are types of PLOVER or kinds of accident, disaster or public act that its words may name. `told` is false where no
    event was read and no word tells of a happening by itself: such a digest only adds to others. `cast` are the names the
    story is full of, `about` the rarest of its words that come often, `words` the content lemmas of the sentences of the triggers, `ordinals` words that count happenings.
    """

    id: str
    story: str
    outlet: str | None
    written: str | None
    triggers: tuple[Trigger, ...]
    kinds: tuple[str, ...]
    mode: str | None
    statuses: tuple[str, ...]
    told: bool
    place_in_story: int
    """The sentence of the first trigger: 0 is the headline."""
    parties: tuple[Party, ...] = ()
    days: Days | None = None
    spots: tuple[Spot, ...] = ()
    figures: tuple[Figure, ...] = ()
    words: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    ordinals: tuple[str, ...] = ()
    definite: bool = False
    """No trigger brings anything of its own: all refer back."""
    rivals: int = 0
    """How many other happenings of one of its kinds the story tells of."""
    foremost: bool = True
    """None of its rivals is told in more words, or in as many and earlier."""

    def __hash__(self) -> int:
        """By its id alone: what is the same has the same id, and digests are looked up very often."""
        return hash(self.id)
