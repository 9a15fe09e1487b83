"""The heads once more, on the encoder as it will ship: `python -m training.polish --run DIR --weights reader-2.pt --data DIR`.

What one task moves in the encoder, the heads of the others learn to read: one pass over treebanks and names, several over
events, the encoder, what events have of it for themselves and the statement head frozen (the latter has refits of its own, `training.mixing` and
`training.judging`). A quarter of an hour on two cores, seeded. Writes `reader-polished.pt` beside the weights.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch
from torch import nn

from training.batches import Codec, groups
from training.coding import event_windows, read_all
from training.corpora import windows
from training.network import Reader
from training.reader import Data, Settings, kept_data, load_run, loss_of, scores

TASKS = ("parse", "name", "event")
EVENT_RATE = 8e-4
REPORT = 200
"""Steps between two lines of progress."""


def polish(model: Reader, codec: Codec, data: Data, settings: Settings, tasks: Sequence[str]) -> None:
    """One pass over the tasks; the documents of events stand in the data several times."""
    source = random.Random(settings.seed)
    frozen = ("encoder.", "statements.", "branch.")
    moving = [
        {"params": [p for name, p in model.named_parameters() if name.startswith("events.")], "peak": EVENT_RATE},
        {
            "params": [p for name, p in model.named_parameters() if not name.startswith((*frozen, "events."))],
            "peak": settings.old_head_rate,
        },
    ]
    optimiser = torch.optim.AdamW(moving, lr=settings.old_head_rate, weight_decay=settings.weight_decay)
    length_of = {
        id(sentence): codec.length(sentence)
        for documents in data.tasks.values()
        for document in documents
        for sentence in document
    }
    steps = []
    for task in tasks:
        found = list(windows(data.tasks[task], length_of, settings.window, source))
        if task == "event":
            found = event_windows(data.tasks[task], length_of, settings.window, source)
        steps += [(task, group) for group in groups(found, length_of, settings.batch_pieces, source)]
    source.shuffle(steps)
    model.train()
    model.encoder.eval()
    model.encoder.requires_grad_(requires_grad=False)
    for number, (task, group) in enumerate(steps):
        for parameters in optimiser.param_groups:
            parameters["lr"] = parameters["peak"] * (1 - number / len(steps))
        loss = loss_of(model, codec.batch(task, group))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_([p for p in model.parameters() if p.grad is not None], 1.0)
        optimiser.step()
        if (number + 1) % REPORT == 0:
            print(f"step {number + 1}/{len(steps)}", flush=True)
    model.encoder.requires_grad_(requires_grad=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the unpacked annotated data")
    parser.add_argument("--run", type=Path, default=Path("build/training/reader"))
    parser.add_argument("--weights", default="reader.pt")
    parser.add_argument("--kept", type=Path, help="file of what is read from --data, as in `training.reader`")
    parser.add_argument("--tasks", nargs="+", default=TASKS, choices=TASKS)
    chosen = parser.parse_args()
    torch.manual_seed(1)
    model, codec = load_run(chosen.run, chosen.weights)
    settings = Settings()
    data = kept_data(chosen.kept, chosen.data, settings)
    if "event" in chosen.tasks:  # our own passages grow between two runs
        events = read_all(chosen.data, pairs=True)
        data = replace(data, tasks=data.tasks | {"event": events.learnt}, events=events)
    polish(model, codec, data, settings, chosen.tasks)
    torch.save(model.state_dict(), chosen.run / "reader-polished.pt")
    print(json.dumps(scores(model, codec, data, settings.window)), flush=True)


if __name__ == "__main__":
    main()
