"""Calendar dates: days, months, years, seasons, quarters, decades, centuries, feasts."""

from __future__ import annotations

import re
from datetime import date

from onrecord.annotate.times.calendar import make_day, month_of, quarter_of, season_of, shifted, year_of
from onrecord.annotate.times.context import Context, Found, Reading
from onrecord.annotate.times.feasts import feast_day
from onrecord.annotate.times.numbers import read_number

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
    if found.raw("era") == "BC" or found.get("era") == "BC":
        year = found.number("year") or found.number("bc_year")
        return found.reading(f"BC{year:04}")
    year, base = _year(found, context)
    if (found.raw("ana_year") or found.raw("which_year")) and year is None:
        return found.reading(None)
    season, month, day = found.get("season"), found.number("mon") or found.number("month"), found.number("day")
    if season:
        return found.reading(f"{year:04}-{season}", base) if year else _season(found, context, season)
    if month is None and day is not None:
        return _day_of_month(found, context, day)
    if month is None:
        return found.reading(f"{year:04}", base) if year else None
    if year is None:
        year, base = year_for(found, context, month, day)
    return _dated(found, year, month, day, base)


def _dated(found: Found, year: int | None, month: int, day: int | None, base: str | None) -> Reading | None:
    part = found.get("part")
    if year is None:
        value = f"XXXX-{month:02}" + (f"-{day:02}" if day else "")
    elif day is None:
        value = f"{year:04}-{month:02}"
    else:
        exact = make_day(year, month, day)
        if exact is None:
            return None
        value = exact.isoformat()
    if part and day:
        return found.reading(f"{value}T{part}", base, "TIME")
    return found.reading(value, base)


def _year(found: Found, context: Context) -> tuple[int | None, str | None]:
    """The year that stands in the words, or the one they count to ("of that year", "last year")."""
    year = found.number("year") or found.number("bc_year")
    if year is not None:
        return year, None
    step = found.number("ana_year") if found.raw("ana_year") else found.number("which_year")
    if step is None:
        return None, None
    base = context.base("Y", found.raw("ana_year") is not None)
    value = year_of(base)
    return (value + step, base) if value is not None else (None, None)


def year_for(found: Found, context: Context, month: int, day: int | None) -> tuple[int | None, str | None]:
    """The year of a month that stands without one, and what it was read against."""
    if found.raw("ana") or (context.is_narrative and found.raw("which")):
        told = context.told("M")
        return _beside(told, month, found.number("ana") or found.number("which") or 0), told
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
        if one and (weekday is None or one.isoweekday() == weekday) and (one >= context.anchor) in (is_ahead, one == context.anchor)
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
    year, base = _year(found, context)
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


BEFORE_MONTH = frozenset("in since by until till of from before after during through to between around late early mid this last next and or for about and/or as starting beginning by".split())


def month_alone(found: Found, context: Context) -> Reading | None:
    """`in March`: a month without a year; a name or a verb is none."""
    month = found.number("month") or _short(found)
    words = found.raw("month") or ""
    lead = context.word_before(found.start)
    has_lead = lead in BEFORE_MONTH or found.raw("pre") is not None or found.raw("edge") is not None
    if month is None or (not has_lead and not _stands_alone(words, context, found)):
        return None
    year, base = year_for(found, context, month, None)
    return found.reading(f"{year:04}-{month:02}" if year else f"XXXX-{month:02}", base)


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


def season_alone(found: Found, context: Context) -> Reading | None:
    """`the summer`, `in spring`."""
    words = found.match.group().lower()
    lead = context.word_before(found.start)
    season = found.get("season") or ""
    if found.raw("pre") is None and found.raw("edge") is None:
        if words.startswith("the") and context.after(found.end, 4).startswith((" of ", "s")) and season == "FA":
            return None
        if not words.startswith("the") and (lead not in ("in", "since", "by", "until", "during", "through", "last") or (words == "fall" and lead not in ("since", "last"))):
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
        return found.reading(f"{year + (step or 0):04}-{season}", base)
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
    if number > current and step <= 0 and number - current > 1:
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
    if context.quarter is not None and context.sentence - context.quarter_at <= 8 and "this" not in words and "current" not in words:
        return found.reading(context.quarter, context.quarter)
    step = 0 if words.startswith(("this", "the current", "the quarter")) else -1
    return found.reading(shifted(context.written, "Q", step), context.written)


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


def quarter_year(found: Found, context: Context) -> Reading | None:
    """`the 1988 quarter`: in that year the quarter of which the text tells."""
    told = quarter_of(context.quarter)
    return found.reading(f"{found.match['year']}-Q{told[1]}" if told else found.match["year"])


def fiscal_the(found: Found, context: Context) -> Reading | None:
    """`the fiscal year`, `the full year`: that of the day of writing; the latest one is over."""
    step = {"latest": -1, "last": -1, "next": 1}.get((found.match["latest"] or "").lower(), 0) if "latest" in found.rule.pattern.groupindex else 0
    return found.reading(shifted(context.base("Y", False), "Y", step), context.base("Y", False))


def range_two(found: Found, context: Context) -> tuple[Reading, ...]:
    """`26 June - 4 August 1952`: two dates of one year."""
    year = found.number("year") or 0
    pieces = []
    for group in ("one", "two"):
        inside = [name for name in found.rule.kinds if found.match[name] and found.match.start(group) <= found.match.start(name) < found.match.end(group)]
        month = next(int(found.words["mon"][found.match[name].lower()]) for name in inside if name.startswith("mon"))
        day = next(int(found.match[name]) for name in inside if name.startswith("day"))
        pieces.append((group, month, day))
    first_year = year - (pieces[0][1] > pieces[1][1])
    days = make_day(first_year, pieces[0][1], pieces[0][2]), make_day(year, pieces[1][1], pieces[1][2])
    if days[0] is None or days[1] is None:
        return ()
    return found.piece("one", days[0].isoformat()), found.piece("two", days[1].isoformat())


