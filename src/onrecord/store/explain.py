"""Why does it say this: a record's evidence in context."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from onrecord.serialize import evidence_by_story, evidence_in

CONTEXT = 120
"""Characters of text on either side of the evidence."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A piece of evidence: which field it belongs to, the words, and what stands before and after them."""

    field: str
    document: str
    start: int
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A record's object, its evidence in context, and what decided."""

    record: dict[str, Any]
    quoted: tuple[Quoted, ...]
    origin: str
    copies: tuple[Any, ...] = ()
    """For a story, what it is a copy of: `CopyNote`s."""


def explain(found: dict[str, Any], texts: list[tuple[str, str]]) -> Explanation:
    """The explanation of an object; `texts` are the documents it was read in, with their clean text."""
    quoted: list[Quoted] = []
    for name, value in _fields(found):
        for words, (start, end) in evidence_in(value):
            document, text = next(((d, t) for d, t in texts if t[start:end] == words), (None, None))
            if document is None or text is None:
                continue
            before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
            quoted.append(Quoted(name, document, start, before, words, after))
    return Explanation(found, tuple(quoted), _origin(found.get("origin")))


def explain_across(found: dict[str, Any], texts: dict[str, tuple[str, str]]) -> Explanation:
    """The explanation of a record across documents; `texts` are, by story, its document and that document's text."""
    quoted: list[Quoted] = []
    for name, value in _fields(found):
        for story, words, (start, end) in evidence_by_story(value, found.get("story")):
            document, text = texts.get(story or "", ("", ""))
            if text[start:end] == words:
                before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
                quoted.append(Quoted(name, document, start, before, words, after))
    return Explanation(found, tuple(quoted), _origin(found.get("origin")))


def _fields(found: dict[str, Any]) -> list[tuple[str, Any]]:
    if isinstance(found.get("text"), str) and isinstance(found.get("span"), list):
        return [(found["type"], {"text": found["text"], "span": found["span"]})]
    skipped = {"sentences", "paragraphs", "lines", "quotations", "text"}
    return [(name, value) for name, value in found.items() if name not in skipped and isinstance(value, dict | list)]


def _origin(origin: Any) -> str:
    if isinstance(origin, dict):
        return f"{origin['room']}: {origin['by']}, version {origin['version']}"
    return origin or "no origin is recorded for this type"
