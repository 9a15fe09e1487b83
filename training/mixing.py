"""Two runs into one: `python -m training.mixing --first DIR/reader-2.pt --second DIR/reader-2.pt --data DIR --out DIR`.

What a later run learns costs what an earlier one knew; the mean of their weights keeps more of both (Wortsman et al. 2022,
"Robust fine-tuning of zero-shot models"). A second layer of tags that only the second run has does not survive the mixing: its
emissions and transitions are then fitted anew on the mixed encoder, from where the second run left them: our passages and
PolNeAR's sentences in frames, features computed once. Two minutes on two cores, seeded. Heads that both runs have are mixed
like the encoder; the event head of a run over one without is left as it is, for `training.polish`.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import torch
from evaluation.polnear import polnear
from torch import Tensor, nn

from onrecord.evaluate.polnear import read_articles
from training.batches import IGNORED, Codec, groups
from training.corpora import Document, paragraph_windows
from training.crf import negative_log_likelihood
from training.framed import wrapped
from training.network import Reader
from training.passages import is_held_out, read_documents
from training.reader import load_run

SHARE = 0.65
"""Of the second run's weights."""
WINDOW, BATCH = 256, 6000
FRAMED = 1200
PASSES, RATE, DROPOUT = 8, 2e-3, 0.2


def mixed(first: dict[str, Tensor], second: dict[str, Tensor], share: float = SHARE) -> dict[str, Tensor]:
    """The second run's parameters, mixed with the first's where that has them in the same shape."""
    found = {}
    for name, value in second.items():
        other = first.get(name, value)
        found[name] = (1 - share) * other + share * value if other.shape == value.shape else value
    return found


def refit_inner(model: Reader, codec: Codec, documents: list[Document]) -> None:
    """Fit the second layer of tags on a frozen encoder."""
    length_of = {id(sentence): codec.length(sentence) for document in documents for sentence in document}
    windows = list(paragraph_windows(documents, length_of, WINDOW, None))
    batches = []
    with torch.no_grad():
        for group in groups(windows, length_of, BATCH, random.Random(0)):
            batch = codec.batch("statement", group)
            words = model.encoder.words(*batch.inputs[:5])
            smooth, _ = model.statements.features(words, batch.sentence)
            batches.append((words, smooth, batch.gold["inner"], batch.gold["statement"] != IGNORED))
    head = model.statements
    moving = [*head.inner_tag.parameters(), *head.inner_directly.parameters(), head.inner_transition]
    optimiser = torch.optim.AdamW(moving, lr=RATE, weight_decay=0.01)
    total = PASSES * len(batches)
    for step in range(total):
        if step % len(batches) == 0:
            random.Random(step).shuffle(batches)
        words, smooth, gold, there = batches[step % len(batches)]
        optimiser.param_groups[0]["lr"] = RATE * (1 - step / total)
        rows = (gold != IGNORED).any(1)
        scores = head.inner_tag(nn.functional.dropout(smooth, DROPOUT)) + head.inner_directly(words)
        loss = negative_log_likelihood(scores[rows], head.inner_transition, gold[rows], there[rows])
        optimiser.zero_grad()
        (loss / there[rows].sum()).backward()
        optimiser.step()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=Path, required=True, help="weights of the earlier run")
    parser.add_argument("--second", type=Path, required=True, help="weights of the later run; its shape stands beside")
    parser.add_argument("--data", type=Path, required=True, help="the unpacked annotated data")
    parser.add_argument("--out", type=Path, default=Path("build/training/mixed"))
    parser.add_argument("--share", type=float, default=SHARE, help="of the second run's weights")
    chosen = parser.parse_args()
    torch.manual_seed(1)
    run = chosen.second.parent
    model, codec = load_run(run, chosen.second.name)
    earlier = torch.load(chosen.first, weights_only=True)
    model.load_state_dict(mixed(earlier, model.state_dict(), chosen.share))
    if "statements.inner_tag.weight" not in earlier:
        passages = [document for document in read_documents() if not is_held_out(document)]
        articles = list(read_articles(polnear(chosen.data, "train"), marks=True))
        refit_inner(model, codec, passages + wrapped(articles, FRAMED, seed=2))
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name in ("shape.json", "vocabulary.txt"):
        (chosen.out / name).write_bytes((run / name).read_bytes())
    torch.save(model.state_dict(), chosen.out / "reader.pt")


if __name__ == "__main__":
    main()
