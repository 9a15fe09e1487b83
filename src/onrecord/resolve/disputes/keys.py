"""Which claims are compared at all: those that share a measure, a deed or its opposite, with a name or a thing, within some weeks.

A store keeps every key of every claim, so each is a deed or a measure beside something that few reports have in common. A word and its
opposite make one key, two months of sixty days at most hold a claim, and claims that bear no name meet by two of their words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache, lru_cache
from itertools import combinations

from onrecord.resolve.disputes.claims import Claim
from onrecord.resolve.disputes.sameness import EMPTY
from onrecord.resolve.disputes.vocabulary import stem
from onrecord.resolve.layers import connected
from onrecord.rules.claims import load_claim_words, load_likes

MOST_NAMES = 3
"""Names of a claim that are paired with what it says, its own first."""
MOST_DEEDS = 4
"""Predicates and nouns of one claim that are paired with one another."""
MOST_THINGS = 2
"""Nouns of what a deed was done to that stand for the deed."""
MOST_LONG = 3
"""Long words, which few claims share, that are paired where two claims have another word for the deed."""
MOST_WORDS = 5
"""Words of a figure's claim, or of what is said of a bearer, by which two without a name meet."""
PERIOD = 60
"""Days of a period: two claims that were said in one may meet."""
REACH = 31
"""Days between two claims within which they meet whatever periods they lie in."""

Key = tuple[str, str]
"""A name or a word, by which keys stand side by side, and what is said with it."""


def make_keys(claim: Claim) -> frozenset[str]:
    """The keys of a claim."""
    deeds = {(name, topic) for topic in _topics(claim) for name in _names(claim)}
    dated = deeds.union(_nameless(claim), _done(claim), _told(claim), _charges(claim), _called(claim))
    answers = {f"answers:{claim.answers or claim.id}"} if claim.answers or "answered" in claim.marks else set()
    return frozenset(f"{word}|{period}|{rest}" for word, rest in dated for period in _periods(claim)) | answers


def _topics(claim: Claim) -> set[str]:
    """What a claim counts and what it says was done, as far as it can be set against another."""
    is_pointing = any(mark.startswith("bare:") for mark in claim.marks)
    predicates = claim.predicate.split("|") if claim.is_firm or is_pointing else []
    words = [word for word in predicates if word not in EMPTY] or predicates
    words += claim.words[:MOST_WORDS] if is_pointing else ()
    if claim.is_firm and claim.topic and (claim.dated or claim.placed):
        words.append(claim.topic)
    if claim.is_firm and claim.agent and claim.theme:
        words += claim.theme.words[:MOST_THINGS]
    counted = {figure.unit or figure.counted or "" for figure in claim.figures}
    counts = {f"count:{found}" for word in counted for found in _senses(word) or (word,)}
    return counts.union(_measures(claim), *map(_senses, words))


def _measures(claim: Claim) -> tuple[str, ...]:
    return tuple(measure.removeprefix("~") for figure in claim.figures for measure in figure.measures)


def _names(claim: Claim) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*claim.names, *claim.source_names, *claim.around_names)))[:MOST_NAMES]


def _nameless(claim: Claim) -> Iterator[Key]:
    """For a figure whose clause bears no name: its measure with who gives it, and with its words."""
    if claim.names:
        return
    for measure in _measures(claim):
        yield str(claim.outlet), f"own:{measure}"
        if claim.source_words:
            yield "+".join(sorted(claim.source_words)), f"own:{measure}"
        yield from ((stem(word), f"of:{measure}") for word in _plain(claim)[:MOST_WORDS])


def _done(claim: Claim) -> Iterator[Key]:
    """What was done or came about with what it was done to, spoken of as known."""
    is_deed = claim.agent is not None and claim.theme is not None
    if claim.is_firm and not claim.is_negated and "the" in claim.marks and (is_deed or claim.dated or claim.placed):
        things = [word for word in claim.theme.words[:MOST_DEEDS] if _is_telling(word)] if claim.theme else []
        for thing in things or filter(None, [claim.topic]):
            words = claim.predicate.split("|")[:MOST_DEEDS]
            yield from ((stem(thing), f"did:{found}") for word in words for found in _senses(word))


def _told(claim: Claim) -> Iterator[Key]:
    """Two words of what is said of a deed or of a place, where another verb or no name may tell of the same."""
    verbs = {word.split(" ")[0] for word in claim.predicate.split("|")[:MOST_DEEDS]}
    words = [word for word in _plain(claim) if word not in verbs]
    is_unnamed = set(claim.names) <= {name for placed in claim.placed for name in placed.names}
    if claim.agent and claim.theme and not claim.names:
        yield from _pairs("told", claim.theme.words[:MOST_LONG])
    elif (claim.agent and claim.theme) or (claim.is_firm and claim.placed and is_unnamed):
        yield from _pairs("told", sorted(words, key=lambda word: (-len(word), word))[:MOST_LONG])


def _charges(claim: Claim) -> Iterator[Key]:
    """Who is said to have made a charge, where it is made and where it is denied as a whole."""
    charged = claim.charged or (claim.source_names if claim.act in ("accuse", "allege", "claim") else ())
    yield from ((name, "charge:") for name in charged)


def _called(claim: Claim) -> Iterator[Key]:
    """Who bears a name, by what is said of him, or, where that is a word at most, by what stands around."""
    for identity in claim.identities:
        words = [word for word in identity.bearer if word not in load_claim_words("naming")]
        words += claim.around[:MOST_WORDS] if len(words) < 2 else ()
        yield from ((stem(word), "is:") for word in words)
        yield from _pairs("called", words)


def _is_telling(word: str) -> bool:
    return word not in load_claim_words("light") and word not in load_claim_words("generic")


def _pairs(kind: str, words: Iterable[str]) -> Iterator[Key]:
    yield from ((one, f"{kind}:{other}") for one, other in combinations(sorted({stem(word) for word in words}), 2))


def _plain(claim: Claim) -> list[str]:
    """The words of a claim and of its subject that are no part of a name."""
    words = dict.fromkeys((*claim.words, *((claim.topic,) if claim.topic else ())))
    return [word for word in words if not word.startswith(claim.names)]


@lru_cache(8192)
def _senses(word: str) -> frozenset[str]:
    """The classes of a word, each in one with its opposites, else its stem; none for a phrase that no class knows."""
    is_phrase = " " in word
    known = load_likes().classes.get(word, frozenset()) | (
        frozenset() if is_phrase else _of_stems().get(stem(word), frozenset())
    )
    return frozenset(_opposing().get(found, found) for found in known) or frozenset(() if is_phrase else (stem(word),))


@cache
def _of_stems() -> dict[str, frozenset[str]]:
    """By stem the classes of all words that have it: "shelling" meets "shell"."""
    found: dict[str, frozenset[str]] = {}
    for word, classes in load_likes().classes.items():
        if " " not in word:
            found[stem(word)] = found.get(stem(word), frozenset()) | classes
    return found


@cache
def _opposing() -> dict[str, str]:
    """Of each class that has opposites the one that stands for all of them."""
    pairs = ((one, other) for one, others in load_likes().opposite.items() for other in others)
    return {one: group[0] for group in connected((), pairs) for one in group}


def _periods(claim: Claim) -> list[str]:
    """The period in which a claim was said, and the next where that is near: two claims within REACH share one."""
    if not claim.said_on:
        return [""]
    day = date.fromisoformat(claim.said_on).toordinal()
    return sorted({str(day // PERIOD), str((day + REACH) // PERIOD)})
