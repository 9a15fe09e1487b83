"""What holds for every test."""

from __future__ import annotations

import pytest
from hypothesis import settings

from onrecord.annotate import encoder

# The tests share the cores already (`-n 2`): a second thread of each worker waits for the first, and burns its core meanwhile.
encoder.THREADS = 1

# What an example takes says nothing where other jobs share the cores.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever opens a page in a browser is marked so: `make unit` leaves it out."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
