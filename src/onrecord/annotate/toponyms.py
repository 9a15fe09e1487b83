"""Names of places in one story: what each may be, and what the words beside it say of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from onrecord.model import Span
from onrecord.models.gazetteer import Gazetteer, Known, PlaceKind, fold
from onrecord.rules.countries import country_of_adjective
from onrecord.rules.places import PlaceWord, load_divisions, load_place_words, load_regions

MOST = 100
"""Places that one name may stand for, those with the most inhabitants first."""
LONGEST = 120
"""Characters of a name that is looked up."""
BESIDE = 80
"""Characters before and after a name that are read."""
A_MILLION = 1_000_000
"""Inhabitants of a town that is called by two or three capitals."""
PROMINENT = 5_000_000
"""Inhabitants that a region of the rules is weighed with: it is there because news write of it."""
POSSESSIVE = re.compile(r"['’]s?$")
AFTER = re.compile(
    r"(, | \(|,? in | of )((?:[a-z][\w-]{0,20} ){0,5})((?:[A-Z][\w’'-]*\.?)+(?: (?:[A-Z][\w’'-]*\.?)+){0,3})"
)
"""What contains the place, behind it: `, Texas`, ` in northern Iraq`, ` (Ukraine)`."""
BEFORE = re.compile(r"(?:^|[^\w.-])([A-Z][\w’'.-]*(?: [A-Z][\w’'.-]*){0,2}) ((?:[a-z][\w-]{0,20} ){0,5})$")
"""What contains the place, before it: `the Syrian city of `, `Ukraine’s `, `Texas town of `."""
BETWEEN = frozenset("a an the of in near".split())
WORDS_BEFORE = re.compile(r"([\w-]{1,20}) (of )?(?:the )?$")
WORD_AFTER = re.compile(r" ([A-Za-z-]{2,20})")


class How(IntEnum):
    """How a name stands for a place; the first three are those of the gazetteer (`NameKind`)."""

    OWN = 0
    OTHER = 1
    BARE = 2
    PART = 3
    """A part of it: `northern Iraq`."""
    SITE = 4
    """A building or a ground that is called by it: `Kabul airport`."""
    SHORT = 5
    """A short form: `Ill.`, `NSW`."""
    PEOPLE = 6
    """An adjective or those who live there: `Iraqi`, `Texans`."""


HOWS = {"part": How.PART, "plain": How.PART, "region": How.PART, "site": How.SITE}
"""How a name with a word of this kind stands for what the rest of it names."""
LEADING = frozenset({"part", "division", "river", "water", "mountain"})
"""Kinds of words that may stand before a name and be no part of it: Port Amara is not in Amara."""
BY_THEMSELVES = frozenset({"river", "water", "mountain", "island"})
"""Kinds of words after which the rest is no name of a town: Plum Island is not in Plum."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may stand for."""

    place: Known
    how: How


@dataclass(frozen=True, slots=True)
class Toponym:
    """A name in the text: what it may stand for, the kinds that the words beside it tell, and what contains it as written.

    `around` may contain it too: "in Paris in Texas" tells less than "Paris, Texas".
    """

    span: Span
    key: str
    candidates: tuple[Candidate, ...]
    hints: frozenset[str] = frozenset()
    containers: tuple[Known, ...] = ()
    around: tuple[Known, ...] = ()


@dataclass(frozen=True, slots=True)
class _Tables:
    """What the rules know beside the gazetteer, by name."""

    regions: dict[str, tuple[Known, ...]]
    shorts: dict[str, tuple[str, str | None]]
    peoples: dict[str, tuple[str, str | None]]
    words: dict[str, PlaceWord]


@cache
def _tables() -> _Tables:
    regions: dict[str, tuple[Known, ...]] = {}
    for number, region in enumerate(load_regions(), start=1):
        known = Known(
            -number,
            region.name,
            PlaceKind.REGION,
            None,
            region.country,
            -1,
            region.lat,
            region.lon,
            PROMINENT,
            region.kind,
        )
        for name in (region.name, *region.names):
            key = fold(name)
            if known not in regions.get(key, ()):
                regions[key] = (*regions.get(key, ()), known)
    shorts: dict[str, tuple[str, str | None]] = {}
    peoples: dict[str, tuple[str, str | None]] = {}
    for division in load_divisions():
        for short in (*division.shorts, division.postal):
            for form in {short, short.removesuffix("."), short.replace(".", "")} - {""}:
                if len(form) > 1 and (form.isupper() or "." in form or len(form) > 3):
                    shorts.setdefault(form, (division.name, division.country))
        for people in division.peoples:
            peoples[people] = (division.name, division.country)
    return _Tables(regions, shorts, peoples, dict(load_place_words()))


