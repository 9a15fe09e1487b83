"""Events as rows of a table that is downloaded."""

from __future__ import annotations

from typing import Any

from onrecord.store import Happening

COLUMNS = (
    "event", "event_type", "mode", "status", "according_to", "actors", "words", "recipients", "day", "day_is_of_the_report", "day_words", "place", "country",
    "lat", "lon", "outlet", "story", "title", "incident", "disputes",
)  # fmt: skip


def cells(row: Happening) -> tuple[Any, ...]:
    """The values of `COLUMNS` for an event."""
    actors, recipients = ([party.name for party in role] for role in (row.actors, row.recipients))
    return (
        row.id, row.event_type, row.mode, row.status, row.source, actors, row.trigger, recipients, row.day,
        "yes" if row.is_day_of_report else None, row.day_words, row.place, row.country, row.lat, row.lon, row.outlet, row.story, row.title, row.incident,
        list(row.disputes),
    )  # fmt: skip
