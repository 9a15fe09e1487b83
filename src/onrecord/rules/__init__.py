"""Rule data and their loaders: one module a list, cached, nothing read at import.

Every file under `data/` begins with lines that define its columns; every row has an id that appears
in `origin`. A mistake is reported as `file.csv:line: what is wrong`.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from importlib.resources import files

from onrecord.errors import RuleError

__all__ = ["Row", "read_csv", "read_text"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a rule file: its values by column, and where it stands for error messages."""

    file: str
    line: int
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    def error(self, message: str) -> RuleError:
        """A RuleError that names this row."""
        return RuleError(f"{self.file}:{self.line}: {message}")


def read_text(name: str) -> str:
    """The text of a rule file under `data/`."""
    try:
        return files(__package__).joinpath("data", *name.split("/")).read_text(encoding="utf-8")
    except OSError as error:
        raise RuleError(f"{name}: rule file is missing; reinstall onrecord") from error


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
        values = next(csv.reader(io.StringIO(line)))
        row = Row(name, number, dict(zip(columns, values, strict=False)))
        if len(values) != len(columns):
            raise row.error(f"{len(values)} values for {len(columns)} columns")
        if seen.setdefault(values[0], number) != number:
            raise row.error(f"id {values[0]!r} stands already on line {seen[values[0]]}")
        rows.append(row)
    return tuple(rows)
