"""The map and the network: drawings of rows that stand below them, with the rows behind every point and every edge."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import networkx
import pytest
from playwright.sync_api import Page
from starlette.testclient import TestClient

from onrecord.desk import Settings, make_app
from onrecord.pipeline import join_stored, program_version, read, settle_stored
from onrecord.store import Store

TEXT = """Depot burns in Marseille
Harbour Weekly
4 March 2026

MARSEILLE — Police arrested 14 dockers in Marseille on Tuesday.

President Olan Brekke met Prime Minister Tove Lund in Oslo on Monday. Brekke praised Lund. Lund threatened Brekke with sanctions.

The army shelled a market in Mogadishu on 3 March.

Rebels attacked a convoy in Nairobi on 3 March, the army said.

Students protested in Halvenport on Tuesday.
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mapped")
    (folder / "page.txt").write_text(TEXT, encoding="utf-8")
    with Store(str(folder / "made.db")) as store:
        for record in read([str(folder / "page.txt")]):
            store.add(record, version=program_version())
        settle_stored(store)
        join_stored(store)
    return folder / "made.db"


@pytest.fixture
def desk(made: Path) -> Iterator[TestClient]:
    with Store(str(made)) as store:
        yield TestClient(make_app(store, Settings(person="Ada")), base_url="http://127.0.0.1", follow_redirects=False)


def table(client: TestClient, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(address).text)))


# --- the map --------------------------------------------------------------------------------------


def test_points_and_rows_say_the_same(desk: TestClient) -> None:
    found = desk.get("/map.json").json()
    names = {name for point in found["points"] for name in point["names"]}
    assert {"Marseille", "Oslo", "Nairobi"} <= names
    assert sum(point["reports"] for point in found["points"]) == found["events"] == len(found["rows"])
    assert all(row["lat"] is not None for row in found["rows"])
    assert sum(count for point in found["points"] for _, count in point["statuses"]) >= found["events"]


def test_what_only_a_source_says_stands_so_in_the_row(desk: TestClient) -> None:
    row = next(row for row in desk.get("/map.json").json()["rows"] if row["place"] == "Nairobi")
    assert (row["status"], row["source"]) == ("reported", "the army")
    assert '<span aria-hidden="true">○</span> a source says so</span> <bdi>the army</bdi> said' in desk.get("/map").text


def test_a_point_has_its_own_address_and_files(desk: TestClient) -> None:
    point = next(point for point in desk.get("/map.json").json()["points"] if "Oslo" in point["names"])
    found = desk.get(point["address"].replace("/map?", "/map.json?")).json()
    assert {row["place"] for row in found["rows"]} == {"Oslo"}
    assert len(found["points"]) > 1
    assert {row["place"] for row in table(desk, found["csv"])} == {"Oslo"}
    assert desk.get("/map.json?at=1.0000,2.0000").status_code == 404


def test_places_without_a_point_are_named(desk: TestClient) -> None:
    assert ["Halvenport", 1] in desk.get("/map.json").json()["lost"]
    assert re.search(r"No point is known for:.*<bdi>Halvenport</bdi>", desk.get("/map").text, re.DOTALL)


@pytest.mark.parametrize(
    ("asked", "places"),
    [
        ("type=assault", {"Mogadishu", "Nairobi"}),
        ("status=reported", {"Nairobi"}),
        ("place=osl", {"Oslo"}),
        ("who=Olan+Brekke", {"Oslo"}),
        ("q=convoy", {"Nairobi"}),
        ("q=unheard", set()),
        ("outlet=nobody", set()),
        ("until=2025", set()),
        ("disputed=1", set()),
        ("alleged=1", set()),
    ],
)
def test_the_bar_filters_the_map(desk: TestClient, asked: str, places: set[str]) -> None:
    found = desk.get(f"/map.json?{asked}").json()
    assert {name for point in found["points"] for name in point["names"]} == places
    assert {row["place"] for row in table(desk, f"/map.csv?{asked}")} == places


