"""What the README shows is run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

README = Path("README.md").read_text(encoding="utf-8")


def test_the_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len([line for line in example.splitlines() if line.strip()]) <= 5
    exec(compile(example, "README.md", "exec"), {})
    assert "threaten" in capsys.readouterr().out


def test_every_page_it_links_to_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert Path(target).exists(), target


def test_the_two_commands_are_in_the_makefile() -> None:
    makefile = Path("Makefile").read_text(encoding="utf-8")
    for command in re.findall(r"`?make (\w+)`?", README):
        assert f"\n{command}:" in makefile, command
