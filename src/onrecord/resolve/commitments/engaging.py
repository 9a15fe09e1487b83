"""The commitments that a story tells: who engages, what to, on what condition, by when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from onrecord.model import Evidence, LineKind, Source, SourceKind, Span, Statement
from onrecord.resolve.commitments.content import (
    Found,
    clause,
    content_at,
    infinitive,
    lemmas_of,
    noun_object,
    phrase_behind,
)
from onrecord.resolve.commitments.gates import is_done, is_positive
from onrecord.resolve.commitments.reading import NOMINAL, Reader
from onrecord.resolve.commitments.terms import find_condition, find_deadline
from onrecord.resolve.commitments.values import NOBODY, CommitmentReport, Party, Role
from onrecord.rules.commitments import Engagement, load_engagements, load_words
from onrecord.model import content_id

FIRST = frozenset(("i", "we"))
OWN = frozenset(("it", "they", "he", "she", "i", "we"))
FUTURE = frozenset(("will", "would", "'ll", "’ll", "shall", "wo", "'d"))


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that engages, its row, who says it and what."""

    number: int
    row: Engagement
    found: Found
    by: Source
    addressee: int | None
    is_recalled: bool = False


def find_engagements(reader: Reader) -> Iterator[CommitmentReport]:
    """The commitments of a story, in the order of their words; of two about the same words the first."""
    taken: list[tuple[Span, str]] = []
    for cue in _cues(reader):
        report = make_report(reader, cue)
        span = report.content[0].span
        if any(span.overlaps(other) for other, _ in taken) and not _is_inside_condition(report, taken):
            continue
        taken.append((span, report.kind))
        yield report


def _is_inside_condition(report: CommitmentReport, taken: list[tuple[Span, str]]) -> bool:
    return False


def _cues(reader: Reader) -> Iterator[Cue]:
    table = load_engagements()
    for number, word in enumerate(reader.words):
        for row in table.get(word.lemma.lower(), ()):
            if row.position != ("noun" if word.upos == "NOUN" else "verb" if word.upos == "VERB" else ""):
                continue
            cue = _verb(reader, number, row) if row.position == "verb" else _noun(reader, number, row)
            if cue is not None:
                yield cue
                break


# --- verbs ----------------------------------------------------------------------------------------


def _verb(reader: Reader, number: int, row: Engagement) -> Cue | None:
    if not is_done(reader, number):
        return None
    found = _content(reader, number, row)
    if found is None or not _holds(reader, number, row, found):
        return None
    by = _who(reader, number, found)
    if by is None:
        return None
    is_recalled = "had" in reader.auxiliaries(number)
    return Cue(number, row, found, by, _addressee(reader, number, row, found), is_recalled)


def _content(reader: Reader, number: int, row: Engagement) -> Found | None:
    for frame in row.frames:
        head = _head(reader, number, row, frame)
        if head is not None:
            return content_at(reader, head, without=_outside(reader, head))
        if frame == "quote" and (found := _quoted(reader, number)) is not None:
            return found
    return None


def _outside(reader: Reader, head: int) -> frozenset[int]:
    return frozenset(reader.annotation.dependents(head, "parataxis"))


def _head(reader: Reader, number: int, row: Engagement, frame: str) -> int | None:  # noqa: PLR0911 - a line a frame
    if frame == "inf":
        return infinitive(reader, number)
    if frame == "clause":
        return clause(reader, number)
    if frame == "np":
        return _object(reader, number, row)
    if frame == "of":
        return phrase_behind(reader, number, row.particles)
    if frame == "with":
        return phrase_behind(reader, number, ("with",))
    if frame == "object":
        return infinitive(reader, number) if noun_object(reader, number) is not None else None
    if frame == "until":
        return _until(reader, number)
    return None


def _object(reader: Reader, number: int, row: Engagement) -> int | None:
    found = noun_object(reader, number)
    if found is None:
        return None
    if "deal" in row.flags and reader.words[found].lemma.lower() not in load_words("deal"):
        return None
    if row.kind == "threat" and reader.is_actor(found):
        return None
    return found


def _until(reader: Reader, number: int) -> int | None:
    """`gave the company until Friday to pay`: the infinitive."""
    behind = reader.particles(number)
    place = next((behind[one] for one in ("until", "till") if one in behind), None)
    if place is None:
        place = next(
            (
                n
                for n in range(number + 1, min(number + 12, len(reader.words)))
                if reader.words[n].text.lower() in ("until", "till") and reader.words[n].sentence == reader.words[number].sentence
            ),
            None,
        )
    span = [n for n in reader.annotation.dependents(number, "obj") if reader.words[n].lemma in ("day", "hour", "week", "month")]
    if place is None and not span:
        return None
    return infinitive(reader, number) or next((n for n in _infinitives(reader, number)), None)


