"""The network of the second reader: one address that the user named is asked, within bounds, and no other."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from onrecord.connecting import Forbidden, Plain, Secure, hang_up, is_host
from onrecord.errors import UsageError
from onrecord.second.checking import shown

AGENT = "onrecord (second reader; +https://pypi.org/project/onrecord)"
CHAT = "/chat/completions"
BUSY = frozenset((429, 500, 502, 503, 504))
"""Statuses after which the same question is asked again."""
REFUSED_FORM = frozenset((400, 415, 422, 501))
"""Statuses of a server that may take the question in another form."""
NO_SUCH_PATH = frozenset((404, 405))
LONGEST_PAUSE = 30.0
SILENT = 3
"""After so many questions in a row without any answer the server is taken to be gone; it is tried again at every `AGAIN`th."""
AGAIN = 10


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one question may take: seconds for its answer, bytes of it, tries, seconds before the second try (twice as long before the next); `at_once` questions go together."""

    timeout: float = 120.0
    size: int = 2 * 1024 * 1024
    tries: int = 3
    pause: float = 1.0
    at_once: int = 2


class Unanswered(Exception):
    """No answer; the text says why in a few words, the same for the same trouble."""

    def __init__(self, why: str, *, is_silent: bool = True) -> None:
        super().__init__(why)
        self.is_silent = is_silent
        """True where the server is not there for any question, false where it would not answer this one."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server takes questions: `host` as it is named in records, and the paths to try, in order."""

    is_secure: bool
    name: str
    port: int | None
    paths: tuple[str, ...]

    @property
    def host(self) -> str:
        """The host, with its port where the address has one."""
        name = f"[{self.name}]" if ":" in self.name else self.name
        return name if self.port is None else f"{name}:{self.port}"


def parse_address(url: str) -> Address:
    """The address of an OpenAI-compatible server: what stands before `/chat/completions`, or before `/v1/chat/completions`.

    Raises UsageError for anything but an http(s) address without a user and a password.
    """
    try:
        parts = urlsplit(url)
        name, port = parts.hostname, parts.port
    except ValueError as error:
        raise UsageError(f"--second-reader: {shown(url)} is no address ({error})") from error
    is_plain = url.isascii() and url.isprintable() and " " not in url
    if parts.scheme not in ("http", "https") or not name or not is_plain:
        raise UsageError(f"--second-reader: {shown(url)} is no address; it looks like http://localhost:8080/v1")
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            "--second-reader: no user or password in the address; the key goes into ONRECORD_SECOND_READER_KEY"
        )
    base = parts.path.rstrip("/")
    paths = (base,) if base.endswith(CHAT) else (base + CHAT, f"{base}/v1{CHAT}")
    query = f"?{parts.query}" if parts.query else ""
    return Address(parts.scheme == "https", name, port, tuple(path + query for path in paths))


