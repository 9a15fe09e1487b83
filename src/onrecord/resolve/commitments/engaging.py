"""The commitments that a story tells: who engages, what to, on what condition, by when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from onrecord.model import EventDate, Evidence, LineKind, Source, SourceKind, Span, Statement
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
from onrecord.resolve.commitments.parties import likeness
from onrecord.resolve.commitments.reading import NOMINAL, Reader
from onrecord.resolve.commitments.terms import find_condition, find_deadline
from onrecord.resolve.commitments.values import NOBODY, CommitmentReport, Party, Role
from onrecord.rules.commitments import Engagement, load_engagements, load_words
from onrecord.model import content_id

DEEPEST = 40
QUOTES = "\"“”„«»"
FIRST = frozenset(("i", "we"))
KNOWING = frozenset(("know", "see", "hear", "ask"))
"""What is demanded and asks nothing but an answer: `demanded to know`."""
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
    taken: list[Span] = []
    found: list[CommitmentReport] = []
    for cue in (one for cue in _cues(reader) for one in _with_terms(reader, cue)):
        report = make_report(reader, cue)
        span = report.content[0].span
        if report.lemmas and report.actor.is_known and not any(span.overlaps(other) for other in taken):
            taken.append(span)
            found.append(report)
    yield from (one for one in found if not (one.is_heading and reader.has_prose))


def _with_terms(reader: Reader, cue: Cue) -> Iterator[Cue]:
    """A deal whose words do not say what it is about is told by what its parties will do, said just behind it."""
    if cue.row.kind == "demand":
        yield from _or_else(reader, cue)
        return
    if "deal" not in cue.row.flags or cue.found.head <= cue.number or not _is_bare(reader, cue):
        yield cue
        return
    yield from _terms(reader, cue)


def _or_else(reader: Reader, cue: Cue) -> Iterator[Cue]:
    """`pay or face a fine`: a demand and a threat."""
    for verb in reader.annotation.dependents(cue.found.head, "conj"):
        marks = {reader.words[n].text.lower() for n in reader.annotation.dependents(verb, "cc")}
        if "or" in marks and reader.words[verb].lemma.lower() in load_words("facing"):
            found = content_at(reader, cue.found.head, without=frozenset((verb,)))
            threat = content_at(reader, next(iter(reader.annotation.dependents(verb, "obj")), verb))
            if found is not None and threat is not None:
                yield replace(cue, found=found)
                yield replace(cue, found=threat, row=replace(cue.row, kind="threat"))
                return
    yield cue


def _is_bare(reader: Reader, cue: Cue) -> bool:
    """True for `a deal with the city`."""
    if reader.words[cue.found.head].lemma.lower() not in load_words("deal"):
        return False
    if reader.words[cue.found.head].lemma.lower() in load_words("pause"):
        return False
    relations = {reader.words[n].relation.partition(":")[0] for n in reader.annotation.children[cue.found.head]}
    compounds = {reader.words[n].lemma.lower() for n in reader.annotation.dependents(cue.found.head, "compound")}
    if compounds - load_words("void") - {"peace"}:
        return False
    return not relations & {"acl", "appos", "ccomp"} and not phrase_behind(reader, cue.found.head, ("on", "over", "for", "of"))


def _terms(reader: Reader, cue: Cue) -> Iterator[Cue]:
    sentence = reader.words[cue.number].sentence
    last = reader.annotation.starts[min(sentence + 2, len(reader.annotation.starts) - 1)]
    parties = reader.party(cue.by)
    for number in range(cue.number + 1, last):
        if reader.words[number].upos != "VERB" or not reader.auxiliaries(number) & {"will", "would"}:
            continue
        subject = next(iter(reader.annotation.dependents(number, "nsubj")), None)
        if subject is None or not likeness(parties, reader.party_at(subject)) > 0:
            continue
        found = content_at(reader, number, without=_outside(reader, number))
        if found is not None:
            yield replace(cue, found=found, by=reader.source_of(subject), addressee=None)


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
    if found is None or reader.words[found.head].lemma.lower() in KNOWING or not _holds(reader, number, row, found):
        return None
    by = _spoken_for(reader, number, row, found) or _who(reader, number, found, row)
    if by is None:
        return None
    return Cue(number, row, found, by, _addressee(reader, number, row, found), _is_recalled(reader, number))


def _is_recalled(reader: Reader, number: int) -> bool:
    """True for what was promised before the report's own news: `had promised`, `months after it promised`."""
    marks = {reader.words[n].text.lower() for n in reader.annotation.dependents(number, "mark")}
    return "had" in reader.auxiliaries(number) or bool(marks & {"after", "since", "when", "although", "though"})


