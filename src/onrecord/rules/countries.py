"""Countries by name, adjective and capital: the words that news have for them, with ISO 3166-1 alpha-3 codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from onrecord.rules import Row, read_csv

COLUMNS = ("code", "name", "names", "adjectives", "peoples", "capitals", "note")
APOSTROPHES = str.maketrans("’‘ʼ", "'''")
LEAST_IN_CAPITALS = 4
"""Letters of a word that is also known in capitals, as headings write it: shorter ones would be abbreviations."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory; `code` is ISO 3166-1 alpha-3, XKX for Kosovo."""

    code: str
    name: str
    names: tuple[str, ...]
    adjectives: tuple[str, ...]
    peoples: tuple[str, ...]
    capitals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Countries:
    """The table by code, and the codes by each kind of word; adjectives and the names of peoples are one kind."""

    rows: Mapping[str, Country]
    names: Mapping[str, str]
    adjectives: Mapping[str, str]
    capitals: Mapping[str, str]


def parse_countries(text: str | None = None) -> Countries:
    """The table. Raises RuleError for a bad code, no name, an empty value or a word that stands for two countries."""
    rows: dict[str, Country] = {}
    names: dict[str, str] = {}
    adjectives: dict[str, str] = {}
    capitals: dict[str, str] = {}
    for row in read_csv("identify/countries.csv", COLUMNS, text):
        code = row["code"]
        if not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
            raise row.error(f"code {code!r} is not three capital letters")
        if not row["name"]:
            raise row.error("the name is missing")
        country = Country(
            code,
            row["name"],
            _values(row, "names"),
            _values(row, "adjectives"),
            _values(row, "peoples"),
            _values(row, "capitals"),
        )
        _add(row, "name", names, (country.name, *country.names))
        _add(row, "adjective or people", adjectives, (*country.adjectives, *country.peoples))
        _add(row, "capital", capitals, country.capitals)
        rows[code] = country
    return Countries(rows, names, adjectives, capitals)


def _values(row: Row, column: str) -> tuple[str, ...]:
    values = tuple(row[column].split("|")) if row[column] else ()
    if any(not value or value != value.strip() for value in values):
        raise row.error(f"{column} has an empty value or spaces around one")
    return values


def _add(row: Row, kind: str, found: dict[str, str], words: Iterable[str]) -> None:
    """Note words, and their form in headings, for a row's country."""
    for word in words:
        key = _key(word)
        is_long = sum(letter.isalpha() for letter in key) >= LEAST_IN_CAPITALS
        for form in (key, key.upper()) if is_long else (key,):
            if found.setdefault(form, row["code"]) != row["code"]:
                raise row.error(f"the {kind} {word!r} stands already for {found[form]}")


def _key(text: str) -> str:
    """Straight apostrophes, single spaces, no article in front."""
    words = text.translate(APOSTROPHES).split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in ("the", "The", "THE") else words)


@cache
def _shipped() -> Countries:
    return parse_countries()


def country_of_name(text: str) -> str | None:
    """The code of the country with this name: `Burma`, `the UK`, `RUSSIA`."""
    return _shipped().names.get(_key(text))


def country_of_adjective(text: str) -> str | None:
    """The code of the country that an adjective or a people's name belongs to: `Danish`, `Danes`."""
    return _shipped().adjectives.get(_key(text))


def country_of_capital(text: str) -> str | None:
    """The code of the country whose capital or seat of government this is: `Kyiv`, `The Hague`."""
    return _shipped().capitals.get(_key(text))


def is_state(phrase: str) -> bool:
    """True for a country's bare name, or its capital's."""
    return bool(country_of_name(phrase) or country_of_capital(phrase))


def country_name(code: str) -> str | None:
    """The plain English name of a country."""
    country = _shipped().rows.get(code)
    return country.name if country else None
