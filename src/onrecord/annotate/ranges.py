"""One amount at a time: a number with its measure, a range of two, a share, a rate, and the words that say how near it is."""

from __future__ import annotations

import re
from dataclasses import replace

from onrecord.annotate.amounts import Amount, Bounds, minus_before, simple_at
from onrecord.annotate.counted import word_before
from onrecord.annotate.measures import approximator_after, approximator_before, per_after
from onrecord.annotate.numbers import VULGAR, exact, number_at
from onrecord.model import Approximate, QuantityKind
from onrecord.rules.units import load_counting


def amount_at(text: str, start: int, bounds: Bounds) -> Amount | None:
    """The amount whose number begins at `start`, with its range, its rate and its approximators."""
    one = simple_at(text, start, bounds)
    if one is None:
        return None
    amount = _range(text, one, bounds) or _share(text, one, bounds) or one
    return _approximated(text, _rated(text, amount, bounds), bounds)


_JOIN = re.compile(
    r"( ?[-–—‑] ?| to | and | or | through )(?=[\d½]|(US|A|C|HK|NZ|S|R|AU|CA|NT)?[$€£¥₹R]|[A-Z]{3} ?\d|[a-z])"
)
_SIGN = re.compile(r"(?:[A-Z]{0,3}[$€£¥₹₴₽₪₩]|[A-Z]{3}|Rs\.?|R) ?(?=\d)")


def _range(text: str, one: Amount, bounds: Bounds) -> Amount | None:
    """ "between 40 and 45 per cent", "$5-7bn", "3,000–4,000 troops", "two or three days"."""
    match = _JOIN.match(text, one.end, bounds[1])
    if match is None or one.value is None or one.is_fraction:
        return None
    sign = _SIGN.match(text, match.end(), bounds[1])
    place = sign.end() if sign else match.end()
    two = _second(text, place, one, bounds, signed=sign is not None)
    if two is None and text.startswith("minus ", place):
        two = simple_at(text, place + len("minus "), (place, bounds[1]))
    if one.kind is None and two is not None and two.kind is not None:
        one = _negative(text, one, bounds[0])
    if two is None or two.value is None or two.is_fraction or not _same_unit(one, two):
        return None
    lead = _between(text, one.start, bounds[0])
    joint = match[1].strip()
    low, high = _low(one, two), two.value * _common(one, two)
    if high < 0:
        low, high = high, low
    if low >= high or not _is_joint(text, one, two, joint, bounds[0], after_between=lead is not None):
        return None
    named = two if two.kind else one
    return replace(
        named, start=one.start if lead is None else lead, end=two.end, words=(one.words[0], two.words[1]), value=None, low=low,
        high=high, approximate=Approximate.RANGE, factor=max(one.factor, two.factor),
        is_digits=one.is_digits, is_joined=two.is_joined,
    )  # fmt: skip


def _negative(text: str, one: Amount, begin: int) -> Amount:
    """The 6 of "between minus 6 and minus 9 degrees"."""
    first = minus_before(text, one.start, begin)
    return one if first == one.start or one.value is None else replace(one, start=first, value=-one.value)


def _second(text: str, place: int, one: Amount, bounds: Bounds, *, signed: bool) -> Amount | None:
    if place >= bounds[1] or not (text[place].isalnum() or text[place] in VULGAR):
        return None
    if one.sign and not signed and text[place].isdigit():
        number = number_at(text, place, bounds[1], suffixes=True)
        if number is None:
            return None
        return Amount(place, number.end, (place, number.end), number.value, one.unit, one.kind, factor=number.factor, sign=one.sign,
                      is_joined=text[number.end : number.end + 1] == "-")  # fmt: skip
    two = simple_at(text, place, bounds if signed else (place, bounds[1]))
    return None if two is None or (signed and two.sign is None) else two


def _same_unit(one: Amount, two: Amount) -> bool:
    if one.kind is None or two.kind is None:
        return one.kind is None
    return one.unit == two.unit and one.kind is two.kind


def _low(one: Amount, two: Amount) -> float:
    """The lower end, with the scale and the unit of the upper one where it has none of its own."""
    value = one.value or 0.0
    if one.factor == 1 and two.factor > 1 and value < (two.value or 0) / two.factor:
        value = exact(value * two.factor)
    if one.kind is None and two.measure is not None:
        value = exact(value * two.measure.factor)
    return value


def _common(one: Amount, two: Amount) -> float:
    return one.measure.factor if two.kind is None and one.measure is not None else 1.0


