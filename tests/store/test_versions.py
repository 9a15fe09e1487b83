"""Layers that compare in another way than when a database was made: what is stored is keyed, linked and settled anew."""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from onrecord.cli import onrecord
from onrecord.errors import StoreError
from onrecord.model import Link, Record, blocks
from onrecord.pipeline import read_document, settle_stored, to_read_anew
from onrecord.resolve import LAYERS, settle_documents
from onrecord.resolve.layers import Layer, keyed
from onrecord.serialize import to_json_line
from onrecord.store import Store
from onrecord.store.engine import migrations
from tests.builders import make_document
from tests.databases import connect
from tests.store.test_across import LAYER, VERSION, Colour, coloured, expected, link, stored

ACROSS = ("copy", "incident", "dispute", "commitment")


def link_near(one: Colour, other: Colour) -> Link | None:
    """Numbers that are two apart belong together too, whatever the colour."""
    if abs(one.number - other.number) > 2:
        return None
    first, second = sorted((one.id, other.id))
    return Link(first, second, 0.5, "near")


FORM = replace(LAYER, form=lambda digest: (digest.colour, digest.number))
OLDER: dict[str, Layer[Colour]] = {
    "keys": LAYER,
    "links": LAYER,
    "twins": FORM,
    "no twins before": LAYER,
    "no twins now": FORM,
    "crowds": replace(FORM, keys=lambda digest: frozenset({"all", digest.colour})),
}
NEWER: dict[str, Layer[Colour]] = {
    "keys": replace(LAYER, keys=lambda digest: frozenset({f"hue {digest.colour}", "any"}), link=link_near, version=2),
    "links": replace(LAYER, link=lambda one, other: link(one, other) if min(one.number, other.number) > 2 else None, version=2),
    "twins": replace(FORM, form=lambda digest: digest.number, keys=lambda digest: frozenset({"any"}), link=link_near, version=2),
    "no twins before": replace(FORM, version=2),
    "no twins now": replace(LAYER, version=2),
    "crowds": replace(FORM, keys=lambda digest: frozenset({"whole", digest.colour}), version=2),
}  # fmt: skip


