"""The room that makes clean text: every change recorded, every line with its kind, nothing thrown away."""

from __future__ import annotations

from onrecord.clean.kinds import line_kinds
from onrecord.clean.text import clean_text
from onrecord.model import CleanText, Document

__all__ = ["clean"]


def clean(document: Document) -> CleanText:
    """The clean text of a document, the edits that led to it, and the kind of every line that is not empty."""
    text, edits = clean_text(document.raw)
    return CleanText(text, edits, line_kinds(document, text, edits))
