"""Disputes, incidents and commitments: every side with its words, every word a link to its story, every list a file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from starlette.testclient import TestClient

from onrecord.desk import Settings, make_app
from onrecord.desk.ledger import csv_file
from onrecord.store import Store
from tests.across import make_collection

MADE = make_collection()


@pytest.fixture
def made(tmp_path: Path) -> Path:
    path = tmp_path / "made.db"
    with Store(str(path)) as store:
        MADE.put(store)
    return path


@pytest.fixture
def desk(made: Path) -> Iterator[TestClient]:
    with Store(str(made)) as store:
        yield TestClient(make_app(store, Settings(person="Ada")), base_url="http://127.0.0.1", follow_redirects=False)


def rows_of(client: TestClient, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    return list(csv.DictReader(io.StringIO(answer.text)))


# --- disputes -------------------------------------------------------------------------------------


def test_each_side_of_a_dispute_has_its_words_and_who_says_them(desk: TestClient) -> None:
    found = desk.get(f"/dispute/{MADE.dispute.id}.json").json()
    told = [
        (side["side"]["value"], side["side"]["sources"], [one["words"] for one in side["words"]])
        for side in found["sides"]
    ]
    assert told == [
        ("12", ["Ona Brekke"], ["12 people were killed"]),
        ("9", ["Tove Lund"], ["Nine people were killed"]),
        ("15", ["Ona Brekke"], ["Fifteen people were killed"]),
    ]
    words = found["sides"][1]["words"][0]
    assert (words["before"], words["after"]) == ("", ", Tove Lund said.")
    said = MADE.dispute.sides[1].said[0]
    assert words["address"] == f"/story/{said.story}#{said.statement}"
    assert (words["outlet"], words["day"], words["source"]) == ("Tresk Echo", "2026-03-05", "Tove Lund")


def test_a_side_that_was_put_right_says_when_and_by_whom(desk: TestClient) -> None:
    page = desk.get(f"/dispute/{MADE.dispute.id}").text
    assert "<s><bdi>12</bdi></s>" in page
    assert "Put right on 7 March 2026 by the same source" in page
    assert "the incident" in page
    assert MADE.incident.id in page


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ("", True),
        ("dispute=figure&state=open", True),
        ("dispute=denial", False),
        ("state=superseded", False),
        ("who=Tove+Lund", True),
        ("q=zebra", False),
        ("outlet=Tresk", True),
        ("kind=statement", True),
    ],
)
def test_disputes_are_filtered_and_every_form_of_the_list_says_the_same(
    desk: TestClient, asked: str, is_found: bool
) -> None:
    assert (MADE.dispute.id in desk.get(f"/disputes?{asked}").text) is is_found
    assert bool(desk.get(f"/disputes.json?{asked}").json()["rows"]) is is_found
    assert len(rows_of(desk, f"/disputes.csv?{asked}")) == (3 if is_found else 0)


def test_a_filter_that_the_page_cannot_use_is_named(desk: TestClient) -> None:
    assert "Not looked at on this page: status." in desk.get("/disputes?status=alleged").text
    assert "Not looked at" not in desk.get("/disputes?q=killed").text


def test_a_value_that_is_none_is_refused_in_a_line(desk: TestClient) -> None:
    answer = desk.get("/disputes.json?state=closed")
    assert answer.status_code == 400
    assert "one of: open, superseded" in answer.json()["error"]["detail"]


@pytest.mark.parametrize("address", ["/dispute/dispute-000000000000", "/dispute/incident-000000", "/disputes.xlsx"])
def test_what_is_not_there_is_not_found(desk: TestClient, address: str) -> None:
    assert desk.get(address).status_code == 404


def test_a_list_that_is_cut_says_so_and_goes_on(client: TestClient) -> None:
    found = client.get("/disputes.json?limit=1&state=open").json()
    assert len(found["rows"]) == 1
    assert found["listed"]["more"] == "/disputes?state=open&limit=2"
    assert "Show more than 1" in client.get("/disputes?limit=1").text
    assert client.get("/disputes.json?limit=500").json()["listed"]["more"] is None


def test_a_cell_that_a_spreadsheet_would_run_is_only_words() -> None:
    found = b"".join(csv_file("x.csv", ("a",), [('=HYPERLINK("x")',), ("+1",), (-1.5,), ("fine",)]).pieces).decode()
    assert found.splitlines()[1:] == ['"\'=HYPERLINK(""x"")"', "'+1", "-1.5", "fine"]


# --- incidents ------------------------------------------------------------------------------------


def test_an_incident_has_its_tellings_its_reports_and_what_is_disputed(desk: TestClient) -> None:
    found = desk.get(f"/incident/{MADE.incident.id}.json").json()
    assert [(one["day"], one["outlet"], one["words"], one["status"]) for one in found["told"]] == [
        ("2026-03-05", outlet, "shelled", "actual") for outlet in [one["outlet"] for one in found["told"][:2]]
    ] + [("2026-03-06", "Wire Daily", "shelled", "actual"), ("2026-03-07", "Sorvik Post", "shelled", "actual")]
    assert [one["copy_of"] for one in found["stories"] if one["outlet"] == "Wire Daily"] == ["Sorvik Post"]
    assert (found["row"]["reports"], found["row"]["independent_reports"]) == (4, 3)
    assert [one["id"] for one in found["disputes"]] == [MADE.dispute.id]
    page = desk.get(f"/incident/{MADE.incident.id}").text
    assert f"/timeline?of={MADE.incident.id}" in page
    assert "a copy of the report of <bdi>Sorvik Post</bdi>" in page
    assert "reported in 4 stories, 3 of them independent" in page


def test_incidents_say_how_they_stand_and_that_they_are_disputed(desk: TestClient) -> None:
    row = desk.get("/incidents.json?place=Drevna").json()["rows"][0]
    assert row["standings"] == [["actual", 4]]
    assert row["disputes"] == [MADE.dispute.id]
    assert "≠ disputed" in desk.get("/incidents").text
    assert desk.get("/incidents.json?reports=4").json()["rows"] == []
    assert rows_of(desk, "/incidents.csv")[0]["first_outlets"] == "Sorvik Post; Tresk Echo"
    assert len(rows_of(desk, f"/incident/{MADE.incident.id}.csv")) == 4


# --- commitments ----------------------------------------------------------------------------------


def test_a_commitment_has_its_terms_what_became_of_it_and_every_report(desk: TestClient) -> None:
    found = desk.get(f"/commitment/{MADE.commitment.id}.json").json()
    row = found["row"]
    assert (row["to"], row["content"], row["condition"]) == (
        "the fishermen",
        "to reopen the harbour",
        "if the navy withdraws",
    )
    assert (row["deadline"], row["deadline_words"], row["state"]) == ("2026-03-08", "by Sunday", "kept")
    assert [(one["state"], one["words"]["words"], one["words"]["source"]) for one in row["outcomes"]] == [
        ("kept", "The harbour was reopened", None)
    ]
    assert [one["words"] for one in found["said"]] == ["to reopen the harbour"]
    page = desk.get(f"/commitment/{MADE.commitment.id}").text
    assert "The report itself says:" in page
    assert "<mark><bdi>The harbour was reopened</bdi></mark>" in page


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [("", True), ("commitment=promise&state=kept", True), ("state=broken", False), ("due=2026-03-09", True), ("due=2026-03-08", False), ("who=fishermen", True)],
)  # fmt: skip
def test_commitments_are_filtered(desk: TestClient, asked: str, is_found: bool) -> None:
    assert (MADE.commitment.id in desk.get(f"/commitments?{asked}").text) is is_found
    assert len(rows_of(desk, f"/commitments.csv?{asked}")) == int(is_found)


@pytest.mark.parametrize("listing", ["disputes", "incidents", "commitments"])
def test_the_words_of_every_record_stand_in_their_paragraph(client: TestClient, db: Path, listing: str) -> None:
    seen = 0
    with Store(str(db)) as store:
        for row in client.get(f"/{listing}.json?limit=60").json()["rows"]:
            address = f"/{row['id'].partition('-')[0]}/{row['id']}"
            assert client.get(address).status_code == 200
            for one in passages(client.get(f"{address}.json").json()):
                text = store.text_of(store.get(one["story"])["document"])
                assert one["before"].lstrip("…") + one["words"] + one["after"].rstrip("…") in text
                seen += 1
    assert seen


def passages(found: Any) -> Iterator[dict[str, Any]]:
    if isinstance(found, dict):
        if "words" in found and "before" in found:
            yield found
        for value in found.values():
            yield from passages(value)
    if isinstance(found, list):
        for value in found:
            yield from passages(value)


# --- in the browser -------------------------------------------------------------------------------


@pytest.mark.network
def test_a_dispute_is_followed_to_the_words_of_both_sides(
    page: Page, serve: Callable[[Path | str], str], made: Path
) -> None:
    address = serve(made)
    page.goto(f"{address}/disputes")
    page.get_by_role("link", name="people killed, Drevna").click()
    page.wait_for_url("**/dispute/**")
    sides = page.locator("section.side")
    assert sides.count() == 3
    links = [
        sides.nth(at).get_by_role("link", name="The words in their story").get_attribute("href") for at in range(3)
    ]
    assert links == [f"/story/{side.said[0].story}#{side.said[0].statement}" for side in MADE.dispute.sides]


@pytest.mark.network
def test_the_filters_of_a_list_go_with_the_bar(page: Page, serve: Callable[[Path | str], str], made: Path) -> None:
    address = serve(made)
    page.goto(f"{address}/disputes?q=killed")
    page.get_by_label("State").select_option("open")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**state=open**")
    assert "q=killed" in page.url
    assert page.locator(".ledger li").count() > 0


@pytest.mark.network
@pytest.mark.parametrize("path", ["/disputes", "/incidents", "/commitments"])
def test_lists_are_no_wider_than_a_phone_and_their_files_open(page: Page, address: str, path: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(waiting.value.path().read_text(encoding="utf-8"))))
    assert rows
    assert json.loads(page.request.get(f"{address}{path}.json").text())["rows"]
