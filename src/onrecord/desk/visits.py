"""What a browser remembers of its last visit: how far documents and changes had come, and when."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.store import Marks

COOKIE = "onrecord_visit"
PAUSE = 1800
"""Seconds without the front page after which a visit is over."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Marks at the end of the last visit and now, with seconds since 1970."""

    before: Marks
    before_at: int
    now: Marks
    now_at: int

    @property
    def cookie(self) -> str:
        """The visit as a cookie holds it."""
        numbers = (
            self.before.document,
            self.before.change,
            self.before_at,
            self.now.document,
            self.now.change,
            self.now_at,
        )
        return ".".join(map(str, numbers))


def go_on(cookie: str | None, marks: Marks, now: int) -> Visit | None:
    """The visit that goes on or begins; None where the browser was never here or its cookie cannot be read."""
    parts = (cookie or "").split(".")
    if len(parts) != 6 or not all(part.isascii() and part.isdigit() and len(part) < 16 for part in parts):
        return None
    document, change, at, last_document, last_change, last_at = map(int, parts)
    if last_document > marks.document:  # another database, or one made anew
        return None
    if now - last_at > PAUSE:
        document, change, at = last_document, last_change, last_at
    return Visit(Marks(document, change), at, marks, now)


def begin(marks: Marks, now: int) -> Visit:
    """The first visit: nothing came since."""
    return Visit(marks, now, marks, now)
