"""Calendar dates: days and months, alone and in ranges."""

from __future__ import annotations

import re
from datetime import date

from onrecord.annotate.times.calendar import make_day, month_of, shifted, year_of, year_text
from onrecord.annotate.times.context import Context, Found, Reading
from onrecord.rules.times import words_beside

SOON = 75
"""Days ahead within which a date without a year is taken for one to come even where the verb beside it looks back
("shares rose on plans to close on Nov. 30"); calibrated on TimeBank and AQUAINT."""


def iso(found: Found, context: Context) -> Reading | None:
    """`2026-03-03T14:00`, as written."""
    value = found.match["iso"]
    if make_day(int(value[:4]), int(value[5:7]), int(value[8:10])) is None:
        return None
    return found.reading(value, timex="TIME" if "T" in value else "DATE")


def slashes(found: Found, context: Context) -> Reading | None:
    """`08/07/1998`: a value only where no other order of day and month is possible."""
    first, second, year = (int(found.match[name]) for name in ("first", "second", "last"))
    days = {make_day(year, first, second), make_day(year, second, first)} - {None}
    return found.reading(days.pop().isoformat() if len(days) == 1 else None) if days else None  # type: ignore[union-attr]


def calendar(found: Found, context: Context) -> Reading | None:
    """A date with its month or its year in words."""
    year, base = told_year(found, context)
    if (found.raw("ana_year") or found.raw("which_year")) and year is None:
        return found.reading(None)
    month, day = found.number("mon") or found.number("month"), found.number("day")
    if month is None and day is not None:
        return _day_of_month(found, context, day)
    if month is None:
        return found.reading(year_text(year), base) if year else None
    if year is None:
        year, base = year_for(found, context, month, day)
    return _dated(found, year, month, day, base)


def _dated(found: Found, year: int | None, month: int, day: int | None, base: str | None) -> Reading | None:
    part = found.get("part")
    if year is None:
        value = f"XXXX-{month:02}" + (f"-{day:02}" if day else "")
    elif day is None:
        value = f"{year_text(year)}-{month:02}"
    elif year < 0:
        value = f"{year_text(year)}-{month:02}-{day:02}"
    else:
        exact = make_day(year, month, day)
        if exact is None:
            return None
        value = exact.isoformat()
    if part and day:
        return found.reading(f"{value}T{part}", base, "TIME")
    return found.reading(value, base)


def told_year(found: Found, context: Context) -> tuple[int | None, str | None]:
    """The year that stands in the words, or the one they count to ("of that year", "last year")."""
    year = found.number("year") or found.number("bc_year")
    if year is not None:
        return (-year if found.get("era") == "BC" else year), None
    step = found.number("ana_year") if found.raw("ana_year") else found.number("which_year")
    if step is None:
        return None, None
    base = context.base("Y", found.raw("ana_year") is not None)
    value = year_of(base)
    return (value + step, base) if value is not None else (None, None)


def year_for(found: Found, context: Context, month: int, day: int | None) -> tuple[int | None, str | None]:
    """The year of a month that stands without one, and what it was read against."""
    if found.raw("ana") or (context.is_narrative and found.raw("which")):
        base = context.told("M")
        return _beside(base, month, found.number("ana") or found.number("which") or 0), base
    if context.is_narrative or context.anchor is None:
        told = year_of(context.told("Y"))
        if told is not None and (context.is_narrative or context.sentence - context.last_at <= 1):
            return _going_on(told, month_of(context.last_month), month), context.last
    if context.anchor is None:
        return None, None
    if found.raw("which"):
        return _beside(context.written, month, found.number("which") or 0), context.written
    return nearest_year(context.anchor, month, day, context.direction(found.start, found.end)), context.written


def _beside(base: str | None, month: int, step: int) -> int | None:
    """The year of `last June`, `next June`, `this June`, counted from a value with a month."""
    told = month_of(base)
    if told is None:
        return None
    if step < 0:
        return told[0] - (month >= told[1])
    return told[0] + (step > 0 and month <= told[1])


def _going_on(year: int, told: tuple[int, int] | None, month: int) -> int:
    """A story goes on: January after a December is of the next year."""
    if told is not None and told[0] == year and told[1] >= 10 and month <= 2:
        return year + 1
    return year


def nearest_year(anchor: date, month: int, day: int | None, step: int) -> int:
    """The year that brings a month (and day) nearest to the anchor; a verb that looks back or ahead decides
    where the nearest is not close."""
    away = {year: (date(year, month, min(day or 15, 28)) - date(anchor.year, anchor.month, min(anchor.day, 28) if day else 15)).days
            for year in (anchor.year - 1, anchor.year, anchor.year + 1)}  # fmt: skip
    nearest = min(away, key=lambda year: abs(away[year]))
    if step < 0 and away[nearest] > SOON:
        return nearest - 1
    if step > 0 and away[nearest] < -SOON:
        return nearest + 1
    return nearest