def _spoken_for(reader: Reader, number: int, row: Engagement, found: Found) -> Source | None:
    """The body whose deed somebody announces for it, in a clause of its own."""
    if row.kind == "demand" or not ("own" in row.flags or row.kind in ("promise", "threat")):
        return None
    subject = _doer(reader, found)
    if subject is None or reader.words[subject].upos == "PRON" and reader.words[subject].text.lower() in FIRST:
        return None
    if _is_own(reader, number, found) or not _is_spoken_for(
        reader, number, found, is_condition_due="own" in row.flags
    ):
        return None
    return reader.source_of(subject)


def _content(reader: Reader, number: int, row: Engagement) -> Found | None:
    for frame in row.frames:
        head = _head(reader, number, row, frame)
        if head is not None and "own" in row.flags:
            head = _announced(reader, head)
        if head is not None and not reader.is_time(head):
            return content_at(reader, head, without=_outside(reader, head))
        if frame == "quote" and (found := _quoted(reader, number)) is not None:
            return found
    return None


def _announced(reader: Reader, head: int) -> int:
    """Of a series of clauses the first about what will be: `it has the code and will sell it`."""
    series = (head, *reader.annotation.dependents(head, "conj"))
    return next((verb for verb in series if reader.auxiliaries(verb) & FUTURE), head)


def _outside(reader: Reader, head: int) -> frozenset[int]:
    series = (n for n in reader.annotation.dependents(head, "conj") if reader.annotation.dependents(n, "nsubj"))
    return frozenset((*reader.annotation.dependents(head, "parataxis"), *series))


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
        return infinitive(reader, number) if noun_object(reader, number, with_receiver=True) is not None else None
    if frame == "until":
        return _until(reader, number)
    return None


def _object(reader: Reader, number: int, row: Engagement) -> int | None:
    found = noun_object(reader, number)
    if found is None:
        return None
    if "deal" in row.flags and reader.words[found].lemma.lower() not in load_words("deal"):
        return None
    if reader.is_person(found):
        return None
    if row.kind == "threat" and (reader.is_actor(found) or _is_definite(reader, found)):
        return None
    if "deal" in row.flags:
        return infinitive(reader, found) or infinitive(reader, number) or found
    return found


def _is_definite(reader: Reader, number: int) -> bool:
    """True for `the budget` and `its budget`: what is in danger, not what is announced."""
    determiners = {reader.words[n].text.lower() for n in reader.annotation.dependents(number, "det")}
    return bool(determiners & {"the", "this", "that", "these", "those"} or reader.annotation.dependents(number, "nmod:poss"))


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
    span = [n for n in reader.annotation.dependents(number, "obj", "obl:unmarked", "iobj") if reader.words[n].lemma in ("day", "hour", "week", "month")]
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
    if statement is None or reader.annotation.dependents(number, "obj", "nsubj:pass"):
        return None
    words = tuple(n for piece in statement.content.pieces for n in reader.annotation.words_in(piece.span))
    if not words or not _is_in_marks(reader, statement):
        return None
    inside = frozenset(words)
    head = next((n for n in words if reader.words[n].head not in inside and reader.words[n].relation != "punct"), words[0])
    return Found(head, words, statement.content.pieces)


def _is_in_marks(reader: Reader, statement: Statement) -> bool:
    """True where some of the content stands in quotation marks."""
    text = reader.annotation.text
    near = "".join(text[max(0, piece.span.start - 2) : piece.span.end + 2] for piece in statement.content.pieces)
    return any(mark in near for mark in QUOTES)


def _holds(reader: Reader, number: int, row: Engagement, found: Found) -> bool:
    """What the row's flags ask of the content."""
    flags = row.flags
    if "own" in flags and not (_is_own(reader, number, found) or _is_spoken_for(reader, number, found)):
        return False
    if "subjunctive" in flags and not _is_subjunctive(reader, found.head):
        return False
    if row.kind == "agreement" and _is_finite(reader, found) and not _is_ahead(reader, found.head):
        return False
    if "hostile" in flags and not any(reader.words[n].lemma.lower() in load_words("hostile") for n in found.words):
        return False
    words = reader.annotation.sentence(reader.words[number].sentence)
    if "conditional" in flags and _find_condition(reader, number, found) is None:
        return False
    return "deadline" not in flags or find_deadline(reader, words, None) is not None


def _is_own(reader: Reader, number: int, found: Found) -> bool:
    """True for a later deed of who speaks: `warned that it would close the border`."""
    verb = found.head
    if not reader.auxiliaries(verb) & FUTURE or reader.has_negation(verb):
        return False
    subject = _subject(reader, verb)
    if subject is None:
        return False
    if reader.words[subject].text.lower() in FIRST:
        return True
    speaker = reader.subject(number)
    if speaker is None:
        return False
    written = reader.words[subject].text.lower()
    if written in ("they", "it") and reader.is_person(speaker):
        return not reader.source_of(subject).core
    one, other = reader.entity_at(subject), reader.entity_at(speaker)
    if one is not None and other is not None:
        return one.id == other.id
    return written in OWN and not _is_impersonal(reader, subject, verb)


