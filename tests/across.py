"""A small collection made by hand, with everything that is known across its documents, for tests of asking and publishing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from onrecord.model import (
    Act,
    Commitment,
    Content,
    Copy,
    Dispute,
    DisputeSide,
    Entity,
    EntityCluster,
    EntityKind,
    Event,
    EventDate,
    EventPlace,
    EventStatus,
    Evidence,
    Incident,
    Join,
    Joined,
    Mention,
    MentionForm,
    NameCount,
    Origin,
    Outcome,
    Participant,
    Place,
    Record,
    Said,
    SharedPassage,
    Story,
    Telling,
    WrittenOn,
    content_id,
)
from onrecord.store import Store
from onrecord.store.across import put_results
from tests.builders import at, make_document, make_statement, make_story

ORIGIN = Origin("resolve", "by-hand", "1")
POST = """Pelmark shells Drevna
The Pelmark navy shelled Drevna on 4 March, and 12 people were killed, Ona Brekke said.
Brekke promised to reopen the harbour by Sunday if the navy withdraws."""
ECHO = """Shells fall on Drevna
The navy shelled Drevna on Wednesday.
The navy denied that it shelled the town, and said nobody was killed.
Nine people were killed, Tove Lund said."""
LATER = """Drevna counts its dead
Fifteen people were killed when Drevna was shelled, Brekke said.
Brekke accused the navy of lying.
The harbour was reopened."""
WIRE = POST.replace("Pelmark shells Drevna", "Twelve die in Drevna")


@dataclass(frozen=True, slots=True)
class Collection:
    """The documents' records and what is known across them."""

    records: tuple[Record, ...]
    copy: Copy
    incident: Incident
    dispute: Dispute
    commitment: Commitment

    def put(self, store: Store) -> None:
        """Store all of it."""
        for record in self.records:
            store.add(record, version="1")
        with store.collection() as opened:
            for result in (self.copy, self.incident, self.dispute, self.commitment):
                put_results(opened._connection, "test", [(result.id, (result,))])
        one, other = sorted(entity("Ona Brekke", name).id for name in ("post.txt", "later.txt"))
        store.put_joined(Joined((EntityCluster((one, other), "Ona Brekke", (Join(one, other, "the same name"),)),), ()))


def entity(name: str, page: str, kind: EntityKind = EntityKind.PERSON) -> Entity:
    """An entity of one page, without mentions."""
    return Entity(content_id("entity", name, page), kind, name, (NameCount(name, 1),), ())


def mentioned(found: Entity, story: str, *words: Evidence) -> Entity:
    """The entity with mentions by name in a story."""
    return replace(found, mentions=tuple(Mention(story, one, MentionForm.NAME, "name") for one in words))


def make_collection() -> Collection:
    """Four documents: a shelling told three times and once copied, a toll that is disputed and corrected, a promise that is kept."""
    post = _told(
        POST, "post.txt", "Sorvik Post", "2026-03-05", "shelled", "Brekke", ("Ona Brekke", "12 people were killed")
    )
    echo = _told(ECHO, "echo.txt", "Tresk Echo", "2026-03-05", "shelled", "", ("Tove Lund", "Nine people were killed"))
    later = _told(LATER, "later.txt", "Sorvik Post", "2026-03-07", "shelled", "Brekke", ("Brekke", "Fifteen people were killed when Drevna was shelled"))  # fmt: skip
    wire = _told(WIRE, "wire.txt", "Wire Daily", "2026-03-06", "shelled", "", ("Ona Brekke", "12 people were killed"))
    post, later = _promised(post), _kept(later)
    echo = _denied(echo)
    records = (post, echo, later, wire)
    return Collection(
        records, _copy(wire, post), _incident(records), _dispute(post, echo, later), _commitment(post, later)
    )


def _told(text: str, name: str, outlet: str, day: str, trigger: str, who: str, said: tuple[str, str]) -> Record:
    document, clean = make_document(text, name=name, outlet=outlet)
    document = replace(document, published=day)
    story = replace(make_story(document, text), written_on=WrittenOn(day, "day", "user"))
    navy = mentioned(
        entity("Pelmark navy", name, EntityKind.ARMED_GROUP), story.id, *([at(text, "navy")] if "navy" in text else [])
    )
    brekke = entity("Ona Brekke", name)
    brekke = mentioned(brekke, story.id, at(text, who)) if who else brekke
    place = Place(
        content_id("place", story.id), story.id, at(text, "Drevna", 1), "Drevna", "PMK", None, 60.0, 5.0, 7, 0.9
    )
    statement = make_statement(story, text, said[0], said[1], entity=brekke.id if who else None)
    event = _shelling(story, text, trigger, navy, place, name)
    return Record(document, clean, (story,), (navy, brekke), (statement,), (event,), (), (), (place,), ())


