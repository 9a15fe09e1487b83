"""PLOVER's scale and its translation to CAMEO: the rule data of the exports of events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from onrecord.rules import Row, read_csv
from onrecord.rules.triggers import MODES, TYPES

CONTEXTS = (
    "military", "intelligence", "executive", "legislative", "election", "political_institutions", "pro_democracy",
    "pro_autocracy", "economic", "legal", "reparations", "human_rights", "rights_freedoms", "repression", "human_security",
    "gender", "lgbt", "religion_ethnicity", "inequality", "diplomatic", "territory", "peacekeeping", "health", "asylum",
    "migration", "disasters", "natural_resource", "environment", "technology", "terrorism", "cbrn", "cyber", "misinformation",
    "crime", "corruption", "illegal_drugs", "trafficking",
)  # fmt: skip
"""PLOVER's 37 contexts, in the order of its manual."""


def _labels(event_type: str, mode: str | None, contexts: Sequence[str] = ()) -> Iterator[str]:
    """The rows that may say something of an event, the most special first."""
    bare = f"{event_type}/{mode}" if mode else event_type
    yield from (f"{bare}+{context}" for context in contexts)
    yield bare
    if mode:
        yield event_type


def _checked(rows: Sequence[Row], value: str) -> dict[str, str]:
    for row in rows:
        kind, _, mode = row["id"].partition("+")[0].partition("/")
        if kind not in TYPES or (mode and mode not in MODES.get(kind, ())):
            raise row.error(f"{row['id']!r} is no type and mode of PLOVER")
    found = {row["id"]: row[value] for row in rows}
    absent = sorted(TYPES.keys() - found.keys())
    if absent:
        raise rows[0].error(f"no row for {absent[0]}")
    return found


@cache
def _scale() -> dict[str, float]:
    rows = read_csv("events/scale.csv", ("id", "score"))
    _checked(rows, "score")
    return {row["id"]: row.number("score") for row in rows}


@cache
def _cameo() -> dict[str, str]:
    return _checked(read_csv("events/cameo.csv", ("id", "code", "note")), "code")


def event_scale(event_type: str, mode: str | None) -> float:
    """PLOVER's score of conflict and cooperation, from -10 to 10."""
    return next(_scale()[label] for label in _labels(event_type, mode) if label in _scale())


def cameo_code(event_type: str, mode: str | None, contexts: Sequence[str] = ()) -> str:
    """The CAMEO code, three or four digits; what is lost stands in `rules/data/events/cameo.csv`."""
    return next(_cameo()[label] for label in _labels(event_type, mode, contexts) if label in _cameo())


@cache
def _cameo_types() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for row in read_csv("events/cameo_types.csv", ("code", "types", "note")):
        types = frozenset(filter(None, row["types"].split("|")))
        if types - TYPES.keys():
            raise row.error(f"{sorted(types - TYPES.keys())[0]!r} is no type of PLOVER")
        found[row["code"]] = types
    return found


def types_of_cameo(code: str) -> frozenset[str] | None:
    """The PLOVER types that a CAMEO code may be; empty for a public statement, None for what is no code."""
    known = (code[:length] for length in range(len(code), 1, -1))
    return next((_cameo_types()[one] for one in known if one in _cameo_types()), None)


@cache
def _goldstein() -> dict[str, float]:
    return {row["code"]: row.number("score") for row in read_csv("events/goldstein.csv", ("code", "score"))}


def goldstein_score(code: str) -> float:
    """The Goldstein score of a CAMEO code that `cameo_code` gives, from -10 to 10."""
    return _goldstein()[code]


@cache
def context_words() -> dict[str, frozenset[str]]:
    """PLOVER's contexts by the words that tell them: word -> contexts. RuleError for a context that PLOVER has not."""
    found: dict[str, set[str]] = {}
    for row in read_csv("events/contexts.csv", ("id", "words")):
        if row["id"] not in CONTEXTS:
            raise row.error(f"{row['id']!r} is none of PLOVER's contexts")
        for word in row["words"].split():
            found.setdefault(word, set()).add(row["id"])
    return {word: frozenset(contexts) for word, contexts in found.items()}
