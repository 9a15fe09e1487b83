"""The search page: what is told of a hit, what is marked, chips, pages, downloads; and which words are marked in a text."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page
from starlette.testclient import TestClient

from onrecord.desk.bar import chips
from onrecord.desk.matching import Piece, mark_words
from onrecord.desk.pages import search
from onrecord.store import Store
from onrecord.web.filters import Filters


@pytest.fixture
def store(db: Path) -> Iterator[Store]:
    """What the desk's database holds."""
    with Store(str(db)) as opened:
        yield opened


def matched(pieces: tuple[Piece, ...]) -> list[str]:
    return [piece.words for piece in pieces if piece.is_match]


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("The navy said so", "NAVY", ["navy"]),
        ("The navymen said so", "navy", []),
        ("The navymen said so", "nav*", ["navymen"]),
        ("The navymen said so", "na*", []),
        ("Élodie Müller", "elodie muller", ["Élodie", "Müller"]),
        ("cease fire, fire ceased", '"cease fire"', ["cease fire"]),
        ("Lund's boat", "lund", ["Lund"]),
        ("e\u0301lan e\u0301lan", "élan", ["e\u0301lan", "e\u0301lan"]),
        ("\U0001d4db and ships", "ships", ["ships"]),
        ("<b>ships</b>", "b", ["b", "b"]),
        ("nothing", "— * \"", []),
    ],
)  # fmt: skip
def test_words_are_marked(text: str, asked: str, expected: list[str]) -> None:
    assert matched(mark_words(text, asked)) == expected


def test_a_trigger_may_be_matched_too() -> None:
    pieces = mark_words("he fired twice", "fired", trigger=(3, 14))
    assert pieces == (Piece("he "), Piece("fired", True, True), Piece(" twice", False, True))


@given(st.text(max_size=30), st.text(max_size=10), st.integers(0, 40), st.integers(0, 40))
def test_pieces_are_the_text(text: str, asked: str, start: int, stop: int) -> None:
    assert "".join(piece.words for piece in mark_words(text, asked, trigger=(start, stop))) == text


def test_nothing_is_asked(client: TestClient) -> None:
    assert client.get("/search.json").json()["is_asked"] is False
    assert "Marks keep words together" in client.get("/search").text


def test_hits_of_each_kind_with_their_words_marked(client: TestClient) -> None:
    found = client.get("/search.json?q=said").json()
    assert [group["kind"] for group in found["groups"]][:1] == ["statement"]
    text = client.get("/search?q=said").text
    assert "<mark>said</mark>" in text
    for group in found["groups"]:
        for hit in group["hits"]:
            assert hit["address"].startswith("/story/story-")
            assert hit["type"] == "story" or hit["address"].endswith("#" + hit["id"])


def test_a_hit_says_who_and_how(client: TestClient) -> None:
    (group,) = client.get("/search.json?act=deny").json()["groups"]
    hit = group["hits"][0]
    assert group["kind"] == "statement"
    assert hit["act"] == "deny"
    assert '<span class="chip act">denied</span>' in client.get("/search?act=deny").text
    assert "".join(piece["words"] for piece in hit["pieces"])


def test_an_event_says_how_it_stands_and_according_to_whom(client: TestClient, store: Store) -> None:
    for status in ("alleged", "reported", "planned"):
        groups = client.get(f"/search.json?status={status}&kind=event").json()["groups"]
        told = [hit for hit in groups[0]["hits"] if hit["source"]] if groups else []
        if told:
            text = unescape(client.get(f"/search?status={status}&kind=event").text)
            assert told[0]["source"] in text
    (group,) = client.get("/search.json?status=actual&kind=event").json()["groups"]
    assert {hit["source"] for hit in group["hits"]} == {None}
    for hit in group["hits"]:
        trigger = "".join(piece["words"] for piece in hit["pieces"] if piece["is_trigger"])
        assert trigger == store.get(hit["id"])["trigger"]["text"]


def test_the_rest_is_reached_page_by_page(client: TestClient, store: Store) -> None:
    seen: list[str] = []
    address = "/search.json?q=the&kind=statement&limit=7"
    while address:
        (group,) = client.get(address).json()["groups"]
        seen += [hit["id"] for hit in group["hits"]]
        address = group["rest"].replace("/search?", "/search.json?limit=7&") if group["rest"] else ""
    assert len(seen) == len(set(seen)) == store.count(Filters(words="the", kind="statement").to_query())["statement"]


def test_chips_lead_to_the_search_without_them() -> None:
    found = chips(Filters(words="navy", act="deny", disputed_only=True))
    assert [(chip.label, chip.value) for chip in found] == [
        ("words", "navy"),
        ("how it is said", "denied"),
        ("only disputed", ""),
    ]
    assert [chip.without for chip in found] == ["act=deny&disputed=1", "q=navy&disputed=1", "q=navy&act=deny"]


def test_every_filter_can_be_set_in_the_bar(client: TestClient) -> None:
    text = client.get(
        "/search?q=a&who=b&to=c&type=d&place=f&outlet=g&since=2026&until=2026&alleged=1&disputed=1&kind=event"
    ).text
    for name, value in (
        ("q", "a"),
        ("who", "b"),
        ("to", "c"),
        ("type", "d"),
        ("place", "f"),
        ("outlet", "g"),
        ("since", "2026"),
    ):
        assert f'name="{name}" value="{value}"' in text
    assert text.count("checked") == 2
    assert '<input type="hidden" name="kind" value="event">' in text


def test_words_of_a_document_are_only_words(client: TestClient) -> None:
    text = client.get("/search", params={"q": "<script>alert(1)</script>", "who": '"><img src=x>'}).text
    assert "<script>alert" not in text
    assert "<img" not in text


def test_a_value_that_cannot_be_is_said(client: TestClient) -> None:
    assert client.get("/search?act=shout").status_code == 400
    assert client.get("/search?since=soon").status_code == 400
    assert client.get("/search?q=said&after=x").status_code == 200
    assert client.get("/search?q=said&after=99999999999999999999").status_code == 200


def test_the_hits_as_files(client: TestClient, store: Store) -> None:
    query = Filters(words="said").to_query(limit=search.MOST_TAKEN)
    ids = [hit.record["id"] for hit in store.find(query)]
    lines = client.get("/search.jsonl?q=said")
    assert [json.loads(line)["id"] for line in lines.text.splitlines()] == ids
    table = client.get("/search.csv?q=said")
    assert table.headers["content-disposition"] == 'attachment; filename="search.csv"'
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert [row["id"] for row in rows] == ids
    assert all(None not in row and None not in row.values() for row in rows)
    assert client.get("/search.xml?q=said").status_code == 404


@pytest.mark.network
def test_filters_are_set_and_taken_away_by_keyboard(page: Page, address: str) -> None:
    page.goto(address + "/search")
    page.keyboard.press("/")
    page.keyboard.type("said")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_label("How it is said").select_option("deny")
    page.get_by_label("Since").press("Enter")
    page.wait_for_url("**/search?*act=deny*")
    chip = page.get_by_role("link", name="how it is said denied")
    chip.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=said")
    assert (page.locator(".hit .words a").first.get_attribute("href") or "").startswith("/story/story-")


@pytest.mark.network
def test_a_phone_is_wide_enough(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for path in ("/search", "/search?q=said&who=police&since=2020", "/search?kind=event&status=actual"):
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert not page.locator(".bar .more").evaluate("one => one.open")
