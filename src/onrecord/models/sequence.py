"""A small network over the lines or gaps of a page, in plain numpy: dilated convolutions (van den Oord et al. 2016).

A file holds one network or several trained from different seeds, whose probabilities are averaged: on pages of sites
that training never saw, one network's figure moves by a point with its seed, the mean of several does not.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from onrecord.models import load_bytes

REACH = 2
"""Neighbours that one convolution sees on either side, times its dilation of 1, 2, 4, ..."""

Array = NDArray[np.float32]
Hashed = NDArray[np.int64]
Weights = Mapping[str, Array]


@cache
def load_networks(name: str) -> tuple[Weights, ...]:
    """The networks in a shipped file; their arrays are named `0/in.weight`, `0/layer0.weight`, `1/in.weight`, ..."""
    return unpacked(load_bytes(name))


def unpacked(data: bytes) -> tuple[Weights, ...]:
    """The networks in the bytes of an `.npz` file."""
    found: dict[int, dict[str, Array]] = {}
    with np.load(io.BytesIO(data)) as stored:
        for name in stored.files:
            number, _, part = name.partition("/")
            if number.isdigit():
                found.setdefault(int(number), {})[part] = stored[name].astype(np.float32)
    return tuple(found[number] for number in sorted(found))


def probabilities(features: Array, networks: Sequence[Weights], hashed: Hashed | None = None) -> Array:
    """For each row of `features` [rows, columns] a probability: the mean over the networks.

    `hashed` [rows, words] gives each row's words as buckets of the networks' embedding, 0 for none.
    """
    if not len(features):
        return np.zeros(0, dtype=np.float32)
    found: Array = np.mean([_run(features, weights, hashed) for weights in networks], axis=0, dtype=np.float32)
    return found


def _run(features: Array, weights: Weights, hashed: Hashed | None) -> Array:
    scaled = (features - weights["mean"]) / weights["deviation"]
    if hashed is not None:
        known = (hashed > 0)[..., None]
        words = (weights["embedding"][hashed] * known).sum(1) / np.maximum(known.sum(1), 1)
        scaled = np.concatenate([scaled, words], axis=1)
    x = np.maximum(scaled @ weights["in.weight"].T + weights["in.bias"], 0.0)
    number = 0
    while f"layer{number}.weight" in weights:
        normed = _normed(x, weights[f"norm{number}.weight"], weights[f"norm{number}.bias"])
        layer = _convolved(normed, weights[f"layer{number}.weight"], weights[f"layer{number}.bias"], 1 << number)
        x = x + np.maximum(layer, 0.0)
        number += 1
    scores = (x @ weights["out.weight"].T + weights["out.bias"])[:, 0]
    found: Array = 1.0 / (1.0 + np.exp(-np.clip(scores, -30, 30)))
    return found


def _normed(x: Array, weight: Array, bias: Array) -> Array:
    """Layer normalisation of each row."""
    centred = x - x.mean(1, keepdims=True)
    found: Array = centred / np.sqrt((centred**2).mean(1, keepdims=True) + 1e-5) * weight + bias
    return found


def _convolved(x: Array, weight: Array, bias: Array, dilation: int) -> Array:
    """Convolution over the rows: x [rows, in], weight [out, in, 2 * REACH + 1] -> [rows, out], zeros past the ends."""
    padded = np.pad(x, ((REACH * dilation, REACH * dilation), (0, 0)))
    taps = np.ascontiguousarray(weight.transpose(2, 1, 0))  # whole matrices are multiplied faster than slices with gaps
    found = np.broadcast_to(bias, (len(x), len(bias))).copy()
    for tap, matrix in enumerate(taps):
        found += padded[tap * dilation : tap * dilation + len(x)] @ matrix
    return found
