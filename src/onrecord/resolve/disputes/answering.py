"""Within one story: whom a denial answers ("Varon accused Kestria of murder. Kestria denied it")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.model import Act, Annotation, Polarity, Statement, StoryReading, Word
from onrecord.resolve.disputes.claims import Claim
from onrecord.resolve.disputes.vocabulary import name_tokens
from onrecord.rules.claims import load_claim_words

NEAR = 4
"""Sentences between a charge that names the one who denies it and the denial."""
CHARGES = frozenset((Act.ACCUSE, Act.ALLEGE, Act.CLAIM, Act.CRITICISE))
ASSERTS = CHARGES | {Act.STATE, Act.ADMIT, Act.WARN}
DENIALS = frozenset((Act.DENY, Act.REJECT))
LEAST = 0.4
"""What part of a charge its claim must be to stand for it."""
LONGEST = 3
"""Words of a content that only points back: "it", "the accusation"."""


@dataclass(frozen=True, slots=True)
class Denial:
    """A statement that denies, its first claim, whether it has no words of its own, or only points back, and whose charge it names."""

    statement: Statement
    claim: Claim
    is_bare: bool
    is_pointing: bool
    pointing: tuple[str, ...]
    has_clause: bool
    accusers: tuple[str, ...]


def answer_claims(reading: StoryReading, claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims, each denial that answers another with the id of that one; one without words of its own has the other's."""
    by_statement: dict[str, list[Claim]] = {}
    for claim in claims:
        by_statement.setdefault(claim.statement or "", []).append(claim)
    changed: dict[str, Claim] = {}
    for statement in reading.statements:
        if statement.act in DENIALS and statement.polarity is Polarity.DENIES and statement.id in by_statement:
            denial = _denial(reading, statement, by_statement[statement.id][0])
            changed[denial.claim.id] = _answering(reading, denial, _answered(reading, denial, by_statement))
    answered = {claim.answers for claim in changed.values()}
    found = (changed.get(claim.id, claim) for claim in claims)
    return tuple(replace(claim, marks=(*claim.marks, "answered")) if claim.id in answered else claim for claim in found)


def _denial(reading: StoryReading, statement: Statement, claim: Claim) -> Denial:
    annotation = reading.annotation
    accusation = load_claim_words("accusation")
    words = [
        annotation.words[number] for piece in statement.content.pieces for number in annotation.words_in(piece.span)
    ]
    is_bare = bool(words) and words[0].text.lower() != "that" or len(words) == 1
    first = [word for place, word in enumerate(words[:4]) if not (place and word.lemma.lower() == "that")]
    is_bare = is_bare and any(word.lemma.lower() in accusation for word in first)
    is_pointing = is_bare and len([word for word in words if word.upos != "PUNCT"]) <= LONGEST
    pointing = tuple(word.lemma.lower() for word in first if word.lemma.lower() in accusation)
    has_clause = any(word.relation in ("acl", "ccomp") and _is_told(annotation, word) for word in words)
    accusers = _accusers(reading, statement) if is_bare else ()
    return Denial(statement, claim, is_bare, is_pointing, pointing, has_clause, accusers)


def _accusers(reading: StoryReading, statement: Statement) -> tuple[str, ...]:
    """The names of those whose charge it is, where it is said: "rejected Norland's claims"."""
    annotation = reading.annotation
    owners = (
        number
        for piece in statement.content.pieces
        for number in annotation.words_in(piece.span)
        if annotation.words[number].upos == "PROPN"
        and annotation.words[number].relation == "nmod:poss"
        and annotation.words[annotation.words[number].head].lemma.lower() in load_claim_words("accusation")
    )
    return tuple(name for owner in owners for name in name_tokens(reading, annotation.subtree(owner)))


def _is_told(annotation: Annotation, word: Word) -> bool:
    """True for the clause that tells a charge: "accusations that it had poisoned the wells"."""
    noun = annotation.words[word.head] if word.head >= 0 else word
    return noun.lemma.lower() in load_claim_words("accusation") and word.upos in ("VERB", "AUX", "ADJ", "NOUN")


