"""What the simulation of `evaluation.scaling` says where the answer is known."""

from __future__ import annotations

import pytest
from evaluation.scaling import simulate


@pytest.mark.parametrize(
    ("serial", "workers", "expected"), [(0.0, 1, 1.0), (0.0, 16, 16.0), (0.5, 64, 2.0), (0.125, 4, 4.0), (1.0, 1, 1.0)]
)
def test_the_slower_of_workers_and_writer_decides(serial: float, workers: int, expected: float) -> None:
    assert simulate([1.0], [serial], workers) == pytest.approx(expected, rel=0.12)
