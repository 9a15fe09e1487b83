"""JSON Lines: the record as it is."""

from __future__ import annotations

from typing import IO

from onrecord.publish.registry import Format, Shape
from onrecord.publish.selection import Selection
from onrecord.serialize import to_json_line


def write_lines(selection: Selection, out: IO[str]) -> None:
    """One object of the record a line."""
    for found in selection.objects():
        out.write(to_json_line(found) + "\n")


FORMATS = (
    Format("jsonl", "JSON Lines, the record itself", "application/x-ndjson", Shape.TEXT, {"jsonl": write_lines}),
)
