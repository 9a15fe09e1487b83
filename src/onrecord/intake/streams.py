"""Files that are read piece by piece, however large they are: web archives, Parquet, long JSON Lines."""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from collections.abc import Iterator
from io import SEEK_END, UnsupportedOperation
from typing import IO, Any, Protocol

from onrecord.intake.decoding import decode
from onrecord.intake.formats import no_text_column, read_row, text_column_of
from onrecord.intake.items import Item, trouble
from onrecord.model import Document, Issue

AT_ONCE = 64
"""Rows of a Parquet file that are held at once."""
BUFFER = 1024 * 1024
ARCHIVED = frozenset(
    ("text/html", "application/xhtml+xml", "application/rss+xml", "application/atom+xml", "text/plain")
)
"""Media types of the records of a web archive that are read."""
GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


class Readable(Protocol):
    """What can be read from and says how far."""

    def read(self, size: int = -1, /) -> bytes:
        """At most so many bytes; empty at the end."""
        ...

    def tell(self) -> int:
        """How many bytes were read."""
        ...

    def seek(self, place: int, whence: int = 0, /) -> int:
        """Go to a place."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class Unpacked:
    """A file as it is, or what is in it where it is compressed (gzip, zstd), as far as that goes: `trouble` says why it ends too early."""

    def __init__(self, opened: IO[bytes], size: int, item: Item) -> None:
        head = opened.read(4)
        opened.seek(0)
        unpacked = _decompressing(opened, head)
        # A whole `read` of what breaks off would lose what came before the break.
        self._read = opened.read if unpacked is None else unpacked.read1
        self._most = None if unpacked is None else item.options.bounds.unpacked(size)
        self._item = item
        self._count = 0
        self.trouble: Issue | None = None

    def read(self, size: int = -1, /) -> bytes:
        """At most so many bytes; empty at the end, and where the file breaks off or expands past its bound."""
        if self.trouble is not None:
            return b""
        try:
            data: bytes = self._read(size)
        except broken_stream() as error:
            self.trouble = trouble("truncated", self._item.label, f"the compressed file is damaged or cut short; {self._count:,} bytes were read ({type(error).__name__})")  # fmt: skip
            return b""
        self._count += len(data)
        if self._most is not None and self._count > self._most:
            self.trouble = trouble("too-large", self._item.label, f"expands past its bound ({self._count:,} bytes); the rest is left out")  # fmt: skip
        return data

    def tell(self) -> int:
        """How many bytes were read."""
        return self._count

    def seek(self, place: int, whence: int = 0, /) -> int:
        """Nowhere: it is read once, from the beginning."""
        raise UnsupportedOperation("read once, from the beginning")

    def close(self) -> None:
        """Whoever opened the file closes it."""


def _decompressing(opened: IO[bytes], head: bytes) -> Any:
    if head.startswith(GZIP):
        return gzip.GzipFile(fileobj=opened, mode="rb")
    return zstd().ZstdFile(opened) if head.startswith(ZSTD) else None


def zstd() -> Any:
    """The module that reads zstd, of Python or from its backport."""
    if sys.version_info >= (3, 14):
        from compression import zstd as found
    else:
        from backports import zstd as found
    return found


def broken_stream() -> tuple[type[Exception], ...]:
    """What decompressors raise for damaged input."""
    found: type[Exception] = zstd().ZstdError
    return (OSError, EOFError, zlib.error, found)


# --- web archives ---------------------------------------------------------------------------------


def archived_parts(opened: Readable, item: Item) -> Iterator[Item | Issue]:
    """Pages of a WARC archive, not read yet; `item` says what is known of the archive itself. One cut short gives what came before the cut."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    count = 0
    wanted = WarcRecordType.response | WarcRecordType.resource
    bound = item.options.bounds.item
    try:
        for record in ArchiveIterator(opened, record_types=wanted, parse_http=True):
            if record.content_length > bound:
                yield trouble("too-large", item.label, f"record {count + 1}: larger than {bound:,} bytes; left out")
                count += 1
                continue
            data = record.reader.read()
            if len(data) < record.content_length:
                yield trouble(
                    "truncated",
                    item.label,
                    f"the archive breaks off inside record {count + 1}; what came before was read",
                )
                return
            count += 1
            url = record.headers.get("WARC-Target-URI")
            media = (record.http_content_type or record.headers.get("Content-Type") or "").partition(";")[0]
            if media in ARCHIVED:
                yield Item(f"{item.label} ({url})", data, item.options, item.path, url, record.headers.get("WARC-Date"), media, is_archived=True)  # fmt: skip
    except (ValueError, OSError, EOFError, RuntimeError) as error:
        yield trouble("truncated", item.label, f"the archive breaks off after {count} records ({type(error).__name__})")
        return
    if count == 0:
        yield trouble("empty", item.label, "the archive has no pages")


