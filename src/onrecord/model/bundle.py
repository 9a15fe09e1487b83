"""A document with what was read in it, or a part of that, as JSON objects of the record: what is written out at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

Found = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bundle:
    """One document and what was read in it, or the part of that which was asked for: JSON objects of the record.

    Whatever an object refers to by an id inside its document (story, source, parties, quantities, the statement that it is within or
    that carries it) is in the same bundle, unless nothing of it is stored.
    """

    document: Found
    stories: tuple[Found, ...] = ()
    entities: tuple[Found, ...] = ()
    statements: tuple[Found, ...] = ()
    events: tuple[Found, ...] = ()
    quantities: tuple[Found, ...] = ()
    times: tuple[Found, ...] = ()
    places: tuple[Found, ...] = ()
    issues: tuple[Found, ...] = ()
    proposals: tuple[Found, ...] = ()

    def of(self, kind: str) -> tuple[Found, ...]:
        """The objects of a type: `statement`."""
        found: tuple[Found, ...] = (self.document,) if kind == "document" else getattr(self, FIELDS[kind])
        return found

    def objects(self) -> Iterator[Found]:
        """All of them, the document first."""
        for kind in KINDS:
            yield from self.of(kind)


FIELDS = {
    "story": "stories", "entity": "entities", "statement": "statements", "event": "events", "quantity": "quantities", "time": "times",
    "place": "places", "issue": "issues",
    "proposal": "proposals",
}  # fmt: skip
KINDS = ("document", *FIELDS)
"""Types that are read in one document, in the order in which they are written."""


class Identity(NamedTuple):
    """What an entity is across documents: the id that stands for all that are one with it, and their name."""

    id: str
    name: str


class Block(NamedTuple):
    """Objects of one type as lines of JSON (UTF-8), each with the id of the document that it was read in, None for one of no document."""

    kind: str
    documents: Sequence[str | None]
    lines: Sequence[bytes]


def group_objects(objects: Iterable[Found]) -> Iterator[Bundle]:
    """JSON objects, each document's together and its `document` first, as bundles; other types are left out.

    Objects that come before any document belong to none and are left out too.
    """
    document: Found | None = None
    held: dict[str, list[Found]] = {}
    for found in objects:
        if found["type"] == "document":
            if document is not None:
                yield _bundle(document, held)
            document, held = found, {}
        elif found["type"] in FIELDS:
            held.setdefault(FIELDS[found["type"]], []).append(found)
    if document is not None:
        yield _bundle(document, held)


def _bundle(document: Found, held: Mapping[str, list[Found]]) -> Bundle:
    return Bundle(document, **{name: tuple(found) for name, found in held.items()})


def part_of(bundle: Bundle, stories: frozenset[str], records: frozenset[str]) -> Bundle:
    """The part of a bundle with these stories whole, and with these records (statements, events, bare stories, entities) and what they
    refer to.
    """

    def is_whole(found: Found) -> bool:
        return found.get("story") in stories

    statements = [one for one in bundle.statements if is_whole(one) or one["id"] in records]
    events = [one for one in bundle.events if is_whole(one) or one["id"] in records]
    inside = _spans([*statements, *events])
    named = _references([*statements, *events])
    own = {one["story"] for one in (*statements, *events)} | stories | records

    def is_wanted(found: Found) -> bool:
        return is_whole(found) or found["id"] in named or _is_inside(found["span"], inside)

    kept = {
        "stories": (one for one in bundle.stories if one["id"] in own),
        "statements": statements,
        "events": events,
        "entities": (
            one
            for one in bundle.entities
            if one["id"] in named | records
            or any(it["story"] in stories or _is_inside(it["span"], inside) for it in one["mentions"])
        ),
        "quantities": filter(is_wanted, bundle.quantities),
        "times": filter(is_wanted, bundle.times),
        "places": filter(is_wanted, bundle.places),
        "issues": filter(is_whole, bundle.issues),
        "proposals": (one for one in bundle.proposals if is_whole(one) or one["agrees"] in records),
    }
    return Bundle(bundle.document, **{name: tuple(found) for name, found in kept.items()})


def _is_inside(span: list[int], spans: list[list[int]]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in spans)


def _spans(found: Any) -> list[list[int]]:
    """Every span of these objects, of all their parts."""
    if isinstance(found, list):
        return [span for one in found for span in _spans(one)]
    if not isinstance(found, dict):
        return []
    own = [found["span"]] if found.get("span") else list(found.get("spans") or ())
    return own + [span for value in found.values() if isinstance(value, list | dict) for span in _spans(value)]


def _references(found: Any) -> set[str]:
    """Every id that these objects hold."""
    if isinstance(found, str):
        return {found}
    values = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
    return {words for value in values if isinstance(value, str | list | dict) for words in _references(value)}


assert set(FIELDS.values()) == {field.name for field in fields(Bundle)} - {"document"}
