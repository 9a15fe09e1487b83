"""Targets to items: files, folders, globs, standard input, addresses; compressed files opened within bounds."""

from __future__ import annotations

import glob
import io
import sys
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Protocol

from onrecord.errors import InputError
from onrecord.intake.archives import read_members
from onrecord.intake.fetch import fetch
from onrecord.intake.items import Item, trouble
from onrecord.intake.links import LinkedOut, in_folder, is_inside
from onrecord.intake.options import IntakeOptions
from onrecord.model import Issue

CHUNK = 1024 * 1024
COMPRESSED = {".gz": b"\x1f\x8b", ".zst": b"\x28\xb5\x2f\xfd", ".zip": b"PK\x03\x04"}


class _Reader(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


def expand(targets: Sequence[str]) -> list[str]:
    """Every file, address and `-` that the targets name, in a fixed order.

    Raises InputError for a path or pattern that names nothing.
    """
    found: list[str] = []
    for target in targets:
        if target == "-" or target.startswith(("http://", "https://")):
            found.append(target)
            continue
        path = Path(target)
        try:
            is_there, is_folder = path.exists(), path.is_dir()
        except OSError as error:
            raise InputError(f"{target[:80]}: cannot be a path ({error.strerror})") from error
        if is_folder:
            found.extend(_files(path))
        elif is_there:
            found.append(target)
        else:
            matches = sorted(glob.glob(target, recursive=True))
            if not matches:
                raise InputError(
                    f"{target}: no such file or folder; give a file, a folder, a pattern, an address or - for standard input"
                )
            found.extend(
                name for match in matches for name in (_files(Path(match)) if Path(match).is_dir() else [match])
            )
    return found


def _files(folder: Path) -> list[str]:
    return [
        in_folder(path, folder)
        for path in sorted(folder.rglob("*"))
        if (path.is_file() or (path.is_symlink() and path.is_dir() and not is_inside(path, folder)))
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and path.name.lower() != "readme.md"
    ]


def open_items(target: str, options: IntakeOptions) -> Iterator[Item | Issue]:
    """The items of one expanded target."""
    if isinstance(target, LinkedOut):
        yield trouble(
            "unreadable", target, "a link that leads out of the folder; name what it leads to if it is to be read"
        )
        return
    if target.startswith(("http://", "https://")):
        found = fetch(target, options)
        yield from [found] if isinstance(found, Issue) else unpack(found)
        return
    try:
        data = _bounded(sys.stdin.buffer, options) if target == "-" else _read(Path(target), options)
    except OSError as error:
        yield trouble("unreadable", target, f"cannot be opened ({error.strerror or error})")
        return
    if data is None:
        yield trouble(
            "too-large", target, f"larger than {options.bounds.item * 4:,} bytes; split it or raise the bound"
        )
        return
    label = "standard input" if target == "-" else target
    yield from unpack(Item(label, data, options, None if target == "-" else target))


def _read(path: Path, options: IntakeOptions) -> bytes | None:
    if path.stat().st_size > options.bounds.item * 4:
        return None
    with path.open("rb") as opened:
        return _bounded(opened, options)


def _bounded(opened: IO[bytes], options: IntakeOptions) -> bytes | None:
    """What is in a file, a pipe or a device, which need not say how long they are; None where that is past the bound."""
    most = options.bounds.item * 4
    data = opened.read(most + 1)
    return data if len(data) <= most else None


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
        yield from _stream(item, _zstd(item.data), ".zst")


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


def _zstd(data: bytes) -> _Reader:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    opened: _Reader = zstd.ZstdFile(io.BytesIO(data))
    return opened


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
            if size > min(bounds.expanded, bounds.item) or size > bounds.ratio * max(len(item.data), 4096):
                yield trouble(
                    "too-large",
                    item.label,
                    f"expands past its bound ({size:,} bytes from {len(item.data):,}); left out",
                )
                return
    except _broken_stream() as error:
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


def _broken_stream() -> tuple[type[Exception], ...]:
    """What decompressors raise for damaged input."""
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    found: type[Exception] = zstd.ZstdError
    return (OSError, EOFError, zlib.error, found)


def _members(item: Item) -> Iterator[Item | Issue]:
    """The files of an archive, each unpacked once more where it is a single compressed file: archives in archives stay shut."""
    for part in read_members(item):
        if isinstance(part, Item) and not part.data.startswith(COMPRESSED[".zip"]):
            yield from unpack(part)
        else:
            yield part
