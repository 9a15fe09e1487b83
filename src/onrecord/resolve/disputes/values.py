"""What a clause says how much, when, where, who and under which name, each with its words."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from onrecord.model import Annotation, Approximate, Evidence, Quantity, QuantityKind, StoryReading, Time, Timex
from onrecord.resolve.disputes.claims import Dated, Figure, Identity, Party, Placed
from onrecord.resolve.disputes.grammar import Clause, lemma_of
from onrecord.resolve.disputes.vocabulary import content_lemmas, name_tokens
from onrecord.rules.claims import load_claim_words, load_measures
from onrecord.rules.name_tables import numbers

COUNTED = frozenset((QuantityKind.COUNT, QuantityKind.MONEY, QuantityKind.MASS, QuantityKind.AREA, QuantityKind.RATE, QuantityKind.DURATION, QuantityKind.OTHER))  # fmt: skip
NEXT = 3
"""Words after a number that its noun may stand behind it to be shown with it."""
ROUGH = 0.15
"""How far from a number that is said to be near the true one may lie, as a part of it."""
WAYS = {"from": "from", "off": "at", "to": "to", "into": "to", "towards": "to", "in": "at", "at": "at", "on": "at", "near": "at", "outside": "at", "inside": "at",
        "under": "at", "over": "at", "below": "at", "above": "at", "within": "at"}  # fmt: skip
WEAK = "~"
"""Before a measure that only a verb of many senses tells."""
TELLING = frozenset(("dead", "death", "fatality", "toll", "missing", "injured", "wounded", "injury"))
"""Nouns that are a measure by themselves, whatever they stand beside ("23 dead and nine missing")."""
BASES = {"tonne": (1000.0, "kg"), "g": (0.001, "kg"), "pound": (0.4536, "kg"), "acre": (0.4047, "ha"), "km2": (100.0, "ha")}
"""Units that news use for one thing, in the one they are compared in."""
OWN = frozenset(("it", "its", "they", "their", "he", "his", "she", "her", "we", "our", "i", "my"))
SEASONS = {"SP": ("03-01", "06-20"), "SU": ("06-01", "09-22"), "FA": ("09-01", "12-20")}
"""First and last day of a season, widely; winter lies in two years."""
BOUNDS = frozenset(("since", "by", "until", "till", "before", "after", "from"))
"""Words after which a date is a bound and not the day itself."""


# --- how much -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as written: its bounds, what it is of, and its words."""

    low: float | None
    high: float | None
    unit: str | None
    kind: QuantityKind
    words: range
    is_rough: bool
    evidence: Evidence


def read_figures(reading: StoryReading, clause: Clause) -> Iterator[Figure]:
    """The amounts in a clause that measure something."""
    annotation = reading.annotation
    inside = frozenset(clause.words)
    for amount in read_amounts(reading):
        if amount.words[0] in inside:
            found = _figure(reading, clause, amount)
            if found is not None:
                yield found


def read_amounts(reading: StoryReading) -> Iterator[Amount]:
    """The quantities of a story, and the bare numbers that it gives for something named before ("the toll stands at nine")."""
    annotation = reading.annotation
    taken: set[int] = set()
    for quantity in reading.quantities:
        words = annotation.words_in(quantity.evidence.span)
        taken.update(words)
        low, high = bounds(quantity)
        if words and quantity.kind in COUNTED and quantity.equivalent_of is None and (low is not None or high is not None):
            factor, unit = BASES.get(quantity.unit or "", (1.0, quantity.unit))
            unit = unit or ("money" if quantity.kind is QuantityKind.MONEY else None)
            low, high = (None if bound is None else bound * factor for bound in (low, high))
            is_rough = quantity.approximate not in (Approximate.EXACT, Approximate.AT_LEAST)
            yield Amount(low, high, unit, quantity.kind, words, is_rough, quantity.evidence)
    for time in reading.times:
        taken.update(annotation.words_in(time.evidence.span))
    for number, word in enumerate(annotation.words):
        if word.upos == "NUM" and number not in taken and (value := _number(word.text)) is not None and _is_bare(annotation, number):
            words = range(number, number + 1)
            yield Amount(value, value, None, QuantityKind.COUNT, words, False, annotation.phrase(words))