def _is_finite(reader: Reader, found: Found) -> bool:
    """True for a clause with a subject, `agreed that`."""
    return reader.words[found.head].relation == "ccomp" and bool(reader.annotation.dependents(found.head, "nsubj"))


def _is_ahead(reader: Reader, verb: int) -> bool:
    """False for what is agreed to be so: `agreed that the water is wet`."""
    return bool(reader.auxiliaries(verb) & FUTURE) or _is_subjunctive(reader, verb)


def _is_subjunctive(reader: Reader, verb: int) -> bool:
    """`insisted that he step down`."""
    auxiliaries = reader.auxiliaries(verb)
    if auxiliaries:
        return bool(auxiliaries & {"must", "should", "be"})
    word = reader.words[verb]
    subject = next(iter(reader.annotation.dependents(verb, "nsubj")), None)
    is_plural = subject is not None and reader.words[subject].xpos in ("NNS", "NNPS")
    return word.upos == "VERB" and word.text.lower() == word.lemma.lower() and not is_plural


def _is_spoken_for(reader: Reader, number: int, found: Found, *, is_condition_due: bool = True) -> bool:
    """A later deed of a body, said by who speaks for it: `drivers will stop work, their union warned`."""
    subject = _doer(reader, found)
    speaker = reader.subject(number)
    if subject is None or speaker is None or not reader.is_actor(subject):
        return False
    if is_condition_due and find_condition(reader, found.words, cue=number) is None:
        return False
    return any(reader.words[n].lemma.lower() in load_words("office") for n in reader.noun_phrase(speaker)) or _is_office(reader, speaker)


def _is_office(reader: Reader, speaker: int) -> bool:
    entity = reader.entity_at(speaker)
    return entity is not None and any(set(office.lower().split()) & load_words("office") for office in entity.office)


def _doer(reader: Reader, found: Found) -> int | None:
    """Who does what is announced: the subject of a clause about what will or would be."""
    if not reader.auxiliaries(found.head) & FUTURE or reader.has_negation(found.head) or reader.is_passive(found.head):
        return None
    return _subject(reader, found.head)


def _subject(reader: Reader, verb: int) -> int | None:
    """The subject of a clause, or of the one that it follows in a series."""
    own = next(iter(reader.annotation.dependents(verb, "nsubj")), None)
    if own is None and reader.words[verb].relation == "conj":
        return next(iter(reader.annotation.dependents(reader.words[verb].head, "nsubj")), None)
    return own


def _is_impersonal(reader: Reader, subject: int, verb: int) -> bool:
    return reader.words[subject].text.lower() == "it" and bool(reader.annotation.dependents(verb, "csubj", "ccomp"))


def _who(reader: Reader, number: int, found: Found, row: Engagement) -> Source | None:
    """Who engages: the statement's source, the event's actor, or the subject where it stands for people or a body."""
    if _is_about_nobody(reader, number):
        above = reader.words[number].head
        is_said = "until" in row.frames and above >= 0 and reader.words[number].relation == "ccomp"
        return _who(reader, above, found, row) if is_said and not reader.is_passive(above) else None
    subject = reader.subject(number)
    if subject is not None and reader.words[subject].text.lower() in FIRST:
        over = reader.statement_over(number)
        return over.source if over is not None and over.source.phrase is not None else None
    statement = reader.statements_by_cue.get(number)
    if statement is not None and _is_said_by(reader, statement, subject) and (subject is None or _may_engage(reader, subject, row)):
        if subject is None or not reader.is_pronoun(statement.source):
            return statement.source
    if subject is None or subject in found.words:
        return None
    event = reader.events_by_trigger.get(number)
    is_party = event is not None and any(
        actor.evidence.span.start <= reader.words[subject].span.start < actor.evidence.span.end for actor in event.actors
    )
    if is_party or reader.is_actor(subject):
        return reader.source_of(subject, with_series=row.kind == "agreement")
    return None


def _may_engage(reader: Reader, subject: int, row: Engagement) -> bool:
    """A storm threatens the coast without engaging in anything; so only who can is taken for a threat."""
    return row.kind != "threat" or reader.is_actor(subject) or reader.words[subject].upos == "PROPN"


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


# --- nouns ----------------------------------------------------------------------------------------


