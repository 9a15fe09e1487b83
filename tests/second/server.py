"""A server of the tests' own that speaks as an OpenAI-compatible one does, or as badly as a test wants."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

Reply = tuple[int, dict[str, str], bytes]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the server got it."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def piece(self) -> str:
        """The piece of a story between its marked lines."""
        found = re.search(
            r"<<<piece (\w+)>>>\n(.*)\n<<<end of piece \1>>>", self.body["messages"][1]["content"], re.DOTALL
        )
        assert found
        return found[2]


@dataclass(slots=True)
class Server:
    """Where it listens, and what it was asked."""

    url: str
    asked: list[Asked] = field(default_factory=list)


@contextmanager
def serving(reply: Callable[[Asked], Reply] | Callable[[Asked, Any], None], *, raw: bool = False) -> Iterator[Server]:
    """A server on the loopback address that answers with what `reply` gives; `raw`, it is given what it writes to, too."""
    server = Server("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked = Asked(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            server.asked.append(asked)
            try:
                if raw:
                    reply(asked, self.wfile)  # type: ignore[call-arg]
                    return
                status, headers, data = reply(asked)  # type: ignore[call-arg, misc]
                self.send_response(status)
                for name, value in {"Content-Length": str(len(data)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)
            except OSError:
                return

        def log_message(self, *_: Any) -> None:
            return

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    thread = Thread(target=listening.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    server.url = f"http://127.0.0.1:{listening.server_port}"
    try:
        yield server
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()


def completion(content: Any, **choice: Any) -> Reply:
    """A chat completion whose model wrote this: words as they are, anything else as JSON."""
    words = content if isinstance(content, str) else json.dumps(content)
    body = {
        "choices": [{"index": 0, "message": {"role": "assistant", "content": words}, "finish_reason": "stop", **choice}]
    }
    return 200, {"Content-Type": "application/json"}, json.dumps(body).encode()


def failing(status: int, message: str = "", **headers: str) -> Reply:
    """An error as such servers word it."""
    return status, headers, json.dumps({"error": {"message": message}}).encode() if message else b""


def statement(
    content: str | list[str], source: str | None = None, cue: str | None = None, **given: Any
) -> dict[str, Any]:
    """A statement as a model proposes it."""
    listed = [content] if isinstance(content, str) else content
    found = {"passage": "", "source": source, "cue": cue, "content": listed, "act": "state", "polarity": "affirms"}
    return found | given


def event(trigger: str, event_type: str, **given: Any) -> dict[str, Any]:
    """An event as a model proposes it."""
    found = {
        "passage": "",
        "trigger": trigger,
        "actors": [],
        "recipients": [],
        "date": None,
        "place": None,
        "status": "actual",
    }
    return found | {"event_type": event_type} | given
