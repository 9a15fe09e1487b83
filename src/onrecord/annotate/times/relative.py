"""Expressions counted from the day of writing or from the date named last: "last week", "two days later", "Friday"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from onrecord.annotate.times.calendar import add_days, day_of, exact, quarter_of, shifted
from onrecord.annotate.times.context import Context, Found, Reading
from onrecord.annotate.times.dates import calendar
from onrecord.annotate.times.holidays import feast
from onrecord.annotate.times.lengths import period
from onrecord.annotate.times.numbers import read_number
from onrecord.model import Timex
from onrecord.rules.times import words_beside

RANGE = re.compile(r"day(?:\s(?:to|through|till)\s|\s?[-–]\s?)$")
"""What stands before the second day of "from Monday to Friday"."""
SIGNS = {"ago": -1, "earlier": -1, "before": -1, "later": 1, "hence": 1, "after": 1, "from": 1}


def relative_unit(found: Found, context: Context) -> Reading | None:
    """`last week`, `this year`, `the following month`, `the end of next year`."""
    unit = found.get("one") or ""
    if (found.raw("one") or "")[0].isupper() and not found.match.group().isupper():
        return None
    is_told = found.raw("ana") is not None
    if unit in ("TM", "TS"):
        return None
    step = (found.number("ana") if is_told else found.number("which")) or 0
    words = " ".join((found.raw("ana") or found.raw("which") or "").lower().split())
    if (
        step
        and words.startswith("the ")
        and words.split()[-1] in ("past", "last", "next", "coming", "following")
        and (
            context.word_before(found.start) in words_beside("lead_over")
            or words.endswith("past")
            or unit in ("TH", "TM", "TS")
        )
        and unit not in ("Q", "DE", "CE")
    ):
        return found.reading(period(read_number("one"), unit), timex="DURATION")
    if unit in ("TH", "TM", "TS"):
        return None
    if (
        words == "the next"
        or words == "that"
        and unit == "D"
        and context.after(found.end, 6).startswith((" when", " of"))
    ):
        is_told = True
    base = context.base(unit, is_told)
    if is_told and context.is_narrative and base is None:
        base = context.told("Y")
    if unit == "D" and not is_told:
        return found.reading("PRESENT_REF") if words == "the present" else None
    return found.reading(shifted(base, unit, step), base)


def unit_the(found: Found, context: Context) -> Reading | None:
    """`the week`, `the end of the year`: of the day of writing, or of what a story has named last."""
    unit = found.get("one") or ""
    framed = found.raw("pre") is not None or found.raw("edge") is not None
    lead = context.word_before(found.start)
    if (
        (found.raw("one") or "")[0].isupper()
        or unit in ("TH", "TM", "TS", "FN", "CE", "DE")
        or (unit == "D" and not framed and lead not in words_beside("lead_closed"))
    ):
        return None
    if not framed and (
        lead not in words_beside("lead_the") | words_beside("lead_closed") | ({"at"} if unit == "WE" else frozenset())
        or context.after(found.end, 6).startswith((" of ", " that", " when"))
    ):
        return None
    if unit == "D" and not context.is_narrative:
        base = context.told("D") if context.last_day_at == context.sentence else context.written
        return found.reading(shifted(base, "D", 0), base)
    base = context.base(unit, False)
    step = 0
    if unit == "WE" and context.anchor is not None and not context.is_narrative and context.anchor.isoweekday() < 6:
        step = -1 if context.direction(found.start, found.end) <= 0 else 0
    if unit == "Q" and context.quarter and context.sentence - context.quarter_at <= 8:
        return found.reading(context.quarter, context.quarter)
    return found.reading(shifted(base, unit, step), base)


def year_ended(found: Found, context: Context) -> Reading | None:
    """`the year ended July 2`: a length."""
    return found.reading(period(read_number("one"), found.get("one") or ""))


def ago(found: Found, context: Context) -> Reading | None:
    """`two years ago`, `a year earlier`, `three days later`."""
    unit, side = found.get("unit") or "", found.get("side") or "earlier"
    number = read_number(found.raw("n") or "")
    is_told = side in ("earlier", "later")
    if number is None:
        return found.reading({"ago": "PAST_REF", "hence": "FUTURE_REF"}.get(side))
    if unit in ("TH", "TM", "TS"):
        return found.reading(None)
    base = context.base(unit, is_told)
    financial = (
        quarter_of(context.quarter) if context.sentence - context.quarter_at <= 4 and not context.is_narrative else None
    )
    if unit == "Y" and financial and side in ("ago", "earlier") and number == 1:
        return found.aside(f"{financial[0] - 1:04}-Q{financial[1]}", context.quarter)
    if number.denominator != 1:
        months = number * {"Y": 12, "DE": 120}.get(unit, 0)
        return found.reading(shifted(base, "M", SIGNS[side] * int(months)) if months else None, base)
    return found.reading(_moved(base, unit, SIGNS[side] * int(number), is_told), base)


def _moved(base: str | None, unit: str, count: int, is_told: bool) -> str | None:
    if is_told and unit in ("W", "FN") and day_of(base):
        return exact(base, unit, count)
    return shifted(base, unit, count)


def ago_vague(found: Found, context: Context) -> Reading | None:
    """`several years ago`, `weeks later`: past or to come, no more."""
    return found.reading({"ago": "PAST_REF", "hence": "FUTURE_REF"}.get(found.get("side") or ""))


def then(found: Found, context: Context) -> tuple[Reading, ...]:
    """`three days after the 12 November`: the date that is counted to, and the one that it is counted from."""
    inner = feast(found, context) if found.raw("feast") else calendar(found, context)
    if inner is None:
        return ()
    words = found.raw("n")
    number = read_number(words) if words else read_number("one")
    side = SIGNS[(found.match["side_word"] or "").lower()]
    value = (
        exact(inner.value, found.get("unit") or "", side * int(number)) if number and number.denominator == 1 else None
    )
    start, end = found.match.span("inner")
    whole = Reading(found.start, found.end, Timex.DATE, value, inner.value, found.rule.id)
    return whole, Reading(start, end, inner.timex, inner.value, inner.base, found.rule.id)


def day_deictic(found: Found, context: Context) -> Reading | None:
    """`today`, `yesterday morning`."""
    step = found.number("daydeictic") or 0
    words = (found.raw("daydeictic") or "").lower()
    after = context.after(found.end, 12)
    if (
        words == "today"
        and (found.raw("daydeictic") or "")[0].isupper()
        and re.match(r"\s+(?:show|programme|program|newspaper)", after)
    ):
        return None
    base = context.written
    value = shifted(base, "D", step)
    part = found.get("part")
    if part:
        return found.reading(f"{value}T{part}" if value else None, base, "TIME")
    return found.reading(value, base)


def part_which(found: Found, context: Context) -> Reading | None:
    """`this morning`, `last night`, `the following evening`."""
    is_told = found.raw("ana") is not None
    step = found.number("ana") if is_told else found.number("which")
    base = context.base("D", is_told)
    value = shifted(base, "D", step or 0)
    return found.reading(f"{value}T{found.get('part')}" if value else None, base)


def part_mid(found: Found, context: Context) -> Reading | None:
    """`the morning`, `mid-afternoon`: of the day named in the same sentence."""
    words = found.match.group().lower()
    lead = context.word_before(found.start)
    if found.get("part") == "NI" and lead == "at" and words == "night":
        return found.reading("XXXX-XX-XXTNI")
    if lead not in ("in", "during", "by", "this", "that") and not words.startswith(("mid", "early", "late")):
        return None
    if (
        not words.startswith(("the", "mid", "early", "late"))
        or words.endswith("s")
        or (lead == "by" and words.endswith("night"))
    ):
        return None
    base = context.last_day if context.last_day_at == context.sentence or context.is_narrative else context.written
    day = day_of(base)
    return found.reading(f"{day.isoformat()}T{found.get('part')}" if day else None, base)


def tonight(found: Found, context: Context) -> Reading | None:
    """`tonight`, `overnight`: the night that ends on the day of writing where the text looks back."""
    words = found.match.group().lower()
    base = context.written
    step = 0
    if words.endswith("overnight"):
        if re.match(r"\s+[a-z]+(?:s|ing)?\b", context.after(found.end, 20)) and context.word_before(found.start) in (
            "an",
            "the",
            "a",
        ):
            return None
        step = -1 if context.direction(found.start, found.end) <= 0 else 0
    value = shifted(base, "D", step)
    return found.reading(f"{value}TNI" if value else None, base)


def weekday(found: Found, context: Context) -> Reading | None:
    """`Friday`, `last Monday`, `Tuesday night`: the last one, unless the words say that it is to come."""
    number = found.number("weekday") or 1
    day, base = _weekday(found, context, number)
    part = found.get("part")
    value = day.isoformat() if day else None
    if part:
        return found.reading(f"{value}T{part}" if value else None, base, "TIME")
    return found.reading(value, base)


def _weekday(found: Found, context: Context, number: int) -> tuple[date | None, str | None]:
    if found.raw("ana"):
        base = context.told("D")
        day = day_of(base)
        return (_beside(day, number, found.number("ana") or 0) if day else None), base
    if RANGE.search(context.before(found.start)) and context.last_day_at == context.sentence:
        told = day_of(context.last_day)
        return (_beside(told, number, 1) if told else None), context.last_day
    if context.is_narrative:
        if context.last_day is None or context.sentence - context.last_day_at > 1:
            return None, None
        told = day_of(context.last_day)
        away = (number - told.isoweekday() + 3) % 7 - 3 if told else 0
        return (add_days(told, away) if told else None), context.last_day
    if context.anchor is None:
        return None, None
    words = " ".join((found.raw("which") or "").lower().split())
    if words:
        step = found.number("which") or 0
        if step == 0:
            return _this(context.anchor, number), context.written
        return _beside(context.anchor, number, step), context.written
    step = context.direction(found.start, found.end)
    return _bare(context.anchor, number, step), context.written


def _bare(anchor: date, number: int, step: int) -> date:
    away = (number - anchor.isoweekday()) % 7
    return anchor + timedelta(away if step > 0 or away == 0 else away - 7)


def _this(anchor: date, number: int) -> date:
    """`this Friday`: of this week, the next one once it is over."""
    return anchor + timedelta((number - anchor.isoweekday()) % 7)


def _beside(anchor: date, number: int, step: int) -> date | None:
    """The nearest such day strictly before or after."""
    away = (number - anchor.isoweekday()) % 7
    if step > 0:
        return add_days(anchor, away or 7)
    if step < 0:
        return add_days(anchor, away - 7)
    return add_days(anchor, away - 7 if away > 3 else away)


def weekday_week(found: Found, context: Context) -> Reading | None:
    """`Friday last week`."""
    is_told = found.raw("ana") is not None
    base = context.base("D", is_told)
    day = day_of(base)
    step = (found.number("ana") if is_told else found.number("which")) or 0
    moved = add_days(day, found_days(day, found.number("weekday") or 1, step)) if day else None
    return found.reading(moved.isoformat() if moved else None, base)


def found_days(day: date, number: int, step: int) -> int:
    """Days from a day to a weekday of a week before or after."""
    return number - day.isoweekday() + 7 * step


def weekday_from(found: Found, context: Context) -> Reading | None:
    """`a week from Monday`, `two weeks ago Friday`."""
    words = " ".join((found.match["side_word"] or "").lower().split())
    number = read_number(found.raw("n") or "one")
    if context.anchor is None or number is None:
        return found.reading(None)
    is_back = words.startswith(("ago", "before")) or words.endswith("last")
    day = _bare(context.anchor, found.number("weekday") or 1, -1 if is_back and not words.startswith("from") else 1)
    moved = add_days(day, (-7 if words.startswith(("ago", "before")) else 7) * int(number))
    return found.reading(moved.isoformat() if moved else None, context.written)


def reference(found: Found, context: Context) -> Reading | None:
    """`now`, `recently`, `the future`."""
    words = " ".join((found.raw("ref") or "").lower().split())
    after, before = context.after(found.end, 20), context.before(found.start)
    if words.startswith("the ") and words.split()[-1] in ("past", "present", "moment") and _is_modifier(after):
        return None
    if words.endswith("soon") and (
        context.is_narrative or before.endswith(("as ", "how ", "too ")) or after.startswith((" as", " after", "-"))
    ):
        return None
    if words == "the moment" and not before.endswith(("at ", "for ", "of ")):
        return None
    if words == "now" and re.match(r"\s+that\b", after):
        return None
    return found.reading(found.get("ref"))


def _is_modifier(after: str) -> bool:
    """True where a noun goes on behind "the past" or "the present"."""
    following = re.match(r"\s+([a-z]+)", after)
    return following is not None and following[1] not in words_beside("goes_on")
