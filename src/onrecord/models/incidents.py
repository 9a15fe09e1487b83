"""The weights by which two tellings are taken for one happening: a logistic regression each within a story and across stories."""

from __future__ import annotations

import json
from functools import cache

from onrecord.models import load_bytes

MODEL = "incidents.json"


@cache
def weights() -> dict[str, dict[str, float]]:
    """The tables `within` and `across`: weight by feature."""
    found: dict[str, dict[str, float]] = json.loads(load_bytes(MODEL))
    return found
