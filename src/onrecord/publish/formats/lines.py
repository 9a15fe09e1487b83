"""JSON Lines: the record as it is.

The first and the last line of a document that has several end in a space, which JSON takes for nothing: whoever reads a file that was cut
between two lines knows that the rest of a document is missing. Lines without such marks, as other tools write them, are as good.
"""

from __future__ import annotations

from itertools import chain, pairwise
from typing import IO

from onrecord.model.bundle import KINDS
from onrecord.publish.registry import Format, Shape
from onrecord.publish.selection import Found, Selection
from onrecord.serialize import to_json_line

MARK = " "
"""The end of the first and the last line of a document."""


def write_lines(selection: Selection, out: IO[str]) -> None:
    """One object of the record a line."""
    for found, following in pairwise(chain(selection.objects(), [None])):
        if found is not None:
            out.write(f"{to_json_line(found)}{_mark(found, following)}\n")


def is_inside(found: Found | None) -> bool:
    """True for an object that was read in the document before it."""
    if found is None or found["type"] == "document" or found["type"] not in KINDS:
        return False
    return found["type"] != "issue" or found.get("document") is not None


def _mark(found: Found, following: Found | None) -> str:
    is_edge = is_inside(found) != is_inside(following) and (found["type"] == "document" or is_inside(found))
    return MARK if is_edge else ""


FORMATS = (
    Format("jsonl", "JSON Lines, the record itself", "application/x-ndjson", Shape.TEXT, {"jsonl": write_lines}),
)
