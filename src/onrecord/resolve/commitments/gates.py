"""Whether a verb says that something came about: not negated, only possible, wished, planned, denied or asked."""

from __future__ import annotations

from onrecord.model import Polarity
from onrecord.resolve.commitments.reading import Reader, is_denied
from onrecord.rules.commitments import load_words

OPEN = frozenset(
    ("will", "'ll", "’ll", "would", "'d", "could", "may", "might", "can", "shall", "should", "must", "wo", "ca")
)
"""Auxiliaries of what has not come about."""
HYPOTHETICAL = frozenset(("if", "unless", "whether", "should", "lest"))


def is_done(reader: Reader, number: int) -> bool:
    """True for a verb whose deed the text says was done."""
    return not reader.has_negation(number) and is_positive(reader, number)


def is_positive(reader: Reader, number: int) -> bool:
    """True for a verb that stands under nothing that takes it back, whether it is negated itself or not."""
    if reader.auxiliaries(number) & OPEN or _is_question(reader, number):
        return False
    if _is_hypothetical(reader, number):
        return False
    over = reader.statement_over(number, but=reader.statements_by_cue.get(number))
    if is_denied(over) or (over is not None and over.polarity is Polarity.DENIES):
        return False
    return _is_borne_out(reader, number)


def _is_question(reader: Reader, number: int) -> bool:
    last = reader.annotation.sentence(reader.words[number].sentence)[-1]
    return reader.words[last].text == "?" or reader.words[max(last - 1, 0)].text == "?"


def _is_hypothetical(reader: Reader, number: int) -> bool:
    is_complement = reader.words[number].relation.partition(":")[0] in ("ccomp", "csubj", "advcl")
    return (is_complement and "whether" in reader.clause_marks(number)) or any(
        reader.words[mark].text.lower() in HYPOTHETICAL for mark in reader.annotation.dependents(number, "mark")
    )


def _is_borne_out(reader: Reader, number: int) -> bool:
    """An infinitive is as good as the verb that governs it: `went on to promise`, never `plans to promise`."""
    word = reader.words[number]
    is_infinitive = any(reader.words[n].text.lower() == "to" for n in reader.annotation.dependents(number, "mark"))
    above = word.head
    relation = word.relation.partition(":")[0]
    if above < 0 or relation not in ("xcomp", "ccomp", "advcl", "acl", "conj", "csubj"):
        return not is_infinitive
    lemma = reader.words[above].lemma.lower()
    if relation in ("xcomp", "ccomp"):
        if lemma in load_words("refusing") or lemma in load_words("intending"):
            return False
        if lemma in load_words("asking"):
            return relation == "ccomp" and not is_infinitive
    if relation == "acl" and is_infinitive:
        return False
    if is_infinitive and relation != "conj":
        return lemma in load_words("implicative") and is_done(reader, above)
    if relation == "conj" and not reader.annotation.dependents(number, "nsubj", "aux"):
        return is_positive(reader, above)
    return True
