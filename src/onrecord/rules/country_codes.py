"""Country codes of two letters: the record has three, some formats want two."""

from __future__ import annotations

from functools import cache

from onrecord.rules import read_csv

COLUMNS = ("id", "alpha_2")


@cache
def _shipped() -> dict[str, str]:
    return parse_country_codes()


def parse_country_codes(text: str | None = None) -> dict[str, str]:
    """ISO 3166-1 alpha-2 by alpha-3. Raises RuleError for what is no such code, or for two countries with one."""
    found: dict[str, str] = {}
    for row in read_csv("publish/country_codes.csv", COLUMNS, text):
        for code, length in ((row["id"], 3), (row["alpha_2"], 2)):
            if not (len(code) == length and code.isascii() and code.isalpha() and code.isupper()):
                raise row.error(f"{code!r} is not {length} capital letters")
        if row["alpha_2"] in found.values():
            raise row.error(f"{row['alpha_2']} stands for another country already")
        found[row["id"]] = row["alpha_2"]
    return found


def alpha_2(code: str | None) -> str | None:
    """The code of two capital letters; None for one that is none of ISO 3166-1, as of an invented country."""
    return _shipped().get(code) if code else None
