"""The same happening in several reports."""

from __future__ import annotations

from onrecord.desk.page import Page

PAGES: tuple[Page, ...] = ()
