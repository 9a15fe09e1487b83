"""Durations and sets."""

from __future__ import annotations

import re
from fractions import Fraction

from onrecord.annotate.times.context import Context, Found, Reading
from onrecord.annotate.times.numbers import read_number
from onrecord.rules.times import words_beside

YEARS = {"DE": 10, "CE": 100, "ML": 1000}
COUNT_OF = re.compile(r"\d \w{3,20}s$")
"""What makes a rate of a day: "2,000 visitors a day"."""
COARSER = {"WE": "W", "FN": "W", "Q": "M"}
"""Units without a code of their own in durations, where their number is not told."""


def period(number: Fraction | None, unit: str) -> str | None:
    """A TIMEX3 duration; X stands for a number that is not told."""
    clock = "T" if unit.startswith("T") else ""
    code = unit[-1] if clock else unit
    if number is None:
        return f"P{clock}X{COARSER.get(code, code)}"
    if code in YEARS:
        number, code = number * YEARS[code], "Y"
    elif code == "FN":
        number, code = number * 2, "W"
    elif code == "Q":
        number, code = number * 3, "M"
    elif code == "WE":
        number, code = number * 2, "D"
    whole, rest = divmod(number, 1)
    if rest == 0:
        return f"P{clock}{whole}{code}"
    if rest == Fraction(1, 2) and unit in ("TH", "TM", "Y"):
        first = f"{whole}{code}" if whole else ""
        return f"P{clock}{first}{'6M' if unit == 'Y' else '30M' if unit == 'TH' else '30S'}"
    return f"P{clock}{float(number):g}{code}"


def _number(found: Found, group: str = "n") -> Fraction | None:
    return read_number(found.raw(group) or "")


def length(found: Found, context: Context) -> Reading | None:
    """`three days`, `the past two years`, `10-hour`."""
    words = (found.raw("n") or "").lower()
    after = context.after(found.end, 8).lower()
    if after.lstrip(" -").startswith("old") or (words in ("a", "an", "many", "some") and after.startswith("-")):
        return None
    unit = found.get("unit") or found.get("one") or ""
    plain = found.raw("unit") or ""
    if _is_verb(found, context):
        return None
    if words in ("a", "an"):
        if found.match.group().lower().endswith("long"):
            return None
        return _single(found, context, unit)
    if unit == "Q" and (
        words in ("three", "3")
        and after.startswith(" of")
        or "-" in found.match.group()
        or int(read_number(words) or 0) > 1000
    ):
        return None
    if unit == "TS" and plain.lower() == "second" and words in ("one", "a"):
        return None
    if words == "many" and context.word_before(found.start) in ("as", "so", "how", "too"):
        return None
    if unit == "D" and words == "one" and context.word_before(found.start) in words_beside("modal"):
        return found.reading("FUTURE_REF", timex="DATE")
    if plain.lower() in ("min", "hr", "hrs") and not words[0].isdigit():
        return None
    return found.reading(period(_number(found), unit))


def _is_verb(found: Found, context: Context) -> bool:
    """True for `last` as a verb: "expected to last two weeks"."""
    return found.match.group().lower().startswith("last") and context.word_before(found.start) in words_beside("modal")


def _single(found: Found, context: Context, unit: str) -> Reading | None:
    """`a year` is a length, or after a figure what it is counted by ("$5 a day")."""
    if unit in ("TS", "Q", "TM") and not found.raw("approx"):
        return None
    if not found.raw("approx") and _is_rate(context, found.start):
        return found.reading(period(Fraction(1), unit), timex="SET")
    return found.reading(period(Fraction(1), unit))


def _is_rate(context: Context, start: int) -> bool:
    before = context.before(start, 30).rstrip()
    last = before.split()[-1] if before.split() else ""
    return (
        COUNT_OF.search(before) is not None
        or last[-1:].isdigit()
        or last.endswith(tuple(words_beside("rated")))
        or last.startswith(("$", "£", "€"))
    )


def length_half(found: Found, context: Context) -> Reading | None:
    """`two and a half years`, `a year and a half`."""
    number = _number(found, "single") if found.raw("single") else _number(found)
    if number is None:
        return None
    unit = found.get("unit") or found.get("one") or ""
    return found.reading(period(number + Fraction(1, 2), unit))


