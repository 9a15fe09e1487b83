"""From what a model proposes to a proposal whose every word stands in the text, or the reason why it is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from onrecord.model import (
    Act,
    Content,
    EventStatus,
    Evidence,
    Origin,
    Polarity,
    Proposal,
    ProposalKind,
    ProposedEvent,
    ProposedStatement,
    Reader,
    Span,
    content_id,
    evidence,
)
from onrecord.rules.triggers import TYPES
from onrecord.second.form import PROMPT
from onrecord.second.locating import (
    AROUND,
    EXACT,
    NEAREST,
    TYPOGRAPHY,
    Places,
    Window,
    choose_places,
    find_inside,
    find_places,
)

MOST_PARTS = 20
"""Pieces of content, actors or recipients that a proposal may have."""
LABEL = ":"
"""A cue of one mark: "LUND: No"."""
SHOWN = 120
"""Characters of quoted words that a message repeats."""
Choice = TypeVar("Choice", bound=StrEnum)
Given = dict[str, Any]


class Refused(Exception):
    """A proposal that does not check: `code` is that of the issue, the text says why and repeats what was quoted."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code


@dataclass(frozen=True, slots=True)
class Located:
    """The quotations of a proposal by field, found in the text, and how."""

    parts: dict[str, tuple[Evidence, ...]]
    how: str

    def one(self, field: str) -> Evidence | None:
        """The evidence of a field that has one at most."""
        found = self.parts[field]
        return found[0] if found else None


def check_proposal(given: Any, kind: ProposalKind, window: Window, *, story: str, reader: Reader) -> Proposal:
    """The proposal, not yet set beside what onrecord reads. Raises Refused."""
    if not isinstance(given, dict):
        raise Refused("second-invalid", f"it is {_kind_of(given)}, not an object")
    statement, event, how = _CHECKS[kind](given, window)
    identity = content_id("proposal", story, reader.model, reader.host, kind.value, *_identity(statement or event))
    origin = Origin("second", how, PROMPT)
    return Proposal(identity, story, reader, kind, None, (), statement, event, origin)


def shown(words: str) -> str:
    """Words as a message may repeat them: short, in one line, and nothing that steers a terminal or that UTF-8 cannot hold."""
    cut = words if len(words) <= SHOWN else words[:SHOWN] + "…"
    return "".join(character if character.isprintable() else "\ufffd" for character in cut)


# --- statements and events ------------------------------------------------------------------------


Checked = tuple[ProposedStatement | None, ProposedEvent | None, str]


def _statement(given: Given, window: Window) -> Checked:
    act, polarity = _choice(given, "act", Act), _choice(given, "polarity", Polarity)
    quoted = {"content": _list(given, "content"), "cue": _one(given, "cue"), "source": _one(given, "source")}
    if not quoted["content"]:
        raise Refused("second-invalid", "it quotes no content")
    if not quoted["source"] and not quoted["cue"]:
        raise Refused("second-invalid", f"it quotes neither a source nor a cue for {shown(quoted['content'][0])!r}")
    found = _locate(quoted, window, _passage(given))
    source, cue = found.one("source"), found.one("cue")
    pieces = tuple(sorted(found.parts["content"], key=lambda piece: piece.span))
    for name, part in (("source", source), ("cue", cue)):
        if part and any(piece.span.covers(part.span) for piece in pieces):
            raise Refused("second-invalid", f"its {name} {shown(part.text)!r} stands inside its content")
    if any(one.span.overlaps(other.span) for one, other in zip(pieces, pieces[1:], strict=False)):
        raise Refused("second-invalid", f"pieces of its content overlap: {shown(pieces[0].text)!r}")
    return ProposedStatement(source, cue, Content(pieces), act, polarity), None, found.how


def _event(given: Given, window: Window) -> Checked:
    event_type, status = given.get("event_type"), _choice(given, "status", EventStatus)
    if not isinstance(event_type, str) or event_type not in TYPES:
        raise Refused("second-invalid", f"event_type is {_value(event_type)}, none of PLOVER's types")
    quoted = {
        "trigger": _one(given, "trigger"),
        "actors": _list(given, "actors"),
        "recipients": _list(given, "recipients"),
    }
    quoted |= {"date": _one(given, "date"), "place": _one(given, "place")}
    if not quoted["trigger"]:
        raise Refused("second-invalid", "it quotes no trigger")
    found = _locate(quoted, window, _passage(given))
    (trigger,) = found.parts["trigger"]
    actors, recipients = found.parts["actors"], found.parts["recipients"]
    event = ProposedEvent(event_type, trigger, actors, recipients, found.one("date"), found.one("place"), status)
    return None, event, found.how