def _is_head_count(annotation: Annotation, noun: int, amount: Amount) -> bool:
    """True for a number that stands for whoever it counts: "eleven died", "killed 40"."""
    if amount.low is not None and amount.low % 1:
        return False
    return annotation.words[noun].relation.startswith(("nsubj", "obj", "root", "conj")) or annotation.words[noun].upos in ("ADJ", "VERB")


def _number(text: str) -> float | None:
    plain = text.replace(",", "").lower()
    plain = numbers().get(plain, plain) if plain.isalpha() and len(plain) > 2 else plain
    return float(plain) if plain.isdecimal() else None


def _is_bare(annotation: Annotation, number: int) -> bool:
    """True for the object of a verb and for what stands after `at` or `to`."""
    word = annotation.words[number]
    if word.relation == "obj":
        return True
    before = annotation.words[number - 1].lemma if number else ""
    return before in ("at", "to") and word.relation.startswith(("obl", "nmod"))


def _figure(reading: StoryReading, clause: Clause, amount: Amount) -> Figure | None:
    annotation = reading.annotation
    noun = _counted(annotation, amount.words)
    if _is_taken_back(annotation, noun, amount.words[0]) or _is_whole(annotation, amount.words[0]):
        return None
    chain = _governors(annotation, noun, clause)
    is_by = annotation.words[noun].relation == "nsubj" and bool(annotation.dependents(annotation.words[noun].head, "obj"))
    counted = _noun_lemma(annotation, noun) if amount.kind is QuantityKind.COUNT else None
    if counted is None or counted in load_claim_words("tally"):
        tally, more = _tallied(annotation, amount.words[0], clause)
        counted, chain = (tally or counted) if amount.kind is QuantityKind.COUNT else None, (*more, *chain)
    measures = _measures(chain, counted, is_by=is_by)
    if (counted is None or counted in load_claim_words("tally")) and amount.kind is QuantityKind.COUNT:
        counted = _put(annotation, noun) or counted
    if counted is None and amount.kind is QuantityKind.COUNT and not _is_head_count(annotation, noun, amount):
        return None
    if amount.kind is QuantityKind.DURATION and "measure-length" not in measures:
        return None
    low, high = amount.low, amount.high
    if f"{chain[0] if chain else ''} over" in ("hand over", "turn over") and amount.evidence.text.startswith("over "):
        low, high, measures = low, low, _measures(("hand over",), counted, is_by=False)
    limits = _limits(annotation, noun, amount.words, clause)
    where = _where(reading, noun, amount.words)
    shown = annotation.phrase(range(amount.words[0], noun + 1)) if amount.words[-1] < noun <= amount.words[-1] + NEXT else amount.evidence
    return Figure(low, high, amount.unit, counted, measures, (*chain, *limits), where, amount.is_rough, shown)


def _where(reading: StoryReading, noun: int, words: range) -> tuple[str, ...]:
    """The names of the place that stands with what is counted: "24 dead in San Roque and three in Bayog"."""
    annotation = reading.annotation
    places = [
        child
        for node in dict.fromkeys((noun, *words))
        for child in annotation.dependents(node, "nmod", "obl")
        if any(annotation.words[case].lemma.lower() in WAYS for case in annotation.dependents(child, "case"))
    ]
    following = [number for number in range(words[-1] + 2, min(words[-1] + 5, len(annotation.words))) if annotation.words[number].upos == "PROPN"]
    if words[-1] + 1 < len(annotation.words) and annotation.words[words[-1] + 1].lemma.lower() in ("in", "at") and following:
        return name_tokens(reading, following)
    return name_tokens(reading, (word for place in places for word in annotation.subtree(place)))


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
    """The noun that is counted: the head of the number, else what it is of ("three of our tanks"), else its last word."""
    for number in words:
        word = annotation.words[number]
        if word.relation == "nummod" and word.head > number:
            return word.head
    outer = next((number for number in words if annotation.words[number].head not in words), words[-1])
    return outer


