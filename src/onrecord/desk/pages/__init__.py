"""The pages, a module each, with the actions that are taken on them."""

from __future__ import annotations

from onrecord.desk.page import Action, Page
from onrecord.desk.pages import (
    commitments,
    disputes,
    entity,
    export,
    front,
    incidents,
    map,
    network,
    review,
    search,
    story,
    timeline,
    watch,
    webhooks,
)

MODULES = (
    front,
    search,
    story,
    entity,
    timeline,
    map,
    network,
    incidents,
    disputes,
    commitments,
    review,
    watch,
    webhooks,
    export,
)
PAGES: tuple[Page, ...] = tuple(page for module in MODULES for page in getattr(module, "PAGES", ()))
ACTIONS: tuple[Action, ...] = tuple(action for module in MODULES for action in getattr(module, "ACTIONS", ()))
TITLES = {
    "front": "Today", "search": "Search", "entities": "People", "timeline": "Timeline", "map": "Map", "network": "Network", "incidents": "Incidents",
    "disputes": "Disputes", "commitments": "Commitments", "review": "Review", "watch": "Watch",
}  # fmt: skip
SECTIONS = tuple(
    (page.name, page.path, TITLES[page.name]) for page in PAGES if page.name in TITLES and "{" not in page.path
)
"""What the head of every page leads to: name of the page, its address, its title. The filters go along."""
