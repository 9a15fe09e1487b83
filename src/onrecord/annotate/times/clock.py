"""Times of the clock."""

from __future__ import annotations

import re

from onrecord.annotate.times.calendar import day_of, shifted
from onrecord.annotate.times.context import Context, Found, Reading
from onrecord.annotate.times.dates import calendar
from onrecord.annotate.times.numbers import read_number
from onrecord.annotate.times.relative import day_deictic, weekday
from onrecord.rules.times import words_beside

LATE = frozenset({"AF", "EV", "NI"})


def clock(found: Found, context: Context) -> Reading | None:
    """`10 p.m. Wednesday`, `noon`, `1430 GMT`, `four o'clock in the morning`."""
    if (
        found.raw("hour_four")
        and not found.raw("zone_only")
        and not found.raw("zone")
        and context.word_before(found.start) not in words_beside("lead_clock")
    ):
        return None
    time = _time(found)
    if time is None:
        return None
    zone = found.get("zone") or found.get("zone_only") or ""
    if zone and zone not in ("Z",) and not re.match(r"[+-]\d", zone):
        zone = ""
    day, base = _day(found, context)
    if (
        day
        and context.word_before(found.start) in ("until", "till", "to")
        and (context.last or "") > f"{day}T{time}"
        and context.last_day == day
    ):
        day = shifted(day, "D", 1)
    return found.reading(f"{day or 'XXXX-XX-XX'}T{time}{zone}", base, "TIME")


def _time(found: Found) -> str | None:
    noon = found.get("noon")
    if noon:
        return noon
    four = found.raw("hour_four")
    if four:
        hour, minute = divmod(int(four), 100)
        return f"{hour:02}:{minute:02}" if len(four) == 4 and hour < 24 and minute < 60 else None
    words = found.raw("hour_word")
    hour = int(read_number(words) or 0) if words else found.number("hour") or 0
    minute = found.number("minute") or 0
    meridiem, part = found.get("meridiem"), found.get("part") or found.get("night")
    if (meridiem and not 1 <= hour <= 12) or hour > 24:
        return None
    if meridiem == "pm" or (meridiem is None and part in LATE and hour >= (1 if part != "NI" else 5)):
        hour += 12 if hour < 12 else 0
    elif meridiem == "am" and hour == 12:
        hour = 0
    seconds = found.number("seconds")
    return f"{hour:02}:{minute:02}" + (f":{seconds:02}" if seconds is not None else "")


def _day(found: Found, context: Context) -> tuple[str | None, str | None]:
    """The day of a time of the clock: named beside it, or in the same sentence, or the day of writing."""
    inner: Reading | None = None
    if found.raw("mon"):
        inner = calendar(found, context)
    elif found.raw("weekday"):
        inner = weekday(found, context)
    elif found.raw("daydeictic"):
        inner = day_deictic(found, context)
    if inner is not None:
        return (inner.value or "")[:10] or None, inner.base
    if found.raw("mon"):
        return None, None
    near = context.last_day_at == context.sentence or context.is_narrative
    base = context.last_day if near and context.last_day else context.written
    day = day_of(base)
    return (day.isoformat() if day else None), base


def clock_bare(found: Found, context: Context) -> Reading | None:
    """`19:00`: only after a preposition of time or before a zone or unit; a score or a lap is none."""
    words = found.match.group().lower()
    if len(found.raw("hour") or "") == 1 and found.raw("hour") == "0" and not found.raw("zone"):
        return None
    if not (
        context.word_before(found.start) in words_beside("lead_clock")
        or found.raw("approx")
        or found.raw("zone")
        or "h" in words
        or found.raw("weekday")
    ):
        return None
    return clock(found, context)