def _noun_lemma(annotation: Annotation, noun: int) -> str | None:
    word = annotation.words[noun]
    following = annotation.words[noun + 1].text.lower() if noun + 1 < len(annotation.words) and word.upos == "NUM" else ""
    for text in (word.lemma.lower(), word.text.lower(), following):
        if text in TELLING:
            return text
    if word.upos in ("NOUN", "PROPN") and word.lemma.lower() not in ("cent", "percent", "million", "thousand"):
        return word.lemma.lower()
    if noun + 1 < len(annotation.words) and annotation.words[noun + 1].lemma == "of":
        after = range(noun + 2, min(noun + 6, len(annotation.words)))
        return next((annotation.words[place].lemma.lower() for place in after if annotation.words[place].upos in ("NOUN", "PROPN")), None)
    of = [child for child in annotation.dependents(noun, "nmod") if annotation.words[child].upos in ("NOUN", "PROPN")]
    return annotation.words[of[0]].lemma.lower() if of else None


def _put(annotation: Annotation, noun: int) -> str | None:
    """What is put at a number: "puts the wolves in the mountains at 365"."""
    above = annotation.words[noun].head
    if above < 0 or annotation.words[above].lemma not in ("put", "estimate", "set", "reckon"):
        return None
    objects = [child for child in annotation.dependents(above, "obj", "nsubj:pass") if child != noun and annotation.words[child].upos == "NOUN"]
    return annotation.words[objects[0]].lemma.lower() if objects else None


def _tallied(annotation: Annotation, number: int, clause: Clause) -> tuple[str | None, tuple[str, ...]]:
    """What a bare number is the number of, by a word such as `toll` before it, and the verbs that stand with that."""
    tally = load_claim_words("tally")
    for place in reversed([word for word in clause.words if word < number]):
        if annotation.words[place].lemma.lower() in tally:
            of = [child for child in annotation.dependents(place, "nmod") if annotation.words[child].upos in ("NOUN", "PROPN")]
            verbs = tuple(lemma_of(annotation, child) for node in (place, *of) for child in annotation.dependents(node, "acl"))
            lemma = annotation.words[place].lemma.lower()
            is_measure = any(lemma in measure.counted for measure in load_measures())
            return (lemma if is_measure or not of else annotation.words[of[0]].lemma.lower()), (lemma, *verbs)
    return None, ()


def _is_taken_back(annotation: Annotation, noun: int, number: int) -> bool:
    """True for the earlier figure in "revising the 1.1 tonnes" and "nine, up from six"."""
    above = annotation.words[noun].head
    if annotation.words[noun].relation == "obj" and above >= 0 and annotation.words[above].lemma in load_claim_words("taking"):
        return annotation.words[above].relation != "root" and not annotation.dependents(above, "nsubj")
    before = annotation.words[number - 1].lemma.lower() if number else ""
    return before == "from" or (before == "the" and number > 1 and annotation.words[number - 2].lemma.lower() == "from")


def _is_whole(annotation: Annotation, number: int) -> bool:
    """True for that of which only a part is told: "half of the 300 beds", "of the 30 drones, 24"."""
    before = [annotation.words[place].lemma.lower() for place in range(max(annotation.starts[annotation.words[number].sentence], number - 3), number)]
    if "of" not in before or before[-1] not in ("the", "its", "their", "his", "her", "our"):
        return False
    place = number - len(before) + before.index("of") - 1
    if place < annotation.starts[annotation.words[number].sentence]:
        return True
    part = annotation.words[place]
    return part.upos == "NUM" and part.lemma != "one" or part.lemma.lower() in load_claim_words("part") | {"some", "many", "cent", "percent"}


def _governors(annotation: Annotation, noun: int, clause: Clause) -> tuple[str, ...]:
    """The predicates above a noun up to the clause's own, nearest first."""
    beside = _beside(annotation, noun)
    if beside is not None:
        return (beside,)
    found = [lemma_of(annotation, child) for child in annotation.dependents(noun, "acl") if annotation.words[child].upos == "VERB"]
    current = noun
    for _ in range(6):
        if current == clause.head or annotation.words[current].head < 0:
            break
        current = annotation.words[current].head
        if annotation.words[current].upos in ("VERB", "ADJ", "NOUN", "AUX") and current != clause.head:
            found.append(lemma_of(annotation, current))
    return tuple(dict.fromkeys([*found, *clause.predicates]))


