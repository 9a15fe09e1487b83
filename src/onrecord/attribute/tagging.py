"""What the encoder's statement head reads: spans of sources, cues and contents, and which belong together.

Tags are decoded under the head's transition scores (Viterbi; marginals by forward and backward sums), window by window.
A content goes to the cue that claims most of its words, a cue to the source that it points at, if to any. Statements inside
statements have tags of their own, and the same links.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from onrecord.model import Speech
from onrecord.models import load_bytes
from onrecord.models.links import STATEMENT_TAGS, distance_bucket

Array = NDArray[np.float32]

CUE = [number for number, tag in enumerate(STATEMENT_TAGS) if tag.endswith("-cue")]
BESIDE = 6
"""No more words than this stand between a content without a cue and its source."""
CLAIMED = 0.5
"""Mean probability from which a content is a cue's."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What of the head's network stands outside the graph: `transition` and `inner` [T + 1, T], `distance` [2, buckets]."""

    transition: Array
    inner: Array
    distance: Array
    calibration: Array
    """Intercept and weights [5] of a logistic regression on `calibration_features`."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """One attribution as the head reads it: word numbers of the story, and how sure it is of each part (0 to 1)."""

    cue: tuple[int, ...]
    source: tuple[int, ...]
    content: tuple[int, ...]
    certainties: tuple[float, float, float]
    """Of cue, source and content."""


@cache
def load_weights() -> Weights:
    """The released weights. Raises ModelError when the file is missing or another."""
    with np.load(BytesIO(load_bytes("reader-statements.npz"))) as stored:
        return Weights(*(stored[name] for name in ("transition", "inner_transition", "distance", "calibration")))


@dataclass(frozen=True, slots=True, eq=False)
class TagReading:
    """All that the head says of a story: its attributions in the order of their cues, those inside them, and for each word
    the probability [W] that it belongs to a cue of the one or of the other."""

    tagged: tuple[Tagged, ...]
    inner: tuple[Tagged, ...]
    cue: Array
    inner_cue: Array


def read_tags(speech: Speech, weights: Weights | None = None) -> TagReading:
    """Decode a story."""
    weights = weights or load_weights()
    bounds = list(zip(speech.windows, speech.windows[1:], strict=False))
    width = max(end - start for start, end in bounds)
    layers = (speech.tags, speech.inner)
    scores = np.zeros((len(layers) * len(bounds), width, speech.tags.shape[1]), dtype=np.float32)
    there = np.zeros(scores.shape[:2], dtype=bool)
    for row, (tags, (start, end)) in enumerate((tags, bound) for tags in layers for bound in bounds):
        scores[row, : end - start] = tags[start:end]
        there[row, : end - start] = True
    steps = np.repeat(np.stack([weights.transition, weights.inner]), len(bounds), axis=0)
    found: list[list[Tagged]] = [[], []]
    sure = marginals(scores, there, steps)
    for row, (best, own) in enumerate(zip(best_tags(scores, there, steps), sure, strict=True)):
        layer, place = divmod(row, len(bounds))
        linker = Linker(speech, weights, *bounds[place])
        found[layer].extend(_window(linker, best, own[np.arange(len(best)), best]))
    cue = sure[there][:, CUE].sum(axis=1).reshape(len(layers), -1)
    return TagReading(tuple(found[0]), tuple(one for one in found[1] if one.cue), cue[0], cue[1])


def calibration_features(certainties: tuple[float, float, float], *, ruled: bool) -> Array:
    """What the confidence of a statement is computed from: a constant, log-odds of cue, source and content, and
    whether the rules see the same attribution."""
    sure = np.clip(np.array(certainties, dtype=np.float32), 0.02, 0.98)
    return np.array([1.0, *np.log(sure / (1 - sure)), float(ruled)], dtype=np.float32)


def confidence(certainties: tuple[float, float, float], *, ruled: bool, weights: Weights | None = None) -> float:
    """The probability that source and content of a statement are right (Platt 1999), fitted on held-out articles; a
    reliability table stands in the model's card."""
    weights = weights or load_weights()
    score = float(calibration_features(certainties, ruled=ruled) @ weights.calibration)
    return round(1 / (1 + float(np.exp(-score))), 4)


def _window(linker: Linker, tags: Sequence[int], sure: Array) -> Iterator[Tagged]:
    """The attributions of one window, from its tags and how sure each is."""
    spans = spans_of(tags)
    cues, sources, contents = (
        [(a, b) for a, b, kind in spans if kind == wanted] for wanted in ("cue", "source", "content")
    )
    start = linker.start
    linked: set[tuple[int, int]] = set()
    claimed: set[int] = set()
    if cues and contents:
        claims = linker.contents([first for first, _ in cues])
        means = np.array([[row[a:b].mean() for a, b in contents] for row in claims])
        owners = means.argmax(axis=0)
        for row, cue in enumerate(cues):
            own = [n for n in range(len(contents)) if owners[n] == row and means[row, n] >= CLAIMED]
            source, certainty = linker.source(cue[0], sources)
            linked.update([source] if source else [])
            if not own:
                continue
            claimed.update(own)
            yield Tagged(
                tuple(range(start + cue[0], start + cue[1])),
                tuple(range(start + source[0], start + source[1])) if source else (),
                tuple(start + word for n in own for word in range(*contents[n])),
                (float(sure[cue[0] : cue[1]].min()), certainty, float(np.mean([means[row, n] for n in own]))),
            )
    left = [span for n, span in enumerate(contents) if n not in claimed]
    yield from _floating(left, [s for s in sources if s not in linked], spans, start, sure)


