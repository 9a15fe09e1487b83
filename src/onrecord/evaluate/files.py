"""Files of annotation: below a folder or in a zip archive, as text in which no line end was changed."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from onrecord.errors import CorruptStore, InputError
from onrecord.intake import Bounds
from onrecord.intake.archives import unpack_member
from onrecord.intake.items import TooMuch
from onrecord.model import CleanText, Document, Line, Story
from onrecord.serialize import from_object, read_document_object

DOCUMENTS = "documents.jsonl"
BOUNDS = Bounds(item=256 * 1024 * 1024)
"""Of an archive of annotation."""


def read_files(path: Path, endings: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Name and text of each file with one of these endings below a folder, in a zip archive, or of the one file, sorted by name.

    Raises InputError for what is not there or is not in UTF-8.
    """
    if path.is_dir():
        for found in sorted(path.rglob("*")):
            if found.is_file() and found.name.endswith(endings):
                yield found.relative_to(path).as_posix(), decode(_bytes(found), str(found))
    elif path.suffix != ".zip" and path.is_file():
        yield path.name, decode(_bytes(path), str(path))
    elif (packed := path if path.suffix == ".zip" else Path(f"{path}.zip")).is_file():
        yield from _unpacked(packed, endings)
    else:
        raise InputError(f"{path}: no such folder or archive, and no such file")


def _unpacked(packed: Path, endings: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    try:
        with zipfile.ZipFile(packed) as archive:
            left = BOUNDS.expanded
            for member in sorted(archive.infolist(), key=lambda one: one.filename):
                if member.filename.endswith(endings) and not member.filename.startswith("__MACOSX"):
                    data = unpack_member(archive, member, BOUNDS, left)
                    left -= len(data)
                    yield member.filename, decode(data, f"{packed}/{member.filename}")
    except TooMuch as past:
        raise InputError(f"{packed}: expands past its bound ({past}); unpack it and give the folder") from past
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise InputError(f"{packed}: cannot be unpacked ({error})") from error


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or error})") from error


def decode(data: bytes, name: str) -> str:
    """UTF-8, a byte order mark left out. Raises InputError that names the line."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"{name}:{line}: not in UTF-8 (byte {error.start})") from error


def stem(name: str) -> str:
    """A file's name without its last ending, folders left out."""
    return PurePosixPath(name).stem


@dataclass(frozen=True, slots=True)
class Given:
    """What an export of ours says of a document beside its annotations: itself, its lines and its stories."""

    sha256: str
    document: Document
    lines: tuple[Line, ...]
    stories: tuple[Story, ...]

    def is_of(self, text: str) -> bool:
        """Whether the text is still the one that was exported."""
        return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest() == self.sha256

    def cleaned(self, text: str) -> CleanText:
        """The text with its lines."""
        return CleanText(text, (), self.lines)


def read_given_documents(path: Path) -> dict[str, Given]:
    """The lines of `documents.jsonl`, which an export has, by name of the file; empty where there is none.

    Raises InputError that names file and line of what cannot be understood.
    """
    found: dict[str, Given] = {}
    for name, text in read_files(path, (DOCUMENTS,)):
        for number, line in enumerate(filter(None, text.split("\n")), start=1):
            try:
                one = json.loads(line)
                found[one["file"]] = given_of(one)
            except (KeyError, RecursionError, TypeError, ValueError) as error:
                raise InputError(f"{path}/{name}:{number}: not what onrecord export wrote ({error})") from error
    return found


def given_of(found: Any) -> Given:
    """How a document was read, from what an export says of it. Raises ValueError for what it did not write."""
    try:
        document, cleaned = read_document_object({**found["document"], "text": "", "edits": []})
        return Given(found["sha256"], document, cleaned.lines, tuple(map(from_object, found["stories"])))
    except (AttributeError, CorruptStore, KeyError, TypeError) as error:
        raise ValueError(str(error)) from error
