"""Citations: for a record the story it stands in, the words, according to whom, and the place in the text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from onrecord.publish.selection import Bundle, Found, Selection
from onrecord.publish.shared.dates import day_words
from onrecord.publish.shared.judgements import Decided, Judged, Judgements
from onrecord.publish.shared.phrasing import content_words, event_words, source_words, standing_words, statement_words
from onrecord.publish.shared.stories import StoryNote, StoryNotes, kept_notes, note_of, sentence_of
from onrecord.publish.shared.words import cut, one_line, quoted, spaced

SENTENCE = 600
"""Characters of the sentence of an event that are quoted."""


@dataclass(frozen=True, slots=True)
class Part:
    """Words in one story, told with who says so; `spans` are of the text of the story's document."""

    story: StoryNote
    words: str
    spans: tuple[tuple[int, int], ...]

    @property
    def place(self) -> str:
        """Where the words stand: `https://post.example/dam, characters 120–188`."""
        spans = ", ".join(f"{start}–{end}" for start, end in self.spans)
        return ", ".join(filter(None, (self.story.where, f"characters {spans}" if spans else None)))


@dataclass(frozen=True, slots=True)
class Citation:
    """How a record is cited. `about` says what it is where it is known across documents only, None where it stands in one story."""

    id: str
    kind: str
    parts: tuple[Part, ...]
    about: str | None = None
    date: str | None = None
    decided: Decided | None = None

    @property
    def note(self) -> str:
        """Everything about it but the story that it stands in: the words, who says so, where, what people decided, the id."""
        if self.about is None:
            (part,) = self.parts
            told = f"{part.words} [{self.id}] {part.place}".strip()
        else:
            told = "; ".join(
                f"({n}) {part.story.cited}: {part.words} ({part.place})" for n, part in enumerate(self.parts, 1)
            )
            told = f"{self.about}: {told} [{self.id}]"
        return f"{told}. {self.judged}".strip()

    @property
    def judged(self) -> str:
        """What people decided on it, as a sentence."""
        return f"{self.decided.words[0].upper()}{self.decided.words[1:]}." if self.decided else ""

    @property
    def text(self) -> str:
        """The whole citation on one line."""
        if self.about is not None:
            return self.note
        return f"{self.parts[0].story.cited}{': ' if self.parts[0].words else ' '}{self.note}"


def citations_of(selection: Selection) -> Iterator[Citation]:
    """Every story, statement and event, document by document, then copies, incidents, disputes and commitments."""
    judgements = Judgements(selection)
    with kept_notes() as notes:
        for bundle in selection.bundles():
            own = {story["id"]: note_of(story, bundle.document) for story in bundle.stories}
            judged = judgements.judged(bundle)
            notes.put(own.values())
            notes.put_words(_standings(judged.bundle))
            yield from _in_document(judged, own)
        for kind, cite in ACROSS_DOCUMENTS.items():
            for record in selection.across(kind):
                yield cite(record, notes, judgements.decided(record))


# --- in one document --------------------------------------------------------------------------------


def _standings(bundle: Bundle) -> Iterator[tuple[str, str]]:
    """How each event stands, for the incident that it is a part of."""
    names, said = names_in(bundle), said_in(bundle)
    return ((event["id"], standing_words(event, said, names)) for event in bundle.events)


def names_in(bundle: Bundle) -> dict[str | None, str]:
    """Names of the entities of a document by their ids."""
    return {entity["id"]: one_line(entity["name"]) for entity in bundle.entities}


def said_in(bundle: Bundle) -> dict[str, Found]:
    """Statements of a document by their ids."""
    return {statement["id"]: statement for statement in bundle.statements}


def _in_document(judged: Judged, notes: Mapping[str, StoryNote]) -> Iterator[Citation]:
    bundle = judged.bundle
    names, said = names_in(bundle), said_in(bundle)
    amounts = {quantity["id"]: one_line(quantity["text"]) for quantity in bundle.quantities}
    for story in bundle.stories:
        note = notes[story["id"]]
        yield Citation(story["id"], "story", (Part(note, "", (_span(story["span"]),)),))
        for one in (found for found in bundle.statements if found["story"] == story["id"]):
            words = one_line(statement_words(one, said, names))
            part = Part(note, words, tuple(map(_span, one["content"]["spans"])))
            yield Citation(one["id"], "statement", (part,), decided=judged.decided.get(one["id"]))
        for one in (found for found in bundle.events if found["story"] == story["id"]):
            told = one_line(sentence_of(story, bundle.document["text"], one["trigger"]["span"]))
            words = f"{event_words(one, names, amounts)}; status: {standing_words(one, said, names)}"
            words = one_line(f"{quoted(cut(told, SENTENCE))} Event: {words}")
            part = Part(note, words, (_span(one["trigger"]["span"]),))
            yield Citation(one["id"], "event", (part,), decided=judged.decided.get(one["id"]))


