"""Connections to addresses that somebody else chose.

A name is resolved once, every number that it has is looked at, and one of those that were looked at is connected to: what the name means a
moment later changes nothing (DNS rebinding). The host that is asked and the name in a certificate stay what they were.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from http.client import HTTPConnection, HTTPSConnection
from types import TracebackType
from typing import Any

Judge = Callable[[str], bool]
"""Whether a number, as the system writes it, may be connected to."""
_Number = ipaddress.IPv4Address | ipaddress.IPv6Address
_TRANSLATED = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
"""Where a translator between the two protocols keeps the old numbers (RFC 6052, RFC 8215)."""


PRIVATE = "leads to this machine or a private network; allow it with --allow-private"
"""What is said of a name that leads where only the user may send it."""


class Forbidden(Exception):
    """A name that leads where nobody may go; the text is the number."""


def is_public(place: str) -> bool:
    """True for the number of a host on the open net: not this machine, a private or a local network, a group of hosts, nor any of these
    inside a number of IPv6.
    """
    number = _number(place)
    if number is None or not number.is_global or number.is_multicast or getattr(number, "is_site_local", False):
        return False
    return all(is_public(str(inside)) for inside in _inside(number))


def is_host(place: str) -> bool:
    """True for the number of any host that a user may run or rent, this machine and private networks too: not a link-local one (where clouds
    keep their credentials), not a group of hosts, not nobody.
    """
    number = _number(place)
    if number is None or number.is_link_local or number.is_multicast or number.is_unspecified:
        return False
    return number not in _CREDENTIALS and all(is_host(str(inside)) for inside in _inside(number))


_CREDENTIALS = (ipaddress.ip_address("fd00:ec2::254"), ipaddress.ip_address("100.100.100.200"))
"""Numbers of clouds' metadata that are not link-local."""


def is_any(place: str) -> bool:
    """True."""
    return True


def places_of(host: str, port: int, may: Judge) -> tuple[str, ...]:
    """The numbers of a host, each once. Raises Forbidden where any of them may not be connected to, OSError for a name without any."""
    found = socket.getaddrinfo(host, port, proto=socket.IPPROTO_TCP)
    places = tuple(dict.fromkeys(str(one[4][0]) for one in found))
    for place in places:
        if not may(place):
            raise Forbidden(place)
    return places


def _number(place: str) -> _Number | None:
    try:
        return ipaddress.ip_address(place)
    except ValueError:
        return None


def _inside(number: _Number) -> tuple[_Number, ...]:
    """The numbers of IPv4 that a number of IPv6 stands for: mapped, translated, 6to4, Teredo's server and client."""
    if isinstance(number, ipaddress.IPv4Address):
        return ()
    found = [number.ipv4_mapped, number.sixtofour, *(number.teredo or ())]
    if any(number in network for network in _TRANSLATED):
        found.append(ipaddress.IPv4Address(int(number) & 0xFFFFFFFF))
    return tuple(one for one in found if one is not None)


class Deadline:
    """Cuts the connections that were opened under it when its time is over, however slowly an answer goes on."""

    def __init__(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._lock = threading.Lock()
        self._lines: list[socket.socket] = []
        self.is_over = False

    def __enter__(self) -> Deadline:
        """Begin to count."""
        self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:  # fmt: skip
        """Count no more."""
        self._timer.cancel()
        with self._lock:
            self._lines.clear()

    def watch(self, line: socket.socket) -> None:
        """A connection that is cut too. Raises TimeoutError where the time is over already."""
        with self._lock:
            if self.is_over:
                raise TimeoutError("the answer takes too long")
            self._lines.append(line)

    def _cut(self) -> None:
        with self._lock:
            self.is_over = True
            for line in self._lines:
                hang_up(line)


def hang_up(line: socket.socket) -> None:
    """Whoever waits for this line goes on with an error."""
    with suppress(OSError):  # it has ended by itself
        line.shutdown(socket.SHUT_RDWR)


class Plain(HTTPConnection):
    """A connection to a number that was looked at."""

    def __init__(self, host: str, port: int | None = None, *, timeout: float, may: Judge, deadline: Deadline | None = None, **given: Any) -> None:  # fmt: skip
        super().__init__(_bracketed(host), port, timeout=timeout)
        self._may, self._deadline = may, deadline

    def connect(self) -> None:
        """Connect. Raises Forbidden, OSError."""
        self.sock = _line(places_of(self.host, self.port, self._may), self.port, self.timeout)
        if self._deadline is not None:
            try:
                self._deadline.watch(self.sock)
            except TimeoutError:
                self.close()
                raise


class Secure(HTTPSConnection):
    """The same over TLS; the certificate is the name's."""

    def __init__(self, host: str, port: int | None = None, *, timeout: float, may: Judge, deadline: Deadline | None = None, **given: Any) -> None:  # fmt: skip
        self._trust = ssl.create_default_context()
        super().__init__(_bracketed(host), port, timeout=timeout, context=self._trust)
        self._may, self._deadline = may, deadline

    def connect(self) -> None:
        """Connect. Raises Forbidden, OSError."""
        plain = _line(places_of(self.host, self.port, self._may), self.port, self.timeout)
        try:
            self.sock = self._trust.wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
            if self._deadline is not None:
                self._deadline.watch(self.sock)
            self.sock.do_handshake()
        except (OSError, ValueError):
            plain.close()
            self.close()
            raise


def _bracketed(host: str) -> str:
    """A number of IPv6 in brackets, so that its last group is taken for no port."""
    return f"[{host}]" if host.count(":") > 1 and not host.startswith("[") else host


def _line(places: Sequence[str], port: int, timeout: float | None) -> socket.socket:
    """A connection to the first of these numbers that answers."""
    last: OSError = OSError("the name has no address")
    for place in places:
        try:
            return socket.create_connection((place, port), timeout)
        except OSError as error:
            last = error
    raise last


__all__ = [
    "PRIVATE",
    "Deadline",
    "Forbidden",
    "Judge",
    "Plain",
    "Secure",
    "hang_up",
    "is_any",
    "is_host",
    "is_public",
    "places_of",
]
