"""Rule and model files are the ones that were released: each is checked as it is read."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import onrecord
from onrecord.errors import ModelError, RuleError
from onrecord.models import load_bytes, manifest
from onrecord.rules import list_files, listed_sums, read_text

PACKAGE = Path(onrecord.__file__).parent


def test_every_rule_file_is_listed_and_is_the_one() -> None:
    """Where this fails a rule was changed: `python -m onrecord.rules` writes the list anew."""
    assert {name: hashlib.sha256(data).hexdigest() for name, data in list_files()} == listed_sums()


def test_every_model_file_is_listed_and_is_the_one() -> None:
    there = {path.name for path in (PACKAGE / "models").iterdir() if path.suffix not in (".py", ".md") and path.name not in ("manifest.json", "__pycache__")}  # fmt: skip
    assert there == set(manifest())
    for name in there:
        assert load_bytes(name)


@pytest.mark.parametrize("name", ["events/ASSAULT.yml", "attribute/speech_cues.csv", "no/such.csv", "../SHA256SUMS"])
def test_a_changed_or_unlisted_rule_file_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.rules.listed_sums", dict)
    with pytest.raises(RuleError, match=name.replace(".", r"\.")) as caught:
        read_text(name)
    assert "\n" not in str(caught.value)


def test_an_unlisted_model_file_is_named() -> None:
    with pytest.raises(ModelError, match="other.npz"):
        load_bytes("other.npz")


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("path", "seal"),
    [("rules/data/events/ASSAULT.yml", True), ("rules/data/identify/titles.csv", True), ("models/reader-statements.npz", False)],
)  # fmt: skip
def test_the_command_refuses_in_one_line_what_somebody_changed(path: str, seal: bool, tmp_path: Path) -> None:
    own = tmp_path / "onrecord"
    shutil.copytree(PACKAGE, own, symlinks=False, ignore=shutil.ignore_patterns("__pycache__"))
    with (own / path).open("ab") as opened:
        opened.write(b"\n")
    page = tmp_path / "page.txt"
    page.write_text("The coast guard denied on Tuesday that its ship had attacked the port of Varn.\n")
    found = _run(tmp_path, "-m", "onrecord", "read", str(page))
    assert found.returncode == 1
    [line] = found.stderr.strip().splitlines()
    assert Path(path).name in line
    assert "sha256" in line
    if seal:
        assert _run(tmp_path, "-m", "onrecord.rules").returncode == 0
        assert _run(tmp_path, "-m", "onrecord", "read", str(page)).returncode == 0


def _run(root: Path, *given: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *given], capture_output=True, text=True, env={"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin"}, cwd=root, check=False)  # fmt: skip
