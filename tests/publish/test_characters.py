"""Characters that a format or a terminal has no place for, and addresses that may be links."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from onrecord.publish.shared.characters import clean, encodable, printable, safe, web_address


@pytest.mark.parametrize(
    "url", [None, "", "javascript:alert(1)", "data:text/html,x", "//evil.example", "http://[::1", "https://a.example/\u202ex", 'https://a.example/"x', "https:///x"]
)  # fmt: skip
def test_what_is_no_address_is_no_link(url: str | None) -> None:
    assert web_address(url) is None
    assert web_address("https://a.example/x?y=1") == "https://a.example/x?y=1"


@pytest.mark.parametrize(
    ("change", "words"),
    [(clean, "a\ufffd\ufffd\ufffdb\n\u202e"), (safe, "a\ufffd\ufffd\uffffb\n\ufffd"), (encodable, "a\x1b\ufffd\uffffb\n\u202e"), (printable, "a\ufffd\ufffd\uffffb\ufffd\ufffd")],
)  # fmt: skip
def test_what_has_no_place_is_replaced_one_for_one(change: Callable[[Any], Any], words: str) -> None:
    assert change("a\x1b\ud800\uffffb\n\u202e") == words
    assert change("plain words") == "plain words"


@pytest.mark.parametrize("change", [clean, safe])
def test_a_value_is_changed_as_deep_as_it_goes(change: Callable[[Any], Any]) -> None:
    assert change({"a": ["\x1b", {"\ud800": 1}], "b": None}) == {"a": ["\ufffd", {"\ufffd": 1}], "b": None}
