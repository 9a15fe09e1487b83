"""Windows to tensors: what the network takes, and what it is to say, as one padded batch of one task."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from onrecord.annotate.lemmas import edit_script
from onrecord.annotate.windows import marked_places
from onrecord.models.events import EVENT_LABELS, MODE_LABELS, ROLES, ROOTS, SCALES, STATUSES
from onrecord.models.links import ACTS, POLARITIES, STATEMENT_TAGS
from onrecord.models.pieces import WordPieces, case_shape
from training.corpora import Document, Link, Sentence
from training.network import Shape

IGNORED = -100
SPEECH: dict[str, list[str]] = {
    "statement": list(STATEMENT_TAGS),
    "inner": list(STATEMENT_TAGS),
    "act": [*map(str, ACTS)],
    "polarity": [*map(str, POLARITIES)],
}
"""Labels of the statement head's tasks."""
EVENTS: dict[str, list[str]] = {
    "event": list(EVENT_LABELS),
    "mode": [f"{kind}/{mode}" for kind, mode in MODE_LABELS],
    "status": [*map(str, STATUSES)],
}
"""Labels of the event head's tasks."""
PARSE = ("upos", "xpos", "lemma")
OTHERS = ("head", "relation", *SCALES)
"""Labels that are numbers of their own."""


@dataclass(frozen=True)
class Deeds:
    """The events and pairs of a batch: N triggers, M pairs."""

    rows: Tensor
    """[N]: the window of each trigger."""
    triggers: Tensor
    """[N, W]: 1 for a word of the trigger."""
    roles: Tensor
    """[N, roles, W]: 1 for a word in the role, -1 where the role is not annotated."""
    pair_rows: Tensor
    sources: Tensor
    """[M, W]."""
    targets: Tensor
    roots: Tensor
    """[M]: numbers in `ROOTS`."""

    def on(self, device: str) -> Deeds:
        """As numbers to reckon with, on a device."""
        wide = ("triggers", "roles", "sources", "targets")
        return Deeds(
            **{
                name: value.to(device, torch.float32 if name in wide else torch.long)
                for name, value in vars(self).items()
            }
        )


@dataclass(frozen=True)
class Batch:
    """One batch on its way to the network; `gold` holds label ids a word, heads under "head"."""

    task: str
    pieces: Tensor
    cases: Tensor
    places: Tensor
    mask: Tensor
    first: Tensor
    sentence: Tensor
    gold: dict[str, Tensor]
    anchors: Tensor
    """[N, 3]: row, first word of a cue, first word of its source (-1: none)."""
    contents: Tensor
    """[N, W]: 1 for a word of the cue's content."""
    deeds: Deeds
    group: list[Document]
    """The windows, row by row."""

    @property
    def inputs(self) -> tuple[Tensor, ...]:
        """As the network takes them."""
        return self.pieces, self.cases, self.places, self.mask, self.first, self.sentence

    def packed(self) -> Batch:
        """In numbers as small as they may be, without its windows: to be kept."""
        short: dict[str, Any] = {
            name: value.to(torch.int16) for name, value in vars(self).items() if isinstance(value, Tensor)
        }
        deeds = Deeds(**{name: value.to(torch.int16) for name, value in vars(self.deeds).items()})
        gold = {
            name: value.to(torch.float32 if value.is_floating_point() else torch.int16)
            for name, value in self.gold.items()
        }
        return replace(self, **short, gold=gold, deeds=deeds, group=[])

    def on(self, device: str) -> Batch:
        """As numbers to reckon with, on a device."""
        long: dict[str, Any] = {
            name: value.to(device, torch.long) for name, value in vars(self).items() if isinstance(value, Tensor)
        }
        gold = {
            name: value.to(device, torch.float32 if value.is_floating_point() else torch.long)
            for name, value in self.gold.items()
        }
        return replace(self, **long, gold=gold, deeds=self.deeds.on(device))


