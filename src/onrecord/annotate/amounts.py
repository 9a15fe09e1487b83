"""One amount at a time: a number with its currency or unit, a range of two, and the words that say how near it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from onrecord.annotate.counted import noun_phrase, word_before
from onrecord.annotate.measures import (
    LETTERS,
    approximator_after,
    approximator_before,
    per_after,
    sign_before,
    unit_after,
)
from onrecord.annotate.numbers import SUFFIXES, VULGAR, Number, exact, number_at
from onrecord.model import Approximate, QuantityKind
from onrecord.rules.units import Unit, load_counting

Bounds = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with what measures it; `low` and `high` instead of `value` for a range.

    `words` says where the number alone stands, `is_joined` that a hyphen joins the unit to it, `factor` is
    the scale written with it; `kind` is None where nothing measures it.
    """

    start: int
    end: int
    words: tuple[int, int]
    value: float | None
    unit: str | None = None
    kind: QuantityKind | None = None
    approximate: Approximate = Approximate.EXACT
    low: float | None = None
    high: float | None = None
    factor: float = 1.0
    is_digits: bool = True
    is_joined: bool = False
    is_fraction: bool = False
    measure: Unit | None = None
    sign: str | None = None


def amount_at(text: str, start: int, bounds: Bounds) -> Amount | None:
    """The amount whose number begins at `start`, with its range, its rate and its approximators."""
    one = _simple(text, start, bounds)
    if one is None:
        return None
    amount = _range(text, one, bounds) or _share(text, one, bounds) or one
    return _approximated(text, _rated(text, amount, bounds), bounds)


# --- one number with its unit ---------------------------------------------------------------------


def _simple(text: str, start: int, bounds: Bounds) -> Amount | None:
    begin, end = bounds
    is_digits = text[start].isdigit() or text[start] in VULGAR
    sign = sign_before(text, start, begin) if is_digits else None
    if sign is None and start > begin and (text[start - 1].isalnum() or text[start - 1] == "."):
        return None
    number = number_at(text, start, end, suffixes=sign is not None)
    if number is None or (sign and not _is_sign(text, sign, number)):
        return None
    if sign:
        return _money(text, sign, number, bounds)
    number = _loosely_scaled(text, number, end)
    return _measured(text, number, bounds)


def _is_sign(text: str, sign: tuple[str, int], number: Number) -> bool:
    """A letter is a sign with an amount of money's shape only: "R1.2bn", "N7 million"; "R100" is one, "K2" is none."""
    written = text[sign[1] : number.start].strip()
    if written not in LETTERS:
        return True
    return number.factor > 1 or (written == "R" and (number.value or 0) >= 100)


def _money(text: str, sign: tuple[str, int], number: Number, bounds: Bounds) -> Amount:
    code, start = sign
    value = number.value
    if value is not None and start > bounds[0] and text[start - 1] in "-−" and _is_minus(text, start - 1, bounds[0]):
        start, value = start - 1, -value
    end = _code_again(text, number.end, bounds[1])
    return Amount(
        start, end, (number.start, number.end), value, code, QuantityKind.MONEY, factor=number.factor, sign=code,
        is_joined=text[end : end + 1] == "-",
    )  # fmt: skip


_AGAIN = re.compile(r" ?(?:USD|AUD|CAD|NZD|HKD|SGD|US dollars|U\.S\. dollars|dollars|euros)(?![\w’'])")


def _code_again(text: str, start: int, end: int) -> int:
    """ "$5m USD", "$3 million dollars": the currency said twice."""
    match = _AGAIN.match(text, start, min(end, start + 16))
    return match.end() if match else start


_LOOSE = re.compile(r"([mMkKbB])(?![\w’'²³/])")
_PIECE = re.compile(r"[- ]([A-Za-zÀ-ɏ][\w’'-]*)")


