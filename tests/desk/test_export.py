"""Export: every page leads to what it shows in the formats of other tools."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page
from starlette.testclient import TestClient

from onrecord.desk.pages.export import export_address
from onrecord.publish import Shape, all_formats, is_there
from onrecord.store import Query, Store
from onrecord.web.filters import Filters

PRESENT = tuple(found for found in all_formats().values() if is_there(found))


def test_every_format_is_offered_once(client: TestClient) -> None:
    page = client.get("/export.json").json()
    offered = [one["name"] for group in page["groups"] for one in group["choices"]]
    assert set(offered) == set(all_formats())
    addresses = [one["address"] for group in page["groups"] for one in group["choices"]]
    assert len(addresses) == len(set(addresses))
    assert {form: offered.count(form) for form in offered if offered.count(form) > 1} == {
        "timeline": 2,
        "webannotation": 2,
    }
    assert page["title"] == "everything"


@pytest.mark.parametrize("form", PRESENT, ids=lambda form: form.name)
def test_every_offer_is_a_file(client: TestClient, form) -> None:  # type: ignore[no-untyped-def]
    page = client.get("/export.json?status=actual").json()
    for one in (one for group in page["groups"] for one in group["choices"] if one["name"] == form.name):
        answer = client.get(one["address"])
        assert answer.status_code == 200, answer.text
        assert one["file"] in answer.headers["content-disposition"]
        assert answer.content
        if form.shape is Shape.FOLDER:
            assert zipfile.ZipFile(io.BytesIO(answer.content)).namelist()


def test_what_a_page_filters_is_what_is_written(client: TestClient, db: Path) -> None:
    lines = client.get("/export/jsonl?act=threaten").text.splitlines()
    said = {found["id"] for found in map(json.loads, lines) if found["type"] == "statement"}
    with Store(str(db)) as store:
        hits = {hit.record["id"] for hit in store.find(Query(act="threaten", limit=1000))}
    assert hits
    assert hits <= said


@pytest.mark.parametrize(
    ("path", "filters", "address"),
    [
        ("/entity/entity-12", Filters(words="x"), "/export?about=entity-12"),
        ("/search", Filters(words="a b"), "/export?q=a+b"),
        ("/", Filters(), "/export"),
        ("/review/statement-1", Filters(), "/export"),
    ],
)
def test_each_page_leads_to_what_it_shows(path: str, filters: Filters, address: str) -> None:
    assert export_address(path, filters) == address


def test_what_cannot_be_written_is_refused(client: TestClient) -> None:
    assert client.get("/export/xls").status_code == 400
    assert client.get("/export/jsonl?about=entity-000000").status_code == 404
    assert client.get("/export?about=entity-000000").status_code == 404
    assert client.get("/export/jsonl?act=sing").status_code == 400
    assert client.get("/export/jsonl?ending=xls").status_code == 400


@pytest.mark.network
def test_a_person_s_page_leads_to_a_dossier(page: Page, address: str, db: Path) -> None:
    with Store(str(db)) as store:
        entity = next(one for one in store.objects() if one["type"] == "entity" and one["kind"] == "person")
    page.goto(f"{address}/entity/{entity['id']}")
    page.get_by_role("link", name="Export").click()
    page.wait_for_selector("h1:has-text('Export')")
    with page.expect_download() as taken:
        page.locator(
            "a[download='onrecord-dossier.html'], a[download^='onrecord-jsonl'], a[download='onrecord.jsonl']"
        ).first.click()
    assert Path(taken.value.path()).read_bytes()
