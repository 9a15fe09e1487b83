"""The commitments that a story tells: who engages, what to, on what condition, by when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from onrecord.model import Span
from onrecord.resolve.commitments.announcing import holds, spoken_for
from onrecord.resolve.commitments.committing import addressee_of, may_recall, owner_of, who_engages
from onrecord.resolve.commitments.content import content_at, phrase_behind
from onrecord.resolve.commitments.framing import content_of, is_carried, noun_content, outside
from onrecord.resolve.commitments.gates import is_done
from onrecord.resolve.commitments.parties import likeness
from onrecord.resolve.commitments.reading import Reader
from onrecord.resolve.commitments.reporting import Cue, make_report
from onrecord.resolve.commitments.values import CommitmentReport
from onrecord.rules.commitments import Engagement, load_engagements, load_words

KNOWING = frozenset(("know", "see", "hear", "ask"))
"""What is demanded and asks nothing but an answer: `demanded to know`."""


def find_engagements(reader: Reader) -> Iterator[CommitmentReport]:
    """The commitments of a story, in the order of their words; of two about the same words the first.

    Headings are left to the text below them.
    """
    taken: list[Span] = []
    for cue in (one for first in _cues(reader) for one in _with_terms(reader, first)):
        report = make_report(reader, cue)
        span = report.content[0].span
        if report.lemmas and report.actor.is_known and not any(span.overlaps(other) for other in taken):
            taken.append(span)
            yield report


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
    return not relations & {"acl", "appos", "ccomp"} and not phrase_behind(
        reader, cue.found.head, ("on", "over", "for", "of")
    )


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
        found = content_at(reader, number, without=outside(reader, number))
        if found is not None:
            yield replace(cue, found=found, by=reader.source_of(subject), addressee=None)


def _cues(reader: Reader) -> Iterator[Cue]:
    table = load_engagements()
    for number, word in enumerate(reader.words):
        if reader.is_heading(number) and reader.has_prose:
            continue
        for row in table.get(word.lemma.lower(), ()):
            if row.position != ("noun" if word.upos == "NOUN" else "verb" if word.upos == "VERB" else ""):
                continue
            cue = _verb(reader, number, row) if row.position == "verb" else _noun(reader, number, row)
            if cue is not None:
                yield cue
                break


def _verb(reader: Reader, number: int, row: Engagement) -> Cue | None:
    if not is_done(reader, number):
        return None
    found = content_of(reader, number, row)
    if found is None or reader.words[found.head].lemma.lower() in KNOWING or not holds(reader, number, row, found):
        return None
    by = spoken_for(reader, number, row, found) or who_engages(reader, number, found, row)
    if by is None:
        return None
    return Cue(number, row, found, by, addressee_of(reader, number, row, found), _is_recalled(reader, number))


def _is_recalled(reader: Reader, number: int) -> bool:
    """True for what was promised before the report's own news: `had promised`, `months after it promised`."""
    marks = {reader.words[n].text.lower() for n in reader.annotation.dependents(number, "mark")}
    return "had" in reader.auxiliaries(number) or bool(marks & {"after", "since", "when", "although", "though"})


def _noun(reader: Reader, number: int, row: Engagement) -> Cue | None:
    """`its promise to repay`, `issued an ultimatum`: a noun with its content, and whose it is."""
    found = next((got for frame in row.frames if (got := noun_content(reader, number, row, frame)) is not None), None)
    if found is None:
        return None
    owner = next(iter(reader.annotation.dependents(number, "nmod:poss")), None)
    verb = reader.words[number].head
    carried = is_carried(reader, number)
    if "carried" in row.flags and not carried:
        return None
    if owner is not None and not carried:
        if not may_recall(reader, number):
            return None
        by = owner_of(reader, number, owner)
        return Cue(number, row, found, by, None, is_recalled=True) if by is not None else None
    if not carried:
        return None
    by = who_engages(reader, verb, found, row)
    if by is None:
        return None
    to = phrase_behind(reader, number, ("to", "against")) or phrase_behind(reader, verb, ("to", "against"))
    to = to or next(iter(reader.annotation.dependents(verb, "iobj")), None)
    return Cue(number, row, found, by, to if to not in found.words else None)
