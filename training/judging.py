"""What statements do, fitted last: `python -m training.judging --run DIR --weights reader-2.pt`, a minute on two cores.

Act and polarity are linear in what the encoder says of a cue, the mean over its words (of a content without a cue, its
first word). There are too few examples for the passes that the other heads need, so the layer is fitted on the encoder as
it will ship, by cross-entropy with a quadratic penalty. Only our own passages say what a statement does; those held out are
scored and not fitted. Writes the weights beside the others as `reader-judged.pt`.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from onrecord.model import Act, Polarity
from onrecord.models.links import ACTS, POLARITIES
from training.batches import Codec, groups
from training.corpora import Document
from training.cutting import cut
from training.network import Reader
from training.passages import Passage, as_document, as_layers, is_held_out, moved_letters, read_passages
from training.reader import load_run

PENALTY = 1e-3
STEPS = 300
BATCH = 6000
"""Padded pieces a batch."""
LONGEST = 400
"""Pieces of a passage that is read as one window."""


@dataclass(frozen=True)
class Examples:
    """N statements: what the encoder says of each [N, D], and the numbers of act and polarity [N]."""

    features: Tensor
    acts: Tensor
    polarities: Tensor


@dataclass(frozen=True)
class Text:
    """A passage as the encoder reads it, with the words of each cue, or the first of a content without one."""

    document: Document
    judged: tuple[tuple[tuple[int, ...], int, int], ...]
    """Words, act, polarity."""


def text_of(passage: Passage) -> Text:
    """A passage with its statements at every depth."""
    layers = as_layers(passage)
    text, moved = cut(layers.article.name, layers.article.text), moved_letters(passage.text)
    judged = []
    for one in passage.statements:
        parts = (text.words(frozenset(moved[n] for n in one.letters(part) if n in moved)) for part in "qc")
        cue, content = (tuple(sorted(words)) for words in parts)
        if cue or content:
            judged.append((cue or content[:1], ACTS.index(Act(one.act)), POLARITIES.index(Polarity(one.polarity))))
    return Text(as_document(layers, text), tuple(judged))


@torch.no_grad()
def examples_of(model: Reader, codec: Codec, texts: Sequence[Text]) -> Examples:
    """The statements of the passages."""
    windows = [text.document for text in texts]
    owner = {id(window): text for window, text in zip(windows, texts, strict=True)}
    length_of = {id(sentence): codec.length(sentence) for window in windows for sentence in window}
    features: list[Tensor] = []
    acts: list[int] = []
    polarities: list[int] = []
    for group in groups(windows, length_of, BATCH, random.Random(0)):
        batch = codec.batch("statement", group)
        words = model.encoder.words(*batch.inputs[:5])
        for window, row in zip(group, model.statements.features(words, batch.sentence)[1], strict=True):
            for own, act, polarity in owner[id(window)].judged:
                features.append(row[list(own)].mean(0))
                acts.append(act)
                polarities.append(polarity)
    return Examples(torch.stack(features), torch.tensor(acts), torch.tensor(polarities))


def fit(examples: Examples) -> nn.Linear:
    """The layer [acts + polarities, D] with the least cross-entropy of both."""
    torch.manual_seed(1)
    layer = nn.Linear(examples.features.shape[1], len(ACTS) + len(POLARITIES))
    optimiser = torch.optim.LBFGS(layer.parameters(), max_iter=STEPS, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimiser.zero_grad()
        acts, polarities = layer(examples.features).split([len(ACTS), len(POLARITIES)], dim=1)
        entropy = nn.functional.cross_entropy
        total = entropy(acts, examples.acts) + entropy(polarities, examples.polarities)
        total = total + PENALTY * (layer.weight**2).sum()
        total.backward()
        return total

    optimiser.step(loss)
    return layer


@torch.no_grad()
def score(layer: nn.Linear, examples: Examples) -> dict[str, float]:
    """Shares of right acts and polarities, in points."""
    acts, polarities = layer(examples.features).split([len(ACTS), len(POLARITIES)], dim=1)
    return {
        "act": 100 * float((acts.argmax(1) == examples.acts).float().mean()),
        "polarity": 100 * float((polarities.argmax(1) == examples.polarities).float().mean()),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, default=Path("build/training/reader"))
    parser.add_argument("--weights", default="reader.pt")
    chosen = parser.parse_args()
    model, codec = load_run(chosen.run, chosen.weights)
    texts = [text_of(passage) for passage in read_passages() if passage.statements]
    texts = [text for text in texts if sum(codec.length(sentence) for sentence in text.document) <= LONGEST]
    held = [text for text in texts if is_held_out(text.document)]
    learnt = examples_of(model, codec, [text for text in texts if not is_held_out(text.document)])
    unseen = examples_of(model, codec, held)
    layer = fit(learnt)
    for name, examples in (("learnt", learnt), ("held out", unseen)):
        figures = ", ".join(f"{task} {value:.1f}" for task, value in score(layer, examples).items())
        print(f"{name}: {len(examples.acts)} statements, {figures}")
    model.statements.judge = layer
    torch.save(model.state_dict(), chosen.run / "reader-judged.pt")


if __name__ == "__main__":
    main()
