"""How much: the numbers of a clause, what they are of, and what limits them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.model import Annotation, Approximate, Evidence, QuantityKind, StoryReading
from onrecord.resolve.disputes.bounding import bounds
from onrecord.resolve.disputes.claims import Figure
from onrecord.resolve.disputes.grammar import Clause, lemma_of
from onrecord.resolve.disputes.vocabulary import name_tokens
from onrecord.resolve.disputes.when_where import WAYS
from onrecord.rules.claims import load_claim_words, load_measures
from onrecord.rules.name_tables import numbers

COUNTED = frozenset((QuantityKind.COUNT, QuantityKind.MONEY, QuantityKind.MASS, QuantityKind.AREA, QuantityKind.RATE, QuantityKind.DURATION, QuantityKind.OTHER))  # fmt: skip
NEXT = 3
"""Words after a number that its noun may stand behind it to be shown with it."""
GATHERED = frozenset(("crowd", "audience", "force", "convoy", "fleet", "team", "group", "congregation"))
"""Nouns that have their number behind them: "a crowd of 20,000"."""
OF_MONEY = frozenset(("measure-paid", "measure-lost-money", "measure-earned", "measure-fined", "measure-debt"))
"""Measures of money alone."""
OF_TIME = frozenset(("measure-length", "measure-sentence", "measure-response", "measure-stock"))
"""Measures of a time alone."""
COUNTING = frozenset(("measure-found", "measure-ill", "measure-built"))
"""Measures whose verbs may only say that something was counted."""
OF_PEOPLE = frozenset(
    f"measure-{name}"
    for name in (
        "dead",
        "injured",
        "missing",
        "detained",
        "freed",
        "displaced",
        "ill",
        "dismissed",
        "attended",
        "aboard",
        "rescued",
        "expelled",
        "hostage",
        "trapped",
        "married",
        "recruited",
        "absent",
        "refused",
    )
)
"""Measures of people alone."""
OF_THINGS = frozenset(("measure-downed", "measure-fired", "measure-magnitude", "measure-spilled", "measure-burned"))
"""Measures of things alone: whoever shoots a drone down does not shoot people down."""
OF_RATE = frozenset(
    (
        "measure-growth",
        "measure-prices",
        "measure-wage",
        "measure-turnout",
        "measure-stake",
        "measure-share",
    )
)
"""Measures of a share alone."""
PLAIN = frozenset(("hold", "burn", "charge"))
"""Verbs of many senses that beside a number have one."""
UNCOUNTED = frozenset(
    (
        "season",
        "time",
        "year",
        "month",
        "week",
        "day",
        "hour",
        "minute",
        "second",
        "point",
        "game",
        "round",
        "family",
        "age",
        "mile",
        "degree",
        "country",
    )
)
"""What is counted of a thing and tells nothing of a happening."""
PUTTING = frozenset(
    ("put", "estimate", "set", "reckon", "revise", "correct", "restate", "lower", "raise", "cut", "bring")
)
"""Verbs whose object is what they give the number of."""
PLACED = (" off", " in", " at", " near", " on")
"""Particles that may be a preposition of place: "drowned off the cape"."""
WEAK = "~"
"""Before a measure that only a verb of many senses tells."""
SPANS = frozenset(("week", "month", "quarter", "half", "season", "year", "decade", "century"))
NUMBERING = frozenset(
    ("first", "second", "third", "fourth", "last", "this", "past", "full", "whole", "current", "previous")
)
TELLING = frozenset(
    (
        "dead",
        "death",
        "fatality",
        "toll",
        "missing",
        "injured",
        "wounded",
        "hurt",
        "injury",
        "unemployed",
        "jobless",
        "displaced",
    )
)
"""Nouns that are a measure by themselves, whatever they stand beside ("23 dead and nine missing")."""
BASES = {
    "tonne": (1000.0, "kg"),
    "g": (0.001, "kg"),
    "pound": (0.4536, "kg"),
    "acre": (0.4047, "ha"),
    "km2": (100.0, "ha"),
    "minute": (1 / 1440, "day"),
    "hour": (1 / 24, "day"),
    "week": (7.0, "day"),
    "month": (30.4, "day"),
    "year": (365.0, "day"),
}
"""Units that news use for one thing, in the one they are compared in."""


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


def read_figures(reading: StoryReading, clause: Clause, amounts: Sequence[Amount]) -> Iterator[Figure]:
    """The amounts in a clause that measure something."""
    inside = frozenset(clause.words)
    for amount in amounts:
        if amount.words[0] in inside:
            found = _figure(reading, clause, amount)
            if found is not None:
                yield found


def read_taken_back(reading: StoryReading, clause: Clause, amounts: Sequence[Amount]) -> Iterator[float]:
    """The numbers that a clause gives as wrong or past: "from the 18 it reported", "not 18 as first said", "up from 18"."""
    inside = frozenset(clause.words)
    for amount in amounts:
        first = amount.words[0]
        if first in inside and amount.low is not None and amount.low == amount.high and amount.kind in COUNTED:
            annotation = reading.annotation
            before = [
                annotation.words[place].lemma.lower()
                for place in range(max(annotation.starts[annotation.words[first].sentence], first - 2), first)
            ]
            is_not = (
                any(lemma in ("not", "instead", "than") for lemma in before) and annotation.words[first].text != "a"
            )
            if amount.low and (is_not or _is_taken_back(annotation, _counted(annotation, amount.words), first)):
                yield amount.low


def read_amounts(reading: StoryReading) -> Iterator[Amount]:
    """The quantities of a story, and the bare numbers that it gives for something named before ("the toll stands at nine")."""
    annotation = reading.annotation
    taken: set[int] = set()
    for quantity in reading.quantities:
        words = annotation.words_in(quantity.evidence.span)
        taken.update(words)
        low, high = bounds(quantity)
        if (
            words
            and quantity.kind in COUNTED
            and quantity.equivalent_of is None
            and (low is not None or high is not None)
        ):
            factor, unit = BASES.get(quantity.unit or "", (1.0, quantity.unit))
            unit = unit or ("money" if quantity.kind is QuantityKind.MONEY else None)
            low, high = (None if bound is None else bound * factor for bound in (low, high))
            is_rough = quantity.approximate not in (Approximate.EXACT, Approximate.AT_LEAST)
            yield Amount(low, high, unit, quantity.kind, words, is_rough, quantity.evidence)
    yield from _no_amounts(annotation)
    for time in reading.times:
        taken.update(annotation.words_in(time.evidence.span))
    for number, word in enumerate(annotation.words):
        if (
            word.upos == "NUM"
            and number not in taken
            and (value := _number(word.text)) is not None
            and _is_bare(annotation, number)
        ):
            words = range(number, number + 1)
            kind = QuantityKind.OTHER if value % 1 else QuantityKind.COUNT
            yield Amount(value, value, None, kind, words, False, annotation.phrase(words))


def _no_amounts(annotation: Annotation) -> Iterator[Amount]:
    """The noughts of a story: "no civilians", "nobody", "not a single vessel"."""
    for number, word in enumerate(annotation.words):
        lower = word.text.lower()
        following = [after.text.lower() for after in annotation.words[number + 1 : number + 3]]
        if (lower == "no" and word.relation == "det" and word.head > number) or lower in ("nobody", "no-one"):
            words = range(number, number + 1)
        elif lower == "not" and following in (["a", "single"], ["one", "single"]):
            words = range(number, number + 3)
        else:
            continue
        yield Amount(0.0, 0.0, None, QuantityKind.COUNT, words, False, annotation.phrase(words))


def _is_head_count(annotation: Annotation, noun: int, amount: Amount) -> bool:
    """True for a number that stands for whoever it counts: "eleven died", "killed 40"."""
    if amount.low is not None and amount.low % 1:
        return False
    return annotation.words[noun].relation.startswith(("nsubj", "obj", "root", "conj")) or annotation.words[
        noun
    ].upos in ("ADJ", "VERB")


def _number(text: str) -> float | None:
    plain = text.replace(",", "").lower()
    plain = numbers().get(plain, plain) if plain.isalpha() and len(plain) > 2 else plain
    whole, _, rest = plain.partition(".")
    return float(plain) if whole.isdecimal() and (not rest or rest.isdecimal()) else None


def _is_bare(annotation: Annotation, number: int) -> bool:
    """True for the object of a verb and for what stands after `at` or `to`."""
    word = annotation.words[number]
    if word.relation == "obj":
        return True
    before = annotation.words[number - 1].lemma if number else ""
    if before == "of" and word.head >= 0:
        return annotation.words[word.head].lemma.lower() in load_claim_words("tally") | GATHERED
    return before in ("at", "to") and word.relation.startswith(("obl", "nmod"))


def _figure(reading: StoryReading, clause: Clause, amount: Amount) -> Figure | None:
    annotation = reading.annotation
    noun = _counted(annotation, amount.words)
    if _is_taken_back(annotation, noun, amount.words[0]) or _is_whole(annotation, amount.words[0]):
        return None
    above = annotation.words[noun].head
    if above >= 0 and any(annotation.words[child].lemma == "twice" for child in annotation.dependents(above, "advmod")):
        return None
    chain = _governors(annotation, noun, clause)
    is_by = annotation.words[noun].relation == "nsubj" and bool(
        annotation.dependents(annotation.words[noun].head, "obj")
    )
    counted = _noun_lemma(annotation, noun) if amount.kind is QuantityKind.COUNT else None
    if counted is None or counted in load_claim_words("tally"):
        tally, more = _tallied(annotation, amount.words[0], clause)
        counted, chain = (tally or counted) if amount.kind is QuantityKind.COUNT else None, (*more, *chain)
    put = _put(annotation, noun)
    told = (*_phrases(annotation, clause), *chain, *((put,) if put else ()), *_subject_of(annotation, clause, amount))
    is_doer = any(annotation.words[case].lemma == "by" for case in annotation.dependents(noun, "case"))
    measures = () if is_doer else _measures(told, counted, is_by=is_by)
    if (counted is None or counted in load_claim_words("tally")) and amount.kind is QuantityKind.COUNT:
        counted = put or _gathered(annotation, noun) or counted
    is_one = amount.evidence.text.lower() == "one" and not (measures and annotation.words[noun].upos == "NOUN")
    is_none = (
        (amount.low or 0) % 1 or counted in UNCOUNTED or is_one or (amount.high == 0 and all(map(_is_weak, measures)))
    )
    if amount.kind is QuantityKind.COUNT and is_none:
        return None
    if counted is None and amount.kind is QuantityKind.COUNT and not _is_head_count(annotation, noun, amount):
        return None
    measures = _of_kind(_fitting(measures, amount), counted, amount)
    if amount.kind is QuantityKind.DURATION and not measures:
        return None
    low, high = amount.low, amount.high
    if f"{chain[0] if chain else ''} over" in ("hand over", "turn over") and amount.evidence.text.startswith("over "):
        low, high, measures = low, low, _measures(("hand over",), counted, is_by=False)
    limits = _limits(annotation, noun, amount.words, clause)
    where = _where(reading, noun, amount.words)
    shown = (
        annotation.phrase(range(amount.words[0], noun + 1))
        if amount.words[-1] < noun <= amount.words[-1] + NEXT
        else amount.evidence
    )
    return Figure(low, high, amount.unit, counted, measures, (*chain, *limits), where, amount.is_rough, shown)


def _is_weak(measure: str) -> bool:
    return measure.startswith(WEAK)


def _fitting(measures: tuple[str, ...], amount: Amount) -> tuple[str, ...]:
    """The measures that a number of this kind may be of."""
    is_time, is_money = amount.kind is QuantityKind.DURATION, amount.kind is QuantityKind.MONEY
    no = frozenset() if is_money else OF_MONEY
    no |= frozenset() if amount.unit == "%" else OF_RATE
    no |= frozenset() if is_time else OF_TIME
    no |= OF_PEOPLE if amount.unit not in (None, "%") else frozenset()
    if amount.unit == "%":
        measures = tuple(dict.fromkeys(measure.replace("measure-voted", "measure-share") for measure in measures))
    plain = {measure: measure.removeprefix(WEAK) for measure in measures}
    return tuple(
        measure for measure in measures if plain[measure] not in no and (plain[measure] in OF_TIME or not is_time)
    )


def _of_kind(measures: tuple[str, ...], counted: str | None, amount: Amount) -> tuple[str, ...]:
    """The measures that what is counted may be of: three attacks are not among the dead, nor is a magnitude so many people."""
    no: frozenset[str] = frozenset() if counted is None else frozenset(("measure-magnitude",))
    if counted in load_claim_words("thing") or (amount.low or 0) % 1:
        no |= OF_PEOPLE
    if counted in load_claim_words("generic") | load_claim_words("crowd") or amount.unit == "%":
        no |= OF_THINGS
    own = {measure.id for measure in load_measures() if counted in measure.counted}
    return tuple(measure for measure in measures if measure.removeprefix(WEAK) not in no - own)


def _where(reading: StoryReading, noun: int, words: range) -> tuple[str, ...]:
    """The names of the place that stands with what is counted: "24 dead in San Roque and three in Bayog"."""
    annotation = reading.annotation
    places = [
        child
        for node in dict.fromkeys((noun, *words))
        for child in annotation.dependents(node, "nmod", "obl")
        if any(annotation.words[case].lemma.lower() in WAYS for case in annotation.dependents(child, "case"))
    ]
    following = [
        number
        for number in range(words[-1] + 2, min(words[-1] + 5, len(annotation.words)))
        if annotation.words[number].upos == "PROPN"
    ]
    if (
        words[-1] + 1 < len(annotation.words)
        and annotation.words[words[-1] + 1].lemma.lower() in ("in", "at")
        and following
    ):
        return name_tokens(reading, following)
    return name_tokens(reading, (word for place in places for word in annotation.subtree(place)))


def _counted(annotation: Annotation, words: range) -> int:
    """The noun that is counted: the head of the number, else what it is of ("three of our tanks"), else its last word."""
    for number in words:
        word = annotation.words[number]
        if word.relation == "nummod" and word.head > number:
            return word.head
        if word.text.lower() in ("no", "single") and word.head > number:
            return word.head
    return next((number for number in words if annotation.words[number].head not in words), words[-1])


def _noun_lemma(annotation: Annotation, noun: int) -> str | None:
    word = annotation.words[noun]
    following = (
        annotation.words[noun + 1].text.lower() if noun + 1 < len(annotation.words) and word.upos == "NUM" else ""
    )
    for text in (word.lemma.lower(), word.text.lower(), following):
        if text in TELLING:
            return text
    if word.upos in ("NOUN", "PROPN") and word.lemma.lower() not in ("cent", "percent", "million", "thousand"):
        return word.lemma.lower()
    if noun + 1 < len(annotation.words) and annotation.words[noun + 1].lemma == "of":
        after = range(noun + 2, min(noun + 6, len(annotation.words)))
        place = next((place for place in after if annotation.words[place].upos in ("NOUN", "PROPN")), None)
        if place is None:
            return None
        head = annotation.words[place].head
        is_compound = annotation.words[place].relation == "compound" and head > place
        return annotation.words[head if is_compound else place].lemma.lower()
    of = [child for child in annotation.dependents(noun, "nmod") if annotation.words[child].upos in ("NOUN", "PROPN")]
    return annotation.words[of[0]].lemma.lower() if of else None


def _put(annotation: Annotation, noun: int) -> str | None:
    """What is put at a number: "puts the wolves in the mountains at 365"."""
    above = annotation.words[noun].head
    if above < 0 or annotation.words[above].lemma not in PUTTING:
        return None
    objects = [
        child
        for child in annotation.dependents(above, "obj", "nsubj:pass")
        if child != noun and annotation.words[child].upos == "NOUN"
    ]
    return annotation.words[objects[0]].lemma.lower() if objects else None


def _gathered(annotation: Annotation, noun: int) -> str | None:
    above = annotation.words[noun].head
    is_behind = annotation.words[noun].relation == "nmod" and above >= 0
    return (
        annotation.words[above].lemma.lower()
        if is_behind and annotation.words[above].lemma.lower() in GATHERED
        else None
    )


def _tallied(annotation: Annotation, number: int, clause: Clause) -> tuple[str | None, tuple[str, ...]]:
    """What a bare number is the number of, by a word such as `toll` before it, and the verbs that stand with that."""
    tally = load_claim_words("tally")
    for place in reversed([word for word in clause.words if word < number]):
        if annotation.words[place].lemma.lower() in tally:
            of = [
                child
                for child in annotation.dependents(place, "nmod")
                if annotation.words[child].upos in ("NOUN", "PROPN") or annotation.words[child].text.lower() in TELLING
            ]
            verbs = tuple(
                lemma_of(annotation, child) for node in (place, *of) for child in annotation.dependents(node, "acl")
            )
            lemma = annotation.words[place].lemma.lower()
            is_measure = any(lemma in measure.counted for measure in load_measures())
            named = annotation.words[of[0]] if of else None
            told = None if named is None else named.text if named.text.lower() in TELLING else named.lemma
            return (lemma if is_measure or told is None else told.lower()), (lemma, *verbs)
    return None, ()


def _is_taken_back(annotation: Annotation, noun: int, number: int) -> bool:
    """True for the earlier figure in "revising the 1.1 tonnes" and "nine, up from six"."""
    above = annotation.words[noun].head
    if (
        annotation.words[noun].relation == "obj"
        and above >= 0
        and annotation.words[above].lemma in load_claim_words("taking")
    ):
        return annotation.words[above].relation != "root" and not annotation.dependents(above, "nsubj")
    before = annotation.words[number - 1].lemma.lower() if number else ""
    return before == "from" or (before == "the" and number > 1 and annotation.words[number - 2].lemma.lower() == "from")


def _is_whole(annotation: Annotation, number: int) -> bool:
    """True for that of which only a part is told: "half of the 300 beds", "of the 30 drones, 24"."""
    before = [
        annotation.words[place].lemma.lower()
        for place in range(max(annotation.starts[annotation.words[number].sentence], number - 3), number)
    ]
    if "of" not in before or before[-1] not in ("the", "its", "their", "his", "her", "our"):
        return False
    place = number - len(before) + before.index("of") - 1
    if place < annotation.starts[annotation.words[number].sentence]:
        return True
    part = annotation.words[place]
    return (
        part.upos == "NUM"
        and part.lemma != "one"
        or part.lemma.lower() in load_claim_words("part") | {"some", "many", "cent", "percent"}
    )


def _governors(annotation: Annotation, noun: int, clause: Clause) -> tuple[str, ...]:
    """The predicates above a noun up to the clause's own, nearest first."""
    beside = _beside(annotation, noun)
    if beside is not None:
        return (beside,)
    found = [
        lemma_of(annotation, child)
        for child in annotation.dependents(noun, "acl")
        if annotation.words[child].upos == "VERB"
    ]
    current = noun
    for _ in range(6):
        if current == clause.head or annotation.words[current].head < 0:
            break
        if annotation.words[current].relation == "advcl" and annotation.dependents(current, "nsubj", "nsubj:pass"):
            return tuple(dict.fromkeys(found))  # whoever marched when the bank burned is not among the dead
        current = annotation.words[current].head
        if annotation.words[current].upos in ("VERB", "ADJ", "NOUN", "AUX") and current != clause.head:
            found.append(lemma_of(annotation, current))
    return tuple(dict.fromkeys([*found, *clause.predicates]))


