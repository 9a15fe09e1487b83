"""What a DuckDB file says beside its tables: a comment on each of them and their columns, and views for the questions that come first."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from onrecord.publish.formats.tables.shapes import EXACT, SAME, column_names, columns_of
from onrecord.serialize import TYPES

_DATA = files("onrecord.publish.formats.tables")
QUESTIONS = (
    "who_said_what", "who_reported_first", "allegations", "only_reported", "threats", "figures_by_source", "denials", "who_acts_on_whom",
    "events_by_place", "independent_reports", "commitments_and_outcomes",
)  # fmt: skip
"""Views that answer a question; each has the columns `status` (how it stands) and `source` (according to whom)."""

BESIDE = {
    "document": "id of the document that it was read in",
    SAME[0]: "the id that stands for all entities that are one with it across documents",
    SAME[1]: "their name",
    EXACT: "the whole record as JSON, only where its columns cannot hold it (lone surrogates, which are ? in them)",
}
"""Columns that are no fields of the record."""


def statements() -> Iterator[str]:
    """The SQL to be run once the tables are filled."""
    for kind in TYPES:
        yield f'COMMENT ON TABLE "{kind}" IS {_quoted(_title(kind))}'
        for column, words in column_meanings(kind).items():
            yield f'COMMENT ON COLUMN "{kind}"."{column}" IS {_quoted(words)}'
    for statement in _DATA.joinpath("questions.sql").read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            yield statement


def column_meanings(kind: str) -> dict[str, str]:
    """What each column of a type's table holds."""
    meanings = _meanings()
    found = {column.name: _of_path(meanings, kind, column.path) for column in columns_of(kind)}
    return {name: found.get(name) or BESIDE[name] for name in column_names(kind)}


def _of_path(meanings: dict[tuple[str, str], str], kind: str, path: tuple[str, ...]) -> str:
    """What is written of a field, else of the part that it belongs to."""
    for end in range(len(path), 0, -1):
        words = meanings.get((kind, ".".join(path[:end])))
        if words is not None:
            return words if end == len(path) else f"{words}: {' '.join(path[end:])}"
    raise KeyError(f"{kind}.{'.'.join(path)} has no meaning in meanings.csv")


@cache
def _meanings() -> dict[tuple[str, str], str]:
    """By type and field what `docs/record.md` says of it; that of a type has no field."""
    text = _DATA.joinpath("meanings.csv").read_text(encoding="utf-8")
    return {(row["type"], row["field"]): row["meaning"] for row in csv.DictReader(text.splitlines())}


def _title(kind: str) -> str:
    return _meanings()[kind, ""]


def _quoted(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"


__all__ = ["QUESTIONS", "column_meanings", "statements"]
