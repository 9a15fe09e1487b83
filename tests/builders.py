"""Small valid records made by hand from a text, for tests of the rooms that keep and write records."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from onrecord.issues import make_issue
from onrecord.model import (
    Act,
    Approximate,
    Certainty,
    CleanText,
    Content,
    Document,
    Edit,
    Entity,
    EntityKind,
    Event,
    EventDate,
    EventPlace,
    EventStatus,
    Evidence,
    Line,
    LineKind,
    Mention,
    MentionForm,
    NameCount,
    Origin,
    Paragraph,
    Participant,
    Place,
    Polarity,
    PossibleSame,
    Quantity,
    QuantityKind,
    QuotationForm,
    Record,
    Sentence,
    Source,
    SourceKind,
    Span,
    Statement,
    StatementTime,
    Story,
    Time,
    Timex,
    WrittenOn,
    content_id,
    evidence,
)

TEXT = """Pelmark seals its northern harbour
SORVIK, Pelmark, 4 May
The Pelmark navy closed the harbour of Sorvik on 3 May, and at least 40 boats were turned back.
"Nobody asked the fishermen," Ona Brekke said.
She accused the navy of ramming two boats, an aide to Brekke told reporters.
The navy denied the claim."""
"""Six lines: a heading, a dateline, and four of prose with two events and four statements, one inside another."""

ORIGIN = Origin("attribute", "cue-said", "1")


def at(text: str, words: str, nth: int = 0) -> Evidence:
    """The nth place (from 0) where `words` stand in `text`, as evidence."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return evidence(text, start, start + len(words))


def make_document(
    text: str, *, name: str = "page.txt", outlet: str | None = "The Sorvik Post"
) -> tuple[Document, CleanText]:
    """A document whose raw text ends in a line end that cleaning takes away."""
    raw = text + "\n"
    identity = content_id("document", text, name)
    digest = hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()
    document = Document(identity, "text/plain", outlet, None, name, "2026-05-04", None, "en", digest, raw)
    kinds = [LineKind.HEADING, LineKind.DATELINE] if text == TEXT else []
    spans = list(_lines(text))
    kinds += [LineKind.PROSE] * (len(spans) - len(kinds))
    lines = tuple(Line(span, kind, "test") for span, kind in zip(spans, kinds, strict=True))
    return document, CleanText(text, (Edit(len(text), len(raw), "", "end"),), lines)


def make_story(document: Document, text: str) -> Story:
    """One story over the whole text: a paragraph and a sentence a line, the first line its title."""
    spans = list(_lines(text))
    written = WrittenOn("2026-05-04", "day", "user")
    if text == TEXT:
        written = WrittenOn("2026-05-04", "day", "dateline", at(text, "4 May"))
    return Story(
        content_id("story", document.id, 0),
        document.id,
        Span(0, len(text)),
        evidence(text, *spans[0]),
        None,
        at(text, "SORVIK, Pelmark, 4 May") if text == TEXT else None,
        written,
        tuple(Paragraph((span,), LineKind.PROSE, (number, number + 1)) for number, span in enumerate(spans)),
        tuple(Sentence((span,), number, LineKind.PROSE) for number, span in enumerate(spans)),
        (),
        (),
        "test",
    )


def make_statement(
    story: Story,
    text: str,
    source: str | None,
    content: str,
    *,
    entity: str | None = None,
    form: SourceKind = SourceKind.NAMED,
    **given: object,
) -> Statement:
    """A plain indirect statement by the words of `source`; any field can be given."""
    words = at(text, source) if source else None
    kind = form if source else SourceKind.UNSTATED
    fields: dict[str, object] = {
        "id": content_id("statement", story.id, source, content),
        "story": story.id,
        "source": Source(kind, entity, words),
        "chain": (),
        "cue": None,
        "content": Content((at(text, content),)),
        "quotation": QuotationForm.INDIRECT,
        "act": Act.STATE,
        "polarity": Polarity.AFFIRMS,
        "certainty": Certainty.CERTAIN,
        "time": StatementTime.PAST,
        "addressee": None,
        "medium": None,
        "within": None,
        "origin": ORIGIN,
    }
    return Statement(**(fields | given))  # type: ignore[arg-type]


def make_record(text: str = TEXT, *, name: str = "page.txt", outlet: str | None = "The Sorvik Post") -> Record:
    """For `TEXT`, a record with something of every type; for another text, a story and one statement."""
    document, clean = make_document(text, name=name, outlet=outlet)
    if not text.strip():
        issue = make_issue("empty", f"{name}: has no text", room="clean", document=document.id)
        return Record(document, clean, (), (), (), (), (), (), (), (issue,))
    story = make_story(document, text)
    if text != TEXT:
        said = make_statement(story, text, None, next(line for line in text.split("\n") if line))
        return Record(document, clean, (story,), (), (said,), (), (), (), (), ())
    return _full_record(document, clean, story)