class Endpoint:
    """A server that is asked; from several threads at once, until it is closed."""

    def __init__(self, address: Address, key: str | None, bounds: Bounds) -> None:
        if key is not None and not (key.isascii() and key.isprintable()):
            raise UsageError("ONRECORD_SECOND_READER_KEY has characters that no key has")
        self.address, self.bounds = address, bounds
        self._key = key or None
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._open: set[socket.socket] = set()
        self._path = self._form = 0
        self._gone: Unanswered | None = None
        self._silent = 0

    def ask(self, forms: Sequence[bytes]) -> bytes:
        """The body of the answer to a question, which has several forms for servers that refuse the first. Raises Unanswered."""
        with self._lock:
            if self._gone is not None and self._silent >= SILENT:
                self._silent += 1
                if self._silent % AGAIN:
                    raise Unanswered(str(self._gone))
        try:
            answer = self._ask_in_forms(forms)
        except Unanswered as failure:
            self._note(failure if failure.is_silent else None)
            raise
        self._note(None)
        return answer

    def close(self) -> None:
        """Let go of every question that still waits for its answer."""
        self._closed.set()
        with self._lock:
            waiting = list(self._open)
        for line in waiting:
            hang_up(line)

    def _note(self, failure: Unanswered | None) -> None:
        with self._lock:
            self._gone = failure
            self._silent = 0 if failure is None else self._silent + 1

    def _ask_in_forms(self, forms: Sequence[bytes]) -> bytes:
        """The answer to the first form that the server takes, at the first path that it has; both are remembered."""
        form, path = self._form, self._path
        while True:
            status, data = self._ask_again(self.address.paths[path], forms[form])
            if 200 <= status < 300:
                self._form, self._path = form, path
                return data
            if status in NO_SUCH_PATH and path + 1 < len(self.address.paths):
                path += 1
            elif status in REFUSED_FORM and form + 1 < len(forms):
                form += 1
            else:
                raise self._refusal(status, data)

    def _ask_again(self, path: str, body: bytes) -> tuple[int, bytes]:
        """Status and body, after as many tries as are allowed. Raises Unanswered where nobody answers."""
        pause = self.bounds.pause
        for left in reversed(range(self.bounds.tries)):
            try:
                status, data, wanted = self._post(path, body)
                if status not in BUSY or not left:
                    return status, data
            except TimeoutError as error:
                raise Unanswered(f"no answer within {self.bounds.timeout:g} seconds") from error
            except (OSError, HTTPException, ValueError) as error:
                if not left or self._closed.is_set():
                    raise Unanswered(f"it cannot be reached ({_reason(error)})") from error
                wanted = None
            if self._closed.wait(min(pause if wanted is None else wanted, LONGEST_PAUSE)):
                raise Unanswered("interrupted")
            pause *= 2
        raise Unanswered("it was never tried")

    def _post(self, path: str, body: bytes) -> tuple[int, bytes, float | None]:
        """Status, body and the seconds that the server asks to wait. Raises OSError, HTTPException, Unanswered for a body past its bound."""
        until = time.monotonic() + self.bounds.timeout
        with self._connection() as connection:
            try:
                connection.request("POST", path, body, self._headers())
                with connection.getresponse() as answer:
                    data = answer.read(self.bounds.size + 1)
                    left, wanted = answer.length, _seconds(answer.getheader("Retry-After"))
            except (OSError, HTTPException, ValueError) as error:  # a ValueError where a line with TLS is cut
                if time.monotonic() >= until:
                    raise TimeoutError from error
                raise
        if time.monotonic() >= until:
            raise TimeoutError
        if self._closed.is_set():
            raise Unanswered("interrupted")
        if len(data) > self.bounds.size:
            raise Unanswered(f"its answer is larger than {self.bounds.size:,} bytes", is_silent=False)
        if left:
            raise HTTPException(f"its answer breaks off after {len(data):,} bytes")
        return answer.status, data, wanted

    @contextmanager
    def _connection(self) -> Iterator[HTTPConnection]:
        """A connection that is cut when its time is over, however slowly it goes on."""
        kind = Secure if self.address.is_secure else Plain
        connection = kind(self.address.name, self.address.port, timeout=self.bounds.timeout, may=is_host)
        try:
            try:
                connection.connect()
            except Forbidden as error:
                raise Unanswered(f"leads to {error}, where no reader is") from None
            # The connection lets go of its socket before the body of an answer without a length is read.
            with self._watched(connection.sock):
                yield connection
        finally:
            connection.close()

    @contextmanager
    def _watched(self, line: socket.socket) -> Iterator[None]:
        watch = threading.Timer(self.bounds.timeout, hang_up, [line])
        watch.daemon = True
        with self._lock:
            self._open.add(line)
        try:
            if self._closed.is_set():
                raise Unanswered("interrupted")
            watch.start()
            yield
        finally:
            watch.cancel()
            with self._lock:
                self._open.discard(line)

    def _headers(self) -> dict[str, str]:
        found = {"User-Agent": AGENT, "Content-Type": "application/json", "Accept": "application/json", "Accept-Encoding": "identity"}  # fmt: skip
        return found | ({"Authorization": f"Bearer {self._key}"} if self._key else {})

    def _refusal(self, status: int, data: bytes) -> Unanswered:
        """Why there is no answer, in the server's words where it has any; the key is never repeated."""
        if 300 <= status < 400:
            return Unanswered(f"it sends on to another address (status {status}), which is not followed")
        said = _said(data)
        if self._key:
            said = said.replace(self._key, "…")
        return Unanswered(
            f"status {status}" + (f": {said}" if said else ""), is_silent=status not in REFUSED_FORM | {413}
        )


def _said(data: bytes) -> str:
    """The message in the body of an error."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    error = found.get("error") if isinstance(found, dict) else None
    message = error.get("message") if isinstance(error, dict) else error
    return shown(message) if isinstance(message, str) else ""


def _seconds(value: str | None) -> float | None:
    return float(value) if value and value.isascii() and value.isdigit() and len(value) < 6 else None


def _reason(error: Exception) -> str:
    words = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return shown(str(words))