def _answering(reading: StoryReading, denial: Denial, charge: Claim | None) -> Claim:
    claim = denial.claim
    if charge is None:
        if not denial.is_bare:
            return claim
        annotation = reading.annotation
        names = tuple(
            name
            for piece in denial.statement.content.pieces
            for name in name_tokens(reading, annotation.words_in(piece.span))
        )
        marks = (*claim.marks, *(f"bare:{word}" for word in denial.pointing))
        return replace(claim, charged=names, marks=marks, is_firm=denial.has_clause and claim.is_firm)
    if not denial.is_bare:
        return replace(claim, answers=charge.id)
    return replace(claim, answers=charge.id, predicate=charge.predicate, words=charge.words, names=charge.names, topic=charge.topic,
                   theme=charge.theme, agent=charge.agent, is_firm=True, is_negated=not charge.is_negated)  # fmt: skip


def _answered(reading: StoryReading, denial: Denial, by_statement: Mapping[str, list[Claim]]) -> Claim | None:
    """What a denial answers: the last charge before it that names the one who denies, else what it points back to."""
    where = _sentence(reading, denial.statement)
    inside = {
        one.id
        for one in reading.statements
        if one.cue and any(piece.span.covers(one.cue.span) for piece in denial.statement.content.pieces)
    }
    quoted = [
        one for found in by_statement.values() for one in found if one.statement in inside and _is_quoted(one, denial)
    ]
    if quoted:
        return _longest(quoted)
    before = [one for one in reading.statements if _place(one) < _place(denial.statement) and one.act in ASSERTS]
    for charge in sorted(before, key=lambda one: (one.act in CHARGES, _place(one)), reverse=True):
        distance = where - _sentence(reading, charge)
        found = [one for one in by_statement.get(charge.id, ()) if one.is_firm and not one.is_denial]
        if distance > NEAR or not found or _is_one_source(found[0], charge, denial):
            continue
        if denial.accusers and not set(denial.accusers) & set(found[0].source_names):
            continue
        is_named = bool(_names(reading, charge) & set(denial.claim.source_names)) and not _is_relative(denial)
        is_charge = is_named and (charge.act in CHARGES or (denial.is_bare and not denial.has_clause and distance <= 1))
        is_meant = denial.is_pointing and distance <= 1 and not denial.claim.source_names
        main = _main(found, denial)
        if (is_charge or is_meant) and _length(main) >= LEAST * sum(len(piece.text) for piece in charge.content.pieces):
            return main
    return None


def _is_relative(denial: Denial) -> bool:
    """True for what somebody near to the one who is charged denies in words of his own: "his sister denied that he had fled"."""
    source = denial.statement.source.evidence
    words = source.text.lower().split() if source and not denial.is_bare else []
    return not load_claim_words("relative").isdisjoint(words)


def _is_quoted(claim: Claim, denial: Denial) -> bool:
    """True for the charge inside a denial: "rejected Norland's accusation that it had poisoned the wells"."""
    if claim.statement is None or claim.statement == denial.statement.id or claim.source is None or not claim.is_firm:
        return False
    return any(piece.span.covers(claim.evidence.span) for piece in denial.statement.content.pieces)


def _main(claims: Sequence[Claim], denial: Denial) -> Claim:
    """The claim of a charge that is denied: one that names who denies, the longest of them."""
    named = [claim for claim in claims if set(claim.names) & set(denial.claim.source_names)]
    longest, best = _longest(claims), _longest(named or claims)
    return best if 2 * _length(best) >= _length(longest) else longest


def _longest(claims: Sequence[Claim]) -> Claim:
    return max(claims, key=lambda claim: (_length(claim), claim.id))


def _length(claim: Claim) -> int:
    return claim.evidence.span.end - claim.evidence.span.start


def _is_one_source(claim: Claim, charge: Statement, denial: Denial) -> bool:
    same = charge.source.entity is not None and charge.source.entity == denial.statement.source.entity
    return same or claim.source is None or claim.source == denial.claim.source


def _names(reading: StoryReading, statement: Statement) -> set[str]:
    """The names in a statement's content, and of whom it is aimed at."""
    annotation = reading.annotation
    pieces = [*statement.content.pieces, *([statement.target] if statement.target else [])]
    return {name for piece in pieces for name in name_tokens(reading, annotation.words_in(piece.span))}


def _place(statement: Statement) -> int:
    return statement.cue.span.start if statement.cue else min(piece.span.start for piece in statement.content.pieces)


def _sentence(reading: StoryReading, statement: Statement) -> int:
    number = reading.annotation.word_at(_place(statement))
    return reading.annotation.words[number].sentence if number is not None else 0
