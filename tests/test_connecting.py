"""Where a connection may lead: numbers of every kind, names that change their mind, answers that never end."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPException
from typing import Any

import pytest

from onrecord.api.sending import send
from onrecord.connecting import Deadline, Forbidden, Plain, is_any, is_host, is_public, places_of
from onrecord.intake import Answer, Bounds, IntakeOptions, ask
from onrecord.model import Issue
from onrecord.second.asking import Bounds as SecondBounds
from onrecord.second.asking import Endpoint, Unanswered, parse_address

PUBLIC = ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
OURS = [
    "127.0.0.1", "127.1.2.3", "::1", "0.0.0.0", "::", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "fd00::1", "fec0::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2002:a00:1::1", "192.0.2.1", "2001:db8::1",
]  # fmt: skip
NOBODY = [
    "169.254.169.254", "169.254.1.1", "fe80::1", "fe80::1%eth0", "224.0.0.1", "ff02::1", "ff0e::1", "255.255.255.255",
    "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::", "fd00:ec2::254", "100.100.100.200", "not a number", "",
]  # fmt: skip


@pytest.mark.parametrize("place", [place for place in PUBLIC if not place.startswith("::ffff")])
def test_the_open_net(place: str) -> None:
    assert is_public(place)
    assert is_host(place)


@pytest.mark.parametrize("place", OURS + NOBODY)
def test_what_is_not_the_open_net(place: str) -> None:
    assert not is_public(place)


@pytest.mark.parametrize("place", [place for place in OURS if place not in ("0.0.0.0", "::")])
def test_where_a_reader_of_the_users_own_may_be(place: str) -> None:
    assert is_host(place)


@pytest.mark.parametrize("place", [place for place in NOBODY if place != "255.255.255.255"] + ["0.0.0.0", "::"])
def test_where_no_reader_is(place: str) -> None:
    assert not is_host(place)


def resolver(*answers: str) -> Callable[..., Any]:
    """A resolver that gives these numbers one after the other, the last for ever."""
    left = list(answers)

    def resolve(host: str, port: int, **more: Any) -> Any:
        place = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port))]

    return resolve


def test_one_number_that_may_not_be_asked_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(0, 0, 0, "", ("8.8.8.8", 80)), (0, 0, 0, "", ("10.0.0.1", 80))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *given, **more: both)
    with pytest.raises(Forbidden, match=r"10\.0\.0\.1"):
        places_of("news.example", 80, is_public)


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Where sockets were opened to; none is."""
    found: list[str] = []

    def connect(address: tuple[str, int], *given: Any) -> Any:
        found.append(address[0])
        raise OSError("nobody answers")

    monkeypatch.setattr("socket.create_connection", connect)
    return found


FEED = "http://news.example/feed"


def test_a_name_that_changes_its_mind_leads_nowhere(monkeypatch: pytest.MonkeyPatch, connected: list[str]) -> None:
    monkeypatch.setattr("socket.getaddrinfo", resolver("8.8.8.8", "127.0.0.1"))
    found = ask(FEED, IntakeOptions())
    assert isinstance(found, Issue)
    assert "--allow-private" in found.message
    assert connected == []


def test_the_number_that_was_looked_at_is_the_one_that_is_asked(monkeypatch: pytest.MonkeyPatch, connected: list[str]) -> None:  # fmt: skip
    monkeypatch.setattr("socket.getaddrinfo", resolver("8.8.8.8", "8.8.4.4", "127.0.0.1"))
    assert isinstance(ask(FEED, IntakeOptions()), Issue)
    assert connected == ["8.8.4.4"]
    monkeypatch.setattr("socket.getaddrinfo", resolver("8.8.8.8", "127.0.0.1"))
    assert send("http://hook.example/", b"{}", {}, allows_private=False).said == "nobody answers"
    assert connected == ["8.8.4.4", "8.8.8.8"]


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::ffff:7f00:1]", "localhost"])
def test_this_machine_by_any_name(host: str, connected: list[str]) -> None:
    assert isinstance(ask(f"http://{host}/", IntakeOptions()), Issue)
    assert send(f"http://{host}/", b"{}", {}, allows_private=False).status is None
    assert connected == []


