"""Webhooks of saved searches as the desk and the API make them: to which addresses, how many, with which secret."""

from __future__ import annotations

import ipaddress
import re
import secrets
import socket
from datetime import UTC, datetime
from urllib.parse import urlsplit

from onrecord.connecting import PRIVATE, is_public
from onrecord.model import content_id
from onrecord.store import Store, Webhook
from onrecord.web.guard import Refused
from onrecord.web.settings import is_loopback

MOST_WEBHOOKS = 20
"""Webhooks of one saved search."""
TARGET = "^https?://[A-Za-z0-9]([A-Za-z0-9.-]{0,200}[A-Za-z0-9])?(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?(/[!-~]{0,1000})?$"  # fmt: skip
SECRET = "^[!-~]{16,200}$"


def make_webhook(
    store: Store, watch: str, url: str, secret: str | None, *, person: str, allows_private: bool
) -> Webhook:
    """Have an address told what comes in for a saved search from now on; a secret is made where none is given.

    Raises Refused with 422 for an address or a secret that cannot be, with 409 where the search has as many as it may.
    """
    if not re.fullmatch(TARGET, url):
        raise Refused(422, "url: an address begins with http:// or https:// and a host, and has no blanks")
    if secret and not re.fullmatch(SECRET, secret):
        raise Refused(422, "secret: 16 to 200 letters, digits and marks, without blanks")
    if len(store.webhooks.of_watch(watch)) >= MOST_WEBHOOKS:
        raise Refused(409, f"this search has {MOST_WEBHOOKS} webhooks, and can have no more; delete one first")
    check_target(url, allows_private=allows_private)
    at = datetime.now(UTC).isoformat(timespec="microseconds")
    identity = content_id("webhook", watch, url, at)
    webhook = Webhook(identity, watch, url, secret or secrets.token_urlsafe(32), person, at, store.watching.newest())
    store.webhooks.put(webhook)
    return webhook


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
        ipaddress.ip_address(place)
    except (ValueError, OSError):
        return False
    return not is_public(place)
