"""How values are put in words on pages: filters of the templates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import quote

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


FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "spaced": spaced,
    "standing": lambda status: STANDINGS.get(status, spaced(status)),
    "sign": lambda status: SIGNS.get(status, ""),
    "path_to": path_to,
    "quoted": lambda value: quote(str(value), safe=""),
}

ACTED = {
    "state": "said", "claim": "claimed", "allege": "alleged", "accuse": "accused", "deny": "denied", "admit": "admitted", "promise": "promised",
    "threaten": "threatened", "demand": "demanded", "propose": "proposed", "accept": "accepted", "reject": "rejected", "warn": "warned",
    "predict": "predicted", "praise": "praised", "criticise": "criticised", "ask": "asked", "decline": "declined to say", "believe": "believed",
}  # fmt: skip
"""What somebody did in saying it."""


def because(reason: str) -> str:
    """Why things were taken for one, in words: `disputes: dead, halmyr` to both speak of: dead, halmyr."""
    verdict, _, about = reason.partition(": ")
    about = about.strip(" ,")
    if verdict in ("disputes", "supersedes"):
        said = about if " the " in f" {about} " else f"both speak of: {about}"
        return said if verdict == "disputes" else f"the same source said otherwise later; {said}"
    return reason


FILTERS |= {"acted": lambda act: ACTED.get(act, spaced(act)), "because": because}
