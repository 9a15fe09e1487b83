"""The content of a word that engages, by the frames of its row."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.model import Statement
from onrecord.resolve.commitments.announcing import FUTURE
from onrecord.resolve.commitments.content import Found, clause, content_at, infinitive, noun_object, phrase_behind
from onrecord.resolve.commitments.gates import is_done
from onrecord.resolve.commitments.reading import Reader
from onrecord.rules.commitments import Engagement, load_words

FARTHEST = 8
"""Words that may stand between a noun and its infinitive."""
QUOTES = '"“”„«»'


def content_of(reader: Reader, number: int, row: Engagement) -> Found | None:
    """The content of a verb by the first of its row's frames that fits."""
    for frame in row.frames:
        head = _head(reader, number, row, frame)
        if head is not None and "own" in row.flags:
            head = _announced(reader, head)
        if head is not None and not reader.is_time(head):
            return content_at(reader, head, without=outside(reader, head))
        if frame == "quote" and (found := _quoted(reader, number)) is not None:
            return found
    return None


def _announced(reader: Reader, head: int) -> int:
    """Of a series of clauses the first about what will be: `it has the code and will sell it`."""
    series = (head, *reader.annotation.dependents(head, "conj"))
    return next((verb for verb in series if reader.auxiliaries(verb) & FUTURE), head)


def outside(reader: Reader, head: int) -> frozenset[int]:
    """What hangs on a content's head and is none of it: asides, and clauses of a series with subjects of their own."""
    series = (n for n in reader.annotation.dependents(head, "conj") if reader.annotation.dependents(n, "nsubj"))
    return frozenset((*reader.annotation.dependents(head, "parataxis"), *series))


def _head(reader: Reader, number: int, row: Engagement, frame: str) -> int | None:
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
    if (
        "terms" in row.flags
        and reader.words[found].lemma.lower() not in load_words("terms")
        and reader.words[found].upos != "SYM"
    ):
        return None
    if row.kind == "threat" and (reader.is_actor(found) or _is_definite(reader, found)):
        return None
    if "deal" in row.flags:
        return infinitive(reader, found) or infinitive(reader, number) or found
    return found


def _is_definite(reader: Reader, number: int) -> bool:
    """True for `the budget` and `its budget`: what is known before: in danger and not announced, or referred back to."""
    determiners = {reader.words[n].text.lower() for n in reader.annotation.dependents(number, "det")}
    return bool(
        determiners & {"the", "this", "that", "these", "those"} or reader.annotation.dependents(number, "nmod:poss")
    )


def _until(reader: Reader, number: int) -> int | None:
    """`gave the company until Friday to pay`: the infinitive."""
    behind = reader.particles(number)
    place = next((behind[one] for one in ("until", "till") if one in behind), None)
    if place is None:
        place = next(
            (
                n
                for n in range(number + 1, min(number + 12, len(reader.words)))
                if reader.words[n].text.lower() in ("until", "till")
                and reader.words[n].sentence == reader.words[number].sentence
            ),
            None,
        )
    span = [
        n
        for n in reader.annotation.dependents(number, "obj", "obl:unmarked", "iobj")
        if reader.words[n].lemma in ("day", "hour", "week", "month")
    ]
    if place is None and not span:
        return None
    return infinitive(reader, number) or next(_infinitives(reader, number), None)


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
    head = next(
        (n for n in words if reader.words[n].head not in inside and reader.words[n].relation != "punct"), words[0]
    )
    return Found(head, words, statement.content.pieces)


def _is_in_marks(reader: Reader, statement: Statement) -> bool:
    """True where some of the content stands in quotation marks."""
    text = reader.annotation.text
    near = "".join(text[max(0, piece.span.start - 2) : piece.span.end + 2] for piece in statement.content.pieces)
    return any(mark in near for mark in QUOTES)


def noun_content(reader: Reader, number: int, row: Engagement, frame: str) -> Found | None:
    """The content of a noun in one frame: `promise to repay`, `demand for an apology`.

    The noun alone is content where it is new (`issued a 48-hour ultimatum`), never where it refers back (`repeated its ultimatum`).
    """
    if frame == "light":
        is_new = is_carried(reader, number) and not _is_definite(reader, number)
        return content_at(reader, number) if is_new else None
    if frame == "inf":
        head = infinitive(reader, number)
        if head is None and reader.words[number].relation == "obj":
            head = infinitive(reader, reader.words[number].head)
        if head is not None and not _follows(reader, number, head):
            return None
    elif frame == "clause":
        head = clause(reader, number)
    else:
        head = phrase_behind(reader, number, row.particles or ("of", "for", "on"))
        if head is None and is_carried(reader, number):
            head = phrase_behind(reader, reader.words[number].head, ("for",))
        if head is not None and reader.is_actor(head):
            head = None
    return content_at(reader, head) if head is not None and head > number else None


def _follows(reader: Reader, number: int, head: int) -> bool:
    """True where the infinitive begins right behind the noun, or behind phrases that say when, to whom or with whom."""
    between = range(number + 1, min(reader.annotation.subtree(head)))
    return len(between) <= FARTHEST and not any(
        reader.words[n].upos in ("VERB", "SCONJ") or reader.words[n].text in ("only", "which") for n in between
    )


def is_carried(reader: Reader, number: int) -> bool:
    """The object of a verb that only carries it: `issued an ultimatum`."""
    word = reader.words[number]
    if word.head < 0 or word.relation.partition(":")[0] not in ("obj", "nsubj"):
        return False
    if word.relation != "obj" and not reader.is_passive(word.head):
        return False
    return reader.words[word.head].lemma.lower() in load_words("light") and is_done(reader, word.head)
