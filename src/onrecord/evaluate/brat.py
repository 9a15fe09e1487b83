"""brat's standoff format as gold: `onrecord evaluate brat PATH`.

A folder or zip archive of NAME.txt and NAME.ann. A statement is an event with a role that means `source`, `cue` or `content` (its type says
`statement`, or is unknown), or words of these types that relations tie together; any other event has a type of PLOVER, and its trigger.
Attributes give act, polarity, mode, status. Words of a type that is a kind of entity are names, unless an attribute `Form` says otherwise.
Places count code points, as brat does; words beside them that are not those of the text are an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from onrecord.errors import InputError
from onrecord.evaluate.files import read_documents, read_files, stem
from onrecord.evaluate.gold import Draft, Marked, MarkedEvent, MarkedName, letters, make_event, make_statements
from onrecord.evaluate.labels import EVENT_PARTS, STATEMENT_PARTS, Labels, event_value

Spans = list[tuple[int, int]]
_LINE = re.compile(r"([A-Z*#]\w*)\t(.*)\Z", re.S)
_BOUND = re.compile(r"(\S+) (\d+ \d+(?:;\d+ \d+)*)(?:\t(.*))?\Z", re.S)
_VALUES = {"act": "act", "polarity": "polarity", "mode": "mode", "status": "status", "form": "form"}


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


def read_brat(path: Path, labels: Labels) -> Iterator[Marked]:
    """The gold of a folder or archive. Raises InputError that names file and line of what cannot be understood."""
    texts: dict[str, str] = {}
    annotated: dict[str, tuple[str, str]] = {}
    for name, text in read_files(path, (".txt", ".ann")):
        if name.endswith(".txt"):
            texts[name.removesuffix(".txt")] = text
        else:
            annotated[name.removesuffix(".ann")] = (name, text)
    if not annotated:
        raise InputError(f"{path}: no annotations (NAME.txt with NAME.ann) there")
    known = read_documents(path)
    for key, (name, lines) in annotated.items():
        if key not in texts:
            raise InputError(f"{path}/{name}: there is no text {stem(name)}.txt beside it")
        yield mark(key, texts[key], parse(lines, texts[key], f"{path}/{name}"), labels, known.get(stem(name), {}))


def parse(lines: str, text: str, where: str) -> Annotations:
    """The lines of an `.ann` file; notes, equivalences and normalisations are passed over."""
    found = Annotations()
    for number, line in enumerate(lines.split("\n"), start=1):
        line = line.removesuffix("\r")
        if not line.strip() or line.startswith(("#", "N", "*")):
            continue
        matched = _LINE.match(line)
        if not matched:
            raise InputError(f"{where}:{number}: no annotation of brat (ID, a tab, and what it is): {line[:60]!r}")
        try:
            _take(found, *matched.groups(), text)
        except ValueError as error:
            raise InputError(f"{where}:{number}: {error}") from error
    _check(found, where)
    return found


def _take(found: Annotations, name: str, rest: str, text: str) -> None:
    if name in found.bounds or name in found.events:
        raise ValueError(f"{name} is there twice")
    if name[0] == "T":
        found.bounds[name] = _bound(name, rest, text)
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


def _bound(name: str, rest: str, text: str) -> Bound:
    matched = _BOUND.match(rest)
    if not matched:
        raise ValueError(f"{name} has no TYPE START END")
    kind, places, words = matched.groups()
    spans = [(int(start), int(end)) for start, end in (piece.split(" ") for piece in places.split(";"))]
    for start, end in spans:
        if not start < end <= len(text):
            raise ValueError(f"{name}: {start} to {end} is not inside a text of {len(text)} characters")
    there = "".join("".join(text[start:end].split()) for start, end in spans)
    if words is not None and "".join(words.split()) != there:
        raise ValueError(f"{name}: the text has {there[:40]!r} at {places}, not {words[:40]!r} (places count characters)")
    return Bound(kind, spans)


def _check(found: Annotations, where: str) -> None:
    """Raises InputError for an event or a relation of what is not there."""
    known = found.bounds.keys() | found.events.keys()
    for tie in (*found.events.values(), *found.relations):
        for role, of in tie.arguments:
            if of not in known or (not role and of not in found.bounds):
                raise InputError(f"{where}: {tie.kind} has {of}, which is not there")


# --- meaning ----------------------------------------------------------------------------------------


def mark(name: str, text: str, found: Annotations, labels: Labels, known: Mapping[str, str]) -> Marked:
    """The statements, events and names of one text."""
    statements: dict[str, Draft] = {}
    events: list[MarkedEvent] = []
    for identity, event in found.events.items():
        draft = _statement(event, found, labels)
        if draft is not None:
            draft.values |= _values(found, identity)
            statements[identity] = draft
        else:
            events += _event(text, event, found, labels, _values(found, identity))
    statements |= _tied(found, labels)
    inner = {tie.arguments[0][1] for tie in found.relations if tie.kind.lower() == "within" and tie.arguments}
    for identity in statements if inner else ():
        statements[identity].within = identity in inner
    return Marked(
        name, text, make_statements(text, statements.values()), tuple(events), _names(text, found, labels), known.get("id"),
        known.get("outlet"), known.get("published"),
    )  # fmt: skip


def _values(found: Annotations, identity: str) -> dict[str, str]:
    given = found.values.get(identity, {})
    return {ours: given[theirs].lower() for theirs, ours in _VALUES.items() if given.get(theirs)}


def _statement(event: Tie, found: Annotations, labels: Labels) -> Draft | None:
    """The statement that an event is; None for one of PLOVER or of an unknown type without a source, a cue or a content."""
    meant = labels.meaning(event.kind)
    if event_value(meant):
        return None
    draft = Draft()
    for role, of in event.arguments[1:]:
        part = labels.role(role, of_event=False)
        if part in STATEMENT_PARTS and of in found.bounds:
            draft.add(part, found.bounds[of].spans)
    if meant in STATEMENT_PARTS:
        draft.add(meant, found.bounds[event.arguments[0][1]].spans)
    return draft if draft.phrases or meant == "statement" else None


def _event(text: str, event: Tie, found: Annotations, labels: Labels, values: dict[str, str]) -> Iterator[MarkedEvent]:
    kind = event_value(labels.meaning(event.kind))
    if kind is None:
        labels.unknown[event.kind] += 1
        return
    draft = Draft(values=values)
    draft.add("trigger", found.bounds[event.arguments[0][1]].spans)
    for role, of in event.arguments[1:]:
        part = labels.role(role, of_event=True)
        if part is None:
            labels.unknown[role] += 1
        elif part in EVENT_PARTS and of in found.bounds:
            draft.add(part, found.bounds[of].spans)
    if "mode" not in values and any("mode" in given for given in found.values.values()):
        draft.values["mode"] = ""
    yield make_event(text, draft, kind)


def _tied(found: Annotations, labels: Labels) -> dict[str, Draft]:
    """Statements that are words of the three types, tied by relations: each group of them is one."""
    parts = {name: part for name, one in found.bounds.items() if (part := labels.meaning(one.kind)) in STATEMENT_PARTS}
    in_events = {of for event in found.events.values() for _, of in event.arguments}
    group = {name: name for name in parts if name not in in_events}

    def top(name: str) -> str:
        while group[name] != name:
            name = group[name]
        return name

    tied: set[str] = set()
    for tie in found.relations:
        ends = [of for _, of in tie.arguments if of in group]
        if len(ends) == 2:
            group[top(ends[0])] = top(ends[1])
            tied |= set(ends)
    drafts: dict[str, Draft] = {}
    for name in sorted(tied, key=lambda one: found.bounds[one].spans):
        drafts.setdefault(top(name), Draft()).add(str(parts[name]), found.bounds[name].spans)
    return drafts


def _names(text: str, found: Annotations, labels: Labels) -> tuple[MarkedName, ...]:
    triggers = {event.arguments[0][1] for event in found.events.values()}
    names = []
    for identity, one in found.bounds.items():
        if identity in triggers or not labels.is_known(one.kind):
            continue
        kinds = labels.kinds(one.kind)
        if kinds is not None and _values(found, identity).get("form", "name") == "name":
            names.append(MarkedName(letters(text, one.spans), kinds))
    return tuple(names)
