"""The tables as SQLAlchemy sees them, and the rows of a record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Column, Float, Integer, LargeBinary, MetaData, String, Table

from onrecord.model import Document, Record
from onrecord.serialize import to_json_line

METADATA = MetaData()
Row = dict[str, Any]


def _table(name: str, columns: str, integers: str = "", floats: str = "", blobs: str = "") -> Table:
    kinds: dict[str, Any] = dict.fromkeys(integers.split(), Integer) | dict.fromkeys(floats.split(), Float)
    kinds |= dict.fromkeys(blobs.split(), LargeBinary)
    return Table(name, METADATA, *(Column(column, kinds.get(column, String)) for column in columns.split()))


DOCUMENT = _table(
    "document",
    "id media_type outlet url path published fetched language title sha256 characters version json",
    "characters",
)
STORY = _table("story", "number id document start stop title written_on json", "number start stop")
ENTITY_READING = _table("entity_reading", "id document kind name country sector json")
ENTITY = _table("entity", "id kind name country sector documents", "documents")
MENTION = _table("mention", "entity document story text start stop form", "start stop")
STATEMENT = _table(
    "statement",
    "id document story source_kind source_text source_entity source_name cue content act polarity certainty quotation addressee target "
    "within start json number",
    "start number",
)
EVENT = _table(
    "event",
    "id document story event_type mode quad status modality statement trigger_text date place country start json number",
    "quad start number",
)
EVENT_PLACE = _table(
    "event_place", "day event event_type quad status lat lon name country story outlet place", "quad", "lat lon"
)
EVENT_PAIR = _table(
    "event_pair", "day event actor recipient is_mutual event_type quad status story outlet", "is_mutual quad"
)
PARTICIPANT = _table("event_participant", "event role position text entity name country sector", "position")
QUANTITY = _table("quantity", "id document story text value low high approximate unit kind json", "", "value low high")
TIME = _table("time", "id document story text timex value json")
PLACE = _table("place", "id document story text name country lat lon json", "", "lat lon")
ISSUE = _table("issue", "id document story room code severity message json")
PROPOSAL = _table(
    "proposal",
    "id document story model host kind agrees differs source_text cue content act polarity event_type trigger_text status start json",
    "start",
)
SECOND_READ = _table("second_read", "story model host prompt")
COPY = _table("copy", "id kind story of share json", "", "share")
INCIDENT = _table(
    "incident",
    "id kind title date place first_reported reports independent_reports json number",
    "reports independent_reports number",
)
DISPUTE = _table("dispute", "id kind about state first_said json number", "number")
DISPUTED = _table("disputed", "dispute subject")
COMMITMENT = _table("commitment", "id kind by_text by_entity content deadline state first_said json number", "number")
JUDGEMENT = _table("judgement", "id subject verdict by at withdrawn_at field value document json")
JUDGED = _table("judged", "record judgement")
DOUBT = _table(
    "doubt",
    "record document story type label status is_alleged own score reasons is_settled",
    "is_alleged is_settled",
    "own score",
)
SAME_ENTITY = _table("same_entity", "entity cluster name")
ENTITY_JOIN = _table("entity_join", "one other is_joined reason", "is_joined")
STORY_TEXT = _table("story_text", "rowid story_text story title text outlet", "rowid")
ENTITY_NAME = _table("entity_name", "number entity name", "number")
WORDS = {
    kind: _table(f"{kind}_words", "number said who whom place outlet marks", "number")
    for kind in ("statement", "event", "entity")
}
"""What each record says, as it is searched."""
RECORD_TEXT = _table("record_text", "rowid record_text said who whom place outlet marks", "rowid")
"""The index of it; the column of the table's own name is what a question of many columns is put to."""
RESULT_TEXT = _table("result_text", "rowid result_text said who place outlet marks", "rowid")
"""The index of what incidents, disputes and commitments say."""
DISPUTED_NUMBER = _table("disputed_number", "number", "number")
COUNTED = _table("counted", "type number", "number")
ENTITY_GROUND = _table("entity_ground", "one other strength reason", "strength")
ENTITY_SEEN = _table("entity_seen", "entity json")
ENTITY_PART = _table("entity_part", "entity role day record")
ENTITY_TOTAL = _table("entity_total", "number entity kind name documents", "number documents")
ENTITY_CALLED = _table("entity_called", "rowid name", "rowid")
JUDGED_ENTITY = _table("judged_entity", "entity judgement")
DIGEST = _table(
    "digest",
    "number layer id document story form rank is_linked is_old component hashes json",
    "number form rank is_linked is_old",
    blobs="hashes",
)
DIGEST_LAYER = _table("digest_layer", "layer version reading keyed_to read_to", "version reading keyed_to read_to")
RESULT_BEFORE = _table("result_before", "layer result json")
DIGEST_KEY = _table("digest_key", "key digest", "key digest")
DIGEST_LINK = _table("digest_link", "one other weight reason", "one other", "weight")
SETTLED = _table("settled", "layer component type result")
RESULT_PART = _table("result_part", "type result part")
CHANGE = _table("change", "number type result what", "number")

BY_TYPE: dict[str, Table] = {
    "document": DOCUMENT, "story": STORY, "entity": ENTITY_READING, "statement": STATEMENT, "event": EVENT, "quantity": QUANTITY,
    "time": TIME, "place": PLACE, "issue": ISSUE, "proposal": PROPOSAL, "copy": COPY, "incident": INCIDENT, "dispute": DISPUTE, "commitment": COMMITMENT,
    "judgement": JUDGEMENT,
}  # fmt: skip
"""The table that holds the JSON of each type."""

RESULTS: dict[str, Table] = {"copy": COPY, "incident": INCIDENT, "dispute": DISPUTE, "commitment": COMMITMENT}
"""The tables of what is known across documents only, in the order in which it is found."""

