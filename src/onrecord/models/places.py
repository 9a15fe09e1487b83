"""The weights by which a name's candidates are compared (`gazetteer.md`)."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from onrecord.models import load_bytes

MODEL = "places.json"


@dataclass(frozen=True, slots=True, eq=False)
class PlaceModel:
    """`first` and `weights` [features] are for the first round and those after it, in the order of `features`.

    `least` is the probability under which a place has no point; `scale` and `shift` make a probability a calibrated one.
    """

    features: tuple[str, ...]
    first: NDArray[np.float64]
    weights: NDArray[np.float64]
    rounds: int
    least: float
    scale: float
    shift: float

    def calibrate(self, probability: float) -> float:
        """How often a place with this probability is right."""
        inside = min(max(probability, 1e-6), 1 - 1e-6)
        return 1 / (1 + math.exp(-(self.scale * math.log(inside / (1 - inside)) + self.shift)))


@cache
def load_places() -> PlaceModel:
    """The shipped weights. Raises ModelError where the file is not the released one."""
    stored = json.loads(load_bytes(MODEL))
    return PlaceModel(
        tuple(stored["features"]),
        np.array([row[0] for row in stored["features"].values()]),
        np.array([row[1] for row in stored["features"].values()]),
        stored["rounds"],
        stored["least"],
        stored["scale"],
        stored["shift"],
    )
