"""Saved searches, what came in for them, and who is told of it."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from onrecord.api import sending
from onrecord.api.delivering import FIRST_WAIT, MOST_FAILURES, MOST_HITS, Courier, make_delivery
from onrecord.api.refusing import Refused
from onrecord.api.sending import Sent, send, signature
from onrecord.intake import IntakeOptions, Item, read_item
from onrecord.model import Document
from onrecord.pipeline import read_document
from onrecord.store import Attempt, Store, Watch, Webhook
from onrecord.store.webhooks import MOST_ATTEMPTS
from onrecord.web.hooks import check_target
from tests.api.conftest import API, STATED

HOOK = "https://hooks.example/onrecord"
SECRET = "0123456789abcdef"


def watch(client: TestClient, **filters: Any) -> dict[str, Any]:
    answer = client.post(f"{API}/watches", json={"name": "Wirth", "filters": filters or {"who": "Tomas Wirth"}})
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"{API}/watches/{answer.json()['id']}"
    found: dict[str, Any] = answer.json()
    return found


def hook(client: TestClient, identity: str, **more: Any) -> dict[str, Any]:
    answer = client.post(f"{API}/watches/{identity}/webhooks", json={"url": HOOK, **more})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def until(holds: Callable[[], Any], seconds: float = 10.0) -> Any:
    end = time.monotonic() + seconds
    while not (found := holds()) and time.monotonic() < end:
        time.sleep(0.02)
    return found


def test_a_search_is_saved_shown_and_deleted(client: TestClient) -> None:
    made = watch(client, who="Tomas Wirth", alleged=True)
    assert (made["filters"], made["by"]) == ({"who": "Tomas Wirth", "alleged": True}, "Ada")
    assert client.get(f"{API}/watches").json()["items"] == [made]
    assert client.get(f"{API}/watches/{made['id']}").json() == made
    assert client.delete(f"{API}/watches/{made['id']}").status_code == 204
    for address in ("", "/hits", "/webhooks"):
        assert client.get(f"{API}/watches/{made['id']}{address}").status_code == 404
    assert client.delete(f"{API}/watches/{made['id']}").status_code == 404


def test_hits_are_what_came_in_with_the_exact_words(client: TestClient) -> None:
    identity = watch(client)["id"]
    for number in range(3):
        client.post(f"{API}/documents", json={"text": f"{STATED} Notice {number}.", "published": "2026-03-05"})
    found: list[Any] = []
    following = f"{API}/watches/{identity}/hits?new=true&limit=1"
    while following:
        answer = client.get(following)
        found += answer.json()["items"]
        following = answer.links.get("next", {}).get("url", "")
    assert len(found) == len({one["id"] for one in found}) == 3
    assert [one["number"] for one in found] == sorted((one["number"] for one in found), reverse=True)
    for one in found:
        text = client.get(f"{API}/documents/{one['document']}/text").text
        assert one["source"] == "Tomas Wirth"
        assert one["quotations"]
        assert all(text[quoted["span"][0] : quoted["span"][1]] == quoted["text"] for quoted in one["quotations"])
    assert len(client.get(f"{API}/watches/{identity}/hits?limit=100").json()["items"]) >= 3
    assert client.get(f"{API}/watches/{identity}/hits?after={found[0]['number']}").json()["items"] == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": "x", "filters": {}}, 422),
        ({"name": "", "filters": {"q": "x"}}, 422),
        ({"name": "x", "filters": {"by": "x"}}, 422),
        ({"name": "x", "filters": {"since": "2026-02-30"}}, 422),
        ({"name": "x", "filters": {"alleged": False}}, 409),
        ({"name": "x"}, 422),
    ],
)
def test_what_cannot_be_watched(client: TestClient, body: dict[str, Any], status: int) -> None:
    assert client.post(f"{API}/watches", json=body).status_code == status


# --- webhooks -------------------------------------------------------------------------------------


def test_who_asked_for_it_is_told_what_came_in_signed(client: TestClient, posted: list[Any]) -> None:
    identity = watch(client)["id"]
    made = hook(client, identity, secret=SECRET)
    document = client.post(f"{API}/documents", json={"text": STATED, "published": "2026-03-05"}).json()["id"]
    assert until(lambda: posted)
    ((url, body, headers),) = posted
    assert url == HOOK
    assert headers["X-Onrecord-Signature"] == signature(SECRET, headers["X-Onrecord-Timestamp"], body)
    told = json.loads(body)
    assert (told["watch"]["id"], told["webhook"], told["is_more"]) == (identity, made["id"], False)
    (hit,) = told["hits"]
    assert hit["document"] == document
    assert "the quay" not in str([quoted["text"] for quoted in hit["quotations"]])
    assert any("unsafe" in quoted["text"] for quoted in hit["quotations"])
    (shown,) = client.get(f"{API}/watches/{identity}/webhooks").json()["items"]
    assert until(lambda: client.get(f"{API}/watches/{identity}/webhooks/{made['id']}").json()["attempts"])
    assert "secret" not in shown


def test_what_another_program_stores_is_told_too(client: TestClient, store: Store, posted: list[Any]) -> None:
    identity = watch(client)["id"]
    hook(client, identity)
    with Store(store.path) as other:
        other.add(_record(STATED), version="1")
    assert client.app.state.api.courier.tell_all(time.time()) == 1  # type: ignore[attr-defined]
    assert json.loads(posted[0][1])["hits"]


def _record(text: str) -> Any:
    item = Item("a test", text.encode(), IntakeOptions(published="2026-03-05"))
    return next(read_document(found) for found in read_item(item) if isinstance(found, Document))


def test_a_secret_is_made_and_said_once(client: TestClient) -> None:
    identity = watch(client)["id"]
    made = hook(client, identity)
    assert len(made["secret"]) >= 32
    assert "secret" not in client.get(f"{API}/watches/{identity}/webhooks/{made['id']}").json()


def test_a_webhook_is_deleted(client: TestClient) -> None:
    identity = watch(client)["id"]
    address = f"{API}/watches/{identity}/webhooks/{hook(client, identity)['id']}"
    assert client.delete(address).status_code == 204
    assert client.get(address).status_code == client.delete(address).status_code == 404
    other = watch(client, who="Brandt")["id"]
    made = hook(client, other)
    assert client.get(f"{API}/watches/{identity}/webhooks/{made['id']}").status_code == 404


@pytest.mark.parametrize(
    "url", ["ftp://x.example/", "https://", "https://user:word@x.example/", "x", "https://x.example:99999/"]
)
def test_an_address_must_be_one(client: TestClient, url: str) -> None:
    answer = client.post(f"{API}/watches/{watch(client)['id']}/webhooks", json={"url": url})
    assert answer.status_code == 422


PRIVATE = ("http://127.0.0.1/", "http://localhost:8000/x", "http://10.0.0.7/", "http://169.254.169.254/latest", "http://192.168.1.1/", "http://2130706433/", "http://db.internal/", "http://0.0.0.0/")  # fmt: skip


@pytest.mark.parametrize("url", PRIVATE)
def test_an_address_of_this_network_is_refused(make_client: Any, url: str) -> None:
    with pytest.raises(Refused):
        check_target(url, allows_private=False)
    client = make_client()
    answer = client.post(f"{API}/watches/{watch(client)['id']}/webhooks", json={"url": url})
    assert answer.status_code == 422
    assert "--allow-private" in answer.json()["error"]["detail"]


def test_a_name_that_leads_to_this_network_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.getaddrinfo", lambda *given, **more: [(0, 0, 0, "", ("10.1.2.3", 80))])
    sent = send("http://innocent.example/", b"{}", {}, allows_private=False)
    assert (sent.status, sent.is_taken) == (None, False)
    assert "private" in str(sent.said)


class Answering:
    """A server of one connection: what came, and the pieces that it answers with, so many seconds apart."""

    def __init__(self, *pieces: bytes, pause: float = 0.0) -> None:
        self.pieces, self.pause, self.came = pieces, pause, b""
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}/hook?a=1"
        self.thread = threading.Thread(target=self.run)

    def __enter__(self) -> Answering:
        self.thread.start()
        return self

    def __exit__(self, *given: object) -> None:
        self.thread.join(10)
        self.listening.close()

    def run(self) -> None:
        line, _ = self.listening.accept()
        with line, suppress(OSError):
            while not self.came.endswith(b"{}"):
                self.came += line.recv(4096)
            for piece in self.pieces:
                line.sendall(piece)
                time.sleep(self.pause)


@pytest.mark.network
@pytest.mark.parametrize(
    ("answer", "status", "said"),
    [
        (b"HTTP/1.1 204 No Content\r\n\r\n", 204, None),
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", 302, "status 302"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n" + b"x" * 4096, 200, None),
        (b"nonsense\r\n\r\n", None, "nonsense"),
        (b"", None, "Remote end closed connection without response"),
    ],
)
def test_what_a_server_answers(answer: bytes, status: int | None, said: str | None) -> None:
    with Answering(answer) as server:
        sent = send(server.url, b"{}", {"X-Onrecord-Delivery": "d"}, allows_private=True)
    assert (sent.status, (sent.said or "").strip() or None) == (status, said)
    assert server.came.startswith(b"POST /hook?a=1 HTTP/1.1\r\n")
    assert b"X-Onrecord-Delivery: d" in server.came


@pytest.mark.network
def test_a_server_that_answers_without_end_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each piece comes in time, and all of them hold up whoever is told next."""
    monkeypatch.setattr(sending, "LONGEST", 0.4)
    begun = time.monotonic()
    with Answering(b"HTTP/1.1 200 OK\r\n", *[b"X-Wait: a while\r\n"] * 30, pause=0.1) as server:
        sent = send(server.url, b"{}", {}, allows_private=True)
        lasted = time.monotonic() - begun
    assert sent == Sent(None, "no answer within 0.4 seconds")
    assert lasted < 2.5


