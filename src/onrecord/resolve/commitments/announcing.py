"""Whether a clause announces a later deed of who speaks, or of the body that is spoken for."""

from __future__ import annotations

from onrecord.model import Source
from onrecord.resolve.commitments.content import Found
from onrecord.resolve.commitments.reading import FIRST, Reader
from onrecord.resolve.commitments.terms import condition_of, find_condition, find_deadline
from onrecord.rules.commitments import Engagement, load_words

FUTURE = frozenset(("will", "would", "'ll", "’ll", "shall", "wo", "'d"))


def holds(reader: Reader, number: int, row: Engagement, found: Found) -> bool:
    """What the row's flags ask of the content."""
    flags = row.flags
    if any(reader.words[n].text == "?" for n in found.words):
        return False
    if "own" in flags and reader.words[found.head].lemma.lower() in load_words("stative"):
        return False
    if "own" in flags and not (_is_own(reader, number, found) or _is_spoken_for(reader, number, found)):
        return False
    if "subjunctive" in flags and not _is_subjunctive(reader, found.head):
        return False
    if _is_finite(reader, found) and not _may_be_engaged_in(reader, row, found.head):
        return False
    if row.kind in ("agreement", "demand") and "of" in row.frames and _is_vague(reader, number, found.head):
        return False
    if "hostile" in flags and not any(reader.words[n].lemma.lower() in load_words("hostile") for n in found.words):
        return False
    words = reader.annotation.sentence(reader.words[number].sentence)
    if "conditional" in flags and condition_of(reader, number, found) is None:
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
        return bool(reader.auxiliaries(verb) & {"will", "'ll", "’ll", "shall"})
    speaker = reader.subject(number)
    if speaker is None:
        return False
    one, other = reader.entity_at(subject), reader.entity_at(speaker)
    if one is not None and other is not None:
        return one.id == other.id
    written = reader.words[subject].text.lower()
    if written in ("it", "they"):
        return not reader.is_person(speaker) and not _is_impersonal(reader, subject, verb)
    return written in ("he", "she") and reader.is_person(speaker)


def _is_finite(reader: Reader, found: Found) -> bool:
    """True for a clause with a subject, `agreed that`."""
    return reader.words[found.head].relation == "ccomp" and bool(reader.annotation.dependents(found.head, "nsubj"))


def _may_be_engaged_in(reader: Reader, row: Engagement, verb: int) -> bool:
    """False for what is or was, and for what would have been; what is agreed on is a deed."""
    if reader.auxiliaries(verb) & {"would", "'d"} and reader.auxiliaries(verb) & {"have", "'ve"}:
        return False
    if row.kind == "agreement":
        return reader.words[verb].upos == "VERB" and _is_ahead(reader, verb)
    return row.kind != "promise" or bool(reader.auxiliaries(verb) & FUTURE) or reader.words[verb].upos == "VERB"


def _is_vague(reader: Reader, number: int, head: int) -> bool:
    """`agreed on the issue`, `insisted on paying himself`."""
    word = reader.words[head]
    if word.relation.partition(":")[0] not in ("obl", "advcl"):
        return False
    is_gerund = word.upos == "VERB" and reader.words[number].lemma.lower() == "insist"
    return is_gerund or word.lemma.lower() in load_words("vague")


def _is_ahead(reader: Reader, verb: int) -> bool:
    """False for what is agreed to be so: `agreed that the water is wet`."""
    return bool(reader.auxiliaries(verb) & FUTURE) or (not reader.auxiliaries(verb) and _is_subjunctive(reader, verb))


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
    return any(
        reader.words[n].lemma.lower() in load_words("office") for n in reader.noun_phrase(speaker)
    ) or _is_office(reader, speaker)


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


def spoken_for(reader: Reader, number: int, row: Engagement, found: Found) -> Source | None:
    """The body whose deed somebody announces for it, in a clause of its own."""
    if row.kind == "demand" or not ("own" in row.flags or row.kind in ("promise", "threat")):
        return None
    subject = _doer(reader, found)
    if subject is None or reader.words[subject].upos == "PRON" and reader.words[subject].text.lower() in FIRST:
        return None
    if _is_own(reader, number, found) or not _is_spoken_for(reader, number, found, is_condition_due="own" in row.flags):
        return None
    return reader.source_of(subject)
