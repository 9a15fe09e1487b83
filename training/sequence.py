"""Train `onrecord.models.sequence` networks: the same computation in torch, batches of pages, averaged weights, seeds."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from onrecord.models.sequence import REACH, Array, Hashed


@dataclass(frozen=True)
class Page:
    """Features [rows, columns], labels (1, 0, or -1 for not asked), the weight of each row, hashed words [rows, words]."""

    features: Array
    labels: NDArray[np.int64]
    weights: Array
    hashed: Hashed | None = None


@dataclass(frozen=True)
class Settings:
    """Sizes and the schedule."""

    buckets: int = 0
    """Buckets of hashed words; 0 where rows have none."""
    word: int = 16
    width: int = 64
    layers: int = 4
    epochs: int = 12
    batch: int = 8
    rate: float = 3e-3
    decay: float = 0.05
    drop_features: float = 0.1
    drop_words: float = 0.6
    """Words are learnt by heart from few sites unless most of them are hidden: .3 loses a point to .6."""
    dropout: float = 0.3


class Network(nn.Module):
    """Rows of a page to one score a row."""

    def __init__(self, columns: int, settings: Settings) -> None:
        super().__init__()
        width = settings.width
        self.embedding = nn.Embedding(max(settings.buckets, 1), settings.word, padding_idx=0)
        nn.init.normal_(self.embedding.weight, std=0.1)
        self.has_words = settings.buckets > 0
        self.enter = nn.Linear(columns + (settings.word if self.has_words else 0), width)
        self.layers = nn.ModuleList(
            nn.Conv1d(width, width, 2 * REACH + 1, padding=REACH << n, dilation=1 << n) for n in range(settings.layers)
        )
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(settings.layers))
        self.leave = nn.Linear(width, 1)
        self.drop_features, self.drop_words = nn.Dropout(settings.drop_features), nn.Dropout(settings.drop_words)
        self.dropout = nn.Dropout(settings.dropout)

    def forward(self, features: Tensor, hashed: Tensor, mask: Tensor) -> Tensor:
        """features [pages, rows, columns], hashed [pages, rows, words], mask [pages, rows, 1] -> scores [pages, rows]."""
        x = self.drop_features(features)
        if self.has_words:
            known = (hashed > 0).float()
            words = (self.embedding(hashed) * known.unsqueeze(-1)).sum(2) / known.sum(2, keepdim=True).clamp(min=1)
            x = torch.cat([x, self.drop_words(words)], -1)
        x = torch.relu(self.enter(x)) * mask
        for norm, layer in zip(self.norms, self.layers, strict=True):
            convolved = layer((norm(x) * mask).transpose(1, 2)).transpose(1, 2)
            x = (x + self.dropout(torch.relu(convolved))) * mask
        found: Tensor = self.leave(x)[..., 0]
        return found


def train(pages: Sequence[Page], settings: Settings, seed: int) -> dict[str, Array]:
    """Weights in the form that `onrecord.models.sequence` reads, averaged over the second half of training."""
    torch.manual_seed(seed)
    source = random.Random(seed)
    stacked = np.concatenate([page.features for page in pages])
    mean, deviation = stacked.mean(0), stacked.std(0) + 0.05
    scaled = [Page((p.features - mean) / deviation, p.labels, p.weights, p.hashed) for p in pages]
    network = Network(stacked.shape[1], settings)
    optimiser = torch.optim.AdamW(network.parameters(), lr=settings.rate, weight_decay=settings.decay)
    steps = settings.epochs * -(-len(pages) // settings.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, settings.rate, total_steps=steps)
    average: dict[str, Tensor] = {}
    for epoch in range(settings.epochs):
        for features, hashed, labels, weights, mask in _batches(scaled, settings.batch, source):
            scores = network(features, hashed, mask)
            lost = nn.functional.binary_cross_entropy_with_logits(scores, labels.clamp(min=0), reduction="none")
            loss = (lost * weights).sum() / weights.sum().clamp(min=1)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            if epoch >= settings.epochs // 2:
                for name, value in network.state_dict().items():
                    average.setdefault(name, value.clone()).lerp_(value, 0.02)
    return {**_renamed(average), "mean": mean, "deviation": deviation}


def _batches(pages: Sequence[Page], size: int, source: random.Random) -> Iterator[tuple[Tensor, ...]]:
    """Pages of about one length together, padded."""
    order = sorted(range(len(pages)), key=lambda n: len(pages[n].labels) + source.random() * 60)
    groups = [order[start : start + size] for start in range(0, len(order), size)]
    source.shuffle(groups)
    for group in groups:
        chosen = [pages[n] for n in group]
        rows = max(len(page.labels) for page in chosen)
        features = np.zeros((len(chosen), rows, chosen[0].features.shape[1]), dtype=np.float32)
        words = chosen[0].hashed.shape[1] if chosen[0].hashed is not None else 1
        hashed = np.zeros((len(chosen), rows, words), dtype=np.int64)
        labels = np.zeros((3, len(chosen), rows), dtype=np.float32)
        for place, page in enumerate(chosen):
            count = len(page.labels)
            features[place, :count] = page.features
            if page.hashed is not None:
                hashed[place, :count] = page.hashed
            labels[0, place, :count] = page.labels
            labels[1, place, :count] = page.weights * (page.labels >= 0)
            labels[2, place, :count] = 1
        gold, weights, mask = torch.tensor(labels)
        yield torch.tensor(features), torch.tensor(hashed), gold, weights, mask.unsqueeze(-1)


def _renamed(state: dict[str, Tensor]) -> dict[str, Array]:
    names = (("enter.", "in."), ("leave.", "out."), ("layers.", "layer"), ("norms.", "norm"))
    found: dict[str, Array] = {}
    for name, value in state.items():
        new = name
        for one, two in names:
            new = new.replace(one, two)
        found[new] = value.numpy()
    embedding = found.pop("embedding.weight")
    return {**found, "embedding": embedding} if len(embedding) > 1 else found


def packed(networks: Sequence[dict[str, Array]], **more: Array) -> bytes:
    """The bytes of the file that ships: half precision, which changes no figure."""
    opened = io.BytesIO()
    arrays = {f"{n}/{name}": value.astype(np.float16) for n, one in enumerate(networks) for name, value in one.items()}
    arrays |= {
        f"{n}/{name}": one[name].astype(np.float32) for n, one in enumerate(networks) for name in ("mean", "deviation")
    }
    np.savez_compressed(opened, allow_pickle=False, **arrays, **more)
    return opened.getvalue()