# --- the courier ----------------------------------------------------------------------------------


class Clockwork:
    """A store with a webhook, and what it answers."""

    def __init__(self, store: Store, *answers: Sent) -> None:
        self.store, self.answers, self.sent = store, list(answers), list[bytes]()
        at = "2026-03-05T00:00:00+00:00"
        store.watching.put(Watch("watch-1", "Wirth", "who=Wirth", "Ada", at, 0, at))
        newest = store.watching.newest()
        store.webhooks.put(Webhook("webhook-1", "watch-1", HOOK, SECRET, "Ada", at, newest))
        store.add(_record(STATED), version="1")
        self.courier = Courier(store, sending=self.send)

    def send(self, url: str, body: bytes, headers: dict[str, str]) -> Sent:
        self.sent.append(body)
        return self.answers.pop(0) if self.answers else Sent(500, "status 500")

    @property
    def webhook(self) -> Webhook:
        return self.store.webhooks.get("webhook-1")


def test_what_fails_is_tried_again_later_and_said(store: Store) -> None:
    clockwork = Clockwork(store, Sent(None, "refused"), Sent(503, "status 503"), Sent(204, None))
    now = 1000.0
    assert clockwork.courier.tell_all(now) == 0
    assert (clockwork.webhook.failures, clockwork.webhook.next_at) == (1, now + FIRST_WAIT)
    assert clockwork.courier.tell_all(now + FIRST_WAIT - 1) == 0
    assert len(clockwork.sent) == 1
    clockwork.courier.tell_all(now + FIRST_WAIT)
    assert clockwork.webhook.next_at == now + FIRST_WAIT + 2 * FIRST_WAIT
    assert clockwork.courier.tell_all(now + 100) == 1
    assert (clockwork.webhook.failures, clockwork.webhook.sent_to) == (0, store.watching.newest())
    assert [(one.status, one.said) for one in store.webhooks.attempts("webhook-1")] == [(204, None), (503, "status 503"), (None, "refused")]  # fmt: skip
    assert clockwork.sent[0] == clockwork.sent[2]
    assert clockwork.courier.tell_all(now + 200) == 0


