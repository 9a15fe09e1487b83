"""Parts of a database, to be written out."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import StoreError, UsageError
from onrecord.model import Document, content_id
from onrecord.pipeline import join_stored, judge_same, read_document, settle_stored
from onrecord.store import Query, Store

TEXTS = (
    "Tove Lund, the mayor of Drevna, said on Monday that the bridge would close. Police in Drevna arrested four men.\n\n"
    "“We will sue the company,” said Ivo Brandt, a lawyer in Sorvik.",
    "Mayor Tove Lund of Drevna said the bridge was safe. Ivo Brandt denied that anybody had been threatened by the company.",
)


def document(text: str, number: int) -> Document:
    name = f"story{number}.txt"
    digest = hashlib.sha256(text.encode()).hexdigest()
    identity = content_id("document", name, text)
    return Document(identity, "text/plain", "Sorvik Post", None, name, "2026-03-02", None, "en", digest, text)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path: Path = tmp_path_factory.mktemp("selecting") / "news.db"
    with Store(str(path)) as opened:
        for number, text in enumerate(TEXTS):
            opened.add(read_document(document(text, number)), version="1")
            settle_stored(opened)
        join_stored(opened)
        lunds = sorted({one["id"] for one in opened.objects() if one["type"] == "entity" and "Lund" in one["name"]})
        judge_same(opened, *lunds, is_same=True, by="test", at="2026-03-03T10:00:00+00:00", reason=None)
        yield opened


def ids(objects: Any) -> set[str]:
    return {found["id"] for found in objects}


def references(found: Any) -> set[str]:
    if isinstance(found, str):
        return {found}
    values = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
    return {words for value in values for words in references(value)}


def test_everything_is_what_objects_give(store: Store) -> None:
    with store.selection() as selection:
        assert list(selection.objects()) == list(store.objects())
        assert selection.title == "everything"
        assert len(list(selection.bundles())) == len(TEXTS)
        for kind in ("statement", "event", "entity", "document"):
            assert len(list(selection.lines(kind))) == sum(one["type"] == kind for one in store.objects())


@pytest.mark.parametrize(
    "query", [Query(who="Lund"), Query(words="bridge"), Query(act="deny"), Query(event_type="COERCE")]
)
def test_what_fits_is_found_and_closed(store: Store, query: Query) -> None:
    hits = ids(hit.record for hit in store.find(query))
    with store.selection(query) as selection:
        found = list(selection.objects())
        assert hits
        assert hits <= ids(found)
        assert ids(found) <= ids(store.objects())
        everything = ids(store.objects())
        parts = [one for one in found if one["type"] in ("statement", "event")]
        of_parts = {words for one in parts for words in references(one)} & everything
        assert of_parts <= ids(found)


def test_a_search_that_finds_nothing_gives_nothing(store: Store) -> None:
    with store.selection(Query(words="zeppelin")) as selection:
        assert list(selection.objects()) == []


def test_a_story_asked_for_is_whole(store: Store) -> None:
    (story, *_) = [one for one in store.objects() if one["type"] == "story"]
    with store.selection(about=story["id"]) as selection:
        found = ids(selection.objects())
    assert {one["id"] for one in store.objects() if one.get("story") == story["id"] and one["type"] != "issue"} <= found


def test_about_somebody_is_of_all_that_are_one_with_them(store: Store) -> None:
    name = next(one for one in store.objects() if one["type"] == "entity" and one["name"] == "Tove Lund")
    with store.selection(about=name["id"][:14]) as selection:
        bundles = list(selection.bundles())
        assert selection.title == "Tove Lund"
        assert selection.about == name["id"]
        assert len(bundles) == len(TEXTS)
        lunds = [one["id"] for bundle in bundles for one in bundle.entities if "Lund" in one["name"]]
        assert len({selection.same_as(lunds)[one].id for one in lunds}) == 1


def test_about_a_place_is_what_happened_there_or_who_only_names_it(tmp_path: Path) -> None:
    texts = (
        "Police arrested four men in Drevna on Monday.",
        "The road is long.",
        "Sorvik lies on the coast. Ivo Brandt said it rained.",
    )
    with Store(str(tmp_path / "places.db")) as opened:
        for number, words in enumerate(texts):
            opened.add(read_document(document(words, number)), version="1")
        settle_stored(opened)
        join_stored(opened)
        entities = {one["name"]: one["id"] for one in opened.objects() if one["type"] == "entity"}
        for name, count in (("Drevna", 1), ("Sorvik", 1)):
            with opened.selection(about=entities[name]) as selection:
                bundles = list(selection.bundles())
                assert not selection.is_empty()
            assert len(bundles) == count, name
            assert all(name in {one["name"] for one in bundle.entities} for bundle in bundles)
            assert all(len(bundle.stories) == 1 for bundle in bundles)
            assert [len(bundle.events) for bundle in bundles] == ([1] if name == "Drevna" else [0])
        with opened.selection(Query(words="coast"), entities["Sorvik"]) as selection:
            assert len(list(selection.bundles())) == 1
        with opened.selection(Query(words="road"), entities["Sorvik"]) as selection:
            assert list(selection.bundles()) == []


def test_a_search_in_what_is_about_somebody_is_both(store: Store) -> None:
    brandt = next(one for one in store.objects() if one["type"] == "entity" and one["name"] == "Ivo Brandt")
    with store.selection(Query(act="deny"), brandt["id"]) as selection:
        said = [one for bundle in selection.bundles() for one in bundle.statements]
    assert [one["act"] for one in said] == ["deny"]


def test_what_cannot_be_asked_for(store: Store) -> None:
    with pytest.raises(UsageError, match="unknown act"), store.selection(Query(act="sing")):
        pass
    with pytest.raises(StoreError, match="nothing in"), store.selection(about="entity-000000"):
        pass
    quantity = next(one for one in store.objects() if one["type"] == "quantity")
    with pytest.raises(StoreError, match="no part"), store.selection(about=quantity["id"]):
        pass
