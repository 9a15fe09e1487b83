"""Dates of metadata as ISO 8601, with the precision given and no more."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
}
_WRITTEN = re.compile(r"(?:[A-Za-z]{3,9},? )?(\d{1,2})(?:st|nd|rd|th)? ([A-Za-z]{3,9})\.?,? (\d{4})$")
_AMERICAN = re.compile(r"(?:[A-Za-z]{3,9},? )?([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})Z?)?$")
_PARTIAL = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?$")
_NUMERIC = re.compile(r"(\d{1,2})([./])(\d{1,2})[./](\d{4})$")
EARLIEST, LATEST = "1700", "2199"
"""Years outside are another calendar or a slip."""
_SLASHED = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})$")


def iso_date(words: str) -> str | None:
    """The date in `words`, or None where it cannot be read with certainty (03/04/2026 cannot).

    A time keeps its zone; one without a zone stays without.
    """
    words = " ".join(words.split())
    if not words or len(words) > 64:
        return None
    found = _iso(words) or _written(words) or _mail(words) or _numeric(words)
    return found if found and EARLIEST <= found[:4] <= LATEST else None


def _numeric(words: str) -> str | None:
    """Seconds since 1970, days with dots, and slashes where day and month cannot be confused."""
    if re.fullmatch(r"\d{10}|\d{13}", words):
        return datetime.fromtimestamp(int(words[:10]), UTC).isoformat()
    found = _NUMERIC.match(words)
    if found is None:
        return None
    one, mark, two, year = found.groups()
    first, second = int(one), int(two)
    if mark == "/" and first != second and max(first, second) <= 12:
        return None
    day, month = (second, first) if mark == "/" and second > 12 else (first, second)
    try:
        return date(int(year), month, day).isoformat()
    except ValueError:
        return None


def _iso(words: str) -> str | None:
    if _PARTIAL.match(words):
        return words
    compact = _COMPACT.match(words)
    if compact:
        year, month, day, *clock = compact.groups()
        words = (
            f"{year}-{month}-{day}" + (f"T{':'.join(clock)}" if clock[0] else "") + ("Z" if words.endswith("Z") else "")
        )
    slashed = _SLASHED.match(words)
    if slashed:
        words = "{:0>4}-{:0>2}-{:0>2}".format(*slashed.groups())
    try:
        if len(words) == 10:
            return date.fromisoformat(words).isoformat()
        return datetime.fromisoformat(words).isoformat()
    except ValueError:
        return None


def _written(words: str) -> str | None:
    for pattern, order in ((_WRITTEN, (2, 1, 0)), (_AMERICAN, (2, 0, 1))):
        match = pattern.match(words)
        if match:
            year, month, day = (match.groups()[place] for place in order)
            number = MONTHS.get(month[:3].lower())
            try:
                return date(int(year), number, int(day)).isoformat() if number else None
            except ValueError:
                return None
    return None


def _mail(words: str) -> str | None:
    """RFC 2822 with a time; without one the standard library would make one up."""
    if ":" not in words:
        found = re.match(r"(?:[A-Za-z]{3}, )?(\d{1,2} [A-Za-z]{3} \d{4})", words)
        return _written(found.group(1)) if found else None
    try:
        return parsedate_to_datetime(words).isoformat()
    except (ValueError, TypeError, IndexError):
        return None
