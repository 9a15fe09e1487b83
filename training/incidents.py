"""The scale of pairs of tellings: `python -m training.incidents [--data DIR] [--write]`.

Logistic regression over what `onrecord.resolve.incidents.observing` sees in two digests: once for two mentions of a story, once
for two digests of two stories, on affairs c01 to c40 of `evaluation/collections/incidents.jsonl` (invented texts of our own). With
`--data` pairs of topics 1 to 9 of ECB+ count a little across stories: they say how much alike two happenings are that are not one.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from evaluation.event_chains import found_of, read_ecb, read_golds
from evaluation.incidents import Told, is_held, measure, read_gold, report
from evaluation.readings import read_collection
from numpy.typing import NDArray

from onrecord.resolve.incidents import LAYER, Happening, pairing
from onrecord.resolve.incidents.finding import digest_words, find_mentions, make_happening
from onrecord.resolve.incidents.gathering import Facts
from onrecord.resolve.incidents.observing import may_be_one, observe

MODELS = Path(__file__).parent.parent / "src" / "onrecord" / "models"
FOLDS = 4
RIDGE = 3.0
UNMARKED = 0.15
"""What a pair counts of which one mention is marked by nobody: mostly, but not always, two happenings."""
TOPICS, EACH, LITTLE = 9, 12, 0.05
"""Topics of ECB+, which of their pairs, and what one counts: with more our own affairs lose."""
Labelled = tuple[dict[str, float], float, float]
"""What is seen, whether it is one happening, and how much the pair counts."""
Weights = dict[str, dict[str, float]]


def labels_of(told: Told, happening: Happening) -> str | None:
    """The gold's happening that most of the triggers are marked as."""
    votes = Counter(
        marked.incident
        for trigger in happening.triggers
        for marked in told.marked
        if marked.span.overlaps(trigger.evidence.span)
    )
    return min(votes, key=lambda name: (-votes[name], name), default=None)


def pairs_within(told: Iterable[Told]) -> Iterator[Labelled]:
    """Pairs of mentions of a story."""
    for one in told:
        for reading in one.readings:
            facts = Facts(reading.annotation, reading)
            alone = [make_happening(reading, facts, mention) for mention in find_mentions(reading)]
            yield from _labelled([(mention, labels_of(one, mention)) for mention in alone])


def pairs_across(told: Iterable[Told]) -> Iterator[Labelled]:
    """Pairs of digests of two stories that share a key."""
    digests = [
        (digest, labels_of(one, digest)) for one in told for reading in one.readings for digest in LAYER.digest(reading)
    ]
    yield from _across(digests)


def _across(digests: Sequence[tuple[Happening, str | None]]) -> Iterator[Labelled]:
    blocks: dict[str, list[int]] = {}
    for place, (digest, _) in enumerate(digests):
        for key in LAYER.keys(digest):
            blocks.setdefault(key, []).append(place)
    seen = {pair for block in blocks.values() for pair in combinations(block, 2)}
    for one, other in sorted(seen):
        if digests[one][0].story != digests[other][0].story and may_be_one(digests[one][0], digests[other][0]):
            yield from _labelled([digests[one], digests[other]])


def pairs_of_topics(folder: Path) -> Iterator[Labelled]:
    """Some of the pairs of digests of two documents of one topic of ECB+ that share a key; each gold mention is one of ours."""
    topics: dict[str, list[tuple[Happening, str | None]]] = {}
    for gold, readings in read_golds(list(read_ecb(folder, TOPICS))):
        for reading in readings:
            found = list(found_of(reading, gold.mentions))
            chains = {reading.annotation.phrase(one.words).span: mention.chain for mention, one in found}
            for digest in digest_words(reading, [one for _, one in found]):
                votes = Counter(chains[trigger.evidence.span] for trigger in digest.triggers)
                label = min(votes, key=lambda name: (-votes[name], name))
                topics.setdefault(gold.group, []).append((digest, label))
    for digests in topics.values():
        for values, truth, _ in list(_across(sorted(digests, key=lambda pair: pair[0].id)))[::EACH]:
            yield values, truth, LITTLE


def _labelled(digests: Sequence[tuple[Happening, str | None]]) -> Iterator[Labelled]:
    for (one, mine), (other, theirs) in combinations(digests, 2):
        if mine is None and theirs is None:
            continue
        seen = observe(one, other)
        if seen.forbidden is None:
            yield seen.values, float(mine == theirs), 1.0 if mine and theirs else UNMARKED


def fit(pairs: Sequence[Labelled]) -> dict[str, float]:
    """Weights by name of feature: ridge logistic regression by Newton's method."""
    names = sorted({name for values, _, _ in pairs for name in values})
    table = np.array([[values.get(name, 0.0) for name in names] for values, _, _ in pairs])
    truth, counts = (np.array([pair[place] for pair in pairs]) for place in (1, 2))
    weights: NDArray[np.float64] = np.zeros(len(names))
    penalty = RIDGE * np.array([float(name != "always") for name in names])
    for _ in range(25):
        chance = 1 / (1 + np.exp(-np.clip(table @ weights, -30, 30)))
        slope = table.T @ (counts * (chance - truth)) + penalty * weights
        curve = (table * (counts * chance * (1 - chance))[:, None]).T @ table + np.diag(penalty + 1e-6)
        step = np.linalg.solve(curve, slope)
        weights -= step
        if float(np.abs(step).max()) < 1e-6:
            break
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}


def train(told: Sequence[Told], others: Sequence[Labelled] = ()) -> Weights:
    """Both scales: the one across stories on digests that the one within made, and on other pairs."""
    found: Weights = {"within": fit(list(pairs_within(told))), "across": {"always": -9.0}}
    use(found)
    found["across"] = fit([*pairs_across(told), *others])
    use(found)
    return found


def use(weights: Weights) -> None:
    """Puts these weights in the place of the shipped ones, for this process."""
    pairing.load_weights = lambda: weights  # type: ignore[assignment]


def write(weights: Weights) -> None:
    """The weights as they ship, and their digest in the manifest."""
    names = sorted(set(weights["within"]) | set(weights["across"]))
    lines = [f"{name},{weights['within'].get(name, 0.0):g},{weights['across'].get(name, 0.0):g}" for name in names]
    path = MODELS / pairing.MODEL
    path.write_text("feature,within,across\n" + "\n".join(lines) + "\n", encoding="utf-8")
    manifest = json.loads((MODELS / "manifest.json").read_text(encoding="utf-8"))
    manifest[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    (MODELS / "manifest.json").write_text(json.dumps(dict(sorted(manifest.items())), indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the weights of all development affairs")
    parser.add_argument("--data", type=Path, help="where the annotated data lie")
    chosen = parser.parse_args()
    others = list(pairs_of_topics(chosen.data)) if chosen.data else []
    told = [one for one in read_gold(read_collection()) if not is_held(one)]
    for fold in range(FOLDS):
        train([one for one in told if int(one.cluster[1:]) % FOLDS != fold], others)
        kept = [one for one in told if int(one.cluster[1:]) % FOLDS == fold]
        report(kept, *measure(kept))
    weights = train(told, others)
    print(json.dumps(weights, indent=1))
    report(told, *measure(told))
    if chosen.write:
        write(weights)


if __name__ == "__main__":
    main()