class Codec:
    """Windows to tensors and back: vocabulary, label sets, padding."""

    def __init__(self, pieces: WordPieces, shape: Shape, device: str = "cpu") -> None:
        self.pieces, self.device = pieces, device
        self.index = {
            task: {label: number for number, label in enumerate(labels)}
            for task, labels in (shape.labels | SPEECH | EVENTS).items()
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
            "places": (width, 0),
            "mask": (width, 0),
            "first": (words, 0),
            "sentence": (words, -1),
        }
        tensors = {
            name: torch.tensor([row[name] + [fill] * (size - len(row[name])) for row in rows])
            for name, (size, fill) in pad.items()
        }
        names = {name: None for row in rows for name in row if name in self.index or name in OTHERS}
        gold = {
            name: torch.tensor([row.get(name, []) + [IGNORED] * (words - len(row.get(name, []))) for row in rows])
            for name in names
        }
        anchors, contents = self._links(rows, words)
        found = Batch(
            task=task,
            gold=gold,
            anchors=anchors,
            contents=contents,
            deeds=deeds_of(group, words),
            group=group,
            **tensors,
        )
        return found if self.device == "cpu" else found.on(self.device)

    @staticmethod
    def _links(rows: list[dict[str, list[int]]], words: int) -> tuple[Tensor, Tensor]:
        anchors: list[list[int]] = []
        contents: list[list[int]] = []
        for number, row in enumerate(rows):
            flat = row["links"]
            while flat:
                cue, source, size, *rest = flat
                anchors.append([number, cue, source])
                members = set(rest[:size])
                contents.append([int(word in members) for word in range(words)])
                flat = rest[size:]
        return torch.tensor(anchors).reshape(-1, 3), torch.tensor(contents).reshape(-1, words)

    def _row(self, window: Document, noise: random.Random | None, rate: float) -> dict[str, list[int]]:
        pieces, cases, places, first, sentence = [self.pieces.cls], [0], [0], [], []
        gold: dict[str, list[Any]] = {}
        links: list[int] = []
        start = 0
        size = sum(len(current.words) for current in window)
        quoted = False
        loud = noise.random() < rate if noise else False
        for number, current in enumerate(window):
            marked, quoted = marked_places(current.words, open_before=quoted)
            for word, place in zip(current.words, current.places or marked, strict=True):
                ids = self.pieces.ids(word)
                first.append(len(pieces))
                shape = case_shape(word.upper() if loud else word)
                pieces.extend(ids)
                cases.extend([shape] * len(ids))
                places.extend([place] * len(ids))
                sentence.append(number)
            self._labels(current, gold, start)
            for link in current.links:
                links.extend(_flat(link, window[0].start, size))
            start += len(current.words)
        pieces.append(self.pieces.sep)
        cases.append(0)
        places.append(0)
        if "statement" in gold:
            for layer in ("statement", "inner"):
                gold[layer][0] = self._beginning(gold[layer][0])
        return {
            "links": links,
            "pieces": pieces,
            "cases": cases,
            "places": places,
            "mask": [1] * len(pieces),
            "first": first,
            "sentence": sentence,
            **gold,
        }

    def _beginning(self, tag: int) -> int:
        """The tag of a window's first word: what goes on from the window before begins here."""
        if tag == IGNORED:
            return tag
        return self.index["statement"][STATEMENT_TAGS[tag].replace("I-", "B-")]

    def _labels(self, sentence: Sentence, gold: dict[str, list[Any]], start: int) -> None:
        for task, labels in sentence.labels.items():
            if task == "relation":
                gold.setdefault(task, []).extend(self.relations.get(label, IGNORED) for label in labels)
                continue
            if task in SCALES:
                gold.setdefault(task, []).extend(float(label or IGNORED) for label in labels)
                continue
            known = self.index[task]
            if task == "lemma":
                labels = tuple(edit_script(word, lemma) for word, lemma in zip(sentence.words, labels, strict=True))
            gold.setdefault(task, []).extend(known.get(label, IGNORED) for label in labels)
        if "statement" in sentence.labels:
            for task in SPEECH.keys() - sentence.labels.keys():
                gold.setdefault(task, []).extend([IGNORED] * len(sentence.words))
        if sentence.heads is not None:
            gold.setdefault("head", []).extend(head + start if head else 0 for head in sentence.heads)


def _flat(link: Link, start: int, size: int) -> list[int]:
    """Cue, source (-1: none here), number of words of the content, those words; nothing where no content is here."""
    content = [word - start for word in sorted(link.content) if 0 <= word - start < size]
    source = min(link.source, default=-1) - start
    source = source if 0 <= source < size else -1
    return [min(link.cue) - start, source, len(content), *content] if content else []


def deeds_of(group: Sequence[Document], width: int) -> Deeds:
    """The events and pairs of a group of windows; what reaches beyond a window is cut off."""
    rows, triggers, roles, pair_rows, sources, targets, roots = [], [], [], [], [], [], []
    for number, window in enumerate(group):
        start = window[0].start

        def mask(members: frozenset[int], start: int = start) -> list[float]:
            return [float(word + start in members) for word in range(width)]

        for sentence in window:
            for deed in sentence.deeds:
                rows.append(number)
                triggers.append(mask(deed.trigger))
                roles.append([[-1.0] * width if role is None else mask(role) for role in deed.roles])
            for dyad in sentence.dyads:
                pair_rows.append(number)
                sources.append(mask(dyad.source))
                targets.append(mask(dyad.target))
                roots.append(ROOTS.index(dyad.root))
    return Deeds(
        torch.tensor(rows, dtype=torch.long),
        torch.tensor(triggers).reshape(-1, width),
        torch.tensor(roles).reshape(-1, len(ROLES), width),
        torch.tensor(pair_rows, dtype=torch.long),
        torch.tensor(sources).reshape(-1, width),
        torch.tensor(targets).reshape(-1, width),
        torch.tensor(roots, dtype=torch.long),
    )


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
