"""Conditions and deadlines of a commitment, as the story writes them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from onrecord.model import EventDate, Evidence, Time, Timex
from onrecord.resolve.commitments.reading import Reader
from onrecord.rules.commitments import Condition, load_conditions

BEFORE = frozenset(("by", "before", "until", "till", "within", "inside", "in", "ahead", "than"))
"""What a deadline stands behind; `in` of a span of time only ("in two weeks")."""
STOPS = frozenset((",", ";", ":", ".", '"', "”", "“", "—", ")"))
DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?)?")
PRECISIONS = (
    (re.compile(r"\d{4}"), "year"),
    (re.compile(r"\d{4}-H[12]"), "half"),
    (re.compile(r"\d{4}-Q[1-4]"), "quarter"),
    (re.compile(r"\d{4}-(?:SP|SU|FA|WI)"), "season"),
    (re.compile(r"\d{4}-\d{2}"), "month"),
    (re.compile(r"\d{4}-W\d{2}(?:-WE)?"), "week"),
    (re.compile(r"\d{4}-\d{2}-\d{2}"), "day"),
    (re.compile(r"\d{4}-\d{2}-\d{2}T.+"), "time"),
    (re.compile(r"\d{3}"), "decade"),
    (re.compile(r"\d{2}"), "century"),
)
ULTIMATUM = frozenset(("ultimatum", "deadline", "notice", "demand", "deal", "agreement"))


def find_condition(reader: Reader, words: range | tuple[int, ...], *, cue: int) -> Evidence | None:
    """The first condition among these words of the cue's sentence."""
    table = load_conditions()
    for number in words:
        for row in table.get(reader.words[number].text.lower(), ()):
            if _stands(reader, number, row) and (end := _end(reader, number, row, cue)) > number + len(row.words) - 1:
                return reader.annotation.phrase(range(number, end + 1))
    return None


def _stands(reader: Reader, number: int, row: Condition) -> bool:
    written = tuple(word.text.lower() for word in reader.words[number : number + len(row.words)])
    if written != row.words:
        return False
    if number and reader.words[number - 1].text.lower() in ("even", "as", "what"):
        return reader.words[number].text.lower() == "as"
    word = reader.words[number]
    if row.shape == "phrase" or len(row.words) > 1:
        return True
    head = reader.words[word.head] if word.head >= 0 else word
    return word.relation in ("mark", "advmod") and head.upos in ("VERB", "AUX", "ADJ", "NOUN", "PRON", "PROPN") and _has_verb(reader, word.head)


def _has_verb(reader: Reader, head: int) -> bool:
    """True for a clause; `until Friday` is none."""
    return reader.words[head].upos in ("VERB", "AUX") or bool(reader.annotation.dependents(head, "cop", "nsubj"))


def _end(reader: Reader, number: int, row: Condition, cue: int) -> int:
    """The last word of the condition: its clause by the parse, else up to the next stop."""
    word = reader.words[number]
    last = reader.annotation.sentence(word.sentence)[-1]
    limit = number + len(row.words)
    while limit <= last and reader.words[limit].text not in STOPS and not (limit == cue and limit > number):
        limit += 1
    if row.shape == "clause" and word.relation == "mark":
        below = [n for n in reader.annotation.subtree(word.head) if n >= number and reader.words[n].relation != "punct"]
        run = number
        for n in below:
            if n == cue or (run < cue < n):
                break
            run = n
        return max(run, number) if run < limit + 12 else limit - 1
    return limit - 1


def find_deadline(reader: Reader, words: range | tuple[int, ...], day: str | None) -> EventDate | None:
    """The first deadline among these words, with its value where the day is known."""
    inside = frozenset(words)
    for time in sorted(reader.reading.times, key=lambda one: one.evidence.span):
        numbers = [n for n in reader.annotation.words_in(time.evidence.span)]
        if not numbers or numbers[0] not in inside:
            continue
        start = _introduced(reader, numbers[0], time)
        if start is not None:
            value, precision = value_of(time, day)
            return EventDate(value, precision, reader.annotation.phrase(range(start, numbers[-1] + 1)))
    return None


def _introduced(reader: Reader, first: int, time: Time) -> int | None:
    """Where the deadline's words begin: at its preposition; None for a time that is no deadline."""
    is_span = time.timex is Timex.DURATION
    place = first - 1
    while place >= 0 and reader.words[place].text.lower() in ("the", "end", "start", "close", "of", "middle", "next", "midnight", "noon", "on", "dawn", "a", "beginning"):
        place -= 1
    before = reader.words[place].text.lower() if place >= 0 else ""
    if before in ("by", "before", "until", "till", "within", "inside"):
        return place
    if before == "than" and place > 1 and reader.words[place - 1].text.lower() == "later":
        return place - 2
    if before == "in" and is_span:
        return None
    if before == "ahead":
        return place
    last = max(reader.annotation.words_in(time.evidence.span))
    behind = reader.words[last + 1].lemma.lower() if last + 1 < len(reader.words) else ""
    if behind in ("ultimatum", "deadline", "notice") or (before == "deadline"):
        return first
    return None


def value_of(time: Time, day: str | None) -> tuple[str | None, str | None]:
    """ISO value and precision of a deadline; a span of time counts from the report's day."""
    if time.value is None:
        return None, None
    if time.timex is Timex.DURATION:
        return _after(time.value, day)
    precision = next((name for pattern, name in PRECISIONS if pattern.fullmatch(time.value)), None)
    return (time.value, precision) if precision else (None, None)


def _after(value: str, day: str | None) -> tuple[str | None, str | None]:
    found = DURATION.fullmatch(value)
    if found is None or day is None or len(day) < len("2026-03-04"):
        return None, None
    years, months, weeks, days, hours = (int(part or 0) for part in found.groups())
    start = date.fromisoformat(day[:10])
    if years or months:
        total = start.year * 12 + start.month - 1 + years * 12 + months
        return f"{total // 12:04d}-{total % 12 + 1:02d}", "month"
    end = start + timedelta(days=weeks * 7 + days + hours // 24)
    return (end.isoformat(), "day") if end > start else (None, None)
