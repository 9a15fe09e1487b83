"""W3C Web Annotations (Web Annotation Data Model, 23 February 2017) as JSON-LD: an annotation for all words of every record.

A position counts code points of the document's text, from 0, as the standard says. That text is what cleaning left of a page: the first
annotation of a document quotes all of it and has the document as its body, so that positions can be looked up where the page itself
reads otherwise; a `TextQuoteSelector` finds words in either.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import IO, Any, NamedTuple

from onrecord.model import Bundle, content_id
from onrecord.publish.formats.training.parts import Part, document_as_read, parts_of
from onrecord.publish.registry import Format, Shape
from onrecord.publish.selection import Found, Selection
from onrecord.publish.shared.characters import encodable
from onrecord.publish.shared.judgements import LOSS as JUDGED
from onrecord.publish.shared.judgements import put_right

CONTEXT = [
    "http://www.w3.org/ns/anno.jsonld",
    {"onrecord": "urn:onrecord:terms:", "record": {"@id": "onrecord:record", "@type": "@json"}},
]
"""The standard's own context, and one term of ours: `record`, what a record says, as JSON."""
AROUND = 32
"""Characters before and after the words."""
FIELDS = {
    "story": ("title", "byline", "dateline", "written_on"),
    "entity": ("mentions",),
    "statement": ("source", "cue", "content", "addressee", "medium", "target"),
    "event": ("trigger", "actors", "recipients", "date", "place"),
    "quantity": (),
    "time": (),
    "place": (),
}
"""Fields of each type that have words; none where the record is its own words."""
_ADDRESS = re.compile('https?://[^\\s<>"{}|\\\\^`\x00-\x20\x7f-\x9f\ud800-\udfff]{1,2000}\\Z')


def write_collection(selection: Selection, out: IO[str]) -> None:
    """One `AnnotationCollection` whose first and only page is inside of it; `total` is known at its end."""
    name = f"urn:onrecord:{content_id('annotations', selection.title)}"
    head = {"@context": CONTEXT, "id": name, "type": "AnnotationCollection", "label": selection.title}
    page = {"id": f"{name}:1", "type": "AnnotationPage", "startIndex": 0}
    out.write(f'{_json(head)[:-1]},"first":{_json(page)[:-1]},"items":[')
    total = 0
    for annotation in all_annotations(selection):
        out.write(("," if total else "") + "\n" + _json(annotation))
        total += 1
    out.write(f'\n]}},"total":{total}}}\n')


def write_annotations(selection: Selection, out: IO[str]) -> None:
    """Each annotation on a line, each with the context."""
    for annotation in all_annotations(selection):
        out.write(_json({"@context": CONTEXT, **annotation}) + "\n")


def all_annotations(selection: Selection) -> Iterator[Found]:
    """Every annotation, document by document, without the context."""
    for bundle in put_right(selection):
        yield from _annotations_of(bundle)


def _json(found: Found) -> str:
    return encodable(json.dumps(found, ensure_ascii=False, allow_nan=False, separators=(",", ":")))


class _Placed(NamedTuple):
    """A document's text, what it is called, and the statements that carry its events."""

    document: str
    source: str
    text: str
    carried: dict[str, Found]


def _annotations_of(bundle: Bundle) -> Iterator[Found]:
    document = bundle.document
    text = encodable(document["text"])
    placed = _Placed(document["id"], source_of(document), text, {one["id"]: one for one in bundle.statements})
    if text:
        whole = {**document, "as_read": document_as_read(bundle)}
        yield _annotation(placed, whole, Part("text", 0, 0, 0, len(text)))
    for kind, fields in FIELDS.items():
        for record in bundle.of(kind):
            parts: Iterable[Part] = parts_of(record, fields) if fields else [Part("text", 0, 0, *record["span"])]
            for part in parts:
                yield _annotation(placed, record, part)


def source_of(document: Found) -> str:
    """The address of the document, where it is one of the web; else an address made of its id."""
    url = document.get("url")
    return url if isinstance(url, str) and _ADDRESS.match(url) else identity_of(document)


def identity_of(record: Found) -> str:
    """A record's id as an address: `urn:onrecord:statement-5f0c…`."""
    return f"urn:onrecord:{encodable(record['id'])}"


def _annotation(placed: _Placed, record: Found, part: Part) -> Found:
    field = f"{record['type']}.{part.field}"
    name = content_id("annotation", placed.document, record["id"], part.field, part.place, part.piece)
    return {
        "id": f"urn:onrecord:{name}",
        "type": "Annotation",
        "motivation": "describing" if record["type"] == "document" else "identifying",
        "body": [
            {"type": "TextualBody", "purpose": "tagging", "value": field, "format": "text/plain"},
            {
                "id": identity_of(record),
                "type": "Dataset",
                "format": "application/json",
                "record": _said(placed, record, part),
            },
        ],
        "target": {"source": placed.source, "selector": selectors(placed.text, part.start, part.end)},
    }


def selectors(text: str, start: int, end: int) -> list[Found]:
    """Where words stand, in code points, and the words with what stands around them."""
    return [
        {"type": "TextPositionSelector", "start": start, "end": end},
        {
            "type": "TextQuoteSelector", "exact": text[start:end], "prefix": text[max(0, start - AROUND) : start],
            "suffix": text[end : end + AROUND],
        },
    ]  # fmt: skip


def _said(placed: _Placed, record: Found, part: Part) -> Found:
    """What the record says, beside its words: enough to know who said it and how it stands, whichever of its words are met."""
    said: Found = {"type": record["type"], "id": record["id"], "document": placed.document}
    said |= {"field": part.field, "number": part.place, "piece": part.piece}
    if record["type"] == "document":
        return said | {name: record.get(name) for name in ("outlet", "title", "published", "url", "path", "language", "media_type", "as_read")}  # fmt: skip
    said |= _plain(record, part)
    if record["type"] == "statement":
        said |= {"source": {name: record["source"][name] for name in ("kind", "entity", "text")}}
    if record["type"] == "event":
        carrier = placed.carried.get(record["statement"])
        said["said_by"] = carrier and {name: carrier["source"][name] for name in ("kind", "entity", "text")}
    return said


def _plain(record: Found, part: Part) -> Found:
    """The fields of a record that are no words, and those of the part that are none."""
    own = {
        name: value
        for name, value in record.items()
        if _is_plain(value) and name not in ("type", "id", "text", "document", *FIELDS[record["type"]])
    }
    value = record.get(part.field)
    one = value[part.place] if isinstance(value, list) else value
    if isinstance(one, dict):
        beside = {name: found for name, found in one.items() if _is_plain(found) and name not in ("text", "texts")}
        own |= {"words": beside} if beside else {}
    return own


def _is_plain(value: Any) -> bool:
    return not isinstance(value, dict | list) or (isinstance(value, list) and bool(value) and isinstance(value[0], str))


FORMATS = (
    Format(
        "webannotation", "W3C Web Annotations", "application/ld+json", Shape.TEXT,
        {"jsonld": write_collection, "json": write_collection, "jsonl": write_annotations},
        (
            "Positions count the clean text of a document, which the first annotation of each document quotes; the page at its address may read otherwise.",
            "The edits of cleaning are not in it.",
            "What is known across documents is not in it: copies, incidents, disputes, commitments, entities that are one.",
            "Names and possible others of an entity, the core of a source, issues and the origin of values are not in it.",
            "A lone surrogate is written as U+FFFD.",
            JUDGED,
        ),
    ),
)  # fmt: skip