def _span(span: Sequence[int]) -> tuple[int, int]:
    return span[0], span[1]


# --- across documents -------------------------------------------------------------------------------


def _copy(record: Found, notes: StoryNotes, decided: Decided | None) -> Citation:
    share = f"repeats {record['share']:.0%} of its words from"
    spans = tuple(_span(passage["span"]) for passage in record["shared"])
    of = tuple(_span(passage["of_span"]) for passage in record["shared"])
    parts = (Part(notes.of(record["story"]), share, spans), Part(notes.of(record["of"]), "the earlier story", of))
    return Citation(record["id"], "copy", parts, f"{record['kind'].capitalize()} copy", decided=decided)


def _incident(record: Found, notes: StoryNotes, decided: Decided | None) -> Citation:
    count = record["independent_reports"]
    title = record["title"] or spaced(record["kind"] or "happening")
    told = f"{count} independent reports" if count != 1 else "1 report"
    parts = tuple(
        Part(notes.of(one["story"]), f"{quoted(one_line(one['text']))}, {_standing(one, notes)}", (_span(one["span"]),))
        for one in record["told"]
    )
    return Citation(record["id"], "incident", parts, f"Incident “{title}”, told of in {told}", record["first_reported"], decided)  # fmt: skip


def _standing(telling: Found, notes: StoryNotes) -> str:
    return notes.words_of(telling["event"] or "") or "told of there; who says so was not read"


def _dispute(record: Found, notes: StoryNotes, decided: Decided | None) -> Citation:
    parts = tuple(_said_part(side, one, notes) for side in record["sides"] for one in side["said"])
    about = f"Dispute about {record['about']} ({record['kind']}, {record['state']}), its sides"
    first = min(filter(None, (side["first_said"] for side in record["sides"])), default=None)
    return Citation(record["id"], "dispute", parts, about, first, decided)


def _said_part(side: Found, one: Found, notes: StoryNotes) -> Part:
    who = f"according to {one['source']}" if one["source"] else "as the report itself says"
    after = f", later replaced by {side['superseded_by']}" if side["superseded_by"] else ""
    value, told = one_line(side["value"]), one_line(one["text"])
    words = f"{quoted(told)}, {who}{after}" if value == told else f"{value}, {who}{after}: {quoted(told)}"
    story = notes.of(one["story"], one["outlet"], one["said_on"])
    return Part(story, words + (f" [{one['statement']}]" if one["statement"] else ""), (_span(one["span"]),))


def _commitment(record: Found, notes: StoryNotes, decided: Decided | None) -> Citation:
    by = source_words(record["by"], {})
    due = record["deadline"]
    terms = {
        "condition": record["condition"] and quoted(one_line(record["condition"]["text"])),
        "by when": due and (day_words(due["value"]) or quoted(one_line(due["text"]))),
        "state": record["state"],
    }
    told = "; ".join(f"{label}: {words}" for label, words in terms.items() if words)
    parts = [
        Part(notes.of(one["story"], one["outlet"], one["said_on"]), f"{_who(one)}{quoted(one_line(one['text']))}", (_span(one["span"]),))
        for one in record["said"]
    ]  # fmt: skip
    parts += [
        Part(notes.of(one["story"], one["outlet"], one["said_on"]), f"{one['state']}, {_who(one)}{quoted(one_line(one['text']))}", (_span(one["span"]),))
        for one in record["outcomes"]
    ]  # fmt: skip
    about = f"{record['kind'].capitalize()} by {by}: {content_words(record)} ({told}), reported by"
    return Citation(record["id"], "commitment", tuple(parts), about, record["first_said"], decided)


def _who(one: Found) -> str:
    source = one.get("source")
    return f"according to {source}: " if source else "as the report itself says: "


ACROSS_DOCUMENTS: dict[str, Callable[[Found, StoryNotes, Decided | None], Citation]] = {
    "copy": _copy, "incident": _incident, "dispute": _dispute, "commitment": _commitment,
}  # fmt: skip
