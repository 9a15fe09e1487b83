"""From a candidate to a statement: evidence, source, stance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.attribute.candidates import Candidate
from onrecord.model import (
    Act,
    Annotation,
    Certainty,
    Content,
    Entity,
    EntityKind,
    Evidence,
    Origin,
    Polarity,
    QuotationForm,
    Source,
    SourceKind,
    Span,
    Statement,
    StatementTime,
    Story,
    content_id,
    evidence,
    merge_spans,
)

VERSION = "1"
DOCUMENTS = frozenset("report statement document letter tape tapes recording order law study survey poll filing indictment memo file list data record "
                      "court_papers email emails text testimony declaration communique banner sign placard post".split())  # fmt: skip
UNNAMED = frozenset("source aide official insider person people diplomat witness resident worker officer man woman neighbour neighbor survivor relative "
                    "adviser negotiator spokesman spokeswoman spokesperson analyst expert critic".split())  # fmt: skip
GROUPS = frozenset("officials residents critics analysts experts witnesses diplomats people authorities lawmakers prosecutors police media reports observers "
                   "activists protesters supporters opponents neighbours relatives families both many some others they several most all few".split())  # fmt: skip


@dataclass(frozen=True, slots=True)
class Builder:
    """Makes the statements of one story."""

    story: Story
    annotation: Annotation
    entities: Sequence[Entity]

    def build(self, found: Candidate) -> Statement:
        """The statement of a candidate; `within` and `chain` are filled in later."""
        pieces = self._pieces(found)
        cue = self.annotation.phrase(found.cue_words) if found.cue_words else None
        source = self._source(found)
        act, polarity, certainty = self._stance(found)
        spans = [list(piece.span) for piece in pieces]
        identity = content_id(
            "statement", self.story.id, list(source.evidence.span) if source.evidence else None, list(cue.span) if cue else None, spans
        )
        return Statement(
            id=identity, story=self.story.id, source=source, chain=(), cue=cue, content=Content(pieces), quotation=self._form(pieces), act=act,
            polarity=polarity, certainty=certainty, time=self._time(found), addressee=self._words(found.addressee),
            medium=self._words(found.medium), within=None, target=self._words(found.target),
            origin=Origin("attribute", found.rule, VERSION),
        )  # fmt: skip

    def _words(self, words: tuple[int, ...]) -> Evidence | None:
        return self.annotation.phrase(words) if words else None

    def _pieces(self, found: Candidate) -> tuple[Evidence, ...]:
        """The content: the sentence's own words and, past it, the rest of a quotation; marks at its ends are taken in."""
        text = self.annotation.text
        spans = [self.annotation.words[n].span for n in found.content] + list(found.quoted)
        joined = merge_spans(_bridged(sorted(spans), text), text)
        return tuple(evidence(text, span.start, span.end) for span in joined)

    def _form(self, pieces: tuple[Evidence, ...]) -> QuotationForm:
        quoted = sum(min(s.end, p.span.end) - max(s.start, p.span.start)
                     for p in pieces for q in self.story.quotations for s in q.spans if s.overlaps(p.span))  # fmt: skip
        total = sum(len(piece.text) for piece in pieces)
        if quoted == 0:
            return QuotationForm.INDIRECT
        return QuotationForm.DIRECT if quoted >= 0.85 * total else QuotationForm.MIXED

    # --- source -----------------------------------------------------------------------------------

    def _source(self, found: Candidate) -> Source:
        if not found.source or found.source_head is None:
            return Source(SourceKind.UNSTATED, None, None)
        words = self.annotation.phrase(found.source)
        entity = self._entity(self.annotation.words[found.source_head].span)
        return Source(self._kind(found, entity), entity.id if entity else None, words)

    def _entity(self, span: Span) -> Entity | None:
        found = [(len(m.evidence.text), entity) for entity in self.entities for m in entity.mentions
                 if m.story == self.story.id and m.evidence.span.covers(span)]  # fmt: skip
        return min(found, key=lambda pair: pair[0])[1] if found else None

    def _kind(self, found: Candidate, entity: Entity | None) -> SourceKind:
        head = self.annotation.words[found.source_head or 0]
        lemma, form = head.lemma.lower(), head.text.lower()
        if entity is not None:
            return SourceKind.DOCUMENT if entity.kind is EntityKind.OTHER and lemma in DOCUMENTS else SourceKind.NAMED
        if head.upos == "PROPN" or any(self.annotation.words[n].upos == "PROPN" and self.annotation.words[n].relation in ("flat", "appos") for n in found.source):
            return SourceKind.NAMED
        if lemma in DOCUMENTS:
            return SourceKind.DOCUMENT
        if form in GROUPS or head.xpos == "NNS":
            return SourceKind.GROUP
        return SourceKind.UNNAMED

    # --- stance -----------------------------------------------------------------------------------

    def _stance(self, found: Candidate) -> tuple[Act, Polarity, Certainty]:
        cue = found.cue
        if cue is None:
            return Act.STATE, Polarity.AFFIRMS, Certainty.CERTAIN
        act, polarity, certainty = cue.act, cue.polarity, self._certainty(found, cue.certainty)
        if found.negated:
            if act is Act.BELIEVE:
                return act, Polarity.DENIES, certainty
            if act is Act.DENY:
                return act, Polarity.LEAVES_OPEN, Certainty.UNKNOWN
            return Act.DECLINE if act in (Act.STATE, Act.ADMIT, Act.CLAIM) else act, Polarity.LEAVES_OPEN, Certainty.UNKNOWN
        if act is Act.STATE and self._is_whether(found):
            return act, Polarity.LEAVES_OPEN, Certainty.UNKNOWN
        return act, polarity, certainty

    def _is_whether(self, found: Candidate) -> bool:
        return any(self.annotation.words[n].text.lower() in ("whether", "if") for n in found.content[:1])

    def _certainty(self, found: Candidate, base: Certainty) -> Certainty:
        """Hedges at the top of the content weaken what the cue promises."""
        words = {self.annotation.words[n].text.lower() for n in found.content[:12]}
        if words & {"may", "might", "could", "possibly", "perhaps"}:
            return Certainty.POSSIBLE
        if words & {"probably", "likely", "should"} and base is Certainty.CERTAIN:
            return Certainty.PROBABLE
        return base

    def _time(self, found: Candidate) -> StatementTime:
        """When the content holds, from its first finite verb."""
        if found.cue is not None and found.cue.act in (Act.PROMISE, Act.THREATEN, Act.PREDICT, Act.DEMAND, Act.PROPOSE):
            return StatementTime.FUTURE
        for n in found.content:
            word = self.annotation.words[n]
            if word.xpos == "MD":
                return StatementTime.FUTURE if word.lemma.lower() in ("will", "would", "shall") else StatementTime.PRESENT
            if word.xpos == "VBD":
                return StatementTime.PAST
            if word.xpos in ("VBZ", "VBP"):
                return StatementTime.PRESENT
        return StatementTime.NONE


def _bridged(spans: list[Span], text: str) -> list[Span]:
    """Pieces that only marks of punctuation keep apart are one; a cue between them keeps them apart."""
    joined: list[Span] = []
    for span in spans:
        if joined and span.start - joined[-1].end <= 4 and not any(c.isalnum() or c == "\n" for c in text[joined[-1].end : span.start]):
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