class Lookup:
    """Names looked up for one story, each once."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.tables = _tables()
        self._exact: dict[str, tuple[Candidate, ...]] = {}
        self._contain: dict[str, tuple[Known, ...]] = {}
        self._found: dict[str, tuple[tuple[Candidate, ...], frozenset[str], tuple[Known, ...]]] = {}

    def read(self, name: str) -> tuple[tuple[Candidate, ...], frozenset[str], tuple[Known, ...]]:
        """What a name may stand for, the kinds that words in it tell, and what contains it as written in it."""
        plain = POSSESSIVE.sub("", " ".join(name[:LONGEST].split()))
        if plain not in self._found:
            self._found[plain] = self._read(plain)
        return self._found[plain]

    def _read(self, name: str) -> tuple[tuple[Candidate, ...], frozenset[str], tuple[Known, ...]]:
        exact = self.exact(name)
        if exact:
            return exact, frozenset(), ()
        head, comma, rest = name.partition(",")
        if comma and head.strip() and rest.strip():
            found, hints, containers = self._read(head.strip())
            return found, hints, (*containers, *self.containers(rest.strip()))
        stripped, hints = self._stripped(name)
        return stripped, hints, ()

    def exact(self, name: str) -> tuple[Candidate, ...]:
        """What a name as it stands may be."""
        if name not in self._exact:
            self._exact[name] = (*self._people(name), *(self._named(name) or self._short(name)))
        return self._exact[name]

    def _named(self, name: str) -> tuple[Candidate, ...]:
        key = fold(name)
        places = [Candidate(m.place, How(int(m.how))) for m in self.gazetteer.find(key)[:MOST]]
        if name.isupper() and len(name) <= 3:
            places = [c for c in places if c.place.kind is PlaceKind.COUNTRY or c.place.population > A_MILLION]
        divisions = [c.place for c in places if c.place.kind in (PlaceKind.DIVISION, PlaceKind.DISTRICT)]
        for region in self.tables.regions.get(key, ()):
            if not any(region.country == place.country for place in divisions):
                places.append(Candidate(region, How.OWN if fold(region.name) == key else How.OTHER))
        rows = {c.place.row for c in places}
        return tuple([*places, *(c for c in self._short(name) if c.place.row not in rows)] if places else places)

    def _short(self, name: str) -> tuple[Candidate, ...]:
        return self._division(self.tables.shorts.get(name), How.SHORT)

    def _people(self, name: str) -> tuple[Candidate, ...]:
        code = country_of_adjective(name)
        found = self._division(self.tables.peoples.get(name), How.PEOPLE)
        return (*found, *self._country(code)) if code else found

    def _country(self, code: str) -> Iterator[Candidate]:
        place = self.country(code)
        if place is not None:
            yield Candidate(place, How.PEOPLE)

    def country(self, code: str) -> Known | None:
        """The country with this code."""
        row = self.gazetteer.country_rows.get(code)
        return self.gazetteer.place(row) if row is not None else None

    def _division(self, named: tuple[str, str | None] | None, how: How) -> tuple[Candidate, ...]:
        if named is None:
            return ()
        name, country = named
        places = [m.place for m in self.gazetteer.find(fold(name)) if m.place.kind is PlaceKind.DIVISION]
        places.extend(self.tables.regions.get(fold(name), ()))
        return tuple(Candidate(place, how) for place in places if place.country == country)[:1]

    def _stripped(self, name: str) -> tuple[tuple[Candidate, ...], frozenset[str]]:
        """What is left of a name without the words that say what it is: `Kharkiv region`, `northern Iraq`, `Kabul airport`."""
        words = name.split()
        for rest, word in self._rests(words):
            found = self._named(" ".join(rest))
            if found:
                if word.kind in BY_THEMSELVES:
                    found = tuple(c for c in found if c.place.feature == word.kind)
                how = HOWS.get(word.kind)
                hints = frozenset({word.kind}) if how is None else frozenset()
                if found:
                    return tuple(Candidate(c.place, c.how if how is None else how) for c in found), hints
        return (), frozenset()

    def _rests(self, words: list[str]) -> Iterator[tuple[list[str], PlaceWord]]:
        table = self.tables.words
        for size in (3, 2, 1):
            if len(words) <= size:
                continue
            last, first = " ".join(words[-size:]).lower().rstrip("."), " ".join(words[:size]).lower().rstrip(".")
            if last in table and "after" in table[last].sides:
                yield words[:-size], table[last]
            if first in table and "before" in table[first].sides and table[first].kind in LEADING:
                yield words[size:], table[first]
            if first in table and "of" in table[first].sides and len(words) > size + 1 and words[size].lower() == "of":
                yield [w for w in words[size + 1 :] if w.lower() != "the"], table[first]
        if len(words) > 2:
            site = next((w for w in (words[-1].lower(),) if w in table and table[w].kind == "site"), None)
            if site:
                for end in range(len(words) - 1, 0, -1):
                    yield words[:end], table[site]

    def containers(self, name: str) -> tuple[Known, ...]:
        """The countries, divisions and regions that a name may stand for: what may contain a place."""
        if name not in self._contain:
            self._contain[name] = self._containers(name)
        return self._contain[name]

    def _containers(self, name: str) -> tuple[Known, ...]:
        words = name.split()
        for end in range(len(words), 0, -1):
            plain = POSSESSIVE.sub("", " ".join(words[:end]))
            found = self.exact(plain) or (self.exact(plain[:-1]) if plain.endswith(".") else ())
            if found:
                return tuple(c.place for c in found if c.place.kind is not PlaceKind.TOWN)
        return ()


def find_toponyms(text: str, spans: Sequence[Span], lookup: Lookup) -> list[Toponym]:
    """Each name with what it may be, in the order given."""
    return [_toponym(text, span, lookup) for span in spans]


def _toponym(text: str, span: Span, lookup: Lookup) -> Toponym:
    name = text[span.start : span.end]
    candidates, hints, containers = lookup.read(name)
    before, after = text[max(0, span.start - BESIDE) : span.start], text[span.end : span.end + BESIDE]
    around: tuple[Known, ...] = ()
    if candidates:
        behind, is_sure = _behind(after, lookup)
        containers = (*containers, *(behind if is_sure else ()), *_ahead(before, lookup))
        around = () if is_sure else behind
        hints = hints | _hints(before, after, lookup.tables.words)
    return Toponym(span, fold(POSSESSIVE.sub("", name)), candidates, hints, containers, around)


def _behind(after: str, lookup: Lookup) -> tuple[tuple[Known, ...], bool]:
    match = AFTER.match(after)
    if match is None or not _is_between(match[2].split(), lookup):
        return (), False
    return lookup.containers(match[3]), match[1][0] == "," or match[1] == " ("


def _is_between(words: Sequence[str], lookup: Lookup) -> bool:
    """True for words that may stand between a place and what contains it: "a town in northern"."""
    return all(word in lookup.tables.words or word in BETWEEN for word in words)


def _ahead(before: str, lookup: Lookup) -> tuple[Known, ...]:
    match = BEFORE.search(before.replace("\n", " "))
    if match is None:
        return ()
    owner, between = match[1], match[2].split()
    if not _is_between(between, lookup):
        return ()
    if not between and POSSESSIVE.sub("", owner) == owner and country_of_adjective(owner) is None:
        return ()
    words = owner.split()
    for start in range(len(words)):
        plain = POSSESSIVE.sub("", " ".join(words[start:]))
        found = lookup.containers(plain)
        if found:
            return found
    return ()


def _hints(before: str, after: str, words: dict[str, PlaceWord]) -> frozenset[str]:
    found: set[str] = set()
    match = WORD_AFTER.match(after)
    if match and match[1].lower() in words and "after" in words[match[1].lower()].sides:
        found.add(words[match[1].lower()].kind)
    match = WORDS_BEFORE.search(before)
    if match and match[1].lower() in words and ("of" if match[2] else "before") in words[match[1].lower()].sides:
        found.add(words[match[1].lower()].kind)
    return frozenset(found - {"part", "plain"})
