"""Ids of documents, packed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from onrecord.engines.known import KnownIds, pack_ids
from onrecord.model import content_id

IDS = st.lists(st.integers(0, 2**80 - 1).map(lambda number: f"document-{number:020x}"), max_size=50)


@given(IDS, IDS)
def test_what_is_packed_is_known_and_nothing_else(some: list[str], others: list[str]) -> None:
    known = KnownIds(pack_ids(some))
    assert all(identity in known for identity in some)
    assert all((identity in known) == (identity in some) for identity in others)


def test_ids_are_as_they_are_made() -> None:
    assert len(pack_ids([content_id("document", "a"), content_id("document", "b")])) == 20
    assert content_id("document", "a") not in KnownIds(pack_ids(()))
