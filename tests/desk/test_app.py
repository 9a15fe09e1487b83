"""The frame of the desk: what it answers, what it refuses, and in which shape."""

from __future__ import annotations

from dataclasses import fields
from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import Page
from starlette.testclient import TestClient

from onrecord.desk.pages import PAGES
from onrecord.store import Query
from onrecord.web.filters import NAMES, Filters, filters_of


def test_every_page_without_a_part_in_its_path_answers_in_html_and_json(client: TestClient) -> None:
    for page in PAGES:
        if "{" not in page.path:
            assert client.get(page.path).status_code == 200, page.path
            twin = client.get((page.path.rstrip("/") or "/index") + ".json")
            assert twin.headers["content-type"] == "application/json"
            assert isinstance(twin.json(), dict)


def test_nothing_is_loaded_from_elsewhere_and_nothing_inline(client: TestClient) -> None:
    policy = client.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("host", ["evil.example", "192.168.1.9", ""])
def test_another_host_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code in (400, 421)


def test_errors_have_one_shape(client: TestClient) -> None:
    found = client.get("/nowhere.json")
    assert found.status_code == 404
    assert found.json()["error"]["status"] == 404
    assert "<h1>Not Found</h1>" in client.get("/nowhere").text


def test_filters_come_back_as_they_were() -> None:
    filters = Filters(words="a & b", who="Lund", alleged_only=True, since="2026-03")
    assert filters_of(dict(parse_qsl(filters.address))) == filters
    assert filters.without("words").words is None


@pytest.mark.network
def test_a_search_in_the_browser(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("/")
    page.keyboard.type("said")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    assert page.locator(".hits li").count()


def test_the_bar_has_every_filter_of_a_search() -> None:
    """A filter that `Query` has and the bar has not would be left out of saved searches, exports and the API."""
    asked = {found.name: found.default for found in fields(Query) if found.name not in ("limit", "after")}
    assert {found.name: found.default for found in fields(Filters)} == asked
    assert set(NAMES.values()) == set(asked)
