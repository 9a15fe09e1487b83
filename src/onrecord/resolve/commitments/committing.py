"""Who commits, and to whom."""

from __future__ import annotations

from onrecord.model import Source, SourceKind, Statement
from onrecord.resolve.commitments.content import Found, phrase_behind
from onrecord.resolve.commitments.reading import FIRST, NOMINAL, Reader
from onrecord.rules.commitments import Engagement


def who_engages(reader: Reader, number: int, found: Found, row: Engagement) -> Source | None:
    """Who engages: the statement's source, the event's actor, or the subject where it stands for people or a body; of a deal
    that others made, those between whom it is.
    """
    if "between" in row.flags:
        parties = phrase_behind(reader, found.head, ("between",)) or phrase_behind(reader, number, ("between",))
        if parties is None or not _may_engage(reader, parties, row):
            return None
        return reader.source_of(parties, with_series=True)
    if _is_about_nobody(reader, number):
        above = reader.words[number].head
        is_said = "until" in row.frames and above >= 0 and reader.words[number].relation == "ccomp"
        return who_engages(reader, above, found, row) if is_said and not reader.is_passive(above) else None
    subject = reader.subject(number)
    if subject is not None and reader.words[subject].text.lower() in FIRST:
        over = reader.statement_over(number)
        return over.source if over is not None and over.source.phrase is not None else None
    statement = reader.statements_by_cue.get(number)
    if (
        statement is not None
        and _is_said_by(reader, statement, subject)
        and reader.party(statement.source).is_known
        and (subject is None or _may_engage(reader, subject, row))
    ):
        return statement.source
    if subject is None or subject in found.words:
        return None
    event = reader.events_by_trigger.get(number)
    is_party = event is not None and any(
        actor.evidence.span.start <= reader.words[subject].span.start < actor.evidence.span.end
        for actor in event.actors
    )
    if is_party or reader.is_actor(subject):
        return reader.source_of(subject, with_series=row.kind == "agreement")
    return None


def _may_engage(reader: Reader, subject: int, row: Engagement) -> bool:
    """A storm threatens the coast without engaging in anything: people, bodies and names do, and plurals (but of threats)."""
    word = reader.words[subject]
    if reader.is_actor(subject) or word.upos == "PROPN" or word.xpos in ("NNP", "NNPS"):
        return True
    return row.kind != "threat" and word.xpos == "NNS"


def _is_said_by(reader: Reader, statement: Statement, subject: int | None) -> bool:
    source = statement.source
    if source.kind is SourceKind.UNSTATED or source.phrase is None:
        return False
    if source.entity is None and source.phrase.text.lower() in ("who", "which", "that"):
        return False
    if subject is None:
        return True
    start = reader.words[subject].span.start
    return any(one.span.start <= start < one.span.end for one in (source.evidence, source.phrase) if one is not None)


def _is_about_nobody(reader: Reader, number: int) -> bool:
    return reader.is_passive(number) and reader.subject(number) is None


def addressee_of(reader: Reader, number: int, row: Engagement, found: Found) -> int | None:
    """Who is promised, threatened or asked."""
    inside = frozenset(found.words)
    for relation in ("iobj", "nsubj:pass", "obj"):
        for n in reader.annotation.dependents(number, relation):
            if n not in inside and reader.words[n].upos in NOMINAL:
                return n
    if row.kind == "demand":
        return next((n for n in reader.annotation.dependents(found.head, "nsubj") if reader.is_actor(n)), None) or (
            _noun_behind(reader, number, ("from", "of"), inside)
        )
    return _noun_behind(reader, number, ("to", "with", "against"), inside)


def _noun_behind(reader: Reader, number: int, particles: tuple[str, ...], inside: frozenset[int]) -> int | None:
    found = phrase_behind(reader, number, particles)
    return found if found is not None and found not in inside and reader.words[found].upos in NOMINAL else None


def owner_of(reader: Reader, number: int, owner: int) -> Source | None:
    """Whose it is: the source of the statement that the noun is the cue of, else the owner's words."""
    statement = reader.statements_by_cue.get(number)
    word = reader.words[owner]
    if word.text.lower() == "whose":
        return None
    above = reader.words[number].head
    if word.upos == "PRON" and reader.entity_at(owner) is None and above >= 0 and reader.words[above].upos == "VERB":
        subject = reader.subject(above)
        if subject is not None and subject != number and reader.words[subject].upos != "PRON":
            return reader.source_of(subject)
    if word.upos == "PRON" and statement is not None and statement.source.phrase is not None:
        return statement.source
    if word.upos == "PRON" or reader.is_actor(owner):
        return reader.source_of(owner)
    return None


def may_recall(reader: Reader, number: int) -> bool:
    """False where the noun's verb says that nothing was promised: `denied its promise`."""
    return not any(reader.words[n].text.lower() in ("no", "any") for n in reader.annotation.dependents(number, "det"))
