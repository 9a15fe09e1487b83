"""What a desk refuses, and what it never says."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from docs.screenshots import served
from httpx2 import Client
from starlette.testclient import TestClient

from onrecord.desk import Settings, make_app, pages
from onrecord.desk.page import Action, Asking, Desk, Download, Page
from onrecord.store import Store
from onrecord.web.guard import BURST, HEADERS, MOST_BYTES, RATE, Rates, Refused, form_token, own_address

SETTINGS = Settings(person="Ada")
OPEN = Settings(host="0.0.0.0", person="Ada", token="a-long-secret")


@contextmanager
def desk(db: Path, settings: Settings = SETTINGS, base: str = "http://127.0.0.1") -> Iterator[TestClient]:
    """A desk whose errors are answers, as they are for a browser."""
    with Store(str(db)) as store:
        yield TestClient(
            make_app(store, settings), base_url=base, follow_redirects=False, raise_server_exceptions=False
        )


@pytest.fixture
def echo(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Pages and an action of the tests' own; what the action was given."""
    given: list[Any] = []

    def act(desk: Desk, asking: Asking, form: Any) -> str:
        given.append(dict(form))
        return str(form.get("then", "/"))

    def fail(desk: Desk, asking: Asking) -> Any:
        raise RuntimeError("a secret of the program")

    def download(desk: Desk, asking: Asking) -> Download:
        return Download(asking.given.get("name", ""), "text/plain", (b"x",))

    own = (Page("/fail", "fail", "front.html", fail), Page("/file", "file", "front.html", download))
    monkeypatch.setattr(pages, "PAGES", (*pages.PAGES, *own))
    monkeypatch.setattr(pages, "ACTIONS", (*pages.ACTIONS, Action("/echo", "echo", act)))
    return given


@pytest.mark.parametrize(
    ("host", "is_answered"),
    [
        ("127.0.0.1", True), ("127.0.0.1:8731", True), ("localhost:8731", True), ("LocalHost", True), ("[::1]:8731", True), ("[::1]", True),
        ("127.8.9.1", True), ("evil.example", False), ("127.0.0.1.evil.example", False), ("localhost.evil.example", False), ("[::2]", False),
        ("10.0.0.1", False), ("", False), ("[::1", False), ("evil.example@127.0.0.1.evil.example", False), ("0.0.0.0", False), ("2130706433", False),
    ],
)  # fmt: skip
def test_only_names_of_this_machine_are_answered(db: Path, host: str, is_answered: bool) -> None:
    with desk(db) as client:
        assert (client.get("/", headers={"host": host}).status_code == 200) is is_answered


def test_a_desk_for_others_wants_its_token(db: Path) -> None:
    with desk(db, OPEN, "http://desk.example") as client:
        assert client.get("/").status_code == 401
        assert client.get("/search.json").status_code == 401
        assert client.get("/static/desk.css").status_code == 401
        for wrong in ("", "a-long-secre", "a-long-secret2", "é", "%00"):
            assert client.get(f"/?token={wrong}").status_code == 401
            assert client.get("/", headers={"authorization": f"Bearer {wrong}".encode()}).status_code == 401
            assert client.get("/", headers={"cookie": f"onrecord_token={wrong}".encode()}).status_code == 401
        assert client.get("/", headers={"authorization": "Bearer a-long-secret"}).status_code == 200
        assert "onrecord_token" not in client.cookies


def test_a_token_in_an_address_becomes_a_cookie_that_scripts_and_other_sites_do_not_have(db: Path) -> None:
    with desk(db, OPEN, "http://desk.example") as client:
        cookie = client.get("/?token=a-long-secret").headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert client.get("/").status_code == 200


def post(client: TestClient, headers: dict[str, str] | None = None, **form: str) -> Any:
    return client.post("/echo", data={"form_token": form_token(SETTINGS)} | form, headers=headers or {})


def test_a_form_of_this_run_is_taken(db: Path, echo: list[Any]) -> None:
    with desk(db) as client:
        assert post(client, words="hello").status_code == 303
        assert post(client, {"origin": "http://127.0.0.1", "sec-fetch-site": "same-origin"}).status_code == 303
    assert echo[0] == {"words": "hello"}


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"}, {"origin": "null"}, {"origin": "http://127.0.0.1:1234"}, {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)  # fmt: skip
def test_a_form_of_another_site_is_refused(db: Path, echo: list[Any], headers: dict[str, str]) -> None:
    with desk(db) as client:
        assert post(client, headers).status_code == 403
    assert echo == []


@pytest.mark.parametrize("token", [None, "", "0" * 64, "é", "\udcff"])
def test_a_form_without_the_token_of_this_run_is_refused(db: Path, echo: list[Any], token: str | None) -> None:
    with desk(db) as client:
        data = {} if token is None else {"form_token": token.encode("utf-8", "surrogateescape")}
        assert client.post("/echo", data=data).status_code == 403
        files = {"form_token": (None, "0")}
        assert client.post("/echo", files=files).status_code == 403
    assert echo == []


def test_a_token_of_an_earlier_run_is_refused(db: Path, echo: list[Any]) -> None:
    with desk(db, Settings(person="Ada")) as client:
        assert post(client).status_code == 403