def stream_archive(opened: IO[bytes], size: int, item: Item) -> Iterator[Item | Issue]:
    """Pages of a WARC file, plain or compressed, one by one: the file may be of any size."""
    unpacked = Unpacked(opened, size, item)
    yield from archived_parts(unpacked, item)
    if unpacked.trouble is not None:
        yield unpacked.trouble


# --- tables ---------------------------------------------------------------------------------------


def stream_lines(opened: IO[bytes], size: int, item: Item) -> Iterator[Document | Issue]:
    """JSON Lines of any length, plain or compressed; a broken line is named and passed over."""
    unpacked = Unpacked(opened, size, item)
    for number, line in enumerate(_lines(unpacked, item.options.bounds.item), start=1):
        where = f"line {number}"
        decoded = decode(line) if line is not None else None
        if decoded is None:
            words = "longer than its bound; left out" if line is None else "not text in any known encoding"
            yield trouble("too-large" if line is None else "broken-row", item.label, f"{where}: {words}")
            continue
        if not decoded.text.strip():
            continue
        try:
            row = json.loads(decoded.text)
        except (ValueError, RecursionError) as error:
            yield trouble("broken-row", item.label, f"{where}: not valid JSON ({str(error)[:60]})")
            continue
        if isinstance(row, dict):
            yield from read_row(item, row, where, "application/jsonl")
        else:
            yield trouble("broken-row", item.label, f"{where}: not a JSON object")
    if unpacked.trouble is not None:
        yield unpacked.trouble


def _lines(opened: Readable, most: int) -> Iterator[bytes | None]:
    """Lines without their ends; None for one that is longer than `most`."""
    held, is_long = b"", False
    while chunk := opened.read(BUFFER):
        *whole, held = (held + chunk).split(b"\n")
        for line in whole:
            yield None if is_long or len(line) > most else line
            is_long = False
        if len(held) > most:
            held, is_long = b"", True
    if held or is_long:
        yield None if is_long else held


def stream_parquet(opened: IO[bytes], item: Item) -> Iterator[Document | Issue]:
    """A document a row of a Parquet file, its columns as those of a CSV; some rows are held at a time, never the file."""
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError:
        yield trouble("unreadable", item.label, "Parquet is read with pyarrow: pip install 'onrecord[parquet]'")
        return
    number = 0
    try:
        with parquet.ParquetFile(opened, pre_buffer=False, buffer_size=BUFFER) as table:
            if _is_bomb(table.metadata, opened, item):
                yield trouble("too-large", item.label, "expands past its bound; left out")
                return
            names = table.schema_arrow.names
            wanted = dict(item.options.mapping).get("text", "")
            if wanted.partition(".")[0] in names:
                names.append(wanted)  # dots reach into structs
            if not text_column_of(item, names):
                yield no_text_column(item, "the table", names)
                return
            for batch in table.iter_batches(batch_size=AT_ONCE):
                for row in batch.to_pylist():
                    number += 1
                    yield from read_row(item, row, f"row {number}", "application/vnd.apache.parquet")
    except (arrow.ArrowException, OSError, UnicodeDecodeError) as error:
        reason = str(error).split("\n", 1)[0][:100]
        code, words = ("truncated", f"breaks off after {number:,} rows") if number else ("unreadable", "is no whole Parquet file")  # fmt: skip
        yield trouble(code, item.label, f"{words} ({reason})")


def _is_bomb(metadata: Any, opened: IO[bytes], item: Item) -> bool:
    """True where a row group says that it is very much larger than the file."""
    size = opened.seek(0, SEEK_END)
    most = item.options.bounds.unpacked(size)
    return any(metadata.row_group(number).total_byte_size > most for number in range(metadata.num_row_groups))


__all__ = [
    "Unpacked", "archived_parts", "broken_stream", "stream_archive", "stream_lines", "stream_parquet", "zstd",
]  # fmt: skip