def _day_of_month(found: Found, context: Context, day: int) -> Reading | None:
    """`Friday the 13th`: of the month nearest to the day of writing."""
    if context.anchor is None:
        return found.reading(None)
    weekday = found.number("weekday")
    order = (0, 1, -1) if context.direction(found.start, found.end) > 0 else (0, -1, 1)
    near = [shifted(context.written, "M", step) for step in order]
    days = [make_day(int(value[:4]), int(value[5:]), day) for value in near if value]
    is_ahead = order[1] > 0
    fits = [
        one
        for one in days
        if one
        and (weekday is None or one.isoweekday() == weekday)
        and (one >= context.anchor) in (is_ahead, one == context.anchor)
    ]
    return found.reading(fits[0].isoformat() if fits else None, context.written)


def day_alone(found: Found, context: Context) -> Reading | None:
    """`the 20th`: of the month just named."""
    told = month_of(context.last) if context.sentence - context.last_at <= 1 else None
    if told is None or not (context.is_narrative or context.sentence == context.last_at):
        return None
    exact = make_day(told[0], told[1], found.number("day") or 0)
    return found.reading(exact.isoformat(), context.last) if exact else None


def date_range(found: Found, context: Context) -> tuple[Reading, ...]:
    """`3 to 5 November`, `November 3-5`: two dates."""
    month = found.number("mon") or 1
    base: str | None = None
    year, base = told_year(found, context)
    if year is None:
        year, base = year_for(found, context, month, found.number("day"))
    days = [found.number("day"), found.number("second")]
    if year is None:
        values = [f"XXXX-{month:02}-{day:02}" for day in days]
    else:
        exact = [make_day(year, month, day or 0) for day in days]
        if None in exact:
            return ()
        values = [day.isoformat() for day in exact if day]
    if "two" not in found.match.re.groupindex:
        return (found.piece("one", values[0], base),)
    return found.piece("one", values[0], base), found.piece("two", values[1], base)


def month_range(found: Found, context: Context) -> tuple[Reading, ...]:
    """`March to May 1918`: two months of one year."""
    year, first, second = found.number("year") or 0, found.number("mon") or 0, found.number("mon_two") or 0
    return (
        found.piece("one", f"{year - (first > second):04}-{first:02}"),
        found.piece("two", f"{year:04}-{second:02}"),
    )


def month_alone(found: Found, context: Context) -> Reading | None:
    """`in March`: a month without a year; a name or a verb is none."""
    month = found.number("month") or _short(found)
    words = found.raw("month") or ""
    lead = context.word_before(found.start)
    has_lead = lead in words_beside("lead_month") or found.raw("pre") is not None or found.raw("edge") is not None
    if month is None or (not has_lead and not _stands_alone(words, context, found)):
        return None
    year, base = year_for(found, context, month, None)
    return found.reading(f"{year_text(year)}-{month:02}" if year else f"XXXX-{month:02}", base)


def _short(found: Found) -> int | None:
    words = found.raw("short_month")
    return int(found.words["mon"][words.lower()]) if words else None


def _stands_alone(words: str, context: Context, found: Found) -> bool:
    """A month as subject, modifier or after a verb ("August was quiet", "the June vote"), not a person's name."""
    if words in ("May", "March", "MAY", "MARCH", "") or words.isupper():
        return False
    following = context.after(found.end, 20)
    before = context.before(found.start)
    if re.match(r"\s[A-Z][a-z]+", following) and not before.rstrip().endswith("the"):
        return False
    return not (words in ("April", "June", "August") and re.search(r"(?:mr|mrs|ms|miss|dr)\.?\s$", before))


def range_two(found: Found, context: Context) -> tuple[Reading, ...]:
    """`26 June - 4 August 1952`: two dates of one year."""
    year = found.number("year") or 0
    pieces = []
    for group in ("one", "two"):
        inside = [
            name
            for name in found.rule.kinds
            if found.match[name] and found.match.start(group) <= found.match.start(name) < found.match.end(group)
        ]
        month = next(int(found.words["mon"][found.match[name].lower()]) for name in inside if name.startswith("mon"))
        day = next(int(found.match[name]) for name in inside if name.startswith("day"))
        pieces.append((group, month, day))
    first_year = year - (pieces[0][1] > pieces[1][1])
    days = make_day(first_year, pieces[0][1], pieces[0][2]), make_day(year, pieces[1][1], pieces[1][2])
    if days[0] is None or days[1] is None:
        return ()
    return found.piece("one", days[0].isoformat()), found.piece("two", days[1].isoformat())