def _phrases(annotation: Annotation, clause: Clause) -> tuple[str, ...]:
    """The verb with the word or two after it, whatever these hang by: "fell ill", "lost their lives"."""
    head = annotation.words[clause.head]
    if head.upos not in ("VERB", "AUX"):
        return ()
    after = [number for number in range(clause.head + 1, clause.head + 3) if number in clause.words]
    return tuple(
        f"{head.lemma.lower()} {annotation.words[number].lemma.lower()}"
        for number in after
        if annotation.words[number].upos in ("ADJ", "ADV", "NOUN")
    )


def _subject_of(annotation: Annotation, clause: Clause, amount: Amount) -> tuple[str, ...]:
    """What is said to be so much: "the fine was 800,000 euros"."""
    if clause.head not in amount.words or not annotation.dependents(clause.head, "cop"):
        return ()
    return tuple(annotation.words[number].lemma.lower() for number in annotation.dependents(clause.head, "nsubj"))


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
    near = governors[:10]
    if counted in TELLING:
        return tuple(measure.id for measure in load_measures() if counted in measure.counted)
    broad = load_claim_words("broad") - PLAIN
    fitting = [measure for measure in load_measures() if measure.is_by or not is_by]
    bare = tuple(word.split()[0] for word in near if word.endswith(PLACED))
    told = [word for word in (*near, *bare) if word not in broad]
    found = [measure.id for measure in fitting if not measure.predicates.isdisjoint(told)]
    if is_by:
        phrases = [word for word in told if " " in word]
        found.extend(measure.id for measure in load_measures() if not measure.predicates.isdisjoint(phrases))
    if COUNTING.issuperset(found):
        found += [measure.id for measure in load_measures() if counted in measure.counted]
    if not found:
        found = [f"{WEAK}{measure.id}" for measure in fitting if not measure.predicates.isdisjoint(near)]
    return tuple(dict.fromkeys(found))


