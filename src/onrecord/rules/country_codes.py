"""Country codes of two letters: the record has three, some formats want two."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from onrecord.rules import read_csv

COLUMNS = ("id", "alpha_2", "fips")


class Codes(NamedTuple):
    """A country's codes of two letters; `fips` is None where it has none."""

    alpha_2: str
    fips: str | None


@cache
def _shipped() -> dict[str, Codes]:
    return parse_country_codes()


def parse_country_codes(text: str | None = None) -> dict[str, Codes]:
    """Codes by ISO 3166-1 alpha-3. Raises RuleError for what is no such code, or for two countries with one."""
    found: dict[str, Codes] = {}
    for row in read_csv("publish/country_codes.csv", COLUMNS, text):
        for code, length in ((row["id"], 3), (row["alpha_2"], 2), (row["fips"] or "AA", 2)):
            if not (len(code) == length and code.isascii() and code.isalpha() and code.isupper()):
                raise row.error(f"{code!r} is not {length} capital letters")
        if any(row["alpha_2"] == other.alpha_2 for other in found.values()):
            raise row.error(f"{row['alpha_2']} stands for another country already")
        found[row["id"]] = Codes(row["alpha_2"], row["fips"] or None)
    return found


def alpha_2(code: str | None) -> str | None:
    """The code of two capital letters; None for one that is none of ISO 3166-1, as of an invented country."""
    found = _shipped().get(code or "")
    return found.alpha_2 if found else None


def fips_code(code: str | None) -> str | None:
    """The FIPS 10-4 code of a country; None where it has none."""
    found = _shipped().get(code or "")
    return found.fips if found else None
