"""PLOVER triggers, embedding verbs and role nouns: the rule data of `events`."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from onrecord.errors import RuleError
from onrecord.model import EventStatus
from onrecord.rules import read_csv, read_text

TYPES: dict[str, int] = {
    "AGREE": 1, "CONSULT": 1, "SUPPORT": 1, "CONCEDE": 1, "COOPERATE": 2, "AID": 2, "RETREAT": 2, "REQUEST": 3, "ACCUSE": 3,
    "REJECT": 3, "THREATEN": 3, "PROTEST": 4, "SANCTION": 4, "MOBILIZE": 4, "COERCE": 4, "ASSAULT": 4,
}  # fmt: skip
"""PLOVER's sixteen types with their quad class: 1 verbal and 2 material cooperation, 3 verbal and 4 material conflict."""

MODALITY = {
    EventStatus.PLANNED: "future", EventStatus.THREATENED: "hypothetical", EventStatus.CONDITIONAL: "hypothetical",
    EventStatus.CALLED_FOR: "hypothetical", EventStatus.NEGATED: "negation", EventStatus.HISTORICAL: "historical",
}  # fmt: skip
"""PLOVER's auxiliary mode of each status that has one."""

MODES: dict[str, tuple[str, ...]] = {
    "CONSULT": tuple("visit third-party multilateral phone".split()),
    "RETREAT": tuple("withdraw release disarm ceasefire access resign".split()),
    "REQUEST": tuple("assist change yield meet".split()),
    "ACCUSE": tuple("disapprove investigate allege".split()),
    "REJECT": tuple("assist change yield meet".split()),
    "THREATEN": tuple("restrict arrest relations expel territory violence".split()),
    "PROTEST": tuple("demo riot strike hunger boycott obstruct vandalize".split()),
    "SANCTION": tuple("convict expel withdraw discontinue".split()),
    "MOBILIZE": tuple("troops weapons police militia".split()),
    "COERCE": tuple("seize restrict arrest deport withhold cyber censor curfew misinformation martial-law".split()),
    "ASSAULT": tuple(
        "abduct beat torture sexual destroy primitive firearms explosives targeted suicide-attack aerial drone heavy-weapons crowd-control unconventional".split()
    ),
}
"""The modes of the types that have any: 67 in all."""

STATUSES = frozenset(
    ("actual reported alleged denied planned threatened conditional called_for negated historical none").split()
)


@dataclass(frozen=True, slots=True)
class TriggerGroup:
    """Words that name one kind of act under the same conditions; the fields are defined in `data/events/README.md`."""

    id: str
    event_type: str
    quad: int
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    mode: str | None = None
    objects: frozenset[str] = frozenset()
    of_objects: frozenset[str] = frozenset()
    not_objects: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    not_subjects: frozenset[str] = frozenset()
    with_words: frozenset[str] = frozenset()
    not_with: frozenset[str] = frozenset()
    prepositions: frozenset[str] = frozenset()
    clause: str | None = None
    clauses: frozenset[str] = frozenset()
    not_clauses: frozenset[str] = frozenset()
    recipient: tuple[str, ...] | None = None
    reciprocal: bool = False
    speech: bool = False
    future: str | None = None
    contexts: tuple[str, ...] = ()
    plural: bool | str = False
    means: bool = False


@dataclass(frozen=True, slots=True)
class Embedding:
    """What a governor does to the deed in its complement."""

    id: str
    effect: str
    via: frozenset[str]


@dataclass(frozen=True, slots=True)
class EventRules:
    """Everything that `events` looks up: trigger groups by the first word of each verb, by the last of each noun."""

    verbs: dict[str, tuple[tuple[TriggerGroup, tuple[str, ...]], ...]]
    nouns: dict[str, tuple[tuple[TriggerGroup, tuple[str, ...]], ...]]
    embedding: dict[str, Embedding]
    sectors: dict[str, str]
    parties: dict[str, str]
    """What common nouns may be: lemma or -suffix -> `none`, `recipient` or `both`."""
    unlisted: dict[str, TriggerGroup]
    """By type, what holds for a trigger that no group names."""
    elsewhere: frozenset[str] = frozenset()
    """Nouns of sport and of the stage."""

    def party(self, lemma: str) -> str:
        """What a common noun may be in an event: `none`, `recipient`, or `both` where nothing speaks against it."""
        if lemma in self.sectors:
            return "both"
        found = self.parties.get(lemma)
        if found is None:
            found = next((self.parties[end] for end in self.endings if lemma.endswith(end[1:])), "both")
        return found

    @property
    def endings(self) -> tuple[str, ...]:
        """The suffixes among `parties`."""
        return tuple(name for name in self.parties if name.startswith("-"))


@cache
def event_rules() -> EventRules:
    """The shipped rules, read once."""
    groups: list[TriggerGroup] = []
    for entry in sorted(files("onrecord.rules").joinpath("data", "events").iterdir(), key=lambda found: found.name):
        if entry.name.endswith(".yml"):
            groups.extend(parse_triggers(f"events/{entry.name}", read_text(f"events/{entry.name}")))
    embedding = parse_embedding()
    sectors = {row["id"]: row["sector"] for row in read_csv("events/roles.csv", ("id", "sector", "note"))}
    unlisted = {kind: _unlisted(kind, groups) for kind in TYPES}
    verbs, nouns = _index(groups, "verbs", 0), _index(groups, "nouns", -1)
    return EventRules(verbs, nouns, embedding, sectors, parse_things(), unlisted, parse_elsewhere())


