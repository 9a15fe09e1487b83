"""What is known of names in general: letters, sounds, small words, titles, given names, near names, words of bodies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from onrecord.rules import Row, read_csv
from onrecord.rules.names import fold

GIVEN_KINDS = ("spelling", "form", "short")
PARTICLE_KINDS = ("article", "preposition", "filial")
PLACES = ("before", "after", "anywhere")
COMMON_KINDS = ("common", "generic", "office", "qualifier")
BODY_KINDS = ("legal", *COMMON_KINDS, "stop", "plain")


@dataclass(frozen=True, slots=True)
class Letters:
    """Cyrillic letters in Latin: as Ukrainian, as Ukrainian at the beginning of a word, as Russian."""

    ukrainian: Mapping[str, str]
    ukrainian_first: Mapping[str, str]
    russian: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BodyWords:
    """Words of bodies: what stands for each, and which are legal forms, common words and words without content."""

    standard: Mapping[str, str]
    legal: Mapping[tuple[str, ...], str]
    """Words of a legal form -> its standard."""
    phrases: Mapping[tuple[str, ...], str]
    """Several words that one word stands for: `united states` -> `usa`."""
    common: frozenset[str]
    generic: frozenset[str]
    """Common words that are often left off: `Group`, `Party`."""
    offices: frozenset[str]
    """Common words for what every state has one of."""
    qualifiers: frozenset[str]
    """Common words that make another body of one where they stand last: `International`."""
    stop: frozenset[str]


@cache
def letters() -> Letters:
    """The shipped table of letters."""
    rows = read_csv("names/letters.csv", ("letter", "ukrainian", "ukrainian_first", "russian", "note"))
    for row in rows:
        if len(row["letter"]) != 1:
            raise row.error(f"{row['letter']!r} is not one letter")
    return Letters(
        {row["letter"]: row["ukrainian"] for row in rows},
        {row["letter"]: row["ukrainian_first"] for row in rows},
        {row["letter"]: row["russian"] for row in rows},
    )


@cache
def sounds() -> tuple[tuple[str, str], ...]:
    """Letters and what stands for them, in the order in which they are applied."""
    return parse_sounds()


def parse_sounds(text: str | None = None) -> tuple[tuple[str, str], ...]:
    """The table of sounds. Raises RuleError for anything but letters, `^` in front and `$` at the end."""
    found = []
    for row in read_csv("names/sounds.csv", ("id", "written", "sound", "note"), text):
        if not re.fullmatch(r"\^?[a-z'`]+\$?", row["written"]) or not re.fullmatch("[a-z]*", row["sound"]):
            raise row.error(f"{row['written']!r} or {row['sound']!r} is no run of letters")
        found.append((row["written"], row["sound"]))
    return tuple(found)


@cache
def particles() -> Mapping[str, tuple[str, str]]:
    """Small word -> what stands for it, and its kind."""
    return parse_particles()


def parse_particles(text: str | None = None) -> Mapping[str, tuple[str, str]]:
    """The table of small words. Raises RuleError for an unknown kind."""
    found = {}
    for row in read_csv("names/particles.csv", ("id", "word", "standard", "kind", "note"), text):
        _check(row, "kind", PARTICLE_KINDS)
        found[row["word"]] = (row["standard"], row["kind"])
    return found


@cache
def honorifics() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """For each place (before, after) the honorifics and titles as tuples of words, longest first."""
    return parse_honorifics()


def parse_honorifics(text: str | None = None, titles: str | None = None) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Honorifics of names together with the titles of `identify`. Raises RuleError for an unknown place."""
    found: dict[str, set[tuple[str, ...]]] = {"before": set(), "after": set()}
    for row in read_csv("names/honorifics.csv", ("id", "word", "place", "note"), text):
        _check(row, "place", PLACES)
        for place in ("before", "after") if row["place"] == "anywhere" else (row["place"],):
            found[place].add(tuple(row["word"].split()))
    for row in read_csv("identify/titles.csv", ("id", "words", "kind", "sex", "sector", "note"), titles):
        found["before"].add(tuple(fold(row["words"]).replace("-", " ").split()))
    return {place: tuple(sorted(words, key=lambda one: (-len(one), one))) for place, words in found.items()}


@cache
def generations() -> Mapping[str, str]:
    """Word of a generation -> which one."""
    rows = read_csv("names/generations.csv", ("id", "word", "standard", "note"))
    return {row["word"]: row["standard"] for row in rows}


