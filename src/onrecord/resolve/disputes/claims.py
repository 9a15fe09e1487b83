"""The digest of the layer: a claim, one clause of a story as somebody puts it, with what two claims may differ in."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.model import Evidence


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount: between `low` and `high` (None: without a bound), in `unit`; `counted` is the noun, `measures` the rows of the table of what is counted.

    `with_words` are the lemmas of what stands with it: the verb, then whatever limits it ("of them", "in the town"). `where` are the names of the place it is said of. `is_rough`
    is set where words say that the number is near and not exact.
    """

    low: float | None
    high: float | None
    unit: str | None
    counted: str | None
    measures: tuple[str, ...]
    with_words: tuple[str, ...]
    where: tuple[str, ...]
    is_rough: bool
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Dated:
    """When the thing itself happened: the first and last day that the words allow, whether they name a day, and the minute of the day where they tell it."""

    first: str
    last: str
    is_day: bool
    evidence: Evidence
    minute: int | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the thing itself happened: the preposition, the words of the place (names folded, then lemmas), and the words themselves.

    `country` (ISO 3166-1 alpha-3) and the point in degrees are those of the first name that the gazetteer knows; `is_country` where it is the country itself.
    """

    way: str
    names: tuple[str, ...]
    words: tuple[str, ...]
    evidence: Evidence
    country: str | None = None
    is_country: bool = False
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """Who did the deed, or whom it was done to: folded names, lemmas, and the words themselves."""

    names: tuple[str, ...]
    words: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Identity:
    """The name that somebody or something is said to have (not to have: `is_denied`), and what is said of its bearer otherwise."""

    name: str
    bearer: tuple[str, ...]
    evidence: Evidence
    is_denied: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """One clause of a statement, or of the report itself (`source` None), compared with others by its words.

    `predicate` is the lemma of its verb (with its particle), noun or adjective; `words` the content lemmas of the clause, `names`
    its folded name words, `topic` the noun of its subject, `around` and `around_names` those of the sentence, its source and the head of the story; `marks` the words of the sentence that may
    tell happenings apart or take something back. `is_negated` counts a denial and every negation; `is_firm` is False for
    what is only planned, feared, demanded or possible. `first` and `last` bound the days that it speaks of, `answers` is the id of the claim of
    the same story that it denies, where the story sets one against the other, `act` what its statement does,
    `charged` the names in a charge that is denied as a whole ("the assertions of Perl about the camp"), `lead` is
    the first that the head of the story names, `taken_back` the numbers that the clause says were wrong or are no longer so.
    """

    id: str
    story: str
    outlet: str | None
    said_on: str | None
    evidence: Evidence
    statement: str | None
    source: str | None
    source_names: tuple[str, ...]
    source_words: tuple[str, ...]
    events: tuple[str, ...]
    predicate: str
    words: tuple[str, ...]
    subject: tuple[str, ...]
    topic: str | None
    names: tuple[str, ...]
    around: tuple[str, ...]
    around_names: tuple[str, ...]
    marks: tuple[str, ...]
    is_negated: bool
    is_denial: bool
    is_firm: bool
    is_future: bool
    first: str | None
    last: str | None
    lead: str | None
    figures: tuple[Figure, ...] = ()
    dated: Dated | None = None
    placed: tuple[Placed, ...] = ()
    agent: Party | None = None
    theme: Party | None = None
    identities: tuple[Identity, ...] = ()
    answers: str | None = None
    act: str | None = None
    charged: tuple[str, ...] = ()
    taken_back: tuple[float, ...] = ()
