"""Units, currencies, approximators and the words around numbers: the rule data of the quantity reader."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from onrecord.model import Approximate, QuantityKind
from onrecord.rules import Row, read_csv

UNSAFE_CODES = frozenset({"ALL", "COP", "CUP", "CVE", "LAK", "MAD", "MOP", "NPR", "PEN", "SDG", "SOS", "TOP"})
"""Currency codes that are words or other abbreviations in news, and so are not read before a number."""
NEVER_CODES = frozenset({"ALL", "COP", "CVE", "NPR", "SDG", "SOS", "TOP"})
"""Those that are not read after one either."""
CODES_OF_OTHERS = {"RMB": "CNY", "BTC": "XBT", "NIS": "ILS", "STG": "GBP"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written, and what it is; `factor` is what one of it is in `unit`, None for an unknown currency.

    `is_per` says that "a barrel", "an hour" may follow an amount.
    """

    id: str
    words: str
    kind: QuantityKind
    unit: str | None
    factor: float = 1.0
    is_per: bool = False


@dataclass(frozen=True, slots=True)
class Approximator:
    """Words that say how near a number is, before or after it."""

    id: str
    words: str
    approximate: Approximate
    is_before: bool


@dataclass(frozen=True, slots=True)
class _Currency:
    code: str
    signs: tuple[str, ...]
    words: tuple[str, ...]


@cache
def _currencies() -> tuple[_Currency, ...]:
    rows = read_csv("annotate/currencies.csv", ("id", "name", "signs", "words", "note"))
    return tuple(_Currency(_code(row), _split(row["signs"]), _split(row["words"])) for row in rows)


def _code(row: Row) -> str:
    if len(row["id"]) != 3 or not row["id"].isupper():
        raise row.error(f"a currency's id is its ISO 4217 code, not {row['id']!r}")
    return row["id"]


def _split(words: str) -> tuple[str, ...]:
    return tuple(word for word in words.split("|") if word)


@cache
def load_signs() -> dict[str, str]:
    """What stands before an amount of money (sign or code) -> ISO 4217 code."""
    found = {sign: currency.code for currency in _currencies() for sign in currency.signs}
    return found | {code: code for code in _codes()} | CODES_OF_OTHERS


def _codes() -> list[str]:
    return [currency.code for currency in _currencies() if currency.code not in UNSAFE_CODES]


@cache
def load_units() -> tuple[Unit, ...]:
    """Every form written after a number, currencies among them, longest first."""
    money = [
        Unit(currency.code, words, QuantityKind.MONEY, currency.code)
        for currency in _currencies()
        for words in (*currency.words, *(() if currency.code in NEVER_CODES else (currency.code,)))
    ]
    rows = read_csv("annotate/units.csv", ("id", "words", "kind", "unit", "factor", "per", "note"))
    plain = [unit for row in rows for unit in _units(row)]
    return tuple(sorted((*money, *plain), key=lambda unit: -len(unit.words)))


def _units(row: Row) -> list[Unit]:
    if row["per"] not in ("yes", "no"):
        raise row.error(f"per must be yes or no, not {row['per']!r}")
    try:
        kind, factor = QuantityKind(row["kind"]), float(row["factor"])
    except ValueError as error:
        raise row.error(str(error)) from error
    return [
        Unit(row["id"], words, kind, row["unit"] or None, factor, row["per"] == "yes") for words in _split(row["words"])
    ]


@cache
def load_approximators() -> tuple[Approximator, ...]:
    """Every form, longest first."""
    found: list[Approximator] = []
    for row in read_csv("annotate/approximators.csv", ("id", "words", "approximate", "where", "note")):
        if row["where"] not in ("before", "after"):
            raise row.error(f"where must be before or after, not {row['where']!r}")
        try:
            approximate = Approximate(row["approximate"])
        except ValueError as error:
            raise row.error(str(error)) from error
        found.extend(
            Approximator(row["id"], words, approximate, row["where"] == "before") for words in _split(row["words"])
        )
    return tuple(sorted(found, key=lambda one: -len(one.words)))


@cache
def load_counting(kind: str) -> frozenset[str]:
    """The words of one kind in `counting.csv`, in lower case; its header says what each kind is for."""
    rows = read_csv("annotate/counting.csv", ("id", "kind", "words", "note"))
    return frozenset(word for row in rows if row["kind"] == kind for word in row["words"].lower().split("|"))
