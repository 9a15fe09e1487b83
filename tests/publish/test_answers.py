"""What a search found, and why a record says what it says."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import pytest

from onrecord.publish import publish_explanation, publish_hits
from onrecord.serialize import record_objects
from onrecord.store import Query, Store
from tests.builders import make_record

HOSTILE = make_record("Tresk\x1b[2J falls\nNothing was said.", name="x.txt", outlet="Tresk\x1bEcho")
TYPES = ["document", "story", "entity", "statement", "event", "quantity", "time", "place", "issue"]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(str(tmp_path_factory.mktemp("answers") / "record.db")) as opened:
        opened.add(make_record(), version="1")
        opened.add(HOSTILE, version="1")
        yield opened


def hits(store: Store, query: Query, form: str = "report") -> str:
    out = io.StringIO()
    publish_hits(store.find(query), form=form, out=out)
    return out.getvalue()


def test_hits_stand_under_their_story(store: Store) -> None:
    shown = hits(store, Query(act="accuse"))
    assert "The Sorvik Post · 2026-05-04 · Pelmark seals its northern harbour" in shown
    assert "accuses → the navy" in shown
    assert "1 found" in shown


def test_no_hit_says_so(store: Store) -> None:
    assert "nothing found" in hits(store, Query(words="zebra"))
    assert hits(store, Query(words="zebra"), form="jsonl") == ""


def test_hits_as_json_lines_are_the_records(store: Store) -> None:
    (line,) = hits(store, Query(status="alleged"), form="jsonl").splitlines()
    assert json.loads(line)["event_type"] == "ASSAULT"


def test_hits_cannot_steer_the_terminal(store: Store) -> None:
    for query in (Query(words="Tresk"), Query(kind="story"), Query(outlet="Echo")):
        assert "\x1b" not in hits(store, query)


@pytest.mark.parametrize("name", TYPES)
@pytest.mark.parametrize("form", ["report", "jsonl"])
def test_every_type_can_be_explained(store: Store, name: str, form: str) -> None:
    for record in (make_record(), HOSTILE):
        for found in record_objects(record):
            if found["type"] == name:
                out = io.StringIO()
                publish_explanation(store.why(found["id"]), form=form, out=out)
                assert found["id"] in out.getvalue()
                assert "\x1b" not in out.getvalue()


def test_an_explanation_marks_the_words_and_names_what_decided(store: Store) -> None:
    out = io.StringIO()
    publish_explanation(store.why(make_record().statements[0].id), form="report", out=out)
    assert "⟦Nobody asked the fishermen⟧" in out.getvalue()
    assert "cue-said" in out.getvalue()
