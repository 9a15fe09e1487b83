"""Addresses: fetched with bounds, and never from this machine or its network unless that is allowed."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from http.client import HTTPException
from typing import IO, Any
from urllib.parse import urlsplit

from onrecord.connecting import PRIVATE, Deadline, Forbidden, Judge, Plain, Secure, is_any, is_public, places_of
from onrecord.intake.items import Item, trouble
from onrecord.intake.options import Bounds, IntakeOptions
from onrecord.model import Issue

AGENT = "onrecord (news reader; +https://pypi.org/project/onrecord)"
ACCEPT = "text/html,application/rss+xml,*/*;q=0.5"
CHUNK = 64 * 1024
SLOWEST = 6
"""An answer may take so many times as long as the server may be silent."""


class _Refused(Exception):
    """An address that may not be asked."""


class _Plain(urllib.request.HTTPHandler):
    """Opens http addresses through connections that look where they lead."""

    def __init__(self, may: Judge, deadline: Deadline) -> None:
        super().__init__()
        self._connection: Any = partial(Plain, may=may, deadline=deadline)

    def http_open(self, req: urllib.request.Request) -> Any:
        """The answer."""
        return self.do_open(self._connection, req)


class _Secure(urllib.request.HTTPSHandler):
    """Opens https addresses in the same way."""

    def __init__(self, may: Judge, deadline: Deadline) -> None:
        super().__init__()
        self._connection: Any = partial(Secure, may=may, deadline=deadline)

    def https_open(self, req: urllib.request.Request) -> Any:
        """The answer."""
        return self.do_open(self._connection, req)


class _Checked(urllib.request.HTTPRedirectHandler):
    """Looks at every address again that a redirect leads to."""

    def __init__(self, allow_private: bool, may_follow: Callable[[str], bool] | None) -> None:
        self.allow_private, self.may_follow = allow_private, may_follow

    def redirect_request(self, req: Any, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str) -> Any:
        """The request for the new address, if it may be asked."""
        check_address(newurl, allow_private=self.allow_private)
        if self.may_follow is not None and not self.may_follow(newurl):
            raise _Refused(f"leads to {newurl[:100]}, which may not be asked")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: the status, its headers by name in small letters, the body, and the address that it came from in the end."""

    status: int
    headers: Mapping[str, str]
    data: bytes
    url: str

    @property
    def media_type(self) -> str:
        """The media type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def fetch(url: str, options: IntakeOptions) -> Item | Issue:
    """The item at an http(s) address, or why it could not be had."""
    found = ask(url, options)
    if isinstance(found, Answer) and not 200 <= found.status < 300:
        return trouble("fetch-failed", url, f"cannot be fetched (status {found.status})")
    return found if isinstance(found, Issue) else item_of(found, url, options)


def item_of(answer: Answer, url: str, options: IntakeOptions) -> Item:
    """What was fetched from an address as an item; the time is now."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Item(url, answer.data, options, None, answer.url, now, answer.media_type or "text/plain")


def ask(
    url: str,
    options: IntakeOptions,
    headers: Mapping[str, str] | None = None,
    *,
    may_follow: Callable[[str], bool] | None = None,
) -> Answer | Issue:
    """What the server at an http(s) address answers, an error status too; an Issue where nothing was answered, or too much.

    `may_follow` is asked about every address that a redirect leads to.
    """
    bounds = options.bounds
    try:
        request = urllib.request.Request(url, headers={"User-Agent": AGENT, "Accept": ACCEPT, **(headers or {})})
        check_address(url, allow_private=options.allow_private)
        with Deadline(SLOWEST * bounds.timeout) as deadline:
            opener = _opener(options.allow_private, may_follow, deadline)
            try:
                opened = opener.open(request, timeout=bounds.timeout)
            except urllib.error.HTTPError as error:
                opened = error
            with opened as answer:
                given = {name.lower(): " ".join(value.split()) for name, value in answer.headers.items()}
                data, status, final = _read(answer, bounds), int(answer.status), str(answer.geturl())
            if deadline.is_over:
                raise TimeoutError("the answer takes too long")
    except _Refused as refused:
        return trouble("fetch-failed", url, str(refused))
    except Forbidden:
        return trouble("fetch-failed", url, PRIVATE)
    except (OSError, HTTPException, ValueError) as error:
        return trouble("fetch-failed", url, f"cannot be fetched ({_reason(error)})")
    if len(data) > bounds.fetched:
        return trouble("too-large", url, f"larger than {bounds.fetched:,} bytes; left out")
    return Answer(status, given, data, final)


def _opener(
    allow_private: bool, may_follow: Callable[[str], bool] | None, deadline: Deadline
) -> urllib.request.OpenerDirector:
    """What opens http and https addresses, and no others; no proxy of the environment is asked."""
    may = is_any if allow_private else is_public
    opener = urllib.request.OpenerDirector()
    for handler in (_Plain(may, deadline), _Secure(may, deadline), _Checked(allow_private, may_follow), urllib.request.HTTPErrorProcessor(), urllib.request.HTTPDefaultErrorHandler()):  # fmt: skip
        opener.add_handler(handler)
    return opener


def _read(answer: Any, bounds: Bounds) -> bytes:
    """The body, cut one byte past its bound. Raises TimeoutError where it trickles in for too long."""
    chunks: list[bytes] = []
    left, until = bounds.fetched + 1, time.monotonic() + SLOWEST * bounds.timeout
    while left > 0 and (chunk := answer.read1(min(CHUNK, left))):
        chunks.append(chunk)
        left -= len(chunk)
        if time.monotonic() > until:
            raise TimeoutError("the answer takes too long")
    return b"".join(chunks)


def check_address(url: str, *, allow_private: bool) -> None:
    """Raise where the address is not http(s) or leads to this machine or a private network; whoever connects looks once more."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _Refused("only http and https addresses are fetched")
    if allow_private:
        return
    try:
        places_of(parts.hostname, parts.port or 80, is_public)
    except Forbidden:
        raise _Refused(PRIVATE) from None


def _reason(error: Exception) -> str:
    return str(getattr(error, "reason", error))[:120] or type(error).__name__
