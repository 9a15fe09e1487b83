"""Which claims are compared at all: those that share a measure or a predicate, a name and a month."""

from __future__ import annotations

from datetime import date
from itertools import combinations

from onrecord.resolve.disputes.claims import Claim
from onrecord.resolve.disputes.vocabulary import classes_of, opposites_of, stem

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
    words = sorted({stem(word) for word in claim.words})[:MOST_WORDS]
    pairs = (
        [f"{one}+{other}" for one, other in combinations(words, 2)]
        if claim.figures or claim.identities or (claim.agent and claim.theme)
        else []
    )
    return frozenset(answers) | frozenset(
        f"{topic}:{name}:{month}"
        for month in months
        for found, known in ((topics, names), ({"pair"}, pairs))
        for topic in found
        for name in known
    )


def _months(claim: Claim) -> tuple[str, ...]:
    """The month it was said in and the one before, so that two reports a few weeks apart meet."""
    if not claim.said_on:
        return ("",)
    said = date.fromisoformat(claim.said_on)
    before = date(said.year - (said.month == 1), (said.month - 2) % 12 + 1, 1)
    return f"{said:%Y-%m}", f"{before:%Y-%m}"
