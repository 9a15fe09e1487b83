"""Addresses that are told what comes in for saved searches, and how telling them went."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Column, Engine, Float, Integer, String, Table, delete, func, insert, select, update

from onrecord.errors import StoreError
from onrecord.store.engine import named, reading, translated
from onrecord.store.tables import METADATA, storable
from onrecord.store.watching import WATCH

MOST_ATTEMPTS = 20
"""Tries of one address that are kept, the last ones."""

WEBHOOK = Table(
    "webhook", METADATA, *(Column(name, String) for name in ("id", "watch", "url", "secret", "by", "at", "stopped_at")),
    Column("sent_to", Integer), Column("failures", Integer), Column("next_at", Float), Column("busy_until", Float),
)  # fmt: skip
ATTEMPT = Table(
    "webhook_attempt", METADATA, Column("number", Integer, primary_key=True), *(Column(name, String) for name in ("webhook", "at", "said")),
    Column("hits", Integer), Column("status", Integer),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that is told of a saved search's hits, signed with its secret.

    `sent_to` is the number of the last document that it was told of; `failures` are in a row, `next_at` is when it may be tried again, in
    seconds since 1970. One that failed too often has `stopped_at`, and is tried no more.
    """

    id: str
    watch: str
    url: str
    secret: str
    by: str
    at: str
    sent_to: int
    failures: int = 0
    next_at: float = 0.0
    stopped_at: str | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """How telling went once: how many hits, the status that was answered, what went wrong (None: nothing did)."""

    at: str
    hits: int
    status: int | None
    said: str | None


_FIELDS = tuple(WEBHOOK.c[name] for name in Webhook.__dataclass_fields__)


class Webhooks:
    """The webhooks of one database."""

    def __init__(self, engine: Engine, path: str) -> None:
        self._engine, self._path = engine, path

    def of_watch(self, watch: str) -> tuple[Webhook, ...]:
        """The webhooks of a saved search, the oldest first."""
        return self._some(WEBHOOK.c.watch == watch)

    def get(self, identity: str) -> Webhook:
        """A webhook. Raises StoreError where there is none of this id."""
        found = self._some(WEBHOOK.c.id == identity)
        if not found:
            raise StoreError(f"{identity}: nothing in {named(self._path)} has this id")
        return found[0]

    def put(self, webhook: Webhook) -> None:
        """Keep a new webhook."""
        with translated(self._path), self._engine.begin() as connection:
            connection.execute(insert(WEBHOOK), storable(asdict(webhook)) | {"busy_until": 0.0})

    def drop(self, identity: str) -> None:
        """Delete a webhook with its tries."""
        with translated(self._path), self._engine.begin() as connection:
            connection.execute(delete(WEBHOOK).where(WEBHOOK.c.id == identity))

    def waiting(self, newest: int) -> tuple[Webhook, ...]:
        """Those that were not told of all documents up to this one, and are not stopped; of saved searches that are not gone."""
        kept = select(WATCH.c.id).where(WATCH.c.gone_at.is_(None))
        c = WEBHOOK.c
        return self._some(c.sent_to < newest, c.stopped_at.is_(None), c.watch.in_(kept))

    def take(self, identity: str, now: float, until: float) -> bool:
        """Say that this program tries it now; False where another does."""
        mine = update(WEBHOOK).where(WEBHOOK.c.id == identity, WEBHOOK.c.busy_until < now).values(busy_until=until)
        with translated(self._path), self._engine.begin() as connection:
            return connection.execute(mine).rowcount == 1

    def told(self, webhook: Webhook, attempt: Attempt | None) -> None:
        """Keep how it stands after a try, and the try; None where there was nothing to tell."""
        c = ATTEMPT.c
        changed = {name: getattr(webhook, name) for name in ("sent_to", "failures", "next_at", "stopped_at")}
        with translated(self._path), self._engine.begin() as connection:
            own = update(WEBHOOK).where(WEBHOOK.c.id == webhook.id)
            is_there = connection.execute(own.values(**changed, busy_until=0.0)).rowcount == 1
            if attempt is None or not is_there:
                return
            connection.execute(insert(ATTEMPT), storable({"webhook": webhook.id, **asdict(attempt)}))
            last = select(c.number).where(c.webhook == webhook.id).order_by(c.number.desc()).limit(MOST_ATTEMPTS)
            least = select(func.min(last.subquery().c.number)).scalar_subquery()
            connection.execute(delete(ATTEMPT).where(c.webhook == webhook.id, c.number < least))

    def attempts(self, identity: str) -> tuple[Attempt, ...]:
        """The last tries, the newest first."""
        c = ATTEMPT.c
        wanted = select(c.at, c.hits, c.status, c.said).where(c.webhook == identity).order_by(c.number.desc())
        with translated(self._path), reading(self._engine) as connection:
            return tuple(Attempt(**row._asdict()) for row in connection.execute(wanted))

    def _some(self, *conditions: Any) -> tuple[Webhook, ...]:
        wanted = select(*_FIELDS).where(*conditions).order_by(WEBHOOK.c.at, WEBHOOK.c.id)
        with translated(self._path), reading(self._engine) as connection:
            return tuple(Webhook(**row._asdict()) for row in connection.execute(wanted))
