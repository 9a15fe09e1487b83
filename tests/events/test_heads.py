"""The event head's scores as probabilities and links: sizes, windows, bounds."""

from __future__ import annotations

import numpy as np
import pytest

from onrecord.events.heads import OUTSIDE, EventHead, load_layers
from onrecord.model import Deeds, EventStatus
from onrecord.models.events import EVENT_LABELS, MODE_LABELS, ROLES, ROOTS, SCALES, STATUSES
from onrecord.rules.triggers import MODES, TYPES

WIDTH = len(EVENT_LABELS) + len(MODE_LABELS) + len(STATUSES) + len(SCALES)


def made(words: int = 7, windows: tuple[int, ...] = (0, 4, 7), seed: int = 3) -> Deeds:
    """Deeds of random scores whose sizes are those of the released layers."""
    source = np.random.default_rng(seed)
    half = load_layers().weight.shape[1] // 2
    link = 8

    def drawn(width: int) -> np.ndarray:
        return source.normal(size=(words, width)).astype(np.float32)

    return Deeds(
        drawn(WIDTH), drawn(len(ROLES) * (link + 1)), drawn(len(ROLES) * link), drawn(half), drawn(2 * half), windows
    )


def test_labels_are_plovers() -> None:
    assert ("O", *TYPES) == EVENT_LABELS
    assert len(MODE_LABELS) == 16 + sum(map(len, MODES.values())) == 16 + 67
    assert len(ROOTS) == 15


def test_types_are_probabilities_and_modes_those_of_the_type() -> None:
    head = EventHead(made())
    assert np.allclose(np.exp(head.kinds).sum(axis=1), 1, atol=1e-5)
    for kind in TYPES:
        assert head.mode([2, 3], kind) in (None, *MODES.get(kind, ()))
    assert sum(head.status([1]).values()) == pytest.approx(1, abs=1e-5)
    assert set(head.status([1])) == set(EventStatus)
    assert all(-3 <= value <= 3 for value in head.vouched([0, 1]))


def test_nothing_is_linked_across_windows() -> None:
    links = EventHead(made()).links([5])
    assert links.window == range(4, 7)
    assert links.of("actor", 3) == links.of("recipient", 7) == OUTSIDE
    assert links.mean("actor", []) == OUTSIDE
    assert links.mean("place", [4, 5]) == pytest.approx((links.of("place", 4) + links.of("place", 5)) / 2)


@pytest.mark.parametrize(("source", "target"), [((0,), (2, 3)), ((), (1,)), ((4, 5), ())])
def test_the_root_between_two_parties_is_a_distribution(source: tuple[int, ...], target: tuple[int, ...]) -> None:
    chances = EventHead(made()).between(source, target)
    assert tuple(chances) == ROOTS
    assert sum(chances.values()) == pytest.approx(1, abs=1e-5)