def test_geojson_has_a_feature_an_event(desk: TestClient) -> None:
    answer = desk.get("/map.geojson")
    assert answer.headers["content-type"] == "application/geo+json"
    found = answer.json()
    assert found["type"] == "FeatureCollection"
    by_id = {row["id"]: row for row in desk.get("/map.json").json()["rows"]}
    assert set(by_id) == {feature["id"] for feature in found["features"]}
    for feature in found["features"]:
        assert feature["geometry"] == {
            "type": "Point",
            "coordinates": [by_id[feature["id"]]["lon"], by_id[feature["id"]]["lat"]],
        }
        assert feature["properties"]["status"] == by_id[feature["id"]]["status"]


@pytest.mark.network
def test_a_click_on_a_point_shows_its_rows(page: Page, serve: Callable[[Path | str], str], made: Path) -> None:
    address = serve(made)
    page.goto(f"{address}/map?since=2026")
    page.wait_for_selector("#map.drawn .point")
    assert page.locator(".land").get_attribute("d")
    point = page.locator(".point").filter(has=page.locator("title", has_text="Oslo"))
    before = point.get_attribute("transform")
    page.get_by_role("button", name="Nearer").click()
    page.wait_for_function(
        "before => [...document.querySelectorAll('.point')].every((point) => point.getAttribute('transform') !== before)",
        arg=before,
    )
    page.get_by_role("button", name="All of it").click()
    point.dispatch_event("click")
    page.wait_for_url("**/map?at=**since=2026")
    assert page.locator("#rows h2").inner_text() == "What happened at Oslo"
    for link in ("CSV", "GeoJSON"):
        with page.expect_download() as waiting:
            page.locator("#rows").get_by_role("link", name=link, exact=True).click()
        assert "Oslo" in waiting.value.path().read_text(encoding="utf-8")
    with page.expect_event("load"):
        page.go_back()
    page.wait_for_selector("#map.drawn .point")
    assert "at=" not in page.url


# --- the network ----------------------------------------------------------------------------------


def edges_of(client: TestClient, address: str = "/network.json") -> set[tuple[Any, ...]]:
    return {
        (e["actor_name"], e["recipient_name"], e["event_type"], e["is_mutual"])
        for e in client.get(address).json()["edges"]
    }


def test_edges_are_who_acts_on_whom(desk: TestClient) -> None:
    found = edges_of(desk)
    assert ("Tove Lund", "Olan Brekke", "THREATEN", False) in found
    assert any({one, other} == {"Olan Brekke", "Tove Lund"} and kind == "CONSULT" for one, other, kind, _ in found)
    assert {(e["actor_name"], e["recipient_name"], e["event_type"]) for e in table(desk, "/network.csv")} == {
        edge[:3] for edge in found
    }
    assert edges_of(desk, "/network.json?type=THREATEN&who=Tove+Lund") == {
        ("Tove Lund", "Olan Brekke", "THREATEN", False)
    }
    assert edges_of(desk, "/network.json?type=THREATEN&who=Olan+Brekke") == set()


def test_an_edge_has_its_rows_and_a_search(desk: TestClient) -> None:
    edge = next(edge for edge in desk.get("/network.json").json()["edges"] if edge["event_type"] == "THREATEN")
    found = desk.get(edge["address"].replace("/network?", "/network.json?")).json()
    assert len(found["rows"]) == edge["reports"]
    assert {row["event_type"] for row in found["rows"]} == {"THREATEN"}
    assert edge["search"] == f"/search?kind=event&who=Tove+Lund&to=Olan+Brekke&type=THREATEN&status={edge['status']}"
    assert desk.get("/network.json?edge=nothing").status_code == 404


def test_nodes_that_are_left_out_are_counted(client: TestClient) -> None:
    every, few = (client.get(f"/network.json?nodes={most}").json() for most in (150, 4))
    assert len(few["nodes"]) <= 4
    assert few["nodes_left_out"] == len(every["nodes"]) + every["nodes_left_out"] - len(few["nodes"])
    assert few["edges_left_out"] == len(every["edges"]) - len(few["edges"])
    assert "are left out" in client.get("/network?nodes=4").text


