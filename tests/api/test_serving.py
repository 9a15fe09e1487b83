"""A real server: many readers while news is read in, webhooks over a socket, and the command."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from evaluation.serving import run, served

from onrecord.api import Settings
from onrecord.api.sending import send, signature
from tests.api.conftest import STATED

pytestmark = pytest.mark.network


@pytest.mark.thorough
def test_fifty_readers_while_one_writer_reads_news_in(db: Path) -> None:
    tally, missing = run(4, 50, db, documents=3)
    assert tally.wrong == []
    assert missing == []
    assert len(tally.stored) >= 3
    assert len(tally.seconds) > 100


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """A server that is posted to; at `/away` it leads elsewhere."""
    found: list[tuple[dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.append((dict(self.headers.items()), body))
            self.send_response(302 if self.path == "/away" else 204)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *given: Any) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", found
    server.shutdown()
    server.server_close()


def post(address: str, path: str, body: Any) -> Any:
    request = urllib.request.Request(
        f"{address}/api/v1{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())


def test_a_webhook_is_posted_to(db: Path, receiver: tuple[str, list[Any]]) -> None:
    target, found = receiver
    with served(db, Settings(person="Ada", allows_private=True)) as address:
        watch = post(address, "/watches", {"name": "Wirth", "filters": {"who": "Tomas Wirth"}})
        hook = post(address, f"/watches/{watch['id']}/webhooks", {"url": f"{target}/hook"})
        post(address, "/documents", {"text": STATED})
        for _ in range(200):
            if found:
                break
            threading.Event().wait(0.05)
    ((headers, body),) = found
    assert headers["X-Onrecord-Signature"] == signature(hook["secret"], headers["X-Onrecord-Timestamp"], body)
    assert json.loads(body)["hits"][0]["source"] == "Tomas Wirth"


def test_no_redirect_is_followed_and_nothing_private_is_asked(receiver: tuple[str, list[Any]]) -> None:
    target, found = receiver
    sent = send(f"{target}/away", b"{}", {}, allows_private=True)
    assert (sent.status, sent.is_taken, len(found)) == (302, False, 1)
    assert send(f"{target}/hook", b"{}", {}, allows_private=False).status is None
    assert len(found) == 1
    assert send("http://127.0.0.1:1/", b"{}", {}, allows_private=True).status is None


def test_the_command_serves(db: Path) -> None:
    command = [sys.executable, "-m", "onrecord", "serve", "--db", str(db), "--port", "0", "--read-only"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        line = process.stderr.readline()
        address = next(word for word in line.split() if word.startswith("http"))
        with urllib.request.urlopen(address, timeout=30) as answer:
            assert json.loads(answer.read())["openapi"] == "3.1.0"
        process.terminate()
        process.wait(20)
