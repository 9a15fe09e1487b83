"""The event head in training: its losses, and figures to watch it by."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor, nn

from onrecord.models.events import EVENT_LABELS, MERGED, MODE_LABELS, ROLES, ROOTS, SCALES, STATUSES
from training.batches import IGNORED, Batch, Codec, Deeds, groups
from training.coding import Events
from training.corpora import Document
from training.network import EventHead, Reader, buckets_of

SIZES = (len(EVENT_LABELS), len(MODE_LABELS), len(STATUSES), len(SCALES))
"""How the graph's `deed` splits."""
WATCH = 6000
"""Padded pieces of a batch that is only read."""


def role_scores(head: EventHead, outputs: dict[str, Tensor], deeds: Deeds) -> Tensor:
    """Log-odds [N, roles, W] of every word in every role of each trigger: the mean of the trigger's words asks."""
    rows, triggers = deeds.rows, deeds.triggers
    share = triggers / triggers.sum(1, keepdim=True)
    asks = (share.unsqueeze(1) @ outputs["asks"][rows].float()).squeeze(1).view(len(rows), len(ROLES), head.link + 1)
    words = triggers.shape[1]
    offers = outputs["offers"][rows].float().view(len(rows), words, len(ROLES), head.link)
    scores = torch.einsum("nrl,nwrl->nrw", asks[..., :-1], offers) * head.link**-0.5 + asks[..., -1:]
    places = torch.arange(words, device=triggers.device)
    first = torch.where(triggers > 0, places, words).min(1).values
    last = torch.where(triggers > 0, places, -1).max(1).values
    behind, before = (places - last[:, None]).clamp(min=0), (places - first[:, None]).clamp(max=0)
    return scores + head.distance[:, buckets_of(behind + before)].transpose(0, 1)


def pair_focus(head: EventHead, outputs: dict[str, Tensor], deeds: Deeds, sentence: Tensor) -> Tensor:
    """Where the trigger between each pair is likely to be: a share [M, W] of every word but the parties' own."""
    rows = deeds.pair_rows
    words = deeds.sources.shape[1]
    asks = outputs["asks"][rows].float().view(len(rows), words, len(ROLES), head.link + 1)
    offers = outputs["offers"][rows].float().view(len(rows), words, len(ROLES), head.link)
    event = outputs["deed"][rows][..., : SIZES[0]].float()
    focus = head.focus[0] * (event[..., 1:].logsumexp(-1) - event[..., 0])
    for number, members in enumerate((deeds.sources, deeds.targets)):
        offered = (_share(members) @ offers[:, :, number]).squeeze(1)
        link = torch.einsum("nwl,nl->nw", asks[:, :, number, :-1], offered) * head.link**-0.5 + asks[:, :, number, -1]
        focus = focus + head.focus[1 + number] * link
    own = torch.maximum(deeds.sources, deeds.targets) > 0
    return focus.masked_fill((sentence[rows] < 0) | own, -1e4).softmax(-1)


def _share(members: Tensor) -> Tensor:
    """[M, 1, W]: each member's part of the mean; nothing where there is none."""
    return (members / members.sum(1, keepdim=True).clamp(min=1)).unsqueeze(1)


def pair_scores(head: EventHead, outputs: dict[str, Tensor], deeds: Deeds, focus: Tensor) -> Tensor:
    """Scores [M, roots] of the types between the pairs of a batch."""
    pair = outputs["pair"][deeds.pair_rows].float()
    half = pair.shape[-1] // 2
    parties = _share(deeds.sources) @ pair[..., :half] + _share(deeds.targets) @ pair[..., half:]
    chosen = focus.unsqueeze(1) @ outputs["value"][deeds.pair_rows].float()
    return head.root(head.dropout(torch.relu(torch.cat([chosen, parties], dim=-1).squeeze(1))))


def pair_loss(head: EventHead, outputs: dict[str, Tensor], deeds: Deeds, sentence: Tensor) -> Tensor:
    """The cross-entropy of the roots, and that of the types of the words which the pair attends to: a trigger that nobody
    marked."""
    focus = pair_focus(head, outputs, deeds, sentence)
    loss = nn.functional.cross_entropy(pair_scores(head, outputs, deeds, focus), deeds.roots)
    types = outputs["deed"][deeds.pair_rows][..., 1 : SIZES[0]].float().softmax(-1)
    told = (focus.unsqueeze(1) @ types).squeeze(1)
    fits = torch.tensor(
        [[kind in MERGED.get(root, (root,)) for kind in EVENT_LABELS[1:]] for root in ROOTS], device=told.device
    )
    return 0.7 * loss - 0.4 * ((told * fits[deeds.roots]).sum(-1) + 1e-6).log().mean()


