"""Whom the event head takes for actors and recipients, as whole noun phrases, with the parse's own proposals beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from onrecord.events.heads import Links
from onrecord.events.roles import find_actors, find_recipients, phrase_words
from onrecord.events.triggers import Trigger
from onrecord.model import Annotation

PROPOSED, ALONE = -1.5, 0.3
"""Mean log-odds that a noun phrase needs, where the parse proposes it and where it does not."""
EDGE = frozenset(", ; : . - – — ( ) \" ' ’ ” “ 's".split())
LEADING = frozenset("by with of to for against from on in at and or".split())
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "X", "SYM"})
NAMING = frozenset({"NOUN", "PROPN", "PRON", "NUM", "X", "SYM"})
"""One of these makes a phrase."""
KEPT = (["least"], ["most"])
"""What keeps `at` in front of it: "at least nine men"."""
ARTICLES = frozenset("the a an".split())
WORST = -1.5
"""The log-odds that a word counts with at least when phrases are compared: one word does not decide."""
SNAP = 2.0
"""What a noun phrase of the parse is preferred by to the bare run of words that the head chose."""
GAP = -1.0
"""A word between two chosen ones that is not worse than this belongs to them."""

Score = Callable[[int], float]
"""The log-odds of a word in the role that is being filled."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words of a party, its syntactic head, and the mean log-odds of its words in the role."""

    words: tuple[int, ...]
    head: int
    score: float


def read_parties(annotation: Annotation, trigger: Trigger, links: Links) -> tuple[list[Phrase], list[Phrase]]:
    """Actors and recipients of a trigger."""
    actors = _side(annotation, trigger, partial(links.of, "actor"), find_actors(annotation, trigger))
    recipients = _side(annotation, trigger, partial(links.of, "recipient"), find_recipients(annotation, trigger))
    return _apart(actors, recipients), _apart(recipients, actors)


def _apart(own: list[Phrase], other: list[Phrase]) -> list[Phrase]:
    """The phrases that the other side does not claim with better right."""
    return [
        phrase
        for phrase in own
        if not any(set(phrase.words) & set(rival.words) and rival.score > phrase.score for rival in other)
    ]


def _side(annotation: Annotation, trigger: Trigger, score: Score, proposed: Sequence[int]) -> list[Phrase]:
    sentence = annotation.sentence(annotation.words[trigger.word].sentence)
    banned = set(trigger.words)
    found: list[Phrase] = []
    for run in _runs(score, sentence):
        phrase = _snapped(annotation, run, score, banned)
        if phrase is not None and phrase.score > ALONE:
            found.append(phrase)
    for head in proposed:
        words = tuple(n for n in phrase_words(annotation, head) if n not in banned)
        if not words or any(set(words) & set(phrase.words) for phrase in found):
            continue
        mean = sum(map(score, words)) / len(words)
        if mean > PROPOSED:
            found.append(Phrase(words, head, mean))
    return sorted(found, key=lambda phrase: phrase.words)


def _runs(score: Score, sentence: range) -> Iterator[list[int]]:
    """Words that the head chooses, next to one another."""
    run: list[int] = []
    for number in sentence:
        within = run and number + 1 in sentence and score(number) > GAP and score(number + 1) > 0
        if score(number) > 0 or within:
            run.append(number)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _snapped(annotation: Annotation, run: list[int], score: Score, banned: set[int]) -> Phrase | None:
    """The run, or the noun phrase of the parse that fits it better; without a preposition or a mark at its edges."""
    inside = set(run)
    heads = [n for n in run if annotation.words[n].head not in inside and annotation.words[n].upos in NOMINAL]
    choices = [(0.0, tuple(run), heads[0] if heads else run[-1])]
    for head in heads:
        for words in (phrase_words(annotation, head), _with_apposition(annotation, head)):
            if not banned & set(words):
                choices.append((SNAP, words, head))
    best = max(choices, key=lambda choice: choice[0] + sum(max(score(n), WORST) for n in choice[1]))
    words = _trimmed(annotation, best[1])
    if not any(annotation.words[n].upos in NAMING for n in words):
        return None
    return Phrase(words, best[2], sum(map(score, words)) / len(words))


def _with_apposition(annotation: Annotation, head: int) -> tuple[int, ...]:
    words = set(phrase_words(annotation, head))
    for other in annotation.dependents(head, "appos"):
        words.update(phrase_words(annotation, other))
    return tuple(range(min(words), max(words) + 1))


def _trimmed(annotation: Annotation, words: tuple[int, ...]) -> tuple[int, ...]:
    text = [annotation.words[n].text.lower() for n in words]
    first, last = 0, len(words)
    while first < last and text[first] in EDGE | LEADING and text[first + 1 : first + 2] not in KEPT:
        first += 1
    while last > first and text[last - 1] in EDGE | LEADING | ARTICLES:
        last -= 1
    kept = words[first:last]
    cut = bool(kept) and text[first : first + 1] in KEPT and kept[0] > 0
    return (kept[0] - 1, *kept) if cut and annotation.words[kept[0] - 1].text.lower() == "at" else kept
