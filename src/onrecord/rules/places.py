"""Places that are no towns, short forms of divisions, and the words beside a name that tell what it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from onrecord.rules import Row, read_csv

REGIONS = ("name", "names", "kind", "lat", "lon", "country", "note")
DIVISIONS = ("short", "also", "postal", "name", "country", "peoples", "note")
WORDS = ("word", "kind", "where", "note")
REGION_KINDS = frozenset("continent region water river mountain island site quarter".split())
WORD_KINDS = frozenset("town division country river water mountain island region site part plain".split())
SIDES = frozenset("before after of".split())


@dataclass(frozen=True, slots=True)
class Region:
    """An area, a water or a landmark, with a rough centre in degrees; `country` is None where it lies in several or is disputed."""

    name: str
    names: tuple[str, ...]
    kind: str
    lat: float
    lon: float
    country: str | None


@dataclass(frozen=True, slots=True)
class Division:
    """A first division, or a region (`country` None where the table of regions has none), by its short forms.

    `shorts` have their dots, `postal` is two capitals, `peoples` are adjectives and those who live there.
    """

    name: str
    country: str | None
    shorts: tuple[str, ...]
    postal: str
    peoples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaceWord:
    """A word beside a name: what the name is then, and on which side the word stands (`before`, `after`, `of`)."""

    word: str
    kind: str
    sides: frozenset[str]


def parse_regions(text: str | None = None) -> tuple[Region, ...]:
    """The table of regions. Raises RuleError for an unknown kind, a point off the globe or an empty name."""
    found = []
    for row in read_csv("annotate/regions.csv", REGIONS, text):
        if row["kind"] not in REGION_KINDS:
            raise row.error(f"unknown kind {row['kind']!r}")
        lat, lon = _degrees(row, "lat", 90), _degrees(row, "lon", 180)
        found.append(Region(row["name"], _values(row, "names"), row["kind"], lat, lon, _country(row)))
    return tuple(found)


def parse_divisions(text: str | None = None) -> tuple[Division, ...]:
    """The short forms of divisions. Raises RuleError for a bad country or postal code."""
    found = []
    for row in read_csv("annotate/divisions.csv", DIVISIONS, text):
        country, postal = _country(row), row["postal"]
        if postal and not (len(postal) == 2 and postal.isalpha() and postal.isupper()):
            raise row.error(f"postal {postal!r} is not two capital letters")
        shorts = (row["short"], *_values(row, "also"))
        found.append(Division(row["name"], country, shorts, postal, _values(row, "peoples")))
    return tuple(found)


def parse_place_words(text: str | None = None) -> Mapping[str, PlaceWord]:
    """The words by themselves. Raises RuleError for an unknown kind or side."""
    found = {}
    for row in read_csv("annotate/place_words.csv", WORDS, text):
        sides = frozenset(_values(row, "where"))
        if row["kind"] not in WORD_KINDS:
            raise row.error(f"unknown kind {row['kind']!r}")
        if not sides or sides - SIDES:
            raise row.error(f"where {row['where']!r} is not of before, after, of")
        found[row["word"]] = PlaceWord(row["word"], row["kind"], sides)
    return found


def _values(row: Row, column: str) -> tuple[str, ...]:
    values = tuple(row[column].split("|")) if row[column] else ()
    if any(not value or value != value.strip() for value in values):
        raise row.error(f"{column} has an empty value or spaces around one")
    return values


def _degrees(row: Row, column: str, most: int) -> float:
    try:
        value = float(row[column])
    except ValueError as error:
        raise row.error(f"{column} {row[column]!r} is no number") from error
    if not -most <= value <= most:
        raise row.error(f"{column} {row[column]} is not between -{most} and {most}")
    return value


def _country(row: Row) -> str | None:
    code = row["country"]
    if code and not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
        raise row.error(f"country {code!r} is not three capital letters")
    return code or None


@cache
def load_regions() -> tuple[Region, ...]:
    """The shipped table of regions."""
    return parse_regions()


@cache
def load_divisions() -> tuple[Division, ...]:
    """The shipped short forms of divisions."""
    return parse_divisions()


@cache
def load_place_words() -> Mapping[str, PlaceWord]:
    """The shipped words beside names."""
    return parse_place_words()
