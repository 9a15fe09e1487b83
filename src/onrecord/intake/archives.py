"""Zip archives, opened within bounds; the names in them are labels, and nothing is written anywhere."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from onrecord.intake.items import Item, TooMuch, trouble
from onrecord.intake.options import Bounds
from onrecord.model import Issue

CHUNK = 1024 * 1024
ENTRY = b"PK\x01\x02"
"""What each entry of an archive's directory begins with."""
READ = frozenset((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
"""Ways of packing that are unpacked piece by piece: the others give whole blocks, and a few bytes of these may be a gigabyte."""


def read_members(item: Item) -> Iterator[Item | Issue]:
    """The files of a zip archive in the order of their names, up to where a bound is reached. What an archive says of itself is not believed:
    bytes are counted as they come out.
    """
    bounds = item.options.bounds
    if item.data.count(ENTRY) > bounds.members:
        yield trouble("too-large", item.label, f"an archive of more than {bounds.members:,} files; left out")
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(item.data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        yield trouble("truncated", item.label, f"the archive cannot be opened ({error})")
        return
    left = min(bounds.expanded, bounds.unpacked(len(item.data)))
    for member in sorted(archive.infolist(), key=lambda one: one.filename):
        if member.is_dir() or PurePosixPath(member.filename).name.startswith("."):
            continue
        label = f"{item.label}:{member.filename}"
        try:
            data = unpack_member(archive, member, bounds, left)
        except TooMuch as past:
            yield trouble("too-large", item.label, f"expands past its bound at {member.filename[:60]!r} ({past}); the rest is left out")  # fmt: skip
            return
        except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, ValueError, OSError, EOFError) as error:  # fmt: skip
            yield trouble("truncated", label, f"cannot be unpacked ({error})")
            continue
        left -= len(data)
        yield Item(label, data, item.options, item.path)


def unpack_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, bounds: Bounds, left: int) -> bytes:
    """The bytes of a member. Raises TooMuch where they are more than they may be."""
    if member.compress_type not in READ:
        raise NotImplementedError("packed in a way that is not read; pack it with deflate")
    most = min(left, bounds.item, bounds.unpacked(member.compress_size))
    if member.file_size > most:
        raise TooMuch(f"{member.file_size:,} bytes")
    chunks: list[bytes] = []
    count = 0
    with archive.open(member) as opened:
        while chunk := opened.read(CHUNK):
            chunks.append(chunk)
            count += len(chunk)
            if count > most:
                raise TooMuch(f"more than {most:,} bytes")
    return b"".join(chunks)
