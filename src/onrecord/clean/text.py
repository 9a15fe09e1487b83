"""Raw text to clean text, with an `Edit` for every change."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.model import Edit

_WIDE = "\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_INVISIBLE = "\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
_END = "\r\n\u000b\u000c\u0085\u2028\u2029"
_ENDS = frozenset(_END)
# One plain space between two words, by far the commonest of all, is left out here: it is never changed.
_DIRT = re.compile(
    f"(?P<end>\r\n?|[\u000b\u000c\u0085\u2028\u2029])"
    f"|(?P<run>[ {_WIDE}{_INVISIBLE}]{{2,}}|[{_WIDE}{_INVISIBLE}]|(?:(?<=[{_END}])|\\A) | (?=[{_END}]|\\Z))"
)


def clean_text(raw: str) -> tuple[str, tuple[Edit, ...]]:
    """Line ends become `\\n`; runs of spaces one space, none at the ends of a line; what cannot be seen goes.

    Idempotent: clean text comes back unchanged. Marks of quotation stay as printed, for they are evidence.
    """
    edits = tuple(_edits(raw))
    pieces: list[str] = []
    place = 0
    for edit in edits:
        pieces += (raw[place : edit.raw_start], edit.text)
        place = edit.raw_end
    pieces.append(raw[place:])
    return "".join(pieces), edits


def _edits(raw: str) -> Iterator[Edit]:
    for match in _DIRT.finditer(raw):
        found = match.group()
        if match.lastgroup == "end":
            yield Edit(match.start(), match.end(), "\n", "line end")
            continue
        at_edge = (
            match.start() == 0
            or match.end() == len(raw)
            or raw[match.start() - 1] in _ENDS
            or raw[match.end()] in _ENDS
        )
        wanted = "" if at_edge or not _has_space(found) else " "
        if found != wanted:
            yield Edit(match.start(), match.end(), wanted, "spaces" if _has_space(found) else "invisible characters")


def _has_space(run: str) -> bool:
    return any(character == "\t" or character.isspace() for character in run)
