"""The date that a story itself bears: in a line of its own above or below its headline."""

from __future__ import annotations

import re
from datetime import date

from onrecord.model import WrittenOn, evidence

_MONTH = r"(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_DATES = (
    re.compile(rf"\b{_DAY} {_MONTH},? {_YEAR}\b", re.IGNORECASE),
    re.compile(rf"\b{_MONTH} {_DAY},? {_YEAR}\b", re.IGNORECASE),
    re.compile(r"\b(?P<year>(?:19|20)\d{2})-(?P<number>\d{2})-(?P<day>\d{2})(?!\d)"),
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LONGEST = 120
"""Characters of a line that says when a story was written."""


def written_on(text: str, start: int, end: int) -> WrittenOn | None:
    """The day that `text[start:end]` names in full, None where it names none or an impossible one.

    A clock time has no zone there, so the day is all that is taken.
    """
    words = text[start : min(end, start + LONGEST)]
    for pattern in _DATES:
        found = pattern.search(words)
        if found is None:
            continue
        parts = found.groupdict()
        month = int(parts.get("number") or _MONTHS.index(parts["month"][:3].lower()) + 1)
        try:
            day = date(int(parts["year"]), month, int(parts["day"]))
        except ValueError:
            return None
        return WrittenOn(
            day.isoformat(), "day", "timestamp", evidence(text, start + found.start(), start + found.end())
        )
    return None