def many() -> list[Record]:
    """Digests without keys: the layer under test gives them."""
    return [coloured(n // 3, "red" if n % 2 else "blue", f"{n}.txt") for n in range(30)]


def of_layer(record: Record, layer: Layer[Colour]) -> Record:
    return replace(record, digests=keyed(layer, [found.digest for found in record.digests]))


def kept(path: str) -> dict[str, list[tuple[object, ...]]]:
    """What is stored of digests, without their numbers."""
    asked = {
        "keys": "SELECT key, id FROM digest_key JOIN digest ON number = digest",
        "links": "SELECT CASE WHEN a.id < b.id THEN a.id ELSE b.id END, CASE WHEN a.id < b.id THEN b.id ELSE a.id END, weight, reason FROM digest_link JOIN digest a ON a.number = one JOIN digest b ON b.number = other",
        "digests": "SELECT layer, id, hashes, form, rank, is_linked, is_old FROM digest",
        "components": "SELECT layer, group_concat(id) FROM (SELECT * FROM digest ORDER BY id) AS ordered GROUP BY layer, component",
        "settled": "SELECT settled.layer, min(id), type, result FROM settled JOIN digest USING (layer, component) GROUP BY 1, settled.component, 3, 4",
        "parts": "SELECT * FROM result_part",
        "before": "SELECT * FROM result_before",
    }
    with closing(connect(path)) as connection:
        return {name: sorted(connection.execute(sql).fetchall(), key=repr) for name, sql in asked.items()}


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "news.db")


def make(path: str, records: Sequence[Record], layer: Layer[Colour], seed: int | None = None) -> None:
    order = random.Random(seed)
    with Store(path) as store:
        for record in records if seed is None else order.sample(list(records), len(records)):
            store.add(of_layer(record, layer), version=VERSION)
            settle_stored(store, (layer,))


@pytest.mark.parametrize("change", OLDER)
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.thorough
def test_what_is_stored_is_as_if_made_afresh(
    tmp_path: Path, path: str, change: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "REACH", 4)
    monkeypatch.setattr("onrecord.store.rekeying.AT_ONCE", 7)
    records, newer = many(), NEWER[change]
    make(path, records, OLDER[change], seed)
    with Store(path) as store:
        settle_stored(store, (newer,))
        assert not store.check()
        assert stored(store) == expected([of_layer(record, newer) for record in records], newer)
        assert settle_stored(store, (newer,)) == 0
    fresh = str(tmp_path / "fresh.db")
    order = random.Random(seed)
    make(fresh, order.sample(records, len(records)), newer)
    assert kept(path) == kept(fresh)


@pytest.mark.parametrize("change", OLDER)
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.thorough
def test_an_interruption_and_new_documents_change_nothing(
    path: str, change: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some documents are keyed anew, others come in or are read anew, the program ends, yet another version comes."""
    monkeypatch.setattr(blocks, "REACH", 4)
    monkeypatch.setattr("onrecord.store.rekeying.AT_ONCE", 4)
    order = random.Random(seed)
    records = dict(enumerate(many()))
    places = order.sample(list(records), len(records))
    make(path, [records[place] for place in places[:18]], OLDER[change])
    newer = NEWER[change]
    with Store(path) as store:
        for turn in range(3):
            store.key_again(newer, partial(keyed, newer))
            for place in places[18 + turn * 2 : 20 + turn * 2]:
                store.add(of_layer(records[place], newer), version=VERSION)
            place = order.choice(places[:18])
            records[place] = coloured(9 + turn, "red", f"{place}.txt")
            store.add(of_layer(records[place], newer), version=f"again {turn}")
    newer = replace(newer, version=3)
    with Store(path) as store:
        store.key_again(newer, partial(keyed, newer))
        for place in places[24:]:
            store.add(of_layer(records[place], newer), version=VERSION)
        settle_stored(store, (newer,))
        assert not store.check()
        assert stored(store) == expected([of_layer(record, newer) for record in records.values()], newer)


def test_an_interrupted_settling_goes_on(path: str) -> None:
    records, newer = many(), NEWER["twins"]
    make(path, records, OLDER["twins"])
    with Store(path) as store:
        while store.key_again(newer, partial(keyed, newer)):
            pass
        assert len(store.waiting([newer.name])) == len(records)
        assert settle_stored(store, (newer,)) == len(records)
        assert stored(store) == expected([of_layer(record, newer) for record in records], newer)


def test_what_a_newer_version_compared_is_left_alone(path: str) -> None:
    records = many()
    make(path, records[:4], NEWER["keys"])
    before = kept(path)
    with Store(path) as store:
        with pytest.raises(StoreError, match="compared by a newer onrecord"):
            settle_stored(store, (LAYER,))
        with pytest.raises(StoreError, match="upgrade onrecord"):
            store.add(of_layer(records[5], LAYER), version=VERSION)
    assert kept(path) == before


@pytest.mark.parametrize("is_interrupted", [False, True])
def test_what_says_the_same_is_no_news(path: str, is_interrupted: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """An incident of five reports is first made of two, then of three, and is what it was."""
    monkeypatch.setattr("onrecord.store.rekeying.AT_ONCE", 2)
    records, newer = [coloured(number) for number in (1, 2, 3, 4, 5, 9)], replace(LAYER, version=2)
    make(path, records, LAYER)
    with Store(path) as store:
        before = store.marks()
        assert before.change
        if is_interrupted:
            while store.key_again(newer, partial(keyed, newer)):
                pass
            for document in store.waiting([newer.name])[:3]:
                with store.collection() as collection:
                    settle_documents(newer, [document], collection)
            assert store.outdated([newer]) == [newer.name]
        settle_stored(store, (newer,))
        assert store.marks() == before
        assert store.outdated([newer]) == []
        store.add(of_layer(coloured(10), newer), version=VERSION)
        settle_stored(store, (newer,))
        assert len(store.changed_since(before)[0]) == 1
    assert not kept(path)["before"]


def test_what_is_found_anew_is_told_once(path: str) -> None:
    records, newer = [coloured(number) for number in (1, 3, 5, 7)], NEWER["keys"]
    make(path, records, LAYER)
    with Store(path) as store:
        before = store.marks()
        store.add(of_layer(coloured(20), newer), version=VERSION)
        settle_stored(store, (newer,))
        (told,) = store.changed_since(before)[0]
        assert (told.what, told.record["independent_reports"]) == ("3 more independent reports", 4)


def test_what_only_reading_can_give_is_named(path: str) -> None:
    records, newer = [coloured(number) for number in (1, 2, 5)], replace(LAYER, version=2, reading=2)
    make(path, records, LAYER)
    with Store(path) as store:
        assert to_read_anew(store, (newer,)) is None
        store.add(of_layer(coloured(9), newer), version=VERSION)
        settle_stored(store, (newer,))
        assert stored(store) == expected([of_layer(record, newer) for record in (*records, coloured(9))], newer)
        assert to_read_anew(store, (newer,)) == (
            "an older version kept too little of some documents (3 for colours); to compare them in full read them anew with --again"
        )
        store.add(of_layer(records[0], newer), version="2")
        settle_stored(store, (newer,))
        assert store.old_documents(["colours"]) == {"colours": 2}
        settle_stored(store, (replace(newer, version=3),))
        assert store.old_documents(["colours"]) == {"colours": 2}


@dataclass(frozen=True, slots=True)
class Shade(Colour):
    """A toy digest that keeps more than it did."""

    depth: int


def test_what_cannot_be_read_any_more_is_left_aside(path: str) -> None:
    make(path, [coloured(number) for number in (1, 2, 5)], LAYER)
    newer: Layer[Shade] = replace(LAYER, type=Shade, version=2)  # type: ignore[arg-type, assignment]
    deep = [
        replace(record, digests=keyed(newer, [Shade(one.id, one.story, one.colour, one.number, one.words, 3)]))
        for record in (coloured(2), coloured(3))
        for one in [record.digests[0].digest]
    ]
    with Store(path) as store:
        store.add(deep[1], version=VERSION)
        settle_stored(store, (newer,))
        assert stored(store) == expected(deep[1:], newer)
        assert store.old_documents(["colours"]) == {"colours": 3}
        store.add(deep[0], version="2")
        settle_stored(store, (newer,))
        assert stored(store) == expected(deep, newer)
        assert store.old_documents(["colours"]) == {"colours": 2}
        assert not store.check()


# --- the layers that there are --------------------------------------------------------------------

TOLD = (
    "Five people died when a footbridge collapsed in Orvale on Sunday, police said. The army of Kestria shelled the town of Drevna on Monday, killing four people, the mayor said. The mayor promised to rebuild the bridge by June.",
    "Nine people died when a footbridge collapsed in Orvale on Sunday, the mayor said. Mayor Ona Brekke promised to reopen the harbour of Drevna by Sunday.",
    "Kestria denied that its army shelled Drevna on Monday. Ona Brekke said the army of Kestria shelled Drevna on Monday and killed nine people.",
)  # fmt: skip


@pytest.fixture(scope="module")
def told() -> list[Record]:
    pages = [(words, f"{n}.txt", day) for n, words in enumerate(TOLD) for day in ("2026-03-09", "2026-03-10")]
    documents = (
        replace(make_document(f"{words} It was told on {day}.", name=f"{day}-{name}", outlet=f"Wire {name}")[0], published=day)
        for words, name, day in pages
    )  # fmt: skip
    return [read_document(document) for document in documents]


def rekeyed(record: Record, layers: Sequence[Layer[object]]) -> Record:
    found = [
        one
        for layer in layers
        for one in keyed(layer, [old.digest for old in record.digests if old.layer == layer.name])
    ]
    return replace(record, digests=tuple(found))


@pytest.mark.parametrize("name", [layer.name for layer in LAYERS])
def test_each_layer_is_made_anew_with_what_counts_on_it(
    tmp_path: Path, path: str, told: list[Record], name: str
) -> None:
    """A version before each layer met others by other keys, and linked nothing; the others settle with it where they count copies."""
    older = [
        replace(layer, version=layer.version - 1, keys=lambda digest: frozenset({digest.id, "then"}), link=lambda one, other: None)
        if layer.name == name
        else layer
        for layer in LAYERS
    ]  # fmt: skip
    fresh = str(tmp_path / "fresh.db")
    with Store(path) as store, Store(fresh) as other:
        for record in told:
            store.add(rekeyed(record, older), version=VERSION)
            settle_stored(store, older)
        for record in reversed(told):
            other.add(record, version=VERSION)
            settle_stored(other)
        assert across_lines(store) != across_lines(other)
        said: list[str] = []
        settle_stored(store, say=said.append)
        assert [line.split(" ")[0] for line in said] == [name]
        assert across_lines(store) == across_lines(other)
        assert {kind: store.counts()[kind] for kind in ACROSS} == {kind: other.counts()[kind] for kind in ACROSS}
        assert not store.check()
    assert kept(path) == kept(fresh)


def across_lines(store: Store) -> list[str]:
    return sorted(to_json_line(found) for found in store.objects() if found["type"] in ACROSS)


@pytest.mark.file
def test_a_database_of_an_older_schema_is_compared_anew(path: str, told: list[Record]) -> None:
    with Store(path) as store:
        for record in told:
            store.add(record, version=VERSION)
        settle_stored(store)
        before = across_lines(store)
    whole = kept(path)
    (script,) = (script for number, _, script in migrations() if number == 14)
    with closing(connect(path)) as connection:
        connection.executescript(
            "DROP INDEX digest_old; ALTER TABLE digest DROP COLUMN is_old; DROP TABLE digest_layer; DROP TABLE result_before;"
            "UPDATE digest SET rank = NULL; DELETE FROM digest_link;"
        )
        connection.executescript(script)
    ran = CliRunner().invoke(onrecord, ["join", "--db", path])
    assert ran.exit_code == 0
    assert [line.split(" ")[1] for line in ran.stderr.splitlines()] == [layer.name for layer in LAYERS]
    assert kept(path) == whole
    with Store(path) as store:
        assert across_lines(store) == before
