"""Tests of the store are run on both: on files, and on databases of a server in the place of files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.store import Store
from onrecord.store.dialects import is_server
from tests.databases import Server, started

OPEN = Store.__init__
HERE = Path(__file__).parent


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is about the one alone (marked `file`, or with a server of its own) is run once."""
    if "server" not in metafunc.fixturenames:
        is_of_file = metafunc.definition.get_closest_marker("file") is not None
        metafunc.parametrize("database", ["file"] if is_of_file else ["file", "server"], indirect=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs a server is marked so, before tests are chosen by their marks."""
    for item in items:
        if isinstance(item, pytest.Function) and item.path.is_relative_to(HERE):
            kind = item.callspec.params.get("database") if hasattr(item, "callspec") else None
            if kind == "server" or "server" in item.fixturenames:
                item.add_marker("server")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server for the run, started where a test first needs it."""
    with started() as found:
        yield found


@pytest.fixture(autouse=True)
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Which of the two a test is run on. On the server, `Store("some/file.db")` opens the database that stands for that file."""
    kind = getattr(request, "param", "file")
    if kind == "file":
        yield kind
        return
    server: Server = request.getfixturevalue("server")

    def opened(self: Store, path: str, *, must_exist: bool = False) -> None:
        address = path if is_server(path) else server.in_place_of(path, is_new=not must_exist)
        OPEN(self, address, must_exist=must_exist)

    monkeypatch.setattr(Store, "__init__", opened)
    yield kind
    server.forget()
