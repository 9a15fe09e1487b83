"""Conditions and deadlines of a commitment, as the story writes them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from onrecord.model import EventDate, Evidence, Time, Timex
from onrecord.resolve.commitments.content import Found
from onrecord.resolve.commitments.reading import Reader
from onrecord.rules.commitments import Condition, load_conditions
from onrecord.rules.times import precision_of

INVERTED = Condition("condition-should", ("should",), "clause")
PREPOSITIONS = frozenset(("by", "before", "until", "till", "within", "inside", "ahead"))
"""What a deadline stands behind."""
BETWEEN = frozenset("the a this very next end start beginning middle close of midnight noon dawn".split())
"""What may stand between the preposition and the time."""
SPANS = frozenset(("ultimatum", "deadline", "notice"))
"""What a span of time stands before: `a 48-hour ultimatum`."""
MOST_BETWEEN = 2
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
    "jan.", "feb.", "aug.", "sept", "oct.", "nov.", "dec.",
)  # fmt: skip
STOPS = frozenset((",", ";", ":", ".", '"', "”", "“", "—", ")"))
DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?)?")


def find_condition(reader: Reader, words: range | tuple[int, ...], *, cue: int) -> Evidence | None:
    """The first condition among these words of the cue's sentence."""
    table = load_conditions()
    for number in words:
        for row in table.get(reader.words[number].text.lower(), ()):
            if _stands(reader, number, row) and (end := _end(reader, number, row, cue)) > number + len(row.words) - 1:
                return reader.annotation.phrase(range(number, end + 1))
        word = reader.words[number]
        if word.text.lower() == "should" and word.head >= 0 and reader.is_inverted(word.head):
            return reader.annotation.phrase(range(number, _end(reader, number, INVERTED, cue) + 1))
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
    if row.words[0] in ("provided", "providing"):
        return word.relation in ("mark", "advcl", "case") and bool(
            reader.annotation.dependents(number, "ccomp") or word.relation == "mark"
        )
    head = reader.words[word.head] if word.head >= 0 else word
    return (
        word.relation in ("mark", "advmod")
        and head.upos in ("VERB", "AUX", "ADJ", "NOUN", "PRON", "PROPN")
        and _has_verb(reader, word.head)
    )


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
    """The first deadline among these words, with its value where the day is known; a clause (`before the rains begin`) has none."""
    inside = frozenset(words)
    for place, (time, numbers) in enumerate(reader.times):
        if not len(numbers) or numbers[0] not in inside:
            continue
        start = _introduced(reader, numbers[0], time, day)
        if start is None:
            continue
        last, said = numbers[-1], time
        if place + 1 < len(reader.times) and time.timex is Timex.TIME:
            following, after = reader.times[place + 1]
            if len(after) and after[0] - last <= MOST_BETWEEN and following.timex is Timex.DATE:
                last, said = after[-1], following
        evidence = reader.annotation.phrase(range(start, last + 1))
        return EventDate(*value_of(said, day, evidence.text), evidence)
    return _before_clause(reader, words)


def _before_clause(reader: Reader, words: range | tuple[int, ...]) -> EventDate | None:
    for number in words:
        word = reader.words[number]
        if word.text.lower() == "before" and word.relation == "mark" and word.head > number:
            below = [
                n for n in reader.annotation.subtree(word.head) if n >= number and reader.words[n].relation != "punct"
            ]
            return EventDate(None, None, reader.annotation.phrase((number, max(below))))
    return None


def _introduced(reader: Reader, first: int, time: Time, day: str | None) -> int | None:
    """Where the deadline's words begin: at its preposition; None for a time that is no deadline."""
    place = first - 1
    while place >= 0 and reader.words[place].text.lower() in BETWEEN:
        place -= 1
    before = reader.words[place].text.lower() if place >= 0 else ""
    if before in PREPOSITIONS:
        return place
    if before == "from" and time.timex is Timex.DATE and not _is_followed(reader, time):
        return place
    if before == "on" and time.timex is Timex.DATE and _is_later(time, day) and _hangs_on_verb(reader, first):
        return place
    if before == "than" and place > 1 and reader.words[place - 1].text.lower() == "later":
        return place - 2
    last = max(reader.annotation.words_in(time.evidence.span))
    behind = reader.words[last + 1].lemma.lower() if last + 1 < len(reader.words) else ""
    is_given = time.timex is Timex.DURATION and _is_given(reader, last)
    return first if behind in SPANS or before == "deadline" or is_given else None


