"""Cues: the words that report what somebody says. The rule data of `attribute`."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cache, cached_property

from onrecord.model import Act, Certainty, Polarity
from onrecord.rules import Row, read_csv

COLUMNS = ("id", "position", "lemma", "particle", "act", "frames", "polarity", "certainty", "flags", "note")
POSITIONS = frozenset({"verb", "noun", "passive", "adverb", "preposition", "adjective"})
FRAMES = frozenset({"clause", "quote", "inf", "np", "of", "name", "reason"})
FLAGS = frozenset(
    {"speech", "evidence", "control", "accusation", "target", "plain", "written", "light", "heard", "tally"}
)

ENDINGS = (("ies", "y"), ("ied", "y"), ("s", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"))
"""Ends of a verb's forms and those of its lemma."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting word: what it does, and what its content may look like."""

    id: str
    position: str
    lemma: str
    particle: tuple[str, ...]
    """What must stand with it: `call for`, `point out`; any one of several."""
    act: Act
    frames: tuple[str, ...]
    """Shapes of the content, the first that fits is taken."""
    polarity: Polarity
    certainty: Certainty
    flags: frozenset[str]

    def has(self, flag: str) -> bool:
        """True when the row has this flag."""
        return flag in self.flags


@dataclass(frozen=True, slots=True)
class Words:
    """Lemmas by what they do beside a cue; the kinds are defined in the file's header."""

    person: frozenset[str] = frozenset()
    document: frozenset[str] = frozenset()
    group: frozenset[str] = frozenset()
    body: frozenset[str] = frozenset()
    medium: frozenset[str] = frozenset()
    carrier: frozenset[str] = frozenset()
    claim: frozenset[str] = frozenset()
    time: frozenset[str] = frozenset()
    light: frozenset[str] = frozenset()
    catenative: frozenset[str] = frozenset()
    steering: frozenset[str] = frozenset()
    telling: frozenset[str] = frozenset()
    hostile: frozenset[str] = frozenset()
    implicative: frozenset[str] = frozenset()
    measure: frozenset[str] = frozenset()
    court: frozenset[str] = frozenset()
    greeting: frozenset[str] = frozenset()
    speaking: frozenset[str] = frozenset()
    scheduled: frozenset[str] = frozenset()
    refusing: frozenset[str] = frozenset()
    saying: frozenset[str] = frozenset()
    retracting: frozenset[str] = frozenset()
    tribunal: frozenset[str] = frozenset()
    answering: frozenset[str] = frozenset()
    request: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()
    finding: frozenset[str] = frozenset()
    topic: frozenset[str] = frozenset()
    tally: frozenset[str] = frozenset()
    facing: frozenset[str] = frozenset()
    vague: frozenset[str] = frozenset()
    withheld: frozenset[str] = frozenset()
    yielding: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Cues:
    """The lexicon: cues by position in the sentence and lemma (the ones with a particle come first), and the
    words beside them; no slots, so that its index can be cached."""

    by_lemma: dict[tuple[str, str], tuple[Cue, ...]] = field(default_factory=dict)
    words: Words = Words()

    @cached_property
    def prepositions(self) -> tuple[tuple[list[str], Cue], ...]:
        """The words of each preposition ("in the words of") with its cue."""
        found = ((phrase, cues[0]) for (position, phrase), cues in self.by_lemma.items() if position == "preposition")
        return tuple((phrase.split(), cue) for phrase, cue in found if not cue.has("light"))

    def find(self, position: str, lemma: str) -> tuple[Cue, ...]:
        """The cues of a lemma in a position; a verb's lemma may lack its last e ("criticis"), as lemmatisers that cut have
        it, or be a form that they left as it was ("concedes", "denied")."""
        found = self.by_lemma.get((position, lemma), ()) or self.by_lemma.get((position, lemma + "e"), ())
        if found or position not in ("verb", "passive"):
            return found
        for end, other in ENDINGS:
            if lemma.endswith(end) and (found := self.by_lemma.get((position, lemma.removesuffix(end) + other), ())):
                return found
        return ()


@cache
def load_cues() -> Cues:
    """The shipped lexicon."""
    return parse_cues()


def parse_words(text: str | None = None) -> Words:
    """The words from CSV (`text` stands in for the shipped file). Raises RuleError for an unknown kind."""
    found: dict[str, set[str]] = {kind.name: set() for kind in fields(Words)}
    for row in read_csv("attribute/words.csv", ("id", "lemma", "kind", "note"), text):
        if row["kind"] not in found:
            raise row.error(f"unknown kind {row['kind']!r}")
        found[row["kind"]].add(row["lemma"])
    return Words(**{kind: frozenset(lemmas) for kind, lemmas in found.items()})


def parse_cues(text: str | None = None) -> Cues:
    """A lexicon from CSV (`text` stands in for the shipped file of cues). Raises RuleError for an unknown
    value in any column."""
    found: dict[tuple[str, str], list[Cue]] = {}
    for row in read_csv("attribute/speech_cues.csv", COLUMNS, text):
        cue = _cue(row)
        found.setdefault((cue.position, cue.lemma), []).append(cue)
    return Cues(
        {key: tuple(sorted(cues, key=lambda cue: not cue.particle)) for key, cues in found.items()}, parse_words()
    )


def _cue(row: Row) -> Cue:
    frames, flags = tuple(row["frames"].split()), frozenset(row["flags"].split())
    if row["position"] not in POSITIONS:
        raise row.error(f"unknown position {row['position']!r}")
    for name, given, known in (("frame", frozenset(frames), FRAMES), ("flag", flags, FLAGS)):
        if given - known:
            raise row.error(f"unknown {name} {min(given - known)!r}")
    try:
        stance = Act(row["act"]), Polarity(row["polarity"]), Certainty(row["certainty"])
    except ValueError as error:
        raise row.error(str(error)) from error
    act, polarity, certainty = stance
    particle = tuple(row["particle"].split())
    return Cue(row["id"], row["position"], row["lemma"], particle, act, frames, polarity, certainty, flags)
