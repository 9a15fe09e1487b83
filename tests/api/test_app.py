"""What holds for every answer: entity tags, methods, one shape of errors, and who may ask."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from onrecord.api import Settings, make_api
from onrecord.desk import Settings as DeskSettings
from onrecord.desk import make_app
from onrecord.store import Store
from tests.api.conftest import API, STATED

TAGGED = ("/statements?limit=2", "/status", "/openapi.json", "/watches", "/entities?limit=1")


@pytest.mark.parametrize("address", TAGGED)
def test_an_answer_that_is_as_it_was_is_not_sent_again(client: TestClient, address: str) -> None:
    first = client.get(f"{API}{address}")
    tag = first.headers["etag"]
    assert tag.startswith('"')
    for given in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = client.get(f"{API}{address}", headers={"If-None-Match": given})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    lines = [("If-None-Match", '"other"'), ("If-None-Match", tag)]
    assert client.get(f"{API}{address}", headers=lines).status_code == 304
    assert client.get(f"{API}{address}", headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_tag_changes_with_what_is_stored(client: TestClient) -> None:
    tag = client.get(f"{API}/documents?limit=100").headers["etag"]
    client.post(f"{API}/documents", json={"text": STATED})
    assert client.get(f"{API}/documents?limit=100", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("address", [*TAGGED, "/export?as=jsonl"])
def test_head_says_what_get_would(client: TestClient, address: str) -> None:
    whole, bare = client.get(f"{API}{address}"), client.head(f"{API}{address}")
    assert (bare.status_code, bare.content) == (200, b"")
    assert "export" not in address or "content-length" not in bare.headers
    for name in ("etag", "content-type", "link", "content-disposition"):
        assert bare.headers.get(name) == whole.headers.get(name)


@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [("PUT", "/statements", "GET, HEAD"), ("DELETE", "/documents", "GET, HEAD, POST"), ("POST", "/openapi.json", "GET, HEAD"), ("PATCH", "/watches", "GET, HEAD, POST")],
)  # fmt: skip
def test_what_is_not_done_is_said_with_what_is(client: TestClient, method: str, address: str, allowed: str) -> None:
    answer = client.request(method, f"{API}{address}")
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    assert answer.json()["error"]["status"] == 405


@pytest.mark.parametrize(
    "address", ["/", "/api/v1", "/nothing", "/api", "/api/v2/statements", f"{API}/statements/", f"{API}/nothing"]
)
def test_every_address_answers_in_json(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.headers["content-type"] == "application/json"
    if address in ("/", "/api/v1"):
        assert answer.json() == {"openapi": "/api/v1/openapi.json"}
    else:
        assert answer.json()["error"]["status"] == answer.status_code == 404


def test_another_host_is_not_answered(client: TestClient) -> None:
    answer = client.get(f"{API}/status", headers={"Host": "evil.example"})
    assert answer.status_code == 421
    assert answer.json()["error"]["title"] == "Misdirected Request"


def test_a_page_of_another_site_cannot_write(client: TestClient) -> None:
    for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = client.post(
            f"{API}/documents", content="A man said no.", headers={"Content-Type": "text/plain", **headers}
        )
        assert answer.status_code == 403
    assert (
        "access-control-allow-origin"
        not in client.get(f"{API}/status", headers={"Origin": "http://evil.example"}).headers
    )


def test_a_token_must_be_shown(make_client: Any) -> None:
    client = make_client(host="0.0.0.0", token="long-secret")
    assert client.get(f"{API}/status").status_code == 401
    assert client.get(f"{API}/status").headers["www-authenticate"] == "Bearer"
    assert "Authorization: Bearer" in client.get(f"{API}/status").json()["error"]["detail"]
    assert client.get(f"{API}/status", headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert client.get(f"{API}/status", headers={"Authorization": "Bearer long-secret"}).status_code == 200


def test_costly_questions_of_others_are_counted(make_client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.web.guard.BURST", 2)
    monkeypatch.setattr("onrecord.web.guard.RATE", 0.001)
    client = make_client(host="0.0.0.0", token="long-secret")
    found = [
        client.get(f"{API}/export?as=jsonl&q=zzzz", headers={"Authorization": "Bearer long-secret"}) for _ in range(4)
    ]
    assert [answer.status_code for answer in found][-1] == 429
    assert found[-1].headers["retry-after"] == "1"


def test_a_body_that_is_too_large(client: TestClient) -> None:
    answer = client.post(f"{API}/documents", content=b"x" * (5 << 20), headers={"Content-Type": "text/plain"})
    assert answer.status_code == 413
    pieces = (b"x" * (1 << 20) for _ in range(6))
    assert client.post(f"{API}/documents", content=pieces, headers={"Content-Type": "text/plain"}).status_code == 413


def test_a_defect_is_told_in_the_one_shape(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Store, "counts", fail)
    client = TestClient(
        make_api(store, Settings(person="Ada")), base_url="http://127.0.0.1", raise_server_exceptions=False
    )
    answer = client.get(f"{API}/status")
    assert answer.status_code == 500
    assert answer.json()["error"]["title"] == "Internal Server Error"


@pytest.fixture
def desk(db: Path) -> Any:
    with Store(str(db)) as store:
        app = make_app(store, DeskSettings(person="Ada"))
        with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False) as client:
            yield client


def test_the_desk_serves_the_same_api(desk: TestClient, client: TestClient) -> None:
    for address in ("/statements?limit=3", "/openapi.json", "/status"):
        assert desk.get(f"{API}{address}").content == client.get(f"{API}{address}").content
    assert desk.get("/").headers["content-type"].startswith("text/html")
    assert desk.get(f"{API}/nothing").json()["error"]["status"] == 404
    assert desk.get(f"{API}/status", headers={"Host": "evil.example"}).json()["error"]["status"] == 421
    assert desk.post(f"{API}/documents", json={"text": STATED}).status_code == 201
    large = desk.post(f"{API}/documents", content=b"x" * (5 << 20), headers={"Content-Type": "text/plain"})
    assert (large.status_code, large.json()["error"]["status"]) == (413, 413)
