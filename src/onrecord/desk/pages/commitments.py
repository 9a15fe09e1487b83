"""Promises, threats, demands, proposals and agreements, and what became of them."""

from __future__ import annotations

from onrecord.desk.page import Page

PAGES: tuple[Page, ...] = ()
