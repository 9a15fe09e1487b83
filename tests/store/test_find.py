"""Search: what each filter finds, and that nothing a user types can break it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.errors import UsageError
from onrecord.store import Query, Store
from tests.builders import make_record

VERSION = "0.1.0+abc"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(str(tmp_path_factory.mktemp("find") / "record.db")) as opened:
        opened.add(make_record(), version=VERSION)
        dull = make_record("A dull day in Tresk\nNothing was said.", name="dull.txt", outlet="Tresk Echo")
        opened.add(dull, version=VERSION)
        yield opened


def found(store: Store, **filters: Any) -> list[str]:
    """What each hit is: the words of a statement's content, an event's trigger, a story's title."""
    shown = []
    for hit in store.find(Query(**filters)):
        record = hit.record
        if record["type"] == "statement":
            shown.append(record["content"]["texts"][0])
        elif record["type"] == "event":
            shown.append(record["trigger"]["text"])
        else:
            shown.append(record["title"]["text"])
    return shown


SAID, TOLD = "Nobody asked the fishermen", "She accused the navy of ramming two boats"
CASES: list[tuple[dict[str, Any], list[str]]] = [
    ({"who": "brekke", "kind": "statement"}, [SAID, TOLD, "ramming two boats"]),
    ({"who": "ONA BREKKE", "act": "accuse"}, ["ramming two boats"]),
    ({"who": "navy", "kind": "event"}, ["closed", "ramming"]),
    ({"who": "pelmark navy", "event_type": "ASSAULT"}, ["ramming"]),
    ({"to_whom": "reporters"}, [TOLD]),
    ({"to_whom": "the navy", "act": "accuse"}, ["ramming two boats"]),
    ({"to_whom": "harbour"}, ["closed"]),
    ({"event_type": "coerce"}, ["closed"]),
    ({"event_type": "AID"}, []),
    ({"act": "deny"}, ["the claim"]),
    ({"status": "alleged"}, ["ramming"]),
    ({"status": "actual"}, ["closed"]),
    ({"place": "sorvik", "kind": "event"}, ["closed"]),
    ({"place": "Tresk", "kind": "event"}, []),
    ({"outlet": "echo", "kind": "story"}, ["A dull day in Tresk"]),
    ({"outlet": "sorvik post", "kind": "story"}, ["Pelmark seals its northern harbour"]),
    ({"kind": "event", "until": "2026-05-03"}, ["closed"]),
    ({"kind": "event", "since": "2026-05-04"}, ["ramming"]),
    ({"kind": "event", "since": "2026-05"}, ["closed", "ramming"]),
    ({"kind": "event", "until": "2026"}, ["closed", "ramming"]),
    ({"kind": "event", "since": "2027"}, []),
    ({"kind": "story", "words": "harbour"}, ["Pelmark seals its northern harbour"]),
    ({"kind": "story", "words": '"dull day"'}, ["A dull day in Tresk"]),
    ({"kind": "story", "words": '"day dull"'}, []),
    ({"kind": "story", "words": "dull harbour"}, []),
    ({"kind": "story", "words": "FISHERMEN navy"}, ["Pelmark seals its northern harbour"]),
    ({"kind": "statement", "words": "fishermen"}, [SAID]),
    ({"alleged_only": True}, ["ramming two boats", "ramming"]),
    ({"words": "zebra"}, []),
    ({"who": "100%"}, []),
    ({"who": "_"}, []),
]


@pytest.mark.parametrize(("filters", "expected"), CASES, ids=[str(filters) for filters, _ in CASES])
def test_a_filter_finds(store: Store, filters: dict[str, Any], expected: list[str]) -> None:
    assert sorted(found(store, **filters)) == sorted(expected)


def test_a_hit_has_what_a_reader_needs(store: Store) -> None:
    (hit,) = store.find(Query(act="accuse"))
    assert (hit.outlet, hit.written_on) == ("The Sorvik Post", "2026-05-04")
    assert hit.title == "Pelmark seals its northern harbour"
    assert list(hit.names.values()) == ["Ona Brekke"]


def test_a_limit_holds(store: Store) -> None:
    assert len(found(store, limit=2)) == 2
    assert len(found(store, limit=1)) == 1


WRONG: list[dict[str, Any]] = [
    {"act": "shout"},
    {"status": "maybe"},
    {"since": "yesterday"},
    {"since": "20260503"},
    {"since": "2026-5"},
    {"until": "2026-13-45"},
    {"limit": 0},
    {"kind": "rumour"},
]


@pytest.mark.parametrize("filters", WRONG, ids=str)
def test_a_value_that_cannot_be_is_one_line(store: Store, filters: dict[str, Any]) -> None:
    with pytest.raises(UsageError) as caught:
        list(store.find(Query(**filters)))
    assert "\n" not in str(caught.value)


HOSTILE = [
    '"', '""', '"a', "a OR", "NEAR(", "text:x", "-", "*", "a*", "^a", "(", "a AND NOT",
    "'; DROP TABLE story; --", "—", " ", "\x00", "a\x00b", "\ud800", "a\udcff",
]  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE, ids=ascii)
@pytest.mark.parametrize("field", ["words", "who", "to_whom", "place", "outlet"])
def test_hostile_words_are_only_words(store: Store, field: str, words: str) -> None:
    for kind in (None, "statement", "event", "story"):
        filters: dict[str, Any] = {field: words}
        list(store.find(Query(kind=kind, **filters)))


@settings(max_examples=60, deadline=None)
@given(words=st.text(max_size=15))
def test_no_words_are_a_syntax_error(tmp_path_factory: pytest.TempPathFactory, words: str) -> None:
    path = Path(tmp_path_factory.getbasetemp()) / "any-words.db"
    with Store(str(path)) as store:
        list(store.find(Query(words=words)))
        list(store.find(Query(who=words, place=words)))
