"""What stands beside a text: all that was read in it, and what is known of it across documents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.errors import StoreError
from onrecord.pipeline import settle_stored
from onrecord.store import Store
from tests.builders import make_record

READ = ("statement", "event", "quantity", "time", "place", "issue", "entity")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(str(tmp_path / "news.db")) as opened:
        for name in ("one.txt", "two.txt"):
            opened.add(make_record(name=name), version="1")
        settle_stored(opened)
        yield opened


def test_a_document_has_what_its_stories_have(store: Store) -> None:
    record = make_record(name="one.txt")
    whole = store.beside(record.document.id)
    assert [story["id"] for story in whole.stories] == [story.id for story in record.stories]
    story = store.beside(record.stories[0].id)
    for kind in READ:
        assert whole.read[kind] == story.read[kind], kind
    assert len(whole.read["statement"]) == len(record.statements)
    assert len(whole.read["entity"]) == len(record.entities)


def test_nothing_of_another_document_is_there(store: Store) -> None:
    record = make_record(name="one.txt")
    found = store.beside(record.stories[0].id)
    assert {one["story"] for kind in READ[:5] for one in found.read[kind]} == {record.stories[0].id}


def test_what_is_known_across_documents_comes_with_the_other_stories(store: Store) -> None:
    found = store.beside(make_record(name="one.txt").stories[0].id)
    ids = {result["id"] for group in found.results.values() for result in group}
    assert {one for group in found.results_of.values() for one in group} <= ids
    assert set(found.left_out.values()) <= {0}
    for group in found.results.values():
        for result in group:
            others = set(result.get("stories", ())) - {found.stories[0]["id"]}
            assert others <= found.notes.keys()


def test_stories_are_counted(store: Store) -> None:
    record = make_record(name="two.txt")
    (counted,) = store.story_counts(record.document.id)
    assert (counted.statements, counted.events) == (len(record.statements), len(record.events))


@pytest.mark.parametrize("identity", ["story-ffffffffffff", "nothing", "story-"])
def test_what_is_not_stored_is_an_error(store: Store, identity: str) -> None:
    with pytest.raises(StoreError):
        store.beside(identity)


def test_a_record_of_another_kind_is_an_error(store: Store) -> None:
    with pytest.raises(StoreError, match="nothing in"):
        store.beside(make_record(name="one.txt").statements[0].id)
