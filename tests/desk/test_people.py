"""Pages of people, bodies and places: everything of them with its standing, deciding who is one, and taking it back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docs.screenshots import served
from playwright.sync_api import Page
from starlette.testclient import TestClient

from onrecord.desk import Settings, make_app
from onrecord.model import Entity, EntityKind, NameCount, content_id
from onrecord.pipeline import join_stored
from onrecord.rules.names import fold
from onrecord.store import Store
from tests.builders import make_record


def entity_of(client: TestClient, name: str) -> str:
    rows = client.get("/entities.json", params={"called": name}).json()["rows"]
    return str(rows[0]["id"])


def form_token(client: TestClient) -> str:
    found = re.search(r'name="form_token" value="(\w+)"', client.get("/entity/" + entity_of(client, "Sarkell")).text)
    assert found is not None
    return found[1]


def page_of(client: TestClient, identity: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/entity/{identity}.json").json()
    return found


def test_everything_of_a_person_is_on_the_page(client: TestClient) -> None:
    found = page_of(client, entity_of(client, "Sarkell"))
    assert {name["use"]["text"] for name in found["names"]} >= {"Mira Sarkell", "Sarkell"}
    for name in found["names"]:
        assert 0 < len(name["places"]) <= name["use"]["count"]
        assert all(place["words"] == name["use"]["text"] for place in name["places"])
    parts = {part["role"]: part for part in found["parts"]}
    assert parts["source"]["count"] == len(parts["source"]["rows"]) > 0
    days = [row["day"] for row in parts["source"]["rows"] if row["day"]]
    assert days == sorted(days, reverse=True)
    html = client.get(f"/entity/{found['id']}").text
    for row in parts["source"]["rows"]:
        assert f"/story/{row['story']}#{row['id']}" in html


def test_a_deed_is_never_without_its_standing(client: TestClient) -> None:
    shown = 0
    for row in client.get("/entities.json").json()["rows"]:
        html = client.get(f"/entity/{row['id']}").text
        deeds = [deed for part in page_of(client, row["id"])["parts"][:2] for deed in part["rows"]]
        for deed in deeds:
            item = html.split(f'id="row-{deed["id"]}"')[1].split("</li>")[0]
            assert f'class="chip standing {deed["status"]}"' in item
            if deed["by"]:
                assert re.search(r"\bby <bdi>", item)
            shown += 1
    assert shown > 20


def test_what_is_cut_goes_on_under_an_address(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.desk.pages.entity.SHOWN", 2)
    identity = entity_of(client, "Kestria")
    part = next(part for part in page_of(client, identity)["parts"] if part["role"] == "source")
    seen = [row["id"] for row in part["rows"]]
    while part["older"]:
        path, query = part["older"].split("#")[0].split("?")
        part = next(p for p in client.get(f"{path}.json?{query}").json()["parts"] if p["role"] == "source")
        seen += [row["id"] for row in part["rows"]]
    assert len(seen) == len(set(seen)) == part["count"]


def test_a_name_has_a_page_of_its_places(client: TestClient) -> None:
    identity = entity_of(client, "Kestria")
    names = page_of(client, identity)["names"]
    found = client.get(f"/entity/{identity}.json", params={"name": names[0]["use"]["text"]}).json()["at"]
    assert len(found["places"]) == names[0]["use"]["count"]


def test_lists_are_asked_by_name_kind_and_words(client: TestClient) -> None:
    def names(**asked: str) -> list[str]:
        return [row["name"] for row in client.get("/entities.json", params=asked).json()["rows"]]

    assert "Mira Sarkell" in names(called="sark")
    assert names(called="sark", of_kind="place") == []
    assert names(called="nobody at all") == []
    documents = [row["documents"] for row in client.get("/entities.json").json()["rows"] if not row["others"]]
    assert documents == sorted(documents, reverse=True)
    assert "Mira Sarkell" in names(who="Sarkell", q="prisoner")
    assert client.get("/entities", params={"of_kind": "ghost"}).status_code == 400


def test_what_is_not_stored_is_not_found(client: TestClient) -> None:
    assert client.get("/entity/entity-00000000000000000000").status_code == 404


# --- deciding -------------------------------------------------------------------------------------


def decide(client: TestClient, identity: str, **given: str) -> str:
    answer = client.post(f"/entity/{identity}/judge", data={"form_token": form_token(client), **given})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def test_two_are_said_to_be_one_and_it_is_taken_back(client: TestClient) -> None:
    one, other = entity_of(client, "Kestria"), entity_of(client, "Verania")
    assert decide(client, one, other=other, verdict="same", why="<b>a test</b>") == f"/entity/{one}#same"
    found = page_of(client, one)
    assert [same["id"] for same in found["joined"]] == [other]
    (judgement,) = found["judgements"]
    assert (judgement["by"], judgement["reason"], judgement["withdrawn_at"]) == ("Ada", "<b>a test</b>", None)
    assert "&lt;b&gt;a test&lt;/b&gt;" in client.get(f"/entity/{one}").text
    assert page_of(client, other)["judgements"] == found["judgements"]
    back = client.post(f"/entity/{other}/undo", data={"form_token": form_token(client), "judgement": judgement["id"]})
    assert back.headers["location"] == f"/entity/{other}#judgements"
    found = page_of(client, one)
    assert found["joined"] == []
    assert found["judgements"][0]["withdrawn_at"] is not None
    assert "withdrawn" in client.get(f"/entity/{one}").text


def test_what_is_joined_is_parted(client: TestClient, store: Store) -> None:
    identity, other = entity_of(client, "Sarkell"), entity_of(client, "Kestria")
    decide(client, identity, other=other, verdict="same")
    assert [same["id"] for same in page_of(client, identity)["joined"]] == [other]
    decide(client, identity, other=other, verdict="different")
    found = page_of(client, identity)
    assert found["joined"] == []
    assert other not in [twin["other"]["id"] for twin in found["twins"]]
    assert len(page_of(client, other)["entities"]) == 1


@pytest.fixture
def store(db: Path) -> Iterator[Store]:
    with Store(str(db)) as opened:
        yield opened


def test_another_is_found_by_name_or_chosen_from_a_list(client: TestClient) -> None:
    one, other = entity_of(client, "Kestria"), entity_of(client, "Sarkell")
    assert decide(client, one, other="Mira Sarkell", verdict="same") == f"/entity/{one}#same"
    assert other in page_of(client, one)["entities"]
    then = decide(client, one, other="Sarkell Brandt", verdict="same")
    assert then.startswith("/entities?called=Sarkell+Brandt&with=")
    assert client.get(then).status_code == 200


@pytest.mark.parametrize(
    "given", [{"other": "entity-123456", "verdict": "same"}, {"other": "Ansara", "verdict": "perhaps"}]
)
def test_what_cannot_be_decided_is_refused(client: TestClient, given: dict[str, str]) -> None:
    identity = entity_of(client, "Kestria")
    answer = client.post(f"/entity/{identity}/judge", data={"form_token": form_token(client), **given})
    assert answer.status_code in (400, 404)
    assert page_of(client, identity)["judgements"] == []


def test_a_form_of_another_site_decides_nothing(client: TestClient) -> None:
    one, other = entity_of(client, "Kestria"), entity_of(client, "Verania")
    assert client.post(f"/entity/{one}/judge", data={"other": other, "verdict": "same"}).status_code == 403


# --- timelines ------------------------------------------------------------------------------------


def test_a_timeline_is_in_the_order_of_happening_and_says_how_it_stands(client: TestClient) -> None:
    found = client.get("/timeline.json", params={"of": "Kestria"}).json()
    dates = [row["date"] for row in found["rows"] if row["date"] and len(row["date"]) == 10]
    assert dates == sorted(dates)
    html = client.get("/timeline", params={"of": "Kestria"}).text
    for row in found["rows"]:
        item = html.split(f'<li class="row {row["type"]}" id="{row["id"]}"')[1].split("</li>\n<li class=")[0]
        for standing in row["standing"]:
            assert f'class="chip standing {standing["status"]}"' in item
        if row["date"] and row["date_from"] == "reported":
            assert ">reported<" in item


def test_a_timeline_keeps_the_filters_and_turns_its_pages(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {"of": "Kestria", "since": "2026-03-04", "said": "1"}
    whole = client.get("/timeline.json", params=asked).json()["rows"]
    monkeypatch.setattr("onrecord.desk.pages.timeline.SHOWN", 3)
    found = client.get("/timeline.json", params=asked).json()
    rows = found["rows"]
    while found["later"]:
        assert "since=2026-03-04" in found["later"]
        found = client.get(found["later"].replace("/timeline?", "/timeline.json?")).json()
        rows += found["rows"]
    assert rows == whole
    assert "start" in found["earlier"]


def test_a_timeline_by_standing_act_and_dispute(client: TestClient) -> None:
    alleged = client.get("/timeline.json", params={"of": "Kestria", "status": "alleged"}).json()["rows"]
    assert all("alleged" in [one["status"] for one in row["standing"]] for row in alleged)
    said = client.get("/timeline.json", params={"of": "Kestria", "act": "state"}).json()["rows"]
    assert said
    assert all(row["type"] == "statement" and row["kind"] == "state" for row in said)
    disputed = client.get("/timeline.json", params={"of": "Halmyr", "disputed": "1"}).json()["rows"]
    assert all(row["disputes"] or row["type"] == "statement" for row in disputed)
    assert client.get("/timeline", params={"of": "Kestria", "status": "maybe"}).status_code == 400
    assert "To whom" in client.get("/timeline", params={"of": "Kestria", "to": "Verania"}).text


def test_a_timeline_of_nobody_says_so(client: TestClient) -> None:
    answer = client.get("/timeline", params={"of": "No Such One"})
    assert answer.status_code == 200
    assert "Nobody and no place is called" in answer.text


def test_a_timeline_as_a_file(client: TestClient) -> None:
    rows = client.get("/timeline.json", params={"of": "Kestria"}).json()["rows"]
    answer = client.get("/timeline.csv", params={"of": "Kestria"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    table = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["id"] for row in table] == [row["id"] for row in rows]
    assert client.get("/timeline.pdf", params={"of": "Kestria"}).status_code == 404
    assert client.get("/timeline.csv").status_code == 400


# --- in a browser ---------------------------------------------------------------------------------


@pytest.fixture
def spelled(tmp_path: Path) -> tuple[str, str, str]:
    """A database in which a person has two spellings that are too far apart to be joined; the ids of both."""
    path = str(tmp_path / "spelled.db")
    ids = []
    with Store(path) as store:
        for number, name in enumerate(("Ona Brekke", "Oona Bräck")):
            record = make_record(name=f"{number}.txt", outlet="The Sorvik Post")
            identity = content_id("entity", "person", fold(name))
            ids.append(identity)
            entities = tuple(_renamed(one, identity, name) for one in record.entities)
            old = next(one.id for one in record.entities if one.kind is EntityKind.PERSON)
            statements = tuple(
                replace(s, source=replace(s.source, entity=identity)) if s.source.entity == old else s
                for s in record.statements
            )
            store.add(replace(record, entities=entities, statements=statements), version="1")
        join_stored(store)
    return path, *ids


def _renamed(one: Entity, identity: str, name: str) -> Entity:
    if one.kind is not EntityKind.PERSON:
        return one
    return replace(one, id=identity, name=name, names=(NameCount(name, 1),))


@pytest.mark.network
def test_two_spellings_are_merged_by_keyboard_and_the_merge_is_undone(
    page: Page, spelled: tuple[str, str, str]
) -> None:
    path, one, other = spelled
    with served(path, Settings(person="Ada")) as address:
        page.goto(f"{address}/entity/{one}")
        assert page.locator(".joined li").count() == 0
        page.get_by_label("Another that is the same, by name or id").focus()
        page.keyboard.type("Oona Bräck")
        page.keyboard.press("Tab")
        page.keyboard.type("one letter apart in the register")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.locator(".joined li").count() == 1
        judgement = page.locator(".judgements li")
        assert "the same" in judgement.inner_text()
        assert "one letter apart in the register" in judgement.inner_text()
        page.goto(f"{address}/entity/{other}")
        assert page.locator(".joined li").count() == 1
        page.get_by_role("button", name="undo").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.locator(".joined li").count() == 0
        assert "withdrawn" in page.locator(".judgements li").inner_text()
        page.goto(f"{address}/entities?called=O")
        assert page.locator(".entities tbody tr").count() == 2


@pytest.mark.network
@pytest.mark.parametrize("path", ["/entity/{}", "/timeline?of=Kestria&said=1", "/entities"])
def test_a_page_fits_a_phone(page: Page, address: str, db: Path, path: str) -> None:
    with Store(str(db)) as store, TestClient(make_app(store), base_url="http://127.0.0.1") as client:
        identity = entity_of(client, "Brandt")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address + path.format(identity))
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
