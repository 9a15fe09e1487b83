"""Arithmetic on TIMEX3 values: what lies some units before or after a day, with the precision of the unit."""

from __future__ import annotations

import re
from datetime import MAXYEAR, date, timedelta

SEASONS = ("WI", "SP", "SU", "FA")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T.*)?$")
_MONTH = re.compile(r"(BC)?(\d{4})-(\d\d)(?:-(?:XX|\d\d).*)?$")
_YEAR = re.compile(r"(BC)?(\d{4})(?:-.*)?$")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])$")
_WEEK = re.compile(r"(\d{4})-W(\d\d)(?:-WE)?$")


def day_of(value: str | None) -> date | None:
    """The day that a value names, None where it names none (or less than one)."""
    found = _DAY.match(value or "")
    return make_day(int(found[1]), int(found[2]), int(found[3])) if found else None


def make_day(year: int, month: int, day: int) -> date | None:
    """That day, None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_of(value: str | None) -> tuple[int, int] | None:
    """Year and month of a value that has both."""
    found = _MONTH.match(value or "")
    if found is None or not 1 <= int(found[3]) <= 12:
        return None
    return (-int(found[2]) if found[1] else int(found[2])), int(found[3])


def year_of(value: str | None) -> int | None:
    """The year of a value that has one, below zero for one before Christ."""
    found = _YEAR.match(value or "")
    if found is None:
        return None
    return -int(found[2]) if found[1] else int(found[2])


def year_text(year: int) -> str:
    """A year as values write it: 0064, 1999, BC0044."""
    return f"{year:04}" if year >= 0 else f"BC{-year:04}"


def quarter_of(value: str | None) -> tuple[int, int] | None:
    """Year and quarter of a value that is a quarter."""
    found = _QUARTER.match(value or "")
    return (int(found[1]), int(found[2])) if found else None


def add_days(day: date, count: int) -> date | None:
    """The day so many days away, None beyond the calendar."""
    try:
        return day + timedelta(count)
    except OverflowError:
        return None


def week(day: date | None) -> str | None:
    """The ISO week of a day."""
    if day is None:
        return None
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02}"


def shifted(base: str | None, unit: str, count: int) -> str | None:
    """The unit `count` units after `base` (a value), with the unit's precision; None where `base` is less precise
    than the unit. Units are those of the word list: D W WE FN M Q Y DE CE."""
    if unit in ("Y", "DE", "CE", "ML"):
        return _years(year_of(base), unit, count)
    if unit in ("M", "Q"):
        return _months(month_of(base), quarter_of(base), unit, count)
    if unit in ("W", "WE", "FN"):
        return _weeks(base, unit, count)
    day = day_of(base)
    moved = add_days(day, count) if unit == "D" and day else None
    return moved.isoformat() if moved else None


def _years(year: int | None, unit: str, count: int) -> str | None:
    if year is None:
        return None
    if unit == "Y":
        moved = year + count + (year < 0 <= year + count)  # there is no year nought
        return year_text(moved) if -MAXYEAR <= moved <= MAXYEAR else None
    if year < 0:
        return None
    width = {"DE": 10, "CE": 100, "ML": 1000}[unit]
    number = year // width + count
    digits = {"DE": 3, "CE": 2, "ML": 1}[unit]
    return f"{number:0{digits}}" if 0 <= number < 10**digits else None


def _months(month: tuple[int, int] | None, quarter: tuple[int, int] | None, unit: str, count: int) -> str | None:
    if unit == "Q":
        if quarter is None and month is not None:
            quarter = month[0], (month[1] - 1) // 3 + 1
        number = None if quarter is None else quarter[0] * 4 + quarter[1] - 1 + count
        return None if number is None else f"{number // 4:04}-Q{number % 4 + 1}"
    number = None if month is None else month[0] * 12 + month[1] - 1 + count
    return None if number is None else f"{year_text(number // 12)}-{number % 12 + 1:02}"


def _weeks(base: str | None, unit: str, count: int) -> str | None:
    found = _WEEK.match(base or "")
    day = day_of(base)
    if found:
        try:
            day = date.fromisocalendar(int(found[1]), int(found[2]), 1)
        except ValueError:
            return None
    value = week(add_days(day, 7 * count * (2 if unit == "FN" else 1))) if day else None
    return value + "-WE" if value and unit == "WE" else value


def exact(base: str | None, unit: str, count: int) -> str | None:
    """Like `shifted`, but a day moved by weeks, months or years stays a day."""
    day = day_of(base)
    if day is None or unit not in ("W", "FN", "M", "Y"):
        return shifted(base, unit, count)
    if unit in ("W", "FN"):
        moved = add_days(day, 7 * count * (2 if unit == "FN" else 1))
        return moved.isoformat() if moved else None
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "Y" else 1)
    last = make_day(months // 12, months % 12 + 1, day.day)
    return last.isoformat() if last else None


def season_of(day: date) -> tuple[int, str]:
    """The season of a day by the months of the northern half, and the year it began in."""
    number = day.month % 12 // 3
    return (day.year - 1 if day.month < 3 else day.year), SEASONS[number]