def _loosely_scaled(text: str, number: Number, end: int) -> Number:
    """ "50m people" are millions and "a 50m yacht" is metres: what stands behind decides."""
    match = _LOOSE.match(text, number.end, end)
    if match is None or number.factor > 1 or not number.is_digits:
        return number
    suffix, stop = match[1].lower(), match.end()
    unit = unit_after(text, stop, end) if suffix == "m" or text[stop : stop + 1] == " " else None
    follows = _PIECE.match(text, stop, min(end, stop + 40))
    word = follows[1].lower() if follows else ""
    scaled = unit is not None or word == "strong" or word in load_counting("million")
    if not scaled and word not in load_counting("metre"):
        scaled = noun_phrase(text, stop, end, plural=True) is not None
    if not scaled and suffix == "m":
        scaled = word not in load_counting("metre") and _is_said_in_millions(text, number)
    if not scaled:
        return number
    factor = SUFFIXES[suffix]
    return replace(number, end=stop, value=exact((number.value or 0) * factor), factor=factor, suffix=suffix)


_MILLIONS = re.compile(r"\b(?:population|users|subscribers|voters|viewers|people|jobs|households|customers|followers|downloads|"
                       r"refugees|passengers|audience|membership|turnout|electorate|doses|profit|profits|revenue|sales|cost|debt|budget)\b")  # fmt: skip


def _is_said_in_millions(text: str, number: Number) -> bool:
    return _MILLIONS.search(text[max(0, number.start - 60) : number.start]) is not None


def _measured(text: str, number: Number, bounds: Bounds) -> Amount:
    begin, end = bounds
    plain = Amount(
        number.start, number.end, (number.start, number.end), number.value,
        factor=number.factor, is_digits=number.is_digits, is_fraction=number.is_fraction,
    )  # fmt: skip
    start = number.end
    if number.value is None or number.is_fraction or number.factor > 1 or _ends_in_a(text, number):
        start = _past_of(text, start, end, number)
    found = unit_after(text, start, end)
    if found is None or (
        found[0].id == "KRW" and found[0].words == "won" and number.factor == 1 and (number.value or 0) < 100
    ):
        return replace(plain, kind=QuantityKind.RATE) if number.is_fraction else plain
    unit, stop, is_joined = found
    if unit.unit == "GBP" and unit.words in ("pound", "pounds") and _is_weight(text, plain, stop, is_joined, bounds):
        unit = replace(unit, kind=QuantityKind.MASS, unit="pound")
    value = None if number.value is None else exact(number.value * unit.factor)
    first = _minus(text, number.start, begin)
    if first < number.start and value is not None:
        value = -value
    return replace(
        plain, start=first, end=stop, value=value, unit=unit.unit, kind=unit.kind, is_joined=is_joined, measure=unit,
        is_fraction=False,
    )  # fmt: skip


def _ends_in_a(text: str, number: Number) -> bool:
    return text[max(number.start, number.end - 2) : number.end] in (" a", "an")


_PAST_OF = re.compile(r" of (?:a |an )?| an? |(?<=half)-")


def _past_of(text: str, start: int, end: int, number: Number) -> int:
    """ "millions of dollars", "half a mile", "a quarter of a million tonnes": the unit stands behind "of"."""
    match = _PAST_OF.match(text, start, end)
    if match is None or (number.value is not None and not number.is_fraction and match.group() != " of "):
        return start
    if number.value is not None and not number.is_fraction:
        return start
    return match.end() - 1 if match.group()[-1] == " " else match.start()


_IN_BRACKET = re.compile(
    r"\b(?:kgs?|kilograms?|kilogrammes?|kilos?|grams?|grammes?|tonnes?|tons?)\b[^()]{0,20}\([^()]{0,8}$"
)
_WEIGHING = re.compile(r"\b(?:weigh(?:s|ed|ing)?|weight|lost|gained|shed|bomb|bombs)\b[^.]{0,30}$")
_PRICED = re.compile(r" ?\(| (?:fine|prize|bill|note|contract|deal|bonus|donation|loan|debt|salary|grant|fee|ticket|house|home|bail|ransom|offer|transfer|award|gift|cheque|coin|a-)\b")  # fmt: skip
_SUBSTANCE = re.compile(
    r" of (?!(?:aid|debt|damage|damages|funding|investment|savings|cuts|spending|public|taxpayer|trade)\b)[a-z]"
)


