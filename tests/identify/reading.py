"""From a few lines of text to entities, through the rooms before `identify`; only tests may join rooms."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from onrecord.annotate.encoder import load_reader
from onrecord.annotate.sentences import read_sentences
from onrecord.identify import identify
from onrecord.model import Annotation, Entity, LineKind, Mention, Paragraph, Sentence, Span, Story
from onrecord.segment.quotations import find_quotations
from onrecord.segment.sentences import split_sentences


@dataclass(frozen=True)
class Read:
    """A text and the entities read in it."""

    text: str
    stories: tuple[Story, ...]
    annotations: tuple[Annotation, ...]
    entities: tuple[Entity, ...]

    def at(self, words: str) -> tuple[Entity, Mention] | None:
        """The entity and mention at the nth (`words#n`, the first without) occurrence of some words."""
        plain, _, which = words.partition("#")
        place = -1
        for _ in range(int(which or 1)):
            place = self._next(plain, place + 1)
            if place < 0:
                raise ValueError(f"{words!r} does not stand in the text")
        found = [(len(m.evidence.text), n, e, m) for n, e in enumerate(self.entities) for m in e.mentions
                 if m.evidence.span.start <= place and place + len(plain) <= m.evidence.span.end]  # fmt: skip
        return min(found, key=lambda one: one[:2])[2:] if found else None

    def _next(self, plain: str, start: int) -> int:
        """The next place where the words stand by themselves."""
        place = self.text.find(plain, start)
        while place >= 0:
            before, after = self.text[place - 1 : place], self.text[place + len(plain) : place + len(plain) + 1]
            if not before.isalnum() and not after.isalnum():
                return place
            place = self.text.find(plain, place + 1)
        return place


def read_stories(*texts: str) -> Read:
    """The entities of a document of several stories; a line is a paragraph, one that begins with `# ` a headline."""
    stories: list[Story] = []
    annotations: list[Annotation] = []
    whole = "\n\n".join(texts)
    start = 0
    for text in texts:
        # Blank out what is not this story, so that its spans are those of the document.
        masked = "\n" * start + text + "\n" * (len(whole) - start - len(text))
        story = _story(masked)
        stories.append(replace(story, document="document-1", id=f"story-{len(stories) + 1}"))
        found, _ = read_sentences([story], whole, load_reader())
        annotations.extend(found)
        start += len(text) + 2
    return Read(whole, tuple(stories), tuple(annotations), identify(stories, annotations))


def _story(text: str) -> Story:
    paragraphs: list[Paragraph] = []
    sentences: list[Sentence] = []
    for line in re.finditer(r"[^\n]+", text):
        kind = LineKind.HEADING if line.group().startswith("# ") else LineKind.PROSE
        start = line.start() + 2 * (kind is LineKind.HEADING)
        first = len(sentences)
        spans = [Span(start + a, start + b) for a, b in split_sentences(text[start : line.end()])]
        sentences.extend(Sentence((span,), len(paragraphs), kind) for span in spans)
        paragraphs.append(Paragraph((Span(start, line.end()),), kind, (first, len(sentences))))
    quotations = find_quotations(text, [paragraph.spans for paragraph in paragraphs])[0]
    return Story("", "", Span(0, len(text)), None, None, None, None, tuple(paragraphs), tuple(sentences), quotations)


def read_text(text: str) -> Read:
    """The entities of one story."""
    return read_stories(text)


def check(read: Read, expected: str) -> list[str]:
    """What of `expected` does not hold: pairs with `; ` between them.

    `words -> name`: these words refer to the entity of that name, `words -> -`: to none;
    `words = kind`; `words @ country/sector` (either may be `-`); `words ~ name`: may be the same, not joined;
    `words : office`: the entity has that office.
    """
    return [pair for pair in expected.split("; ") if not _holds(read, pair)]


def _holds(read: Read, pair: str) -> bool:
    operator = next(sign for sign in (" -> ", " = ", " @ ", " ~ ", " : ") if sign in pair)
    words, wanted = pair.split(operator, 1)
    found = read.at(words)
    if found is None:
        return operator == " -> " and wanted == "-"
    entity, mention = found
    if operator == " -> ":
        return entity.name == wanted
    if operator == " = ":
        return entity.kind.value == wanted
    if operator == " @ ":
        return f"{entity.country or '-'}/{entity.sector or '-'}" == wanted
    if operator == " : ":
        return wanted in entity.office
    others = {same.entity for same in entity.possible_same}
    return any(other.id in others and other.name == wanted for other in read.entities) and mention is not None
