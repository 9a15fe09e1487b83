"""From the bytes of a chat completion to proposals."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.second.answer import MOST, Nonsense, read_answer
from tests.second.server import completion, statement

SAID = {"statements": [statement("x", "y")], "events": []}
WORDS = json.dumps(SAID)


@pytest.mark.parametrize(
    "content",
    [
        WORDS,
        f"```json\n{WORDS}\n```",
        f"Here it is:\n```\n{WORDS}\n```\nAnything else?",
        f"<think>{{ maybe }} not</think>\n{WORDS}",
        f"Sure. {WORDS} That is all.",
    ],
    ids=["alone", "fenced", "fenced among words", "after thoughts", "among words"],
)
def test_an_answer_is_found_however_it_is_wrapped(content: str) -> None:
    found = read_answer(completion(content)[2])
    assert (found.statements, found.events, found.left_out) == ((SAID["statements"][0],), (), 0)


def test_content_in_parts_is_put_together() -> None:
    parts = [{"type": "text", "text": WORDS[:9]}, {"type": "image"}, {"type": "text", "text": WORDS[9:]}]
    body = {"choices": [{"message": {"content": parts}}]}
    assert read_answer(json.dumps(body).encode()).statements


def test_more_than_are_looked_at_are_counted() -> None:
    found = read_answer(completion({"statements": [1] * (MOST + 5), "events": [2] * (MOST + 1)})[2])
    assert (len(found.statements), len(found.events), found.left_out) == (MOST, MOST, 6)


DEEP = "[" * 200_000


@pytest.mark.parametrize(
    "body",
    [
        b"", b"\xff\xfe\x00", b"<html>Bad gateway</html>", b"null", b"[]", b"{}", b'{"choices": []}', b'{"choices": [{}]}',
        b'{"choices": [{"message": null}]}', b'{"choices": [{"message": {"content": null}}]}', b'{"choices": {"0": 1}}',
        b'{"choices": [[]]}', b'{"choices": [{"message": {"content": 7}}]}', DEEP.encode(), b'{"choices":' * 100_000,
        completion("")[2], completion("I cannot help with that.")[2], completion("[]")[2], completion("{}")[2],
        completion('{"statements": {}}')[2], completion('{"statements": [], "events": 3}')[2], completion(DEEP)[2],
        completion('{"a":' * 100_000)[2], completion("9" * 10_000)[2], completion(WORDS, finish_reason="length")[2], completion("{" * 50_000 + "}" * 50_000)[2],
    ],
)  # fmt: skip
def test_nonsense_is_nonsense(body: bytes) -> None:
    with pytest.raises(Nonsense) as caught:
        read_answer(body)
    assert str(caught.value)
    assert "\n" not in str(caught.value)


@given(st.binary(max_size=200))
def test_any_bytes_are_an_answer_or_nonsense(body: bytes) -> None:
    try:
        read_answer(body)
    except Nonsense:
        return


@given(st.recursive(st.none() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["choices", "message", "content", "statements", "events"]), inner)))  # fmt: skip
def test_any_json_is_an_answer_or_nonsense(body: Any) -> None:
    for data in (json.dumps(body).encode(), completion(json.dumps(body))[2]):
        try:
            read_answer(data)
        except Nonsense:
            continue
