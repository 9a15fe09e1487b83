"""From a candidate to a statement: evidence, source, stance."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from onrecord.attribute.candidates import Candidate
from onrecord.attribute.sources import kind_of
from onrecord.attribute.stance import Stances
from onrecord.attribute.tagging import confidence
from onrecord.model import (
    Annotation,
    Content,
    Entity,
    Evidence,
    Origin,
    Quotation,
    QuotationForm,
    Source,
    SourceKind,
    Span,
    Statement,
    Story,
    content_id,
    evidence,
)
from onrecord.rules.cues import Words

VERSION = "3"
TAGS = "tags"
"""The rule of what only the encoder sees."""
GAP = 6
"""No more characters than this stand between two pieces of one piece of content."""
MARKS = frozenset('“”"„«»')
LOOSE = MARKS | frozenset(",;:—–")


@dataclass(frozen=True)
class Builder:
    """Makes the statements of one story; no slots, so that its indices can be cached."""

    story: Story
    annotation: Annotation
    entities: Sequence[Entity]
    lists: Words

    def build(self, found: Candidate) -> Statement | None:
        """The statement of a candidate, None where its content is but punctuation; `within` and `chain` are
        filled in later."""
        pieces = self._pieces(found)
        if not pieces:
            return None
        cue = self.annotation.phrase(found.cue_words) if found.cue_words else None
        source = self._source(found)
        stance = self._stances.of(found)
        spans = [list(piece.span) for piece in pieces]
        identity = content_id(
            "statement",
            self.story.id,
            list(source.evidence.span) if source.evidence else None,
            list(cue.span) if cue else None,
            spans,
        )
        return Statement(
            id=identity,
            story=self.story.id,
            source=source,
            chain=(),
            cue=cue,
            content=Content(pieces),
            quotation=self._form(pieces),
            act=stance.act,
            polarity=stance.polarity,
            certainty=stance.certainty,
            time=stance.time,
            addressee=self._words(found.addressee),
            medium=self._words(found.medium),
            within=None,
            target=self._words(found.target),
            confidence=confidence(found.certainties, ruled=found.rule != TAGS) if found.certainties else None,
            origin=Origin("attribute", found.rule, VERSION),
        )

    @cached_property
    def _stances(self) -> Stances:
        return Stances(self.annotation, self.lists)

    def _words(self, words: tuple[int, ...]) -> Evidence | None:
        return self.annotation.phrase(words) if words else None

    def _pieces(self, found: Candidate) -> tuple[Evidence, ...]:
        """The content's words with the rest of every quotation in them; a mark stays where its partner stays."""
        text = self.annotation.text
        spans = [self.annotation.words[n].span for n in (*found.content, *found.extra)] + list(found.quoted)
        pieces = (self._balanced(span) for span in _bridged(sorted(spans), text))
        return tuple(evidence(text, span.start, span.end) for span in pieces if span is not None)

    def _balanced(self, span: Span) -> Span | None:
        """Without loose marks and commas at the ends, and with the closing mark of a quotation that opens inside."""
        text = self.annotation.text
        start, end = span
        while start < end and (text[start] in LOOSE or text[start].isspace()):
            start += 1
        while end > start and (text[end - 1] in MARKS or text[end - 1].isspace()):
            end -= 1
        quotation = self._closing.get(end)
        if quotation is not None and quotation.closed is not None and start <= quotation.opened.start:
            end = quotation.closed.end
        return Span(start, end) if any(c.isalnum() for c in text[start:end]) else None

    @cached_property
    def _closing(self) -> dict[int, Quotation]:
        return {q.closed.start: q for q in self.story.quotations if q.closed is not None}

    @cached_property
    def _quoted(self) -> list[Span]:
        return sorted(span for q in self.story.quotations if q.depth == 0 for span in q.spans)

    def _form(self, pieces: tuple[Evidence, ...]) -> QuotationForm:
        """Direct when nearly all of it stands in marks."""
        quoted = 0
        for piece in pieces:
            place = max(bisect_left(self._quoted, piece.span) - 1, 0)
            while place < len(self._quoted) and self._quoted[place].start < piece.span.end:
                quoted += max(
                    0, min(self._quoted[place].end, piece.span.end) - max(self._quoted[place].start, piece.span.start)
                )
                place += 1
        if quoted == 0:
            return QuotationForm.INDIRECT
        total = sum(len(piece.text) for piece in pieces)
        return QuotationForm.DIRECT if quoted >= 0.85 * total else QuotationForm.MIXED

    # --- source -----------------------------------------------------------------------------------

    def _source(self, found: Candidate) -> Source:
        if not found.source or found.source_head is None:
            return Source(SourceKind.UNSTATED, None, None)
        words = self.annotation.phrase(found.source)
        entity = self._mentions.get(found.source_head, (0, None))[1]
        kind = kind_of(
            self.annotation, self.lists, self._people, head=found.source_head, words=found.source, entity=entity
        )
        if found.wording and found.wording != found.source:
            return Source(kind, entity.id if entity else None, self.annotation.phrase(found.wording), words)
        return Source(kind, entity.id if entity else None, words)

    @cached_property
    def _people(self) -> frozenset[int]:
        names = self.annotation.names
        return frozenset(
            n for name in names if name.kind in ("Person", "Organization") for n in range(name.first, name.last)
        )

    @cached_property
    def _mentions(self) -> dict[int, tuple[int, Entity]]:
        """For each word of a mention the entity of the shortest mention that holds it."""
        found: dict[int, tuple[int, Entity]] = {}
        for entity in self.entities:
            for mention in entity.mentions:
                if mention.story == self.story.id:
                    length = len(mention.evidence.text)
                    for word in self.annotation.words_in(mention.evidence.span):
                        if word not in found or length < found[word][0]:
                            found[word] = (length, entity)
        return found


def _bridged(spans: list[Span], text: str) -> list[Span]:
    """Pieces that only marks of punctuation keep apart are one; a cue, or the end of a paragraph, keeps them apart."""
    joined: list[Span] = []
    for span in spans:
        if (
            joined
            and not any(c.isalnum() or c == "\n" for c in text[joined[-1].end : min(span.start, joined[-1].end + GAP)])
            and span.start - joined[-1].end < GAP
        ):
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