@cache
def numbers() -> Mapping[str, str]:
    """Number word, ordinal or Roman numeral -> digits."""
    return {row["word"]: row["value"] for row in read_csv("names/numbers.csv", ("id", "word", "value", "note"))}


@cache
def given_names() -> Mapping[str, Mapping[str, frozenset[str]]]:
    """For each kind: given name -> the ids of the rows it stands in."""
    return parse_given_names()


def parse_given_names(text: str | None = None) -> Mapping[str, Mapping[str, frozenset[str]]]:
    """The table of given names. Raises RuleError for an unknown kind, one name alone, or a name twice in a row."""
    found: dict[str, dict[str, frozenset[str]]] = {kind: {} for kind in GIVEN_KINDS}
    for row in read_csv("names/given_names.csv", ("id", "kind", "names", "note"), text):
        _check(row, "kind", GIVEN_KINDS)
        for name in _several(row, "names"):
            table = found[row["kind"]]
            name = "".join(letter for letter in name if letter.isalnum())
            table[name] = table.get(name, frozenset()) | {row["id"]}
    return found


@cache
def near_names() -> Mapping[str, frozenset[str]]:
    """Name -> the names that look like it and are another's."""
    return parse_near_names()


def parse_near_names(text: str | None = None) -> Mapping[str, frozenset[str]]:
    """The table of near names, both ways. Raises RuleError where a name would forbid itself."""
    found: dict[str, frozenset[str]] = {}
    for row in read_csv("names/near_names.csv", ("id", "one", "other", "note"), text):
        one, other = frozenset(row["one"].split("|")), frozenset(row["other"].split("|"))
        if one & other or "" in one | other:
            raise row.error(f"{row['one']} and {row['other']} share a name, or have an empty one")
        for names, others in ((one, other), (other, one)):
            for name in names:
                found[name] = found.get(name, frozenset()) | others
    return found


@cache
def body_words() -> BodyWords:
    """The shipped words of companies and bodies."""
    return parse_body_words()


def parse_body_words(text: str | None = None) -> BodyWords:
    """The table of words of bodies. Raises RuleError for an unknown kind."""
    rows = read_csv("names/body_words.csv", ("id", "word", "standard", "kind", "note"), text)
    for row in rows:
        _check(row, "kind", BODY_KINDS)
    legal = {tuple(row["word"].split()): row["standard"] for row in rows if row["kind"] == "legal"}
    kept = [row for row in rows if row["kind"] in (*COMMON_KINDS, "plain")]
    return BodyWords(
        {row["word"]: row["standard"] for row in kept if " " not in row["word"]},
        legal,
        {tuple(row["word"].split()): row["standard"] for row in kept if " " in row["word"]},
        frozenset(row["standard"] for row in rows if row["kind"] in COMMON_KINDS),
        frozenset(row["standard"] for row in rows if row["kind"] == "generic"),
        frozenset(row["standard"] for row in rows if row["kind"] == "office"),
        frozenset(row["standard"] for row in rows if row["kind"] == "qualifier"),
        frozenset(row["word"] for row in rows if row["kind"] == "stop"),
    )


@cache
def weights(kind: str) -> Mapping[str, float]:
    """The weight of each observation for `person` or `body`; `always` is what is added to every pair."""
    return parse_weights()[kind]


def parse_weights(text: str | None = None) -> Mapping[str, Mapping[str, float]]:
    """The table of weights. Raises RuleError for an unknown kind or what is no number."""
    found: dict[str, dict[str, float]] = {"person": {}, "body": {}}
    for row in read_csv("names/weights.csv", ("id", "kind", "observation", "weight", "note"), text):
        _check(row, "kind", ("person", "body"))
        try:
            found[row["kind"]][row["observation"]] = float(row["weight"])
        except ValueError as error:
            raise row.error(str(error)) from error
    return found


def _check(row: Row, column: str, allowed: tuple[str, ...]) -> None:
    if row[column] not in allowed:
        raise row.error(f"unknown {column} {row[column]!r}; one of: {', '.join(allowed)}")


def _several(row: Row, column: str) -> tuple[str, ...]:
    values = tuple(row[column].split("|"))
    if len(values) < 2 or "" in values or len(set(values)) < len(values):
        raise row.error(f"{column} must be two or more, each once")
    return values
