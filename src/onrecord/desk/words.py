"""How values are put in words on pages: filters of the templates."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import quote

from onrecord.model import Judgement

MONTHS = "January February March April May June July August September October November December".split()
STANDINGS = {
    "actual": "the report says so itself", "reported": "a source says so", "alleged": "alleged", "denied": "denied", "planned": "planned",
    "threatened": "threatened", "conditional": "on a condition", "called_for": "called for", "negated": "did not happen", "historical": "before this",
}  # fmt: skip
SIGNS = {
    "actual": "●", "reported": "○", "alleged": "?", "denied": "✕", "planned": "→", "threatened": "!", "conditional": "⇢", "called_for": "☐",
    "negated": "⊘", "historical": "↶",
}  # fmt: skip
"""A sign for each standing of an event: colour alone says nothing."""


def day(value: str | None) -> str:
    """An ISO date or a part of one in words: 4 March 2026, March 2026, 2026; anything else as it stands."""
    if not value:
        return ""
    try:
        if len(value) == 4:
            return str(int(value))
        if len(value) == 7:
            return f"{MONTHS[int(value[5:]) - 1]} {int(value[:4])}"
        found = date.fromisoformat(value[:10])
    except (ValueError, IndexError):
        return value
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}"


def spaced(value: str | None) -> str:
    """A value of the record as words: `called_for`, `ASSAULT` to called for, assault."""
    return (value or "").replace("_", " ").lower()


def path_to(identity: str) -> str:
    """The page of a record by its id."""
    kind = identity.partition("-")[0]
    pages = {"story", "entity", "incident", "dispute", "commitment", "document"}
    return f"/{kind}/{quote(identity)}" if kind in pages else f"/record/{quote(identity)}"


def amendment(judgement: Judgement) -> str:
    """What a judgement puts in the place of a field, in words: `source: the harbour master`."""
    words = [
        part
        for name, value in json.loads(judgement.value or "{}").items()
        if name not in BESIDE
        for part in _texts(value)
    ]
    return f"{spaced(judgement.field)}: {' … '.join(words) or 'none'}"


BESIDE = frozenset(("mode", "quad", "modality"))
"""What an amendment changes along with what it is about."""


def _texts(value: Any) -> list[str]:
    if isinstance(value, list):
        return [part for one in value for part in _texts(one)]
    if not isinstance(value, dict):
        return [spaced(value)]
    return list(value["texts"]) if "texts" in value else [value["text"]] if value["text"] is not None else []


FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "spaced": spaced,
    "standing": lambda status: STANDINGS.get(status, spaced(status)),
    "sign": lambda status: SIGNS.get(status, ""),
    "path_to": path_to,
    "amendment": amendment,
    "quoted": lambda value: quote(str(value), safe=""),
}
