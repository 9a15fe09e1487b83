"""What a clause says how much, when, where, who and under which name, each with its words."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta

from onrecord.model import Annotation, Approximate, Evidence, Quantity, QuantityKind, StoryReading, Time, Timex
from onrecord.resolve.disputes.claims import Dated, Figure, Identity, Party, Placed
from onrecord.resolve.disputes.grammar import Clause, lemma_of
from onrecord.resolve.disputes.vocabulary import content_lemmas, name_tokens
from onrecord.rules.claims import load_claim_words, load_measures

COUNTED = frozenset((QuantityKind.COUNT, QuantityKind.MONEY, QuantityKind.MASS, QuantityKind.AREA, QuantityKind.RATE, QuantityKind.DURATION, QuantityKind.OTHER))  # fmt: skip
ROUGH = 0.15
"""How far from a number that is said to be near the true one may lie, as a part of it."""
WAYS = {"from": "from", "off": "at", "to": "to", "into": "to", "towards": "to", "in": "at", "at": "at", "on": "at", "near": "at", "outside": "at", "inside": "at",
        "under": "at", "over": "at", "below": "at", "above": "at", "within": "at"}  # fmt: skip
DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())


# --- how much -------------------------------------------------------------------------------------


def read_figures(reading: StoryReading, clause: Clause) -> Iterator[Figure]:
    """The amounts in a clause that measure something."""
    annotation = reading.annotation
    inside = frozenset(clause.words)
    for quantity in reading.quantities:
        words = annotation.words_in(quantity.evidence.span)
        if quantity.kind in COUNTED and words and words[0] in inside and quantity.equivalent_of is None:
            found = _figure(annotation, clause, quantity, words)
            if found is not None:
                yield found


def _figure(annotation: Annotation, clause: Clause, quantity: Quantity, words: range) -> Figure | None:
    noun = _counted(annotation, words)
    chain = _governors(annotation, noun, clause)
    role = _role(annotation, noun)
    counted = None if quantity.kind is QuantityKind.MONEY else annotation.words[noun].lemma.lower()
    if counted is not None and quantity.kind is QuantityKind.COUNT and annotation.words[noun].upos not in ("NOUN", "PROPN", "NUM"):
        counted = None
    low, high = bounds(quantity)
    if low is None and high is None:
        return None
    governors = chain if role != "agent" else ()
    measures = _measures(governors, counted)
    limits = _limits(annotation, noun, words, clause)
    unit = quantity.unit
    return Figure(low, high, unit, counted, measures, (*chain, *limits), quantity.approximate not in (Approximate.EXACT, Approximate.AT_LEAST), quantity.evidence)


def bounds(quantity: Quantity) -> tuple[float | None, float | None]:
    """Between what numbers the true one lies, by what is said."""
    value = quantity.value
    if value is None:
        return quantity.low, quantity.high
    match quantity.approximate:
        case Approximate.AT_LEAST | Approximate.MORE_THAN:
            return value, None
        case Approximate.AT_MOST:
            return None, value
        case Approximate.NEARLY:
            return value * (1 - ROUGH), value
        case Approximate.ABOUT:
            return value * (1 - ROUGH), value * (1 + ROUGH)
        case _:
            return value, value


def _counted(annotation: Annotation, words: range) -> int:
    """The noun that is counted: the head of the number, else its last word."""
    for number in words:
        word = annotation.words[number]
        if word.relation == "nummod" and word.head >= 0:
            return word.head
    outer = [number for number in words if annotation.words[number].head not in words]
    return outer[0] if outer else words[-1]


def _governors(annotation: Annotation, noun: int, clause: Clause) -> tuple[str, ...]:
    """The predicates above a noun up to the clause's own, nearest first, with what they are said of where they say little."""
    found: list[str] = []
    current = noun
    for _ in range(6):
        if current == clause.head or annotation.words[current].head < 0:
            break
        participles = [child for child in annotation.dependents(current, "acl") if annotation.words[child].upos == "VERB"]
        found.extend(lemma_of(annotation, child) for child in participles if current == noun)
        current = annotation.words[current].head
        if annotation.words[current].upos in ("VERB", "ADJ", "NOUN", "AUX") and current != clause.head:
            found.append(lemma_of(annotation, current))
    else:
        return tuple(found)
    return tuple(dict.fromkeys([*found, *clause.predicates]))