def _floating(
    contents: Sequence[tuple[int, int]],
    sources: Sequence[tuple[int, int]],
    spans: Sequence[tuple[int, int, str]],
    start: int,
    sure: Array,
) -> Iterator[Tagged]:
    """Contents that no cue claims, each with the source right beside it that no cue points at: "“Nobody came.” – Pia Lund,
    34"."""
    order = {(a, b): n for n, (a, b, _) in enumerate(spans)}
    free = set(sources)
    for content in contents:
        place = order[content]
        beside = [spans[n][:2] for n in (place + 1, place - 1) if 0 <= n < len(spans)]
        gaps = {span: max(span[0] - content[1], content[0] - span[1]) for span in beside if span in free}
        source = min((span for span, gap in gaps.items() if gap <= BESIDE), key=lambda span: gaps[span], default=None)
        if source is not None:
            free.discard(source)
            certainties = [float(sure[a:b].min()) for a, b in (content, source, content)]
            yield Tagged(
                (),
                tuple(range(start + source[0], start + source[1])),
                tuple(range(start + content[0], start + content[1])),
                (certainties[0], certainties[1], certainties[2]),
            )


@dataclass(frozen=True, slots=True)
class Linker:
    """The links of one window, words numbered from its first."""

    speech: Speech
    weights: Weights
    start: int
    end: int

    def _scores(self, kind: int, cue: int) -> Array:
        """Log-odds of every word as the source's first (0), or in the content (1), of a cue that begins at `cue`."""
        width = self.speech.source.shape[1]
        query = self.speech.query[self.start + cue, kind * width : (kind + 1) * width]
        answers = (self.speech.source, self.speech.content)[kind][self.start : self.end]
        distance = distance_bucket(np.arange(self.end - self.start) - cue)
        scores: Array = answers @ query * width**-0.5 + self.weights.distance[kind][distance]
        return scores

    def contents(self, cues: Sequence[int]) -> Array:
        """Probabilities [cues, words] that a word belongs to the content of each cue."""
        return np.stack([1 / (1 + np.exp(-self._scores(1, cue))) for cue in cues])

    def source(self, cue: int, spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int] | None, float]:
        """The span that the cue points at with its probability, None where it rather points at none."""
        scores = self._scores(0, cue)
        none = float(self.speech.query[self.start + cue, -1])
        options = np.array([none, *(scores[first] for first, _ in spans)])
        odds = np.exp(options - options.max())
        best = int(options.argmax())
        return (spans[best - 1] if best else None), float(odds[best] / odds.sum())


def best_tags(scores: Array, there: NDArray[np.bool_], transition: Array) -> list[list[int]]:
    """The best tag sequence (Viterbi) of each of N windows: scores [N, W, T], `there` [N, W] marks its words, transition
    [T + 1, T] or, one a window, [N, T + 1, T]."""
    rows, width, kinds = scores.shape
    steps = np.broadcast_to(transition, (rows, kinds + 1, kinds))
    between = steps[:, :-1].swapaxes(1, 2)
    best = steps[:, -1] + scores[:, 0]
    back = np.empty((width, rows, kinds), dtype=np.int64)
    stay = np.arange(kinds)
    for place in range(1, width):
        paths = best[:, None, :] + between
        inside = there[:, place, None]
        back[place] = np.where(inside, paths.argmax(axis=2), stay)
        best = np.where(inside, paths.max(axis=2) + scores[:, place], best)
    tags = np.empty((rows, width), dtype=np.int64)
    current = best.argmax(axis=1)
    for place in range(width - 1, -1, -1):
        tags[:, place] = current
        if place:
            current = back[place][np.arange(rows), current]
    return [row[:size].tolist() for row, size in zip(tags, there.sum(axis=1).tolist(), strict=True)]


def marginals(scores: Array, there: NDArray[np.bool_], transition: Array) -> Array:
    """Probabilities [N, W, T] of each tag at each word, over all sequences (forward and backward sums); parameters as of
    `best_tags`."""
    rows, width, kinds = scores.shape
    steps = np.exp(np.broadcast_to(transition, (rows, kinds + 1, kinds)).astype(np.float64))
    between = steps[:, :-1]
    local = np.exp(scores - scores.max(axis=2, keepdims=True)).astype(np.float64)
    forward, backward = np.empty_like(local), np.ones_like(local)
    state = steps[:, -1] * local[:, 0]
    forward[:, 0] = state / state.sum(axis=1, keepdims=True)
    for place in range(1, width):
        state = (forward[:, place - 1, None] @ between)[:, 0] * local[:, place]
        forward[:, place] = state / state.sum(axis=1, keepdims=True)
    for place in range(width - 2, -1, -1):
        state = (between @ (local[:, place + 1] * backward[:, place + 1])[:, :, None])[:, :, 0]
        state = state / state.sum(axis=1, keepdims=True)
        backward[:, place] = np.where(there[:, place + 1, None], state, 1.0)
    both = forward * backward
    shares: Array = (both / both.sum(axis=2, keepdims=True)).astype(np.float32)
    return shares


def spans_of(tags: Sequence[int]) -> list[tuple[int, int, str]]:
    """The spans `[first, last)` of a tag sequence with their kinds."""
    found: list[tuple[int, int, str]] = []
    start, kind = 0, ""
    for place, tag in enumerate([*(STATEMENT_TAGS[number] for number in tags), "O"]):
        if kind and tag != f"I-{kind}":
            found.append((start, place, kind))
            kind = ""
        if tag != "O" and not kind:
            start, kind = place, tag[2:]
    return found
