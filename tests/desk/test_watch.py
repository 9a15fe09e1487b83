"""Watching: saved searches, what is new for them, their feeds."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import feedparser
import pytest
from playwright.sync_api import Page
from starlette.testclient import TestClient

from onrecord.desk.feeds import ATOM, as_atom, as_json_feed, entry_of, make_feed
from onrecord.model import Document
from onrecord.pipeline import read_document
from onrecord.store import Arrived, Attempt, Hit, Store, Webhook

NEWS = """Ferry company fined

The harbour board said on Monday that the ferry company had ignored three warnings. Oona Tremlett, who runs the company,
denied that anybody had been warned. “Not one letter reached us,” she said.
"""


def token_in(text: str) -> str:
    found = re.search(r'name="form_token" value="([0-9a-f]+)"', text)
    assert found
    return found[1]


def post(client: TestClient, path: str, **form: str) -> str:
    """Post a form with a good token; where it leads."""
    token = token_in(client.get("/watch?q=harbour").text)
    answer = client.post(path, data=form | {"form_token": token})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def save(client: TestClient, filters: str, name: str) -> str:
    """Save a search; its id."""
    post(client, "/watch/add", filters=filters, name=name)
    return next(saved["id"] for saved in client.get("/watch.json").json()["saved"] if saved["name"] == name)


def come_in(db: Path, text: str = NEWS, name: str = "one") -> None:
    """A document that comes in while the desk is open."""
    document = Document(
        f"document-{name:0>20}", "text/plain", "Quay Post", None, None, "2026-03-09", None, "en", name * 3, text
    )
    with Store(str(db)) as store:
        store.add(read_document(document), version="1")


def test_a_search_is_saved_and_counts_only_what_comes_in_after(client: TestClient, db: Path) -> None:
    offered = client.get("/watch?q=ferry").text
    assert "Watch this search" in offered
    identity = save(client, "q=ferry", "Ferries")
    assert client.get("/watch.json").json()["saved"][0]["unread"] == 0
    come_in(db)
    saved = client.get("/watch.json").json()["saved"][0]
    assert saved["unread"] >= 2
    assert not saved["is_more"]
    assert f"{saved['unread']} new" in " ".join(client.get("/watch").text.split())
    page = client.get(f"/watch/{identity}").text
    assert "ignored three warnings" in page
    newest = re.search(r'name="to" value="(\d+)"', page)
    assert newest
    post(client, f"/watch/{identity}/looked", to=newest[1])
    assert client.get("/watch.json").json()["saved"][0]["unread"] == 0


def test_what_comes_in_while_somebody_looks_stays_new(client: TestClient, db: Path) -> None:
    identity = save(client, "who=Tremlett", "Tremlett")
    come_in(db)
    shown = re.search(r'name="to" value="(\d+)"', client.get(f"/watch/{identity}").text)
    assert shown
    come_in(db, NEWS.replace("Monday", "Friday"), "two")
    post(client, f"/watch/{identity}/looked", to=shown[1])
    assert client.get("/watch.json").json()["saved"][0]["unread"] >= 1


def test_a_saved_search_is_renamed_deleted_and_brought_back(client: TestClient) -> None:
    identity = save(client, "q=ferry&disputed=1", "Ferries")
    post(client, f"/watch/{identity}/rename", name="  Ferries,   in dispute ")
    assert client.get("/watch.json").json()["saved"][0]["name"] == "Ferries, in dispute"
    led = post(client, f"/watch/{identity}/delete")
    assert parse_qs(urlsplit(led).query)["gone"] == [identity]
    gone = client.get(led)
    assert "is deleted" in gone.text
    assert client.get("/watch.json").json()["saved"] == []
    post(client, f"/watch/{identity}/restore")
    assert [saved["name"] for saved in client.get("/watch.json").json()["saved"]] == ["Ferries, in dispute"]


@pytest.mark.parametrize(("filters", "name"), [("", "all"), ("status=odd", "x"), ("since=tomorrow", "x"), ("q=a", " ")])
def test_what_cannot_be_asked_is_not_saved(client: TestClient, filters: str, name: str) -> None:
    form = {"filters": filters, "name": name, "form_token": token_in(client.get("/watch?q=a").text)}
    assert client.post("/watch/add", data=form).status_code == 400
    assert client.get("/watch.json").json()["saved"] == []


def test_a_search_that_is_not_saved_has_no_page(client: TestClient) -> None:
    for path in ("/watch/watch-000000", "/watch/x.atom", "/watch/x.json", "/watch?gone=x"):
        assert client.get(path).status_code == 404, path


def test_feeds_are_valid_and_say_the_exact_words(client: TestClient, db: Path) -> None:
    come_in(db)
    identity = save(client, "who=Tremlett", "Ferries & <boats>")
    answer = client.get(f"/watch/{identity}.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    parsed = feedparser.parse(answer.content)
    assert not parsed.bozo
    assert parsed.version == "atom10"
    assert parsed.feed.title_detail.value == "Ferries & <boats>"
    said = next(entry for entry in parsed.entries if "denied" in entry.title)
    assert "Oona Tremlett denied" in said.title
    assert "denied that anybody had been warned" in unescape(said.content[0].value)
    assert said.link.startswith("http://127.0.0.1/story/story-")
    assert "#statement-" in said.link
    check_structure(answer.content)
    found = client.get(f"/watch/{identity}.json").json()
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found["title"]
    assert found["items"]
    for item in found["items"]:
        assert isinstance(item["id"], str)
        assert item["content_text"]
        assert item["_onrecord"]["outlet"] == "Quay Post"
        assert item["_onrecord"]["words"] in " ".join(NEWS.split())
    assert len({item["id"] for item in found["items"]}) == len(found["items"])


def check_structure(body: bytes) -> None:
    """What RFC 4287 demands of a feed and its entries."""
    root = ElementTree.fromstring(body)
    assert root.tag == f"{{{ATOM}}}feed"
    ids: list[str] = []
    for element in (root, *root.findall(f"{{{ATOM}}}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{{{ATOM}}}{name}")) == 1, name
        assert element.find(f"{{{ATOM}}}author/{{{ATOM}}}name") is not None
        updated = element.findtext(f"{{{ATOM}}}updated") or ""
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)", updated), updated
        ids.append(element.findtext(f"{{{ATOM}}}id") or "")
    assert len(set(ids)) == len(ids)
    assert all(found.startswith("urn:uuid:") for found in ids)
    assert {link.get("rel") for link in root.findall(f"{{{ATOM}}}link")} == {"self", "alternate"}


def test_ids_stay_when_the_same_is_asked_again(client: TestClient, db: Path) -> None:
    come_in(db)
    identity = save(client, "q=ferry", "Ferries")
    first = client.get(f"/watch/{identity}.atom").content
    assert client.get(f"/watch/{identity}.atom").content == first


def test_what_xml_cannot_hold_does_not_break_a_feed() -> None:
    record = {"type": "story", "id": "story-1", "span": [0, 4]}
    hit = Hit(record, "Q\x00uay\x0b", "T\ud800itle", "2026-03", {})
    entry = entry_of(Arrived(hit, 1, None, "a \x1b <script> \U0001f6a2 ]]>", None), "2026-03-01T00:00:00+00:00")
    feed = make_feed("watch-1", "W\x01", "http://127.0.0.1", [entry], "2026-03-01T00:00:00+00:00")
    check_structure(as_atom(feed))
    assert b"<script" not in as_atom(feed)
    assert as_json_feed(feed)


def test_a_name_that_turns_the_line_turns_nothing_said_about_it() -> None:
    record = {
        "type": "statement",
        "id": "statement-1",
        "story": "story-1",
        "source": {"text": None},
        "act": "deny",
        "polarity": "denies",
    }
    hit = Hit(record, "Quay\u202ePost", None, "2026-13", {}, ("dispute-1",))
    entry = entry_of(
        Arrived(hit, 1, "2026-03-04T10:00", "it \u202e was", "Oona\u202e Tremlett"), "2026-03-01T00:00:00+00:00"
    )
    assert entry.told == ("Oona Tremlett denied", "QuayPost", "2026-13", "disputed")
    assert entry.words == "it \u202e was"
    assert entry.updated == "2026-03-04T10:00:00+00:00"
    undated = entry_of(Arrived(hit, 1, None, "it", None), "2026-03-01T00:00:00+00:00")
    assert undated.updated == "2026-03-01T00:00:00+00:00"
    assert undated.told[0] == "a source that is not named denied"


# --- webhooks -------------------------------------------------------------------------------------


def hooks(db: Path, identity: str) -> list[Webhook]:
    with Store(str(db)) as store:
        return list(store.webhooks.of_watch(identity))


def test_a_webhook_is_added_and_its_secret_shown_once(client: TestClient, db: Path) -> None:
    identity = save(client, "q=ferry", "Ferries")
    led = post(client, f"/watch/{identity}/webhooks/add", url="https://hooks.example/a")
    with Store(str(db)) as store:
        (made,) = store.webhooks.of_watch(identity)
    assert led == f"/watch/{identity}?made={made.id}#webhooks"
    assert made.secret in client.get(led).text
    for path in (f"/watch/{identity}", f"/watch/{identity}.json", "/watch", "/watch.json"):
        assert made.secret not in client.get(path).text
    assert "https://hooks.example/a" in client.get(f"/watch/{identity}").text
    assert client.get("/watch.json").json()["saved"][0]["webhooks"] == 1
    with Store(str(db)) as store:
        store.webhooks.drop(made.id)
        store.webhooks.put(replace(made, at="2026-01-01T00:00:00+00:00"))
    assert made.secret not in client.get(led).text


def test_how_telling_went_is_shown(client: TestClient, db: Path) -> None:
    identity = save(client, "q=ferry", "Ferries")
    post(client, f"/watch/{identity}/webhooks/add", url="https://hooks.example/a", secret="0123456789abcdef")
    with Store(str(db)) as store:
        (made,) = store.webhooks.of_watch(identity)
        states = {
            "told": (made, Attempt("2026-03-09T10:00:00+00:00", 2, 204, None), "2 hits, taken (status 204)"),
            "failing": (replace(made, failures=2, next_at=1.8e9), Attempt("2026-03-09T11:00:00+00:00", 1, 500, "status <500>"), "Failed 2 times in a row; tried again after 15 January 2027, 08:00 UTC"),
            "stopped": (replace(made, failures=12, stopped_at="2026-03-09T12:00:00+00:00"), Attempt("2026-03-09T12:00:00+00:00", 1, None, "timed out"), "tried no more"),
        }  # fmt: skip
        assert "nothing to tell yet" in client.get(f"/watch/{identity}").text
        for state, (webhook, attempt, words) in states.items():
            store.webhooks.told(webhook, attempt)
            shown = " ".join(client.get(f"/watch/{identity}").text.split())
            assert f">{state}</p>" in shown
            assert words in shown
    assert "status &lt;500&gt;" not in client.get(f"/watch/{identity}").text
    assert "1 failing" in client.get("/watch").text


def test_a_webhook_is_removed(client: TestClient, db: Path) -> None:
    identity, other = save(client, "q=ferry", "Ferries"), save(client, "q=board", "Boards")
    post(client, f"/watch/{identity}/webhooks/add", url="https://hooks.example/a")
    (hook,) = hooks(db, identity)
    token = token_in(client.get("/watch?q=a").text)
    refused = client.post(f"/watch/{other}/webhooks/{hook.id}/delete", data={"form_token": token})
    assert refused.status_code == 400
    assert len(hooks(db, identity)) == 1
    assert post(client, f"/watch/{identity}/webhooks/{hook.id}/delete") == f"/watch/{identity}#webhooks"
    assert hooks(db, identity) == []


@pytest.mark.parametrize(
    ("url", "secret"),
    [("http://127.0.0.1/", ""), ("javascript:alert(1)", ""), ("https://user@hooks.example/", ""), ("https://hooks.example/", "short"), ("", "")],
)  # fmt: skip
def test_what_cannot_be_told_is_refused(client: TestClient, db: Path, url: str, secret: str) -> None:
    identity = save(client, "q=ferry", "Ferries")
    form = {"url": url, "secret": secret, "form_token": token_in(client.get("/watch?q=a").text)}
    assert client.post(f"/watch/{identity}/webhooks/add", data=form).status_code == 422
    assert hooks(db, identity) == []


@pytest.mark.network
def test_a_search_is_watched_by_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}/search?q=said")
    page.get_by_role("link", name="Save this search").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/watch?*")
    page.get_by_label("Name", exact=True).first.fill("Sayings")
    page.keyboard.press("Enter")
    page.wait_for_selector(".watches h2")
    assert page.locator(".watches h2").inner_text() == "Sayings"
    page.get_by_text("Rename or delete").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Undo").click()
    page.wait_for_selector(".watches h2")
