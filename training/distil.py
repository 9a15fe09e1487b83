"""A larger encoder teaches the one that ships what it says of statements, events and names in every text, whatever the text is
annotated for, and in texts that are annotated for nothing (distillation: Hinton et al. 2015; of whole sequences of tags: Wang et
al. 2020).

Teachers are `Reader`s in the sizes of MPNet, trained on the annotations alone; their probabilities are averaged. The parse
comes from the treebanks only: teachers that had three minutes for everything parse worse than their pupil.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from onrecord.models.events import SCALES
from onrecord.models.links import ACTS, POLARITIES, STATEMENT_TAGS
from training.batches import Batch, Deeds
from training.crf import cross_entropy, marginals
from training.event_head import SIZES, event_loss, pair_focus, pair_scores, role_scores
from training.network import Reader
from training.reader import link_scores, loss_of

CUE, DEED = 0.3, 0.2
"""How likely a teacher must find that a word begins a cue, or belongs to a trigger, for its links to be learnt."""
BEGUN = STATEMENT_TAGS.index("B-cue")
MOST = 400
"""Cues and triggers of a batch whose links are learnt, the likeliest."""
NAMES = 0.3
"""Weight of the teachers' names."""

Outputs = Mapping[str, Tensor]


@dataclass(frozen=True)
class Lesson:
    """What the teachers say of a batch: probabilities by name, and which cues and triggers their links are told of."""

    means: dict[str, Tensor]
    verbs: Tensor
    """[B, W]: true for what they tag as a verb, whose factuality is learnt."""
    cues: Tensor
    """[N, 2]: row and word."""
    triggers: Deeds


def lesson_of(teachers: Sequence[Reader], batch: Batch) -> Lesson:
    """The mean of what the teachers say of a batch."""
    with torch.no_grad():
        said = [teacher(*batch.inputs) for teacher in teachers]
    there = batch.sentence >= 0
    means = {"name": _mean(_probable(one["name"]) for one in said)}
    tags = _mean(_probable(one["upos"]) for one in said).argmax(-1)
    verbs = (tags == teachers[0].shape.labels["upos"].index("VERB")) & there
    for layer, transition in (("statement", "transition"), ("inner", "inner_transition")):
        means[layer] = _mean(
            marginals(one[layer].float(), getattr(t.statements, transition), there)
            for t, one in zip(teachers, said, strict=True)
        )
    with torch.no_grad():
        begun = 1 - (1 - means["statement"].sum(2)[..., BEGUN]) * (1 - means["inner"].sum(2)[..., BEGUN])
        cues = _likeliest(begun * there, CUE)
        links = [
            link_scores(t, one, cues[:, 0], cues[:, 1], batch.sentence) for t, one in zip(teachers, said, strict=True)
        ]
        means["source"] = _mean(_probable(source) for source, _ in links)
        means["content"] = _mean(content.float().sigmoid() for _, content in links)
        judged = [one["judge"][cues[:, 0], cues[:, 1]].float() for one in said]
        for number, task in enumerate(("act", "polarity")):
            means[task] = _mean(_probable(one.split([len(ACTS), len(POLARITIES)], -1)[number]) for one in judged)
        told, triggers = _deeds_told(teachers, said, batch)
    return Lesson(means | told, verbs, cues, triggers)


def _deeds_told(teachers: Sequence[Reader], said: Sequence[Outputs], batch: Batch) -> tuple[dict[str, Tensor], Deeds]:
    """What the teachers say of events, by name, and the triggers whose parts they tell."""
    there = batch.sentence >= 0
    means = {}
    deeds = [one["deed"].float().split(SIZES, -1) for one in said]
    means["event"] = _mean(_probable(one[0]) for one in deeds)
    likely = (1 - means["event"][..., 0]) * there
    triggers = _as_deeds(_likeliest(likely, DEED), there.shape[1])
    rows, words = triggers.rows, triggers.triggers.argmax(1)
    for number, task in ((1, "mode"), (2, "status")):
        means[task] = _mean(_probable(one[number][rows, words]) for one in deeds)
    means["scales"] = _mean(one[3] for one in deeds)
    means["roles"] = _mean(
        role_scores(t.events, dict(one), triggers).sigmoid() for t, one in zip(teachers, said, strict=True)
    )
    if len(batch.deeds.pair_rows):
        means["pair"] = _mean(_probable(_pairs(t, one, batch)) for t, one in zip(teachers, said, strict=True))
    return means, triggers


def taught_events(model: Reader, teachers: Sequence[Reader], batch: Batch) -> Tensor:
    """What the teachers say of the events of a batch, whatever it is annotated for, and the annotations of events."""
    with torch.no_grad():
        said = [teacher.run("event", *batch.inputs) for teacher in teachers]
        means, triggers = _deeds_told(teachers, said, batch)
    outputs = model.run("event", *batch.inputs)
    loss = _deed_loss(model, outputs, means, triggers, batch)
    return loss + event_loss(model.events, outputs, batch) if batch.task == "event" else loss


