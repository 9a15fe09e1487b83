"""A number with its currency or unit: "$5m", "30-day", "minus 5 degrees", "half an hour"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from onrecord.annotate.counted import noun_phrase
from onrecord.annotate.measures import (
    LETTERS,
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


def simple_at(text: str, start: int, bounds: Bounds) -> Amount | None:
    """The number that begins at `start` with its sign or unit, without range, rate and approximators."""
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
    if (
        value is not None
        and start > bounds[0]
        and text[start - 1] in "-−"
        and _isminus_before(text, start - 1, bounds[0])
    ):
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
    first = minus_before(text, number.start, begin)
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


def minus_before(text: str, start: int, begin: int) -> int:
    """Where a minus before a number begins; the number's own place where there is none."""
    match = _MINUS.search(text[max(begin, start - 7) : start])
    return max(begin, start - 7) + match.start() if match else start


def _isminus_before(text: str, place: int, begin: int) -> bool:
    return place == begin or text[place - 1] in " ( "
