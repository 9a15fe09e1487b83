"""Which words are events: what the lexicon names, and what the event head is sure of beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from onrecord.events.heads import EventHead
from onrecord.events.triggers import Trigger, find_triggers, is_excluded
from onrecord.model import Annotation
from onrecord.models.events import EVENT_LABELS
from onrecord.rules.triggers import EventRules

NEEDED = -0.7
"""Log-odds, of some event against none, that a trigger needs which the lexicon names."""
GIVEN = -1.6
"""Those that one needs whose object, subject or company is what its rule says."""
ALONE = 1.0
"""Those that one needs which the lexicon does not name."""
INSIDE = 0.0
"""Those that a deed needs which hangs on another: what somebody asked for, threatens or did next."""
ELSEWHERE = 1.5
"""Those that every trigger needs in a sentence of sport or the stage: "the coach charged his forwards with winning the lineout"."""
CLEAR = 0.5
"""The probability of its type that such a trigger needs."""
OWN = 2.0
"""What the type of the rule weighs beside the head's log-probabilities of the types; twice that where the rule says what the
object or the subject must be."""
BESIDE = -0.5
"""Log-odds of a word next to a trigger's that belongs to it."""
VERBAL = frozenset({"VERB", "AUX"})
DEPENDENT = frozenset({"xcomp", "ccomp", "conj"})


def choose_triggers(annotation: Annotation, rules: EventRules, head: EventHead, sentence: int) -> list[Trigger]:
    """The triggers of a sentence in the order of the text, from the rules and the head together."""
    least = ELSEWHERE if _is_elsewhere(annotation, rules, sentence) else min(NEEDED, GIVEN)
    found = find_triggers(annotation, rules, sentence)
    listed = [one for one in found if _score(head, one.words) > max(_needed(one), least)]
    taken = {word for one in listed for word in (one.word, *one.parts, *one.words)}
    runs = [
        run
        for run in _runs(head, annotation.sentence(sentence))
        if not taken & set(run) and any(annotation.words[word].text[:1].isalnum() for word in run)
    ]
    sure = taken | {word for run in runs if _score(head, run) > ALONE for word in run}
    read = [
        trigger
        for run in runs
        if _score(head, run) > max(INSIDE if _is_inside(annotation, run, sure) else ALONE, least)
        if (trigger := _named(annotation, rules, head, run)) is not None
    ]
    kept = (one for one in read if not _is_refused(annotation, rules, one))
    return sorted([*(_weighed(rules, head, one) for one in listed), *kept], key=lambda trigger: trigger.words)


def _is_elsewhere(annotation: Annotation, rules: EventRules, sentence: int) -> bool:
    """True where a noun tells of sport or of the stage."""
    words = (annotation.words[number] for number in annotation.sentence(sentence))
    return any(word.upos == "NOUN" and word.lemma.lower() in rules.elsewhere for word in words)


def _needed(one: Trigger) -> float:
    """The log-odds that a trigger of the lexicon needs."""
    group = one.group
    return GIVEN if group.objects or group.subjects or group.with_words else NEEDED


def _is_refused(annotation: Annotation, rules: EventRules, one: Trigger) -> bool:
    """True for a verb that only says what came of another ("failed to agree"), and for what the lexicon excludes."""
    fails = annotation.words[one.word].lemma.lower() == "fail" and bool(annotation.dependents(one.word, "xcomp"))
    return fails or is_excluded(annotation, rules, one.word, one.event_type)


def _runs(head: EventHead, inside: range) -> Iterator[tuple[int, ...]]:
    """Words next to one another that are likelier part of a trigger than not, parted where one type follows another."""
    run: list[int] = []
    for word in [*inside, -1]:
        goes_on = word >= 0 and head.odds[word] > BESIDE
        if run and not (goes_on and head.kinds[word].argmax() == head.kinds[run[-1]].argmax()):
            yield tuple(run)
            run = []
        if goes_on:
            run.append(word)


def _is_inside(annotation: Annotation, run: tuple[int, ...], sure: set[int]) -> bool:
    """True for a deed in the complement of another, or coordinated with one: "urged them to stone the house", "set fire to it and
    carried off nuns"."""
    word = annotation.words[_anchor(annotation, run)]
    return word.upos in VERBAL and word.relation in DEPENDENT and word.head in sure


def _score(head: EventHead, words: tuple[int, ...] | list[int]) -> float:
    return float(head.odds[list(words)].max())


def _types(head: EventHead, words: Sequence[int]) -> dict[str, float]:
    """The logarithm of the mean probability of each type, each word with the weight that it has as a trigger."""
    weights = 1 / (1 + np.exp(-head.odds[list(words)]))
    shares = (weights[:, None] * np.exp(head.kinds[list(words)])).sum(axis=0) / weights.sum()
    scores = np.log(np.maximum(shares, 1e-9))
    return dict(zip(EVENT_LABELS[1:], scores.tolist(), strict=True))


def _weighed(rules: EventRules, head: EventHead, one: Trigger) -> Trigger:
    """A rule's trigger with the type that rule and head find together."""
    scores = _types(head, one.words)
    scores[one.event_type] += OWN * (2 if one.group.objects or one.group.subjects else 1)
    kind = max(scores, key=lambda kind: scores[kind])
    if kind == one.event_type:
        return one
    return replace(one, group=rules.unlisted[kind], event_type=kind, mode=head.mode(one.words, kind), sure=True)


def _named(annotation: Annotation, rules: EventRules, head: EventHead, words: tuple[int, ...]) -> Trigger | None:
    """A run with the type that the head gives to its words together, None where no type is clear."""
    scores = _types(head, words)
    kind = max(scores, key=lambda kind: scores[kind])
    if np.exp(scores[kind]) < CLEAR * sum(np.exp(score) for score in scores.values()):
        return None
    word = _anchor(annotation, words)
    nominal = annotation.words[word].upos not in VERBAL
    parts = tuple(n for n in words if n != word)
    return Trigger(word, parts, rules.unlisted[kind], nominal, kind, head.mode(words, kind), words, sure=True)


def _anchor(annotation: Annotation, run: tuple[int, ...]) -> int:
    """The syntactic head of a run of words, a verb before others."""
    tops = [n for n in run if annotation.words[n].head not in run]
    return next((n for n in tops if annotation.words[n].upos in VERBAL), (tops or list(run))[0])