def _beside(annotation: Annotation, noun: int) -> str | None:
    """The participle after a number that hangs by the one before: "eleven died and 34 were injured"."""
    is_subject = annotation.words[noun].relation.startswith("nsubj")
    following = annotation.words[noun + 1].upos if noun + 1 < len(annotation.words) else ""
    if is_subject or (annotation.words[noun].relation != "conj" and following != "AUX"):
        return None
    for place in range(noun + 1, min(noun + 5, len(annotation.words))):
        word = annotation.words[place]
        if word.upos in ("VERB", "ADJ") and word.lemma not in ("more", "other"):
            return word.lemma.lower()
        if word.upos not in ("AUX", "ADV", "ADJ", "NOUN"):
            return None
    return None


def _measures(governors: tuple[str, ...], counted: str | None, *, is_by: bool) -> tuple[str, ...]:
    near = governors[:8]
    if counted in TELLING:
        return tuple(measure.id for measure in load_measures() if counted in measure.counted)
    broad = load_claim_words("broad")
    fitting = [measure for measure in load_measures() if measure.is_by or not is_by]
    found = [measure.id for measure in fitting if not measure.predicates.isdisjoint(word for word in near if word not in broad)]
    if not found:
        found = [f"{WEAK}{measure.id}" for measure in fitting if not measure.predicates.isdisjoint(near)]
    return tuple(found) or tuple(measure.id for measure in load_measures() if counted in measure.counted)


def _is_aside(annotation: Annotation, noun: int, number: int) -> bool:
    """`more` in "no more than 9,000", and `by` before whoever did it."""
    if annotation.words[number].lemma == "by" and annotation.words[noun].relation == "obl:agent":
        return True
    return number + 1 < len(annotation.words) and annotation.words[number + 1].lemma == "than"


def _limits(annotation: Annotation, noun: int, words: range, clause: Clause) -> tuple[str, ...]:
    """What stands with the number and its noun, and the extent that the clause gives: lemmas, marked by their kind."""
    below = {child for node in (noun, *words) for child in annotation.children[node]} | set(words)
    found = [f"with:{annotation.words[number].lemma.lower()}" for number in sorted(below - {noun}) if not _is_aside(annotation, noun, number)]
    for kind in ("sum", "single"):
        found.extend(f"{kind}:" for number in clause.words if annotation.words[number].lemma.lower() in load_claim_words(kind))
    found.extend(f"with:{annotation.words[number].lemma.lower()}" for number in range(words[-1] + 1, min(words[-1] + 4, len(annotation.words))) if annotation.words[number].lemma.lower() in load_claim_words("margin"))
    scopes, periods = load_claim_words("scope"), load_claim_words("period")
    for number in clause.words:
        lemma = annotation.words[number].lemma.lower()
        if lemma in scopes and annotation.words[number].relation.startswith(("obl", "nmod")) and number not in words:
            found.append(f"scope:{lemma}")
        if lemma in periods and number and annotation.words[number - 1].lemma.lower() in ("a", "an", "per", "each", "every", "one"):
            found.append(f"period:{lemma}")
    found.extend(f"period:{annotation.words[number].lemma.lower()}" for number in words if number > words[0] and annotation.words[number].lemma.lower() in periods and annotation.words[number - 1].lemma.lower() in ("a", "an", "per", "each", "every"))
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
        if days and not _is_bound(annotation, words[0]) and _hangs(annotation, words, clause):
            found.append(Dated(days[0], days[1], days[0] == days[1], time.evidence))
    return min(found, key=lambda dated: (not dated.is_day, dated.evidence.span)) if found else None


def _hangs(annotation: Annotation, words: range, clause: Clause) -> bool:
    outer = next((number for number in words if annotation.words[number].head not in words), words[0])
    if outer in (clause.head, clause.top):
        return True
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
    if season := re.match(r"(\d{4})-(SP|SU|FA)$", value):
        first, last = SEASONS[season[2]]
        return f"{season[1]}-{first}", f"{season[1]}-{last}"
    if re.match(r"[12]\d{3}$", value):
        return f"{value}-01-01", f"{value}-12-31"
    return None


