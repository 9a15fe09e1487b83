"""People in office: who held what when, by the full names that news have for them (`identify/people.csv`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from onrecord.rules import Row, read_csv
from onrecord.rules.names import fold

PEOPLE_COLUMNS = ("id", "name", "aliases", "sex", "country", "office", "sector", "from", "to", "match", "note")
KNOWN_UNTIL = "2025-10-31"
"""The last day that shipped terms without an end are vouched for."""
PARTICLES = frozenset("al bin de di el la le van von".split())
DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


@dataclass(frozen=True, slots=True)
class Term:
    """An office held; `start` and `end` are dates of any precision, "" where not known; `until` is the last vouched day."""

    office: str
    sector: str | None
    country: str | None
    start: str
    end: str
    until: str = ""

    def covers(self, day: str) -> bool:
        """True when the office was held on a day (ISO date, "" for an unknown one), as far as is known; both ends count."""
        if not day:
            return not (self.start or self.end or self.until)
        last = self.end or self.until
        return (not self.start or day[: len(self.start)] >= self.start) and (not last or day[: len(last)] <= last)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an office; `needs_support` where the name is common: the text must give the office or the country."""

    id: str
    name: str
    aliases: tuple[str, ...]
    sex: str | None
    terms: tuple[Term, ...]
    needs_support: bool = False

    @property
    def countries(self) -> frozenset[str]:
        """Every country that one of the offices belongs to."""
        return frozenset(term.country for term in self.terms if term.country)

    def term_on(self, day: str | None) -> Term | None:
        """The one office held on a day; None where there is none or several, or no day for terms that have dates."""
        held = [term for term in self.terms if term.covers((day or "")[:10])]
        return held[0] if len(held) == 1 else None

    def sector_on(self, day: str | None) -> str | None:
        """The sector of the office of the day, or of one that is not known to have ended by then."""
        term = self.term_on(day)
        begun = [held for held in self.terms if day and not held.end and held.start <= day[: len(held.start)]]
        return term.sector if term else begun[-1].sector if begun else None

    def country_on(self, day: str | None) -> str | None:
        """Whose the office of the day is; without one, the country of all offices where it is one."""
        term = self.term_on(day)
        if term is not None:
            return term.country
        return next(iter(self.countries)) if len(self.countries) == 1 else None


@dataclass(frozen=True)
class People:
    """People by folded full name, and by surnames and by-names, which alone are nobody's; hyphens are spaces in both."""

    full: Mapping[str, tuple[Person, ...]] = field(default_factory=dict)
    short: Mapping[str, tuple[Person, ...]] = field(default_factory=dict)

    def named(self, folded: str) -> tuple[Person, ...]:
        """Those who have this full name (`onrecord.rules.names.fold`)."""
        return self.full.get(folded.replace("-", " "), ())

    def called(self, folded: str) -> tuple[Person, ...]:
        """Those who have this surname or by-name."""
        return self.short.get(folded.replace("-", " "), ())

    def before(self, others: People) -> People:
        """These, and of `others` whatever has no name of these: a user's own rows before the shipped ones."""
        return People({**others.full, **self.full}, {**others.short, **self.short})


def parse_people(text: str | None = None, *, name: str = "identify/people.csv") -> People:
    """The table. Raises RuleError for a bad country code, date, sex or match, or a term that ends before it begins."""
    return make_people(read_csv(name, PEOPLE_COLUMNS, text), until=KNOWN_UNTIL)


def make_people(rows: Iterable[Row], *, until: str = "") -> People:
    """People of rows; those whose id differs behind a slash only are terms of one person."""
    persons: dict[str, Person] = {}
    for row in rows:
        term = _term(row, until)
        key = row["id"].partition("/")[0]
        known = persons.get(key)
        if known is not None and known.name != row["name"]:
            raise row.error(f"the name of {key} is {known.name!r}, not {row['name']!r}")
        earlier = known.terms if known else ()
        aliases = (*(known.aliases if known else ()), *filter(None, row["aliases"].split("|")))
        persons[key] = Person(key, row["name"], aliases, row["sex"] or None, (*earlier, term), row["match"] == "office")
    return _by_name(persons.values())


def _term(row: Row, until: str) -> Term:
    if not row["name"]:
        raise row.error("the name is missing")
    if row["country"] and not re.fullmatch("[A-Z]{3}", row["country"]):
        raise row.error(f"country {row['country']!r} is not an ISO 3166-1 alpha-3 code")
    if row["sex"] not in ("", "m", "f"):
        raise row.error(f"sex {row['sex']!r} is not m or f")
    if row["match"] not in ("", "office"):
        raise row.error(f"match {row['match']!r} is not empty or office")
    start, end = row["from"], row["to"]
    for day in filter(None, (start, end)):
        if not DATE.fullmatch(day):
            raise row.error(f"{day!r} is no date like 2026, 2026-11 or 2026-11-25")
    if start and end and start[: len(end)] > end[: len(start)]:
        raise row.error(f"{start} is after {end}")
    return Term(row["office"], row["sector"] or None, row["country"] or None, start, end, until)


def is_surname(folded: str) -> bool:
    """True for a name of one word, or one that begins with a particle: "al-sharaa", "von der leyen"."""
    return " " not in folded or folded.split()[0] in PARTICLES


def _by_name(persons: Iterable[Person]) -> People:
    full: dict[str, list[Person]] = {}
    short: dict[str, list[Person]] = {}
    for person in persons:
        for words in (person.name, *person.aliases):
            folded = fold(words)
            shelf = short if is_surname(folded) else full
            own = shelf.setdefault(folded.replace("-", " "), [])
            if person not in own:
                own.append(person)
    return People(
        {words: tuple(own) for words, own in full.items()}, {words: tuple(own) for words, own in short.items()}
    )


__all__ = ["KNOWN_UNTIL", "PEOPLE_COLUMNS", "People", "Person", "Term", "make_people", "parse_people"]
