"""How much each record of a document is doubted: what a person should look at first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

LEAST = 0.2
"""A record that is doubted less is not put in the queue."""
DISPUTED = 0.6
"""The least doubt of what a dispute rests on: that two sources disagree says nothing of the reading, but much hangs on it."""
REREAD = 0.95
"""The doubt of what a newer version reads otherwise than it was when a person judged it."""

SOURCES = {"unstated": 0.35, "unnamed": 0.15}
FLOATING = 0.4
UNREFERRED = 0.15
NO_ACTOR = 0.25
CARRIED = 0.5
ISSUES = {"note": 0.1, "warning": 0.4, "error": 0.6}
NEAR_ISSUE = 0.3
ALLEGING = frozenset(("allege", "accuse", "claim"))
PRONOUNS = frozenset("he she it they his her their its him them who".split())

Found = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A record with what it does (an act, a type of event) and how it stands, its doubt, 0 to 1, and the reasons, the strongest first: `confidence unstated unnamed floating pronoun actor
    carrier issue`."""

    record: str
    story: str | None
    type: str
    label: str | None
    status: str | None
    is_alleged: bool
    score: float
    reasons: tuple[str, ...]


def doubts_of(objects: Iterable[Found]) -> Iterator[Doubt]:
    """The doubt of each statement, event and issue of a document.

    Each reason is a chance, 0 to 1, that something is wrong, and they are put together as though they were independent:
    1 - (1 - a)(1 - b)…. Of a statement: one minus the model's confidence (calibrated; none where a rule read it), a source that is
    not stated (.35) or not named (.15), a pronoun as source that refers to nobody (.15), a quotation without a cue (.4), an issue
    at its words (.3). Of an event: no actor (.25), half of the doubt of the statement that carries it. Of an issue: how
    severe it is (.1, .4, .6). The numbers but the confidence are set by hand, to order the queue, and are no probabilities.
    """
    found = list(objects)
    spans = [(one["story"], *one["span"]) for one in found if one["type"] == "issue" and one["span"]]
    carriers: dict[str, float] = {}
    for one in found:
        if one["type"] == "statement":
            reasons = dict(_of_statement(one, spans))
            carriers[one["id"]] = _together(reasons)
        elif one["type"] == "event":
            reasons = dict(_of_event(one, carriers.get(one["statement"], 0.0), spans))
        elif one["type"] == "issue":
            reasons = {"issue": ISSUES.get(one["severity"], 0.0)}
        else:
            continue
        ordered = tuple(sorted(reasons, key=lambda name: (-reasons[name], name)))
        label, status = one.get("act") or one.get("event_type"), one.get("status")
        is_alleged = label in ALLEGING or status == "alleged"
        yield Doubt(
            one["id"], one["story"], one["type"], label, status, is_alleged, round(_together(reasons), 4), ordered
        )


def _of_statement(one: Found, issues: list[tuple[str | None, int, int]]) -> Iterator[tuple[str, float]]:
    if one["confidence"] is not None:
        yield "confidence", 1 - one["confidence"]
    source = one["source"]
    if source["kind"] in SOURCES:
        yield source["kind"], SOURCES[source["kind"]]
    elif source["entity"] is None and (source["text"] or "").lower() in PRONOUNS:
        yield "pronoun", UNREFERRED
    if one["cue"] is None:
        yield "floating", FLOATING
    if _meets(one["story"], one["content"]["spans"], issues):
        yield "issue", NEAR_ISSUE


def _of_event(one: Found, carrier: float, issues: list[tuple[str | None, int, int]]) -> Iterator[tuple[str, float]]:
    if one["confidence"] is not None:
        yield "confidence", 1 - one["confidence"]
    if not one["actors"]:
        yield "actor", NO_ACTOR
    if carrier:
        yield "carrier", CARRIED * carrier
    if _meets(one["story"], [one["trigger"]["span"]], issues):
        yield "issue", NEAR_ISSUE


def _meets(story: str, spans: list[list[int]], issues: list[tuple[str | None, int, int]]) -> bool:
    return any(of == story and start < last and first < end for of, first, last in issues for start, end in spans)


def _together(reasons: dict[str, float]) -> float:
    left = 1.0
    for chance in reasons.values():
        left *= 1 - chance
    return 1 - left
