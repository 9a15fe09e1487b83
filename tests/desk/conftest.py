"""A desk on a database that is read once, in this process and in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from docs.screenshots import served
from playwright.sync_api import Browser, Page
from starlette.testclient import TestClient

from onrecord.desk import Settings, make_app
from onrecord.store import Store


@pytest.fixture
def db(read_once: Path, tmp_path: Path) -> Path:
    """A database of a test's own."""
    return Path(shutil.copy(read_once, tmp_path / "news.db"))


@pytest.fixture
def client(db: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The desk in this process; a test asks more quickly than anybody may."""
    monkeypatch.setattr("onrecord.web.guard.BURST", 1e6)
    with Store(str(db)) as store:
        yield TestClient(make_app(store, Settings(person="Ada")), base_url="http://127.0.0.1", follow_redirects=False)


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
