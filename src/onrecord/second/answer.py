"""What a server answered: from the bytes of a chat completion to proposals that nobody has checked yet."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

MOST = 200
"""Proposals of a kind that are looked at in one answer."""
_FENCED = re.compile(r"```[a-zA-Z]*[^\S\n]*\n(.*?)```", re.DOTALL)
_THINKS, _THOUGHT = "<think>", "</think>"


class Nonsense(Exception):
    """An answer that is not what was asked for; its text says in a few words what it is instead."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """Proposals as they came, of any shape; `left_out` is how many were too many to be looked at."""

    statements: tuple[Any, ...]
    events: tuple[Any, ...]
    left_out: int


def read_answer(data: bytes) -> Proposed:
    """The proposals in the body of a chat completion. Raises Nonsense where there are none to be had."""
    found = _object_in(_content(_loads(data, "the answer is not JSON")))
    listed = {name: found.get(name, []) for name in ("statements", "events")}
    if not set(listed) & set(found) or not all(isinstance(value, list) for value in listed.values()):
        raise Nonsense("the model's answer has no lists of statements and events")
    left_out = sum(max(len(value) - MOST, 0) for value in listed.values())
    return Proposed(tuple(listed["statements"][:MOST]), tuple(listed["events"][:MOST]), left_out)


def _content(answer: Any) -> str:
    """What the model wrote."""
    try:
        choice = answer["choices"][0]
        content = choice["message"]["content"]
    except (KeyError, IndexError, TypeError):
        raise Nonsense("the answer is no chat completion") from None
    if isinstance(content, list):
        content = "".join(
            part["text"] for part in content if isinstance(part, dict) and isinstance(part.get("text"), str)
        )
    if not isinstance(content, str) or not content.strip():
        raise Nonsense("the model answered nothing")
    if choice.get("finish_reason") == "length":
        raise Nonsense("the server cut the model's answer short")
    return content


def _without_thoughts(content: str) -> str:
    kept, place = [], 0
    while (start := content.find(_THINKS, place)) >= 0 and (end := content.find(_THOUGHT, start)) >= 0:
        kept.append(content[place:start])
        place = end + len(_THOUGHT)
    return "".join((*kept, content[place:]))


def _object_in(content: str) -> dict[str, Any]:
    """The JSON object that a model wrote, alone, in a fence, after its thoughts, or among other words."""
    content = _without_thoughts(content)
    fenced = _FENCED.search(content)
    for words in (content, fenced[1] if fenced else "", content[content.find("{") : content.rfind("}") + 1]):
        try:
            found = _loads(words, "")
        except Nonsense:
            continue
        if isinstance(found, dict):
            return found
    raise Nonsense("the model's answer is not a JSON object")


def _loads(data: bytes | str, trouble: str) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise Nonsense(trouble) from None
