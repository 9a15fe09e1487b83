"""One request to an address that somebody else chose: to a public address that was looked at, with bounds, following nothing."""

from __future__ import annotations

import hashlib
import hmac
import socket
from dataclasses import dataclass
from http.client import HTTPException
from ipaddress import ip_address
from urllib.parse import urlsplit

from onrecord.api.refusing import Refused
from onrecord.connecting import Deadline, Forbidden, Plain, Secure, is_any, is_public
from onrecord.intake import AGENT
from onrecord.web.settings import is_loopback

TIMEOUT = 10.0
"""Seconds that a server may be silent."""
LONGEST = 30.0
"""Seconds that one try may take in all."""
SIGNATURE, TIMESTAMP, DELIVERY = "X-Onrecord-Signature", "X-Onrecord-Timestamp", "X-Onrecord-Delivery"
MOST_READ = 2048
PRIVATE = "leads to this machine or a private network; allow it with --allow-private"


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


def check_target(url: str, *, allows_private: bool) -> None:
    """Raise Refused with 422 for an address whose host is this machine or a private network by its very name or number."""
    host = urlsplit(url).hostname or ""
    if allows_private:
        return
    if is_loopback(host) or host.endswith((".localhost", ".local", ".internal")) or _is_private(host):
        raise Refused(422, f"url: {PRIVATE}")


def _is_private(host: str) -> bool:
    try:
        # Numbers in other forms (127.1, 0x7f000001) are what the system takes them for.
        place = socket.inet_ntoa(socket.inet_aton(host)) if "." in host or host.isalnum() else host
    except OSError:
        return False
    return _is_number(place) and not is_public(place)


def _is_number(place: str) -> bool:
    try:
        ip_address(place)
    except ValueError:
        return False
    return True


def send(url: str, body: bytes, headers: dict[str, str], *, allows_private: bool) -> Sent:
    """POST JSON to an address. Its name is resolved once, and what is asked is the address that was looked at."""
    try:
        parts = urlsplit(url)
        with Deadline(LONGEST) as deadline:
            kind = Secure if parts.scheme == "https" else Plain
            may = is_any if allows_private else is_public
            connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT, may=may, deadline=deadline)
            try:
                path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
                given = {"User-Agent": AGENT, "Content-Type": "application/json", "Connection": "close", **headers}
                connection.request("POST", path, body, given)
                answer = connection.getresponse()
                answer.read(MOST_READ)
            finally:
                connection.close()
            if deadline.is_over:
                raise TimeoutError("the answer takes too long")
    except Forbidden:
        return Sent(None, PRIVATE)
    except (OSError, HTTPException, ValueError) as error:
        return Sent(None, str(error)[:200] or type(error).__name__)
    is_taken = 200 <= answer.status < 300
    return Sent(answer.status, None if is_taken else f"status {answer.status}")
