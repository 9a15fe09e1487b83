"""Saved searches and what came in for them."""

from __future__ import annotations

from onrecord.desk.page import Page

PAGES: tuple[Page, ...] = ()
