"""The words of a record as they stand in its text, with the rest of their sentence."""

from __future__ import annotations

import re
from typing import Any

LONGEST = 600
"""Characters that are shown of a record's words."""
BEGINNING = 280
"""Characters that are shown of a story."""
NEAR = 200
"""Characters before and after the words in which their sentence begins and ends."""
_END = re.compile(r"[.!?…]['\"’”)\]]*\s+|\n+")


def words_of(record: dict[str, Any], text: str) -> str:
    """The words of a statement, an event or a story in its document's text, one sentence at least; `…` where they are cut."""
    start, stop = _span_of(record)
    if record["type"] == "story":
        return _cut(text[start:stop], BEGINNING)
    before = text[max(0, start - NEAR) : start]
    ends = [found.end() for found in _END.finditer(before)]
    after = text[stop : stop + NEAR]
    whole = _END.search(text[max(stop - 1, 0) : stop + NEAR])
    first = start - len(before) + (ends[-1] if ends else 0)
    last = max(stop, max(stop - 1, 0) + whole.end()) if whole else stop + len(after)
    begun = "…" if not ends and first > 0 else ""
    ended = "…" if whole is None and last < len(text) else ""
    return _cut(begun + text[first:last].strip() + ended)


def _span_of(record: dict[str, Any]) -> tuple[int, int]:
    if record["type"] == "story":
        return record["span"][0], record["span"][1]
    if record["type"] == "event":
        own = record["trigger"]["span"]
        spans = [own, *(found["span"] for role in ("actors", "recipients") for found in record[role])]
        spans = [span for span in spans if abs(span[0] - own[0]) <= NEAR]
    else:
        spans = record["content"]["spans"] or [found["span"] for found in (record["cue"],) if found]
    return (min(span[0] for span in spans), max(span[1] for span in spans)) if spans else (0, 0)


def _cut(words: str, longest: int = LONGEST) -> str:
    found = " ".join(words[: 4 * longest].split())
    if len(found) <= longest and len(words) <= 4 * longest:
        return found
    return found[:longest].rsplit(" ", 1)[0] + " …"
