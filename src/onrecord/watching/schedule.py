"""When a feed is asked again."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from onrecord.errors import UsageError

LONGEST = timedelta(days=1)
"""A feed that fails is asked at least once in this time."""
LONGEST_ASKED = timedelta(days=7)
"""A server may put us off for so long; more is taken for a mistake."""
SHORTEST = timedelta(minutes=1)
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_EVERY = re.compile(r"([0-9]{1,6})\s*([smhd]?)")


def parse_every(words: str) -> timedelta:
    """`15m`, `1h`, `90s`, `1d`; a bare number is minutes. Raises UsageError for anything else, under a minute or over a week."""
    found = _EVERY.fullmatch(words.strip().lower())
    seconds = int(found[1]) * _UNITS[found[2] or "m"] if found else 0
    if not SHORTEST.total_seconds() <= seconds <= LONGEST_ASKED.total_seconds():
        raise UsageError(f"--every must be a time such as 15m or 2h, from 1m to 7d, not {words!r}")
    return timedelta(seconds=seconds)


def parse_retry_after(value: str | None, now: datetime) -> timedelta | None:
    """How long a Retry-After header (RFC 9110, seconds or a date) wants us to wait; None where it says nothing that can be read."""
    words = (value or "").strip()
    if words.isascii() and words.isdigit():
        return min(timedelta(seconds=int(words[:9])), LONGEST_ASKED)
    try:
        until = parsedate_to_datetime(words)
    except (ValueError, TypeError, IndexError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until - now, timedelta(0)), LONGEST_ASKED)


def wait_after(every: timedelta, failures: int, asked: timedelta | None = None) -> timedelta:
    """How long to wait: twice as long after each failure in a row, up to a day; at least as long as the server `asked` for."""
    doubled: timedelta = every * (1 << min(failures, 20))
    return max(min(doubled, max(LONGEST, every)), asked or timedelta(0))
