"""Stories from a few lines of text, without the rooms before `annotate`: for tests of the rooms after it."""

from __future__ import annotations

import re

from onrecord.annotate.encoder import load_reader
from onrecord.annotate.sentences import read_sentences
from onrecord.model import Annotation, LineKind, Paragraph, Sentence, Span, Story, WrittenOn, content_id


def make_story(text: str, written_on: str | None = "2026-03-03") -> Story:
    """A story whose paragraphs are the lines of `text`; sentences end at a full stop before a capital."""
    paragraphs: list[Paragraph] = []
    sentences: list[Sentence] = []
    for line in re.finditer(r"[^\n]+", text):
        first = len(sentences)
        start = line.start()
        for stop in [m.end() for m in re.finditer(r"[.!?][”\"’]?(?= +[A-Z“\"])", line.group())] + [len(line.group())]:
            piece = text[start : line.start() + stop]
            lead = len(piece) - len(piece.lstrip())
            sentences.append(Sentence((Span(start + lead, line.start() + stop),), len(paragraphs), LineKind.PROSE))
            start = line.start() + stop
        paragraphs.append(Paragraph((Span(line.start(), line.end()),), LineKind.PROSE, (first, len(sentences))))
    written = WrittenOn(written_on, "day", "user") if written_on else None
    return Story(
        content_id("story", text), content_id("document", text), Span(0, len(text)), None, None, None, written,
        tuple(paragraphs), tuple(sentences), (),
    )  # fmt: skip


def make_annotation(text: str) -> tuple[Story, Annotation]:
    """The story of a text and its words."""
    story = make_story(text)
    annotations, _ = read_sentences([story], text, load_reader())
    return story, annotations[0]
