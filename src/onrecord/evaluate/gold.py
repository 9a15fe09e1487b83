"""A user's own annotation against what is read, in the tables of our own gate.

Words are compared by their letters and digits (by all that is no white space where they have none), so that marks and spaces decide
nothing; statements are paired as for PolNeAR (`onrecord.evaluate.polnear`). A layer that the gold does not have is not measured, nor a
value (act, status, …) that it does not give. Statements inside statements are measured for themselves, and not at all where the gold
has none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from onrecord.evaluate import polnear
from onrecord.evaluate.files import Given
from onrecord.evaluate.polnear import Article, Attribution, pair_up, prf, same_source

Letters = frozenset[int]
Spans = Sequence[tuple[int, int]]
ARTICLE = re.compile(r"(?:the|a|an|its|their|his|her)\s+", re.I)
VALUES = ("act", "polarity")


@dataclass(frozen=True, slots=True)
class MarkedStatement:
    """A statement, gold or found; `act` and `polarity` are None where they are not given."""

    parts: Attribution
    act: str | None = None
    polarity: str | None = None
    is_nested: bool = False


@dataclass(frozen=True, slots=True)
class MarkedEvent:
    """An event, gold or found; None where a value is not given, an empty `mode` where it has none."""

    event_type: str
    trigger: Letters
    actors: frozenset[Letters]
    recipients: frozenset[Letters]
    mode: str | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class MarkedName:
    """A name and the kinds of entity that it may be of; empty where nothing is said of that."""

    words: Letters
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and what is marked in it; `given` is how it was read when it was exported, where the annotation is an export of ours."""

    name: str
    text: str
    statements: tuple[MarkedStatement, ...] = ()
    events: tuple[MarkedEvent, ...] = ()
    names: tuple[MarkedName, ...] = ()
    given: Given | None = None
    outlet: str | None = None
    published: str | None = None


@dataclass(slots=True)
class Draft:
    """A statement or an event while it is read: by part its phrases, each in pieces, and what else is said of it."""

    phrases: dict[str, list[list[tuple[int, int]]]] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    within: bool | None = None

    def add(self, part: str, spans: Iterable[tuple[int, int]]) -> None:
        """One more phrase of a part."""
        self.phrases.setdefault(part, []).append(list(spans))

    def spans(self, part: str) -> list[tuple[int, int]]:
        """All pieces of a part."""
        return [span for phrase in self.phrases.get(part, ()) for span in phrase]


# --- making -----------------------------------------------------------------------------------------


def letters(text: str, spans: Iterable[Sequence[int]]) -> Letters:
    """The places of letters and digits, of all that is no white space where there are none."""
    places = [place for start, end in spans for place in range(start, min(end, len(text)))]
    found = frozenset(place for place in places if text[place].isalnum())
    return found or frozenset(place for place in places if not text[place].isspace())


def party(text: str, spans: Spans) -> Letters:
    """The letters of a noun phrase without the article at its front."""
    start, end = min(spans)
    article = ARTICLE.match(text, start, end)
    first = (article.end(), end) if article and article.end() < end else (start, end)
    return letters(text, [first, *sorted(spans)[1:]])


def make_statements(text: str, drafts: Iterable[Draft]) -> tuple[MarkedStatement, ...]:
    """Statements of drafts that have a content; one that nothing is said of is nested where its cue stands in another's content."""
    whole = [one for one in drafts if letters(text, one.spans("content"))]
    parts = [Attribution(*(letters(text, one.spans(part)) for part in ("source", "cue", "content"))) for one in whole]
    return tuple(
        MarkedStatement(
            own, one.values.get("act"), one.values.get("polarity"), _is_nested(own, parts) if one.within is None else one.within
        )
        for one, own in zip(whole, parts, strict=True)
    )  # fmt: skip


def _is_nested(own: Attribution, others: Sequence[Attribution]) -> bool:
    inside = own.cue or own.content
    return any(inside <= other.content and own.content < other.content for other in others if other is not own)


def make_event(text: str, draft: Draft, event_type: str) -> MarkedEvent:
    """The event of a draft."""

    def parties(part: str) -> frozenset[Letters]:
        return frozenset(party(text, phrase) for phrase in draft.phrases.get(part, ()) if phrase)

    trigger, values = letters(text, draft.spans("trigger")), draft.values
    return MarkedEvent(event_type, trigger, parties("actor"), parties("recipient"), values.get("mode"), values.get("status"))  # fmt: skip


# --- scoring ----------------------------------------------------------------------------------------


