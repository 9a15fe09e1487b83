"""The front page."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from onrecord.desk.visits import PAUSE, Visit, begin, go_on
from onrecord.store import Marks


def test_a_visit_ends_after_a_pause_and_the_next_begins_where_it_ended() -> None:
    first = begin(Marks(10, 3), 1000)
    again = go_on(first.cookie, Marks(12, 4), 1100)
    assert again == Visit(Marks(10, 3), 1000, Marks(12, 4), 1100)
    later = go_on(again.cookie, Marks(20, 9), 1100 + PAUSE + 1)
    assert later is not None
    assert later.before == Marks(12, 4)


@pytest.mark.parametrize("cookie", [None, "", "1.2.3", "a.b.c.d.e.f", "1.1.1.99.1.1", "9" * 40 + ".1.1.1.1.1"])
def test_a_cookie_that_cannot_be_is_a_first_visit(cookie: str | None) -> None:
    assert go_on(cookie, Marks(10, 3), 1000) is None


def test_the_newest_stories_and_disputes_stand_on_the_front_page(client: TestClient) -> None:
    found = client.get("/index.json").json()
    assert found["stories"][0]["number"] > found["stories"][-1]["number"]
    assert found["since"] is None
    shown = client.get("/").text
    assert found["disputes"][0]["record"]["id"] in shown
    assert found["stories"][0]["story"] in shown


def test_the_second_visit_says_what_came_since(client: TestClient) -> None:
    client.get("/")
    assert client.get("/index.json").json()["since"]["stories"] == 0
