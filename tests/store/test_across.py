"""What is kept across documents: settled document by document, in any order, read anew, taken up after an interruption."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from onrecord.model import Evidence, Incident, Link, Record, Telling, blocks, content_id
from onrecord.pipeline import read_document, settle_stored
from onrecord.resolve.layers import TWIN, Copies, Layer, keyed, settle_all
from onrecord.serialize import to_json, to_json_line
from onrecord.store import Store
from onrecord.store.asking import Asked
from onrecord.store.engine import migrations
from tests.builders import at, make_document, make_record
from tests.databases import connect

VERSION = "1"


@dataclass(frozen=True, slots=True)
class Colour:
    """A toy digest: a story tells a number of a colour."""

    id: str
    story: str
    colour: str
    number: int
    words: Evidence


def keys(digest: Colour) -> frozenset[str]:
    return frozenset({digest.colour})


def link(one: Colour, other: Colour) -> Link | None:
    """Numbers that are neighbours, so that a chain is one component."""
    if abs(one.number - other.number) > 1 or one.colour != other.colour:
        return None
    first, second = sorted((one.id, other.id))
    return Link(first, second, 0.5, "neighbours")


def settle(members: Sequence[Colour], links: Sequence[Link], copies: Copies) -> tuple[Incident, ...]:
    first = min(members, key=lambda digest: (digest.number, digest.id))
    told = tuple(Telling(digest.story, digest.words, None) for digest in members)
    stories = tuple(sorted({digest.story for digest in members}))
    reasons = tuple(sorted(found.reason for found in links))
    return (
        Incident(content_id("incident", first.id), (), stories, (), len(stories), None, told=told, reasons=reasons),
    )


LAYER = Layer("colours", Colour, lambda reading: (), keys, link, settle)
TWINS = replace(LAYER, form=lambda digest: (digest.colour, digest.number))


def coloured(number: int, colour: str = "red", name: str | None = None, layer: Layer[Colour] = LAYER) -> Record:
    record = make_record(name=name or f"{colour}-{number}.txt")
    story = record.stories[0].id
    words = at(record.clean.text, "Sorvik")
    digest = Colour(content_id("digest", story, number), story, colour, number, words)
    return replace(record, digests=keyed(layer, (digest,)))


def expected(records: Sequence[Record], layer: Layer[Colour] = LAYER) -> list[str]:
    digests = [found.digest for record in records for found in record.digests]
    return sorted(to_json(record) for record in settle_all(layer, digests))


def stored(store: Store) -> list[str]:
    return sorted(to_json_line(found) for found in store.objects() if found["type"] == "incident")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    with Store(str(tmp_path / "news.db")) as opened:
        yield opened


NUMBERS = (1, 2, 3, 5, 6, 9, 12, 13, 14, 15)


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_documents_changes_nothing(store: Store, seed: int) -> None:
    records = [coloured(number, colour) for number in NUMBERS for colour in ("red", "blue")]
    random.Random(seed).shuffle(records)
    for record in records:
        store.add(record, version=VERSION)
        settle_stored(store, (LAYER,))
    assert stored(store) == expected(records)
    assert not store.check()


def twin(number: int, copy: int) -> Record:
    return coloured(number, name=f"{number}-{copy}.txt", layer=TWINS)


@pytest.mark.parametrize("seed", range(4))
def test_twins_are_compared_once_whatever_the_order(store: Store, seed: int) -> None:
    order = random.Random(seed)
    records = [twin(number, copy) for number in NUMBERS[:6] for copy in range(3)]
    order.shuffle(records)
    for record in records:
        store.add(record, version=VERSION)
        if order.random() < 0.5:
            settle_stored(store, (TWINS,))
    settle_stored(store, (TWINS,))
    assert stored(store) == expected(records, TWINS)
    assert len([reason for found in stored(store) for reason in json.loads(found)["reasons"] if reason == TWIN]) == 12


@pytest.mark.parametrize("seed", range(6))
def test_a_twin_takes_the_place_of_one_that_is_read_anew(store: Store, seed: int) -> None:
    order = random.Random(seed)
    records = {(number, copy): twin(number, copy) for number in (1, 2, 3, 7) for copy in range(3)}
    for record in order.sample(list(records.values()), len(records)):
        store.add(record, version=VERSION)
        settle_stored(store, (TWINS,))
    for turn, place in enumerate(order.sample(list(records), 6)):
        records[place] = coloured(order.choice((1, 2, 3, 4, 8)), name=f"{place[0]}-{place[1]}.txt", layer=TWINS)
        store.add(records[place], version=f"again {turn}")
        if turn % 2:
            settle_stored(store, (TWINS,))
            assert stored(store) == expected(list(records.values()), TWINS)
    assert not store.check()


CROWD = replace(LAYER, keys=lambda digest: frozenset({"all", digest.colour}))
CROWDED_TWINS = replace(TWINS, keys=lambda digest: frozenset({f"{digest.colour} things", digest.colour}))


def in_crowd(layer: Layer[Colour]) -> list[Record]:
    """Forty digests that share a key, every third one a twin where the layer has twins."""
    return [coloured(n // 3, "red" if n % 2 else "blue", f"{n}.txt", layer) for n in range(40)]


@pytest.mark.parametrize("layer", [CROWD, CROWDED_TWINS], ids=["each", "twins"])
@pytest.mark.parametrize("seed", range(3))
def test_a_crowded_key_gives_the_same_in_any_order(
    store: Store, seed: int, layer: Layer[Colour], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "REACH", 4)
    order = random.Random(seed)
    records = in_crowd(layer)
    order.shuffle(records)
    for record in records:
        store.add(record, version=VERSION)
        if order.random() < 0.6:
            settle_stored(store, (layer,))
    settle_stored(store, (layer,))
    together = expected(records, layer)
    assert stored(store) == together
    monkeypatch.undo()
    assert together != expected(records, layer)


@pytest.mark.parametrize("layer", [CROWD, CROWDED_TWINS], ids=["each", "twins"])
@pytest.mark.parametrize("seed", range(3))
def test_who_leaves_a_crowd_leaves_room_for_others(
    store: Store, seed: int, layer: Layer[Colour], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "REACH", 4)
    order = random.Random(seed)
    records = in_crowd(layer)
    for record in records:
        store.add(record, version=VERSION)
    settle_stored(store, (layer,))
    gone = order.sample(range(len(records)), 15)
    for number in gone:
        records[number] = replace(records[number], digests=())
        store.add(records[number], version="2")
        if order.random() < 0.5:
            settle_stored(store, (layer,))
    settle_stored(store, (layer,))
    assert stored(store) == expected(records, layer)


def test_settling_at_the_end_is_settling_on_the_way(store: Store) -> None:
    records = [coloured(number) for number in NUMBERS]
    for record in records:
        store.add(record, version=VERSION)
    assert settle_stored(store, (LAYER,)) == len(records)
    assert settle_stored(store, (LAYER,)) == 0
    assert stored(store) == expected(records)


def test_a_bridge_between_old_and_new_is_found(store: Store) -> None:
    """The second of two new documents is taken into a component before it is compared with what was there."""
    records = [coloured(number) for number in (1, 3, 2)]
    store.add(records[0], version=VERSION)
    settle_stored(store, (LAYER,))
    for record in records[1:]:
        store.add(record, version=VERSION)
    settle_stored(store, (LAYER,))
    assert stored(store) == expected(records)


def test_few_digests_are_kept_in_memory(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.store.across.MOST_KEPT", 3)
    records = [coloured(number) for number in NUMBERS]
    for record in records:
        store.add(record, version=VERSION)
        settle_stored(store, (LAYER,))
    assert stored(store) == expected(records)


def test_a_document_read_anew_leaves_nothing_behind(store: Store) -> None:
    for number in (1, 2, 3):
        store.add(coloured(number), version=VERSION)
    settle_stored(store, (LAYER,))
    assert len(stored(store)) == 1
    store.add(coloured(8, name="red-2.txt"), version="2")
    settle_stored(store, (LAYER,))
    assert stored(store) == expected([coloured(1), coloured(3), coloured(8, name="red-2.txt")])
    assert not store.check()


def test_a_document_read_anew_waits_with_those_it_was_linked_to(store: Store) -> None:
    for number in (1, 2):
        store.add(coloured(number), version=VERSION)
    settle_stored(store, (LAYER,))
    store.add(coloured(7, name="red-2.txt"), version="2")
    assert len(store.waiting(["colours"])) == 2
    assert not stored(store)


def test_a_record_across_documents_shows_the_words_of_each(store: Store) -> None:
    for number in (1, 2):
        store.add(coloured(number), version=VERSION)
    settle_stored(store, (LAYER,))
    (incident,) = [found for found in store.objects() if found["type"] == "incident"]
    quoted = store.why(incident["id"]).quoted
    assert [quote.words for quote in quoted] == ["Sorvik", "Sorvik"]
    assert len({quote.document for quote in quoted}) == 2
    assert store.counts()["incident"] == 1


@pytest.mark.file
def test_disputes_of_an_older_schema_are_found_again(tmp_path: Path) -> None:
    path = str(tmp_path / "news.db")
    texts = ("Five people died when a footbridge collapsed in Orvale on Sunday, police said.",
             "Nine people died when a footbridge collapsed in Orvale on Sunday, the mayor said.")  # fmt: skip
    with Store(path) as store:
        for outlet, words in zip(("Pine Wire", "Lake Post"), texts, strict=True):
            store.add(read_document(make_document(words, outlet=outlet)[0]), version="1")
        settle_stored(store)
        before = list(store.disputes(Asked()))
    assert before
    (script,) = (script for number, _, script in migrations() if number == 5)
    with closing(connect(path)) as connection:
        connection.executescript(
            "UPDATE digest SET layer = 'dispute' WHERE layer = 'disputes'; UPDATE settled SET layer = 'dispute' WHERE layer = 'disputes';"
            "UPDATE digest_link SET reason = 'figure: disputes: died';"
        )
        connection.executescript(script)
    with Store(path) as store:
        assert not list(store.disputes(Asked()))
        settle_stored(store)
        assert list(store.disputes(Asked())) == before
