"""The line model: does a line belong to the text, from itself and the lines around it. Plain numpy.

Hashed words are embedded and averaged, joined to the dense features, and read by dilated convolutions
over the page (van den Oord et al. 2016), so that a line sees about thirty lines on either side.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from onrecord.clean.features import Dense, Hashed, line_features
from onrecord.model import RawLine
from onrecord.models import load_bytes, version
from onrecord.rules.furniture import furniture_rules

MODEL = "lines.npz"
DILATIONS = (1, 2, 4, 8)
LONGEST = 20_000
"""Lines of a page that are read at once; longer ones are read in parts."""

Weights = dict[str, NDArray[np.float32]]


@cache
def load_weights() -> Weights:
    """The shipped weights."""
    with np.load(io.BytesIO(load_bytes(MODEL))) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}


def model_version() -> str:
    """The version of the line model."""
    return version(MODEL)


def body_probabilities(
    lines: Sequence[str], markup: Sequence[RawLine] | None = None, weights: Weights | None = None
) -> NDArray[np.float32]:
    """For each line (none empty) the probability that it belongs to a story's text."""
    chosen = load_weights() if weights is None else weights
    parts = []
    for start in range(0, len(lines), LONGEST):
        stop = start + LONGEST
        dense, hashed = line_features(lines[start:stop], furniture_rules(), markup[start:stop] if markup else None)
        parts.append(run(dense, hashed, chosen))
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)


def run(dense: Dense, hashed: Hashed, weights: Weights) -> NDArray[np.float32]:
    """The network on the features of one page."""
    known = (hashed > 0)[..., None]
    words = (weights["embedding"][hashed] * known).sum(1) / np.maximum(known.sum(1), 1)
    scaled = (dense - weights["mean"]) / weights["deviation"]
    x = np.maximum(np.concatenate([scaled, words], axis=1) @ weights["in.weight"].T + weights["in.bias"], 0.0)
    for number, dilation in enumerate(DILATIONS):
        normed = _normed(x, weights[f"norm{number}.weight"], weights[f"norm{number}.bias"])
        x = x + np.maximum(
            _convolved(normed, weights[f"layer{number}.weight"], weights[f"layer{number}.bias"], dilation), 0.0
        )
    scores = (x @ weights["out.weight"].T + weights["out.bias"])[:, 0]
    found: NDArray[np.float32] = 1.0 / (1.0 + np.exp(-np.clip(scores, -30, 30)))
    return found


def _normed(x: NDArray[np.float32], weight: NDArray[np.float32], bias: NDArray[np.float32]) -> NDArray[np.float32]:
    """Layer normalisation of each line."""
    centred = x - x.mean(1, keepdims=True)
    found: NDArray[np.float32] = centred / np.sqrt((centred**2).mean(1, keepdims=True) + 1e-5) * weight + bias
    return found


def _convolved(
    x: NDArray[np.float32], weight: NDArray[np.float32], bias: NDArray[np.float32], dilation: int
) -> NDArray[np.float32]:
    """A convolution over lines; weight [out, in, width]."""
    reach = (weight.shape[2] // 2) * dilation
    padded = np.pad(x, ((reach, reach), (0, 0)))
    total = np.broadcast_to(bias, (len(x), len(bias))).copy()
    for tap in range(weight.shape[2]):
        total += padded[tap * dilation : tap * dilation + len(x)] @ weight[:, :, tap].T
    return total
