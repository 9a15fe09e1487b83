"""Years in figures and in words."""

from __future__ import annotations

import re

from onrecord.annotate.times.calendar import year_of
from onrecord.annotate.times.context import Context, Found, Reading
from onrecord.annotate.times.numbers import read_number
from onrecord.rules.times import words_beside


def _is_count(after: str) -> bool:
    """True where four digits count what follows: "2000 people", "1500 of them"."""
    following = re.match(r"\s+(?:[a-z]+-)?([a-z]+)(?:\s([a-z]+))?", after)
    if following is None:
        return False
    return following[1] in words_beside("counted") or (
        following[1] == "of" and following[2] in ("the", "them", "its", "his")
    )


def year(found: Found, context: Context) -> Reading | None:
    """A year in figures: four digits that count nothing."""
    value = found.raw("year") or ""
    after = context.after(found.end, 24)
    lead = context.word_before(found.start)
    has_lead = (
        lead in words_beside("lead_year")
        or found.raw("pre") is not None
        or found.raw("edge") is not None
        or "year" in found.match.group().lower()
    )
    if _is_count(after) or after[:1] in ("%", "°") or re.match(r"[.,/:]\d|[-–]\d\d?(?!\d)", after):
        return None
    if lead.endswith(("$", "£", "€")) or lead in words_beside("no_year"):
        return None
    if not has_lead and not value.startswith(("19", "20")) and not context.is_narrative:
        return None
    if not value.startswith(("19", "20")) and re.match(r"\s+[a-z]+s\b", after) and lead not in ("in", "since", "year"):
        return None
    if not has_lead and int(value) > 2060:
        return None
    is_aside = (
        context.is_narrative and (lead in ("of", "the") or not has_lead) and context.before(found.start).strip() != ""
    )
    return found.aside(value) if is_aside else found.reading(value)


def year_before_christ(found: Found, context: Context) -> tuple[Reading, ...]:
    """`499-449 BC`: two years."""
    first, second = int(found.match["first"]), int(found.match["last"])
    return (found.piece("one", f"BC{first:04}"), found.piece("two", f"BC{second:04}")) if first > second else ()


def year_ancient(found: Found, context: Context) -> Reading | None:
    """`in 480` where a story plays before Christ."""
    near = year_of(context.last)
    value = int(found.match["short"])
    is_led = (
        context.word_before(found.start) in ("in", "by", "until", "since", "from", "during")
        or found.raw("pre") is not None
    )
    if not context.is_narrative or near is None or near >= 0 or abs(value + near) > 150 or not is_led:
        return None
    if re.match(r"[,.]?\d|\s+[a-z]+s\b|%", context.after(found.end, 20)) or _is_count(context.after(found.end, 24)):
        return None
    return found.reading(f"BC{value:04}", context.last)


def year_words(found: Found, context: Context) -> Reading | None:
    """`nineteen ninety-six`, `two thousand`."""
    year = _spoken_year((found.match["words"] or "").lower().split(maxsplit=1))
    if year is None:
        return None
    month = found.number("mon")
    if month:
        return found.reading(f"{year}-{month:02}")
    is_year = (
        year < 2000
        or context.word_before(found.start) in words_beside("lead_year")
        or "year" in found.match.group().lower()
    )
    return found.reading(str(year)) if is_year and not _is_count(context.after(found.end, 24)) else None


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
    if context.word_before(found.start) not in words_beside("lead_year") - {"the"}:
        return None
    base = context.base("Y", False)
    near = year_of(base)
    if near is None:
        return found.reading(None)
    value = near // 100 * 100 + int(found.match["short_year"])
    return found.reading(f"{value - 100 if value > near + 10 else value:04}", base)
