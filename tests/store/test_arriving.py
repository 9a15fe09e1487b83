"""What came in last and what it changed."""

from __future__ import annotations

from pathlib import Path

from onrecord.pipeline import read_document, settle_stored
from onrecord.store import Marks, Store
from onrecord.store.arriving import note_changes
from tests.builders import make_document

FIRST = "Five people died when a footbridge collapsed in Orvale on Sunday, police said."
SECOND = "Nine people died when a footbridge collapsed in Orvale on Sunday, the mayor said."


def put(store: Store, words: str, outlet: str) -> None:
    store.add(read_document(make_document(words, outlet=outlet)[0]), version="1")
    settle_stored(store)


def test_what_a_new_report_changes_is_told_once(tmp_path: Path) -> None:
    with Store(str(tmp_path / "news.db")) as store:
        put(store, FIRST, "Pine Wire")
        before = store.marks()
        put(store, SECOND, "Lake Post")
        changes, stories, count = store.changed_since(before)
        assert stories == 1
        assert count == len(changes)
        assert ("dispute", "new") in {(one.record["type"], one.what) for one in changes}
        assert store.changed_since(store.marks()) == ((), 0, 0)
        assert [one.outlet for one in store.newest_stories(1)] == ["Lake Post"]
        assert store.newest_disputes()[0].record["kind"] == "figure"
        assert store.changed_since(Marks(0, 0), limit=1)[1] == 2


def test_a_state_that_changes_is_said() -> None:
    old = {"type": "commitment", "id": "commitment-1", "state": "open"}
    assert note_changes({"commitment-1": old}, [old | {"state": "kept"}]) == [
        {"type": "commitment", "result": "commitment-1", "what": "open, now kept"}
    ]
    assert note_changes({"commitment-1": old}, [old]) == []
