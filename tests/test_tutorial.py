"""The tutorial's commands are run, and its answers are what they print."""

from __future__ import annotations

from pathlib import Path

from docs.generate import tutorial_page

ALIKE = 0.9
"""Share of the lines that must be there: the int8 graph differs a little between processors, and ids with it."""


def test_the_tutorial_is_what_the_program_prints() -> None:
    written = Path("docs/tutorial.md").read_text(encoding="utf-8").splitlines()
    now = set(tutorial_page().splitlines())
    assert sum(line in now for line in written) >= ALIKE * len(written)
