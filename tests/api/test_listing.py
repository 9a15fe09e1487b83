"""Lists: every item once, whatever comes in between two pages, and filters that hold."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from onrecord.api.listing import PLURALS
from onrecord.store import Store
from tests.api.conftest import API, STATED


def walk(client: TestClient, address: str) -> list[dict[str, Any]]:
    """Every item, by the Link header."""
    found: list[dict[str, Any]] = []
    following: str | None = f"{API}{address}"
    while following:
        answer = client.get(following)
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        link = answer.links.get("next")
        assert (link is None) == (answer.json()["next"] is None)
        following = link["url"] if link else None
    return found


@pytest.mark.parametrize(("kind", "name"), PLURALS.items())
def test_pages_hold_everything_once(client: TestClient, store: Store, kind: str, name: str) -> None:
    found = walk(client, f"/{name}?limit=7" if kind != "document" else f"/{name}?limit=2")
    ids = [one["id"] for one in found]
    assert len(ids) == len(set(ids)) == store.counts()[kind]
    assert all(one["type"] == kind for one in found)


def test_a_page_holds_as_many_as_are_asked_for(client: TestClient) -> None:
    answer = client.get(f"{API}/statements?limit=3").json()
    assert len(answer["items"]) == 3
    following = client.get(f"{API}/statements", params={"limit": 3, "cursor": answer["next"]}).json()
    assert not {one["id"] for one in answer["items"]} & {one["id"] for one in following["items"]}


@pytest.mark.parametrize("name", ["documents", "statements", "entities", "quantities", "incidents"])
def test_what_comes_in_between_two_pages_moves_nothing(client: TestClient, name: str) -> None:
    before = [one["id"] for one in walk(client, f"/{name}?limit=50")]
    first = client.get(f"{API}/{name}?limit=2")
    assert client.post(f"{API}/documents", json={"text": STATED, "published": "2026-03-05"}).status_code == 201
    following = first.links["next"]["url"].removeprefix(API)
    ids = [one["id"] for one in (*first.json()["items"], *walk(client, following))]
    assert len(ids) == len(set(ids))
    assert set(before) <= set(ids)


def test_filters_of_the_search_hold(client: TestClient, store: Store) -> None:
    denials = walk(client, "/statements?act=deny&limit=5")
    assert denials
    assert {one["act"] for one in denials} == {"deny"}
    alleged = walk(client, "/events?status=alleged&limit=5")
    assert {one["status"] for one in alleged} <= {"alleged"}
    said = walk(client, "/statements?alleged=true")
    assert 0 < len(said) < store.counts()["statement"]
    assert len(walk(client, "/statements?alleged=false")) == store.counts()["statement"]
    assert walk(client, "/statements?since=1999&until=1999-12") == []


def test_a_document_and_a_story_narrow_every_list(client: TestClient) -> None:
    story = client.get(f"{API}/stories?limit=1").json()["items"][0]
    for name in ("statements", "events", "quantities", "times", "places"):
        ids = {one["id"] for one in walk(client, f"/{name}?story={story['id']}")}
        assert ids == {one["id"] for one in walk(client, f"/{name}") if one["story"] == story["id"]}
        assert ids <= {one["id"] for one in walk(client, f"/{name}?document={story['document']}&limit=3")}
    assert story["id"] in {one["id"] for one in walk(client, f"/stories?document={story['document']}")}
    some = walk(client, f"/entities?document={story['document']}")
    assert 0 < len(some) < len(walk(client, "/entities"))
    assert walk(client, "/statements?document=document-0000000000") == []


def test_words_narrow_a_list_within_a_document(client: TestClient) -> None:
    statement = client.get(f"{API}/statements?limit=1").json()["items"][0]
    word = statement["content"]["texts"][0].split()[0]
    found = walk(client, f"/statements?story={statement['story']}&q={word}")
    assert statement["id"] in {one["id"] for one in found}
    assert {one["story"] for one in found} == {statement["story"]}


def test_entities_by_name_and_kind(client: TestClient) -> None:
    every = walk(client, "/entities")
    name = next(one["name"] for one in every if one["kind"] == "person" and " " in one["name"])
    found = walk(client, f"/entities?name={name}&limit=1")
    assert name in {one["name"] for one in found}
    assert len(found) < len(every)
    assert {one["kind"] for one in walk(client, "/entities?kind=person")} == {"person"}
    assert walk(client, "/entities?name=Nobody+Whatsoever") == []


def test_incidents_are_all_there_and_reports_narrow_them(client: TestClient) -> None:
    every, several = walk(client, "/incidents?limit=9"), walk(client, "/incidents?reports=2&limit=9")
    assert {one["id"] for one in several} == {one["id"] for one in every if one["independent_reports"] > 1}


def test_commitments_that_are_due(client: TestClient) -> None:
    due = walk(client, "/commitments?due_before=2030&limit=2")
    assert all(one["deadline"] and one["deadline"]["value"] for one in due)
    assert len(due) == len({one["id"] for one in due})


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/statements?limit=0", "limit must be from 1 to 500"),
        ("/statements?limit=many", "limit must be a whole number"),
        ("/statements?by=Lund", "no parameter 'by'"),
        ("/statements?act=mumble", "act must be one of"),
        ("/statements?since=2026-02-30", "since"),
        ("/statements?act=deny&act=deny", "more than once"),
        ("/statements?cursor=zz", "cursor"),
        ("/statements?alleged=perhaps", "true or false"),
        ("/statements?q=", "q must not be empty"),
    ],
)
def test_what_cannot_be_is_refused(client: TestClient, address: str, words: str) -> None:
    answer = client.get(f"{API}{address}")
    assert answer.status_code == 400
    assert words in answer.json()["error"]["detail"]


@pytest.mark.parametrize("name", PLURALS.values())
def test_any_cursor_is_a_place(client: TestClient, name: str) -> None:
    for cursor in ("0", "f" * 32, "e06a5845c309b86da36f", "6000000000000001"):
        assert client.get(f"{API}/{name}?limit=1&cursor={cursor}").status_code == 200
