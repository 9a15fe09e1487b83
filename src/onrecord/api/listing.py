"""Lists of everything of a type, page after page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from onrecord.api.endpoint import Call, Endpoint, Parameter, Reply, json_answer
from onrecord.api.schemas import (
    CURSOR,
    DATE,
    FLAG,
    WORD,
    Schema,
    component,
    id_of,
    limit,
    list_of,
    one_of,
    or_null,
    record_of,
)
from onrecord.model import Act, EntityKind, EventStatus
from onrecord.rules.triggers import TYPES
from onrecord.store import Asked, Query, Store
from onrecord.store.asking import COMMITMENT_KINDS, COMMITMENT_STATES, DISPUTE_KINDS, DISPUTE_STATES
from onrecord.web.filters import NAMES

Found = dict[str, Any]
TOKEN = "token"
"""A parameter that is the guard's."""
DEFAULT, MOST = 50, 500
"""Items of a page."""
FEW, MOST_WHOLE = 10, 100
"""Documents of a page, which come with all their text."""
GREATEST = (1 << 63) - 1
PLURALS = {
    "document": "documents", "story": "stories", "entity": "entities", "statement": "statements", "event": "events",
    "quantity": "quantities", "time": "times", "place": "places", "copy": "copies", "incident": "incidents", "dispute": "disputes",
    "commitment": "commitments", "judgement": "judgements", "issue": "issues", "proposal": "proposals",
}  # fmt: skip
"""Types and what their lists are called."""
FOUND = ("story", "statement", "event")
ANSWERED = ("incident", "dispute", "commitment")
KINDS = ("statement", "event", "story")
FILTERS = {
    "q": Parameter("q", WORD, "words that must all stand in it"),
    "kind": Parameter("kind", one_of(KINDS), "only what is of this kind"),
    "who": Parameter("who", WORD, "who says or does it: whole words of a name, or an id"),
    "to": Parameter("to", WORD, "whom it is said or done to"),
    "type": Parameter("type", one_of(sorted(TYPES)), "a type of PLOVER"),
    "act": Parameter("act", one_of([act.value for act in Act]), "what a statement does"),
    "status": Parameter("status", one_of([status.value for status in EventStatus]), "how an event stands"),
    "place": Parameter("place", WORD, "where it happened"),
    "outlet": Parameter("outlet", WORD, "who published it"),
    "since": Parameter("since", DATE, "on or after this day, month or year"),
    "until": Parameter("until", DATE, "on or before this day, month or year"),
    "alleged": Parameter("alleged", FLAG, "only what is alleged"),
    "disputed": Parameter("disputed", FLAG, "only what is disputed"),
}
"""Filters of a search, by the names that they have in every address of the desk too."""
DOCUMENT = Parameter("document", id_of("document"), "only what was read in this document: its whole id")
STORY = Parameter("story", id_of("story"), "only what was read in this story: its whole id")
_OF = {
    "story": ("q", "outlet", "since", "until"),
    "statement": ("q", "who", "to", "act", "outlet", "since", "until", "alleged", "disputed"),
    "event": ("q", "who", "to", "type", "status", "place", "outlet", "since", "until", "alleged", "disputed"),
    "incident": ("q", "who", "place", "outlet", "since", "until"),
    "dispute": ("q", "who", "outlet", "since", "until"),
    "commitment": ("q", "who", "outlet", "since", "until"),
}
_MORE = {
    "entity": (
        Parameter("name", WORD, "what it is called, in full or some words of it; those that are one with it too"),
        Parameter("kind", one_of([kind.value for kind in EntityKind]), "only what is of this kind"), DOCUMENT,
    ),
    "document": (), "story": (DOCUMENT,), "copy": (STORY,), "issue": (DOCUMENT, STORY),
    "incident": (
        Parameter("kind", WORD, "a type of PLOVER, or a kind of accident or disaster"),
        Parameter("reports", {"type": "integer", "minimum": 1, "maximum": 1000, "default": 1}, "the least number of independent reports"),
    ),
    "dispute": (Parameter("kind", one_of(DISPUTE_KINDS), "what is disputed"), Parameter("state", one_of(DISPUTE_STATES), "how it stands")),
    "commitment": (
        Parameter("kind", one_of(COMMITMENT_KINDS), "what it is"), Parameter("state", one_of(COMMITMENT_STATES), "what became of it"),
        Parameter("due_before", DATE, "only what has a deadline before this"),
    ),
    "judgement": (Parameter("record", id_of(*(kind for kind in PLURALS if kind != "judgement")), "only those on this record: its whole id"),),
}  # fmt: skip
PAGED = (
    Parameter("limit", limit(DEFAULT, MOST), "items of a page at most"),
    Parameter("cursor", CURSOR, "where to go on"),
)
PAGED_WHOLE = (Parameter("limit", limit(FEW, MOST_WHOLE), "items of a page at most"), PAGED[1])
ORDERS = {
    "document": "in the order in which they came in",
    **dict.fromkeys(FOUND, "the newest first, those of a story in the order of its text"),
    **dict.fromkeys(ANSWERED, "those told last first"),
}