def _is_bound(annotation: Annotation, number: int) -> bool:
    """True after `since` or `by`, an article or a number in between."""
    return any(annotation.words[place].lemma.lower() in BOUNDS for place in range(max(0, number - 2), number))


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
        and not _is_bound(reading.annotation, at[0])
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
            words = tuple(word for word in annotation.subtree(number, frozenset(annotation.dependents(number, "acl:relcl", "advcl", "conj", "appos", "acl"))) if word in clause.words)
            words = _up_to_not(annotation, words)
            if words:
                yield Placed(way, name_tokens(reading, words), content_lemmas(annotation, words), annotation.phrase(words))


def _up_to_not(annotation: Annotation, words: tuple[int, ...]) -> tuple[int, ...]:
    """The words before a negation: "in the laboratory, not at any market"."""
    stop = next((place for place, number in enumerate(words) if annotation.words[number].lemma in ("not", "and", ",") and place), len(words))
    return words[:stop]


def _is_time(reading: StoryReading, number: int) -> bool:
    span = reading.annotation.words[number].span
    return any(time.evidence.span.start <= span.start < time.evidence.span.end for time in reading.times)


# --- who ------------------------------------------------------------------------------------------

BLAMING = {"blame": ("for", "on"), "accuse": ("of",), "suspect": ("of",), "attribute": ("to",), "hold": ("for",), "claim": ("for",), "link": ("to",)}
"""Verbs that lay a deed at somebody's door, and the words before the deed or, behind `on` and `to`, before whoever did it."""


def read_parties(reading: StoryReading, clause: Clause, source: int | None) -> tuple[Party | None, Party | None]:
    """Who did the deed of a clause, and to whom or what; None for what is not told.

    `source` is the first word of whoever speaks, who is meant by "it" and "its fighters".
    """
    annotation = reading.annotation
    by = annotation.dependents(clause.head, "obl:agent")
    passive = annotation.dependents(clause.head, "nsubj:pass")
    objects = annotation.dependents(clause.head, "obj")
    subjects = [child for node in dict.fromkeys((clause.head, clause.top)) for child in annotation.dependents(node, "nsubj") if annotation.words[child].relation == "nsubj"]
    blamed = _blamed(reading, clause)
    if blamed is not None or annotation.words[clause.head].lemma in BLAMING:
        return blamed or (None, None)
    if by:
        return _party(reading, by[0], source), _party(reading, passive[0], None) if passive else None
    if subjects and objects:
        return _party(reading, subjects[0], source), _party(reading, objects[0], None)
    if subjects and annotation.words[clause.head].lemma in ("behind", "responsible", "work", "author", "culprit"):
        deeds = annotation.dependents(clause.head, "obl", "nmod", "obj")
        pair = (_party(reading, subjects[0], source), _party(reading, deeds[0], None)) if deeds else (None, None)
        return pair[::-1] if annotation.words[clause.head].lemma == "work" else pair
    return None, _party(reading, passive[0], None) if passive else None


def _blamed(reading: StoryReading, clause: Clause) -> tuple[Party | None, Party | None] | None:
    """Who is blamed for what: "blamed the raid on X", "accused X of the raid", "X claimed responsibility for the raid"."""
    annotation = reading.annotation
    lemma = annotation.words[clause.top].lemma
    objects = [child for child in annotation.dependents(clause.top, "obj", "nsubj:pass") if child in clause.words or True]
    if lemma not in BLAMING or not objects:
        return None
    for child in (*annotation.children[clause.top], *annotation.children[objects[0]]):
        if annotation.words[child].head == objects[0] and annotation.words[child].upos != "VERB" and lemma == "accuse":
            continue
        case = next((annotation.words[word].lemma for word in annotation.children[child] if annotation.words[word].relation in ("case", "mark")), "")
        if case not in BLAMING[lemma] or annotation.words[child].upos not in ("NOUN", "PROPN", "VERB"):
            continue
        if lemma == "claim":
            subjects = annotation.dependents(clause.top, "nsubj")
            return (_party(reading, subjects[0], None), _party(reading, child, None)) if subjects else None
        pair = _party(reading, objects[0], None), _party(reading, child, None)
        return pair if case in ("for", "of") else pair[::-1]
    return None


def _aside(annotation: Annotation, number: int) -> tuple[int, ...]:
    """What is told of somebody besides; a name behind what he is ("the group Free Hills") belongs to him."""
    apart = annotation.dependents(number, "acl:relcl", "acl", "appos", "parataxis")
    return tuple(child for child in apart if annotation.words[child].upos != "PROPN" or annotation.words[child - 1].text == ",")


