"""The tutorial's commands are run, and its answers are what they print."""

from __future__ import annotations

import shlex
from contextlib import chdir
from pathlib import Path

import pytest
from docs import generate

from tests.cli.command import run

ALIKE = 0.9
"""Share of the lines that must be there: the int8 graph differs a little between processors, and ids with it."""


def run_here(command: str, folder: Path) -> str:
    """What a line `$ onrecord …` prints, with the models and tables that this process has loaded."""
    with chdir(folder):
        done = run(*shlex.split(command)[2:])
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.mark.thorough
def test_the_tutorial_is_what_the_program_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generate, "run_command", run_here)
    written = Path("docs/tutorial.md").read_text(encoding="utf-8").splitlines()
    now = set(generate.tutorial_page().splitlines())
    assert sum(line in now for line in written) >= ALIKE * len(written)
