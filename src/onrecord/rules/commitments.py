"""Words of commitments, their conditions and their outcomes: the rule data of `resolve.commitments`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from onrecord.rules import Row, read_csv

KINDS = ("promise", "threat", "demand", "proposal", "agreement")
NOUNS = {
    "promise": "promised", "threat": "threatened", "demand": "demanded", "proposal": "proposed", "agreement": "deal",
}  # fmt: skip
"""Of each kind of commitment the list of the nouns that name one."""
STATES = ("kept", "broken", "withdrawn")
FRAMES = frozenset({"inf", "clause", "np", "of", "with", "quote", "object", "until", "light"})
FLAGS = frozenset({"own", "conditional", "hostile", "deal", "deadline", "subjunctive", "carried", "terms", "between"})
WORDS = frozenset(
    {
        "refusing", "intending", "asking", "implicative", "hostile", "deal", "promised", "threatened", "demanded",
        "proposed", "realising", "void", "light", "unknown", "breach", "office", "pause", "facing", "actor", "naming", "stative", "terms", "violent", "vague",
    }
)  # fmt: skip
ENGAGEMENTS = ("id", "position", "lemma", "particle", "kind", "frames", "flags", "note")
OUTCOMES = ("id", "lemma", "particle", "object", "kinds", "state", "negated", "note")


@dataclass(frozen=True, slots=True)
class Engagement:
    """A word that engages who says it, and what its content may look like."""

    id: str
    position: str
    lemma: str
    particles: tuple[str, ...]
    kind: str
    frames: tuple[str, ...]
    """Shapes of the content; the first that fits is taken."""
    flags: frozenset[str]


@dataclass(frozen=True, slots=True)
class OutcomeVerb:
    """A verb that says what became of its object; `negated` is what it says with a `not`, empty for nothing."""

    id: str
    lemma: str
    particles: tuple[str, ...]
    object: str
    """What the commitment is of the verb: object or subject."""
    kinds: frozenset[str]
    state: str
    negated: str


@dataclass(frozen=True, slots=True)
class Condition:
    """Words that begin a condition; `shape`: clause or phrase."""

    id: str
    words: tuple[str, ...]
    shape: str


@cache
def load_engagements() -> dict[str, tuple[Engagement, ...]]:
    """The words that engage, by lemma, in the order of the file."""
    found: dict[str, list[Engagement]] = {}
    for row in read_csv("resolve/engagements.csv", ENGAGEMENTS):
        found.setdefault(row["lemma"], []).append(make_engagement(row))
    return {lemma: tuple(rows) for lemma, rows in found.items()}


def make_engagement(row: Row) -> Engagement:
    """A row of `engagements.csv`, checked."""
    frames, flags = tuple(row["frames"].split()), frozenset(row["flags"].split())
    if row["position"] not in ("verb", "noun"):
        raise row.error(f"unknown position {row['position']!r}")
    if row["kind"] not in KINDS:
        raise row.error(f"unknown kind {row['kind']!r}")
    _check(row, frozenset(frames), FRAMES, "frame")
    _check(row, flags, FLAGS, "flag")
    particles = tuple(row["particle"].split())
    return Engagement(row["id"], row["position"], row["lemma"], particles, row["kind"], frames, flags)


@cache
def load_outcomes() -> dict[str, tuple[OutcomeVerb, ...]]:
    """The verbs that say what became of a commitment, by lemma."""
    found: dict[str, list[OutcomeVerb]] = {}
    for row in read_csv("resolve/outcomes.csv", OUTCOMES):
        found.setdefault(row["lemma"], []).append(make_outcome(row))
    return {lemma: tuple(rows) for lemma, rows in found.items()}


def make_outcome(row: Row) -> OutcomeVerb:
    """A row of `outcomes.csv`, checked."""
    kinds = frozenset(row["kinds"].split())
    _check(row, kinds, frozenset((*KINDS, "deadline", "any")), "kind")
    _check(row, frozenset((row["object"],)), frozenset(("object", "subject")), "object")
    _check(row, frozenset((row["state"], row["negated"])) - {""}, frozenset(STATES), "state")
    particles = tuple(row["particle"].split())
    return OutcomeVerb(row["id"], row["lemma"], particles, row["object"], kinds, row["state"], row["negated"])


@cache
def load_conditions() -> dict[str, tuple[Condition, ...]]:
    """What conditions begin with, by first word, the longest first."""
    found: dict[str, list[Condition]] = {}
    for row in read_csv("resolve/conditions.csv", ("id", "words", "shape", "note")):
        if row["shape"] not in ("clause", "phrase"):
            raise row.error(f"unknown shape {row['shape']!r}")
        condition = Condition(row["id"], tuple(row["words"].split()), row["shape"])
        found.setdefault(condition.words[0], []).append(condition)
    return {word: tuple(sorted(rows, key=lambda one: -len(one.words))) for word, rows in found.items()}


def load_words(kind: str) -> frozenset[str]:
    """The lemmas of one kind in `engaging.csv`."""
    return _load_lists()[kind]


@cache
def _load_lists() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {kind: set() for kind in WORDS}
    for row in read_csv("resolve/engaging.csv", ("id", "lemma", "kind", "note")):
        _check(row, frozenset((row["kind"],)), WORDS, "kind")
        found[row["kind"]].add(row["lemma"])
    return {kind: frozenset(lemmas) for kind, lemmas in found.items()}


def _check(row: Row, values: frozenset[str], known: frozenset[str], what: str) -> None:
    unknown = values - known
    if unknown:
        raise row.error(f"unknown {what} {min(unknown)!r}")
