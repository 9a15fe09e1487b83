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
from onrecord.rules.periods import period_of

NOBODY = "---"
TYPE_CODES = {"JRN": "MED", "MED": "HLH", "PRM": "UAF", "SOC": "CVL"}
"""CAMEO's codes of roles by PLOVER's sectors where they differ: MED is the press there and medicine here."""
HAPPENED = frozenset({EventStatus.ACTUAL, EventStatus.REPORTED, EventStatus.ALLEGED, EventStatus.HISTORICAL})
"""Statuses whose rows go to CAMEO, which has no other way of saying that a deed is planned, denied or averted."""


def plover_object(
    event: Event, *, id: str, date: str | None, text: str, statements: Mapping[str, Statement], shift: int = 0
) -> dict[str, Any]:
    """One event with the field names of PLOVER's JSON; `text` is the whole text that `text_info` counts in, and begins at `shift` of the
    text that the event's spans count in.
    """
    carrier = statements.get(event.statement or "")
    span = event.trigger.span
    first, last = _days(event, date)
    found: dict[str, Any] = {
        "id": id,
        "date": first,
        "actor": [_entity(party, shift) for party in event.actors],
        "recipient": [_entity(party, shift) for party in event.recipients],
        "event": [event.event_type],
        "mode": [event.mode] if event.mode else [],
        "context": list(event.contexts),
        "quad_code": event.quad,
        "event_scale": event_scale(event.event_type, event.mode),
        "event_text": [event.trigger.text],
        "event_loc": [_place(event)] if event.place else [],
        "text": text,
        "text_info": {"sequence": 1, "start": span.start - shift, "end": span.end - shift},
        "language": "eng",
        "coder": "onrecord",
        "onrecord": {
            "status": event.status.value,
            "modality": event.modality,
            "source": carrier.source.phrase.text if carrier and carrier.source.phrase else None,
            "cue": carrier.cue.text if carrier and carrier.cue else None,
        },
    }
    return found | ({"enddate": last} if last else {})


def _entity(party: Participant, shift: int) -> dict[str, Any]:
    span = party.evidence.span
    return {
        "code": party.country,
        "sector": party.sector,
        "entity_text": party.evidence.text,
        "start": span.start - shift,
        "end": span.end - shift,
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
    day = day_of(event, date) or ""
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
    known = bool(sector) and country.endswith(sector)  # a user's code may hold the sector: USAGOV; NGO is both
    return (country if bare or known else country + TYPE_CODES.get(sector, sector)) or NOBODY


def day_of(event: Event, date: str | None) -> str | None:
    """The day on which it happened (YYYY-MM-DD): its own, else that of the text, unless the words put it on no day of a time that the
    text's day is not in ("in 2019", "the 1990s"). "On 1 October" of an unknown year leaves the text's day.
    """
    own = period_of(event.date.value) if event.date and _is_dated(event.date.value) else None
    if own and own[0] == own[1]:
        return own[0]
    text = period_of(date)
    is_possible = text and (own is None or own[0] <= text[0] <= own[1])
    return date[:10] if is_possible and date else None


def _days(event: Event, date: str | None) -> tuple[str | None, str | None]:
    """The first day and, where it is another, the last: PLOVER's `date` and `enddate`."""
    own = period_of(event.date.value) if event.date and _is_dated(event.date.value) else None
    if own and own[0] != own[1]:
        return own
    return day_of(event, date), None


def _is_dated(value: str | None) -> bool:
    return bool(value and re.match(r"\d{4}", value))
