"""Rule data and their loaders: one module a list, cached, nothing read at import.

Every file under `data/` begins with lines that define its columns; every row has an id that appears
in `origin`. A mistake is reported as `file.csv:line: what is wrong`.

`SHA256SUMS` has the sha256 of each file, which is checked as it is read: records say which rules they were made with, so a file
that somebody changed without saying so is refused. Who changes one on purpose writes the list anew: `python -m onrecord.rules`.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from math import isfinite

from onrecord.errors import RuleError

__all__ = ["Row", "list_files", "listed_sums", "read_csv", "read_text"]

SUMS = "SHA256SUMS"
SEAL = "reinstall onrecord or, if you changed it on purpose, run: python -m onrecord.rules"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a rule file: its values by column, and where it stands for error messages."""

    file: str
    line: int
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    def number(self, column: str) -> float:
        """The value of a column that is a number. Raises RuleError where it is none."""
        try:
            found = float(self[column])
        except ValueError as error:
            raise self.error(f"{column} {self[column]!r} is no number") from error
        if not isfinite(found):
            raise self.error(f"{column} {self[column]!r} is no number")
        return found

    def error(self, message: str) -> RuleError:
        """A RuleError that names this row."""
        return RuleError(f"{self.file}:{self.line}: {message}")


@cache
def listed_sums() -> dict[str, str]:
    """File name under `data/` -> sha256, as they were released."""
    try:
        lines = files(__package__).joinpath(SUMS).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise RuleError(f"{SUMS}: the list of rule files is missing; reinstall onrecord") from error
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def list_files() -> Iterator[tuple[str, bytes]]:
    """Name under `data/` and bytes of every rule file, in the order of the names; none is checked."""
    yield from _files(files(__package__).joinpath("data"), "")


def _files(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda found: found.name):
        if entry.is_dir():
            yield from _files(entry, f"{prefix}{entry.name}/")
        else:
            yield prefix + entry.name, entry.read_bytes()


def read_text(name: str) -> str:
    """The text of a rule file under `data/`. Raises RuleError where it is missing or is not the one that was released."""
    try:
        data = files(__package__).joinpath("data", *name.split("/")).read_bytes()
    except OSError as error:
        raise RuleError(f"{name}: rule file is missing; reinstall onrecord") from error
    if hashlib.sha256(data).hexdigest() != listed_sums().get(name):
        raise RuleError(f"{name}: rule file is not the released one (its sha256 differs); {SEAL}")
    return data.decode("utf-8").replace("\r\n", "\n")


def read_csv(name: str, columns: tuple[str, ...], text: str | None = None) -> tuple[Row, ...]:
    """The rows of a CSV rule file; `#` lines are comments, the first other line names the columns.

    `text` stands in for the file's text in tests. Raises RuleError for a wrong header, a row of
    another width, or an id (first column) that occurs twice.
    """
    lines = (read_text(name) if text is None else text).splitlines()
    kept = [(number, line) for number, line in enumerate(lines, start=1) if line.strip() and not line.startswith("#")]
    if not kept or tuple(next(csv.reader([kept[0][1]]))) != columns:
        raise RuleError(f"{name}: the header must be {','.join(columns)}")
    rows: list[Row] = []
    seen: dict[str, int] = {}
    for number, line in kept[1:]:
        values = next(csv.reader([line])) if '"' in line else line.split(",")
        row = Row(name, number, dict(zip(columns, values, strict=False)))
        if len(values) != len(columns):
            raise row.error(f"{len(values)} values for {len(columns)} columns")
        if seen.setdefault(values[0], number) != number:
            raise row.error(f"id {values[0]!r} stands already on line {seen[values[0]]}")
        rows.append(row)
    return tuple(rows)
