"""The authority file of `identify`: titles, telling words, well-known bodies, descriptions, given names.

A user's own bodies come in through `load_authority(extra)`: rows with the columns of `identify/bodies.csv`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from onrecord.model import EntityKind
from onrecord.rules import Row, read_csv
from onrecord.rules.people import People, parse_people

BODY_COLUMNS = ("id", "name", "aliases", "kind", "sector", "country", "note")


@dataclass(frozen=True, slots=True)
class Title:
    """A title, office or rank: the last words of what stands before a name."""

    id: str
    words: str
    is_office: bool
    sex: str | None
    sector: str | None


@dataclass(frozen=True, slots=True)
class Head:
    """What a word in a name says of the thing named."""

    id: str
    kind: EntityKind
    sector: str | None


@dataclass(frozen=True, slots=True)
class Body:
    """A well-known body; `country` is ISO 3166-1 alpha-3, None for international ones."""

    id: str
    name: str
    aliases: tuple[str, ...]
    kind: EntityKind
    sector: str | None
    country: str | None


@dataclass(frozen=True, slots=True)
class Description:
    """A noun that with an article may stand for something named before.

    `stands_for` has the offices that a looser word may take up (`leader`: president, prime minister),
    `never` the sectors of what it cannot stand for (`company`: no ministry).
    """

    id: str
    word: str
    kinds: tuple[EntityKind, ...]
    match: str
    sex: str | None
    stands_for: frozenset[str]
    never: frozenset[str]


@dataclass(frozen=True, slots=True)
class Role:
    """What a person is called by work, by part in a happening or by standing (`the coach`, `the victim`).

    `titles` are the titles and nouns beside a name that it takes up; `subject_of` and `object_of` the verbs that make
    somebody it, `owns` the nouns that do.
    """

    id: str
    word: str
    sex: str | None
    titles: frozenset[str]
    subject_of: frozenset[str]
    object_of: frozenset[str]
    owns: frozenset[str]


@dataclass(frozen=True, slots=True)
class Authority:
    """The tables that `identify` looks things up in; keys are lower case, those of `bodies` as written."""

    titles: Mapping[str, Title]
    heads: Mapping[str, Head]
    bodies: Mapping[str, Body]
    descriptions: Mapping[str, Description]
    affixes: Mapping[str, frozenset[str]]
    groups: Mapping[str, str | None]
    given_names: Mapping[str, str]
    roles: Mapping[str, Role]
    people: People

    def is_affix(self, kind: str, word: str) -> bool:
        """True when a word (lower case, without its full stop) is an affix of a kind."""
        return word in self.affixes.get(kind, frozenset())


def load_authority(extra: str | None = None, *, name: str = "authority.csv") -> Authority:
    """The shipped tables, with the bodies of a user's CSV text before them.

    Raises RuleError, which begins with `name` and the line, for a bad row of `extra`.
    """
    shipped = _shipped()
    if extra is None:
        return shipped
    own = parse_bodies(extra, name=name)
    return replace(shipped, bodies={**shipped.bodies, **own})


@cache
def _shipped() -> Authority:
    return Authority(
        parse_titles(),
        parse_heads(),
        parse_bodies(),
        parse_descriptions(),
        parse_affixes(),
        parse_groups(),
        parse_given_names(),
        parse_roles(),
        people=parse_people(),
    )


def parse_titles(text: str | None = None) -> dict[str, Title]:
    """Titles by their words. Raises RuleError for an unknown kind or sex."""
    found: dict[str, Title] = {}
    for row in read_csv("identify/titles.csv", ("id", "words", "kind", "sex", "sector", "note"), text):
        _one_of(row, "kind", ("honorific", "office"))
        _one_of(row, "sex", ("", "m", "f"))
        found[row["words"]] = Title(
            row["id"], row["words"], row["kind"] == "office", row["sex"] or None, row["sector"] or None
        )
    return found


def parse_heads(text: str | None = None) -> dict[str, Head]:
    """Telling words. Raises RuleError for an unknown kind."""
    rows = read_csv("identify/heads.csv", ("id", "word", "kind", "sector", "note"), text)
    return {row["word"]: Head(row["id"], _kind(row, row["kind"]), row["sector"] or None) for row in rows}


def parse_bodies(text: str | None = None, *, name: str = "identify/bodies.csv") -> dict[str, Body]:
    """Bodies by name and alias. Raises RuleError for an unknown kind, a bad country code or a name that is taken."""
    return bodies_of(read_csv(name, BODY_COLUMNS, text))


def bodies_of(rows: Iterable[Row]) -> dict[str, Body]:
    """The same from rows that have at least these columns."""
    found: dict[str, Body] = {}
    for row in rows:
        country = row["country"]
        if country and not (len(country) == 3 and country.isascii() and country.isupper()):
            raise row.error(f"country {country!r} is not an ISO 3166-1 alpha-3 code")
        aliases = tuple(alias for alias in row["aliases"].split("|") if alias)
        body = Body(row["id"], row["name"], aliases, _kind(row, row["kind"]), row["sector"] or None, country or None)
        for key in (body.name, *aliases):
            if found.setdefault(key, body) is not body:
                raise row.error(f"the name {key!r} stands already for {found[key].id}")
    return found


def parse_descriptions(text: str | None = None) -> dict[str, Description]:
    """Descriptions by their head noun. Raises RuleError for an unknown kind or match."""
    found: dict[str, Description] = {}
    for row in read_csv(
        "identify/descriptions.csv", ("id", "word", "kinds", "match", "sex", "stands_for", "never", "note"), text
    ):
        _one_of(row, "match", ("open", "named", "office"))
        kinds = tuple(_kind(row, kind) for kind in row["kinds"].split("|"))
        offices = frozenset(filter(None, row["stands_for"].split("|")))
        never = frozenset(filter(None, row["never"].split("|")))
        found[row["word"]] = Description(
            row["id"], row["word"], kinds, row["match"], row["sex"] or None, offices, never
        )
    return found


def parse_affixes(text: str | None = None) -> dict[str, frozenset[str]]:
    """Words by kind of affix."""
    found: dict[str, set[str]] = {}
    for row in read_csv("identify/affixes.csv", ("id", "word", "kind", "note"), text):
        _one_of(row, "kind", ("suffix", "legal", "particle", "ship_prefix", "ship_type", "code_cue", "family_first"))
        found.setdefault(row["kind"], set()).add(row["word"])
    return {kind: frozenset(words) for kind, words in found.items()}


def parse_groups(text: str | None = None) -> dict[str, str | None]:
    """Faiths, parties and peoples that no country answers to, with their sector."""
    rows = read_csv("identify/groups.csv", ("id", "word", "sector", "note"), text)
    return {row["word"]: row["sector"] or None for row in rows}


def parse_given_names(text: str | None = None) -> dict[str, str]:
    """Given names with the sex they mostly go with."""
    found: dict[str, str] = {}
    for row in read_csv("identify/given_names.csv", ("id", "name", "sex", "note"), text):
        _one_of(row, "sex", ("m", "f"))
        found[row["name"]] = row["sex"]
    return found


def parse_roles(text: str | None = None) -> dict[str, Role]:
    """Roles by their words. Raises RuleError for an unknown sex or words that stand twice."""
    columns = ("id", "word", "sex", "titles", "subject_of", "object_of", "owns", "note")
    found: dict[str, Role] = {}
    for row in read_csv("identify/roles.csv", columns, text):
        _one_of(row, "sex", ("", "m", "f"))
        lists = [
            frozenset(filter(None, row[name].split("|"))) for name in ("titles", "subject_of", "object_of", "owns")
        ]
        if row["word"] in found:
            raise row.error(f"{row['word']!r} stands already")
        found[row["word"]] = Role(row["id"], row["word"], row["sex"] or None, *lists)
    return found


def _one_of(row: Row, column: str, allowed: tuple[str, ...]) -> None:
    if row[column] not in allowed:
        raise row.error(f"{column} {row[column]!r} is not one of {', '.join(filter(None, allowed))}")


def _kind(row: Row, value: str) -> EntityKind:
    try:
        return EntityKind(value)
    except ValueError as error:
        raise row.error(f"unknown kind {value!r}") from error


__all__ = ["Authority", "Body", "Description", "Head", "Role", "Title", "load_authority"]
