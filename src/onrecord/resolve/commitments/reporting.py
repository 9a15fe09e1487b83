"""The digest of a commitment."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.model import Evidence, Source, content_id
from onrecord.resolve.commitments.content import Found, lemmas_of
from onrecord.resolve.commitments.reading import Reader
from onrecord.resolve.commitments.terms import condition_of, deadline_of
from onrecord.resolve.commitments.values import NOBODY, CommitmentReport, Role
from onrecord.rules.commitments import Engagement, load_words


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that engages, its row, who says it and what."""

    number: int
    row: Engagement
    found: Found
    by: Source
    addressee: int | None
    is_recalled: bool = False


def make_report(reader: Reader, cue: Cue) -> CommitmentReport:
    """The digest of one commitment."""
    reading, number = reader.reading, cue.number
    sentence = reader.annotation.sentence(reader.words[number].sentence)
    day = reading.day
    condition = condition_of(reader, number, cue.found)
    deadline = deadline_of(reader, number, cue.found, day)
    away = tuple(one.span for one in (condition, deadline.evidence if deadline else None) if one is not None)
    lemmas = lemmas_of(reader, cue.found, without=away)
    statement = reader.statements_by_cue.get(number)
    event = reader.events_by_trigger.get(number)
    words = reader.annotation.phrase((number, *(n for n in cue.found.words if n in sentence)))
    to = cue.addressee
    kind = _kind(reader, cue, condition)
    return CommitmentReport(
        content_id("engagement", reading.story.id, words.span.start, words.span.end, kind),
        reading.story.id,
        reading.document.outlet,
        day,
        words.span.start,
        Role.TOLD,
        kind,
        words,
        reader.party(cue.by),
        lemmas.verbs,
        lemmas.objects,
        lemmas.all,
        by=cue.by,
        to=reader.annotation.phrase(reader.noun_phrase(to)).text if to is not None else None,
        addressee=reader.party_at(to) if to is not None else NOBODY,
        content=cue.found.pieces,
        condition=condition,
        deadline=deadline,
        source=reader.source_over(number, but=statement),
        statement=statement.id if statement is not None else None,
        event=event.id if event is not None else None,
        is_recalled=cue.is_recalled,
        is_heading=reader.is_heading(number),
        rule=cue.row.id,
    )


def _kind(reader: Reader, cue: Cue, condition: Evidence | None) -> str:
    """A promise of something hostile is a threat: `vowed to strike if they land`."""
    if cue.row.kind != "promise" or cue.row.position == "noun":
        return cue.row.kind
    heads = {cue.found.head, *reader.annotation.dependents(cue.found.head, "conj", "xcomp")}
    if any(reader.has_negation(head) for head in heads):
        return "promise"
    lemmas = {reader.words[head].lemma.lower() for head in heads}
    is_threat = lemmas & load_words("violent") or (
        condition is not None and (lemmas & load_words("hostile") or _is_pressing(reader, condition))
    )
    return "threat" if is_threat else "promise"


def _is_pressing(reader: Reader, condition: Evidence) -> bool:
    """`unless they pay`, `if they do not pay`: what is wanted is that it need not be done."""
    words = {reader.words[n].text.lower() for n in reader.annotation.words_in(condition.span)}
    return "unless" in words or (
        bool(words & {"if", "should"}) and bool(words & {"not", "n't", "n’t", "refuse", "refuses", "fail", "fails"})
    )
