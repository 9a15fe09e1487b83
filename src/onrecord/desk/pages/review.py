"""What to look at first, and what people decided: one record at a time, with its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from onrecord.desk.context import Part, Shown, parts_of, show_context
from onrecord.desk.decided import download_gold, download_judgements, judgements, pairs
from onrecord.desk.page import Action, Asking, Desk, Page
from onrecord.desk.words import SIGNS
from onrecord.errors import StoreError, UsageError
from onrecord.judging import (
    AMENDED,
    VERDICTS,
    Decision,
    decide,
    judge_record,
    seen_in,
    with_judgements,
)
from onrecord.model import Act, EventStatus, Judgement, Polarity, SourceKind, content_id
from onrecord.publish.shared.words import STANDINGS
from onrecord.rules.triggers import TYPES
from onrecord.serialize import from_object
from onrecord.store import Doubted
from onrecord.store.reviewing import REASONS
from onrecord.web.amending import FIELDS, read_amendment, text_mark
from onrecord.web.filters import Filters, filters_of

BEFORE, AFTER = 4, 20
"""Neighbours of the record in the list beside it."""
LONGEST_REASON = 500
LONGEST_QUERY = 4000
WHY = {
    "reread": "read otherwise since it was judged", "disputed": "disputed", "confidence": "the reader was not sure",
    "unstated": "source not stated", "unnamed": "source not named", "floating": "quotation without words of saying",
    "pronoun": "“he”, “she” or “they”, and nobody knows who", "actor": "nobody who did it", "carrier": "rests on a doubtful statement",
    "issue": "something could not be read here",
}  # fmt: skip
"""Reasons for doubt in words."""
TITLES = {
    "source": "Said by", "act": "What the words do", "polarity": "Stance of the source", "content": "Words", "cue": "Words of saying",
    "event_type": "What happened", "status": "How it stands", "actors": "Who", "recipients": "To whom", "trigger": "Words",
    "within": "Inside", "statement": "According to", "message": "Trouble",
}  # fmt: skip
KEYS = {"source": "s", "actors": "s", "act": "t", "event_type": "t", "polarity": "x", "status": "x", "content": "w", "trigger": "w", "recipients": "o"}  # fmt: skip
CHOICES: dict[str, tuple[str, ...]] = {
    "act": tuple(Act), "polarity": tuple(Polarity), "status": tuple(EventStatus), "event_type": tuple(TYPES),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is said of a record: the machine's words, and a person's where there are any.

    `key` is the key that amends it, None for what cannot be amended; `choices` are the values to choose from; what has none is words.
    """

    name: str
    title: str
    machine: str
    human: str | None
    by: str | None
    key: str | None
    choices: tuple[str, ...]
    value: str
    spans: str


