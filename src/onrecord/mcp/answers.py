"""Answers to a program that asks in a conversation: plain values, each with its id, its exact words and according to whom it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

from onrecord.errors import StoreError, UsageError
from onrecord.judging import decide, with_judgements
from onrecord.rules.triggers import TYPES
from onrecord.serialize import to_json_line
from onrecord.store import Answer, Asked, Hit, HitContext, Query, Store, TimelineQuery

Found = dict[str, Any]

MOST = 100
"""Records of one answer."""
LONGEST = 20_000
"""Characters of a story's text in one answer."""
LARGEST = 60_000
"""Characters that the records of one answer have as JSON; what is more is left out and counted."""
LONGEST_ASKED = 300
"""Characters of an argument."""
SHOWN = 5
"""Entities that a name may mean, in one answer."""


def search(store: Store, query: Query) -> Found:
    """Statements, events and stories that fit, and how many more there are."""
    counts = store.count(query)
    hits = list(store.find(query))
    contexts = store.hit_contexts(hits, query.words)
    left = _left_by(store, [hit.record for hit in hits])
    records = [
        _hit(replace(hit, record=seen), contexts.get(seen["id"])) | decided for hit, (seen, decided) in zip(hits, left, strict=True)
    ]  # fmt: skip
    return {"found": counts, **within(records), "is_more": sum(counts.values()) > len(hits)}


def _left_by(store: Store, records: list[Found]) -> Iterator[tuple[Found, Found]]:
    """Each record with what people amended, and what they decided on it, where they did."""
    judgements = store.judgements_of(found["id"] for found in records)
    for found in records:
        decision = decide(found, judgements.get(found["id"], ()))
        yield with_judgements(found, judgements.get(found["id"], ())), {"decided": asdict(decision)} if decision else {}


def within(records: list[Found], name: str = "records") -> Found:
    """As many of these as an answer has room for, the first at least, and how many are left out."""
    size = kept = 0
    for found in records:
        size += len(to_json_line(found))
        if kept and size > LARGEST:
            break
        kept += 1
    return {"shown": kept, "left_out": len(records) - kept, name: records[:kept]}


def _hit(hit: Hit, context: HitContext | None) -> Found:
    make = {"statement": _statement, "event": _event}.get(hit.record["type"], _story)
    where = {"outlet": hit.outlet, "title": hit.title, "date": hit.written_on}
    return make(hit, context) | where | ({"disputes": list(hit.disputes)} if hit.disputes else {})


def _statement(hit: Hit, context: HitContext | None) -> Found:
    found = hit.record
    source = found["source"]
    who = source.get("core") or source
    return {
        "id": found["id"], "type": "statement", "according_to": who["text"], "source_kind": source["kind"],
        "source_name": hit.names.get(source["entity"] or ""), "source_entity": source["entity"], "act": found["act"],
        "polarity": found["polarity"], "certainty": found["certainty"], "quotation_form": found["quotation"],
        "words": _pieces(found["content"]), "cue": found["cue"], "within": found["within"], "story": found["story"],
    }  # fmt: skip


def _pieces(content: Found) -> list[Found]:
    return [{"text": words, "span": span} for words, span in zip(content["texts"], content["spans"], strict=True)]


def _event(hit: Hit, context: HitContext | None) -> Found:
    found = hit.record
    return {
        "id": found["id"], "type": "event", "event_type": found["event_type"], "mode": found["mode"], "status": found["status"],
        "according_to": context.source if context else None, "statement": found["statement"],
        "actors": [_party(hit, party) for party in found["actors"]], "recipients": [_party(hit, party) for party in found["recipients"]],
        "trigger": found["trigger"], "happened": found["date"], "place": found["place"], "amounts": list(context.amounts) if context else [],
        "passage": context.words if context else "", "story": found["story"],
    }  # fmt: skip


def _party(hit: Hit, party: Found) -> Found:
    return {"text": party["text"], "span": party["span"], "name": hit.names.get(party["entity"] or ""), "entity": party["entity"]}  # fmt: skip


def _story(hit: Hit, context: HitContext | None) -> Found:
    return {"id": hit.record["id"], "type": "story", "document": hit.record["document"], "passage": context.words if context else ""}  # fmt: skip


def open_story(store: Store, identity: str, start: int = 0, most: int = LONGEST) -> Found:
    """A story's text from a character on, and what was read in that part. Raises StoreError for what is no story or not stored."""
    found = store.get(identity)
    if found["type"] == "document":
        stories = [one["id"] for one in store.document_objects(found["id"]) if one["type"] == "story"]
        return {
            "id": found["id"],
            "type": "document",
            "outlet": found["outlet"],
            "url": found["url"],
            "stories": stories,
        }
    if found["type"] != "story":
        raise StoreError(f"{identity}: this is no story; get_evidence tells where a record stands")
    objects = list(store.document_objects(found["document"]))
    document, (first, last) = objects[0], found["span"]
    begin = min(last, first + max(0, start))
    stop = min(last, begin + max(1, min(most, LONGEST)))
    here = [one for one in objects if one.get("story") == found["id"] and _place(one) is not None and begin <= (_place(one) or 0) < stop]  # fmt: skip
    left = list(_left_by(store, here))
    return {
        "id": found["id"], "type": "story", "document": document["id"], "outlet": document["outlet"], "url": document["url"],
        "title": found["title"]["text"] if found["title"] else None, "written_on": found["written_on"],
        "text": document["text"][begin:stop], "text_begins_at": begin, "left_out": last - stop,
        "statements": [_short_statement(one) | decided for one, decided in left if one["type"] == "statement"],
        "events": [_short_event(one) | decided for one, decided in left if one["type"] == "event"],
        "copies": [asdict(note) for note in store.copies(document["id"]) if note.story == found["id"]],
    }  # fmt: skip


