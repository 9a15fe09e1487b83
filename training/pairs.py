"""The type between two given parties, in five folds: `python -m training.pairs --data DIR --weights FILE…`, a quarter of an hour
on two cores.

From weights that have never seen a pair (a pupil of `training.school --events --no-pairs`), for every fold, what events have
for themselves learns from four fifths of PLV's training part beside a share of our own passages and sentences with
factuality. The fifth that is left is scored. Folds are stratified by root and seeded. What is said of the whole is one macro-F1
over all held-out sentences, as PLV is scored (Hu et al. 2024). What is done is kept in `--out`; run the same command again to
go on, or with `--only` in processes beside one another.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch
from torch import nn

from onrecord.evaluate.plv import chosen_root, figures
from onrecord.models.events import ROOTS
from onrecord.models.pieces import WordPieces
from training.batches import Codec, groups
from training.coding import event_windows, read_all, read_pairs
from training.corpora import Document
from training.event_head import pair_focus, pair_scores, read
from training.network import Reader, Shape
from training.reader import HALF, Settings, loss_of, rates
from training.school import loaded, taught_part

FOLDS = 5
BATCH = 1600
"""Padded pieces."""


PASSES, SHARE = 6, 0.12
"""Passes over the pairs, and how much of what is no pair each draws."""


def folds_of(roots: Sequence[str], seed: int) -> list[int]:
    """The fold of each row: the rows of a root, shuffled, are dealt out in turn."""
    source = random.Random(seed)
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for number, root in enumerate(roots):
        rows[root].append(number)
    found = [0] * len(roots)
    for root in sorted(rows):
        source.shuffle(rows[root])
        for place, number in enumerate(rows[root]):
            found[number] = place % FOLDS
    return found


def train(
    model: Reader, codec: Codec, pairs: list[Document], others: list[Document], passes: int, rate: float, seed: int
) -> None:
    """Passes over the pairs and a share of the others."""
    source = random.Random(seed)
    torch.manual_seed(seed)
    length_of = {id(sentence): codec.length(sentence) for document in pairs + others for sentence in document}
    fresh = frozenset(name for name, _ in model.named_parameters() if name.startswith("events."))
    base = Settings()
    settings = replace(base, encoder_rate=rate * base.encoder_rate, head_rate=rate * base.head_rate)
    taught_part(model)
    optimiser = torch.optim.AdamW(rates(model, settings, fresh), weight_decay=0.01, betas=(0.9, 0.98), fused=True)
    model.train()
    model.encoder.eval()
    steps = []
    for _ in range(passes):
        documents = pairs + source.sample(others, round(SHARE * len(others)))
        steps += list(groups(event_windows(documents, length_of, 256, source), length_of, BATCH, source))
    kind = torch.device(codec.device).type
    for step, group in enumerate(steps):
        done = step / len(steps)
        for parameters in optimiser.param_groups:
            parameters["lr"] = parameters["peak"] * min(1.0, done / 0.06) * min(1.0, (1 - done) / 0.94)
        with torch.autocast(kind, dtype=torch.bfloat16, enabled=HALF or kind == "cuda"):
            loss = loss_of(model, codec.batch("event", group, source, 0.04))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_([p for p in model.parameters() if p.grad is not None], 1.0)
        optimiser.step()


@torch.no_grad()
def roots_of(model: Reader, codec: Codec, documents: Sequence[Document]) -> list[str]:
    """The likeliest root of each pair, in the order of the documents."""
    model.eval()
    given = {}
    for batch, outputs in read(model, codec, documents):
        focus = pair_focus(model.events, outputs, batch.deeds, batch.sentence)
        chances = pair_scores(model.events, outputs, batch.deeds, focus).softmax(-1).tolist()
        for row, found in zip(batch.deeds.pair_rows.tolist(), chances, strict=True):
            given[id(batch.group[row][0])] = chosen_root(dict(zip(ROOTS, found, strict=True)))
    return [given[id(document[0])] for document in documents]


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the unpacked annotated data")
    parser.add_argument("--weights", type=Path, nargs="+", required=True, help="never saw a pair; shape.json beside")
    parser.add_argument("--out", type=Path, default=Path("build/training/pairs"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="this fold alone, 0 to 4")
    parser.add_argument("--passes", type=int, default=PASSES)
    parser.add_argument("--rate", type=float, default=0.8, help="a factor for all learning rates")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    return parser.parse_args()


def main() -> None:
    chosen = arguments()
    chosen.out.mkdir(parents=True, exist_ok=True)
    folder = chosen.weights[0].parent
    shape = Shape(**json.loads((folder / "shape.json").read_text(encoding="utf-8")))
    pieces = (folder / "vocabulary.txt").read_text(encoding="utf-8").splitlines()
    codec = Codec(WordPieces(tuple(pieces)), shape, chosen.device)
    pairs = read_pairs(chosen.data / "events" / "plv-train.tsv")
    known = list({id(document): document for document in read_all(chosen.data, pairs=False).learnt}.values())
    gold = [pair.root for _, pair in pairs]
    fold = folds_of(gold, chosen.seed)
    given = [""] * len(pairs)
    for number in range(FOLDS) if chosen.only is None else [chosen.only]:
        kept = chosen.out / f"fold-{chosen.seed}-{number}.json"
        held = [place for place, own_fold in enumerate(fold) if own_fold == number]
        if not kept.exists():
            model = loaded(shape, chosen.weights)[0].to(chosen.device)
            learnt = [document for (document, _), own_fold in zip(pairs, fold, strict=True) if own_fold != number]
            train(model, codec, learnt, known, chosen.passes, chosen.rate, chosen.seed)
            found = roots_of(model, codec, [pairs[place][0] for place in held])
            kept.write_text(json.dumps(found), encoding="utf-8")
        for place, root in zip(held, json.loads(kept.read_text(encoding="utf-8")), strict=True):
            given[place] = root
        print(f"fold {number + 1}: {figures([gold[n] for n in held], [given[n] for n in held])}", flush=True)
    if chosen.only is None:
        print(f"all: {figures(gold, given)}")


if __name__ == "__main__":
    main()
