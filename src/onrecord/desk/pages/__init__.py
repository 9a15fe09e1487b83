"""The pages, a module each, with the actions that are taken on them."""

from __future__ import annotations

from onrecord.desk.page import Action, Page
from onrecord.desk.pages import front, search

MODULES = (front, search)
PAGES: tuple[Page, ...] = tuple(page for module in MODULES for page in module.PAGES)
ACTIONS: tuple[Action, ...] = tuple(action for module in MODULES for action in getattr(module, "ACTIONS", ()))
SECTIONS = (
    ("front", "/", "Today"),
    ("search", "/search", "Search"),
)
"""What the head of every page leads to: name of the page, its address, its title. The filters go along."""
