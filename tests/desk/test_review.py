"""The review: the queue, decisions, their undoing, and amending by keyboard in a real browser."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from starlette.testclient import TestClient

from onrecord.desk import Settings, make_app
from onrecord.judging import decide, with_judgements
from onrecord.model import Act, Record, Span
from onrecord.pipeline import read_document
from onrecord.serialize import read_document_object
from onrecord.store import Query, Store
from onrecord.web.amending import text_mark
from tests.builders import make_record

BIDI = "\u202e"


def queued(client: TestClient, **given: str) -> dict[str, Any]:
    return dict(client.get("/review.json", params=given).json())


def send(client: TestClient, path: str, **form: str) -> Any:
    token = re.search(r'name="form_token" value="(\w+)"', client.get("/review").text)[1]  # type: ignore[index]
    return client.post(path, data={"form_token": token, **form})


def first(client: TestClient, kind: str, **given: str) -> str:
    return str(next(one["id"] for one in queued(client, kind=kind, **given)["listed"]))


# --- the queue --------------------------------------------------------------------------------------


def test_the_most_doubtful_comes_first_with_its_words(client: TestClient, db: Path) -> None:
    found = queued(client)
    with Store(str(db)) as store:
        ids = store.queue(Query()).ids
        scores = [one.score for one in store.doubted(ids)]
    assert scores == sorted(scores, reverse=True)
    assert (found["item"]["id"], found["left"]) == (ids[0], len(ids))
    roles = {role for shown in found["item"]["text"] for word in shown["words"] for role in word["roles"]}
    assert "content" in roles or "trigger" in roles


@pytest.mark.parametrize("given", [{"act": "deny"}, {"status": "alleged"}, {"q": "sanctions"}, {"kind": "event"}, {"kind": "story"}, {"outlet": "gazette"}, {"since": "2026-03-04"}, {"until": "2026-03-04"}, {"alleged": "1"}, {"disputed": "1"}, {"who": "Dorran"}, {"to": "Dorran"}, {"type": "ASSAULT"}, {"place": "port"}])  # fmt: skip
def test_filters_narrow_the_queue(client: TestClient, given: dict[str, str]) -> None:
    found, everything = queued(client, **given), queued(client)
    assert found["left"] < everything["left"]


def test_the_queue_by_reason(client: TestClient) -> None:
    found = queued(client, why="unstated")
    assert found["listed"]
    assert all("unstated" in one["why"] for one in found["listed"])


def test_a_filter_that_cannot_be_is_said_in_one_line(client: TestClient) -> None:
    assert client.get("/review?act=shout").status_code == 400


@pytest.mark.parametrize("item", ["statement-1234567", "entity-1234567", "x", "'--"])
def test_what_is_no_longer_here_gives_way_to_what_comes_first(client: TestClient, item: str) -> None:
    found = queued(client, item=item)
    assert (found["is_gone"], found["place"]) == (True, 0)
    assert "not here" in client.get("/review", params={"item": item}).text


# --- deciding ---------------------------------------------------------------------------------------


def test_what_is_accepted_leaves_the_queue_and_undo_brings_it_back(client: TestClient) -> None:
    before = queued(client)
    record, after = before["item"]["id"], before["after"]
    answer = send(client, "/review/judge", record=record, verdict="accepted", reason="heard it", next=after)
    assert answer.headers["location"] == f"/review?item={after}"
    (judged,) = queued(client, item=record)["item"]["judgements"]
    assert (judged["verdict"], judged["by"], judged["reason"]) == ("accepted", "Ada", "heard it")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00", judged["at"])
    assert queued(client)["left"] == before["left"] - 1
    answer = send(client, "/review/undo")
    assert answer.headers["location"] == f"/review?item={record}&undone=accepted"
    assert queued(client)["left"] == before["left"]
    assert queued(client, item=record)["item"]["decision"] is None
    assert "undone=nothing" in send(client, "/review/undo").headers["location"]


def test_filters_stay_through_a_decision(client: TestClient) -> None:
    record = first(client, "statement")
    answer = send(
        client, "/review/judge", record=record, verdict="rejected", query="kind=statement&why=unstated&evil=1"
    )
    assert answer.headers["location"] == "/review?kind=statement&why=unstated"


@pytest.mark.parametrize(
    ("field", "value"), [("act", "deny"), ("polarity", "denies"), ("content", ""), ("source", "")], ids=str
)
def test_each_field_of_a_statement_is_amended(client: TestClient, db: Path, field: str, value: str) -> None:
    record = first(client, "statement")
    with Store(str(db)) as store:
        was = store.get(record)
    words = was["content"]["texts"][0].split()[0] if field in ("content", "source") else ""
    answer = send(client, "/review/judge", record=record, verdict="amended", field=field, value=value, words=words)
    assert answer.headers["location"] == f"/review?item={record}"
    with Store(str(db)) as store:
        seen = with_judgements(was, store.judgements_of([record])[record])
        assert store.get(record) == was, "the machine's value stays"
    assert seen[field] != was[field] or field == "act" == was["act"]
    if field == "source":
        assert seen["source"]["text"] == words
    elif field == "content":
        assert seen["content"]["texts"] == [words]
    else:
        assert seen[field] == value
    assert "✎" in client.get(f"/review?item={record}").text


def test_each_field_of_an_event_is_amended(client: TestClient, db: Path) -> None:
    record = first(client, "event")
    with Store(str(db)) as store:
        was = store.get(record)
    trigger = was["trigger"]["text"]
    for field, given in (("status", {"value": "denied"}), ("event_type", {"value": "AID"}), ("actors", {"words": trigger}),
                         ("recipients", {"words": ""}), ("trigger", {"words": trigger})):  # fmt: skip
        send(client, "/review/judge", record=record, verdict="amended", field=field, **given)
    with Store(str(db)) as store:
        judgements = store.judgements_of([record])[record]
    seen = with_judgements(was, judgements)
    assert (seen["status"], seen["event_type"], seen["quad"], seen["recipients"]) == ("denied", "AID", 2, [])
    assert [party["text"] for party in seen["actors"]] == [trigger]
    assert set(decide(was, judgements).fields) == {"status", "event_type", "actors", "recipients", "trigger"}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "form",
    [
        {"verdict": "maybe"},
        {"verdict": "amended", "field": "act", "value": "shout"},
        {"verdict": "amended", "field": "status", "value": "denied"},
        {"verdict": "amended", "field": "id", "value": "x"},
        {"verdict": "amended", "field": "source", "words": "words that stand nowhere in it"},
        {"verdict": "amended", "field": "source", "spans": "5-3"},
        {"verdict": "amended", "field": "source", "spans": "0-99999999"},
        {"verdict": "amended", "field": "source", "spans": "0-4", "words": "no such words"},
        {"verdict": "amended", "field": "source", "spans": "0-4", "mark": "of another text"},
        {"verdict": "amended", "field": "source", "spans": "0-4 6-9"},
        {"verdict": "amended", "field": "content", "spans": "0-9 4-12"},
        {"verdict": "amended", "field": "content"},
        {"verdict": "amended", "field": "source", "spans": "<script>"},
        {"verdict": "amended", "field": "source", "words": "Kestria", "kind": "unstated"},
        {"verdict": "accepted", "reading": "of another version"},
    ],
)
def test_what_cannot_be_is_refused_and_not_kept(client: TestClient, db: Path, form: dict[str, str]) -> None:
    record = first(client, "statement")
    mark = queued(client, item=record)["item"]["mark"]
    assert send(client, "/review/judge", **{"record": record, "mark": mark, **form}).status_code == 400
    with Store(str(db)) as store:
        assert store.judgements() == []


def test_a_form_needs_its_token(client: TestClient) -> None:
    assert (
        client.post("/review/judge", data={"verdict": "accepted", "record": first(client, "event")}).status_code == 403
    )


def test_nobody_takes_back_what_another_decided(client: TestClient, db: Path) -> None:
    record = first(client, "event")
    send(client, "/review/judge", record=record, verdict="accepted")
    with Store(str(db)) as store:
        (judgement,) = store.judgements()
        other = TestClient(make_app(store, Settings(person="Bo")), base_url="http://127.0.0.1", follow_redirects=False)
        assert send(other, "/review/undo", judgement=judgement.id).status_code == 400
        assert "undone=nothing" in send(other, "/review/undo").headers["location"]
    assert send(client, "/review/undo", judgement=judgement.id).headers["location"] == "/judgements"


# --- all decisions ----------------------------------------------------------------------------------


def test_all_decisions_are_listed_and_downloaded(client: TestClient) -> None:
    one, other = first(client, "statement"), first(client, "event")
    send(client, "/review/judge", record=one, verdict="amended", field="act", value="deny", reason="<b>sure</b>")
    send(client, "/review/judge", record=other, verdict="rejected")
    send(client, "/review/undo")
    listed = client.get("/judgements.json").json()["judged"]
    assert [found["judgement"]["subject"] for found in listed] == [other, one]
    page = client.get("/judgements").text
    assert "act: deny" in page
    assert "taken back" in page
    assert "<b>sure" not in page
    assert len(client.get("/judgements.json?verdict=amended").json()["judged"]) == 1
    assert client.get("/judgements.json?by=Bo").json()["judged"] == []
    lines = client.get("/judgements.jsonl").text.splitlines()
    assert {json.loads(line)["verdict"] for line in lines} == {"amended", "rejected"}
    assert client.get("/judgements.csv").status_code == 404


def test_possible_duplicates_are_decided(client: TestClient) -> None:
    pairs = client.get("/review/same.json").json()["pairs"]
    assert pairs
    send(client, "/review/same", one=pairs[0]["one"], other=pairs[0]["other"], verdict="different")
    left = client.get("/review/same.json").json()["pairs"]
    assert pairs[0] not in left
    assert send(client, "/review/same", one=pairs[0]["one"], other=pairs[0]["one"], verdict="same").status_code == 400


# --- what the page shows ----------------------------------------------------------------------------


def test_places_of_words_are_of_the_text(client: TestClient, db: Path) -> None:
    for record in [one["id"] for one in queued(client)["listed"]]:
        item = queued(client, item=record)["item"]
        with Store(str(db)) as store:
            text = store.text_of(item["document"])
            content = store.get(record)
        assert item["mark"] == text_mark(text)
        for shown in item["text"]:
            for word in shown["words"]:
                assert text[word["start"] : word["end"]] == word["text"]
        lit = {
            (w["start"], w["end"]) for s in item["text"] for w in s["words"] if {"content", "trigger"} & set(w["roles"])
        }
        spans = content["content"]["spans"] if content["type"] == "statement" else [content["trigger"]["span"]]
        assert min(start for start, _ in lit) <= min(span[0] for span in spans)
        assert max(end for _, end in lit) >= max(span[1] for span in spans)


def test_hostile_words_are_shown_and_do_nothing(client: TestClient, db: Path) -> None:
    evil = f"<script>alert(1)</script> {BIDI}gnihton \u200b\U0001f600 {{{{ 7 * 7 }}}} ' onload=x"
    with Store(str(db)) as store:
        record = make_record(evil, name=evil, outlet=evil)
        store.add(record, version="1")
    said = record.statements[0].id
    send(client, "/review/judge", record=said, verdict="rejected", reason=evil, query=evil)
    for path in (f"/review?item={said}", "/judgements"):
        page = client.get(path).text
        assert "<script>alert" not in page
    words = [word for shown in queued(client, item=said)["item"]["text"] for word in shown["words"]]
    assert [evil[word["start"] : word["end"]] for word in words if BIDI not in evil[word["start"] : word["end"]]] == [
        word["text"] for word in words if "[U+202E]" not in word["text"]
    ]
    assert BIDI not in "".join(word["text"] for word in words)


def test_what_is_read_otherwise_comes_back_first(client: TestClient, db: Path) -> None:
    with Store(str(db)) as store:
        record = make_record()
        store.add(record, version="1")
        said = record.statements[0]
        left = queued(client)["left"]
        send(client, "/review/judge", record=said.id, verdict="accepted")
        other = replace(said, act=Act.THREATEN)
        store.add(replace(record, statements=(other, *record.statements[1:])), version="2")
    found = queued(client, why="reread")
    assert found["item"]["id"] == said.id
    assert found["item"]["decision"]["is_current"] is False
    assert queued(client)["left"] == left + 1, "it was not doubted before"
    send(client, "/review/judge", record=said.id, verdict="accepted")
    assert queued(client, why="reread")["item"] is None


# --- in the browser ---------------------------------------------------------------------------------


def reread(db: Path, record: str, version: str) -> None:
    """The document of a record read anew by another version, which gives its statements other ids."""
    with Store(str(db)) as store:
        (found,) = store.doubted([record])
        document, _ = read_document_object(store.get(found.document or ""))
        again = read_document(document)
        assert store.add(_renumbered(again), version=version)


def _renumbered(record: Record) -> Record:
    ids = {one.id: f"{one.id[:-4]}beef" for one in record.statements}
    statements = tuple(replace(one, id=ids[one.id], within=ids.get(one.within or "")) for one in record.statements)
    events = tuple(replace(one, statement=ids.get(one.statement or "")) for one in record.events)
    return replace(record, statements=statements, events=events)


@pytest.mark.network
def test_a_source_amended_by_keyboard_survives_a_re_read(address: str, page: Page, db: Path) -> None:
    with Store(str(db)) as store:
        ids = store.queue(Query(kind="statement"), why="unstated").ids
        record = next(one for one in ids if store.get(one)["content"]["spans"][0][0] > 40)
    page.goto(f"{address}/review?item={record}")
    page.keyboard.press("s")
    expect(page.locator(".text.is-choosing")).to_be_visible()
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    taken = page.locator(".w.taken")
    expect(taken).to_have_count(2)
    start, end = taken.first.get_attribute("data-start"), taken.last.get_attribute("data-end")
    page.keyboard.press("Enter")
    expect(page.locator(".human")).to_have_count(1)
    with Store(str(db)) as store:
        (amended,) = store.judgements_of([record])[record]
        words = json.loads(amended.value or "")["source"]
        (found,) = store.doubted([record])
        text = store.text_of(found.document or "")
    assert words["span"] == [int(start or 0), int(end or 0)]
    assert words["text"] == text[slice(*Span(*words["span"]))]
    reread(db, record, "2")
    again = f"{record[:-4]}beef"
    page.goto(f"{address}/review?item={again}")
    expect(page.locator(".human")).to_contain_text(words["text"].split()[0])
    with Store(str(db)) as store:
        assert store.judgements_of([again])[again] == (amended,)
        assert store.get(again)["source"]["text"] is None, "the machine's value stays"


@pytest.mark.network
def test_a_queue_is_gone_through_by_keyboard(address: str, page: Page) -> None:
    page.goto(f"{address}/review?kind=event")
    record = page.locator(".desk").get_attribute("data-record")
    after = page.locator(".desk").get_attribute("data-next")
    page.keyboard.press("j")
    page.wait_for_url(f"**item={after}")
    page.keyboard.press("k")
    page.wait_for_url(f"**item={record}")
    page.keyboard.press("x")
    page.keyboard.type("den")
    page.keyboard.press("Enter")
    expect(page.locator(".human")).to_contain_text("denied")
    page.wait_for_load_state("load")  # keys are heard from then on
    page.keyboard.press("a")
    page.wait_for_url(f"**item={after}")
    page.keyboard.press("u")
    page.wait_for_url("**undone=accepted")
    page.keyboard.press("u")
    page.wait_for_url("**undone=amended")
    expect(page.locator(".human")).to_have_count(0)
    page.keyboard.press("?")
    expect(page.locator(".keys dl")).to_be_visible()


@pytest.mark.network
def test_words_are_taken_with_the_mouse(address: str, page: Page, db: Path) -> None:
    page.goto(f"{address}/review?kind=statement")
    page.locator("tr[data-field=content] summary").click()
    words = page.locator(".w.is-content")
    words.first.click()
    words.nth(1).click(modifiers=["Shift"])
    expect(page.locator(".w.taken")).to_have_count(2)
    page.locator("tr[data-field=content] button").click()
    expect(page.locator(".human")).to_have_count(1)


@pytest.mark.network
def test_forms_work_without_a_script(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/review?kind=statement")
    page.locator("tr[data-field=act] summary").click()
    page.locator("tr[data-field=act] select").select_option("praise")
    page.locator("tr[data-field=act] button").click()
    assert "praise" in page.locator(".human").inner_text()
    page.locator("button[value=accepted]").click()
    page.get_by_role("button", name="Undo").click()
    assert "undone: accepted" in page.locator(".left").inner_text()
    context.close()
