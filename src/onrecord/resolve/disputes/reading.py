"""From a story that was read to its claims."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.model import Act, Annotation, Certainty, Polarity, Statement, StoryReading, content_id
from onrecord.resolve.disputes.claims import Claim
from onrecord.resolve.disputes.grammar import Clause, find_clauses, make_clause
from onrecord.resolve.disputes.values import read_date, read_figures, read_identities, read_parties, read_places, span_of_days
from onrecord.resolve.disputes.vocabulary import content_lemmas, name_tokens, tokens_of
from onrecord.rules.claims import load_claim_words, load_ordinals

OPEN_ACTS = frozenset((Act.PROMISE, Act.THREATEN, Act.DEMAND, Act.PROPOSE, Act.PREDICT, Act.ASK, Act.DECLINE, Act.WARN))
"""Acts whose content need not be so."""
LEAD = 2
"""Sentences at the head of a story that say what it is about."""
MOST_AROUND = 40
"""Lemmas kept of what stands around a claim."""


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with the words of its content, by their numbers."""

    statement: Statement
    words: frozenset[int]
    cue: frozenset[int]


def read_claims(reading: StoryReading) -> tuple[Claim, ...]:
    """The claims of a story, in the order of its text."""
    annotation = reading.annotation
    said = tuple(_said(annotation, statement) for statement in reading.statements)
    head = _head(reading)
    found: list[Claim] = []
    for sentence in range(len(annotation.starts) - 1):
        for clause, by in _clauses(annotation, sentence, said):
            claim = _claim(reading, sentence, clause, by, head)
            if claim is not None:
                found.append(claim)
    return tuple({claim.id: claim for claim in found}.values())


def _said(annotation: Annotation, statement: Statement) -> Said:
    words = frozenset(number for piece in statement.content.pieces for number in annotation.words_in(piece.span))
    cue = frozenset(annotation.words_in(statement.cue.span)) if statement.cue else frozenset()
    return Said(statement, words, cue)


def _clauses(annotation: Annotation, sentence: int, said: Sequence[Said]) -> Iterator[tuple[Clause, Said | None]]:
    cues = frozenset(number for one in said for number in one.cue)
    reported = frozenset(number for one in said for number in one.words)
    seen: set[int] = set()
    for clause in find_clauses(annotation, sentence):
        by = _innermost(said, clause.top)
        if by is None and clause.top in cues:
            continue
        if clause.top in cues and by is not None and any(clause.top in one.cue for one in said if one is not by):
            continue
        inside = by.words if by else frozenset(clause.words) - reported
        kept = tuple(number for number in clause.words if number in inside)
        if kept and clause.head in kept:
            seen.add(clause.top)
            yield Clause(clause.head, clause.top, kept, clause.predicates, clause.is_negated, clause.is_firm), by
    for one in said:
        if one.words and min(one.words) in annotation.sentence(sentence) and not seen & one.words:
            yield from _nominal(annotation, one)


def _nominal(annotation: Annotation, one: Said) -> Iterator[tuple[Clause, Said]]:
    """The content of a statement that is no clause: "denied any part in the shelling", "denied beating them"."""
    tops = [number for number in sorted(one.words) if annotation.words[number].head not in one.words]
    if tops and annotation.words[tops[0]].upos in ("NOUN", "VERB", "PROPN"):
        yield make_clause(annotation, tops[0], one.words), one


