"""Feasts by name, and days that are known by their date."""

from __future__ import annotations

import re
from datetime import date

from onrecord.annotate.times.calendar import year_of
from onrecord.annotate.times.context import Context, Found, Reading
from onrecord.annotate.times.dates import told_year
from onrecord.annotate.times.feasts import feast_day


def feast(found: Found, context: Context) -> Reading | None:
    """`Yom Kippur`, `Christmas 2007`: the nearest one, before or after as the verb says."""
    rule = found.get("feast") or ""
    year, base = told_year(found, context)
    if re.match(
        r"\s(?:tree|card|gift|present|dinner|party|Island|Carol|carol|song|egg|Parade|parade)",
        context.after(found.end, 10),
    ):
        return None
    if year is None:
        base = context.base("Y", found.raw("ana") is not None)
        near = year_of(base)
        known = feast_day(rule, near) if near else None
        if known is None or near is None:
            return found.reading(None)
        if context.is_narrative or context.anchor is None:
            year = near
        else:
            step = found.number("which") or context.direction(found.start, found.end)
            year = _feast_year(context.anchor, rule, step, found.raw("which") is not None)
    day = feast_day(rule, year)
    if day is None:
        return found.reading(None)
    part = found.get("part")
    return found.reading(day.isoformat() + (f"T{part}" if part else ""), base, "TIME" if part else None)


def _feast_year(anchor: date, rule: str, step: int, is_told: bool) -> int:
    away = {
        year: (day - anchor).days
        for year in (anchor.year - 1, anchor.year, anchor.year + 1)
        if (day := feast_day(rule, year))
    }
    if is_told or step:
        fits = [year for year, days in away.items() if days * (step or days) >= 0]
        if fits and step:
            return min(fits, key=lambda year: abs(away[year]))
    return min(away, key=lambda year: abs(away[year]))


def september(found: Found, context: Context) -> Reading | None:
    """The attacks of 11 September 2001, named without a year."""
    if found.number("mon") not in (None, 9) or (context.anchor is not None and context.anchor < date(2001, 9, 12)):
        return None
    return found.reading("2001-09-11")
