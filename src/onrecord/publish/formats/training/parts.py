"""What the formats of people who annotate and train have in common: words that a line can hold, and files beside a document's own."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

from onrecord.model import Bundle, content_id
from onrecord.publish.selection import Found
from onrecord.publish.shared.characters import encodable

BREAKS = "\n\r\t\v\f\x1c\x1d\x1e\x85\u2028\u2029"
"""Characters that some reader takes for the end of a line or of a cell."""
DOCUMENTS = "documents.jsonl"
"""File beside the annotations: what is known of each document, its lines and stories, so that it can be read again as it was."""
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_SAFE = re.compile(r"[A-Za-z0-9-]{1,80}\Z")

Spans = Sequence[Sequence[int]]


class Part(NamedTuple):
    """Words of a record: which field of it they are, with a number where the field is a list, the number of the piece, and where."""

    field: str
    place: int
    piece: int
    start: int
    end: int


# --- words ------------------------------------------------------------------------------------------


def in_cell(value: Any) -> str:
    """A value in one line and one cell: controls and ends of lines become a space; nothing for None."""
    return "" if value is None else _CONTROLS.sub(" ", encodable(str(value))).strip()


def parts_of(record: Found, fields: Iterable[str]) -> Iterator[Part]:
    """The words of these fields of a record, in order; a field that has none is passed over."""
    for field in fields:
        value = record[field]
        for place, one in enumerate(value if isinstance(value, list) else [value]):
            for piece, (start, end) in enumerate(spans_of(one)):
                yield Part(field, place, piece, start, end)


def spans_of(value: Found | None) -> Spans:
    """Where the words of one value stand: several pieces for a content, none where it has no words."""
    if not value:
        return ()
    spans: Spans = value["spans"] if "spans" in value else [value["span"]] if value["span"] else ()
    return spans


def line_pieces(text: str, spans: Spans) -> list[tuple[int, int]]:
    """The spans in order, cut where a line or a cell would end, without white space at their ends; ones that meet are one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted((start, end) for start, end in spans):
        start = max(start, found[-1][1]) if found else start
        for match in re.finditer(f"[^{BREAKS}]+", text[start:end]):
            words = match.group()
            first = start + match.start() + len(words) - len(words.lstrip())
            last = first + len(words.strip())
            if first == last:
                continue
            if found and found[-1][1] == first:
                first = found.pop()[0]
            found.append((first, last))
    return found


# --- files ------------------------------------------------------------------------------------------


def file_name(document: Found) -> str:
    """A name for the files of a document, made from its id."""
    identity = str(document["id"])
    return identity if _SAFE.match(identity) else content_id("document", identity)


def write_text(path: Path, text: str) -> None:
    """The text in UTF-8, no line end changed."""
    path.write_bytes(encodable(text).encode("utf-8"))


def table(out: IO[str]) -> Any:
    """A writer of tab-separated rows; a cell with a quotation mark is quoted, as Python's `excel-tab` reads it."""
    return csv.writer(out, "excel-tab", lineterminator="\n")


def document_as_read(bundle: Bundle) -> Found:
    """A line of `documents.jsonl`: the name of the files, a digest of their text, the document without its text, and its stories."""
    document = {name: value for name, value in bundle.document.items() if name not in ("text", "edits")}
    digest = hashlib.sha256(encodable(bundle.document["text"]).encode("utf-8")).hexdigest()
    found = {
        "file": file_name(bundle.document),
        "sha256": digest,
        "document": document,
        "stories": list(bundle.stories),
    }
    written: Found = json.loads(encodable(json.dumps(found, ensure_ascii=False)))
    return written


def document_line(bundle: Bundle, *, is_ascii: bool = False) -> str:
    """`document_as_read` as one line of JSON."""
    return json.dumps(document_as_read(bundle), ensure_ascii=is_ascii, separators=(",", ":"))