def _unlisted(kind: str, groups: list[TriggerGroup]) -> TriggerGroup:
    """What holds for most groups of a type."""
    own = [group for group in groups if group.event_type == kind]
    speech = 2 * sum(group.speech for group in own) > len(own)
    future = next((group.future for group in own if group.future), None)
    return TriggerGroup(f"{kind.lower()}-read", kind, TYPES[kind], speech=speech, future=future)


def parse_things(text: str | None = None) -> dict[str, str]:
    """What is no party to an event, by lemma or -suffix. Raises RuleError for an unknown value."""
    rows = read_csv("events/things.csv", ("id", "party", "note"), text)
    for row in rows:
        if row["party"] not in ("none", "recipient", "both"):
            raise row.error(f"unknown party {row['party']!r}")
    return {row["id"]: row["party"] for row in rows}


def parse_elsewhere(text: str | None = None) -> frozenset[str]:
    """Nouns of fields that are no public life. Raises RuleError for an unknown field."""
    rows = read_csv("events/elsewhere.csv", ("id", "field", "note"), text)
    for row in rows:
        if row["field"] not in ("sport", "stage"):
            raise row.error(f"unknown field {row['field']!r}")
    return frozenset(row["id"] for row in rows)


def parse_embedding(text: str | None = None) -> dict[str, Embedding]:
    """The embedding table by lemma. Raises RuleError for an unknown effect."""
    rows = read_csv("events/embedding.csv", ("id", "lemma", "effect", "via", "note"), text)
    for row in rows:
        if row["effect"] not in STATUSES:
            raise row.error(f"unknown effect {row['effect']!r}")
    return {row["lemma"]: Embedding(row["id"], row["effect"], frozenset(row["via"].split())) for row in rows}


LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""The base loader leaves every value a string: to the others `on` is true and `no` is false. That in C, where there is one, is ten times as fast."""


def parse_triggers(name: str, text: str) -> list[TriggerGroup]:
    """The groups of one type's file. Raises RuleError for an unknown type, field or a group without words."""
    try:
        loaded: Any = yaml.load(text, Loader=LOADER)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise RuleError(f"{name}: no YAML ({' '.join(str(error).split())[:200]})") from error
    if not isinstance(loaded, dict) or not isinstance(loaded.get("triggers", []), list):
        raise RuleError(f"{name}: a file of rules has a type, a quad and a list of triggers")
    event_type = loaded.get("type", "")
    quad = TYPES.get(str(event_type))
    if quad is None or str(loaded.get("quad")) != str(quad):
        raise RuleError(f"{name}: type {event_type!r} with quad {loaded.get('quad')!r} is not one of PLOVER's")
    return [_group(name, number, entry, event_type, quad)
            for number, entry in enumerate(loaded.get("triggers", []), start=1)]  # fmt: skip


def _group(name: str, number: int, given: Any, event_type: str, quad: int) -> TriggerGroup:
    where = f"{name}: trigger {number}"
    if not isinstance(given, dict):
        raise RuleError(f"{where}: not fields with values")
    known = {field.name: str(field.type) for field in fields(TriggerGroup)}
    entry = {key: value for key, value in given.items() if key != "note"}
    unknown = sorted({str(key) for key in entry} - (set(known) - {"event_type", "quad"}))
    if unknown or "id" not in entry or not (entry.get("verbs") or entry.get("nouns")):
        raise RuleError(f"{where}: unknown field, no id or no words {unknown}")
    if str(entry.get("mode", "")) not in ("", *MODES.get(event_type, ())):
        raise RuleError(f"{where}: {entry['mode']!r} is no mode of {event_type}")
    made = {key: _value(where, key, known[key], value) for key, value in entry.items()}
    return TriggerGroup(**made, event_type=event_type, quad=quad)


def _value(where: str, key: str, kind: str, value: Any) -> Any:
    """A field's value as its type has it."""
    is_listed = kind.startswith(("frozenset", "tuple"))
    if is_listed != isinstance(value, list) or not all(
        isinstance(one, str) and one.strip() for one in (value if is_listed else [value])
    ):
        raise RuleError(f"{where}: {key} must be {'a list of words' if is_listed else 'one word'}")
    if kind.startswith("bool"):
        if value not in ("true", "false") and not ("str" in kind and value == "any"):
            raise RuleError(f"{where}: {key} must be true or false")
        return value if value == "any" else value == "true"
    return frozenset(value) if kind.startswith("frozenset") else tuple(value) if is_listed else value


def _index(
    groups: list[TriggerGroup], field: str, key: int
) -> dict[str, tuple[tuple[TriggerGroup, tuple[str, ...]], ...]]:
    found: dict[str, list[tuple[TriggerGroup, tuple[str, ...]]]] = {}
    for group in groups:
        for phrase in getattr(group, field):
            words = tuple(word for word in phrase.split() if word not in ("the", "a", "of"))
            if not words:
                raise RuleError(f"{group.id}: {phrase!r} has no words of its own")
            rest = words[1:] if key == 0 else words[:-1]
            found.setdefault(words[key], []).append((group, rest))
    # A longer phrase is tried before a shorter one: "strike back" before "strike".
    return {word: tuple(sorted(rows, key=lambda row: -len(row[1]))) for word, rows in found.items()}


__all__ = [
    "MODES",
    "TYPES",
    "Embedding",
    "EventRules",
    "TriggerGroup",
    "event_rules",
    "parse_embedding",
    "parse_elsewhere",
    "parse_things",
    "parse_triggers",
]