def test_what_fails_for_ever_is_stopped(store: Store) -> None:
    clockwork, now = Clockwork(store), 0.0
    for _ in range(MOST_FAILURES + 5):
        now += 4000
        clockwork.courier.tell_all(now)
    assert len(clockwork.sent) == clockwork.webhook.failures == MOST_FAILURES
    assert clockwork.webhook.stopped_at


def test_what_is_gone_is_stopped_at_once(store: Store) -> None:
    clockwork = Clockwork(store, Sent(410, "status 410"))
    clockwork.courier.tell_all(1000.0)
    assert clockwork.webhook.stopped_at


def test_two_programs_do_not_tell_the_same(store: Store) -> None:
    clockwork = Clockwork(store, Sent(200, None))
    assert store.webhooks.take("webhook-1", 1000.0, 1060.0)
    assert not store.webhooks.take("webhook-1", 1001.0, 1061.0)
    assert clockwork.courier.tell_all(1001.0) == 0
    assert clockwork.courier.tell_all(1061.0) == 1


def test_only_the_last_tries_are_kept(store: Store) -> None:
    clockwork = Clockwork(store)
    for number in range(MOST_ATTEMPTS + 7):
        store.webhooks.told(clockwork.webhook, Attempt(f"{number:03}", 1, 500, None))
    kept = store.webhooks.attempts("webhook-1")
    assert len(kept) == MOST_ATTEMPTS
    assert kept[0].at == f"{MOST_ATTEMPTS + 6:03}"


