"""One record by its id, why it says what it says, and what stands with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from onrecord.api.endpoint import Answer, Call, Endpoint, Parameter, Reply, json_answer
from onrecord.api.listing import PLURALS
from onrecord.api.schemas import COUNT, FLAG, Schema, component, id_of, list_of, record_of
from onrecord.pipeline import program_version

TEXT: Schema = {"type": "string"}
QUOTED = record_of(
    {"field": TEXT, "document": TEXT, "start": COUNT, "end": COUNT, "before": TEXT, "words": TEXT, "after": TEXT}
)
COPY_OF = record_of({"story": TEXT, "of": TEXT, "kind": TEXT, "share": {"type": "number"}})
EXPLANATION = record_of(
    {
        "record": component("record"),
        "evidence": list_of(component("quoted")),
        "origin": TEXT,
        "copies": list_of(COPY_OF),
    }
)
SAME = record_of({"entity": TEXT, "name": TEXT, "reason": TEXT, "is_joined": FLAG})
STATUS = record_of(
    {"version": TEXT, "reader": TEXT, "counts": record_of(dict.fromkeys(PLURALS, COUNT)), "is_read_only": FLAG}
)


def by_id(*kinds: str) -> Parameter:
    """The parameter of a path that is an id."""
    return Parameter(
        "identity",
        id_of(*kinds),
        "the id, or its beginning: at least six characters after the hyphen",
        is_required=True,
    )


def get_record(api: Any, call: Call) -> Reply:
    """The record of an id."""
    return Reply(api.store.get(call.identity))


def get_evidence(api: Any, call: Call) -> Reply:
    """Why a record says what it says."""
    why = api.store.why(call.identity)
    quoted = [
        {"field": one.field, "document": one.document, "start": one.start, "end": one.start + len(one.words), "before": one.before,
         "words": one.words, "after": one.after}
        for one in why.quoted
    ]  # fmt: skip
    copies = [{"story": note.story, "of": note.of, "kind": note.kind, "share": note.share} for note in why.copies]
    return Reply({"record": why.record, "evidence": quoted, "origin": why.origin, "copies": copies})


def get_text(api: Any, call: Call) -> Reply:
    """The clean text of a document, that all spans are of."""
    return Reply(text=api.store.text_of(api.store.full_id(call.identity)))


def get_same(api: Any, call: Call) -> Reply:
    """Entities that are one with this one, then those that may be."""
    found = [asdict(same) for same in api.store.same_as(call.identity)]
    return Reply({"items": found})


def get_status(api: Any, call: Call) -> Reply:
    """What is stored, and by which program it is served."""
    return Reply(
        {
            "version": version("onrecord"),
            "reader": program_version(),
            "counts": api.store.counts(),
            "is_read_only": api.settings.is_read_only,
        }
    )


def _one(kind: str) -> Endpoint:
    act: Callable[[Any, Call], Reply] = get_record
    answers = {200: json_answer(f"the {kind}", component(kind))}
    return Endpoint(
        "GET",
        f"/{PLURALS[kind]}/{{identity}}",
        f"get_{kind}",
        f"One {kind}.",
        act,
        answers,
        (by_id(kind),),
        errors=(404, 409),
    )


ENDPOINTS = (
    *(_one(kind) for kind in PLURALS),
    Endpoint(
        "GET", "/records/{identity}", "get_record", "One record of any type.", get_record,
        {200: json_answer("the record", component("record"))}, (by_id(*PLURALS),), errors=(404, 409),
    ),
    Endpoint(
        "GET", "/records/{identity}/evidence", "get_evidence", "The words that each field of a record was read from, in their context.",
        get_evidence, {200: json_answer("the record with its evidence", component("explanation"))}, (by_id(*PLURALS),), errors=(404, 409),
    ),
    Endpoint(
        "GET", "/documents/{identity}/text", "get_text", "The clean text that all spans are of, in code points.", get_text,
        {200: Answer("the text", {"text/plain": TEXT})}, (by_id("document"),), errors=(404, 409),
    ),
    Endpoint(
        "GET", "/entities/{identity}/same", "list_same", "Entities that are one with this one across documents, and those that may be.",
        get_same, {200: json_answer("the others", record_of({"items": list_of(component("same"))}))}, (by_id("entity"),), errors=(404, 409),
    ),
    Endpoint("GET", "/status", "get_status", "What is stored, and what serves it.", get_status, {200: json_answer("counts and versions", component("status"))}),
)  # fmt: skip
COMPONENTS: dict[str, Schema] = {"quoted": QUOTED, "explanation": EXPLANATION, "same": SAME, "status": STATUS}