def _infinitives(reader: Reader, number: int) -> Iterator[int]:
    for n in range(number + 1, reader.annotation.sentence(reader.words[number].sentence)[-1] + 1):
        marks = [reader.words[m].text.lower() for m in reader.annotation.dependents(n, "mark")]
        if reader.words[n].upos == "VERB" and "to" in marks:
            yield n


def _quoted(reader: Reader, number: int) -> Found | None:
    """Content in words of its own: the statement's."""
    statement = reader.statements_by_cue.get(number)
    if statement is None:
        return None
    words = tuple(n for piece in statement.content.pieces for n in reader.annotation.words_in(piece.span))
    if not words:
        return None
    inside = frozenset(words)
    head = next((n for n in words if reader.words[n].head not in inside and reader.words[n].relation != "punct"), words[0])
    return Found(head, words, statement.content.pieces)


def _holds(reader: Reader, number: int, row: Engagement, found: Found) -> bool:
    """What the row's flags ask of the content."""
    flags = row.flags
    if "own" in flags and not _is_own(reader, number, found):
        return False
    if "hostile" in flags and not any(reader.words[n].lemma.lower() in load_words("hostile") for n in found.words):
        return False
    words = reader.annotation.sentence(reader.words[number].sentence)
    if "conditional" in flags and find_condition(reader, found.words, cue=number) is None:
        return False
    return "deadline" not in flags or find_deadline(reader, words, None) is not None


def _is_own(reader: Reader, number: int, found: Found) -> bool:
    """True for a later deed of who speaks: `warned that it would close the border`."""
    verb = found.head
    if not reader.auxiliaries(verb) & FUTURE or reader.has_negation(verb):
        return False
    subject = next(iter(reader.annotation.dependents(verb, "nsubj")), None)
    if subject is None:
        return False
    if reader.words[subject].text.lower() in FIRST:
        return True
    speaker = reader.subject(number)
    if speaker is None:
        return False
    one, other = reader.entity_at(subject), reader.entity_at(speaker)
    if one is not None and other is not None:
        return one.id == other.id
    return reader.words[subject].text.lower() in OWN and not _is_impersonal(reader, subject, verb)


def _is_impersonal(reader: Reader, subject: int, verb: int) -> bool:
    return reader.words[subject].text.lower() == "it" and bool(reader.annotation.dependents(verb, "csubj", "ccomp"))


def _who(reader: Reader, number: int, found: Found) -> Source | None:
    """Who engages: the statement's source, the event's actor, or the subject where it stands for people or a body."""
    if _is_about_nobody(reader, number):
        return None
    subject = reader.subject(number)
    statement = reader.statements_by_cue.get(number)
    if statement is not None and _is_said_by(reader, statement, subject):
        return statement.source
    if subject is None or subject in found.words:
        return None
    event = reader.events_by_trigger.get(number)
    is_party = event is not None and any(
        actor.evidence.span.start <= reader.words[subject].span.start < actor.evidence.span.end for actor in event.actors
    )
    if is_party or reader.is_actor(subject):
        return reader.source_of(subject)
    return None


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


def _addressee(reader: Reader, number: int, row: Engagement, found: Found) -> int | None:
    """Who is promised, threatened or asked."""
    inside = frozenset(found.words)
    for relation in ("iobj", "nsubj:pass", "obj"):
        for n in reader.annotation.dependents(number, relation):
            if n not in inside and reader.words[n].upos in NOMINAL and n != found.head:
                return n
    if row.kind == "demand":
        return next((n for n in reader.annotation.dependents(found.head, "nsubj") if reader.is_actor(n)), None) or (
            phrase_behind(reader, number, ("from", "of"))
        )
    return phrase_behind(reader, number, ("to", "with", "against"))


# --- nouns ----------------------------------------------------------------------------------------


def _noun(reader: Reader, number: int, row: Engagement) -> Cue | None:
    """`its promise to repay`, `issued an ultimatum`: a noun with its content, and whose it is."""
    found = next((got for frame in row.frames if (got := _noun_content(reader, number, row, frame)) is not None), None)
    if found is None:
        return None
    owner = next(iter(reader.annotation.dependents(number, "nmod:poss")), None)
    verb = reader.words[number].head
    if owner is not None:
        if not _may_recall(reader, number):
            return None
        by = _owner(reader, number, owner)
        return Cue(number, row, found, by, None, is_recalled=True) if by is not None else None
    is_carried = (
        verb >= 0
        and reader.words[number].relation == "obj"
        and reader.words[verb].lemma.lower() in load_words("light")
        and is_done(reader, verb)
    )
    if not is_carried:
        return None
    by = _who(reader, verb, found)
    if by is None:
        return None
    to = phrase_behind(reader, number, ("to", "against")) or phrase_behind(reader, verb, ("to", "against"))
    to = to or next(iter(reader.annotation.dependents(verb, "iobj")), None)
    return Cue(number, row, found, by, to if to not in found.words[:1] else None)


