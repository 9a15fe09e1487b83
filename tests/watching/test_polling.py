"""Polling a server of the tests' own."""

from __future__ import annotations

import gzip
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from onrecord.intake import IntakeOptions
from onrecord.store import Store
from onrecord.watching import Options, Poller, Subscription
from tests.cli.command import start

pytestmark = pytest.mark.network
NEWS = "The harbour board said on Monday that the ferry company had ignored three warnings."


def feed(*entries: tuple[str, str, str], title: str = "Quay Post") -> bytes:
    items = "".join(
        f"<item><title>{name}</title><link>{link}</link><guid>{name}</guid><pubDate>Wed, 04 Mar 2026 10:00:00 GMT</pubDate>"
        f"<description>{text}</description></item>"
        for name, link, text in entries
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>".encode()


@dataclass
class Site:
    """What the server answers by path: status, headers, body; and what it was asked."""

    address: str = ""
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


@pytest.fixture
def site() -> Iterator[Site]:
    found = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            status, headers, body = found.answers.get(self.path, (404, {}, b""))
            if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                status, body = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    found.address = f"http://127.0.0.1:{server.server_port}"
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


class FakeClock:
    """A clock that goes on only when somebody waits; `stop` ends a run after so long."""

    def __init__(self, stop: timedelta = timedelta(days=99)) -> None:
        self.time = datetime(2026, 3, 4, 12, tzinfo=UTC)
        self.until = self.time + stop
        self.waited: list[float] = []

    def now(self) -> datetime:
        return self.time

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.time += timedelta(seconds=seconds)
        if self.time >= self.until:
            raise KeyboardInterrupt


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(str(tmp_path / "news.db")) as found:
        yield found


@pytest.fixture
def poll(site: Site, store: Store) -> Callable[..., Poller]:
    def make(*paths: str, clock: FakeClock | None = None, private: bool = True, pages: bool = False) -> Poller:
        said: list[str] = []
        options = Options(timedelta(minutes=15), IntakeOptions(allow_private=private), fetches_pages=pages)
        feeds = [Subscription(path if "://" in path else site.address + path, path) for path in paths]
        poller = Poller(store, feeds, options, say=said.append, clock=clock or FakeClock())
        poller.said = said  # type: ignore[attr-defined]
        return poller

    return make


Making = Callable[..., Any]


def test_entries_are_read_once_and_an_unchanged_feed_is_not_sent_again(poll: Making, site: Site, store: Store) -> None:
    site.answers["/feed"] = (
        200,
        {"ETag": '"a"', "Last-Modified": "Wed, 04 Mar 2026 10:00:00 GMT"},
        feed(("One", "", NEWS)),
    )
    clock = FakeClock()
    poller = poll("/feed", clock=clock)
    assert poller.run_once() == 1
    assert store.counts()["statement"] == 1
    assert next(iter(store.objects()))["outlet"] == "Quay Post"
    assert poller.run_once() == 0
    headers = site.asked[-1][1]
    assert headers["if-none-match"] == '"a"'
    assert headers["if-modified-since"] == "Wed, 04 Mar 2026 10:00:00 GMT"
    site.answers["/feed"] = (200, {"ETag": '"b"'}, feed(("One", "", NEWS), ("Two", "", NEWS.replace("three", "four"))))
    assert poller.run_once() == 1
    assert "1 new, 1 read before" in " ".join(poller.said)
    assert site.paths().count("/robots.txt") == 1
    assert "onrecord" in headers["user-agent"]


def test_questions_to_one_host_keep_their_distance(poll: Making, site: Site) -> None:
    site.answers["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 5\nDisallow: /closed\n")
    site.answers["/a"] = site.answers["/b"] = (200, {}, feed())
    site.answers["/closed"] = (200, {}, feed(("One", "", NEWS)))
    clock = FakeClock()
    poller = poll("/a", "/b", "/closed", clock=clock)
    assert poller.run_once() == 0
    assert clock.waited == [5.0, 5.0]
    assert "/closed" not in site.paths()
    assert any("robots.txt" in line for line in poller.said)


@pytest.mark.parametrize(
    ("status", "headers", "minutes"),
    [(500, {}, 30), (404, {}, 30), (503, {"Retry-After": "7200"}, 120), (429, {"Retry-After": "60"}, 30), (410, {}, 7 * 24 * 60)],
)  # fmt: skip
def test_a_feed_that_fails_is_asked_less_often(
    poll: Making, site: Site, store: Store, status: int, headers: dict[str, str], minutes: int
) -> None:
    site.answers["/bad"] = (status, headers, b"")
    site.answers["/good"] = (200, {}, feed(("One", "", NEWS)))
    clock = FakeClock()
    poller = poll("/bad", "/good", clock=clock)
    assert poller.run_once() == 1
    state = store.watching.feed_state(site.address + "/bad")
    assert state.failures == 1
    wait = datetime.fromisoformat(state.next_at) - datetime.fromisoformat(state.asked_at)
    assert wait == timedelta(minutes=minutes)
    assert len([line for line in poller.said if line.startswith("/bad")]) == 1
    assert poller.run_once() == 0
    assert site.paths().count("/bad") == 1
    assert site.paths().count("/good") == 2
    clock.time += timedelta(days=8)
    site.answers["/bad"] = (200, {}, feed())
    poller.run_once()
    assert store.watching.feed_state(site.address + "/bad").failures == 0


@pytest.mark.parametrize("body", [b"<html><body><p>Log in</p></body></html>", b"", b"\x00\x01\x02", b"{}"])
def test_what_is_no_feed_is_one_line(poll: Making, site: Site, store: Store, body: bytes) -> None:
    site.answers["/bad"] = (200, {"Content-Type": "text/html"}, body)
    poller = poll("/bad")
    assert poller.run_once() == 0
    assert len([line for line in poller.said if line.startswith("/bad")]) == 1
    assert store.counts()["document"] == 0


def test_a_feed_that_is_packed_unasked_is_read(poll: Making, site: Site) -> None:
    site.answers["/feed"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(feed(("One", "", NEWS))))
    assert poll("/feed").run_once() == 1


def test_a_run_goes_on_until_it_is_interrupted(poll: Making, site: Site, store: Store) -> None:
    site.answers["/feed"] = (200, {}, feed(("One", "", NEWS)))
    poller = poll("/feed", clock=FakeClock(timedelta(hours=1)))
    with pytest.raises(KeyboardInterrupt):
        poller.run()
    assert site.paths().count("/feed") == 4
    assert store.counts()["document"] == 1
    assert store.check() == ()


def test_this_machine_is_not_asked_unless_that_is_allowed(poll: Making, site: Site) -> None:
    poller = poll("/feed", private=False)
    assert poller.run_once() == 0
    assert site.asked == []
    assert "--allow-private" in poller.said[0]


def test_a_redirect_is_followed_only_to_where_robots_let_us(poll: Making, site: Site, store: Store) -> None:
    site.answers["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /hidden\n")
    site.answers["/moved"] = (301, {"Location": "/feed"}, b"")
    site.answers["/trick"] = (302, {"Location": "/hidden"}, b"")
    site.answers["/local"] = (302, {"Location": "file:///etc/passwd"}, b"")
    site.answers["/feed"] = site.answers["/hidden"] = (200, {}, feed(("One", "", NEWS)))
    poller = poll("/moved", "/trick", "/local")
    assert poller.run_once() == 1
    assert "/hidden" not in site.paths()


def test_pages_are_fetched_once_and_the_feed_says_what_a_page_does_not(poll: Making, site: Site, store: Store) -> None:
    site.answers["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /closed\n")
    page = "<html><head><title>Fined</title></head><body><article><p>" + NEWS * 3 + "</p></article></body></html>"
    site.answers["/page"] = (200, {"Content-Type": "text/html"}, page.encode())
    entries = feed(
        ("One", site.address + "/page", "Short."),
        ("Two", site.address + "/closed", NEWS),
        ("Three", "javascript:alert(1)", NEWS),
    )
    site.answers["/feed"] = (200, {}, entries)
    poller = poll("/feed", pages=True)
    assert poller.run_once() == 3
    documents = {found["url"]: found for found in store.objects() if found["type"] == "document"}
    assert NEWS in documents[site.address + "/page"]["text"]
    assert documents[site.address + "/page"]["published"].startswith("2026-03-04")
    assert documents[site.address + "/closed"]["text"].startswith("The harbour board")
    assert "/closed" not in site.paths()
    assert poller.run_once() == 0
    assert site.paths().count("/page") == 1


def test_an_interruption_loses_nothing(poll: Making, site: Site, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    site.answers["/feed"] = (200, {"ETag": '"a"'}, feed(("One", "", NEWS), ("Two", "", NEWS.replace("three", "four"))))
    poller, add, count = poll("/feed"), Store.add, 0

    def stop_at_second(self: Store, *given: Any, **named: Any) -> bool:
        nonlocal count
        count += 1
        if count == 2:
            raise KeyboardInterrupt
        return add(self, *given, **named)

    monkeypatch.setattr(Store, "add", stop_at_second)
    with pytest.raises(KeyboardInterrupt):
        poller.run_once()
    monkeypatch.setattr(Store, "add", add)
    assert store.counts()["document"] == 1
    assert poller.run_once() == 1


def test_what_an_ended_run_left_unjoined_is_joined_by_the_next(
    poll: Making, site: Site, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.answers["/feed"] = (200, {}, feed(("One", "", NEWS), ("Two", "", NEWS.replace("three", "four"))))

    def stop(self: Store, joined: object) -> None:
        raise KeyboardInterrupt

    put = Store.put_joined
    monkeypatch.setattr(Store, "put_joined", stop)
    with pytest.raises(KeyboardInterrupt):
        poll("/feed").run_once()
    joined: list[object] = []

    def note(self: Store, found: object) -> None:
        joined.append(found)
        put(self, found)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "put_joined", note)
    poller = poll("/feed")
    assert [poller.run_once(), poller.run_once()] == [0, 0]
    assert len(joined) == 1


def test_the_desk_reads_while_feeds_come_in(poll: Making, site: Site, store: Store) -> None:
    site.answers["/feed"] = (
        200,
        {},
        feed(*((f"N{number}", "", NEWS.replace("three", str(number))) for number in range(2, 6))),
    )
    with Store(store.path) as desk:
        before = desk.watching.newest()
        assert poll("/feed").run_once() == 4
        assert desk.watching.newest() == before + 4


@pytest.mark.thorough
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_ends_cleanly(site: Site, tmp_path: Path, number: signal.Signals) -> None:
    site.answers["/feed"] = (200, {}, feed(("One", "", NEWS)))
    opml = tmp_path / "feeds.opml"
    opml.write_text(f"<opml version='2.0'><body><outline text='Quay' xmlUrl='{site.address}/feed'/></body></opml>")
    given = ("watch", str(opml), "--db", str(tmp_path / "watch.db"), "--allow-private")
    with start(*given, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr
        said = [running.stderr.readline() for _ in range(3)]
        running.send_signal(number)
        said += running.stderr.readlines()
        assert running.wait(30) == 0
    assert "Quay: 1 new" in said[0]
    assert "stopped" in said[-1]
    assert not any("Traceback" in line for line in said)
