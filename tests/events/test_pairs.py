"""The root between two given parties: the coarse classes decide first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from onrecord.evaluate.plv import QUADS, chosen_root
from onrecord.models.events import ROOTS

CHANCES = st.lists(st.floats(0.001, 1), min_size=len(ROOTS), max_size=len(ROOTS)).map(
    lambda shares: {root: share / sum(shares) for root, share in zip(ROOTS, shares, strict=True)}
)


@given(CHANCES)
def test_the_chosen_root_lies_in_the_likeliest_half_and_in_its_likeliest_quad(chances: dict[str, float]) -> None:
    root = chosen_root(chances)
    halves = [sum(chance for one, chance in chances.items() if (QUADS[one] - 1) // 2 == half) for half in (0, 1)]
    half = (QUADS[root] - 1) // 2
    assert halves[half] == max(halves)
    quads = {quad: sum(c for one, c in chances.items() if QUADS[one] == quad) for quad in (2 * half + 1, 2 * half + 2)}
    assert quads[QUADS[root]] == max(quads.values())
    assert chances[root] == max(chance for one, chance in chances.items() if QUADS[one] == QUADS[root])


def test_many_little_chances_of_one_side_outweigh_one_of_the_other() -> None:
    chances = dict.fromkeys(ROOTS, 0.0) | {"AID": 0.3, "ASSAULT": 0.26, "COERCE": 0.24, "ACCUSE": 0.2}
    assert chosen_root(chances) == "ASSAULT"
