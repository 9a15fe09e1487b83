"""What a user may rely on."""

from __future__ import annotations

import subprocess
import sys

import onrecord


def test_every_public_name_is_there_and_described() -> None:
    for name in onrecord.__all__:
        assert getattr(onrecord, name).__doc__, name


def test_import_loads_nothing_heavy() -> None:
    """`import onrecord` stays under 150 ms because it loads no model, no array library and no database."""
    code = "import sys, onrecord; print([m for m in ('numpy', 'onnxruntime', 'sqlalchemy', 'lxml', 'trafilatura') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
