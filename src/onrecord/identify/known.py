"""Countries by name, adjective and capital, from the rule data; a handful of its own while that table is not installed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from importlib import import_module
from importlib.util import find_spec

NAMES = {"UK": "GBR", "United Kingdom": "GBR", "Britain": "GBR", "US": "USA", "U.S.": "USA", "United States": "USA", "France": "FRA", "Germany": "DEU", "China": "CHN", "Russia": "RUS"}  # fmt: skip
ADJECTIVES = {"British": "GBR", "American": "USA", "French": "FRA", "German": "DEU", "Chinese": "CHN", "Russian": "RUS"}
PLAIN = {
    "GBR": "United Kingdom",
    "USA": "United States",
    "FRA": "France",
    "DEU": "Germany",
    "CHN": "China",
    "RUS": "Russia",
}


@cache
def _table(function: str) -> Callable[[str], str | None] | None:
    if find_spec("onrecord.rules.countries") is None:
        return None
    found: Callable[[str], str | None] | None = getattr(import_module("onrecord.rules.countries"), function, None)
    return found


@lru_cache(maxsize=4096)
def country_of_name(text: str) -> str | None:
    """ISO 3166-1 alpha-3 of a country's name."""
    table = _table("country_of_name")
    return table(text) if table else NAMES.get(text)


@lru_cache(maxsize=4096)
def country_of_adjective(text: str) -> str | None:
    """ISO 3166-1 alpha-3 of an adjective or a people's name."""
    table = _table("country_of_adjective")
    return table(text) if table else ADJECTIVES.get(text)


@lru_cache(maxsize=4096)
def country_of_capital(text: str) -> str | None:
    """ISO 3166-1 alpha-3 of the country whose capital this is."""
    table = _table("country_of_capital")
    return table(text) if table else None


@lru_cache(maxsize=4096)
def country_name(iso: str) -> str:
    """The name kept for a country; its code where no table has it."""
    table = _table("country_name")
    return (table(iso) if table else None) or PLAIN.get(iso, iso)
