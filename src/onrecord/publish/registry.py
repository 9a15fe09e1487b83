"""The formats in which a selection is written: what each is called, how it is written, and what does not come back from it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import IO, Any
from uuid import uuid4

from onrecord.errors import OnrecordError, UsageError
from onrecord.publish.selection import Selection

MODULES = (
    "lines", "tables.separated", "tables.columns", "coded", "followthemoney.entities", "stix.bundle", "geography", "graphs", "timelines.pages",
    "training.annotations", "provenance", "training.standoff", "training.corpora", "citations", "dossier",
)  # fmt: skip
"""Modules of `onrecord.publish.formats` that have a tuple `FORMATS`, in the order in which the formats are listed."""


class Shape(StrEnum):
    """What a format is: one text, one file of bytes, or a folder of files."""

    TEXT = "text"
    BINARY = "binary"
    FOLDER = "folder"


Writer = Callable[[Selection, Any], None]


@dataclass(frozen=True, slots=True)
class Format:
    """How a selection is written out.

    `writers` has a writer for each ending that a file of it may have, the usual one first: a writer of a text is given an open stream, all
    others a path (of a file that is not there yet, or of a folder that is there and empty of what it writes). `losses` says in plain
    sentences what does not come back; it is empty exactly where a record is the same after it was written and read. `extra` is the part
    of the installation that it needs. `stream` writes a folder's format to a text stream as far as that can be, where no folder is given.
    """

    name: str
    title: str
    media_type: str
    shape: Shape
    writers: Mapping[str, Writer]
    losses: tuple[str, ...] = ()
    extra: str | None = None
    stream: Callable[[Selection, IO[str]], None] | None = None

    @property
    def ending(self) -> str:
        """The usual ending of a file, without the dot; empty for a folder."""
        return "" if self.shape is Shape.FOLDER else next(iter(self.writers))

    def file_name(self, ending: str | None = None) -> str:
        """What a file of it is called where it is taken from a server: a folder is packed into an archive."""
        own = "zip" if self.shape is Shape.FOLDER else ending or self.ending
        return f"onrecord.{own}" if own == self.name else f"onrecord-{self.name}.{own}"

    def writer_of(self, path: str | Path | None) -> Writer:
        """What writes to a file of this name: by its ending, the usual one where it says nothing."""
        ending = Path(path).suffix.lstrip(".").lower() if path is not None else ""
        return self.writers.get(ending) or next(iter(self.writers.values()))


@cache
def all_formats() -> Mapping[str, Format]:
    """Every format by its name."""
    modules = (import_module(f"onrecord.publish.formats.{name}") for name in MODULES)
    return {found.name: found for module in modules for found in module.FORMATS}


def format_named(name: str) -> Format:
    """The format of this name. Raises UsageError for one that is not there."""
    found = all_formats().get(name)
    if found is None:
        raise UsageError(f"no format {name!r}; there are: {' '.join(all_formats())}")
    return found


def needed(module: str, extra: str, what: str) -> ModuleType:
    """A library that only some formats need. Raises OnrecordError that says how to get it."""
    try:
        return import_module(module)
    except ImportError as error:
        raise OnrecordError(f"{what} needs {module.partition('.')[0]}: pip install 'onrecord[{extra}]'") from error


def is_there(found: Format) -> bool:
    """Whether the libraries that a format needs are installed."""
    return all(find_spec(module) is not None for module in LIBRARIES.get(found.extra or "", ()))


LIBRARIES = {"parquet": ("pyarrow",), "duckdb": ("duckdb", "pyarrow"), "spacy": ("spacy",)}
"""What each part of the installation that a format needs brings."""


def export(selection: Selection, *, form: str, out: IO[str] | str | Path) -> None:
    """Write a selection in a format to a text stream, or to a file or folder of this path.

    What is written appears whole or not at all: a file that was there is replaced at the end only, and of a folder the files of this
    format are; a link stays a link, and what is no file (a pipe, a terminal) is written into. Raises UsageError where the format cannot go to a stream, OnrecordError where a library is missing or `out` cannot be written.
    """
    chosen = format_named(form)
    if isinstance(out, str | Path):
        with _cannot_write(str(out)):
            _export_to(Path(out), selection, chosen)
    elif chosen.shape is Shape.TEXT:
        chosen.writer_of(None)(selection, out)
    elif chosen.stream is not None:
        chosen.stream(selection, out)
    elif chosen.shape is Shape.BINARY and hasattr(out, "buffer"):
        _export_bytes(selection, chosen, out.buffer)
    else:
        what = "a folder" if chosen.shape is Shape.FOLDER else "a file"
        raise UsageError(f"{form} needs {what}: give --out {what.split()[1].upper()}")


def _export_bytes(selection: Selection, chosen: Format, out: Any) -> None:
    if out.isatty():
        raise UsageError(f"{chosen.name} is not for a terminal: give --out FILE")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"onrecord.{chosen.ending}"
        chosen.writer_of(path)(selection, path)
        with path.open("rb") as opened:
            shutil.copyfileobj(opened, out)


def _export_to(path: Path, selection: Selection, chosen: Format) -> None:
    if chosen.shape is Shape.FOLDER:
        if path.exists() and not path.is_dir():
            raise UsageError(f"{path}: {chosen.name} needs a folder and this is a file; choose another --out")
        path.mkdir(parents=True, exist_ok=True)
        with _beside(path / chosen.name) as folder:
            folder.mkdir()
            chosen.writer_of(None)(selection, folder)
            _move_all(folder, path)
        return
    if path.is_dir():
        raise UsageError(f"{path}: {chosen.name} is one file and this is a folder; choose another --out")
    if path.exists() and not path.is_file():
        _export_into(path, selection, chosen)
        return
    path = path.resolve() if path.is_symlink() else path
    with _beside(path) as made:
        if chosen.shape is Shape.TEXT:
            _write_text(made, selection, chosen, path)
        else:
            chosen.writer_of(path)(selection, made)
        made.replace(path)


def _write_text(made: Path, selection: Selection, chosen: Format, path: Path) -> None:
    with made.open("w", encoding="utf-8", errors="replace", newline="") as opened:
        chosen.writer_of(path)(selection, opened)


def _export_into(path: Path, selection: Selection, chosen: Format) -> None:
    """Into a pipe or a device: another in its place would be no pipe and no device any more."""
    if chosen.shape is Shape.TEXT:
        _write_text(path, selection, chosen, path)
    else:
        with path.open("wb") as opened:
            _export_bytes(selection, chosen, opened)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A name in the same folder that is taken away again, whatever is left under it."""
    made = path.with_name(f".{path.name}.{uuid4().hex[:12]}")
    try:
        yield made
    finally:
        if made.is_dir():
            shutil.rmtree(made, ignore_errors=True)
        else:
            with suppress(OSError):
                made.unlink(missing_ok=True)


def _move_all(folder: Path, into: Path) -> None:
    for found in sorted(folder.rglob("*")):
        target = into / found.relative_to(folder)
        if found.is_dir():
            target.mkdir(exist_ok=True)
        else:
            found.replace(target)


@contextmanager
def _cannot_write(out: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OnrecordError(f"{out}: cannot be written ({error.strerror or error}); choose another --out") from error