def test_graphml_is_read_by_networkx(client: TestClient) -> None:
    answer = client.get("/network.graphml")
    assert "attachment" in answer.headers["content-disposition"]
    graph = networkx.parse_graphml(answer.text, force_multigraph=True)
    found = client.get("/network.json").json()
    assert set(graph.nodes) == {node["id"] for node in found["nodes"]}
    told = sorted(
        (one, other, data["event_type"], data["status"], data["count"], data["mutual"])
        for one, other, data in graph.edges(data=True)
    )
    assert told == sorted(
        (e["actor"], e["recipient"], e["event_type"], e["status"], e["count"], e["is_mutual"]) for e in found["edges"]
    )


@pytest.mark.network
def test_the_network_is_drawn_the_same_each_time(page: Page, address: str) -> None:
    drawn = []
    for _ in range(2):
        page.goto(f"{address}/network")
        page.wait_for_selector("#network.drawn .node")
        drawn.append(
            page.locator("#network .node").evaluate_all("nodes => nodes.map((node) => node.getAttribute('transform'))")
        )
    assert drawn[0] == drawn[1]
    page.locator("#network .edge").first.dispatch_event("click")
    page.wait_for_url("**edge=**")
    assert page.locator("#rows tbody tr").count() > 0
    with page.expect_download() as waiting:
        page.get_by_role("link", name="GraphML").click()
    assert networkx.read_graphml(waiting.value.path()).number_of_nodes() > 0


# --- libraries ------------------------------------------------------------------------------------


def test_every_library_is_as_it_was_released() -> None:
    """Each file of the folder has a line in its README with package, version, licence and hash."""
    folder = Path(str(files("onrecord.desk").joinpath("static", "vendor")))
    told = dict(
        re.findall(
            r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$",
            (folder / "README.md").read_text(encoding="utf-8"),
            re.MULTILINE,
        )
    )
    held = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.name != "README.md"
    }
    assert held == told


def test_the_outlines_are_those_of_the_world() -> None:
    folder = files("onrecord.desk").joinpath("static", "vendor")
    for name in ("countries-110m.json", "countries-50m.json"):
        assert set(json.loads(folder.joinpath(name).read_text(encoding="utf-8"))["objects"]) == {"countries", "land"}


# --- hostile words --------------------------------------------------------------------------------


@pytest.mark.network
def test_words_of_a_document_are_shown_and_never_run(
    page: Page, serve: Callable[[Path | str], str], made: Path, tmp_path: Path
) -> None:
    """Names of places and of people in the drawings and the tables are text, whatever they hold."""
    evil = "<img src=x onerror=alert(1)>\u202e&\"'"
    path = tmp_path / "evil.db"
    path.write_bytes(made.read_bytes())
    with Store(str(path)) as store, sqlite3.connect(path) as connection:
        assert store.counts()["event"]
        connection.execute("UPDATE event_place SET name = ?", (evil,))
        connection.execute("UPDATE entity_reading SET name = ?", (evil,))
        connection.execute("UPDATE entity_total SET name = ?", (evil,))
        connection.execute("UPDATE same_entity SET name = ?", (evil,))
        connection.execute("UPDATE story SET title = ?", (evil,))
    address = serve(path)
    for name, item in (("map", ".point title"), ("network", ".node title")):
        page.goto(f"{address}/{name}")
        page.wait_for_selector(f"#{name}.drawn")
        assert evil in (page.locator(f"#{name} {item}").first.text_content() or "")
        assert page.locator("img").count() == 0
    with Store(str(path)) as store:
        client = TestClient(make_app(store, Settings(person="Ada")), base_url="http://127.0.0.1")
        assert networkx.parse_graphml(client.get("/network.graphml").text).number_of_nodes()
        assert evil in client.get("/map.geojson").json()["features"][0]["properties"]["place"]