def _innermost(said: Sequence[Said], number: int) -> Said | None:
    around = [one for one in said if number in one.words]
    return min(around, key=lambda one: len(one.words), default=None)


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a story is about."""

    words: tuple[str, ...]
    names: tuple[str, ...]
    first: str | None
    last: str | None


def _head(reading: StoryReading) -> Head:
    annotation = reading.annotation
    last = annotation.starts[min(LEAD, len(annotation.starts) - 1)]
    words = range(last)
    return Head(content_lemmas(annotation, words), name_tokens(reading, words), *span_of_days(reading, words))


def _claim(reading: StoryReading, sentence: int, clause: Clause, by: Said | None, head: Head) -> Claim | None:
    annotation = reading.annotation
    words = content_lemmas(annotation, clause.words)
    names = name_tokens(reading, clause.words)
    whole = annotation.sentence(sentence)
    first, last = span_of_days(reading, clause.words)
    if first is None:
        first, last = span_of_days(reading, whole)
    statement = by.statement if by else None
    is_denial = statement is not None and statement.polarity is Polarity.DENIES
    evidence = annotation.phrase(clause.words)
    figures = tuple(read_figures(reading, clause))
    if not words and not names and not figures:
        return None
    agent, theme = read_parties(reading, clause)
    source, source_names, source_words = _source(reading, statement)
    subject = tuple(
        token
        for node in {clause.head, clause.top}
        for child in annotation.dependents(node, "nsubj")
        for token in name_tokens(reading, annotation.subtree(child))
    )
    return Claim(
        id=content_id("claim", reading.story.id, [evidence.span.start, evidence.span.end], clause.head - annotation.starts[sentence], statement.id if statement else None),
        story=reading.story.id,
        outlet=reading.document.outlet,
        said_on=(reading.written_on or "")[:10] or None,
        evidence=evidence,
        statement=statement.id if statement else None,
        source=source,
        source_names=source_names,
        source_words=source_words,
        events=tuple(event.id for event in reading.events if evidence.span.covers(event.trigger.span)),
        predicate="|".join(clause.predicates),
        words=words,
        subject=subject,
        names=names,
        around=tuple(dict.fromkeys((*content_lemmas(annotation, whole), *head.words)))[:MOST_AROUND],
        around_names=tuple(dict.fromkeys((*name_tokens(reading, whole), *source_names, *head.names)))[:MOST_AROUND],
        marks=_marks(annotation, clause, sentence),
        is_negated=clause.is_negated != is_denial,
        is_denial=is_denial,
        is_firm=clause.is_firm and _is_firm(statement),
        first=first,
        last=last,
        figures=figures,
        dated=read_date(reading, clause),
        placed=tuple(read_places(reading, clause)),
        agent=agent,
        theme=theme,
        identities=tuple(read_identities(reading, clause)),
    )


def _is_firm(statement: Statement | None) -> bool:
    if statement is None:
        return True
    if statement.act in OPEN_ACTS or statement.polarity is Polarity.LEAVES_OPEN:
        return False
    return statement.certainty is not Certainty.POSSIBLE


def _source(reading: StoryReading, statement: Statement | None) -> tuple[str | None, tuple[str, ...], tuple[str, ...]]:
    """Who says it in words, and the words by which two sources are compared."""
    if statement is None or statement.source.phrase is None:
        return None, (), ()
    annotation = reading.annotation
    phrase = statement.source.phrase
    entity = next((found for found in reading.entities if found.id == statement.source.entity), None)
    words = annotation.words_in(phrase.span)
    names = name_tokens(reading, words) if entity is None else tuple(dict.fromkeys((*tokens_of(entity.name), *name_tokens(reading, words))))
    shown = entity.name if entity is not None and len(phrase.text) < 5 else phrase.text
    lemmas = tuple(annotation.words[number].lemma.lower() for number in words if annotation.words[number].upos in ("NOUN", "PROPN", "ADJ"))
    return shown, names, tuple(dict.fromkeys(lemmas))


def _marks(annotation: Annotation, clause: Clause, sentence: int) -> tuple[str, ...]:
    """Words of the clause that tell happenings apart, and of its sentence that take back, limit or rename."""
    ordinals = frozenset(word for words in load_ordinals() for word in words)
    inside = (annotation.words[number].lemma.lower() for number in clause.words)
    found = [f"is:{lemma}" for lemma in inside if lemma in ordinals]
    whole = [annotation.words[number] for number in annotation.sentence(sentence)]
    for kind in ("correct", "early", "exclude", "whole"):
        table = load_claim_words(kind)
        found.extend(f"{kind}:{word.lemma.lower()}" for word in whole if word.lemma.lower() in table)
    text = " ".join(word.text.lower() for word in whole)
    found.extend(f"alias:{phrase}" for phrase in sorted(load_claim_words("alias")) if phrase in text)
    return tuple(dict.fromkeys(found))
