"""Seasons, quarters, halves, fiscal years, decades and centuries."""

from __future__ import annotations

from datetime import date

from onrecord.annotate.times.calendar import quarter_of, season_of, shifted, year_of, year_text
from onrecord.annotate.times.context import Context, Found, Reading
from onrecord.annotate.times.dates import told_year


def season(found: Found, context: Context) -> Reading | None:
    """`last summer`, `the spring of 1998`, `autumn of that year`."""
    year, base = told_year(found, context)
    code = found.get("season") or ""
    if year is not None:
        return found.reading(f"{year_text(year)}-{code}", base)
    if found.raw("ana_year") or found.raw("which_year"):
        return found.reading(None)
    return _season(found, context, code)


def season_alone(found: Found, context: Context) -> Reading | None:
    """`the summer`, `in spring`."""
    words = found.match.group().lower()
    lead = context.word_before(found.start)
    season = found.get("season") or ""
    if found.raw("pre") is None and found.raw("edge") is None:
        if words.startswith("the") and context.after(found.end, 4).startswith((" of ", "s")) and season == "FA":
            return None
        if not words.startswith("the") and (
            lead not in ("in", "since", "by", "until", "during", "through", "last")
            or (words == "fall" and lead not in ("since", "last"))
        ):
            return None
        if words == "the fall":
            if lead not in ("in", "by", "since", "until", "during", "for", "through"):
                return None
            if context.after(found.end, 4).startswith((" of", " in")):
                return None
    return _season(found, context, season)


def _season(found: Found, context: Context, season: str) -> Reading | None:
    step = found.number("ana") if found.raw("ana") else found.number("which")
    base = context.base("Y", found.raw("ana") is not None)
    year = year_of(base)
    if year is None:
        return found.reading(None if context.anchor is None else f"XXXX-{season}")
    if context.is_narrative or found.raw("ana"):
        return found.reading(f"{year_text(year + (step or 0))}-{season}", base)
    return found.reading(_season_near(found, context, season, step), context.written)


def _season_near(found: Found, context: Context, season: str, step: int | None) -> str | None:
    """The season before, at or after the day of writing."""
    anchor = context.anchor
    if anchor is None:
        return None
    order = {"SP": 4, "SU": 7, "FA": 10, "WI": 12}
    year = anchor.year
    if step == 0:
        return f"{year:04}-{season}" if season != "WI" or anchor.month > 3 else f"{year - 1:04}-WI"
    current = season_of(anchor)
    begins = date(year, order[season], 1)
    if step is None:
        step = context.direction(found.start, found.end)
        if step == 0 or current == (year, season):
            return f"{current[0]:04}-{season}" if current[1] == season else f"{year:04}-{season}"
    is_over = begins <= anchor and current != (year, season)
    if step < 0:
        return f"{year if is_over else year - 1:04}-{season}"
    return f"{year if begins > anchor else year + 1:04}-{season}"


def quarter(found: Found, context: Context) -> Reading | None:
    """`the third quarter`, `third-quarter`, `the third quarter of 1984`."""
    number = found.number("ord") or found.number("quarter_number")
    if number is None or number > 4:
        return None
    year, base = found.number("year"), None
    words = found.match.group().lower()
    if year is None and (found.raw("which") or found.raw("ana")):
        base = context.base("Y", found.raw("ana") is not None)
        told = year_of(base)
        year = None if told is None else told + (found.number("ana") or found.number("which") or 0)
    elif year is None and context.anchor is not None:
        year, base = _quarter_year(found, context, number), context.written
        if "year-ago" in words or "year-earlier" in words or "a year " in words:
            year -= 1
    if year is None and found.raw("quarter_number") and context.after(found.end, 1) not in ("", " ", ",", ".", ")"):
        return None
    return found.reading(f"{year:04}-Q{number}" if year else None, base)


