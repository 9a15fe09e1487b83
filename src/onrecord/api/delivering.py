"""Webhooks: whoever asked for it is told what came in for a saved search, again and less often where it fails, and not without end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from onrecord.api.sending import DELIVERY, SIGNATURE, TIMESTAMP, Sent, send, signature
from onrecord.api.telling import filters_in, hit_objects, watch_object
from onrecord.errors import OnrecordError, UsageError
from onrecord.model import content_id
from onrecord.serialize import to_json_line
from onrecord.store import Attempt, Store, Watch, Webhook
from onrecord.store.watching import MOST_LOOKED

MOST_HITS = 200
"""Hits that are told at once; where there are more it is said, and they are to be asked for."""
FIRST_WAIT, LONGEST_WAIT = 10.0, 3600.0
"""Seconds after the first failure, twice as many after each, up to an hour."""
MOST_FAILURES = 12
"""After so many in a row, some five hours, it is tried no more."""
EVERY = 5.0
"""Seconds after which it is looked whether another program stored something."""
TAKEN = 60.0
"""Seconds that a program has for one try."""
GONE = 410
Sending = Callable[[str, bytes, dict[str, str]], Sent]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is told: the body, the number of the last document that it is about, and of how many hits."""

    id: str
    body: bytes
    sent_to: int
    hits: int


class Courier:
    """Tells webhooks what came in, in a thread of its own, while it is open."""

    def __init__(self, store: Store, *, allows_private: bool = False, sending: Sending | None = None, every: float = EVERY) -> None:  # fmt: skip
        self._store, self._every = store, every
        self._send = sending or (lambda url, body, headers: send(url, body, headers, allows_private=allows_private))
        self._wake, self._lock = threading.Event(), threading.Lock()
        self._thread: threading.Thread | None = None
        self._is_closed = False

    def notify(self) -> None:
        """Something came in, or somebody is to be told from now on."""
        self.open()
        self._wake.set()

    def open(self) -> None:
        """Begin to look."""
        with self._lock:
            if self._thread is None and not self._is_closed:
                self._thread = threading.Thread(target=self._run, name="onrecord-courier", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """End, after the try that is under way."""
        self._is_closed = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join(TAKEN)

    def _run(self) -> None:
        while not self._is_closed:
            with suppress(OnrecordError):
                self.tell_all(time.time())
            self._wake.wait(self._every)
            self._wake.clear()

    def tell_all(self, now: float) -> int:
        """Tell everybody whose time has come; how many were told."""
        waiting = self._store.webhooks.waiting(self._store.watching.newest())
        begun, count = time.monotonic(), 0
        for webhook in waiting:
            if webhook.next_at <= now and not self._is_closed:
                count += self._tell(webhook, now + int(time.monotonic() - begun))
        return count

    def _tell(self, webhook: Webhook, now: float) -> bool:
        if not self._store.webhooks.take(webhook.id, now, now + TAKEN):
            return False
        try:
            delivery = make_delivery(self._store, self._store.watching.watch(webhook.watch), webhook)
        except UsageError as error:  # a search that an earlier version saved, and that can be asked no more
            nothing = Delivery("", b"", webhook.sent_to, 0)
            self._store.webhooks.told(*settle(webhook, nothing, Sent(None, str(error)), now))
            return False
        if delivery.hits == 0:
            self._store.webhooks.told(replace(webhook, sent_to=delivery.sent_to), None)
            return False
        stamp = str(int(now))
        headers = {SIGNATURE: signature(webhook.secret, stamp, delivery.body), TIMESTAMP: stamp, DELIVERY: delivery.id}
        sent = self._send(webhook.url, delivery.body, headers)
        self._store.webhooks.told(*settle(webhook, delivery, sent, now))
        return sent.is_taken


def make_delivery(store: Store, watch: Watch, webhook: Webhook) -> Delivery:
    """Everything that came in for a search since the webhook was told last, the last first."""
    newest = store.watching.newest()
    found = store.watching.arrived(filters_in(watch).to_query(), webhook.sent_to, limit=MOST_HITS + 1)
    identity = content_id("delivery", webhook.id, webhook.sent_to, newest)
    told: Mapping[str, Any] = {
        "id": identity, "webhook": webhook.id, "watch": watch_object(watch), "after": webhook.sent_to, "to": newest,
        "hits": hit_objects(store, found[:MOST_HITS]), "is_more": len(found) > MOST_HITS or newest - webhook.sent_to > MOST_LOOKED,
    }  # fmt: skip
    return Delivery(identity, to_json_line(dict(told)).encode(), newest, min(len(found), MOST_HITS))


def settle(webhook: Webhook, delivery: Delivery, sent: Sent, now: float) -> tuple[Webhook, Attempt]:
    """How a webhook stands after a try, and the try."""
    at = datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds")
    attempt = Attempt(at, delivery.hits, sent.status, sent.said)
    if sent.is_taken:
        return replace(webhook, sent_to=delivery.sent_to, failures=0, next_at=0.0), attempt
    failures = webhook.failures + 1
    wait = min(FIRST_WAIT * 2 ** (failures - 1), LONGEST_WAIT)
    stopped = at if failures >= MOST_FAILURES or sent.status == GONE else None
    return replace(webhook, failures=failures, next_at=now + wait, stopped_at=stopped), attempt
