"""The bar of filters that every page has: from an address, and back to one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from onrecord.store import Asked, Query, TimelineQuery

NAMES = {
    "q": "words", "kind": "kind", "who": "who", "to": "to_whom", "type": "event_type", "act": "act", "status": "status", "place": "place",
    "outlet": "outlet", "since": "since", "until": "until", "alleged": "alleged_only", "disputed": "disputed_only",
}  # fmt: skip
"""Names in an address, and the fields that they fill."""
LONGEST = 300
"""Characters of a filter that are looked at."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the bar asks for; every one that is given must hold. Fields are those of `onrecord.store.Query`."""

    words: str | None = None
    kind: str | None = None
    who: str | None = None
    to_whom: str | None = None
    event_type: str | None = None
    act: str | None = None
    status: str | None = None
    place: str | None = None
    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    alleged_only: bool = False
    disputed_only: bool = False

    @property
    def is_empty(self) -> bool:
        """True where nothing is asked for."""
        return self == Filters()

    @property
    def address(self) -> str:
        """The filters as the query of an address, in a fixed order; empty where there are none."""
        given = ((name, getattr(self, found)) for name, found in NAMES.items())
        return urlencode([(name, "1" if value is True else value) for name, value in given if value])

    def without(self, name: str) -> Filters:
        """The same but for one field."""
        default = next(found.default for found in fields(self) if found.name == name)
        return replace(self, **{name: default})  # type: ignore[arg-type]

    def to_query(self, **more: Any) -> Query:
        """The search for statements, events and stories."""
        return Query(**{found.name: getattr(self, found.name) for found in fields(self)} | more)

    def to_asked(self, **more: Any) -> Asked:
        """The question for incidents, disputes and commitments; `kind` is the page's own."""
        shared = ("words", "who", "place", "outlet", "since", "until")
        return Asked(**{name: getattr(self, name) for name in shared} | more)

    def to_timeline(self, **more: Any) -> TimelineQuery:
        """The question for a timeline."""
        shared = ("words", "place", "outlet", "since", "until")
        return TimelineQuery(**{name: getattr(self, name) for name in shared} | {"kind": self.event_type} | more)


def filters_of(given: Mapping[str, str]) -> Filters:
    """The filters in an address; unknown names are left to the page, empty values say nothing."""
    found: dict[str, Any] = {}
    for name, field in NAMES.items():
        words = given.get(name, "").strip()[:LONGEST]
        if words:
            found[field] = words not in ("0", "false", "no") if field.endswith("_only") else words
    return Filters(**found)