_FROM = re.compile(r"\bfrom (?:[a-z]+ ){0,3}$")


def _is_joint(text: str, one: Amount, two: Amount, joint: str, begin: int, *, after_between: bool) -> bool:
    """ "and" joins a range after "between" alone; "from 10% to 15%" are two amounts, "2-1" with no noun is a score."""
    if joint == "and":
        return after_between
    if joint == "or":
        return not after_between and one.kind is None and _is_next(one, two)
    if joint in ("to", "through"):
        return after_between or _FROM.search(text[max(begin, one.start - 30) : one.start]) is None
    return not after_between


def _is_next(one: Amount, two: Amount) -> bool:
    """ "two or three", "10 or 12": neighbours, not alternatives."""
    low, high = one.value or 0.0, two.value or 0.0
    return low < high <= 2 * low + 1


_BETWEEN = re.compile(
    r"\b(?:(?:anywhere )?(between)|(?:anywhere|rang(?:e|es|ed|ing)|var(?:y|ies|ied|ying)) (?:in \w{1,12} )?(from)) $",
    re.IGNORECASE,
)


def _between(text: str, start: int, begin: int) -> int | None:
    left = max(begin, start - 30)
    match = _BETWEEN.search(text[left:start])
    if match is None:
        return None
    return left + (match.start(2) if match[2] else match.start())


_OUT_OF = re.compile(r" (?:in|out of)(?: every)? ")


def _share(text: str, one: Amount, bounds: Bounds) -> Amount | None:
    """ "one in five", "nine out of 10": a fraction."""
    match = _OUT_OF.match(text, one.end, bounds[1])
    if match is None or one.kind is not None or one.value is None or match.end() >= bounds[1]:
        return None
    two = simple_at(text, match.end(), (match.end(), bounds[1])) if text[match.end()].isalnum() else None
    if two is None or two.kind is not None or not two.value or not _is_whole(match.group(), one.value, two):
        return None
    return replace(one, end=two.end, words=(one.words[0], two.words[1]), value=one.value / two.value, kind=QuantityKind.RATE,
                   is_fraction=True)  # fmt: skip


def _is_whole(joint: str, part: float, whole: Amount) -> bool:
    value = whole.value or 0.0
    if part >= value or part % 1 or value % 1:
        return False
    return "every" in joint or (
        part <= 10 and value in (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 20, 50, 100, 1000, 10000, 100000)
    )


# --- around the amount ----------------------------------------------------------------------------


def _rated(text: str, amount: Amount, bounds: Bounds) -> Amount:
    """ "$70 a barrel", "1,000 each": an amount per something is a rate; its unit stays."""
    if amount.is_fraction:
        return amount
    stop = per_after(text, amount.end, bounds[1])
    if stop is None:
        return amount
    return replace(amount, end=stop, kind=QuantityKind.RATE, is_joined=amount.is_joined)


def _approximated(text: str, amount: Amount, bounds: Bounds) -> Amount:
    before = approximator_before(text, amount.start, bounds[0])
    if before and not _is_other_sense(text, before, amount, bounds[0]):
        kind = amount.approximate if amount.low is not None else before[0]
        amount = replace(amount, start=before[1], approximate=kind)
    elif amount.value is None and amount.low is None:
        amount = replace(amount, approximate=Approximate.ABOUT)
    after = approximator_after(text, amount.end, bounds[1])
    if after and amount.low is None and amount.approximate in (Approximate.EXACT, after[0]):
        amount = replace(amount, end=after[1], approximate=after[0])
    return amount


_PLACED = frozenset({"over", "under", "above", "below", "beyond", "north of", "south of", "close to", "well above", "just above", "well below", "just below"})  # fmt: skip


def _is_other_sense(text: str, before: tuple[Approximate, int, str], amount: Amount, begin: int) -> bool:
    """ "over two days" is a time taken, "above two shops" a place, "talked about three things" a subject."""
    _, start, words = before
    earlier = word_before(text, start, begin).lower()
    if words == "over" and amount.kind is QuantityKind.DURATION:
        return earlier not in load_counting("over-time") and start > begin
    if (
        words in ("over", "beyond", "about")
        and amount.kind is None
        and amount.factor == 1
        and earlier in load_counting("about-subject")
    ):
        return True
    return (
        words in _PLACED - {"over", "under"}
        and amount.kind is None
        and amount.factor == 1
        and (amount.value or 0) < 100
    )
