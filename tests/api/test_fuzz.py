"""Schemathesis, for some seconds and for half a minute; `python -m evaluation.fuzz_api --seconds 300` is the whole of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.network
@pytest.mark.parametrize("seconds", [5, pytest.param(30, marks=pytest.mark.thorough)])
def test_nothing_that_schemathesis_sends_breaks_the_api(db: Path, seconds: int) -> None:
    command = [sys.executable, "-m", "evaluation.fuzz_api", "--seconds", str(seconds), "--seed", "5", "--db", str(db)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "failed" not in done.stdout