def _quarter_year(found: Found, context: Context, number: int) -> int:
    """The year of a quarter: the one in course or just over; a later one only with a verb that looks ahead."""
    anchor = context.anchor
    if anchor is None:
        return 0
    current = (anchor.month - 1) // 3 + 1
    step = context.direction(found.start, found.end)
    if number - current > (step >= 0) and step <= 0:
        return anchor.year - 1
    if number < current and step > 0 and current - number > 1:
        return anchor.year + 1
    return anchor.year


def quarter_back(found: Found, context: Context) -> Reading | None:
    """`the year-ago quarter`: a year before the quarter of which the text tells."""
    told = quarter_of(context.quarter) if context.sentence - context.quarter_at <= 8 else None
    if told is not None:
        return found.aside(f"{told[0] - 1:04}-Q{told[1]}", context.quarter)
    value = shifted(context.written, "Y", -1)
    return found.reading(value, context.written)


def quarter_the(found: Found, context: Context) -> Reading | None:
    """`the latest quarter`: the one of which the text tells, or the last one over."""
    words = found.match.group().lower()
    if context.after(found.end, 8).lower().lstrip(" -").startswith("final"):
        return None
    if (
        context.quarter is not None
        and context.sentence - context.quarter_at <= 8
        and "this" not in words
        and "current" not in words
    ):
        return found.reading(context.quarter, context.quarter)
    step = 0 if words.startswith(("this", "the current", "the quarter")) else -1
    return found.reading(shifted(context.written, "Q", step), context.written)


def quarter_year(found: Found, context: Context) -> Reading | None:
    """`the 1988 quarter`: in that year the quarter of which the text tells."""
    told = quarter_of(context.quarter)
    return found.reading(f"{found.match['year']}-Q{told[1]}" if told else found.match["year"])


def half(found: Found, context: Context) -> Reading | None:
    """`the second half of 2008`, `the first half of the 1980s`."""
    if found.raw("decade") or found.raw("tens") or found.raw("short"):
        return decade(found, context)
    year, base = found.number("year"), None
    if year is None:
        step = found.number("ana") if found.raw("ana") else found.number("which")
        base = context.base("Y", found.raw("ana") is not None)
        told = year_of(base)
        year = None if told is None else told + (step or 0)
    return found.reading(f"{year:04}-{found.get('half')}" if year else None, base)


def decade(found: Found, context: Context) -> Reading | None:
    """`the 1990s`, `the '80s`, `the nineties`: the last such decade that has begun."""
    written = found.raw("decade")
    if written:
        return found.reading(written[:3])
    digit = found.raw("short")[0] if found.raw("short") else found.get("tens")  # type: ignore[index]
    year = year_of(context.base("Y", False))
    if year is None or digit is None:
        return found.reading(None)
    century = year // 100 - (int(digit) > year // 10 % 10)
    return found.reading(f"{century}{digit}", context.base("Y", False))


def century(found: Found, context: Context) -> Reading | None:
    """`the 19th century` is 18; before Christ `BC` leads."""
    number = (found.number("ord") or 1) - 1
    return found.reading(f"BC{number:02}" if found.get("era") == "BC" else f"{number:02}")


def fiscal_the(found: Found, context: Context) -> Reading | None:
    """`the fiscal year`, `the full year`: that of the day of writing; the latest one is over."""
    step = (
        {"latest": -1, "last": -1, "next": 1}.get((found.match["latest"] or "").lower(), 0)
        if "latest" in found.rule.pattern.groupindex
        else 0
    )
    return found.reading(shifted(context.base("Y", False), "Y", step), context.base("Y", False))


def year_end(found: Found, context: Context) -> Reading | None:
    """`year-end`, `month's end`: of the year or month of which the text tells."""
    base = context.base("Y", False)
    if "month" in found.match.group().lower():
        base = context.base("M", False)
        return found.reading(shifted(base, "M", 0), base)
    return found.reading(shifted(base, "Y", 0), base)
