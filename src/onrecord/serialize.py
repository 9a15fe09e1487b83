"""Values to JSON and back; nothing else knows what a record looks like outside.

Each object has `type` and `id`. Field names are the contract of `docs/record.md`. The same value gives
the same bytes. What the record calls `of`, `by`, `span` and so on is spelled here and nowhere else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from onrecord import model
from onrecord.errors import CorruptStore
from onrecord.model import Bundle, CleanText, Content, Document, Evidence, Line, Record, Span, Story
from onrecord.model.bundle import FIELDS

TYPES: dict[str, type] = {
    "document": Document,
    "story": model.Story,
    "entity": model.Entity,
    "statement": model.Statement,
    "event": model.Event,
    "quantity": model.Quantity,
    "time": model.Time,
    "place": model.Place,
    "copy": model.Copy,
    "incident": model.Incident,
    "dispute": model.Dispute,
    "commitment": model.Commitment,
    "judgement": model.Judgement,
    "issue": model.Issue,
    "proposal": model.Proposal,
}
"""The types of the record, in the order in which a document's are written."""

Built = TypeVar("Built")
Maker = Callable[[Any], Any]

FLAT = frozenset({"quantity", "time", "place"})
"""Types whose own evidence stands as `text` and `span` of the object itself."""


def to_json(value: Any) -> str:
    """One line of JSON Lines: keys in the order of the fields, nothing escaped that need not be."""
    return to_json_line(to_object(value))


def to_json_line(found: dict[str, Any]) -> str:
    """A JSON object as one line; lone surrogates, which UTF-8 cannot hold, are written as escapes.

    Raises CorruptStore for a number that is not finite, which JSON cannot hold.
    """
    try:
        line = _encode(found)
    except ValueError as error:
        raise CorruptStore(f"{found.get('id')}: a number that is not finite cannot be written") from error
    return line if line.isascii() else _SURROGATE.sub(lambda one: f"\\u{ord(one[0]):04x}", line)


# An object of the record is a tree: to look for circles costs a quarter of the writing.
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":")).encode
_SURROGATE = re.compile("[\ud800-\udfff]")


def to_object(value: Any) -> dict[str, Any]:
    """A record value as a JSON object with `type`."""
    kind = type_name(value)
    plain = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if kind in FLAT:
        plain = _flattened(plain)
    return {"type": kind, **plain}


def pack(value: Any) -> str:
    """Any frozen value of the model as a line of JSON, without a type and what is as by default; `unpack` builds it again."""
    return to_json_line(_packed(value))


def unpack(cls: type[Built], packed: str) -> Built:
    """The value of a line that `pack` wrote. Raises CorruptStore where it is no such value."""
    try:
        built: Built = _build(cls, json.loads(packed))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CorruptStore(f"not a whole {cls.__name__}: {error}") from error
    return built


def type_name(value: Any) -> str:
    """The record's name for a value's type."""
    return next(name for name, cls in TYPES.items() if isinstance(value, cls))


def document_object(document: Document, clean: CleanText) -> dict[str, Any]:
    """The `document` object: what came in, its clean text, its lines and the edits between raw and clean."""
    plain = to_object(document)
    del plain["raw"], plain["markup"]
    lines = [{"span": list(line.span), "kind": line.kind.value, "origin": line.origin}
             | ({"xpath": line.xpath} if line.xpath else {})
             | ({"confidence": line.confidence} if line.confidence is not None else {}) for line in clean.lines]  # fmt: skip
    edits = [[edit.raw_start, edit.raw_end, edit.text, edit.why] for edit in clean.edits]
    return {**plain, "characters": len(clean.text), "text": clean.text, "lines": lines, "edits": edits}


def story_object(story: Story, text: str) -> dict[str, Any]:
    """The `story` object; its quotations repeat their words."""
    plain = to_object(story)
    plain["quotations"] = [
        {"texts": [text[a:b] for a, b in q.spans], "spans": [list(s) for s in q.spans], "depth": q.depth,
         "opened": list(q.opened), "closed": list(q.closed) if q.closed else None} for q in story.quotations
    ]  # fmt: skip
    return plain


def record_objects(record: Record) -> Iterator[dict[str, Any]]:
    """All objects of a record, in a fixed order: document, stories, then what was read in them."""
    yield document_object(record.document, record.clean)
    for story in record.stories:
        yield story_object(story, record.clean.text)
    for group in (
        record.entities,
        record.statements,
        record.events,
        record.quantities,
        record.times,
        record.places,
        record.issues,
    ):
        for value in group:
            yield to_object(value)