def _role(annotation: Annotation, noun: int) -> str:
    word = annotation.words[noun]
    if word.relation == "nsubj" and annotation.dependents(word.head, "obj"):
        return "agent"
    return "other"


def _measures(governors: tuple[str, ...], counted: str | None) -> tuple[str, ...]:
    near = governors[:6]
    return tuple(
        measure.id
        for measure in load_measures()
        if not measure.predicates.isdisjoint(near) or (counted is not None and counted in measure.counted)
    )


def _limits(annotation: Annotation, noun: int, words: range, clause: Clause) -> tuple[str, ...]:
    """What stands with the number and its noun, and the extent that the clause gives: lemmas, marked by their kind."""
    below = {child for node in (noun, *words) for child in annotation.children[node]} | set(words)
    found = [f"with:{annotation.words[number].lemma.lower()}" for number in sorted(below - {noun})]
    scopes, periods = load_claim_words("scope"), load_claim_words("period")
    for number in clause.words:
        lemma = annotation.words[number].lemma.lower()
        if lemma in scopes and annotation.words[number].relation.startswith(("obl", "nmod")) and number not in words:
            found.append(f"scope:{lemma}")
        if lemma in periods and number not in words and annotation.words[number].relation not in ("compound",):
            before = annotation.words[number - 1].lemma.lower() if number else ""
            found.append(f"period:{before} {lemma}")
    return tuple(dict.fromkeys(found))


# --- when -----------------------------------------------------------------------------------------


def read_date(reading: StoryReading, clause: Clause) -> Dated | None:
    """When the predicate came about: a date that hangs by it or by what it is said of, not by another verb in between."""
    annotation = reading.annotation
    found: list[Dated] = []
    for time in reading.times:
        words = annotation.words_in(time.evidence.span)
        if not words or words[0] not in clause.words or time.timex not in (Timex.DATE, Timex.TIME):
            continue
        days = days_of(time)
        if days and _hangs(annotation, words, clause):
            found.append(Dated(days[0], days[1], days[0] == days[1], time.evidence))
    return min(found, key=lambda dated: (not dated.is_day, dated.evidence.span)) if found else None


def _hangs(annotation: Annotation, words: range, clause: Clause) -> bool:
    outer = next((number for number in words if annotation.words[number].head not in words), words[0])
    current = annotation.words[outer].head
    for _ in range(5):
        if current in (clause.head, clause.top):
            return True
        if current < 0 or annotation.words[current].upos in ("VERB", "AUX"):
            return False
        current = annotation.words[current].head
    return False


def days_of(time: Time) -> tuple[str, str] | None:
    """The first and the last day of a TIMEX3 value; None where it is not told, or vague."""
    value = time.value or ""
    if day := re.match(r"(\d{4})-(\d\d)-(\d\d)(?:$|T)", value):
        return (value[:10], value[:10]) if _is_day(*day.groups()) else None
    if week := re.match(r"(\d{4})-W(\d\d)$", value):
        try:
            first = date.fromisocalendar(int(week[1]), int(week[2]), 1)
        except ValueError:
            return None
        return first.isoformat(), (first + timedelta(days=6)).isoformat()
    if month := re.match(r"(\d{4})-(0[1-9]|1[0-2])$", value):
        last = calendar.monthrange(int(month[1]), int(month[2]))[1]
        return f"{value}-01", f"{value}-{last:02}"
    if re.match(r"[12]\d{3}$", value):
        return f"{value}-01-01", f"{value}-12-31"
    return None


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def span_of_days(reading: StoryReading, words: tuple[int, ...] | range) -> tuple[str | None, str | None]:
    """The first and last of the days that a run of words names, (None, None) where it names none."""
    inside = set(words)
    days = [
        found
        for time in reading.times
        if time.timex in (Timex.DATE, Timex.TIME)
        and (at := reading.annotation.words_in(time.evidence.span))
        and at[0] in inside
        and (found := days_of(time))
    ]
    return (min(first for first, _ in days), max(last for _, last in days)) if days else (None, None)