DERIVED = (STORY, ENTITY_READING, MENTION, STATEMENT, EVENT, QUANTITY, TIME, PLACE)
"""What goes when a document is read anew; judgements stay."""


def rows_of(record: Record, version: str, objects: Iterable[Row]) -> Iterator[tuple[Table, Row]]:
    """Every row of a record, whose objects these are, with its table, parents before children."""
    names = {entity.id: entity.name for entity in record.entities}
    text = record.clean.text
    for found in objects:
        kind = found["type"]
        row = {
            column.name: _scalar(found.get(column.name)) for column in BY_TYPE[kind].columns if column.name != "number"
        }
        row["json"] = to_json_line(found)
        if "document" in row and row["document"] is None:
            row["document"] = record.document.id
        _EXTRA.get(kind, _nothing)(row, found, names, version)
        yield BY_TYPE[kind], storable(row)
        for table, child in _children(kind, found, names, record.document, text):
            yield table, storable(child)


def storable(row: Row) -> Row:
    """The row with lone surrogates, which no database can hold, replaced; `json` has them as escapes."""
    return {name: plain_text(value) if isinstance(value, str) else value for name, value in row.items()}


def plain_text(words: str) -> str:
    """Words as UTF-8 can hold them."""
    return words if words.isascii() else words.encode("utf-8", "replace").decode("utf-8")


def _scalar(value: Any) -> Any:
    return value if isinstance(value, str | int | float) else None


def _nothing(row: Row, found: Row, names: dict[str, str], version: str) -> None:
    return None


def _document(row: Row, found: Row, names: dict[str, str], version: str) -> None:
    row["version"] = version


def _story(row: Row, found: Row, names: dict[str, str], version: str) -> None:
    row["start"], row["stop"] = found["span"]
    row["title"] = _words(found["title"])
    row["written_on"] = (found["written_on"] or {}).get("value")


def _statement(row: Row, found: Row, names: dict[str, str], version: str) -> None:
    source = found["source"]
    who = source.get("core") or source
    row |= {"source_kind": source["kind"], "source_text": who["text"], "source_entity": source["entity"],
            "source_name": names.get(source["entity"]), "cue": _words(found["cue"]), "content": " … ".join(found["content"]["texts"]),
            "addressee": _words(found["addressee"]), "target": _words(found["target"])}  # fmt: skip
    spans = [*found["content"]["spans"], *([found["cue"]["span"]] if found["cue"] else [])]
    row["start"] = min((span[0] for span in spans), default=0)


def _event(row: Row, found: Row, names: dict[str, str], version: str) -> None:
    row["trigger_text"], row["start"] = found["trigger"]["text"], found["trigger"]["span"][0]
    row["date"] = (found["date"] or {}).get("value")
    row["place"] = _words(found["place"])
    row["country"] = (found["place"] or {}).get("country")


_EXTRA = {"document": _document, "story": _story, "statement": _statement, "event": _event}


def result_row(found: Row) -> Row:
    """The columns of a record across documents, `json` left out."""
    row = {
        column.name: _scalar(found.get(column.name))
        for column in RESULTS[found["type"]].columns
        if column.name != "number"
    }
    if found["type"] == "incident":
        row["reports"] = len(found["stories"])
    if found["type"] == "dispute":
        row["first_said"] = min((side["first_said"] for side in found["sides"] if side["first_said"]), default=None)
    if found["type"] == "commitment":
        who = found["by"].get("core") or found["by"]
        row |= {
            "by_text": who["text"],
            "by_entity": found["by"]["entity"],
            "content": " … ".join(found["content"]["texts"]),
        }
        row["deadline"] = (found["deadline"] or {}).get("value")
    return row


def result_parts(found: Row) -> set[str]:
    """Ids of the stories, statements, events and entities that a record across documents is made of, wherever they stand in it."""
    return {part for part in _strings(found) if part != found["id"] and part.partition("-")[0] in PARTS}


PARTS = frozenset({"story", "statement", "event", "entity"})


def _strings(found: Any) -> Iterator[str]:
    for name, value in found.items() if isinstance(found, dict) else enumerate(found):
        if isinstance(value, dict | list):
            yield from _strings(value)
        elif isinstance(value, str) and name not in ("text", "title", "about", "value", "reason"):
            yield value


def _words(found: Row | None) -> str | None:
    return found["text"] if found else None


def _children(
    kind: str, found: Row, names: dict[str, str], document: Document, text: str
) -> Iterator[tuple[Table, Row]]:
    if kind == "story":
        start, stop = found["span"]
        yield STORY_TEXT, {"rowid": None, "story": found["id"], "title": _words(found["title"]) or "",
                           "text": text[start:stop], "outlet": document.outlet or ""}  # fmt: skip
    if kind == "entity":
        for name in sorted({found["name"], *(name["text"] for name in found["names"])}):
            yield ENTITY_NAME, {"entity": found["id"], "name": name}
        for mention in found["mentions"]:
            yield MENTION, {"entity": found["id"], "document": document.id, "story": mention["story"], "text": mention["text"],
                            "start": mention["span"][0], "stop": mention["span"][1], "form": mention["form"]}  # fmt: skip
    if kind == "event":
        for role in ("actors", "recipients"):
            for position, participant in enumerate(found[role]):
                yield PARTICIPANT, {"event": found["id"], "role": role[:-1], "position": position, "text": participant["text"],
                                    "entity": participant["entity"], "name": names.get(participant["entity"]),
                                    "country": participant["country"], "sector": participant["sector"]}  # fmt: skip


__all__ = ["BY_TYPE", "DERIVED", "ENTITY", "RESULTS", "plain_text", "result_parts", "result_row", "rows_of", "storable"]
