"""Weights of a linear model that ship as rows `feature,weight`, checked against the manifest."""

from __future__ import annotations

from functools import cache

from onrecord.models import load_bytes

__all__ = ["load_weights"]


@cache
def load_weights(name: str) -> dict[str, float]:
    """Feature -> weight. Raises ModelError when the file is not the one that was released."""
    lines = load_bytes(name).decode("utf-8").splitlines()[1:]
    return {feature: float(weight) for feature, _, weight in (line.rpartition(",") for line in lines)}
