"""Times: TIMEX3 expressions with the precision written (ISO-TimeML; Pustejovsky et al. 2010).

A relative expression is read against the day the story was written, and stays open without one. News
looks back: a bare weekday is the last one, unless the words before it say that it is to come.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from onrecord.model import Origin, Span, Time, Timex, content_id, evidence

VERSION = "1"
ORIGIN = Origin("annotate", "times", VERSION)

MONTHS = {
    name: n
    for n, name in enumerate(
        ("january february march april may june july august september october november december").split(),
        start=1,
    )
}
SHORT_MONTHS = {name[:3]: n for name, n in MONTHS.items()} | {"sept": 9}
WEEKDAYS = {
    name: n for n, name in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
}
UNITS = {
    "second": "S",
    "minute": "M",
    "hour": "H",
    "day": "D",
    "week": "W",
    "month": "M",
    "year": "Y",
    "decade": "E",
    "century": "C",
    "quarter": "Q",
}
CLOCK = frozenset({"second", "minute", "hour"})
NUMBERS = {w: n for n, w in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"])} | {"a": 1, "an": 1, "fifteen": 15,
           "twenty": 20, "thirty": 30, "several": -1, "few": -1, "couple of": 2}  # fmt: skip
SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
PARTS = {"morning": "MO", "afternoon": "AF", "evening": "EV", "night": "NI"}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
FUTURE = re.compile(
    r"\b(will|would|due|planned|scheduled|expected|shall|is set|are set)\b[^.]{0,40}$"
    r"|\b(next|by|until|before|to|starting|from)\s+(the\s+)?((early|late)\s+)?(on\s+)?$"
)

_M = "|".join(
    (
        *MONTHS,
        *(f"{m}\\." for m in SHORT_MONTHS if m != "may"),
        *(m for m in SHORT_MONTHS if m not in ("may", "mar", "jun", "sep", "dec", "jan")),
    )
)
_MONTH = rf"(?:{_M})"
_DAY = "|".join(WEEKDAYS)
_N = "|".join((*NUMBERS, r"\d{1,3}(?:,\d{3})?"))
_U = "|".join(UNITS)
_PART = "|".join(PARTS)
_SEASON = "|".join(SEASONS)

PATTERN = re.compile(
    rf"""\b(?:
    (?P<iso>\d{{4}}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?)?)
  | (?:(?P<dayname>{_DAY}),?\ (?:the\ )?)?(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?:\ of)?\ (?P<m1>{_MONTH})(?:,?\ (?P<y1>\d{{4}}))?\b
  | (?:(?P<dayname2>{_DAY}),?\ )?(?P<m2>{_MONTH})\ (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|:)(?:,?\ (?P<y2>\d{{4}}))?\b
  | (?:(?P<early>early|late|mid)[- ])?(?P<m3>{_MONTH}),?\ (?:of\ )?(?P<y3>(?:19|20)\d\d)\b
  | (?P<clock>\d{{1,2}}(?:[:.]\d\d)?\ ?(?:am|pm|a\.m\.|p\.m\.)|\d{{1,2}}:\d\d)(?P<zone>\ (?:GMT|BST|UTC|CET|CEST|EST|EDT|local\ time))?
  | (?P<deictic>today|tonight|yesterday|tomorrow|now|currently|this\ (?:morning|afternoon|evening)|last\ night|overnight)\b
  | (?:(?P<which>last|next|this|coming|past|previous|following|earlier\ this|later\ this|early\ next|late\ last|early\ this)\ )(?P<unit>week|weekend|month|year|decade|quarter|century|{_DAY}|{_MONTH}|{_SEASON})(?:\ (?P<part2>{_PART}))?\b
  | (?P<every>every|each)\ (?:(?P<every_n>{_N})\ )?(?P<every_unit>{_U}|{_DAY}|{_PART})s?\b
  | (?P<ago_n>{_N})\ (?P<ago_unit>{_U})s?\ (?P<ago>ago|earlier|later|before)\b
  | (?:the\ )?(?:past|last|next|coming|previous)\ (?P<span_n>{_N})\ (?P<span_unit>{_U})s?\b
  | (?P<dur_n>{_N})-(?P<dur_unit>{_U})(?!-old)(?:s|-long)?\b
  | (?P<long_n>{_N})\ (?P<long_unit>{_U})s\b(?!\ old)
  | (?P<lone>a|an|one)\ (?P<lone_unit>day|week|month|year|decade|century|hour)\b(?!\ old|-old)
  | (?P<weekday>{_DAY})(?:\ (?P<part>{_PART}))?\b(?!s)
  | (?:the\ )?(?P<ordinal>first|second|third|fourth)\ quarter(?:\ of\ (?P<qy>\d{{4}}))?\b
  | (?:in\ |the\ )?(?P<decade>(?:18|19|20)\d0)s\b
  | (?:(?P<mid>mid|early|late)[- ])?(?<=[ -])(?P<year>(?:19|20)\d\d)\b(?!-\d|,\d|\.\d)
  | (?:the\ |in\ |last\ |next\ |since\ )(?:the\ )?(?P<season>{_SEASON})(?:\ of\ (?P<sy>\d{{4}}))?\b
  | (?:in|since|by|until|of|from|before|after|during|late|early|this|last|next)\ (?P<m4>{"|".join(m for m in MONTHS)})\b(?!\ \d)
  )""",
    re.VERBOSE | re.IGNORECASE,
)
_CAPITAL_ONLY = ("m1", "m2", "m3", "m4", "weekday")


def read_times(text: str, spans: Sequence[Span], *, story: str, anchor: str | None) -> tuple[Time, ...]:
    """The time expressions in the given pieces of a document's clean text, in order.

    `anchor` is the ISO date of the story; without it relative expressions have no value.
    """
    day = _day(anchor)
    found: list[Time] = []
    for span in spans:
        for match in PATTERN.finditer(text, span.start, span.end):
            time = _time(text, match, span, day, story)
            if time is not None:
                found.append(time)
    return tuple(found)


def _day(anchor: str | None) -> date | None:
    if anchor is None or len(anchor) < 10:
        return None
    return date.fromisoformat(anchor[:10])


def _time(text: str, match: re.Match[str], span: Span, anchor: date | None, story: str) -> Time | None:
    for group in _CAPITAL_ONLY:
        if match[group] and not match[group][0].isupper():
            return None
    start = _start(match)
    for groups, reader in READERS:
        if match[groups]:
            found = reader(match, text[max(span.start, start - 60) : start].lower(), anchor)
            if found is None:
                return None
            timex, value, needs = found
            words = evidence(text, start, match.end())
            used = anchor.isoformat() if needs and anchor and value else None
            identity = content_id("time", story, [start, match.end()], timex.value, value)
            return Time(identity, story, words, timex, value, used, ORIGIN)
    return None


def _start(match: re.Match[str]) -> int:
    """Prepositions that the pattern needs do not belong to the expression."""
    if match["m4"]:
        lead = match.group().split()[0].lower()
        return match.start() if lead in ("late", "early", "this", "last", "next") else match.start("m4")
    if match["decade"]:
        return match.start() + (3 if match.group().lower().startswith("in ") else 0)
    if match["season"]:
        lead = match.group().split()[0].lower()
        return match.start() + (len(lead) + 1 if lead in ("in", "since") else 0)
    return match.start()


Found = tuple[Timex, str | None, bool]


def _month(words: str) -> int:
    lower = words.lower().rstrip(".")
    return MONTHS.get(lower) or SHORT_MONTHS[lower]


def _date_of(
    year: str | None, month: int, day: int | None, before: str, anchor: date | None
) -> tuple[str | None, bool]:
    """A calendar date; one without a year is the nearest, looking back unless the words look ahead."""
    if year:
        return (f"{year}-{month:02}" if day is None else _valid(int(year), month, day)), False
    if anchor is None:
        return (None if day is None else f"XXXX-{month:02}-{day:02}"), True
    chosen = anchor.year
    ahead = FUTURE.search(before) is not None
    current = (anchor.month, anchor.day if day else anchor.month * 0)
    wanted = (month, day or 0)
    if not ahead and wanted > current and (month - anchor.month) > 2:
        chosen -= 1
    elif ahead and wanted < current and (anchor.month - month) > 2:
        chosen += 1
    elif not ahead and anchor.month <= 2 and month >= 10:
        chosen = anchor.year - 1
    return (f"{chosen}-{month:02}" if day is None else _valid(chosen, month, day)), True


def _valid(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _iso(match: re.Match[str], before: str, anchor: date | None) -> Found | None:
    return (Timex.TIME if "T" in match["iso"] else Timex.DATE), match["iso"], False


def _day_month(match: re.Match[str], before: str, anchor: date | None) -> Found | None:
    n = "1" if match["m1"] else "2"
    value, relative = _date_of(match[f"y{n}"], _month(match[f"m{n}"]), int(match[f"d{n}"]), before, anchor)
    return (Timex.DATE, value, relative) if value else None


def _month_year(match: re.Match[str], before: str, anchor: date | None) -> Found | None:
    return Timex.DATE, f"{match['y3']}-{_month(match['m3']):02}", False


def _month_alone(match: re.Match[str], before: str, anchor: date | None) -> Found | None:
    value, relative = _date_of(None, _month(match["m4"]), None, before + " " + match.group().lower(), anchor)
    return Timex.DATE, value, relative


def _clock(match: re.Match[str], before: str, anchor: date | None) -> Found | None:
    words = (
        match["clock"].lower().replace(".", ":")
        if ":" in match["clock"] or re.search(r"\d\.\d", match["clock"])
        else match["clock"].lower()
    )
    digits = re.findall(r"\d+", words)
    hour, minute = int(digits[0]), int(digits[1]) if len(digits) > 1 else 0
    late = "p" in words
    if hour > 24 or minute > 59 or (late and hour > 12):
        return None
    hour = hour + 12 if late and hour < 12 else 0 if "a" in words and hour == 12 else hour
    day = anchor.isoformat() if anchor else "XXXX-XX-XX"
    return Timex.TIME, f"{day}T{hour:02}:{minute:02}", True


def _deictic(match: re.Match[str], before: str, anchor: date | None) -> Found | None:
    words = match["deictic"].lower()
    if words in ("now", "currently"):
        return Timex.DATE, "PRESENT_REF", False
    if anchor is None:
        return Timex.DATE, None, True
    shift = {"yesterday": -1, "tomorrow": 1, "last night": -1, "overnight": -1}.get(words, 0)
    day = (anchor + timedelta(shift)).isoformat()
    part = next((code for name, code in PARTS.items() if name in words), None)
    return (Timex.TIME, f"{day}T{part}", True) if part else (Timex.DATE, day, True)


def _which(match: re.Match[str], before: str, anchor: date | None) -> Found | None:
    which, unit = match["which"].lower(), match["unit"].lower()
    if unit == "may" and not match["unit"][0].isupper():
        return None
    step = (
        -1
        if which in ("last", "past", "previous", "late last")
        else 1
        if which in ("next", "coming", "following", "early next")
        else 0
    )
    if anchor is None:
        return Timex.DATE, None, True
    value = _shifted(unit, step, anchor)
    if match["part2"]:
        return Timex.TIME, f"{value}T{PARTS[match['part2'].lower()]}", True
    return Timex.DATE, value, True


def _shifted(unit: str, step: int, anchor: date) -> str:
    """The unit before, at or after the anchor, with its own precision."""
    if unit in WEEKDAYS:
        away = WEEKDAYS[unit] - anchor.weekday()
        away += 7 if step > 0 and away <= 0 else -7 if step < 0 and away >= 0 else 0
        return (anchor + timedelta(away)).isoformat()
    if unit in MONTHS:
        month = MONTHS[unit]
        year = anchor.year - (step < 0 and month >= anchor.month) + (step > 0 and month <= anchor.month)
        return f"{year}-{month:02}"
    if unit in SEASONS:
        return f"{anchor.year + step}-{SEASONS[unit]}"
    if unit in ("week", "weekend"):
        year, week, _ = (anchor + timedelta(7 * step)).isocalendar()
        return f"{year}-W{week:02}" + ("-WE" if unit == "weekend" else "")
    if unit == "month":
        months = anchor.year * 12 + anchor.month - 1 + step
        return f"{months // 12}-{months % 12 + 1:02}"
    if unit == "quarter":
        quarters = anchor.year * 4 + (anchor.month - 1) // 3 + step
        return f"{quarters // 4}-Q{quarters % 4 + 1}"
    if unit == "decade":
        return str(anchor.year // 10 + step)
    if unit == "century":
        return str(anchor.year // 100 + step)
    return str(anchor.year + step)


def _every(match: re.Match[str], before: str, anchor: date | None) -> Found | None:
    unit = match["every_unit"].lower()
    if unit in WEEKDAYS:
        return Timex.SET, f"XXXX-WXX-{WEEKDAYS[unit] + 1}", False
    if unit in PARTS:
        return Timex.SET, f"XXXX-XX-XXT{PARTS[unit]}", False
    return Timex.SET, _period(match["every_n"] or "one", unit), False


def _period(number: str, unit: str) -> str:
    count = NUMBERS.get(number.lower())
    if count is None:
        count = int(number.replace(",", ""))
    amount = "X" if count < 0 else str(count)
    if unit == "decade" and count > 0:
        return f"P{count * 10}Y"
    if unit == "century" and count > 0:
        return f"P{count * 100}Y"
    if unit == "quarter" and count > 0:
        return f"P{count * 3}M"
    return f"PT{amount}{UNITS[unit]}" if unit in CLOCK else f"P{amount}{UNITS[unit]}"


def _ago(match: re.Match[str], before: str, anchor: date | None) -> Found | None:
    unit = match["ago_unit"].lower()
    if match["ago"].lower() in ("later", "before", "earlier") or unit in CLOCK:
        return (
            (Timex.DATE, None, True)
            if match["ago"].lower() == "ago"
            else (Timex.DURATION, _period(match["ago_n"], unit), False)
        )
    number = NUMBERS.get(match["ago_n"].lower())
    count = number if number is not None else int(match["ago_n"].replace(",", ""))
    if anchor is None or count < 0:
        return Timex.DATE, None, True
    if unit == "day":
        return Timex.DATE, (anchor - timedelta(count)).isoformat(), True
    if unit == "week":
        year, week, _ = (anchor - timedelta(7 * count)).isocalendar()
        return Timex.DATE, f"{year}-W{week:02}", True
    if unit in ("month", "year", "decade", "century", "quarter"):
        return Timex.DATE, _shifted(unit, -count, anchor), True
    return Timex.DATE, None, True


def _duration(number: str, unit: str) -> Callable[[re.Match[str], str, date | None], Found | None]:
    def read(match: re.Match[str], before: str, anchor: date | None) -> Found | None:
        return Timex.DURATION, _period(match[number], match[unit].lower()), False

    return read


def _weekday(match: re.Match[str], before: str, anchor: date | None) -> Found | None:
    if anchor is None:
        return Timex.DATE, None, True
    away = (WEEKDAYS[match["weekday"].lower()] - anchor.weekday()) % 7
    ahead = FUTURE.search(before) is not None
    day = anchor + timedelta(away if ahead or away == 0 else away - 7)
    if match["part"]:
        return Timex.TIME, f"{day.isoformat()}T{PARTS[match['part'].lower()]}", True
    return Timex.DATE, day.isoformat(), True


def _quarter(match: re.Match[str], before: str, anchor: date | None) -> Found | None:
    number = ORDINALS[match["ordinal"].lower()]
    if match["qy"]:
        return Timex.DATE, f"{match['qy']}-Q{number}", False
    return Timex.DATE, f"{anchor.year}-Q{number}" if anchor else None, True


def _decade(match: re.Match[str], before: str, anchor: date | None) -> Found | None:
    return Timex.DATE, match["decade"][:3], False


def _year(match: re.Match[str], before: str, anchor: date | None) -> Found | None:
    return Timex.DATE, match["year"], False


def _season(match: re.Match[str], before: str, anchor: date | None) -> Found | None:
    code = SEASONS[match["season"].lower()]
    if match["sy"]:
        return Timex.DATE, f"{match['sy']}-{code}", False
    lead = match.group().lower()
    step = -1 if lead.startswith("last") else 1 if lead.startswith("next") else 0
    return Timex.DATE, f"{anchor.year + step}-{code}" if anchor else None, True


READERS: tuple[tuple[str, Callable[[re.Match[str], str, date | None], Found | None]], ...] = (
    ("iso", _iso), ("m1", _day_month), ("m2", _day_month), ("m3", _month_year), ("clock", _clock), ("deictic", _deictic), ("which", _which),
    ("every", _every), ("ago_n", _ago), ("span_n", _duration("span_n", "span_unit")), ("dur_n", _duration("dur_n", "dur_unit")),
    ("long_n", _duration("long_n", "long_unit")), ("lone", _duration("lone", "lone_unit")), ("weekday", _weekday), ("ordinal", _quarter),
    ("decade", _decade), ("year", _year), ("season", _season), ("m4", _month_alone),
)  # fmt: skip
"""The alternatives of the pattern by the group that marks them, and what reads each."""