def taught_loss(model: Reader, lesson: Lesson, batch: Batch) -> Tensor:
    """How far the model is from what it was told, every head in the weights of its own loss."""
    outputs = model(*batch.inputs)
    means, there = lesson.means, batch.sentence >= 0
    size = there.sum()
    loss = NAMES * _entropy(outputs["name"][there], means["name"][there])
    head = model.statements
    for layer, transition in (("statement", head.transition), ("inner", head.inner_transition)):
        loss = loss + 2 * cross_entropy(outputs[layer].float(), transition, there, means[layer]) / size
    if len(lesson.cues):
        rows, words = lesson.cues.unbind(1)
        sources, contents = link_scores(model, outputs, rows, words, batch.sentence)
        loss = loss + 0.4 * _entropy(sources, means["source"])
        loss = loss + 3 * _each(contents, means["content"], there[rows])
        judged = outputs["judge"][rows, words].split([len(ACTS), len(POLARITIES)], -1)
        for scores, task in zip(judged, ("act", "polarity"), strict=True):
            loss = loss + 0.3 * _entropy(scores, means[task])
    scales, told = outputs["deed"].float().split(SIZES, dim=-1)[3], lesson.verbs
    if told.any():
        loss = loss + 0.5 * len(SCALES) * nn.functional.smooth_l1_loss(scales[told], means["scales"][told])
    return loss + _deed_loss(model, outputs, means, lesson.triggers, batch)


def _deed_loss(
    model: Reader, outputs: dict[str, Tensor], means: Mapping[str, Tensor], triggers: Deeds, batch: Batch
) -> Tensor:
    """How far what the model says of events is from what it was told of them."""
    there = batch.sentence >= 0
    event, mode, status, scales = outputs["deed"].float().split(SIZES, dim=-1)
    loss = 3 * _entropy(event[there], means["event"][there])
    rows, words = triggers.rows, triggers.triggers.argmax(1)
    if len(rows):
        loss = loss + 0.5 * _entropy(event[rows, words][:, 1:], _given(means["event"][rows, words][:, 1:]))
        loss = loss + 0.5 * (
            _entropy(mode[rows, words], means["mode"]) + _entropy(status[rows, words], means["status"])
        )
        each = nn.functional.smooth_l1_loss(scales[rows, words], means["scales"][rows, words])
        roles = role_scores(model.events, outputs, triggers)
        loss = loss + 0.5 * len(SCALES) * each + 3 * roles.shape[1] * _each(roles, means["roles"], there[rows, None])
    if len(batch.deeds.pair_rows):
        loss = loss + 0.7 * _entropy(_pairs(model, outputs, batch), means["pair"])
    return loss


def pupil_loss(model: Reader, teachers: Sequence[Reader], batch: Batch) -> Tensor:
    """What the teachers say of a batch and, where it is annotated, the annotations."""
    loss = taught_loss(model, lesson_of(teachers, batch), batch)
    return loss if batch.task == "free" else loss + loss_of(model, batch)


def _mean(found: object) -> Tensor:
    return torch.stack(list(found)).mean(0)  # type: ignore[call-overload]


def _probable(scores: Tensor) -> Tensor:
    return scores.float().softmax(-1)


def _given(shares: Tensor) -> Tensor:
    return shares / shares.sum(-1, keepdim=True).clamp(min=1e-6)


def _entropy(scores: Tensor, wanted: Tensor) -> Tensor:
    """The mean cross-entropy of rows of scores [N, K] against probabilities."""
    return -(scores.float().log_softmax(-1) * wanted).sum(-1).mean()


def _each(scores: Tensor, wanted: Tensor, there: Tensor) -> Tensor:
    """The mean over rows of the mean binary cross-entropy of the words that are there."""
    each = nn.functional.binary_cross_entropy_with_logits(scores.float(), wanted, reduction="none") * there
    return (each.sum(-1) / there.sum(-1)).mean()


def _pairs(model: Reader, outputs: Outputs, batch: Batch) -> Tensor:
    focus = pair_focus(model.events, dict(outputs), batch.deeds, batch.sentence)
    return pair_scores(model.events, dict(outputs), batch.deeds, focus)


def _likeliest(probable: Tensor, least: float) -> Tensor:
    """[N, 2]: row and word of what is likelier than `least`, no more than `MOST`."""
    flat = probable.flatten()
    chosen = flat.topk(min(MOST, len(flat))).indices
    chosen = chosen[flat[chosen] > least]
    return torch.stack([chosen // probable.shape[1], chosen % probable.shape[1]], dim=1)


def _as_deeds(places: Tensor, width: int) -> Deeds:
    """Each word as a trigger of its own."""
    rows, words = places.unbind(1)
    none = places.new_zeros((0, width), dtype=torch.float)
    triggers = nn.functional.one_hot(words, width).float()
    return Deeds(rows, triggers, triggers[:, None], rows[:0], none, none, rows[:0])
