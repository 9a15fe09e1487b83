"""The rows of a timeline as JSON objects: what one says of events, statements and disputes, and where it stands in the order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from onrecord.model import Judgement
from onrecord.publish.selection import Found
from onrecord.publish.shared.context import Context
from onrecord.publish.shared.judgements import amended, judged_words
from onrecord.publish.shared.words import standing_by
from onrecord.rules.periods import period_of

# --- parts of rows ----------------------------------------------------------------------------------


def happening_of(context: Context, event: Found, judged: Sequence[Judgement]) -> Found:
    """What a row needs of an event."""
    date, place = event["date"] or {}, event["place"]
    by = context.according_to(event)
    return {
        "id": event["id"], "story": event["story"], "day": context.day(event["story"]), "outlet": context.outlet,
        "kind": "/".join(filter(None, (event["event_type"], event["mode"]))),
        "actors": [context.name(party) for party in event["actors"]], "recipients": [context.name(party) for party in event["recipients"]],
        "trigger": event["trigger"]["text"], "date": date.get("value"), "precision": date.get("precision"), "date_words": date.get("text"),
        "place": (place["name"] or place["text"]) if place else None, "figures": context.figures(event), "status": event["status"], "by": by,
        "judged": judged_words(event, judged), "amended": amended(event, judged),
        "evidence": evidence_at(context, event["story"], event["trigger"]["span"], event)
        | {"according_to": by, "standing": standing_by(event["status"], by)},
    }  # fmt: skip


def evidence_at(context: Context, story: str, span: list[int], record: Found | None) -> Found:
    """Where the words stand: the sentence, its place in the document's text, and the report."""
    sentence = context.sentence(story, span)
    return {
        "record": record["id"] if record else None, "story": story, "document": context.document["id"], "outlet": context.outlet,
        "title": context.title(story), "url": context.document["url"], "path": context.document["path"], "reported_on": context.day(story),
        "words": context.document["text"][span[0] : span[1]], "span": list(span), "quotation": sentence["text"],
        "quotation_span": sentence["span"], "according_to": None, "standing": None,
    }  # fmt: skip


def inside_words(context: Context, story: str, start: int, stop: int) -> Found:
    """According to whom it is that words stand in a story, where they are what somebody says there."""
    around = [one for one in context.bundle.statements if one["story"] == story and holds(one, start, stop)]
    by = " and ".join(dict.fromkeys(context.who(one) or "[source not stated]" for one in around)) or None
    return {"according_to": by, "standing": standing_by("reported", by) if by else None}


def said_of(context: Context, statement: Found, judged: Sequence[Judgement]) -> Found:
    """What a row needs of a statement."""
    spans = statement["content"]["spans"]
    start = spans[0] if spans else (statement["cue"] or statement["source"])["span"] or [0, 0]
    return {
        "id": statement["id"], "story": statement["story"], "source": context.who(statement), "chain": statement["chain"], "act": statement["act"],
        "polarity": statement["polarity"], "certainty": statement["certainty"], "quotation": statement["quotation"],
        "target": statement["target"]["text"] if statement["target"] else None, "words": " … ".join(statement["content"]["texts"]),
        "said_on": context.day(statement["story"]), "start": start[0], "outlet": context.outlet, "judged": judged_words(statement, judged),
        "amended": amended(statement, judged), "evidence": evidence_at(context, statement["story"], start, statement),
    }  # fmt: skip


def said_once(statements: list[Found]) -> list[Found]:
    """In the order of saying; the same words by the same source, as copies have them, once."""
    ordered = sorted(statements, key=lambda one: (one["said_on"] or "9999", one["story"], one["start"], one["id"]))
    groups: dict[tuple[str, str, str], list[Found]] = {}
    for one in ordered:
        key = ((one["source"] or "").casefold(), one["act"], " ".join(one["words"].casefold().split()))
        groups.setdefault(key, []).append(one)
    return [
        {
            "statements": [one["id"] for one in group],
            **{
                name: group[0][name]
                for name in (
                    "source",
                    "chain",
                    "act",
                    "polarity",
                    "certainty",
                    "quotation",
                    "target",
                    "words",
                    "said_on",
                )
            },
            "outlets": list(dict.fromkeys(one["outlet"] for one in group if one["outlet"])),
            "judged": [one["judged"] for one in group if one["judged"]],
            "evidence": [one["evidence"] for one in group],
        }
        for group in groups.values()
    ]


def dispute_of(found: Found) -> Found:
    """A dispute in a row: what is disputed, and the answers with who gives them."""
    sides = [
        {
            "value": side["value"],
            "sources": side["sources"],
            "outlets": side["outlets"],
            "superseded_by": side["superseded_by"],
        }
        for side in found["sides"]
    ]
    return {"id": found["id"], "kind": found["kind"], "about": found["about"], "state": found["state"], "sides": sides}


def holds(statement: Found, start: int, stop: int) -> bool:
    """True for a statement whose content holds these characters."""
    return any(first <= start and stop <= last for first, last in statement["content"]["spans"])


# --- rows -------------------------------------------------------------------------------------------


def empty_row(identity: str, line: Found) -> Found:
    """The fields of every row, with nothing in them but its date."""
    return {
        "id": identity, "type": line["type"], "date": line["date"], "date_precision": _precision(line["date"]), "date_from": line["date_from"],
        "date_words": [], "what": "", "kind": None, "actors": [], "recipients": [], "triggers": [], "place": None, "standing": [],
        "figures": [], "independent_reports": 1, "first_reported": None, "outlets": [], "said": [], "disputes": [], "events": [],
        "events_not_selected": 0, "stories": [], "evidence": [], "judged": [],
    }  # fmt: skip


