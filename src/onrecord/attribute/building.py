"""From a candidate to a statement: evidence, source, stance."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from onrecord.attribute.candidates import Candidate
from onrecord.attribute.sources import kind_of
from onrecord.model import (
    Act,
    Annotation,
    Certainty,
    Content,
    Entity,
    Evidence,
    Origin,
    Polarity,
    Quotation,
    QuotationForm,
    Source,
    SourceKind,
    Span,
    Statement,
    StatementTime,
    Story,
    content_id,
    evidence,
)
from onrecord.rules.cues import Words

VERSION = "2"
GAP = 6
"""No more characters than this stand between two pieces of one piece of content."""
MARKS = frozenset('“”"„«»')
LOOSE = MARKS | frozenset(",;:—–")
SELF = frozenset({"i", "we"})
FUTURE_ACTS = (Act.PROMISE, Act.THREATEN, Act.PREDICT, Act.DEMAND, Act.PROPOSE)


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
        act, polarity, certainty = self._stance(found)
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
            act=act,
            polarity=polarity,
            certainty=certainty,
            time=self._time(found),
            addressee=self._words(found.addressee),
            medium=self._words(found.medium),
            within=None,
            target=self._words(found.target),
            origin=Origin("attribute", found.rule, VERSION),
        )

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

    # --- stance -----------------------------------------------------------------------------------

    def _stance(self, found: Candidate) -> tuple[Act, Polarity, Certainty]:
        cue = found.cue
        if cue is None:
            act = Act.THREATEN if self._is_threat(found) else Act.STATE
            return (
                act,
                Polarity.AFFIRMS,
                self._certainty(found, Certainty.CERTAIN if found.source else Certainty.POSSIBLE),
            )
        act, polarity, certainty = cue.act, cue.polarity, self._certainty(found, cue.certainty)
        if cue.position == "passive" and act is Act.DECLINE:
            return act, polarity, certainty
        if act is Act.PROPOSE and cue.lemma == "suggest" and self._is_finite(found):
            act, certainty = Act.STATE, self._certainty(found, Certainty.PROBABLE)  # "suggested that it was late"
        if act is Act.ASK and found.rule.endswith("/inf"):  # "asked the army to leave"
            polarity, certainty = Polarity.AFFIRMS, self._certainty(found, Certainty.CERTAIN)
        if act in (Act.STATE, Act.WARN, Act.PROMISE) and not found.negated and self._is_threat(found):
            act = Act.THREATEN
        if found.negated:
            if act is Act.BELIEVE:
                return act, Polarity.DENIES, certainty
            if act is Act.DENY:
                return act, Polarity.LEAVES_OPEN, Certainty.UNKNOWN
            return (
                Act.DECLINE if act in (Act.STATE, Act.ADMIT, Act.CLAIM) else act,
                Polarity.LEAVES_OPEN,
                Certainty.UNKNOWN,
            )
        if act is Act.STATE and self._is_whether(found):
            return act, Polarity.LEAVES_OPEN, Certainty.UNKNOWN
        return act, polarity, certainty

    def _is_finite(self, found: Candidate) -> bool:
        """True where the content says what is or was; "suggested that he (should) go" proposes."""
        top = self._top(found)
        if top is None:
            return False
        verbs = [self.annotation.words[n] for n in (top, *self.annotation.dependents(top, "aux", "aux:pass", "cop"))]
        return any(word.xpos in ("VBD", "VBZ") for word in verbs)  # "that both sides talk" may propose

    def _is_whether(self, found: Candidate) -> bool:
        """True for an indirect question; "if it rains, we stay" is none, for there a clause stands above the
        condition."""
        first = found.content[0]
        word = self.annotation.words[first]
        return (
            word.text.lower() in ("whether", "if")
            and word.head not in found.content
            or word.head == self._top(found)
            and word.text.lower() in ("whether", "if")
        )

    def _certainty(self, found: Candidate, base: Certainty) -> Certainty:
        """Hedges at the top of the content weaken what the cue promises."""
        words = {self.annotation.words[n].text.lower() for n in found.content[:12]}
        if words & {"may", "might", "could", "possibly", "perhaps"}:
            return Certainty.POSSIBLE
        if words & {"probably", "likely", "should"} and base is Certainty.CERTAIN:
            return Certainty.PROBABLE
        return base

    def _time(self, found: Candidate) -> StatementTime:
        """When the content holds, from the verb at its top: a modal of the future, else the tense."""
        if found.cue is not None and found.cue.act in FUTURE_ACTS and not found.negated:
            return StatementTime.FUTURE
        top = self._top(found)
        if top is None:
            return StatementTime.NONE
        finite = [n for n in (*self.annotation.dependents(top, "aux", "cop"), top) if n in found.content]
        for n in finite:
            word = self.annotation.words[n]
            if word.xpos == "MD":
                return (
                    StatementTime.FUTURE
                    if word.lemma.lower() in ("will", "would", "shall", "'ll", "’ll", "wo")
                    else StatementTime.PRESENT
                )
            if word.xpos in ("VBD", "VBZ", "VBP"):
                perfect = word.lemma.lower() == "have" and word.upos == "AUX"
                return StatementTime.PAST if word.xpos == "VBD" or perfect else StatementTime.PRESENT
        return StatementTime.NONE

    def _top(self, found: Candidate) -> int | None:
        """The word of the content that everything else in its first sentence hangs on."""
        content = set(found.content)
        tops = [
            n
            for n in found.content
            if self.annotation.words[n].head not in content
            and self.annotation.words[n].upos in ("VERB", "AUX", "NOUN", "ADJ", "PROPN", "ADV", "PRON", "NUM")
        ]
        clauses = [
            n
            for n in tops
            if self.annotation.words[n].upos in ("VERB", "AUX")
            or self.annotation.dependents(n, "cop", "nsubj", "nsubj:pass")
        ]
        return next(iter(clauses or tops), None)

    def _is_threat(self, found: Candidate) -> bool:
        """A condition, and what the source itself will then do against somebody: "if they come closer, we will
        fire"."""
        words = self.annotation.words
        conditions = any(
            words[n].text.lower() in ("if", "unless") and words[n].relation == "mark"
            for n in (*found.content, *found.extra)
        )
        if not conditions:
            return False
        for n in (*found.content, *found.extra):
            will = any(
                words[a].lemma.lower() in ("will", "would", "shall", "'ll", "’ll")
                for a in self.annotation.dependents(n, "aux")
            )
            subjects = {words[m].text.lower() for m in self.annotation.dependents(n, "nsubj")}
            if (
                will
                and words[n].lemma.lower() in self.lists.hostile
                and subjects & (SELF | {"it", "they", "he", "she"} if not found.quoted else SELF)
            ):
                return True
        return False


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