def _place(found: Found) -> int | None:
    if found["type"] == "event":
        return int(found["trigger"]["span"][0])
    return int(found["content"]["spans"][0][0]) if found["type"] == "statement" and found["content"]["spans"] else None


def _short_statement(found: Found) -> Found:
    source = found["source"]
    who = source.get("core") or source
    return {"id": found["id"], "according_to": who["text"], "source_kind": source["kind"], "act": found["act"], "polarity": found["polarity"],
            "words": _pieces(found["content"]), "within": found["within"]}  # fmt: skip


def _short_event(found: Found) -> Found:
    return {"id": found["id"], "event_type": found["event_type"], "mode": found["mode"], "status": found["status"], "trigger": found["trigger"],
            "actors": [one["text"] for one in found["actors"]], "recipients": [one["text"] for one in found["recipients"]],
            "statement": found["statement"]}  # fmt: skip


def list_statements(store: Store, person: str, query: Query) -> Found:
    """What somebody says, by a name or an id; who else the name may mean."""
    if not person.strip():
        raise UsageError("say whose statements; search lists those of everybody")
    entities = who_is(store, person)["entities"]
    return {"who": entities[:SHOWN], **search(store, query)}


def who_is(store: Store, name: str, limit: int = SHOWN) -> Found:
    """The people, bodies and places that a name may mean, those of most documents first."""
    if name.startswith("entity-"):
        found = store.get(name)
        return {
            "entities": [{"id": found["id"], "kind": found["kind"], "name": found["name"], "names": found["names"]}]
        }
    rows = [asdict(row) for row in store.list_entities(name=name, most=limit + 1)]
    return {"entities": rows[:limit], "is_more": len(rows) > limit}


def get_evidence(store: Store, identity: str) -> Found:
    """A record as it is stored, each of its words in context, what decided, and what people judged of it."""
    told = store.why(identity)
    record = {
        name: value
        for name, value in told.record.items()
        if name not in ("text", "lines", "edits", "sentences", "paragraphs")
    }
    quoted = [asdict(one) | {"end": one.start + len(one.words)} for one in told.quoted]
    decisions = store.decisions_of([told.record["id"]])
    shown = within(quoted, "evidence")
    judgements = store.judgements_of([told.record["id"]]).get(told.record["id"], ())
    return {
        "record": _without_many(record), **shown, "decided_by": told.origin,
        "judgements": [asdict(one) for one in judgements], "is_decided_by_people": told.record["id"] in decisions,
    }  # fmt: skip


def _without_many(record: Found) -> Found:
    """A record without the mentions that are more than an answer has room for; their number stands beside them."""
    mentions = record.get("mentions", ())
    return (
        record
        if len(mentions) <= MOST
        else {**record, "mentions": mentions[:MOST], "mentions_left_out": len(mentions) - MOST}
    )


def answers(ask: Callable[[Asked], Iterable[Answer]], asked: Asked) -> Found:
    """Incidents, disputes or commitments, with the names and the stories that they mention by id."""
    found = list(ask(replace(asked, limit=asked.limit + 1)))
    records = []
    for answer in found[: asked.limit]:
        stories = {identity: asdict(note) for identity, note in answer.stories.items()}
        records.append({**answer.record, "names": answer.names, "reports": stories})
    return within(records) | {"is_more": len(found) > asked.limit}


def timeline(store: Store, query: TimelineQuery) -> Found:
    """What happened, in the order of happening, with what was said about it; `left_out` counts all that is not in it."""
    made = store.timeline(query)
    rows = within([asdict(row) for row in made.rows], "rows")
    return {"subject": made.subject, **rows, "left_out": rows["left_out"] + made.left_out, "is_more": made.left_out > 0}


def check_lengths(given: Mapping[str, Any]) -> None:
    """Raise UsageError for words that are longer than anything that is asked for: an answer repeats what it refuses."""
    for name, value in given.items():
        if isinstance(value, str) and len(value) > LONGEST_ASKED:
            raise UsageError(f"{name} has {len(value):,} characters; {LONGEST_ASKED} at most")


def checked_limit(limit: int) -> int:
    """How many records an answer has. Raises UsageError for less than one."""
    if limit < 1:
        raise UsageError("limit must be at least 1")
    return min(limit, MOST)


def query_of(given: Mapping[str, Any]) -> Query:
    """A search of what was given; empty words are no filter. Raises UsageError for a type that PLOVER has not."""
    kind = given.get("event_type")
    if kind and kind.strip().upper() not in TYPES:
        raise UsageError(f"unknown event type {kind[:40]!r}; one of: {', '.join(TYPES)}")
    return Query(**(_given(given) | {"limit": checked_limit(given["limit"])}))


def asked_of(given: Mapping[str, Any]) -> Asked:
    """A question across documents."""
    return Asked(**(_given(given) | {"limit": checked_limit(given["limit"])}))


def _given(given: Mapping[str, Any]) -> Found:
    return {name: value for name, value in given.items() if value not in (None, "")}
