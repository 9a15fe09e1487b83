"""The front page: what came in, what is disputed, what changed since the last visit."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.desk.page import Asking, Desk, Page


@dataclass(frozen=True, slots=True)
class Front:
    """How much is stored, by type."""

    counts: dict[str, int]


def view(desk: Desk, asking: Asking) -> Front:
    """The front page."""
    return Front(desk.store.counts())


PAGES = (Page("/", "front", "front.html", view),)