@pytest.mark.parametrize(
    "url",
    ["http://news.example/a\r\nX-Evil: 1", "http://news.example\r\nX: 1/", "http://news.example/a b\x00", "http://user:pw@127.0.0.1/", "gopher://news.example/",
     "file:///etc/passwd", "ftp://news.example/", "data:text/plain,x", "http://[::1", "http://news.example:99999999/", "http:///"],
)  # fmt: skip
def test_addresses_that_are_none(url: str, monkeypatch: pytest.MonkeyPatch, connected: list[str]) -> None:
    monkeypatch.setattr("socket.getaddrinfo", resolver("8.8.8.8") if "127" not in url else socket.getaddrinfo)
    assert isinstance(ask(url, IntakeOptions()), Issue)
    assert send(url, b"{}", {}, allows_private=False).status is None


@pytest.mark.parametrize("place", ["169.254.169.254", "fd00:ec2::254", "::ffff:169.254.169.254"])
def test_no_second_reader_is_where_clouds_keep_their_keys(place: str, monkeypatch: pytest.MonkeyPatch, connected: list[str]) -> None:  # fmt: skip
    monkeypatch.setattr("socket.getaddrinfo", resolver(place))
    endpoint = Endpoint(parse_address("http://models.example/v1"), "sk-secret", SecondBounds(timeout=1, pause=0.01))
    with pytest.raises(Unanswered, match="no reader is"):
        endpoint.ask([b"{}"])
    assert connected == []


# --- against a server of the tests' own -----------------------------------------------------------------


@contextmanager
def serving(answer: Callable[[socket.socket, bytes], None]) -> Iterator[int]:
    """A server on the loopback address; `answer` is given each connection and what was asked."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def run() -> None:
            while True:
                try:
                    line, _ = server.accept()
                except OSError:
                    return
                with line:
                    try:
                        answer(line, line.recv(65536))
                    except OSError:
                        continue

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


ALLOWED = IntakeOptions(allow_private=True)


@pytest.mark.network
def test_a_redirect_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []

    def answer(line: socket.socket, request: bytes) -> None:
        asked.append(request)
        line.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://inside.example/secret\r\nContent-Length: 0\r\n\r\n")

    with serving(answer) as port:
        # The first name is let through as if it were public: only where it leads is looked at here.
        monkeypatch.setattr("onrecord.intake.fetch.is_public", _all_but_link_local)
        monkeypatch.setattr("socket.getaddrinfo", lambda host, *given, **more: [(2, 1, 6, "", ("127.0.0.1" if host in ("news.example", "127.0.0.1") else "169.254.169.254", port))])  # fmt: skip
        found = ask(f"http://news.example:{port}/", IntakeOptions())
    assert isinstance(found, Issue)
    assert "private network" in found.message
    assert len(asked) == 1
    assert f"Host: news.example:{port}".encode() in asked[0]


def _all_but_link_local(place: str) -> bool:
    return not place.startswith("169.254.")


@pytest.mark.network
def test_headers_that_trickle_in_are_given_up() -> None:
    def answer(line: socket.socket, request: bytes) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\n")
        for _ in range(100):
            line.sendall(b"X")
            time.sleep(0.05)

    bounds = Bounds(timeout=0.2)
    with serving(answer) as port:
        began = time.monotonic()
        found = ask(f"http://127.0.0.1:{port}/", replace(ALLOWED, bounds=bounds))
        assert isinstance(found, Issue)
        assert time.monotonic() - began < 4


@pytest.mark.network
def test_a_header_that_is_folded_is_one_line() -> None:
    def answer(line: socket.socket, request: bytes) -> None:
        line.sendall(b'HTTP/1.1 200 OK\r\nETag: "a"\r\n X-Evil: 1\r\nContent-Length: 2\r\n\r\nok')

    with serving(answer) as port:
        found = ask(f"http://127.0.0.1:{port}/", ALLOWED)
    assert isinstance(found, Answer)
    assert found.headers["etag"] == '"a" X-Evil: 1'


@pytest.mark.network
def test_a_line_is_cut_at_its_deadline() -> None:
    with serving(lambda line, request: time.sleep(2)) as port, Deadline(0.2) as deadline:
        connection = Plain("127.0.0.1", port, timeout=10, may=is_any, deadline=deadline)
        connection.request("GET", "/")
        with pytest.raises((OSError, HTTPException)):
            connection.getresponse()
        connection.close()
        with pytest.raises(TimeoutError):
            Plain("127.0.0.1", port, timeout=10, may=is_any, deadline=deadline).connect()