def _is_weight(text: str, plain: Amount, stop: int, is_joined: bool, bounds: Bounds) -> bool:
    """Pounds are money unless the words around weigh something: "a 500-pound bomb", "30 pounds of heroin"."""
    if plain.factor >= 1e6:
        return False
    if (
        is_joined
        and not _PRICED.match(text, stop, min(bounds[1], stop + 24))
        or _SUBSTANCE.match(text, stop, min(bounds[1], stop + 24))
    ):
        return True
    before = text[max(0, plain.start - 50) : plain.start].lower()
    return bool(_WEIGHING.search(before) or _IN_BRACKET.search(before))


_MINUS = re.compile(r"(?:\b[Mm]inus |(?:(?<=[\s(])|^)[-−])$")


def _minus(text: str, start: int, begin: int) -> int:
    match = _MINUS.search(text[max(begin, start - 7) : start])
    return max(begin, start - 7) + match.start() if match else start


def _is_minus(text: str, place: int, begin: int) -> bool:
    return place == begin or text[place - 1] in " ( "


# --- two numbers ----------------------------------------------------------------------------------

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
    if two is None or two.value is None or two.is_fraction or not _same_unit(one, two):
        return None
    lead = _between(text, one.start, bounds[0])
    joint = match[1].strip()
    low = _low(one, two)
    if low >= two.value or not _is_joint(text, one, two, joint, bounds[0], after_between=lead is not None):
        return None
    named = two if two.kind else one
    return replace(
        named, start=one.start if lead is None else lead, end=two.end, words=(one.words[0], two.words[1]), value=None, low=low,
        high=two.value * _common(one, two), approximate=Approximate.RANGE, factor=max(one.factor, two.factor),
        is_digits=one.is_digits, is_joined=two.is_joined,
    )  # fmt: skip


def _second(text: str, place: int, one: Amount, bounds: Bounds, *, signed: bool) -> Amount | None:
    if place >= bounds[1] or not (text[place].isalnum() or text[place] in VULGAR):
        return None
    if one.sign and not signed and text[place].isdigit():
        number = number_at(text, place, bounds[1], suffixes=True)
        if number is None:
            return None
        return Amount(place, number.end, (place, number.end), number.value, one.unit, one.kind, factor=number.factor, sign=one.sign,
                      is_joined=text[number.end : number.end + 1] == "-")  # fmt: skip
    two = _simple(text, place, bounds if signed else (place, bounds[1]))
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
    two = _simple(text, match.end(), (match.end(), bounds[1])) if text[match.end()].isalnum() else None
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


_LASTING = frozenset(
    "for after than lasted lasts lasting last took take taken spent spend of just well is was already serving served waited".split()
)
_TALKING = frozenset(
    "talk talks talked talking ask asked know knows knew worried concerned concerns question questions think thinking said".split()
)
_PLACED = frozenset({"over", "under", "above", "below", "beyond", "north of", "south of", "close to", "well above", "just above", "well below", "just below"})  # fmt: skip


def _is_other_sense(text: str, before: tuple[Approximate, int, str], amount: Amount, begin: int) -> bool:
    """ "over two days" is a time taken, "above two shops" a place, "talked about three things" a subject."""
    _, start, words = before
    earlier = word_before(text, start, begin).lower()
    if words == "over" and amount.kind is QuantityKind.DURATION:
        return earlier not in _LASTING and start > begin
    if (
        words in ("over", "beyond", "about")
        and amount.kind is None
        and amount.factor == 1
        and earlier in _TALKING | {"row", "dispute", "concern"}
    ):
        return True
    return (
        words in _PLACED - {"over", "under"}
        and amount.kind is None
        and amount.factor == 1
        and (amount.value or 0) < 100
    )
