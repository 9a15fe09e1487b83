"""What a site lets us ask: robots.txt as RFC 9309 has it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

from protego import Protego

from onrecord.intake import Answer, IntakeOptions, ask
from onrecord.model import Issue

NAME = "onrecord"
"""What robots.txt calls us."""
MOST_BYTES = 512 * 1024
KEPT = timedelta(hours=24)
KEPT_FAILED = timedelta(hours=1)
LONGEST_PAUSE = 60.0


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a host: None where everything is allowed, and `is_closed` where nothing is because they could not be had."""

    rules: Protego | None
    is_closed: bool
    until: datetime
    why: str = ""
    """Why they could not be had."""

    def allows(self, url: str) -> bool:
        """True where this address may be asked."""
        if self.is_closed:
            return False
        return self.rules is None or bool(self.rules.can_fetch(url, NAME))

    @property
    def pause(self) -> float:
        """Seconds that the host wants between two questions; 0 where it does not say."""
        wanted = self.rules.crawl_delay(NAME) if self.rules is not None else None
        return min(float(wanted or 0), LONGEST_PAUSE)


def site_of(url: str) -> str:
    """Scheme, host and port: what one robots.txt holds for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


def ask_rules(url: str, options: IntakeOptions, now: datetime) -> Rules:
    """The rules of the site of an address: none where there is no robots.txt (4xx), everything closed where it cannot be had (5xx, no answer)."""
    parts = urlsplit(url)
    address = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], "/robots.txt", "", ""))
    found = ask(address, _bounded(options))
    return rules_of(found, now)


def rules_of(found: Answer | Issue, now: datetime) -> Rules:
    """The rules that an answer for robots.txt means."""
    if isinstance(found, Issue) and found.code == "too-large":
        return Rules(None, is_closed=True, until=now + KEPT, why="too large")
    if isinstance(found, Issue):
        return Rules(None, is_closed=True, until=now + KEPT_FAILED, why=found.message.partition("/robots.txt: ")[2])
    if found.status >= 500 or found.status == 429:
        return Rules(None, is_closed=True, until=now + KEPT_FAILED, why=f"status {found.status}")
    if not 200 <= found.status < 300:
        return Rules(None, is_closed=False, until=now + KEPT)
    return Rules(Protego.parse(found.data.decode("utf-8", "replace")), is_closed=False, until=now + KEPT)


def _bounded(options: IntakeOptions) -> IntakeOptions:
    return replace(options, bounds=replace(options.bounds, fetched=MOST_BYTES))
