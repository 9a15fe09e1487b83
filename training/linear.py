"""The linear baseline of the statement tags: `python -m training.linear --data DIR`. Seeded; about ten minutes.

A linear-chain CRF over hashed features of a word and its neighbours (form, suffixes, case, place), the same words, tags
and windows as the encoder is trained on. Prints exact F1 of sources, cues and pieces of content on PolNeAR dev: what
the encoder must beat to earn its price. Nothing of it ships.
"""

from __future__ import annotations

import argparse
import random
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import torch
from torch import Tensor, nn

from onrecord.attribute.tagging import spans_of
from onrecord.models.links import STATEMENT_TAGS
from onrecord.models.pieces import case_shape
from training.corpora import Document
from training.crf import best_tags, negative_log_likelihood
from training.statements import read_statements

BUCKETS = 1 << 20
NEAR = (-3, -2, -1, 0, 1, 2, 3)
INDEX = {tag: number for number, tag in enumerate(STATEMENT_TAGS)}
PARTS = ("source", "cue", "content")


class Linear(nn.Module):
    """One weight for each feature and tag, and one for each pair of tags."""

    def __init__(self) -> None:
        super().__init__()
        self.weights = nn.EmbeddingBag(BUCKETS, len(STATEMENT_TAGS), mode="sum", sparse=True)
        nn.init.zeros_(self.weights.weight)
        self.transition = nn.Parameter(torch.zeros(len(STATEMENT_TAGS) + 1, len(STATEMENT_TAGS)))

    def forward(self, features: Tensor) -> Tensor:
        """features [W, F] -> scores [1, W, T]."""
        return self.weights(features).unsqueeze(0)


def features_of(document: Document) -> Tensor:
    """Hashed features [W, F] of the words of some sentences."""
    words = [word for sentence in document for word in sentence.words]
    places = [place for sentence in document for place in sentence.places or ()]
    own = [
        (word.lower(), word[-3:].lower(), f"{case_shape(word)}{place}")
        for word, place in zip(words, places, strict=True)
    ]
    rows = []
    for number in range(len(words)):
        row = ["bias"]
        for step in NEAR:
            near = own[number + step] if 0 <= number + step < len(own) else ("-", "-", "-")
            row += [f"{step}{kind}{value}" for kind, value in enumerate(near)]
        row += [
            f"{own[max(number - 1, 0)][0]} {own[number][0]}",
            f"{own[number][0]} {own[min(number + 1, len(own) - 1)][0]}",
        ]
        rows.append([zlib.crc32(feature.encode()) % BUCKETS for feature in row])
    return torch.tensor(rows)


def paragraphs(documents: list[Document]) -> Iterator[tuple[Tensor, Tensor]]:
    """Features and gold tags [1, W] of each paragraph."""
    for document in documents:
        run: Document = []
        for sentence in [*document, None]:
            if run and (sentence is None or (sentence.places or (0,))[0] >= 2):
                tags = [INDEX[tag] for one in run for tag in one.labels["statement"]]
                tags[0] = INDEX[STATEMENT_TAGS[tags[0]].replace("I-", "B-")]
                yield features_of(run), torch.tensor([tags])
                run = []
            if sentence is not None:
                run.append(sentence)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=3)
    chosen = parser.parse_args()
    torch.manual_seed(1)
    source = random.Random(1)
    train = list(paragraphs(read_statements(chosen.data, "train")))
    dev = list(paragraphs(read_statements(chosen.data, "dev")))
    model = Linear()
    sparse = torch.optim.Adagrad([model.weights.weight], lr=0.3)
    dense = torch.optim.Adagrad([model.transition], lr=0.1)
    for epoch in range(chosen.epochs):
        source.shuffle(train)
        for features, gold in train:
            loss = negative_log_likelihood(
                model(features), model.transition, gold, torch.ones_like(gold, dtype=torch.bool)
            )
            sparse.zero_grad()
            dense.zero_grad()
            loss.backward()
            sparse.step()
            dense.step()
        print(f"epoch {epoch + 1}", {kind: round(value, 1) for kind, value in scores(model, dev).items()}, flush=True)


@torch.no_grad()
def scores(model: Linear, dev: list[tuple[Tensor, Tensor]]) -> dict[str, float]:
    """Exact F1 of spans by kind, in points."""
    counts: Counter[tuple[str, str]] = Counter()
    for features, gold in dev:
        (given,) = best_tags(model(features), model.transition, torch.ones_like(gold, dtype=torch.bool))
        one, two = set(spans_of(gold[0].tolist())), set(spans_of(given))
        for kind in PARTS:
            wanted, found = ({span for span in some if span[2] == kind} for some in (one, two))
            counts[kind, "all"] += len(wanted) + len(found)
            counts[kind, "both"] += len(wanted & found)
    return {kind: 200 * counts[kind, "both"] / max(counts[kind, "all"], 1) for kind in PARTS}


if __name__ == "__main__":
    main()
