"""Documents in: read as the command line reads them, stored, and set beside what is stored."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from onrecord.api.endpoint import JSON, PREFIX, Call, Endpoint, Parameter, Raw, Reply, json_answer
from onrecord.api.refusing import Refused
from onrecord.api.schemas import COUNT, MOMENT, TEXT, WORD, Schema, component, list_of, one_of, record_of
from onrecord.errors import StoreError
from onrecord.intake import Item, formats, make_options
from onrecord.model import Document, Issue
from onrecord.pipeline import join_stored, program_version, read_document, settle_stored
from onrecord.serialize import to_object
from onrecord.store import Store

JOINED_AT_ONCE = 20_000
"""Entities up to which names are joined across documents: some eight seconds."""
MOST_BYTES = 4 << 20
"""Bytes of a document that is sent."""
LABEL = "the request"
FIELDS = ("text", "title", "outlet", "published", "url")
URL: Schema = {"type": "string", "pattern": "^https?://[!-~]{1,2000}$", "examples": ["https://example.org/news/1"]}
PLAIN: Schema = {
    "type": "string",
    "minLength": 1,
    "pattern": r"^[\t\n\r -~\u00a1-\uffff]*[!-~\u00a1-\u167f][\t\n\r -~\u00a1-\uffff]*$",
}
"""A text without control characters, in which something can be seen."""
GIVEN = {"title": WORD, "outlet": WORD, "published": MOMENT, "url": URL}
POSTED = record_of({"text": TEXT, **GIVEN}, ["text"])
READ = record_of(
    {
        "status": one_of(("read", "known")),
        "id": {"type": "string"},
        "stories": list_of({"type": "string"}),
        "counts": record_of(
            dict.fromkeys(("story", "entity", "statement", "event", "quantity", "time", "place"), COUNT)
        ),
        "issues": list_of(component("issue")),
    }
)
HTML = "text/html"
TEXT_PLAIN = "text/plain"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a request: the document, whether it was there already, and what could not be understood on the way."""

    document: str
    is_known: bool
    issues: tuple[Issue, ...]


async def post_document(api: Any, call: Call) -> Reply:
    """Read a document in; whoever asks waits until it is stored."""
    item, reader = _item(call)
    done = api.writer.submit(lambda: read_in(api.store, item, reader, api.joining))
    outcome: Outcome = await asyncio.shield(asyncio.wrap_future(done))
    if not outcome.is_known:
        api.courier.notify()
    found = await api.in_thread(lambda: told(api.store, outcome))
    headers = {"Location": f"{PREFIX}/documents/{outcome.document}"}
    return Reply(found, 200 if outcome.is_known else 201, headers)


def _item(call: Call) -> tuple[Item, Any]:
    """What was sent, as reading takes it: a text or a page as a file of it is, JSON as a line of JSON Lines is."""
    given = call.given
    options = make_options(outlet=given.get("outlet"), published=given.get("published"))
    if isinstance(call.body, Raw):
        item = Item(LABEL, _in_utf8(call.body), options, None, given.get("url"), None, call.body.media_type)
        return item, formats.read_page if call.body.media_type == HTML else formats.read_text
    options = replace(options, mapping=tuple((name, name) for name in FIELDS))
    data = json.dumps(call.body).encode()
    return Item(LABEL, data, options, None, given.get("url"), None, "application/jsonl"), formats.read_json_lines


def _in_utf8(body: Raw) -> bytes:
    """The bytes of a text in UTF-8 where another encoding is said; a page says its own."""
    if body.media_type == HTML or body.charset in (None, "utf-8", "ascii"):
        return body.data
    try:
        return body.data.decode(body.charset or "").encode()
    except (UnicodeError, LookupError) as error:
        raise Refused(422, f"{LABEL} is not written in {body.charset}") from error


def read_in(store: Store, item: Item, reader: Any, joining: Joining) -> Outcome:
    """Read, store and settle the document of an item. Raises Refused with 422 where there is none in it."""
    issues: list[Issue] = []
    for found in reader(item):
        if isinstance(found, Issue):
            issues.append(found)
            continue
        outcome = _store(store, found, tuple(issues))
        joining.is_due = joining.is_due or not outcome.is_known
        return outcome
    raise Refused(422, "; ".join(issue.message for issue in issues) or f"{LABEL} has no text")


def _store(store: Store, document: Document, issues: tuple[Issue, ...]) -> Outcome:
    if store.is_read(document.id, program_version()):
        settle_stored(store)
        return Outcome(document.id, True, issues)
    store.add(read_document(document), version=program_version())
    settle_stored(store)
    return Outcome(document.id, False, issues)


class Joining:
    """Names are joined across documents when none waits, as far as that takes seconds."""

    def __init__(self, store: Store) -> None:
        self._store, self.is_due = store, False

    def join(self) -> None:
        """Join what came in since the last time."""
        if not self.is_due:
            return
        self.is_due = False
        with suppress(StoreError):
            if self._store.counts()["entity"] <= JOINED_AT_ONCE:
                join_stored(self._store)


def told(store: Store, outcome: Outcome) -> dict[str, Any]:
    """What is answered: how much was read, and every issue."""
    objects = list(store.document_objects(outcome.document))
    counts = {
        kind: sum(found["type"] == kind for found in objects) for kind in READ["properties"]["counts"]["properties"]
    }
    issues = [*map(to_object, outcome.issues), *(found for found in objects if found["type"] == "issue")]
    return {
        "status": "known" if outcome.is_known else "read",
        "id": outcome.document,
        "stories": [found["id"] for found in objects if found["type"] == "story"],
        "counts": counts,
        "issues": issues,
    }


PARAMETERS = (
    Parameter("outlet", GIVEN["outlet"], "who published it; wins over what is sent"),
    Parameter("published", GIVEN["published"], "when; wins over what is sent"),
    Parameter("url", GIVEN["url"], "where it was found, where what is sent does not say it"),
)
ENDPOINTS = (
    Endpoint(
        "POST", "/documents", "post_document",
        "Read a document in. A text or a page is read as a file of it would be, JSON as a line of JSON Lines; answered when it is stored.",
        post_document,
        {
            201: json_answer("it was read", component("reading"), Location="the address of the document"),
            200: json_answer("it was there already", component("reading"), Location="the address of the document"),
        },
        PARAMETERS,
        {JSON: component("posted_document"), TEXT_PLAIN: PLAIN, HTML: {"type": "string", "minLength": 1}},
        errors=(413, 415, 422, 503), is_async=True,
    ),
)  # fmt: skip
COMPONENTS: dict[str, Schema] = {"posted_document": POSTED, "reading": READ}
