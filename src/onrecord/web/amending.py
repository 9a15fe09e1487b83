"""What a person says instead, from a form to the fields of a record: checked, and unknown where it says nothing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from onrecord.errors import UsageError
from onrecord.model import Act, EventStatus, Polarity, SourceKind
from onrecord.rules.triggers import MODALITY, TYPES
from onrecord.store import Store

Found = dict[str, Any]
FIELDS = {
    "statement": ("source", "act", "polarity", "content"),
    "event": ("actors", "recipients", "event_type", "status", "trigger"),
}
"""What can be amended of each type."""
MOST_PIECES = 20
SPAN = re.compile(r"(\d{1,9})-(\d{1,9})")


def text_mark(text: str) -> str:
    """A short mark of a text: a form that was made for another text is refused."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def read_amendment(store: Store, record: Found, document: str, text: str, form: Mapping[str, str]) -> tuple[str, Found]:
    """The field that a form amends and the fields of the record's object that stand there instead.

    Words are given by `spans` ("12-30 45-60", with the text's `mark`), or as they are written (`words`, pieces parted by " … "), then
    those nearest to the record's own are meant. Raises UsageError for any value that cannot be.
    """
    field = form.get("field", "")
    if field not in FIELDS.get(record["type"], ()):
        raise UsageError(f"{field or 'nothing'} of {record['type']}s cannot be amended")
    value = form.get("value", "").strip()
    if field in ("act", "polarity"):
        return field, {field: _one_of(value, Act if field == "act" else Polarity, field)}
    if field == "status":
        status = EventStatus(_one_of(value, EventStatus, field))
        return field, {"status": status.value, "modality": MODALITY.get(status)}
    if field == "event_type":
        if value not in TYPES:
            raise UsageError(f"unknown type {value!r}; one of: {', '.join(TYPES)}")
        mode = record["mode"] if value == record["event_type"] else None
        return field, {"event_type": value, "mode": mode, "quad": TYPES[value]}
    spans = _spans(text, form, _near(record))
    return field, _WORDS[field](store, record, document, text, spans, form)


def _one_of(value: str, kind: Any, name: str) -> str:
    if value not in {one.value for one in kind}:
        raise UsageError(f"unknown {name} {value!r}; one of: {', '.join(one.value for one in kind)}")
    return value


# --- words ------------------------------------------------------------------------------------------


def _spans(text: str, form: Mapping[str, str], near: int) -> list[tuple[int, int]]:
    given, words = form.get("spans", "").strip(), form.get("words", "").strip()
    if given:
        if form.get("mark") != text_mark(text):
            raise UsageError("this document was read anew since this page was made: load the page anew")
        found = [_span(piece, text) for piece in given.split()]
        if words and " … ".join(text[start:end] for start, end in found) != words:
            raise UsageError("these are not the words at that place")
    else:
        found = [_find(piece.strip(), text, near) for piece in words.split(" … ") if piece.strip()]
    if len(found) > MOST_PIECES:
        raise UsageError(f"more than {MOST_PIECES} pieces of words")
    if any(one[1] > two[0] for one, two in zip(sorted(found), sorted(found)[1:], strict=False)):
        raise UsageError("two of these pieces have words in common")
    return sorted(found)


def _span(piece: str, text: str) -> tuple[int, int]:
    found = SPAN.fullmatch(piece)
    start, end = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 0 <= start < end <= len(text) or not text[start:end].strip():
        raise UsageError(f"{piece!r} is no span with words in this text")
    return start, end


def _find(words: str, text: str, near: int) -> tuple[int, int]:
    """Where these words stand nearest to a place, whatever white space parts them."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    places = [found.span() for found in re.finditer(pattern, text)]
    if not places:
        raise UsageError(f"“{words[:80]}” does not stand in this text")
    return min(places, key=lambda place: (abs(place[0] - near), place))


def _near(record: Found) -> int:
    spans = record["content"]["spans"] if record["type"] == "statement" else [record["trigger"]["span"]]
    return int(spans[0][0]) if spans else 0


def _source(store: Store, record: Found, document: str, text: str, spans: list[Any], form: Mapping[str, str]) -> Found:
    if not spans:
        return {"source": {"kind": SourceKind.UNSTATED.value, "entity": None, "text": None, "span": None, "core": None}}
    if len(spans) > 1:
        raise UsageError("a source is one piece of words")
    entity = entity_at(store, document, *spans[0])
    kind = form.get("kind") or (SourceKind.NAMED.value if entity else SourceKind.UNNAMED.value)
    if _one_of(kind, SourceKind, "kind of source") == SourceKind.UNSTATED.value:
        raise UsageError("a source that is not stated has no words")
    return {"source": {"kind": kind, "entity": entity, **_words(text, spans[0]), "core": None}}


def _content(store: Store, record: Found, document: str, text: str, spans: list[Any], form: Mapping[str, str]) -> Found:
    if not spans:
        raise UsageError("a statement has words; reject it where there is none")
    return {"content": {"texts": [text[start:end] for start, end in spans], "spans": [list(span) for span in spans]}}


def _trigger(store: Store, record: Found, document: str, text: str, spans: list[Any], form: Mapping[str, str]) -> Found:
    if len(spans) != 1:
        raise UsageError("an event is told in one piece of words; reject it where there is none")
    return {"trigger": _words(text, spans[0])}


def _parties(store: Store, record: Found, document: str, text: str, spans: list[Any], form: Mapping[str, str]) -> Found:
    field = form["field"]
    known = {tuple(party["span"]): party for party in record[field]}
    parties = [
        known.get(span) or {"entity": entity_at(store, document, *span), **_words(text, span), "country": None, "sector": None}
        for span in spans
    ]  # fmt: skip
    return {field: parties}


_WORDS: dict[str, Any] = {
    "source": _source, "content": _content, "trigger": _trigger, "actors": _parties, "recipients": _parties,
}  # fmt: skip


def _words(text: str, span: tuple[int, int]) -> Found:
    return {"text": text[span[0] : span[1]], "span": list(span)}


def entity_at(store: Store, document: str, start: int, end: int) -> str | None:
    """The entity that words refer to: the one mentioned by just these, else the only one mentioned in them; None where that says nothing."""
    inside = store.mentions_in(document, start, end)
    exact = {entity for entity, first, last in inside if (first, last) == (start, end)}
    found = exact or {entity for entity, _, _ in inside}
    return found.pop() if len(found) == 1 else None
