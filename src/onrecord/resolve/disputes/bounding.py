"""Between what numbers an amount lies, by the words around it."""

from __future__ import annotations

from onrecord.model import Approximate, Quantity

ROUGH = 0.15
"""How far from a number that is said to be near the true one may lie, as a part of it."""
VAGUE = {"dozen": 20.0, "score": 35.0, "hundred": 200.0, "thousand": 2000.0, "million": 2_000_000.0}
"""The least that "dozens" may be, by its noun."""
FEW = 3
"""How many times that the most is that "a few dozen" may be."""


def bounds(quantity: Quantity) -> tuple[float | None, float | None]:
    """Between what numbers the true one lies, by what is said."""
    value = quantity.value
    if value is None and quantity.low is None and quantity.high is None:
        return _vague_bounds(quantity.evidence.text.lower())
    if value is None:
        return quantity.low, quantity.high
    match quantity.approximate:
        case Approximate.AT_LEAST | Approximate.MORE_THAN:
            return value, None
        case Approximate.AT_MOST:
            return None, value
        case Approximate.NEARLY:
            return value * (1 - ROUGH), value
        case Approximate.ABOUT:
            return value * (1 - ROUGH), value * (1 + ROUGH)
        case _:
            return value, value


def _vague_bounds(text: str) -> tuple[float | None, float | None]:
    """Between what numbers "dozens" and "a few hundred" lie; (None, None) for what is vaguer still."""
    words = text.replace("-", " ").split()
    least = [value for word in words for noun, value in VAGUE.items() if word in (noun, f"{noun}s")]
    if not least or "half" in words:
        return None, None
    low = max(least)
    if "tens" in words:
        low *= 10
    if "few" in words:
        return low, low * FEW
    return (
        (low, None)
        if text.startswith(("dozens", "scores", "hundreds", "thousands", "millions", "tens", "several", "many"))
        else (None, None)
    )
