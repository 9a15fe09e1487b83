"""Train the model of story boundaries: `python -m training.stories --data DIR`. Seeded; about ten minutes on one core.

Pages are put together on the fly from single news texts, bare or with headings, bylines and furniture,
half of them from stories that resemble each other. Texts of every third file name (by hash) and all of
AEB are held out: `evaluation.segmentation` measures on them and on nothing else.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from onrecord.segment.gaps import BUCKETS, features, stacked, words_of
from training.export import MODELS, list_models
from training.pages import Maker, is_held_out, load_texts

Array = NDArray[np.float32]


def document_frequencies(texts: dict[str, list[str]]) -> Array:
    """Inverse document frequency of every bucket, 0 to about 8."""
    counts: Counter[int] = Counter()
    for lines in texts.values():
        counts.update(set(words_of(" ".join(lines))))
    table = np.full(BUCKETS, np.log(len(texts)), dtype=np.float32)
    for word, count in counts.items():
        table[word] = np.log(len(texts) / count)
    return table


class Network(nn.Module):
    """Two hidden layers over the features of a gap and its neighbours."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Dropout(0.15),
            nn.Linear(width, 64),
            nn.ReLU(),
            nn.Dropout(0.4),
            nn.Linear(64, 32),
            nn.ReLU(),
            nn.Linear(32, 1),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.layers(x).squeeze(-1)
        return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=5000)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--models", type=Path, default=MODELS)
    chosen = parser.parse_args()
    source = random.Random(chosen.seed)
    torch.manual_seed(chosen.seed)
    texts = {name: lines for name, lines in load_texts(chosen.data).items() if not is_held_out(name)}
    idf = document_frequencies(texts)
    maker = Maker(texts, source)
    rows, labels = [], []
    for number in range(chosen.pages):
        count = 1 if number % 10 == 0 else source.randint(2, 14)
        units, ends = maker.page(count, alike=number % 2 == 0, dressed=number % 3 != 0)
        rows.append(stacked(features(units, idf)))
        labels.extend(ends)
        if number % 500 == 0:
            print(number, flush=True)
    x, y = torch.tensor(np.concatenate(rows)), torch.tensor(labels, dtype=torch.float32)
    mean, deviation = x.mean(0), x.std(0) + 1e-3
    x = (x - mean) / deviation
    network = Network(x.shape[1])
    optimiser = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=5e-2)
    steps = chosen.epochs * (len(x) // 512)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 4e-3, total_steps=steps + chosen.epochs)
    for epoch in range(chosen.epochs):
        order = torch.randperm(len(x))
        total = 0.0
        for start in range(0, len(x), 512):
            batch = order[start : start + 512]
            loss = nn.functional.binary_cross_entropy_with_logits(network(x[batch]), y[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step() if schedule.last_epoch < steps + chosen.epochs - 1 else None
            total += loss.item() * len(batch)
        print(f"epoch {epoch + 1} loss {total / len(x):.4f}", flush=True)
    weights = {f"{kind}{number}": getattr(network.layers[place], kind).detach().numpy().astype(np.float32)
               for number, place in enumerate((1, 4, 6)) for kind in ("weight", "bias")}  # fmt: skip
    np.savez(
        chosen.models / "stories.npz",
        mean=mean.numpy(),
        deviation=deviation.numpy(),
        idf=idf.astype(np.float16),
        **weights,
    )
    list_models(chosen.models, ("stories.npz",))


if __name__ == "__main__":
    main()