def _noun(reader: Reader, number: int, row: Engagement) -> Cue | None:
    """`its promise to repay`, `issued an ultimatum`: a noun with its content, and whose it is."""
    found = next((got for frame in row.frames if (got := _noun_content(reader, number, row, frame)) is not None), None)
    if found is None:
        return None
    owner = next(iter(reader.annotation.dependents(number, "nmod:poss")), None)
    verb = reader.words[number].head
    is_carried = _is_carried(reader, number)
    if "carried" in row.flags and not is_carried:
        return None
    if owner is not None and not is_carried:
        if not _may_recall(reader, number):
            return None
        by = _owner(reader, number, owner)
        return Cue(number, row, found, by, None, is_recalled=True) if by is not None else None
    if not is_carried:
        return None
    by = _who(reader, verb, found, row)
    if by is None:
        return None
    to = phrase_behind(reader, number, ("to", "against")) or phrase_behind(reader, verb, ("to", "against"))
    to = to or next(iter(reader.annotation.dependents(verb, "iobj")), None)
    return Cue(number, row, found, by, to if to not in found.words[:1] else None)


def _is_carried(reader: Reader, number: int) -> bool:
    """The object of a verb that only carries it: `issued an ultimatum`."""
    word = reader.words[number]
    if word.head < 0 or word.relation.partition(":")[0] not in ("obj", "nsubj"):
        return False
    if word.relation != "obj" and not reader.is_passive(word.head):
        return False
    return reader.words[word.head].lemma.lower() in load_words("light") and is_done(reader, word.head)


def _may_recall(reader: Reader, number: int) -> bool:
    """False where the noun's verb says that nothing was promised: `denied its promise`."""
    if any(reader.words[n].text.lower() in ("no", "any") for n in reader.annotation.dependents(number, "det")):
        return False
    return True


def _owner(reader: Reader, number: int, owner: int) -> Source | None:
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
        if head is None and _is_carried(reader, number):
            head = phrase_behind(reader, reader.words[number].head, ("for",))
        if head is not None and reader.is_actor(head):
            head = None
    return content_at(reader, head) if head is not None and head > number else None


# --- the report -----------------------------------------------------------------------------------


def make_report(reader: Reader, cue: Cue) -> CommitmentReport:
    """The digest of one commitment."""
    reading, number = reader.reading, cue.number
    sentence = reader.annotation.sentence(reader.words[number].sentence)
    day = reading.written_on[:10] if reading.written_on else None
    condition = _find_condition(reader, number, cue.found)
    deadline = _deadline(reader, cue, sentence, day)
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
        cue.by,
        reader.party(cue.by),
        reader.annotation.phrase(reader.noun_phrase(to)).text if to is not None else None,
        reader.party_at(to) if to is not None else NOBODY,
        cue.found.pieces,
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


def _kind(reader: Reader, cue: Cue, condition: Evidence | None) -> str:
    """A promise of something hostile is a threat: `vowed to strike if they land`."""
    if cue.row.kind != "promise" or cue.row.position == "noun":
        return cue.row.kind
    verbs = {cue.found.head, *reader.annotation.dependents(cue.found.head, "conj", "xcomp")}
    is_negated = any(reader.has_negation(verb) for verb in verbs)
    is_hostile = any(reader.words[verb].lemma.lower() in load_words("hostile") for verb in verbs) and not is_negated
    if is_hostile and (condition is not None or cue.row.lemma in ("vow", "swear")):
        return "threat"
    return "threat" if condition is not None and _is_pressing(reader, condition) and not is_negated else "promise"


def _is_pressing(reader: Reader, condition: Evidence) -> bool:
    """`unless they pay`, `if they do not pay`: what is wanted is that it need not be done."""
    words = {reader.words[n].text.lower() for n in reader.annotation.words_in(condition.span)}
    return "unless" in words or (bool(words & {"if", "should"}) and bool(words & {"not", "n't", "n’t", "refuse", "refuses", "fail", "fails"}))


def is_heading(reader: Reader, number: int) -> bool:
    """True inside a heading."""
    story = reader.reading.story
    return story.sentences[reader.words[number].sentence].kind is LineKind.HEADING


def _find_condition(reader: Reader, number: int, found: Found) -> Evidence | None:
    """The condition inside the content, else in what hangs on the cue beside it."""
    inside = find_condition(reader, found.words, cue=number)
    if inside is not None:
        return inside
    sentence = reader.annotation.sentence(reader.words[number].sentence)
    near = tuple(n for n in sentence if n not in found.words and _hangs_on(reader, n, number, found))
    return find_condition(reader, near, cue=number)


def _hangs_on(reader: Reader, word: int, number: int, found: Found) -> bool:
    """True for a word below the cue or the content."""
    seen = 0
    while word >= 0 and seen < DEEPEST:
        if word in (number, found.head):
            return True
        word, seen = reader.words[word].head, seen + 1
    return False


def _deadline(reader: Reader, cue: Cue, sentence: range, day: str | None) -> EventDate | None:
    found = find_deadline(reader, cue.found.words, day)
    if found is not None:
        return found
    near = tuple(n for n in sentence if n not in cue.found.words and _hangs_on(reader, n, cue.number, cue.found))
    return find_deadline(reader, near, day)
