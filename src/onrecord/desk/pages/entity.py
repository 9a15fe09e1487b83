"""A person, a body or a place."""

from __future__ import annotations

from onrecord.desk.page import Page

PAGES: tuple[Page, ...] = ()
