"""The room that reads bytes: files, folders, feeds, archives, tables, addresses and standard input, to documents.

Formats are told by their content first and by the file's ending only where content leaves it open.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import PurePath

from onrecord.intake import formats
from onrecord.intake.fetch import AGENT, Answer, ask, item_of
from onrecord.intake.items import Item, dated, trouble
from onrecord.intake.options import Bounds, IntakeOptions, make_options
from onrecord.intake.petrarch import read_petrarch
from onrecord.intake.pieces import Piece, Place, place_of, weight_of, with_data
from onrecord.intake.streams import archived_parts, stream_parquet
from onrecord.intake.targets import expand, open_items, unpack
from onrecord.model import Document, Issue

__all__ = [
    "AGENT", "Answer", "Bounds", "IntakeOptions", "Item", "Piece", "Place", "ask", "cut", "dated", "expand", "is_feed", "item_of",
    "make_options", "read_documents", "read_item", "read_piece", "unpack", "weight_of",
]  # fmt: skip

Reader = Callable[[Item], Iterator[Document | Issue]]


def read_documents(targets: Sequence[str], *, options: IntakeOptions) -> Iterator[Document | Issue]:
    """Documents and issues of the targets, one by one and in a fixed order.

    Raises InputError for a target that is not there; whatever else is wrong is an Issue and the rest goes on.
    """
    for target in expand(targets):
        for item in open_items(target, options):
            yield from read_piece(item, options)


def cut(targets: Sequence[str], *, options: IntakeOptions, is_elsewhere: bool = False) -> Iterator[Piece]:
    """The targets in small pieces for others to read: `read_piece` of all of them, in order, gives what `read_documents` gives.

    A small file and an address stay as they are and are opened by whoever reads them; what holds many documents is opened here and given
    page by page or row by row. Where who reads them `is_elsewhere`, on another machine,
    small files are given with their bytes. Raises InputError at once for a target that is not there.
    """
    return _cut(expand(targets), options, is_elsewhere)


def _cut(targets: Iterable[str], options: IntakeOptions, is_elsewhere: bool) -> Iterator[Piece]:
    for target in targets:
        place = place_of(target)
        if place is not None and is_elsewhere:
            place = with_data(place)
        if place is not None:
            yield place
            continue
        for item in open_items(target, options):
            yield from _parts(item) if isinstance(item, Item) else [item]


def read_piece(piece: Piece, options: IntakeOptions) -> Iterator[Document | Issue]:
    """Documents and issues of one piece."""
    if isinstance(piece, Place):
        for item in open_items(piece.target, options, piece.data):
            yield from read_piece(item, options)
    elif isinstance(piece, Item):
        yield from read_item(piece)
    else:
        yield piece


def read_item(item: Item) -> Iterator[Document | Issue]:
    """Documents and issues of bytes that were had already, whatever their format."""
    if item.is_archived:
        yield from formats.read_archived(item)
        return
    bound = item.options.bounds.item
    if not item.data.strip():
        yield trouble("empty", item.label, "is empty")
        return
    reader = _reader(item)
    if len(item.data) > bound and reader is not _read_archive:
        yield trouble("too-large", item.label, f"larger than {bound:,} bytes; left out")
    else:
        yield from reader(item)


def _parts(item: Item) -> Iterator[Piece]:
    """An item that holds one document as it is; one that holds many in the parts that are read one by one."""
    reader = None if item.is_archived or not item.data.strip() else _reader(item)
    if reader is _read_archive:
        yield from archived_parts(io.BytesIO(item.data), item)
    elif reader in MANY:
        yield from read_item(item)
    else:
        yield item


def _read_archive(item: Item) -> Iterator[Document | Issue]:
    for part in archived_parts(io.BytesIO(item.data), item):
        yield from read_item(part) if isinstance(part, Item) else [part]


def _read_parquet(item: Item) -> Iterator[Document | Issue]:
    yield from stream_parquet(io.BytesIO(item.data), item)


BY_SUFFIX: dict[str, Reader] = {
    ".txt": formats.read_text, ".html": formats.read_page, ".htm": formats.read_page, ".xhtml": formats.read_page,
    ".rss": formats.read_feed, ".atom": formats.read_feed, ".jsonl": formats.read_json_lines, ".ndjson": formats.read_json_lines,
    ".json": formats.read_json_lines, ".csv": formats.read_table, ".tsv": formats.read_table, ".pdf": formats.read_pdf,
    ".warc": _read_archive,
}  # fmt: skip
MANY = frozenset({formats.read_feed, formats.read_json_lines, formats.read_table, read_petrarch, _read_parquet})
"""Readers of what holds many documents and is cheap to take apart."""


def is_feed(item: Item) -> bool:
    """True where the bytes look like RSS or Atom."""
    return _reader(item) is formats.read_feed


def _reader(item: Item) -> Reader:
    """The reader for an item, by its first bytes, its media type, its ending, and at last by what it looks like."""
    head = item.data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"%PDF"):
        return formats.read_pdf
    if head.startswith(b"PAR1"):
        return _read_parquet
    if head.startswith(b"WARC/"):
        return _read_archive
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
