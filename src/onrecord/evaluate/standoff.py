"""The lines of brat's standoff format (http://brat.nlplab.org/standoff.html), checked against the text that they are of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from onrecord.errors import InputError

Spans = list[tuple[int, int]]
_LINE = re.compile(r"([A-Z*#]\w*)\t(.*)\Z", re.S)
_BOUND = re.compile(r"(\S+) (\d+ \d+(?:;\d+ \d+)*)(?:\t(.*))?\Z", re.S)


@dataclass(frozen=True, slots=True)
class Bound:
    """Words of a type."""

    kind: str
    spans: Spans


@dataclass(frozen=True, slots=True)
class Tie:
    """An event (its trigger first among its arguments, with the role ``) or a relation: a type, and by role ids of others."""

    kind: str
    arguments: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Annotations:
    """What one `.ann` file says, by id; `values` are attributes of the ids."""

    bounds: dict[str, Bound] = field(default_factory=dict)
    events: dict[str, Tie] = field(default_factory=dict)
    relations: list[Tie] = field(default_factory=list)
    values: dict[str, dict[str, str]] = field(default_factory=dict)


def parse(lines: str, text: str, where: str, *, is_checked: bool = True) -> Annotations:
    """The lines of an `.ann` file; notes, equivalences and normalisations are passed over.

    Raises InputError that names file and line; where not `is_checked`, lines that are no annotation are passed over too, and words
    beside the places need not be those of the text.
    """
    found = Annotations()
    for number, line in enumerate(lines.split("\n"), start=1):
        line = line.removesuffix("\r")
        if not line.strip() or line.startswith(("#", "N", "*")):
            continue
        matched = _LINE.match(line)
        if not matched and not is_checked:
            continue
        if not matched:
            raise InputError(f"{where}:{number}: no annotation of brat (ID, a tab, and what it is): {line[:60]!r}")
        try:
            _take(found, matched[1], matched[2], text if is_checked else None, len(text))
        except ValueError as error:
            raise InputError(f"{where}:{number}: {error}") from error
    _check(found, where)
    return found


def _take(found: Annotations, name: str, rest: str, text: str | None, length: int) -> None:
    if name in found.bounds or name in found.events:
        raise ValueError(f"{name} is there twice")
    if name[0] == "T":
        found.bounds[name] = _bound(name, rest, text, length)
    elif name[0] == "E":
        kind, *arguments = (_pair(cell) for cell in rest.split())
        found.events[name] = Tie(kind[0], (("", kind[1]), *arguments))
    elif name[0] == "R":
        label, *cells = rest.split()
        found.relations.append(Tie(label, tuple(_pair(cell) for cell in cells)))
    elif name[0] in "AM":
        label, of, *value = rest.split()
        found.values.setdefault(of, {})[label.lower()] = " ".join(value)
    else:
        raise ValueError(f"{name} is no kind of annotation that brat has")


def _pair(cell: str) -> tuple[str, str]:
    role, colon, of = cell.partition(":")
    if not colon or not of:
        raise ValueError(f"{cell!r} is no ROLE:ID")
    return role, of


def _bound(name: str, rest: str, text: str | None, length: int) -> Bound:
    matched = _BOUND.match(rest)
    if not matched:
        raise ValueError(f"{name} has no TYPE START END")
    kind, places, words = matched.groups()
    spans = [(int(start), int(end)) for start, end in (piece.split(" ") for piece in places.split(";"))]
    for start, end in spans:
        if not start < end <= length:
            raise ValueError(f"{name}: {start} to {end} is not inside a text of {length} characters")
    if text is not None and words is not None:
        there = " ".join(text[start:end] for start, end in spans)
        if words.split() != there.split() and "".join(words.split()) != "".join(there.split()):
            raise ValueError(f"{name}: the text has {there[:40]!r} at {places}, not {words[:40]!r} (places count characters)")  # fmt: skip
    return Bound(kind, spans)


def _check(found: Annotations, where: str) -> None:
    """Raises InputError for an event or a relation of what is not there."""
    known = found.bounds.keys() | found.events.keys()
    for tie in (*found.events.values(), *found.relations):
        for role, of in tie.arguments:
            if of not in known or (not role and of not in found.bounds):
                raise InputError(f"{where}: {tie.kind} has {of}, which is not there")