def _party(reading: StoryReading, number: int, source: int | None) -> Party:
    annotation = reading.annotation
    words = annotation.subtree(number, frozenset(_aside(annotation, number)))
    lemmas = tuple(annotation.words[word].lemma.lower() for word in words if annotation.words[word].upos in ("NOUN", "PROPN", "ADJ", "VERB"))
    names = name_tokens(reading, words)
    cases = annotation.dependents(number, "case")
    shown = annotation.phrase(tuple(word for word in words if word not in cases))
    if source is not None and not names and any(annotation.words[word].lemma.lower() in OWN for word in words):
        outer = annotation.subtree(source, frozenset(annotation.dependents(source, "acl:relcl", "acl", "appos")))
        names = name_tokens(reading, outer)
        lemmas = (*lemmas, *(annotation.words[word].lemma.lower() for word in outer if annotation.words[word].upos in ("NOUN", "PROPN", "ADJ")))
        shown = annotation.phrase(outer)
    return Party(names, lemmas, shown)


# --- under which name -----------------------------------------------------------------------------


def read_identities(reading: StoryReading, clause: Clause) -> Iterator[Identity]:
    """The names that a clause gives to somebody or something that it describes: "the man held is X", "police named the man as X"."""
    annotation = reading.annotation
    head = clause.head
    if annotation.dependents(head, "cop") and (subjects := annotation.dependents(head, "nsubj")):
        if annotation.words[head].upos == "PROPN" and annotation.words[subjects[0]].upos == "NOUN":
            others = [child for child in annotation.dependents(head, "conj") if annotation.words[child].upos == "PROPN"]
            yield from _identity(reading, others[0] if clause.is_negated and others else head, clause)
        elif annotation.words[head].upos == "PRON" and (named := [child for child in annotation.dependents(head, "nmod") if annotation.words[child].upos == "PROPN"]):
            yield from _identity(reading, named[0], clause)
        elif annotation.words[subjects[0]].upos == "PROPN" and _is_the(annotation, head):
            yield from _identity(reading, subjects[0], clause)
    elif annotation.words[head].lemma in load_claim_words("naming"):
        bearers = annotation.dependents(head, "obj", "nsubj:pass")
        children = [*annotation.children[head], *(child for bearer in bearers for child in annotation.subtree(bearer))]
        names = [child for child in children if annotation.words[child].upos == "PROPN" and annotation.words[child].relation not in ("flat", "compound", "nmod:desc") and _is_as(annotation, child)]
        if names:
            yield from _identity(reading, names[-1], clause)
    if not load_claim_words("called").isdisjoint(annotation.words[number].lemma for number in clause.words):
        flats = ("flat", "compound", "nmod:desc")
        names = [number for number in clause.words if annotation.words[number].upos == "PROPN" and annotation.words[number].relation not in flats]
        if len(names) == 1 and annotation.dependents(names[0], "flat"):
            yield from _identity(reading, names[0], clause)


def _is_as(annotation: Annotation, number: int) -> bool:
    """True for what stands after `as`."""
    return any(annotation.words[child].lemma == "as" for child in annotation.children[number])


def _is_the(annotation: Annotation, number: int) -> bool:
    """True for a noun that only one thing answers to: "the pilot of"."""
    return annotation.words[number].upos == "NOUN" and any(annotation.words[child].lemma == "the" for child in annotation.dependents(number, "det"))


def _identity(reading: StoryReading, number: int, clause: Clause) -> Iterator[Identity]:
    """A name with everything else that its clause says; a short one has what is said of whoever speaks, too."""
    annotation = reading.annotation
    words = (number, *annotation.dependents(number, "flat"))
    words = tuple(range(min(words), max(words) + 1))
    own = {*words, *annotation.dependents(number, "nmod:desc", "appos", "conj", "cop")}
    bearer = content_lemmas(annotation, (word for word in range(min(clause.words), max(clause.words) + 1) if word not in own))
    if annotation.words[number].text[0].isupper():
        found: Evidence = annotation.phrase(words)
        yield Identity(found.text, bearer, found)