@dataclass(frozen=True, slots=True)
class Item:
    """A record to be judged, with its words in their text."""

    id: str
    type: str
    story: str | None
    document: str
    outlet: str | None
    title: str | None
    day: str | None
    why: tuple[str, ...]
    doubt: float
    fields: tuple[Field, ...]
    text: tuple[Shown, ...]
    is_cut: bool
    mark: str
    reading: str
    decision: Decision | None
    judgements: tuple[Judgement, ...]
    disputes: tuple[str, ...]
    origin: str | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A record in the list beside: who says or does what, in a line."""

    id: str
    type: str
    who: str | None
    does: str
    words: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """The queue and one item of it; `left` records are to be looked at, and more than these where `is_cut`."""

    item: Item | None
    listed: tuple[Listed, ...]
    left: int
    is_cut: bool
    place: int | None
    before: str | None
    after: str | None
    why: str | None
    reasons: tuple[tuple[str, str], ...]
    source_kinds: tuple[str, ...]
    undone: str | None
    is_gone: bool
    query: str


def view(desk: Desk, asking: Asking) -> Review:
    """The record that is asked for, else the most doubted one that is left."""
    why = asking.given.get("why") if asking.given.get("why") in REASONS else None
    queue = desk.store.queue(asking.filters.to_query(), why=why)
    wanted = _asked(desk, asking.given.get("item", ""))
    identity = wanted or next(iter(queue.ids), None)
    place = queue.ids.index(identity) if identity in queue.ids else None
    start = max(0, (place or 0) - BEFORE)
    beside = queue.ids[start : start + BEFORE + AFTER]
    found = {one.record["id"]: one for one in desk.store.doubted([*beside, *([identity] if identity else [])])}
    item = _item(desk, found[identity]) if identity in found else None
    here = -1 if place is None else place
    return Review(
        item, tuple(_listed(found[one]) for one in beside if one in found), queue.count, queue.is_cut, place,
        queue.ids[here - 1] if here > 0 else None, queue.ids[here + 1] if here + 1 < len(queue.ids) else None, why,
        tuple((name, WHY[name]) for name in REASONS), tuple(kind.value for kind in SourceKind if kind is not SourceKind.UNSTATED),
        asking.given.get("undone"), bool(asking.given.get("item")) and wanted is None, _query(asking.filters, why),
    )  # fmt: skip


def _asked(desk: Desk, identity: str) -> str | None:
    """The record that is asked for by its id, None where it is not here or cannot be reviewed."""
    if identity.partition("-")[0] not in (*FIELDS, "issue"):
        return None
    try:
        return desk.store.full_id(identity)
    except StoreError:
        return None


def _query(filters: Filters, why: str | None) -> str:
    return "&".join(filter(None, (filters.address, urlencode({"why": why}) if why else "")))


# --- one record -------------------------------------------------------------------------------------


def _item(desk: Desk, found: Doubted) -> Item | None:
    record = found.record
    if record["type"] not in (*FIELDS, "issue") or found.document is None:
        return None
    judgements = desk.store.judgements_of([record["id"]]).get(record["id"], ())
    document = desk.store.get(found.document)
    seen = with_judgements(record, judgements)
    parts = [*parts_of(record), *_amended_parts(record, seen)]
    start, end = desk.store.get(record["story"])["span"] if record.get("story") else (0, len(document["text"]))
    lines = [(max(start, a), min(end, b), line["kind"]) for line in document["lines"] for a, b in [line["span"]] if start < b and a < end]  # fmt: skip
    shown = show_context(document["text"], lines, parts)
    last = max((word.end for one in shown for word in one.words), default=end)
    return Item(
        record["id"], record["type"], record.get("story"), found.document, found.outlet, found.title, found.day, found.reasons,
        found.score, tuple(_fields(desk, found, seen, judgements)), shown, bool(document["text"][last:end].strip()),
        text_mark(document["text"]), _reading(record), decide(record, judgements), judgements, found.disputes, _origin(record),
    )  # fmt: skip


def _reading(record: dict[str, Any]) -> str:
    """A short mark of what the machine says: nobody judges what was not shown to him."""
    return text_mark(seen_in(record) or record["id"])


def _amended_parts(record: dict[str, Any], seen: dict[str, Any]) -> Iterator[Part]:
    changed = {name: value for name, value in seen.items() if value != record[name]}
    for part in parts_of(seen):
        if part.role in changed:
            yield replace(part, role="amended")


def _origin(record: dict[str, Any]) -> str | None:
    origin = record.get("origin")
    return f"{origin['by']}, version {origin['version']}" if origin else record.get("code")


def _fields(desk: Desk, found: Doubted, seen: dict[str, Any], judgements: tuple[Judgement, ...]) -> Iterator[Field]:
    record = found.record
    by = {one.field: one.by for one in judgements if one.withdrawn_at is None and one.verdict == AMENDED}
    for name in FIELDS.get(record["type"], ()):
        words = _in_words(name, record, found.names)
        human = _in_words(name, seen, found.names) if name in by else None
        value = seen[name] if name in CHOICES else ""
        spans = " ".join(f"{part.start}-{part.end}" for part in parts_of(seen) if part.role == name)
        yield Field(name, TITLES[name], words, human, by.get(name), KEYS[name], CHOICES.get(name, ()), value, spans)
    for name, words in _beside(desk, record):
        yield Field(name, TITLES[name], words, None, None, None, (), "", "")


def _beside(desk: Desk, record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What must be seen with a record and is not its own: words of saying, who carries it, what it stands in."""
    if record["type"] == "statement" and record["cue"]:
        yield "cue", record["cue"]["text"]
    if record["type"] == "issue":
        yield "message", record["message"]
    for name in ("statement", "within"):
        if record.get(name):
            (carrier,) = desk.store.doubted([record[name]]) or (None,)
            if carrier is not None:
                yield name, f"{_who(carrier) or 'source not stated'} ({_spaced(carrier.record['act'])})"


def _in_words(name: str, record: dict[str, Any], names: Mapping[str, str]) -> str:
    value = record[name]
    if name == "source":
        return f"{_named(value, names)} ({_spaced(value['kind'])})" if value["text"] else "not stated"
    if name in ("actors", "recipients"):
        return "; ".join(_named(party, names) for party in value) or "nobody is named"
    if name == "content":
        return " … ".join(value["texts"])
    if name == "trigger":
        return str(value["text"])
    if name == "status":
        return f"{SIGNS[value]} {_spaced(value)}: {STANDINGS[value]}".removesuffix(f": {_spaced(value)}")
    return _spaced(f"{value}, {record['mode']}" if name == "event_type" and record["mode"] else value)


def _named(party: Mapping[str, Any], names: Mapping[str, str]) -> str:
    words, name = (party.get("core") or party)["text"], names.get(party["entity"] or "")
    return f"{words} [{name}]" if name and name.casefold() not in words.casefold() else str(words)


