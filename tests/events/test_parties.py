"""Parties as phrases."""

from __future__ import annotations

import pytest

from onrecord.events.parties import Phrase, with_names


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        ([range(3, 5)], [(3, 4), (7,)]),
        ([range(3, 4), range(4, 5)], [(3,), (4,), (7,)]),
        ([], [(3,), (4,), (7,)]),
    ],
)
def test_pieces_of_one_name_are_one_party(names: list[range], wanted: list[tuple[int, ...]]) -> None:
    """ "Samir FM": the parse took the second word for a conjunct of the first."""
    found = [Phrase((7,), 7, 0.5), Phrase((4,), 4, 0.1), Phrase((3,), 3, 0.2)]
    assert [phrase.words for phrase in with_names(found, names)] == wanted
