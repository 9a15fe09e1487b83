"""Train the line model: `python -m training.lines --data DIR [--folds 5]`. Seeded; a few minutes on one core.

With `--folds` it also writes, for every page, the prediction of a model that never saw its site
(`--out`): what `evaluation.cleaning` measures. Pages come twice, as the text lines that lie in the data
and as our own lines of the HTML with markup; labels are a line's share of gold 4-grams.
"""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import torch
from evaluation.pages import dumped_pages, html_pages, line_labels
from torch import Tensor, nn

from onrecord.clean.features import BUCKETS, line_features
from onrecord.clean.network import DILATIONS, MODEL, run
from onrecord.model import RawLine
from onrecord.rules.furniture import furniture_rules
from training.export import MODELS, list_models
from training.pages import load_texts

WIDTH, WORD = 64, 16


@dataclass(frozen=True)
class Page:
    """Lines with labels (1 body, 0 furniture, -1 not asked)."""

    name: str
    site: str
    lines: tuple[str, ...]
    labels: tuple[int, ...]
    markup: tuple[RawLine, ...] | None


class Network(nn.Module):
    """The same computation as `onrecord.clean.network`, for training."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(BUCKETS, WORD, padding_idx=0)
        nn.init.normal_(self.embedding.weight, std=0.1)
        self.enter = nn.Linear(features + WORD, WIDTH)
        self.layers = nn.ModuleList(nn.Conv1d(WIDTH, WIDTH, 5, padding=2 * d, dilation=d) for d in DILATIONS)
        self.norms = nn.ModuleList(nn.LayerNorm(WIDTH) for _ in DILATIONS)
        self.leave = nn.Linear(WIDTH, 1)
        # Words are learnt by heart from so few sites unless most of them are hidden: .3 loses a point to .6.
        self.word_dropout, self.feature_dropout, self.dropout = nn.Dropout(0.6), nn.Dropout(0.1), nn.Dropout(0.3)

    def forward(self, dense: Tensor, hashed: Tensor) -> Tensor:
        known = (hashed > 0).float()
        words = (self.embedding(hashed) * known.unsqueeze(-1)).sum(1) / known.sum(1, keepdim=True).clamp(min=1)
        x = torch.relu(self.enter(torch.cat([self.feature_dropout(dense), self.word_dropout(words)], dim=1)))
        for layer, norm in zip(self.layers, self.norms, strict=True):
            x = x + torch.relu(layer(self.dropout(norm(x)).T.unsqueeze(0))[0].T)
        found: Tensor = self.leave(self.dropout(x)).squeeze(-1)
        return found


def load_pages(data: Path) -> list[Page]:
    """Every page in both forms."""
    found: list[Page] = []
    for name, url, lines, labels in dumped_pages(data):
        found.append(Page(f"text/{name}", urlsplit(url).netloc, tuple(lines), tuple(labels), None))
    for name, url, page, body in html_pages(data):
        rows = tuple(page.raw.split("\n"))
        found.append(Page(f"html/{name}", urlsplit(url).netloc, rows, tuple(line_labels(rows, body)), page.markup))
    return found


def plain_pages(data: Path, count: int, source: random.Random) -> list[Page]:
    """Single texts without any furniture: a page may well be all body."""
    texts = list(load_texts(data).items())
    return [
        Page(f"plain/{name}", "", tuple(lines), (1,) * len(lines), None) for name, lines in source.sample(texts, count)
    ]


def thinned(page: Page, source: random.Random) -> Page:
    """Most furniture gone, as when somebody copied the text from a page by hand."""
    keep = source.choice((0.05, 0.15, 0.4))
    chosen = [n for n, label in enumerate(page.labels) if label == 1 or source.random() < keep]
    return Page(page.name, page.site, tuple(page.lines[n] for n in chosen), tuple(page.labels[n] for n in chosen), None)


def train(pages: list[Page], extra: list[Page], epochs: int, seed: int) -> dict[str, np.ndarray]:
    """Weights in the form that ships."""
    torch.manual_seed(seed)
    source = random.Random(seed)
    rules = furniture_rules()
    everything = [*pages, *[thinned(p, source) for p in pages if p.markup is None for _ in range(2)], *extra]
    encoded = [(*line_features(p.lines, rules, p.markup), np.array(p.labels)) for p in everything if len(p.lines) > 1]
    stacked = np.concatenate([dense for dense, _, _ in encoded])
    mean, deviation = stacked.mean(0), stacked.std(0) + 0.05
    network = Network(stacked.shape[1])
    optimiser = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2e-3, total_steps=epochs * len(encoded))
    for _ in range(epochs):
        source.shuffle(encoded)
        for dense, hashed, labels in encoded:
            scores = network(torch.tensor((dense - mean) / deviation), torch.tensor(hashed))
            gold = torch.tensor(labels, dtype=torch.float32)
            weight = torch.tensor(np.sqrt(np.expm1(dense[:, 1] * 4) + 2.0)) * (gold >= 0)
            loss = (
                nn.functional.binary_cross_entropy_with_logits(scores, gold.clamp(min=0), reduction="none") * weight
            ).sum() / weight.sum().clamp(min=1)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
    state = {name: value.detach().numpy() for name, value in network.state_dict().items()}
    renamed = {
        name.replace("enter.", "in.")
        .replace("leave.", "out.")
        .replace("layers.", "layer")
        .replace("norms.", "norm"): value
        for name, value in state.items()
    }
    renamed["embedding"] = renamed.pop("embedding.weight")
    return {**renamed, "mean": mean, "deviation": deviation}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--folds", type=int, default=0, help="also predict every page by a model that never saw its site"
    )
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--out", type=Path, default=Path("build/training/lines.json"))
    parser.add_argument("--models", type=Path, default=MODELS)
    chosen = parser.parse_args()
    source = random.Random(chosen.seed)
    pages = load_pages(chosen.data)
    extra = plain_pages(chosen.data, 120, source)
    rules = furniture_rules()
    if chosen.folds:
        sites = sorted({page.site for page in pages})
        source.shuffle(sites)
        predictions: dict[str, list[float]] = {}
        for fold in range(chosen.folds):
            held = set(sites[fold :: chosen.folds])
            weights = train([p for p in pages if p.site not in held], extra, chosen.epochs, chosen.seed)
            for page in pages:
                if page.site in held:
                    dense, hashed = line_features(page.lines, rules, page.markup)
                    predictions[page.name] = [round(float(p), 4) for p in run(dense, hashed, weights)]
            print(f"fold {fold + 1}", flush=True)
        chosen.out.parent.mkdir(parents=True, exist_ok=True)
        chosen.out.write_text(json.dumps(predictions), encoding="utf-8")
    weights = train(pages, extra, chosen.epochs, chosen.seed)
    stored = {name: value.astype(np.float16 if name == "embedding" else np.float32) for name, value in weights.items()}
    np.savez(chosen.models / MODEL, allow_pickle=False, **stored)
    list_models(chosen.models, (MODEL,))


if __name__ == "__main__":
    main()