def many_records(count: int) -> Iterator[Record]:
    """Records of different documents, each like `make_record()`."""
    return (make_record(name=f"page-{number}.txt") for number in range(count))


def _lines(text: str) -> Iterator[Span]:
    return (Span(found.start(), found.end()) for found in re.finditer(r"[^\n]+", text))


def _full_record(document: Document, clean: CleanText, story: Story) -> Record:
    text = clean.text
    navy, brekke = _entities(story, text)
    statements = _statements(story, text, brekke)
    words = at(text, "Sorvik")
    place = Place(content_id("place", story.id), story.id, words, "Sorvik", "PMK", None, 61.5, -4.25, 991, 0.75)
    day = at(text, "3 May")
    time = Time(content_id("time", story.id), story.id, day, Timex.DATE, "2026-05-03", "2026-05-04")
    boats = Quantity(
        content_id("quantity", story.id, "boats"), story.id, at(text, "at least 40 boats"), 40.0, None, None,
        Approximate.AT_LEAST, None, QuantityKind.COUNT, "boats",
    )  # fmt: skip
    issue = make_issue(
        "unbalanced-quotation", f"{document.path}: a mark is never closed", room="segment", document=document.id,
        story=story.id, span=at(text, '"').span,
    )  # fmt: skip
    events = (_closed(story, text, navy, place, boats), _rammed(story, text, navy, statements[1]))
    return Record(document, clean, (story,), (navy, brekke), statements, events, (boats,), (time,), (place,), (issue,))


def _entities(story: Story, text: str) -> tuple[Entity, Entity]:
    navy = Entity(
        content_id("entity", story.id, "navy"), EntityKind.ARMED_GROUP, "Pelmark navy", (NameCount("Pelmark navy", 1),),
        (Mention(story.id, at(text, "The Pelmark navy"), MentionForm.NAME, "name"),
         Mention(story.id, at(text, "the navy"), MentionForm.DESCRIPTION, "head")), "PMK", "MIL",
    )  # fmt: skip
    brekke = Entity(
        content_id("entity", story.id, "Brekke"), EntityKind.PERSON, "Ona Brekke",
        (NameCount("Ona Brekke", 1), NameCount("Brekke", 1)),
        (Mention(story.id, at(text, "Ona Brekke"), MentionForm.NAME, "name"),
         Mention(story.id, at(text, "She"), MentionForm.PRONOUN, "subject"),
         Mention(story.id, at(text, "Brekke", 1), MentionForm.NAME, "surname")),
        office=("harbour warden",), possible_same=(PossibleSame(navy.id, "a test"),),
    )  # fmt: skip
    return navy, brekke


def _statements(story: Story, text: str, brekke: Entity) -> tuple[Statement, ...]:
    """Said directly; accused (inside what the aide told); told; denied."""
    said = make_statement(
        story, text, "Ona Brekke", "Nobody asked the fishermen", cue=at(text, "said"), quotation=QuotationForm.DIRECT,
        entity=brekke.id, chain=("The Sorvik Post",),
    )  # fmt: skip
    told = make_statement(
        story, text, "an aide to Brekke", "She accused the navy of ramming two boats", cue=at(text, "told"),
        form=SourceKind.UNNAMED, addressee=at(text, "reporters"),
    )  # fmt: skip
    accused = make_statement(
        story, text, "She", "ramming two boats", act=Act.ACCUSE, cue=at(text, "accused"), within=told.id,
        target=at(text, "the navy"), entity=brekke.id, confidence=0.5,
    )  # fmt: skip
    denied = make_statement(
        story, text, "The navy", "the claim", act=Act.DENY, cue=at(text, "denied"), polarity=Polarity.DENIES
    )
    return said, accused, told, denied


def _closed(story: Story, text: str, navy: Entity, place: Place, boats: Quantity) -> Event:
    return Event(
        content_id("event", story.id, "closed"), story.id, "COERCE", "restrict", ("maritime",), 4,
        (Participant(navy.id, at(text, "The Pelmark navy"), "PMK", "MIL"),),
        (Participant(None, at(text, "the harbour of Sorvik")),),
        at(text, "closed"), EventDate("2026-05-03", "day", at(text, "on 3 May")),
        EventPlace(place.id, at(text, "Sorvik"), "Sorvik", "PMK"), (boats.id,), EventStatus.ACTUAL, None, None, None,
        Origin("events", "COERCE-12", "1"),
    )  # fmt: skip


def _rammed(story: Story, text: str, navy: Entity, accused: Statement) -> Event:
    return Event(
        content_id("event", story.id, "ramming"), story.id, "ASSAULT", None, (), 4,
        (Participant(navy.id, at(text, "the navy")),), (Participant(None, at(text, "two boats")),), at(text, "ramming"),
        None, None, (), EventStatus.ALLEGED, None, accused.id, 0.5,
    )  # fmt: skip
