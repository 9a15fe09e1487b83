"""The network of the second reader, against a server of the tests' own."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from onrecord.errors import UsageError
from onrecord.second import reader_of
from onrecord.second.asking import AGAIN, SILENT, Bounds, Endpoint, Unanswered, parse_address
from onrecord.second.form import requests
from tests.second.server import Asked, Reply, completion, failing, serving

QUICK = Bounds(timeout=5.0, pause=0.01)
FORMS = requests("small-model", "Vell said no.")
FINE = completion({"statements": [], "events": []})
KEY = "sk-very-secret"


@contextmanager
def endpoint(url: str, key: str | None = None, bounds: Bounds = QUICK) -> Iterator[Endpoint]:
    found = Endpoint(parse_address(url), key, bounds)
    try:
        yield found
    finally:
        found.close()


def failure(url: str, bounds: Bounds = QUICK, key: str | None = None) -> str:
    with endpoint(url, key, bounds) as server, pytest.raises(Unanswered) as caught:
        server.ask(FORMS)
    return str(caught.value)


# --- addresses --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "host", "paths"),
    [
        ("http://localhost:11434/v1", "localhost:11434", ("/v1/chat/completions", "/v1/v1/chat/completions")),
        ("http://localhost:8080", "localhost:8080", ("/chat/completions", "/v1/chat/completions")),
        ("https://Models.Example/", "models.example", ("/chat/completions", "/v1/chat/completions")),
        ("https://models.example/v1/chat/completions", "models.example", ("/v1/chat/completions",)),
        ("https://models.example/a?api-version=2", "models.example", ("/a/chat/completions?api-version=2", "/a/v1/chat/completions?api-version=2")),
        ("http://[::1]:8080/v1", "[::1]:8080", ("/v1/chat/completions", "/v1/v1/chat/completions")),
    ],
)  # fmt: skip
def test_an_address_is_what_stands_before_the_path(url: str, host: str, paths: tuple[str, ...]) -> None:
    found = parse_address(url)
    assert (found.host, found.paths) == (host, paths)
    assert reader_of(url, "m").name == f"m at {host}"


@pytest.mark.parametrize(
    "url",
    ["", "localhost:8080", "ftp://models.example", "file:///etc/passwd", "http://", "http://models.example:port/", "http://x:99999/", "http://[::1/",
     "http://models.example/a b", "http://models.example/\r\nX: y", "http://user:secret@models.example/v1", "http://modèles.example/"],
)  # fmt: skip
def test_what_is_no_address_is_a_wrong_option(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_address(url)
    assert "secret" not in str(caught.value)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("key", ["a\r\nX: y", "clé", "\x00"])
def test_a_key_that_cannot_be_one_is_not_sent(key: str) -> None:
    with pytest.raises(UsageError) as caught:
        Endpoint(parse_address("http://localhost/"), key, QUICK)
    assert key not in str(caught.value)


# --- questions --------------------------------------------------------------------------------------


@pytest.mark.network
def test_a_question_has_model_schema_and_key() -> None:
    with serving(lambda asked: FINE) as server, endpoint(server.url, KEY) as reader:
        assert reader.ask(FORMS) == FINE[2]
    (asked,) = server.asked
    assert asked.path == "/chat/completions"
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.headers["accept-encoding"] == "identity"
    assert asked.body["model"] == "small-model"
    assert asked.body["temperature"] == 0
    assert asked.body["response_format"]["json_schema"]["strict"] is True
    assert asked.piece == "Vell said no."


@pytest.mark.network
def test_without_a_key_none_is_sent_and_no_proxy_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with serving(lambda asked: FINE) as server, endpoint(server.url) as reader:
        reader.ask(FORMS)
    assert "authorization" not in server.asked[0].headers


@pytest.mark.network
def test_the_path_under_v1_is_found_and_remembered() -> None:
    def reply(asked: Asked) -> Reply:
        return FINE if asked.path == "/v1/chat/completions" else failing(404, "no such path")

    with serving(reply) as server, endpoint(server.url) as reader:
        reader.ask(FORMS)
        reader.ask(FORMS)
    assert [asked.path for asked in server.asked] == [
        "/chat/completions",
        "/v1/chat/completions",
        "/v1/chat/completions",
    ]


@pytest.mark.network
@pytest.mark.parametrize(
    ("refused", "tried"),
    [(("response_format",), 3), (("temperature",), 2), (("response_format", "temperature"), 4)],
)
def test_a_server_that_refuses_a_form_is_asked_in_another_and_it_is_remembered(
    refused: tuple[str, ...], tried: int
) -> None:
    def reply(asked: Asked) -> Reply:
        return failing(400, "unknown parameter") if set(refused) & set(asked.body) else FINE

    with serving(reply) as server, endpoint(server.url) as reader:
        reader.ask(FORMS)
        reader.ask(FORMS)
    assert len(server.asked) == tried + 1


@pytest.mark.network
@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again(status: int) -> None:
    replies = [failing(status), failing(status, "busy", **{"Retry-After": "0"}), FINE]
    with serving(lambda asked: replies.pop(0)) as server, endpoint(server.url) as reader:
        assert reader.ask(FORMS) == FINE[2]
    assert len(server.asked) == 3


@pytest.mark.network
def test_a_busy_server_is_asked_so_often_and_no_more() -> None:
    with serving(lambda asked: failing(503, "overloaded")) as server:
        assert failure(server.url) == "status 503: overloaded"
    assert len(server.asked) == QUICK.tries


@pytest.mark.network
@pytest.mark.parametrize(("wanted", "waited"), [("3", 3.0), ("99999", 30.0), ("soon", 0.01), ("-4", 0.01)])
def test_a_server_may_say_how_long_to_wait_within_bounds(
    wanted: str, waited: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    replies = [failing(429, "slow down", **{"Retry-After": wanted}), FINE]
    pauses: list[float] = []
    with serving(lambda asked: replies.pop(0)) as server, endpoint(server.url) as reader:
        monkeypatch.setattr(reader._closed, "wait", lambda seconds: pauses.append(seconds))
        reader.ask(FORMS)
    assert pauses == [waited]


# --- trouble ----------------------------------------------------------------------------------------


def dead_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.mark.network
def test_nobody_there() -> None:
    assert failure(f"http://127.0.0.1:{dead_port()}") == "it cannot be reached (Connection refused)"


@pytest.mark.network
@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_key_is_told_without_repeating_it(status: int) -> None:
    with serving(lambda asked: failing(status, f"Incorrect API key provided: {KEY}")) as server:
        assert failure(server.url, key=KEY) == f"status {status}: Incorrect API key provided: …"
    assert len(server.asked) == 1


@pytest.mark.network
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_nothing_is_sent_on_to_another_address(status: int) -> None:
    with serving(lambda asked: FINE) as other:
        with serving(lambda asked: failing(status, Location=f"{other.url}/chat/completions")) as server:
            assert "not followed" in failure(server.url, key=KEY)
        assert other.asked == []


@pytest.mark.network
@pytest.mark.parametrize("body", [b"x" * 5_000, b"{" * 3_000])
def test_an_answer_past_its_bound_is_left(body: bytes) -> None:
    with serving(lambda asked: (200, {}, body)) as server:
        assert failure(server.url, Bounds(timeout=5, size=2_000)) == "its answer is larger than 2,000 bytes"


@pytest.mark.network
def test_fifty_megabytes_are_not_read() -> None:
    def flood(asked: Asked, out: Any) -> None:
        out.write(b"HTTP/1.0 200 OK\r\n\r\n")
        for _ in range(50):
            out.write(b"x" * 1024 * 1024)

    with serving(flood, raw=True) as server:
        assert failure(server.url) == "its answer is larger than 2,097,152 bytes"


TRICKLES = {
    "status": (b"HTTP/1.1 200", b"x"),
    "headers": (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
    "body": (b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n", b"x"),
    "endless body": (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
}


@pytest.mark.network
@pytest.mark.parametrize("begun", TRICKLES.values(), ids=TRICKLES)
def test_an_answer_that_trickles_in_is_given_up(begun: tuple[bytes, bytes]) -> None:
    over = threading.Event()

    def trickle(asked: Asked, out: Any) -> None:
        out.write(begun[0])
        while not over.wait(0.05):
            out.write(begun[1])
            out.flush()

    with serving(trickle, raw=True) as server:
        start = time.monotonic()
        found = failure(server.url, Bounds(timeout=0.4, pause=0.01))
        over.set()
    assert found == "no answer within 0.4 seconds"
    assert time.monotonic() - start < 3


@pytest.mark.network
@pytest.mark.parametrize(
    "answer",
    [b"", b"hello\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{", b"HTTP/1.1 abc\r\n\r\n",
     b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n", b"\x00" * 70_000],
)  # fmt: skip
def test_what_is_no_http_is_no_answer(answer: bytes) -> None:
    with serving(lambda asked, out: out.write(answer), raw=True) as server:
        found = failure(server.url)
    assert found.startswith("it cannot be reached (")
    assert found.isprintable()


@pytest.mark.network
@pytest.mark.parametrize("data", [b"[" * 100_000, b"\xff", b"[]", b'{"error": [1]}', b'{"error": {"message": 4}}'])
def test_the_body_of_an_error_may_be_anything(data: bytes) -> None:
    with serving(lambda asked: (418, {}, data)) as server:
        assert failure(server.url) == "status 418"


@pytest.mark.network
def test_a_server_that_is_gone_is_tried_only_now_and_then() -> None:
    with serving(lambda asked: failing(401)) as server, endpoint(server.url) as reader:
        for _ in range(2 * AGAIN):
            with pytest.raises(Unanswered, match="401"):
                reader.ask(FORMS)
    assert len(server.asked) == SILENT + 2


@pytest.mark.network
def test_a_server_that_is_back_is_asked_again() -> None:
    replies = [failing(401)] * SILENT
    with serving(lambda asked: replies.pop(0) if replies else FINE) as server, endpoint(server.url) as reader:
        answers = 0
        for _ in range(2 * AGAIN):
            try:
                answers += bool(reader.ask(FORMS))
            except Unanswered:
                continue
    assert answers == 2 * AGAIN - (AGAIN - 1)


@pytest.mark.network
def test_a_server_that_refuses_one_question_is_not_gone() -> None:
    with serving(lambda asked: failing(400, "too long")) as server, endpoint(server.url) as reader:
        for _ in range(SILENT + 2):
            with pytest.raises(Unanswered, match="too long"):
                reader.ask(FORMS)
    assert len(server.asked) == (SILENT + 2) * len(FORMS)


@pytest.mark.network
@pytest.mark.parametrize("begun", [b"", b"HTTP/1.1 200 OK\r\n\r\n{}"], ids=["nothing", "some of it"])
def test_closing_lets_go_of_a_question_at_once(begun: bytes) -> None:
    over = threading.Event()

    def reply(asked: Asked, out: Any) -> None:
        out.write(begun)
        over.wait(20)

    with serving(reply, raw=True) as server:
        reader = Endpoint(parse_address(server.url), None, Bounds(timeout=60))
        timer = threading.Timer(0.2, reader.close)
        timer.start()
        start = time.monotonic()
        with pytest.raises(Unanswered):
            reader.ask(FORMS)
        over.set()
        timer.join()
    assert time.monotonic() - start < 5
