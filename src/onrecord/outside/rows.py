"""Files of rows that other coders wrote, line by line: plain or the one file of a zip archive, told apart by their columns."""

from __future__ import annotations

import csv
import io
import re
import zlib
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile

from onrecord.errors import InputError, UsageError
from onrecord.publish.formats.coded import GDELT_COLUMNS

SCHEMES = ("gdelt", "icews", "polecat", "cameo")
Row = Mapping[str, str]
NEEDED = {
    "gdelt": ("GLOBALEVENTID", "SQLDATE", "EventCode", *(f"Actor{number}{name}" for number in (1, 2) for name in ("Name", "CountryCode"))),
    "icews": ("Event ID", "Event Date", "CAMEO Code", "Source Name", "Source Country", "Target Name", "Target Country"),
    "polecat": ("Event ID", "Event Date", "Event Type", "Event Mode", "Actor Name", "Recipient Name"),
    "cameo": (),
}  # fmt: skip
"""Columns without which a file of a scheme says nothing."""
_GDELT_1 = tuple(name for name in GDELT_COLUMNS if not name.endswith("ADM2Code"))
_GDELT = {len(names): names for names in (GDELT_COLUMNS, _GDELT_1, _GDELT_1[:-1])}
"""Columns of GDELT 2.0; of 1.0, which has no second-order divisions; and of 1.0 before April 2013, which has no addresses either."""
MOST_LINES = 20
"""Lines that one row may have, where a cell in quotation marks goes on."""


def read_rows(path: str, scheme: str | None) -> Iterator[tuple[str, int, Row | InputError]]:
    """The scheme, and each row by the names of its columns with the line where it begins, or why it cannot be read.

    Raises InputError for a file that cannot be read or lacks a column, UsageError where its scheme is not to be told.
    """
    with _opened(path) as lines:
        first = next((line for line in enumerate(lines, start=1) if line[1].strip()), None)
        if first is None:
            return
        cells = [cell.strip().strip('"') for cell in first[1].split("\t")]
        chosen = scheme or _scheme_of(cells, path)
        names = _names(chosen, cells, path)
        is_header = chosen in ("icews", "polecat") or not any(cell.isdigit() for cell in cells)
        numbered = enumerate(lines, start=first[0] + 1)
        for number, found in _rows(
            _after(None if is_header else first, numbered), len(names), is_quoted=chosen in ("icews", "polecat")
        ):
            if len(found) != len(names):
                yield chosen, number, InputError(f"{path}:{number}: {len(found)} columns, not the {len(names)} of {chosen}")  # fmt: skip
            else:
                yield chosen, number, dict(zip(names, found, strict=True))


# --- files ----------------------------------------------------------------------------------------


@contextmanager
def _opened(path: str) -> Iterator[Iterator[str]]:
    """The lines of a file; nothing but a line feed ends one."""
    try:
        with Path(path).open("rb") as raw:
            is_packed = raw.read(2) == b"PK"
            raw.seek(0)
            if not is_packed:
                with _as_text(raw) as lines:
                    yield (line.rstrip("\r\n") for line in lines)
                return
            with ZipFile(raw) as archive, _as_text(archive.open(_only_file(archive, path))) as lines:
                yield (line.rstrip("\r\n") for line in lines)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
    except (BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise InputError(f"{path}: a damaged zip archive ({error})") from error


def _only_file(archive: ZipFile, path: str) -> str:
    found = [one for one in archive.infolist() if not one.is_dir() and not one.filename.startswith("__MACOSX/")]
    if len(found) != 1:
        raise InputError(f"{path}: {len(found)} files in the archive; unpack it and give one")
    if found[0].flag_bits & 1:
        raise InputError(f"{path}: its archive is locked with a password; unpack it")
    return found[0].filename


def _as_text(raw: IO[bytes]) -> IO[str]:
    return io.TextIOWrapper(raw, "utf-8-sig", "replace", newline="\n")


# --- columns --------------------------------------------------------------------------------------


def _scheme_of(cells: Sequence[str], path: str) -> str:
    folded = [cell.casefold() for cell in cells]
    if "cameo code" in folded:
        return "icews"
    if "event mode" in folded and "actor name" in folded:
        return "polecat"
    if "globaleventid" in folded or (len(cells) in _GDELT and cells[0].isdigit()):
        return "gdelt"
    if len(cells) >= 4 and re.fullmatch(r"\d{6,8}", cells[0]) and re.fullmatch(r"\d{2,4}", cells[3]):
        return "cameo"
    raise UsageError(f"{path}: not told to be one of {', '.join(SCHEMES)} by its first line; say which with --as")


def _names(scheme: str, cells: Sequence[str], path: str) -> Sequence[str]:
    """The names of the columns: those of the header where there is one. Raises InputError where one that is needed is not there."""
    if scheme == "cameo":
        return ("date", "source", "target", "code", *(f"column{number}" for number in range(4, len(cells))))
    if scheme == "gdelt" and any(cell.isdigit() for cell in cells):
        return _GDELT.get(len(cells), GDELT_COLUMNS)
    known = {name.casefold(): name for name in (*GDELT_COLUMNS, *NEEDED[scheme])}
    names = [known.get(cell.casefold(), cell) for cell in cells]
    missing = next((name for name in NEEDED[scheme] if name not in names), None)
    if missing is not None:
        raise InputError(f"{path}:1: no column {missing!r}, which {scheme} has")
    return names


# --- rows -----------------------------------------------------------------------------------------


def _after(first: tuple[int, str] | None, numbered: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    if first is not None:
        yield first
    yield from numbered


def _rows(lines: Iterator[tuple[int, str]], width: int, *, is_quoted: bool) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row that is not empty. A cell in quotation marks may hold tabs and line ends; a mark that is never closed is one
    of the words, and takes no other row with it.
    """
    ahead: deque[tuple[int, str]] = deque()
    while True:
        if not ahead:
            ahead.extend(islice(lines, 1))
        if not ahead:
            return
        number, line = ahead.popleft()
        if not line.strip():
            continue
        cells = line.split("\t")
        if is_quoted and '"' in line:
            cells = [cell for one in cells for cell in _unquoted(one)] if len(cells) == width else _joined(line, ahead, lines, width) or cells  # fmt: skip
        yield number, cells


def _unquoted(cell: str) -> list[str]:
    is_whole = len(cell) > 1 and cell[0] == cell[-1] == '"'
    return [cell[1:-1].replace('""', '"').replace('\\"', '"') if is_whole else cell]


def _joined(line: str, ahead: deque[tuple[int, str]], lines: Iterator[tuple[int, str]], width: int) -> list[str] | None:
    """The cells of a row with tabs or line ends in quotation marks; None where it comes out in no way. Lines that it takes are taken."""
    words = line
    for taken in range(MOST_LINES):
        cells = _quoted_cells(words)
        if cells is not None and len(cells) == width:
            for _ in range(taken):
                ahead.popleft()
            return cells
        if len(ahead) <= taken:
            ahead.extend(islice(lines, 1))
        if len(ahead) <= taken:
            return None
        words += f"\n{ahead[taken][1]}"
    return None


def _quoted_cells(words: str) -> list[str] | None:
    try:
        found = list(csv.reader(io.StringIO(words, newline=""), delimiter="\t", strict=True))
    except csv.Error:
        return None
    return found[0] if len(found) == 1 else None
