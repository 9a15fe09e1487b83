"""Pronouns: joined to what a small ranker holds likeliest, and to none where it is not sure enough."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp

from onrecord.identify.clusters import Cluster, Other
from onrecord.identify.rivals import PERSONS, Rival, find_rivals, find_strangers, is_torn, rank_features, sort_of
from onrecord.identify.scenes import Scene
from onrecord.model import MentionForm
from onrecord.models.weights import load_weights
from onrecord.rules.authority import Authority

MODEL = "pronouns.csv"
SURE = {"person": 0.45, "thing": 0.6, "many": 0.75}
"""How likely the best must be before a pronoun is joined to it; chosen on GUM's training part, documents held out."""

SURE_ALONE = 0.25
"""The same for a person who alone fits: of 125 in GUM's training part 116 are right, however the ranker sees them."""


def join_pronouns(scene: Scene, authority: Authority, sexes: dict[Cluster, str]) -> None:
    """Join the pronouns of a story, in order; a joined pronoun makes its thing salient again and tells its sex."""
    strangers = find_strangers(scene, authority)
    weights = load_weights(MODEL)
    for number in range(len(scene.annotation.words)):
        if not is_asked(scene, number):
            continue
        found = _resolve(scene, number, find_rivals(scene, number, strangers, sexes), sexes, weights)
        if found is not None:
            join(scene, number, found, sexes)


def join(scene: Scene, number: int, cluster: Cluster, sexes: dict[Cluster, str]) -> None:
    """The pronoun at a word stands for a thing."""
    words = range(number, number + 1)
    cluster.others.append(Other(scene.number, words, MentionForm.PRONOUN, "the likeliest that fits"))
    scene.mark(words, cluster)
    sex = PERSONS.get(scene.annotation.words[number].text.lower())
    if sex:
        sexes.setdefault(cluster, sex)


def is_asked(scene: Scene, number: int) -> bool:
    """True for a pronoun of the third person outside quotations and headings that means something."""
    word = scene.annotation.words[number]
    return (
        sort_of(word.text.lower()) is not None
        and word.upos in ("PRON", "DET")
        and word.relation != "expl"
        and not scene.is_quoted(number)
        and scene.is_prose(number)
    )


def _resolve(
    scene: Scene, number: int, rivals: list[Rival], sexes: Mapping[Cluster, str], weights: Mapping[str, float]
) -> Cluster | None:
    """The likeliest rival, if it is named and likely enough; "none of them" is a rival of score 0."""
    if not any(rival.cluster is not None for rival in rivals):
        return None
    scores = [
        sum(
            weights.get(name, 0.0) * value for name, value in rank_features(scene, rival, number, rivals, sexes).items()
        )
        for rival in rivals
    ]
    best = max(range(len(rivals)), key=lambda place: (scores[place], -place))
    top = max(scores[best], 0.0)
    share = exp(scores[best] - top) / (exp(-top) + sum(exp(score - top) for score in scores))
    sort = str(sort_of(scene.annotation.words[number].text.lower()))
    if is_torn(scene, rivals[best], rivals):
        return None
    least = SURE_ALONE if sort == "person" and len(rivals) == 1 else SURE[sort]
    return rivals[best].cluster if share >= least else None
