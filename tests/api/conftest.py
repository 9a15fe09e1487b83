"""The API on a database that is read once, in this process."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from onrecord.api import Settings, make_api
from onrecord.api.sending import Sent
from onrecord.store import Store

STATED = "Harbour master Ilse Brandt said on Monday that the quay was closed. Engineer Tomas Wirth denied that it was unsafe."
API = "/api/v1"


@pytest.fixture
def db(read_once: Path, tmp_path: Path) -> Path:
    """A database of a test's own."""
    return Path(shutil.copy(read_once, tmp_path / "news.db"))


@pytest.fixture
def store(db: Path) -> Iterator[Store]:
    with Store(str(db)) as found:
        yield found


@pytest.fixture
def posted() -> list[tuple[str, bytes, dict[str, str]]]:
    """What was posted to webhooks."""
    return []


@pytest.fixture
def make_client(store: Store, posted: list[Any]) -> Iterator[Callable[..., TestClient]]:
    """Makes clients of an API with these settings; no webhook leads anywhere."""
    clients: list[TestClient] = []

    def keep(url: str, body: bytes, headers: dict[str, str]) -> Sent:
        posted.append((url, body, headers))
        return Sent(200, None)

    def make(**given: Any) -> TestClient:
        app = make_api(store, Settings(**{"person": "Ada", **given}), sending=keep)
        client = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)
        client.__enter__()
        clients.append(client)
        return client

    yield make
    for client in clients:
        client.__exit__(None, None, None)


@pytest.fixture
def client(make_client: Callable[..., TestClient]) -> TestClient:
    return make_client()
