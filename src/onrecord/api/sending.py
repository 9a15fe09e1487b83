"""One request to an address that somebody else chose: to a public address that was looked at, with bounds, following nothing."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import SplitResult, urlsplit

from onrecord.intake import AGENT
from onrecord.web.hooks import PRIVATE

TIMEOUT = 10.0
"""Seconds that a server may be silent."""
LATE = "no answer within {:g} seconds"
SIGNATURE, TIMESTAMP, DELIVERY = "X-Onrecord-Signature", "X-Onrecord-Timestamp", "X-Onrecord-Delivery"
LONGEST = 30.0
"""Seconds that one request may last in all: others wait behind it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What was answered: a status, or why there is none."""

    status: int | None
    said: str | None

    @property
    def is_taken(self) -> bool:
        """True where the other side has it."""
        return self.status is not None and 200 <= self.status < 300


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """`sha256=` and the HMAC-SHA256 of the timestamp, a dot and the body, in hexadecimal digits."""
    digest = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"sha256={digest}"


def send(url: str, body: bytes, headers: dict[str, str], *, allows_private: bool) -> Sent:
    """POST JSON to an address. Its name is resolved once, and what is asked is the address that was looked at."""
    parts, is_cut = urlsplit(url), threading.Event()
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        place = _public_place(parts.hostname or "", port, allows_private)
        if place is None:
            return Sent(None, PRIVATE)
        with socket.create_connection((place, port), TIMEOUT) as line, _cut_after(line) as is_cut:
            answer = _post(_connection(parts.scheme, parts.hostname or "", port, line), parts, body, headers)
    except (OSError, HTTPException, ValueError) as error:
        return Sent(
            None,
            LATE.format(LONGEST) if is_cut.is_set() else str(error)[:200] or type(error).__name__,
        )
    if is_cut.is_set():  # a line that ends looks like the end of the headers
        return Sent(None, LATE.format(LONGEST))
    is_taken = 200 <= answer.status < 300
    return Sent(answer.status, None if is_taken else f"status {answer.status}")


def _public_place(host: str, port: int, allows_private: bool) -> str | None:
    """The first address of a host; None where any of them is not public and that is not allowed."""
    places = [str(found[4][0]) for found in socket.getaddrinfo(host, port, proto=socket.IPPROTO_TCP)]
    if not allows_private and not all(ipaddress.ip_address(place).is_global for place in places):
        return None
    return places[0]


def _post(connection: HTTPConnection, parts: SplitResult, body: bytes, headers: dict[str, str]) -> HTTPResponse:
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    given = {"User-Agent": AGENT, "Content-Type": "application/json", "Connection": "close", **headers}
    try:
        connection.request("POST", path, body, given)
        return connection.getresponse()  # what it says besides is nobody's concern
    finally:
        connection.close()


@contextmanager
def _cut_after(line: socket.socket) -> Iterator[threading.Event]:
    """The line is cut when its time is over, however slowly it goes on; whether it was."""
    handle, is_cut = line.dup(), threading.Event()

    def cut() -> None:
        is_cut.set()
        with suppress(OSError):
            handle.shutdown(socket.SHUT_RDWR)

    watch = threading.Timer(LONGEST, cut)
    watch.daemon = True
    watch.start()
    try:
        yield is_cut
    finally:
        watch.cancel()
        handle.close()


def _connection(scheme: str, host: str, port: int, line: socket.socket) -> HTTPConnection:
    return _Secure(host, port, line) if scheme == "https" else _Plain(host, port, line)


class _Plain(HTTPConnection):
    """A connection over the line to the address that was looked at, whatever the name means by now."""

    def __init__(self, host: str, port: int, line: socket.socket) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self._line = line

    def connect(self) -> None:
        """Take the line."""
        self.sock = self._line


class _Secure(HTTPSConnection):
    """The same, over TLS; the certificate is the name's."""

    def __init__(self, host: str, port: int, line: socket.socket) -> None:
        self._trust = ssl.create_default_context()
        super().__init__(host, port, timeout=TIMEOUT, context=self._trust)
        self._line = line

    def connect(self) -> None:
        """Take the line."""
        self.sock = self._trust.wrap_socket(self._line, server_hostname=self.host)