def century(found: Found, context: Context) -> Reading | None:
    """`the 19th century` is 18; before Christ `BC` leads."""
    number = (found.number("ord") or 1) - 1
    return found.reading(f"BC{number:02}" if found.get("era") == "BC" else f"{number:02}")


BEFORE_YEAR = frozenset("in since by until till of from before after during through to between around late early mid for about year and or the autumn fall spring summer winter as circa c christmas easter".split())
COUNTED = re.compile(r"\s+(?:[a-z]+-)?(?:people|troops|men|women|soldiers|workers|jobs|miles|km|metres|meters|feet|tons|tonnes|dollars|euros|pounds|yen|rubles|roubles|killed|dead|wounded|hours|"
                     r"homes|houses|votes|points|shares|cases|deaths|police|students|children|refugees|years|days|aircraft|tanks|ships|guns|members|units|prisoners|civilians|families|percent|per|of\s(?:the|them|its|his)|"
                     r"kilometers|kilometres|square|cubic|volunteers|troopers|fighters|militants|rebels|casualties|officers|others|items|delegates|vehicles|copies|rooms|cars|horses|acres|hectares)\b")  # fmt: skip


def year(found: Found, context: Context) -> Reading | None:
    """A year in figures: four digits that count nothing."""
    value = found.raw("year") or ""
    if found.get("era") == "BC":
        return found.reading(f"BC{value}")
    after = context.after(found.end, 24)
    lead = context.word_before(found.start)
    has_lead = lead in BEFORE_YEAR or found.raw("pre") is not None or found.raw("edge") is not None or "year" in found.match.group().lower()
    if COUNTED.match(after) or after[:1] in ("%", "°") or re.match(r"[.,/:]\d|[-–]\d\d?(?!\d)", after):
        return None
    if lead.endswith(("$", "£", "€")) or lead in ("no", "number", "flight", "model", "nearly", "almost", "than", "least", "some", "up", "windows", "office", "p", "pp"):
        return None
    if not has_lead and not value.startswith(("19", "20")) and not context.is_narrative:
        return None
    if not value.startswith(("19", "20")) and re.match(r"\s+[a-z]+s\b", after) and lead not in ("in", "since", "year"):
        return None
    if not has_lead and int(value) > 2060:
        return None
    return found.reading(value)


def year_words(found: Found, context: Context) -> Reading | None:
    """`nineteen ninety-six`, `two thousand`."""
    year = _spoken_year((found.match["words"] or "").lower().split(maxsplit=1))
    if year is None:
        return None
    month = found.number("mon")
    if month:
        return found.reading(f"{year}-{month:02}")
    is_year = year < 2000 or context.word_before(found.start) in BEFORE_YEAR or "year" in found.match.group().lower()
    return found.reading(str(year)) if is_year and not COUNTED.match(context.after(found.end, 24)) else None


def _spoken_year(words: list[str]) -> int | None:
    if words[0] == "nineteen":
        rest = read_number(words[1] if words[1] != "hundred" else "zero")
        return None if rest is None else 1900 + int(rest)
    last = words[1].split()[1:]
    number = read_number(last[-1] if last else "zero")
    return None if number is None else 2000 + int(number)


def year_range(found: Found, context: Context) -> tuple[Reading, ...]:
    """`1914-1918`, `2015-16`."""
    first = found.match["year"]
    second = found.match["last"] or first[:2] + (found.match["short_year"] or "")
    if len(second) != 4 or int(second) <= int(first) or int(second) - int(first) > 150 or int(first) > 2060:
        return ()
    if found.match["last"] is None and re.match(r"[-–/]\d", context.after(found.end, 2)):
        return ()
    return found.piece("one", first), found.piece("two", second)


def year_short(found: Found, context: Context) -> Reading | None:
    """`in '99`: the last such year, or of the century in which a story plays."""
    if context.word_before(found.start) not in BEFORE_YEAR - {"the"}:
        return None
    base = context.base("Y", False)
    near = year_of(base)
    if near is None:
        return found.reading(None)
    value = near // 100 * 100 + int(found.match["short_year"])
    return found.reading(f"{value - 100 if value > near + 10 else value:04}", base)


def year_end(found: Found, context: Context) -> Reading | None:
    """`year-end`, `month's end`: of the year or month of which the text tells."""
    base = context.base("Y", False)
    if "month" in found.match.group().lower():
        base = context.base("M", False)
        return found.reading(shifted(base, "M", 0), base)
    return found.reading(shifted(base, "Y", 0), base)


def feast(found: Found, context: Context) -> Reading | None:
    """`Yom Kippur`, `Christmas 2007`: the nearest one, before or after as the verb says."""
    rule = found.get("feast") or ""
    year, base = _year(found, context)
    if re.match(r"\s(?:tree|card|gift|present|dinner|party|Island|Carol|carol|song|egg|Parade|parade)", context.after(found.end, 10)):
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
    away = {year: (day - anchor).days for year in (anchor.year - 1, anchor.year, anchor.year + 1) if (day := feast_day(rule, year))}
    if is_told or step:
        fits = [year for year, days in away.items() if days * (step or days) >= 0]
        if fits and step:
            return min(fits, key=lambda year: abs(away[year]))
    return min(away, key=lambda year: abs(away[year]))


def september(found: Found, context: Context) -> Reading | None:
    """The attacks of 11 September 2001, named without a year."""
    if context.anchor is not None and context.anchor < date(2001, 9, 12):
        return None
    return found.reading("2001-09-11")
