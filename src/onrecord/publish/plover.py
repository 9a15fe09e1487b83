"""Events for those who have event pipelines: PLOVER's JSON, and rows of CAMEO as PETRARCH writes them.

PLOVER (manual 2.0) has no field for who reports an event or whether it happened: those stand under `onrecord`. CAMEO is
coarser still; what is lost is listed in `rules/data/events/cameo.csv` and in docs/events.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from onrecord.model import Event, EventStatus, Participant, Statement
from onrecord.rules.countries import is_state
from onrecord.rules.ontology import cameo_code, event_scale

NOBODY = "---"
HAPPENED = frozenset({EventStatus.ACTUAL, EventStatus.REPORTED, EventStatus.ALLEGED, EventStatus.HISTORICAL})
"""Statuses whose rows go to CAMEO, which has no other way of saying that a deed is planned, denied or averted."""


def plover_object(
    event: Event, *, id: str, date: str | None, text: str, statements: Mapping[str, Statement]
) -> dict[str, Any]:
    """One event with the field names of PLOVER's JSON; `text` is the whole text that `text_info` counts in."""
    carrier = statements.get(event.statement or "")
    span = event.trigger.span
    found: dict[str, Any] = {
        "id": id,
        "date": _day(event, date),
        "actor": [_entity(party) for party in event.actors],
        "recipient": [_entity(party) for party in event.recipients],
        "event": [event.event_type],
        "mode": [event.mode] if event.mode else [],
        "context": list(event.contexts),
        "quad_code": event.quad,
        "event_scale": event_scale(event.event_type, event.mode),
        "event_text": [event.trigger.text],
        "event_loc": [_place(event)] if event.place else [],
        "text": text,
        "text_info": {"sequence": 1, "start": span.start, "end": span.end},
        "language": "eng",
        "coder": "onrecord",
        "onrecord": {
            "status": event.status.value,
            "modality": event.modality,
            "source": carrier.source.phrase.text if carrier and carrier.source.phrase else None,
            "cue": carrier.cue.text if carrier and carrier.cue else None,
        },
    }
    return found


def _entity(party: Participant) -> dict[str, Any]:
    span = party.evidence.span
    return {
        "code": party.country,
        "sector": party.sector,
        "entity_text": party.evidence.text,
        "start": span.start,
        "end": span.end,
    }


def _place(event: Event) -> dict[str, Any]:
    assert event.place is not None
    return {
        "extracted_place": event.place.evidence.text,
        "resolved_place": event.place.name,
        "country_code": event.place.country,
    }


def cameo_rows(event: Event, *, id: str, date: str | None) -> Iterator[tuple[str, ...]]:
    """Rows of date, source, target, code, id and trigger: one for each pair of parties, none for what did not happen.

    Parties that act together without a recipient act on one another.
    """
    if event.status not in HAPPENED:
        return
    code = cameo_code(event.event_type, event.mode, event.contexts)
    day = _day(event, date) or ""
    actors, recipients = ([actor_code(party) for party in side] for side in (event.actors, event.recipients))
    if recipients or len(actors) < 2:
        pairs = list(product(actors or [NOBODY], recipients or [NOBODY]))
    else:
        pairs = [(one, two) for one, two in product(actors, actors) if one != two]
    for source, target in dict.fromkeys(pairs):
        yield day[:10].replace("-", ""), source, target, code, id, event.trigger.text


def actor_code(party: Participant) -> str:
    """Country and sector in one word, as CAMEO has them: KENGOV, but KEN for Kenya by its bare name and for Nairobi; `---` where
    neither is known."""
    country, sector = party.country or "", party.sector or ""
    bare = sector == "GOV" and is_state(party.evidence.text)
    known = len(country) > len(sector) and country.endswith(sector)  # a user's code may hold the sector: USAGOV
    return (country if bare or known else country + sector) or NOBODY


def _day(event: Event, date: str | None) -> str | None:
    """When it happened, else the day of the text; "1 October" of an unknown year or "the 1990s" are no day for those who read rows."""
    value = event.date.value if event.date else None
    return value if value and re.match(r"\d{4}", value) else date