def _is_aside(annotation: Annotation, noun: int, number: int) -> bool:
    """`more` in "no more than 9,000", `most` in "at most", `others` after it, and `by` before whoever did it."""
    if annotation.words[number].relation == "conj":
        return True
    if (
        number
        and annotation.words[number].text.lower() in ("most", "least")
        and annotation.words[number - 1].lemma == "at"
    ):
        return True
    if annotation.words[number].lemma == "by" and annotation.words[noun].relation == "obl:agent":
        return True
    return number + 1 < len(annotation.words) and annotation.words[number + 1].lemma == "than"


def _is_reach(annotation: Annotation, number: int) -> bool:
    """True for the year of "a year before" and "in the year to June"."""
    following = annotation.words[number + 1].lemma.lower() if number + 1 < len(annotation.words) else ""
    return following in ("before", "earlier", "ago", "to", "later")


def _spans(annotation: Annotation, clause: Clause) -> Iterator[str]:
    """The length of the time that is counted over: "in the first quarter", "this week"."""
    for number in clause.words:
        word = annotation.words[number]
        before = annotation.words[number - 1].lemma.lower() if number else ""
        if word.lemma.lower() in SPANS and before in NUMBERING:
            yield f"span:{word.lemma.lower()}"


def _limits(annotation: Annotation, noun: int, words: range, clause: Clause) -> tuple[str, ...]:
    """What stands with the number and its noun, and the extent that the clause gives: lemmas, marked by their kind."""
    below = {child for node in (noun, *words) for child in annotation.children[node]} | set(words)
    found = [
        f"with:{annotation.words[number].lemma.lower()}"
        for number in sorted(below - {noun})
        if not _is_aside(annotation, noun, number)
    ]
    for kind in ("sum", "single"):
        found.extend(
            f"{kind}:" for number in clause.words if annotation.words[number].lemma.lower() in load_claim_words(kind)
        )
    found.extend(
        f"with:{annotation.words[number].lemma.lower()}"
        for number in range(words[-1] + 1, min(words[-1] + 4, len(annotation.words)))
        if annotation.words[number].lemma.lower() in load_claim_words("margin")
    )
    scopes, periods = load_claim_words("scope"), load_claim_words("period")
    for number in clause.words:
        lemma = annotation.words[number].lemma.lower()
        if lemma in scopes and annotation.words[number].relation.startswith(("obl", "nmod")) and number not in words:
            found.append(f"scope:{lemma}")
        if (
            lemma in periods
            and number
            and annotation.words[number - 1].lemma.lower() in ("a", "an", "per", "each", "every", "one")
            and not _is_reach(annotation, number)
        ):
            found.append(f"period:{lemma}")
    found.extend(_spans(annotation, clause))
    found.extend(
        f"period:{annotation.words[number].lemma.lower()}"
        for number in words
        if number > words[0]
        and annotation.words[number].lemma.lower() in periods
        and annotation.words[number - 1].lemma.lower() in ("a", "an", "per", "each", "every")
    )
    return tuple(dict.fromkeys(found))