def happening_row(
    identity: str,
    line: Found,
    incident: Found | None,
    events: list[Found],
    told: list[Found],
    said: list[Found],
    disputes: list[Found],
) -> Found:
    """The row of an incident, or of an event that no incident has."""
    actors, recipients = _distinct(events, "actors"), _distinct(events, "recipients")
    triggers = list(dict.fromkeys(event["trigger"] for event in events))
    kinds = [event["kind"] for event in events]
    row = empty_row(identity, line) | {
        "what": _happened(actors, kinds, recipients, triggers), "kind": kinds[0] if kinds else None, "actors": actors, "recipients": recipients,
        "triggers": triggers, "place": next((event["place"] for event in events if event["place"]), None), "standing": _standings(events) if events else _standing_of(told),
        "figures": _distinct(events, "figures"), "date_words": list(dict.fromkeys(one["date_words"] for one in events if one["date_words"])),
        "first_reported": min((one["day"] for one in events if one["day"]), default=None),
        "outlets": sorted({one["outlet"] for one in events if one["outlet"]}), "said": said, "disputes": disputes,
        "events": [one["id"] for one in events], "stories": sorted({one["story"] for one in events}),
        "evidence": [one["evidence"] for one in events] + told,
    }  # fmt: skip
    if incident is None:
        return row
    return row | {
        "what": incident["title"] or row["what"], "kind": incident["kind"] or row["kind"],
        "triggers": triggers or list(dict.fromkeys(one["text"] for one in incident["told"])), "place": incident["place"] or row["place"],
        "independent_reports": incident["independent_reports"], "first_reported": incident["first_reported"],
        "outlets": incident["outlets"], "events_not_selected": len(set(incident["events"]) - set(row["events"])),
        "stories": incident["stories"],
    }  # fmt: skip


def _distinct(events: list[Found], field: str) -> list[str]:
    found: dict[str, str] = {}
    for event in events:
        for words in event[field]:
            found.setdefault(words.casefold(), words)
    return list(found.values())


def _happened(actors: list[str], kinds: list[str], recipients: list[str], triggers: list[str]) -> str:
    parts = [" and ".join(actors) or "?", kinds[0] if kinds else ", ".join(triggers)]
    return " → ".join([*parts, " and ".join(recipients)] if recipients else parts)


def _standings(events: list[Found]) -> list[Found]:
    """Each status that one of the events has, according to whom, in which outlets."""
    found: dict[str, list[Found]] = {}
    for event in events:
        found.setdefault(event["status"], []).append(event)
    return [
        {
            "status": status,
            "words": standing_by(status, " and ".join(by) or None),
            "by": by,
            "outlets": sorted({one["outlet"] for one in group if one["outlet"]}),
            "events": [one["id"] for one in group],
        }
        for status, group in found.items()
        for by in [list(dict.fromkeys(one["by"] for one in group if one["by"]))]
    ]


def _standing_of(told: list[Found]) -> list[Found]:
    """How it stands where no event was read: only what sources say, where each telling is in the words of one; else it is not known."""
    by = list(dict.fromkeys(one["according_to"] for one in told if one["according_to"]))
    if not told or not all(one["according_to"] for one in told):
        return []
    outlets = sorted({one["outlet"] for one in told if one["outlet"]})
    return [
        {
            "status": "reported",
            "words": standing_by("reported", " and ".join(by)),
            "by": by,
            "outlets": outlets,
            "events": [],
        }
    ]


# --- dates ------------------------------------------------------------------------------------------


def dated_incident(found: Found) -> tuple[str | None, str | None]:
    """The date under which an incident stands, and whose it is."""
    if found["date"] is not None:
        return found["date"], "incident"
    return found["first_reported"], "reported" if found["first_reported"] else None


def dated_event(found: Found) -> tuple[str | None, str | None]:
    """The date under which an event stands, its own or that of the report, and whose it is."""
    if found["date"] is not None and period_of(found["date"]):
        return found["date"], "event"
    return found["day"], "reported" if found["day"] else None


def place_in_order(kind: str, day: str | None, source: str | None, start: int) -> str:
    """Where a row stands: by the first day of its date, the less precise of one day first; what has no date of its own after what has,
    sayings last, and what has no date at all in the end.
    """
    period = period_of(day)
    is_said = kind == "statement"
    if period is None or day is None:
        return f"1 {is_said:d} {start:012d}"
    width = len(day) if period[0] == period[1] else -_days(period)
    return f"0 {period[0]} {source == 'reported':d} {width + 10**6:07d} {day} {is_said:d} {start:012d}"


def _days(period: tuple[str, str]) -> int:
    return (date.fromisoformat(period[1]) - date.fromisoformat(period[0])).days


def _precision(day: str | None) -> str | None:
    """How precise a date is as it is written: day, time, week, month, quarter, half, season, year, decade or century."""
    if day is None:
        return None
    if "T" in day:
        return "time"
    whole: dict[int, str] = {2: "century", 3: "decade", 4: "year"}
    if len(day) in whole:
        return whole[len(day)]
    part = day[5:6]
    if part in _PARTS:
        return _PARTS[part] if part != "W" or day[6:7].isdigit() else "season"
    return "month" if len(day) == 7 else "day"


_PARTS: dict[str, Any] = {"W": "week", "Q": "quarter", "H": "half", "S": "season", "F": "season", "A": "season"}
