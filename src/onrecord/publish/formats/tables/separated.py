"""Tables: one a type, a row an object; lists and parts are columns named by their path, or JSON where they are lists."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from onrecord.errors import InputError
from onrecord.publish.formats.tables.shapes import columns_of
from onrecord.publish.registry import Format, Shape
from onrecord.publish.selection import Found, Selection

FIRST: dict[str, tuple[str, ...]] = {
    "document": ("id", "media_type", "outlet", "url", "path", "published", "fetched", "language", "title", "sha256", "characters"),
    "story": ("id", "document", "span", "title.text", "byline.text", "dateline.text", "written_on.value", "written_on.how", "topics"),
    "entity": ("id", "kind", "name", "names", "country", "sector", "office", "possible_same"),
    "statement": ("id", "story", "source.kind", "source.entity", "source.text", "source.span", "cue.text", "cue.span", "content.texts",
                  "content.spans", "quotation", "act", "polarity", "certainty", "time", "addressee.text", "medium.text", "target.text",
                  "within", "chain", "confidence"),
    "event": ("id", "story", "event_type", "mode", "contexts", "quad", "actors", "recipients", "trigger.text", "trigger.span", "date.value",
              "place.text", "place.country", "quantities", "status", "modality", "statement", "confidence"),
    "quantity": ("id", "story", "span", "text", "value", "low", "high", "approximate", "unit", "kind", "of", "equivalent_of"),
    "time": ("id", "story", "span", "text", "timex", "value", "anchor"),
    "place": ("id", "story", "span", "text", "name", "country", "admin1", "lat", "lon", "geoname_id", "confidence"),
    "copy": ("id", "kind", "story", "of", "share", "of_share", "shared"),
    "incident": ("id", "kind", "title", "date", "place", "actors", "recipients", "independent_reports", "first_reported", "first_outlets",
                 "outlets", "stories", "events", "told", "reasons"),
    "dispute": ("id", "kind", "about", "state", "incident", "sides", "reasons"),
    "commitment": ("id", "kind", "by.kind", "by.entity", "by.text", "to", "content.texts", "content.spans", "condition.text", "deadline.value",
                   "deadline.text", "state", "story", "first_said", "statements", "events", "outcomes", "said", "reasons"),
    "judgement": ("id", "subject", "verdict", "field", "value", "by", "at", "reason", "withdrawn_at"),
    "issue": ("id", "document", "story", "room", "code", "message", "span", "severity"),
    "proposal": ("id", "story", "reader.model", "reader.host", "kind", "agrees", "differs", "statement.source.text", "statement.source.span",
                 "statement.cue.text", "statement.cue.span", "statement.content.texts", "statement.content.spans", "statement.act",
                 "statement.polarity", "event.event_type", "event.trigger.text", "event.trigger.span", "event.actors", "event.recipients",
                 "event.date.text", "event.place.text", "event.status"),
}  # fmt: skip
"""The columns that stand first in each table, as paths into the object."""

COLUMNS: dict[str, tuple[str, ...]] = {
    kind: tuple(dict.fromkeys([*first, *(".".join(column.path) for column in columns_of(kind))]))
    for kind, first in FIRST.items()
}
"""All columns of each table: every field of the record."""

STREAM = ("type", "id", "story", "who", "does", "to_whom", "words", "status", "trigger")


def write_csv(objects: Iterable[Found], folder: Path) -> None:
    """A CSV file a type in `folder`, UTF-8, with a header; all tables are there, also empty ones.

    Cells hold the words as they stand in the page, for programs: none is changed because a spreadsheet may take it for a formula.
    """
    _make(folder)
    with ExitStack() as stack:
        writers: dict[str, Any] = {}
        for kind, columns in COLUMNS.items():
            opened = stack.enter_context(
                (folder / f"{kind}.csv").open("w", encoding="utf-8", errors="replace", newline="")
            )
            writers[kind] = csv.writer(opened)
            writers[kind].writerow([column.replace(".", "_") for column in columns])
        for found in objects:
            if found["type"] in writers:
                writers[found["type"]].writerow([_cell(found, column) for column in COLUMNS[found["type"]]])


def write_stream(objects: Iterable[Found], out: IO[str]) -> None:
    """Statements and events as one CSV table on a stream: who, does what, to whom, in what words."""
    writer = csv.writer(out)
    writer.writerow(STREAM)
    for found in objects:
        if found["type"] == "statement":
            who, to = found["source"]["text"], (found["target"] or found["addressee"] or {}).get("text")
            cue = (found["cue"] or {}).get("text")
            writer.writerow(
                [
                    "statement",
                    found["id"],
                    found["story"],
                    who,
                    found["act"],
                    to,
                    " … ".join(found["content"]["texts"]),
                    found["polarity"],
                    cue,
                ]
            )
        if found["type"] == "event":
            who, to = ("; ".join(p["text"] for p in found[role]) for role in ("actors", "recipients"))
            kind = "/".join(filter(None, (found["event_type"], found["mode"])))
            writer.writerow(
                ["event", found["id"], found["story"], who, kind, to, "", found["status"], found["trigger"]["text"]]
            )


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: cannot be made or is not a folder; choose another --out") from error


def _value(found: Found, column: str) -> Any:
    value: Any = found
    for part in column.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _cell(found: Found, column: str) -> Any:
    value = _value(found, column)
    if column == "value" and isinstance(value, float):
        return repr(value)
    return "" if value is None else _text(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _write_folder(selection: Selection, folder: Path) -> None:
    write_csv(selection.objects(), folder)


def _write_one(selection: Selection, out: IO[str]) -> None:
    write_stream(selection.objects(), out)


FORMATS = (
    Format(
        "csv", "a table a type as CSV", "text/csv", Shape.FOLDER, {"csv": _write_folder}, stream=_write_one,
        losses=(
            "An empty cell is no value or empty words.",
            "Half of a pair of surrogates is written as a question mark.",
            "Without a folder only statements and events are written, as one table of who, does, to whom and in what words.",
        ),
    ),
)  # fmt: skip
