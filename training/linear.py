"""The linear baseline of the statement tags, for `training.compare`.

A linear-chain CRF over hashed features of a word and its neighbours (form, suffixes, case, place), the same words, tags
as the encoder is trained on: what the encoder must beat to earn its price. Nothing of it ships.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator

import torch
from torch import Tensor, nn

from onrecord.models.links import STATEMENT_TAGS
from onrecord.models.pieces import case_shape
from training.corpora import Document
from training.crf import best_tags, negative_log_likelihood

BUCKETS = 1 << 20
NEAR = (-3, -2, -1, 0, 1, 2, 3)
INDEX = {tag: number for number, tag in enumerate(STATEMENT_TAGS)}
EPOCHS = 3


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


def learn(train: list[Document], epochs: int = EPOCHS) -> Linear:
    """Fit the baseline."""
    torch.manual_seed(1)
    source = random.Random(1)
    examples = list(paragraphs(train))
    model = Linear()
    sparse = torch.optim.Adagrad([model.weights.weight], lr=0.3)
    dense = torch.optim.Adagrad([model.transition], lr=0.1)
    for _ in range(epochs):
        source.shuffle(examples)
        for features, gold in examples:
            loss = negative_log_likelihood(
                model(features), model.transition, gold, torch.ones_like(gold, dtype=torch.bool)
            )
            sparse.zero_grad()
            dense.zero_grad()
            loss.backward()
            sparse.step()
            dense.step()
    return model


def tag(train: list[Document], documents: list[Document]) -> list[list[int]]:
    """The tags that the baseline, fitted on `train`, gives to the words of each document."""
    model = learn(train)
    return [_tags(model, document) for document in documents]


@torch.no_grad()
def _tags(model: Linear, document: Document) -> list[int]:
    tags: list[int] = []
    for features, gold in paragraphs([document]):
        tags += best_tags(model(features), model.transition, torch.ones_like(gold, dtype=torch.bool))[0]
    return tags
