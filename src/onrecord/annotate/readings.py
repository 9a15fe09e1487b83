"""Times, quantities and places beside the words, each by a reader of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from onrecord.annotate.misread import with_places
from onrecord.annotate.places import read_places
from onrecord.annotate.quantities import read_quantities
from onrecord.annotate.sentences import READ
from onrecord.annotate.times import read_times
from onrecord.model import Annotation, Place, Span, Story


def read_all(story: Story, annotation: Annotation) -> Annotation:
    """The annotation with its times, quantities and places filled in; names that are places after all are such."""
    spans = [
        Span(span.start, min(span.end, span.start + READ)) for sentence in story.sentences for span in sentence.spans
    ]
    anchor = story.written_on.value if story.written_on else None
    places = _places(story, annotation, spans)
    names = with_places(annotation, places)
    if names != annotation.names:
        annotation = replace(annotation, names=names)
        places = _places(story, annotation, spans)
    return replace(
        annotation,
        times=read_times(annotation.text, spans, story=story.id, anchor=anchor, annotation=annotation),
        quantities=read_quantities(annotation.text, spans, story=story.id),
        places=places,
    )


def _places(story: Story, annotation: Annotation, spans: Sequence[Span]) -> tuple[Place, ...]:
    names = [(_span(annotation, name.first, name.last), name.kind) for name in annotation.names]
    return read_places(annotation.text, names, story=story.id, spans=spans)


def _span(annotation: Annotation, first: int, last: int) -> Span:
    return Span(annotation.words[first].span.start, annotation.words[last - 1].span.end)
