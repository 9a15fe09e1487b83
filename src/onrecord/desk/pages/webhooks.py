"""The addresses that are told what comes in for a saved search, on its page: added, removed, and how telling them went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from onrecord.desk.page import Action, Asking, Desk
from onrecord.errors import UsageError
from onrecord.store import Attempt, Webhook
from onrecord.web.hooks import make_webhook

NEW_FOR = timedelta(minutes=10)
"""How long the secret of one that was just added is shown to who added it."""


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook: `state` is new (nothing to tell yet), told, failing (tried again from `next_at`) or stopped. `last` is the last try;
    `secret` is there only where it was just added.
    """

    id: str
    url: str
    by: str
    at: str
    state: str
    failures: int
    next_at: str | None
    stopped_at: str | None
    last: Attempt | None
    secret: str | None


def hooks_of(desk: Desk, watch: str, made: str | None = None) -> tuple[Hook, ...]:
    """The webhooks of a saved search, the oldest first; `made` is the id of the one that was just added."""
    return tuple(_hook(desk, webhook, made) for webhook in desk.store.webhooks.of_watch(watch))


def _hook(desk: Desk, webhook: Webhook, made: str | None) -> Hook:
    last = next(iter(desk.store.webhooks.attempts(webhook.id)), None)
    state = "stopped" if webhook.stopped_at else "failing" if webhook.failures else "told" if last else "new"
    next_at = datetime.fromtimestamp(webhook.next_at, UTC).isoformat(timespec="seconds") if state == "failing" else None
    is_new = webhook.id == made and datetime.now(UTC) - datetime.fromisoformat(webhook.at) < NEW_FOR
    return Hook(
        webhook.id, webhook.url, webhook.by, webhook.at, state, webhook.failures, next_at, webhook.stopped_at, last,
        webhook.secret if is_new else None,
    )  # fmt: skip


def add(desk: Desk, asking: Asking, form: Mapping[str, str]) -> str:
    """Have an address told from now on."""
    watch = desk.store.watching.watch(asking.path["identity"])
    url, secret = form.get("url", "").strip(), form.get("secret", "").strip() or None
    made = make_webhook(desk.store, watch.id, url, secret, person=desk.settings.person, allows_private=desk.settings.allows_private)  # fmt: skip
    return f"/watch/{quote(watch.id)}?made={quote(made.id)}#webhooks"


def drop(desk: Desk, asking: Asking, form: Mapping[str, str]) -> str:
    """Tell an address no more."""
    watch, webhook = asking.path["identity"], desk.store.webhooks.get(asking.path["webhook"])
    if webhook.watch != watch:
        raise UsageError(f"{webhook.id} is no webhook of this search")
    desk.store.webhooks.drop(webhook.id)
    return f"/watch/{quote(watch)}#webhooks"


ACTIONS = (
    Action("/watch/{identity}/webhooks/add", "webhook-add", add),
    Action("/watch/{identity}/webhooks/{webhook}/delete", "webhook-delete", drop),
)
