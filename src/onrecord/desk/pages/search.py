"""Search: statements, events and stories by words and filters."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.desk.page import Asking, Desk, Page
from onrecord.store import Hit

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, newest first within each kind."""

    hits: tuple[Hit, ...]
    is_asked: bool


def view(desk: Desk, asking: Asking) -> Found:
    """Hits for the filters; none where nothing is asked."""
    if asking.filters.is_empty:
        return Found((), is_asked=False)
    return Found(tuple(desk.store.find(asking.filters.to_query(limit=asking.number("limit", SHOWN)))), is_asked=True)


PAGES = (Page("/search", "search", "search.html", view, is_costly=True),)
