"""The days of feasts: Easter (Gregorian), weekdays of a month, the Hebrew calendar."""

from __future__ import annotations

import re
from datetime import date, timedelta

from onrecord.annotate.times.calendar import make_day

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_FIXED = re.compile(r"(\d\d)-(\d\d)$")
_NTH = re.compile(r"(-?\d)([A-Z][a-z]{2})(\d{1,2})$")
_EASTER = re.compile(r"easter([+-]\d+)$")
_HEBREW = re.compile(r"hebrew-(\d+)-(\d+)$")
HEBREW_EPOCH = -1373427
"""The ordinal of the day before 1 Tishri of the year 1, as `date.toordinal` counts (Dershowitz and Reingold)."""


def feast_day(rule: str, year: int) -> date | None:
    """The day of a feast in a year by its rule in the word list; None for a rule that has no answer."""
    if found := _FIXED.match(rule):
        return make_day(year, int(found[1]), int(found[2]))
    if found := _EASTER.match(rule):
        return easter(year) + timedelta(int(found[1])) if year > 1582 else None
    if found := _NTH.match(rule):
        return _nth(year, int(found[3]), WEEKDAYS.index(found[2]), int(found[1]))
    if found := _HEBREW.match(rule):
        return _hebrew(year, int(found[1]), int(found[2]))
    if rule == "election":
        return _nth(year, 11, 0, 1) + timedelta(1) if year >= 1848 else None
    return None


def easter(year: int) -> date:
    """Easter Sunday of the western churches (the anonymous Gregorian algorithm)."""
    golden, century, rest = year % 19, year // 100, year % 100
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    """The n-th such weekday of a month; -1 is the last."""
    if number > 0:
        first = date(year, month, 1)
        return first + timedelta((weekday - first.weekday()) % 7 + 7 * (number - 1))
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(1)
    return last - timedelta((last.weekday() - weekday) % 7)


def _hebrew(year: int, month: int, day: int) -> date | None:
    """The day of a Hebrew month (1 Nisan, 7 Tishri) that falls in a civil year."""
    for hebrew_year in (year + 3760, year + 3761):
        found = date.fromordinal(_new_year(hebrew_year) + _days_before(hebrew_year, month) + day - 1)
        if found.year == year:
            return found
    return None


def _new_year(year: int) -> int:
    """The ordinal of 1 Tishri."""
    days = _elapsed(year)
    before, after = _elapsed(year - 1), _elapsed(year + 1)
    delay = 2 if after - days == 356 else 1 if days - before == 382 else 0
    return HEBREW_EPOCH + days + delay


def _elapsed(year: int) -> int:
    months = (235 * year - 234) // 19
    parts = 12084 + 13753 * months
    days = 29 * months + parts // 25920
    return days + (3 * (days + 1) % 7 < 3)


def _is_leap(year: int) -> bool:
    return (7 * year + 1) % 19 < 7


def _days_before(year: int, month: int) -> int:
    """Days of a year that lie before a month, counted from Tishri."""
    length = _new_year(year + 1) - _new_year(year)
    long_heshvan, short_kislev = length % 10 == 5, length % 10 == 3
    lengths = {7: 30, 8: 30 if long_heshvan else 29, 9: 29 if short_kislev else 30, 10: 29, 11: 30, 12: 30 if _is_leap(year) else 29, 13: 29,
               1: 30, 2: 29, 3: 30}  # fmt: skip
    order = (7, 8, 9, 10, 11, 12, *((13,) if _is_leap(year) else ()), 1, 2, 3)
    return sum(lengths[name] for name in order[: order.index(month)])
