"""A user's own authority file: bodies and people of his, which win over what the program knows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from onrecord.errors import InputError, RuleError
from onrecord.rules import Row
from onrecord.rules.authority import Authority, bodies_of, load_authority
from onrecord.rules.people import make_people

COLUMNS = ("id", "name", "aliases", "kind", "sector", "country", "office", "sex", "from", "to", "match", "note")
NEEDED = ("id", "name", "kind")


def read_authority(path: Path | str) -> Authority:
    """The shipped tables with a user's CSV file before them. InputError names the file and the line of a mistake.

    The first line names the columns, in any order; `id`, `name` and `kind` must be there, the rest may be left out:

    - `id`: any word, once in the file; it stands in `Entity.authority`. A further term of the same person has the same id
      with something behind a slash: `p-1`, `p-1/2024`.
    - `name`: the name kept; `aliases`: other names and spellings, `|` between them.
    - `kind`: `person` for people, else what the thing is (`organisation`, `government`, `armed_group`, `facility` ...).
    - `sector`: a PLOVER sector; `country`: ISO 3166-1 alpha-3, empty for none.
    - for people: `office` as news write it; `sex`: m or f; `from`, `to`: first and last day in office, as 2024, 2024-07
      or 2024-07-05, either may be empty; `match`: `office` where the name is so common that the text must give the
      office or the country too.
    - `note`: anything.

    Lines that begin with # are remarks. A name of one word alone never makes anybody that person.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as an authority file ({error})") from error
    return parse_authority(text, str(path))


def parse_authority(text: str, name: str) -> Authority:
    """The same from a text; `name` stands in error messages."""
    try:
        rows = list(_rows(text, name))
        people = make_people([row for row in rows if row["kind"] == "person"])
        bodies = bodies_of([row for row in rows if row["kind"] != "person"])
    except RuleError as error:
        raise InputError(str(error)) from error
    shipped = load_authority()
    return replace(shipped, bodies={**shipped.bodies, **bodies}, people=people.before(shipped.people))


def _rows(text: str, name: str) -> Iterator[Row]:
    lines = [
        (number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip() and line[0] != "#"
    ]
    header = [cell.strip() for cell in _cells(lines[0][1])] if lines else []
    unknown = [column for column in header if column not in COLUMNS]
    missing = [column for column in NEEDED if column not in header]
    if unknown or missing or len(set(header)) < len(header):
        raise RuleError(f"{name}: the header must have {','.join(NEEDED)} and may have {','.join(COLUMNS[3:])}")
    seen: dict[str, int] = {}
    for number, line in lines[1:]:
        cells = [cell.strip() for cell in _cells(line)]
        row = Row(name, number, dict.fromkeys(COLUMNS, "") | dict(zip(header, cells, strict=False)))
        if len(cells) != len(header):
            raise row.error(f"{len(cells)} values for {len(header)} columns")
        if not row["id"] or not row["name"]:
            raise row.error("a row needs an id and a name")
        if seen.setdefault(row["id"], number) != number:
            raise row.error(f"id {row['id']!r} stands already on line {seen[row['id']]}")
        yield row


def _cells(line: str) -> list[str]:
    return next(csv.reader(io.StringIO(line)))


__all__ = ["read_authority", "parse_authority"]
