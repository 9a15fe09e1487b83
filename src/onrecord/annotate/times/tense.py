"""Does an expression look back or ahead? Read from the words around it."""

from __future__ import annotations

import re

from onrecord.rules.times import words_beside
from onrecord.rules.verbs import load_irregular

_WORD = re.compile(r"['’]ll\b|[A-Za-z]+(?:['’]t)?|[;:!?()]|\.(?=\s)|``|''|[\"“”]")
_NOT = re.compile(r"\b(?:not|never)\b|n['’]t\b", re.IGNORECASE)
STOPS = frozenset({";", ".", "!", "?", "``", "''", '"', "“", "”"})
FAR = 24
"""Words that are looked at on each side."""


def frame(text: str, start: int, end: int, floor: int) -> int:
    """-1 or 1 where the words close by say it ("since June", "as early as Friday", "Friday's vote"), else 0."""
    if text[end : end + 2] in ("'s", "’s"):
        return -1
    before = text[max(floor, start - 20) : start].lower().split()
    if before[-1:] == ["since"]:
        return -1
    if before[-1:] in (["until"], ["till"]):
        return -1 if _NOT.search(text, max(floor, start - 60), end + 40) else 1
    return int(before[-3:-2] == ["as"] and before[-1:] == ["as"])


def direction(text: str, start: int, end: int, floor: int, ceiling: int) -> int:
    """-1 where the verb beside `text[start:end]` looks back, 1 where it looks ahead, 0 where none is found."""
    before = _WORD.findall(text[max(floor, start - 160) : start])[-FAR:]
    found = _back(before) or _forth(_WORD.findall(text[end : min(ceiling, end + 160)])[:FAR])
    if found == 0 and before and before[-1].lower() in words_beside("lead_ahead"):
        return 1
    return found


def _back(words: list[str]) -> int:
    """The nearest verb before: participles after "be" leave the answer to what stands before them."""
    for place in range(len(words) - 1, -1, -1):
        word = words[place].lower().replace("’", "'")
        if word in STOPS:
            return 0
        if word in words_beside("ahead"):
            return -1 if words[max(0, place - 2) : place] == ["had", "been"] else 1
        if word == "to" and _is_ahead_to(words, place):
            return 1
        if _is_past(word) and place and words[place - 1].lower() in ("if", "unless"):
            return 1
        if _is_past(word) and not (place and words[place - 1].lower() in words_beside("be")):
            return -1
    return 0


def _is_ahead_to(words: list[str], place: int) -> bool:
    """True for the mark of an infinitive behind a word that looks ahead: "agreed to meet"."""
    around = words[max(0, place - 1) : place + 2]
    return len(around) == 3 and around[0].lower() in words_beside("ahead_to") and around[2].islower()


def _forth(words: list[str]) -> int:
    for word in words:
        lower = word.lower().replace("’", "'")
        if lower in (";", ".", "!", "?"):
            return 0
        if lower in words_beside("ahead_firm"):
            return 1
        if _is_past(lower) and lower not in words_beside("ahead"):
            return -1
    return 0


def _is_past(word: str) -> bool:
    if word in words_beside("back"):
        return True
    if word in words_beside("same_form") or word in words_beside("no_verb") or not word.islower():
        return False
    return (word.endswith("ed") and len(word) > 3) or word in load_irregular()
