"""Times: TIMEX3 expressions with the precision written (ISO-TimeML; Pustejovsky et al. 2010).

Words and patterns are rule data (`time_words.csv`, `time_rules.csv`); each row names the function here that
reads its groups. At each word the longest match of any pattern is taken. A relative expression is read against the
day the story was written; one that leans on what was said before ("two days later"), and every one in a text that
tells of the past in order, against the date named last. Without either it stays open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from onrecord.annotate.times import clock, dates, holidays, lengths, periods, relative, years
from onrecord.annotate.times.calendar import day_of
from onrecord.annotate.times.context import Context, Found, Reading
from onrecord.annotate.times.governor import Tree
from onrecord.model import Annotation, Origin, Span, Time, content_id, evidence
from onrecord.rules.needed import Sentence
from onrecord.rules.times import DIGITS, TimeRule, TimeRules, load_time_rules

__all__ = ["read_times"]

VERSION = "2"
_WORD = re.compile(r"(?<![\w])['’‘]?\w+")
_AFTER_FIGURE = re.compile(r"[\d][.,:/–-]$|[$£€¥#]$")
_YEAR = re.compile(r"\b(?:(\d{1,4}) (?:BC|B\.C\.)|((?:1[0-9]|20)\d\d)\b(?!,\d|%))")
_DEICTIC = re.compile(
    r"\b(?:today|yesterday|tomorrow|tonight|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:last|this|next) (?:week|month|year|night)|ago)\b"
)
_DATELINE = re.compile(r"[A-Z][A-Z .'’-]{1,30}(?:,[A-Za-z .]{2,30})?[,:]\s{1,2}")
_DASH = re.compile(r"\s{0,2}(?:\([A-Z][\w -]{1,30}\)\s{0,2})?(?:[-–—_:]|$)")
DATELINES = 3
"""Pieces at the head of a text among which a dateline is looked for."""
LONGEST_DATELINE = 80
HEAD = 4
"""Sentences at the head of a text of which one names a day of this week, where it is news."""
NARRATIVE_YEARS = 6
"""Years in figures that a text has at the least which is read as a story of the past."""

Read = Callable[[Found, Context], Reading | tuple[Reading, ...] | None]
READERS: dict[str, Read] = {
    "calendar": dates.calendar, "iso": dates.iso, "slashes": dates.slashes, "range": dates.date_range, "month_range": dates.month_range,
    "month_alone": dates.month_alone, "day_alone": dates.day_alone, "season": periods.season,
    "season_alone": periods.season_alone, "quarter": periods.quarter,
    "quarter_back": periods.quarter_back, "quarter_the": periods.quarter_the, "half": periods.half, "decade": periods.decade, "century": periods.century,
    "year": years.year, "year_words": years.year_words, "year_range": years.year_range, "year_short": years.year_short,
    "year_before_christ": years.year_before_christ,
    "year_ancient": years.year_ancient, "year_end": periods.year_end,
    "range_two": dates.range_two, "quarter_year": periods.quarter_year, "fiscal_the": periods.fiscal_the, "year_ended": relative.year_ended,
    "length_or_two": lengths.length_or_two, "feast": holidays.feast, "september": holidays.september, "relative_unit": relative.relative_unit, "unit_the": relative.unit_the, "ago": relative.ago,
    "ago_vague": relative.ago_vague, "then": relative.then, "day_deictic": relative.day_deictic, "part_which": relative.part_which,
    "part_mid": relative.part_mid, "tonight": relative.tonight, "weekday": relative.weekday, "weekday_week": relative.weekday_week,
    "weekday_from": relative.weekday_from, "reference": relative.reference, "clock": clock.clock, "clock_bare": clock.clock_bare,
    "length": lengths.length, "length_half": lengths.length_half, "length_half_of": lengths.length_half_of, "length_long": lengths.length_long,
    "length_range": lengths.length_range, "length_sum": lengths.length_sum, "length_big": lengths.length_big, "length_which": lengths.length_which,
    "often": lengths.often, "often_weekday": lengths.often_weekday, "often_n": lengths.often_n, "often_times": lengths.often_times,
    "often_month": lengths.often_month, "rate": lengths.rate,
}  # fmt: skip
"""What each name in the column `reader` of the rules stands for."""


def read_times(
    text: str, spans: Sequence[Span], *, story: str, anchor: str | None, annotation: Annotation | None = None
) -> tuple[Time, ...]:
    """The time expressions in the given pieces (sentences) of a document's clean text, in order.

    `anchor` is the ISO date of the story. Without it the day is taken from a dateline that has one in full (`origin`
    then says `/dateline`); without that, expressions counted from the day of writing have no value. `annotation` gives
    the parse of the same text: it tells from the verb whether "Friday" is past or to come, which the words near by
    tell nearly as well.
    """
    if not spans:
        return ()
    day = day_of(anchor)
    told = day is None
    if told:
        day = dateline_day(text, spans)
    context = Context(text, spans[0], day, is_narrative(text, spans, day), Tree(annotation) if annotation else None)
    found: list[Time] = []
    for number, span in enumerate(spans):
        context.span, context.sentence = span, number
        for reading in _read_span(context):
            found.append(
                _time(text, story, reading, "/dateline" if told and day and reading.base == day.isoformat() else "")
            )
    return tuple(found)


def dateline_day(text: str, spans: Sequence[Span]) -> date | None:
    """The day of a dateline ("NORBURG, 12 November 2025 -") or of a line that is nothing but a date, among the first
    pieces of a text; None where there is none in full."""
    rules = load_time_rules()
    rule = next(rule for rule in rules.rules if rule.id == "date")
    for span in spans[:DATELINES]:
        found = _DATELINE.match(text, span.start, min(span.end, span.start + LONGEST_DATELINE))
        start = found.end() if found else span.start
        match = rule.pattern.match(text, start, span.end)
        if match is None or not (match.end() == span.end or (found and _DASH.match(text, match.end(), span.end))):
            continue
        reading = _readings(dates.calendar(Found(rule, match, rules.words), Context(text, span, None)))
        if reading and day_of(reading[0].value):
            return day_of(reading[0].value)
    return None


def is_narrative(text: str, spans: Sequence[Span], anchor: date | None) -> bool:
    """True for a text that tells of the past in order: many years in figures, long ago, hardly a day of this week and
    none at its head, where news and obituaries have theirs."""
    if anchor is not None and any(_DEICTIC.search(text, span.start, span.end) for span in spans[:HEAD]):
        return False
    years: list[int] = []
    deictic = 0
    for span in spans:
        years.extend(
            int(found[2]) if found[2] else -int(found[1]) for found in _YEAR.finditer(text, span.start, span.end)
        )
        deictic += sum(1 for _ in _DEICTIC.finditer(text, span.start, span.end))
    if len(years) < NARRATIVE_YEARS or deictic * 4 > len(years):
        return False
    middle = sorted(years)[len(years) // 2]
    return anchor is None or middle < anchor.year


def _read_span(context: Context) -> Iterator[Reading]:
    """The expressions of a sentence, from left to right; each may move the date that later ones are read against."""
    rules = load_time_rules()
    place = context.span.start
    sentence = Sentence(context.text[place : context.span.end])
    is_trap = rules.rules[-1].may_match(sentence)
    for word in _WORD.finditer(context.text, context.span.start, context.span.end):
        if word.start() < place:
            continue
        candidates = (rule for rule in _candidates(word.group(), rules) if rule.may_match(sentence))
        for match, rule in _matches(context, word.start(), candidates):
            if rule.reader == "trap":
                place = match.end()
                break
            if is_trap and _holds_trap(context, word.end(), match.end(), rules.rules[-1]):
                continue
            readings = _readings(READERS[rule.reader](Found(rule, match, rules.words), context))
            if readings:
                for reading in readings:
                    context.remember(reading)
                yield from readings
                place = max(reading.end for reading in readings)
                break


def _candidates(word: str, rules: TimeRules) -> tuple[TimeRule, ...]:
    """The rules that may match where this word stands."""
    return rules.by_word.get(DIGITS if any(map(str.isdigit, word)) else word.lower(), ())


def _matches(context: Context, start: int, rules: Iterable[TimeRule]) -> list[tuple[re.Match[str], TimeRule]]:
    """The matches at a place, the longest first."""
    if context.text[start].isdigit() and _AFTER_FIGURE.search(context.text, max(0, start - 2), start):
        return []
    found = [(match, rule) for rule in rules if (match := rule.pattern.match(context.text, start, context.span.end))]
    return sorted(found, key=lambda one: -one[0].end())


def _holds_trap(context: Context, start: int, end: int, trap: TimeRule) -> bool:
    """True when a name that is no time ("the Winter Olympics") begins inside a match."""
    words = _WORD.finditer(context.text, start, end)
    return any(
        word.group()[0].isupper() and trap.pattern.match(context.text, word.start(), context.span.end) for word in words
    )


def _readings(found: Reading | tuple[Reading, ...] | None) -> tuple[Reading, ...]:
    if found is None:
        return ()
    return found if isinstance(found, tuple) else (found,)


def _time(text: str, story: str, reading: Reading, how: str = "") -> Time:
    words = evidence(text, reading.start, reading.end)
    identity = content_id("time", story, [reading.start, reading.end], reading.timex.value, reading.value)
    used = reading.base if reading.value else None
    return Time(
        identity,
        story,
        words,
        reading.timex,
        reading.value,
        used,
        Origin("annotate", f"times/{reading.rule}{how}", VERSION),
    )