def filtered(call: Call) -> Query:
    """The search that the parameters of a call ask for."""
    names = {found.name for found in fields(Query)}
    given = {NAMES[name]: value for name, value in call.given.items() if name in NAMES}
    return Query(**{name: value for name, value in given.items() if name in names})


def page_of(items: Sequence[tuple[str, Found]], most: int, call: Call) -> Reply:
    """A page of a list of which one more than a page was asked for, each with the cursor behind it."""
    following = items[most - 1][0] if len(items) > most else None
    headers = {}
    if following is not None:
        path, _, query = call.address.partition("?")
        kept = [
            (name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name not in ("cursor", TOKEN)
        ]
        headers["Link"] = f'<{path}?{urlencode([*kept, ("cursor", following)])}>; rel="next"'
    return Reply({"items": [found for _, found in items[:most]], "next": following}, headers=headers)


def number_in(cursor: str | None) -> int | None:
    """The number that a cursor stands for."""
    return None if cursor is None else min(int(cursor, 16), GREATEST)


def _list_found(kind: str) -> Callable[[Any, Call], Reply]:
    def act(api: Any, call: Call) -> Reply:
        store: Store = api.store
        most = call.given.get("limit", DEFAULT)
        query = replace(filtered(call), kind=kind, limit=most + 1, after=number_in(call.given.get("cursor")))
        found = store.paging.found(query, kind, document=call.given.get("document"), story=call.given.get("story"))
        return page_of([(f"{number:x}", record) for number, record in found], most, call)

    return act


def _list_answers(kind: str) -> Callable[[Any, Call], Reply]:
    def act(api: Any, call: Call) -> Reply:
        most = call.given.get("limit", DEFAULT)
        own = {found.name for found in fields(Asked)} - {"limit"}
        given = {{"q": "words"}.get(name, name): value for name, value in call.given.items()}
        asked = {"reports": 1} | {name: value for name, value in given.items() if name in own}
        found = api.store.paging.answers(
            kind, Asked(**asked, limit=most + 1, after=number_in(call.given.get("cursor")))
        )
        return page_of([(f"{number:x}", record) for number, record in found], most, call)

    return act


def _list_stored(kind: str) -> Callable[[Any, Call], Reply]:
    def act(api: Any, call: Call) -> Reply:
        most = call.given.get("limit", DEFAULT)
        only = {name: call.given[name] for name in ("document", "story", "record") if name in call.given}
        found = api.store.paging.stored(kind, f"{kind}-{call.given.get('cursor', '')}", most + 1, **only)
        return page_of([(record["id"].partition("-")[2], record) for record in found], most, call)

    return act


def _list_entities(api: Any, call: Call) -> Reply:
    most = call.given.get("limit", DEFAULT)
    only = {name: call.given[name] for name in ("name", "kind", "document") if name in call.given}
    found = api.store.paging.entities(f"entity-{call.given.get('cursor', '')}", most + 1, **only)
    return page_of([(record["id"].partition("-")[2], record) for record in found], most, call)


def _list_documents(api: Any, call: Call) -> Reply:
    most = call.given.get("limit", FEW)
    found = api.store.paging.documents(number_in(call.given.get("cursor")) or 0, most + 1)
    return page_of([(f"{number:x}", record) for number, record in found], most, call)


def list_answer(about: str, schema: Schema) -> Any:
    """A page of items of this schema."""
    page = record_of({"items": list_of(schema), "next": or_null(CURSOR)})
    return json_answer(about, page, Link='the address of the next page, `rel="next"` (RFC 8288), where there is one')


def _endpoint(kind: str) -> Endpoint:
    name = PLURALS[kind]
    own_list = {"document": _list_documents, "entity": _list_entities}
    make = _list_found if kind in FOUND else _list_answers if kind in ANSWERED else _list_stored
    of_kind = own_list.get(kind) or make(kind)
    own = tuple(FILTERS[filter_name] for filter_name in _OF.get(kind, ()))
    more = _MORE.get(kind, (DOCUMENT, STORY))
    return Endpoint(
        "GET", f"/{name}", f"list_{name}", f"All {name} that fit, {ORDERS.get(kind, 'in the order of their ids')}.", of_kind,
        {200: list_answer(f"a page of {name}", component(kind))}, (*own, *more, *(PAGED_WHOLE if kind == "document" else PAGED)),
    )  # fmt: skip


ENDPOINTS = tuple(_endpoint(kind) for kind in PLURALS)
