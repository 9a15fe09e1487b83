"""Years in figures and in words."""

from __future__ import annotations

import re

from onrecord.annotate.times.calendar import year_of
from onrecord.annotate.times.context import Context, Found, Reading
from onrecord.annotate.times.numbers import read_number

BEFORE_YEAR = frozenset(
    "in since by until till of from before after during through to between around late early mid for about year and or the autumn fall spring summer winter as circa c christmas easter".split()
)
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
    has_lead = (
        lead in BEFORE_YEAR
        or found.raw("pre") is not None
        or found.raw("edge") is not None
        or "year" in found.match.group().lower()
    )
    if COUNTED.match(after) or after[:1] in ("%", "°") or re.match(r"[.,/:]\d|[-–]\d\d?(?!\d)", after):
        return None
    if lead.endswith(("$", "£", "€")) or lead in (
        "no",
        "number",
        "flight",
        "model",
        "nearly",
        "almost",
        "than",
        "least",
        "some",
        "up",
        "windows",
        "office",
        "p",
        "pp",
    ):
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
