"""People's judgements on records: made, found again when a document is read anew, and what a person then sees.

Records are the JSON objects of `onrecord.serialize`. The machine's value stays as it is; a judgement stands beside it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.model import Anchor, AnchorPart, Evidence, Judgement, Span, content_id

__all__ = [
    "ACCEPTED", "AMENDED", "REJECTED", "VERDICTS", "Attached", "Decision", "anchor_of", "as_left", "attach", "decide", "judge_record", "seen_in",
    "with_judgements",
]  # fmt: skip

ACCEPTED, AMENDED, REJECTED = "accepted", "amended", "rejected"
VERDICTS = (ACCEPTED, AMENDED, REJECTED)
LEAST = 0.5
"""Part of the words of two records together that they must share to be one."""
Found = dict[str, Any]

_FIELDS = {"statement": ("content", "cue", "source"), "event": ("trigger", "actors", "recipients")}
"""Fields whose words find a record again: the first must be the same words by half and more, a cue must be met where both have
one, the others part what is alike. Any other type has its own words."""
_MET = frozenset({"cue"})


@dataclass(frozen=True, slots=True)
class Attached:
    """Judgements by the id of the record that they now hold for, and those whose record is no longer found."""

    by_record: dict[str, tuple[Judgement, ...]]
    lost: tuple[Judgement, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What people decided on a record, all in all: the last word, who said it and when, and which fields they put right.

    `is_current` is False where the machine reads now what nobody judged: then it must be looked at again.
    """

    verdict: str
    by: str
    at: str
    fields: tuple[str, ...]
    is_current: bool


# --- making -----------------------------------------------------------------------------------------


def judge_record(
    record: Found,
    verdict: str,
    *,
    by: str,
    at: str,
    document: str | None = None,
    reason: str | None = None,
    field: str | None = None,
    value: Mapping[str, Any] | None = None,
) -> Judgement:
    """A judgement on a record of a document; `value` are the fields of its object that should stand there instead."""
    packed = None if value is None else _packed(value)
    identity = content_id("judgement", record["id"], verdict, field, packed, by, at)
    anchor = anchor_of(record, document) if document else None
    return Judgement(identity, record["id"], verdict, by, at, reason, None, field, packed, anchor, seen_in(record))


def anchor_of(record: Found, document: str) -> Anchor:
    """Where a record of a document stands; without parts where it has no words of its own."""
    return Anchor(document, record.get("story"), tuple(_parts(record)))


def seen_in(record: Found) -> str | None:
    """What can be judged of a record, as JSON, without the places of the words; None for other types than statements and events."""
    found: Found = {}
    if record["type"] == "statement":
        found = {"source": record["source"]["text"], "content": record["content"]["texts"], "act": record["act"], "polarity": record["polarity"]}  # fmt: skip
    elif record["type"] == "event":
        found = {"event_type": record["event_type"], "status": record["status"], "trigger": record["trigger"]["text"]}
        found |= {role: [party["text"] for party in record[role]] for role in ("actors", "recipients")}
    return _packed(found) if found else None