def _shelling(story: Story, text: str, trigger: str, navy: Entity, place: Place, name: str) -> Event:
    date = EventDate("2026-03-04", "day", at(text, "4 March")) if "4 March" in text else None
    return Event(
        content_id("event", story.id, trigger), story.id, "ASSAULT", None, (), 4, (Participant(navy.id, at(text, trigger)),), (),
        at(text, trigger), date, EventPlace(place.id, place.evidence, "Drevna", "PMK"), (), EventStatus.ACTUAL, None, None, None, ORIGIN,
    )  # fmt: skip


def _promised(record: Record) -> Record:
    text, story = record.clean.text, record.stories[0]
    promise = make_statement(
        story, text, "Brekke", "to reopen the harbour by Sunday if the navy withdraws", act=Act.PROMISE,
        entity=record.entities[1].id,
    )  # fmt: skip
    return replace(record, statements=(*record.statements, promise))


def _kept(record: Record) -> Record:
    text, story = record.clean.text, record.stories[0]
    accused = make_statement(
        story, text, "Brekke", "of lying", act=Act.ACCUSE, target=at(text, "the navy"), entity=record.entities[1].id
    )
    return replace(record, statements=(*record.statements, accused))


def _denied(record: Record) -> Record:
    text, story = record.clean.text, record.stories[0]
    denied = make_statement(story, text, "The navy", "it shelled the town", act=Act.DENY, entity=record.entities[0].id)
    return replace(record, statements=(*record.statements, denied))


def _copy(wire: Record, post: Record) -> Copy:
    words = POST.partition("\n")[2]
    one, other = at(wire.clean.text, words), at(post.clean.text, words)
    return Copy(
        content_id("copy", "wire"),
        "near",
        wire.stories[0].id,
        post.stories[0].id,
        0.93,
        0.95,
        (SharedPassage(one, other.span),),
        ORIGIN,
    )


def _incident(records: tuple[Record, ...]) -> Incident:
    told = tuple(Telling(r.stories[0].id, r.events[0].trigger, r.events[0].id) for r in records)
    return Incident(
        content_id("incident", "drevna"), tuple(r.events[0].id for r in records), tuple(r.stories[0].id for r in records),
        ("Sorvik Post", "Tresk Echo", "Wire Daily"), 3, "2026-03-05", ("Sorvik Post", "Tresk Echo"), "ASSAULT",
        "shelled, Drevna, 4 March 2026", "2026-03-04", "Drevna", (records[0].entities[0].id,), (), told, ("same type, place and day",), ORIGIN,
    )  # fmt: skip


def _dispute(post: Record, echo: Record, later: Record) -> Dispute:
    sides = (
        _side(post, "12", "12 people were killed", "Ona Brekke", "15"),
        _side(echo, "9", "Nine people were killed", "Tove Lund"),
        _side(later, "15", "Fifteen people were killed", "Ona Brekke"),
    )
    return Dispute(
        content_id("dispute", "toll"),
        "figure",
        "people killed, Drevna",
        sides,
        "open",
        reasons=("two sources",),
        origin=ORIGIN,
    )


def _side(record: Record, value: str, words: str, source: str, after: str | None = None) -> DisputeSide:
    story, document = record.stories[0], record.document
    said = Said(
        story.id, document.outlet, at(record.clean.text, words), source, record.statements[0].id, document.published
    )
    events = (record.events[0].id,) if value == "12" else ()
    return DisputeSide(
        value,
        (record.statements[0].id,),
        events,
        (document.outlet or "",),
        document.published,
        (source,),
        (said,),
        after,
    )


def _commitment(post: Record, later: Record) -> Commitment:
    text, promise = post.clean.text, post.statements[1]
    words = at(text, "to reopen the harbour")
    said = Said(post.stories[0].id, "Sorvik Post", words, "Ona Brekke", promise.id, "2026-03-05")
    kept = Outcome(
        "kept",
        later.stories[0].id,
        "Sorvik Post",
        at(later.clean.text, "The harbour was reopened"),
        None,
        None,
        "2026-03-07",
    )
    return Commitment(
        content_id("commitment", "harbour"), "promise", promise.source, "the fishermen", Content((words,)), at(text, "if the navy withdraws"),
        EventDate("2026-03-08", "day", at(text, "by Sunday")), (promise.id,), (), "kept", post.stories[0].id, (kept,), (said,), "2026-03-05",
        ("said and done",), ORIGIN,
    )  # fmt: skip
