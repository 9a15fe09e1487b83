"""Which claims are compared at all: those that share a measure or a predicate, a name and a month."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import combinations

from onrecord.resolve.disputes.claims import Claim
from onrecord.resolve.disputes.vocabulary import classes_of, opposites_of, stem
from onrecord.rules.claims import load_claim_words

MOST_NAMES = 8
MOST_DEEDS = 4
MOST_WORDS = 6
"""Words of a figure's claim that are paired for a key, so that two claims without a name meet."""
GAP = 31


def make_keys(claim: Claim) -> frozenset[str]:
    """The keys of a claim."""
    names = tuple(dict.fromkeys((*claim.names, *claim.source_names, *claim.around_names)))[:MOST_NAMES]
    months = _months(claim)
    topics = {measure.removeprefix("~") for figure in claim.figures for measure in figure.measures}
    own = {f"own:{claim.outlet}:{topic}:{month}" for topic in topics for month in months} if not claim.names else set()
    own |= (
        {f"own:{'+'.join(sorted(claim.source_words))}:{topic}:{month}" for topic in topics for month in months}
        if claim.source_words and not claim.names
        else set()
    )
    topics |= {f"count:{figure.unit or figure.counted}" for figure in claim.figures}
    if claim.is_firm:
        topics |= {
            found
            for predicate in claim.predicate.split("|")
            for found in classes_of(predicate) | opposites_of(predicate)
        }
        topics |= {f"on:{stem(claim.topic)}"} if claim.topic and (claim.dated or claim.placed) else set()
        if claim.agent and claim.theme:
            topics |= {f"deed:{stem(word)}" for word in claim.theme.words[:MOST_DEEDS]}
        topics |= {f"is:{word}" for identity in claim.identities for word in identity.bearer}
    if any(mark.startswith("bare:") for mark in claim.marks):
        topics |= {found for word in claim.words[:MOST_WORDS] for found in classes_of(word)}
    answers = {f"answers:{claim.answers or claim.id}"}
    charged = claim.charged or (claim.source_names if claim.act in ("accuse", "allege", "claim") else ())
    answers |= {f"charge:{name}:{month}" for name in charged for month in months}
    pairs = _pairs(claim.words) if claim.figures or claim.identities or (claim.agent and claim.theme) else []
    spots = _pairs(_plain(claim)) if _is_set(claim) else []
    deeds = _pairs(_plain(claim)) if claim.agent and claim.theme else []
    bearers = [pair for identity in claim.identities for pair in _pairs(_bearer(claim, identity.bearer))]
    answers |= {
        f"is:{word}:{claim.said_on}" for identity in claim.identities for word in _bearer(claim, identity.bearer)
    }
    return (
        frozenset(answers)
        | frozenset(own)
        | frozenset(
            f"{topic}:{name}:{month}"
            for month in months
            for found, known in (
                (topics, names),
                ({"pair"}, pairs),
                ({"where"}, spots),
                ({"who"}, deeds),
                ({"called"}, bearers),
                ({"did"}, _done(claim) if _is_set(claim) or (claim.agent and claim.theme) else []),
            )
            for topic in found
            for name in known
        )
    )


def _done(claim: Claim) -> list[str]:
    """What was done or came about with what it was done to, where that is spoken of as known, for claims without a name."""
    if "the" not in claim.marks:
        return []
    things = claim.theme.words[:MOST_DEEDS] if claim.theme else (claim.topic,) if claim.topic else ()
    things = tuple(thing for thing in things if thing not in load_claim_words("light") | load_claim_words("generic"))
    classes = sorted(
        {found for predicate in claim.predicate.split("|")[:MOST_DEEDS] for found in classes_of(predicate)}
    )
    return [f"{stem(thing)}+{found}" for thing in things for found in classes]


def _pairs(words: Iterable[str]) -> list[str]:
    """Two words of a claim each, so that two claims without a name meet."""
    return [f"{one}+{other}" for one, other in combinations(sorted({stem(word) for word in words})[:MOST_WORDS], 2)]


def _plain(claim: Claim) -> tuple[str, ...]:
    """The words of a claim and of its subject that are no part of a name."""
    return tuple(
        word
        for word in (*claim.words, *((claim.topic,) if claim.topic else ()))
        if not any(word.startswith(name) for name in claim.names)
    )


def _bearer(claim: Claim, words: tuple[str, ...]) -> tuple[str, ...]:
    telling = tuple(word for word in words if word not in load_claim_words("naming"))
    return telling if len(telling) > 1 else (*telling, *claim.around[:MOST_WORDS])


def _is_set(claim: Claim) -> bool:
    """True for what is said to have come about on a day or at a place, which may bear no name: "the missing conscripts are buried at Tarsk"."""
    return claim.is_firm and not claim.is_negated and bool(claim.dated or claim.placed)


def _months(claim: Claim) -> tuple[str, ...]:
    """The month it was said in and the one before, so that two reports a few weeks apart meet."""
    if not claim.said_on:
        return ("",)
    said = date.fromisoformat(claim.said_on)
    before = date(said.year - (said.month == 1), (said.month - 2) % 12 + 1, 1)
    return f"{said:%Y-%m}", f"{before:%Y-%m}"
