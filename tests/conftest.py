"""What holds for every test."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from onrecord.annotate import encoder
from onrecord.pipeline import join_stored, program_version, read, settle_stored
from onrecord.store import Store

# The tests share the cores already (`-n 2`): a second thread of each worker waits for the first, and burns its core meanwhile.
encoder.THREADS = 1

# What an example takes, to be drawn or to be tried, says nothing where other jobs share the cores.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever opens a page in a browser is marked so, and comes last.

    Playwright keeps an event loop running in its process until the browser ends, and no test can run one of its own meanwhile. Workers
    that steal from each other keep no order: `make test` runs those with a browser by themselves.
    """
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


SAMPLES = Path(__file__).parents[1] / "samples"
READ = (
    "harbour_courier_page.txt",
    "northgate_world_page.txt",
    "live_wire_pages.txt",
    "clippings_table.csv",
    "news_api_export.jsonl",
)
"""Samples that hold every kind of record."""


def of_all_workers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this run, the same for all of its workers."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples in a database, read by one worker for all; never written to."""
    folder = of_all_workers(tmp_path_factory)
    path = folder / "desk.db"
    with (folder / "desk.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            making = folder / "desk-making.db"
            with Store(str(making)) as store:
                for record in read([str(SAMPLES / name) for name in READ]):
                    store.add(record, version=program_version())
                settle_stored(store)
                join_stored(store)
            making.rename(path)
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A real browser, started once."""
    from docs.screenshots import browsed

    with browsed() as found:
        yield found
