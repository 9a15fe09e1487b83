"""Feeds that are polled into a database while the desk is open on it. Above the rooms: it fetches, reads and stores.

`subscriptions` (OPML) and `schedule` (when to ask again) are pure; `robots` says what may be asked; `polling` asks.
"""

from __future__ import annotations

from onrecord.watching.polling import Clock, Options, Poller
from onrecord.watching.schedule import parse_every
from onrecord.watching.subscriptions import Subscription, read_opml

__all__ = ["Clock", "Options", "Poller", "Subscription", "parse_every", "read_opml"]
