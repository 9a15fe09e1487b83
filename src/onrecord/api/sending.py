"""One request to an address that somebody else chose: to a public address that was looked at, with bounds, following nothing."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from onrecord.intake import AGENT
from onrecord.web.hooks import PRIVATE

TIMEOUT = 10.0
"""Seconds that a server may be silent."""
SIGNATURE, TIMESTAMP, DELIVERY = "X-Onrecord-Signature", "X-Onrecord-Timestamp", "X-Onrecord-Delivery"
MOST_READ = 2048


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
    parts = urlsplit(url)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        place = _public_place(parts.hostname or "", port, allows_private)
        if place is None:
            return Sent(None, PRIVATE)
        connection = _connection(parts.scheme, parts.hostname or "", port, place)
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            given = {"User-Agent": AGENT, "Content-Type": "application/json", "Connection": "close", **headers}
            connection.request("POST", path, body, given)
            answer = connection.getresponse()
            answer.read(MOST_READ)
        finally:
            connection.close()
    except (OSError, HTTPException, ValueError) as error:
        return Sent(None, str(error)[:200] or type(error).__name__)
    is_taken = 200 <= answer.status < 300
    return Sent(answer.status, None if is_taken else f"status {answer.status}")


def _public_place(host: str, port: int, allows_private: bool) -> str | None:
    """The first address of a host; None where any of them is not public and that is not allowed."""
    places = [str(found[4][0]) for found in socket.getaddrinfo(host, port, proto=socket.IPPROTO_TCP)]
    if not allows_private and not all(ipaddress.ip_address(place).is_global for place in places):
        return None
    return places[0]


def _connection(scheme: str, host: str, port: int, place: str) -> HTTPConnection:
    if scheme == "https":
        return _Secure(host, port, place)
    return _Plain(host, port, place)


class _Plain(HTTPConnection):
    """A connection to the address that was looked at, whatever the name means by now."""

    def __init__(self, host: str, port: int, place: str) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self._place = place

    def connect(self) -> None:
        """Connect."""
        self.sock = socket.create_connection((self._place, self.port), TIMEOUT)


class _Secure(HTTPSConnection):
    """The same, over TLS; the certificate is the name's."""

    def __init__(self, host: str, port: int, place: str) -> None:
        self._trust = ssl.create_default_context()
        super().__init__(host, port, timeout=TIMEOUT, context=self._trust)
        self._place = place

    def connect(self) -> None:
        """Connect."""
        plain = socket.create_connection((self._place, self.port), TIMEOUT)
        self.sock = self._trust.wrap_socket(plain, server_hostname=self.host)
