"""Did it happen, and who says so: the status of an event from grammar and from the statement that carries it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log

from onrecord.events.triggers import Trigger
from onrecord.model import Act, Annotation, EventStatus, Evidence, Polarity, Span, Statement
from onrecord.rules.triggers import EventRules

NEGATORS = frozenset({"not", "n't", "never", "no", "without", "neither", "nor", "hardly", "cannot"})
FUTURE = frozenset({"will", "shall", "'ll", "wo"})
POSSIBLE = frozenset({"would", "could", "might", "may", "should", "can", "must"})
CONDITIONS = frozenset({"if", "unless", "whether", "until"})
ALLEGED = frozenset({"allegedly", "reportedly", "purportedly", "supposedly", "alleged", "suspected", "apparently"})

BY_ACT: dict[Act, EventStatus] = {
    Act.ALLEGE: EventStatus.ALLEGED, Act.ACCUSE: EventStatus.ALLEGED, Act.CLAIM: EventStatus.ALLEGED,
    Act.THREATEN: EventStatus.THREATENED, Act.DEMAND: EventStatus.CALLED_FOR, Act.ASK: EventStatus.CALLED_FOR,
    Act.PROPOSE: EventStatus.CALLED_FOR, Act.PROMISE: EventStatus.PLANNED, Act.DENY: EventStatus.DENIED,
    Act.PREDICT: EventStatus.PLANNED,
}  # fmt: skip

COMMISSIVE = frozenset({"THREATEN", "AGREE"})
"""Types whose words bind the speaker, so that a condition on what is said hangs on the act (Searle 1976)."""

HISTORICAL_YEARS = 3
"""An event dated this many years or more before the story was written is history."""


def carrier_of(statements: Sequence[Statement], trigger: Span) -> Statement | None:
    """The innermost statement whose content holds the trigger; the one whose own cue it is does not carry it."""
    found = [
        s for s in statements if _holds(s.content.pieces, trigger) and not (s.cue and s.cue.span.overlaps(trigger))
    ]
    return min(found, key=lambda s: sum(len(piece.text) for piece in s.content.pieces), default=None)


def _holds(pieces: Sequence[Evidence], trigger: Span) -> bool:
    return any(piece.span.covers(trigger) for piece in pieces)


def grammatical_status(annotation: Annotation, rules: EventRules, trigger: Trigger) -> EventStatus | None:
    """What the words around the trigger say of it, None where they say nothing."""
    number = trigger.word
    if _negated(annotation, number):
        return EventStatus.CONDITIONAL if _is_marked(annotation, number) else EventStatus.NEGATED
    if _is_alleged(annotation, number):
        return EventStatus.ALLEGED
    governed = _embedded(annotation, rules, number)
    if governed is not None and governed != "none":
        return EventStatus(governed)
    auxiliaries = _auxiliaries(annotation, number)
    if _in_condition(annotation, number) or (trigger.event_type in COMMISSIVE and _has_condition(annotation, number)):
        return EventStatus.CONDITIONAL
    if auxiliaries & FUTURE or _going_to(annotation, number):
        return EventStatus.PLANNED
    if auxiliaries == {"would"} and _is_told(annotation, number):
        return None
    if auxiliaries & POSSIBLE:
        return EventStatus.CONDITIONAL
    if annotation.words[number].relation in ("acl", "advcl") and annotation.words[number].xpos == "VB":
        return EventStatus.PLANNED
    return None


GRAMMAR, CARRIED, PLAIN = 14.0, 1.0, 0.5
"""What a status weighs that the grammar gives, one that the statement gives, and `actual` where neither says anything,
beside the log-probabilities of the head."""


def weigh(
    grammar: EventStatus | None,
    carrier: Statement | None,
    read: Mapping[EventStatus, float],
    *,
    speech: bool,
) -> EventStatus:
    """One status from the grammar, the statement and the probabilities of the head.

    What the report itself does not assert is never `actual`.
    """
    ruled = combine(grammar, carrier, speech=speech)
    weight = GRAMMAR if grammar is not None else CARRIED if carrier is not None else PLAIN
    scores = {status: log(chance + 1e-6) + weight * (status is ruled) for status, chance in read.items()}
    chosen = max(scores, key=lambda status: scores[status])
    return EventStatus.REPORTED if chosen is EventStatus.ACTUAL and carrier is not None else chosen


def combine(grammar: EventStatus | None, carrier: Statement | None, *, speech: bool) -> EventStatus:
    """The status that the rules give, from the grammar and the statement."""
    if carrier is None:
        return grammar or EventStatus.ACTUAL
    if carrier.polarity is Polarity.DENIES and grammar is not EventStatus.NEGATED:
        return EventStatus.DENIED
    if grammar is not None:
        return (
            BY_ACT.get(carrier.act, grammar) if grammar in (EventStatus.PLANNED, EventStatus.CONDITIONAL) else grammar
        )
    if speech:
        return EventStatus.REPORTED
    status = BY_ACT.get(carrier.act, EventStatus.REPORTED)
    return EventStatus.REPORTED if status is EventStatus.PLANNED else status


def _is_told(annotation: Annotation, number: int) -> bool:
    """True in the object clause of a verb in the past without a condition, where "would" is the future, announced or threatened: "said
    it would withdraw"."""
    word = annotation.words[number]
    if word.relation == "conj" and word.head >= 0 and not annotation.dependents(number, "nsubj"):
        return _is_told(annotation, word.head)
    return (
        word.relation == "ccomp"
        and annotation.words[word.head].xpos in ("VBD", "VBN")
        and not _has_condition(annotation, number)
    )


