"""Addresses: fetched with bounds, and never from this machine or its network unless that is allowed."""

from __future__ import annotations

import ipaddress
import socket
import urllib.error
import urllib.request
from datetime import UTC, datetime
from http.client import HTTPException
from typing import IO, Any
from urllib.parse import urlsplit

from onrecord.intake.items import Item, trouble
from onrecord.intake.options import IntakeOptions
from onrecord.model import Issue

AGENT = "onrecord (news reader; +https://pypi.org/project/onrecord)"


class _Refused(Exception):
    """An address that is not public."""


class _Checked(urllib.request.HTTPRedirectHandler):
    """Looks at every address again that a redirect leads to."""

    def __init__(self, allow_private: bool) -> None:
        self.allow_private = allow_private

    def redirect_request(self, req: Any, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str) -> Any:
        """The request for the new address, if it may be asked."""
        check_address(newurl, allow_private=self.allow_private)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(url: str, options: IntakeOptions) -> Item | Issue:
    """The item at an http(s) address, or why it could not be had."""
    bounds = options.bounds
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Checked(options.allow_private))
    request = urllib.request.Request(
        url, headers={"User-Agent": AGENT, "Accept": "text/html,application/rss+xml,*/*;q=0.5"}
    )
    try:
        check_address(url, allow_private=options.allow_private)
        with opener.open(request, timeout=bounds.timeout) as answer:
            data = answer.read(bounds.fetched + 1)
            media, final = answer.headers.get_content_type(), answer.geturl()
    except _Refused as refused:
        return trouble("fetch-failed", url, str(refused))
    except (OSError, HTTPException, ValueError) as error:
        return trouble("fetch-failed", url, f"cannot be fetched ({_reason(error)})")
    if len(data) > bounds.fetched:
        return trouble("too-large", url, f"larger than {bounds.fetched:,} bytes; left out")
    return Item(url, data, options, None, final, datetime.now(UTC).isoformat(timespec="seconds"), media)


def check_address(url: str, *, allow_private: bool) -> None:
    """Raise where the address is not http(s) or leads to this machine or a private network."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _Refused("only http and https addresses are fetched")
    if allow_private:
        return
    for _, _, _, _, place in socket.getaddrinfo(parts.hostname, parts.port or 80, proto=socket.IPPROTO_TCP):
        if not ipaddress.ip_address(place[0]).is_global:
            raise _Refused("leads to this machine or a private network; allow it with --allow-private")


def _reason(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"status {error.code}"
    return str(getattr(error, "reason", error))[:120] or type(error).__name__