# --- where ----------------------------------------------------------------------------------------


def read_places(reading: StoryReading, clause: Clause) -> Iterator[Placed]:
    """Where the predicate came about: what hangs by it with a preposition of place."""
    annotation = reading.annotation
    for node in dict.fromkeys((clause.head, clause.top)):
        for number in annotation.dependents(node, "obl", "nmod"):
            if number not in clause.words or annotation.words[number].relation == "obl:agent":
                continue
            way = next((WAYS[annotation.words[case].lemma.lower()] for case in annotation.dependents(number, "case") if annotation.words[case].lemma.lower() in WAYS), None)
            if way is None or _is_time(reading, number):
                continue
            words = tuple(word for word in annotation.subtree(number, frozenset(annotation.dependents(number, "acl:relcl", "advcl", "conj"))) if word in clause.words)
            if words:
                yield Placed(way, name_tokens(reading, words), content_lemmas(annotation, words), annotation.phrase(words))


def _is_time(reading: StoryReading, number: int) -> bool:
    span = reading.annotation.words[number].span
    return any(time.evidence.span.start <= span.start < time.evidence.span.end for time in reading.times)


# --- who ------------------------------------------------------------------------------------------


def read_parties(reading: StoryReading, clause: Clause) -> tuple[Party | None, Party | None]:
    """Who did the deed of a clause, and to whom or what; (None, None) where it is none."""
    annotation = reading.annotation
    by = annotation.dependents(clause.head, "obl:agent")
    passive = annotation.dependents(clause.head, "nsubj:pass")
    objects = annotation.dependents(clause.head, "obj")
    subjects = annotation.dependents(clause.head, "nsubj")
    if by:
        return _party(reading, by[0]), _party(reading, passive[0]) if passive else None
    if subjects and annotation.words[subjects[0]].relation == "nsubj" and objects:
        return _party(reading, subjects[0]), _party(reading, objects[0])
    return None, _party(reading, passive[0]) if passive else None


def _party(reading: StoryReading, number: int) -> Party:
    annotation = reading.annotation
    words = annotation.subtree(number, frozenset(annotation.dependents(number, "acl:relcl", "acl", "appos", "parataxis")))
    return Party(name_tokens(reading, words), content_lemmas(annotation, words), annotation.phrase(words))


# --- under which name -----------------------------------------------------------------------------


def read_identities(reading: StoryReading, clause: Clause) -> Iterator[Identity]:
    """The names that a clause gives to somebody or something that it describes: "the man held is X", "police named the man as X"."""
    annotation = reading.annotation
    head = clause.head
    if annotation.dependents(head, "cop") and annotation.words[head].upos == "PROPN" and (subjects := annotation.dependents(head, "nsubj")):
        yield from _identity(reading, head, tuple(annotation.subtree(subjects[0])))
    elif annotation.words[head].lemma in load_claim_words("naming"):
        bearers = annotation.dependents(head, "obj", "nsubj:pass")
        names = [child for child in annotation.dependents(head, "obl", "xcomp") if annotation.words[child].upos == "PROPN"]
        if bearers and names:
            yield from _identity(reading, names[0], tuple(annotation.subtree(bearers[0])))
    elif not load_claim_words("called").isdisjoint(annotation.words[number].lemma for number in clause.words):
        names = [number for number in clause.words if annotation.words[number].upos == "PROPN" and annotation.words[number].relation.startswith(("obj", "obl", "nmod", "appos", "root", "ccomp"))]
        if len(names) == 1:
            yield from _identity(reading, names[0], tuple(word for word in clause.words if word not in annotation.subtree(names[0])))


def _identity(reading: StoryReading, number: int, bearer: tuple[int, ...]) -> Iterator[Identity]:
    """A name of two words and more, or one that stands for a person or a place."""
    annotation = reading.annotation
    words = (number, *annotation.dependents(number, "flat"))
    words = tuple(word for word in range(min(words), max(words) + 1))
    if any(annotation.words[word].text[0].isupper() for word in words) and bearer:
        found: Evidence = annotation.phrase(words)
        yield Identity(found.text, content_lemmas(annotation, bearer), found)
