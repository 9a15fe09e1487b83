"""Words that name a happening: accidents and disasters, which PLOVER does not code, and what later mentions call a deed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from onrecord.rules import read_csv
from onrecord.rules.triggers import TYPES, event_rules

FILE = "resolve/happenings.csv"
COLUMNS = ("id", "word", "pos", "kind", "strength", "note")


@dataclass(frozen=True, slots=True)
class HappeningWord:
    """A word, or more in order whose last is the head: what kind of happening it names, and whether it does so alone.

    An idiom (`as a result`) has no kind and names nothing.
    """

    id: str
    words: tuple[str, ...]
    pos: str
    kind: str | None
    tells: bool


@cache
def happening_words() -> dict[tuple[str, str], tuple[HappeningWord, ...]]:
    """All words by their head (of a verb's the first word, of a noun's the last) and `noun` or `verb`, longer ones first."""
    found: dict[tuple[str, str], list[HappeningWord]] = {}
    for row in (*_coded(), *parse_happenings()):
        head = row.words[-1] if row.pos == "noun" else row.words[0]
        found.setdefault((head, row.pos), []).append(row)
    return {key: tuple(sorted(rows, key=lambda row: (-len(row.words), row.id))) for key, rows in found.items()}


def parse_happenings(text: str | None = None) -> tuple[HappeningWord, ...]:
    """The rows of the file. Raises RuleError for an unknown part of speech, kind or strength."""
    found: list[HappeningWord] = []
    for row in read_csv(FILE, COLUMNS, text):
        if row["pos"] not in ("noun", "verb"):
            raise row.error(f"unknown part of speech {row['pos']!r}")
        if row["strength"] not in ("tells", "refers", "idiom"):
            raise row.error(f"unknown strength {row['strength']!r}")
        if (row["strength"] == "idiom") != (row["kind"] == "-"):
            raise row.error("an idiom has the kind -, and nothing else has")
        if not row["kind"].islower() and row["kind"] not in (*TYPES, "-"):
            raise row.error(f"unknown kind {row['kind']!r}")
        words = tuple(row["word"].split())
        if not words:
            raise row.error("no word")
        kind = None if row["kind"] == "-" else row["kind"]
        found.append(HappeningWord(row["id"], words, row["pos"], kind, row["strength"] == "tells"))
    return tuple(found)


def _coded() -> list[HappeningWord]:
    """The triggers of `events`, which refer to a deed even where the coder saw none."""
    rules = event_rules()
    found = [
        HappeningWord(f"{group.id}-{word}", (*rest, word), "noun", group.event_type, tells=False)
        for word, rows in rules.nouns.items()
        for group, rest in rows
    ]
    found += [
        HappeningWord(f"{group.id}-{word}", (word, *rest), "verb", group.event_type, tells=False)
        for word, rows in rules.verbs.items()
        for group, rest in rows
    ]
    return found