def _may_recall(reader: Reader, number: int) -> bool:
    """False where the noun's verb says that nothing was promised: `denied its promise`."""
    if any(reader.words[n].text.lower() in ("no", "any") for n in reader.annotation.dependents(number, "det")):
        return False
    return True


def _owner(reader: Reader, number: int, owner: int) -> Source | None:
    """Whose it is: the source of the statement that the noun is the cue of, else the owner's words."""
    statement = reader.statements_by_cue.get(number)
    word = reader.words[owner]
    if word.upos == "PRON" and statement is not None and statement.source.phrase is not None:
        return statement.source
    if word.upos == "PRON" or reader.is_actor(owner):
        return reader.source_of(owner)
    return None


def _noun_content(reader: Reader, number: int, row: Engagement, frame: str) -> Found | None:
    if frame == "light":
        return content_at(reader, number)
    if frame == "inf":
        head = infinitive(reader, number)
        if head is None and reader.words[number].relation == "obj":
            head = infinitive(reader, reader.words[number].head)
    elif frame == "clause":
        head = clause(reader, number)
    else:
        head = phrase_behind(reader, number, row.particles or ("of", "for", "on"))
        if head is not None and reader.is_actor(head):
            head = None
    return content_at(reader, head) if head is not None and head > number else None


# --- the report -----------------------------------------------------------------------------------


def make_report(reader: Reader, cue: Cue) -> CommitmentReport:
    """The digest of one commitment."""
    reading, number = reader.reading, cue.number
    sentence = reader.annotation.sentence(reader.words[number].sentence)
    day = reading.written_on[:10] if reading.written_on else None
    condition = _condition(reader, cue, sentence)
    deadline = _deadline(reader, cue, sentence, day)
    away = tuple(one.span for one in (condition, deadline.evidence if deadline else None) if one is not None)
    lemmas = lemmas_of(reader, cue.found, without=away)
    statement = reader.statements_by_cue.get(number)
    event = reader.events_by_trigger.get(number)
    words = reader.annotation.phrase((number, *(n for n in cue.found.words if n in sentence)))
    content = _without_condition(reader, cue, condition)
    to = cue.addressee
    return CommitmentReport(
        content_id("engagement", reading.story.id, words.span.start, words.span.end, cue.row.kind),
        reading.story.id,
        reading.document.outlet,
        day,
        words.span.start,
        Role.TOLD,
        cue.row.kind,
        cue.by,
        reader.party(cue.by),
        reader.annotation.phrase(reader.noun_phrase(to)).text if to is not None else None,
        reader.party_at(to) if to is not None else NOBODY,
        content,
        condition,
        deadline,
        words,
        lemmas.verbs,
        lemmas.objects,
        lemmas.all,
        source=reader.source_over(number, but=statement),
        statement=statement.id if statement is not None else None,
        event=event.id if event is not None else None,
        is_recalled=cue.is_recalled,
        is_heading=is_heading(reader, number),
        rule=cue.row.id,
    )


def is_heading(reader: Reader, number: int) -> bool:
    """True inside a heading."""
    story = reader.reading.story
    return story.sentences[reader.words[number].sentence].kind is LineKind.HEADING


def _condition(reader: Reader, cue: Cue, sentence: range) -> Evidence | None:
    found = find_condition(reader, cue.found.words, cue=cue.number)
    if found is not None:
        return found
    near = [n for n in sentence if n not in cue.found.words and _hangs_on(reader, n, cue)]
    return find_condition(reader, tuple(near), cue=cue.number)


def _hangs_on(reader: Reader, number: int, cue: Cue) -> bool:
    """True for a word below the cue or the content, not below another verb of saying."""
    seen = 0
    while number >= 0 and seen < 40:
        if number in (cue.number, cue.found.head):
            return True
        number, seen = reader.words[number].head, seen + 1
    return False


def _deadline(reader: Reader, cue: Cue, sentence: range, day: str | None):  # type: ignore[no-untyped-def]
    found = find_deadline(reader, cue.found.words, day)
    if found is not None:
        return found
    near = tuple(n for n in sentence if n not in cue.found.words and _hangs_on(reader, n, cue))
    return find_deadline(reader, near, day)


def _without_condition(reader: Reader, cue: Cue, condition: Evidence | None) -> tuple[Evidence, ...]:
    return cue.found.pieces
