"""The room that reads bytes: files, folders, feeds, archives, tables, addresses and standard input, to documents.

Formats are told by their content first and by the file's ending only where content leaves it open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePath

from onrecord.intake import formats
from onrecord.intake.fetch import AGENT, Answer, ask, item_of
from onrecord.intake.items import Item, dated, trouble
from onrecord.intake.options import Bounds, IntakeOptions, make_options
from onrecord.intake.petrarch import read_petrarch
from onrecord.intake.targets import expand, open_items, unpack
from onrecord.model import Document, Issue

__all__ = [
    "AGENT", "Answer", "Bounds", "IntakeOptions", "Item", "ask", "dated", "expand", "is_feed", "item_of", "make_options", "read_documents",
    "read_item", "unpack",
]  # fmt: skip

Reader = Callable[[Item], Iterator[Document | Issue]]

BY_SUFFIX: dict[str, Reader] = {
    ".txt": formats.read_text, ".html": formats.read_page, ".htm": formats.read_page, ".xhtml": formats.read_page,
    ".rss": formats.read_feed, ".atom": formats.read_feed, ".jsonl": formats.read_json_lines, ".ndjson": formats.read_json_lines,
    ".json": formats.read_json_lines, ".csv": formats.read_table, ".tsv": formats.read_table, ".pdf": formats.read_pdf,
    ".warc": formats.read_warc,
}  # fmt: skip


def read_documents(targets: Sequence[str], *, options: IntakeOptions) -> Iterator[Document | Issue]:
    """Documents and issues of the targets, one by one and in a fixed order.

    Raises InputError for a target that is not there; whatever else is wrong is an Issue and the rest goes on.
    """
    for target in expand(targets):
        for item in open_items(target, options):
            yield from [item] if isinstance(item, Issue) else read_item(item)


def read_item(item: Item) -> Iterator[Document | Issue]:
    """Documents and issues of bytes that were had already, whatever their format."""
    bound = item.options.bounds.item
    if not item.data.strip():
        yield trouble("empty", item.label, "is empty")
    elif len(item.data) > bound and _reader(item) is not formats.read_warc:
        yield trouble("too-large", item.label, f"larger than {bound:,} bytes; left out")
    else:
        yield from _reader(item)(item)


def is_feed(item: Item) -> bool:
    """True where the bytes look like RSS or Atom."""
    return _reader(item) is formats.read_feed


def _reader(item: Item) -> Reader:
    """The reader for an item, by its first bytes, its media type, its ending, and at last by what it looks like."""
    head = item.data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"%PDF"):
        return formats.read_pdf
    if head.startswith(b"WARC/"):
        return formats.read_warc
    lowered = head.lower()
    if lowered.startswith((b"<!doctype html", b"<html")) or (item.media_type or "").startswith("text/html"):
        return formats.read_page
    if lowered.startswith(b"<") and any(tag in lowered for tag in (b"<rss", b"<feed", b"<rdf:rdf")):
        return formats.read_feed
    if lowered.startswith(b"<") and b"<sentence" in lowered:
        return read_petrarch
    known = BY_SUFFIX.get(PurePath(item.label).suffix.lower())
    if known is not None:
        return known
    if head.startswith((b'{"', b"[{", b"{\n")):
        return formats.read_json_lines
    if b"<html" in lowered or b"<body" in lowered or lowered.startswith((b"<div", b"<p>", b"<article")):
        return formats.read_page
    return formats.read_text