def _packed(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def _parts(record: Found) -> Iterator[AnchorPart]:
    if record["type"] not in _FIELDS:
        if record["type"] not in ("entity", "story") and isinstance(record.get("text"), str) and record.get("span"):
            yield AnchorPart("words", Evidence(record["text"], Span(*record["span"])))
        return
    for field in _FIELDS[record["type"]]:
        for words, span in _words(record[field]):
            yield AnchorPart(field, Evidence(words, Span(*span)))


def _words(value: Any) -> Iterator[tuple[str, Sequence[int]]]:
    if isinstance(value, list):
        for one in value:
            yield from _words(one)
    elif value and "texts" in value:
        yield from zip(value["texts"], value["spans"], strict=True)
    elif value and value["text"] is not None:
        yield value["text"], value["span"]


# --- finding again ----------------------------------------------------------------------------------


def attach(judgements: Iterable[Judgement], records: Iterable[Found]) -> Attached:
    """Which of a document's records, as they are read now, each judgement on that document holds for.

    The record with the judged id; else the one of its type whose words are the same at the same place by half and more, the best of
    them; else the only one that has all the same words elsewhere, as when what stands before it is cleaned in another way.
    Every judgement is given back once.
    """
    known = {record["id"]: _of(record) for record in records}
    found: defaultdict[str, list[Judgement]] = defaultdict(list)
    lost: list[Judgement] = []
    for judgement in sorted(judgements, key=lambda one: (one.at, one.id)):
        record = judgement.subject if judgement.subject in known else _again(judgement, known)
        if record is None:
            lost.append(judgement)
        else:
            found[record].append(judgement)
    return Attached({record: tuple(group) for record, group in found.items()}, tuple(lost))


Fields = dict[str, list[Evidence]]


def _of(record: Found) -> Fields:
    return _by_field(_parts(record))


def _by_field(parts: Iterable[AnchorPart]) -> Fields:
    found: Fields = {}
    for part in parts:
        found.setdefault(part.field, []).append(part.evidence)
    return found


def _again(judgement: Judgement, known: Mapping[str, Fields]) -> str | None:
    if judgement.anchor is None or not judgement.anchor.parts:
        return None
    kind, wanted = judgement.subject.partition("-")[0], _by_field(judgement.anchor.parts)
    near = {record: fields for record, fields in known.items() if record.partition("-")[0] == kind}
    scored = ((_likeness(kind, wanted, fields), record) for record, fields in near.items())
    best = max((found for found in scored if found[0]), key=lambda found: (found[0], found[1]), default=None)
    if best is not None:
        return best[1]
    moved = [record for record, fields in near.items() if _texts(fields) == _texts(wanted)]
    return moved[0] if len(moved) == 1 else None


def _likeness(kind: str, one: Fields, other: Fields) -> tuple[float, float] | None:
    """How alike two records of a type are, in what makes them one and in all; None where they are not one."""
    first, *others = _FIELDS.get(kind, ("words",))
    core = _shared(one.get(first, []), other.get(first, []))
    if core < LEAST:
        return None
    if any(not _shared(one[field], other[field]) for field in _MET if field in one and field in other):
        return None
    return core, sum(_shared(one.get(field, []), other.get(field, [])) for field in others)


def _shared(one: Sequence[Evidence], other: Sequence[Evidence]) -> float:
    """Characters that two have at the same place, as a part of those that either has."""
    both = sum(_common(first, second) for first in one for second in other)
    either = sum(len(found.text) for found in (*one, *other)) - both
    return both / either if either else 0.0


def _common(one: Evidence, other: Evidence) -> int:
    start, end = max(one.span.start, other.span.start), min(one.span.end, other.span.end)
    if start >= end:
        return 0
    words = (found.text[start - found.span.start : end - found.span.start] for found in (one, other))
    return end - start if next(words) == next(words) else 0


def _texts(fields: Fields) -> dict[str, list[str]]:
    return {field: [found.text for found in group] for field, group in fields.items()}


# --- seeing -----------------------------------------------------------------------------------------


def with_judgements(record: Found, judgements: Iterable[Judgement]) -> Found:
    """The record as people put it right: of two amendments of a field the later counts, withdrawn ones do not.

    Nothing else of it is changed; a rejected record is given as it is (`decide` says that it was rejected).
    """
    seen = dict(record)
    for judgement in _standing(judgements):
        if judgement.verdict == AMENDED and judgement.value is not None:
            seen |= json.loads(judgement.value)
    return seen


def as_left(records: Iterable[Found], judgements: Mapping[str, Sequence[Judgement]]) -> Iterator[Found]:
    """The records as people left them, by the judgements that hold for each: without those rejected, with those amended as amended."""
    for record in records:
        own = judgements.get(record["id"], ())
        decision = decide(record, own)
        if decision is None or decision.verdict != REJECTED:
            yield with_judgements(record, own) if own else record


def decide(record: Found, judgements: Iterable[Judgement]) -> Decision | None:
    """What the judgements on a record come to; None where none of them stands."""
    standing = [judgement for judgement in _standing(judgements) if judgement.verdict in VERDICTS]
    if not standing:
        return None
    last = standing[-1]
    fields = tuple(dict.fromkeys(one.field for one in standing if one.verdict == AMENDED and one.field))
    verdict = REJECTED if last.verdict == REJECTED else AMENDED if fields else ACCEPTED
    return Decision(verdict, last.by, last.at, fields, _is_of_this_reading(record, last, standing))


def _is_of_this_reading(record: Found, last: Judgement, standing: Iterable[Judgement]) -> bool:
    """True where all that the machine says was seen by who judged last, or stands amended."""
    now = seen_in(record)
    if last.seen is None or now is None or last.seen == now:
        return True
    amended = {name for one in standing if one.value for name in json.loads(one.value)}
    seen, said = json.loads(last.seen), json.loads(now)
    return all(seen.get(name) == value for name, value in said.items() if name not in amended)


def _standing(judgements: Iterable[Judgement]) -> list[Judgement]:
    return sorted((one for one in judgements if one.withdrawn_at is None), key=lambda one: (one.at, one.id))
