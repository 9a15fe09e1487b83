"""What is kept of a story to find the stories that share words with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.model import Evidence, LineKind, Span, Story, StoryReading, content_id, evidence


@dataclass(frozen=True, slots=True)
class StoryText:
    """A story's own words and where they stand in its document's text.

    `passages` are its paragraphs of prose (one broken by furniture in pieces), `starts` where each of their sentences begins,
    `quoted` what stands in quotation marks.
    """

    id: str
    story: str
    written_on: str | None
    title: str | None
    passages: tuple[Evidence, ...]
    starts: tuple[int, ...]
    quoted: tuple[Span, ...]

    def __hash__(self) -> int:
        """The id's: to hash all the words for each comparison costs more than the comparison."""
        return hash(self.id)


def make_digests(reading: StoryReading) -> tuple[StoryText, ...]:
    """One digest for a story with prose, none for another."""
    story, text = reading.story, reading.annotation.text
    passages = tuple(evidence(text, *span) for span in _prose(story))
    if not passages:
        return ()
    return (
        StoryText(
            content_id("story-text", story.id),
            story.id,
            reading.written_on,
            story.title.text if story.title else None,
            passages,
            tuple(span.start for sentence in story.sentences if sentence.kind is LineKind.PROSE for span in sentence.spans),
            tuple(span for quotation in story.quotations if quotation.depth == 0 for span in quotation.spans),
        ),
    )  # fmt: skip


def form_of(story: StoryText) -> StoryText:
    """All that keys and links look at: the words, with their places counted from the first of them."""
    first = story.passages[0].span.start
    return StoryText(
        "",
        "",
        None,
        None,
        tuple(Evidence(piece.text, moved(piece.span, first)) for piece in story.passages),
        tuple(start - first for start in story.starts),
        tuple(moved(span, first) for span in story.quoted),
    )


def moved(span: Span, by: int) -> Span:
    """The span so many characters nearer to the beginning."""
    return Span(span.start - by, span.end - by)


def _prose(story: Story) -> Iterable[Span]:
    return (span for paragraph in story.paragraphs if paragraph.kind is LineKind.PROSE for span in paragraph.spans)
