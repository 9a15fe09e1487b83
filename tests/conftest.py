"""What holds for every test."""

from __future__ import annotations

import fcntl
import gc
import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine

from onrecord.annotate import encoder
from onrecord.pipeline import join_stored, program_version, read, settle_stored
from onrecord.store import Store, engine

# The tests share the cores already (`-n 2`): a second thread of each worker waits for the first, and burns its core meanwhile.
encoder.THREADS = 1

# What an example takes, to be drawn or to be tried, says nothing where other jobs share the cores.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None, None, None]:
    """Whatever opens a page in a browser is marked so, before tests are chosen by their marks, and comes last, after they are shuffled.

    Playwright keeps an event loop running in its process until the browser ends, and no test can run one of its own meanwhile. Workers
    that steal from each other keep no order: `make test` runs those with a browser by themselves.
    """
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    yield
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session", autouse=True)
def new_databases_are_copies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A new database is made step by step once; each further one is a copy of that, and opened as any that is there.

    Hundreds of tests begin with a new database, and its steps are most of what they cost. `:memory:` has its own every time.
    """
    path = tmp_path_factory.mktemp("new") / "new.db"
    Store(str(path)).close()
    empty, migrate = path.read_bytes(), engine.migrate

    def copied(opened: Engine, path: str) -> None:
        if path != ":memory:" and not Path(path).exists() and os.access(Path(path).resolve().parent, os.W_OK):
            Path(path).write_bytes(empty)
        migrate(opened, path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "migrate", copied)
        yield


def pytest_collection_finish() -> None:
    """What is imported and collected is there to the end: to look for garbage in it again and again costs much and finds nothing."""
    gc.collect()
    gc.freeze()


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
