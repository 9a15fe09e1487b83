"""A user's own actor dictionary: who is coded as what, and when. It wins over what the program knows.

A CSV file with the header `pattern,code,sector,from,to`. `pattern` is words as they stand in the text, letters of any
case; where several fit a phrase the one with most words wins, then the first in the phrase. `code` is a country (ISO 3166
alpha-3) or any code of the user's. `sector` may be empty: then another row or the program's own reading of the phrase says it
("Kestrian police" with the pattern Kestrian is KES and COP). A row with a sector and no code says the sector alone: whose
police it is, the rest of the phrase says. `from` and `to` are dates as 2026, 2026-11 or 2026-11-25, both included,
either may be empty.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from onrecord.errors import InputError

COLUMNS = ("pattern", "code", "sector", "from", "to")
WORD = re.compile(r"\w+(?:[.'’&-]\w+)*", re.UNICODE)
DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


@dataclass(frozen=True, slots=True)
class Actor:
    """One row: words in lower case, code, sector ("" for none), first and last day ("" for open)."""

    words: tuple[str, ...]
    code: str
    sector: str
    start: str
    end: str

    def covers(self, day: str | None) -> bool:
        """True when the row holds on a day; one without a date is not asked."""
        if day is None:
            return True
        return (not self.start or day[: len(self.start)] >= self.start) and (
            not self.end or day[: len(self.end)] <= self.end
        )


@dataclass(frozen=True)
class ActorDictionary:
    """The rows by the first word of their pattern."""

    rows: dict[str, tuple[Actor, ...]] = field(default_factory=dict)

    def find(self, phrase: str, day: str | None = None) -> tuple[str | None, str | None]:
        """Code and sector of a phrase on a day (an ISO date), each None where no row says it."""
        words = fold(phrase)
        found = [
            (len(row.words), -place, row)
            for place, word in enumerate(words)
            for row in self.rows.get(word, ())
            if tuple(words[place : place + len(row.words)]) == row.words and row.covers(day)
        ]
        found.sort(key=lambda one: one[:2], reverse=True)
        named = next((row for *_, row in found if row.code), None)
        if named is not None and named.sector:
            return named.code, named.sector
        sector = next((row.sector for *_, row in found if not row.code), None)
        return (named.code if named else None), sector


def fold(phrase: str) -> list[str]:
    """The words of a phrase in lower case, without possessive endings."""
    return [re.sub(r"['’]s?$", "", word) for word in WORD.findall(phrase.lower())]


def make_actors(rows: Sequence[Actor]) -> ActorDictionary:
    """A dictionary of rows; of two with the same words and dates the first counts."""
    found: dict[str, list[Actor]] = {}
    for row in rows:
        found.setdefault(row.words[0], []).append(row)
    return ActorDictionary({word: tuple(own) for word, own in found.items()})


def read_actors(path: Path | str) -> ActorDictionary:
    """The dictionary in a file. InputError names the file and the line of a mistake."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as an actor dictionary ({error})") from error
    return parse_actors(text, str(path))


def parse_actors(text: str, name: str) -> ActorDictionary:
    """The dictionary in a text; `name` stands in error messages. Lines that begin with # are remarks."""
    lines = [(n, line) for n, line in enumerate(text.splitlines(), start=1) if line.strip() and line[0] != "#"]
    if not lines or tuple(cell.strip() for cell in next(csv.reader([lines[0][1]]))) != COLUMNS:
        raise InputError(f"{name}: the header must be {','.join(COLUMNS)}")
    return make_actors([_row(name, number, line) for number, line in lines[1:]])


def _row(name: str, number: int, line: str) -> Actor:
    cells = [cell.strip() for cell in next(csv.reader(io.StringIO(line)))]
    if len(cells) != len(COLUMNS):
        raise InputError(f"{name}:{number}: {len(cells)} values for {len(COLUMNS)} columns")
    pattern, code, sector, start, end = cells
    words = tuple(fold(pattern))
    if not words or not (code or sector):
        raise InputError(f"{name}:{number}: a row needs a pattern, and a code or a sector")
    for day in (start, end):
        if day and not DATE.fullmatch(day):
            raise InputError(f"{name}:{number}: {day!r} is no date like 2026, 2026-11 or 2026-11-25")
    if start and end and start[: len(end)] > end[: len(start)]:
        raise InputError(f"{name}:{number}: {start} is after {end}")
    return Actor(words, code, sector, start, end)
