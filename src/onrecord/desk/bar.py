"""What the bar of filters offers, and what of it is set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from onrecord.desk.words import day
from onrecord.publish.shared.words import ACTED, STANDINGS
from onrecord.rules.triggers import TYPES
from onrecord.web.filters import Filters

FILTERED = ("search", "timeline", "map", "network", "incidents", "disputes", "commitments")
"""Pages that the filters of the bar hold for; elsewhere the bar leads to the search."""
LABELS = {
    "words": "words", "kind": "only", "who": "who", "to_whom": "to whom", "event_type": "type", "act": "how it is said", "status": "standing",
    "place": "place", "outlet": "outlet", "since": "since", "until": "until", "alleged_only": "only alleged", "disputed_only": "only disputed",
}  # fmt: skip
MANY = {"statement": "statements", "event": "events", "story": "stories"}


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set: what it asks for, and the query of the address without it."""

    label: str
    value: str
    without: str


def chips(filters: Filters) -> tuple[Chip, ...]:
    """The filters that are set, in the order of the bar."""
    set_ = [(name, getattr(filters, name)) for name in LABELS if getattr(filters, name)]
    return tuple(Chip(LABELS[name], _value(name, value), filters.without(name).address) for name, value in set_)


def _value(name: str, value: Any) -> str:
    if value is True:
        return ""
    told = {"act": ACTED, "status": STANDINGS, "kind": MANY}.get(name, {}).get(value)
    return told or (day(value) if name in ("since", "until") else str(value))


GLOBALS: dict[str, Any] = {
    "filtered": FILTERED,
    "event_types": tuple(sorted(TYPES)),
    "acts": tuple(ACTED.items()),
    "statuses": tuple(STANDINGS.items()),
    "chips": chips,
    "said": ACTED,
}
"""What every template may use."""
