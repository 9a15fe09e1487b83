"""Events as the encoder learns them: our own passages, pairs with a type (PLV), and how far a text vouches for a deed.

Three kinds of documents under the one task "event": words with what they trigger and the parties of each trigger
(`training/events`); sentences with a source, a target and the type between them, whose trigger nobody marked (Hu et al.
2024); and words with their factuality on two scales (White et al. 2016, Lee et al. 2015), which must not be pooled.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from onrecord.evaluate import factuality, plv
from onrecord.models.events import ROLES, ROOT_OF, SCALES
from training.corpora import Deed, Document, Dyad, Sentence
from training.cutting import cut
from training.event_passages import EventPassage, MarkedEvent, read_passages
from training.passages import is_held_out, moved_letters

PARTS = dict(zip(ROLES, "arpdn", strict=True))
FACTUALITY = dict(zip(SCALES, ("uds_ih2", "uw"), strict=True))
"""The folder of each scale."""


def read_events() -> list[Document]:
    """Our own passages with their events."""
    return [document for passage in read_passages() if (document := as_document(passage))]


def as_document(passage: EventPassage) -> Document:
    """A passage as the rooms before `annotate` cut it, without the signs of its headlines."""
    moved = moved_letters(passage.text)
    text = cut(passage.name, "".join(passage.text[n] for n in moved))

    def words(event: MarkedEvent, part: str) -> frozenset[int]:
        return text.words(frozenset(moved[n] for n in event.letters(part) if n in moved))

    labels = {task: [""] * text.size for task in ("mode", "status")} | {"event": ["O"] * text.size}
    deeds = []
    for event in passage.events:
        trigger = words(event, "e")
        for word in trigger:
            labels["event"][word] = event.event_type
            labels["mode"][word] = f"{event.event_type}/{event.mode or ''}"
            labels["status"][word] = event.status
        deeds.append(Deed(trigger, tuple(words(event, PARTS[role]) for role in ROLES)))
    return list(text.labelled(labels, deeds=deeds, dyads=_pairs(passage, deeds)))


def _pairs(passage: EventPassage, deeds: Sequence[Deed]) -> list[Dyad]:
    """Actor and recipient of each event that has both, where no other event of the passage has the same."""
    found: dict[tuple[frozenset[int], frozenset[int]], set[str]] = {}
    for deed, event in zip(deeds, passage.events, strict=False):
        source, target = (deed.roles[ROLES.index(role)] for role in ("actor", "recipient"))
        if source and target:
            found.setdefault((source, target), set()).add(ROOT_OF[event.event_type])
    return [Dyad(*parties, roots.pop()) for parties, roots in found.items() if len(roots) == 1]


def read_pairs(path: Path) -> list[tuple[Document, Dyad]]:
    """PLV's sentences with their pair, a sentence a document, in the order of the file."""
    found = []
    for pair in plv.read_pairs(path):
        dyad = Dyad(frozenset(pair.source), frozenset(pair.target), pair.root)
        found.append(([Sentence(pair.words, {"event": ("",) * len(pair.words)}, dyads=(dyad,))], dyad))
    return found


def read_factuality(path: Path, scale: str) -> list[Document]:
    """Sentences of words with the factuality of some, a sentence a document."""
    found = []
    for words, targets in factuality.read_targets(path):
        labels = [""] * len(words)
        for word, label in targets:
            labels[word] = str(label)
        found.append([Sentence(tuple(words), {"event": ("",) * len(words), scale: tuple(labels)})])
    return found


COPIES, PAIR_COPIES = 3, 2
"""How often the documents of the task "event" have each of our passages and each pair, beside all of factuality."""


@dataclass(frozen=True)
class Events:
    """What the event head learns from, and what it is watched on."""

    learnt: list[Document]
    held: list[Document]
    """Our own passages that are held out."""
    vouched: dict[str, list[Document]]
    """The dev part of each scale of factuality."""


def read_all(data: Path, *, pairs: bool) -> Events:
    """Everything that speaks of events; without `pairs` none of those that `training.pairs` measures on."""
    passages = read_events()
    learnt = COPIES * [document for document in passages if not is_held_out(document)]
    if pairs:
        learnt += PAIR_COPIES * [document for document, _ in read_pairs(data / "events" / "plv-train.tsv")]
    vouched = {}
    for scale, folder in FACTUALITY.items():
        learnt += read_factuality(data / "factuality" / folder / "train.jsonl", scale)
        vouched[scale] = read_factuality(data / "factuality" / folder / "dev.jsonl", scale)
    return Events(learnt, [document for document in passages if is_held_out(document)], vouched)


def event_windows(
    documents: Sequence[Document], length_of: dict[int, int], limit: int, source: random.Random
) -> list[Document]:
    """Each document as one window; two in three of our own passages are run together first."""
    own = [document for document in documents if "mode" in document[0].labels]
    own = source.sample(own, len(own))
    others = [document for document in documents if "mode" not in document[0].labels]
    third = len(own) // 3
    return others + own[:third] + joined(own[third:], length_of, limit, source)


def joined(
    documents: Sequence[Document], length_of: dict[int, int], limit: int, source: random.Random
) -> list[Document]:
    """The documents in random order, run together into texts of up to `limit` pieces, half of them shorter: a passage alone
    is not what the product reads. `length_of` (`id(sentence)` -> pieces) learns the new sentences."""
    found: list[Document] = []
    size, bound = 0, 0
    for document in source.sample(list(documents), len(documents)):
        length = sum(length_of[id(sentence)] for sentence in document)
        if not found or size + length > bound:
            found.append([])
            size, bound = 0, source.choice((limit, limit, limit // 2, limit // 4))
        before = found[-1][-1] if found[-1] else None
        offset = before.start + len(before.words) - document[0].start if before else -document[0].start
        for sentence in document:
            moved = _moved(sentence, offset)
            length_of[id(moved)] = length_of[id(sentence)]
            found[-1].append(moved)
        size += length
    return found


def _moved(sentence: Sentence, offset: int) -> Sentence:
    """A sentence that stands so many words further on."""

    def moved(words: frozenset[int] | None) -> frozenset[int] | None:
        return None if words is None else frozenset(word + offset for word in words)

    return replace(
        sentence,
        start=sentence.start + offset,
        deeds=tuple(Deed(moved(d.trigger) or frozenset(), tuple(map(moved, d.roles))) for d in sentence.deeds),
        dyads=tuple(
            Dyad(moved(d.source) or frozenset(), moved(d.target) or frozenset(), d.root) for d in sentence.dyads
        ),
    )
