"""Column mappings of common news APIs: the rule data of `intake`."""

from __future__ import annotations

from functools import cache

from onrecord.rules import read_csv

FIELDS = ("text", "title", "published", "url", "outlet", "byline", "language")
"""The fields that a column can be mapped to."""


@cache
def load_presets() -> dict[str, tuple[tuple[str, str], ...]]:
    """Pairs of field and column by the preset's name, in the order they are tried."""
    rows = read_csv("intake/presets.csv", ("id", *FIELDS, "note"))
    return {row["id"]: tuple((name, row[name]) for name in FIELDS if row[name]) for row in rows}
