"""What came in for a saved search: only what is new, all of it, and no more than is bounded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from onrecord.model import Document
from onrecord.pipeline import read_document
from onrecord.store import FeedState, Query, Store, Unread, Watch, watching
from onrecord.store.sentences import LONGEST, words_of

NAMES = ("Oona Tremlett", "Pavel Durnik", "Selma Ayvaz")
VERBS = ("said", "denied", "claimed")
QUERIES = (
    Query(words="ferry"), Query(who="Tremlett"), Query(words="ferry", who="Durnik", act="deny"), Query(kind="story", words="harbour"),
    Query(outlet="Post"), Query(since="2026-03-05"), Query(until="2026-03-05", words="ferry"), Query(words="zeppelin"), Query(disputed_only=True),
    Query(kind="event"), Query(alleged_only=True),
)  # fmt: skip


def document(number: int, *, more: str = "") -> Document:
    """A short report; days go up and down, so that what comes in later may be older."""
    day = f"2026-03-{1 + number * 7 % 23:02d}"
    body = f"{NAMES[number % 3]} {VERBS[number % 3]} that the ferry had left the harbour at {number} o’clock.{more}\n"
    outlet = "Quay Post" if number % 2 else None
    return Document(
        f"document-{number:020d}", "text/plain", outlet, None, None, day, None, "en", f"{number:064d}", body
    )


@pytest.fixture(scope="module")
def twelve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(str(tmp_path_factory.mktemp("watching") / "news.db")) as store:
        for number in range(12):
            store.add(read_document(document(number)), version="1")
        yield store


def came_after(store: Store, query: Query, after: int) -> set[str]:
    """The same the long way: every hit, and the place of its document in the order in which documents came."""
    with store._engine.connect().execution_options(reading=True) as connection:
        rows = connection.execute(
            text("SELECT story.id, document.rowid FROM story JOIN document ON document.id = story.document")
        )
        came = dict(map(tuple, rows))
    hits = [hit.record for hit in store.find(replace(query, limit=1000))]
    return {hit["id"] for hit in hits if came[hit["id"] if hit["type"] == "story" else hit["story"]] > after}


@pytest.mark.parametrize("query", QUERIES, ids=repr)
@pytest.mark.parametrize("after", [0, 5, 11, 12])
def test_new_are_the_hits_of_documents_that_came_in_after(twelve: Store, query: Query, after: int) -> None:
    wanted = came_after(twelve, query, after)
    (unread,) = twelve.watching.unread([(query, after)])
    assert unread == Unread(len(wanted), is_more=False)
    found = twelve.watching.arrived(query, after, limit=1000)
    assert {one.hit.record["id"] for one in found} == wanted
    numbers = [one.number for one in found]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[:2] == [one.number for one in twelve.watching.arrived(query, after, limit=2)]


def test_searches_are_counted_together(twelve: Store) -> None:
    asked = [(query, after) for query in QUERIES for after in (0, 7, 12)]
    alone = [twelve.watching.unread([one])[0] for one in asked]
    assert list(twelve.watching.unread(asked)) == alone
    assert twelve.watching.unread([]) == ()


def test_a_search_that_cannot_be_asked_says_so_and_the_others_are_counted(twelve: Store) -> None:
    wrong, right = twelve.watching.unread([(Query(status="odd"), 0), (Query(words="ferry"), 0)])
    assert wrong.trouble
    assert "odd" in wrong.trouble
    assert right.count


def test_counts_are_bounded(twelve: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "MOST_UNREAD", 3)
    twelve.watching._counted = {}
    assert twelve.watching.unread([(Query(words="ferry"), 0)]) == (Unread(3, is_more=True),)
    monkeypatch.setattr(watching, "MOST_UNREAD", 1000)
    monkeypatch.setattr(watching, "MOST_LOOKED", 2)
    twelve.watching._counted = {}
    (unread,) = twelve.watching.unread([(Query(words="ferry"), 3)])
    assert unread == Unread(len(came_after(twelve, Query(words="ferry"), 10)), is_more=True)
    twelve.watching._counted = {}


def test_what_is_read_anew_is_not_new_and_what_comes_in_is(tmp_path: Path) -> None:
    with Store(str(tmp_path / "news.db")) as store:
        for number in range(3):
            store.add(read_document(document(number)), version="1")
        asked, newest = [(Query(words="ferry"), store.watching.newest())], store.watching.newest()
        assert store.watching.unread(asked)[0].count == 0
        store.add(read_document(document(2)), version="2")
        assert store.watching.newest() == newest
        assert store.watching.unread(asked)[0].count == 0
        store.add(read_document(document(3)), version="2")
        before = store.watching.unread(asked)[0].count
        assert before
        store.add(read_document(document(3, more=" Pavel Durnik said that the ferry was late.")), version="3")
        assert store.watching.unread(asked)[0].count > before


def test_looking_never_goes_back(tmp_path: Path) -> None:
    with Store(str(tmp_path / "news.db")) as store:
        store.watching.put(
            Watch("watch-1", "One", "q=a", "Ada", "2026-03-04T00:00:00+00:00", 5, "2026-03-04T00:00:00+00:00")
        )
        store.watching.look("watch-1", 3, "2026-03-05T00:00:00+00:00")
        assert store.watching.watch("watch-1").looked_to == 5
        store.watching.look("watch-1", 8, "2026-03-05T00:00:00+00:00")
        assert store.watching.watch("watch-1").looked_to == 8


def test_what_is_known_of_a_feed_is_kept(tmp_path: Path) -> None:
    with Store(str(tmp_path / "news.db")) as store:
        assert store.watching.feed_state("http://a.example/") == FeedState("http://a.example/")
        state = FeedState(
            "http://a.example/", '"x"', None, "2026-03-04T00:00:00+00:00", "2026-03-04T00:15:00+00:00", 2, "status 500"
        )
        store.watching.put_feed_state(state)
        assert store.watching.feed_state(state.url) == state
        assert not store.watching.is_fetched("http://a.example/1")
        store.watching.put_fetched("http://a.example/1", "2026-03-04T00:00:00+00:00")
        assert store.watching.is_fetched("http://a.example/1")


@pytest.mark.parametrize(
    ("text", "said", "words"),
    [
        ("One. Two said three. Four.", "three", "Two said three."),
        ("A heading\nTwo said three\nFour.", "three", "Two said three"),
        ("“Three,” he said. “And four.” Five.", "Three", "“Three,” he said."),
        ("three", "three", "three"),
        ("x" * 300 + " three " + "y" * 300, "three", "…" + "x" * 199 + " three " + "y" * 199 + "…"),
        ("🚢 “No!” she cried. three", "three", "three"),
    ],
)  # fmt: skip
def test_words_stand_in_their_sentence(text: str, said: str, words: str) -> None:
    start = text.index(said)
    record = {"type": "statement", "content": {"spans": [[start, start + len(said)]]}, "cue": None}
    assert words_of(record, text) == words


def test_words_are_cut_where_there_are_too_many() -> None:
    text = "word " * 250_000
    story = {"type": "story", "span": [0, len(text)]}
    assert words_of(story, text).endswith("word …")
    statement = {"type": "statement", "content": {"spans": [[0, len(text)]]}, "cue": None}
    assert len(words_of(statement, text)) <= LONGEST + 2
