"""Matrices are multiplied on one thread, in processes of our own alone."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from onrecord.threads import VARIABLES, one_for_children, use_one


def test_what_the_user_sets_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(VARIABLES[0], "4")
    use_one()
    assert [os.environ[name] for name in VARIABLES] == ["4", "1", "1"]


def test_what_is_set_for_children_is_gone_after(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    with one_for_children():
        assert {os.environ[name] for name in VARIABLES} == {"1"}
    assert not set(VARIABLES) & set(os.environ)


def test_the_command_asks_for_it_before_numpy_is_loaded() -> None:
    code = (
        "import os, sys; from onrecord.cli import main; sys.argv = ['onrecord', '--version']\n"
        "assert 'numpy' not in sys.modules\n"
        "try: main()\n"
        "except SystemExit: print(os.environ['OPENBLAS_NUM_THREADS'], 'numpy' in sys.modules)"
    )
    bare = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    done = subprocess.run([sys.executable, "-c", code], env=bare, capture_output=True, text=True, check=True)
    assert done.stdout.split()[-2:] == ["1", "False"]
    library = "import os, onrecord; onrecord.Store; print('OPENBLAS_NUM_THREADS' in os.environ)"
    done = subprocess.run([sys.executable, "-c", library], env=bare, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"]
