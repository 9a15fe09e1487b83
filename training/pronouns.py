"""Train the ranker of pronouns: `python -m training.pronouns --data DIR [--folds 5]`. Half a minute on one core, numpy alone.

Conditional choice (McFadden 1974) over what a pronoun may refer to, "none of them" among it with score 0: one weight for each
feature of `onrecord.identify.rivals`, penalised. Gold are the chains of GUM's training part; a named thing is right where most
of its names are of the pronoun's chain, a noun where a mention of the chain has it as its head. With `--folds` documents are
held out in turn and precision and recall printed over thresholds: where `onrecord.identify.pronouns.SURE` comes from.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from evaluation.coreference import GoldDocument, make_story, read_documents
from evaluation.corpora import data_folder, read_text
from numpy.typing import NDArray

from onrecord.annotate.encoder import load_reader
from onrecord.identify.clusters import Cluster
from onrecord.identify.naming import name_stories
from onrecord.identify.pronouns import MODEL, is_asked, join
from onrecord.identify.rivals import Rival, find_rivals, find_strangers, rank_features, sort_of
from onrecord.identify.scenes import Scene
from onrecord.rules.authority import load_authority

MODELS = Path("src/onrecord/models")
PENALTY, STEPS, RATE = 3.0, 250, 0.5
PRIOR = {
    "person alone": 1.0, "person only named": 0.5, "person named says": 0.5, "person subject before": 0.5, "person subject far": 0.5, "person quoted": -1.0, "person stranger subject before": 0.7,
    "thing body says": 2.0, "thing armed group says": 2.0, "thing country says": 1.0, "thing alone": 0.5, "thing subject before": 0.5, "thing quoted": -1.0,
    "many armed group says": 2.0, "many body says": 1.0, "many plural name": 1.0, "many alone": 0.5, "many armed group other": 1.0, "many armed group own": 1.0,
}  # fmt: skip
"""What news teach and GUM has little of; weights are drawn to these and not to 0."""
LEAST = 5
"""Choices in which a feature must occur."""


@dataclass(frozen=True)
class Choice:
    """One pronoun: its sort, the features of each rival, which are right (none: none of them), which are named."""

    document: str
    sort: str
    rivals: tuple[dict[str, float], ...]
    right: tuple[bool, ...]
    named: tuple[bool, ...]
    is_reachable: bool
    """True where the pronoun is of a thing that the text names, whether among the rivals or not."""


def read_choices(folder: Path, part: str = "train") -> list[Choice]:
    """Every pronoun of GUM's part with the gold that our names allow, joined as gold has it before the next is read."""
    reader = load_reader()
    text = read_text(folder, f"syntax/gum/gum-{part}.conllu")
    return [c for d in read_documents(text, set(), is_whole=True) for c in _choices(d, *make_story(d, reader))]


def _choices(document: GoldDocument, *read: object) -> Iterator[Choice]:
    authority = load_authority()
    story, annotation = read
    _, (scene,), sexes = name_stories([story], [annotation], authority)  # type: ignore[list-item]
    chain_at = _chains(document)
    strangers = find_strangers(scene, authority)
    mains: dict[Cluster, str | None] = {}
    for number in range(len(scene.annotation.words)):
        if not is_asked(scene, number):
            continue
        chain = chain_at.get((number, True))
        rivals = find_rivals(scene, number, strangers, sexes)
        right = [_is_right(rival, chain, chain_at, scene, mains) for rival in rivals]
        named = [rival.cluster is not None for rival in rivals]
        if any(named):
            features = tuple(rank_features(scene, rival, number, rivals, sexes) for rival in rivals)
            sort = str(sort_of(scene.annotation.words[number].text.lower()))
            yield Choice(document.name, sort, features, tuple(right), tuple(named), chain is not None)
        owner = next((r.cluster for r, good in zip(rivals, right, strict=True) if good and r.cluster is not None), None)
        if owner is not None:
            join(scene, number, owner, sexes)


def _chains(document: GoldDocument) -> dict[tuple[int, bool], str]:
    """The chain of each head word, of the smallest mention first; with True, of a mention that is just this word."""
    found: dict[tuple[int, bool], str] = {}
    for mention in sorted(document.mentions, key=lambda mention: len(mention.words)):
        if len(mention.words) == 1:
            found.setdefault((mention.words.start, True), mention.chain)
        for head in mention.heads:
            found.setdefault((head, False), mention.chain)
    return found


def _is_right(
    rival: Rival,
    chain: str | None,
    chain_at: dict[tuple[int, bool], str],
    scene: Scene,
    mains: dict[Cluster, str | None],
) -> bool:
    if chain is None:
        return False
    if rival.cluster is None:
        return chain_at.get((rival.noun, False)) == chain
    if rival.cluster not in mains:
        mains[rival.cluster] = _main_chain(rival.cluster, chain_at, scene)
    return mains[rival.cluster] == chain


