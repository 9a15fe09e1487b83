"""One record: by its id or the beginning of it, with its words where they stand."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from onrecord.api.listing import PLURALS
from tests.api.conftest import API


def first(client: TestClient, name: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{API}/{name}?limit=1").json()["items"][0]
    return found


@pytest.mark.parametrize(
    ("kind", "name"),
    [(k, n) for k, n in PLURALS.items() if k not in ("judgement", "copy", "issue", "dispute", "proposal")],
)
def test_a_record_by_its_id_and_by_the_beginning_of_it(client: TestClient, kind: str, name: str) -> None:
    record = first(client, name)
    assert client.get(f"{API}/{name}/{record['id']}").json()["id"] == record["id"]
    assert client.get(f"{API}/records/{record['id'][:-3]}").json()["id"] == record["id"]
    assert client.get(f"{API}/records/{record['id']}/evidence").status_code == 200


def test_evidence_stands_where_it_says(client: TestClient) -> None:
    for name in ("statements", "events", "incidents", "commitments"):
        why = client.get(f"{API}/records/{first(client, name)['id']}/evidence").json()
        assert why["evidence"]
        for one in why["evidence"]:
            text = client.get(f"{API}/documents/{one['document']}/text").text
            assert text[one["start"] : one["end"]] == one["words"]
            assert text[: one["start"]].endswith(one["before"])
            assert text[one["end"] :].startswith(one["after"])


def test_the_text_of_a_document_is_its_text(client: TestClient) -> None:
    document = first(client, "documents")
    answer = client.get(f"{API}/documents/{document['id']}/text")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text == document["text"]


def test_those_that_are_one_with_an_entity(client: TestClient) -> None:
    found = [client.get(f"{API}/entities/{one['id']}/same").json()["items"] for one in client.get(f"{API}/entities?limit=200").json()["items"]]  # fmt: skip
    assert any(found)
    for one in (one for group in found for one in group):
        assert one.keys() == {"entity", "name", "reason", "is_joined"}


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/statements/statement-0000000000", 404),
        ("/statements/event-0000000000", 404),
        ("/records/nonsense", 404),
        ("/records/statement-00", 404),
        ("/documents/statement-000000/text", 404),
        ("/records/statement-000000/evidence", 404),
    ],
)
def test_what_is_not_there(client: TestClient, address: str, status: int) -> None:
    answer = client.get(f"{API}{address}")
    assert answer.status_code == status
    assert answer.json()["error"].keys() == {"status", "title", "detail"}
    assert "news.db" not in answer.text


def test_status_counts_what_is_stored(client: TestClient) -> None:
    found = client.get(f"{API}/status").json()
    assert found["counts"]["statement"] > 0
    assert found["reader"].startswith(found["version"])
