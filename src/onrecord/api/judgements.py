"""What people decide: accepted, amended or rejected, the same or different; and taken back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from onrecord.api.endpoint import JSON, PREFIX, Call, Endpoint, Reply, json_answer
from onrecord.api.records import by_id
from onrecord.api.refusing import Refused
from onrecord.api.schemas import WORD, Schema, component, id_of, list_of, one_of, record_of
from onrecord.errors import UsageError
from onrecord.judging import ACCEPTED, AMENDED, REJECTED, judge_record, with_judgements
from onrecord.model import Judgement, SourceKind
from onrecord.pipeline import judge_same, withdraw_judgement
from onrecord.serialize import from_object, to_object
from onrecord.store import Doubted
from onrecord.web.amending import FIELDS, read_amendment, text_mark

SAME, DIFFERENT = "same", "different"
REASON: Schema = {"type": "string", "minLength": 1, "maxLength": 500}
SPAN: Schema = {
    "type": "array",
    "items": {"type": "integer", "minimum": 0, "maximum": 999_999_999},
    "minItems": 2,
    "maxItems": 2,
}
_FIELDS = tuple(dict.fromkeys(name for names in FIELDS.values() for name in names))
ON_RECORD = record_of(
    {"record": id_of("statement", "event", "issue"), "verdict": one_of((ACCEPTED, REJECTED)), "reason": REASON}, ["record", "verdict"]
)  # fmt: skip
AMENDING = record_of(
    {
        "record": id_of(*FIELDS),
        "verdict": one_of((AMENDED,)),
        "field": one_of(_FIELDS),
        "value": WORD,
        "spans": list_of(SPAN, 20),
        "words": {"type": "string", "minLength": 1, "maxLength": 4000},
        "source_kind": one_of([kind.value for kind in SourceKind if kind is not SourceKind.UNSTATED]),
        "reason": REASON,
    },
    ["record", "verdict", "field"],
)
ON_ENTITIES = record_of(
    {"one": id_of("entity"), "other": id_of("entity"), "verdict": one_of((SAME, DIFFERENT)), "reason": REASON},
    ["one", "other", "verdict"],
)
JUDGED: Schema = {"anyOf": [ON_RECORD, AMENDING, ON_ENTITIES], "type": "object"}


def post_judgement(api: Any, call: Call) -> Reply:
    """Keep what a person decided, in the name under which the API is run."""
    body: dict[str, Any] = call.body
    if "one" in body:
        ids = sorted(api.store.full_id(body[name]) for name in ("one", "other"))
        if ids[0] == ids[1]:
            raise Refused(409, "these are one entity already: give the ids of two different entities")
        found = judge_same(
            api.store, *ids, is_same=body["verdict"] == SAME, by=api.settings.person, at=now(), reason=body.get("reason")
        )  # fmt: skip
    else:
        found = _judge(api, body)
    return Reply(to_object(found), 201, {"Location": f"{PREFIX}/judgements/{found.id}"})


def _judge(api: Any, body: dict[str, Any]) -> Judgement:
    store = api.store
    doubted: Doubted | None = next(iter(store.doubted([store.full_id(body["record"])])), None)
    if doubted is None or doubted.document is None:
        raise Refused(409, f"{body['record']}: this belongs to no document, and cannot be judged")
    field, value = None, None
    if body["verdict"] == AMENDED:
        held = store.judgements_of([doubted.record["id"]]).get(doubted.record["id"], ())
        text = store.text_of(doubted.document)
        try:
            field, value = read_amendment(store, with_judgements(doubted.record, held), doubted.document, text, _form(body, text))  # fmt: skip
        except UsageError as error:
            raise Refused(422, str(error)) from error
    judgement = judge_record(
        doubted.record, body["verdict"], by=api.settings.person, at=now(), document=doubted.document, reason=body.get("reason"),
        field=field, value=value,
    )  # fmt: skip
    store.judge(judgement)
    kept: Judgement = from_object(store.get(judgement.id))
    return kept


def _form(body: dict[str, Any], text: str) -> dict[str, str]:
    """The fields of the form that amends the same."""
    form = {"field": body["field"], "value": body.get("value", ""), "words": body.get("words", "")}
    if "spans" in body:
        form |= {"spans": " ".join(f"{int(start)}-{int(end)}" for start, end in body["spans"]), "mark": text_mark(text)}
    return form | ({"kind": body["source_kind"]} if "source_kind" in body else {})


def withdraw(api: Any, call: Call) -> Reply:
    """Take a judgement back; it stays to be seen, and counts no longer."""
    judgement: Judgement = from_object(api.store.get(call.identity))
    if judgement.by != api.settings.person:
        raise Refused(403, f"this was decided by {judgement.by}; decide otherwise, and both stay to be seen")
    return Reply(to_object(withdraw_judgement(api.store, judgement.id, at=now())))


def now() -> str:
    """The time, to the microsecond, in UTC."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


ENDPOINTS = (
    Endpoint(
        "POST", "/judgements", "post_judgement",
        "Accept, amend or reject a statement, an event or an issue, or say of two entities whether they are one.", post_judgement,
        {201: json_answer("the judgement", component("judgement"), Location="its address")}, body={JSON: component("judged")},
        errors=(404, 409, 413, 415, 422, 503),
    ),
    Endpoint(
        "DELETE", "/judgements/{identity}", "withdraw_judgement", "Take a judgement of one's own back: it stays to be seen and counts no longer.",
        withdraw, {200: json_answer("the judgement as it stands now", component("judgement"))}, (by_id("judgement"),), errors=(404, 409, 503),
    ),
)  # fmt: skip
COMPONENTS: dict[str, Schema] = {"judged": JUDGED}
