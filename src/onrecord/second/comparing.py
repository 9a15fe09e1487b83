"""A second reader's proposals beside what onrecord reads: the same words found, and what is read of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from onrecord.model import (
    Entity,
    Event,
    Evidence,
    Participant,
    Proposal,
    ProposedEvent,
    ProposedStatement,
    Record,
    Span,
    Statement,
)

SAME_CONTENT = 0.5
"""From this share of common letters on (Dice), two contents are the same words; less is enough where the cues meet."""
LIKE_CONTENT = 0.9
"""Below this the contents are read otherwise."""
SAME_TRIGGER = 0.3
"""From this share of common letters on, two triggers name one event."""
_WORD = re.compile(r"\w+")
_ENDS_HEAD = re.compile(r"[,;:(–—]|\b(?:of|to|for|from|in|on|at|by|with|who|whom|whose|which|that)\b")


def compare(record: Record, proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """The proposals, each with the id of the statement or event on the same words, where there is one, and how the two differ.

    One proposal goes with one record, the most alike first.
    """
    setting = _Setting(record.clean.text, _heads(record.clean.text, record.entities))
    built: list[Statement | Event] = [*record.statements, *record.events]
    scored = [
        (-score, index, place)
        for index, proposal in enumerate(proposals)
        for place, found in enumerate(built)
        if found.story == proposal.story and (score := setting.alike(proposal, found)) > 0
    ]
    partners: dict[int, int] = {}
    taken: set[int] = set()
    for _, index, place in sorted(scored):
        if index not in partners and place not in taken:
            partners[index] = place
            taken.add(place)
    return tuple(
        replace(proposal, agrees=built[partners[index]].id, differs=tuple(setting.differences(proposal, built[partners[index]])))
        if index in partners else proposal for index, proposal in enumerate(proposals)
    )  # fmt: skip


def _heads(text: str, entities: Iterable[Entity]) -> dict[Span, frozenset[str]]:
    """By the last word of who is mentioned, the entities that it may be."""
    found: dict[Span, set[str]] = defaultdict(set)
    for entity in entities:
        for mention in entity.mentions:
            found[_head(text, mention.evidence.span)].add(entity.id)
    return {span: frozenset(ids) for span, ids in found.items()}


def _head(text: str, span: Span) -> Span:
    """The last word before whatever goes on about a noun phrase: "aide" of "an aide to Brekke"."""
    words = text[span.start : span.end]
    first = _WORD.search(words)
    end = _ENDS_HEAD.search(words, first.end()) if first else None
    found = list(_WORD.finditer(words[: end.start()] if end else words))
    return Span(span.start + found[-1].start(), span.start + found[-1].end()) if found else span


@dataclass(frozen=True, slots=True)
class _Setting:
    """A document's text, and which entities its words mean."""

    text: str
    heads: dict[Span, frozenset[str]]

    def alike(self, proposal: Proposal, found: Statement | Event) -> float:
        """How much a proposal and a record are about the same words; 0 where they are not."""
        if proposal.statement and isinstance(found, Statement):
            return self._statements(proposal.statement, found)
        if proposal.event and isinstance(found, Event):
            return self._events(proposal.event, found)
        return 0.0

    def differences(self, proposal: Proposal, found: Statement | Event) -> Iterator[str]:
        """The fields that the two read otherwise."""
        if proposal.statement and isinstance(found, Statement):
            yield from self._in_statement(proposal.statement, found)
        elif proposal.event and isinstance(found, Event):
            yield from self._in_event(proposal.event, found)

    # --- statements ---

    def _statements(self, said: ProposedStatement, found: Statement) -> float:
        share = self._shared(_spans(said.content.pieces), _spans(found.content.pieces))
        cues = _meet(said.cue, found.cue)
        if share < SAME_CONTENT and not (cues and share > 0):
            return 0.0
        return share + 0.3 * cues + 0.2 * _meet(said.source, found.source.phrase)

    def _in_statement(self, said: ProposedStatement, found: Statement) -> Iterator[str]:
        if not self._is_same_source(said.source, found):
            yield "source"
        if self._shared(_spans(said.content.pieces), _spans(found.content.pieces)) < LIKE_CONTENT:
            yield "content"
        if said.act != found.act:
            yield "act"
        if said.polarity != found.polarity:
            yield "polarity"

    def _is_same_source(self, words: Evidence | None, found: Statement) -> bool:
        parts = [part for part in (found.source.core, found.source.evidence) if part]
        if words is None or not parts:
            return words is None and not parts
        return any(self._is_same_party(words, part, found.source.entity) for part in parts)

    # --- events ---

    def _events(self, done: ProposedEvent, found: Event) -> float:
        share = self._shared((done.trigger.span,), (found.trigger.span,))
        if share < SAME_TRIGGER:
            return 0.0
        actors = any(_meet(one, other.evidence) for one in done.actors for other in found.actors)
        return share + 0.5 * (done.event_type == found.event_type) + 0.25 * actors

    def _in_event(self, done: ProposedEvent, found: Event) -> Iterator[str]:
        if done.event_type != found.event_type:
            yield "event_type"
        if done.status != found.status:
            yield "status"
        if not self._are_same_parties(done.actors, found.actors):
            yield "actors"
        if not self._are_same_parties(done.recipients, found.recipients):
            yield "recipients"
        if done.date and found.date and not _meet(done.date, found.date.evidence):
            yield "date"
        if done.place and found.place and not _meet(done.place, found.place.evidence):
            yield "place"

    def _are_same_parties(self, proposed: Sequence[Evidence], found: Sequence[Participant]) -> bool:
        def same(words: Evidence, party: Participant) -> bool:
            return self._is_same_party(words, party.evidence, party.entity)

        return all(any(same(words, party) for party in found) for words in proposed) and all(
            any(same(words, party) for words in proposed) for party in found
        )

    # --- words ---

    def _is_same_party(self, words: Evidence, other: Evidence, entity: str | None) -> bool:
        """True where two phrases have one head, or where the first means the entity of the second."""
        head = _head(self.text, words.span)
        return head == _head(self.text, other.span) or (entity is not None and entity in self.heads.get(head, ()))

    def _shared(self, one: Sequence[Span], other: Sequence[Span]) -> float:
        """The share of letters and digits that two sets of spans have in common (Dice), 0 to 1."""
        if max(one[0].start, other[0].start) >= min(one[-1].end, other[-1].end):
            return 0.0
        first, second = self._letters(one), self._letters(other)
        return 2 * len(first & second) / ((len(first) + len(second)) or 1)

    def _letters(self, spans: Iterable[Span]) -> set[int]:
        return {place for span in spans for place in range(*span) if self.text[place].isalnum()}


def _spans(pieces: Sequence[Evidence]) -> tuple[Span, ...]:
    return tuple(piece.span for piece in pieces) or (Span(0, 0),)


def _meet(one: Evidence | None, other: Evidence | None) -> bool:
    return one is not None and other is not None and one.span.overlaps(other.span)
