"""Quantities: money, counts, rates, durations, distances, with ranges, approximation and equivalents.

The text is read from number to number (`numbers`); what measures one (`amounts`, `ranges`, `measures`) and what is counted
(`counted`) is looked up beside it. Years, dates, clock times, ages, telephone numbers and names with numbers in them
are no quantities.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.annotate.amounts import Amount, Bounds
from onrecord.annotate.counted import (
    is_attributive,
    is_bare_count,
    is_no_quantity,
    is_year,
    noun_phrase,
    of_after,
    word_before,
)
from onrecord.annotate.measures import approximator_after, per_after, unit_after
from onrecord.annotate.numbers import SMALL_WORDS, next_start
from onrecord.annotate.ranges import amount_at
from onrecord.model import Approximate, Origin, Quantity, QuantityKind, Span, content_id, evidence
from onrecord.rules.units import load_counting

VERSION = "2"
ORIGIN = Origin("annotate", "quantities", VERSION)


def read_quantities(text: str, spans: Sequence[Span], *, story: str) -> tuple[Quantity, ...]:
    """The quantities in the given pieces of a document's clean text, in order."""
    found: list[Quantity] = []
    for span in spans:
        for amount, of in _amounts(text, (span.start, span.end)):
            quantity = _quantity(text, amount, of, story)
            previous = found[-1] if found else None
            if previous is not None and _restates(text, previous, quantity):
                quantity = replace(quantity, equivalent_of=previous.equivalent_of or previous.id)
            found.append(quantity)
    return tuple(found)


def _quantity(text: str, amount: Amount, of: str | None, story: str) -> Quantity:
    words = evidence(text, amount.start, amount.end)
    identity = content_id("quantity", story, list(words.span), amount.value, amount.low, amount.high, amount.unit)
    return Quantity(
        identity,
        story,
        words,
        amount.value,
        amount.low,
        amount.high,
        amount.approximate,
        amount.unit,
        amount.kind or QuantityKind.COUNT,
        of,
        origin=ORIGIN,
    )


_RESTATING = re.compile(
    r"(?:,? (?:or|equivalent to|the equivalent of|which is)|/| ?\((?:or |equivalent to |the equivalent of |roughly |i\.e\. )?| ?[=≈]) ?(?:the equivalent of )?"
)
_AGAIN = re.compile(r" ?[;,/] ?(?:or )?| or ")


def _restates(text: str, previous: Quantity, quantity: Quantity) -> bool:
    """ "A$12.5bn (£6.2bn)": the second, in brackets or after "or", of the same kind in another unit."""
    if quantity.unit is None or previous.unit == quantity.unit or previous.kind is not quantity.kind:
        return False
    if previous.unit is None and previous.kind is not QuantityKind.MONEY:
        return False
    between = text[previous.evidence.span.end : min(quantity.evidence.span.start, previous.evidence.span.end + 60)]
    if previous.of and previous.kind is not QuantityKind.MONEY or previous.of and "(" in between:
        between = between.replace(f" of {previous.of}", "", 1).replace(f" {previous.of}", "", 1)
    if _RESTATING.fullmatch(between):
        return True
    return previous.equivalent_of is not None and _AGAIN.fullmatch(between) is not None


def _amounts(text: str, bounds: Bounds) -> Iterator[tuple[Amount, str | None]]:
    position = last = bounds[0]
    while (start := next_start(text, position, bounds[1])) is not None:
        amount = amount_at(text, start, (last, bounds[1]))
        if amount is None:
            position = _after_word(text, start, bounds[1])
            continue
        position = last = max(amount.end, start + 1)
        found = _read(text, amount, bounds)
        if found is not None:
            position = max(position, _past_names(text, found[1], amount.end, bounds[1]))
            yield found


def _past_names(text: str, of: str | None, start: int, end: int) -> int:
    """Past a counted noun with a number in it, which is no amount: "19 F-16 jets"."""
    if of is None or not any(letter.isdigit() for letter in of):
        return start
    place = text.find(of, start, min(end, start + 160))
    return place + len(of) if place >= 0 else start


_REST = re.compile(r"[\w.,’'-]*")


