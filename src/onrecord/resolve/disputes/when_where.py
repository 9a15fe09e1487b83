"""When and where: the day and the place of a clause's own predicate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from onrecord.model import Annotation, StoryReading, Time, Timex
from onrecord.resolve.disputes.claims import Dated, Placed
from onrecord.resolve.disputes.grammar import Clause
from onrecord.resolve.disputes.vocabulary import content_lemmas, name_tokens
from onrecord.rules.countries import country_of_name
from onrecord.rules.periods import period_of
from onrecord.rules.times import precision_of

WAYS = {"from": "from", "off": "at", "to": "to", "into": "to", "towards": "to", "in": "at", "at": "at", "on": "at", "near": "at", "outside": "at", "inside": "at",
        "under": "at", "over": "at", "below": "at", "above": "at", "within": "at"}  # fmt: skip
"""Prepositions of place, and which of them may answer one another."""
SEASONS = {"SP": ("03-01", "06-20"), "SU": ("06-01", "09-22"), "FA": ("09-01", "12-20")}
"""First and last day of a season, widely; winter lies in two years."""
PRECISE = frozenset(("time", "day", "week", "month", "year"))
"""How near a date must be told to be set against another."""
CLOCK = re.compile(
    r"(?!(?:1[89]|20)\d\d$)(?:[\s\d:.,()]|\b(?:[ap]\.?\s?m\b|o'clock|hours?|hrs?|local|time|noon|midday|midnight|around|about|at|shortly|just|nearly|almost|gmt|utc|est|edt|cet|bst|ist|pst|pdt)\b)+",
    re.I,
)
"""A time of the day that names no day: the day that it is given is that of the report."""
BOUNDS = frozenset(("since", "by", "until", "till", "before", "prior", "after", "from"))
"""Words after which a date is a bound and not the day itself."""


def read_date(reading: StoryReading, clause: Clause) -> Dated | None:
    """When the predicate came about: a date that hangs by it or by what it is said of, not by another verb in between."""
    annotation = reading.annotation
    found: list[Dated] = []
    for time in reading.times:
        words = annotation.words_in(time.evidence.span)
        if not words or words[0] not in clause.words or time.timex not in (Timex.DATE, Timex.TIME):
            continue
        days = days_of(time)
        is_bound = (
            _is_bound(annotation, words[0]) or _is_model(annotation, words, clause) or _is_done(annotation, clause)
        )
        if days and not is_bound and _hangs(annotation, words, clause):
            found.append(Dated(days[0], days[1], days[0] == days[1], time.evidence, _minute_of(time)))
    if not found:
        return None
    best = min(found, key=lambda dated: (not dated.is_day, is_clock(dated), dated.evidence.span))
    clock = next((dated for dated in found if dated.minute is not None and is_clock(dated)), None)
    return _at_hour(annotation, best, clock) if clock and best.minute is None else best


def _at_hour(annotation: Annotation, day: Dated, clock: Dated) -> Dated:
    """A day with the time of the day that stands beside it: "at 4 a.m. on Tuesday"."""
    words = [*annotation.words_in(day.evidence.span), *annotation.words_in(clock.evidence.span)]
    if max(words) - min(words) > len(words) + 1:
        return day
    return replace(day, minute=clock.minute, evidence=annotation.phrase(range(min(words), max(words) + 1)))


def is_clock(dated: Dated) -> bool:
    """True for a time of the day alone."""
    return CLOCK.fullmatch(dated.evidence.text) is not None


def _is_model(annotation: Annotation, words: range, clause: Clause) -> bool:
    """True for the year of a thing: "in his 2008 saloon"; not of what the clause is about: "is a 2008 play"."""
    head = annotation.words[words[-1]].head
    return (
        head != clause.head
        and len(words) == 1
        and head == words[-1] + 1
        and annotation.words[head].upos in ("NOUN", "PROPN")
    )


def _is_done(annotation: Annotation, clause: Clause) -> bool:
    """True for "has died", beside which a day is that of the page: English says "died on Tuesday"."""
    return any(
        annotation.words[child].text.lower() in ("has", "have", "'ve")
        for node in (clause.head, clause.top)
        for child in annotation.dependents(node, "aux")
    )


def is_until(reading: StoryReading, clause: Clause) -> bool:
    """True for "was not freed until 15 March", which says that it came about, and when."""
    annotation = reading.annotation
    return clause.is_negated and any(
        annotation.words[number].lemma in ("until", "till") and _is_time(reading, annotation.words[number].head)
        for number in clause.words
        if annotation.words[number].head >= 0
    )


def _minute_of(time: Time) -> int | None:
    """The minute of the day in a clock time."""
    clock = re.match(r"\d{4}-\d\d-\d\dT(\d\d)(?::(\d\d))?", time.value or "")
    return int(clock[1]) * 60 + int(clock[2] or 0) if clock else None


def _hangs(annotation: Annotation, words: range, clause: Clause) -> bool:
    outer = next((number for number in words if annotation.words[number].head not in words), words[0])
    if outer in (clause.head, clause.top):
        return True
    current = annotation.words[outer].head
    for _ in range(5):
        if current in (clause.head, clause.top):
            return True
        if current < 0 or (annotation.words[current].upos in ("VERB", "AUX") and not _is_ordered(annotation, current)):
            return False
        current = annotation.words[current].head
    return False


def _is_ordered(annotation: Annotation, number: int) -> bool:
    """True for a deed whose day is that of the verb above it: "ordered the town evacuated on Monday"."""
    return annotation.words[number].relation == "xcomp"


def days_of(time: Time) -> tuple[str, str] | None:
    """The first and the last day of a TIMEX3 value; None where it is not told, or vague."""
    value = time.value or ""
    year, _, season = value.partition("-")
    if season in SEASONS and len(year) == 4 and year.isdigit():
        begins, ends = SEASONS[season]
        return f"{year}-{begins}", f"{year}-{ends}"
    return period_of(value) if precision_of(value) in PRECISE and not value.endswith("WE") else None


def _is_bound(annotation: Annotation, number: int) -> bool:
    """True after `since` or `by`, an article or a number in between; not after `not until`."""
    lemmas = [annotation.words[place].lemma.lower() for place in range(max(0, number - 2), number)]
    head = annotation.words[annotation.words[number].head] if annotation.words[number].head >= 0 else None
    above = annotation.children[annotation.words[number].head] if head else ()
    if {"until", "till"} & set(lemmas) and any(annotation.words[child].lemma in ("not", "n't") for child in above):
        return False
    return any(lemma in BOUNDS for lemma in lemmas)


def span_of_days(reading: StoryReading, words: tuple[int, ...] | range) -> tuple[str | None, str | None]:
    """The first and last of the days that a run of words names, (None, None) where it names none."""
    inside = set(words)
    days = [
        found
        for time in reading.times
        if time.timex in (Timex.DATE, Timex.TIME)
        and (at := reading.annotation.words_in(time.evidence.span))
        and at[0] in inside
        and not _is_bound(reading.annotation, at[0])
        and (found := days_of(time))
    ]
    return (min(first for first, _ in days), max(last for _, last in days)) if days else (None, None)


def read_places(reading: StoryReading, clause: Clause) -> Iterator[Placed]:
    """Where the predicate came about, each place once, with what is told of it ("at home in Lima")."""
    found: list[Placed] = []
    for placed in _all_places(reading, clause):
        if not any(known.evidence.span.covers(placed.evidence.span) for known in found):
            found.append(placed)
    yield from found


def _all_places(reading: StoryReading, clause: Clause) -> Iterator[Placed]:
    """Where the predicate came about: what hangs by it with a preposition of place, or where somebody is said to be."""
    annotation = reading.annotation
    for node in dict.fromkeys((clause.head, clause.top, *_meanwhile(annotation, clause))):
        if annotation.dependents(node, "cop") and (way := _way_of(annotation, node)) and not _is_time(reading, node):
            subjects = frozenset(
                annotation.dependents(node, "nsubj", "cop", "advcl", "parataxis", "conj", "obl", "punct")
            )
            yield from _placed(reading, clause, node, way, subjects)
        for number in annotation.dependents(node, "obl", "nmod"):
            if number not in clause.words or annotation.words[number].relation == "obl:agent":
                continue
            way = _way_of(annotation, number)
            if way is not None and not _is_time(reading, number):
                apart = frozenset(annotation.dependents(number, "acl:relcl", "advcl", "conj", "appos", "acl"))
                yield from _placed(reading, clause, number, way, apart)


def _meanwhile(annotation: Annotation, clause: Clause) -> tuple[int, ...]:
    """What somebody did when it came about, and so where: "was hit while throwing stones on Mill Street"."""
    return tuple(
        child
        for child in annotation.dependents(clause.head, "advcl")
        if any(annotation.words[mark].lemma in ("while", "as") for mark in annotation.dependents(child, "mark"))
    )


def _way_of(annotation: Annotation, number: int) -> str | None:
    cases = (annotation.words[case].lemma.lower() for case in annotation.dependents(number, "case"))
    return next((WAYS[case] for case in cases if case in WAYS), None)


def _placed(reading: StoryReading, clause: Clause, number: int, way: str, apart: frozenset[int]) -> Iterator[Placed]:
    annotation = reading.annotation
    start = min(annotation.dependents(number, "case"), default=0)
    words = tuple(word for word in annotation.subtree(number, apart) if word in clause.words and word >= start)
    words = _up_to_not(annotation, words)
    if not words or annotation.words[max(0, start - 1)].lemma == "not":
        return
    named = tuple(word for word in words if annotation.words[word].upos != "PRON")
    shown = annotation.phrase(words)
    known = next((place for place in reading.places if shown.span.covers(place.evidence.span) and place.country), None)
    yield Placed(
        way,
        name_tokens(reading, named),
        content_lemmas(annotation, words),
        shown,
        known.country if known else None,
        known is not None and country_of_name(known.name) == known.country,
        known.lat if known else None,
        known.lon if known else None,
    )


def _up_to_not(annotation: Annotation, words: tuple[int, ...]) -> tuple[int, ...]:
    """The words before a negation: "in the laboratory, not at any market"."""
    stop = next(
        (
            place
            for place, number in enumerate(words)
            if annotation.words[number].lemma in ("not", "and", ",") and place
        ),
        len(words),
    )
    return words[:stop]


def _is_time(reading: StoryReading, number: int) -> bool:
    span = reading.annotation.words[number].span
    return any(time.evidence.span.start <= span.start < time.evidence.span.end for time in reading.times)
