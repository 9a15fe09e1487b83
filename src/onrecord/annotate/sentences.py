"""Sentences through the encoder: words and names with their places in the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from onrecord.annotate.agreeing import name_spans
from onrecord.annotate.encoder import LONGEST, Parsed, Reader
from onrecord.annotate.windows import word_places
from onrecord.annotate.words import split_words
from onrecord.issues import make_issue
from onrecord.model import Annotation, Deeds, Issue, Name, Sentence, Severity, Span, Speech, Story, Word

READ = 20_000
"""Characters of one piece of a sentence that are read: no sentence is longer, a dump of data may be."""
OTHER_READERS = frozenset({"Date", "Money"})
"""Labels of the name head that times and quantities read better."""


def read_sentences(stories: Sequence[Story], text: str, reader: Reader) -> tuple[list[Annotation], tuple[Issue, ...]]:
    """One annotation a story, with words and names only; all sentences of all stories in one go."""
    parts: list[tuple[int, int, list[Span]]] = []
    places: list[list[int]] = []
    issues: list[Issue] = []
    for story_number, story in enumerate(stories):
        whole = [list(_parts(sentence, text, reader)) for sentence in story.sentences]
        for row, cut in zip(
            word_places(story, [[s for part in cut for s in part] for cut in whole]), whole, strict=True
        ):
            places.extend(_shared(row, cut))
        for sentence_number, (sentence, cut) in enumerate(zip(story.sentences, whole, strict=True)):
            parts.extend((story_number, sentence_number, spans) for spans in cut)
            if len(cut) > 1 or any(piece.end - piece.start > READ for piece in sentence.spans):
                issues.append(_too_long(story, sentence))
    forms = [[text[span.start : span.end] for span in spans] for _, _, spans in parts]
    parsed = reader.read(forms, [story_number for story_number, _, _ in parts], places)
    by_story: list[list[tuple[int, list[Span], list[str], Parsed]]] = [[] for _ in stories]
    for (story_number, sentence_number, spans), words, found in zip(parts, forms, parsed, strict=True):
        by_story[story_number].append((sentence_number, spans, words, found))
    return [
        _annotation(rows, len(story.sentences), text) for rows, story in zip(by_story, stories, strict=True)
    ], tuple(issues)


def _shared(places: list[int], parts: list[list[Span]]) -> Iterator[list[int]]:
    """The places of a sentence's words, part by part."""
    start = 0
    for part in parts:
        yield places[start : start + len(part)]
        start += len(part)


def _parts(sentence: Sentence, text: str, reader: Reader) -> Iterator[list[Span]]:
    """The words of a sentence, in more than one part only when it is longer than the encoder reads."""
    part: list[Span] = []
    size = 0
    for piece in sentence.spans:
        for span in split_words(text, piece.start, min(piece.end, piece.start + READ)):
            length = len(reader.pieces.ids(text[span.start : span.end]))
            if part and size + length > LONGEST:
                yield part
                part, size = [], 0
            part.append(span)
            size += length
    if part:
        yield part


def _too_long(story: Story, sentence: Sentence) -> Issue:
    span = Span(sentence.spans[0].start, sentence.spans[-1].end)
    message = f"sentence at {span.start} is longer than the encoder reads ({LONGEST} pieces): read in parts, at most {READ:,} characters"
    return make_issue(
        "long-sentence",
        message,
        room="annotate",
        document=story.document,
        story=story.id,
        span=span,
        severity=Severity.NOTE,
    )


def _annotation(rows: list[tuple[int, list[Span], list[str], Parsed]], sentences: int, text: str) -> Annotation:
    words: list[Word] = []
    names: list[Name] = []
    starts = [0] * (sentences + 1)
    for number, spans, forms, parsed in rows:
        start = len(words)
        for place, span in enumerate(spans):
            head = parsed.heads[place]
            words.append(
                Word(
                    forms[place],
                    span,
                    parsed.lemmas[place],
                    parsed.upos[place],
                    parsed.xpos[place],
                    start + head - 1 if head else -1,
                    parsed.relations[place],
                    number,
                )
            )
        names.extend(_names(parsed, start))
        starts[number + 1] = len(words)
    for number in range(1, sentences + 1):
        starts[number] = max(starts[number], starts[number - 1])
    parsed_rows = [row[3] for row in rows]
    return Annotation(
        text, tuple(words), tuple(starts), tuple(names), speech=speech_of(parsed_rows), deeds=deeds_of(parsed_rows)
    )


def speech_of(parsed: Sequence[Parsed]) -> Speech | None:
    """What the statement head says of a story's words, and where its windows begin."""
    if not parsed:
        return None
    tags, query, source, content, inner, judge = (
        np.concatenate(rows) for rows in zip(*(one.speech for one in parsed), strict=True)
    )
    return Speech(tags, query, source, content, inner, judge, _windows(parsed))


def deeds_of(parsed: Sequence[Parsed]) -> Deeds | None:
    """What the event head says of a story's words, and where its windows begin."""
    if not parsed:
        return None
    scores, asks, offers, value, pair = (
        np.concatenate(rows) for rows in zip(*(one.deeds for one in parsed), strict=True)
    )
    return Deeds(scores, asks, offers, value, pair, _windows(parsed))


def _windows(parsed: Sequence[Parsed]) -> tuple[int, ...]:
    """The first word of each window and, at the end, the number of words."""
    windows, start = [], 0
    for before, one in zip([None, *parsed], parsed, strict=False):
        if before is None or before.window != one.window:
            windows.append(start)
        start += len(one.heads)
    return *windows, start


def _names(parsed: Parsed, start: int) -> Iterator[Name]:
    """The names of a sentence whose words begin at `start`; a name's confidence is that of its least certain word."""
    for first, stop in name_spans(parsed.tags):
        kind = parsed.tags[first][2:]
        pronoun = stop - first == 1 and parsed.upos[first] == "PRON"
        if kind not in OTHER_READERS and not pronoun:
            yield Name(start + first, start + stop, kind, round(min(parsed.confidence[first:stop]), 4))
