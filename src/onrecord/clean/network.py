"""The line model: does a line belong to the text, from itself and the lines around it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from onrecord.clean.features import line_features
from onrecord.models import version
from onrecord.models.sequence import Array, Weights, load_networks, probabilities
from onrecord.rules.furniture import furniture_rules

MODEL = "lines.npz"
LONGEST = 20_000
"""Lines of a page that are read at once; longer ones are read in parts."""


def model_version() -> str:
    """The version of the line model."""
    return version(MODEL)


def body_probabilities(lines: Sequence[str], networks: Sequence[Weights] | None = None) -> Array:
    """For each line (none empty) the probability that it belongs to a story's text."""
    chosen = load_networks(MODEL) if networks is None else networks
    parts = []
    for start in range(0, len(lines), LONGEST):
        features, hashed = line_features(lines[start : start + LONGEST], furniture_rules())
        parts.append(probabilities(features, chosen, hashed))
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)
