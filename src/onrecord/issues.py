"""What could not be understood: one code for each kind of trouble, one place where issues are made."""

from __future__ import annotations

from onrecord.model import Issue, Severity, Span, content_id

CODES: dict[str, str] = {
    "empty": "the input has no text",
    "binary": "the input is not text in any known encoding or format",
    "encoding": "bytes that are not valid in the encoding were replaced",
    "truncated": "an archive or compressed file ends too early; what came before was read",
    "too-large": "an item is past a size bound and was left out or cut",
    "broken-row": "a row or line of a table, feed or JSON Lines file cannot be read",
    "no-text-layer": "a PDF has no text layer (it needs text recognition first)",
    "no-date": "an item has no date, so relative dates in it stay unresolved",
    "bad-date": "a date of the metadata cannot be read",
    "unreadable": "a file cannot be opened",
    "shard-failed": "a part of the input was given up after the workers that read it ended, time after time",
    "fetch-failed": "an address cannot be fetched",
    "unbalanced-quotation": "a quotation mark is never closed; the quotation ends with its paragraph",
    "long-sentence": "a sentence is longer than the encoder reads and was read in parts",
    "not-english": "the text does not look English; it was read all the same",
    "deep-markup": "markup nested too deeply was read as plain text",
    "second-failed": "a second reader gave no answer for a story",
    "second-nonsense": "what a second reader answered for a story is not what it was asked for",
    "second-unquoted": "a second reader's proposal quotes words that do not stand in the text; refused",
    "second-ambiguous": "a second reader's proposal quotes words that stand in the text more than once; refused",
    "second-invalid": "a second reader's proposal quotes too little or has a value that cannot be; refused",
}
"""Every code with its meaning; documented in `docs/record.md`, and a test holds the two together."""


def make_issue(
    code: str,
    message: str,
    *,
    room: str,
    document: str | None = None,
    story: str | None = None,
    span: Span | None = None,
    severity: Severity = Severity.WARNING,
) -> Issue:
    """An issue with its content id. `code` must be one of `CODES` (KeyError otherwise)."""
    CODES[code]
    identity = content_id("issue", document, story, room, code, message, list(span) if span else None)
    return Issue(identity, document, story, room, code, message, span, severity)
