"""What is gathered on disk: parts by owner in the order in which they came, and ids that were met."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.publish.shared.scratch import AT_ONCE, gathering


def test_parts_come_back_by_owner_in_order() -> None:
    with gathering() as gathered:
        for owner, number in (("b", 1), ("a", 2), ("b", 3)):
            gathered.put(owner, {"number": number, "words": "x\ud800"})
        found = [(owner, [part["number"] for part in parts]) for owner, parts in gathered.groups()]
        assert found == [("b", [1, 3]), ("a", [2])]
        gathered.put("c", {"number": 5})
        assert [owner for owner, _ in gathered.groups()] == ["b", "a", "c"]


def test_more_than_are_held_at_once() -> None:
    with gathering() as gathered:
        for number in range(AT_ONCE + 1):
            gathered.put("a", {"number": number})
        numbers = [part["number"] for _, parts in gathered.groups() for part in parts]
        assert numbers == list(range(AT_ONCE + 1))


def test_an_id_is_new_once() -> None:
    with gathering() as gathered:
        assert not gathered.has("a")
        assert [gathered.is_new("a"), gathered.is_new("a"), gathered.has("a")] == [True, False, True]


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path))
    with gathering() as gathered:
        for number in range(AT_ONCE):
            gathered.put("a", {"words": f"{number}" * 1000})
    assert not list(tmp_path.iterdir())
