"""Who acts on whom."""

from __future__ import annotations

from onrecord.desk.page import Page

PAGES: tuple[Page, ...] = ()
