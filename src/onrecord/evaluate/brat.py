"""brat's standoff format as gold: `onrecord evaluate brat PATH`.

A folder or zip archive of NAME.txt and NAME.ann. A statement is an event with a role that means `source`, `cue` or `content` (its type says
`statement`, or is unknown), or words of these types that relations tie together; any other event has a type of PLOVER, and its trigger.
Attributes give act, polarity, mode, status. Words of a type that is a kind of entity are names, unless an attribute `Form` says otherwise.
Places count code points, as brat does; words beside them that are not those of the text are an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from onrecord.errors import InputError
from onrecord.evaluate.files import Given, read_files, read_given_documents, stem
from onrecord.evaluate.gold import Draft, Marked, MarkedEvent, MarkedName, letters, make_event, make_statements
from onrecord.evaluate.labels import EVENT_PARTS, STATEMENT_PARTS, Labels, event_value
from onrecord.evaluate.standoff import Annotations, Tie, parse

_VALUES = {"act": "act", "polarity": "polarity", "mode": "mode", "status": "status", "form": "form"}


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
    known = read_given_documents(path)
    for key, (name, lines) in annotated.items():
        if key not in texts:
            raise InputError(f"{path}/{name}: there is no text {stem(name)}.txt beside it")
        yield mark(key, texts[key], parse(lines, texts[key], f"{path}/{name}"), labels, known.get(stem(name)))


# --- meaning ----------------------------------------------------------------------------------------


def mark(name: str, text: str, found: Annotations, labels: Labels, given: Given | None) -> Marked:
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
    for identity in statements if inner or given else ():
        statements[identity].within = identity in inner
    names = _names(text, found, labels)
    return Marked(name, text, make_statements(text, statements.values()), tuple(events), names, given)


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
    if "status" in values or any("mode" in given for given in found.values.values()):
        draft.values.setdefault("mode", "")
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