def _main_chain(cluster: Cluster, chain_at: dict[tuple[int, bool], str], scene: Scene) -> str | None:
    counts: Counter[str] = Counter()
    for named, _ in cluster.names:
        heads = [chain_at[(number, False)] for number in range(named.first, named.last) if (number, False) in chain_at]
        counts.update(heads[-1:])
    return counts.most_common(1)[0][0] if counts else None


# --- the model ------------------------------------------------------------------------------------


def fit(choices: Sequence[Choice]) -> dict[str, float]:
    """Weights that make the right rivals likely, by gradient descent with a quadratic penalty."""
    counts = Counter(name for choice in choices for name in {name for rival in choice.rivals for name in rival})
    index = {
        name: place
        for place, name in enumerate(sorted(PRIOR.keys() | {name for name, n in counts.items() if n >= LEAST}))
    }
    matrix, right, starts, sizes = _stacked(choices, index)
    prior = np.array([PRIOR.get(name, 0.0) for name in index])
    weights = prior
    squares = np.full(len(index), 1e-8)
    for _ in range(STEPS):
        scores = np.exp(np.clip(matrix @ weights, -30.0, 30.0))
        share = scores / np.repeat(np.add.reduceat(scores, starts), sizes)
        wanted = share * right
        wanted /= np.repeat(np.add.reduceat(wanted, starts), sizes)
        gradient = PENALTY * (weights - prior) + matrix.T @ (share - wanted)
        squares += gradient**2
        weights = weights - RATE * gradient / np.sqrt(squares)
    return {name: round(float(weights[place]), 3) for name, place in index.items()}


Array = NDArray[np.float64]


def _stacked(choices: Sequence[Choice], index: dict[str, int]) -> tuple[Array, Array, NDArray[np.int64], list[int]]:
    """All rivals one below the other, a row of zeros for "none of them" behind each choice; which are right; where choices begin."""
    sizes = [len(choice.rivals) + 1 for choice in choices]
    starts = np.cumsum([0, *sizes[:-1]])
    matrix, right = np.zeros((sum(sizes), len(index))), np.zeros(sum(sizes))
    for choice, start in zip(choices, starts, strict=True):
        for row, rival in enumerate(choice.rivals):
            for name, value in rival.items():
                if name in index:
                    matrix[start + row, index[name]] = value
        right[start : start + len(choice.rivals) + 1] = [*choice.right, not any(choice.right)]
    return matrix, right, starts, sizes


def shares(choice: Choice, weights: dict[str, float]) -> tuple[int, float]:
    """The likeliest rival and its probability."""
    scores = [sum(weights.get(name, 0.0) * value for name, value in rival.items()) for rival in choice.rivals]
    best = max(range(len(scores)), key=lambda place: (scores[place], -place))
    top = max(scores[best], 0.0)
    return best, float(np.exp(scores[best] - top) / (np.exp(-top) + sum(np.exp(score - top) for score in scores)))


def held_out(choices: Sequence[Choice], folds: int) -> None:
    """Precision and recall over thresholds, documents held out in turn."""
    names = sorted({choice.document for choice in choices})
    told: list[tuple[str, float, bool, bool]] = []
    for fold in range(folds):
        out = set(names[fold::folds])
        weights = fit([choice for choice in choices if choice.document not in out])
        for choice in (choice for choice in choices if choice.document in out):
            best, share = shares(choice, weights)
            told.append((choice.sort, share if choice.named[best] else 0.0, choice.right[best], _is_named(choice)))
    for sort in ("person", "thing", "many"):
        mine = [one for one in told if one[0] == sort]
        there = sum(reachable for *_, reachable in mine)
        print(sort, len(mine), "pronouns,", there, "of named things among the rivals")
        for least in (0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9):
            joined = [right for _, share, right, _ in mine if share >= least]
            print(
                f"  {least:.2f}  P {100 * sum(joined) / max(1, len(joined)):.1f}  R {100 * sum(joined) / max(1, there):.1f}"
            )


def _is_named(choice: Choice) -> bool:
    return any(right and named for right, named in zip(choice.right, choice.named, strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--folds", type=int, help="hold documents out instead of writing the model")
    chosen = parser.parse_args()
    choices = read_choices(data_folder(chosen.data))
    if chosen.folds:
        held_out(choices, chosen.folds)
        return
    weights = fit(choices)
    rows = "".join(f"{name},{weight}\n" for name, weight in sorted(weights.items()))
    (MODELS / MODEL).write_text("feature,weight\n" + rows, encoding="utf-8")
    _list_model()


def _list_model() -> None:
    """Write the file's sha256 into the manifest."""
    manifest = MODELS / "manifest.json"
    listed: dict[str, str] = json.loads(manifest.read_text(encoding="utf-8"))
    listed[MODEL] = hashlib.sha256((MODELS / MODEL).read_bytes()).hexdigest()
    manifest.write_text(json.dumps(dict(sorted(listed.items())), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
