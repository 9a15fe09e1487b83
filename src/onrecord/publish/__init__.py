"""The room that writes records out: reports to read, and the formats of other tools (`export`)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from onrecord.errors import OnrecordError, UsageError
from onrecord.publish.formats.tables.columns import write_parquet_objects
from onrecord.publish.formats.tables.parts import Parts
from onrecord.publish.formats.tables.reading import read_lines, read_objects
from onrecord.publish.formats.tables.separated import write_csv, write_stream
from onrecord.publish.gold import gold_lines, write_gold
from onrecord.publish.registry import Format, Shape, all_formats, export, format_named, is_there
from onrecord.publish.selection import Bundle, Identity, ObjectSelection, Selection
from onrecord.publish.terminal.across import copy_lines, write_answers
from onrecord.publish.terminal.report import write_explanation, write_hits, write_report
from onrecord.publish.terminal.timeline import timeline_objects, write_timeline
from onrecord.serialize import to_json_line

__all__ = [
    "Bundle", "Format", "Identity", "ObjectSelection", "Parts", "Selection", "Shape", "all_formats", "export", "format_named", "gold_lines", "is_there", "publish",
    "publish_answers", "publish_explanation", "publish_hits", "publish_timeline", "read_lines", "read_objects", "write_gold",
]  # fmt: skip


def publish(
    objects: Iterable[dict[str, Any]],
    *,
    form: str,
    out: IO[str] | str,
    colour: bool = False,
    copies: Iterable[Any] = (),
    second: dict[str, Any] | None = None,
) -> None:
    """Write JSON objects of the record, a document's together and its `document` first.

    `form`: `report` and `jsonl` go to a text stream; `csv` to a folder with a table a type, or, given a
    stream, statements and events as one table; `parquet` to a folder. Memory stays flat.
    A report says which stories are copies of which, given the `CopyNote`s, and how a second reader (`model`, `host`) that was asked
    about every document agrees; a reader that proposed something is told of without this.
    Raises UsageError where form and `out` do not go together, OnrecordError where `out` cannot be written.
    """
    if isinstance(out, str):
        try:
            _publish_to(Path(out), objects, form)
        except OSError as error:
            raise OnrecordError(
                f"{out}: cannot be written ({error.strerror or error}); choose another --out"
            ) from error
    elif form == "jsonl":
        for found in objects:
            out.write(to_json_line(found) + "\n")
    elif form == "report":
        write_report(objects, out, colour=colour, notes=_by_story(copies), second=second)
    elif form == "csv":
        write_stream(objects, out)
    else:
        raise UsageError(f"{form} needs a folder: give --out FOLDER")


def _publish_to(path: Path, objects: Iterable[dict[str, Any]], form: str) -> None:
    if form in ("csv", "parquet"):
        (write_csv if form == "csv" else write_parquet_objects)(objects, path)
    else:
        with path.open("w", encoding="utf-8") as opened:
            publish(objects, form=form, out=opened)


def publish_hits(hits: Iterable[Any], *, form: str, out: IO[str], colour: bool = False) -> None:
    """Write what a search found: one JSON object a line, or a readable list."""
    if form == "jsonl":
        for hit in hits:
            out.write(to_json_line(hit.record) + "\n")
        return
    write_hits(hits, out, colour=colour)


def publish_explanation(explanation: Any, *, form: str, out: IO[str], colour: bool = False) -> None:
    """Write why a record says what it says."""
    if form == "jsonl":
        quoted = [{"field": q.field, "document": q.document, "start": q.start, "before": q.before, "words": q.words, "after": q.after}
                  for q in explanation.quoted]  # fmt: skip
        out.write(to_json_line({"record": explanation.record, "evidence": quoted, "origin": explanation.origin}) + "\n")
        return
    write_explanation(explanation, out, colour=colour)
    for line in copy_lines(explanation.copies):
        out.write(f"  {line}\n")


def publish_answers(
    answers: Iterable[Any], *, form: str, out: IO[str], colour: bool = False, alone: bool = False
) -> None:
    """Write incidents, disputes, commitments or copies: one JSON object a line, or a report; `alone`, all that is known of one."""
    if form == "jsonl":
        for answer in answers:
            out.write(to_json_line(answer.record) + "\n")
        return
    write_answers(answers, out, colour=colour, alone=alone)


def publish_timeline(timeline: Any, *, form: str, out: IO[str], colour: bool = False) -> None:
    """Write a timeline: one JSON object a row, or a report."""
    if form == "jsonl":
        for found in timeline_objects(timeline):
            out.write(to_json_line(found) + "\n")
        return
    write_timeline(timeline, out, colour=colour)


def _by_story(copies: Iterable[Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for note in copies:
        found.setdefault(note.story, []).extend(copy_lines([note]))
    return found