def _after_word(text: str, start: int, end: int) -> int:
    """Past a word that is no number; past all of it where it begins with a digit ("747-400", "12.04.2024")."""
    if not text[start].isdigit():
        return start + 1
    match = _REST.match(text, start, end)
    return max(start + 1, match.end()) if match else start + 1


_GOES_ON = re.compile(r"[\w/]|[.,:]\d|[-–]\w|’|'(?!s\b)|%")


def _read(text: str, amount: Amount, bounds: Bounds) -> tuple[Amount, str | None] | None:
    """The amount with what it counts; None where it is no quantity."""
    if _is_cut(text, amount, bounds[1]):
        return None
    if amount.kind is None and _MAGNITUDE.search(text[max(bounds[0], amount.start - 24) : amount.start]):
        quake = noun_phrase(text, amount.end, bounds[1], plural=False)
        return replace(amount, kind=QuantityKind.OTHER), quake[0] if quake else None
    if _PER_BEFORE.search(text[max(bounds[0], amount.start - 6) : amount.start]):
        return None
    if amount.kind is None:
        return _count(text, amount, bounds)
    return _measure(text, amount, bounds)


_MAGNITUDE = re.compile(r"\b[Mm]agnitude(?:-| of (?:about )?| )$")
_PER_BEFORE = re.compile(r"\bper $", re.IGNORECASE)


def _is_cut(text: str, amount: Amount, end: int) -> bool:
    """True where the number goes on in a way that was not read: "1.2.3", "5G", "3-1"."""
    return amount.kind is None and amount.end < end and text[amount.end] != "-" and bool(_GOES_ON.match(text, amount.end, min(end, amount.end + 3)))  # fmt: skip


# --- measured amounts -----------------------------------------------------------------------------


def _measure(text: str, amount: Amount, bounds: Bounds) -> tuple[Amount, str | None] | None:
    if amount.is_fraction and word_before(text, amount.start, bounds[0]).lower() in load_counting("part-name"):
        return None
    if amount.measure is not None and _is_no_measure(text, amount, bounds):
        return None
    of = _measured_of(text, amount, bounds)
    return amount, of


_OLD = re.compile(r"[- ]old\b| of age\b|[- ]old'?s\b")
_BEARING = re.compile(r" (?:[Nn]orth|[Ss]outh|[Ee]ast|[Ww]est|[NSEW]\b)")
_PAST = re.compile(r" (?:ago|from now|hence)\b")
_CALIBRE = re.compile(r"[- ](?:[\w-]+ ){0,2}?(?:shells?|rounds?|guns?|howitzers?|ammunition|calibre|caliber|mortars?|artillery|cannons?|rifles?|pistols?|bullets?|cartridges?|munitions|projectiles?|film|camera|lens)\b", re.IGNORECASE)  # fmt: skip


def _is_no_measure(text: str, amount: Amount, bounds: Bounds) -> bool:
    """Ages, "two days ago" (a time), calibres, "one day", clock times and names with a unit in them."""
    if text[amount.words[0] : amount.words[1]].lower() in ("a", "an") and not _is_measuring(text, amount, bounds):
        return True
    if amount.kind is QuantityKind.DURATION:
        return _is_no_duration(text, amount, bounds)
    if amount.unit == "degree" and _BEARING.match(text, amount.end, min(bounds[1], amount.end + 7)):
        return True
    if amount.unit in ("mm", "cm") and _CALIBRE.match(text, amount.end, min(bounds[1], amount.end + 40)):
        return True
    return _is_pronoun_one(text, amount) and amount.kind is QuantityKind.OTHER and amount.unit is None


def _is_no_duration(text: str, amount: Amount, bounds: Bounds) -> bool:
    end = bounds[1]
    if _OLD.match(text, amount.end, min(end, amount.end + 10)) or _PAST.match(
        text, amount.end, min(end, amount.end + 10)
    ):
        return True
    if text[amount.words[0] : amount.words[1]].lower() != "one" or amount.unit != "day":
        return False
    return not amount.is_joined and word_before(text, amount.start, bounds[0]).lower() not in load_counting("one-day")


