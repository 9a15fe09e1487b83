"""The room that finds stories, their paragraphs and sentences, and what stands in quotation marks."""

from __future__ import annotations

from onrecord.model import CleanText, Document, Issue, Story
from onrecord.segment.assembly import assemble
from onrecord.segment.stories import story_ranges

__all__ = ["segment"]


def segment(document: Document, clean_text: CleanText) -> tuple[tuple[Story, ...], tuple[Issue, ...]]:
    """The stories of a document, in order, and what was doubtful about their quotation marks."""
    stories: list[Story] = []
    issues: list[Issue] = []
    for first, last in story_ranges(clean_text):
        story, trouble = assemble(document, clean_text, clean_text.lines[first:last])
        stories.append(story)
        issues.extend(trouble)
    return tuple(stories), tuple(issues)
