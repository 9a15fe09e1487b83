"""Files of annotation: below a folder or in a zip archive, as text in which no line end was changed."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from onrecord.errors import InputError


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
        raise InputError(f"{path}: no such folder, file or archive")


def _unpacked(packed: Path, endings: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    try:
        with zipfile.ZipFile(packed) as archive:
            for member in sorted(archive.namelist()):
                if member.endswith(endings) and not member.startswith("__MACOSX"):
                    yield member, decode(archive.read(member), f"{packed}/{member}")
    except zipfile.BadZipFile as error:
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


def read_documents(path: Path) -> Mapping[str, Mapping[str, str]]:
    """The rows of `documents.tsv`, which an export has, by name of the file; empty where there is none."""
    if not path.is_dir() and not zipfile.is_zipfile(path):
        return {}
    for name, text in read_files(path, ("documents.tsv",)):
        if PurePosixPath(name).name == "documents.tsv":
            rows = csv.DictReader(text.splitlines(), dialect="excel-tab", strict=False)
            return {row["file"]: {key: value for key, value in row.items() if key and value} for row in rows if row.get("file")}
    return {}