def _is_measuring(text: str, amount: Amount, bounds: Bounds) -> bool:
    """ "in a month", "nearly an hour", "a tonne of cocaine"; not "twice a week", "a year earlier"."""
    if amount.approximate is not Approximate.EXACT:
        return True
    if amount.kind is QuantityKind.DURATION:
        follows = _LATER.match(text, amount.end, min(bounds[1], amount.end + 10))
        return follows is None and word_before(text, amount.start, bounds[0]).lower() in load_counting("a-while")
    return text.startswith(" of ", amount.end)


_LATER = re.compile(r" (?:ago|later|earlier|before|after|when|like|that|that's|of)\b|['’]s\b")


def _is_pronoun_one(text: str, amount: Amount) -> bool:
    return text[amount.words[0] : amount.words[1]].lower() == "one"


def _measured_of(text: str, amount: Amount, bounds: Bounds) -> str | None:
    end = bounds[1]
    found = of_after(text, amount.end, end, also_in=amount.kind is QuantityKind.MONEY)
    if found:
        return found
    if amount.kind is QuantityKind.RATE and (part := _PART_OF.match(text, amount.end, end)):
        whole = noun_phrase(text, part.end(), end, plural=True)
        return whole[0] if whole else None
    if amount.is_fraction and (plural := noun_phrase(text, amount.end, end, plural=True)):
        return plural[0]
    if text.startswith("-", amount.end):
        return None
    if amount.is_joined or is_attributive(text, amount.start, bounds[0]) or amount.kind is QuantityKind.RATE and amount.unit == "%":  # fmt: skip
        return _attributed(text, amount, bounds)
    return None


def _attributed(text: str, amount: Amount, bounds: Bounds) -> str | None:
    """The noun before which the amount stands as an adjective: "a 25% tariff"."""
    if amount.measure is not None and not amount.is_joined and amount.measure.words[-1] == "s" and amount.measure.kind is not QuantityKind.RATE:  # fmt: skip
        return None
    start = _past_bracket(text, amount.end, bounds[1])
    found = noun_phrase(text, start, bounds[1], plural=False)
    if found is None:
        return None
    if not amount.is_joined and not is_attributive(text, amount.start, bounds[0]):
        plural = noun_phrase(text, start, bounds[1], plural=True)
        return plural[0] if plural and plural[0] not in ("more", "others") else None
    plural = noun_phrase(text, start, bounds[1], plural=True)
    return plural[0] if plural and len(plural[0]) < len(found[0]) else found[0]


_BRACKET = re.compile(r" \([^()]{1,40}\)")


def _past_bracket(text: str, start: int, end: int) -> int:
    """Past a restatement: "a $61bn (£49bn) aid package"."""
    match = _BRACKET.match(text, start, min(end, start + 44))
    return match.end() if match else start


# --- counts ---------------------------------------------------------------------------------------


def _count(text: str, amount: Amount, bounds: Bounds) -> tuple[Amount, str | None] | None:
    start, stop = amount.words
    value = amount.value if amount.value is not None else amount.low
    if value is not None and is_no_quantity(text, start, stop, bounds, value):
        return None
    if text.startswith("-", amount.end):
        return _joined_count(text, amount, bounds)
    found = _noun(text, amount, bounds)
    if (found is not None or amount.low is not None) and _is_year_like(text, amount, bounds):
        return None
    if found is None:
        return _bare(text, amount, bounds)
    of, end = found
    if of == "more":
        return amount, None
    if of.rpartition(" ")[2] in load_counting("money"):
        return replace(amount, end=end, kind=QuantityKind.MONEY), None
    if per_after(text, end, bounds[1]):
        amount = replace(amount, kind=QuantityKind.RATE)
    after = approximator_after(text, end, bounds[1])
    if after and amount.approximate is Approximate.EXACT and amount.low is None and after[0] is Approximate.ABOUT:
        amount = replace(amount, approximate=after[0])
    return amount, of


_VAGUE_OF = re.compile(r" of(?= )")
_PART_OF = re.compile(
    r" of(?: (?:the|these|those|its|their|his|her|our|all)(?= ))?(?: (?:more than|some|nearly|about|around|roughly|almost|at least)(?= ))?"
    rf"(?: (?:[\d,.]{{1,12}}(?: [mb]illion)?|{SMALL_WORDS})(?:-(?:{SMALL_WORDS}))?)?(?= )"
)