def length_half_of(found: Found, context: Context) -> Reading | None:
    """`half an hour`, `half a century`."""
    unit = found.get("one") or ""
    if unit == "D":
        return found.reading("PT12H")
    return found.reading(period(Fraction(1, 2), unit))


def length_long(found: Found, context: Context) -> Reading | None:
    """`day-long`, `months-long`."""
    unit = found.get("one")
    return found.reading(period(Fraction(1) if unit else None, unit or found.get("big") or ""))


def length_range(found: Found, context: Context) -> Reading | None:
    """`two to three weeks`: of no one length."""
    if context.after(found.end, 5).lower().lstrip(" -").startswith("old") or _is_verb(found, context):
        return None
    return found.reading(period(None, found.get("unit") or ""))


def length_or_two(found: Found, context: Context) -> Reading | None:
    """`a year or two`, `a week or so`."""
    words = found.match.group().lower()
    return found.reading(period(None if words.endswith("two") else Fraction(1), found.get("one") or ""))


def length_sum(found: Found, context: Context) -> Reading | None:
    """`two years and three months`."""
    first, second = _number(found), _number(found, "n_two")
    units = found.get("unit") or "", found.get("unit_two") or ""
    order = ("CE", "DE", "Y", "M", "W", "D", "TH", "TM", "TS")
    if (
        first is None
        or second is None
        or any(unit not in order for unit in units)
        or order.index(units[0]) >= order.index(units[1])
    ):
        return None
    one, two = period(first, units[0]), period(second, units[1])
    if one is None or two is None:
        return None
    return found.reading(one + two[1:] if not ("T" in one and "T" in two) else one + two[2:])


def length_big(found: Found, context: Context) -> Reading | None:
    """`for weeks`, `the past months`: only where a word before asks for a length."""
    lead = context.word_before(found.start)
    if lead == "of" and not words_beside("quantifier") & set(context.before(found.start).split()[-2:-1]):
        return None
    if found.raw("which_word") is None and lead not in words_beside("lead_length"):
        return None
    return found.reading(period(None, found.get("big") or ""))


def length_which(found: Found, context: Context) -> Reading | None:
    """`the entire year`."""
    return found.reading(period(Fraction(1), found.get("one") or ""))


def often(found: Found, context: Context) -> Reading | None:
    """`every day`, `annually`; no paper's name ("the Daily Mail")."""
    words = found.match.group()
    is_written_as_name = words[0].isupper() and " " not in words and not words.isupper()
    if is_written_as_name and (context.before(found.start).strip(" \"“'‘`") or _is_paper(context.after(found.end, 14))):
        return None
    return found.reading(found.get("often"))


def _is_paper(after: str) -> bool:
    following = after.split(maxsplit=1)
    return bool(following) and following[0].strip(".,;'’") in words_beside("paper")


def often_weekday(found: Found, context: Context) -> Reading | None:
    """`every Wednesday`, `Sundays`."""
    day = found.get("weekday") or found.get("weekdays")
    part = found.get("part") or {"nights": "NI", "mornings": "MO", "evenings": "EV", "afternoons": "AF"}.get(
        found.raw("nights") or ""
    )
    return found.reading(f"XXXX-WXX-{day}" + (f"T{part}" if part else ""))


def often_n(found: Found, context: Context) -> Reading | None:
    """`every two weeks`, `every other day`."""
    number = Fraction(2) if found.raw("other") else _number(found)
    return found.reading(period(number, found.get("unit") or ""))


def often_times(found: Found, context: Context) -> Reading | None:
    """`twice a week`."""
    return found.reading(period(Fraction(1), found.get("one") or ""))


def often_month(found: Found, context: Context) -> Reading | None:
    """`every June`."""
    month = found.number("month")
    return found.reading(f"XXXX-{month:02}" if month else f"XXXX-{found.get('season')}")


def rate(found: Found, context: Context) -> Reading | None:
    """`per hour`, `each week`, `a day` after a figure."""
    words = found.match.group().lower()
    unit = found.get("one") or ""
    if unit in ("Q", "TS") or (words.startswith(("a ", "a\n")) and not _is_rate(context, found.start)):
        return None
    return found.reading(period(Fraction(1), unit))