def test_a_body_that_is_too_large_is_refused_whether_or_not_it_says_so(db: Path, echo: list[Any]) -> None:
    start = f"form_token={form_token(SETTINGS)}&words=".encode()
    kind = {"content-type": "application/x-www-form-urlencoded"}

    def pieces(count: int) -> Iterator[bytes]:
        yield start
        for _ in range(count):
            yield b"x" * 65536

    with desk(db) as client:
        assert client.post("/echo", content=start + b"x" * MOST_BYTES, headers=kind).status_code == 413
        assert client.post("/echo", content=pieces(20), headers=kind).status_code == 413
        assert echo == []
        assert client.post("/echo", content=pieces(4), headers=kind).status_code == 303
        assert client.post("/echo", content=b"x", headers=kind | {"content-length": "x"}).status_code == 400


@pytest.mark.parametrize(
    "then",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "",
        "/a\r\nset-cookie: a=b",
        "evil",
    ],
)
def test_an_action_never_leads_elsewhere(db: Path, echo: list[Any], then: str) -> None:
    with desk(db) as client:
        answer = post(client, then=then)
        assert answer.headers["location"] == "/"
        assert "set-cookie" not in answer.headers
    assert own_address("/story/a?b#c") == "/story/a?b#c"


@pytest.mark.parametrize(
    "path",
    ["../app.py", "%2e%2e/app.py", "..%2fapp.py", "%2e%2e%2fsettings.py", "....//app.py", "/etc/passwd", "%2fetc%2fpasswd", "..%5capp.py", "desk.css%00",
     "", "%00"],
)  # fmt: skip
def test_no_file_but_those_of_the_desk_is_given(db: Path, path: str) -> None:
    with desk(db) as client:
        answer = client.get(f"/static/{path}")
        assert answer.status_code in (400, 404, 405), answer.status_code
        assert "import annotations" not in answer.text
        assert client.get("/static/desk.css").status_code == 200


def test_too_many_costly_questions_at_once_are_put_off() -> None:
    rates = Rates()
    for _ in range(int(BURST)):
        rates.take("one", now=0.0)
    with pytest.raises(Refused):
        rates.take("one", now=0.0)
    rates.take("another", now=0.0)
    rates.take("one", now=2 / RATE)
    for number in range(5000):
        rates.take(f"many-{number}", now=1.0)
    assert len(rates._left) <= 1000


def test_a_search_that_is_asked_too_often_gets_429(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.web.guard.RATE", 1e-6)  # nothing comes back, however slow this machine is
    with desk(db) as client:
        answers = [client.get("/search.json") for _ in range(int(BURST) + 40)]
        refused = [answer for answer in answers if answer.status_code == 429]
        assert refused
        assert refused[0].headers["retry-after"] == "1"
        assert refused[0].json()["error"]["status"] == 429
        assert client.get("/").status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "ODD"])
def test_other_methods_are_not_allowed(db: Path, method: str) -> None:
    with desk(db) as client:
        answer = client.request(method, "/search")
        assert answer.status_code == 405
        assert "GET" in answer.headers["allow"]
        assert client.get("/watch/x/delete").status_code in (404, 405)


@pytest.mark.parametrize(
    "name", ['a"; filename="b.html', "a\r\nX-Evil: 1", "../../x", "\u202egpj.exe", "", "naïve.csv"]
)
def test_the_name_of_a_file_makes_no_header(db: Path, echo: list[Any], name: str) -> None:
    with desk(db) as client:
        answer = client.get("/file", params={"name": name})
        assert "x-evil" not in answer.headers
        assert re.fullmatch(r'attachment; filename="[\w.-]+"', answer.headers["content-disposition"], re.ASCII)


@pytest.mark.parametrize("path", ["/fail", "/fail.json"])
def test_a_defect_shows_no_trace(db: Path, echo: list[Any], path: str) -> None:
    with desk(db) as client:
        answer = client.get(path)
        assert answer.status_code == 500
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text


@pytest.mark.network
def test_a_defect_is_told_to_the_terminal(db: Path, echo: list[Any], caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "uvicorn.error"), served(str(db), SETTINGS) as address, Client() as client:
        logging.getLogger("uvicorn.error").addHandler(caplog.handler)
        assert client.get(f"{address}/fail").status_code == 500
    assert "a secret of the program" in caplog.text


def test_every_answer_says_what_a_browser_may_do(db: Path, echo: list[Any]) -> None:
    paths = ("/", "/search.json", "/nowhere", "/fail", "/file", "/static/desk.css", "/static/none", "/watch/x.atom")
    with desk(db) as client:
        answers = [client.get(path) for path in paths]
        answers += [client.post("/echo"), client.get("/", headers={"host": "evil.example"})]
        for answer in answers:
            for name, value in HEADERS.items():
                assert answer.headers[name] == value, (answer.url, name)


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/story/story-000000",
        "/watch/x",
        "/search?since=never",
        "/search?status=odd",
        "/story/%00",
        "/record/%ff",
    ],
)
def test_errors_have_one_shape_and_repeat_nothing_unescaped(db: Path, path: str) -> None:
    with desk(db) as client:
        answer = client.get(path, headers={"accept": "application/json"})
        assert 400 <= answer.status_code < 500
        error = answer.json()["error"]
        assert error["title"] == HTTPStatus(error["status"]).phrase
        page = client.get("/search?since=<script>alert(1)</script>")
        assert page.status_code == 400
        assert "<script>alert" not in page.text
