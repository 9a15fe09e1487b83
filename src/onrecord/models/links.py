"""What the statement head's network and its readers share: the labels, and how far a word is from a cue."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onrecord.model import Act, Polarity

STATEMENT_TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")

ACTS, POLARITIES = tuple(Act), tuple(Polarity)
"""What a cue does, in the order in which the graph's `judge` scores it: first the acts, then the polarities."""

DISTANCES = 19
"""Buckets of the distance from a cue to a word, in words: both directions by powers of two, and the cue itself."""


def distance_bucket(distance: NDArray[np.int64]) -> NDArray[np.int64]:
    """The bucket, 0 to `DISTANCES - 1`, of each signed distance; the middle one is distance 0."""
    size = np.minimum(np.ceil(np.log2(np.abs(distance) + 1)).astype(np.int64), DISTANCES // 2)
    bucket: NDArray[np.int64] = DISTANCES // 2 + np.sign(distance) * size
    return bucket
