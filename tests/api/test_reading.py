"""Documents in: read as the command line reads them, once, one after the other."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from onrecord.api.writer import Busy, Writer
from onrecord.intake import make_options
from onrecord.pipeline import read
from onrecord.store import Store
from tests.api.conftest import API, STATED

PAGE = (
    f"<!doctype html><html><head><title>Quay shut</title></head><body><h1>Quay shut</h1><p>{STATED}</p></body></html>"
)


def post(client: TestClient, content: str, media_type: str = "text/plain", query: str = "") -> Any:
    return client.post(f"{API}/documents{query}", content=content.encode(), headers={"Content-Type": media_type})


def test_a_document_is_read_stored_and_settled(client: TestClient) -> None:
    answer = client.post(
        f"{API}/documents",
        json={"text": STATED, "outlet": "Quay Post", "published": "2026-03-05", "url": "https://quay.example/1", "title": "Quay shut"},
    )  # fmt: skip
    assert answer.status_code == 201
    found = answer.json()
    assert answer.headers["location"] == f"{API}/documents/{found['id']}"
    assert (found["status"], found["issues"]) == ("read", [])
    assert found["counts"]["statement"] == 2
    document = client.get(answer.headers["location"]).json()
    assert (document["outlet"], document["published"], document["url"], document["title"]) == (
        "Quay Post", "2026-03-05", "https://quay.example/1", "Quay shut",
    )  # fmt: skip
    said = client.get(f"{API}/statements?document={found['id']}").json()["items"]
    assert {one["act"] for one in said} == {"state", "deny"}


def test_the_same_again_is_there_already(client: TestClient, store: Store) -> None:
    body = {"text": STATED, "published": "2026-03-05"}
    first = client.post(f"{API}/documents", json=body).json()
    counts = store.counts()
    again = client.post(f"{API}/documents", json=body)
    assert again.status_code == 200
    assert again.json() == first | {"status": "known"}
    assert store.counts() == counts


@pytest.mark.parametrize(
    ("name", "media_type", "content"), [("quay.txt", "text/plain", STATED), ("quay.html", "text/html", PAGE)]
)
def test_what_is_sent_is_the_document_that_the_command_line_would_read(
    client: TestClient, tmp_path: Path, name: str, media_type: str, content: str
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    (record,) = read(str(path), options=make_options(outlet="Quay Post", published="2026-03-05"))
    answer = post(client, content, media_type, "?outlet=Quay+Post&published=2026-03-05")
    assert answer.status_code == 201
    assert answer.json()["id"] == record.document.id
    assert answer.json()["counts"]["statement"] == len(record.statements)


def test_json_is_read_as_a_line_of_json_lines(client: TestClient, tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text('{"text": "A man, Otto Vell, said no.", "title": "Vell", "outlet": "Post"}\n', encoding="utf-8")
    (record,) = read(str(path))
    answer = client.post(
        f"{API}/documents", json={"text": "A man, Otto Vell, said no.", "title": "Vell", "outlet": "Post"}
    )
    assert answer.json()["id"] == record.document.id
    assert [issue["code"] for issue in answer.json()["issues"]] == ["no-date"]


def test_names_are_joined_once_nobody_waits(client: TestClient, store: Store) -> None:
    for day in ("2026-03-05", "2026-03-06"):
        client.post(f"{API}/documents", json={"text": STATED, "published": day, "outlet": day})
    client.app.state.api.writer.close()  # type: ignore[attr-defined]
    found = [one for one in store.list_entities(name="Wirth") if one.name == "Tomas Wirth"]
    assert sum(one.documents for one in found) == 2


@pytest.mark.parametrize(
    ("content", "media_type", "status", "words"),
    [
        ("", "text/plain", 422, "has no text"),
        (" \n ", "text/plain", 422, "has no text"),
        ("\x00\x01\x02", "text/plain", 422, "not text"),
        ("<html><body></body></html>", "text/html", 422, "no text"),
        ("{", "application/json", 400, "no JSON"),
        ('{"text": NaN}', "application/json", 400, "no number of JSON"),
        ("[" * 100_000, "application/json", 400, "no JSON"),
        ("[]", "application/json", 422, "must be an object"),
        ('{"title": "x"}', "application/json", 422, "text is missing"),
        ('{"text": ""}', "application/json", 422, "text"),
        ('{"text": "x", "body": "y"}', "application/json", 422, "no field 'body'"),
        ('{"text": "x", "published": "yesterday"}', "application/json", 422, "published"),
        ('{"text": 7}', "application/json", 422, "text must be a text"),
        ("x", "application/pdf", 415, "application/json, text/plain, text/html"),
        ("x", "", 415, "no media type"),
    ],
)
def test_what_cannot_be_read(
    client: TestClient, store: Store, content: str, media_type: str, status: int, words: str
) -> None:
    before = store.counts()
    answer = post(client, content, media_type)
    assert answer.status_code == status
    assert words in answer.json()["error"]["detail"]
    assert store.counts() == before


def test_lone_surrogates_and_markup_are_kept_as_they_are(client: TestClient) -> None:
    answer = client.post(
        f"{API}/documents", content=b'{"text": "Mayor Ilse Brandt said </script> \\ud800 was wrong."}', headers={"Content-Type": "application/json"}
    )  # fmt: skip
    assert answer.status_code == 201
    assert "\ud800" in client.get(answer.headers["location"]).json()["text"]
    assert client.get(f"{answer.headers['location']}/text").status_code == 200


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({"Content-Type": "text/plain", "Content-Encoding": "gzip"}, "packed (gzip)"),
        ({"Content-Type": "application/json; charset=utf-16"}, "UTF-8, not in utf-16"),
    ],
)
def test_a_body_that_is_packed_or_in_another_encoding_is_refused(client: TestClient, headers: dict[str, str], words: str) -> None:  # fmt: skip
    answer = client.post(f"{API}/documents", content=b"{}", headers=headers)
    assert answer.status_code == 415
    assert words in answer.json()["error"]["detail"]
    plain = {"Content-Type": "application/json; charset=utf-8", "Content-Encoding": "identity"}
    assert client.post(f"{API}/documents", content=b'{"text": 1}', headers=plain).status_code == 422


def test_a_text_in_another_encoding_that_is_said(client: TestClient) -> None:
    words = "Sjöfarts chief Åsa Öberg said on Monday that the quay was closed."
    answer = client.post(
        f"{API}/documents", content=words.encode("latin-1"), headers={"Content-Type": "text/plain; charset=ISO-8859-1"}
    )
    assert client.get(f"{answer.headers['location']}/text").text == words
    assert (
        client.post(
            f"{API}/documents", content=b"x", headers={"Content-Type": "text/plain; charset=klingon"}
        ).status_code
        == 415
    )
    assert (
        client.post(
            f"{API}/documents", content=b"\xff", headers={"Content-Type": "text/plain; charset=utf-16"}
        ).status_code
        == 422
    )
    assert (
        client.post(
            f"{API}/documents", content=b"\xff", headers={"Content-Type": "text/plain; charset=base64"}
        ).status_code
        == 415
    )


# --- one writer -----------------------------------------------------------------------------------


def test_a_writer_does_one_thing_after_the_other() -> None:
    rested: list[int] = []
    done: list[int] = []
    writer = Writer(lambda: rested.append(len(done)))
    for future in [writer.submit(lambda number=number: done.append(number)) for number in range(20)]:  # type: ignore[misc]
        future.result(5)
    writer.close()
    assert done == list(range(20))
    assert rested[-1] == 20


def test_who_comes_when_too_many_wait_is_told_so() -> None:
    gate = threading.Event()
    writer = Writer(most=2)
    is_begun = threading.Event()
    waiting = [writer.submit(lambda: is_begun.set() or gate.wait())]
    is_begun.wait(5)
    waiting += [writer.submit(gate.wait), writer.submit(gate.wait)]
    with pytest.raises(Busy):
        writer.submit(gate.wait)
    gate.set()
    assert all(one.result(5) for one in waiting)
    writer.close()


def test_what_fails_is_told_to_who_asked_and_the_next_has_its_turn() -> None:
    writer = Writer()
    failed, fine = writer.submit(lambda: 1 // 0), writer.submit(lambda: 7)
    with pytest.raises(ZeroDivisionError):
        failed.result(5)
    assert fine.result(5) == 7
    writer.close()


def test_a_full_queue_is_a_503_that_says_when_to_come_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Any, work: Any) -> Any:
        raise Busy

    monkeypatch.setattr(Writer, "submit", refuse)
    answer = client.post(f"{API}/documents", json={"text": STATED})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
