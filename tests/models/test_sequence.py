"""The small networks and the word vectors: what they promise of shapes, means and likeness."""

from __future__ import annotations

import io

import numpy as np
import pytest

from onrecord.models.sequence import REACH, probabilities, unpacked
from onrecord.models.vectors import text_vectors


def weights(columns: int, width: int, seed: int, layers: int = 2) -> dict[str, np.ndarray]:
    source = np.random.default_rng(seed)

    def drawn(*shape: int) -> np.ndarray:
        return source.normal(size=shape).astype(np.float32)

    found = {"mean": drawn(columns), "deviation": np.ones(columns, dtype=np.float32), "in.weight": drawn(width, columns), "in.bias": drawn(width),
             "out.weight": drawn(1, width), "out.bias": drawn(1)}  # fmt: skip
    for n in range(layers):
        found |= {f"norm{n}.weight": drawn(width), f"norm{n}.bias": drawn(width), f"layer{n}.weight": drawn(width, width, 2 * REACH + 1),
                  f"layer{n}.bias": drawn(width)}  # fmt: skip
    return found


def test_several_networks_give_their_mean() -> None:
    features = np.random.default_rng(1).normal(size=(9, 4)).astype(np.float32)
    one, two = weights(4, 6, 1), weights(4, 6, 2)
    mean = (probabilities(features, (one,)) + probabilities(features, (two,))) / 2
    assert probabilities(features, (one, two)) == pytest.approx(mean, abs=1e-6)


def test_a_row_sees_its_neighbours_and_no_further() -> None:
    features = np.zeros((40, 4), dtype=np.float32)
    network = (weights(4, 6, 3, layers=1),)
    before = probabilities(features, network)
    features[20] = 5.0
    changed = np.flatnonzero(np.abs(probabilities(features, network) - before) > 1e-7)
    assert set(changed) <= set(range(20 - REACH, 21 + REACH))


def test_no_rows_give_no_probabilities() -> None:
    assert probabilities(np.zeros((0, 4), dtype=np.float32), (weights(4, 6, 1),)).shape == (0,)


def test_a_file_holds_its_networks_in_order() -> None:
    opened = io.BytesIO()
    np.savez(opened, **{"1/mean": np.ones(2), "0/mean": np.zeros(2), "idf": np.ones(3)})
    found = unpacked(opened.getvalue())
    assert [float(one["mean"][0]) for one in found] == [0.0, 1.0]


def test_texts_about_one_matter_are_near() -> None:
    quake, tremor, cup = text_vectors(
        ["The earthquake killed twelve villagers in the mountains.", "A tremor shook houses, and rescuers dug for survivors.", "The striker scored twice and the club won the cup."], 64
    )  # fmt: skip
    assert quake @ tremor > quake @ cup
    assert float(np.linalg.norm(quake)) <= 1.0
    assert not text_vectors(["", "…"], 64)[0].any()
