"""Targets to items: files, folders, globs, standard input, addresses; compressed files opened within bounds."""

from __future__ import annotations

import glob
import io
import os
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import urlsplit
from urllib.request import url2pathname

from onrecord.errors import InputError
from onrecord.intake.archives import read_members
from onrecord.intake.fetch import fetch
from onrecord.intake.items import Item, trouble
from onrecord.intake.links import LinkedOut, in_folder, is_inside
from onrecord.intake.options import IntakeOptions
from onrecord.intake.remote import expand_remote, is_remote, open_remote, refusals
from onrecord.intake.streams import broken_stream, stream_archive, stream_lines, stream_parquet, zstd
from onrecord.issues import make_issue
from onrecord.model import Document, Issue

CHUNK = 1024 * 1024
ARCHIVES = (".warc", ".warc.gz", ".warc.zst")
LISTS = (".txt", ".paths", ".list", ".lst")
LONGEST_LIST = 16 * CHUNK
COMPRESSED = {".gz": b"\x1f\x8b", ".zst": b"\x28\xb5\x2f\xfd", ".zip": b"PK\x03\x04"}


class _Reader(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


def expand(targets: Sequence[str]) -> Iterator[str]:
    """Every file, address and `-` that the targets name, in a fixed order; folders are walked as they are asked for.

    A text file that the user names and that holds nothing but names of WARC files stands for these. Raises InputError at once for a path
    or pattern that names nothing.
    """
    return chain.from_iterable([_expanded(_without_scheme(target)) for target in targets])


def _without_scheme(target: str) -> str:
    """A `file://` address as the path that it is."""
    if not target.lower().startswith("file://"):
        return target
    return url2pathname(urlsplit(target).path)


def _expanded(target: str) -> Iterable[str]:
    if target == "-" or is_address(target):
        return [target]
    if is_remote(target):
        found, is_folder = expand_remote(target)
        return found if is_folder else chain.from_iterable(map(_listed, found))
    path = Path(target)
    try:
        is_there, is_folder = path.exists(), path.is_dir()
    except OSError as error:
        raise InputError(f"{target[:80]}: cannot be a path ({error.strerror})") from error
    if is_folder:
        return _files(path)
    if is_there:
        return _listed(target)
    matches = sorted(glob.glob(target, recursive=True))
    if not matches:
        raise InputError(
            f"{target}: no such file or folder; give a file, a folder, a pattern, an address or - for standard input"
        )
    return chain.from_iterable(_files(Path(match)) if Path(match).is_dir() else _listed(match) for match in matches)


def is_address(target: str) -> bool:
    """True for what is fetched from a web server."""
    return target.startswith(("http://", "https://"))


def _files(folder: Path, top: Path | None = None) -> Iterator[str]:
    """The files in a folder, in the order of the parts of their paths; one that cannot be looked into stands for itself, and a link that leads
    out of `top` is a `LinkedOut`.
    """
    top = folder if top is None else top
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        yield str(folder)
        return
    for entry in entries:
        path = Path(entry.path)
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _files(path, top)
        elif path.is_dir():
            if not is_inside(path, top):
                yield in_folder(path, top)
        elif entry.name.lower() != "readme.md" and path.is_file():  # not the entry's own: a link to itself is no error
            yield in_folder(path, top) if entry.is_symlink() else entry.path


# --- lists of web archives ------------------------------------------------------------------------


def _listed(target: str) -> Iterable[str]:
    """The WARC files that a list names, seen from where the list lies; the target itself where it is none."""
    is_file = is_remote(target) or Path(target).is_file()  # what comes through a pipe can be read only once
    if not is_file or not target.lower().removesuffix(".gz").endswith(LISTS):
        return [target]
    try:
        with open_file(target) as opened:
            data = opened.read(LONGEST_LIST)
        data = _Gzip(data).read(LONGEST_LIST) if data.startswith(COMPRESSED[".gz"]) else data
        names = [line.strip() for line in data.decode("utf-8").splitlines() if line.strip()]
    except (OSError, EOFError, zlib.error, UnicodeDecodeError):
        return [target]
    if not names or not all(name.lower().endswith(ARCHIVES) for name in names):
        return [target]
    return [_without_scheme(name) if "://" in name else _beside(target, name) for name in names]


def _beside(place: str, name: str) -> str:
    if "://" in place:
        return f"{place.rpartition('/')[0]}/{name.lstrip('/')}"
    return str(Path(place).parent / name)


# --- opening --------------------------------------------------------------------------------------


def open_file(target: str) -> IO[bytes]:
    """A file or an object of a store. Raises OSError where it cannot be opened, InputError where a library is missing."""
    return open_remote(target) if is_remote(target) else open(target, "rb")


def open_items(target: str, options: IntakeOptions, data: bytes | None = None) -> Iterator[Item | Document | Issue]:
    """The items of one expanded target, of which whoever has its bytes already gives them as `data`. What may be too large to hold comes in parts: pages of archives, rows of Parquet and of long JSON Lines."""
    if isinstance(target, LinkedOut):
        yield trouble(
            "unreadable", target, "a link that leads out of the folder; name what it leads to if it is to be read"
        )
    elif is_address(target):
        found = fetch(target, options)
        yield from [found] if isinstance(found, Issue) else unpack(found)
    elif target == "-":
        yield from _whole(sys.stdin.buffer, Item("standard input", b"", options))
    else:
        try:
            with open_file(target) if data is None else io.BytesIO(data) as opened:
                yield from _items(opened, Item(target, b"", options, target))
        except InputError as error:
            yield make_issue("unreadable", str(error), room="intake")
        except refusals() as error:
            yield trouble("unreadable", target, f"cannot be opened ({getattr(error, 'strerror', None) or error})")


def _items(opened: IO[bytes], whole: Item) -> Iterator[Item | Document | Issue]:
    if not opened.seekable():
        yield from _whole(opened, whole)
        return
    size = opened.seek(0, os.SEEK_END)
    opened.seek(0)
    head = opened.read(5)
    opened.seek(0)
    name = whole.label.lower()
    bounds = whole.options.bounds
    if head.startswith(b"PAR1"):
        yield from stream_parquet(opened, whole)
    elif head == b"WARC/" or name.endswith(ARCHIVES[1:]):
        yield from stream_archive(opened, size, whole)
    elif size > bounds.item and name.removesuffix(".gz").removesuffix(".zst").endswith((".jsonl", ".ndjson")):
        yield from stream_lines(opened, size, whole)
    elif size > 4 * bounds.item:
        yield _too_large(whole)
    else:
        yield from _whole(opened, whole)


def _whole(opened: IO[bytes], item: Item) -> Iterator[Item | Issue]:
    """What is in a file, a pipe or a device, which need not say how long they are, within the bound."""
    most = item.options.bounds.item * 4
    data = opened.read(most + 1)
    if len(data) > most:
        yield _too_large(item)
    else:
        yield from unpack(replace(item, data=data))


def _too_large(item: Item) -> Issue:
    most = item.options.bounds.item * 4
    return trouble("too-large", item.label, f"larger than {most:,} bytes; split it or raise the bound")


def unpack(item: Item) -> Iterator[Item | Issue]:
    """The item itself, or what is in it where it is compressed: one level of archive, and what is packed inside that."""
    kind = next((suffix for suffix, magic in COMPRESSED.items() if item.data.startswith(magic)), None)
    if kind is None or _is_office(item):
        yield item
    elif kind == ".zip":
        yield from _members(item)
    elif kind == ".gz":
        yield from _stream(item, _Gzip(item.data), ".gz")
    else:
        yield from _stream(item, zstd().ZstdFile(io.BytesIO(item.data)), ".zst")


class _Gzip:
    """A gzip file read as far as it goes: what was decompressed before a break is not lost."""

    def __init__(self, data: bytes) -> None:
        self._left = data
        self._member = zlib.decompressobj(wbits=31)
        self._inside = False

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes, empty at the end; raises EOFError where the file breaks off."""
        while self._left:
            self._inside = True
            found = self._member.decompress(self._left, size)
            self._left = self._member.unconsumed_tail
            if self._member.eof:
                self._left = self._member.unused_data.lstrip(b"\x00")
                self._member = zlib.decompressobj(wbits=31)
                self._inside = False
            if found:
                return found
        if self._inside:
            raise EOFError("cut short")
        return b""


def _is_office(item: Item) -> bool:
    """Word processors' files are zip archives too; they are not news pages and are refused as binary."""
    return item.label.lower().endswith((".docx", ".xlsx", ".pptx", ".odt", ".epub"))


def _stream(item: Item, opened: _Reader, suffix: str) -> Iterator[Item | Issue]:
    """What a compressed file holds; a truncated one gives what came before the break."""
    bounds = item.options.bounds
    chunks: list[bytes] = []
    size = 0
    broken: Exception | None = None
    try:
        while chunk := opened.read(CHUNK):
            chunks.append(chunk)
            size += len(chunk)
            if size > min(bounds.expanded, bounds.item) or size > bounds.unpacked(len(item.data)):
                yield trouble(
                    "too-large",
                    item.label,
                    f"expands past its bound ({size:,} bytes from {len(item.data):,}); left out",
                )
                return
    except broken_stream() as error:
        broken = error
    if broken is not None:
        yield trouble("truncated", item.label, f"the compressed file is damaged or cut short; {size:,} bytes were read")
    if chunks:
        name = item.label.removesuffix(suffix)
        yield Item(
            name if name != item.label else item.label,
            b"".join(chunks),
            item.options,
            item.path,
            item.url,
            item.fetched,
        )


def _members(item: Item) -> Iterator[Item | Issue]:
    """The files of an archive, each unpacked once more where it is a single compressed file: archives in archives stay shut."""
    for part in read_members(item):
        if isinstance(part, Item) and not part.data.startswith(COMPRESSED[".zip"]):
            yield from unpack(part)
        else:
            yield part
