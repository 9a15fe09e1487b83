"""Saved searches, what came in for them, and the addresses that are told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from onrecord.api.endpoint import JSON, PREFIX, Answer, Call, Endpoint, Parameter, Reply, json_answer
from onrecord.api.judgements import now
from onrecord.api.listing import DEFAULT, FILTERS, GREATEST, PAGED, list_answer, page_of
from onrecord.api.records import TEXT
from onrecord.api.refusing import Refused
from onrecord.api.schemas import COUNT, FLAG, Schema, component, id_of, list_of, or_null, record_of
from onrecord.api.telling import filters_in, hit_objects, watch_object
from onrecord.model import content_id
from onrecord.store import Watch, Webhook
from onrecord.store.watching import MOST_WATCHES
from onrecord.web.filters import filters_of
from onrecord.web.hooks import SECRET, TARGET, make_webhook

ASKED: Schema = record_of({name: found.schema for name, found in FILTERS.items()}, []) | {"minProperties": 1}
NAME: Schema = {"type": "string", "minLength": 1, "maxLength": 120, "pattern": "[!-~]"}
NEW_WATCH = record_of({"name": NAME, "filters": ASKED})
WATCH = record_of(
    {"id": TEXT, "name": TEXT, "filters": {"type": "object", "additionalProperties": {"anyOf": [TEXT, FLAG]}}, "by": TEXT, "at": TEXT, "looked_to": COUNT, "looked_at": TEXT}
)  # fmt: skip
QUOTED = record_of({"text": TEXT, "span": component("span")})
HIT = record_of(
    {
        "id": TEXT,
        "type": TEXT,
        "document": TEXT,
        "story": TEXT,
        "outlet": or_null(TEXT),
        "source": or_null(TEXT),
        "sentence": TEXT,
        "quotations": list_of(QUOTED),
        "came_in": or_null(TEXT),
        "number": COUNT,
        "record": component("record"),
    }
)
ADDRESS: Schema = {"type": "string", "pattern": TARGET, "examples": ["https://example.org/hook"]}
NEW_WEBHOOK = record_of({"url": ADDRESS, "secret": {"type": "string", "pattern": SECRET}}, ["url"])
ATTEMPT = record_of({"at": TEXT, "hits": COUNT, "status": or_null({"type": "integer"}), "said": or_null(TEXT)})
_WEBHOOK = {
    "id": TEXT, "watch": TEXT, "url": TEXT, "by": TEXT, "at": TEXT, "sent_to": COUNT, "failures": COUNT, "stopped_at": or_null(TEXT),
    "attempts": list_of(ATTEMPT),
}  # fmt: skip
WEBHOOK = record_of(_WEBHOOK)
MADE = record_of(_WEBHOOK | {"secret": TEXT})


def list_watches(api: Any, call: Call) -> Reply:
    """The saved searches, by name."""
    return Reply({"items": [watch_object(watch) for watch in api.store.watching.watches()]})


def get_watch(api: Any, call: Call) -> Reply:
    """A saved search."""
    return Reply(watch_object(_watch(api, call)))


def post_watch(api: Any, call: Call) -> Reply:
    """Save a search; what came in before counts as looked at."""
    watching, at = api.store.watching, now()
    filters = filters_of({name: _in_address(value) for name, value in call.body["filters"].items()})
    if filters.is_empty:
        raise Refused(409, "a search that asks for nothing cannot be watched; give words or a filter")
    if len(watching.watches()) >= MOST_WATCHES:
        raise Refused(409, f"{MOST_WATCHES} searches are saved, and no more can be; delete one first")
    newest = watching.newest()
    watching.arrived(filters.to_query(), newest, limit=1)
    name = " ".join(call.body["name"].split())
    watch = Watch(content_id("watch", filters.address, api.settings.person, at), name, filters.address, api.settings.person, at, newest, at)  # fmt: skip
    watching.put(watch)
    return Reply(watch_object(watch), 201, {"Location": f"{PREFIX}/watches/{watch.id}"})


def _in_address(value: Any) -> str:
    return ("1" if value else "0") if isinstance(value, bool) else value


def delete_watch(api: Any, call: Call) -> Reply:
    """Delete a saved search; the desk can bring it back."""
    api.store.watching.put(replace(_watch(api, call), gone_at=now()))
    return Reply(status=204)


def list_hits(api: Any, call: Call) -> Reply:
    """What came in for a saved search, the last first."""
    watch = _watch(api, call)
    most, cursor = call.given.get("limit", DEFAULT), call.given.get("cursor")
    before = None if cursor is None else (min(int(cursor, 16) >> 64, GREATEST), min(int(cursor, 16) & (1 << 64) - 1, GREATEST))  # fmt: skip
    after = watch.looked_to if call.given.get("new") else min(call.given.get("after", 0), GREATEST)
    found = api.store.watching.arrived(filters_in(watch).to_query(), after, limit=most + 1, before=before)
    cursors = [f"{one.number << 64 | one.hit.number:x}" for one in found]
    return page_of(list(zip(cursors, hit_objects(api.store, found), strict=True)), most, call)


def list_webhooks(api: Any, call: Call) -> Reply:
    """The webhooks of a saved search, with how telling them went."""
    found = api.store.webhooks.of_watch(_watch(api, call).id)
    return Reply({"items": [_webhook_object(api, webhook) for webhook in found]})


def get_webhook(api: Any, call: Call) -> Reply:
    """A webhook, with how telling it went."""
    return Reply(_webhook_object(api, _webhook(api, call)))


def post_webhook(api: Any, call: Call) -> Reply:
    """Tell an address of what comes in from now on; the secret is said this once."""
    watch = _watch(api, call)
    made = make_webhook(
        api.store, watch.id, call.body["url"], call.body.get("secret"), person=api.settings.person, allows_private=api.settings.allows_private
    )  # fmt: skip
    api.courier.notify()
    address = f"{PREFIX}/watches/{watch.id}/webhooks/{made.id}"
    return Reply(_webhook_object(api, made) | {"secret": made.secret}, 201, {"Location": address})


def delete_webhook(api: Any, call: Call) -> Reply:
    """Tell an address no more."""
    api.store.webhooks.drop(_webhook(api, call).id)
    return Reply(status=204)


def _watch(api: Any, call: Call) -> Watch:
    watch: Watch = api.store.watching.watch(call.identity)
    if watch.gone_at is not None:
        raise Refused(404, f"{watch.id}: this search was deleted")
    return watch


def _webhook(api: Any, call: Call) -> Webhook:
    found: Webhook = api.store.webhooks.get(call.path["webhook"])
    if found.watch != _watch(api, call).id:
        raise Refused(404, f"{found.id}: nothing of this search has this id")
    return found


def _webhook_object(api: Any, webhook: Webhook) -> dict[str, Any]:
    found: Mapping[str, Any] = asdict(webhook)
    attempts = [asdict(attempt) for attempt in api.store.webhooks.attempts(webhook.id)]
    return {name: found[name] for name in _WEBHOOK if name != "attempts"} | {"attempts": attempts}


OF_WATCH = Parameter("identity", id_of("watch"), "the whole id of a saved search", is_required=True)
OF_WEBHOOK = Parameter("webhook", id_of("webhook"), "the whole id of a webhook", is_required=True)
NEW = Parameter("new", FLAG, "only what came in since somebody looked")
AFTER = Parameter(
    "after", {"type": "integer", "minimum": 0, "maximum": 10**12}, "only what came in after the document of this number"
)
_ITEMS = "/watches/{identity}/webhooks"
ENDPOINTS = (
    Endpoint("GET", "/watches", "list_watches", "The saved searches, by name.", list_watches, {200: json_answer("all of them", record_of({"items": list_of(component("watch"))}))}),
    Endpoint("POST", "/watches", "post_watch", "Save a search.", post_watch, {201: json_answer("it is saved", component("watch"), Location="its address")}, body={JSON: component("new_watch")}, errors=(409, 413, 415, 422, 503)),
    Endpoint("GET", "/watches/{identity}", "get_watch", "A saved search.", get_watch, {200: json_answer("the search", component("watch"))}, (OF_WATCH,), errors=(404,)),
    Endpoint("DELETE", "/watches/{identity}", "delete_watch", "Delete a saved search; the desk can bring it back.", delete_watch, {204: Answer("it is gone")}, (OF_WATCH,), errors=(404, 503)),
    Endpoint(
        "GET", "/watches/{identity}/hits", "list_hits", "What came in for a saved search, the last first, in the newest thousand documents.",
        list_hits, {200: list_answer("a page of hits", component("hit"))}, (OF_WATCH, NEW, AFTER, *PAGED), errors=(404,), is_costly=True,
    ),
    Endpoint("GET", _ITEMS, "list_webhooks", "The webhooks of a saved search.", list_webhooks, {200: json_answer("all of them", record_of({"items": list_of(component("webhook"))}))}, (OF_WATCH,), errors=(404,)),
    Endpoint("POST", _ITEMS, "post_webhook", "Tell an address of what comes in from now on.", post_webhook, {201: json_answer("it is told; its secret is said this once", component("made_webhook"), Location="its address")}, (OF_WATCH,), {JSON: component("new_webhook")}, (404, 409, 413, 415, 422, 503)),
    Endpoint("GET", f"{_ITEMS}/{{webhook}}", "get_webhook", "A webhook, and how telling it went.", get_webhook, {200: json_answer("the webhook", component("webhook"))}, (OF_WATCH, OF_WEBHOOK), errors=(404,)),
    Endpoint("DELETE", f"{_ITEMS}/{{webhook}}", "delete_webhook", "Tell an address no more.", delete_webhook, {204: Answer("it is gone")}, (OF_WATCH, OF_WEBHOOK), errors=(404, 503)),
)  # fmt: skip
COMPONENTS: dict[str, Schema] = {
    "new_watch": NEW_WATCH, "watch": WATCH, "hit": HIT, "new_webhook": NEW_WEBHOOK, "webhook": WEBHOOK, "made_webhook": MADE,
}  # fmt: skip
