"""What people decided: judgements, the records that they hold for as these are read now, and what is still to be looked at."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    literal_column,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from onrecord.errors import StoreError
from onrecord.judging import VERDICTS, Decision, anchor_of, attach, decide, seen_in
from onrecord.model import Judgement
from onrecord.serialize import from_object, to_json_line, to_object
from onrecord.store.doubt import ALLEGING, DISPUTED, LEAST, REREAD, Doubt, doubts_of
from onrecord.store.driver import run, write
from onrecord.store.lists import LISTED, listed, one_of
from onrecord.store.tables import BY_TYPE, DOUBT, EVENT, JUDGED, JUDGEMENT, RESULT_PART, STATEMENT, storable

ANCHORED = frozenset({"statement", "event", "quantity", "time", "place", "issue"})
"""Types whose records belong to one document and are read anew with it."""
PUT_DOUBTS = insert(DOUBT).prefix_with("OR REPLACE")
Found = dict[str, Any]


# --- judging ----------------------------------------------------------------------------------------


def put_judgement(connection: Connection, judgement: Judgement) -> None:
    """Add a judgement, with where its record stands; one that is there already stays as it is."""
    judgement = _anchored(connection, judgement)
    found = to_object(judgement)
    row = {column.name: found.get(column.name) for column in JUDGEMENT.columns if column.name != "document"}
    row |= {"document": judgement.anchor.document if judgement.anchor else None, "json": to_json_line(found)}
    connection.execute(insert(JUDGEMENT).prefix_with("OR IGNORE"), storable(row))
    hold(connection, judgement)


def hold(connection: Connection, judgement: Judgement) -> None:
    """Let a judgement hold for what it is about."""
    subjects = judgement.subject.split(" ")
    _hold(connection, [(subject, judgement.id) for subject in subjects])
    settle(connection, subjects)


def _anchored(connection: Connection, judgement: Judgement) -> Judgement:
    kind = judgement.subject.partition("-")[0]
    if kind not in ANCHORED or judgement.anchor is not None:
        return judgement
    table = BY_TYPE[kind]
    row = connection.execute(select(table.c.document, table.c.json).where(table.c.id == judgement.subject)).first()
    if row is None or row.document is None:
        return judgement
    record = json.loads(row.json)
    seen = judgement.seen or seen_in(record)
    return replace(judgement, anchor=anchor_of(record, row.document), seen=seen)


def withdraw(connection: Connection, identity: str, at: str) -> Judgement:
    """Take a judgement back, and say how it stands; one that was taken back before stays as it is. Raises StoreError where there is none."""
    packed = connection.scalars(select(JUDGEMENT.c.json).where(JUDGEMENT.c.id == identity)).first()
    if packed is None:
        raise StoreError(f"{identity}: nothing in the database has this id")
    judgement: Judgement = from_object(json.loads(packed))
    if judgement.withdrawn_at is not None:
        return judgement
    judgement = replace(judgement, withdrawn_at=at)
    row = {"withdrawn_at": at, "json": to_json_line(to_object(judgement))}
    connection.execute(update(JUDGEMENT).where(JUDGEMENT.c.id == identity), storable(row))
    settle(connection, list(connection.scalars(select(JUDGED.c.record).where(JUDGED.c.judgement == identity))))
    return judgement


def judgements_of(connection: Connection, ids: Iterable[str]) -> dict[str, tuple[Judgement, ...]]:
    """By id of a record the judgements that hold for it as it is read now, the oldest first, withdrawn ones too."""
    wanted = (
        select(JUDGED.c.record, JUDGEMENT.c.json)
        .join(JUDGEMENT, JUDGEMENT.c.id == JUDGED.c.judgement)
        .where(JUDGED.c.record.in_(one_of(set(ids))))
    )
    found: dict[str, list[Judgement]] = {}
    for row in connection.execute(wanted.order_by(JUDGEMENT.c.at, JUDGEMENT.c.id)):
        found.setdefault(row.record, []).append(from_object(json.loads(row.json)))
    return {record: tuple(group) for record, group in found.items()}


def decisions_of(connection: Connection, ids: Iterable[str]) -> dict[str, Decision]:
    """By id of a record what people decided on it, where anybody did."""
    found: dict[str, Decision] = {}
    for record, judgements in judgements_of(connection, ids).items():
        row = _row_of(connection, record) if record.partition("-")[0] in ANCHORED else None
        decision = decide(json.loads(row.json), judgements) if row else None
        if decision is not None:
            found[record] = decision
    return found


def judged_documents(connection: Connection) -> list[str]:
    """Ids of the documents whose records people judged, in order."""
    c = JUDGEMENT.c
    wanted = select(c.document).where(c.document.is_not(None), c.withdrawn_at.is_(None)).distinct().order_by(c.document)
    return [document for document in connection.scalars(wanted) if document]


def last_of(connection: Connection, by: str) -> Judgement | None:
    """The last judgement of a person that stands."""
    wanted = select(JUDGEMENT.c.json).where(JUDGEMENT.c.by == by, JUDGEMENT.c.withdrawn_at.is_(None))
    packed = connection.scalars(wanted.order_by(JUDGEMENT.c.at.desc(), JUDGEMENT.c.id.desc()).limit(1)).first()
    return None if packed is None else from_object(json.loads(packed))


def listed_judgements(
    connection: Connection, *, by: str | None, verdict: str | None, is_lost: bool, limit: int, offset: int
) -> list[tuple[Judgement, str | None]]:
    """Judgements, the newest first, each with a record that it holds for now; None where that is no longer found."""
    record = select(func.min(JUDGED.c.record)).where(JUDGED.c.judgement == JUDGEMENT.c.id).scalar_subquery()
    wanted = select(JUDGEMENT.c.json, record.label("record"))
    if by:
        wanted = wanted.where(JUDGEMENT.c.by == by)
    if verdict:
        wanted = wanted.where(JUDGEMENT.c.verdict == verdict)
    if is_lost:
        wanted = wanted.where(~exists().where(JUDGED.c.judgement == JUDGEMENT.c.id))
    wanted = wanted.order_by(JUDGEMENT.c.at.desc(), JUDGEMENT.c.id.desc()).limit(limit).offset(offset)
    return [(from_object(json.loads(row.json)), row.record) for row in connection.execute(wanted)]


def _hold(connection: Connection, pairs: Iterable[tuple[str, str]]) -> None:
    rows = [{"record": record, "judgement": judgement} for record, judgement in pairs]
    if rows:
        connection.execute(insert(JUDGED).prefix_with("OR IGNORE"), rows)


# --- reading anew -----------------------------------------------------------------------------------


def put_read(connection: Connection, document: str, objects: Sequence[Found], *, is_new: bool) -> None:
    """After a document was stored: how much its records are doubted, and which of them the judgements on it hold for now."""
    rows = [_doubt_row(one, document) for one in doubts_of(objects) if one.score >= LEAST]
    write(connection, PUT_DOUBTS, rows)
    if not is_new:
        attach_read(connection, document, objects)


def _doubt_row(one: Doubt, document: str) -> dict[str, Any]:
    return {
        "record": one.record, "document": document, "story": one.story, "type": one.type, "label": one.label, "status": one.status,
        "is_alleged": int(one.is_alleged), "own": one.score, "score": one.score, "reasons": " ".join(one.reasons), "is_settled": 0,
    }  # fmt: skip


def forget_doubts(connection: Connection, document: str) -> None:
    """Before a document is stored anew."""
    connection.execute(delete(DOUBT).where(DOUBT.c.document == document))


def attach_read(connection: Connection, document: str, objects: Sequence[Found]) -> None:
    """Let the judgements on a document hold for its records as they are read now."""
    packed = connection.scalars(select(JUDGEMENT.c.json).where(JUDGEMENT.c.document == document)).all()
    judgements: list[Judgement] = [from_object(json.loads(one)) for one in packed]
    if not judgements:
        return
    found = attach(judgements, [one for one in objects if one["type"] in ANCHORED])
    connection.execute(delete(JUDGED).where(JUDGED.c.judgement.in_(one_of(one.id for one in judgements))))
    _hold(connection, ((record, one.id) for record, group in found.by_record.items() for one in group))
    settle(connection, found.by_record)


def settle(connection: Connection, records: Iterable[str]) -> None:
    """Say of these records whether they are still to be looked at: one that is read otherwise than when it was judged is, before others."""
    ids = [record for record in records if record.partition("-")[0] in ("statement", "event", "issue")]
    judged = judgements_of(connection, ids)
    for record in ids:
        decision = None
        if any(one.verdict in VERDICTS and one.withdrawn_at is None for one in judged.get(record, ())):
            row = _row_of(connection, record)
            decision = decide(json.loads(row.json), judged[record]) if row else None
            if row and decision and not decision.is_current:
                _raise_reread(connection, record, row)
        is_settled = decision is not None and decision.is_current
        connection.execute(update(DOUBT).where(DOUBT.c.record == record).values(is_settled=int(is_settled)))


def _row_of(connection: Connection, record: str) -> Any:
    c = BY_TYPE[record.partition("-")[0]].c
    return connection.execute(select(c.document, c.story, c.json).where(c.id == record)).first()


def _raise_reread(connection: Connection, record: str, row: Any) -> None:
    (plain,) = doubts_of([json.loads(row.json)])
    new = upsert(DOUBT).values(_doubt_row(plain, row.document) | {"score": REREAD, "reasons": "reread"})
    changed = {"score": REREAD, "reasons": _first("reread")}
    connection.execute(new.on_conflict_do_update(index_elements=["record"], set_=changed))


def _without(reason: str) -> ColumnElement[str]:
    return func.trim(func.replace(DOUBT.c.reasons + " ", f"{reason} ", ""))


def _first(reason: str) -> ColumnElement[str]:
    return func.trim(literal(f"{reason} ") + _without(reason))


# --- disputes ---------------------------------------------------------------------------------------


def _put_disputed(table: Any, kind: str) -> Any:
    """Those that were not doubted are from now on; of the others the doubt rises."""
    c = table.c
    label, status = (c.act, null()) if kind == "statement" else (c.event_type, c.status)
    is_alleged = or_(*(label == act for act in sorted(ALLEGING))) if kind == "statement" else status == "alleged"
    values = {
        "record": c.id, "document": c.document, "story": c.story, "type": literal(kind), "label": label, "status": status,
        "is_alleged": case((is_alleged, literal_column("1")), else_=literal_column("0")), "own": literal(0.0), "score": literal(DISPUTED), "reasons": literal("disputed"), "is_settled": literal(0),
    }  # fmt: skip
    new = upsert(DOUBT).from_select(list(values), select(*values.values()).where(c.id.in_(LISTED)))
    changed = {"score": func.max(DOUBT.c.score, DISPUTED), "reasons": _first("disputed")}
    return new.on_conflict_do_update(index_elements=["record"], set_=changed)


PUT_DISPUTED = (_put_disputed(STATEMENT, "statement"), _put_disputed(EVENT, "event"))
_PARTS: Select[Any] = select(RESULT_PART.c.part).where(
    RESULT_PART.c.type == "dispute", RESULT_PART.c.result.in_(LISTED)
)
LOWER_DISPUTED = (
    update(DOUBT)
    .where(DOUBT.c.record.in_(_PARTS))
    .values(
        score=case((DOUBT.c.score == bindparam("raised"), DOUBT.c.own), else_=DOUBT.c.score),
        reasons=_without("disputed"),
    )
)


def raise_disputed(connection: Connection, parts: Iterable[str]) -> None:
    """What a dispute rests on is looked at before most."""
    ids = listed(sorted({part for part in parts if part.partition("-")[0] in ("statement", "event")}))
    for statement in PUT_DISPUTED:
        run(connection, statement, listed=ids)


def lower_disputed(connection: Connection, disputes: Sequence[str]) -> None:
    """Before disputes are taken away."""
    run(connection, LOWER_DISPUTED, listed=listed(disputes), raised=DISPUTED)