def _hangs_on_verb(reader: Reader, first: int) -> bool:
    """True for a day on which something is done: `will stop work on 5 October`."""
    above = reader.words[first].head
    return 0 <= above < first and reader.words[above].upos == "VERB"


def _is_later(time: Time, day: str | None) -> bool:
    """True for a day after the report's."""
    value, precision = value_of(time, day, time.evidence.text)
    return value is not None and precision == "day" and day is not None and value > day[:10]


def _is_followed(reader: Reader, time: Time) -> bool:
    """True for `from Monday to Friday`."""
    last = max(reader.annotation.words_in(time.evidence.span))
    return last + 1 < len(reader.words) and reader.words[last + 1].text.lower() in ("to", "until", "through")


def _is_given(reader: Reader, last: int) -> bool:
    """True for the object of giving: `gave them 24 hours to leave`."""
    for number in (last, last - 1):
        word = reader.words[number]
        if (
            word.head >= 0
            and reader.words[word.head].lemma.lower() == "give"
            and word.relation in ("obj", "obl:unmarked", "iobj")
        ):
            return True
    return False


def value_of(time: Time, day: str | None, words: str) -> tuple[str | None, str | None]:
    """ISO value and precision of a deadline; a span of time counts from the report's day.

    A deadline lies ahead: a day or month of no written year that was read as past is the next one.
    """
    if time.value is None:
        return None, None
    if time.timex is Timex.DURATION:
        return _after(time.value, day)
    value = _ahead(time.value.partition("T")[0], day, words)
    precision = precision_of(value) if value and "X" not in value else None
    return (value, precision) if precision else (None, None)


def _ahead(value: str, day: str | None, words: str) -> str | None:
    if day is None or value >= day[: len(value)] or not value[:4].isdigit():
        return value
    if value[:4] in words:
        return value
    if _has_any(words, WEEKDAYS) and len(value) == len("2026-03-04"):
        return _next_week(value, day)
    later = f"{int(value[:4]) + 1}{value[4:]}"
    return (
        later
        if re.fullmatch(r"\d{4}-\d{2}(?:-\d{2})?", value) and later >= day[: len(later)] and _has_any(words, MONTHS)
        else None
    )


def _next_week(value: str, day: str) -> str | None:
    """The same day of the week, the first on or after the report's day; nothing where the two are weeks apart."""
    apart = (date.fromisoformat(day[:10]) - date.fromisoformat(value)).days
    return (date.fromisoformat(value) + timedelta(days=7)).isoformat() if 0 < apart < 7 else None


def _has_any(words: str, wanted: tuple[str, ...]) -> bool:
    return any(word in words.lower() for word in wanted)


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


def condition_of(reader: Reader, number: int, found: Found) -> Evidence | None:
    """The condition inside the content, else in what hangs on the cue beside it."""
    inside = find_condition(reader, found.words, cue=number)
    return inside or find_condition(reader, _beside(reader, number, found), cue=number)


def deadline_of(reader: Reader, number: int, found: Found, day: str | None) -> EventDate | None:
    """The deadline inside the content, else in what hangs on the cue beside it."""
    return find_deadline(reader, found.words, day) or find_deadline(reader, _beside(reader, number, found), day)


def _beside(reader: Reader, number: int, found: Found) -> tuple[int, ...]:
    """The words of the cue's sentence that hang on the cue or on the content's head and are none of the content."""
    sentence = reader.annotation.sentence(reader.words[number].sentence)
    below = {*reader.annotation.subtree(number), *reader.annotation.subtree(found.head)}
    return tuple(sorted(n for n in below.difference(found.words) if n in sentence))
