"""A desk on a database that is read once, in this process and in a real browser."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from docs.screenshots import browsed, served
from playwright.sync_api import Browser, Page
from starlette.testclient import TestClient

from onrecord.desk import Settings, make_app
from onrecord.pipeline import join_stored, program_version, read, settle_stored
from onrecord.store import Store

SAMPLES = Path(__file__).parents[2] / "samples"
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


@pytest.fixture
def db(read_once: Path, tmp_path: Path) -> Path:
    """A database of a test's own."""
    return Path(shutil.copy(read_once, tmp_path / "news.db"))


@pytest.fixture
def client(db: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The desk in this process; a test asks more quickly than anybody may."""
    monkeypatch.setattr("onrecord.desk.guard.BURST", 1e6)
    with Store(str(db)) as store:
        yield TestClient(make_app(store, Settings(person="Ada")), base_url="http://127.0.0.1", follow_redirects=False)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser, started once."""
    with browsed() as found:
        yield found


@pytest.fixture
def serve() -> Iterator[Callable[[Path | str], str]]:
    """Serves a database on a port of this machine until the test's page is closed; gives the address."""
    with ExitStack() as desks:
        yield lambda path: desks.enter_context(served(str(path), Settings(person="Ada")))


@pytest.fixture
def address(serve: Callable[[Path | str], str], db: Path) -> str:
    """The desk on a port of this machine."""
    return serve(db)


@pytest.fixture
def page(browser: Browser, serve: Callable[[Path | str], str]) -> Iterator[Page]:
    """A page of the browser, closed before its desk is; a test fails where its console says an error."""
    context = browser.new_context()
    context.set_default_timeout(10_000)
    found = context.new_page()
    said: list[str] = []
    found.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    found.on("pageerror", lambda error: said.append(str(error)))
    yield found
    context.close()
    assert not said
