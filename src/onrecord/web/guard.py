"""What keeps a desk safe: which hosts it answers to, tokens, form tokens, what a browser may load, how much may come in and how often."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections import OrderedDict
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive

from onrecord.web.settings import Settings, is_loopback

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Content-Security-Policy: nothing from elsewhere, nothing inline."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
MOST_BYTES = 1 << 20
"""Bytes of a form or an upload."""
SAFE = frozenset(("GET", "HEAD"))
COOKIE = "onrecord_token"
RATE, BURST = 20.0, 60.0
"""Costly questions a second that one address may ask, and how many at once."""
MOST_CALLERS = 1000


class Refused(Exception):
    """A request that is not answered, with its status."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


def check_request(request: Request, settings: Settings, most: int = MOST_BYTES) -> None:
    """Raise Refused for another host than ours (a name that was bound anew), a missing token, a body too large, a form of another site."""
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    if settings.is_local and not is_loopback(host):
        raise Refused(421, "this desk answers to this machine alone")
    if settings.token is not None and not _shows(request, settings.token):
        raise Refused(401, "this desk wants its token: open the address that was printed when it was started")
    if int(request.headers.get("content-length") or 0) > most:
        raise Refused(413, f"more than {most:,} bytes")
    if request.method not in SAFE:
        _check_site(request, host)


def bounded(receive: Receive, most: int = MOST_BYTES) -> Receive:
    """What is received, which raises Refused past the bound: a body that comes in pieces need not say how long it is."""
    count = 0

    async def receive_within() -> Message:
        nonlocal count
        message = await receive()
        count += len(message.get("body", b""))
        if count > most:
            raise Refused(413, f"more than {most:,} bytes")
        return message

    return receive_within


def own_address(address: str) -> str:
    """An address of this desk to go on to; the front page for any that could lead elsewhere."""
    is_own = address.startswith("/") and address[1:2] not in ("/", "\\") and address.isprintable()
    return address if is_own else "/"


def _shows(request: Request, token: str) -> bool:
    bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
    shown = (bearer, request.cookies.get(COOKIE, ""), request.query_params.get("token", ""))
    return any(hmac.compare_digest(one.encode(), token.encode()) for one in shown if one)


def _check_site(request: Request, host: str) -> None:
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site not in (None, "same-origin", "none"):
        raise Refused(403, "a form of another site")
    if origin and urlsplit(origin).netloc != request.headers.get("host"):
        raise Refused(403, "a form of another site")


def form_token(settings: Settings) -> str:
    """What every form of this run holds, so that no other site can make one."""
    return hmac.new(settings.key, b"form", hashlib.sha256).hexdigest()


def check_form(token: str, settings: Settings) -> None:
    """Raise Refused where a form is not of this run."""
    if not hmac.compare_digest(token.encode(), form_token(settings).encode()):
        raise Refused(403, "this page is of an earlier run: load it anew")


def guard(response: Response) -> Response:
    """The response with what a browser must know."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


class Rates:
    """How often each address asks costly questions: a bucket of `BURST`, filled by `RATE` a second."""

    def __init__(self) -> None:
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, caller: str, now: float | None = None) -> None:
        """Count one question. Raises Refused with 429 when there were too many."""
        now = time.monotonic() if now is None else now
        left, last = self._left.pop(caller, (BURST, now))
        left = min(BURST, left + (now - last) * RATE)
        self._left[caller] = (max(0.0, left - 1), now)
        while len(self._left) > MOST_CALLERS:
            self._left.popitem(last=False)
        if left < 1:
            raise Refused(429, "too many questions at once; wait a second")
