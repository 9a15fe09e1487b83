"""A story from its lines: paragraphs that furniture does not break, sentences, quotations, title and date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.issues import make_issue
from onrecord.model import (
    CleanText,
    Document,
    Evidence,
    Issue,
    Line,
    LineKind,
    Paragraph,
    Sentence,
    Severity,
    Span,
    Story,
    WrittenOn,
    content_id,
    evidence,
)
from onrecord.segment.dates import written_on
from onrecord.segment.quotations import find_quotations
from onrecord.segment.sentences import split_sentences

READ = (LineKind.PROSE, LineKind.HEADING, LineKind.CAPTION)
FINAL = frozenset(".!?…”\"'’»):;")
EARLY = 2
"""Paragraphs after which a line with a date is not the story's own."""
LONGEST = 100_000
"""Characters of one line that are read: a novel's longest paragraph has a third of that, a dump of data has no end."""


def assemble(document: Document, clean_text: CleanText, lines: Sequence[Line]) -> tuple[Story, tuple[Issue, ...]]:
    """The story that these lines are."""
    text = clean_text.text
    span = Span(lines[0].span.start, lines[-1].span.end)
    identity = content_id("story", document.id, *span)
    paragraphs: list[Paragraph] = []
    sentences: list[Sentence] = []
    long = [line.span for line in lines if line.kind in READ and line.span.end - line.span.start > LONGEST]
    for kind, pieces in _paragraphs(text, [_bounded(line) for line in lines]):
        first = len(sentences)
        sentences.extend(Sentence(spans, len(paragraphs), kind) for spans in _sentences(text, kind, pieces))
        paragraphs.append(Paragraph(tuple(pieces), kind, (first, len(sentences))))
    quotations, unbalanced = find_quotations(text, [p.spans for p in paragraphs if p.kind is LineKind.PROSE])
    name = document.path or document.url or document.id
    issues = tuple(
        make_issue("too-large", f"{name}: the line at {span.start} has {span.end - span.start:,} characters; its first {LONGEST:,} were read",
                   room="segment", document=document.id, story=identity, span=span)
        for span in long
    ) + tuple(
        make_issue("unbalanced-quotation", f"{name}: the quotation opened at {mark.start} is never closed",
                   room="segment", document=document.id, story=identity, span=mark, severity=Severity.NOTE)
        for mark in unbalanced
    )  # fmt: skip
    story = Story(
        identity, document.id, span, _first(text, lines, LineKind.HEADING), _first(text, lines, LineKind.BYLINE),
        _first(text, lines, LineKind.DATELINE), _dated(text, lines, document), tuple(paragraphs), tuple(sentences), quotations,
        origin="segment/lines",
    )  # fmt: skip
    return story, issues


def _bounded(line: Line) -> Line:
    """The line, cut where nobody writes that much without a break."""
    start, end = line.span
    return line if end - start <= LONGEST else replace(line, span=Span(start, start + LONGEST))


def _first(text: str, lines: Sequence[Line], kind: LineKind) -> Evidence | None:
    for line in lines:
        if line.kind is kind:
            return evidence(text, *line.span)
        if line.kind is LineKind.PROSE and kind is LineKind.HEADING:
            return None
    return None


def _dated(text: str, lines: Sequence[Line], document: Document) -> WrittenOn | None:
    """What the user says, else the day in the story's own first line of time, else what the metadata say of the page.

    A page may hold stories of several days; its metadata are those of one.
    """
    own = _stamped(text, lines) if document.published_from != "user" else None
    given = _written_on(document)
    if own is None or (given is not None and given.value.startswith(own.value)):
        return given
    return own


def _stamped(text: str, lines: Sequence[Line]) -> WrittenOn | None:
    prose = 0
    for line in lines:
        prose += line.kind is LineKind.PROSE
        if prose > EARLY:
            return None
        found = written_on(text, *line.span) if line.kind is LineKind.TIMESTAMP else None
        if found is not None:
            return found
    return None


def _written_on(document: Document) -> WrittenOn | None:
    if document.published is None:
        return None
    precision = "time" if "T" in document.published else {4: "year", 7: "month"}.get(len(document.published), "day")
    return WrittenOn(document.published, precision, document.published_from or "feed")


def _paragraphs(text: str, lines: Sequence[Line]) -> Iterator[tuple[LineKind, list[Span]]]:
    """Kind and pieces of each paragraph; a prose line that does not end goes on after the furniture."""
    waiting: list[Span] = []
    held: list[tuple[LineKind, list[Span]]] = []
    for line in lines:
        if line.kind not in READ:
            continue
        if line.kind is not LineKind.PROSE:
            if waiting:
                held.append((line.kind, [line.span]))
            else:
                yield line.kind, [line.span]
            continue
        goes_on = waiting and (text[line.span.start].islower() or text[waiting[-1].end - 1] == ",")
        if waiting and not goes_on:
            yield LineKind.PROSE, waiting
            yield from held
            waiting, held = [], []
        waiting.append(line.span)
        if text[line.span.end - 1] in FINAL:
            yield LineKind.PROSE, waiting
            yield from held
            waiting, held = [], []
    if waiting:
        yield LineKind.PROSE, waiting
    yield from held


def _sentences(text: str, kind: LineKind, pieces: Sequence[Span]) -> Iterator[tuple[Span, ...]]:
    """Each sentence as pieces of the text; the pieces of a paragraph are read as one, with a space between."""
    if kind is LineKind.HEADING:
        yield tuple(pieces)
        return
    joined = " ".join(text[p.start : p.end] for p in pieces)
    for start, end in split_sentences(joined):
        spans: list[Span] = []
        offset = 0
        for piece in pieces:
            length = piece.end - piece.start
            a, b = max(start, offset), min(end, offset + length)
            if a < b:
                spans.append(Span(piece.start + a - offset, piece.start + b - offset))
            offset += length + 1
        if spans:
            yield tuple(spans)
