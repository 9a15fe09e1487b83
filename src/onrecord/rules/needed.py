"""Words without which a pattern cannot match, read off the pattern as it is written in its rule file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

Clause = frozenset[str]
"""One of these stands, in lower case, in whatever matches."""

_TOKEN = re.compile(
    r"(?P<open>\((?:\?(?:P<\w+>|<?[=!]|:|-i:))?)|(?P<close>\))|(?P<bar>\|)|(?P<times>[?*+]|\{(?P<least>\d+)(?:,\d*)?\})"
    r"|\{(?:\w+:)?(?P<kind>[a-z_0-9]*[a-z][a-z_0-9]*)(?P<optional>\?)?\} ?|\[(?:\\.|[^\]\\]){1,80}\]|\\.|(?P<word>[A-Za-z0-9:/])|."
)
_NOT_HELD = ("(?!", "(?<=", "(?<!")


def needed(pattern: str, clauses_of: Callable[[str], tuple[Clause, ...]]) -> tuple[Clause, ...]:
    """What every match of a pattern holds: of each clause one of its words, as characters anywhere, whatever their case.

    `pattern` is a regular expression with a slot, `{kind}` or `{group:kind}`, for a word of a kind, as `annotate/time_rules.csv` has
    them; `clauses_of` tells what a word of a kind holds. What a match need not hold and what stands before it is left out; what must stand
    behind it counts: a text without some clause has no match, one with all of them may.
    """
    return tuple(dict.fromkeys(_Reading(list(_TOKEN.finditer(pattern)), clauses_of).alternatives()))


@dataclass(slots=True)
class _Reading:
    tokens: list[re.Match[str]]
    clauses_of: Callable[[str], tuple[Clause, ...]]
    place: int = 0

    def alternatives(self) -> tuple[Clause, ...]:
        """Up to the bracket that closes, or the end."""
        found = [self._sequence()]
        while self.place < len(self.tokens) and self.tokens[self.place]["bar"]:
            self.place += 1
            found.append(self._sequence())
        if len(found) == 1:
            return found[0]
        if not all(found):
            return ()
        return (frozenset().union(*(min(clauses, key=_likely) for clauses in found)),)

    def _sequence(self) -> tuple[Clause, ...]:
        found: list[Clause] = []
        letters = ""
        while self.place < len(self.tokens):
            token = self.tokens[self.place]
            if token["close"] or token["bar"]:
                break
            self.place += 1
            clauses = self._group(token) if token["open"] else self._one(token)
            times = self._times()
            if token["word"] and not times:
                letters += token["word"].lower()
                continue
            found += _word(letters)
            letters = ""
            if not token["optional"] and not any(map(_may_be_none, times)):
                found += clauses
        return (*found, *_word(letters))

    def _one(self, token: re.Match[str]) -> tuple[Clause, ...]:
        return self.clauses_of(token["kind"]) if token["kind"] else ()

    def _group(self, token: re.Match[str]) -> tuple[Clause, ...]:
        clauses = self.alternatives()
        self.place += 1
        return () if token["open"] in _NOT_HELD else clauses

    def _times(self) -> list[re.Match[str]]:
        """Whatever says how often that occurs which was just read."""
        found = []
        while self.place < len(self.tokens) and self.tokens[self.place]["times"]:
            found.append(self.tokens[self.place])
            self.place += 1
        return found


def _may_be_none(times: re.Match[str]) -> bool:
    return times["times"] in ("?", "*") or times["least"] == "0"


def _word(letters: str) -> tuple[Clause, ...]:
    return (frozenset([letters]),) if len(letters) > 1 or not letters.isalpha() and letters else ()


def _likely(clause: Clause) -> float:
    """How often one of these may stand in a text: short words do, and long ones are rare."""
    return sum(10.0 ** -len(word) for word in clause)


_UNSURE = re.compile(r"[\u017f\u0130\u0131\u212a]|(?![0-9])\d")
"""Letters that are another letter's capital or small one to a pattern and not to `str.lower`, and figures of other scripts."""


class Sentence:
    """A text that many patterns are tried on: which of them may match anywhere in it."""

    def __init__(self, text: str) -> None:
        self._text = None if _UNSURE.search(text) else text.lower()
        self._known: dict[Clause, bool] = {}

    def may_hold(self, clauses: tuple[Clause, ...]) -> bool:
        """False where a match that holds these (`needed`) cannot be."""
        return all(self._holds(clause) for clause in clauses)

    def _holds(self, clause: Clause) -> bool:
        known = self._known.get(clause)
        if known is None:
            known = self._known[clause] = self._text is None or any(word in self._text for word in clause)
        return known
