"""Dates of the record in words, as precise as they are."""

from __future__ import annotations

import re
from datetime import date

MONTHS = "January February March April May June July August September October November December".split()
SEASONS = {"SP": "spring", "SU": "summer", "FA": "autumn", "AU": "autumn", "WI": "winter"}
NUMBERS = ("", "first", "second", "third", "fourth")
_PART = re.compile(r"(\d{4})-(?:W(\d\d)(-WE)?|Q([1-4])|H([12])|(SP|SU|FA|AU|WI))", re.ASCII)
_NO_YEAR = re.compile(r"XXXX-(\d\d)(?:-(\d\d))?", re.ASCII)
_WHOLE = re.compile(r"\d{4}(-\d\d(-\d\d([T ].*)?)?)?", re.ASCII)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT(.+)", re.ASCII)


def day_words(value: str | None) -> str | None:
    """An ISO date or a part of one in words: `4 March 2026`, `March 2026`, `second quarter of 2026`; anything else as it stands.

    A time of the day is left out.
    """
    if not value:
        return None
    if found := _PART.fullmatch(value):
        return _part_words(*found.groups())
    if (found := _NO_YEAR.fullmatch(value)) and 1 <= int(found[1]) <= 12:
        return " ".join(filter(None, (found[2] and str(int(found[2])), MONTHS[int(found[1]) - 1], "(year not known)")))
    if re.fullmatch(r"\d{2,3}", value, re.ASCII):
        return f"{value}{'0' * (4 - len(value))}s"
    parts = date_parts(value) if _WHOLE.fullmatch(value) else ()
    if not parts:
        return value
    year, month, day = (*parts, None, None)[:3]
    return " ".join(str(part) for part in (day, MONTHS[month - 1] if month else None, year) if part)


def date_words(value: str) -> str:
    """The same with the time of the day where it has one: `4 March 2026, 14:30`."""
    words, time = day_words(value) or value, _TIME.fullmatch(value)
    return f"{words}, {time[1]}" if time and words != value else words


def date_parts(value: str | None) -> tuple[int, ...]:
    """Year, month and day of an ISO date as far as it says them; nothing where it is no date of the calendar."""
    found = re.match(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?=T|$|\s))?(?=T|$|-|\s))?(?=T|$|-|\s)", value or "", re.ASCII)
    if not found:
        return ()
    parts = tuple(int(part) for part in found.groups() if part)
    try:
        date(*(*parts, 1, 1)[:3])
    except ValueError:
        return ()
    return parts


def _part_words(
    year: str, week: str | None, weekend: str | None, quarter: str | None, half: str | None, season: str | None
) -> str:
    if week:
        return f"{'weekend of ' if weekend else ''}week {int(week)} of {year}"
    if season:
        return f"{SEASONS[season]} of {year}"
    return f"{NUMBERS[int(quarter or half or 0)]} {'quarter' if quarter else 'half'} of {year}"
