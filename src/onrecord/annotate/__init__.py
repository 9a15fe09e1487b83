"""The room that reads words: parse, names, times, places, quantities.

`annotate` takes the stories of one document and gives one `Annotation` a story. Every sentence is
encoded once, by onrecord's own encoder (`onrecord/models/reader.md`); no other room runs it again.
"""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.annotate.encoder import Reader, load_reader, reader_version
from onrecord.annotate.readings import read_all
from onrecord.annotate.sentences import read_sentences
from onrecord.model import Annotation, Issue, Story

__all__ = ["annotate", "reader_version"]


def annotate(
    stories: Sequence[Story], text: str, *, reader: Reader | None = None
) -> tuple[tuple[Annotation, ...], tuple[Issue, ...]]:
    """Read the stories of one document.

    `text` is the document's clean text. Sentences without a word (a lone mark) have an empty range of
    words. An issue `long-sentence` names each sentence that had to be read in parts.
    """
    parsed, issues = read_sentences(stories, text, reader or load_reader())
    return tuple(read_all(story, annotation) for story, annotation in zip(stories, parsed, strict=True)), issues
