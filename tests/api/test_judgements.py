"""What people decide, through the API: kept beside the record, and taken back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from onrecord.store import Store
from tests.api.conftest import API


def statement(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{API}/statements?act=deny&limit=1").json()["items"][0]
    return found


def judge(client: TestClient, **body: Any) -> Any:
    return client.post(f"{API}/judgements", json=body)


def test_a_statement_is_accepted_and_that_is_taken_back(client: TestClient, store: Store) -> None:
    record = statement(client)
    answer = judge(client, record=record["id"], verdict="accepted", reason="heard it")
    assert answer.status_code == 201
    judgement = answer.json()
    assert (judgement["by"], judgement["subject"], judgement["reason"]) == ("Ada", record["id"], "heard it")
    assert client.get(answer.headers["location"]).json() == judgement
    assert store.decisions_of([record["id"]])[record["id"]].verdict == "accepted"
    assert [one["id"] for one in client.get(f"{API}/judgements?record={record['id']}").json()["items"]] == [
        judgement["id"]
    ]
    for _ in range(2):
        taken = client.delete(answer.headers["location"])
        assert taken.status_code == 200
        assert taken.json()["withdrawn_at"]
    assert store.decisions_of([record["id"]]) == {}
    assert client.get(answer.headers["location"]).json()["withdrawn_at"]


def test_a_statement_is_amended_by_words_of_its_text(client: TestClient) -> None:
    record = statement(client)
    story = client.get(f"{API}/stories/{record['story']}").json()
    text = client.get(f"{API}/documents/{story['document']}/text").text
    start, end = record["content"]["spans"][0]
    answer = judge(client, record=record["id"], verdict="amended", field="content", spans=[[start, end]])
    assert answer.status_code == 201, answer.text
    assert answer.json()["field"] == "content"
    assert json.loads(answer.json()["value"])["content"]["texts"] == [text[start:end]]
    act = judge(client, record=record["id"], verdict="amended", field="act", value="claim")
    assert act.json()["value"] == '{"act":"claim"}'


def test_two_entities_are_one_or_two(client: TestClient) -> None:
    one, other = (found["id"] for found in client.get(f"{API}/entities?limit=2").json()["items"])
    answer = judge(client, one=one, other=other, verdict="same")
    assert answer.status_code == 201
    assert other in {
        found["entity"] for found in client.get(f"{API}/entities/{one}/same").json()["items"] if found["is_joined"]
    }
    client.delete(answer.headers["location"])
    assert other not in {
        found["entity"] for found in client.get(f"{API}/entities/{one}/same").json()["items"] if found["is_joined"]
    }


def test_only_who_decided_takes_it_back(make_client: Any) -> None:
    ada, grace = make_client(person="Ada"), make_client(person="Grace")
    address = judge(ada, record=statement(ada)["id"], verdict="rejected").headers["location"]
    assert grace.delete(address).status_code == 403
    assert ada.delete(address).status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"record": "statement-0000000000", "verdict": "accepted"}, 404),
        ({"record": "document-0000000000", "verdict": "accepted"}, 422),
        ({"record": "statement-0000000000", "verdict": "perhaps"}, 422),
        ({"record": "statement-0000000000", "verdict": "accepted", "field": "act"}, 422),
        ({"record": "statement-0000000000", "verdict": "amended"}, 422),
        ({"one": "entity-0000000000", "other": "entity-1111111111", "verdict": "same"}, 404),
        ({"one": "entity-0000000000", "verdict": "same"}, 422),
        ({}, 422),
    ],
)
def test_what_cannot_be_decided(client: TestClient, store: Store, body: dict[str, Any], status: int) -> None:
    assert client.post(f"{API}/judgements", json=body).status_code == status
    assert store.judgements() == []


def test_an_amendment_must_be_words_of_the_text(client: TestClient) -> None:
    record = statement(client)["id"]
    for more in ({"spans": [[0, 999_999]]}, {"words": "words that nobody wrote"}, {"spans": [[5, 2]]}):
        answer = judge(client, record=record, verdict="amended", field="content", **more)
        assert answer.status_code == 422, answer.text
    assert judge(client, record=record, verdict="amended", field="act", value="mumble").status_code == 422


def test_an_entity_is_no_other_than_itself(client: TestClient) -> None:
    one = client.get(f"{API}/entities?limit=1").json()["items"][0]["id"]
    assert judge(client, one=one, other=one, verdict="different").status_code == 409