def _spaced(value: str) -> str:
    return value.replace("_", " ").lower().strip()


def _who(found: Doubted) -> str | None:
    record = found.record
    if record["type"] == "statement":
        return _named(record["source"], found.names) if record["source"]["text"] else None
    return "; ".join(_named(party, found.names) for party in record.get("actors", ())) or None


def _listed(found: Doubted) -> Listed:
    record = found.record
    does = {"statement": record.get("act"), "event": record.get("event_type")}.get(record["type"]) or record.get(
        "code", ""
    )
    if record["type"] == "statement":
        said = " … ".join(record["content"]["texts"])
    else:
        said = record["trigger"]["text"] if record["type"] == "event" else record["message"]
    return Listed(record["id"], record["type"], _who(found), _spaced(does), said[:160], found.reasons)


# --- deciding ---------------------------------------------------------------------------------------


def now() -> str:
    """The time, to the microsecond, in UTC."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def judge(desk: Desk, asking: Asking, form: Mapping[str, str]) -> str:
    """Accept, amend or reject a record."""
    store, verdict = desk.store, form.get("verdict", "")
    if verdict not in VERDICTS:
        raise UsageError(f"unknown verdict {verdict!r}; one of: {', '.join(VERDICTS)}")
    (found,) = store.doubted([form.get("record", "")]) or (None,)
    if found is None or found.document is None:
        raise StoreError(f"{form.get('record', '')}: nothing in the database has this id; it may have been read anew")
    if form.get("reading", _reading(found.record)) != _reading(found.record):
        raise UsageError("this was read anew since this page was made: load the page anew")
    field, value = None, None
    if verdict == AMENDED:
        seen = with_judgements(found.record, store.judgements_of([found.record["id"]]).get(found.record["id"], ()))
        field, value = read_amendment(store, seen, found.document, store.text_of(found.document), form)
    reason = form.get("reason", "").strip()[:LONGEST_REASON] or None
    store.judge(
        judge_record(
            found.record,
            verdict,
            by=desk.settings.person,
            at=now(),
            document=found.document,
            reason=reason,
            field=field,
            value=value,
        )  # fmt: skip
    )
    then = found.record["id"] if verdict == AMENDED else form.get("next", "")
    return _back(form, item=then)


def undo(desk: Desk, asking: Asking, form: Mapping[str, str]) -> str:
    """Take the last own judgement back, or the one that is named."""
    store, person = desk.store, desk.settings.person
    last = store.last_judgement(person)
    wanted = form.get("judgement")
    if wanted:
        named: Judgement = from_object(store.get(wanted))
        last = None if named.withdrawn_at else named
    if last is None:
        return _back(form, undone="nothing")
    if last.by != person:
        raise UsageError(f"this was decided by {last.by}; decide otherwise, and both stay to be seen")
    store.withdraw(last.id, now())
    if wanted:
        return "/judgements"
    held = last.subject.partition("-")[0] in (*FIELDS, "issue") and store.doubted([last.subject])
    return _back(form, item=last.subject if held else "", undone=last.verdict)


def judge_same(desk: Desk, asking: Asking, form: Mapping[str, str]) -> str:
    """Say that two entities are one, or that they are two; it counts when documents are joined next."""
    verdict, by, at = form.get("verdict", ""), desk.settings.person, now()
    ids = sorted(desk.store.full_id(form.get(name, "")) for name in ("one", "other"))
    if verdict not in ("same", "different") or ids[0] == ids[1] or not all(one.startswith("entity-") for one in ids):
        raise UsageError("say of two different entities whether they are the same or different")
    subject, reason = " ".join(ids), form.get("reason", "").strip()[:LONGEST_REASON] or None
    identity = content_id("judgement", subject, verdict, None, None, by, at)
    desk.store.judge(Judgement(identity, subject, verdict, by, at, reason, None))
    return "/review/same"


def _back(form: Mapping[str, str], **more: str) -> str:
    """The review page with the filters that a form was made under."""
    given = dict(parse_qsl(form.get("query", "")[:LONGEST_QUERY]))
    kept = _query(filters_of(given), given.get("why") if given.get("why") in REASONS else None)
    address = "&".join(filter(None, (kept, urlencode({name: value for name, value in more.items() if value}))))
    return f"/review?{address}" if address else "/review"


PAGES = (
    Page("/review", "review", "review.html", view),
    Page("/review/same", "same", "same.html", pairs),
    Page("/review/export.{ending}", "gold", "", download_gold, is_costly=True),
    Page("/judgements", "judgements", "judgements.html", judgements),
    Page("/judgements.{ending}", "judgements-file", "", download_judgements, is_costly=True),
)
ACTIONS = (
    Action("/review/judge", "judge", judge),
    Action("/review/undo", "undo", undo),
    Action("/review/same", "judge-same", judge_same),
)
