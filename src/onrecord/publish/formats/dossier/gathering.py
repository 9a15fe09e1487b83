"""What a dossier is made of: a bounded part of a selection, told in words and with its evidence, and counts of all of it."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from onrecord.judging import REJECTED
from onrecord.publish.formats.citing import names_in, said_in
from onrecord.publish.formats.dossier.evidence import Evidence, Run, Spans, show, show_sentence
from onrecord.publish.selection import Bundle, Found, Identity, Selection
from onrecord.publish.shared.dates import date_parts
from onrecord.publish.shared.judgements import Decided, Judged, Judgements
from onrecord.publish.shared.phrasing import (
    FORMS,
    act_words,
    content_words,
    event_words,
    source_words,
    standing_words,
    teller_words,
    told_inside,
)
from onrecord.publish.shared.stories import StoryNote, note_of
from onrecord.publish.shared.words import one_line

Wanted = defaultdict[str, list[tuple[str, Spans]]]
"""By story the records across documents that have words in it, and where."""

HELD = 3_000
"""Statements, and events, that are held to choose from; of more than that only the number is known."""
RESULTS_HELD = 1_000
"""Incidents, disputes, commitments and copies that are held, of each; of incidents those that most reports tell of."""
SENTENCE = 420
"""Characters of the sentence of an event."""
SPEECH = frozenset({"ACCUSE", "REJECT", "REQUEST", "THREATEN"})
"""Types of events that are acts of speech: asserted is that it was said."""


@dataclass(frozen=True, slots=True)
class HeldStatement:
    """A statement in words: `who` is its source, `lead` says what it did and through whom it came."""

    id: str
    story: str
    date: str | None
    source_kind: str
    entity: str | None
    who: str
    lead: str
    words: str
    act: str
    is_denial: bool
    evidence: Evidence
    decided: Decided | None


@dataclass(frozen=True, slots=True)
class HeldEvent:
    """An event in words; `date` is when it is said to have happened, `told_on` when the story was written.

    `is_speech` is True where what was done is that something was said, `is_inside` where a report tells of it as a fact, but inside words
    that it attributes to somebody: `statement` is then theirs.
    """

    id: str
    story: str
    status: str
    standing: str
    what: str
    sentence: tuple[Run, ...]
    is_speech: bool
    is_inside: bool
    statement: str | None
    date: str | None
    told_on: str | None
    evidence: Evidence
    decided: Decided | None


@dataclass(slots=True)
class Person:
    """What is known of an entity over the documents, as far as they were held."""

    id: str
    name: str
    kinds: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    offices: dict[str, str] = field(default_factory=dict)
    countries: dict[str, None] = field(default_factory=dict)
    possible: dict[str, str] = field(default_factory=dict)
    stories: set[str] = field(default_factory=set)
    evidence: Evidence | None = None
    said: int = 0
    did: int = 0
    undergone: int = 0


@dataclass(slots=True)
class Gathered:
    """Counts of everything, and what is held of it."""

    title: str
    about: str | None
    counts: Counter[str] = field(default_factory=Counter)
    outlets: Counter[str] = field(default_factory=Counter)
    first: str | None = None
    last: str | None = None
    notes: dict[str, StoryNote] = field(default_factory=dict)
    statements: dict[str, HeldStatement] = field(default_factory=dict)
    events: dict[str, HeldEvent] = field(default_factory=dict)
    rejected: list[HeldStatement | HeldEvent] = field(default_factory=list)
    rejected_results: list[Found] = field(default_factory=list)
    rejections: dict[str, str] = field(default_factory=dict)
    """By id of a rejected statement or event, that in words."""
    people: dict[str, Person] = field(default_factory=dict)
    copies: dict[str, list[Found]] = field(default_factory=dict)
    results: dict[str, list[Found]] = field(default_factory=dict)
    decided: dict[str, Decided] = field(default_factory=dict)
    found: dict[tuple[str, Spans], Evidence] = field(default_factory=dict)
    same: Mapping[str, Identity] = field(default_factory=dict)

    def unheld(self, kind: str) -> int:
        """How many statements or events there are that are not held."""
        held = self.statements if kind == "statement" else self.events
        return self.counts[kind] - len(held) - self.counts[f"rejected {kind}"]

    def evidence(self, said: Found, record: str) -> Evidence:
        """Evidence of words of a record across documents; of a story that is not in the selection, the words alone."""
        spans = ((said["span"][0], said["span"][1]),)
        known = self.found.get((said["story"], spans))
        runs = known.runs if known else show(said["text"], ((0, len(said["text"])),))
        return Evidence(said["story"], spans, runs, record)

    def note(self, story: str, outlet: str | None = None, date: str | None = None) -> StoryNote:
        """The note of a story."""
        return self.notes.get(story) or StoryNote(story, outlet=outlet, date=date)

    def identity(self, entity: str) -> str:
        """The id that stands for an entity across documents."""
        return self.same[entity].id if entity in self.same else entity


def gather(selection: Selection) -> Gathered:
    """Read a selection once, what is known across documents first, so that its words are found on the way."""
    gathered = Gathered(selection.title, selection.about)
    judgements = Judgements(selection)
    wanted = _gather_results(gathered, selection, judgements)
    for bundle in selection.bundles():
        _gather_bundle(gathered, judgements.judged(bundle), wanted, selection)
    return gathered


# --- across documents -------------------------------------------------------------------------------


def _gather_results(gathered: Gathered, selection: Selection, judgements: Judgements) -> Wanted:
    """Hold what is known across documents; the spans to look for, by story."""
    wanted: Wanted = defaultdict(list)
    for kind in ("dispute", "commitment", "incident", "copy"):
        kept = gathered.results[kind] = []
        for record in _some(gathered, kind, selection.across(kind)):
            if decided := judgements.decided(record):
                gathered.decided[record["id"]] = decided
            is_rejected = decided is not None and decided.verdict == REJECTED
            (gathered.rejected_results if is_rejected else kept).append(record)
            for said in told_in(record):
                wanted[said["story"]].append((record["id"], ((said["span"][0], said["span"][1]),)))
    for copy in gathered.results["copy"]:
        gathered.copies.setdefault(copy["story"], []).append(copy)
    return wanted


def _some(gathered: Gathered, kind: str, records: Iterator[Found]) -> list[Found]:
    """The first records of a kind, and how many there are; of incidents the most told."""

    def counted() -> Iterator[Found]:
        for record in records:
            gathered.counts[kind] += 1
            yield record

    if kind == "incident":
        return heapq.nlargest(RESULTS_HELD, counted(), key=lambda found: (found["independent_reports"], found["id"]))
    held: list[Found] = []
    for record in counted():
        if len(held) < RESULTS_HELD:
            held.append(record)
    return held


def told_in(record: Found) -> Iterator[Found]:
    """Every piece of words in a record across documents but those that a copy shares."""
    yield from record.get("told", ())
    yield from record.get("said", ())
    yield from record.get("outcomes", ())
    for side in record.get("sides", ()):
        yield from side["said"]


# --- one document -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Reading:
    """A document as people see it, with what its records are told with."""

    bundle: Bundle
    decided: Mapping[str, Decided]
    notes: Mapping[str, StoryNote]
    names: Mapping[str | None, str]
    said: Mapping[str, Found]
    amounts: Mapping[str | None, str]

    def story(self, identity: str) -> Found:
        """The object of a story."""
        return next(one for one in self.bundle.stories if one["id"] == identity)


def _gather_bundle(gathered: Gathered, judged: Judged, wanted: Wanted, selection: Selection) -> None:
    bundle = judged.bundle
    notes = {story["id"]: note_of(story, bundle.document) for story in bundle.stories}
    amounts = {quantity["id"]: one_line(quantity["text"]) for quantity in bundle.quantities}
    reading = _Reading(bundle, judged.decided, notes, names_in(bundle), said_in(bundle), amounts)
    _count(gathered, bundle, notes)
    used = {*_hold(gathered, reading, "statement"), *_hold(gathered, reading, "event")}
    for story in bundle.stories:
        for record, spans in wanted.get(story["id"], ()):
            used.add(story["id"])
            _find(gathered, bundle, story, record, spans)
    for identity, note in notes.items():
        if identity in used or len(gathered.notes) < HELD:
            gathered.notes[identity] = note
    _gather_people(gathered, bundle, selection)


def _hold(gathered: Gathered, reading: _Reading, kind: str) -> Iterator[str]:
    """Hold the records of a type that there is room for, the rejected apart; the stories that they stand in."""
    held: dict[str, Any] = gathered.statements if kind == "statement" else gathered.events
    for record in reading.bundle.of(kind):
        gathered.counts[kind] += 1
        if record["story"] not in reading.notes or len(held) >= HELD:
            continue
        told = _statement(record, reading) if kind == "statement" else _event(record, reading, gathered)
        if told.decided and told.decided.verdict == REJECTED:
            gathered.counts[f"rejected {kind}"] += 1
            gathered.rejected += [told] if len(gathered.rejected) < HELD else []
            gathered.rejections[told.id] = told.decided.words
        else:
            held[told.id] = told
        yield told.story


def _count(gathered: Gathered, bundle: Bundle, notes: Mapping[str, StoryNote]) -> None:
    gathered.counts["document"] += 1
    gathered.counts["story"] += len(notes)
    for note in notes.values():
        if note.outlet is None:
            gathered.counts["no outlet"] += 1
        elif note.outlet in gathered.outlets or len(gathered.outlets) < HELD:
            gathered.outlets[note.outlet] += 1
        if not date_parts(note.date):
            gathered.counts["undated"] += 1
        else:
            day = str(note.date)[:10]
            gathered.first = min(gathered.first or day, day)
            gathered.last = max(gathered.last or day, day)


def _find(gathered: Gathered, bundle: Bundle, story: Found, record: str, spans: Spans) -> None:
    text = bundle.document["text"]
    if all(0 <= start < end <= len(text) for start, end in spans):
        runs = show(text, spans, within=story["span"])
        gathered.found[story["id"], spans] = Evidence(story["id"], spans, runs, record)


def _shown(bundle: Bundle, story: str, spans: Spans, beside: Iterable[Sequence[int]] = ()) -> tuple[Run, ...]:
    within = next((one["span"] for one in bundle.stories if one["id"] == story), None)
    return show(bundle.document["text"], spans, beside, within=within)


def _statement(one: Found, reading: _Reading) -> HeldStatement:
    said, names = reading.said, reading.names
    outer = said.get(one["within"] or "")
    through = f", according to {teller_words(outer, said, names)}" if outer else ""
    lead = one_line(f"{act_words(one)}{through}{FORMS.get(one['quotation'], ':')}")
    spans = tuple((start, end) for start, end in one["content"]["spans"])
    source = one["source"]
    beside = _spans_of(source, source.get("core"), one["cue"], one.get("target"), one["addressee"], one["medium"])
    is_denial = one["act"] == "deny" or one["polarity"] == "denies"
    evidence = Evidence(one["story"], spans, _shown(reading.bundle, one["story"], spans, beside), one["id"])
    return HeldStatement(
        one["id"], one["story"], reading.notes[one["story"]].date, source["kind"], source["entity"], one_line(source_words(source, names)), lead,
        content_words(one)[1:-1], one["act"], is_denial, evidence, reading.decided.get(one["id"]),
    )  # fmt: skip


def _event(one: Found, reading: _Reading, gathered: Gathered) -> HeldEvent:
    trigger = one["trigger"]["span"]
    spans = ((trigger[0], trigger[1]),)
    around = told_inside(one, reading.said)
    statement = around or reading.said.get(one["statement"] or "")
    standing = one_line(standing_words(one, reading.said, reading.names))
    if statement is not None and statement["id"] in gathered.rejections:
        standing += f" (that statement was {gathered.rejections[statement['id']]})"
    beside = _spans_of(*one["actors"], *one["recipients"], one["date"], one["place"])
    beside += _spans_of(statement["source"], statement["cue"]) if statement else []
    text, sentence = reading.bundle.document["text"], _sentence(reading.story(one["story"]), trigger)
    evidence = Evidence(one["story"], spans, _shown(reading.bundle, one["story"], spans, beside), one["id"])
    return HeldEvent(
        one["id"], one["story"], one["status"], standing, event_words(one, reading.names, reading.amounts),
        show_sentence(text, sentence, spans, SENTENCE), one["event_type"] in SPEECH, around is not None, statement["id"] if statement else one["statement"],
        one["date"]["value"] if one["date"] else None, reading.notes[one["story"]].date, evidence, reading.decided.get(one["id"]),
    )  # fmt: skip


def _sentence(story: Found, span: Sequence[int]) -> Sequence[Sequence[int]]:
    """Where the sentence stands that a span is in; the span itself where it is in none."""
    inside = (one["spans"] for one in story["sentences"] if any(a <= span[0] < b for a, b in one["spans"]))
    return next(inside, [span])


def _spans_of(*parts: Found | None) -> list[list[int]]:
    return [part["span"] for part in parts if part and part.get("span")]


# --- people -----------------------------------------------------------------------------------------


def _gather_people(gathered: Gathered, bundle: Bundle, selection: Selection) -> None:
    """Entities that have a part in what is held, those that are one across documents as one."""
    parts = _parts(gathered, bundle)
    own = [entity for entity in bundle.entities if entity["id"] in parts]
    same = selection.same_as(parts)
    gathered.same = {
        **gathered.same,
        **{one: identity for one, identity in same.items() if len(gathered.same) < HELD * 4},
    }
    for entity in own:
        identity = same.get(entity["id"], Identity(entity["id"], entity["name"]))
        person = gathered.people.get(identity.id)
        if person is None:
            if len(gathered.people) >= HELD:
                continue
            person = gathered.people[identity.id] = Person(identity.id, one_line(identity.name))
        _add(person, entity, parts[entity["id"]], bundle)


def _parts(gathered: Gathered, bundle: Bundle) -> dict[str, Counter[str]]:
    parts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in bundle.statements:
        if one["id"] in gathered.statements and one["source"]["entity"]:
            parts[one["source"]["entity"]]["said"] += 1
    for event in bundle.events:
        if event["id"] in gathered.events:
            for role, name in (("actors", "did"), ("recipients", "undergone")):
                for entity in dict.fromkeys(party["entity"] for party in event[role] if party["entity"]):
                    parts[entity][name] += 1
    return dict(parts)


def _add(person: Person, entity: Found, parts: Counter[str], bundle: Bundle) -> None:
    person.kinds[entity["kind"]] += 1
    person.names.update({one_line(name["text"]): name["count"] for name in entity["names"]})
    for office in map(one_line, entity["office"]):
        person.offices.setdefault(office.casefold(), office)
    person.countries |= dict.fromkeys([entity["country"]] if entity["country"] else [])
    person.possible |= {other["entity"]: other["reason"] for other in entity["possible_same"]}
    person.said, person.did, person.undergone = (
        person.said + parts["said"],
        person.did + parts["did"],
        person.undergone + parts["undergone"],
    )
    stories = {story["id"] for story in bundle.stories}
    mentions = [mention for mention in entity["mentions"] if mention["story"] in stories]
    person.stories |= {mention["story"] for mention in mentions}
    best = next((mention for mention in mentions if mention["form"] == "name"), mentions[0] if mentions else None)
    if person.evidence is None and best:
        spans = ((best["span"][0], best["span"][1]),)
        person.evidence = Evidence(best["story"], spans, _shown(bundle, best["story"], spans), entity["id"])