def from_object(found: dict[str, Any]) -> Any:
    """The value of a JSON object that `to_object` wrote (documents need `read_document_object`).

    Raises CorruptStore for an unknown type, a missing field, or a value that cannot be.
    """
    if found.get("type") not in TYPES:
        raise CorruptStore(f"a record of unknown type {found.get('type')!r}")
    try:
        if found["type"] in FLAT:
            found = {**found, "evidence": {"text": found["text"], "span": found["span"]}}
        return _build(TYPES[found["type"]], found)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CorruptStore(f"{found.get('id')} is not a whole {found['type']}: {error}") from error


def read_document_object(found: dict[str, Any]) -> tuple[Document, CleanText]:
    """A document and its clean text; the raw text is not in the record, so `raw` is the clean text."""
    lines = tuple(_build(Line, line) for line in found["lines"])
    edits = tuple(model.Edit(*edit) for edit in found["edits"])
    document = _build(Document, {**found, "raw": found["text"], "markup": []})
    return document, CleanText(found["text"], edits, lines)


def record_of(bundle: Bundle) -> Record:
    """The record of a document and all that was read in it, without what a second reader proposed. Raises CorruptStore where something in it is not whole, is of no story of
    the document, has an id of another type, or where lines lie outside the text; evidence is checked by `check_record`.
    """
    found = bundle.document
    try:
        document, clean = read_document_object(found)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CorruptStore(f"{found.get('id')} is not a whole document: {error}") from error
    if any(not 0 <= line.span.start <= line.span.end <= len(clean.text) for line in clean.lines):
        raise CorruptStore(f"{document.id}: a line lies outside the text")
    stories = {story["id"] for story in bundle.stories}
    for one in bundle.objects():
        _check_place(one, document.id, stories)
    groups = {name: tuple(map(from_object, getattr(bundle, name))) for name in FIELDS.values() if name != "proposals"}
    return Record(document, clean, **groups)


_ID = re.compile(r"[a-z]+-[0-9a-f]+")


def _check_place(found: dict[str, Any], document: str, stories: set[str]) -> None:
    identity = found.get("id")
    if not isinstance(identity, str) or not _ID.fullmatch(identity) or identity.partition("-")[0] != found["type"]:
        raise CorruptStore(f"{str(identity)[:80]}: no id of a {found['type']}")
    story = found.get("story")
    if (
        story is not None
        and story not in stories
        or found["type"] in ("story", "issue")
        and found["document"] != document
    ):
        raise CorruptStore(f"{identity}: belongs to no story of {document}")


# --- values to plain ------------------------------------------------------------------------------


def _plain(value: Any) -> Any:
    cls: Any = type(value)
    return value if cls in AS_IT_IS else _writers(cls)[0](value)


AS_IT_IS = frozenset((str, int, float, bool, NoneType))


def _packed(value: Any) -> Any:
    """As `_plain`, without the fields that have their default."""
    cls: Any = type(value)
    return value if cls in AS_IT_IS else _writers(cls)[1](value)


@cache
def _writers(cls: Any) -> tuple[Maker, Maker]:
    """What makes plain JSON of values of a class: all of it, and without the fields that have their default."""
    if issubclass(cls, StrEnum):
        return _enum_value, _enum_value
    if cls is Content:
        return _content, _content
    if cls is Span:
        return list, list
    if issubclass(cls, tuple):
        return lambda value: [_plain(item) for item in value], lambda value: [_packed(item) for item in value]
    if is_dataclass(cls):
        return _dataclass_writers(cls)
    if issubclass(cls, str | int | float):
        return _as_it_is, _as_it_is
    raise TypeError(f"no JSON form for {cls.__name__}")


def _dataclass_writers(cls: Any) -> tuple[Maker, Maker]:
    names = tuple(field.name for field in fields(cls))
    get = attrgetter(*names)
    parts = get if len(names) > 1 else lambda value: (get(value),)
    defaults = _defaults(cls)

    def write(value: Any) -> dict[str, Any]:
        return dict(zip(names, map(_plain, parts(value)), strict=True))

    def write_short(value: Any) -> dict[str, Any]:
        found = zip(defaults, parts(value), strict=True)
        return {name: _packed(part) for (name, default), part in found if part is not default and part != default}

    if "evidence" not in names:
        return write, write_short
    return lambda value: _flattened(write(value)), lambda value: _flattened(write_short(value))


def _enum_value(value: Any) -> Any:
    return value.value


def _as_it_is(value: Any) -> Any:
    return value