def _noun(text: str, amount: Amount, bounds: Bounds) -> tuple[str, int] | None:
    end = bounds[1]
    if amount.value is None and amount.low is None:
        past = _VAGUE_OF.match(text, amount.end, end)
        if past:
            return noun_phrase(text, past.end(), end, plural=True)
    singular = amount.value == 1 and not amount.factor > 1
    if singular:
        return _one(text, amount, bounds)
    direct = noun_phrase(text, amount.end, end, plural=True)
    part = _PART_OF.match(text, amount.end, end) if direct is None else None
    return noun_phrase(text, part.end(), end, plural=True) if part else direct


def _one(text: str, amount: Amount, bounds: Bounds) -> tuple[str, int] | None:
    """ "one soldier"; "one of them", "no one", "one day" and "one another" count nothing."""
    if word_before(text, amount.start, bounds[0]).lower() in (
        "no",
        "any",
        "every",
        "some",
        "each",
        "the",
        "this",
        "that",
        "another",
        "which",
        "day",
    ):
        return None
    found = noun_phrase(text, amount.end, bounds[1], plural=False)
    if found is not None and text[amount.start].isupper() and found[0][0].isupper() and amount.start > bounds[0]:
        return None
    if found is None or found[0].split()[0].lower() in (
        "another",
        "day",
        "thing",
        "more",
        "such",
        "way",
        "time",
        "side",
        "hand",
    ):
        return None
    return found


def _is_year_like(text: str, amount: Amount, bounds: Bounds) -> bool:
    """ "the 2015 attacks"; "killed 2000 people" and "about 1500 soldiers" count."""
    start, stop = amount.words
    if amount.low is not None:
        return is_year(text, start, start + 4, amount.low) and amount.high is not None and amount.high <= 2100
    if amount.value is None or not is_year(text, start, stop, amount.value):
        return False
    if amount.approximate is not Approximate.EXACT:
        return False
    before = word_before(text, start, bounds[0]).lower()
    return amount.value % 100 != 0 or before in load_counting("stop") or not before


def _joined_count(text: str, amount: Amount, bounds: Bounds) -> tuple[Amount, str | None] | None:
    """ "a 12-member panel", "a 20,000-strong crowd"; "3-1" and "F-16" are none."""
    match = _HYPHENED.match(text, amount.end, min(bounds[1], amount.end + 20))
    if match is None or match[1].lower() not in load_counting("hyphen") or amount.value == 1:
        return None
    if match[1].lower() != "strong":
        return amount, match[1]
    found = noun_phrase(text, match.end(), bounds[1], plural=False)
    return replace(amount, end=match.end()), found[0] if found else None


_AND_MORE = re.compile(r"(?:, [\d,]{1,9})? (?:and|or|to) [\d,]{1,9}(?= [a-z])")


def _shared(text: str, amount: Amount, bounds: Bounds) -> str | None:
    """The noun that two numbers share: "500 and 1,000 songs"."""
    match = _AND_MORE.match(text, amount.end, bounds[1])
    if match is None or unit_after(text, match.end(), bounds[1]):
        return None
    found = noun_phrase(text, match.end(), bounds[1], plural=True)
    return found[0] if found else None


_HYPHENED = re.compile(r"-([A-Za-z]+)(?![\w-])")
_OF_NOUN = re.compile(r" of (?:the |these |those |its |their |his |her )?(?=[a-z])")


def _bare(text: str, amount: Amount, bounds: Bounds) -> tuple[Amount, str | None] | None:
    """A number without a noun: a count where its neighbours say so."""
    start, stop = amount.words
    value = amount.value if amount.value is not None else amount.low
    if value is None:
        return (amount, None) if amount.value is None and text[start:stop].lower() != "several" else None
    if value == 1 or is_year(text, start, stop, value):
        return None
    if value % 1 and amount.factor == 1:
        is_level = value >= 100 and word_before(text, start, bounds[0]).lower() in load_counting("level")
        return (amount, None) if is_level else None
    if (shared := _shared(text, amount, bounds)) is not None:
        return amount, shared
    if amount.approximate is Approximate.EXACT and amount.factor < 1e3 and "," not in text[start:stop]:
        if not is_bare_count(text, start, amount.end, bounds):
            return None
    elif value < 100 and word_before(text, start, bounds[0]).lower() in ("under", "over", "below", "above", "about"):
        return None
    return amount, None