class Score:
    """Counts over texts."""

    def __init__(self) -> None:
        self.texts = 0
        self.outer, self.nested = polnear.Score(), polnear.Score()
        self.values: Counter[str] = Counter()
        self.events: Counter[str] = Counter()
        self.names: Counter[str] = Counter()

    def add(self, gold: Marked, found: Marked) -> None:
        """Count one text."""
        self.texts += 1
        for is_nested, score in ((False, self.outer), (True, self.nested)):
            wanted = [one for one in gold.statements if one.is_nested is is_nested]
            given = [one for one in found.statements if one.is_nested is is_nested]
            article = Article(gold.name, gold.text, tuple(one.parts for one in wanted))
            for g, f in score.add(article, [one.parts for one in given]):
                if same_source(wanted[g].parts, given[f].parts):
                    self._compare(wanted[g], given[f])
        self._add_events(gold.events, found.events)
        self._add_names(gold.names, found.names)

    def _compare(self, wanted: MarkedStatement, given: MarkedStatement) -> None:
        for name in VALUES:
            value = getattr(wanted, name)
            if value is not None:
                self.values[name] += 1
                self.values[f"{name} right"] += value == getattr(given, name)

    def _add_events(self, wanted: Sequence[MarkedEvent], given: Sequence[MarkedEvent]) -> None:
        counts = self.events
        pairs = pair_events(wanted, given)
        counts.update(gold=len(wanted), found=len(given), trigger=len(pairs))
        for g, f in pairs:
            gold, found = wanted[g], given[f]
            if gold.event_type != found.event_type:
                continue
            counts["type"] += 1
            counts["exact trigger"] += gold.trigger == found.trigger
            for name in ("actors", "recipients"):
                counts[f"{name} marked"] += len(getattr(gold, name))
                counts[name] += getattr(gold, name) == getattr(found, name)
                counts[f"{name} met"] += _meet(getattr(gold, name), getattr(found, name))
            for name in ("mode", "status"):
                value = getattr(gold, name)
                counts[f"{name} given"] += value is not None
                counts[name] += value is not None and value == (getattr(found, name) or "")

    def _add_names(self, wanted: Sequence[MarkedName], given: Sequence[MarkedName]) -> None:
        gold, found = {one.words: one.kinds for one in wanted}, {one.words: one.kinds for one in given}
        both = gold.keys() & found.keys()
        self.names.update(gold=len(gold), found=len(found), both=len(both))
        for words in both:
            self.names["kind given"] += bool(gold[words])
            self.names["kind"] += bool(gold[words] & found[words])

    def figures(self) -> dict[str, float]:
        """In points; of layers that the gold has."""
        figures: dict[str, float] = {}
        for name, score in (("", self.outer), ("inside statements: ", self.nested)):
            if score.gold:
                figures |= {f"statements: {name}{key}": value for key, value in score.figures().items()}
        for name in VALUES:
            if self.values[name]:
                figures[f"statements: {name}, of those with content and source right"] = 100 * self.values[f"{name} right"] / self.values[name]  # fmt: skip
        return figures | dict(self._event_figures()) | dict(self._name_figures())

    def _event_figures(self) -> Iterator[tuple[str, float]]:
        counts = self.events
        if not counts["gold"]:
            return
        for name, key in (("trigger met", "trigger"), ("trigger met and type right", "type")):
            for part, value in zip("PRF", prf(counts[key], counts["found"], counts["gold"]), strict=True):
                yield f"events: {name} {part}", value
        shares = ["exact trigger"]
        shares += [
            key for name in ("actors", "recipients") if counts[f"{name} marked"] for key in (name, f"{name} met")
        ]
        for name in shares:
            yield f"events: {name}, of those with the type right", 100 * counts[name] / max(counts["type"], 1)
        for name in ("mode", "status"):
            if counts[f"{name} given"]:
                yield f"events: {name}, of those with the type right", 100 * counts[name] / counts[f"{name} given"]

    def _name_figures(self) -> Iterator[tuple[str, float]]:
        counts = self.names
        if counts["gold"]:
            for part, value in zip("PRF", prf(counts["both"], counts["found"], counts["gold"]), strict=True):
                yield f"names: {part}", value
            if counts["kind given"]:
                yield "names: kind, of those found", 100 * counts["kind"] / counts["kind given"]


def pair_events(wanted: Sequence[MarkedEvent], given: Sequence[MarkedEvent]) -> list[tuple[int, int]]:
    """Pairs whose triggers meet, one to one: of the same type first, then those with most of both in common."""
    pairs = []
    for g, gold in enumerate(wanted):
        for f, found in enumerate(given):
            common = len(gold.trigger & found.trigger)
            if common:
                alike = (gold.actors == found.actors) + (gold.recipients == found.recipients)
                share = common / len(gold.trigger | found.trigger)
                pairs.append((gold.event_type != found.event_type, -share, -alike, gold.status != found.status, g, f))
    left, right, chosen = set(range(len(wanted))), set(range(len(given))), []
    for *_, g, f in sorted(pairs):
        if g in left and f in right:
            left.remove(g)
            right.remove(f)
            chosen.append((g, f))
    return chosen


def _meet(gold: frozenset[Letters], found: frozenset[Letters]) -> bool:
    """As many parties, and each has letters in common with one of the other side."""
    return len(gold) == len(found) and all(any(one & other for other in found) for one in gold)


def measure(pairs: Iterable[tuple[Marked, Marked]]) -> Score:
    """The score of pairs of gold and found."""
    score = Score()
    for gold, found in pairs:
        score.add(gold, found)
    return score


def report(score: Score) -> Iterator[str]:
    """The figures as lines of text."""
    yield f"{score.texts} texts"
    yield (
        f"gold: {score.outer.gold} statements and {score.nested.gold} inside of them, "
        f"{score.events['gold']} events, {score.names['gold']} names"
    )
    for name, value in score.figures().items():
        yield f"{value:7.1f}  {name}"
    for name, part in (("statements", score.outer), ("statements inside statements", score.nested)):
        if part.gold:
            yield f"{name}: recall by phenomenon (with the right source)"
            for bucket, count in part.seen.most_common():
                yield f"{count:6d}  {part.hit[bucket] / count:.2f} ({part.whole[bucket] / count:.2f})  {bucket}"


__all__ = [
    "Draft", "Marked", "MarkedEvent", "MarkedName", "MarkedStatement", "Score", "letters", "make_event", "make_statements", "measure",
    "pair_up", "report",
]  # fmt: skip
