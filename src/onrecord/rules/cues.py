"""Cues: the words that report what somebody says. The rule data of `attribute`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from onrecord.model import Act, Certainty, Polarity
from onrecord.rules import read_csv

POSITIONS = frozenset({"verb", "noun", "passive", "adverb"})
FRAMES = frozenset({"clause", "quote", "inf", "np", "of"})


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting word: what it does, and what its content may look like."""

    id: str
    position: str
    lemma: str
    particle: str | None
    act: Act
    frames: frozenset[str]
    polarity: Polarity
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Cues:
    """The lexicon: cues by position in the sentence and lemma; the ones with a particle come first."""

    by_lemma: dict[tuple[str, str], tuple[Cue, ...]]

    def find(self, position: str, lemma: str) -> tuple[Cue, ...]:
        """The cues of a lemma in a position."""
        return self.by_lemma.get((position, lemma), ())


@cache
def load_cues() -> Cues:
    """The shipped lexicon."""
    return parse_cues()


def parse_cues(text: str | None = None) -> Cues:
    """A lexicon from CSV. Raises RuleError for an unknown position, frame, act, polarity or certainty."""
    found: dict[tuple[str, str], list[Cue]] = {}
    for row in read_csv("attribute/cues.csv", ("id", "pos", "lemma", "act", "frames", "polarity", "certainty", "note"), text):
        frames = frozenset(row["frames"].split())
        if row["pos"] not in POSITIONS or not frames <= FRAMES:
            raise row.error(f"unknown position {row['pos']!r} or frame in {row['frames']!r}")
        lemma, _, particle = row["lemma"].partition(" ")
        try:
            cue = Cue(row["id"], row["pos"], lemma, particle or None, Act(row["act"]), frames, Polarity(row["polarity"]), Certainty(row["certainty"]))
        except ValueError as error:
            raise row.error(str(error)) from error
        found.setdefault((row["pos"], lemma), []).append(cue)
    return Cues({key: tuple(sorted(cues, key=lambda cue: cue.particle is None)) for key, cues in found.items()})
