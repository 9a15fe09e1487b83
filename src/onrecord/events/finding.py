"""Which words are events: what the lexicon names, and what the event head is sure of beside it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from onrecord.events.heads import EventHead
from onrecord.events.triggers import Trigger, find_triggers
from onrecord.model import Annotation
from onrecord.models.events import EVENT_LABELS
from onrecord.rules.triggers import EventRules

NEEDED = 2.0
"""Log-odds, of an event against none, that a trigger needs which no rule names."""
CLEAR = 0.7
"""The probability of its type that such a trigger needs."""
VETO = -4.0
"""Log-odds under which the head overrules a rule."""
BESIDE = -1.0
"""Log-odds of a word next to a trigger's that belongs to it."""
VERBAL = frozenset({"VERB", "AUX"})


def choose_triggers(annotation: Annotation, rules: EventRules, head: EventHead, sentence: int) -> list[Trigger]:
    """The triggers of a sentence in the order of the text: what rules name, and beside it what the head alone is sure of."""
    listed = [one for one in find_triggers(annotation, rules, sentence) if _score(head, one.words) > VETO]
    taken = {word for one in listed for word in (one.word, *one.parts, *one.words)}
    read = [
        trigger
        for run in _runs(head, annotation.sentence(sentence))
        if not taken & set(run) and any(annotation.words[word].text[:1].isalnum() for word in run)
        if (trigger := _named(annotation, rules, head, run)) is not None
    ]
    return sorted([*listed, *read], key=lambda trigger: trigger.words)


def _runs(head: EventHead, inside: range) -> Iterator[tuple[int, ...]]:
    """Words next to one another that are likelier part of a trigger than not, the likeliest above `NEEDED`."""
    run: list[int] = []
    for word in [*inside, -1]:
        if word >= 0 and head.odds[word] > BESIDE:
            run.append(word)
        elif run:
            if _score(head, run) > NEEDED:
                yield tuple(run)
            run = []


def _score(head: EventHead, words: tuple[int, ...] | list[int]) -> float:
    return float(head.odds[list(words)].max())


def _named(annotation: Annotation, rules: EventRules, head: EventHead, words: tuple[int, ...]) -> Trigger | None:
    """A run with the type that the head gives to its words together, None where no type is clear."""
    weights = 1 / (1 + np.exp(-head.odds[list(words)]))
    scores = (weights[:, None] * head.kinds[list(words)]).sum(axis=0) / weights.sum()
    number = int(scores.argmax())
    if np.exp(scores[number]) / np.exp(scores).sum() < CLEAR:
        return None
    kind = EVENT_LABELS[number + 1]
    word = _anchor(annotation, words)
    nominal = annotation.words[word].upos not in VERBAL
    parts = tuple(n for n in words if n != word)
    return Trigger(word, parts, rules.unlisted[kind], nominal, kind, head.mode(words, kind), words, sure=True)


def _anchor(annotation: Annotation, run: tuple[int, ...]) -> int:
    """The syntactic head of a run of words, a verb before others."""
    tops = [n for n in run if annotation.words[n].head not in run]
    return next((n for n in tops if annotation.words[n].upos in VERBAL), (tops or list(run))[0])
