"""The days that an ISO 8601 value spans, however precise it is, so that dates of different precision can be put in order."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

SEASONS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "AU": (9, 11), "WI": (12, 2)}
"""First and last month, as in TIMEX3; winter runs into the next year."""
_YEAR = re.compile(r"\d{2,4}$")
_PART = re.compile(r"(\d{4})-(Q[1-4]|H[12]|SP|SU|FA|AU|WI)$")
_WEEK = re.compile(r"(\d{4})-W(\d{2})(?:-(\d)|-WE)?$")


def period_of(value: str | None) -> tuple[str, str] | None:
    """First and last day (ISO 8601) of a century, decade, year, half, quarter, season, month, week, day or time; None for what is no date."""
    if not value:
        return None
    try:
        found = _period(value.partition("T")[0])
    except ValueError:
        return None
    return (found[0].isoformat(), found[1].isoformat()) if found else None


def _period(value: str) -> tuple[date, date] | None:
    if _YEAR.match(value):
        return date(int(value.ljust(4, "0")) or 1, 1, 1), date(int(value.ljust(4, "9")), 12, 31)
    if week := _WEEK.match(value):
        first = date.fromisocalendar(int(week[1]), int(week[2]), int(week[3] or 1))
        if value.endswith("WE"):
            return first + timedelta(days=5), first + timedelta(days=6)
        return first, first if week[3] else first + timedelta(days=6)
    if part := _PART.match(value):
        return _months(int(part[1]), *_part(part[2]))
    if re.match(r"\d{4}-\d{2}$", value):
        month = int(value[5:])
        return _months(int(value[:4]), month, month)
    day = date.fromisoformat(value[:10])
    return day, day


def _part(name: str) -> tuple[int, int]:
    if name in SEASONS:
        return SEASONS[name]
    length, number = (3 if name[0] == "Q" else 6), int(name[1])
    return length * (number - 1) + 1, length * number


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    to = year + (last < first)
    return date(year, first, 1), date(to, last, monthrange(to, last)[1])
