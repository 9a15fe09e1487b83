"""What is written out: a part of what is known, one document at a time, as the JSON objects of the record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from onrecord.model import Bundle, Identity, group_objects
from onrecord.serialize import to_json_line

Found = dict[str, Any]

ACROSS = ("copy", "incident", "dispute", "commitment")
"""Types that are known across documents only."""


class Selection(Protocol):
    """A part of what is known. Each of these may be asked again, and gives the same; what is given by iterators is never held whole."""

    title: str
    """What was asked for, in words: `everything`, `who: Tove Lund; since: 2026-03-01`."""
    about: str | None
    """The id of the entity, incident, … that was asked for; None for a search or for everything."""

    def bundles(self) -> Iterator[Bundle]:
        """Documents in the order in which they were read."""
        ...

    def across(self, kind: str) -> Iterator[Found]:
        """Records across documents of a type that have a part in what is selected: `copy`, `incident`, `dispute`, `commitment`."""
        ...

    def judgements(self) -> Iterator[Found]:
        """What people judged of what is selected, withdrawn judgements too."""
        ...

    def same_as(self, entities: Iterable[str]) -> Mapping[str, Identity]:
        """By id of an entity what it is across documents; one that was joined with nothing is itself, one that is not stored is left out."""
        ...

    def lines(self, kind: str) -> Iterator[str]:
        """The objects of a type, each as one line of JSON."""
        ...

    def objects(self) -> Iterator[Found]:
        """Everything: document by document, then issues of no document, what is known across documents, and judgements."""
        ...


class ObjectSelection:
    """A selection of JSON objects that are in memory, each document's together and its `document` first, as JSON Lines have them.

    `same` says which entities are one across documents; without it each is itself.
    """

    def __init__(
        self, objects: Iterable[Found], *, title: str = "everything", same: Mapping[str, Identity] | None = None
    ) -> None:
        self.title = title
        self.about: str | None = None
        self._same = dict(same or {})
        self._objects = tuple(objects)
        self._names = {found["id"]: found["name"] for found in self._of("entity")}

    def bundles(self) -> Iterator[Bundle]:
        """See `Selection`."""
        yield from group_objects(self._objects)

    def across(self, kind: str) -> Iterator[Found]:
        """See `Selection`."""
        return self._of(kind)

    def judgements(self) -> Iterator[Found]:
        """See `Selection`."""
        return self._of("judgement")

    def same_as(self, entities: Iterable[str]) -> dict[str, Identity]:
        """See `Selection`."""
        names = self._names
        return {
            identity: self._same.get(identity, Identity(identity, names[identity]))
            for identity in entities
            if identity in names
        }

    def lines(self, kind: str) -> Iterator[str]:
        """See `Selection`."""
        return map(to_json_line, self._of(kind))

    def objects(self) -> Iterator[Found]:
        """See `Selection`."""
        yield from self._objects

    def _of(self, kind: str) -> Iterator[Found]:
        return (found for found in self._objects if found["type"] == kind)


__all__ = ["ACROSS", "Bundle", "Found", "Identity", "ObjectSelection", "Selection"]