_CHECKS: dict[ProposalKind, Callable[[Given, Window], Checked]] = {
    ProposalKind.STATEMENT: _statement,
    ProposalKind.EVENT: _event,
}


def _identity(proposed: ProposedStatement | ProposedEvent | None) -> Iterator[Any]:
    """What makes a proposal what it is: its values and the places of its words."""
    if isinstance(proposed, ProposedStatement):
        yield from (proposed.act.value, proposed.polarity.value, _span(proposed.source), _span(proposed.cue))
        yield [list(piece.span) for piece in proposed.content.pieces]
    elif proposed is not None:
        yield from (proposed.event_type, proposed.status.value)
        yield from map(_span, (proposed.trigger, proposed.date, proposed.place))
        yield from ([list(part.span) for part in parts] for parts in (proposed.actors, proposed.recipients))


def _span(part: Evidence | None) -> list[int] | None:
    return list(part.span) if part else None


# --- quotations -----------------------------------------------------------------------------------


def _locate(quoted: dict[str, tuple[str, ...]], window: Window, passage: str | None) -> Located:
    """Find every quotation of a proposal, and of words that stand more than once the place that is meant. Raises Refused."""
    names = [(field, words) for field, listed in quoted.items() for words in listed]
    found = [_find(window, field, words) for field, words in names]
    passages = find_places(window, passage).spans if passage else ()
    narrowed = [
        (len(places.spans) > 1 and find_inside(window, words, passages)) or places
        for (_, words), places in zip(names, found, strict=True)
    ]
    spans = choose_places(narrowed)
    if spans is None:
        field, words = next(
            (name for name, places in zip(names, narrowed, strict=True) if len(places.spans) > 1), names[0]
        )
        raise Refused("second-ambiguous", f"its {field} {shown(words)!r} stands in the text more than once, and nothing tells which is meant")  # fmt: skip
    how = [TYPOGRAPHY if any(places.how == TYPOGRAPHY for places in found) else EXACT]
    if any(len(places.spans) > 1 for places in found):
        how.append(NEAREST if any(len(places.spans) > 1 for places in narrowed) else AROUND)
    return Located(_by_field(quoted, names, spans, window.text), "+".join(how))


def _find(window: Window, field: str, words: str) -> Places:
    places = find_places(window, words)
    if not places.spans:
        raise Refused("second-unquoted", f"its {field} {shown(words)!r} does not stand in the text")
    return places


def _by_field(
    quoted: dict[str, tuple[str, ...]], names: Sequence[tuple[str, str]], spans: Sequence[Span], text: str
) -> dict[str, tuple[Evidence, ...]]:
    parts: dict[str, tuple[Evidence, ...]] = dict.fromkeys(quoted, ())
    for (field, _), span in zip(names, spans, strict=True):
        parts[field] = (*parts[field], evidence(text, *span))
    return parts


# --- values ---------------------------------------------------------------------------------------


def _choice(given: Given, field: str, choices: type[Choice]) -> Choice:
    value = given.get(field)
    if not isinstance(value, str) or value not in set(choices):
        raise Refused("second-invalid", f"{field} is {_value(value)}, none of {', '.join(choices)}")
    return choices(value)


def _one(given: Given, field: str) -> tuple[str, ...]:
    """The words of a field that may have none."""
    value = given.get(field)
    return () if value is None or value == "" else (_words(value, field),)


def _list(given: Given, field: str) -> tuple[str, ...]:
    """The words of a field that may have several, each once; a text alone is a list of one."""
    value = given.get(field)
    listed = [] if value is None else [value] if isinstance(value, str) else value
    if not isinstance(listed, list):
        raise Refused("second-invalid", f"{field} is {_kind_of(value)}, not a list")
    if len(listed) > MOST_PARTS:
        raise Refused("second-invalid", f"{field} has {len(listed)} parts, more than {MOST_PARTS}")
    return tuple(dict.fromkeys(_words(item, field) for item in listed))


def _words(value: Any, field: str) -> str:
    if not isinstance(value, str):
        raise Refused("second-invalid", f"{field} is {_kind_of(value)}, not text")
    if not any(character.isalnum() for character in value) and not (field == "cue" and value.strip() == LABEL):
        raise Refused("second-invalid", f"its {field} {shown(value)!r} has no words")
    return value.strip()


def _passage(given: Given) -> str | None:
    """The words around, which only help to find the others: no evidence, and not refused."""
    value = given.get("passage")
    return value if isinstance(value, str) and value.strip() else None


def _value(value: Any) -> str:
    return repr(shown(value)) if isinstance(value, str) else _kind_of(value)


def _kind_of(value: Any) -> str:
    names = {
        type(None): "missing",
        bool: "a truth value",
        int: "a number",
        float: "a number",
        str: "text",
        list: "a list",
    }
    return names.get(type(value), "an object")
