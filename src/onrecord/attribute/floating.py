"""Quotations without a cue: whose they are when the text leaves no doubt."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.attribute.candidates import Candidate
from onrecord.model import Annotation, LineKind, Quotation, Story


def attribute_floating(story: Story, annotation: Annotation, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Candidates for the quotations of whole sentences that nobody has yet.

    The speaker is the one of the statement before in the same paragraph, or of the paragraph before when
    this one is nothing but a quotation and that one ended with the same speaker's words.
    """
    found: list[Candidate] = []
    for quotation in story.quotations:
        words = [n for span in quotation.spans for n in annotation.words_in(span)]
        if len(words) < 4 or _is_taken(annotation, quotation, [*candidates, *found]) or not _is_whole(annotation, story, quotation, words):
            continue
        speaker = _speaker(story, annotation, words[0], [*candidates, *found])
        if speaker is not None:
            found.append(Candidate(None, (), speaker.source, speaker.source_head, tuple(words), quotation.spans, rule="floating"))
    return found


def _is_taken(annotation: Annotation, quotation: Quotation, candidates: Sequence[Candidate]) -> bool:
    return any(span.covers(annotation.words[n].span) for c in candidates for n in c.content for span in quotation.spans) or any(
        span in c.quoted for c in candidates for span in quotation.spans
    )


def _is_whole(annotation: Annotation, story: Story, quotation: Quotation, words: Sequence[int]) -> bool:
    """True when the quotation's sentences have next to nothing outside the marks: no scare quotes, titles or terms."""
    sentences = {annotation.words[n].sentence for n in words}
    inside = set(words)
    outside = [n for s in sentences for n in annotation.sentence(s) if n not in inside and annotation.words[n].upos != "PUNCT"]
    return not outside and all(story.sentences[s].kind is LineKind.PROSE for s in sentences)


def _speaker(story: Story, annotation: Annotation, first: int, candidates: Sequence[Candidate]) -> Candidate | None:
    """The last statement before, if it has a source and stands in the same paragraph or the one before."""
    here = story.sentences[annotation.words[first].sentence].paragraph
    before = [c for c in candidates if c.source and c.content and max(c.content) < first and (c.quoted or c.cue is None)]
    if not before:
        return None
    last = max(before, key=lambda c: max(c.content))
    there = story.sentences[annotation.words[max(last.content)].sentence].paragraph
    prose = [n for n, p in enumerate(story.paragraphs) if p.kind is LineKind.PROSE]
    if there == here:
        return last
    return last if here in prose and there in prose and prose.index(here) - prose.index(there) == 1 and _ends_with(annotation, story, last, there) else None


def _ends_with(annotation: Annotation, story: Story, last: Candidate, paragraph: int) -> bool:
    """True when the statement is the last thing in its paragraph."""
    first, stop = story.paragraphs[paragraph].sentences
    return annotation.words[max(last.content)].sentence == stop - 1 and first < stop