def test_a_search_that_is_renamed_keeps_its_webhooks(store: Store) -> None:
    Clockwork(store)
    store.watching.put(replace(store.watching.watch("watch-1"), name="Other"))
    assert store.webhooks.of_watch("watch-1")
    assert store.webhooks.waiting(10**6)
    store.watching.put(replace(store.watching.watch("watch-1"), gone_at="2026-03-06"))
    assert not store.webhooks.waiting(10**6)


def test_of_very_many_hits_the_last_are_told_and_that_there_are_more(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.api.delivering.MOST_HITS", 3)
    at = "2026-03-05T00:00:00+00:00"
    found = Watch("watch-2", "all", "kind=statement", "Ada", at, 0, at)
    delivery = make_delivery(store, found, Webhook("webhook-2", "watch-2", HOOK, SECRET, "Ada", at, 0))
    told = json.loads(delivery.body)
    assert (delivery.hits, len(told["hits"]), told["is_more"]) == (3, 3, True)
    assert MOST_HITS == 200


def test_what_came_in_long_ago_is_not_looked_through_and_that_is_said(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.api.delivering.MOST_LOOKED", 1)
    at = "2026-03-05T00:00:00+00:00"
    found = Watch("watch-2", "all", "who=Nobody+At+All", "Ada", at, 0, at)
    assert json.loads(make_delivery(store, found, Webhook("webhook-2", "watch-2", HOOK, SECRET, "Ada", at, 0)).body)[
        "is_more"
    ]


def test_a_search_that_cannot_be_asked_any_more_stops_nobody_else(store: Store) -> None:
    clockwork = Clockwork(store, Sent(200, None))
    at = "2026-03-01T00:00:00+00:00"
    store.watching.put(Watch("watch-0", "old", "act=mumble", "Ada", at, 0, at))
    store.webhooks.put(Webhook("webhook-0", "watch-0", HOOK, SECRET, "Ada", at, 0))
    assert clockwork.courier.tell_all(1000.0) == 1
    assert "mumble" in str(store.webhooks.attempts("webhook-0")[0].said)