def _auxiliaries(annotation: Annotation, number: int) -> set[str]:
    found = {annotation.words[n].text.lower() for n in annotation.dependents(number, "aux")}
    word = annotation.words[number]
    if not found and word.relation == "conj" and word.head >= 0 and word.xpos in ("VB", "VBN"):
        return _auxiliaries(annotation, word.head)
    return found


def _negated(annotation: Annotation, number: int) -> bool:
    near = [
        annotation.words[n]
        for n in annotation.children[number]
        if annotation.words[n].relation in ("advmod", "det", "case", "mark", "cc")
    ]
    if any(word.text.lower() in NEGATORS for word in near):
        return True
    subjects = annotation.dependents(number, "nsubj", "obj")
    return any(
        annotation.words[n].lemma.lower() in ("no", "none", "nobody", "neither")
        for s in subjects
        for n in (s, *annotation.dependents(s, "det"))
    )


def _is_alleged(annotation: Annotation, number: int) -> bool:
    return any(annotation.words[n].text.lower() in ALLEGED for n in annotation.dependents(number, "advmod", "amod"))


def _embedded(annotation: Annotation, rules: EventRules, number: int) -> str | None:
    """The effect of the nearest governor that says anything about its complement; it looks through conjuncts and auxiliaries."""
    current = number
    for _ in range(4):
        word = annotation.words[current]
        if word.head < 0:
            return None
        governor = annotation.words[word.head]
        rule = rules.embedding.get(governor.lemma.lower())
        if (
            rule
            and word.relation.partition(":")[0] in rule.via
            and _is_complement(annotation, current, governor.lemma.lower())
        ):
            return rule.effect
        if word.relation not in ("conj", "xcomp"):
            return None
        current = word.head
    return None


def _is_complement(annotation: Annotation, number: int, lemma: str) -> bool:
    """An adverbial clause counts only with the governor's own preposition: "accused of jamming", not "accused after jamming"."""
    word = annotation.words[number]
    if word.relation not in ("advcl", "obl", "acl"):
        return True
    marks = {annotation.words[n].text.lower() for n in annotation.dependents(number, "mark", "case")}
    own = {"accuse": {"of"}, "suspect": {"of"}, "charge": {"with"}, "stop": {"from", "of"}, "short": {"of"}, "prevent": {"from"}, "ban": {"from"}, "prohibit": {"from"},
           "refrain": {"from"}}.get(lemma)  # fmt: skip
    return bool(marks & own) if own else "to" in marks or word.relation == "acl"


def _in_condition(annotation: Annotation, number: int) -> bool:
    current = number
    for _ in range(4):
        word = annotation.words[current]
        if _is_marked(annotation, current) or any(
            _has_if(annotation, n) for n in annotation.dependents(current, "advcl")
        ):
            return True
        if word.relation not in ("conj", "xcomp") or word.head < 0:
            return False
        current = word.head
    return False


def _is_marked(annotation: Annotation, number: int) -> bool:
    """True for the verb of a condition, of which neither the deed nor that it was left undone is said: "if they have not left"."""
    return any(annotation.words[n].text.lower() in CONDITIONS for n in annotation.dependents(number, "mark"))


def _has_condition(annotation: Annotation, number: int) -> bool:
    """A condition that hangs on what is threatened or promised: "threatened to leave unless the law fell"."""
    inside = annotation.subtree(number)
    return any(
        annotation.words[n].relation == "mark" and annotation.words[n].text.lower() in ("if", "unless")
        for n in inside
        if n > number
    )


def _has_if(annotation: Annotation, clause: int) -> bool:
    return any(annotation.words[n].text.lower() in ("if", "unless") for n in annotation.dependents(clause, "mark"))


def _going_to(annotation: Annotation, number: int) -> bool:
    word = annotation.words[number]
    return word.relation == "xcomp" and word.head >= 0 and annotation.words[word.head].text.lower() == "going"
