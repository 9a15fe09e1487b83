"""Within one story: whom a denial answers ("Varon accused Kestria of murder. Kestria denied it")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.model import Act, Polarity, Statement, StoryReading
from onrecord.resolve.disputes.claims import Claim
from onrecord.resolve.disputes.vocabulary import name_tokens
from onrecord.rules.claims import load_claim_words

NEAR = 2
"""Sentences between a charge that names the one who denies and the denial."""
CHARGES = frozenset((Act.ACCUSE, Act.ALLEGE, Act.CLAIM, Act.CRITICISE))
DENIALS = frozenset((Act.DENY, Act.REJECT))


def answer_claims(reading: StoryReading, claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims, each denial that answers another with the id of that one; one without words of its own has the other's."""
    by_statement: dict[str, list[Claim]] = {}
    for claim in claims:
        by_statement.setdefault(claim.statement or "", []).append(claim)
    answers: dict[str, tuple[Claim, bool]] = {}
    for statement in reading.statements:
        if statement.act in DENIALS and statement.polarity is Polarity.DENIES:
            for denial in by_statement.get(statement.id, ())[:1]:
                found = _answered(reading, statement, denial, by_statement)
                if found is not None:
                    answers[denial.id] = found, _is_bare(reading, statement)
    return tuple(_answering(claim, *answers[claim.id]) if claim.id in answers else claim for claim in claims)


def _answering(denial: Claim, charge: Claim, is_bare: bool) -> Claim:
    if not is_bare:
        return replace(denial, answers=charge.id, is_firm=True, is_negated=True)
    return replace(denial, answers=charge.id, predicate=charge.predicate, words=charge.words, names=charge.names, topic=charge.topic,
                   theme=charge.theme, agent=charge.agent, is_firm=True, is_negated=not charge.is_negated)  # fmt: skip


def _answered(reading: StoryReading, denial: Statement, claim: Claim, by_statement: dict[str, list[Claim]]) -> Claim | None:
    """What a denial answers: the last charge before it that names the one who denies, else the one it stands right behind."""
    where = _sentence(reading, denial)
    for charge in reversed([one for one in reading.statements if _place(one) < _place(denial)]):
        distance = where - _sentence(reading, charge)
        if distance > NEAR:
            return None
        found = [one for one in by_statement.get(charge.id, ()) if one.is_firm and not one.is_denial]
        if not found or found[0].source == claim.source or _shares_source(charge, denial):
            continue
        if _names(reading, charge) & set(claim.source_names) and (charge.act in CHARGES or _is_bare(reading, denial)):
            return found[0]
        if charge.act in CHARGES and distance <= 1 and not claim.source_names and _is_bare(reading, denial):
            return found[0]
    return None


def _shares_source(one: Statement, other: Statement) -> bool:
    return one.source.entity is not None and one.source.entity == other.source.entity


def _names(reading: StoryReading, statement: Statement) -> set[str]:
    """The names in a statement's content, and of whom it is aimed at."""
    annotation = reading.annotation
    pieces = [*statement.content.pieces, *([statement.target] if statement.target else [])]
    return {name for piece in pieces for name in name_tokens(reading, annotation.words_in(piece.span))}


def _is_bare(reading: StoryReading, statement: Statement) -> bool:
    """True for a denial without words of its own: of it, of the charge, of any part in it."""
    annotation = reading.annotation
    accusation = load_claim_words("accusation")
    words = [annotation.words[number] for piece in statement.content.pieces for number in annotation.words_in(piece.span)]
    return bool(words) and words[0].lemma.lower() not in ("that",) and any(word.lemma.lower() in accusation for word in words[:4])


def _place(statement: Statement) -> int:
    return statement.cue.span.start if statement.cue else min(piece.span.start for piece in statement.content.pieces)


def _sentence(reading: StoryReading, statement: Statement) -> int:
    number = reading.annotation.word_at(_place(statement))
    return reading.annotation.words[number].sentence if number is not None else 0