def _content(value: Content) -> dict[str, Any]:
    return {"texts": [piece.text for piece in value.pieces], "spans": [list(piece.span) for piece in value.pieces]}


@cache
def _defaults(cls: Any) -> tuple[tuple[str, Any], ...]:
    """The fields with their defaults; `evidence`, which is not told apart in the JSON, has none."""
    return tuple((field.name, MISSING if field.name == "evidence" else field.default) for field in fields(cls))


def _flattened(plain: dict[str, Any]) -> dict[str, Any]:
    """`evidence` becomes the `text` and `span` of the object that has it, both null where there is none."""
    if "evidence" not in plain:
        return plain
    flat: dict[str, Any] = {}
    for key, value in plain.items():
        if key == "evidence":
            flat |= value or {"text": None, "span": None}
        else:
            flat[key] = value
    return flat


# --- plain to values ------------------------------------------------------------------------------


@cache
def _fields(cls: Any) -> tuple[tuple[str, Maker | None], ...]:
    """The fields of a class, each with what makes its value; None where a value stays as it is."""
    hints = get_type_hints(cls)
    return tuple((field.name, _maker(hints[field.name])) for field in fields(cls))


@cache
def _has_evidence(cls: Any) -> bool:
    return any(field.name == "evidence" for field in fields(cls))


def _build(cls: Any, found: dict[str, Any]) -> Any:
    if cls is Content:
        pieces = tuple(Evidence(text, Span(*span)) for text, span in zip(found["texts"], found["spans"], strict=True))
        return cls(pieces)
    if "evidence" not in found and _has_evidence(cls):
        words = None if found["text"] is None else {"text": found["text"], "span": found["span"]}
        found = {**found, "evidence": words}
    return cls(
        **{name: found[name] if make is None else make(found[name]) for name, make in _fields(cls) if name in found}
    )


def _maker(hint: Any) -> Maker | None:
    """What makes a value of a type from plain JSON; None where it stays as it is."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        inner = _maker(next(a for a in arguments if a is not NoneType))
        return inner and (lambda value: None if value is None else inner(value))
    if origin is tuple:
        item = _maker(arguments[0]) if arguments[-1] is Ellipsis else None
        return tuple if item is None else lambda value: tuple(map(item, value))
    if hint is Span:
        return lambda value: Span(*value)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint
    if is_dataclass(hint):
        return lambda value: _build(hint, value)
    return float if hint is float else None


# --- checking -------------------------------------------------------------------------------------


def check_object(found: dict[str, Any], text: str) -> None:
    """Check that every span in an object holds its words. Raises CorruptStore."""
    for words, (start, end) in evidence_in(found):
        if not 0 <= start < end <= len(text) or text[start:end] != words:
            raise CorruptStore(f"{found['id']}: the words at {start} to {end} are not {words[:40]!r}")


def evidence_in(found: Any) -> Iterator[tuple[str, list[int]]]:
    """Every pair of words and span in a JSON object."""
    if isinstance(found, list):
        for item in found:
            yield from evidence_in(item)
    if isinstance(found, dict):
        if isinstance(found.get("text"), str) and isinstance(found.get("span"), list):
            yield found["text"], found["span"]
        if "texts" in found and "spans" in found:
            yield from zip(found["texts"], found["spans"], strict=True)
        for value in found.values():
            yield from evidence_in(value)


def evidence_by_story(found: Any, story: str | None = None) -> Iterator[tuple[str | None, str, list[int]]]:
    """Every pair of words and span in a record across documents, with the story in whose document's text they stand."""
    if isinstance(found, list):
        for item in found:
            yield from evidence_by_story(item, story)
    if isinstance(found, dict):
        story = found.get("story") or story
        if isinstance(found.get("text"), str) and isinstance(found.get("span"), list):
            yield story, found["text"], found["span"]
        if "texts" in found and "spans" in found:
            yield from ((story, words, span) for words, span in zip(found["texts"], found["spans"], strict=True))
        for value in found.values():
            yield from evidence_by_story(value, story)


def check_record(record: Record) -> None:
    """Check every span of a record against its text. Raises CorruptStore."""
    for found in record_objects(record):
        if found["type"] != "document":
            check_object(found, record.clean.text)


__all__ = [
    "FLAT", "TYPES", "check_object", "check_record", "document_object", "evidence_by_story", "evidence_in", "from_object", "pack", "read_document_object",
    "record_objects", "record_of", "story_object", "to_json", "to_json_line", "to_object", "type_name", "unpack",
]  # fmt: skip
