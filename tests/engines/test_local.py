"""Processes of this machine: what happens when one ends, and when none can be started."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from onrecord.engines.local import LocalPool
from onrecord.engines.merging import Merging
from onrecord.engines.shards import Job, cut_portions
from onrecord.errors import OnrecordError
from onrecord.intake import Place
from tests.engines import stub


def read(names: list[str], workers: int = 2, make: Callable[[Job], Any] = stub.Stub, **more: float) -> list[str]:
    pieces = [Place(name, 1) for name in names]
    with closing(LocalPool(stub.JOB, workers, make=make, **more)) as pool:
        return [issue.message for _, found in Merging(pool, cut_portions(pieces)) for issue in found.issues]


def test_order_and_a_slow_one_at_the_head() -> None:
    names = ["slow", *(f"{number:03}" for number in range(40))]
    assert read(names) == names


def test_a_killed_worker_loses_nothing(tmp_path: Path) -> None:
    names = [*(f"{number:03}" for number in range(12)), f"once:{tmp_path / 'was'}", *(f"{n:03}" for n in range(12, 20))]
    assert read(names) == names
    assert (tmp_path / "was").exists()


@pytest.mark.thorough
def test_what_kills_every_worker_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    found = read(["a", "poison", "b", "defect", "c"])
    assert [message[:6] for message in found] == ["a", "poison", "b", "defect", "c"]
    assert "its worker was ended by SIGKILL" in found[1]
    assert "its worker ended with status 1" in found[3]
    assert "ZeroDivisionError: defect" in capfd.readouterr().err


@pytest.mark.thorough
def test_what_never_answers_is_named() -> None:
    found = read(["a", "hang", "b"], patience=2.0)
    assert [message[:4] for message in found] == ["a", "hang", "b"]
    assert "did not answer for 2 seconds" in found[1]


@pytest.mark.thorough
def test_workers_that_cannot_be_are_one_error() -> None:
    with pytest.raises(OnrecordError, match="its card names"):
        read(["a"], make=stub.refuse)
    with pytest.raises(OnrecordError, match="status 3"):
        read(["a"], make=stub.end)


def test_no_worker_is_left() -> None:
    pool = LocalPool(stub.JOB, 2, make=stub.Stub)
    merging = Merging(pool, cut_portions([Place(f"{n}", 1) for n in range(100)]))
    next(merging)
    numbers = list(_numbers(pool))
    pool.close()
    assert len(numbers) == 2
    for number in numbers:
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)


def _numbers(pool: LocalPool) -> Iterator[int]:
    yield from (slot.process.pid for slot in pool._slots if slot.process.pid is not None)