def event_loss(head: EventHead, outputs: dict[str, Tensor], batch: Batch) -> Tensor:
    """The losses of triggers, modes, statuses, roles, types of pairs and factuality, each a mean, of whatever is annotated."""
    gold, deeds, sentence = batch.gold, batch.deeds, batch.sentence
    event, mode, status, scales = outputs["deed"].float().split(SIZES, dim=-1)
    loss = event.sum() * 0
    known = gold["event"] != IGNORED
    if known.any():
        loss = loss + 3 * nn.functional.cross_entropy(event[known], gold["event"][known])
        there = gold["event"] > 0
        if there.any():
            loss = loss + nn.functional.cross_entropy(event[there][:, 1:], gold["event"][there] - 1)
    for task, scores in (("mode", mode), ("status", status)):
        if task in gold and (gold[task] != IGNORED).any():
            there = gold[task] != IGNORED
            loss = loss + 0.5 * nn.functional.cross_entropy(scores[there], gold[task][there])
    for number, scale in enumerate(SCALES):
        if scale in gold and (gold[scale] != IGNORED).any():
            there = gold[scale] != IGNORED
            loss = loss + 0.5 * nn.functional.smooth_l1_loss(scales[..., number][there], gold[scale][there].float())
    if len(deeds.rows):
        scores = role_scores(head, outputs, deeds)
        there = (sentence[deeds.rows] >= 0).unsqueeze(1) & (deeds.roles >= 0)
        each = nn.functional.binary_cross_entropy_with_logits(scores, deeds.roles.clamp(min=0), reduction="none")
        loss = loss + 3 * ((each * there).sum(-1) / there.sum(-1).clamp(min=1)).sum(1).mean()
    if len(deeds.pair_rows):
        loss = loss + pair_loss(head, outputs, deeds, sentence)
    return loss


def event_figures(head: EventHead, outputs: dict[str, Tensor], batch: Batch) -> Iterator[tuple[str, float, float]]:
    """Name, hits and size of what is counted: words with the right type, modes and statuses at triggers, words of roles.

    Where it is an F1, hits count twice and the size is that of both sides.
    """
    gold, deeds = batch.gold, batch.deeds
    event, mode, status, _ = outputs["deed"].float().split(SIZES, dim=-1)
    known = gold["event"] != IGNORED
    one, two = event.argmax(-1)[known], gold["event"][known]
    size = float((one > 0).sum() + (two > 0).sum())
    yield "trigger", 2.0 * int(((one > 0) & (two > 0)).sum()), size
    yield "type", 2.0 * int(((one == two) & (two > 0)).sum()), size
    kinds = torch.tensor([EVENT_LABELS.index(kind) for kind, _ in MODE_LABELS], device=event.device)
    for task, scores in (("mode", mode), ("status", status)):
        there = gold[task] != IGNORED
        chosen = scores[there]
        if task == "mode":
            chosen = chosen.masked_fill(kinds[None] != gold["event"][there][:, None], -1e4)
        yield task, float((chosen.argmax(-1) == gold[task][there]).sum()), float(there.sum())
    if len(deeds.rows):
        given = role_scores(head, outputs, deeds) > 0
        given &= (batch.sentence[deeds.rows] >= 0).unsqueeze(1)
        for number, role in enumerate(ROLES):
            own = deeds.roles[:, number] > 0
            yield role, 2.0 * int((given[:, number] & own).sum()), float(given[:, number].sum() + own.sum())


def read(model: Reader, codec: Codec, documents: Sequence[Document]) -> Iterator[tuple[Batch, dict[str, Tensor]]]:
    """The documents in batches, each with what the event head says of it."""
    length_of = {id(sentence): codec.length(sentence) for document in documents for sentence in document}
    for group in groups(list(documents), length_of, WATCH, random.Random(0)):
        batch = codec.batch("event", group)
        yield batch, model.run("event", *batch.inputs)


@torch.no_grad()
def watched(model: Reader, codec: Codec, events: Events) -> dict[str, float]:
    """F1 of words as triggers, with their type and in each role, shares of right modes and statuses on our passages held
    out; Pearson's r on each scale of factuality. All in points."""
    counts: dict[str, list[float]] = {}
    for batch, outputs in read(model, codec, events.held):
        for name, hits, size in event_figures(model.events, outputs, batch):
            before = counts.setdefault(name, [0.0, 0.0])
            before[:] = before[0] + hits, before[1] + size
    found = {f"event {name}": round(100 * hits / max(size, 1), 2) for name, (hits, size) in counts.items()}
    for number, (scale, documents) in enumerate(events.vouched.items()):
        given: list[float] = []
        gold: list[float] = []
        for batch, outputs in read(model, codec, documents):
            there = batch.gold[scale] != IGNORED
            given += outputs["deed"][..., number - len(SCALES)][there].tolist()
            gold += batch.gold[scale][there].tolist()
        found[scale] = round(float(100 * np.corrcoef(given, gold)[0, 1]), 2)
    return found
