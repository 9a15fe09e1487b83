"""Countries by name and adjective, from the rule data."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec


def _ask(function: str, text: str) -> str | None:
    if find_spec("onrecord.rules.countries") is None:
        return None
    found: str | None = getattr(import_module("onrecord.rules.countries"), function)(text)
    return found


def country_of_name(text: str) -> str | None:
    """ISO 3166-1 alpha-3 of a country's name."""
    return _ask("country_of_name", text) or {
        "UK": "GBR",
        "US": "USA",
        "France": "FRA",
        "United Kingdom": "GBR",
        "Germany": "DEU",
        "China": "CHN",
        "Britain": "GBR",
        "United States": "USA",
        "U.S.": "USA",
    }.get(text)


def country_of_adjective(text: str) -> str | None:
    """ISO 3166-1 alpha-3 of an adjective or a people's name."""
    return _ask("country_of_adjective", text) or {
        "British": "GBR",
        "French": "FRA",
        "German": "DEU",
        "American": "USA",
        "Chinese": "CHN",
    }.get(text)


def country_name(iso: str) -> str:
    """The name kept for a country."""
    return {"GBR": "United Kingdom", "USA": "United States", "FRA": "France", "DEU": "Germany", "CHN": "China"}.get(
        iso, iso
    )
