"""One request to an address that somebody else chose: to a public address that was looked at, with bounds, following nothing."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import urlsplit

from onrecord.connecting import PRIVATE, Deadline, Forbidden, Judge, Plain, Secure, is_any, is_public
from onrecord.intake import AGENT

TIMEOUT = 10.0
"""Seconds that a server may be silent."""
LONGEST = 30.0
"""Seconds that one try may take in all."""
LATE = "no answer within {:g} seconds"
SIGNATURE, TIMESTAMP, DELIVERY = "X-Onrecord-Signature", "X-Onrecord-Timestamp", "X-Onrecord-Delivery"


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
    deadline = Deadline(LONGEST)
    try:
        with deadline:
            status = _post(url, body, headers, deadline, is_any if allows_private else is_public)
    except Forbidden:
        return Sent(None, PRIVATE)
    except (OSError, HTTPException, ValueError) as error:
        return Sent(None, LATE.format(LONGEST) if deadline.is_over else str(error)[:200] or type(error).__name__)
    if deadline.is_over:  # a line that ends looks like the end of the headers
        return Sent(None, LATE.format(LONGEST))
    return Sent(status, None if 200 <= status < 300 else f"status {status}")


def _post(url: str, body: bytes, headers: dict[str, str], deadline: Deadline, may: Judge) -> int:
    parts = urlsplit(url)
    kind = Secure if parts.scheme == "https" else Plain
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT, may=may, deadline=deadline)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    given = {"User-Agent": AGENT, "Content-Type": "application/json", "Connection": "close", **headers}
    try:
        connection.request("POST", path, body, given)
        return connection.getresponse().status  # what it says besides is nobody's concern
    finally:
        connection.close()
