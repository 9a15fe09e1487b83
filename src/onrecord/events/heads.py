"""What the encoder's event head says, as probabilities: triggers, modes, statuses, the words of each role.

The head scores every word; this module only normalises and links. A trigger's words ask together for the words of its
roles, by the same biaffine product and distances that the head was trained with (`training.event_head`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from onrecord.model import Annotation, Deeds, EventStatus
from onrecord.models import load_bytes
from onrecord.models.events import EVENT_LABELS, MODE_LABELS, ROLES, ROOTS, STATUSES
from onrecord.models.links import distance_bucket

Array = NDArray[np.float32]

OUTSIDE = -9.0
"""Log-odds of what cannot be."""

TYPES_END = len(EVENT_LABELS)
MODES_END = TYPES_END + len(MODE_LABELS)
STATUS_END = MODES_END + len(STATUSES)


@dataclass(frozen=True, slots=True)
class Layers:
    """The small last layers of the event head, which stay outside the graph."""

    distance: Array
    """[roles, buckets]."""
    focus: Array
    weight: Array
    bias: Array


@cache
def load_layers() -> Layers:
    """The released layers; ModelError when the file is missing or not the released one."""
    with np.load(BytesIO(load_bytes("reader-events.npz"))) as stored:
        return Layers(**{name: stored[name] for name in ("distance", "focus", "weight", "bias")})


@dataclass(frozen=True, slots=True)
class Links:
    """Log-odds `scores` [roles, words of the window] that a word is in a role of one trigger."""

    window: range
    scores: Array

    def of(self, role: str, word: int) -> float:
        """The log-odds of a word in a role; far below any other for a word outside the window."""
        return float(self.scores[ROLES.index(role), word - self.window.start]) if word in self.window else OUTSIDE

    def mean(self, role: str, words: Sequence[int]) -> float:
        """The mean log-odds of some words."""
        return sum(self.of(role, word) for word in words) / len(words) if words else OUTSIDE


class EventHead:
    """The event head's word on one story."""

    def __init__(self, deeds: Deeds) -> None:
        self.deeds = deeds
        self.odds: Array = _log_sum(deeds.scores[:, 1:TYPES_END]) - deeds.scores[:, 0]
        """[W]: log-odds of some event against none."""
        self.kinds: Array = _log_softmax(deeds.scores[:, 1:TYPES_END])
        """[W, types]: log-probabilities of the types, given an event."""

    @classmethod
    def of(cls, annotation: Annotation) -> EventHead | None:
        """The head's word on an annotation, None where it has no words."""
        return None if annotation.deeds is None else cls(annotation.deeds)

    def kind(self, words: Sequence[int], event_type: str) -> float:
        """The mean probability of a type, given an event."""
        return float(np.exp(self.kinds[list(words), EVENT_LABELS.index(event_type) - 1]).mean())

    def mode(self, words: Sequence[int], event_type: str, least: float = 0.0) -> str | None:
        """The likeliest mode of a trigger of this type; None where that is no mode, or less likely than `least`."""
        scores = self.deeds.scores[list(words), TYPES_END:MODES_END].mean(axis=0)
        own = [number for number, (kind, _) in enumerate(MODE_LABELS) if kind == event_type]
        chances = np.exp(_log_softmax(scores[own]))
        best = int(chances.argmax())
        return MODE_LABELS[own[best]][1] or None if chances[best] >= least else None

    def status(self, words: Sequence[int]) -> dict[EventStatus, float]:
        """The probability of each status of a trigger."""
        scores = self.deeds.scores[list(words), MODES_END:STATUS_END].mean(axis=0)
        return dict(zip(STATUSES, np.exp(_log_softmax(scores)).tolist(), strict=True))

    def vouched(self, words: Sequence[int]) -> tuple[float, float]:
        """How far the text vouches for a deed, from -3 (surely not) to 3 (surely), on the scales of UDS and of UW."""
        uds, uw = self.deeds.scores[list(words), STATUS_END:].mean(axis=0).tolist()
        return max(-3.0, min(3.0, uds)), max(-3.0, min(3.0, uw))

    def links(self, words: Sequence[int]) -> Links:
        """The log-odds of every word in a trigger's window in each role."""
        deeds, layers = self.deeds, load_layers()
        first, last = min(words), max(words)
        window = self._window(first)
        asks = deeds.asks[list(words)].mean(axis=0).reshape(len(ROLES), -1)
        offers = deeds.offers[window.start : window.stop].reshape(len(window), len(ROLES), -1)
        scores = np.einsum("rl,wrl->rw", asks[:, :-1], offers) * offers.shape[-1] ** -0.5 + asks[:, -1:]
        places = np.arange(window.start, window.stop)
        away = np.maximum(places - last, 0) + np.minimum(places - first, 0)
        return Links(window, (scores + layers.distance[:, distance_bucket(away)]).astype(np.float32))

    def _window(self, word: int) -> range:
        """The words that were encoded together with this one."""
        start = max(place for place in self.deeds.windows[:-1] if place <= word)
        return range(start, min(place for place in self.deeds.windows if place > start))

    def between(self, source: Sequence[int], target: Sequence[int]) -> dict[str, float]:
        """The probability of each root (`ROOTS`) of what `source` does to `target`, two sets of words of one window."""
        deeds, layers = self.deeds, load_layers()
        window = self._window(min([*source, *target]))
        start, end, count = window.start, window.stop, len(window)
        asks = deeds.asks[start:end].reshape(count, len(ROLES), -1)
        offers = deeds.offers[start:end].reshape(count, len(ROLES), -1)
        half = deeds.pair.shape[1] // 2
        events = deeds.scores[start:end, :TYPES_END]
        focus = layers.focus[0] * (_log_sum(events[:, 1:]) - events[:, 0])
        parties = np.zeros(half, dtype=np.float32)
        own: set[int] = set()
        for number, members in enumerate((source, target)):
            inside = [word - start for word in members if start <= word < end]
            own.update(inside)
            offered = offers[inside, number].mean(axis=0) if inside else np.zeros(offers.shape[-1], dtype=np.float32)
            link = asks[:, number, :-1] @ offered * offers.shape[-1] ** -0.5 + asks[:, number, -1]
            focus = focus + layers.focus[1 + number] * link
            if inside:
                parties = parties + deeds.pair[start:end][inside, number * half : (number + 1) * half].mean(axis=0)
        focus[list(own)] = -1e4
        share = np.exp(focus - focus.max())
        value = (share / share.sum()) @ deeds.value[start:end]
        told = np.concatenate([np.maximum(value, 0), np.maximum(parties, 0)])
        scores = np.exp(_log_softmax(layers.weight @ told + layers.bias))
        return dict(zip(ROOTS, scores.tolist(), strict=True))


def _log_sum(scores: Array) -> Array:
    top = scores.max(axis=-1, keepdims=True)
    found: Array = (np.log(np.exp(scores - top).sum(axis=-1, keepdims=True)) + top)[..., 0]
    return found


def _log_softmax(scores: Array) -> Array:
    found: Array = scores - _log_sum(scores)[..., None]
    return found
